"""What waits to be looked at by the program team, within its reach."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.reach import unveiled, within
from marketplace.sides import Actor
from marketplace.supply.documents import queries as documents
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, EvidenceItem, Jobseeker

WITH_THE_TEAM = (ClaimStage.WAITING_REVIEW, ClaimStage.IN_REVIEW)


def _seen(actor: Actor, column: Any) -> sa.ColumnElement[bool]:  # Any: a column of ids of people
    return within(actor, "jobseekers", column) & unveiled(actor, "jobseekers", column)


def to_review(actor: Actor) -> sa.Select[CompetencyClaim]:
    """The claims of people within reach whose evidence waits or is being looked at, the longest waiting first."""
    return (
        sa.select(CompetencyClaim)
        .join(CompetencyClaim.jobseeker)
        .where(CompetencyClaim.stage.in_(WITH_THE_TEAM), _seen(actor, CompetencyClaim.jobseeker_id))
        .options(
            contains_eager(CompetencyClaim.jobseeker).joinedload(Jobseeker.person),
            joinedload(CompetencyClaim.competency),
            joinedload(CompetencyClaim.reviewer),
        )
        .order_by(CompetencyClaim.asked_at, CompetencyClaim.id)
    )


@documents.readable
def files_to_read(actor: Actor) -> sa.Select[Any]:  # Any: as the register of documents takes it
    """The files that show competencies of people within a staff member's reach."""
    return sa.select(EvidenceItem.document_id).where(
        EvidenceItem.document_id.is_not(None), _seen(actor, EvidenceItem.jobseeker_id)
    )


def with_evidence(claims: sa.Select[CompetencyClaim]) -> sa.Select[CompetencyClaim]:
    """The same claims with all that shows them."""
    items = selectinload(CompetencyClaim.evidence)
    shown = (EvidenceItem.experience, EvidenceItem.document, EvidenceItem.added_by)
    return claims.options(*(items.joinedload(one) for one in shown))
