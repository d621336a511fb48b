"""The fitted vocabulary is one file for all processes: made by the worker, never an older one than the tables."""

from pathlib import Path

import pytest

from marketplace.competencies import actions, queries
from marketplace.competencies.actions import fitting
from marketplace.competencies.queries import fitted
from marketplace.db import db
from marketplace.duties import HERE, JOBS
from marketplace.matcher import Vocabulary
from marketplace.outbox import worker
from marketplace.outbox.hands import LIMIT
from marketplace.outbox.models import OutboxItem
from tests.factories.competencies import make_competency

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
    make_competency("Keep books")
    bread = make_competency("Bake bread")
    fit(now)
    assert [path.name for path in folder.glob("*.vocabulary")] == [f"{queries.stamp()}.vocabulary"]
    builds.clear()
    assert queries.vocabulary().resolve("bake bread").accepted == str(bread.id)
    assert builds == []


def test_a_damaged_file_is_not_used_and_made_anew(folder, now):
    make_competency("Keep books")
    bread = make_competency("Bake bread")
    path = queries.kept_at(queries.stamp())
    path.write_bytes(b"no vocabulary")
    assert queries.vocabulary().resolve("bake bread").accepted == str(bread.id)
    assert queries.missing_file() == path
    fit(now)
    assert (path.exists(), queries.missing_file()) == (True, None)


def test_the_worker_passes_over_what_is_not_current_any_more(folder, now):
    make_competency("Bake bread")
    old = str(queries.stamp())
    make_competency("Plan shifts")
    actions.fit_vocabulary(stamp=old, now=now)
    assert list(folder.glob("*.vocabulary")) == []


def test_one_fit_runs_at_a_time_on_a_machine_and_the_next_look_makes_what_was_passed_over(folder, now):
    make_competency("Keep books")
    make_competency("Bake bread")
    with fitting._alone_in(folder) as alone:
        assert alone
        fit(now)
        actions.fit_here(now=now)
        assert list(folder.glob("*.vocabulary")) == []
    actions.fit_here(now=now)
    assert queries.missing_file() is None


def test_a_machine_without_the_file_makes_it_though_the_job_was_done_elsewhere(folder, now, tmp_path_factory):
    make_competency("Keep books")
    make_competency("Bake bread")
    fit(now)
    queries.keep_in(tmp_path_factory.mktemp("another machine"))
    actions.fit_here(now=now)
    assert queries.missing_file() is None
    assert queries.kept_at(queries.stamp()).parent != folder


def test_a_fit_may_take_longer_than_other_jobs():
    assert (worker.limit_of(JOBS[actions.JOB]), [worker.limit_of(here) for here in HERE]) == (
        fitting.LIMIT,
        [fitting.LIMIT],
    )
    assert fitting.LIMIT > LIMIT


def test_every_job_is_settled_also_one_that_is_passed_over(monkeypatch, now):
    ended = []
    monkeypatch.setattr(fitting, "end_read", lambda: ended.append(True))
    make_competency("Keep books")
    make_competency("Bake bread")
    actions.fit_vocabulary(stamp="00000000-0000-4000-8000-000000000000", now=now)
    fit(now)
    fit(now)
    assert len(ended) >= 3


def test_an_import_from_the_terminal_makes_the_file_at_once(app, folder):
    source = Path(__file__).parent / "data"
    done = app.test_cli_runner().invoke(args=["competencies", "import", str(source)])
    assert (done.exit_code, "Learning the vocabulary" in done.output) == (0, True)
    assert queries.kept_at(queries.stamp()).exists()
