"""What is running with an employer: all that has to be ended, handed over or kept when it leaves."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.discovery.lifecycle import MISSED, NOT_BEGUN
from marketplace.demand.discovery.models import DiscoverySession, SessionStage
from marketplace.demand.employers.models import Employer, RelationStage
from marketplace.demand.role_needs.lifecycle import LIVE, WAITS
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.hiring.interviews.lifecycle import LIVE as LIVE_INTERVIEWS
from marketplace.hiring.interviews.models import Interview
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.matches.models import Answer, Referral, ReferralStage
from marketplace.hiring.offers.models import HELD, Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.lifecycle import RUNNING
from marketplace.hiring.placements.models import Placement
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.hiring.placements.queries import within_programs
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.lifecycle import LIFECYCLE as COHORTS
from marketplace.supply.cohorts.models import CoDelivery, Cohort, CohortPartner, DeliveryStage
from marketplace.supply.cohorts.queries import cohorts_within
from marketplace.supply.jobseekers.models import Jobseeker


class Reason(StrEnum):
    """Why an employer leaves."""

    ASKED = "asked"
    NO_HIRING = "no_hiring"
    TERMS = "terms"
    CONDUCT = "conduct"
    INSOLVENT = "insolvent"
    CLOSED = "closed"
    OTHER = "other"


REASON_LABELS = {
    Reason.ASKED: lazy_gettext("It asked to leave"),
    Reason.NO_HIRING: lazy_gettext("It hires nobody for the time being"),
    Reason.TERMS: lazy_gettext("The terms no longer suit"),
    Reason.CONDUCT: lazy_gettext("It did not keep to what was agreed"),
    Reason.INSOLVENT: lazy_gettext("It is insolvent"),
    Reason.CLOSED: lazy_gettext("It closes or was taken over"),
    Reason.OTHER: lazy_gettext("Another reason, said below"),
}

NOT_KNOWN = frozenset({ReferralStage.SHORTLISTED, ReferralStage.SHARED_WITH_EMPLOYER})
IN_TALKS = frozenset({ReferralStage.MUTUAL, ReferralStage.INTERVIEWING})
OUT = frozenset({OfferStage.DRAFT, OfferStage.EXTENDED})


@dataclass(frozen=True)
class Running:
    """Everything of one employer that is not at an end, group by group; each row has a version.

    `accepted` are offers without a recorded hire; `deliveries` are hours that were offered, whenever, or are still to
    come: those scheduled for a day that has passed wait for the note of who was there.
    """

    sessions: Sequence[DiscoverySession]
    roles: Sequence[RoleNeed]
    referrals: Sequence[Referral]
    interviews: Sequence[Interview]
    offers: Sequence[Offer]
    deliveries: Sequence[CoDelivery]
    partners: Sequence[HiringPartner]
    placements: Sequence[Placement]

    @property
    def shown(self) -> list[Referral]:
        """People shown to it, or about to be, before both have said yes."""
        return [row for row in self.referrals if row.stage in NOT_KNOWN]

    @property
    def talks(self) -> list[Referral]:
        """People in conversation with it, without an offer."""
        return [row for row in self.referrals if row.stage in IN_TALKS]

    @property
    def offers_out(self) -> list[Offer]:
        """Offers made that nobody has answered."""
        return [row for row in self.offers if row.stage is OfferStage.EXTENDED]

    @property
    def drafts(self) -> dict[uuid.UUID, Offer]:
        """Offers that nobody but the employer has seen, by their referral; they share the fate of its talks."""
        return {row.referral_id: row for row in self.offers if row.stage is OfferStage.DRAFT}

    @property
    def accepted(self) -> list[Offer]:
        """Offers accepted whose hire is not recorded."""
        return [row for row in self.offers if row.stage in HELD]

    def _rows(self) -> Iterator[Any]:  # Any: rows of eight tables, each with an id and a version
        for group in (
            *(self.sessions, self.roles, self.referrals, self.interviews),
            *(self.offers, self.deliveries, self.partners, self.placements),
        ):
            yield from group

    def __len__(self) -> int:
        """How many things there are."""
        return sum(1 for _row in self._rows())

    @property
    def to_end(self) -> int:
        """How many of them can be ended; placements stay."""
        return len(self) - len(self.placements)

    @property
    def fingerprint(self) -> str:
        """Another one as soon as anything is new, gone or has moved: what a page showed is what is decided about."""
        said = sorted(f"{row.id}:{row.version}" for row in self._rows())
        return sha256("\n".join(said).encode()).hexdigest()


def running(employer_id: uuid.UUID, now: datetime) -> Running:
    """Everything that runs with an employer, whoever looks; hold its roles before you act on it."""
    return Running(
        sessions=_sessions(employer_id),
        roles=roles_that_wait(employer_id),
        referrals=_referrals(employer_id),
        interviews=_interviews(employer_id),
        offers=_offers(employer_id),
        deliveries=_deliveries(employer_id, now),
        partners=_partners(employer_id),
        placements=_placements(employer_id),
    )


def _all(rows: sa.Select[Any]) -> Sequence[Any]:  # Any: the rows of whichever table
    return db.session.scalars(rows).unique().all()


def _sessions(employer_id: uuid.UUID) -> Sequence[DiscoverySession]:
    ahead = NOT_BEGUN | MISSED | {SessionStage.PAUSED}
    return _all(
        sa.select(DiscoverySession)
        .where(DiscoverySession.employer_id == employer_id, DiscoverySession.stage.in_(ahead))
        .order_by(DiscoverySession.starts_at, DiscoverySession.id)
    )


def roles_that_wait(employer_id: uuid.UUID) -> Sequence[RoleNeed]:
    """The roles of an employer that are not filled and not at an end, drafts too."""
    return _all(
        sa.select(RoleNeed)
        .where(RoleNeed.employer_id == employer_id, RoleNeed.stage.in_(WAITS | {NeedStage.DRAFT}))
        .order_by(RoleNeed.title, RoleNeed.id)
    )


def _referrals(employer_id: uuid.UUID) -> Sequence[Referral]:
    live = NOT_KNOWN | IN_TALKS | {ReferralStage.OFFERED}
    return _all(
        sa.select(Referral)
        .options(
            joinedload(Referral.jobseeker).joinedload(Jobseeker.person),
            joinedload(Referral.role_need).joinedload(RoleNeed.employer),
        )
        .where(Referral.employer_id == employer_id, Referral.stage.in_(live))
        .order_by(Referral.role_need_id, Referral.alias)
    )


def _interviews(employer_id: uuid.UUID) -> Sequence[Interview]:
    return _all(
        sa.select(Interview)
        .where(Interview.employer_id == employer_id, Interview.stage.in_(LIVE_INTERVIEWS))
        .order_by(Interview.starts_at, Interview.id)
    )


def _offers(employer_id: uuid.UUID) -> Sequence[Offer]:
    hired = sa.exists().where(Placement.offer_id == Offer.id)
    said_yes = sa.and_(Offer.stage.in_(HELD), ~hired)
    about = joinedload(Offer.referral)
    return _all(
        sa.select(Offer)
        .options(
            about.joinedload(Referral.jobseeker).joinedload(Jobseeker.person),
            about.joinedload(Referral.role_need).joinedload(RoleNeed.employer),
        )
        .where(Offer.employer_id == employer_id, sa.or_(Offer.stage.in_(OUT), said_yes))
        .order_by(Offer.created_at, Offer.id)
    )


def _deliveries(employer_id: uuid.UUID, now: datetime) -> Sequence[CoDelivery]:
    return _all(
        sa.select(CoDelivery)
        .join(CoDelivery.hiring_partner)
        .options(joinedload(CoDelivery.cohort))
        .where(
            HiringPartner.employer_id == employer_id,
            sa.or_(
                CoDelivery.stage == DeliveryStage.OFFERED,
                sa.and_(CoDelivery.stage == DeliveryStage.SCHEDULED, CoDelivery.starts_at > now),
            ),
        )
        .order_by(CoDelivery.starts_at, CoDelivery.id)
    )


def _partners(employer_id: uuid.UUID) -> Sequence[HiringPartner]:
    return _all(
        sa.select(HiringPartner)
        .options(joinedload(HiringPartner.consortium))
        .where(HiringPartner.employer_id == employer_id, HiringPartner.stage != PartnerStage.ENDED)
        .order_by(HiringPartner.created_at, HiringPartner.id)
    )


def _placements(employer_id: uuid.UUID) -> Sequence[Placement]:
    return _all(
        sa.select(Placement)
        .options(joinedload(Placement.jobseeker).joinedload(Jobseeker.person))
        .where(Placement.employer_id == employer_id, Placement.stage.in_(RUNNING | {PlacementStage.DISPUTED}))
        .order_by(Placement.starts_on, Placement.id)
    )


def left_with_nobody(found: Running) -> list[Cohort]:
    """Cohorts that have not begun and whose only active partner is this employer; another one has to be signed."""
    mine = [row.id for row in found.partners]
    others = sa.exists().where(
        CohortPartner.cohort_id == Cohort.id,
        CohortPartner.hiring_partner_id == HiringPartner.id,
        HiringPartner.id.not_in(mine),
        HiringPartner.stage.in_([PartnerStage.ACTIVE, PartnerStage.RENEWING]),
    )
    signed_on = sa.select(CohortPartner.cohort_id).where(CohortPartner.hiring_partner_id.in_(mine))
    not_begun = [stage for stage in COHORTS.stages if COHORTS.find(stage, "cancel")]
    rows = sa.select(Cohort).where(Cohort.id.in_(signed_on), Cohort.stage.in_(not_begun), ~others)
    return list(db.session.scalars(rows.order_by(Cohort.starts_on, Cohort.name)))


def out_of_reach(found: Running, actor: Actor) -> int:
    """How many of these things belong to programs that this staff member does not work on."""
    if actor.all_programs:
        return 0
    kinds: tuple[tuple[Any, Sequence[Any], sa.ColumnElement[bool]], ...] = (  # Any: four tables and their rows
        (Referral, found.referrals, Referral.id.in_(matches.referrals_within(actor))),
        (CoDelivery, found.deliveries, CoDelivery.cohort_id.in_(cohorts_within(actor))),
        (HiringPartner, found.partners, within(actor, "consortia", HiringPartner.consortium_id)),
        (Placement, found.placements, within_programs(actor)),
    )
    missing = 0
    for kind, rows, mine in kinds:
        ids = [row.id for row in rows]
        seen = sa.select(sa.func.count()).select_from(kind).where(kind.id.in_(ids), mine)
        missing += len(ids) - (db.session.scalar(seen) or 0) if ids else 0
    return missing


def roles_to_hand_over_to(employer_id: uuid.UUID, actor: Actor) -> list[tuple[str, str]]:
    """Open roles of other employers that take part and have been matched: id, then the role and its employer."""
    return [
        (str(need.id), _("%(role)s, %(employer)s", role=need.title, employer=need.employer.name))
        for need, runs, _live in matches.live_needs(actor)
        if runs and need.stage in LIVE and employer_id != need.employer_id and takes_part(need.employer)
    ]


def takes_part(employer: Employer) -> bool:
    """Whether an employer has not left."""
    return employer.stage is not RelationStage.ENDED


def not_to_be_put_forward(role_need_id: uuid.UUID) -> set[uuid.UUID]:
    """The people who have a living referral for a role, or of whom one side has said no to the other."""
    there = Referral.stage.not_in((ReferralStage.CLOSED, ReferralStage.OBSOLETE))
    said_no = sa.or_(Referral.candidate_answer == Answer.DECLINED, Referral.employer_answer == Answer.DECLINED)
    rows = sa.select(Referral.jobseeker_id).where(Referral.role_need_id == role_need_id, sa.or_(there, said_no))
    return set(db.session.scalars(rows))


def employers_roles(employer: Employer) -> Sequence[RoleNeed]:
    """Every role of an employer, in one order, so that two who hold them wait for each other."""
    return db.session.scalars(
        sa.select(RoleNeed).where(RoleNeed.employer_id == employer.id).order_by(RoleNeed.id)
    ).all()
