"""What a count says of everybody, and what of it is new against the version before."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from marketplace.db import db
from marketplace.outcomes.snapshots.models import FrozenPerson, FrozenReport
from marketplace.outcomes.snapshots.queries.differing import Kept, Moves, difference, moved


@dataclass(frozen=True)
class Said:
    """A count, by enrolment: what was said of each person, and the digest of their facts."""

    verdicts: Mapping[uuid.UUID, Mapping[str, Sequence[str]]]
    facts: Mapping[uuid.UUID, str]


def said_in(freezing_id: uuid.UUID) -> Said:
    """What a count keeps of everybody."""
    rows = sa.select(FrozenPerson.enrolment_id, FrozenPerson.verdicts, FrozenPerson.facts).where(
        FrozenPerson.freezing_id == freezing_id
    )
    found = db.session.execute(rows).all()
    return Said({row.enrolment_id: row.verdicts for row in found}, {row.enrolment_id: row.facts for row in found})


def since(
    before: FrozenReport | None, figures: Sequence[Kept], definitions: Sequence[Kept], said: Said
) -> tuple[list[dict[str, Any]], dict[uuid.UUID, Moves]]:  # Any: words and numbers
    """What moved against the version before, figure by figure and person by person; nothing without one."""
    if before is None:
        return [], {}
    people = moved(said_in(before.freezing_id).verdicts, said.verdicts)
    return difference(before.figures, figures, (before.definitions, definitions)), people
