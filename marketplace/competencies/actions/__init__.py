"""What people do to the shared vocabulary."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.competencies.actions.entries import Entry, NotThisFormat, RowError, Tally
from marketplace.competencies.actions.esco import EscoFiles, find_esco, import_esco
from marketplace.competencies.actions.fitting import JOB, fit_here, fit_vocabulary
from marketplace.competencies.actions.merging import (
    Merging,
    hand_over,
    keep_the_higher,
    leave_apart,
    merge,
    same_row,
    when_merged,
)
from marketplace.competencies.actions.occupations import OccupationTally
from marketplace.competencies.actions.onet import OnetFiles, find_onet, import_onet
from marketplace.competencies.actions.saving import save_entries, stamp_vocabulary
from marketplace.competencies.actions.starter import load_starter
from marketplace.competencies.actions.words import add_from_words, map_own_words, map_words, note_unresolved, settle
from marketplace.competencies.models import Competency, Kind
from marketplace.competencies.queries import by_code, fold
from marketplace.db import db
from marketplace.errors import Refused, constraint_says

__all__ = [
    "JOB",
    "EscoFiles",
    "Merging",
    "NotThisFormat",
    "OccupationTally",
    "OnetFiles",
    "RowError",
    "Tally",
    "add_competency",
    "add_from_words",
    "find_esco",
    "find_onet",
    "fit_here",
    "fit_vocabulary",
    "hand_over",
    "import_esco",
    "import_onet",
    "keep_the_higher",
    "leave_apart",
    "load_starter",
    "map_own_words",
    "map_words",
    "merge",
    "note_unresolved",
    "same_row",
    "settle",
    "stamp_vocabulary",
    "when_merged",
]

OWN_SOURCE = "own"

constraint_says(
    "uq_competencies_code",
    lazy_gettext("A competency with this code exists already. Use that one, or choose another code."),
)


def add_competency(
    preferred: str,
    *,
    now: datetime,
    kind: Kind = Kind.SKILL,
    description: str = "",
    labels: tuple[str, ...] = (),
    code: str = "",
) -> Competency:
    """Add a competency of our own; without a `code` it is called after its name.

    Raises Refused when the code is taken.
    """
    code = code or fold(preferred).replace(" ", "-")
    if not code:
        raise Refused(_("A competency needs a name with letters in it."))
    if db.session.scalar(sa.select(by_code(code).exists())):
        raise Refused(_("The vocabulary has “%(name)s” already. Use that one, or choose another name.", name=preferred))
    others = tuple(sorted(set(labels) - {preferred}))
    save_entries([Entry(code, preferred, kind, description, others)], source=OWN_SOURCE, now=now, tally=Tally())
    return db.session.scalars(by_code(code)).one()
