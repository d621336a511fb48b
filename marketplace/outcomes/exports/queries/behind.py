"""Whose work an evidence pack is about: of a choice of cohorts whatever is verified, of an audit what it drew."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import Placement
from marketplace.outcomes.exports.queries.figures import SCHEMA_VERSION
from marketplace.outcomes.exports.queries.frozen import frozen_data
from marketplace.outcomes.exports.queries.layouts import Named, reference
from marketplace.outcomes.exports.queries.sheets import Cell
from marketplace.outcomes.measures.queries.people import Episode, Starter
from marketplace.outcomes.snapshots.models import Audit, AuditLine

WORK: Final = ("reference", "name", "program", "cohort", "placement", "work_began_on", "verified_on", "shown_by")


@dataclass(frozen=True)
class Work:
    """A placement, and what the index says of it before its files: a cell for each of `WORK`."""

    placement_id: uuid.UUID
    told: Sequence[Cell]


def verified_work(people: Sequence[Starter], named: Mapping[uuid.UUID, Named], as_of: date) -> list[Work]:
    """What these people work at that was verified by the day, person by person."""
    return [
        Work(
            episode.id,
            (
                *(reference(one.enrolment_id), named[one.enrolment_id].name),
                *(named[one.enrolment_id].program, named[one.enrolment_id].cohort),
                *(reference(episode.id, "W"), episode.starts_on, episode.verified_on, episode.evidence),
            ),
        )
        for one in people
        for episode in _verified(one, as_of)
    ]


def _verified(starter: Starter, as_of: date) -> Iterator[Episode]:
    found = (one for one in starter.episodes if one.stage in COUNTED and one.verified_on and one.verified_on <= as_of)
    yield from sorted(found, key=lambda one: (one.starts_on, one.id))


def drawn(audit: Audit, *, after: int, most: int) -> Sequence[Placement]:
    """The next placements of an audit in the order drawn, whatever has become of them since."""
    rows = (
        sa.select(Placement)
        .join(AuditLine, AuditLine.placement_id == Placement.id)
        .where(AuditLine.audit_id == audit.id, AuditLine.position > after, AuditLine.position <= after + most)
        .options(joinedload(Placement.enrolment))
        .order_by(AuditLine.position)
    )
    return db.session.scalars(rows).all()


def drawn_work(
    placements: Sequence[Placement],
    cohorts: Mapping[uuid.UUID, tuple[str, str]],
    names: Mapping[uuid.UUID, str],
) -> list[Work]:
    """The same of placements that were drawn. `cohorts` says of a cohort what its program and it are called."""
    return [
        Work(
            one.id,
            (
                *_whose(one, cohorts, names.get(one.jobseeker_id, "")),
                *(reference(one.id, "W"), one.starts_on),
                *(one.verified_at.date() if one.verified_at else None, one.evidence_level),
            ),
        )
        for one in placements
    ]


def _whose(one: Placement, cohorts: Mapping[uuid.UUID, tuple[str, str]], name: str) -> Sequence[Cell]:
    if one.enrolment is None:
        return None, name, None, None
    return reference(one.enrolment.id), name, *cohorts.get(one.enrolment.first_cohort_id, (None, None))


def audit_data(audit: Audit) -> dict[str, Any]:  # Any: words and numbers
    """How the sample was drawn, of which version, and which placements it is, by their references in that order."""
    rows = sa.select(AuditLine.placement_id).where(AuditLine.audit_id == audit.id).order_by(AuditLine.position)
    return {
        "schema": "guildhall.audit",
        "schema_version": SCHEMA_VERSION,
        "report": frozen_data(audit.version),
        "drawn_at": audit.drawn_at.isoformat(timespec="seconds"),
        "seed": audit.seed,
        "size": audit.size,
        "population": audit.population,
        "placements": [reference(one, "W") for one in db.session.scalars(rows)],
    }
