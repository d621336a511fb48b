"""The form field in which a competency is typed or chosen."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField
from wtforms.validators import InputRequired

from marketplace.competencies.forms import CompetencyField
from tests.factories.competencies import make_competency
from tests.page import Page


class Asked(Form):
    competency = CompetencyField("Competency", [InputRequired("Name a competency.")])


class Optional(Form):
    competency = CompetencyField("Competency")


class Many(Form):
    lines = FieldList(FormField(Optional))


def sent(form=Asked, **fields):
    made = form(MultiDict({name.replace("__", "-"): str(value) for name, value in fields.items()}))
    return made, made.validate()


@pytest.fixture
def bread(session):
    return make_competency("Bake bread", labels=("bread baking",), description="Turn flour into loaves.")


def test_clear_words_are_the_competency(bread):
    form, valid = sent(competency="bread Baking")
    assert (valid, form.competency.data) == (True, bread.id)


def test_the_chosen_id_is_the_competency(bread):
    form, valid = sent(competency="Bake bread", competency__chosen=bread.id)
    assert (valid, form.competency.data) == (True, bread.id)


def test_unclear_words_are_kept_and_asked_about(bread):
    form, valid = sent(competency="bred bakin")
    assert (valid, form.competency.data, form.competency.words) == (False, None, "bred bakin")
    assert form.competency.errors == [
        "The vocabulary has no “bred bakin”. Choose what you mean below, or type another name for it."
    ]
    assert [proposal.id for proposal in form.competency.proposals] == [bread.id]


def test_at_most_five_are_proposed(session):
    for number in range(8):
        make_competency(f"Bake bread {'abcdefgh'[number] * 3}")
    form, _valid = sent(competency="bake bred")
    assert len(form.competency.proposals) == 5


def test_a_chosen_proposal_is_the_competency(bread):
    form, valid = sent(competency="bred bakin", competency__proposed=bread.id)
    assert (valid, form.competency.data, form.competency.words) == (True, bread.id, "Bake bread")


def test_none_of_the_proposals_reads_the_words_again(bread):
    form, valid = sent(competency="bread baking", competency__proposed="")
    assert (valid, form.competency.data) == (True, bread.id)


def test_words_like_nothing_are_said_so(bread):
    form, valid = sent(competency="zzzzqq")
    assert (valid, form.competency.proposals) == (False, [])
    assert form.competency.errors == [
        (
            "Nothing in the vocabulary is like “zzzzqq”. Try another name for it; these words are kept for the program "
            "team, who see to the vocabulary."
        )
    ]


@pytest.mark.parametrize("chosen", ["00000000-0000-4000-8000-000000000000", "no id", ""])
def test_an_id_that_is_none_leaves_it_to_the_words(bread, chosen):
    form, valid = sent(competency="Bake bread", competency__chosen=chosen, competency__proposed=chosen)
    assert (valid, form.competency.data) == (True, bread.id)


def test_nothing_is_an_error_only_where_it_is_asked(bread):
    asked, asked_valid = sent(competency="  ")
    optional, optional_valid = sent(Optional, competency="")
    assert (asked_valid, asked.competency.errors) == (False, ["Name a competency."])
    assert (optional_valid, optional.competency.data) == (True, None)


def test_a_row_to_edit_shows_its_name(bread):
    form = Optional(data={"competency": bread.id})
    assert (form.competency.words, form.competency.data) == ("Bake bread", bread.id)


def test_it_works_in_a_list_of_lines(bread):
    ovens = make_competency("Look after ovens")
    form, valid = sent(
        Many,
        **{"lines-0-competency": "Bake bread", "lines-1-competency": "ovns", "lines-1-competency-proposed": ovens.id},
    )
    assert (valid, [line.competency.data for line in form.lines]) == (True, [bread.id, ovens.id])


def test_its_component_escapes_what_was_typed_and_labels_every_choice(app, bread):
    form, _valid = sent(competency='bred bakin "><b>')
    with app.test_request_context():
        html = app.jinja_env.from_string(
            '{% from "components/competency_field.html" import competency_field with context %}'
            "{{ competency_field(form.competency) }}"
        ).render(form=form)
    page = Page(f"<html lang='en'><title>t</title><h1>t</h1>{html}</html>")
    assert page.faults == []
    assert page.all("b") == []
    assert page.one("input[type=text]").attributes["value"] == 'bred bakin "><b>'
    assert [radio.attributes["value"] for radio in page.all("input[type=radio]")] == [str(bread.id), ""]
    assert page.one("input[type=hidden]").attributes["id"] == page.one("[data-chosen]").attributes["data-chosen"]
