"""Match runs, referrals, interviews, offers and placements for tests: each function adds one row and gives it back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import func, select

from marketplace.accounts.models import OrganisationKind
from marketplace.db import db
from marketplace.demand.role_needs.models import RoleNeed, WagePeriod
from marketplace.hiring.interviews.models import Interview, InterviewPanel, InterviewSlot
from marketplace.hiring.interviews.models import Stage as InterviewStage
from marketplace.hiring.matches.models import (
    Answer,
    MatchCandidate,
    MatchPart,
    MatchRun,
    PartState,
    Referral,
    ReferralStage,
)
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.lifecycle import COUNTED, UNANSWERED
from marketplace.hiring.placements.models import (
    CheckStage,
    EndReason,
    Evidence,
    ExcludedFor,
    Placement,
    RetentionCheckpoint,
)
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.reports.models import FigureRelease
from marketplace.sides import Actor, Role, Side
from marketplace.supply.jobseekers.models import Consent, Purpose
from tests.factories.accounts import make_actor, make_organisation, make_person
from tests.factories.demand import make_role_need
from tests.factories.programs import make_cohort
from tests.factories.supply import make_consent, make_jobseeker

_number = count(1)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
BOTH_SAID_YES = frozenset(
    {ReferralStage.MUTUAL, ReferralStage.INTERVIEWING, ReferralStage.OFFERED, ReferralStage.HIRED}
)
HAPPENED = frozenset(
    {
        InterviewStage.SCHEDULED,
        InterviewStage.RESCHEDULE_REQUESTED,
        InterviewStage.HELD,
        InterviewStage.SCORED,
        InterviewStage.CLEARED,
        InterviewStage.NOT_CLEARED,
        InterviewStage.NO_SHOW_CANDIDATE,
        InterviewStage.NO_SHOW_EMPLOYER,
    }
)
CONFIRMED = COUNTED | {PlacementStage.CONFIRMED}


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def make_run(role_need: RoleNeed | None = None, **overrides) -> MatchRun:
    """A match run for a role need, with nobody in it yet."""
    role_need = role_need or make_role_need()
    return _added(
        MatchRun(
            **{
                "employer_id": role_need.employer_id,
                "role_need_id": role_need.id,
                "run_by_id": make_person().id,
                "at": NOW,
                "algorithm": "exact-1",
                "digest": "0" * 64,
                "considered": 0,
                "unscored": 0,
                "not_shown": {},
            }
            | overrides
        )
    )


def make_match_candidate(run: MatchRun | None = None, **overrides) -> MatchCandidate:
    """A candidate of a run with 74 points, and a met part for each requirement of the role need, or one of `states`."""
    run = run or make_run()
    states = overrides.pop("states", ())
    jobseeker = overrides.pop("jobseeker", None) or make_jobseeker(consented=True)
    taken = db.session.scalar(select(func.max(MatchCandidate.rank)).where(MatchCandidate.run_id == run.id)) or 0
    row = _added(
        MatchCandidate(
            **{
                "run_id": run.id,
                "jobseeker_id": jobseeker.id,
                "rank": taken + 1,
                "score": 74.0,
                "eligible": True,
                "known_share": 0.85,
            }
            | overrides
        )
    )
    for position, asked in enumerate(run.role_need.requirements):
        _added(
            MatchPart(
                match_candidate_id=row.id,
                requirement_id=asked.id,
                position=position,
                state=states[position] if states else PartState.MET,
                have=asked.level,
                need=asked.level,
                evidence="verified",
                points=10.0,
                points_if_raised=0.0,
                most_points=10.0,
            )
        )
    return row


def make_referral(stage: ReferralStage | str = ReferralStage.MUTUAL, **overrides) -> Referral:
    """A referral with its run; from mutual on with both answers and the person's consent to be known.

    `role_need` and `jobseeker` as overrides; their own otherwise.
    """
    stage = ReferralStage(stage)
    role_need = overrides.pop("role_need", None) or make_role_need()
    jobseeker = overrides.pop("jobseeker", None) or make_jobseeker(consented=True)
    if "match_candidate_id" not in overrides:
        candidate = overrides.pop("match_candidate", None) or make_match_candidate(
            make_run(role_need), jobseeker=jobseeker
        )
        overrides["match_candidate_id"] = candidate.id
    answer = Answer.INTERESTED if stage in BOTH_SAID_YES else Answer.WAITING
    values = {
        "employer_id": role_need.employer_id,
        "role_need_id": role_need.id,
        "jobseeker_id": jobseeker.id,
        "alias": f"Alder {next(_number)}",
        "stage": stage,
        "employer_answer": answer,
        "candidate_answer": answer,
        "shared_at": None if stage is ReferralStage.SHORTLISTED else NOW,
        "answer_by": None if stage is ReferralStage.SHORTLISTED else NOW.date() + timedelta(days=7),
        "created_at": NOW,
    }
    if stage in BOTH_SAID_YES:
        _known_to(jobseeker, role_need)
    return _added(Referral(**values | overrides))


def _known_to(jobseeker, role_need: RoleNeed) -> None:
    living = select(Consent.id).where(
        Consent.jobseeker_id == jobseeker.id,
        Consent.employer_id == role_need.employer_id,
        Consent.purpose == Purpose.IDENTITY,
        Consent.withdrawn_at.is_(None),
    )
    if db.session.scalar(living) is None:
        make_consent(jobseeker=jobseeker, employer=role_need.employer)


def employer_actor(row, role: Role = Role.OWNER) -> Actor:
    """Somebody new who acts for the employer of this referral, interview, offer or placement."""
    from marketplace.accounts.models import Organisation

    return make_actor(Side.EMPLOYER, organisation=db.session.get(Organisation, row.employer_id), role=role)


def make_interview(stage: InterviewStage | str = InterviewStage.PROPOSED, **overrides) -> Interview:
    """An interview of 45 minutes with one offered time, tomorrow 15:00 UTC of the clock; scheduled then from that stage on.

    `panel` are the actors who take part; nobody otherwise.
    """
    stage = InterviewStage(stage)
    referral = overrides.pop("referral", None) or make_referral(ReferralStage.INTERVIEWING)
    panel = overrides.pop("panel", ())
    times = overrides.pop("slots", None) or [
        datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=1)
    ]
    values = {
        "employer_id": referral.employer_id,
        "referral_id": referral.id,
        "stage": stage,
        "minutes": 45,
        "time_zone": "America/Halifax",
        "place": "12 Quay Street, Port Elsin",
        "starts_at": times[0] if stage in HAPPENED else None,
        "decide_by": times[0] + timedelta(days=5, minutes=45) if stage in HAPPENED else None,
        "arranged_by_id": make_person().id,
        "created_at": NOW,
    }
    row = _added(Interview(**values | overrides))
    for moment in times:
        _added(InterviewSlot(interview_id=row.id, starts_at=moment))
    for actor in panel:
        _added(InterviewPanel(employer_id=row.employer_id, interview_id=row.id, person_id=actor.person_id))
    db.session.refresh(row)
    return row


def make_offer(stage: OfferStage | str = OfferStage.EXTENDED, **overrides) -> Offer:
    """A full-time offer that can be answered for ten days of the clock, over a referral at the stage that goes with it."""
    stage = OfferStage(stage)
    draft = stage is OfferStage.DRAFT
    referral = overrides.pop("referral", None) or make_referral(
        ReferralStage.INTERVIEWING if draft else ReferralStage.OFFERED
    )
    hours = Decimal(overrides.get("hours_per_week", "37.5"))
    today = datetime.now(UTC)
    values = {
        "employer_id": referral.employer_id,
        "referral_id": referral.id,
        "jobseeker_id": referral.jobseeker_id,
        "stage": stage,
        "job_title": "Dispatch coordinator",
        "starts_on": (today + timedelta(days=30)).date(),
        "hours_per_week": hours,
        "full_time": hours >= 30,
        "wage": Decimal("26.40"),
        "wage_period": WagePeriod.HOUR,
        "remarks": "",
        "expires_at": today + timedelta(days=10),
        "time_zone": "America/Halifax",
        "extended_at": None if draft else NOW,
        "created_by_id": make_person().id,
        "created_at": NOW,
    }
    return _added(Offer(**values | overrides))


def make_placement(stage: PlacementStage | str = PlacementStage.CLAIMED, **overrides) -> Placement:
    """A full-time placement over an accepted offer and a hired referral; confirmed and verified as its stage asks."""
    stage = PlacementStage(stage)
    over = {PlacementStage.ENDED, PlacementStage.CANCELLED_BEFORE_START}
    offer = overrides.pop("offer", None) or make_offer(
        OfferStage.CONCLUDED if stage in over else OfferStage.ACCEPTED,
        referral=overrides.pop("referral", None) or make_referral(ReferralStage.HIRED),
    )
    values = {
        "employer_id": offer.employer_id,
        "referral_id": offer.referral_id,
        "offer_id": offer.id,
        "jobseeker_id": offer.jobseeker_id,
        "stage": stage,
        "job_title": offer.job_title,
        "starts_on": date(2026, 8, 3),
        "hours_per_week": offer.hours_per_week,
        "full_time": offer.full_time,
        "wage": offer.wage,
        "wage_period": offer.wage_period,
        "claimed_by_side": Side.EMPLOYER,
        "claimed_at": NOW,
        "confirmed_at": NOW if stage in CONFIRMED else None,
        "verified_at": NOW if stage in COUNTED else None,
        "verified_by_id": make_person().id if stage in COUNTED else None,
        "evidence_level": Evidence.EMPLOYER_CONFIRMED if stage in COUNTED else None,
        "ended_on": date(2026, 8, 28) if stage is PlacementStage.ENDED else None,
        "ended_for": EndReason.QUIT if stage is PlacementStage.ENDED else None,
    }
    return _added(Placement(**values | overrides))


def make_checkpoint(placement: Placement | None = None, day: int = 30, **overrides) -> RetentionCheckpoint:
    """A planned check of a verified placement, `day` days after its start; answered when `stage` says so."""
    placement = placement or make_placement(PlacementStage.VERIFIED)
    stage = CheckStage(overrides.get("stage", CheckStage.SCHEDULED))
    row = _added(
        RetentionCheckpoint(
            **{
                "placement_id": placement.id,
                "day": day,
                "due_on": placement.starts_on + timedelta(days=day or 180),
                "stage": stage,
                "answered_at": None if stage in UNANSWERED else NOW,
                "attempts": 1 if stage is CheckStage.ATTEMPTING else 0,
                "excluded_for": ExcludedFor.HEALTH if stage is CheckStage.EXCLUDED else None,
                "evidence_level": "",
            }
            | overrides
        )
    )
    db.session.refresh(placement)
    return row


def make_release(**overrides):
    """Figures of a cohort, released to a funder on the day that they are as of."""
    values = {"as_of": date(2026, 9, 1), "released_at": NOW, "figures": [], "shown": [], "digest": "0" * 64} | overrides
    if "cohort" not in values and "cohort_id" not in values:
        values["cohort"] = make_cohort()
    if "organisation_id" not in values:
        values["organisation_id"] = make_organisation(OrganisationKind.FUNDER).id
    values.setdefault("released_by_id", make_person().id)
    values.setdefault("seq", 1)
    return _added(FigureRelease(**values))
