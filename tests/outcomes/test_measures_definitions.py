"""What every figure counts, to be read by staff, and set otherwise from the terminal in the name of a lead."""

from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Membership
from marketplace.db import db
from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.measures.queries.definitions import changes, definitions
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.settings import Floor, default_definition
from marketplace.sides import Side
from tests.factories.accounts import make_actor, make_membership

pytestmark = pytest.mark.usefixtures("session")


def redefine(app, *words_typed):
    return app.test_cli_runner().invoke(args=["measures", "redefine", *words_typed])


def test_the_page_says_of_every_figure_what_it_counts(client):
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page("/outcomes/definitions").main
    for definition in definitions().values():
        assert words.title(definition.key) in page
    assert "Every figure is counted by its first definition." in page


@pytest.fixture
def lead(session):
    return make_membership(Side.STAFF, all_programs=True).person


def test_a_change_in_the_name_of_a_lead_is_read_with_its_reason(app, lead, client):
    said = redefine(
        app, "any_job", "window_days=90", "floor=document", "--by", lead.email, "--why", "The funder asks for 90 days."
    )
    assert said.output == "any_job is counted by definition 2 from now on; the worker counts everything anew.\n"
    settings = definitions()[Key.ANY_JOB].settings
    assert (settings.window_days, settings.floor.value) == (90, "document")
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page("/outcomes/definitions").main
    assert "The funder asks for 90 days." in page
    assert lead.name in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["any_job", "window_days=0"], "window_days is a whole number from 1 to"),
        (["any_job", "window=9"], "There is no setting called window."),
        (["any_job", "floor=hearsay"], "floor is one of"),
        (["any_job", "window_days=180"], "That is what the definition says already."),
        (["any_job", "window_days"], "has no value"),
        (["no_figure", "window_days=9"], "Invalid value"),
    ],
    ids=["out_of_range", "foreign", "word", "same", "no_value", "no_figure"],
)
def test_what_makes_no_sense_changes_nothing_and_says_why(app, lead, typed, sentence):
    said = redefine(app, *typed, "--by", lead.email, "--why", "A try.")
    assert said.exit_code != 0
    assert sentence in said.output
    assert changes() == []


def test_only_a_lead_can_be_named(app, session):
    coordinator = make_membership(Side.STAFF, all_programs=False).person
    db.session.flush()
    said = redefine(app, "any_job", "window_days=90", "--by", coordinator.email, "--why", "A try.")
    assert "Nobody who leads the program team has the address" in said.output
    assert changes() == []


# ---- on the site ------------------------------------------------------------------------------------

ADDRESS = "/outcomes/definitions/any_job"


@pytest.fixture
def leading(lead, client):
    client.sign_in(db.session.scalars(sa.select(Membership).where(Membership.person_id == lead.id)).one())
    return client


def test_a_lead_changes_a_definition_with_a_reason(leading):
    form = leading.get_page(ADDRESS).form(ADDRESS)
    assert (form.fields["window_days"], form.fields["windows"]) == ("180", "30, 60, 90, 180, 365")
    before = definitions()[Key.ANY_JOB].settings
    answer = leading.submit(form, window_days="90", floor="document", least_hours="12.5", why="The funder asks so.")
    assert answer.location == "/outcomes/definitions#any_job"
    now = definitions()[Key.ANY_JOB]
    assert now.number == 2
    assert now.settings == replace(before, window_days=90, floor=Floor.DOCUMENT, least_hours=Decimal("12.5"))
    page = leading.get_page(ADDRESS).main
    assert "The funder asks so." in page


def test_a_change_of_a_definition_that_somebody_else_has_changed_is_refused_with_every_word(app, lead, leading):
    form = leading.get_page(ADDRESS).form(ADDRESS)
    redefine(app, "any_job", "window_days=60", "--by", lead.email, "--why", "Sooner.")
    again = leading.submit(form, status=409, window_days="90", why="Later than that.")
    assert "Later than that." in again.html
    assert definitions()[Key.ANY_JOB].settings.window_days == 60


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"windows": "0, 30"}, "One to twelve numbers"),
        ({"windows": ", ,"}, "One to twelve numbers"),
        ({"windows": "1 " * 13}, "One to twelve numbers"),
        ({"windows": "9" * 40}, "One to twelve numbers"),
        ({"least_hours": "31"}, "at least as many hours"),
        ({"currency": "cad"}, "Three capital letters"),
        ({"why": ""}, "Say why"),
    ],
)
def test_what_a_figure_cannot_be_counted_by_is_said_at_its_field(leading, typed, sentence):
    form = leading.get_page(ADDRESS).form(ADDRESS)
    assert sentence in leading.submit(form, **{"status": 422, "why": "A try."} | typed).main
    assert definitions()[Key.ANY_JOB].number == 1


def test_the_smallest_group_is_asked_for_where_it_is_read_and_nowhere_else(leading):
    assert 'name="smallest"' not in leading.get_page(ADDRESS).html
    address = ADDRESS.replace("any_job", "impact_ratio")
    form = leading.get_page(address).form(address)
    said = leading.submit(form, status=422, smallest="0", why="A try.").main
    assert "A whole number from 1 to 1000." in said
    leading.submit(form, status=302, smallest="6", why="Smaller programs.")
    assert definitions()[Key.IMPACT_RATIO].settings.smallest == 6


def test_nobody_but_a_lead_finds_the_form(client):
    client.sign_in(make_actor(Side.STAFF, all_programs=False))
    client.get_page(ADDRESS, status=404)
    client.send(ADDRESS, status=404, window_days="90", why="I would like to.")
    assert "/outcomes/definitions/any_job" not in client.get_page("/outcomes/definitions").html


def test_there_is_no_form_for_a_figure_that_there_is_not(leading):
    leading.get_page("/outcomes/definitions/happiness", status=404)


@pytest.mark.parametrize("key", [Key.COMMITMENT, Key.REPEAT_HIRED])
def test_hires_of_partners_are_verified_ones_whatever_a_definition_says(key):
    before = default_definition(key)
    after = replace(before, settings=replace(before.settings, floor=Floor.DOCUMENT, least_hours=Decimal(12)))
    assert (words.floor(after), words.meaning(after)) == ("verified by the program team", words.meaning(before))
