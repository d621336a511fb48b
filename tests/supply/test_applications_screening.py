"""Screening: nobody is ruled out without a reason and another look, and nobody is lost because they are silent."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.home.queries.waiting import Asked
from marketplace.home.queries.waiting_supply import questions_unanswered
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications import actions, queries
from marketplace.supply.applications.models import InformationRequest, Stage
from marketplace.supply.cohorts.models import Stage as CohortStage
from tests.factories.accounts import make_actor, make_membership
from tests.factories.applications import make_request
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import NOW, jobseeker_actor, make_application

WORDS = "The program needs a driving licence. Have you one by May? Then apply again."
ASKED = "Please send us the licence, or say when you will have it."


@pytest.fixture
def staff(client):
    membership = make_membership(Side.STAFF)
    client.sign_in(membership)
    return membership


def mails(session):
    return session.scalars(sa.select(OutboxItem).order_by(OutboxItem.created_at, OutboxItem.id)).all()


def named(session, name):
    return [mail for mail in mails(session) if mail.name == name]


def in_days(number):
    return (datetime.now(UTC) + timedelta(days=number)).date()


# ---- ruling out, and another look -------------------------------------------------------------------


def test_the_way_through_screening(client, staff):
    application = make_application()
    url = f"/applications/{application.id}"
    client.submit(client.get_page(url).form("start-screening"), status=302)
    assert application.stage is Stage.SCREENING
    client.submit(client.get_page(url).form("start-review"), status=302)
    assert application.stage is Stage.IN_REVIEW


def test_nobody_is_ruled_out_without_a_reason_and_words(client, staff, session):
    application = make_application(stage=Stage.SCREENING)
    url = f"/applications/{application.id}/rule-out"
    for reason, words in (("", WORDS), ("experience_missing", ""), ("fame", WORDS)):
        client.send(url, status=422, reason=reason, words=words)
    assert (application.stage, mails(session)) == (Stage.SCREENING, [])
    client.submit(client.get_page(url).form(url), reason="experience_missing", words=WORDS, status=302)
    assert application.stage is Stage.INELIGIBLE
    mail = named(session, "application_ineligible")[0]
    assert (WORDS in mail.body_text, "another look" in mail.body_text) == (True, True)
    assert "eligible" not in mail.subject.lower()


def test_the_person_reads_the_reason_and_asks_for_another_look(client, staff, session):
    application = make_application(stage=Stage.SCREENING)
    coordinator = make_coordinator(application.cohort.program)
    client.send(f"/applications/{application.id}/rule-out", status=302, reason="hours_or_place", words=WORDS)
    client.sign_in(jobseeker_actor(application.jobseeker))
    page = client.get_page(f"/applications/{application.id}")
    assert WORDS in page.main
    assert "The hours or the place cannot be kept" in page.main
    url = f"/applications/{application.id}/appeal"
    client.send(url, status=422, words="")
    client.submit(client.get_page(url).form(url), words="I can come by bus now.", status=302)
    assert application.stage is Stage.SCREENING
    assert [mail.to_address for mail in named(session, "application_appealed")] == [
        session.get(Person, coordinator.person_id).email
    ]
    assert "by bus" not in named(session, "application_appealed")[0].body_text
    client.sign_in(coordinator)
    assert "I can come by bus now." in client.get_page(f"/applications/{application.id}").main
    assert application.reference in client.get_page("/applications").main


def test_each_ruling_can_be_answered(client, staff):
    application = make_application(stage=Stage.SCREENING)
    person = jobseeker_actor(application.jobseeker)
    for _time in range(2):
        client.sign_in(staff)
        client.send(f"/applications/{application.id}/rule-out", status=302, reason="other", words=WORDS)
        client.sign_in(person)
        client.send(f"/applications/{application.id}/appeal", status=302, words="Look again.")
    assert application.stage is Stage.SCREENING


def test_no_other_look_once_the_cohort_takes_nobody_or_a_newer_application_counts(client):
    over = make_application(stage=Stage.INELIGIBLE, cohort=make_cohort(stage=CohortStage.IN_DELIVERY))
    client.sign_in(jobseeker_actor(over.jobseeker))
    assert "takes nobody any more" in client.get_page(f"/applications/{over.id}").main
    assert "takes nobody any more" in client.send(f"/applications/{over.id}/appeal", status=409, words="Please.").main
    first = make_application(stage=Stage.INELIGIBLE)
    make_application(cohort=first.cohort, jobseeker=first.jobseeker)
    client.sign_in(jobseeker_actor(first.jobseeker))
    assert "that application counts" in client.send(f"/applications/{first.id}/appeal", status=409, words="Hm.").main
    assert {over.stage, first.stage} == {Stage.INELIGIBLE}


# ---- more information -------------------------------------------------------------------------------


def test_staff_ask_and_the_person_answers(client, staff, session):
    application = make_application(stage=Stage.SCREENING)
    url = f"/applications/{application.id}"
    client.send(f"{url}/ask", status=422, words="", due_on="")
    for day in (in_days(-1), in_days(400)):
        page = client.send(f"{url}/ask", status=409, words=ASKED, due_on=day.isoformat())
        assert (ASKED in page.html, "until tomorrow" in page.main) == (True, True)
    client.submit(client.get_page(f"{url}/ask").form("/ask"), words=ASKED, due_on=in_days(5).isoformat(), status=302)
    assert application.stage is Stage.MORE_INFO
    assert ASKED in named(session, "application_question")[0].body_text
    client.sign_in(jobseeker_actor(application.jobseeker))
    assert "Answer a question about your application" in client.get_page("/").main
    assert ASKED in client.get_page(url).main
    client.send(f"{url}/answer", status=422, words="")
    client.submit(client.get_page(f"{url}/answer").form("/answer"), words="I have it on 3 May.", status=302)
    assert application.stage is Stage.SCREENING
    assert "I have it on 3 May." in client.get_page(url).main
    told = named(session, "application_answered")
    assert [mail.to_address for mail in told] == [staff.person.email]
    assert "3 May" not in told[0].body_text
    client.sign_in(staff)
    assert "I have it on 3 May." in client.get_page(url).main


def test_an_answer_can_be_a_file_that_staff_of_the_program_open(client, staff, new_client):
    asked = make_request()
    url = f"/applications/{asked.application_id}"
    client.sign_in(jobseeker_actor(asked.application.jobseeker))
    client.send(f"{url}/answer", status=302, words="", file=(BytesIO(b"Licence 7, class 5."), "licence.txt"))
    assert (asked.application.stage, asked.document.name) == (Stage.SCREENING, "licence.txt")
    address = f"/documents/{asked.document_id}"
    for reader, status in ((staff, 200), (make_membership(Side.EMPLOYER), 404), (make_membership(Side.JOBSEEKER), 404)):
        reading = new_client()
        reading.sign_in(reader)
        assert reading.get(address).status_code == status


def test_a_late_answer_counts(client, session):
    asked = make_request(due_on=in_days(-3))
    client.sign_in(jobseeker_actor(asked.application.jobseeker))
    client.send(f"/applications/{asked.application_id}/answer", status=302, words="Sorry, I was ill.")
    assert (asked.application.stage, asked.answer) == (Stage.SCREENING, "Sorry, I was ill.")


def test_silence_comes_back_to_staff_and_ends_nothing(client, staff):
    asked = make_request(due_on=in_days(-2))
    make_request(due_on=in_days(5))
    steps = client.get_page("/").main
    assert steps.count("Nobody has answered") == 1
    page = client.get_page(f"/applications/{asked.application_id}")
    assert "Overdue" in page.main
    client.submit(page.form("go-on"), status=302)
    assert asked.application.stage is Stage.SCREENING
    assert (asked.closed_at is not None, asked.answered_at) == (True, None)
    assert "went on without an answer" in client.get_page(f"/applications/{asked.application_id}").main
    client.send(f"/applications/{asked.application_id}/ask", status=302, words="Once more?", due_on=in_days(4))
    assert asked.application.stage is Stage.MORE_INFO


@pytest.mark.parametrize(("hour", "late"), [(3, False), (5, True)])
def test_the_day_of_a_question_ends_where_the_cohort_is(app, staff, hour, late):
    cohort = make_cohort(time_zone="America/Halifax")  # four hours behind
    make_request(application=make_application(cohort=cohort, stage=Stage.MORE_INFO), due_on=date(2026, 2, 9))
    with app.test_request_context():
        asked = Asked(staff.actor(), datetime(2026, 2, 10, hour, tzinfo=UTC))
        waiting = db.session.execute(questions_unanswered(asked)).all()
    assert bool(waiting) is late


def test_the_person_can_leave_instead_and_nothing_waits_any_more(client, staff):
    asked = make_request(due_on=in_days(-2))
    client.sign_in(jobseeker_actor(asked.application.jobseeker))
    client.send(f"/applications/{asked.application_id}/withdraw", status=302)
    assert "Answer a question" not in client.get_page("/").main
    page = client.send(f"/applications/{asked.application_id}/answer", status=409, words="Too late?")
    assert "Too late?" in page.html
    client.sign_in(staff)
    assert "Nobody has answered" not in client.get_page("/").main


def test_a_reminder_goes_once_two_days_before_in_the_cohorts_zone(session):
    cohort = make_cohort(time_zone="America/Vancouver")
    due = date(2026, 9, 20)
    asked = make_request(
        application=make_application(cohort=cohort, stage=Stage.MORE_INFO),
        due_on=due,
        asked_at=datetime(2026, 9, 1, tzinfo=UTC),
    )
    early = datetime(2026, 9, 18, 6, 59, tzinfo=UTC)  # still the 17th in Vancouver
    actions.remind_by_the_clock(now=early)
    assert (asked.reminded_at, mails(session)) == (None, [])
    for _round in range(2):
        actions.remind_by_the_clock(now=early + timedelta(minutes=1))
    assert [mail.name for mail in mails(session)] == ["application_question_due"]
    assert "write just that" in mails(session)[0].body_text


def test_nobody_is_reminded_of_what_was_asked_a_moment_ago_or_is_answered(session):
    now = datetime.now(UTC)
    make_request(due_on=in_days(1), asked_at=now - timedelta(hours=2))
    make_request(due_on=in_days(1), closed_at=NOW)
    make_request(due_on=in_days(1), application=make_application(stage=Stage.WITHDRAWN))
    actions.remind_by_the_clock(now=now)
    assert mails(session) == []


def test_one_question_is_open_at_a_time(session):
    asked = make_request()
    with pytest.raises(sa.exc.IntegrityError, match="application_id"), session.begin_nested():
        make_request(application=asked.application)
    with pytest.raises(Refused):
        actions.ask_more(
            asked.application, words="And?", due_on=in_days(3), actor=make_actor(Side.STAFF), now=datetime.now(UTC)
        )
    assert session.scalar(sa.select(sa.func.count()).select_from(InformationRequest)) == 1


def test_whoever_asked_and_has_left_is_not_written_to(client, session):
    asker = make_membership(Side.STAFF)
    asked = make_request(asked_by_id=asker.person_id)
    asker.ended_at = NOW
    lead = make_membership(Side.STAFF, all_programs=True)
    session.flush()
    assert {one.person_id for one in queries.team_or(asked.asked_by, asked.application.cohort)} >= {lead.person_id}
    assert asker.person_id not in {one.person_id for one in queries.team_or(asked.asked_by, asked.application.cohort)}
