"""Deciding: seats are never given twice, a decision is told kindly, an out-of-order step gets a sentence."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications import actions
from marketplace.supply.applications.models import ENDED, Stage
from tests.factories.accounts import make_membership
from tests.factories.programs import make_cohort
from tests.factories.supply import jobseeker_actor, make_application, make_claim, make_evidence, make_experience

READ = {Stage.IN_REVIEW, Stage.DECISION_PENDING}
WORDS = "You have what it takes. This cohort was full of people with two more years. Please apply in May."


@pytest.fixture
def staff(client):
    membership = make_membership(Side.STAFF)
    client.sign_in(membership)
    return membership


def mails(session):
    return session.scalars(sa.select(OutboxItem)).all()


def test_the_way_to_a_seat(client, staff, session):
    application = make_application()
    url = f"/applications/{application.id}"
    for button, stage in (
        ("start-review", Stage.IN_REVIEW),
        ("waitlist", Stage.WAITLISTED),
        ("accept", Stage.ACCEPTED),
    ):
        client.submit(client.get_page(url).form(button), status=302)
        assert application.stage is stage
    assert application.cohort.seats_taken == 1
    left = application.confirm_by - datetime.now(UTC)
    assert actions.CONFIRM_WITHIN - timedelta(minutes=1) < left <= actions.CONFIRM_WITHIN
    assert sorted(mail.name for mail in mails(session)) == ["application_accepted", "application_waitlisted"]
    assert {mail.to_address for mail in mails(session)} == {application.jobseeker.person.email}


def test_no_mail_tells_a_decision_in_its_subject_or_first_words(client, staff, session):
    make_application(stage=Stage.IN_REVIEW)
    for path, fields in (("accept", {}), ("waitlist", {}), ("not-select", {"reason": "other", "words": WORDS})):
        application = make_application(stage=Stage.IN_REVIEW)
        client.send(f"/applications/{application.id}/{path}", status=302, **fields)
    for mail in mails(session):
        seen = (mail.subject + mail.body_text[:120]).lower()
        assert not [word for word in ("accept", "seat", "waitlist", "select") if word in seen]


def test_the_last_seat_is_given_once(client, staff):
    cohort = make_cohort(seats=1)
    first, second = (make_application(cohort=cohort, stage=Stage.IN_REVIEW) for _number in range(2))
    client.send(f"/applications/{first.id}/accept", status=302)
    page = client.send(f"/applications/{second.id}/accept", status=409)
    assert f"All 1 seats of {cohort.name} are taken." in page.main
    assert (second.stage, second.confirm_by, cohort.seats_taken) == (Stage.IN_REVIEW, None, 1)
    assert "All 1 seats are taken." in client.get_page(f"/applications/{second.id}").main


def test_not_selected_needs_words_and_the_person_reads_them(client, staff, session):
    application = make_application(stage=Stage.IN_REVIEW)
    url = f"/applications/{application.id}/not-select"
    refused = client.send(url, status=422, reason="", words=WORDS)
    assert WORDS in refused.text
    client.send(url, status=422, reason="other", words="")
    assert application.stage is Stage.IN_REVIEW
    client.submit(client.get_page(url).form(url), reason="builds_on_more", words=WORDS, status=302)
    assert application.stage is Stage.NOT_SELECTED
    mail = mails(session)[0]
    assert WORDS in mail.body_text
    client.sign_in(jobseeker_actor(application.jobseeker))
    page = client.get_page(f"/applications/{application.id}")
    assert WORDS in page.main
    assert "builds on something" not in page.main
    assert "reject" not in (page.text + mail.body_text).lower()


@pytest.mark.parametrize("stage", list(Stage)[1:])
@pytest.mark.parametrize(
    "step",
    [
        ("start-review", {}, {Stage.SUBMITTED, Stage.SCREENING}),
        ("accept", {}, READ | {Stage.WAITLISTED, Stage.DEFERRED}),
        ("waitlist", {}, READ),
        ("not-select", {"reason": "other", "words": WORDS}, READ | {Stage.WAITLISTED}),
        ("withdraw", {"words": "They told us."}, set(Stage) - ENDED - {Stage.ENROLLED}),
        ("lapse", {}, {Stage.ACCEPTED}),
    ],
)
def test_only_the_steps_of_the_stage_are_open(client, staff, stage, step):
    path, fields, sources = step
    application = make_application(stage=stage, confirm_by=datetime.now(UTC) - timedelta(minutes=1))
    taken = application.cohort.seats_taken
    page = client.send(f"/applications/{application.id}/{path}", status=302 if stage in sources else 409, **fields)
    if stage not in sources:
        assert "no longer open" in page.main
        assert (application.stage, application.cohort.seats_taken) == (stage, taken)


def test_the_person_cannot_decide_for_themselves(client):
    application = make_application(stage=Stage.IN_REVIEW)
    client.sign_in(jobseeker_actor(application.jobseeker))
    for path in ("start-review", "accept", "waitlist", "lapse", "not-select"):
        client.send(f"/applications/{application.id}/{path}", status=404, reason="other", words=WORDS)
    assert application.stage is Stage.IN_REVIEW


def test_a_seat_lapses_only_after_its_time(client, staff):
    application = make_application(stage=Stage.ACCEPTED)
    page = client.send(f"/applications/{application.id}/lapse", status=409)
    assert "still has time" in page.main
    application.confirm_by = datetime.now(UTC) - timedelta(seconds=1)
    client.submit(client.get_page(f"/applications/{application.id}").form("lapse"), status=302)
    assert (application.stage, application.cohort.seats_taken) == (Stage.LAPSED, 0)


def test_staff_read_profile_experiences_evidence_and_words(client, staff):
    application = make_application(motivation="I want to run a desk.")
    make_experience(jobseeker=application.jobseeker, title="Night manager")
    claim = make_claim(jobseeker=application.jobseeker)
    make_evidence(claim=claim, words="I rang forty guests.")
    page = client.get_page(f"/applications/{application.id}")
    person = application.jobseeker.person
    for words in (
        person.name,
        person.email,
        "Night manager",
        claim.competency.preferred,
        "I rang forty guests.",
        "I want to run a desk.",
    ):
        assert words in page.main


def test_a_withdrawal_says_why_to_staff_only_when_the_person_did(client, staff):
    application = make_application()
    client.sign_in(jobseeker_actor(application.jobseeker))
    client.send(f"/applications/{application.id}/withdraw", status=302, words="I found work.")
    client.sign_in(staff)
    assert "I found work." in client.get_page(f"/applications/{application.id}").main


def test_who_waits_for_a_decision_comes_before_who_has_one(client, staff):
    decided = make_application(stage=Stage.NOT_SELECTED, submitted_at=datetime(2025, 11, 1, tzinfo=UTC))
    late, early = (
        make_application(stage=stage, submitted_at=datetime(2026, 9, day, tzinfo=UTC))
        for stage, day in ((Stage.SUBMITTED, 9), (Stage.IN_REVIEW, 2))
    )
    page = client.get_page("/applications")
    links = [node.attributes["href"] for node in page.all("main tbody th a")]
    assert links == [f"/applications/{row.id}" for row in (early, late, decided)]


def test_the_list_filters_by_cohort_and_stage_with_counts(client, staff):
    cohort = make_cohort()
    first = make_application(cohort=cohort)
    second = make_application(cohort=cohort, stage=Stage.IN_REVIEW)
    other = make_application()

    def names(query):
        return sorted(client.get_page(f"/applications{query}").texts("tbody th a"))

    def name(*rows):
        return sorted(row.jobseeker.person.name for row in rows)

    assert names("") == name(first, second, other)
    assert names(f"?cohort={cohort.id}") == name(first, second)
    assert names(f"?cohort={cohort.id}&stage=in_review") == name(second)
    assert names("?stage=nonsense&cohort=nonsense") == name(first, second, other)
    options = client.get_page(f"/applications?cohort={cohort.id}").texts("#filter-stage option")
    assert options == ["All stages (2)", "Received (1)", "In review (1)"]
    assert "No application here" in client.get_page(f"/applications?cohort={make_cohort().id}").main


def test_more_applications_take_no_more_statements(client, staff, counting):
    def statements():
        with counting() as sent:
            client.get("/applications")
        return len(sent)

    make_application()
    short = statements()
    make_application()
    make_application()
    assert statements() == short <= 25


def test_a_long_profile_takes_no_more_statements(client, staff, counting):
    application = make_application()
    make_evidence(claim=make_claim(jobseeker=application.jobseeker))

    def statements():
        with counting() as sent:
            client.get(f"/applications/{application.id}")
        return len(sent)

    short = statements()
    for _number in range(3):
        make_experience(jobseeker=application.jobseeker)
        make_evidence(claim=make_claim(jobseeker=application.jobseeker))
    assert statements() == short <= 25
