"""Rounds of choosing as staff, both sides and strangers meet them; nobody reads the other side's list."""

from datetime import timedelta

import pytest

from marketplace.hiring.rounds import actions, queries
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import employer_actor, make_referral
from tests.factories.rounds import make_frozen, make_list, make_proposed, make_round, results_of
from tests.factories.supply import jobseeker_actor, make_jobseeker
from tests.hiring.test_rounds_rules import crossing, release

pytestmark = pytest.mark.usefixtures("now")


def test_staff_open_a_round_from_the_roles_that_can_take_part(browser, now):
    ((a,),) = crossing(1, 1)
    nobody = make_role_need()
    desk = browser(make_actor(Side.STAFF))
    page = desk.get_page("/rounds/new")
    assert nobody.title not in page.main
    form = page.form("/new")
    desk.submit(form, status=422, name="", role_need_ids=[str(a.role_need_id)])
    sent = desk.submit(form, status=302, name="Autumn", role_need_ids=[str(a.role_need_id)], freezes_on="2026-09-22")
    shown = desk.follow(sent)
    assert shown.h1 == "Autumn"
    assert "0 of 1" in shown.main
    assert a.role_need.title in shown.main


def test_a_person_puts_roles_in_order_without_script(browser, now):
    a, b = sorted(crossing(1, 2)[0], key=lambda one: one.id)  # equal matches stand by their random ids
    row = make_round(a, b)
    me = browser(jobseeker_actor(a.jobseeker))
    assert "you take no part" in me.get_page(f"/rounds/{row.id}/list").main
    page = me.get_page(f"/rounds/{row.id}/list")
    form = page.form("/list")
    assert len(page.all("[name=order]")) == 1  # of two a browser would send both
    assert form.fields["order"].split() == [str(a.id), str(b.id)]
    me.submit(form, status=302, wanted=[str(a.id), str(b.id)], up=str(b.id))
    assert queries.list_of(row.id, jobseeker_id=a.jobseeker_id).ordered == [str(b.id), str(a.id)]
    again = me.get_page(f"/rounds/{row.id}/list").form("/list")
    assert again.fields["order"].split() == [str(b.id), str(a.id)]
    me.submit(again, status=302, wanted=[])
    assert "Nothing is on your list" in me.get_page(f"/rounds/{row.id}").main


def test_an_old_page_is_shown_again_as_it_was_typed(browser, now):
    ((a, b),) = crossing(1, 2)
    row = make_round(a, b)
    me = browser(jobseeker_actor(a.jobseeker))
    form = me.get_page(f"/rounds/{row.id}/list").form("/list")
    make_list(row, a)
    again = me.submit(form, status=409, order=f"{b.id} {a.id}", wanted=[str(b.id)])
    assert "saved from another page" in again.refusal
    kept = again.form("/list")
    assert (kept.fields["order"].split(), kept.fields["wanted"]) == ([str(b.id), str(a.id)], str(b.id))
    me.submit(kept, status=302)


def test_the_moment_of_the_freeze_is_said_when_a_list_comes_late(browser, now, travel):
    ((a,),) = crossing(1, 1)
    row = make_round(a, freezes_at=now + timedelta(hours=1))
    me = browser(jobseeker_actor(a.jobseeker))
    form = me.get_page(f"/rounds/{row.id}/list").form("/list")
    travel(now + timedelta(hours=1))
    late = me.submit(form, status=409, wanted=[str(a.id)])
    assert "The lists were frozen on" in late.refusal
    assert queries.list_of(row.id, jobseeker_id=a.jobseeker_id) is None


