"""A shortlist that staff change: never silently, in a code and in words, kept and shown."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.models import Referral, ReferralChange, ReferralStage
from marketplace.sides import Side
from marketplace.supply.jobseekers.queries import matching_consent
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import NOW, employer_actor, make_match_candidate, make_referral, make_run
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import make_application, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


def listed(need):
    return [row.alias for row in db.session.scalars(queries.of_need(need, make_actor(Side.STAFF))).unique()]


def test_whoever_is_out_of_turn_is_shortlisted_only_with_a_reason(staff, now):
    run = make_run()
    first, second = make_match_candidate(run), make_match_candidate(run)
    below = make_match_candidate(run, eligible=False)
    for candidate in (second, below):
        with pytest.raises(Refused, match="Say why they come first"):
            actions.shortlist(candidate, actor=staff, now=now)
    named = actions.shortlist(second, actor=staff, now=now, reason="their_wish", note="She asked for this employer.")
    actions.shortlist(first, actor=staff, now=now)
    with pytest.raises(Refused, match="does not meet every must"):
        actions.shortlist(below, actor=staff, now=now)
    changes = queries.changes_of(run.role_need, staff)
    assert [(c.move, c.reason, c.alias, c.words) for c in changes] == [
        ("shortlist", "their_wish", named.alias, "She asked for this employer.")
    ]


@pytest.mark.once
def test_somebody_better_placed_who_may_not_be_shown_or_was_referred_before_is_passed_over_without_a_word(staff, now):
    run = make_run()
    gone, known, third = (make_match_candidate(run) for _number in range(3))
    matching_consent(gone.jobseeker_id).withdrawn_at = now
    make_referral(ReferralStage.CLOSED, role_need=run.role_need, jobseeker=known.jobseeker, match_candidate=known)
    assert actions.shortlist(third, actor=staff, now=now).stage is ReferralStage.SHORTLISTED


@pytest.mark.once
def test_nobody_is_put_on_from_a_run_that_is_not_the_newest_without_a_reason(staff, now):
    candidate = make_match_candidate()
    make_run(candidate.run.role_need, at=NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="matched again since"):
        actions.shortlist(candidate, actor=staff, now=now)
    assert actions.shortlist(candidate, actor=staff, now=now, reason="their_wish", note="She asked.")


def test_staff_move_somebody_up_and_the_employer_reads_them_in_that_order(staff, client, now):
    need = make_role_need()
    run = make_run(need)
    names = [actions.shortlist(make_match_candidate(run), actor=staff, now=now) for _number in range(3)]
    assert listed(need) == ["Alder", "Rowan", "Sorrel"]
    actions.put_at(names[2], place=1, reason="knows_more", note="Seen at work.", actor=staff, now=now)
    assert listed(need) == ["Sorrel", "Alder", "Rowan"]
    with pytest.raises(Refused, match="stand at this place already"):
        actions.put_at(names[2], place=1, reason="knows_more", note="Again.", actor=staff, now=now)
    words = queries.changes_of(need, staff)[0].words
    assert words == "From place 3 to 1. Seen at work."
    actions.share(need, answer_by=now.date(), actor=staff, now=now)
    client.sign_in(employer_actor(names[0]))
    main = client.get_page("/matches").main
    assert main.index("Sorrel") < main.index("Alder") < main.index("Rowan")
    assert "Seen at work" not in main
    with pytest.raises(Refused, match="employer has seen this card"):
        actions.put_at(names[1], place=1, reason="knows_more", note="Late.", actor=staff, now=now)
    with pytest.raises(Refused, match="employer has seen this card"):
        actions.take_off(names[1], reason="mistake", note="Late.", actor=staff, now=now)


@pytest.mark.once
def test_a_move_leaves_those_out_of_reach_where_they_stand_and_who_is_new_stands_last(staff, now):
    need, cohort = make_role_need(), make_cohort()
    run = make_run(need)
    people = [make_jobseeker(consented=True) for _number in range(4)]
    for person in (people[0], people[2]):
        make_application(jobseeker=person, cohort=cohort)
    rows = [actions.shortlist(make_match_candidate(run, jobseeker=one), actor=staff, now=now) for one in people]
    coordinator = make_coordinator(cohort.program)
    assert queries.waiting_on(need, coordinator) == [rows[0], rows[2]]
    actions.put_at(rows[2], place=1, reason="knows_more", note="Seen.", actor=coordinator, now=now)
    assert listed(need) == ["Sorrel", "Linden", "Rowan", "Alder"]
    later = actions.shortlist(make_match_candidate(run, score=99.0), actor=staff, now=now)
    assert (later.place, listed(need)[-1]) == (5, later.alias)


@pytest.mark.once
def test_a_move_among_those_who_wait_leaves_those_who_were_shared_before_them(staff, now):
    need = make_role_need()
    run = make_run(need)
    first = [actions.shortlist(make_match_candidate(run), actor=staff, now=now) for _number in range(2)]
    actions.share(need, answer_by=now.date(), actor=staff, now=now)
    second = [actions.shortlist(make_match_candidate(run), actor=staff, now=now) for _number in range(2)]
    assert queries.waiting_on(need, staff) == [second[1], second[0]]  # Linden, Sorrel: of equal points
    actions.put_at(second[0], place=1, reason="knows_more", note="Seen.", actor=staff, now=now)
    in_order = [*first, *second]
    assert listed(need) == [row.alias for row in in_order]
    actions.share(need, answer_by=now.date(), actor=staff, now=now + timedelta(days=1))
    shown = queries.by_need(queries.visible_to(employer_actor(first[0])))
    assert shown == {need: in_order}


def written_meanwhile(row, **values):
    change = sa.update(type(row)).where(type(row).id == row.id).values(**values)
    db.session.execute(change.execution_options(synchronize_session=False))


@pytest.mark.once
@pytest.mark.parametrize("act", [partial(actions.put_at, place=2), actions.take_off], ids=["moved", "taken off"])
def test_a_card_that_a_colleague_shared_a_moment_before_stays_as_it_is(act, staff, now):
    need = make_role_need()
    first, _second = (make_referral(ReferralStage.SHORTLISTED, role_need=need) for _number in range(2))
    written_meanwhile(first, stage=ReferralStage.SHARED_WITH_EMPLOYER, shared_at=now)
    with pytest.raises(Refused, match="employer has seen this card"):
        act(first, reason="other", note="Late.", actor=staff, now=now)


@pytest.mark.once
def test_nobody_is_shown_for_a_role_that_a_colleague_closed_a_moment_before(staff, now):
    waiting = make_referral(ReferralStage.SHORTLISTED)
    need = waiting.role_need
    assert need.stage is NeedStage.OPEN
    written_meanwhile(need, stage=NeedStage.ON_HOLD)
    with pytest.raises(Refused, match="not open"):
        actions.share(need, answer_by=now.date(), actor=staff, now=now)


def test_who_is_taken_off_is_nobody_to_the_other_sides_and_the_page_says_why(staff, client, now):
    referral = make_referral(ReferralStage.SHORTLISTED)
    client.sign_in(staff)
    page = client.get_page(f"/referrals/{referral.id}/take-off")
    assert client.submit(page.form("/take-off"), status=422, reason="mistake").status == 422
    client.submit(page.form("/take-off"), status=302, reason="mistake", note="Meant somebody else.")
    assert db.session.get_one(Referral, referral.id).stage is ReferralStage.CLOSED
    step = db.session.scalars(sa.select(ReferralChange).where(ReferralChange.subject_id == referral.id)).one()
    assert (step.move, step.reason) == ("take_off", "mistake")
    main = client.get_page(f"/role-needs/{referral.role_need_id}/matches").main
    assert "They were put on it by mistake. Meant somebody else." in main


def test_the_pages_ask_for_a_reason_where_one_is_needed(staff, client, now):
    run = make_run()
    first, second = make_match_candidate(run), make_match_candidate(run)
    client.sign_in(staff)
    page = client.get_page(f"/role-needs/{run.role_need_id}/matches")
    assert f"/match-candidates/{first.id}/shortlist" in [form.action for form in page.forms]
    assert "Put on the shortlist, with a reason" in page.main
    page = client.get_page(f"/match-candidates/{second.id}/shortlist")
    client.submit(page.form("/shortlist"), status=409)
    client.submit(page.form("/shortlist"), status=422, reason="their_wish")
    client.submit(page.form("/shortlist"), status=302, reason="their_wish", note="She asked.")
    client.submit(client.get_page(f"/role-needs/{run.role_need_id}/matches").form(f"{first.id}/shortlist"), status=302)
    second = db.session.scalars(sa.select(Referral).order_by(Referral.alias.desc())).first()
    page = client.get_page(f"/referrals/{second.id}/place")
    client.submit(page.form("/place"), status=422, place="9", reason="knows_more", note="Up.")
    client.submit(page.form("/place"), status=302, place="1", reason="knows_more", note="Up.")
    assert listed(run.role_need)[0] == second.alias
