"""Counting the people who started anew, and changing the definition of a figure."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, end_read
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import queue_job
from marketplace.outcomes.measures.models import (
    CountedCohort,
    CountedDay,
    CountedDimension,
    CountedGroup,
    CountedPerson,
    CountedProgram,
    EquityStepCohort,
    MeasureDefinition,
)
from marketplace.outcomes.measures.queries import applying, counting, keeping, steps, summing
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.loading import starters
from marketplace.outcomes.measures.queries.settings import Definition, Settings
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.queries import EQUITY_QUESTIONS

JOB: Final = "measures.count"
STEPS_JOB: Final = "measures.tell_steps"
ALL_STEPS: Final = uuid.UUID(int=0)  # whose turn it is, of those who tell totals by step
LIMIT: Final = timedelta(minutes=15)
BATCH: Final = 2_000  # rows in one statement
Rows = list[dict[str, Any]]  # Any: columns
BESIDE: Final = (applying.APPLICATIONS, keeping.MARKET)
Beside = Mapping[summing.Dimension, summing.Counts]  # what is counted that is not about people who started
CHANGED = lazy_gettext("Somebody changed this definition a moment ago. Read what it says now, then decide.")
constraint_says("uq_measure_definitions_key_number", CHANGED)


def count_all(*, now: datetime) -> None:
    """Have every program counted anew to which somebody applied: a job each, so that none holds up the others."""
    sent = sa.exists().where(Application.cohort_id == Cohort.id, Application.submitted_at.is_not(None))
    programs = sa.select(Cohort.program_id).where(sent).distinct()
    for program_id in db.session.scalars(programs):
        ask_to_count(program_id, now=now)


def ask_to_count(program_id: uuid.UUID, *, now: datetime) -> None:
    """Have a program counted anew; asked again within the minute, it is done once."""
    queue_job(JOB, dedupe_key=f"{JOB}:{program_id}:{now:%Y%m%d%H%M}", program_id=program_id)


def count_program(*, program_id: str, now: datetime) -> None:
    """Count everybody who started in a program as things stand; what was counted before goes. Safe to repeat.

    Reads and counts first, and holds no lock meanwhile; what takes time does so in front of nobody.
    """
    counted = _counted(uuid.UUID(program_id), now)
    end_read()
    _keep(uuid.UUID(program_id), counted, now)


count_program.reads_first = True  # type: ignore[attr-defined]  # what is written is put together before
count_program.limit = LIMIT  # type: ignore[attr-defined]


def count_here(program_id: uuid.UUID, *, now: datetime) -> None:
    """Count a program within the transaction under way."""
    _keep(program_id, _counted(program_id, now), now)


def _keep(program_id: uuid.UUID, counted: list[tuple[type[Any], Rows]], now: datetime) -> None:  # Any: a table
    """Put a count in the place of the one before, unless a newer one came in between."""
    _one_at_a_time(program_id)
    cohorts = db.session.scalars(sa.select(Cohort.id).where(Cohort.program_id == program_id)).all()
    newest = sa.select(sa.func.max(CountedCohort.counted_at)).where(CountedCohort.cohort_id.in_(cohorts))
    counted_at = db.session.scalar(newest)
    if counted_at is not None and counted_at > now:
        return
    _forget(program_id, cohorts)
    for table, rows in counted:
        for begin in range(0, len(rows), BATCH):
            db.session.execute(sa.insert(table), rows[begin : begin + BATCH])


def _one_at_a_time(program_id: uuid.UUID) -> None:
    """Two counts of a program wait for each other, and nobody else for them. SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        words = int.from_bytes(program_id.bytes[:8], signed=True)
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(words)))


def _forget(program_id: uuid.UUID, cohorts: Sequence[uuid.UUID]) -> None:
    people = sa.select(CountedPerson.enrolment_id).where(CountedPerson.cohort_id.in_(cohorts))
    db.session.execute(sa.delete(CountedDimension).where(CountedDimension.enrolment_id.in_(people)))
    for table in (CountedPerson, CountedGroup, CountedCohort):
        db.session.execute(sa.delete(table).where(table.cohort_id.in_(cohorts)))
    for sums in (CountedProgram, CountedDay):
        db.session.execute(sa.delete(sums).where(sums.program_id == program_id))


def _counted(program_id: uuid.UUID, now: datetime) -> list[tuple[type[Any], Rows]]:  # Any: a table
    """What is kept of a program: tables with their rows, in the order in which they point to each other."""
    known, as_of = definitions(), now.date()
    people = [counting.told(known, starter, as_of) for starter in starters(Cohort.program_id == program_id)]
    by_cohort: defaultdict[uuid.UUID, list[counting.Told]] = defaultdict(list)
    for one in people:
        by_cohort[one.starter.cohort_id].append(one)
    beside = _beside(Cohort.program_id == program_id, known[Key.COMMITMENT].settings, as_of)
    made, cohorts = counting.layout(known), [*{**by_cohort, **beside}]
    sums = [{"cohort_id": key, **row} for key in cohorts for row in _sums(by_cohort.get(key, ()), beside.get(key, {}))]
    added = {name: summing.together(one[name] for one in beside.values() if name in one) for name in BESIDE}
    whole = {name: counts for name, counts in added.items() if counts}
    return [
        (CountedCohort, [_cohort(key, by_cohort.get(key, ()), now, as_of, made) for key in cohorts]),
        (CountedGroup, sums),
        (CountedDay, _days(program_id, sums)),
        (CountedProgram, [{"program_id": program_id, **row} for row in _sums(people, whole)]),
        (CountedPerson, [_person(one) for one in people]),
        (CountedDimension, [row for one in people for row in _dimensions(one)]),
    ]