def test_an_employer_orders_people_by_their_trees_and_reads_no_name(browser, now):
    ((a,), (b,)) = crossing(2, 1)
    row = make_round(a, b)
    theirs = browser(employer_actor(a))
    page = theirs.get_page(f"/rounds/{row.id}/roles/{a.role_need_id}/list")
    assert {f"Candidate {a.alias}", f"Candidate {b.alias}"} <= set(page.texts(".order-list .name"))
    theirs.submit(page.form("/list"), status=302, wanted=[str(b.id)])
    for url in (f"/rounds/{row.id}", f"/rounds/{row.id}/roles/{a.role_need_id}/list"):
        html = theirs.get_page(url).html
        assert a.jobseeker.person.name not in html
        assert b.jobseeker.person.name not in html


def test_strangers_and_interviewers_find_no_round(browser, now):
    ((a,),) = crossing(1, 1)
    row = make_proposed(a)
    outside = [
        employer_actor(make_referral()),
        employer_actor(a, Role.INTERVIEWER),
        jobseeker_actor(make_jobseeker(consented=True)),
        make_actor(Side.STAFF, all_programs=False),
        make_actor(Side.ADMIN),
        make_actor(Side.FUNDER),
    ]
    (result,) = results_of(row)
    for actor in outside:
        who = browser(actor)
        urls = (f"/rounds/{row.id}", f"/rounds/{row.id}/list", f"/rounds/{row.id}/roles/{a.role_need_id}",
                f"/rounds/{row.id}/people/{result.id}", f"/rounds/{row.id}/roles/{a.role_need_id}/list")  # fmt: skip
        assert [who.get(url).status_code for url in urls] == [404] * 5


def test_nobody_but_the_team_reads_a_proposal_before_its_release(browser, now):
    ((a,), (b,)) = crossing(2, 1)
    row = make_proposed(a, b)
    for actor in (jobseeker_actor(a.jobseeker), employer_actor(a)):
        page = browser(actor).get_page(f"/rounds/{row.id}")
        assert "Lists are frozen" in page.texts(".tag")
        assert "would meet" not in page.main.lower()
        assert "puts you together" not in page.main


def test_staff_see_a_proposal_checked_and_compared_and_a_second_one_releases_it(browser, now):
    ((a, b), (c, d)) = crossing()
    asker = make_actor(Side.STAFF)
    row = make_proposed(a, b, d, c, by=asker)
    first = browser(asker).get_page(f"/rounds/{row.id}")
    assert "Checked by code that did not make it" in first.main
    assert first.texts("table th[scope=row]")[:3] == ["This proposal", "First come, first served", "Best total fit"]
    assert not [form for form in first.forms if form.action.endswith("/release")]
    assert "somebody else of the team" in first.main
    second = browser(make_actor(Side.STAFF))
    second.submit(second.get_page(f"/rounds/{row.id}").form("/release"), status=302)
    assert "Released" in second.get_page(f"/rounds/{row.id}").texts(".tag")


def test_each_side_reads_its_own_part_and_nothing_of_anybody_else(browser, now):
    """Who was ranked where, who took the place and why a wish came to nothing stays with the team."""
    ((a,), (b,)) = crossing(2, 1)
    row = make_round(a, b)
    make_list(row, a)
    make_list(row, b)
    make_list(row, b, a, side=Side.EMPLOYER)
    unlisted, unheard = make_jobseeker(consented=True), make_jobseeker(consented=True)
    off = make_referral("shared_with_employer", role_need=a.role_need, jobseeker=unlisted)
    make_list(row, off)
    actions.freeze(row, actor=actions.CLOCK, now=now)
    staff = make_actor(Side.STAFF)
    actions.ask_for_proposal(row, proposing="candidates", actor=staff, now=now)
    actions.compute(round_id=str(row.id), number="1", now=now)
    release(row, make_actor(Side.STAFF), now)
    said = [browser(jobseeker_actor(one)).get_page(f"/rounds/{row.id}").main for one in (a.jobseeker, unlisted)]
    assert said[0] == said[1]  # outranked or not on the list: one and the same page
    assert "This round brought no pair for you" in said[0]
    assert (
        "You would meet"
        in browser(jobseeker_actor(b.jobseeker)).get_page(f"/rounds/{row.id}").h1
        + browser(jobseeker_actor(b.jobseeker)).get_page(f"/rounds/{row.id}").main
    )
    theirs = browser(employer_actor(a)).get_page(f"/rounds/{row.id}").main
    meets = theirs.partition("Your list")[0]
    assert f"Candidate {b.alias}" in meets
    assert f"Candidate {a.alias}" not in meets
    assert off.alias not in theirs
    assert browser(jobseeker_actor(unheard)).get(f"/rounds/{row.id}").status_code == 404


