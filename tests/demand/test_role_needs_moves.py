"""Role needs: the employer's confirmation, moves with reasons, places filled, lists."""

import pytest

from marketplace.demand.role_needs import actions, queries
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.models import RequirementKind, RoleNeed, RoleNeedChange, Stage
from marketplace.errors import Refused, Stale
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import (
    NOW,
    make_competency,
    make_draft,
    make_employer,
    make_insight,
    make_requirement,
    make_role_need,
)

# ---- the employer's confirmation ------------------------------------------------------------------


def test_the_employers_confirmation_opens_the_role(session, client):
    employer = make_employer()
    need = make_draft(employer)
    make_requirement(need)
    owner = make_actor(Side.EMPLOYER, employer)
    sign_in(client, owner)

    there = client.follow(client.submit(client.get_page(f"/role-needs/{need.id}").form("/confirm"), status=302))

    kept = session.get(RoleNeed, need.id)
    assert (kept.stage, kept.confirmed_by_id) == (Stage.OPEN, owner.person_id)
    assert kept.confirmed_at is not None
    assert "Confirmed and opened" in there.main


def test_a_role_without_a_requirement_is_not_confirmed_and_says_what_to_do(session, client):
    employer = make_employer()
    need = make_draft(employer)
    sign_in(client, make_actor(Side.EMPLOYER, employer))
    assert "At least one requirement is needed first" in client.get_page(f"/role-needs/{need.id}").main

    page = client.send(f"/role-needs/{need.id}/confirm", status=409)

    assert "Add at least one requirement" in page.main
    assert session.get(RoleNeed, need.id).stage is Stage.DRAFT


def test_what_changed_after_the_page_was_read_is_not_confirmed(session):
    need = make_draft()
    make_requirement(need)
    owner = make_actor(Side.EMPLOYER, need.employer)
    read = need.version
    actions.add_requirement(
        need,
        competency_id=make_competency().id,
        level=4,
        kind=RequirementKind.MUST,
        actor=make_actor(Side.STAFF),
        now=NOW,
    )
    with pytest.raises(Stale):
        actions.confirm(need, version=read, actor=owner, now=NOW)

    actions.confirm(need, version=need.version, actor=owner, now=NOW)
    assert need.stage is Stage.OPEN


@pytest.mark.parametrize(("side", "role"), [(Side.STAFF, None), (Side.EMPLOYER, Role.INTERVIEWER)])
def test_only_an_owner_or_recruiter_confirms(session, client, side, role):
    need = make_draft()
    make_requirement(need)
    actor = make_actor(side, need.employer, role=role) if role else make_actor(side)
    sign_in(client, actor)

    client.send(f"/role-needs/{need.id}/confirm", status=404)
    with pytest.raises(Refused):
        actions.confirm(need, actor=actor, now=NOW)

    assert need.confirmed_at is None


def test_a_competitor_neither_sees_nor_moves_a_role(session, client):
    need = make_draft()
    make_requirement(need)
    sign_in(client, make_actor(Side.EMPLOYER))

    assert client.get(f"/role-needs/{need.id}").status_code == 404
    for step in ("confirm", "reopen", "edit", "moves/withdraw", "requirements/new"):
        client.send(f"/role-needs/{need.id}/{step}", status=404, reason="other", note="")
    assert session.get(RoleNeed, need.id).stage is Stage.DRAFT
    assert need.title not in client.get_page("/role-needs").text


def test_who_opens_a_role(session, new_client, staff):
    need = make_role_need()
    expected = {
        staff: 200,
        make_actor(Side.EMPLOYER, need.employer, role=Role.INTERVIEWER): 200,
        make_actor(Side.JOBSEEKER): 404,
        make_actor(Side.ADMIN): 404,
        make_actor(Side.FUNDER): 404,
    }
    for actor, status in expected.items():
        browser = new_client()
        sign_in(browser, actor)
        assert browser.get(f"/role-needs/{need.id}").status_code == status, actor.side


# ---- moves ----------------------------------------------------------------------------------------


def test_a_role_is_held_with_a_reason_and_opened_again(session, client, staff):
    need = make_role_need()
    sign_in(client, staff)
    form = client.get_page(f"/role-needs/{need.id}/moves/hold").form("/moves/hold")
    client.send(form.action, status=422, note="Because")
    assert session.get(RoleNeed, need.id).stage is Stage.OPEN

    held = client.follow(client.send(form.action, status=302, reason="no_budget", note="Until April."))
    assert "The budget is not there. Until April." in held.main
    client.submit(held.form("/reopen"), status=302)

    assert session.get(RoleNeed, need.id).stage is Stage.OPEN
    assert [change.move for change in session.query(RoleNeedChange).order_by(RoleNeedChange.seq)] == ["hold", "reopen"]


def test_a_move_without_a_reason_is_refused(session, staff):
    with pytest.raises(Refused, match="Say why"):
        actions.make_move(make_role_need(), "close_unfilled", actor=staff, now=NOW)


def test_a_step_that_is_over_is_explained_and_unknown_ones_are_not_found(session, client, staff):
    need = make_role_need(stage=Stage.FILLED, filled=2)
    sign_in(client, staff)

    assert "The stage is “Filled” now" in client.get_page(f"/role-needs/{need.id}/moves/hold").main
    page = client.send(f"/role-needs/{need.id}/moves/hold", status=409, reason="other", note="Words")
    assert "no longer open" in page.refusal
    assert client.get(f"/role-needs/{need.id}/moves/fill_one").status_code == 404


