"""Interviews as the two sides, their competitors and staff meet them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from marketplace.db import db
from marketplace.hiring.interviews.models import Interview, Stage
from marketplace.hiring.matches.models import Referral
from marketplace.sides import Role, Side
from marketplace.supply.jobseekers.models import Consent, Disclosure
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import employer_actor, make_interview, make_referral
from tests.factories.interviews import make_interviewer
from tests.factories.supply import jobseeker_actor, make_jobseeker

pytestmark = pytest.mark.usefixtures("now")
CANARY = "canary-9b1f notes"
TYPED = {
    "day_1": "2026-09-17",
    "time_1": "10:00",
    "time_zone": "America/Halifax",
    "minutes": "45",
    "place": "12 Quay Street",
}


def held(now, **overrides):
    return make_interview(Stage.CLEARED, slots=[now - timedelta(days=1)], private_notes=CANARY, **overrides)


def everybody(interview):
    """Who may see the interview at all, and who must not know that it exists."""
    competitor = employer_actor(make_referral())
    inside = {
        "owner": employer_actor(interview),
        "interviewer": make_interviewer(interview),
        "jobseeker": jobseeker_actor(interview.referral.jobseeker),
        "staff": make_actor(Side.STAFF),
    }
    outside = {
        "competitor": competitor,
        "bystander": employer_actor(interview, Role.INTERVIEWER),
        "other": jobseeker_actor(make_jobseeker()),
        "funder": make_actor(Side.FUNDER),
        "admin": make_actor(Side.ADMIN),
    }
    return inside, outside


def test_the_two_sides_and_staff_see_an_interview_and_nobody_else(browser, client, now):
    interview = held(now)
    inside, outside = everybody(interview)
    url = f"/interviews/{interview.id}"
    assert {who: browser(actor).get(url).status_code for who, actor in inside.items()} == dict.fromkeys(inside, 200)
    assert {who: browser(actor).get(url).status_code for who, actor in outside.items()} == dict.fromkeys(outside, 404)
    assert client.get(url).location.startswith("/sign-in")


def test_private_notes_are_read_by_the_employers_members_alone(browser, now):
    interview = held(now)
    inside, outside = everybody(interview)
    urls = (
        f"/interviews/{interview.id}",
        "/interviews",
        f"/interviews/{interview.id}/outcome",
        f"/interviews/{interview.id}.ics",
        f"/referrals/{interview.referral_id}/steps",
        f"/referrals/{interview.referral_id}",
        "/matches",
        "/",
    )
    readers = {
        who
        for who, actor in {**inside, **outside}.items()
        if any(CANARY in browser(actor).get(url).get_data(as_text=True) for url in urls)
    }
    assert readers == {"owner", "interviewer"}


def test_a_person_sees_held_whatever_the_employer_thought(browser, now):
    shown = []
    for stage in (Stage.HELD, Stage.SCORED, Stage.CLEARED, Stage.NOT_CLEARED):
        interview = make_interview(stage, slots=[now - timedelta(days=1)])
        page = browser(jobseeker_actor(interview.referral.jobseeker)).get_page(f"/interviews/{interview.id}")
        shown.append([tag.html for tag in page.all(".tag")])
        assert "hire" not in page.main.lower()
    assert [len(tags) for tags in shown] == [1] * 4
    assert all(tags == shown[0] for tags in shown)


def test_an_interviewer_says_that_it_took_place_and_decides_nothing(browser, now):
    interview = make_interview(Stage.SCHEDULED, slots=[now])
    theirs = browser(make_interviewer(interview))
    form = theirs.get_page(f"/interviews/{interview.id}/outcome").form("/outcome")
    theirs.submit(form, status=422, outcome="clear")
    theirs.submit(form, status=302, outcome="hold")
    assert interview.stage is Stage.HELD
    refused = [
        f"/referrals/{interview.referral_id}/interviews/new",
        f"/interviews/{interview.id}/move",
        f"/interviews/{interview.id}/feedback",
        f"/referrals/{interview.referral_id}/offers/new",
        f"/referrals/{interview.referral_id}/steps",
        "/offers",
        "/placements",
    ]
    assert {url: theirs.get(url).status_code for url in refused} == dict.fromkeys(refused, 404)


def test_another_employer_arranges_nothing_with_a_referral_that_is_not_theirs(browser, now):
    referral = make_referral()
    theirs = browser(employer_actor(make_referral()))
    url = f"/referrals/{referral.id}/interviews/new"
    assert (theirs.get(url).status_code, theirs.send(url, **TYPED).status) == (404, 404)
    assert db.session.scalars(db.select(Interview)).all() == []


def test_a_refused_form_keeps_every_word(browser, now):
    referral = make_referral()
    theirs = browser(employer_actor(referral))
    typed = {**TYPED, "day_2": "2026-09-18", "place": "The red door"}
    form = theirs.get_page(f"/referrals/{referral.id}/interviews/new").form("/new")
    page = theirs.submit(form, status=422, **typed)
    assert typed.items() <= page.form("/new").fields.items()
    assert "Give a day and a time together" in page.refusal
    page = theirs.submit(page.form("/new"), status=409, day_2="", day_1="2026-09-14")
    assert page.form("/new").fields["place"] == "The red door"
    assert "passed already" in page.refusal
    assert db.session.scalars(db.select(Interview)).all() == []


def test_a_double_submit_arranges_one_interview(browser, now):
    referral = make_referral()
    theirs = browser(employer_actor(referral))
    form = theirs.get_page(f"/referrals/{referral.id}/interviews/new").form("/new")
    first, second = theirs.submit(form, **TYPED), theirs.submit(form, **TYPED)
    assert first.location == second.location
    assert len(db.session.scalars(db.select(Interview)).all()) == 1


def test_a_slot_of_another_interview_in_the_body_changes_nothing(browser, now):
    interview, other = make_interview(), make_interview()
    theirs = browser(jobseeker_actor(interview.referral.jobseeker))
    assert theirs.send(f"/interviews/{interview.id}/time", slot_id=str(other.slots[0].id)).status == 422
    assert theirs.send(f"/interviews/{other.id}/time", slot_id=str(other.slots[0].id)).status == 404
    assert {row.stage for row in (interview, other)} == {Stage.PROPOSED}


def test_picking_twice_from_an_old_page_gets_a_sentence(browser, now):
    interview = make_interview(slots=[now + timedelta(days=1), now + timedelta(days=2)])
    theirs = browser(jobseeker_actor(interview.referral.jobseeker))
    first, second = [
        form for form in theirs.get_page(f"/interviews/{interview.id}").forms if form.action.endswith("/time")
    ]
    theirs.submit(first, status=302)
    assert "no longer open" in theirs.submit(second, status=409).refusal


def test_a_name_shows_under_consent_and_each_look_is_written_down(browser, now):
    interview = make_interview(Stage.SCHEDULED)
    name = interview.referral.jobseeker.person.name
    theirs = browser(employer_actor(interview))
    assert name in theirs.get_page(f"/interviews/{interview.id}").main
    assert len(db.session.scalars(db.select(Disclosure)).all()) == 1
    db.session.execute(db.update(Consent).values(withdrawn_at=now))
    page = theirs.get_page(f"/interviews/{interview.id}")
    assert name not in page.html
    assert name not in theirs.get(f"/interviews/{interview.id}.ics").get_data(as_text=True)
    assert len(db.session.scalars(db.select(Disclosure)).all()) == 1


def calendar_of(answer):
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    calendar = Calendar.from_ical(answer.data)
    return calendar, calendar.walk("VEVENT")[0]


def test_both_sides_get_the_same_event_for_their_calendars(browser, now):
    interview = make_interview(Stage.SCHEDULED)
    url = f"/interviews/{interview.id}.ics"
    found = [
        calendar_of(browser(actor).get(url))
        for actor in (employer_actor(interview), jobseeker_actor(interview.referral.jobseeker))
    ]
    for calendar, event in found:
        assert calendar["METHOD"] == "REQUEST"
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["America/Halifax"]
        assert (event["SEQUENCE"], str(event["STATUS"])) == (0, "CONFIRMED")
        assert event["DTSTART"].dt == interview.starts_at.astimezone(ZoneInfo("America/Halifax"))
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=45)
        assert str(event["LOCATION"]) == interview.place
    assert len({str(event["UID"]) for _calendar, event in found}) == 1


def test_a_cancelled_interview_takes_itself_out_of_the_calendar(browser, now):
    interview = make_interview(Stage.SCHEDULED)
    theirs = browser(jobseeker_actor(interview.referral.jobseeker))
    _calendar, before = calendar_of(theirs.get(f"/interviews/{interview.id}.ics"))
    theirs.submit(
        theirs.get_page(f"/interviews/{interview.id}/cancel").form("/cancel"), status=302, note="I work then."
    )
    calendar, after = calendar_of(theirs.get(f"/interviews/{interview.id}.ics"))
    assert (calendar["METHOD"], str(after["STATUS"]), after["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert str(after["UID"]) == str(before["UID"])


def test_there_is_no_calendar_file_before_a_time_is_picked(browser, now):
    interview = make_interview()
    assert browser(employer_actor(interview)).get(f"/interviews/{interview.id}.ics").status_code == 404


@pytest.mark.parametrize("side", ["employer", "jobseeker", "staff"])
def test_the_list_takes_as_many_statements_for_three_rows_as_for_one(browser, counting, side, now):
    need, person = make_role_need(), make_jobseeker(consented=True)
    first = make_interview(Stage.CLEARED, referral=make_referral("interviewing", role_need=need, jobseeker=person))
    theirs = browser(
        {"employer": employer_actor(first), "jobseeker": jobseeker_actor(person), "staff": make_actor(Side.STAFF)}[side]
    )
    with counting() as one:
        theirs.get_page("/interviews")
    for _again in range(2):
        make_interview(Stage.CLEARED, referral=db.session.get_one(Referral, first.referral_id))
    with counting() as three:
        page = theirs.get_page("/interviews")
    assert (len(one), len(page.all("tbody tr"))) == (len(three), 3)