def test_staff_read_why_and_depart_with_a_reason(browser, now):
    ((a, b), (c, d)) = crossing()
    row = make_proposed(a, b, d, c)
    mine = next(result for result in results_of(row) if result.decided_id == a.id)
    desk = browser(make_actor(Side.STAFF))
    form = desk.get_page(f"/rounds/{row.id}/people/{mine.id}").form(f"/{mine.id}")
    desk.submit(form, status=422, referral_id="nobody", reason="")
    desk.submit(form, status=302, referral_id="nobody", reason="They asked to wait.")
    page = desk.get_page(f"/rounds/{row.id}")
    assert "As the team changed it" in page.texts("table th[scope=row]")
    assert "You changed part of it" in page.main
    assert "They asked to wait." in desk.get_page(f"/rounds/{row.id}/people/{mine.id}").main


def test_lists_are_read_by_the_team_once_they_are_frozen(browser, now):
    ((a,), (b,)) = crossing(2, 1)
    row = make_round(a, b)
    make_list(row, b, a, side=Side.EMPLOYER)
    desk = browser(make_actor(Side.STAFF))
    url = f"/rounds/{row.id}/roles/{a.role_need_id}"
    assert b.jobseeker.person.name not in desk.get_page(url).main
    desk.submit(desk.get_page(f"/rounds/{row.id}").form("/freeze"), status=302)
    frozen = desk.get_page(url)
    assert frozen.texts("tbody th") == [b.jobseeker.person.name, a.jobseeker.person.name]


def test_a_round_is_called_off_on_a_page_of_its_own(browser, now):
    ((a,),) = crossing(1, 1)
    row = make_round(a)
    desk = browser(make_actor(Side.STAFF))
    form = desk.get_page(f"/rounds/{row.id}/abandon").form("/abandon")
    desk.submit(form, status=422, note="")
    desk.submit(form, status=302, note="Too few lists.")
    assert "Too few lists." in desk.get_page(f"/rounds/{row.id}").main
    assert "called off" in browser(jobseeker_actor(a.jobseeker)).get_page(f"/rounds/{row.id}").main
    assert "called off" in browser(employer_actor(a)).get_page(f"/rounds/{row.id}").main


@pytest.mark.parametrize("side", ["staff", "employer", "jobseeker"])
def test_ten_rows_take_no_more_statements_than_two(browser, counting, now, side):
    spent = []
    for number in (2, 10):
        rows = crossing(number, 1) if side != "jobseeker" else crossing(1, number)
        all_of = [one for row in rows for one in row]
        row = make_proposed(*all_of)
        actor = {"staff": make_actor(Side.STAFF), "employer": employer_actor(all_of[0]),
                 "jobseeker": jobseeker_actor(all_of[0].jobseeker)}[side]  # fmt: skip
        who = browser(actor)
        with counting() as statements:
            who.get_page(f"/rounds/{row.id}")
        spent.append(len(statements))
    assert spent[0] == spent[1] <= 25


def test_the_lists_of_rounds_take_no_more_statements_for_more_rounds(browser, counting, now):
    desk, spent = browser(make_actor(Side.STAFF)), []
    for _ in range(2):
        make_frozen(*crossing(1, 2)[0])
        with counting() as statements:
            assert "Autumn round" in desk.get_page("/rounds").main
        spent.append(len(statements))
    assert spent[0] == spent[1] <= 12