@pytest.mark.parametrize("move", [move for move in LIFECYCLE.moves if not move.hidden], ids=lambda move: move.name)
@pytest.mark.parametrize("stage", list(Stage))
def test_every_move_starts_only_from_its_own_stages(session, move, stage):
    need = make_role_need(stage=stage, filled={Stage.FILLED: 2, Stage.PARTLY_FILLED: 1}.get(stage, 0))
    make_requirement(need)
    owner = make_actor(Side.EMPLOYER, need.employer)
    reason = queries.MOVE_REASONS.get(move.name, ("",))[0]

    def attempt():
        if move.name == "confirm":
            actions.confirm(need, actor=owner, now=NOW)
        else:
            actions.make_move(need, move.name, actor=owner, now=NOW, reason=reason)

    if stage in move.sources:
        attempt()
        assert need.stage is move.target
    else:
        with pytest.raises(Refused):
            attempt()


# ---- places ---------------------------------------------------------------------------------------


def test_places_fill_one_by_one_until_the_last_and_then_no_more(session, staff):
    need = make_role_need(openings=3)
    stages = []
    for _ in range(3):
        actions.fill_one(need, actor=staff, now=NOW)
        stages.append((need.filled, need.stage))

    assert stages == [(1, Stage.PARTLY_FILLED), (2, Stage.PARTLY_FILLED), (3, Stage.FILLED)]
    with pytest.raises(Refused, match="takes nobody"):
        actions.fill_one(need, actor=staff, now=NOW)
    assert need.filled == 3


def test_freeing_places_opens_the_role_again_step_by_step(session, staff):
    need = make_role_need(openings=2, filled=2, stage=Stage.FILLED)
    stages = []
    for _ in range(2):
        actions.free_one(need, actor=staff, now=NOW)
        stages.append((need.filled, need.stage))

    assert stages == [(1, Stage.PARTLY_FILLED), (0, Stage.OPEN)]


def test_a_place_freed_after_closing_leaves_the_role_closed(session, staff):
    need = make_role_need(openings=2, filled=1, stage=Stage.CLOSED_UNFILLED)

    actions.free_one(need, actor=staff, now=NOW)

    assert (need.filled, need.stage) == (0, Stage.CLOSED_UNFILLED)


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.ON_HOLD, Stage.CLOSED_UNFILLED, Stage.WITHDRAWN])
def test_a_role_that_is_not_open_takes_nobody(session, staff, stage):
    need = make_role_need(stage=stage)
    with pytest.raises(Refused):
        actions.fill_one(need, actor=staff, now=NOW)
    assert need.filled == 0


# ---- lists ----------------------------------------------------------------------------------------


def test_an_employer_lists_its_own_roles_only(session, client):
    employer = make_employer()
    make_role_need(employer, title="Ours")
    make_role_need(title="Theirs")
    sign_in(client, make_actor(Side.EMPLOYER, employer))

    assert client.get_page("/role-needs").texts("tbody th") == ["Ours"]


def test_staff_narrow_the_list_by_stage_and_employer(session, client, staff):
    need = make_role_need(title="Open one")
    make_draft(title="Draft one")
    sign_in(client, staff)

    assert client.get_page("/role-needs?stage=draft").texts("tbody th") == ["Draft one"]
    assert client.get_page(f"/role-needs?employer={need.employer_id}").texts("tbody th") == ["Open one"]
    assert "No role fits" in client.get_page(f"/role-needs?employer={need.employer_id}&stage=filled").main


def test_an_interviewer_is_offered_no_way_to_add_or_change(session, client):
    need = make_draft()
    make_requirement(need)
    sign_in(client, make_actor(Side.EMPLOYER, need.employer, role=Role.INTERVIEWER))

    page = client.get_page(f"/role-needs/{need.id}")

    assert not page.has("main form")
    assert "Add a role" not in client.get_page("/role-needs").links
    assert client.get("/role-needs/new").status_code == 404


@pytest.mark.parametrize("side", [Side.STAFF, Side.EMPLOYER])
def test_the_list_sends_as_many_statements_for_three_rows_as_for_one(session, client, counting, side):
    employer = make_employer()
    sign_in(client, make_actor(side, employer) if side is Side.EMPLOYER else make_actor(side))
    make_requirement(make_role_need(employer))
    client.get_page("/role-needs")
    with counting() as one:
        client.get_page("/role-needs")
    make_requirement(make_role_need(employer))
    make_requirement(make_role_need(employer))
    with counting() as three:
        client.get_page("/role-needs")

    assert len(three) == len(one) <= 25


def test_the_page_sends_as_many_statements_for_three_requirements_as_for_one(session, client, counting, staff):
    insight = make_insight()
    need = make_draft(insight.session.employer)
    make_requirement(need, insight_id=insight.id)
    sign_in(client, staff)
    address = f"/role-needs/{need.id}"
    client.get_page(address)
    with counting() as one:
        client.get_page(address)
    for _ in range(2):
        make_requirement(need, insight_id=make_insight(insight.session.employer).id)
    with counting() as three:
        client.get_page(address)

    assert len(three) == len(one) <= 25
