"""Rounds of choosing when things happen meanwhile: reach, jobs that end in nothing, checks that fail, old pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Membership, Person
from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused, Stale
from marketplace.hiring.rounds import actions, queries
from marketplace.hiring.rounds.models import MatchingRound
from marketplace.matcher import Verdict
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.jobseekers.queries import everything_about
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort, make_consortium, make_coordinator, make_partner, make_program
from tests.factories.rounds import make_frozen, make_list, make_proposed, make_round, results_of
from tests.factories.supply import jobseeker_actor, make_application
from tests.hiring.test_rounds_rules import crossing, mails, release

pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def staff(session):
    return make_actor(Side.STAFF)


def propose(row, actor, now, number=1):
    actions.ask_for_proposal(row, proposing="candidates", actor=actor, now=now)
    actions.compute(round_id=str(row.id), number=str(number), now=now)


def job_of(row):
    return db.session.scalars(sa.select(OutboxItem).where(OutboxItem.dedupe_key == f"{actions.JOB}:{row.id}:1")).one()


# ---- who may read what -----------------------------------------------------------------------------------


def test_a_round_of_a_program_takes_in_roles_of_its_partners_and_is_its_teams(staff, now):
    ((a, b),) = crossing(1, 2)
    own, foreign = (make_program(consortium_id=make_consortium().id) for _ in range(2))
    for program, one in ((own, a), (foreign, b)):
        make_partner(consortium_id=program.consortium_id, employer=one.role_need.employer)
    make_application(cohort=make_cohort(program=own), jobseeker=a.jobseeker)
    asked = {
        "name": "First", "program_id": own.id, "freezes_at": now + timedelta(days=5),
        "time_zone": "America/Halifax", "actor": staff, "now": now,
    }  # fmt: skip
    with pytest.raises(Refused, match="no partner of this program"):
        actions.open_round(role_need_ids=[a.role_need_id, b.role_need_id], **asked)
    row = actions.open_round(role_need_ids=[a.role_need_id], **asked)
    assert db.session.scalars(queries.visible_to(make_coordinator(own))).all() == [row]
    assert db.session.scalars(queries.visible_to(make_coordinator(foreign))).all() == []


def test_a_person_is_told_what_was_released_and_nothing_of_a_proposal_before(staff, now):
    ((a,),) = crossing(1, 1)
    row, other = make_proposed(a, by=staff), make_actor(Side.STAFF)
    propose(row, staff, now, number=2)
    (mine,) = results_of(row)
    actions.change(row, mine, referral_id=None, reason="They asked.", version="1", actor=other, now=now)
    release(row, make_actor(Side.STAFF), now)
    told = everything_about(a.jobseeker.person, now=now)["kept"]["round_results"]
    assert [one["id"] for one in told] == [str(mine.id)]
    assert "changed_at" not in told[0]


# ---- the proposal ----------------------------------------------------------------------------------------


def test_a_proposal_in_which_the_check_found_something_is_not_released(staff, now, monkeypatch):
    ((a,),) = crossing(1, 1)
    monkeypatch.setattr("marketplace.matcher.verdict", lambda *_lists: Verdict((("a", "b"),), (), ()))
    row = make_proposed(a, by=staff)
    with pytest.raises(Refused, match="The check found something wrong"):
        release(row, make_actor(Side.STAFF), now)


def test_a_change_of_a_proposal_that_was_made_anew_is_stale(staff, now):
    ((a,),) = crossing(1, 1)
    row = make_proposed(a, by=staff)
    (before,) = results_of(row)
    propose(row, staff, now, number=2)
    with pytest.raises(Stale, match="made anew"):
        actions.change(row, before, referral_id=None, reason="So.", version="1", actor=staff, now=now)


def test_who_changed_a_row_does_not_release_it_when_somebody_else_changed_it_again(staff, now):
    ((a,),) = crossing(1, 1)
    row, first, second = make_proposed(a, by=staff), make_actor(Side.STAFF), make_actor(Side.STAFF)
    (mine,) = results_of(row)
    actions.change(row, mine, referral_id=None, reason="They asked.", version="1", actor=first, now=now)
    actions.change(row, mine, referral_id=a.id, reason="", version="2", actor=second, now=now)
    assert [change.actor_id for change, _name, _words in history_of(row) if change.move == "change"] == [
        second.person_id, first.person_id
    ]  # fmt: skip
    for one in (first, second):
        with pytest.raises(Refused, match="You changed part of it"):
            release(row, one, now)
    propose(row, staff, now, number=2)  # what was changed in the one before is gone with it
    release(row, first, now)


def test_a_result_that_is_changed_again_keeps_every_reason_and_staff_read_them(browser, staff, now):
    ((a,),) = crossing(1, 1)
    row, first, second = make_proposed(a, by=staff), make_actor(Side.STAFF), make_actor(Side.STAFF)
    (mine,) = results_of(row)
    actions.change(row, mine, referral_id=None, reason="They asked.", version="1", actor=first, now=now)
    actions.change(row, mine, referral_id=a.id, reason="", version="2", actor=second, now=now)
    propose(row, staff, now, number=2)
    (mine,) = results_of(row)
    actions.change(row, mine, referral_id=None, reason="Moved away.", version="1", actor=second, now=now)
    told = [(one.to, one.name, one.words, one.proposal) for one in queries.changes_of(row, a.jobseeker_id)]
    names = [db.session.get_one(Person, one.person_id).name for one in (first, second)]
    assert told == [(None, names[1], "Moved away.", 2), (a, names[1], None, 1), (None, names[0], "They asked.", 1)]
    page = browser(staff).get_page(f"/rounds/{row.id}/people/{mine.id}").main
    assert page.index("Moved away.") < page.index("They asked.")
    with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), db.session.begin_nested():
        db.session.execute(sa.text("DELETE FROM round_result_changes"))


def test_no_proposal_is_made_for_somebody_who_no_longer_acts_for_the_team(staff, now):
    ((a,),) = crossing(1, 1)
    row = make_frozen(a)
    actions.ask_for_proposal(row, proposing="candidates", actor=staff, now=now)
    db.session.get_one(Membership, staff.membership_id).ended_at = now
    db.session.flush()
    job = job_of(row)
    actions.compute(**job.arguments, now=now)
    assert queries.newest_proposal(row.id) is None
    job.done_at = now
    propose(row, make_actor(Side.STAFF), now, number=2)
    assert queries.newest_proposal(row.id).seq == 2


def test_a_proposal_whose_job_was_given_up_can_be_asked_for_again(staff, now):
    ((a,),) = crossing(1, 1)
    row = make_frozen(a)
    actions.ask_for_proposal(row, proposing="candidates", actor=staff, now=now)
    assert actions.is_computed(row)
    job_of(row).dead_at = now
    assert not actions.is_computed(row)
    propose(row, staff, now, number=2)
    assert queries.newest_proposal(row.id).seq == 2


# ---- the clock and the pages -----------------------------------------------------------------------------


def test_nobody_is_reminded_of_a_round_that_was_called_off_meanwhile(staff, now, monkeypatch):
    ((a,),) = crossing(1, 1)
    row = make_round(a)
    actions.abandon(row, note="Too few lists.", actor=staff, now=now)
    monkeypatch.setattr(queries, "to_remind", lambda _now: sa.select(MatchingRound))
    actions.mind_by_the_clock(now=now)
    assert (row.reminded_at, mails("round_reminder")) == (None, [])


def test_nobody_is_reminded_again_of_a_round_that_was_called_to_mind_meanwhile(now, monkeypatch):
    ((a,),) = crossing(1, 1)
    row = make_round(a, reminded_at=now - timedelta(hours=1))
    monkeypatch.setattr(queries, "to_remind", lambda _now: sa.select(MatchingRound))
    actions.mind_by_the_clock(now=now)
    assert (row.reminded_at, mails("round_reminder")) == (now - timedelta(hours=1), [])


def test_a_refused_late_list_is_not_shown_as_the_one_that_counts(browser, now, travel):
    ((a, b),) = crossing(1, 2)
    row = make_round(a, b, freezes_at=now + timedelta(hours=1))
    make_list(row, a, b)
    me = browser(jobseeker_actor(a.jobseeker))
    form = me.get_page(f"/rounds/{row.id}/list").form("/list")
    travel(now + timedelta(hours=1))
    late = me.submit(form, status=409, order=f"{b.id} {a.id}", wanted=[str(b.id)])
    titles = [one.role_need.title for one in (a, b)]
    assert [title for line in late.texts("ol.bullets li") for title in titles if title in line] == titles


def test_a_role_put_on_hold_while_the_page_is_open_is_left_out_of_the_list(browser, now):
    ((a, b),) = crossing(1, 2)
    row = make_round(a, b)
    me = browser(jobseeker_actor(a.jobseeker))
    form = me.get_page(f"/rounds/{row.id}/list").form("/list")
    b.role_need.stage = NeedStage.ON_HOLD
    db.session.flush()
    me.submit(form, status=302, wanted=[str(a.id), str(b.id)])
    assert queries.list_of(row.id, jobseeker_id=a.jobseeker_id).ordered == [str(a.id)]


def test_a_person_reads_the_list_they_handed_in_and_never_that_there_was_none(browser, staff, now):
    ((a, b),) = crossing(1, 2)
    row = make_frozen(a, b)
    me = browser(jobseeker_actor(a.jobseeker))
    for one in (a, b):
        one.role_need.stage = NeedStage.ON_HOLD
    propose(row, staff, now)
    release(row, make_actor(Side.STAFF), now)
    page = me.get_page(f"/rounds/{row.id}")
    titles = [one.role_need.title for one in (a, b)]
    assert [title for line in page.texts("ol.bullets li") for title in titles if title in line] == titles
    assert "This round brought no pair for you" in page.main
    assert "places enough" not in page.main


def test_a_person_whose_every_wish_ended_before_the_freeze_handed_in_a_list(browser, staff, now):
    ((a,), (b,)) = crossing(2, 1)
    row = make_round(a, b)
    gone = make_list(row, a)
    make_list(row, b)
    make_list(row, b, side=Side.EMPLOYER)
    a.stage = "obsolete"
    actions.freeze(row, actor=staff, now=now)
    propose(row, staff, now)
    release(row, make_actor(Side.STAFF), now)
    page = browser(jobseeker_actor(a.jobseeker)).get_page(f"/rounds/{row.id}")
    assert gone.ordered == [str(a.id)]
    assert "You handed in no list" not in page.main
    assert "This round brought no pair for you" in page.main


def test_the_check_is_said_of_the_proposal_and_not_of_what_the_team_made_of_it(browser, staff, now):
    ((a,),) = crossing(1, 1)
    row = make_proposed(a, by=staff)
    (mine,) = results_of(row)
    actions.change(row, mine, referral_id=None, reason="So.", version="1", actor=make_actor(Side.STAFF), now=now)
    page = browser(make_actor(Side.STAFF)).get_page(f"/rounds/{row.id}").main
    assert "Checked by code that did not make it" not in page
    assert "The proposal was checked as it was made" in page
