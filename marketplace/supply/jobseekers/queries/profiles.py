"""What may be read of jobseekers: a person their own, staff those of their programs. Employers never read here."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers.models import (
    BlockedEmployer,
    CompetencyClaim,
    Consent,
    EvidenceItem,
    Experience,
    Jobseeker,
)

Owned = TypeVar("Owned", Experience, CompetencyClaim, EvidenceItem, Consent, BlockedEmployer)


def visible_to(actor: Actor) -> sa.Select[Jobseeker]:
    """The profiles this person may see: their own, for staff those within their reach, none for anybody else."""
    own = actor.side is Side.JOBSEEKER
    return sa.select(Jobseeker).where(
        Jobseeker.id == actor.person_id if own else within(actor, "jobseekers", Jobseeker.id)
    )


def _own(rows: type[Owned], actor: Actor) -> sa.Select[Owned]:
    mine = rows.jobseeker_id == actor.person_id if actor.side is Side.JOBSEEKER else sa.false()
    return sa.select(rows).where(mine)


def own_experiences(actor: Actor) -> sa.Select[Experience]:
    """The acting jobseeker's experiences, newest first."""
    return _own(Experience, actor).order_by(*newest_experience())


def own_claims(actor: Actor) -> sa.Select[CompetencyClaim]:
    """The acting jobseeker's competencies as their pages show them, by name."""
    return _as_shown(_own(CompetencyClaim, actor))


def own_evidence(actor: Actor) -> sa.Select[EvidenceItem]:
    """The acting jobseeker's evidence with its claim."""
    return _own(EvidenceItem, actor).options(joinedload(EvidenceItem.claim))


def own_consents(actor: Actor) -> sa.Select[Consent]:
    """The acting jobseeker's living consents with the employer, newest first."""
    return (
        _own(Consent, actor)
        .where(Consent.withdrawn_at.is_(None))
        .options(joinedload(Consent.employer))
        .order_by(Consent.given_at.desc(), Consent.id)
    )


def newest_experience() -> tuple[Any, ...]:  # Any: columns of several types
    """How experiences are ordered: what is still done first, then what ended last."""
    return Experience.ended_on.is_(None).desc(), Experience.ended_on.desc(), Experience.started_on.desc(), Experience.id


def _as_shown(claims: sa.Select[CompetencyClaim]) -> sa.Select[CompetencyClaim]:
    held = CompetencyClaim.level.is_not(None) | CompetencyClaim.shown_level.is_not(None)
    return (
        claims.where(held)
        .join(CompetencyClaim.competency)
        .options(
            joinedload(CompetencyClaim.competency),
            joinedload(CompetencyClaim.shown_to),
            selectinload(CompetencyClaim.evidence).options(
                joinedload(EvidenceItem.experience),
                joinedload(EvidenceItem.added_by),
                joinedload(EvidenceItem.document),
            ),
        )
        .order_by(sa.func.lower(Competency.preferred), CompetencyClaim.id)
    )


@dataclass(frozen=True)
class Profile:
    """What a person has told about themselves; `row` is None before the first word is written."""

    row: Jobseeker | None
    experiences: Sequence[Experience] = ()
    claims: Sequence[CompetencyClaim] = field(default=())

    @property
    def ready(self) -> bool:
        """Whether there is enough to apply with: one experience and one competency."""
        return bool(self.experiences and self.claims)


def profile(jobseeker_id: uuid.UUID) -> Profile:
    """A person's profile, experiences newest first, competencies by name with their evidence."""
    return Profile(
        row=db.session.get(Jobseeker, jobseeker_id),
        experiences=db.session.scalars(
            sa.select(Experience).where(Experience.jobseeker_id == jobseeker_id).order_by(*newest_experience())
        ).all(),
        claims=db.session.scalars(
            _as_shown(sa.select(CompetencyClaim).where(CompetencyClaim.jobseeker_id == jobseeker_id))
        )
        .unique()
        .all(),
    )


def claim_on(jobseeker_id: uuid.UUID, competency_id: uuid.UUID) -> CompetencyClaim | None:
    """The person's claim to a competency; without a living one, one that was taken back (it has no level)."""
    counts = CompetencyClaim.level.is_not(None) | CompetencyClaim.shown_level.is_not(None)
    return db.session.scalar(
        sa.select(CompetencyClaim)
        .where(CompetencyClaim.jobseeker_id == jobseeker_id, CompetencyClaim.competency_id == competency_id)
        .order_by(sa.case((counts, 0), else_=1), CompetencyClaim.created_at, CompetencyClaim.id)
        .limit(1)
    )