def _cohort(
    cohort_id: uuid.UUID, people: Sequence[counting.Told], now: datetime, as_of: date, made: str
) -> dict[str, Any]:  # Any: columns
    return {"cohort_id": cohort_id, "counted_at": now, "as_of": as_of, "layout": made, "people": len(people)}


def _beside(cohorts: summing.Condition, settings: Settings, as_of: date) -> Mapping[uuid.UUID, Beside]:
    found: defaultdict[uuid.UUID, dict[summing.Dimension, summing.Counts]] = defaultdict(dict)
    for key, counts in applying.counts(cohorts, as_of=as_of).items():
        found[key][applying.APPLICATIONS] = counts
    for key, counts in keeping.counts(cohorts, settings, as_of=as_of).items():
        found[key][keeping.MARKET] = counts
    return found


def _sums(people: Sequence[counting.Told], beside: Beside) -> Rows:
    """Of people, as a whole and by each dimension, and of what is counted beside them; none of nobody."""
    found = [
        *(counting.groups(people) if people else ()),
        *((name, counts) for name, counts in beside.items() if counts),
    ]
    return [
        {"id": uuid.uuid4(), "dimension": name, "value": value, "counts": counts} for (name, value), counts in found
    ]


def _days(program_id: uuid.UUID, sums: Rows) -> Rows:
    first_days = sa.select(Cohort.id, Cohort.starts_on).where(Cohort.program_id == program_id)
    began = dict(db.session.execute(first_days).all())
    rows = ((began[row["cohort_id"]], (row["dimension"], row["value"]), row["counts"]) for row in sums)
    return [
        {"program_id": program_id, "dimension": name, "value": value, "starts_on": day, "counts": counts}
        for (name, value), day, counts in summing.running(rows)
    ]


def _person(one: counting.Told) -> dict[str, Any]:  # Any: columns
    return {
        "enrolment_id": one.starter.enrolment_id,
        "cohort_id": one.starter.cohort_id,
        "answers": one.answers,
        "reasons": one.reasons,
    }


def _dimensions(one: counting.Told) -> Rows:
    """What somebody can be found by: never a pool, which is told to nobody."""
    return [
        {"enrolment_id": one.starter.enrolment_id, "dimension": name, "value": value}
        for name, value in counting.dimensions(one.starter, one.as_of)
        if name != counting.POOL
    ]


# ---- totals by step -------------------------------------------------------------------------------------


def tell_steps_by_the_clock(*, now: datetime) -> None:
    """Have told, of each program with settled cohorts, how far people of each group came: a job each, once a day."""
    done = steps.settled(definitions()[Key.IMPACT_RATIO], now.date())
    for program_id in db.session.scalars(sa.select(Cohort.program_id).where(done).distinct()):
        queue_job(STEPS_JOB, dedupe_key=f"{STEPS_JOB}:{program_id}:{now:%Y%m%d}", program_id=program_id)


def tell_steps(*, program_id: str, now: datetime) -> None:
    """Tell, of the settled cohorts of a program together, what points at nobody; the others wait for more people.

    A cohort is told once for each question and never again, and each person stands in one cohort: so what is told
    later can’t be taken from what was told before. Safe to repeat.
    """
    definition = definitions()[Key.IMPACT_RATIO]
    people = steps.furthest(uuid.UUID(program_id), definition, now.date())
    end_read()
    tell_steps_of(people, definition, now=now)


tell_steps.reads_first = True  # type: ignore[attr-defined]  # what is written is put together before
tell_steps.limit = LIMIT  # type: ignore[attr-defined]


def tell_steps_of(
    people: Mapping[uuid.UUID, Mapping[uuid.UUID, int]], definition: Definition, *, now: datetime
) -> None:
    """Tell it of these cohorts, within the transaction under way: cohort → person → the furthest step."""
    _one_at_a_time(ALL_STEPS)
    waiting = {question: _waiting(question, people) for question in EQUITY_QUESTIONS}
    places = {
        question: {person: step for cohort in cohorts for person, step in people[cohort].items()}
        for question, cohorts in waiting.items()
    }
    least = definition.settings.smallest
    late = {question for question, cohorts in waiting.items() if steps.waited_long(cohorts, definition, now.date())}
    told = jobseekers.tell_by_step(places, len(steps.Reached), smallest=least, now=now, in_part=late)
    for question, total in told.items():
        named = {"question": question, "total_id": total.id, "definition": definition.number}
        db.session.add_all(EquityStepCohort(cohort_id=cohort, **named) for cohort in waiting[question])
    db.session.flush()


def _waiting(question: str, cohorts: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    done = set(db.session.scalars(steps.counted_already(question)))
    return [cohort for cohort in cohorts if cohort not in done]


# ---- definitions ----------------------------------------------------------------------------------------


def redefine(
    key: Key, changes: dict[str, Any], *, number: int, why: str, actor: Actor, now: datetime
) -> MeasureDefinition:  # Any: typed settings
    """Set a figure otherwise from now on, and have everything counted anew. What was frozen keeps its definition.

    `number` is that of the definition which the change was made from. Refused when it is not the newest any more,
    where a setting makes no sense, and when nothing changes.
    """
    known = definitions()[key]
    if known.number != number:
        raise Refused(CHANGED)
    settings = Settings.from_json(changes, base=known.settings)
    if settings == known.settings:
        raise Refused(_("That is what the definition says already. Change a setting, or go back."))
    row = MeasureDefinition(
        key=key.value, number=number + 1, settings=settings.to_json(), since=now, by_id=actor.person_id, why=why
    )
    db.session.add(row)
    db.session.flush()
    count_all(now=now)
    return row
