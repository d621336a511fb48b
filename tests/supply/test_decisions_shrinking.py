"""Fewer seats and cancelled cohorts: in order, with words, and nobody is lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications import queries as seen
from marketplace.supply.applications.models import ENDED, Application, Stage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.decisions import actions
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments.models import Reason
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.decisions import make_release
from tests.factories.programs import make_cohort
from tests.factories.supply import jobseeker_actor, make_application, make_enrolment

DAY = timedelta(days=1)
WORDS = "The room holds fewer people than we were told. We are sorry."
LIVE = [stage for stage in Stage if stage not in ENDED and stage is not Stage.ENROLLED]


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


def told(row):
    return list(
        db.session.scalars(sa.select(OutboxItem.name).where(OutboxItem.to_address == row.jobseeker.person.email))
    )


def later_than(cohort):
    return make_cohort(program=cohort.program, starts_on=cohort.starts_on + 90 * DAY)


def accepted(cohort, staff, number):
    """So many who were accepted, one after the other, an hour apart."""
    rows = [make_application(cohort=cohort, stage=Stage.IN_REVIEW) for _n in range(number)]
    for hours, row in enumerate(rows):
        applications.accept(row, actor=staff, now=NOW + timedelta(hours=hours))
    db.session.execute(sa.delete(OutboxItem))
    return rows


def cut(cohort, seats, staff, *, to=None, words=WORDS):
    db.session.refresh(cohort)
    to_id = to.id if to else None
    return actions.cut(
        cohort, seats=seats, to_cohort_id=to_id, words=words, version=str(cohort.version), actor=staff, now=NOW + DAY
    )


def cancel(cohort, staff, *, to=None, words=WORDS):
    to_id = to.id if to else None
    actions.cancel(cohort, to_cohort_id=to_id, words=words, note="No room.", actor=staff, now=NOW + DAY)


# ---- fewer seats ------------------------------------------------------------------------------------


def test_the_last_accepted_stand_first_on_the_waitlist_in_their_order(staff):
    cohort = make_cohort(seats=4)
    waits = make_application(cohort=cohort, stage=Stage.WAITLISTED, waitlist_rank=1)
    make_application(cohort=cohort, stage=Stage.ENROLLED)
    rows = accepted(cohort, staff, 3)
    assert cut(cohort, 2, staff) == 2
    assert [row.stage for row in rows] == [Stage.ACCEPTED, Stage.WAITLISTED, Stage.WAITLISTED]
    assert (cohort.seats, cohort.seats_taken) == (2, 2)
    assert list(db.session.scalars(seen.line_ids(cohort.id))) == [rows[1].id, rows[2].id, waits.id]
    assert [told(row) for row in (*rows, waits)] == [[], ["seat_taken_back"], ["seat_taken_back"], []]
    applications.withdraw(rows[0], actor=jobseeker_actor(rows[0].jobseeker), now=NOW + DAY)
    assert rows[1].stage is Stage.ACCEPTED


def test_whose_seat_goes_can_go_along_to_a_later_cohort(staff):
    cohort = make_cohort(seats=2)
    later = later_than(cohort)
    waits = make_application(cohort=cohort, stage=Stage.WAITLISTED, waitlist_rank=1)
    rows = accepted(cohort, staff, 2)
    assert cut(cohort, 1, staff, to=later) == 1
    assert [(row.stage, row.cohort_id) for row in rows] == [(Stage.ACCEPTED, cohort.id), (Stage.DEFERRED, later.id)]
    assert (cohort.seats, cohort.seats_taken, waits.stage) == (1, 1, Stage.WAITLISTED)
    assert told(rows[1]) == ["application_deferred"]


def test_confirmed_seats_stay_and_words_are_needed(staff):
    cohort = make_cohort(seats=4)
    for stage in (Stage.CONFIRMED, Stage.ENROLLED):
        make_application(cohort=cohort, stage=stage)
    accepted(cohort, staff, 1)
    with pytest.raises(Refused, match="2 people have confirmed"):
        cut(cohort, 1, staff)
    with pytest.raises(Refused, match="Write to the people"):
        cut(cohort, 2, staff, words="")
    with pytest.raises(Refused, match="4 seats now"):
        cut(cohort, 4, staff)
    assert cut(cohort, 3, staff, words="") == 0
    assert (cohort.seats, cohort.seats_taken) == (3, 3)


# ---- a cancelled cohort -----------------------------------------------------------------------------


def test_every_application_of_a_cancelled_cohort_gets_an_end_and_words(staff):
    cohort = make_cohort(seats=4)
    rows = [make_application(cohort=cohort, stage=stage) for stage in LIVE]
    cancel(cohort, staff)
    assert {row.stage for row in rows} == {Stage.EXPIRED}
    assert [told(row) for row in rows] == [["cohort_cancelled"]] * len(rows)
    assert (cohort.stage, cohort.seats_taken) == (CohortStage.CANCELLED, 0)
    left = sa.select(Application.id).where(Application.cohort_id == cohort.id, Application.stage.not_in(ENDED))
    assert db.session.scalars(left).all() == []


def test_who_was_further_on_goes_along_to_the_cohort_that_is_named(staff):
    cohort = make_cohort(seats=4)
    later = later_than(cohort)
    rows = {stage: make_application(cohort=cohort, stage=stage) for stage in LIVE}
    cancel(cohort, staff, to=later)
    along = {stage for stage, row in rows.items() if row.stage is Stage.DEFERRED}
    assert along == {
        Stage.IN_REVIEW,
        Stage.DECISION_PENDING,
        Stage.WAITLISTED,
        Stage.ACCEPTED,
        Stage.CONFIRMED,
        Stage.DEFERRED,
    } - {Stage.DEFERRED}
    assert {row.cohort_id for stage, row in rows.items() if stage in along} == {later.id}
    assert {row.stage for stage, row in rows.items() if stage not in along} == {Stage.EXPIRED}
    assert all(len(told(row)) == 1 for row in rows.values())
    assert (later.seats_taken, cohort.stage) == (0, CohortStage.CANCELLED)


def test_enrolled_people_and_a_release_under_way_keep_a_cohort_from_being_cancelled(staff):
    cohort = make_cohort(seats=4)
    enrolment = make_enrolment(cohort=cohort)
    waits = make_application(cohort=cohort, stage=Stage.WAITLISTED, waitlist_rank=1)
    with pytest.raises(Refused, match="1 people are enrolled"):
        cancel(cohort, staff)
    enrolments.step_away(enrolment, "withdraw", reason=Reason.HEALTH, words="Rang.", actor=staff, now=NOW)
    with pytest.raises(Refused, match="Write to the people"):
        cancel(cohort, staff, words="")
    assert waits.stage is Stage.ACCEPTED
    cancel(cohort, staff)
    assert (waits.stage, cohort.stage) == (Stage.EXPIRED, CohortStage.CANCELLED)
    release = make_release()
    with pytest.raises(Refused, match="being released"):
        cancel(release.cohort, staff)


def test_who_leaves_before_the_training_gives_the_seat_to_the_next_and_who_leaves_later_keeps_it_taken(staff):
    cohort = make_cohort(seats=2)
    early, late = make_enrolment(cohort=cohort), make_enrolment(cohort=cohort, stage="active")
    waits = [make_application(cohort=cohort, stage=Stage.WAITLISTED, waitlist_rank=n) for n in range(2)]
    for row in (late, early):
        enrolments.step_away(row, "withdraw", reason=Reason.HEALTH, words="Rang.", actor=staff, now=NOW)
    assert [row.stage for row in waits] == [Stage.ACCEPTED, Stage.WAITLISTED]
    assert (cohort.seats_taken, early.application.stage, late.application.stage) == (2, Stage.WITHDRAWN, Stage.ENROLLED)


def test_who_has_asked_for_a_later_cohort_goes_along_to_it_when_theirs_shrinks_or_is_cancelled(staff):
    for shrinks in (lambda cohort, later: cut(cohort, 1, staff, to=later), lambda c, later: cancel(c, staff, to=later)):
        cohort = make_cohort(seats=2)
        later = later_than(cohort)
        asks = accepted(cohort, staff, 2)[1]
        asked = actions.ask(asks, to_cohort_id=later.id, words="", actor=jobseeker_actor(asks.jobseeker), now=NOW)
        shrinks(cohort, later)
        assert (asks.stage, asks.cohort_id, asked.agreed, told(asks)) == (
            Stage.DEFERRED,
            later.id,
            True,
            ["application_deferred"],
        )


def test_who_has_applied_to_the_named_cohort_keeps_that_application_and_the_others_go_along(staff):
    cohort = make_cohort(seats=4)
    later = later_than(cohort)
    make_cohort(program=cohort.program, starts_on=cohort.starts_on + 180 * DAY)
    first, second, third = accepted(cohort, staff, 3)
    others = [make_application(cohort=later, jobseeker=row.jobseeker, stage=Stage.SUBMITTED) for row in (second, third)]
    assert cut(cohort, 2, staff, to=later) == 1
    assert third.stage is Stage.WAITLISTED
    cancel(cohort, staff, to=later)
    assert [row.stage for row in (first, second, third)] == [Stage.DEFERRED, Stage.EXPIRED, Stage.EXPIRED]
    assert {row.stage for row in others} == {Stage.SUBMITTED}


def test_nobody_is_called_off_for_a_named_cohort_that_has_begun_meanwhile(staff):
    cohort = make_cohort(seats=4)
    (row,) = accepted(cohort, staff, 1)
    begun = make_cohort(program=cohort.program, starts_on=cohort.starts_on + DAY, stage=CohortStage.IN_DELIVERY)
    for shrinks in (lambda: cut(cohort, 3, staff, to=begun), lambda: cancel(cohort, staff, to=begun)):
        with pytest.raises(Refused, match="Choose another one"):
            shrinks()
    assert row.stage is Stage.ACCEPTED


# ---- the pages --------------------------------------------------------------------------------------


def test_before_a_cohort_is_cancelled_its_page_counts_who_cannot_go_along_a_second_time(client, staff):
    earlier = make_cohort(seats=4)
    cohort = later_than(earlier)
    url = f"/cohorts/{cohort.id}/cancel"
    client.sign_in(staff)
    assert "went along to this cohort" not in client.get_page(url).main
    rows = accepted(earlier, staff, 4)
    for row in rows:
        actions.defer(row, to_cohort_id=cohort.id, words=WORDS, actor=staff, now=NOW)
    applications.accept(rows[0], actor=staff, now=NOW)
    applications.withdraw(rows[3], actor=staff, now=NOW)
    page = client.get_page(url)
    assert "3 people went along to this cohort from an earlier one" in page.main
    cancel(cohort, staff, to=later_than(cohort))
    assert [row.stage for row in rows] == [Stage.EXPIRED] * 3 + [Stage.WITHDRAWN]


def test_staff_cut_and_cancel_on_their_pages_and_the_person_reads_the_words(client, staff):
    cohort = make_cohort(seats=2)
    rows = accepted(cohort, staff, 2)
    client.sign_in(staff)
    url = f"/cohorts/{cohort.id}/fewer-seats"
    client.submit(client.get_page(url).form(url), seats="1", words=WORDS, status=302)
    assert (rows[1].stage, cohort.seats) == (Stage.WAITLISTED, 1)
    client.sign_in(jobseeker_actor(rows[1].jobseeker))
    page = client.get_page(f"/applications/{rows[1].id}")
    assert WORDS in page.main
    assert "number 1 of 1" in page.main
    client.sign_in(staff)
    url = f"/cohorts/{cohort.id}/cancel"
    page = client.get_page(url)
    assert "Accepted, waits for confirmation: 1" in page.main
    refused = client.submit(page.form(url), note="No room", status=409)
    assert refused.form(url).fields["note"] == "No room"
    client.submit(refused.form(url), words="It does not take place.", status=302)
    client.sign_in(jobseeker_actor(rows[0].jobseeker))
    assert "It does not take place." in client.get_page(f"/applications/{rows[0].id}").main
