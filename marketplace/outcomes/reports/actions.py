"""Releasing figures to a funder, and taking them back."""

import hashlib
import json
import uuid
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.errors import Refused, constraint_says
from marketplace.outcomes.reports import queries
from marketplace.outcomes.reports.models import FigureRelease
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort

constraint_says(
    "uq_figure_releases_one_living",
    lazy_gettext(
        "This funder has the figures of this cohort as of that day already. "
        "Take them back first, or choose another day."
    ),
)


def release(cohort: Cohort, *, organisation_id: uuid.UUID, as_of: date, actor: Actor, now: datetime) -> FigureRelease:
    """Keep the figures of a cohort as they are counted at the end of `as_of`, for one funder to see.

    What is kept never changes: a later correction is another release. Refused for a day to come, and
    for a cohort in which nobody has started.
    """
    if as_of > now.date():
        raise Refused(_("That day is still to come. Choose today or a day before it."))
    outcomes = queries.outcomes_of(cohort.id, as_of=as_of)
    if not outcomes:
        raise Refused(_("Nobody has started in %(cohort)s yet, so there is nothing to count.", cohort=cohort.name))
    figures = queries.told(queries.figure(measure, outcomes, as_of=as_of) for measure in queries.Measure)
    row = FigureRelease(
        cohort_id=cohort.id,
        organisation_id=organisation_id,
        as_of=as_of,
        figures=figures,
        digest=hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest(),
        released_at=now,
        released_by_id=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def take_back(released: FigureRelease, *, reason: str, actor: Actor, now: datetime) -> None:
    """The funder no longer sees it, from the next page on; the row and the reason stay."""
    if released.taken_back_at is not None:
        raise Refused(_("These figures were taken back already."))
    released.taken_back_at, released.taken_back_by_id, released.reason = now, actor.person_id, reason
    db.session.flush()
