"""Which runs and referrals a person may see; who is considered, and the live pool, in modules of their own."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace import matcher
from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.demand.role_needs.models import Requirement, RoleNeed
from marketplace.hiring.matches.models import (
    MatchCandidate,
    MatchPart,
    MatchRun,
    Referral,
    ReferralStage,
)
from marketplace.hiring.matches.queries.considering import (
    ALGORITHM,
    Considered,
    as_candidates,
    as_holding,
    as_role,
    considered,
    digest_of,
)
from marketplace.hiring.matches.queries.live import FEW, Outlook, outlook
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import (
    CompetencyClaim,
    Consent,
    EvidenceItem,
    Experience,
)

__all__ = [
    "ALGORITHM",
    "FEW",
    "KNOWS_THE_PERSON",
    "Considered",
    "Outlook",
    "agrees_to_be_known",
    "as_candidates",
    "as_holding",
    "as_role",
    "by_need",
    "candidates",
    "considered",
    "digest_of",
    "evidence_shown",
    "identity_consent",
    "latest_run",
    "live_needs",
    "of_need",
    "outlook",
    "referrals_within",
    "runs",
    "runs_of",
    "tenths",
    "visible_to",
    "with_parts",
    "years_of_work",
]

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
    return rows.where(_both_within(actor))


def _both_within(actor: Actor) -> ColumnElement[bool]:
    """A referral is within a staff member's reach when both of its sides are."""
    employer = within(actor, "employers", Referral.employer_id)
    return and_(employer, within(actor, "jobseekers", Referral.jobseeker_id))


def referrals_within(actor: Actor) -> Select[uuid.UUID]:
    """The ids of the referrals within a coordinator's reach."""
    return select(Referral.id).where(_both_within(actor))


def with_parts(referrals: Select[Referral]) -> Select[Referral]:
    """The same referrals with everything their card shows."""
    return referrals.options(
        joinedload(Referral.match_candidate)
        .selectinload(MatchCandidate.parts)
        .joinedload(MatchPart.requirement)
        .options(joinedload(Requirement.competency), joinedload(Requirement.insight))
    )


def of_need(role_need: RoleNeed, actor: Actor) -> Select[Referral]:
    """The referrals for a role need that this staff member sees, best score first."""
    return (
        with_parts(select(Referral).where(_both_within(actor)))
        .join(Referral.match_candidate)
        .where(Referral.role_need_id == role_need.id)
        .options(joinedload(Referral.jobseeker))
        .order_by(MatchCandidate.eligible.desc(), MatchCandidate.score.desc(), Referral.alias)
    )


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
    rows = select(MatchRun).where(MatchRun.role_need_id == role_need.id).order_by(MatchRun.at.desc())
    return db.session.scalars(rows).all()


def latest_run(role_need: RoleNeed, actor: Actor) -> MatchRun | None:
    """The newest run of a role need with candidates and parts, or None."""
    newest = select(MatchRun.id).where(MatchRun.role_need_id == role_need.id).order_by(MatchRun.at.desc()).limit(1)
    return db.session.scalars(runs(actor).where(MatchRun.id == newest.scalar_subquery())).unique().one_or_none()


def live_needs(actor: Actor) -> Sequence[tuple[RoleNeed, int, int]]:
    """The visible role needs that can be matched, with the number of runs and of the live referrals seen."""
    run_count = select(func.count()).where(MatchRun.role_need_id == RoleNeed.id).correlate(RoleNeed).scalar_subquery()
    referred = (
        select(func.count())
        .where(Referral.role_need_id == RoleNeed.id, Referral.stage.not_in(("closed", "obsolete")), _both_within(actor))
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


def years_of_work(jobseeker_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Experience]]:
    """Each person's experiences, newest first: what a card tells about somebody without a name."""
    found: dict[uuid.UUID, list[Experience]] = defaultdict(list)
    rows = (
        select(Experience)
        .where(Experience.jobseeker_id.in_(list(jobseeker_ids)))
        .order_by(Experience.started_on.desc())
    )
    for experience in db.session.scalars(rows):
        found[experience.jobseeker_id].append(experience)
    return found


# ---- what a card tells ----------------------------------------------------------------------------


def tenths(candidate: MatchCandidate) -> tuple[float, ...]:
    """The points of each part in tenths that add up to the shown score."""
    asked = [
        matcher.Requirement(
            str(p.requirement.competency_id), p.need, float(p.requirement.weight), p.requirement.kind.value
        )
        for p in candidate.parts
    ]
    found = tuple(
        matcher.Part(r, p.state.value, p.have, p.need, p.evidence, p.points, p.points_if_raised, None)
        for r, p in zip(asked, candidate.parts, strict=True)
    )
    return matcher.tenths(matcher.Match("", "", candidate.score, candidate.eligible, candidate.known_share, found))


def by_need(referrals: Select[Referral]) -> dict[RoleNeed, list[Referral]]:
    """Referrals gathered by role need, best score first."""
    rows = referrals.join(Referral.match_candidate).order_by(
        Referral.role_need_id, MatchCandidate.eligible.desc(), MatchCandidate.score.desc(), Referral.alias
    )
    gathered: dict[RoleNeed, list[Referral]] = defaultdict(list)
    for referral in db.session.scalars(rows.options(joinedload(Referral.jobseeker))).unique():
        gathered[referral.role_need].append(referral)
    return dict(gathered)


def evidence_shown(referral: Referral) -> dict[uuid.UUID, list[EvidenceItem]]:
    """What shows each asked competency, newest first: competency id → evidence; only once the person is known."""
    asked = [part.requirement.competency_id for part in referral.match_candidate.parts]
    rows = (
        select(CompetencyClaim.competency_id, EvidenceItem)
        .join(EvidenceItem, EvidenceItem.claim_id == CompetencyClaim.id)
        .where(CompetencyClaim.jobseeker_id == referral.jobseeker_id, CompetencyClaim.competency_id.in_(asked))
        .options(joinedload(EvidenceItem.experience))
        .order_by(EvidenceItem.created_at.desc())
    )
    shown: dict[uuid.UUID, list[EvidenceItem]] = defaultdict(list)
    for competency_id, item in db.session.execute(rows):
        shown[competency_id].append(item)
    return dict(shown)
