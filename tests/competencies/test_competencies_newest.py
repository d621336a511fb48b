"""While a newer vocabulary is being fitted: the newest file answers with what was added since, and nobody waits."""

import uuid

import pytest

from marketplace.competencies import actions, queries
from marketplace.competencies.actions import fitting
from marketplace.competencies.actions.entries import Entry, Tally
from marketplace.competencies.models import Kind
from marketplace.competencies.queries import fitted
from marketplace.db import db
from marketplace.errors import Busy
from marketplace.matcher import Vocabulary
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency, relate

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A data folder of its own, and a vocabulary that is large from two competencies on."""
    monkeypatch.setattr(fitted, "_cache", fitted._Cache())
    queries.keep_in(tmp_path)
    monkeypatch.setattr(fitted, "LARGE", 2)
    monkeypatch.setattr(fitting, "end_read", lambda: None)
    return tmp_path


@pytest.fixture
def builds(monkeypatch):
    """How many competencies were built into a vocabulary, each time."""
    made, build = [], Vocabulary.build

    def counting(concepts, **named):
        made.append((len(concepts), named))
        return build(concepts, **named)

    monkeypatch.setattr(Vocabulary, "build", counting)
    return made


@pytest.fixture
def few(monkeypatch):
    """No more than one change is read in a moment."""
    monkeypatch.setattr(fitted, "MOST_ADDED", 1)


@pytest.fixture
def ready(now):
    """A fitted file of two competencies."""
    rows = make_competency("Bake bread", labels=("bread baking",)), make_competency("Keep books")
    actions.fit_here(now=now)
    return rows


def rename(row, preferred, *labels, now):
    entry = Entry(row.code, preferred, Kind.SKILL, "", labels)
    actions.save_entries([entry], source="own", now=now, tally=Tally())


def accepted(words):
    return queries.vocabulary().resolve(words).accepted


def suggested(words):
    return [row.concept_id for row in queries.vocabulary().resolve(words).suggestions]


def test_without_any_file_a_large_vocabulary_is_asked_by_name_and_not_built(few, builds):
    bread, _books = make_competency("Bake bread", labels=("bread baking",)), make_competency("Keep books")
    assert (accepted("bake BREAD!"), accepted("Bread-baking")) == (str(bread.id), str(bread.id))
    assert (suggested("bake braed"), suggested("!?")) == ([], [])
    assert [found.label for found in queries.suggest("brea")] == ["Bake bread"]
    assert builds == []


def test_without_any_file_a_posting_is_not_read_and_the_sentence_says_what_to_do(few):
    make_competency("Bake bread")
    make_competency("Keep books")
    with pytest.raises(Busy) as refused:
        queries.mentioned("You bake bread.")
    assert refused.value.sentence == "The vocabulary is being prepared. Try this again in a few minutes."


def test_the_file_is_taken_as_soon_as_it_is_there(few, now):
    make_competency("Bake bread")
    make_competency("Keep books")
    stands_in = queries.vocabulary()
    assert queries.vocabulary() is stands_in
    actions.fit_here(now=now)
    assert queries.vocabulary().resolve("bake braed").suggestions[0].path == "typo"
    assert queries.vocabulary() is queries.vocabulary()


def test_what_was_added_since_is_found_and_only_that_is_built(ready, builds):
    shifts = make_competency("Plan shifts", labels=("Workforce Planning System (WPS)",))
    for words in ("plan shifts", "planning of shifts", "WPS"):
        assert suggested(words)[:1] == [str(shifts.id)], words
    assert accepted("Plan shifts") == str(shifts.id)
    assert accepted("bake bread") == str(ready[0].id)
    assert suggested("bake braed")[0] == str(ready[0].id)
    assert builds == [(1, {"fitted": False})]


def test_the_typeahead_knows_a_word_the_moment_it_was_added(ready):
    make_competency("Plan shifts")
    assert [found.label for found in queries.suggest("plan sh")] == ["Plan shifts"]
    assert queries.choose("plan shifts").competency_id is not None


def test_a_name_that_was_taken_away_is_not_believed(ready, now):
    rename(ready[0], "Bake loaves", now=now)
    assert (accepted("bread baking"), accepted("bake loaves")) == (None, str(ready[0].id))
    assert suggested("bread baking") == []


def test_a_name_that_two_bear_now_is_asked_about(ready):
    other = make_competency("Run a bakery", labels=("bread baking",))
    assert accepted("bread baking") is None
    assert set(suggested("bread baking")) == {str(ready[0].id), str(other.id)}


def test_a_posting_is_read_by_both_and_the_longer_mention_counts(ready):
    rye = make_competency("Bake bread rolls")
    found = queries.mentioned("You keep books and bake bread rolls. No experience needed to bake bread.")
    assert [row.competency.id for row in found] == [ready[1].id, rye.id]


def test_with_more_changes_than_are_read_in_a_moment_names_are_looked_up(ready, few, builds, now):
    rename(ready[0], "Bake loaves", now=now)
    shifts = make_competency("Plan shifts")
    assert (accepted("plan shifts"), accepted("bake loaves")) == (str(shifts.id), str(ready[0].id))
    assert (accepted("bread baking"), accepted("keep books")) == (None, str(ready[1].id))
    found = queries.mentioned("We look for people who keep books and do bread baking.")
    assert [row.competency.id for row in found] == [ready[1].id]
    assert builds == []


def test_a_relation_alone_is_no_name_and_changes_nothing_of_what_is_found(ready, builds):
    relate(*ready)
    assert accepted("bread baking") == str(ready[0].id)
    assert builds == [(0, {"fitted": False})]


def test_a_file_of_another_past_is_never_used(folder, ready, few):
    make_competency("Plan shifts")
    queries.kept_at(fitted._files()[0].stamp).rename(folder / f"{uuid.uuid4()}.vocabulary")
    fitted._cache.base = None
    assert suggested("bake braed") == []


def test_a_small_vocabulary_is_built_at_once_and_needs_no_file(monkeypatch, builds):
    monkeypatch.setattr(fitted, "LARGE", 100)
    bread = make_competency("Bake bread")
    assert accepted("bake bread") == str(bread.id)
    assert (builds, queries.missing_file(), queries.fitting()) == ([(1, {"fitted": False})], None, None)


# ---- what the staff's pages say ---------------------------------------------------------------------


@pytest.fixture
def staff(client, now):
    client.sign_in(make_actor(Side.STAFF))
    return client


@pytest.mark.parametrize("url", ["/competencies", "/competencies/unresolved"])
def test_the_pages_say_since_when_a_newer_vocabulary_is_being_fitted_and_what_is_in_use(staff, ready, url, now):
    assert "being fitted" not in staff.get_page(url).main
    make_competency("Plan shifts", now=now)
    page = " ".join(staff.get_page(url).main.split())
    assert "A newer vocabulary is being fitted, since Tue 15 Sep 2026, 10:00 Toronto time." in page
    assert "is found by its names: one competency." in page
    actions.fit_here(now=now)
    assert "being fitted" not in staff.get_page(url).main


def test_the_page_says_when_there_is_no_vocabulary_yet(staff):
    make_competency("Bake bread")
    make_competency("Keep books")
    assert "competencies are found by their names alone" in staff.get_page("/competencies").main


def test_the_page_says_when_the_fit_was_given_up(staff, ready, now):
    make_competency("Plan shifts", now=now)
    db.session.query(OutboxItem).filter_by(name=actions.JOB).update({"dead_at": now})
    assert "could not be fitted" in staff.get_page("/competencies").main
