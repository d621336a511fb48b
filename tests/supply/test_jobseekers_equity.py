"""Equity answers: the person's own, sealed; totals tell nothing of anybody; the matching never sees them."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

import marketplace
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches import queries as pool
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.models import EquityAnswer, EquityTotal
from tests.factories.accounts import make_actor
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.supply import NOW, jobseeker_actor, make_claim, make_enrolment, make_jobseeker

PACKAGE = Path(marketplace.__file__).parent
OWN = PACKAGE / "supply" / "jobseekers"
NAMES = {"EquityAnswer", "own_answers"}
MAY_READ = {"apart.py", "equity.py", "personal.py", "__init__.py"}


@pytest.fixture
def person(client):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return jobseeker


def say(number, **answers):
    for _ in range(number):
        actions.save_equity(answers, actor=jobseeker_actor(make_jobseeker()), now=NOW)


def told():
    return {total.question: dict(total.counts) for total in queries.told_totals()}


def test_answers_are_ones_own_and_sealed(client, person, session):
    page = client.get_page("/me/profile/equity")
    client.submit(page.form("/me/profile/equity"), gender="woman", disability="yes", status=302)
    row = session.scalars(sa.select(EquityAnswer)).one()
    assert "woman" not in row.sealed
    assert queries.own_answers(person.id) == {"gender": "woman", "disability": "yes"}
    form = client.get_page("/me/profile/equity").form("/me/profile/equity")
    assert (form.fields["gender"], form.fields["indigenous"]) == ("woman", "")


def test_without_any_answer_nothing_is_kept(client, person, session):
    client.send("/me/profile/equity", status=302, gender="man")
    client.send("/me/profile/equity", status=302)
    assert session.scalars(sa.select(EquityAnswer)).all() == []


def test_no_page_of_staff_shows_an_answer(client, person):
    actions.save_equity({"gender": "another"}, actor=jobseeker_actor(person), now=NOW)
    for side in (Side.STAFF, Side.FUNDER, Side.ADMIN):
        client.sign_in(make_actor(side))
        assert client.get("/me/profile/equity").status_code == 404
        assert "nothing to tell yet" in client.get_page("/equity").main


def test_nothing_but_its_own_two_files_names_the_table():
    """So no query of staff, and none of the matching, can read it."""
    named = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if not (path.is_relative_to(OWN) and path.name in MAY_READ)
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Name) and node.id in NAMES)
        or (isinstance(node, ast.Attribute) and node.attr in NAMES)
        or (isinstance(node, ast.Constant) and node.value == "equity_answers")
    ]
    assert named == []


def test_a_run_never_asks_for_it_and_comes_out_the_same(app, counting):
    need = make_role_need()
    asked = make_requirement(need, level=2)
    for gender in ("woman", "man"):
        person = make_jobseeker(consented=True)
        make_enrolment(jobseeker=person, stage=EnrolmentStage.GRADUATED_ON_TIME)
        make_claim(jobseeker=person, competency=asked.competency, level=2)
        actions.save_equity({"gender": gender}, actor=jobseeker_actor(person), now=NOW)
    staff = make_actor(Side.STAFF)
    with counting() as sent:
        run = matches.run(need, actor=staff, now=NOW)
        pool.outlook(need, staff, NOW.date())
    assert not [statement for statement in sent.sent if "equity" in statement]
    assert len({candidate.score for candidate in run.candidates}) == 1


# ---- totals -----------------------------------------------------------------------------------------


def test_fewer_than_five_are_told_of_in_no_way(app):
    say(9, gender="woman")
    say(4, gender="man")
    actions.tell_equity_by_the_clock(now=NOW)
    assert "gender" not in told()


def test_where_everybody_said_the_same_nothing_is_told(app):
    say(6, gender="woman")
    actions.tell_equity_by_the_clock(now=NOW)
    assert told() == {}
    say(5, gender="man")
    actions.tell_equity_by_the_clock(now=NOW)
    assert told() == {"gender": {"woman": 6, "man": 5, "another": 0, "not_said": 0}}


def test_a_question_is_told_as_a_whole_and_adds_up(app):
    say(6, gender="woman", newcomer="yes")
    say(5, gender="man", newcomer="no")
    say(1, newcomer="no", lgbtq="yes")
    actions.tell_equity_by_the_clock(now=NOW)
    assert told() == {"newcomer": {"yes": 6, "no": 6, "not_said": 0}}


def test_one_person_more_is_not_told_until_five_are(app, session):
    say(6, gender="woman")
    say(6, gender="man")
    actions.tell_equity_by_the_clock(now=NOW)
    before = told()
    for number in range(1, 6):
        say(1, gender="man")
        actions.tell_equity_by_the_clock(now=NOW + timedelta(days=number))
        assert (told() == before) is (number < 5), number
    assert told()["gender"]["man"] == 11


def test_no_sum_of_changes_tells_of_a_few(app):
    before = {"yes": 10, "no": 10, "not_said": 10}
    assert queries.may_be_told({"yes": 15, "no": 10, "not_said": 10}, [before], 5)
    assert not queries.may_be_told({"yes": 15, "no": 6, "not_said": 10}, [before], 5)
    assert not queries.may_be_told({"yes": 16, "no": 5, "not_said": 10}, [before], 5)  # together one more


def test_totals_are_read_by_those_who_may(client, app):
    say(7, gender="woman")
    say(5, gender="man")
    actions.tell_equity_by_the_clock(now=NOW)
    for side in (Side.STAFF, Side.FUNDER, Side.ADMIN):
        client.sign_in(make_actor(side))
        assert "7 of 12" in client.get_page("/equity").main
    client.sign_in(jobseeker_actor(make_jobseeker()))
    client.get_page("/equity", status=404)


def test_the_clock_tells_once(app, session):
    say(7, gender="woman")
    say(5, gender="man")
    for _ in range(2):
        actions.tell_equity_by_the_clock(now=NOW)
    assert len(session.scalars(sa.select(EquityTotal)).all()) == 1
