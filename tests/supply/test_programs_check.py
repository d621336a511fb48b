"""The check that anybody can make before an account: reasons, what can be done, alternatives; and nothing is kept."""

import pytest
import sqlalchemy as sa

from marketplace.db import Base, db
from marketplace.demand.programs.models import EligibilityRule, Operator, RuleKind
from tests.factories.programs import _added, make_cohort, make_program


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


def ask(program, kind, operator, value, sentence, **more):
    return _added(
        EligibilityRule(program_id=program.id, kind=kind, operator=operator, value=value, sentence=sentence, **more)
    )


@pytest.fixture
def program():
    """Open, asks for three years and for a right to work."""
    row = make_cohort(program=make_program(offered=True, title="Dispatch")).program
    ask(row, RuleKind.EXPERIENCE_YEARS, Operator.AT_LEAST, "3", "Three years of work or volunteer experience.")
    ask(row, RuleKind.RIGHT_TO_WORK, Operator.IS, "Canada", "You may work in Canada.")
    return row


def check(client, program, **answers):
    page = client.get_page(f"/programs/{program.id}/check")
    return client.submit(page.form("/check"), status=200, **answers)


def rows():
    """How many rows each table has."""
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables}


def test_not_yet_says_why_what_can_be_done_and_what_else_is_open(client, program):
    other = make_cohort(program=make_program(offered=True, title="Service desk")).program
    closed = make_program(offered=True, title="Nothing open")
    strict = make_cohort(program=make_program(offered=True, title="Ten years only")).program
    ask(strict, RuleKind.EXPERIENCE_YEARS, Operator.AT_LEAST, "10", "Ten years.")
    page = check(client, program, experience_years="1", right_to_work_canada="yes")
    assert "Not yet, as far as this can tell" in page.texts("h2")
    for words in ("Not yet Three years of work", "volunteering brings you closer", "Met You may work in Canada."):
        assert words in page.main
    assert page.links["Service desk"] == f"/programs/{other.id}/about"
    for hidden in (closed, strict):
        assert hidden.title not in page.main
    assert "you may apply whatever it says" in page.main
    assert any(address.endswith("/apply") for address in page.links.values())


def test_yes_leads_on_to_the_application(client, program):
    page = check(client, program, experience_years="4", right_to_work_canada="yes")
    assert "Yes, as far as this can tell" in page.texts("h2")
    assert any(address.endswith("/apply") for address in page.links.values())


def test_nothing_has_to_be_answered_and_silence_is_not_held_against_anybody(client, program):
    page = check(client, program)
    assert "Nothing speaks against it" in page.texts("h2")
    assert "2 things are not known yet. We ask about them when you apply." in page.main


def test_nothing_that_is_answered_is_kept(client, program):
    before = rows()
    page = check(client, program, experience_years="1", right_to_work_canada="no")
    assert page.headers["Cache-Control"] == "no-store"
    assert rows() == before


def test_what_cannot_be_read_is_asked_again_with_every_word(client, program):
    page = client.get_page(f"/programs/{program.id}/check")
    again = client.submit(page.form("/check"), status=422, experience_years="many", right_to_work_canada="no")
    assert again.form("/check").fields["experience_years"] == "many"
    assert again.form("/check").fields["right_to_work_canada"] == "no"


def test_a_program_without_conditions_says_so_and_its_page_offers_no_check(client):
    program = make_program(offered=True)
    assert "There is nothing to check" in client.get_page(f"/programs/{program.id}/check").main
    assert f"/programs/{program.id}/check" not in client.get_page(f"/programs/{program.id}/about").links.values()
    client.get_page(f"/programs/{make_program().id}/check", status=404)


def test_conditions_of_which_one_is_enough_are_read_in_one_line(client, program):
    ask(program, RuleKind.OTHER, Operator.IS, "yes", "A club’s computers.", one_of_group="proof")
    ask(program, RuleKind.OTHER, Operator.IS, "yes", "A school’s computers.", one_of_group="proof")
    items = client.get_page(f"/programs/{program.id}/about").texts("main .bullets li")
    assert "A club’s computers. Or: A school’s computers." in items


def test_the_public_pages_lead_to_the_check(client, program):
    assert f"/programs/{program.id}/check" in client.get_page(f"/programs/{program.id}/about").links.values()
