"""The fitted vocabulary is one file for all processes: made by the worker, never an older one than the tables."""

from pathlib import Path

import pytest

from marketplace.competencies import actions, queries
from marketplace.competencies.actions import fitting
from marketplace.db import db
from marketplace.matcher import Vocabulary
from marketplace.outbox.models import OutboxItem
from tests.factories.competencies import make_competency

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A data folder of its own, and a vocabulary that is large from two competencies on."""
    monkeypatch.setattr(queries.matching._cache, "folder", tmp_path)
    monkeypatch.setattr(fitting, "LARGE", 2)
    monkeypatch.setattr(fitting, "end_read", lambda: None)
    return tmp_path


@pytest.fixture
def builds(monkeypatch):
    """How often this process built a vocabulary by itself."""
    made, build = [], Vocabulary.build

    def counting(*given, **named):
        made.append(named)
        return build(*given, **named)

    monkeypatch.setattr(Vocabulary, "build", counting)
    return made


def fit(now):
    actions.fit_vocabulary(stamp=str(queries.stamp()), now=now)


def waiting():
    return [item.arguments["stamp"] for item in db.session.query(OutboxItem).filter_by(name=actions.JOB)]


def test_a_change_of_a_large_vocabulary_asks_the_worker_and_of_a_small_one_does_not():
    make_competency("Bake bread")
    assert waiting() == []
    make_competency("Plan shifts")
    assert waiting() == [str(queries.stamp())]


def test_the_file_that_the_worker_made_is_mapped_and_not_built_again(folder, now, builds):
    bread = make_competency("Bake bread")
    fit(now)
    assert [path.name for path in folder.iterdir()] == [f"{queries.stamp()}.vocabulary"]
    builds.clear()
    assert queries.vocabulary().resolve("bake bread").accepted == str(bread.id)
    assert builds == []


def test_until_the_file_is_there_the_process_builds_a_current_one_and_then_takes_the_file(now, builds):
    bread = make_competency("Bake bread")
    first = queries.vocabulary()
    assert first.resolve("bake bread").accepted == str(bread.id)
    assert queries.vocabulary() is first
    assert builds == [{"fitted": False}]
    fit(now)
    assert queries.vocabulary() is not first
    assert queries.vocabulary() is queries.vocabulary()


def test_an_older_file_is_never_used(folder, now):
    make_competency("Bake bread")
    fit(now)
    shifts = make_competency("Plan shifts")
    assert queries.vocabulary().resolve("plan shifts").accepted == str(shifts.id)
    fit(now)
    assert [path.name for path in folder.iterdir()] == [f"{queries.stamp()}.vocabulary"]


def test_a_damaged_file_is_not_used(folder, now):
    bread = make_competency("Bake bread")
    queries.kept_at(queries.stamp()).write_bytes(b"no vocabulary")
    assert queries.vocabulary().resolve("bake bread").accepted == str(bread.id)


def test_the_worker_passes_over_what_is_not_current_any_more(folder, now):
    make_competency("Bake bread")
    old = str(queries.stamp())
    make_competency("Plan shifts")
    actions.fit_vocabulary(stamp=old, now=now)
    assert list(folder.iterdir()) == []


def test_every_job_is_settled_also_one_that_is_passed_over(monkeypatch, now):
    ended = []
    monkeypatch.setattr(fitting, "end_read", lambda: ended.append(True))
    make_competency("Bake bread")
    actions.fit_vocabulary(stamp="00000000-0000-4000-8000-000000000000", now=now)
    fit(now)
    fit(now)
    assert ended == [True] * 3


def test_an_import_from_the_terminal_makes_the_file_at_once(app, folder):
    source = Path(__file__).parent / "data"
    done = app.test_cli_runner().invoke(args=["competencies", "import", str(source)])
    assert (done.exit_code, "Learning the vocabulary" in done.output) == (0, True)
    assert queries.kept_at(queries.stamp()).exists()
