"""Deciding together: proposals that nobody sees, a last look at the seats, time to undo, then everybody is told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications.models import Stage
from marketplace.supply.decisions import actions, queries
from marketplace.supply.decisions.actions import Decision
from marketplace.supply.decisions.models import Outcome, Release
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort
from tests.factories.supply import jobseeker_actor, make_application

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATER = NOW + 11 * MINUTE
SECRET, NEXT = "Quarrelled with the interviewer.", "Apply again in May, with a month of desk work."
NO = Decision(Outcome.NOT_SELECT, reason="builds_on_more", words=SECRET, next_step=NEXT)


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


@pytest.fixture
def cohort():
    return make_cohort(seats=2)


def in_review(cohort, number):
    applied = [NOW - timedelta(days=9 - number) for number in range(number)]
    return [make_application(cohort=cohort, stage=Stage.IN_REVIEW, submitted_at=moment) for moment in applied]


def told(row):
    names = sa.select(OutboxItem.name).where(OutboxItem.to_address == row.jobseeker.person.email)
    return list(db.session.scalars(names.order_by(OutboxItem.name)))


def carry_out(release, now=LATER):
    """As the worker does: a batch, and each that it asks for."""
    for _round in range(release.total + 1):
        actions.carry_out(release_id=str(release.id), now=now)


def proposed(cohort, staff, *decisions):
    rows = in_review(cohort, len(decisions))
    for row, decision in zip(rows, decisions, strict=True):
        actions.propose(row, decision, actor=staff, now=NOW)
    return rows


ACCEPT, WAITLIST = Decision(Outcome.ACCEPT), Decision(Outcome.WAITLIST)


def test_a_proposal_is_seen_by_nobody_but_the_program_team(client, staff, cohort):
    (row,) = proposed(cohort, staff, NO)
    assert (row.stage, told(row)) == (Stage.DECISION_PENDING, [])
    client.sign_in(jobseeker_actor(row.jobseeker))
    for url in ("/applications", f"/applications/{row.id}"):
        page = client.get_page(url)
        assert "In review" in page.main
        assert not [word for word in (SECRET, NEXT, "ropos", "ending") if word in page.text]
    client.send(f"/applications/{row.id}/proposal", status=404)


def test_everybody_is_told_together_after_the_time_to_undo(staff, cohort):
    rows = proposed(cohort, staff, ACCEPT, WAITLIST, NO, ACCEPT)
    release = actions.release(cohort, expected=queries.as_shown(cohort.id), actor=staff, now=NOW)
    carry_out(release, now=NOW + 9 * MINUTE)
    assert {row.stage for row in rows} == {Stage.DECISION_PENDING}
    job = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == actions.JOB)).one()
    assert job.not_before == NOW + actions.UNDO
    carry_out(release)
    assert [row.stage for row in rows] == [Stage.ACCEPTED, Stage.WAITLISTED, Stage.NOT_SELECTED, Stage.ACCEPTED]
    assert [told(row) for row in rows] == [
        ["application_accepted"],
        ["application_waitlisted"],
        ["application_not_selected"],
        ["application_accepted"],
    ]
    assert (release.done, release.missed, release.finished_at, cohort.seats_taken) == (4, 0, LATER, 2)
    carry_out(release)
    assert [len(told(row)) for row in rows] == [1, 1, 1, 1]


def test_many_are_told_in_batches_and_progress_is_counted(staff, monkeypatch):
    monkeypatch.setattr(actions.releasing, "BATCH", 2)
    cohort = make_cohort(seats=5)
    rows = proposed(cohort, staff, *[ACCEPT] * 5)
    release = actions.release(cohort, expected=queries.as_shown(cohort.id), actor=staff, now=NOW)
    for done in (2, 4, 5):
        actions.carry_out(release_id=str(release.id), now=LATER)
        assert (release.done, release.finished_at is not None) == (done, done == 5)
    assert [row.stage for row in rows] == [Stage.ACCEPTED] * 5
    keys = db.session.scalars(sa.select(OutboxItem.dedupe_key).where(OutboxItem.name == actions.JOB)).all()
    assert sorted(keys) == [f"{actions.JOB}:{release.id}:{number}" for number in (0, 2, 4)]


def test_a_release_is_stopped_before_the_mails_leave_and_not_after(staff, cohort):
    rows = proposed(cohort, staff, ACCEPT, NO)
    release = actions.release(cohort, expected=queries.as_shown(cohort.id), actor=staff, now=NOW)
    with pytest.raises(Refused, match="being released"):
        actions.take_back(rows[0], actor=staff, now=NOW)
    actions.undo(release, actor=staff, now=NOW + 9 * MINUTE)
    carry_out(release)
    assert {row.stage for row in rows} == {Stage.DECISION_PENDING}
    actions.take_back(rows[0], actor=staff, now=NOW)
    assert (rows[0].stage, queries.proposal_of(rows[0].id)) == (Stage.IN_REVIEW, None)
    again = actions.release(cohort, expected=queries.as_shown(cohort.id), actor=staff, now=NOW)
    with pytest.raises(Refused, match="begun to leave"):
        actions.undo(again, actor=staff, now=LATER)


def test_there_are_never_more_people_than_seats(staff, cohort):
    rows = proposed(cohort, staff, ACCEPT, ACCEPT, ACCEPT)
    with pytest.raises(Refused, match="3 seats are proposed and 2 are free"):
        actions.release(cohort, expected=queries.as_shown(cohort.id), actor=staff, now=NOW)
    actions.take_back(rows[2], actor=staff, now=NOW)
    release = actions.release(cohort, expected=queries.as_shown(cohort.id), actor=staff, now=NOW)
    (other,) = in_review(cohort, 1)
    applications.accept(other, actor=staff, now=NOW)  # somebody takes one of the seats meanwhile
    carry_out(release)
    assert sorted(row.stage for row in rows[:2]) == [Stage.ACCEPTED, Stage.DECISION_PENDING]
    assert (release.done, release.missed, cohort.seats_taken) == (1, 1, 2)
    left = next(row for row in rows[:2] if row.stage is Stage.DECISION_PENDING)
    assert told(left) == []
    (problem,) = db.session.scalars(queries.troubled(cohort.id)).all()
    assert (problem.application_id, "All 2 seats" in problem.problem, problem.release_id) == (left.id, True, None)
    applications.withdraw(left, actor=jobseeker_actor(left.jobseeker), now=LATER)
    assert db.session.scalars(queries.troubled(cohort.id)).all() == []


def test_who_withdraws_meanwhile_is_left_alone(staff, cohort):
    rows = proposed(cohort, staff, ACCEPT, NO)
    release = actions.release(cohort, expected=queries.as_shown(cohort.id), actor=staff, now=NOW)
    applications.withdraw(rows[1], actor=jobseeker_actor(rows[1].jobseeker), now=NOW)
    carry_out(release)
    assert (rows[1].stage, told(rows[1]), release.missed, release.finished_at) == (Stage.WITHDRAWN, [], 1, LATER)


def test_what_others_proposed_meanwhile_is_not_released_unseen(staff, cohort):
    proposed(cohort, staff, ACCEPT)
    with pytest.raises(Refused, match="have changed"):
        actions.release(cohort, expected="", actor=staff, now=NOW)
    shown = queries.as_shown(cohort.id)
    proposed(cohort, staff, NO)
    with pytest.raises(Refused, match="have changed"):
        actions.release(cohort, expected=shown, actor=staff, now=NOW)
    assert db.session.scalars(sa.select(Release)).all() == []


def test_a_decision_that_a_colleague_changed_meanwhile_is_looked_at_again(client, staff, cohort):
    rows = proposed(cohort, staff, NO, ACCEPT)
    client.sign_in(staff)
    url = f"/cohorts/{cohort.id}/release"
    form = client.get_page(url).form(url)
    actions.propose(rows[0], ACCEPT, actor=staff, now=NOW)
    again = client.submit(form, status=409)
    assert "have changed" in again.refusal
    assert db.session.scalars(sa.select(Release)).all() == []
    client.submit(again.form(url), status=302)


@pytest.mark.parametrize("shared", [True, False])
def test_why_not_is_told_only_where_it_is_shared_and_the_next_step_always(client, staff, cohort, shared):
    (row,) = proposed(cohort, staff, Decision(Outcome.NOT_SELECT, "other", SECRET, shared, NEXT))
    carry_out(actions.release(cohort, expected=queries.as_shown(cohort.id), actor=staff, now=NOW))
    mail = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == "application_not_selected")).one()
    client.sign_in(jobseeker_actor(row.jobseeker))
    page = client.get_page(f"/applications/{row.id}")
    assert [SECRET in mail.body_text, SECRET in page.text] == [shared, shared]
    assert [NEXT in mail.body_text, NEXT in page.main] == [True, True]


def test_somebody_is_deferred_by_a_release(staff, cohort):
    later = make_cohort(program=cohort.program, starts_on=cohort.starts_on + 90 * DAY)
    (row,) = proposed(cohort, staff, Decision(Outcome.DEFER, next_step=NEXT, to_cohort_id=later.id))
    carry_out(actions.release(cohort, expected=queries.as_shown(cohort.id), actor=staff, now=NOW))
    assert (row.stage, row.cohort_id, told(row)) == (Stage.DEFERRED, later.id, ["application_deferred"])


def test_a_no_needs_a_reason_words_and_a_next_step(staff, cohort):
    (row,) = in_review(cohort, 1)
    for half in (
        Decision(Outcome.NOT_SELECT, words=SECRET, next_step=NEXT),
        Decision(Outcome.NOT_SELECT, reason="other", next_step=NEXT),
        Decision(Outcome.NOT_SELECT, reason="other", words=SECRET),
        Decision(Outcome.DEFER),
    ):
        with pytest.raises(Refused):
            actions.propose(row, half, actor=staff, now=NOW)
    assert row.stage is Stage.IN_REVIEW


# ---- the pages --------------------------------------------------------------------------------------


def test_from_the_ranked_list_to_the_release_in_the_browser(client, staff, cohort):
    rows = in_review(cohort, 4)
    client.sign_in(staff)
    url = f"/cohorts/{cohort.id}/decide"
    page = client.get_page(url)
    assert page.texts("tbody th") == [row.jobseeker.person.name for row in rows]
    assert page.main.count("beyond the seats") == 2
    assert client.get_page(f"{url}?seats=3").main.count("beyond the seats") == 1
    client.submit(page.form("by-rank"), accept="2", waitlist="1", status=302)
    assert [row.stage for row in rows] == [Stage.DECISION_PENDING] * 3 + [Stage.IN_REVIEW]
    one = f"/applications/{rows[3].id}/proposal"
    form = client.get_page(one).form(one)
    refused = client.submit(form, outcome="not_select", words=SECRET, status=409)
    assert SECRET in refused.text
    client.submit(form, outcome="not_select", reason="other", words=SECRET, next_step=NEXT, status=302)
    assert SECRET not in client.get_page(one).one("pre").text()
    look = client.get_page(f"/cohorts/{cohort.id}/release")
    assert "4 decisions are ready" in look.h1
    for row in rows:
        assert row.jobseeker.person.name in look.main
    page = client.follow(client.submit(look.form("release"), status=302))
    assert "Nobody has heard of it yet" in page.h1
    client.submit(page.form("undo"), status=302)
    assert "4 decisions are ready" in client.get_page(f"/cohorts/{cohort.id}/release").h1


def test_longer_lists_take_no_more_statements(client, staff, counting):
    client.sign_in(staff)

    def statements(number):
        cohort = make_cohort(seats=9)
        proposed(cohort, staff, *[ACCEPT] * number)
        counts = []
        for path in ("decide", "release"):
            with counting() as sent:
                assert client.get(f"/cohorts/{cohort.id}/{path}").status_code == 200
            counts.append(len(sent))
        return counts

    few = statements(1)
    assert statements(4) == few
    assert max(few) <= 20


def test_the_page_looks_again_by_itself_only_while_people_are_told(staff, cohort, client):
    proposed(cohort, staff, ACCEPT)
    release = actions.release(cohort, expected=queries.as_shown(cohort.id), actor=staff, now=NOW)
    client.sign_in(staff)

    def looks_again():
        return [
            part.attributes["hx-get"] for part in client.get_page(f"/decision-releases/{release.id}").all("[hx-get]")
        ]

    before = looks_again()
    release.starts_at = NOW - MINUTE
    db.session.flush()
    during = looks_again()
    carry_out(release)
    assert (before, during, looks_again()) == ([], [f"/decision-releases/{release.id}"], [])
