"""Files that show a placement: who may open which, and how well they show it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.hiring.placements.models import Evidence, Placement, PlacementEvidence
from marketplace.hiring.placements.queries.episodes import within_programs
from marketplace.sides import HIRING_ROLES, Actor, Side
from marketplace.supply.documents import queries as documents


def evidence_of(placement: Placement) -> Sequence[PlacementEvidence]:
    """What was handed in for a placement, the newest first; what was taken back too, without its file."""
    rows = (
        sa.select(PlacementEvidence)
        .options(joinedload(PlacementEvidence.document))
        .where(PlacementEvidence.placement_id == placement.id)
    )
    return db.session.scalars(rows.order_by(PlacementEvidence.given_at.desc(), PlacementEvidence.id)).all()


def level_of(placement: Placement) -> Evidence:
    """How well a placement is shown now: by a file, else by both sides, else by the word of one."""
    found = [paper.kind.level for paper in evidence_of(placement) if paper.document_id]
    if placement.claimed_by_side is Side.EMPLOYER and placement.confirmed_at is not None:
        found.append(Evidence.EMPLOYER_CONFIRMED)
    own = Evidence.SELF_REPORT if placement.claimed_by_side is Side.JOBSEEKER else Evidence.THIRD_PARTY
    return max(found, key=lambda level: level.rank, default=own)


def own_evidence(actor: Actor) -> sa.Select[PlacementEvidence]:
    """What the acting person gave, in the place that they act from now: this employer, or these programs."""
    rows = sa.select(PlacementEvidence).where(
        PlacementEvidence.given_by_id == actor.person_id, PlacementEvidence.given_by_side == actor.side
    )
    if actor.side is Side.EMPLOYER:
        return rows.where(PlacementEvidence.organisation_id == actor.organisation_id)
    if actor.side is Side.STAFF:
        return rows.join(PlacementEvidence.placement).where(within_programs(actor))
    return rows


def gave(paper: PlacementEvidence, actor: Actor) -> bool:
    """Whether the reader of a placement handed in this file, in the place that they act from now."""
    given = paper.given_by_id == actor.person_id and paper.given_by_side is actor.side
    return given and (actor.side is not Side.EMPLOYER or paper.organisation_id == actor.organisation_id)


def was_settled(placement: Placement) -> bool:
    """Whether a file, and not both sides, says that it is right."""
    steps = Placement.__history__
    settled = sa.exists().where(steps.subject_id == placement.id, steps.move == "settle")
    return bool(db.session.scalar(sa.select(settled)))


def opens(paper: PlacementEvidence, actor: Actor) -> bool:
    """Whether the reader of a placement may open this file: its giver, an employer its own, staff every one."""
    if actor.side is Side.EMPLOYER:
        return paper.organisation_id is not None and paper.organisation_id == actor.organisation_id
    return actor.side is Side.STAFF or paper.given_by_id == actor.person_id


@documents.readable
def files_to_read(actor: Actor) -> sa.Select[Any]:  # Any: as the register of documents takes it
    """The files of placements: an employer's own to those who hire for it, those of their programs to staff."""
    files = sa.select(PlacementEvidence.document_id).where(PlacementEvidence.document_id.is_not(None))
    if actor.side is Side.EMPLOYER and actor.role in HIRING_ROLES:
        return files.where(PlacementEvidence.organisation_id == actor.organisation_id)
    if actor.side is Side.STAFF:
        return files.join(PlacementEvidence.placement).where(within_programs(actor))
    return files.where(sa.false())


@documents.given_for_others
def files_of_others() -> sa.Select[Any]:  # Any: as the register of documents takes it
    """The files that somebody gave for an employer or for the team: theirs only while they act for it."""
    return sa.select(PlacementEvidence.document_id).where(
        PlacementEvidence.document_id.is_not(None), PlacementEvidence.given_by_side != Side.JOBSEEKER
    )
