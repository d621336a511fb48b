"""Waiting for a later cohort: once, of the same program, with words, and with the first cohort kept for reports."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications.models import Stage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.decisions import actions, queries
from marketplace.supply.decisions.models import Deferral
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.decisions import make_deferral
from tests.factories.programs import make_cohort
from tests.factories.supply import jobseeker_actor, make_application

DAY = timedelta(days=1)
WORDS = "The spring dates fit you better. We keep your application; a seat is decided in March."


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


@pytest.fixture
def first():
    return make_cohort(seats=1)


@pytest.fixture
def later(first):
    return make_cohort(program=first.program, starts_on=first.starts_on + 90 * DAY)


def mails(name):
    return db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == name)).all()


def test_an_application_goes_along_and_its_seat_goes_to_the_next_in_line(staff, first, later):
    row = make_application(cohort=first, stage=Stage.ACCEPTED)
    waiting = make_application(cohort=first, stage=Stage.WAITLISTED, waitlist_rank=1)
    reference = row.reference
    actions.defer(row, to_cohort_id=later.id, words=WORDS, actor=staff, now=NOW)
    assert (row.stage, row.cohort_id, row.reference, row.confirm_by) == (Stage.DEFERRED, later.id, reference, None)
    assert (first.seats_taken, later.seats_taken, waiting.stage) == (1, 0, Stage.ACCEPTED)
    deferral = queries.deferral_of(row.id)
    assert (deferral.from_cohort_id, deferral.to_cohort_id, deferral.agreed) == (first.id, later.id, True)
    (mail,) = mails("application_deferred")
    assert WORDS in mail.body_text
    assert first.name in mail.body_text
    applications.accept(row, actor=staff, now=NOW)
    assert (row.stage, later.seats_taken, first.seats_taken) == (Stage.ACCEPTED, 1, 1)
    with pytest.raises(Refused, match="once"):
        actions.defer(row, to_cohort_id=later.id, words=WORDS, actor=staff, now=NOW)


def test_only_later_cohorts_of_the_program_that_have_not_begun_can_be_waited_for(staff, first, later):
    row = make_application(cohort=first, stage=Stage.IN_REVIEW)
    for wrong in (
        make_cohort(starts_on=first.starts_on + 90 * DAY),
        make_cohort(program=first.program, starts_on=first.starts_on - DAY),
        make_cohort(program=first.program, starts_on=first.starts_on + DAY, stage=CohortStage.CANCELLED),
        first,
    ):
        with pytest.raises((Refused, sa.exc.IntegrityError)), db.session.begin_nested():
            actions.defer(row, to_cohort_id=wrong.id, words=WORDS, actor=staff, now=NOW)
    with pytest.raises(Refused, match="Choose another one"):
        actions.ask(row, to_cohort_id=make_cohort().id, words="", actor=jobseeker_actor(row.jobseeker), now=NOW)
    make_application(cohort=later, jobseeker=row.jobseeker)
    assert list(db.session.scalars(queries.later_cohorts(row))) == []
    with pytest.raises(Refused, match="No later cohort"):
        actions.defer(row, to_cohort_id=later.id, words=WORDS, actor=staff, now=NOW)
    assert (row.stage, row.cohort_id) == (Stage.IN_REVIEW, first.id)


def test_a_person_asks_and_keeps_their_seat_until_the_answer(client, staff, first, later):
    row = make_application(cohort=first, stage=Stage.ACCEPTED, confirm_by=NOW + DAY)
    client.sign_in(jobseeker_actor(row.jobseeker))
    url = f"/applications/{row.id}/later"
    form = client.get_page(url).form(url)
    client.submit(form, to_cohort_id=str(later.id), words="My mother is ill.", status=302)
    assert (row.stage, first.seats_taken) == (Stage.ACCEPTED, 1)
    assert "You have asked" in client.get_page(url).main
    client.send(url, to_cohort_id=str(later.id), words="", status=409)
    client.sign_in(staff)
    page = client.get_page(f"/cohorts/{first.id}/deferrals")
    url = next(link for link in page.links.values() if "/deferrals/" in link)
    answer = client.get_page(url).form(url)
    client.submit(answer, words=WORDS, status=422)
    client.submit(answer, agreed="yes", words=WORDS, status=302)
    assert (row.stage, row.cohort_id, first.seats_taken) == (Stage.DEFERRED, later.id, 0)
    client.sign_in(jobseeker_actor(row.jobseeker))
    assert WORDS in client.get_page(f"/applications/{row.id}").main
    client.sign_in(staff)
    assert "went along" in client.get_page(f"/cohorts/{later.id}/deferrals").main
    client.submit(answer, agreed="no", words=WORDS, status=409)


def test_a_no_changes_nothing_and_is_told_with_its_reason(client, staff, first, later):
    row = make_application(cohort=first, stage=Stage.WAITLISTED, waitlist_rank=1)
    asked = actions.ask(row, to_cohort_id=later.id, words="", actor=jobseeker_actor(row.jobseeker), now=NOW)
    actions.answer(asked, agreed=False, words="It is full.", version="1", actor=staff, now=NOW)
    assert (row.stage, row.cohort_id, asked.agreed) == (Stage.WAITLISTED, first.id, False)
    (mail,) = mails("deferral_declined")
    assert "It is full." in mail.body_text
    client.sign_in(staff)
    client.get_page(f"/deferrals/{asked.id}")


def test_staff_offer_a_later_cohort_from_the_application(client, staff, first, later):
    row = make_application(cohort=first, stage=Stage.IN_REVIEW)
    client.sign_in(staff)
    url = f"/applications/{row.id}/defer"
    form = client.get_page(url).form(url)
    client.submit(form, to_cohort_id=str(later.id), words="", status=422)
    client.submit(form, to_cohort_id=str(later.id), words=WORDS, status=302)
    assert row.cohort_id == later.id
    assert "once" in client.get_page(url).main


def test_who_waits_for_a_cohort_that_has_begun_without_them_hears_it(staff, first, later):
    row = make_application(cohort=first, stage=Stage.IN_REVIEW)
    actions.defer(row, to_cohort_id=later.id, words=WORDS, actor=staff, now=NOW)
    applications.expire_by_the_clock(now=NOW + 160 * DAY)
    assert row.stage is Stage.EXPIRED
    assert len(mails("application_expired")) == 1


def test_a_seat_is_held_while_the_person_waits_for_the_answer_and_for_days_after_a_no(staff, first, later):
    row = make_application(cohort=first, stage=Stage.ACCEPTED, confirm_by=NOW + DAY)
    asked = actions.ask(row, to_cohort_id=later.id, words="", actor=jobseeker_actor(row.jobseeker), now=NOW)
    applications.lapse_by_the_clock(now=NOW + 2 * DAY)
    assert row.stage is Stage.ACCEPTED
    with pytest.raises(Refused, match="still has time"):
        applications.lapse(row, actor=staff, now=NOW + 2 * DAY)
    actions.answer(asked, agreed=False, words="It is full.", version="1", actor=staff, now=NOW + 3 * DAY)
    assert row.confirm_by == NOW + 10 * DAY
    (mail,) = mails("deferral_declined")
    assert "Please confirm it by then" in mail.body_text
    applications.lapse_by_the_clock(now=NOW + 11 * DAY)
    assert row.stage is Stage.LAPSED


def test_a_seat_that_comes_while_somebody_waits_for_the_answer_is_held_as_long(client, staff, first, later):
    holder = make_application(cohort=first, stage=Stage.ACCEPTED)
    row = make_application(cohort=first, stage=Stage.WAITLISTED, waitlist_rank=1)
    last = f"{first.starts_on + first.grace_days * DAY:%-d %B %Y}"
    actor = jobseeker_actor(row.jobseeker)
    client.sign_in(actor)
    assert last in client.get_page(f"/applications/{row.id}/later").main
    actions.ask(row, to_cohort_id=later.id, words="", actor=actor, now=NOW)
    applications.withdraw(holder, actor=staff, now=NOW)
    applications.lapse_by_the_clock(now=NOW + 9 * DAY)
    assert row.stage is Stage.ACCEPTED
    assert (
        f"held for you until {first.starts_on + first.grace_days * DAY:%a %-d %b}"
        in client.get_page(f"/applications/{row.id}").main
    )


@pytest.fixture
def held(monkeypatch):
    """Which rows are held, in their order; an answer or a request that is written is named as well."""
    rows, refresh, flush = [], db.session.refresh, db.session.flush

    def noting(row, **options):
        if options.get("with_for_update"):
            rows.append(getattr(row, "name", type(row).__name__))
        refresh(row, **options)

    def writing():
        rows.extend("request" for row in db.session.new if isinstance(row, Deferral))
        flush()

    monkeypatch.setattr(db.session, "refresh", noting)
    monkeypatch.setattr(db.session, "flush", writing)
    return rows


def test_the_cohorts_are_held_in_one_order_then_the_application_before_anything_is_written(staff, first, later, held):
    cohorts = [one.name for one in sorted((first, later), key=lambda one: one.id)]

    def order():
        seen = list(dict.fromkeys(held))
        held.clear()
        return seen

    row = make_application(cohort=first, stage=Stage.IN_REVIEW)
    held.clear()
    asked = actions.ask(row, to_cohort_id=later.id, words="", actor=jobseeker_actor(row.jobseeker), now=NOW)
    assert order() == [*cohorts, "Application", "request"]
    actions.answer(asked, agreed=True, words=WORDS, version="1", actor=staff, now=NOW)
    assert order() == [*cohorts, "Application", "Deferral"]
    row = make_application(cohort=first, stage=Stage.IN_REVIEW)
    held.clear()
    actions.defer(row, to_cohort_id=later.id, words=WORDS, actor=staff, now=NOW)
    assert order() == [*cohorts, "Application", "request"]


@pytest.mark.parametrize("stage", [Stage.WITHDRAWN, Stage.ENROLLED])
def test_the_request_of_an_application_that_has_ended_waits_for_no_answer(client, staff, first, later, stage):
    row = make_application(cohort=first, stage=stage)
    asked = make_deferral(application=row, cohort=first, later=later)
    went = make_deferral(
        application=make_application(cohort=later, stage=stage),
        cohort=first,
        later=later,
        agreed=True,
        answered_at=NOW,
        answered_by_id=staff.person_id,
    )
    assert list(db.session.scalars(queries.deferrals_of(staff, first.id))) == [went]
    client.sign_in(staff)
    assert "later cohort" not in client.get_page("/").main
    for agreed in (True, False):
        with pytest.raises(Refused, match="no answer"):
            actions.answer(asked, agreed=agreed, words=WORDS, version="1", actor=staff, now=NOW)
    assert mails("deferral_declined") == []
