"""What a text would like and does not insist on, told from what it asks for and what it does not need."""

import pytest

from marketplace.matcher import Concept, Vocabulary, wishes

NAMES = ("Python", "SQL", "Docker", "Go board")
VOCABULARY = Vocabulary.build([Concept(name, name) for name in NAMES], fitted=False)

SAID = {
    "Python is nice to have, but not required": "python",
    "Python would help but is not required": "python",
    "Python (optional), SQL (required)": "python SQL",
    "Ideally you know Python.": "python",
    "Bonus points if you know Docker": "docker",
    "Docker: nice to have": "docker",
    "SQL required, Python preferred": "SQL python",
    "SQL, Docker and Python are a plus.": "sql docker python",
    "You know Python and SQL, Docker is a plus.": "Python SQL docker",
    "Python is not required.": "-",
    "Python experience, but not required.": "-",
    "SQL, Docker and Python are not required.": "- - -",
    "Python, SQL is not required.": "Python -",
    "• Python • SQL | Docker is a plus": "Python SQL docker",
    "Nice to have: Python, SQL.\nYou bring Docker.": "python sql Docker",
    "Must have:\n- SQL\n\nNice to have\n- Python\n- Docker\n\nYour tasks\n- Go board": "SQL python docker Go_board",
    "Preferred qualifications:\n• Python\nResponsibilities:\n• SQL": "python SQL",
    "Python is a must. We have 3 years of SQL plus Docker.": "Python SQL Docker",
}


@pytest.mark.parametrize(("text", "expected"), SAID.items())
def test_a_wish_is_told_from_what_is_asked_for_and_what_is_not_needed(text, expected):
    """Capitals are asked for, small letters wished for, a dash is not needed."""
    found = [
        "-" if mention.resolution.negated else name.lower() if mention.optional else name
        for mention in VOCABULARY.extract(text)
        for name in [mention.words.replace(" ", "_")]
    ]
    assert found == expected.split()


def test_a_wish_is_never_denied_by_the_words_that_grant_it():
    [mention] = VOCABULARY.extract("Python is nice to have, but not required")
    assert (mention.optional, mention.resolution.negated, mention.resolution.accepted) == (True, False, "Python")


@pytest.mark.parametrize("text", ["nice to have " * 20_000, "\n" * 50_000, "a: " * 50_000, "(" * 50_000])
def test_long_texts_are_read_in_one_pass(text):
    assert all(start < end <= len(text) for start, end in wishes.listed(text))
    assert wishes.says(text[:80]) in {"", "wish"}
