"""R7: what an ambiguous acronym or word means is read from what stands beside it, and never taken without asking."""

import pytest

from marketplace.matcher import Concept, Vocabulary

CONCEPTS = [
    Concept("drafting", "computer-aided design (CAD)", broader=("engineering",)),
    Concept("heart", "coronary artery disease (CAD)", broader=("medicine",)),
    Concept("turning", "turn metal on a lathe", broader=("engineering",)),
    Concept("ward", "care for patients on a ward", broader=("medicine",), related=("heart",)),
    Concept("engineering", "engineering"),
    Concept("medicine", "medicine"),
    Concept("crane", "operate cranes", ("crane",), broader=("engineering",)),
    Concept("bird", "care for water birds", ("crane",), related=("zoo",)),
    Concept("zoo", "work in a zoo"),
]
VOCABULARY = Vocabulary.build(CONCEPTS)


def suggested(text, *beside):
    found = VOCABULARY.resolve(text, 3, beside=beside)
    return [row.concept_id for row in found.suggestions if row.path in {"acronym", "exact"}], found.accepted


@pytest.mark.parametrize(
    ("text", "beside", "first"),
    [
        ("CAD", ["turning"], "drafting"),
        ("CAD", ["ward"], "heart"),
        ("CAD", ["ward", "turning", "engineering"], "drafting"),
        ("crane", ["zoo"], "bird"),
        ("crane", ["turning"], "crane"),
    ],
)
def test_the_meaning_that_has_to_do_with_what_stands_beside_comes_first(text, beside, first):
    meanings, accepted = suggested(text, *beside)
    assert (meanings[0], len(meanings), accepted) == (first, 2, None)


def test_nothing_beside_or_nothing_near_changes_nothing():
    plain = VOCABULARY.resolve("CAD")
    assert plain.accepted is None
    assert VOCABULARY.resolve("CAD", beside=["zoo"]) == plain == VOCABULARY.resolve("CAD", beside=["gone"])


def test_a_name_of_one_concept_is_taken_whatever_stands_beside():
    assert VOCABULARY.resolve("engineering", beside=["ward"]).accepted == "engineering"


def test_confidence_never_rises_down_the_list():
    sure = [row.confidence for row in VOCABULARY.resolve("CAD", 5, beside=["ward"]).suggestions]
    assert sure == sorted(sure, reverse=True)


def test_an_id_beside_that_is_no_text_is_refused():
    with pytest.raises(ValueError, match=r"beside\[0\]:"):
        VOCABULARY.resolve("CAD", beside=[3])
