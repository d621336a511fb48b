"""Every lifecycle of this side: each stage with each move and each side, against a table written down here by hand."""

import importlib
import itertools
from pathlib import Path

import pytest

import marketplace.demand
from marketplace.demand.consortium import lifecycle as consortium
from marketplace.demand.discovery import lifecycle as discovery
from marketplace.demand.employers import actions as employer_actions
from marketplace.demand.employers import lifecycle as employers
from marketplace.demand.employers.models import EmployerChange, RelationStage
from marketplace.demand.programs import actions as program_actions
from marketplace.demand.programs import lifecycle as programs
from marketplace.demand.programs.models import ProgramChange, Stage
from marketplace.demand.role_needs import lifecycle as role_needs
from marketplace.errors import Refused
from marketplace.lifecycle import Lifecycle
from marketplace.sides import Role, Side
from tests.demand.test_consortium_agreements import MEMBERSHIP, PAPER
from tests.demand.test_role_needs_table import LISTED as ROLE_NEEDS
from tests.factories.accounts import make_actor
from tests.factories.demand import NOW, make_employer
from tests.factories.programs import make_module, make_program

STAFF, OWNER, RECRUITER = (Side.STAFF, None), (Side.EMPLOYER, Role.OWNER), (Side.EMPLOYER, Role.RECRUITER)
EVERYBODY = (
    *(STAFF, OWNER, RECRUITER, (Side.EMPLOYER, Role.INTERVIEWER)),
    *((Side.JOBSEEKER, None), (Side.FUNDER, None), (Side.ADMIN, None)),
)
TEAM, HIRERS = {STAFF}, {OWNER, RECRUITER}
NOT_BEGUN = {"proposed", "times_asked", "scheduled"}
MAY_BE_PLANNED = NOT_BEGUN | {"missed_by_employer", "missed_by_team", "paused"}

# name of the move → from where, to where, by whom
EMPLOYER = {
    "talk": ({"first_contact"}, "in_conversation", TEAM),
    "work": ({"first_contact", "in_conversation"}, "working_together", TEAM),
    "rest": ({"first_contact", "in_conversation", "working_together"}, "resting", TEAM),
    "take_up": ({"resting", "ended"}, "in_conversation", TEAM),
    "end": ({"first_contact", "in_conversation", "working_together", "resting"}, "ended", TEAM),
}
SESSION = {
    "begin": ({"scheduled"}, "under_way", TEAM),
    "complete": ({"under_way", "paused"}, "completed", TEAM),
    "pause": ({"under_way"}, "paused", TEAM),
    "resume": ({"paused", "completed"}, "under_way", TEAM),
    "propose": (MAY_BE_PLANNED, "proposed", TEAM),
    "pick_slot": ({"proposed"}, "scheduled", TEAM | HIRERS),
    "reschedule": (MAY_BE_PLANNED, "scheduled", TEAM),
    "ask_times": ({"proposed", "scheduled"}, "times_asked", HIRERS),
    "employer_missed": ({"scheduled"}, "missed_by_employer", TEAM),
    "team_missed": ({"scheduled"}, "missed_by_team", TEAM | HIRERS),
    "cancel": (MAY_BE_PLANNED, "cancelled", TEAM | HIRERS),
}
PROBE = {
    "find": ({"open", "waiting", "confirmed", "contested"}, "waiting", TEAM),
    "confirm": ({"waiting"}, "confirmed", TEAM | HIRERS),
    "contest": ({"waiting", "confirmed"}, "contested", HIRERS),
}
PROGRAM = {
    "offer": ({"draft"}, "offered", TEAM),
    "retire": ({"offered"}, "retired", TEAM),
    "revive": ({"retired"}, "offered", TEAM),
}
VERSION = {"send": ({"draft"}, "sent", TEAM), "replace": ({"sent"}, "replaced", TEAM)}
REVIEW = {
    "sign_off": ({"asked", "objected"}, "signed_off", HIRERS),
    "object": ({"asked", "signed_off"}, "objected", HIRERS),
}
TABLES = {
    "the relationship with an employer": (employers.LIFECYCLE, EMPLOYER),
    "a discovery session": (discovery.LIFECYCLE, SESSION),
    "what was asked behind a requirement": (discovery.PROBES, PROBE),
    "a program": (programs.LIFECYCLE, PROGRAM),
    "a version": (programs.VERSION, VERSION),
    "what a partner says of a version": (programs.REVIEW, REVIEW),
}
# Held against tables of their own, in the files that those are from.
ELSEWHERE = (
    (role_needs.LIFECYCLE, ROLE_NEEDS),
    (consortium.LIFECYCLE, MEMBERSHIP),
    (consortium.AGREEMENT, PAPER),
)


@pytest.mark.parametrize(("lifecycle", "listed"), TABLES.values(), ids=TABLES)
def test_each_stage_takes_the_listed_moves_of_the_listed_sides_and_no_other(session, lifecycle, listed):
    actors = {who: acting(who) for who in EVERYBODY}
    made = {
        (stage.value, name, who): lifecycle.find(stage, name).target.value
        for stage, name, who in itertools.product(lifecycle.stages, lifecycle.names(), EVERYBODY)
        if lifecycle.allows(stage, name, actors[who])
    }
    assert made == {
        (source, name, who): target
        for name, (sources, target, makers) in listed.items()
        for source in sources
        for who in makers
    }


def test_no_lifecycle_of_this_side_is_without_a_table():
    folder = Path(marketplace.demand.__file__).parent
    modules = [
        importlib.import_module(f"marketplace.demand.{path.parent.name}.lifecycle")
        for path in sorted(folder.glob("*/lifecycle.py"))
    ]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Lifecycle)]
    held = [lifecycle for lifecycle, listed in (*TABLES.values(), *ELSEWHERE) if listed]
    assert len(modules) >= 5
    assert {id(lifecycle) for lifecycle in found} == {id(lifecycle) for lifecycle in held}


# ---- with real rows, where no other test makes every move -------------------------------------------------


@pytest.mark.parametrize("name", EMPLOYER)
def test_the_relationship_with_an_employer_moves_as_listed_and_no_further(session, name):
    sources, target, makers = EMPLOYER[name]
    for stage, who in itertools.product(RelationStage, EVERYBODY):
        employer, actor = make_employer(stage=stage), acting(who)
        expected = stage in sources and who in makers
        made = succeeds(session, employer_actions.make_move, employer, name, actor=actor, now=NOW, note="Because.")
        steps = session.query(EmployerChange).filter_by(subject_id=employer.id).count()
        assert (made, employer.stage, steps) == (expected, target if expected else stage, int(expected)), (stage, who)


@pytest.mark.parametrize("name", PROGRAM)
def test_a_program_moves_as_listed_and_no_further(session, name):
    sources, target, makers = PROGRAM[name]
    make_move = getattr(program_actions, name)
    for stage, who in itertools.product(Stage, EVERYBODY):
        program, actor = make_program(stage=stage), acting(who)
        make_module(program=program)
        expected = stage in sources and who in makers
        made = succeeds(session, make_move, program, actor=actor, now=NOW)
        steps = session.query(ProgramChange).filter_by(subject_id=program.id).count()
        assert (made, program.stage, steps) == (expected, target if expected else stage, int(expected)), (stage, who)


def succeeds(session, make_move, row, *words, **values):
    """Whether a move is made; a refused one leaves nothing behind."""
    try:
        with session.begin_nested():
            make_move(row, *words, **values)
    except Refused:
        session.refresh(row)
        return False
    return True


def acting(who):
    side, role = who
    return make_actor(side, **({"role": role} if role else {}))
