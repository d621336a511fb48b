"""A built vocabulary in its file: the same answers, never a stale or damaged one."""

import pytest

from marketplace.matcher import Concept, Vocabulary, container
from tests.matcher.test_probes import PROBES, VOCABULARY

TEXTS = [text for text, _ in PROBES[::5]]


@pytest.fixture
def path(tmp_path):
    VOCABULARY.save(tmp_path / "vocabulary")
    return tmp_path / "vocabulary"


def test_a_loaded_vocabulary_answers_as_the_built_one(path):
    loaded = Vocabulary.load(path, digest=VOCABULARY.digest)
    assert loaded.digest == VOCABULARY.digest
    assert loaded.resolve_many(TEXTS) == VOCABULARY.resolve_many(TEXTS)
    assert [loaded.complete(text[:4]) for text in TEXTS] == [VOCABULARY.complete(text[:4]) for text in TEXTS]
    assert dict(loaded.concepts) == dict(VOCABULARY.concepts)
    assert loaded.report == VOCABULARY.report


def test_its_arrays_cannot_be_written(path):
    arrays, _ = container.read(path)
    assert not any(array.flags.writeable for array in arrays.values())


def test_relations_survive_the_file(tmp_path):
    built = Vocabulary.build([Concept("a", "weld", broader=("outside",), related=("b",)), Concept("b", "join")])
    built.save(tmp_path / "v")
    loaded = Vocabulary.load(tmp_path / "v")
    assert [dict(loaded.relations(name)) for name in ("a", "b", "outside", "gone")] == [
        {"a": 1.0, "b": 0.5, "outside": 0.6},
        {"a": 0.5, "b": 1.0},
        {"a": 0.9, "outside": 1.0},
        {"gone": 1.0},
    ]


def test_another_digest_is_refused(path):
    with pytest.raises(ValueError, match="holds the vocabulary"):
        Vocabulary.load(path, digest="0" * 64)


@pytest.mark.parametrize("at", [0, 30, 200, 5_000, -1])
def test_a_changed_byte_anywhere_is_found(path, at):
    written = bytearray(path.read_bytes())
    written[at] ^= 0xFF
    path.write_bytes(written)
    with pytest.raises(ValueError, match=r"vocabulary file|damaged"):
        Vocabulary.load(path)


@pytest.mark.parametrize("kept", [0, 10, 100, 10_000])
def test_a_file_cut_short_is_refused(path, kept):
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"vocabulary file|damaged"):
        Vocabulary.load(path)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        Vocabulary.load(tmp_path / "nothing")


def test_saving_leaves_no_half_file_beside(path):
    VOCABULARY.save(path)
    assert [found.name for found in path.parent.iterdir()] == ["vocabulary"]


def test_the_empty_vocabulary_has_a_file_too(tmp_path):
    Vocabulary.build([]).save(tmp_path / "empty")
    assert Vocabulary.load(tmp_path / "empty").resolve("weld").suggestions == ()
