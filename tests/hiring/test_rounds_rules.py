"""Rounds of choosing: lists that are kept, frozen at a moment, a proposal that is checked, and two people who see it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.errors import Refused, Stale
from marketplace.hiring.departures import actions as departures
from marketplace.hiring.departures import queries as leaving
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.rounds import actions, queries
from marketplace.hiring.rounds.models import RankList, RoundProposal, Stage
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.jobseekers.models import Consent
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import employer_actor, make_referral
from tests.factories.programs import make_cohort, make_program
from tests.factories.rounds import make_frozen, make_list, make_proposed, make_round, results_of
from tests.factories.supply import jobseeker_actor, make_application, make_jobseeker

pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def staff(session):
    return make_actor(Side.STAFF)


@pytest.fixture
def other(session):
    return make_actor(Side.STAFF)


def crossing(people=2, roles=2, **need):
    """Everybody is shown for every role: rows of people, columns of roles."""
    needs = [make_role_need(**{"openings": 1} | need) for _ in range(roles)]
    found = [make_jobseeker(consented=True) for _ in range(people)]
    return [[make_referral("shared_with_employer", role_need=need, jobseeker=one) for need in needs] for one in found]


def mails(template):
    return sorted(db.session.scalars(sa.select(OutboxItem.to_address).where(OutboxItem.name == template)))


def save(row, referral, order, *, version="0", now, wanted=None, **more):
    keys = [one.id for one in order]
    who = jobseeker_actor(referral.jobseeker)
    wanted = set(keys) if wanted is None else {one.id for one in wanted}
    return actions.save(row, order=keys, wanted=wanted, version=version, actor=who, now=now, **more)


# ---- opening -------------------------------------------------------------------------------------------


def test_a_round_takes_in_free_places_and_tells_both_sides(staff, now):
    (a, b), (c, d) = crossing(openings=3, filled=1)
    owner = employer_actor(a)
    row = actions.open_round(
        name="First", program_id=None, role_need_ids=[a.role_need_id, b.role_need_id],
        freezes_at=now + timedelta(days=5), time_zone="America/Halifax", actor=staff, now=now,
    )  # fmt: skip
    assert {role.places for role in row.roles} == {2}
    people = {a.jobseeker.person.email, c.jobseeker.person.email}
    assert people < set(mails("round_opened"))
    assert db.session.scalar(sa.select(OutboxItem).where(OutboxItem.name == "round_opened").limit(1)).body_text
    assert owner.person_id
    with pytest.raises(Refused, match="another round"):
        actions.open_round(
            name="Second", program_id=None, role_need_ids=[a.role_need_id], freezes_at=now + timedelta(days=5),
            time_zone="America/Halifax", actor=staff, now=now,
        )  # fmt: skip
    assert d.role_need_id in {role.role_need_id for role in row.roles}


def test_a_round_of_a_program_is_about_its_people(now):
    ((a,), (b,)) = crossing(2, 1)
    program = make_program()
    make_application(cohort=make_cohort(program=program), jobseeker=a.jobseeker)
    row = make_round(a, b, program_id=program.id)
    assert [one.id for one in queries.pairs_of(row.id)] == [a.id]
    assert db.session.scalars(queries.visible_to(jobseeker_actor(b.jobseeker))).all() == []
    assert db.session.scalars(queries.visible_to(jobseeker_actor(a.jobseeker))).all() == [row]


@pytest.mark.parametrize("days", [-1, 90])
def test_a_moment_has_to_lie_in_the_weeks_to_come(staff, now, days):
    ((a,),) = crossing(1, 1)
    with pytest.raises(Refused, match="day"):
        actions.open_round(
            name="First", program_id=None, role_need_ids=[a.role_need_id], freezes_at=now + timedelta(days=days),
            time_zone="America/Halifax", actor=staff, now=now,
        )  # fmt: skip


# ---- lists ---------------------------------------------------------------------------------------------


def test_each_saving_is_kept_and_the_newest_counts(now):
    ((a, b),) = crossing(1, 2)
    row = make_round(a, b)
    first = save(row, a, [a, b], now=now)
    second = save(row, a, [b, a], wanted=[b], version="1", now=now)
    assert (first.ordered, first.kept_out) == ([str(a.id), str(b.id)], [])
    assert (second.seq, second.ordered, second.kept_out) == (2, [str(b.id)], [str(a.id)])
    assert queries.list_of(row.id, jobseeker_id=a.jobseeker_id) == second


def test_a_list_saved_from_an_old_page_is_stale(now):
    ((a, b),) = crossing(1, 2)
    row = make_round(a, b)
    save(row, a, [a, b], now=now)
    with pytest.raises(Stale, match="another page"):
        save(row, a, [b, a], now=now)


def test_a_button_moves_one_line_by_one_place(now):
    ((a, b, c),) = crossing(1, 3)
    row = make_round(a, b, c)
    assert save(row, a, [a, b, c], up=c.id, now=now).ordered == [str(one.id) for one in (a, c, b)]
    assert save(row, a, [a, c, b], down=a.id, version="1", now=now).ordered == [str(one.id) for one in (c, a, b)]
    assert save(row, a, [c, a, b], up=c.id, version="2", now=now).ordered == [str(one.id) for one in (c, a, b)]


def test_who_is_shown_later_is_wanted_only_when_they_are_ticked(now):
    ((a,),) = crossing(1, 1)
    row = make_round(a)
    said = save(row, a, [a], now=now)
    later = make_referral("mutual", role_need=a.role_need, jobseeker=make_jobseeker(consented=True))
    own = make_list(row, a, side=Side.EMPLOYER)
    lines = queries.lines(queries.pairs_of(row.id, role_need_id=a.role_need_id), own)
    assert [(one.referral, one.wanted, one.new) for one in lines] == [(a, True, False), (later, False, True)]
    assert said.kept_out == []


def test_a_list_takes_only_what_its_owner_could_meet(now):
    ((a,), (b,)) = crossing(2, 1)
    row = make_round(a, b)
    assert save(row, a, [b, a], now=now).ordered == [str(a.id)]


def test_no_list_is_saved_once_its_moment_has_come_or_it_is_frozen(staff, now):
    ((a, b),) = crossing(1, 2)
    row = make_round(a, b, freezes_at=now + timedelta(hours=1))
    with pytest.raises(Refused, match="frozen on"):
        save(row, a, [a], now=row.freezes_at)
    actions.freeze(row, actor=staff, now=now)
    with pytest.raises(Refused, match="The last list that you saved before then counts"):
        save(row, a, [a], now=now)


# ---- the freeze ----------------------------------------------------------------------------------------


def test_the_clock_freezes_what_is_due_once(now):
    ((a,),) = crossing(1, 1)
    row = make_round(a, freezes_at=now - timedelta(minutes=1))
    later = make_round(make_referral("shared_with_employer"))
    actions.mind_by_the_clock(now=now)
    actions.mind_by_the_clock(now=now)
    assert (row.stage, later.stage) == (Stage.FROZEN, Stage.OPEN)
    assert [change.move for change, _name, _words in history_of(row)] == ["freeze"]


def test_only_living_pairs_and_free_places_are_frozen(staff, now):
    (a, b), (c, _d) = crossing(openings=2)
    row = make_round(a, b)
    make_list(row, a, b)
    make_list(row, c)
    make_list(row, a, c, side=Side.EMPLOYER)
    matches.close(c, note="They moved away.", actor=staff, now=now)
    a.role_need.filled = 1
    lists = actions.freeze(row, actor=staff, now=now).lists
    assert lists["people"] == {str(a.jobseeker_id): [str(a.id), str(b.id)]}
    assert lists["roles"][str(a.role_need_id)] == {"places": 1, "ordered": [str(a.id)]}
    assert lists["roles"][str(b.role_need_id)] == {"places": 2, "ordered": None}
    assert str(c.id) not in lists["pairs"]


def test_who_took_the_consent_back_is_in_no_list(now):
    ((a,), (b,)) = crossing(2, 1)
    row = make_round(a, b)
    db.session.scalars(sa.select(Consent).where(Consent.jobseeker_id == b.jobseeker_id)).one().withdrawn_at = now
    db.session.flush()
    assert [one.id for one in queries.pairs_of(row.id)] == [a.id]


def test_two_days_before_those_without_a_list_are_reminded_once(now):
    ((a,), (b,)) = crossing(2, 1)
    owner = employer_actor(a)
    row = make_round(a, b, freezes_at=now + timedelta(days=2))
    make_list(row, a)
    for later in (now, now + timedelta(hours=1)):
        actions.mind_by_the_clock(now=later)
    assert row.reminded_at == now
    assert b.jobseeker.person.email in mails("round_reminder")
    assert a.jobseeker.person.email not in mails("round_reminder")
    assert len(mails("round_reminder")) == len(set(mails("round_reminder"))) == 2
    assert owner.organisation_id == a.employer_id


def test_who_is_not_to_be_known_any_more_is_in_no_list(now):
    """Talks in which both said yes rest on the consent to be known."""
    a, b = (make_referral("mutual") for _ in range(2))
    row = make_round(a, b)
    known = sa.select(Consent).where(Consent.jobseeker_id == b.jobseeker_id, Consent.employer_id == b.employer_id)
    db.session.scalars(known).one().withdrawn_at = now
    db.session.flush()
    assert [one.id for one in queries.pairs_of(row.id)] == [a.id]


# ---- the proposal --------------------------------------------------------------------------------------


def test_the_same_lists_and_seed_give_the_same_digest_and_a_stable_result(staff):
    (a, b), (c, d) = crossing()
    row = make_proposed(a, b, d, c, by=staff)
    proposal = queries.newest_proposal(row.id)
    assert (row.stage, proposal.blocking, proposal.overfull, proposal.unwanted) == (Stage.PROPOSED, 0, 0, 0)
    assert {result.decided_id for result in results_of(row)} == {a.id, d.id}
    taken = queries.snapshot_of(row.id)
    assert taken.digest == queries.digest_of(taken.lists)
    assert proposal.digest == queries.digest_of([proposal.algorithm, "candidates", proposal.seed, taken.digest, []])
    assert proposal.measures["proposal"] == {
        "people": 2, "matched": 2, "first": 2, "ranks": 2, "blocking": 0, "fit": 1480
    }  # fmt: skip


def test_a_proposal_is_asked_for_once_and_computed_once(staff, now):
    ((a,),) = crossing(1, 1)
    row = make_frozen(a)
    actions.ask_for_proposal(row, proposing="candidates", actor=staff, now=now)
    with pytest.raises(Refused, match="being made already"):
        actions.ask_for_proposal(row, proposing="employers", actor=staff, now=now)
    for _ in range(2):
        actions.compute(round_id=str(row.id), number="1", now=now)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RoundProposal)) == 1


def test_lists_of_one_side_alone_are_no_market(staff, now):
    ((a,),) = crossing(1, 1)
    row = make_round(a)
    make_list(row, a)
    actions.freeze(row, actor=staff, now=now)
    with pytest.raises(Refused, match="Only one side has lists"):
        actions.ask_for_proposal(row, proposing="candidates", actor=staff, now=now)


def test_a_proposal_made_anew_leaves_out_what_has_ended_since_and_names_the_one_before(staff, now):
    (a, b), (c, d) = crossing()
    row = make_proposed(a, b, d, c, by=staff)
    matches.close(a, note="They moved away.", actor=staff, now=now)
    with pytest.raises(Refused, match="can no longer meet"):
        release(row, make_actor(Side.STAFF), now)
    actions.ask_for_proposal(row, proposing="employers", actor=staff, now=now)
    actions.compute(round_id=str(row.id), number="2", now=now)
    proposal = queries.newest_proposal(row.id)
    assert (proposal.seq, proposal.gone) == (2, [str(a.id)])
    assert a.id not in {result.decided_id for result in results_of(row)}
    assert [change.move for change, _name, _words in history_of(row)][:2] == ["propose_again", "propose"]


def test_why_a_wish_came_to_nothing_is_known_to_the_team(staff, now):
    (a, b), (c, d) = crossing()
    row = make_round(a, b)
    make_list(row, a, b)
    make_list(row, c, d)
    make_list(row, c, a, side=Side.EMPLOYER)
    actions.freeze(row, actor=staff, now=now)
    actions.ask_for_proposal(row, proposing="candidates", actor=staff, now=now)
    actions.compute(round_id=str(row.id), number="1", now=now)
    mine = next(result for result in results_of(row) if result.jobseeker_id == a.jobseeker_id)
    assert [(wish.referral.id, wish.why) for wish in queries.wishes_of(row, mine)] == [
        (a.id, queries.Why.FULL),
        (b.id, queries.Why.NO_LIST),
    ]


# ---- the release ---------------------------------------------------------------------------------------


def release(row, actor, now):
    actions.release(row, seen=queries.as_shown(queries.newest_proposal(row.id).id), actor=actor, now=now)


def test_a_second_person_releases_and_both_sides_are_told(staff, other, now):
    ((a,), (b,)) = crossing(2, 1)
    owner = employer_actor(a)
    row = make_proposed(a, b, by=staff)
    with pytest.raises(Refused, match="somebody else of the team"):
        release(row, staff, now)
    release(row, other, now)
    assert (row.stage, row.proposed_by_id, row.released_by_id) == (
        Stage.RELEASED, staff.person_id, other.person_id
    )  # fmt: skip
    assert {a.jobseeker.person.email, b.jobseeker.person.email} < set(mails("round_released"))
    assert len(mails("round_released")) == 3
    assert owner.person_id
    with pytest.raises(Refused, match="no proposal to release"):
        release(row, other, now)


def test_no_statement_can_let_one_person_do_both(staff, session):
    ((a,),) = crossing(1, 1)
    row = make_proposed(a, by=staff)
    row.stage, row.released_at, row.released_by_id = Stage.RELEASED, row.frozen_at, staff.person_id
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.flush()


def test_staff_depart_with_a_reason_and_who_did_does_not_release(staff, other, now):
    (a, b), (c, d) = crossing()
    row = make_proposed(a, b, d, c, by=staff)
    mine = next(result for result in results_of(row) if result.decided_id == a.id)
    actions.change(row, mine, referral_id=None, reason="They asked to wait.", version="1", actor=other, now=now)
    assert (mine.proposed_id, mine.decided_id, mine.changed_by_id) == (a.id, None, other.person_id)
    with pytest.raises(Refused, match="You changed part of it"):
        release(row, other, now)
    third = make_actor(Side.STAFF)
    shown = queries.as_shown(queries.newest_proposal(row.id).id)
    actions.change(row, mine, referral_id=b.id, reason="Better so.", version=str(mine.version), actor=other, now=now)
    with pytest.raises(Refused, match="more people than free places"):
        actions.release(row, seen=shown, actor=third, now=now)
    actions.change(row, mine, referral_id=None, reason="In spring.", version=str(mine.version), actor=other, now=now)
    with pytest.raises(Refused, match="Something was changed while"):
        actions.release(row, seen=shown, actor=third, now=now)
    actions.change(row, mine, referral_id=a.id, reason="Back.", version=str(mine.version), actor=other, now=now)
    assert (mine.changed_by_id, mine.reason) == (None, "")
    with pytest.raises(Refused, match="You changed part of it"):
        release(row, other, now)
    release(row, third, now)


def test_nobody_gets_whom_they_kept_out(staff, other, now):
    (a, b), (c, d) = crossing()
    row = make_round(a, b)
    make_list(row, a)
    make_list(row, a, c, side=Side.EMPLOYER)
    make_list(row, b, d, side=Side.EMPLOYER)
    actions.freeze(row, actor=staff, now=now)
    actions.ask_for_proposal(row, proposing="candidates", actor=staff, now=now)
    actions.compute(round_id=str(row.id), number="1", now=now)
    (mine,) = results_of(row)
    for wrong in (b.id, c.id):
        with pytest.raises(Refused, match="did not both list each other"):
            actions.change(row, mine, referral_id=wrong, reason="So.", version="1", actor=other, now=now)


def test_a_round_is_called_off_with_a_reason_and_comes_back_no_more(staff, now):
    ((a,),) = crossing(1, 1)
    row = make_proposed(a, by=staff)
    actions.abandon(row, note="Two partners asked for more time.", actor=staff, now=now)
    assert a.jobseeker.person.email in mails("round_abandoned")
    for late in (lambda: release(row, make_actor(Side.STAFF), now), lambda: save(row, a, [a], now=now)):
        with pytest.raises(Refused):
            late()


def test_an_employer_that_leaves_is_in_no_list_and_no_result_any_more(staff, now):
    ((a,), (b,)) = crossing(2, 1)
    row = make_frozen(a, b)
    employer = a.role_need.employer
    departures.leave(
        employer, departures.Choices(), seen=leaving.running(employer.id, now).fingerprint,
        reason=leaving.Reason.ASKED, note="So.", actor=staff, now=now,
    )  # fmt: skip
    actions.ask_for_proposal(row, proposing="candidates", actor=staff, now=now)
    actions.compute(round_id=str(row.id), number="1", now=now)
    assert {result.decided_id for result in results_of(row)} == {None}


def test_lists_of_savings_are_never_changed(session, now):
    ((a,),) = crossing(1, 1)
    said = make_list(make_round(a), a)
    with pytest.raises(sa.exc.DBAPIError, match="only ever appended"), session.begin_nested():
        session.execute(sa.update(RankList).where(RankList.id == said.id).values(ordered=[]))
