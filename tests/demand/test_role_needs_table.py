"""Role needs: every stage with every move and every side, as the table says and nothing else."""

import itertools

import pytest

from marketplace.db import move
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.models import RoleNeedChange, Stage
from marketplace.errors import Refused
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, make_person
from tests.factories.demand import NOW, make_employer, make_role_need

SIDES = (
    (Side.STAFF, None),
    (Side.EMPLOYER, Role.OWNER),
    (Side.EMPLOYER, Role.RECRUITER),
    (Side.EMPLOYER, Role.INTERVIEWER),
    (Side.JOBSEEKER, None),
    (Side.FUNDER, None),
    (Side.ADMIN, None),
)
# What the table has to say of the moves that people make: name → from where, to where, by whom.
HIRERS = {(Side.EMPLOYER, Role.OWNER), (Side.EMPLOYER, Role.RECRUITER)}
BOTH = HIRERS | {(Side.STAFF, None)}
LISTED = {
    "confirm": ({"draft"}, "open", HIRERS),
    "hold": ({"open"}, "on_hold", BOTH),
    "reopen": ({"on_hold"}, "open", BOTH),
    "close_unfilled": ({"open", "partly_filled", "on_hold"}, "closed_unfilled", BOTH),
    "withdraw": ({"draft", "open", "on_hold"}, "withdrawn", HIRERS),
    "give_up": ({"draft"}, "withdrawn", {(Side.STAFF, None)}),
    "merge": ({"draft", "open", "on_hold"}, "withdrawn", BOTH),
    "expire": ({"open", "partly_filled", "on_hold"}, "expired", {(Side.STAFF, None)}),
    "renew": ({"expired"}, "open", BOTH),
    "renew_partly": ({"expired"}, "partly_filled", BOTH),
    "fill_one": ({"open", "partly_filled"}, "partly_filled", set(SIDES)),
    "fill_last": ({"open", "partly_filled"}, "filled", set(SIDES)),
    "free_one": ({"partly_filled", "filled"}, "partly_filled", set(SIDES)),
    "free_all": ({"partly_filled", "filled"}, "open", set(SIDES)),
}


@pytest.mark.parametrize("name", list(LIFECYCLE.names()))
def test_each_move_starts_where_it_may_and_is_made_by_whom_it_belongs_to(session, name):
    sources, target, makers = LISTED[name]
    employer = make_employer()
    maker = make_person()  # everything is confirmed, so that no row refuses what the table allows
    actors = {who: _actor(who, employer) for who in SIDES}
    for stage, who in itertools.product(Stage, SIDES):
        need = make_role_need(employer, stage=stage, confirmed_by_id=maker.id, confirmed_at=NOW)
        expected = stage in sources and who in makers

        try:
            with session.begin_nested():
                move(need, LIFECYCLE, name, actor=actors[who], now=NOW)
            made = True
        except Refused:
            made = False

        session.refresh(need)
        steps = session.query(RoleNeedChange).filter_by(subject_id=need.id).count()
        assert (made, need.stage, steps) == (expected, target if expected else stage, int(expected)), (stage, who)


def test_the_table_lists_no_other_move():
    assert set(LIFECYCLE.names()) == set(LISTED)


def test_an_ended_role_has_no_button_but_that_which_opens_it_again(session):
    owner = make_actor(Side.EMPLOYER, make_employer())
    buttons = {stage: [step.name for step in LIFECYCLE.open_to(stage, owner)] for stage in LIFECYCLE.ended}
    assert buttons == {
        Stage.FILLED: [],
        Stage.CLOSED_UNFILLED: [],
        Stage.WITHDRAWN: [],
        Stage.EXPIRED: ["renew"],
    }


def _actor(who, employer):
    side, role = who
    return make_actor(side, employer, role=role) if role else make_actor(side)
