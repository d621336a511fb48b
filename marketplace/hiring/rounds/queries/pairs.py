"""Who could meet whom in a round: referrals that live, asked anew at every look."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import MatchCandidate, Referral, ReferralStage
from marketplace.hiring.rounds.models import MatchingRound, RoundRole
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import Consent, Purpose

#: Shown to the employer, or further, and nobody has said no. Who has an offer is past choosing.
MAY_MEET = frozenset({ReferralStage.SHARED_WITH_EMPLOYER, ReferralStage.MUTUAL, ReferralStage.INTERVIEWING})


def lives() -> sa.ColumnElement[bool]:
    """Whether a referral is one that could come of a round now: in talks, agreed to, for a role that takes people."""
    known = sa.exists().where(
        Consent.jobseeker_id == Referral.jobseeker_id,
        Consent.employer_id == Referral.employer_id,
        Consent.purpose == Purpose.IDENTITY,
        Consent.withdrawn_at.is_(None),
    )
    open_role = sa.exists().where(RoleNeed.id == Referral.role_need_id, RoleNeed.stage.in_(LIVE_NEEDS))
    return sa.and_(
        Referral.stage.in_(MAY_MEET),
        sa.or_(Referral.stage == ReferralStage.SHARED_WITH_EMPLOYER, known),
        Referral.jobseeker_id.in_(jobseekers.matching_consented()),
        open_role,
    )


def of_its_program() -> sa.ColumnElement[bool]:
    """Whether the person of a referral belongs to the program of the round, where it has one."""
    applied = (
        sa.exists()
        .where(
            Application.jobseeker_id == Referral.jobseeker_id,
            Application.cohort_id == Cohort.id,
            Application.stage != ApplicationStage.DRAFT,
            Cohort.program_id == MatchingRound.program_id,
        )
        .correlate(Referral, MatchingRound)
    )
    return sa.or_(MatchingRound.program_id.is_(None), applied)


def pairs() -> sa.Select[Referral]:
    """The living referrals of every round, joined with the round and its roles; narrow it by either."""
    return (
        sa.select(Referral)
        .join(RoundRole, RoundRole.role_need_id == Referral.role_need_id)
        .join(MatchingRound, MatchingRound.id == RoundRole.round_id)
        .where(lives(), of_its_program())
    )


def pairs_of(
    round_id: uuid.UUID, *, jobseeker_id: uuid.UUID | None = None, role_need_id: uuid.UUID | None = None
) -> Sequence[Referral]:
    """The living referrals of one round, of one person or one role where named, the best match first.

    Equal matches stand in the order in which they were shortlisted, which says nothing of anybody.
    """
    rows = pairs().where(RoundRole.round_id == round_id)
    if jobseeker_id is not None:
        rows = rows.where(Referral.jobseeker_id == jobseeker_id)
    if role_need_id is not None:
        rows = rows.where(Referral.role_need_id == role_need_id)
    employer = joinedload(Referral.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation)
    rows = rows.join(Referral.match_candidate).options(employer, joinedload(Referral.match_candidate))
    in_order = (MatchCandidate.eligible.desc(), MatchCandidate.score.desc(), Referral.created_at, Referral.id)
    return db.session.scalars(rows.order_by(*in_order)).unique().all()


def living(round_id: uuid.UUID) -> set[str]:
    """The ids of the living referrals of one round, as lists hold them."""
    rows = pairs().where(RoundRole.round_id == round_id).with_only_columns(Referral.id)
    return {str(found) for found in db.session.scalars(rows)}
