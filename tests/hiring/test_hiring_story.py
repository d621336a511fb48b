"""From both saying yes to a verified placement, through the pages."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from marketplace.db import db
from marketplace.hiring.interviews.models import Interview
from marketplace.hiring.interviews.models import Stage as InterviewStage
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.models import CheckStage, Placement, Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outbox.models import Kind, OutboxItem
from marketplace.sides import Side
from tests.factories.accounts import make_actor
from tests.factories.hiring import employer_actor, make_referral
from tests.factories.supply import jobseeker_actor, make_enrolment

HALIFAX = ZoneInfo("America/Halifax")


@pytest.fixture
def sides(now):
    """A mutual referral and the two who said yes, and somebody of the program team."""
    referral = make_referral(ReferralStage.MUTUAL)
    return referral, employer_actor(referral), jobseeker_actor(referral.jobseeker), make_actor(Side.STAFF)


def mailed() -> list[str]:
    return sorted(db.session.scalars(db.select(OutboxItem.name).where(OutboxItem.kind == Kind.MAIL)))


def test_an_interview_is_offered_picked_held_and_judged(client, browser, sides, now, travel):
    referral, employer, person, _staff = sides
    client.sign_in(employer)
    page = client.get_page(f"/referrals/{referral.id}/steps")
    assert {"Arrange an interview", "Make an offer"} <= set(page.links)
    form = client.get_page(page.links["Arrange an interview"]).form("interviews/new")
    done = client.submit(
        form,
        day_1="2026-09-17",
        time_1="10:00",
        day_2="2026-09-18",
        time_2="16:30",
        time_zone="America/Halifax",
        minutes="60",
        place="12 Quay Street",
    )
    interview = db.session.scalars(db.select(Interview)).one()
    assert done.location == f"/interviews/{interview.id}"
    assert [slot.starts_at.astimezone(HALIFAX).strftime("%a %H:%M") for slot in interview.slots] == [
        "Thu 10:00",
        "Fri 16:30",
    ]
    assert db.session.get_one(Referral, referral.id).stage is ReferralStage.INTERVIEWING
    assert "Record what came of it" not in client.follow(done).links

    theirs = browser(person)
    page = theirs.get_page(done.location)
    assert page.h1.startswith("Pick a time to meet")
    buttons = [form.button for form in page.forms if form.action.endswith("/time")]
    assert buttons == ["Thu 17 Sep 2026, 10:00 Halifax time", "Fri 18 Sep 2026, 16:30 Halifax time"]
    slot = next(form for form in page.forms if form.button.startswith("Fri"))
    picked = theirs.follow(theirs.submit(slot, status=302))
    assert "You meet" in picked.h1
    assert picked.main.count("Fri 18 Sep 2026, 16:30 Halifax time") >= 1

    early = client.get_page(f"/interviews/{interview.id}/outcome").form("/outcome")
    refused = client.submit(early, status=409, outcome="clear", private_notes="Calm under pressure")
    assert "begins on Fri 18 September, 16:30 Halifax time" in refused.refusal
    assert refused.form("/outcome").fields["private_notes"] == "Calm under pressure"

    travel(datetime(2026, 9, 18, 17, 30, tzinfo=HALIFAX))
    late = client.get_page(f"/interviews/{interview.id}/outcome").form("/outcome")
    client.submit(late, status=302, outcome="clear", private_notes="Calm under pressure")
    db.session.refresh(interview)
    assert (interview.stage, interview.private_notes) == (InterviewStage.CLEARED, "Calm under pressure")
    assert "Held" in theirs.get_page(f"/interviews/{interview.id}").texts(".tag")
    assert mailed() == ["interview_proposed", "interview_scheduled", "interview_scheduled_employer"]


def test_an_offer_is_written_extended_accepted_and_becomes_a_verified_placement(client, browser, sides, now, travel):
    referral, employer, person, staff = sides
    enrolment = make_enrolment(jobseeker=referral.jobseeker, stage="graduated_on_time", graduated_on=date(2026, 9, 1))
    client.sign_in(employer)
    form = client.get_page(f"/referrals/{referral.id}/offers/new").form("offers/new")
    draft = client.submit(
        form,
        status=302,
        starts_on="2026-10-05",
        hours_per_week="37.5",
        wage="26.40",
        wage_period="hour",
        expires_on="2026-09-20",
        time_zone="America/Halifax",
    )
    offer = db.session.scalars(db.select(Offer)).one()
    theirs = browser(person)
    theirs.get_page(f"/offers/{offer.id}", status=404)
    client.submit(client.follow(draft).form("/extend"), status=302)
    page = theirs.get_page(f"/offers/{offer.id}")
    assert "$26.40 an hour" in page.main
    assert "Please answer by Sun 20 Sep 2026, 23:59 Halifax time." in page.main
    theirs.submit(page.form("/accept"), status=302)
    db.session.expire_all()
    assert (offer.stage, offer.full_time) == (OfferStage.ACCEPTED, True)
    assert (referral.role_need.filled, referral.stage) == (1, ReferralStage.OFFERED)

    steps = client.get_page(f"/referrals/{referral.id}/steps")
    hire = client.get_page(steps.links["Record the hire"]).form("/hire")
    assert (hire.fields["starts_on"], hire.fields["wage"], hire.fields["hours_per_week"]) == (
        "2026-10-05",
        "26.40",
        "37.5",
    )
    client.submit(hire, status=302, wage="27.00")
    placement = db.session.scalars(db.select(Placement)).one()
    assert placement.enrolment_id == enrolment.id
    assert db.session.get_one(Referral, referral.id).stage is ReferralStage.HIRED

    page = theirs.get_page(f"/placements/{placement.id}")
    assert page.h1 == f"{placement.employer.name} says you have this job"
    theirs.submit(page.form("/confirm"), status=302)
    team = browser(staff)
    form = team.get_page(f"/placements/{placement.id}/verify").form("/verify")
    team.submit(form, status=302, related="yes", related_basis="Runs the dispatch desk")
    db.session.refresh(placement)
    assert (placement.stage, placement.related, placement.verified_by_id) == (
        PlacementStage.VERIFIED,
        Related.YES,
        staff.person_id,
    )
    assert [(check.day, check.due_on) for check in placement.checkpoints if check.day] == [
        (days, date(2026, 10, 5) + timedelta(days=days)) for days in (30, 90, 180, 365)
    ]

    travel(datetime(2026, 11, 5, 12, tzinfo=HALIFAX))
    team = browser(staff)
    listed = team.get_page("/placements")
    assert "Day 30, due since 4 Nov 2026" in listed.main
    answer = team.get_page(team.get_page(f"/placements/{placement.id}").links["Answer the check of day 30"]).form()
    team.submit(answer, status=302, found="employed_same", evidence_level="employer_confirmed")
    db.session.refresh(placement.checkpoints[0])
    assert placement.checkpoints[0].stage is CheckStage.EMPLOYED_SAME
    assert "What came of it" in browser(employer).get_page("/placements").h1
