"""What may be read of jobseekers: a person their own, staff those of their programs. Employers never read here."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers.models import (
    ClaimStage,
    CompetencyClaim,
    Consent,
    Disclosure,
    EvidenceItem,
    EvidenceKind,
    Experience,
    ExperienceKind,
    Jobseeker,
    Purpose,
)

Owned = TypeVar("Owned", Experience, CompetencyClaim, EvidenceItem, Consent)

#: A level is what somebody does, not a grade.
LEVELS = {
    1: _("With guidance"),
    2: _("Alone on routine tasks"),
    3: _("Alone on new tasks"),
    4: _("Guides others"),
}
SHOWN_LEVELS = {0: _("Not shown yet")} | LEVELS
EXPERIENCE_KINDS = {
    ExperienceKind.PAID: _("Paid work"),
    ExperienceKind.VOLUNTEER: _("Volunteering"),
    ExperienceKind.CARE: _("Caring for somebody"),
    ExperienceKind.MILITARY: _("Military service"),
    ExperienceKind.SELF_EMPLOYED: _("Own business"),
}
EVIDENCE_KINDS = {
    EvidenceKind.EXPERIENCE: _("From an experience"),
    EvidenceKind.STORY: _("A story"),
    EvidenceKind.LINK: _("A link"),
    EvidenceKind.ASSESSMENT: _("Seen in the program"),
}
RINGS = {
    ClaimStage.CLAIMED: "declared",
    ClaimStage.EVIDENCE_LINKED: "evidenced",
    ClaimStage.DEMONSTRATED: "verified",
    ClaimStage.NOT_DEMONSTRATED: "",  # “not shown yet” says it; a verified ring beside it would confuse
}


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
    return _own(Experience, actor).order_by(*_newest_experience())


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


def _newest_experience() -> tuple[Any, ...]:  # Any: columns of several types
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
                joinedload(EvidenceItem.experience), joinedload(EvidenceItem.added_by)
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
            sa.select(Experience).where(Experience.jobseeker_id == jobseeker_id).order_by(*_newest_experience())
        ).all(),
        claims=db.session.scalars(
            _as_shown(sa.select(CompetencyClaim).where(CompetencyClaim.jobseeker_id == jobseeker_id))
        )
        .unique()
        .all(),
    )


def claim_on(jobseeker_id: uuid.UUID, competency_id: uuid.UUID) -> CompetencyClaim | None:
    """The person's claim to a competency, also one that was taken back (it has no level)."""
    return db.session.scalar(
        sa.select(CompetencyClaim).where(
            CompetencyClaim.jobseeker_id == jobseeker_id, CompetencyClaim.competency_id == competency_id
        )
    )


def matching_consented() -> sa.Select[uuid.UUID]:
    """The ids of everybody who consents to matching now."""
    return sa.select(Consent.jobseeker_id).where(Consent.purpose == Purpose.MATCHING, Consent.withdrawn_at.is_(None))


def matching_consent(jobseeker_id: uuid.UUID) -> Consent | None:
    """The person's living consent to matching, or None."""
    return db.session.scalar(
        sa.select(Consent).where(
            Consent.jobseeker_id == jobseeker_id, Consent.purpose == Purpose.MATCHING, Consent.withdrawn_at.is_(None)
        )
    )


def identity_consent(jobseeker_id: uuid.UUID, employer_id: uuid.UUID) -> Consent | None:
    """The living consent under which this employer may know this person, or None. Read it at each request."""
    return db.session.scalar(
        sa.select(Consent).where(
            Consent.jobseeker_id == jobseeker_id,
            Consent.employer_id == employer_id,
            Consent.purpose == Purpose.IDENTITY,
            Consent.withdrawn_at.is_(None),
        )
    )


def disclosures_of(actor: Actor) -> sa.Select[Disclosure]:
    """Who saw the acting jobseeker's identity, newest first, with the employer and the person."""
    mine = Disclosure.jobseeker_id == actor.person_id if actor.side is Side.JOBSEEKER else sa.false()
    return (
        sa.select(Disclosure)
        .where(mine)
        .options(joinedload(Disclosure.employer), joinedload(Disclosure.seen_by))
        .order_by(Disclosure.at.desc(), Disclosure.id)
    )
