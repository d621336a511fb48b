"""The waitlist: in order, each seat once, in the transaction that frees it; held for a time, and with an end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused, Stale
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications import actions, queries
from marketplace.supply.applications.models import Application, ApplicationChange, Stage
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import Stage as CohortStage
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort
from tests.factories.supply import jobseeker_actor, make_application

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


def full(waiting=3, **overrides):
    """A cohort of two seats, both taken by people who have not confirmed yet, and so many who wait."""
    cohort = make_cohort(seats=2, **overrides)
    holders = [make_application(cohort=cohort, stage=Stage.ACCEPTED, confirm_by=NOW + DAY) for _n in range(2)]
    staff, line = make_actor(Side.STAFF), []
    for _number in range(waiting):
        row = make_application(cohort=cohort, stage=Stage.IN_REVIEW)
        actions.waitlist(row, actor=staff, now=NOW)
        line.append(row)
    return cohort, holders, line


def stages(rows):
    db.session.expire_all()
    return [row.stage for row in rows]


def mails(name):
    return db.session.scalars(sa.select(OutboxItem.to_address).where(OutboxItem.name == name)).all()


def raise_seats(cohort, seats):
    """As the form of a cohort does."""
    said = ("name", "starts_on", "ends_on", "time_zone", "schedule", "place", "province", "hear_by")
    words = {name: getattr(cohort, name) for name in said} | {"applications_close_on": cohort.applications_close_on}
    cohorts.edit(cohort, version=str(cohort.version), now=NOW, seats=seats, **words)


# ---- a seat is free ---------------------------------------------------------------------------------


def withdraws(holder, staff):
    actions.withdraw(holder, actor=jobseeker_actor(holder.jobseeker), now=NOW)


def is_withdrawn(holder, staff):
    actions.withdraw(holder, words="They rang.", actor=staff, now=NOW)


def lapses(holder, staff):
    holder.confirm_by = NOW - HOUR
    actions.lapse(holder, actor=staff, now=NOW)


def lapses_by_the_clock(holder, staff):
    holder.confirm_by = NOW - HOUR
    db.session.flush()
    actions.lapse_by_the_clock(now=NOW)


@pytest.mark.parametrize("frees", [withdraws, is_withdrawn, lapses, lapses_by_the_clock])
def test_a_freed_seat_goes_to_the_first_of_the_waitlist_at_once(frees, staff):
    cohort, holders, line = full()
    frees(holders[0], staff)
    assert stages(line) == [Stage.ACCEPTED, Stage.WAITLISTED, Stage.WAITLISTED]
    assert (cohort.seats_taken, line[0].confirm_by) == (2, NOW + 48 * HOUR)
    assert mails("application_promoted") == [line[0].jobseeker.person.email]
    frees(holders[1], staff)
    assert stages(line) == [Stage.ACCEPTED, Stage.ACCEPTED, Stage.WAITLISTED]
    assert cohort.seats_taken == 2


def test_seats_that_are_added_go_to_as_many_of_the_waitlist():
    cohort, _holders, line = full()
    raise_seats(cohort, 4)
    assert stages(line) == [Stage.ACCEPTED, Stage.ACCEPTED, Stage.WAITLISTED]
    assert (cohort.seats, cohort.seats_taken) == (4, 4)
    raise_seats(cohort, 9)
    assert stages(line) == [Stage.ACCEPTED] * 3
    assert cohort.seats_taken == 5


def test_who_leaves_the_waitlist_frees_nothing_and_is_passed_over(staff):
    cohort, holders, line = full()
    actions.withdraw(line[0], actor=jobseeker_actor(line[0].jobseeker), now=NOW)
    assert (cohort.seats_taken, stages(line[1:])) == (2, [Stage.WAITLISTED, Stage.WAITLISTED])
    withdraws(holders[0], staff)
    assert stages(line) == [Stage.WITHDRAWN, Stage.ACCEPTED, Stage.WAITLISTED]


def test_a_seat_that_is_held_and_not_confirmed_goes_on_to_the_next(staff):
    cohort, holders, line = full()
    cohort.hold_hours = 24
    db.session.flush()
    withdraws(holders[0], staff)
    assert line[0].confirm_by == NOW + 24 * HOUR
    actions.lapse_by_the_clock(now=NOW + 24 * HOUR)
    assert line[0].stage is Stage.ACCEPTED
    actions.lapse_by_the_clock(now=NOW + 25 * HOUR)
    assert stages(line) == [Stage.LAPSED, Stage.ACCEPTED, Stage.ACCEPTED]  # the other holder had a day as well
    assert cohort.seats_taken == 2
    steps = db.session.scalars(
        sa.select(ApplicationChange).where(ApplicationChange.subject_id == line[0].id).order_by(ApplicationChange.seq)
    ).all()
    assert [(step.move, step.reason, step.actor_id is None) for step in steps[-2:]] == [
        ("accept", actions.SEAT_FREE, True),
        ("lapse", "", True),
    ]


def test_nobody_is_promoted_once_the_days_of_grace_are_over(staff):
    begun = NOW.date() - timedelta(days=7)
    for days, got in ((0, Stage.ACCEPTED), (1, Stage.WAITLISTED)):
        cohort, holders, line = full(starts_on=begun - timedelta(days=days), stage=CohortStage.IN_DELIVERY)
        withdraws(holders[0], staff)
        assert (line[0].stage, cohort.seats_taken) == (got, 2 if got is Stage.ACCEPTED else 1)


def test_free_seats_are_offered_in_order_when_staff_ask_and_refused_when_there_are_none():
    cohort, _holders, line = full()
    with pytest.raises(Refused, match="No seat is free"):
        actions.offer_free_seats(cohort.id, now=NOW)
    cohort.seats = 4
    db.session.flush()
    assert actions.offer_free_seats(cohort.id, now=NOW) == 2
    assert stages(line) == [Stage.ACCEPTED, Stage.ACCEPTED, Stage.WAITLISTED]


# ---- the order --------------------------------------------------------------------------------------


def test_staff_give_somebody_another_place_and_say_why(staff):
    cohort, holders, line = full()
    actions.place(line[2], place=1, words="Was told a wrong day.", actor=staff, now=NOW)
    first, second, third = line
    assert list(db.session.scalars(queries.line_ids(cohort.id))) == [third.id, first.id, second.id]
    withdraws(holders[0], staff)
    assert stages(line) == [Stage.WAITLISTED, Stage.WAITLISTED, Stage.ACCEPTED]
    late = make_application(cohort=cohort, stage=Stage.IN_REVIEW)
    actions.waitlist(late, actor=staff, now=NOW)
    assert list(db.session.scalars(queries.line_ids(cohort.id))) == [first.id, second.id, late.id]


def test_a_place_beyond_the_line_and_somebody_who_does_not_wait_are_refused(staff):
    _cohort, holders, line = full()
    for number in (0, 4):
        with pytest.raises(Refused, match="Choose a place from 1 to 3"):
            actions.place(line[0], place=number, words="x", actor=staff, now=NOW)
    with pytest.raises(Refused, match="not on the waitlist any more"):
        actions.place(holders[0], place=1, words="x", actor=staff, now=NOW)


# ---- the end of the wait ----------------------------------------------------------------------------


def test_the_wait_ends_with_a_mail_when_the_days_of_grace_are_over():
    cohort, _holders, line = full(starts_on=NOW.date())
    deferred = make_application(cohort=cohort, stage=Stage.DEFERRED)
    actions.expire_by_the_clock(now=NOW + 7 * DAY)
    assert stages(line) == [Stage.WAITLISTED] * 3
    actions.expire_by_the_clock(now=NOW + 8 * DAY)
    assert stages([*line, deferred]) == [Stage.EXPIRED] * 4
    assert sorted(mails("application_expired")) == sorted(row.jobseeker.person.email for row in (*line, deferred))
    actions.expire_by_the_clock(now=NOW + 8 * DAY)
    assert len(mails("application_expired")) == 4


def test_a_seat_is_confirmed_with_the_cohort_held_before_the_application(monkeypatch):
    _cohort, holders, _line = full()
    held, refresh = [], db.session.refresh

    def noting(row, **options):
        if options.get("with_for_update"):
            held.append(type(row).__name__)
        refresh(row, **options)

    monkeypatch.setattr(db.session, "refresh", noting)
    actions.confirm(holders[0], actor=jobseeker_actor(holders[0].jobseeker), now=NOW)
    assert held == ["Cohort", "Application"]


# ---- what the person sees ---------------------------------------------------------------------------


def test_the_person_reads_their_place_and_what_is_known_of_the_odds(staff):
    cohort, _holders, line = full()
    seen = queries.own_waiting(line[1])
    assert (seen.place, seen.of, seen.until, seen.waited) == (2, 3, cohort.starts_on + timedelta(days=7), None)
    earlier, holders, before = full(waiting=6, program=cohort.program)
    withdraws(holders[0], staff)
    withdraws(holders[1], staff)
    earlier.stage = CohortStage.IN_DELIVERY
    db.session.flush()
    seen = queries.own_waiting(line[1])
    assert (seen.waited, seen.offered) == (6, 2)
    assert queries.own_waiting(before[0]) is None


def test_who_was_promoted_while_their_place_was_looked_up_reads_no_place(staff):
    _cohort, _holders, line = full()
    meanwhile = sa.update(Application).where(Application.id == line[0].id).values(stage=Stage.DEFERRED)
    db.session.execute(meanwhile.execution_options(synchronize_session=False))
    assert queries.own_waiting(line[0]) is None


@pytest.mark.parametrize("hinders", ["lapse_by_the_clock", "expire_by_the_clock"])
def test_one_application_that_goes_elsewhere_meanwhile_keeps_no_other_waiting(monkeypatch, hinders):
    _cohort, holders, line = full()
    hold, gone = actions.seats.hold, (holders[0].id, line[0].id)

    def holding(application):
        if application.id in gone:
            raise Stale("gone to another cohort")
        hold(application)

    monkeypatch.setattr(actions.seats, "hold", holding)
    getattr(actions, hinders)(now=NOW + 200 * DAY)
    ended = {"lapse_by_the_clock": holders, "expire_by_the_clock": line}[hinders]
    assert stages(ended)[0] in {Stage.ACCEPTED, Stage.WAITLISTED}
    assert set(stages(ended)[1:]) <= {Stage.LAPSED, Stage.EXPIRED}


# ---- the pages --------------------------------------------------------------------------------------


def test_the_persons_page_says_their_place_and_that_nobody_knows_the_odds(client):
    _cohort, _holders, line = full()
    client.sign_in(jobseeker_actor(line[1].jobseeker))
    page = client.get_page(f"/applications/{line[1].id}")
    assert "You are number 2 of 3 on the waitlist" in page.main
    assert "Nobody knows" in page.main
    assert line[0].reference not in page.text


def test_staff_see_the_line_and_reorder_it_with_words(client, staff):
    cohort, _holders, line = full()
    client.sign_in(staff)
    url = f"/cohorts/{cohort.id}/waitlist"
    page = client.get_page(url)
    assert page.texts("tbody th") == [row.jobseeker.person.name for row in line]
    form = client.get_page(f"/applications/{line[2].id}/place").form()
    assert form.fields["place"] == "3"
    client.submit(form, place="1", words="", status=422)
    client.submit(form, place="1", words="Was told a wrong day.", status=302)
    assert client.get_page(url).texts("tbody th")[0] == line[2].jobseeker.person.name
    assert "Was told a wrong day." in client.get_page(f"/applications/{line[2].id}").main
    client.sign_in(jobseeker_actor(line[2].jobseeker))
    page = client.get_page(f"/applications/{line[2].id}")
    assert "You are number 1 of 3" in page.main
    assert "wrong day" not in page.text


def test_staff_set_how_long_a_seat_is_held_and_offer_free_seats(client, staff):
    cohort, _holders, line = full()
    client.sign_in(staff)
    url = f"/cohorts/{cohort.id}/waitlist"
    form = client.get_page(url).form(url)
    client.submit(form, hold_hours="0", status=422)
    client.submit(form, hold_hours="24", grace_days="3", status=302)
    assert (cohort.hold_hours, cohort.grace_days) == (24, 3)
    cohort.seats = 3
    client.submit(client.get_page(url).form("offer"), status=302)
    assert (line[0].stage, cohort.seats_taken) == (Stage.ACCEPTED, 3)
    client.send(f"{url}/offer", status=409)


def test_a_longer_waitlist_takes_no_more_statements(client, staff, counting):
    client.sign_in(staff)

    def statements(waiting):
        cohort, _holders, _line = full(waiting)
        with counting() as sent:
            assert client.get(f"/cohorts/{cohort.id}/waitlist").status_code == 200
        return len(sent)

    assert statements(1) == statements(3) <= 10
