"""For whom a program is made: pools, barriers with supports, and conditions of entry that are data."""

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.programs import actions
from marketplace.demand.programs.models import Barrier, EligibilityRule, Operator, Pool, Program, RuleKind
from marketplace.errors import Refused
from marketplace.sides import Side
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort, make_pool, make_program


@pytest.fixture
def program(client, staff):
    client.sign_in(staff)
    return make_program(offered=True)


WORDS = {
    "pools": {
        "name": "Shift leads in hotels",
        "overlooked": "They keep forty people calm.",
        "strengths": "Handovers, rosters.",
        "missing": "Five years in logistics.",
    },
    "barriers": {"barrier": "No child care on evenings", "support": "A seat in the evening group next door."},
    "rules": {
        "kind": "experience_years",
        "operator": "at_least",
        "value": "3",
        "sentence": "At least three years of work or volunteering, in any trade.",
    },
}
KINDS = {"pools": Pool, "barriers": Barrier, "rules": EligibilityRule}


@pytest.mark.parametrize("part", WORDS)
def test_staff_add_change_and_take_out(client, program, part):
    words = WORDS[part]
    page = client.get_page(f"/programs/{program.id}/{part}/new")
    page = client.follow(client.submit(page.form(), **words, status=302))
    [row] = db.session.scalars(sa.select(KINDS[part]))
    assert {name: str(getattr(row, name)) for name in words} == words
    shown = words["sentence"] if part == "rules" else next(iter(words.values()))
    assert shown in page.main
    address = f"/programs/{program.id}/{part}/{row.id}"
    client.submit(client.get_page(address).form(f"/{part}/{row.id}"), **{next(reversed(words)): "Other"}, status=302)
    assert getattr(row, next(reversed(words))) == "Other"
    client.submit(client.get_page(address).form("/remove"), status=302)
    assert db.session.scalars(sa.select(KINDS[part])).all() == []


def test_a_barrier_without_support_says_so(client, program):
    page = client.get_page(f"/programs/{program.id}/barriers/new")
    page = client.follow(client.submit(page.form(), barrier="The bus ends at nine", status=302))
    assert "No support yet" in page.main


@pytest.mark.parametrize(
    ("kind", "operator", "value", "says"),
    [
        (RuleKind.EXPERIENCE_YEARS, Operator.AT_LEAST, "three", "whole number"),
        (RuleKind.AGE, Operator.AT_MOST, "-1", "whole number"),
        (RuleKind.AGE, Operator.AT_LEAST, "121", "whole number"),
        (RuleKind.REGION, Operator.AT_LEAST, "Eastmarch", "go with years"),
        (RuleKind.RIGHT_TO_WORK, Operator.AT_MOST, "1", "go with years"),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused(session, kind, operator, value, says):
    with pytest.raises(Refused, match=says):
        actions.check_rule(kind, operator, value)


def test_the_public_page_of_a_cohort_says_the_conditions_as_sentences(client, program):
    cohort = make_cohort(program=program)
    actions.add_part(
        program,
        EligibilityRule,
        kind=RuleKind.RIGHT_TO_WORK,
        operator=Operator.IS,
        value="Canada",
        sentence="You may work in Canada.",
    )
    assert "You may work in Canada." in client.get_page(f"/cohorts/{cohort.id}").main


def test_a_pool_of_another_program_does_not_exist(client, program):
    pool = make_pool(make_program())
    client.get_page(f"/programs/{program.id}/pools/{pool.id}", status=404)
    client.send(f"/programs/{program.id}/pools/{pool.id}/remove", status=404)
    client.get_page(f"/programs/{program.id}/rules/{pool.id}", status=404)
    assert db.session.get(Pool, pool.id) is pool


def test_what_a_program_is_for_is_kept(client, program):
    form = client.get_page(f"/programs/{program.id}/edit").form()
    client.submit(
        form,
        model="supply_driven",
        primary_customer="jobseekers",
        transformation="reskilling",
        objective="People stay in town.",
        sign_offs_needed="2",
        commitment_percent="75",
        status=302,
    )
    row = db.session.get_one(Program, program.id)
    found = (row.model, row.primary_customer, row.transformation, row.sign_offs_needed, row.commitment_percent)
    assert found == ("supply_driven", "jobseekers", "reskilling", 2, 75)
    page = client.get_page(f"/programs/{program.id}")
    assert "People stay in town." in page.main
    assert "Reskilling" in page.main


@pytest.mark.parametrize("side", [Side.JOBSEEKER, Side.EMPLOYER, Side.ADMIN])
def test_only_staff_read_for_whom_it_is_made(client, program, side):
    client.sign_in(make_actor(side))
    client.get_page(f"/programs/{program.id}/design", status=404)
    client.get_page(f"/programs/{program.id}/versions", status=404)
