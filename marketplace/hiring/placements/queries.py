"""Which placements a person may see, which checks are due, and every step of one referral."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.hiring.interviews import queries as interviews
from marketplace.hiring.interviews.models import Interview
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers import queries as offers
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.models import CheckStage, Placement, RetentionCheckpoint, Stage
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.enrolments.models import GRADUATED, Enrolment
from marketplace.supply.jobseekers.models import Consent, Purpose

CHECKED = frozenset({Stage.VERIFIED, Stage.ENDED})


def visible_to(actor: Actor) -> Select[Placement]:
    """The placements this person may see: staff those of their programs, an employer its own, a person theirs."""
    rows = select(Placement).options(
        joinedload(Placement.employer).joinedload(Employer.organisation),
        joinedload(Placement.jobseeker),
        joinedload(Placement.enrolment).joinedload(Enrolment.cohort),
        joinedload(Placement.referral),
        selectinload(Placement.checkpoints),
    )
    if actor.side is Side.EMPLOYER:
        return rows.where(Placement.employer_id == actor.organisation_id)
    if actor.side is Side.JOBSEEKER:
        return rows.where(Placement.jobseeker_id == actor.person_id)
    return rows.where(within_programs(actor))


def within_programs(actor: Actor) -> ColumnElement[bool]:
    """Whether a placement belongs to a staff member's programs: by the enrolment it came of, else by the person."""
    of_nobody = Placement.enrolment_id.is_(None)
    by_enrolment = within(actor, "enrolments", Placement.enrolment_id)
    return or_(by_enrolment, and_(of_nobody, within(actor, "jobseekers", Placement.jobseeker_id)))


def listed(actor: Actor, stage: str = "") -> Select[Placement]:
    """The same, newest claim first; with `stage`, only those at it (a word that is no stage shows all)."""
    rows = visible_to(actor).order_by(Placement.claimed_at.desc(), Placement.id)
    return rows.where(Placement.stage == Stage(stage)) if stage in set(Stage) else rows


def checkpoints(actor: Actor) -> Select[RetentionCheckpoint]:
    """The planned checks of placements that are verified or ended; for staff."""
    rows = (
        select(RetentionCheckpoint)
        .join(RetentionCheckpoint.placement)
        .options(joinedload(RetentionCheckpoint.placement))
    )
    return rows.where(Placement.stage.in_(CHECKED), within_programs(actor))


def next_check(placement: Placement) -> RetentionCheckpoint | None:
    """The earliest check that nobody has answered, or None."""
    return next((check for check in placement.checkpoints if check.stage is CheckStage.SCHEDULED), None)


def is_due(check: RetentionCheckpoint, today: date) -> bool:
    """Whether a check can be answered by now."""
    return check.stage is CheckStage.SCHEDULED and check.due_on <= today


def of_offer(offer: Offer) -> Placement | None:
    """The placement that came of an offer, or None."""
    return db.session.scalars(select(Placement).where(Placement.offer_id == offer.id)).one_or_none()


def newest_graduation(jobseeker_id: uuid.UUID) -> Enrolment | None:
    """The enrolment with which the person graduated last, or None."""
    rows = select(Enrolment).where(Enrolment.jobseeker_id == jobseeker_id, Enrolment.stage.in_(GRADUATED))
    return db.session.scalars(
        rows.order_by(Enrolment.graduated_on.desc(), Enrolment.enrolled_at.desc()).limit(1)
    ).one_or_none()


@dataclass(frozen=True)
class Named:
    """A placement whose person might be named to its employer."""

    placement_id: uuid.UUID
    jobseeker_id: uuid.UUID
    employer_id: uuid.UUID


def identity_consents(named: Sequence[Named]) -> dict[uuid.UUID, Consent]:
    """The living consents under which each placement's employer may know its person: placement id → consent."""
    living = db.session.scalars(
        select(Consent).where(
            Consent.purpose == Purpose.IDENTITY,
            Consent.withdrawn_at.is_(None),
            Consent.jobseeker_id.in_([one.jobseeker_id for one in named]),
            Consent.employer_id.in_([one.employer_id for one in named]),
        )
    )
    found = {(consent.jobseeker_id, consent.employer_id): consent for consent in living}
    pairs = {one.placement_id: (one.jobseeker_id, one.employer_id) for one in named}
    return {placement_id: found[pair] for placement_id, pair in pairs.items() if pair in found}


@dataclass(frozen=True)
class Steps:
    """What came of one referral so far, as its reader may see it."""

    interviews: Sequence[Interview]
    offers: Sequence[Offer]
    placement: Placement | None
    accepted: Offer | None


def steps_of(referral: Referral, actor: Actor) -> Steps:
    """The interviews, offers and the placement of one referral, oldest first."""
    made = offers.of_referral(referral, actor)
    placement = (
        db.session.scalars(
            visible_to(actor).where(Placement.referral_id == referral.id).order_by(Placement.claimed_at.desc()).limit(1)
        )
        .unique()
        .one_or_none()
    )
    accepted = next((offer for offer in made if offer.stage is OfferStage.ACCEPTED), None)
    return Steps(interviews.of_referral(referral), made, placement, accepted)
