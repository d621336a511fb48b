"""Freezing: what is kept never changes, and what has changed since makes a restatement that says so."""

import dataclasses
import random
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements.models import Placement, Related
from marketplace.outbox.models import OutboxItem
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.snapshots import actions, queries
from marketplace.outcomes.snapshots.models import FrozenPerson, FrozenReport, RestatedPerson
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Intent
from marketplace.supply.jobseekers import actions as jobseekers
from tests.factories import accounts, programs, supply
from tests.factories.placements import make_paper
from tests.factories.snapshots import (
    AS_OF,
    FROZEN_AT,
    make_freezing,
    make_frozen,
    make_report,
    make_small_world,
    make_work,
)

pytestmark = pytest.mark.usefixtures("session")


def figure(version, key):
    return next(one for one in version.figures if one["key"] == key.value)


def versions_of(report):
    rows = sa.select(FrozenReport).where(FrozenReport.report_id == report.id).order_by(FrozenReport.number)
    return db.session.scalars(rows).all()


def test_a_version_keeps_figures_definitions_people_and_what_is_behind_them():
    cohort, people = make_small_world()
    work = db.session.scalars(sa.select(Placement)).one()
    paper = make_paper(work)
    version = make_frozen([cohort])
    assert (version.number, version.reason, version.people) == (1, "", 3)
    placed = figure(version, Key.GRADUATE_PLACEMENT)
    assert (placed["count"], placed["base"], placed["unknown"]) == (1, 3, 2)
    assert [one["key"] for one in version.definitions] == version.report.keys
    rows = {one.enrolment_id: one for one in db.session.scalars(sa.select(FrozenPerson))}
    assert rows[people[0].id].behind == [{"placement": str(work.id), "verified": True, "papers": [str(paper.id)]}]
    assert rows[people[1].id].behind == []
    assert rows[people[0].id].verdicts["graduate_placement"][0] == "yes"


def test_the_digest_can_be_computed_again_from_what_is_kept_and_from_the_facts():
    cohort, _people = make_small_world()
    version = make_frozen([cohort])
    facts = [(one.enrolment_id, queries.facts_digest(one)) for one in queries.starters_of([cohort.id])]
    told = {"as_of": AS_OF.isoformat(), "cohorts": [cohort.id], "definitions": version.definitions}
    assert queries.digest_today(version) == version.digest == queries.version_digest(**told, people=facts)


def test_the_facts_of_a_person_are_one_text_on_either_engine():
    cohort, people = make_small_world(1)
    work = db.session.scalars(sa.select(Placement)).one()
    (told,) = queries.starters_of([cohort.id])
    (episode,) = told.episodes
    assert queries.canonical(dataclasses.replace(told, episodes=())) == queries.canonical(
        {
            "enrolment_id": people[0].id,
            "jobseeker_id": people[0].jobseeker_id,
            "cohort_id": cohort.id,
            "program_id": cohort.program_id,
            "starts_on": "2026-03-02",
            "census_day": cohort.census_day,
            "ends_on": "2026-07-31",
            "graduated_on": "2026-07-31",
            "on_time": True,
            "intent": "new_job",
            **{name: getattr(told, name) for name in ("may_work", "province", "pools")},
            **dict.fromkeys(("left_on", "left_for", "certificate_on", "gained_on", "worked_before", "wage_before")),
            "levels_seen": False,
            "episodes": [],
        }
    )
    kept = queries.canonical(episode)
    for fact in (f'"id":"{work.id}"', '"starts_on":"2026-08-03"', '"related":"yes"', '"ended_on":null'):
        assert fact in kept
    assert f'"hours_per_week":"{work.hours_per_week.normalize():f}"' in kept


def test_a_correction_makes_a_version_that_says_what_moved_and_why():
    cohort, people = make_small_world()
    first = make_frozen([cohort])
    kept = [dict(one) for one in first.figures]
    make_work(people[1])
    make_freezing(first.report, "A contract came in late")
    second = queries.newest(first.report_id)
    assert (second.number, second.reason) == (2, "A contract came in late")
    moved = {one["key"]: (one["before"]["count"], one["after"]["count"]) for one in second.difference}
    assert moved["graduate_placement"] == (1, 2)
    (row,) = db.session.scalars(sa.select(RestatedPerson))
    assert (row.version_id, row.enrolment_id) == (second.id, people[1].id)
    before, after = row.moves["graduate_placement"]
    assert (before[0], after[0]) == ("unknown", "yes")
    assert first.figures == kept


def test_what_has_not_changed_makes_no_version():
    cohort, _people = make_small_world()
    first = make_frozen([cohort])
    again = make_freezing(first.report, "To be sure")
    assert again.finished_at is not None
    assert again.version is None
    assert versions_of(first.report) == [first]


