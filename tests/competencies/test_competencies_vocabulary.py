"""The process's vocabulary, and what typed words come to."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from marketplace.competencies import actions, queries
from marketplace.competencies.models import Competency, CompetencyRelation, Kind, Relation
from marketplace.errors import Refused
from marketplace.sides import Side
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency, relate

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def names(proposals):
    return [proposal.label for proposal in proposals]


def test_the_vocabulary_is_built_once_and_again_after_a_change(session):
    make_competency("Bake bread")
    first = queries.vocabulary()
    assert queries.vocabulary() is first
    make_competency("Look after ovens")
    assert {concept.preferred for concept in queries.vocabulary().concepts.values()} == {
        "Bake bread",
        "Look after ovens",
    }


def test_a_change_that_is_rolled_back_leaves_no_trace_in_the_vocabulary(session):
    make_competency("Bake bread")
    with session.begin_nested() as savepoint:
        make_competency("Look after ovens")
        assert len(queries.vocabulary().concepts) == 2
        savepoint.rollback()
    session.expire_all()
    assert [concept.preferred for concept in queries.vocabulary().concepts.values()] == ["Bake bread"]


def test_concepts_carry_names_and_neighbours_related_both_ways(session):
    bread, ovens = make_competency("Bake bread", labels=("bread baking",)), make_competency("Look after ovens")
    rye = make_competency("Bake rye bread")
    session.add_all(
        [
            CompetencyRelation(from_id=bread.id, to_id=ovens.id, kind=Relation.RELATED),
            CompetencyRelation(from_id=rye.id, to_id=bread.id, kind=Relation.BROADER),
        ]
    )
    session.flush()
    actions.stamp_vocabulary(now=NOW)
    concepts = queries.vocabulary().concepts
    assert concepts[str(bread.id)].labels == ("bread baking",)
    assert (concepts[str(bread.id)].related, concepts[str(ovens.id)].related) == ((str(ovens.id),), (str(bread.id),))
    assert (concepts[str(rye.id)].broader, concepts[str(bread.id)].broader) == ((str(bread.id),), ())


def test_neighbours_are_broader_narrower_and_related(session):
    bread, ovens, rye = (make_competency(name) for name in ("Bake bread", "Look after ovens", "Bake rye bread"))
    session.add_all(
        [
            CompetencyRelation(from_id=ovens.id, to_id=bread.id, kind=Relation.RELATED),
            CompetencyRelation(from_id=rye.id, to_id=bread.id, kind=Relation.BROADER),
        ]
    )
    session.flush()
    assert queries.neighbours(bread) == queries.Neighbours(broader=[], narrower=[rye], related=[ovens])
    assert queries.neighbours(rye) == queries.Neighbours(broader=[bread], narrower=[], related=[])


def test_a_clear_name_is_taken(session):
    bread = make_competency("Bake bread", labels=("bread baking",))
    assert queries.choose("BREAD-baking") == queries.Choice(bread.id, [])


def test_an_unclear_name_gives_proposals(session):
    make_competency("Bake bread", labels=("bread baking",), description="Turn flour into loaves.")
    make_competency("Look after ovens")
    choice = queries.choose("bred bakin")
    assert (choice.competency_id, names(choice.proposals)) == (None, ["Bake bread"])
    assert (choice.proposals[0].why, choice.proposals[0].description) == ("typing error", "Turn flour into loaves.")


def test_a_name_of_two_competencies_is_asked_about(session):
    make_competency("Driving nails", labels=("driving",))
    make_competency("Driving cars", labels=("driving",))
    choice = queries.choose("driving")
    assert (choice.competency_id, sorted(names(choice.proposals))) == (None, ["Driving cars", "Driving nails"])


def test_the_chosen_one_of_two_is_taken(session):
    make_competency("Driving nails", labels=("driving",))
    cars = make_competency("Driving cars", labels=("driving",))
    assert queries.choose("driving", cars.id).competency_id == cars.id


def test_a_chosen_one_that_was_typed_over_is_read_by_its_words(session):
    bread, ovens = make_competency("Bake bread"), make_competency("Look after ovens")
    assert queries.choose("look after ovens", bread.id).competency_id == ovens.id


def test_suggestions_put_the_whole_name_first_then_beginnings_then_words_inside(session):
    for name in ("Teach baking", "Bake", "Bakery hygiene", "Look after ovens"):
        make_competency(name)
    make_competency("Make loaves", labels=("bake bread",))
    assert names(queries.suggest("bake")) == ["Bake", "Bakery hygiene", "Make loaves"]
    assert names(queries.suggest("BAK"))[:4] == ["Bake", "Bakery hygiene", "Make loaves", "Teach baking"]


def test_suggestions_forgive_a_slip(session):
    make_competency("Negotiate an agreement", labels=("negotiation",))
    assert [(found.label, found.why) for found in queries.suggest("negotation")] == [
        ("Negotiate an agreement", "typing error")
    ]


def test_suggestions_say_why(session):
    report = make_competency("Write a report", labels=("key performance indicator (KPI) report",))
    sales = make_competency("Sell to customers", labels=("selling",))
    counter = make_competency("Work behind a counter")
    relate(counter, sales)
    assert [(found.id, found.why) for found in queries.suggest("selling")] == [
        (sales.id, "same as “selling”"),
        (counter.id, "related"),
    ]
    assert queries.suggest("KPI")[0].id == report.id


def test_what_was_said_of_the_words_comes_first_in_the_suggestions(session):
    meant = make_competency("Plan shifts")
    make_competency("Rota software")
    actions.map_words("rota", meant.id, actor=make_actor(Side.STAFF), now=datetime(2026, 3, 2, tzinfo=UTC))
    assert next((found.label, found.why) for found in queries.suggest("rota")) == (
        "Plan shifts",
        "chosen for these words before",
    )


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "-", "'"])
def test_signs_alone_suggest_nothing(session, words):
    make_competency("Bake bread")
    assert (queries.suggest(words), queries.choose(words)) == ([], queries.Choice(None, []))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Crème-Brûlée ", "creme brulee"),
        ("C++", "c++"),
        ("c#", "c#"),
        ("TCP/IP", "tcp ip"),
        ("Größe", "grosse"),
    ],
)
def test_folding_keeps_what_tells_names_apart(text, folded):
    assert queries.fold(text) == folded


def test_search_finds_every_word_in_any_name(session):
    make_competency("Bake bread", labels=("loaf making",), kind=Kind.SKILL)
    make_competency("Breads of the world", kind=Kind.KNOWLEDGE)
    found = lambda *words: [row.preferred for row in session.scalars(queries.search(*words))]  # noqa: E731
    assert found("bread") == ["Bake bread", "Breads of the world"]
    assert found("bread bake") == ["Bake bread"]
    assert found("mak") == ["Bake bread"]
    assert found("oaf") == []
    assert found("bread", Kind.KNOWLEDGE) == ["Breads of the world"]


def test_a_code_that_is_taken_is_refused(session):
    make_competency("Bake bread")
    with pytest.raises(Refused, match="has “Bake Bread” already"):
        make_competency("Bake Bread")
    assert len(session.scalars(select(Competency)).all()) == 1
