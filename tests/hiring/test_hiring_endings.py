"""What ends with what: talks, interviews, accepted offers and the places they hold."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.db import db
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused
from marketplace.hiring.interviews.models import Stage as InterviewStage
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers.models import Offer, Stage
from marketplace.hiring.placements import actions as placements
from marketplace.hiring.placements import queries as placement_queries
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import (
    employer_actor,
    make_interview,
    make_match_candidate,
    make_offer,
    make_placement,
    make_referral,
    make_run,
)
from tests.factories.placements import make_paper
from tests.factories.supply import jobseeker_actor, make_jobseeker

pytestmark = pytest.mark.usefixtures("app", "now")


def accepted(now, person=None, **overrides):
    person = person or make_jobseeker(consented=True)
    offer = make_offer(referral=make_referral(ReferralStage.OFFERED, jobseeker=person), **overrides)
    offers.accept(offer, actor=jobseeker_actor(person), now=now)
    return offer


def no_from(side, referral, now):
    if side is Side.STAFF:
        return matches.close(referral, note="They told us.", actor=make_actor(Side.STAFF), now=now)
    actor = employer_actor(referral) if side is Side.EMPLOYER else jobseeker_actor(referral.jobseeker)
    return matches.decline(referral, reason="other", actor=actor, now=now)


@pytest.mark.parametrize("side", [Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER])
def test_talks_do_not_close_over_an_accepted_offer_so_its_place_is_never_lost(side, now):
    offer = accepted(now)
    with pytest.raises(Refused, match="offer"):
        no_from(side, offer.referral, now)
    assert (offer.stage, offer.referral.stage, offer.referral.role_need.filled) == (
        Stage.ACCEPTED,
        ReferralStage.OFFERED,
        1,
    )


def test_an_accepted_offer_that_comes_to_nothing_frees_its_place_and_the_person(browser, now):
    offer = accepted(now)
    page = browser(make_actor(Side.STAFF)).send(
        f"/offers/{offer.id}/withdraw", status=302, reason="came_to_nothing", note="The site moved away."
    )
    assert page.location == f"/offers/{offer.id}"
    offer = db.session.get_one(Offer, offer.id)
    need = offer.referral.role_need
    assert (offer.stage, offer.referral.stage, need.filled, need.stage) == (
        Stage.WITHDRAWN,
        ReferralStage.INTERVIEWING,
        0,
        NeedStage.OPEN,
    )
    assert accepted(now, offer.referral.jobseeker).stage is Stage.ACCEPTED


def test_staff_take_back_nothing_but_an_accepted_offer_without_a_hire(browser, now):
    hired = make_placement().offer
    for offer in (make_offer(), make_offer(Stage.DRAFT), hired):
        browser(make_actor(Side.STAFF)).send(
            f"/offers/{offer.id}/withdraw", status=409, reason="came_to_nothing", note="No."
        )
    assert (hired.stage, hired.referral.stage) == (Stage.ACCEPTED, ReferralStage.HIRED)


def test_an_accepted_part_time_job_outlasts_a_full_time_acceptance_elsewhere(now):
    person = make_jobseeker(consented=True)
    small = accepted(now, person, hours_per_week=Decimal(12))
    talks = make_referral(jobseeker=person)
    accepted(now, person, hours_per_week=Decimal(30))
    assert (small.stage, small.referral.stage, talks.stage) == (
        Stage.ACCEPTED,
        ReferralStage.OFFERED,
        ReferralStage.OBSOLETE,
    )


def test_only_the_persons_own_word_ends_their_other_talks(now):
    person = make_jobseeker(consented=True)
    offer = accepted(now, person, hours_per_week=Decimal(20))
    elsewhere = make_interview(referral=make_referral(ReferralStage.INTERVIEWING, jobseeker=person))
    taken = make_referral(ReferralStage.INTERVIEWING, jobseeker=person)
    taken_place = make_interview("scheduled", referral=taken, starts_at=now - timedelta(hours=3))
    work = {"job_title": "Coordinator", "starts_on": now.date(), "wage": Decimal(26), "wage_period": "hour"}
    hire = placements.record_hire(offer, actor=employer_actor(offer), now=now, hours_per_week=Decimal(40), **work)
    assert (elsewhere.referral.stage, elsewhere.stage) == (ReferralStage.INTERVIEWING, InterviewStage.PROPOSED)
    placements.confirm(hire, actor=jobseeker_actor(person), now=now)
    assert (elsewhere.referral.stage, elsewhere.stage) == (
        ReferralStage.OBSOLETE,
        InterviewStage.CANCELLED_BY_CANDIDATE,
    )
    assert taken_place.stage is InterviewStage.SCHEDULED  # its outcome can still be recorded


@pytest.mark.parametrize(
    ("side", "stage", "told"),
    [
        (Side.JOBSEEKER, InterviewStage.CANCELLED_BY_CANDIDATE, {"interview_cancelled_employer"}),
        (Side.EMPLOYER, InterviewStage.CANCELLED_BY_EMPLOYER, {"interview_cancelled"}),
        (
            Side.STAFF,
            InterviewStage.CANCELLED_BY_EMPLOYER,
            {"interview_cancelled", "interview_cancelled_employer"},
        ),
    ],
)
def test_nobody_comes_to_an_interview_of_talks_that_are_closed(side, stage, told, now):
    interview = make_interview(InterviewStage.SCHEDULED, slots=[now + timedelta(days=1)])
    employer_actor(interview)
    no_from(side, interview.referral, now)
    mails = set(db.session.scalars(db.select(OutboxItem.name).where(OutboxItem.name.like("interview_cancelled%"))))
    assert (interview.stage, mails) == (stage, told)


def test_an_interview_that_was_held_keeps_its_outcome_to_record(now):
    interview = make_interview(InterviewStage.SCHEDULED, slots=[now - timedelta(hours=1)])
    no_from(Side.EMPLOYER, interview.referral, now)
    assert interview.stage is InterviewStage.SCHEDULED


@pytest.mark.parametrize("stage", sorted(set(NeedStage) - {NeedStage.OPEN, NeedStage.PARTLY_FILLED}))
def test_nobody_is_shortlisted_or_shown_for_a_role_that_takes_nobody(stage, now):
    need, staff = make_role_need(stage=stage), make_actor(Side.STAFF)
    waiting = make_referral(ReferralStage.SHORTLISTED, role_need=need)
    with pytest.raises(Refused, match="not open"):
        matches.shortlist(make_match_candidate(make_run(need)), actor=staff, now=now)
    with pytest.raises(Refused, match="not open"):
        matches.share(need, answer_by=now.date(), actor=staff, now=now)
    assert waiting.shared_at is None


def own_job(person, now, hours=40):
    work = {"job_title": "Clerk", "starts_on": now.date() + timedelta(days=9), "hours_per_week": Decimal(hours)}
    return placements.record_own(
        person,
        source="own_search",
        employer_name="Ferry Lane Pharmacy",
        wage=Decimal(22),
        wage_period="hour",
        actor=make_actor(Side.STAFF),
        now=now,
        **work,
    )


def talks_of(person):
    offer = make_offer(referral=make_referral(ReferralStage.OFFERED, jobseeker=person))
    interview = make_interview("proposed", referral=make_referral(ReferralStage.INTERVIEWING, jobseeker=person))
    return lambda: (offer.stage, offer.referral.stage, interview.stage, interview.referral.stage)


def test_full_time_work_found_elsewhere_ends_the_talks_once_the_person_says_so_and_they_come_back_without_it(now):
    person, staff = make_jobseeker(consented=True), make_actor(Side.STAFF)
    stages = talks_of(person)
    going_on = stages()
    placements.confirm(own_job(person, now, hours=15), actor=jobseeker_actor(person), now=now)
    job = own_job(person, now)
    assert stages() == going_on  # some hours beside them, and what the person has not confirmed
    placements.confirm(job, actor=jobseeker_actor(person), now=now)
    off = InterviewStage.CANCELLED_BY_CANDIDATE
    assert stages() == (Stage.SUPERSEDED, ReferralStage.OBSOLETE, off, ReferralStage.OBSOLETE)
    placements.cancel_before_start(job, note="", actor=staff, now=now)
    assert stages() == (Stage.EXTENDED, ReferralStage.OFFERED, off, ReferralStage.INTERVIEWING)


def test_a_file_that_shows_full_time_work_ends_the_talks_too_and_verifying_it_those_that_began_since(now):
    person, staff = make_jobseeker(consented=True), make_actor(Side.STAFF)
    stages, job = talks_of(person), own_job(person, now)
    make_paper(job)
    (claim,) = placement_queries.claims_of(job)
    placements.settle(job, claim=claim, note="The letter says so.", actor=staff, now=now)
    assert stages()[:2] == (Stage.SUPERSEDED, ReferralStage.OBSOLETE)
    later = talks_of(person)
    placements.verify(job, related="yes", related_basis="tasks", actor=staff, now=now)
    assert later()[:2] == (Stage.SUPERSEDED, ReferralStage.OBSOLETE)


def test_while_somebody_works_full_time_elsewhere_an_offer_that_comes_to_nothing_brings_no_talks_back(now):
    person = make_jobseeker(consented=True)
    stages, offer = talks_of(person), make_offer(referral=make_referral(ReferralStage.OFFERED, jobseeker=person))
    offers.accept(offer, actor=jobseeker_actor(person), now=now)
    placements.confirm(own_job(person, now), actor=jobseeker_actor(person), now=now)
    offers.withdraw(offer, reason="came_to_nothing", note="", actor=make_actor(Side.STAFF), now=now)
    assert stages()[:2] == (Stage.SUPERSEDED, ReferralStage.OBSOLETE)
