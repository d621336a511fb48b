"""The last day to apply: read in one's own zone, moved with notice, called to mind, and drafts after it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.outbox.models import Kind, OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications import actions
from marketplace.supply.applications.models import Stage
from marketplace.supply.cohorts.models import Stage as CohortStage
from tests.factories.accounts import make_actor, make_membership
from tests.factories.programs import make_cohort
from tests.factories.supply import jobseeker_actor, make_application, make_ready_jobseeker

CLOSING = datetime(2026, 10, 16, 2, 59, 59, tzinfo=UTC)  # the end of the 15th in Halifax
TIMES = {"time_zone": "America/Halifax", "applications_close_at": CLOSING, "starts_on": date(2026, 12, 1)}


def queued(session, kind=Kind.MAIL):
    return session.scalars(sa.select(OutboxItem).where(OutboxItem.kind == kind).order_by(OutboxItem.dedupe_key)).all()


@pytest.fixture
def cohort(app):
    return make_cohort(hear_by=date(2026, 11, 1), **TIMES)


def extend(cohort, *, now, close_on=date(2026, 10, 20), hear_by=date(2026, 11, 1)):
    actions.extend_deadline(
        cohort,
        close_on=close_on,
        hear_by=hear_by,
        words="The ferry was out.",
        version=str(cohort.version),
        actor=make_actor(Side.STAFF),
        now=now,
    )


def tell(session):
    """Do what the queue would."""
    for job in queued(session, Kind.JOB):
        if job.name == actions.DEADLINE_JOB:
            actions.tell_of_deadline(**job.arguments, now=CLOSING)


def test_the_deadline_is_read_in_the_persons_zone_and_the_cohorts(client):
    cohort = make_cohort(
        time_zone="America/Halifax", applications_close_at=datetime(2027, 1, 16, 3, 59, 59, tzinfo=UTC)
    )
    jobseeker = make_ready_jobseeker()
    jobseeker.person.time_zone = "America/Vancouver"
    draft = make_application(cohort=cohort, jobseeker=jobseeker, stage=Stage.DRAFT)
    client.sign_in(jobseeker_actor(jobseeker))
    for address in (f"/cohorts/{cohort.id}/apply", f"/applications/{draft.id}"):
        page = client.get_page(address)
        assert "23:59 Halifax time" in page.main
        assert "19:59 Vancouver time" in page.main


def test_more_time_is_told_to_whoever_began_and_to_nobody_else(session, cohort):
    draft = make_application(cohort=cohort, stage=Stage.DRAFT)
    make_application(cohort=cohort)
    make_application(stage=Stage.DRAFT)
    extend(cohort, now=CLOSING - timedelta(days=3))
    assert cohort.applications_close_at == datetime(2026, 10, 21, 2, 59, 59, tzinfo=UTC)
    for _time in range(2):
        tell(session)
    assert [mail.to_address for mail in queued(session)] == [draft.jobseeker.person.email]
    assert "Tue 20 Oct" in queued(session)[0].body_text
    assert "is not sent yet" in queued(session)[0].body_text


def test_whoever_waits_for_a_decision_is_told_when_they_hear_later(session, cohort):
    waits = make_application(cohort=cohort, stage=Stage.IN_REVIEW)
    make_application(cohort=cohort, stage=Stage.NOT_SELECTED)
    extend(cohort, now=CLOSING - timedelta(days=3), hear_by=date(2026, 11, 20))
    tell(session)
    assert [mail.to_address for mail in queued(session)] == [waits.jobseeker.person.email]
    assert "You hear by Fri 20 November 2026" in queued(session)[0].body_text


def test_a_deadline_that_had_passed_opens_again_for_those_who_came_too_late(session, cohort):
    extend(cohort, now=CLOSING + timedelta(days=1))
    assert {job.name for job in queued(session, Kind.JOB)} == {actions.DEADLINE_JOB, "interests.tell_of_opening"}
    before = make_cohort(hear_by=date(2026, 11, 1), **TIMES)
    extend(before, now=CLOSING - timedelta(days=1))
    assert len(queued(session, Kind.JOB)) == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"close_on": "2026-10-01"}, "Nobody gets less time"),
        ({"close_on": "2026-12-05", "hear_by": "2026-12-06"}, "after the training has begun"),
        ({"close_on": "2026-11-05"}, "too early or too late"),
        ({"hear_by": "2026-10-25"}, "stays or becomes later"),
        ({"version": "0"}, "Somebody changed this"),
    ],
)
def test_nobody_gets_less_time_and_no_promise_is_broken(client, session, cohort, words, sentence):
    cohort.applications_close_at = cohort.applications_close_at.replace(year=2027)
    cohort.hear_by, cohort.starts_on, cohort.ends_on = date(2027, 11, 1), date(2027, 12, 1), date(2028, 3, 1)
    session.flush()
    client.sign_in(make_membership(Side.STAFF))
    url = f"/cohorts/{cohort.id}/extend"
    later = {name: value.replace("2026", "2027") for name, value in words.items()}
    page = client.submit(client.get_page(url).form(url), **{"close_on": "2027-10-20"} | later, status=409)
    assert sentence in page.main
    assert cohort.applications_close_on == date(2027, 10, 15)


def test_staff_move_the_day_and_read_why_afterwards(client, session):
    day = datetime.now(UTC).date()
    cohort = make_cohort(hear_by=day + timedelta(days=50))
    client.sign_in(make_membership(Side.STAFF))
    url = f"/cohorts/{cohort.id}/extend"
    later = cohort.applications_close_on + timedelta(days=2)
    fields = {"close_on": later.isoformat(), "words": "The ferry was out."}
    after = client.follow(client.submit(client.get_page(url).form(url), **fields, status=302))
    assert cohort.applications_close_on == later
    assert after.has(f"a[href='{url}']")


# ---- by the clock -----------------------------------------------------------------------------------


def test_a_draft_is_called_to_mind_once_two_days_before(session, cohort):
    draft = make_application(cohort=cohort, stage=Stage.DRAFT)
    make_application(cohort=cohort)
    actions.mind_drafts_by_the_clock(now=CLOSING - timedelta(days=2, seconds=1))
    assert queued(session) == []
    for hours in (47, 30, 1):
        actions.mind_drafts_by_the_clock(now=CLOSING - timedelta(hours=hours))
    assert [(mail.name, mail.to_address) for mail in queued(session)] == [
        ("application_draft_closing", draft.jobseeker.person.email)
    ]


def test_a_draft_expires_a_week_after_and_what_was_written_stays(client, session, cohort):
    draft = make_application(cohort=cohort, stage=Stage.DRAFT, motivation="I began to write.", submitted_at=None)
    sent = make_application(cohort=cohort)
    actions.mind_drafts_by_the_clock(now=CLOSING + timedelta(days=7))
    assert draft.stage is Stage.DRAFT
    actions.mind_drafts_by_the_clock(now=CLOSING + timedelta(days=7, seconds=1))
    assert (draft.stage, sent.stage, queued(session)) == (Stage.EXPIRED, Stage.SUBMITTED, [])
    client.sign_in(jobseeker_actor(draft.jobseeker))
    assert "I began to write." in client.get_page(f"/applications/{draft.id}").main
    client.sign_in(make_membership(Side.STAFF))
    client.get_page(f"/applications/{draft.id}", status=404)


@pytest.mark.parametrize("stage", [CohortStage.IN_DELIVERY, CohortStage.CANCELLED])
def test_drafts_end_with_the_time_to_apply(app, stage):
    draft = make_application(cohort=make_cohort(stage=stage), stage=Stage.DRAFT, submitted_at=None)
    other = make_application(stage=Stage.DRAFT, submitted_at=None)
    actions.mind_drafts_by_the_clock(now=datetime.now(UTC))
    assert (draft.stage, other.stage) == (Stage.EXPIRED, Stage.DRAFT)
