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
    page = browser(make_actor(Side.STAFF)).send(f"/offers/{offer.id}/withdraw", status=302, note="The site moved away.")
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
        browser(make_actor(Side.STAFF)).send(f"/offers/{offer.id}/withdraw", status=409, note="No.")
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
    work = {"job_title": "Coordinator", "starts_on": now.date(), "wage": Decimal(26), "wage_period": "hour"}
    hire = placements.record_hire(offer, actor=employer_actor(offer), now=now, hours_per_week=Decimal(40), **work)
    assert (elsewhere.referral.stage, elsewhere.stage) == (ReferralStage.INTERVIEWING, InterviewStage.PROPOSED)
    placements.confirm(hire, actor=jobseeker_actor(person), now=now)
    assert (elsewhere.referral.stage, elsewhere.stage) == (
        ReferralStage.OBSOLETE,
        InterviewStage.CANCELLED_BY_CANDIDATE,
    )


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
