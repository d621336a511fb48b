"""A vocabulary of a handful of names is cautious: one of them is always the nearest, and that says nothing."""

import pytest

from marketplace.matcher import Concept, Vocabulary

VOCABULARY = Vocabulary.build(
    [
        Concept("bread", "Bake bread"),
        Concept("metal", "Weld metal"),
        Concept("guests", "Serve guests"),
        Concept("engine", "Repair diesel engines"),
        Concept("books", "Keep the books", ("bookkeeping",)),
    ]
)


def best(text, source="label"):
    found = VOCABULARY.resolve(text, source=source)
    first = found.suggestions[0] if found.suggestions else None
    return (first.concept_id, first.confidence) if first else (None, 0.0), found.accepted


@pytest.mark.parametrize("source", ["label", "posting"])
@pytest.mark.parametrize(
    "text",
    [
        "bread for hotels", "bake cakes", "hotel guests", "weld pipes", "metal detectors", "serve food", "guest relations",
        "read books", "search engines", "engine drivers", "diesel prices", "metal music", "keep bees", "repair shoes",
        "book a hotel", "bread", "metal", "guests",
    ],
)  # fmt: skip
def test_a_weak_likeness_is_no_more_than_a_question(text, source):
    (_, sure), accepted = best(text, source)
    assert (sure < 0.75, accepted) == (True, None)


@pytest.mark.parametrize(
    ("text", "concept_id"),
    [("bake bread", "bread"), ("Baking bread", "bread"), ("weld metals", "metal"), ("diesel engines repair", "engine"),
     ("book-keeping", "books")],
)  # fmt: skip
def test_the_name_itself_is_taken(text, concept_id):
    (first, _), accepted = best(text)
    assert (first, accepted) == (concept_id, concept_id)


@pytest.mark.parametrize(
    ("text", "concept_id"),
    [("repair deisel engines", "engine"), ("repairr diesel engines", "engine"), ("serve guessts", "guests")],
)
def test_a_slip_in_a_name_is_still_sure_enough_to_be_shown_first(text, concept_id):
    (first, sure), _ = best(text)
    assert (first, sure > 0.5) == (concept_id, True)
