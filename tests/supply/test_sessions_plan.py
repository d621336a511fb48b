"""The plan of a training: sessions in one go, moved, called off, and fetched by a person's own calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.sessions.actions import feeding, planning
from marketplace.supply.sessions.actions.planning import Facts
from marketplace.supply.sessions.models import TrainingFeed, TrainingSession
from marketplace.supply.sessions.queries import timetable
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort, make_cohort_partner, make_coordinator, make_delivery, make_partner
from tests.factories.supply import jobseeker_actor, make_enrolment, make_jobseeker
from tests.factories.training import make_feed, make_training

pytestmark = pytest.mark.usefixtures("session")

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def cohort():
    return make_cohort(
        stage=CohortStage.IN_DELIVERY,
        starts_on=date(2026, 2, 2),
        ends_on=date(2026, 6, 26),
        time_zone="America/Halifax",
    )


@pytest.fixture
def staff():
    return make_actor("staff")


@pytest.fixture
def person(cohort):
    jobseeker = make_jobseeker(name="Quillonette Zibbel")
    make_enrolment(cohort=cohort, jobseeker=jobseeker, stage="active")
    return jobseeker_actor(jobseeker)


def facts(**overrides):
    return Facts(
        **{
            "title": "Reading a route",
            "module_id": None,
            "led_by_id": None,
            "day": date(2026, 2, 24),
            "begins": time(18, 30),
            "ends": time(20, 30),
            "place": "",
            "link": "",
        }
        | overrides
    )


def mails(template):
    rows = sa.select(OutboxItem).where(OutboxItem.name == template)
    return [(row.to_address, row.subject, row.body_text) for row in db.session.scalars(rows)]


# ---- planning -----------------------------------------------------------------------------------


def test_a_series_keeps_the_time_of_day_over_the_change_of_the_clocks(cohort, staff):
    rows = planning.plan(cohort, facts(), weeks=4, actor=staff, now=NOW)
    entries = [timetable.entry_of(row) for row in rows]
    assert [(one.day, one.hours) for one in entries] == [
        (date(2026, 2, 24) + number * timedelta(weeks=1), "18:30–20:30") for number in range(4)
    ]
    assert {one.starts_at.hour for one in entries} == {22, 21}  # in UTC the clocks go forward on 8 March


def test_a_series_that_leaves_the_training_plans_nothing(client, cohort, staff):
    client.sign_in(staff)
    form = client.get_page(f"/cohorts/{cohort.id}/training/new").form("/training/new")
    words = {"title": "Reading a route", "day": "2026-06-16", "begins": "18:30", "ends": "20:30"}
    page = client.submit(form, weeks="3", status=409, **words)
    assert "not within the training" in page.refusal
    assert page.form("/training/new").fields["title"] == "Reading a route"
    assert db.session.scalars(sa.select(TrainingSession)).all() == []


@pytest.mark.parametrize(
    ("day", "begins", "says"),
    [(date(2026, 3, 8), time(2, 30), "does not exist"), (date(2026, 1, 30), time(18, 30), "not within the training")],
)
def test_a_time_that_is_not_there_is_refused(cohort, staff, day, begins, says):
    with pytest.raises(Refused, match=says):
        planning.plan(cohort, facts(day=day, begins=begins), weeks=1, actor=staff, now=NOW)


def test_the_same_session_is_not_planned_twice(client, cohort, staff):
    client.sign_in(staff)
    form = client.get_page(f"/cohorts/{cohort.id}/training/new").form("/training/new")
    words = {"title": "Reading a route", "day": "2026-03-03", "begins": "18:30", "ends": "20:30"}
    client.submit(form, status=302, **words)
    form = client.get_page(f"/cohorts/{cohort.id}/training/new").form("/training/new")
    assert "planned twice" in client.submit(form, status=409, **words).refusal
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TrainingSession)) == 1


def test_it_ends_after_it_begins_and_its_link_is_safe(client, cohort, staff):
    client.sign_in(staff)
    form = client.get_page(f"/cohorts/{cohort.id}/training/new").form("/training/new")
    words = {"title": "Late", "day": "2026-03-03", "begins": "18:30", "ends": "17:30", "link": "javascript:alert(1)"}
    page = client.submit(form, status=422, **words)
    assert "Did you mean a later time?" in page.text
    assert "begins with https://" in page.text


# ---- moving and calling off -----------------------------------------------------------------------


def test_whoever_takes_part_hears_of_another_time_and_of_no_other_title(cohort, staff, person):
    make_enrolment(cohort=cohort, stage="withdrew")
    (row,) = planning.plan(cohort, facts(), weeks=1, actor=staff, now=NOW)
    assert not planning.change(row, facts(title="Reading routes"), version=str(row.version), actor=staff, now=NOW)
    assert mails("training_moved") == []
    assert planning.change(row, facts(begins=time(19)), version=str(row.version), actor=staff, now=NOW)
    ((_to, subject, text),) = mails("training_moved")
    assert subject == "A session has moved: Reading a route"
    assert "18:30 Halifax time" in text
    assert "19:00 Halifax time" in text


def test_a_session_called_off_says_why_and_counts_for_nobody(client, cohort, staff, person):
    row = make_training(cohort=cohort, starts_at=datetime.now(UTC) + timedelta(days=3))
    client.sign_in(staff)
    client.submit(client.get_page(f"/training/{row.id}/cancel").form("/cancel"), words="Storm.", status=302)
    ((_to, _subject, text),) = mails("training_called_off")
    assert "Storm." in text
    assert "does not count as missed" in text
    page = client.get_page(f"/training/{row.id}")
    assert "It was called off and counts for nobody." in page.text
    client.send(f"/training/{row.id}/cancel", words="Again.", status=409)


def test_what_did_not_take_place_is_called_off_afterwards_without_a_mail(cohort, staff, person):
    row = make_training(cohort=cohort, starts_at=NOW - timedelta(days=1))
    planning.cancel(row, words="The heating failed.", actor=staff, now=NOW)
    assert mails("training_called_off") == []


def test_what_is_over_stays_as_it_was(cohort, staff):
    row = make_training(cohort=cohort, starts_at=NOW - timedelta(days=1))
    with pytest.raises(Refused, match="It is over"):
        planning.change(row, facts(), version=str(row.version), actor=staff, now=NOW)


# ---- who sees it ------------------------------------------------------------------------------------


def test_the_person_and_the_team_see_the_plan_with_partners_hours_week_by_week(client, cohort, staff, person):
    signed = make_cohort_partner(cohort=cohort, hiring_partner=make_partner(may_be_named=False))
    soon = datetime.now(UTC) + timedelta(days=2)
    make_delivery(cohort_partner=signed, stage="scheduled", topic="An evening at the live desk", starts_at=soon)
    make_delivery(cohort_partner=signed, stage="offered", topic="Only offered", starts_at=soon)
    make_training(cohort=cohort, title="Reading a route", starts_at=soon)
    make_training(title="Elsewhere", starts_at=soon)
    client.sign_in(person)
    page = client.get_page("/training")
    assert "Reading a route" in page.text
    assert "An evening at the live desk" in page.text
    assert "Only offered" not in page.text
    assert "Elsewhere" not in page.text
    assert signed.hiring_partner.employer.name not in page.text  # it did not agree to be named
    client.sign_in(staff)
    assert "An evening at the live desk" in client.get_page(f"/cohorts/{cohort.id}/training").text


def test_whoever_left_and_staff_of_another_program_see_nothing(client, cohort):
    gone = make_enrolment(cohort=cohort, stage="withdrew").jobseeker
    row = make_training(cohort=cohort, title="Reading a route", starts_at=datetime.now(UTC) + timedelta(days=2))
    client.sign_in(jobseeker_actor(gone))
    assert "You are not in a training now" in client.get_page("/training").text
    client.sign_in(make_coordinator())
    client.get_page(f"/training/{row.id}", status=404)
    client.get_page(f"/cohorts/{cohort.id}/training", status=404)


# ---- a person's own calendar --------------------------------------------------------------------------


def events(response):
    return list(Calendar.from_ical(response.data).walk("VEVENT"))


def test_the_calendar_is_fetched_without_signing_in_and_names_nobody(client, new_client, cohort, person):
    row = make_training(cohort=cohort, title="Reading a route", starts_at=datetime.now(UTC) + timedelta(days=2))
    client.sign_in(person)
    page = client.submit(client.get_page("/training/calendar").form("/training/calendar"), status=303)
    shown = client.follow(page).text
    address = next(word for word in shown.split() if word.endswith(".ics"))
    response = new_client().get(address[address.index("/training") :])
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.mimetype == "text/calendar"
    (event,) = events(response)
    assert (str(event["summary"]), str(event["uid"]), int(event["sequence"])) == (
        "Reading a route",
        f"training-{row.id}@guildhall",
        row.version,
    )
    for name in ("Quillonette", "Zibbel", row.led_by.name, "@guildhall.example"):
        assert name not in response.get_data(as_text=True)
    assert db.session.scalars(sa.select(TrainingFeed)).one().secret_hash not in address


def test_a_move_raises_the_sequence_of_the_same_entry(client, cohort, staff, person):
    make_feed("the-secret", jobseeker_id=person.person_id)
    (row,) = planning.plan(cohort, facts(), weeks=1, actor=staff, now=NOW)
    (before,) = events(client.get("/training/calendar/the-secret.ics"))
    planning.change(row, facts(begins=time(19)), version=str(row.version), actor=staff, now=NOW)
    planning.cancel(row, words="Storm.", actor=staff, now=NOW)
    (after,) = events(client.get("/training/calendar/the-secret.ics"))
    assert str(after["uid"]) == str(before["uid"])
    assert int(after["sequence"]) > int(before["sequence"])
    assert str(after["status"]) == "CANCELLED"


def test_the_calendar_of_whoever_is_shut_out_leads_nowhere(client, person):
    secret = feeding.make_feed(person.person_id, now=NOW)
    db.session.get_one(Person, person.person_id).active = False
    db.session.flush()
    assert client.get(f"/training/calendar/{secret}.ics").status_code == 404


def test_an_address_taken_back_or_replaced_leads_nowhere(client, person):
    first = feeding.make_feed(person.person_id, now=NOW)
    second = feeding.make_feed(person.person_id, now=NOW)
    assert client.get(f"/training/calendar/{first}.ics").status_code == 404
    assert client.get(f"/training/calendar/{second}.ics").status_code == 200
    client.sign_in(person)
    client.submit(client.get_page("/training/calendar").form("/revoke"), status=303)
    assert client.get(f"/training/calendar/{second}.ics").status_code == 404
    with pytest.raises(Refused, match="no calendar address"):
        feeding.revoke_feed(person.person_id, now=NOW)
