"""Which runs and referrals a person may see, and the identity behind a referral."""

import uuid
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.db import db
from marketplace.demand.employers import queries as employers
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs import queries as role_needs
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.demand.role_needs.models import Requirement, RoleNeed
from marketplace.hiring.matches.lifecycle import LIFECYCLE
from marketplace.hiring.matches.models import MatchCandidate, MatchPart, MatchRun, Referral, ReferralStage
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import Consent

#: An employer reads nothing more of the person, whatever they say of themselves since.
OVER = frozenset({ReferralStage.CLOSED, ReferralStage.OBSOLETE})
KNOWS_THE_PERSON = frozenset(
    {ReferralStage.MUTUAL, ReferralStage.INTERVIEWING, ReferralStage.OFFERED, ReferralStage.HIRED}
)


def visible_to(actor: Actor) -> Select[Referral]:
    """The referrals this person may see: staff those of their programs, employers and people their own shared ones."""
    rows = select(Referral).options(
        joinedload(Referral.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation)
    )
    if actor.side is Side.EMPLOYER:
        return rows.where(Referral.employer_id == actor.organisation_id, Referral.shared_at.is_not(None))
    if actor.side is Side.JOBSEEKER:
        return rows.where(Referral.jobseeker_id == actor.person_id, Referral.shared_at.is_not(None))
    return rows.where(both_within(actor))


def both_within(actor: Actor) -> ColumnElement[bool]:
    """A referral is within a staff member's reach when both of its sides are."""
    employer = within(actor, "employers", Referral.employer_id)
    return and_(employer, within(actor, "jobseekers", Referral.jobseeker_id))


def referrals_within(actor: Actor) -> Select[uuid.UUID]:
    """The ids of the referrals within a coordinator's reach."""
    return select(Referral.id).where(both_within(actor))


@role_needs.counts_talks
def in_talks(role_need_id: uuid.UUID) -> int:
    """How many people are in talks about a role need: referred and neither hired nor at an end."""
    over = (ReferralStage.HIRED, ReferralStage.CLOSED, ReferralStage.OBSOLETE)
    rows = select(func.count()).where(Referral.role_need_id == role_need_id, Referral.stage.not_in(over))
    return db.session.scalar(rows) or 0


@employers.tells_who_hires
def happenings(asked: employers.Asked) -> list[employers.Happening]:
    """The people proposed to an employer as lines of its timeline; nobody is named."""
    at = func.coalesce(Referral.shared_at, Referral.created_at)
    rows = visible_to(asked.actor).where(Referral.employer_id == asked.employer_id)
    return [
        employers.Happening(
            at=row.shared_at or row.created_at,
            what=_("Candidate %(tree)s for %(title)s", tree=row.alias, title=row.role_need.title),
            stage=LIFECYCLE.label(row.stage, asked.actor.side),
            endpoint="matches.referral",
            arguments={"referral_id": row.id},
        )
        for row in db.session.scalars(rows.order_by(at.desc(), Referral.id).limit(asked.most))
    ]


def runs(actor: Actor) -> Select[MatchRun]:
    """The match runs that this staff member sees, with those of their candidates and parts."""
    seen = selectinload(MatchRun.candidates.and_(within(actor, "jobseekers", MatchCandidate.jobseeker_id)))
    parts = seen.selectinload(MatchCandidate.parts).joinedload(MatchPart.requirement)
    return (
        select(MatchRun)
        .where(within(actor, "employers", MatchRun.employer_id))
        .options(
            joinedload(MatchRun.role_need).joinedload(RoleNeed.employer),
            seen.joinedload(MatchCandidate.jobseeker),
            parts.joinedload(Requirement.competency),
        )
    )


def candidates(actor: Actor) -> Select[MatchCandidate]:
    """The candidates of runs that this staff member sees, with the run and its role need."""
    return (
        select(MatchCandidate)
        .join(MatchCandidate.run)
        .where(
            within(actor, "employers", MatchRun.employer_id),
            within(actor, "jobseekers", MatchCandidate.jobseeker_id),
        )
        .options(contains_eager(MatchCandidate.run).joinedload(MatchRun.role_need))
    )


def runs_of(role_need: RoleNeed) -> Sequence[MatchRun]:
    """The runs of a role need, newest first, without their candidates."""
    rows = select(MatchRun).where(MatchRun.role_need_id == role_need.id).order_by(MatchRun.at.desc(), MatchRun.id)
    return db.session.scalars(rows).all()


def latest_run(role_need: RoleNeed, actor: Actor) -> MatchRun | None:
    """The newest run of a role need with candidates and parts, or None."""
    made = select(MatchRun.id).where(MatchRun.role_need_id == role_need.id)
    newest = made.order_by(MatchRun.at.desc(), MatchRun.id).limit(1)
    return db.session.scalars(runs(actor).where(MatchRun.id == newest.scalar_subquery())).unique().one_or_none()


def run_before(run: MatchRun) -> MatchRun | None:
    """The run of the same role that was made last before this one."""
    rows = select(MatchRun).where(MatchRun.role_need_id == run.role_need_id, MatchRun.at < run.at)
    return db.session.scalars(rows.order_by(MatchRun.at.desc(), MatchRun.id).limit(1)).one_or_none()


def live_needs(actor: Actor) -> Sequence[tuple[RoleNeed, int, int]]:
    """The visible role needs that can be matched, with the number of runs and of the live referrals seen."""
    run_count = select(func.count()).where(MatchRun.role_need_id == RoleNeed.id).correlate(RoleNeed).scalar_subquery()
    referred = (
        select(func.count())
        .where(Referral.role_need_id == RoleNeed.id, Referral.stage.not_in(("closed", "obsolete")), both_within(actor))
        .correlate(RoleNeed)
        .scalar_subquery()
    )
    rows = (
        select(RoleNeed, run_count, referred)
        .where(or_(RoleNeed.stage.in_(LIVE_NEEDS), referred > 0), within(actor, "employers", RoleNeed.employer_id))
        .options(joinedload(RoleNeed.employer))
        .order_by(RoleNeed.confirmed_at.desc())
    )
    return [(need, run, live) for need, run, live in db.session.execute(rows).unique()]


# ---- identity -------------------------------------------------------------------------------------


def agrees_to_be_known(referral: Referral) -> bool:
    """Whether the person's yes still stands; it may have been taken back before the other side said yes."""
    return jobseekers.identity_consent(referral.jobseeker_id, referral.employer_id) is not None


def identity_consent(referral: Referral) -> Consent | None:
    """The consent under which this employer may know the person now: both said yes, and it still holds."""
    if referral.stage not in KNOWS_THE_PERSON:
        return None
    return jobseekers.identity_consent(referral.jobseeker_id, referral.employer_id)
