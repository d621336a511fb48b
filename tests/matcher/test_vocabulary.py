import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.matcher import BESIDE_ITS_NAME, Concept, Vocabulary

CONCEPTS = [
    Concept("c", "C", ("C (programming language)",)),
    Concept("cpp", "C++"),
    Concept("cs", "C#", ("C sharp",)),
    Concept("net", ".NET", ("dot net",)),
    Concept("nets", "net making", ("make nets", "nets")),
    Concept("java", "Java"),
    Concept("js", "JavaScript", ("Javascript programming",)),
    Concept("py2", "Python 2"),
    Concept("py3", "Python 3"),
    Concept("r", "R"),
    Concept("lead", "lead teams", ("team leading", "supervise staff")),
    Concept("manage", "manage teams", ("supervise staff",)),
    Concept("driver", "hold a driver's licence", ("Führerschein",)),
    Concept("hygiene", "follow hygiene rules", ("food hygiene",)),
]
VOCABULARY = Vocabulary.build(CONCEPTS)
SHARED = {"supervise staff"}


def suggested(text, **options):
    return [found.concept_id for found in VOCABULARY.resolve(text, **options).suggestions]


@pytest.mark.parametrize(
    ("label", "concept_id"),
    [(label, c.id) for c in CONCEPTS for label in (c.preferred, *c.labels) if label not in SHARED],
)
def test_every_label_of_one_concept_is_accepted_however_it_is_spaced_and_cased(label, concept_id):
    for text in (label, label.upper().replace("SS", "ss"), f"  {label}\t", label.replace(" ", "  ")):
        found = VOCABULARY.resolve(text)
        assert (found.accepted, found.text) == (concept_id, text)
        first, *others = found.suggestions
        assert (first.concept_id, first.path, first.label, first.confidence) == (concept_id, "exact", label, 1.0)
        assert [s for s in others if s.concept_id == concept_id or s.confidence > BESIDE_ITS_NAME] == []


def test_after_the_name_itself_comes_what_else_may_be_meant_and_of_it_nothing_is_sure():
    found = VOCABULARY.resolve("food hygiene")
    assert [s.concept_id for s in found.suggestions][:1] == ["hygiene"]
    assert len(found.suggestions) > 1
    assert [s.confidence for s in found.suggestions] == sorted((s.confidence for s in found.suggestions), reverse=True)
    assert VOCABULARY.resolve("food hygiene", 1).suggestions == found.suggestions[:1]
    assert [s.concept_id for s in VOCABULARY.complete("food hygiene")] == ["hygiene"]


@pytest.mark.parametrize(
    ("text", "concept_id"),
    [
        ("food-hygiene!", "hygiene"),
        ("hold a drivers licence", "driver"),
        ("hold a driver’s licence.", "driver"),
        ("(C)", "c"),
        ("C ++", "cpp"),
        ("Ｃ＋＋", "cpp"),
        ("C♯", "cs"),
        (".Net,", "net"),
        ("FU\u0308HRERSCHEIN", "driver"),
    ],
)
def test_punctuation_and_form_do_not_hide_a_name(text, concept_id):
    assert VOCABULARY.resolve(text).accepted == concept_id


def test_signs_that_tell_names_apart_are_kept():
    answers = [VOCABULARY.resolve(text).accepted for text in ("C", "C++", "C#", "C+++", "C--", "C*")]
    assert answers == ["c", "cpp", "cs", None, None, None]
    assert suggested("C") == ["c"]


def test_c_does_not_match_c_plus_plus_even_when_c_is_missing():
    without = Vocabulary.build([concept for concept in CONCEPTS if concept.id != "c"])
    assert without.resolve("C").suggestions == ()
    found = Vocabulary.build([concept for concept in CONCEPTS if concept.id != "cpp"]).resolve("C++")
    assert {s.concept_id for s in found.suggestions} & {"c", "cs"} == set()


def test_a_shared_label_is_offered_and_never_accepted():
    found = VOCABULARY.resolve("Supervise staff")
    assert found.accepted is None
    assert [s.concept_id for s in found.suggestions] == ["lead", "manage"]


def test_a_concept_whose_preferred_label_it_is_comes_first():
    shared = Vocabulary.build([Concept("a", "weld", ("join",)), Concept("b", "join")])
    found = shared.resolve("join")
    assert ([s.concept_id for s in found.suggestions], found.accepted) == (["b", "a"], None)


def test_a_slip_of_the_pen_is_a_suggestion_with_its_words():
    found = VOCABULARY.resolve("food hygeine")
    best = found.suggestions[0]
    assert (best.concept_id, best.path, best.aligned, best.missing, best.extra) == (
        "hygiene", "typo", ("food", "hygiene"), (), (),
    )  # fmt: skip
    assert best.confidence < 1


def test_a_word_of_the_vocabulary_is_no_slip_of_another():
    found = {s.concept_id: s for s in VOCABULARY.resolve("Java programming").suggestions}
    assert (found["js"].path, found["js"].aligned, found["js"].missing) == ("words", ("programming",), ("javascript",))


def test_other_numbers_are_another_thing():
    found = {s.concept_id: s.confidence for s in VOCABULARY.resolve("Python 3 basics").suggestions}
    assert found["py3"] > 1.5 * found.get("py2", 0)