def test_counting_again_needs_a_reason_and_a_count_at_a_time():
    cohort, _people = make_small_world()
    first = make_frozen([cohort])
    with pytest.raises(Refused, match="Say why"):
        make_freezing(first.report)
    with pytest.raises(Refused, match="still to come"):
        make_report([cohort], as_of=FROZEN_AT.date() + timedelta(1))
    with pytest.raises(Refused, match="Nobody has started"):
        make_report([])
    with pytest.raises(Refused, match="at least one figure"):
        make_report([cohort], keys=[])


def test_a_large_report_is_counted_by_the_job_cohort_by_cohort():
    cohorts = [make_small_world(1)[0] for _number in range(3)]
    cohorts += [programs.make_cohort(program=cohorts[0].program) for _number in range(9)]
    report = make_report(cohorts)
    freezing = make_freezing(report)
    assert (freezing.done, freezing.total, freezing.finished_at) == (0, 12, None)
    with pytest.raises(Refused, match="being counted"):
        make_freezing(report)
    for _step in range(3):
        actions.carry_on(freezing_id=str(freezing.id), now=FROZEN_AT)
    queued = sa.select(sa.func.count()).select_from(OutboxItem).where(OutboxItem.name == actions.JOB)
    assert db.session.scalar(queued) == 2
    assert queries.newest(report.id).people == 3
    assert freezing.finished_at == FROZEN_AT


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("outcome_reports", "title"),
        ("outcome_report_cohorts", "cohort_id"),
        ("frozen_reports", "digest"),
        ("frozen_people", "facts"),
        ("restated_people", "enrolment_id"),
    ],
)
def test_what_is_frozen_cannot_be_changed_in_the_database_either(table, column):
    cohort, people = make_small_world()
    first = make_frozen([cohort])
    make_work(people[1])
    make_freezing(first.report, "A contract came in late")
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), db.session.begin_nested():
            db.session.execute(sa.text(statement))


@pytest.mark.parametrize("change", ["UPDATE freezings SET reason = 'Another'", "DELETE FROM freezings"])
def test_a_finished_count_keeps_by_what_it_was_counted(change):
    cohort, _people = make_small_world()
    make_frozen([cohort])
    with pytest.raises(sa.exc.DatabaseError, match="a finished count stays as it is"), db.session.begin_nested():
        db.session.execute(sa.text(change))


def test_of_somebody_who_asks_to_be_forgotten_numbers_stay_and_no_name_was_ever_there():
    cohort, people = make_small_world()
    person = people[0].jobseeker
    name = db.session.get_one(Person, person.id).name
    version = make_frozen([cohort])
    before = [(one.enrolment_id, one.facts, one.verdicts) for one in db.session.scalars(sa.select(FrozenPerson))]
    assert name not in queries.canonical([before, version.figures, version.definitions])
    jobseekers.leave(actor=supply.jobseeker_actor(person), now=FROZEN_AT)
    db.session.expire_all()
    after = [(one.enrolment_id, one.facts, one.verdicts) for one in db.session.scalars(sa.select(FrozenPerson))]
    assert after == before
    assert queries.digest_today(version) == version.digest


# ---- random histories ------------------------------------------------------------------------------


def _turn(chance, people):
    """Something happens in the world of the figures: a row changes, or work is added."""
    work = db.session.scalars(sa.select(Placement).order_by(Placement.starts_on, Placement.id)).all()
    person, placement = chance.choice(people), chance.choice(work)
    turns = (
        lambda: setattr(placement, "related", chance.choice(list(Related))),
        lambda: setattr(placement, "wage", chance.choice([20, 25, 30])),
        lambda: setattr(placement, "starts_on", date(2026, 8, chance.randint(1, 28))),
        lambda: setattr(person, "intent", chance.choice(list(Intent))),
        lambda: setattr(person.jobseeker, "may_work", chance.choice([True, False, None])),
    )
    chance.choice(turns)()
    db.session.flush()


@pytest.mark.once
def test_over_500_steps_no_figure_moves_without_a_restatement():
    chance = random.Random(8)
    cohort, people = make_small_world(6)
    for one in people[1:4]:
        make_work(one, chance.choice(["verified", "confirmed"]))
    staff = accounts.make_actor(Side.STAFF)
    report = make_report([cohort], staff, keys=queries.KEYS)
    make_freezing(report, actor=staff)
    told = {1: queries.newest(report.id).figures}
    for step in range(500):
        _turn(chance, people)
        if step % 25:
            continue
        make_freezing(report, f"Step {step}", staff)
        newest = queries.newest(report.id)
        said = queries.said_in(newest.freezing_id).verdicts.values()
        assert [queries.told(one) for one in queries.figures_of(report.keys, said)] == newest.figures
        if newest.number in told:
            assert newest.figures == told[newest.number]
            continue
        moved = {one["key"] for one in newest.difference}
        before = {one["key"]: one for one in told[newest.number - 1]}
        assert moved == {one["key"] for one in newest.figures if one != before[one["key"]]}
        assert newest.reason == f"Step {step}"
        told[newest.number] = newest.figures
    assert len(told) > 5
    assert {one.number: one.figures for one in versions_of(report)} == told
    assert {one.digest for one in versions_of(report)} == {queries.digest_today(one) for one in versions_of(report)}
