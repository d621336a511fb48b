"""Applying: what is missing is said beforehand, a draft is nobody's business, a receipt comes at once."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications import actions
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import ENDED, Application, ApplicationChange, Stage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.jobseekers import queries as jobseekers
from tests.factories.accounts import make_membership
from tests.factories.programs import make_cohort
from tests.factories.supply import (
    jobseeker_actor,
    make_application,
    make_claim,
    make_consent,
    make_experience,
    make_jobseeker,
    make_ready_jobseeker,
)

WHY = "I run shifts; I want to run a dispatch desk."


@pytest.fixture
def person(client):
    jobseeker = make_ready_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return jobseeker


def applications(session):
    return session.scalars(sa.select(Application)).all()


def mails(session):
    return session.scalars(sa.select(OutboxItem).order_by(OutboxItem.created_at)).all()


def apply_url(cohort):
    return f"/cohorts/{cohort.id}/apply"


# ---- sending ----------------------------------------------------------------------------------------


def test_an_application_is_sent_with_a_reference_and_a_receipt(client, person, session):
    cohort = make_cohort()
    page = client.get_page(apply_url(cohort))
    after = client.follow(client.submit(page.form(apply_url(cohort)), motivation=WHY, status=302))
    row = applications(session)[0]
    assert (row.stage, row.motivation, row.jobseeker_id) == (Stage.SUBMITTED, WHY, person.id)
    assert re.fullmatch(r"GH-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{2}", row.reference)
    assert row.reference in after.text
    receipt = mails(session)[0]
    assert receipt.to_address == person.person.email
    assert row.reference in receipt.subject
    assert f"{cohort.hear_by.day} {cohort.hear_by:%B} {cohort.hear_by.year}" in receipt.body_text
    assert f"/applications/{row.id}" in receipt.body_html
    moves = session.scalars(sa.select(ApplicationChange.move).order_by(ApplicationChange.seq)).all()
    assert moves == ["begin", "submit"]


def test_consent_to_matching_is_a_question_of_its_own(client, person, session):
    client.send(apply_url(make_cohort()), status=302, motivation=WHY)
    assert jobseekers.matching_consent(person.id) is None
    client.send(apply_url(make_cohort()), status=302, motivation=WHY, match_me="y")
    assert jobseekers.matching_consent(person.id) is not None


def test_an_application_without_the_tick_takes_no_consent_back(client, person):
    make_consent(jobseeker=person)
    cohort = make_cohort()
    assert "match_me" not in client.get_page(apply_url(cohort)).form(apply_url(cohort)).fields
    client.send(apply_url(cohort), status=302, motivation=WHY)
    assert jobseekers.matching_consent(person.id) is not None


def test_sending_twice_is_one_application(client, person, session):
    cohort = make_cohort()
    form = client.get_page(apply_url(cohort)).form(apply_url(cohort))
    first = client.submit(form, motivation=WHY)
    assert client.submit(form, motivation=WHY).location == first.location
    assert len(applications(session)) == len(mails(session)) == 1


def test_a_second_application_to_the_same_cohort_is_refused_with_its_words(client, person, session):
    application = make_application(jobseeker=person)
    page = client.send(f"/cohorts/{application.cohort_id}/apply", status=409, motivation="Other words")
    assert application.reference in page.refusal
    assert len(applications(session)) == 1


def test_without_words_nothing_is_sent(client, person, session):
    cohort = make_cohort()
    page = client.send(apply_url(cohort), status=422, motivation="   ")
    assert "Write two or three sentences" in page.main
    page = client.send(apply_url(cohort), status=422, motivation="long " * 1300)
    assert page.one("textarea").text().count("long") == 1300
    assert applications(session) == []


def test_a_cohort_that_was_cancelled_since_it_was_read_takes_no_application(person, session, now):
    cohort = make_cohort()
    cancelled = sa.update(Cohort).where(Cohort.id == cohort.id).values(stage=CohortStage.CANCELLED)
    session.execute(cancelled.execution_options(synchronize_session=False))  # by somebody else, meanwhile
    with pytest.raises(Refused):
        actions.apply(cohort, motivation=WHY, actor=jobseeker_actor(person), now=now)
    assert applications(session) == []


# ---- what is missing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("has_experience", "has_claim", "missing"),
    [
        (False, False, ["One experience: paid or not, one is enough", "One competency: something that you can do"]),
        (True, False, ["One competency: something that you can do"]),
        (False, True, ["One experience: paid or not, one is enough"]),
    ],
)
def test_the_page_says_what_the_profile_needs(client, session, has_experience, has_claim, missing):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    if has_experience:
        make_experience(jobseeker=jobseeker)
    if has_claim:
        make_claim(jobseeker=jobseeker)
    cohort = make_cohort()
    page = client.get_page(apply_url(cohort))
    assert [words for words in page.links if words.startswith("One ")] == missing
    refused = client.send(apply_url(cohort), status=409, motivation=WHY)
    assert "Your profile needs one" in refused.refusal
    assert WHY in refused.text
    assert applications(session) == []


def test_looking_at_the_page_without_a_profile_writes_nothing(client, session):
    client.sign_in(make_membership(Side.JOBSEEKER))
    assert "Before you can send it" in client.get_page(apply_url(make_cohort())).main
    assert applications(session) == []


@pytest.mark.parametrize("stage", [CohortStage.IN_DELIVERY, CohortStage.COMPLETED, CohortStage.CANCELLED])
def test_a_cohort_that_does_not_recruit_takes_no_application(client, person, session, stage):
    cohort = make_cohort(stage=stage)
    assert "Applications are closed" in client.get_page(apply_url(cohort)).main
    refused = client.send(apply_url(cohort), status=409, motivation=WHY)
    assert cohort.name in refused.refusal
    assert WHY in refused.text
    assert applications(session) == []


def test_the_deadline_counts_to_the_second_in_the_cohorts_zone(client, now, person):
    moment = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)
    client.send(apply_url(make_cohort(applications_close_at=moment)), status=302, motivation=WHY)
    late = client.send(
        apply_url(make_cohort(applications_close_at=moment - timedelta(seconds=1))), status=409, motivation=WHY
    )
    assert "closed on Tue 15 Sep 2026, 10:59 Halifax time" in late.refusal
    assert WHY in late.text


def test_a_planned_cohort_does_not_exist_yet(client, person):
    cohort = make_cohort(stage=CohortStage.PLANNED)
    client.get_page(apply_url(cohort), status=404)
    client.send(apply_url(cohort), status=404, motivation=WHY)


# ---- drafts -----------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_sent_later(client, session):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    cohort = make_cohort()
    client.send(f"{apply_url(cohort)}/draft", status=302, motivation="I begin")
    draft = applications(session)[0]
    assert (draft.stage, draft.submitted_at, mails(session)) == (Stage.DRAFT, None, [])
    make_experience(jobseeker=jobseeker)
    make_claim(jobseeker=jobseeker)
    page = client.get_page(apply_url(cohort))
    assert "I begin" in page.text
    client.submit(page.form(apply_url(cohort)), motivation=WHY, status=302)
    assert [row.id for row in applications(session)] == [draft.id]
    assert (draft.stage, draft.motivation) == (Stage.SUBMITTED, WHY)


def test_autosave_keeps_one_draft_quietly(client, person, session):
    cohort = make_cohort()
    for words in ("I", "I begin", ""):
        client.send(f"{apply_url(cohort)}/autosave", status=204, motivation=words, once=uuid.uuid4().hex)
    assert [row.motivation for row in applications(session)] == [""]
    assert client.get_page(apply_url(cohort)).flashes == []


def test_what_waits_on_a_device_that_many_use_is_kept_apart_by_person(client, person):
    cohort = make_cohort()
    one = client.get_page(apply_url(cohort)).one("html").attributes["data-whose"]
    client.sign_in(jobseeker_actor(make_ready_jobseeker()))
    other = client.get_page(apply_url(cohort)).one("html").attributes["data-whose"]
    assert one
    assert other
    assert one != other
    for script in ("autosave.js", "notes.js"):
        with client.get(f"/static/{script}") as answer:
            assert ".whose" in answer.get_data(as_text=True)


@pytest.mark.parametrize("side", [Side.STAFF, Side.EMPLOYER, Side.ADMIN, Side.FUNDER])
def test_nobody_else_sees_a_draft(client, side):
    draft = make_application(stage=Stage.DRAFT, motivation="CANARY")
    withdrawn = make_application(stage=Stage.WITHDRAWN, submitted_at=None, motivation="CANARY")
    client.sign_in(make_membership(side))
    for row in (draft, withdrawn):
        client.get_page(f"/applications/{row.id}", status=404)
        client.send(f"/applications/{row.id}/start-review", status=404)
        client.send(f"/applications/{row.id}/withdraw", status=404, words="No")
    assert "CANARY" not in client.get("/applications").text
    assert draft.stage is Stage.DRAFT


# ---- the person's own pages -------------------------------------------------------------------------


@pytest.mark.parametrize("stage", list(Stage))
def test_the_person_sees_a_coarse_stage_and_can_go(client, person, stage):
    application = make_application(jobseeker=person, stage=stage)
    page = client.get_page(f"/applications/{application.id}")
    assert LIFECYCLE.label(stage, Side.JOBSEEKER) in page.main
    assert LIFECYCLE.label(stage, Side.JOBSEEKER) in client.get_page("/applications").main
    may_leave = stage not in ENDED and stage is not Stage.ENROLLED
    assert page.has(f"a[href='/applications/{application.id}/withdraw']") is may_leave
    client.send(f"/applications/{application.id}/withdraw", status=302 if may_leave else 409)
    assert application.stage is (Stage.WITHDRAWN if may_leave else stage)


@pytest.mark.parametrize(
    ("stage", "left"), [(Stage.SUBMITTED, 0), (Stage.WAITLISTED, 0), (Stage.ACCEPTED, 0), (Stage.CONFIRMED, 0)]
)
def test_leaving_frees_a_held_seat_and_no_other(client, person, stage, left):
    cohort = make_cohort()
    other = make_application(cohort=cohort, stage=Stage.ACCEPTED)
    application = make_application(jobseeker=person, cohort=cohort, stage=stage)
    client.send(f"/applications/{application.id}/withdraw", status=302, words="I found work.")
    assert (cohort.seats_taken, other.stage) == (1 + left, Stage.ACCEPTED)


def test_after_withdrawing_one_can_apply_again(client, person, session):
    application = make_application(jobseeker=person)
    client.send(f"/applications/{application.id}/withdraw", status=302)
    client.send(f"/cohorts/{application.cohort_id}/apply", status=302, motivation=WHY)
    assert sorted(row.stage.value for row in applications(session)) == ["submitted", "withdrawn"]


def test_another_jobseekers_application_does_not_exist(client, person):
    other = make_application(motivation="CANARY", stage=Stage.ACCEPTED)
    for path in ("", "/withdraw", "/confirm"):
        client.get_page(f"/applications/{other.id}{path}", status=404)
        client.get_page(f"/applications/{uuid.uuid4()}{path}", status=404)
    client.send(f"/applications/{other.id}/withdraw", status=404)
    client.send(f"/applications/{other.id}/confirm", status=404, intent="new_job")
    assert other.stage is Stage.ACCEPTED
    assert "CANARY" not in client.get_page("/applications").html


@pytest.mark.parametrize("side", [Side.EMPLOYER, Side.FUNDER, Side.ADMIN])
def test_employers_and_funders_never_see_applications(client, side):
    application = make_application(motivation="CANARY")
    client.sign_in(make_membership(side))
    for url in ("/applications", f"/applications/{application.id}", f"/cohorts/{application.cohort_id}/roster"):
        client.get_page(url, status=404)
    client.send(f"/cohorts/{application.cohort_id}/apply", status=404, motivation=WHY)


def test_strangers_are_asked_to_sign_in(client):
    for url in (apply_url(make_cohort()), f"/applications/{uuid.uuid4()}"):
        assert "sign-in" in client.get_page(url, status=302).location


def test_references_differ(app):
    assert len({actions.applying._reference() for _number in range(50)}) == 50


def test_more_applications_take_no_more_statements(client, person, counting):
    def statements():
        with counting() as sent:
            client.get("/applications")
        return len(sent)

    make_application(jobseeker=person)
    short = statements()
    make_application(jobseeker=person)
    make_application(jobseeker=person)
    assert statements() == short <= 25