@pytest.mark.parametrize("text", ["", "   ", "+++", "#", "‽‽‽", "🙂", "\x00", "\ud800", ".,;"])
def test_a_text_without_letters_means_nothing(text):
    found = VOCABULARY.resolve(text)
    assert (found.suggestions, found.accepted, VOCABULARY.complete(text)) == ((), None, ())


@pytest.mark.parametrize("text", ["weld " * 100_000, "ﷺ" * 500_000, "a" * 1_000_000, "\u0300" * 200_000 + "a"])
def test_a_hostile_text_is_answered_at_once(text):
    start = time.perf_counter()
    assert VOCABULARY.resolve(text).accepted is None
    assert time.perf_counter() - start < 0.5


def test_words_after_the_limit_change_nothing():
    long = "lead teams in the field " * 6
    assert suggested(long) == suggested(long + " JavaScript " * 100)


@given(st.text(max_size=60), st.integers(0, 8))
def test_any_text_is_answered_in_order_and_the_same_again(text, limit):
    found = VOCABULARY.resolve(text, limit)
    confidences = [s.confidence for s in found.suggestions]
    assert confidences == sorted(confidences, reverse=True)
    assert len(confidences) <= limit
    assert all(0 < confidence <= 1 for confidence in confidences)
    assert len(VOCABULARY.complete(text, limit)) <= limit
    assert found == VOCABULARY.resolve(text, limit) == VOCABULARY.resolve_many([text], limit)[0]


@given(st.sampled_from([concept.preferred for concept in CONCEPTS]), st.randoms(use_true_random=False), st.data())
def test_the_order_of_concepts_and_labels_changes_nothing(label, rng, data):
    shuffled = [
        Concept(c.id, c.preferred, tuple(rng.sample(c.labels, len(c.labels))))
        for c in rng.sample(CONCEPTS, len(CONCEPTS))
    ]
    other = Vocabulary.build(shuffled)
    cut = data.draw(st.integers(1, len(label)))
    assert other.digest == VOCABULARY.digest
    assert other.resolve(label[:cut]) == VOCABULARY.resolve(label[:cut])
    assert other.complete(label[:cut]) == VOCABULARY.complete(label[:cut])


def test_the_digest_tells_content_apart():
    others = [
        Vocabulary.build(CONCEPTS[1:]),
        Vocabulary.build([*CONCEPTS[:-1], Concept("hygiene", "follow hygiene rules")]),
        Vocabulary.build(CONCEPTS, seed=1),
        Vocabulary.build(CONCEPTS, examples=[("clean kitchens", ("hygiene",), "posting")]),
    ]
    assert len({VOCABULARY.digest, *(other.digest for other in others)}) == 5


def test_many_texts_get_the_answers_of_each():
    texts = ["Java", "food hygeine", "", "Java"]
    assert VOCABULARY.resolve_many(texts, 2) == [VOCABULARY.resolve(text, 2) for text in texts]


def test_typing_is_completed_with_the_name_itself_first():
    assert [s.concept_id for s in VOCABULARY.complete("java")] == ["java", "js"]
    assert [s.concept_id for s in VOCABULARY.complete("jav", 1)] == ["java"]
    assert VOCABULARY.complete("food hyg")[0].label == "food hygiene"


def test_an_empty_vocabulary_knows_nothing():
    assert Vocabulary.build([]).resolve("Java").suggestions == ()
    assert Vocabulary.build([]).complete("Java") == ()


def test_a_relation_may_point_outside_the_vocabulary():
    lone = Vocabulary.build([Concept("a", "weld", broader=("retired",), related=("a",))])
    assert [lone.relation(*pair) for pair in (("retired", "a"), ("a", "retired"), ("a", "a"), ("a", "b"))] == [
        0.9, 0.6, 1.0, 0.0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "place"),
    [
        (lambda: Vocabulary.build([Concept("a", "x"), Concept("a", "y")]), "concepts[1].id"),
        (lambda: Vocabulary.build(["a"]), "concepts[0]"),
        (lambda: Vocabulary.build(CONCEPTS, examples=[("x", ("c", "gone"), "label")]), "examples[0].concept ids[1]"),
        (lambda: Vocabulary.build(CONCEPTS, examples=[("x", ("c",), "chat")]), "examples[0].source"),
        (lambda: Vocabulary.build(CONCEPTS, examples=[("x", ("c",))]), "examples[0]"),
        (lambda: VOCABULARY.resolve(None), "text"),
        (lambda: VOCABULARY.resolve("x", -1), "limit"),
        (lambda: VOCABULARY.resolve("x", source="chat"), "source"),
        (lambda: VOCABULARY.resolve_many(["x", 3]), "texts[1]"),
        (lambda: VOCABULARY.resolve_many("x"), "texts"),
    ],
)
def test_a_bad_value_is_refused_by_field_and_place(act, place):
    with pytest.raises(ValueError) as refused:
        act()
    assert str(refused.value).startswith(f"{place}:")


def test_random_slips_in_a_larger_vocabulary_find_their_name_again():
    rng = random.Random(5)
    syllables = ["ka", "ro", "mi", "ten", "sul", "dra", "vo", "pel", "ni", "gor"]
    names = {" ".join("".join(rng.choices(syllables, k=3)) for _ in range(3)) for _ in range(400)}
    many = Vocabulary.build([Concept(name, name) for name in sorted(names)])
    drawn = rng.sample(sorted(names), 60)
    found = [many.resolve(name[:4] + name[5:]).suggestions[0].concept_id for name in drawn]
    assert sum(map(str.__eq__, found, drawn)) >= 57
