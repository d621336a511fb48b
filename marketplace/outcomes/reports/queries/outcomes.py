"""The people of a cohort with what the definitions say of each, and the cohorts of a report."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.hiring.placements.models import Placement
from marketplace.outcomes.measures.queries.definitions import changes as all_changes
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.formulas import judge
from marketplace.outcomes.measures.queries.formulas.placements import first_work
from marketplace.outcomes.measures.queries.formulas.work import claims
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.loading import starters
from marketplace.outcomes.measures.queries.people import Answer, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Definition, Settings
from marketplace.outcomes.reports.queries.figures import KEYS, Figure, Group, Measure, figure, group_of
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import GRADUATED, Enrolment
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import Jobseeker

GRADUATING: Final = {
    "count": frozenset({Answer.YES}),
    "base": frozenset({Answer.YES, Answer.NO, Answer.UNKNOWN}),
    "unknown": frozenset({Answer.UNKNOWN}),
    "excluded": frozenset({Answer.EXCLUDED}),
}


@dataclass(frozen=True)
class Outcome:
    """One person of a cohort and what the as-of day makes of them, by the definition of each figure."""

    enrolment: Enrolment
    groups: Mapping[Measure, Group]
    graduation: Verdict
    placement: Placement | None

    @property
    def group(self) -> Group:
        """The group by the definition of graduates’ placement."""
        return self.groups[Measure.GRADUATES]


@dataclass(frozen=True)
class Outcomes:
    """Everybody who started in a cohort, and the definitions that they were counted by."""

    people: list[Outcome]
    definitions: Mapping[Measure, Definition]
    graduating: Definition
    as_of: date

    @property
    def figures(self) -> list[Figure]:
        """Both figures of the cohort, in the order of pages."""
        return [
            figure(one, [person.groups[measure] for person in self.people], as_of=self.as_of)
            for measure, one in self.definitions.items()
        ]

    def split(self, measure: Measure, groups: frozenset[Group]) -> list[tuple[Group, int]]:
        """How many people one of the figures has in each of some groups, where there is anybody; in a fixed order."""
        counts = Counter(person.groups[measure] for person in self.people)
        return [(one, counts[one]) for one in Group if one in groups and counts[one]]

    def within(self, measure: Measure, groups: frozenset[Group]) -> list[Outcome]:
        """The people that one of the figures has in some of its groups."""
        return [person for person in self.people if person.groups[measure] in groups]

    def graduating_as(self, part: str) -> list[Outcome] | None:
        """The people behind a number of graduating: `count`, `base`, `unknown` or `excluded`; None for another word."""
        answers = GRADUATING.get(part)
        return None if answers is None else [person for person in self.people if person.graduation.answer in answers]


def outcomes_of(cohort_id: uuid.UUID, *, as_of: date) -> Outcomes:
    """Every person who started in a cohort, with their groups at the as-of day; by name.

    Whoever went on in another cohort is here once, with what came of it there.
    """
    known = definitions()
    used = counted_by(known)
    rows = {row.id: row for row in _enrolments(cohort_id)}
    placements = _placements(rows)
    people = []
    for starter in starters(Enrolment.first_cohort_id == cohort_id):
        work = _work(used[Measure.GRADUATES].settings, starter, as_of)
        people.append(
            Outcome(
                rows[starter.enrolment_id],
                {measure: group_of(one, starter, as_of) for measure, one in used.items()},
                judge(known[Key.GRADUATION], starter, as_of),
                placements.get(work) if work else None,
            )
        )
    people.sort(key=lambda one: (one.enrolment.jobseeker.person.name, one.enrolment.id))
    return Outcomes(people, used, known[Key.GRADUATION], as_of)


def counted_by(known: Mapping[Key, Definition] | None = None) -> Mapping[Measure, Definition]:
    """The definition of each of the two figures that is in force; of those in `known`, where they were read."""
    known = known or definitions()
    return {measure: known[key] for measure, key in KEYS.items()}


def changes() -> list[tuple[Definition, date]]:
    """Every earlier and later definition of the two figures that took the place of another, and since when."""
    return [(one, row.since.date()) for one, row in all_changes() if one.key in KEYS.values()]


def _enrolments(cohort_id: uuid.UUID) -> Iterable[Enrolment]:
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.first_cohort_id == cohort_id, Enrolment.stage != EnrolmentStage.TRANSFERRED)
        .options(joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person), joinedload(Enrolment.first_cohort))
    )


def _placements(enrolments: Iterable[uuid.UUID]) -> dict[uuid.UUID, Placement]:
    rows = select(Placement).where(Placement.enrolment_id.in_(list(enrolments)))
    return {row.id: row for row in db.session.scalars(rows.options(joinedload(Placement.employer)))}


def _work(settings: Settings, starter: Starter, as_of: date) -> uuid.UUID | None:
    """The work that stands beside a person: the one that counts, else the one that began first of what is claimed."""
    if starter.graduated_on is None or starter.graduated_on > as_of:
        return None
    counted = first_work(settings, starter, as_of, related_only=True)
    claimed = sorted(claims(settings, starter, as_of), key=lambda one: (one.starts_on, one.id))
    chosen = counted or next(iter(claimed), None)
    return chosen.id if chosen else None


def cohorts(actor: Actor) -> Select[Cohort]:
    """The cohorts of a staff member's programs with what a report shows of them, newest first."""
    return (
        select(Cohort)
        .where(within(actor, "programs", Cohort.program_id))
        .options(joinedload(Cohort.program), selectinload(Cohort.partners))
        .order_by(Cohort.starts_on.desc(), Cohort.name)
    )


def cohorts_with_people(actor: Actor) -> Select[Cohort]:
    """Those of the cohorts in which somebody has started."""
    return cohorts(actor).where(Cohort.id.in_(select(Enrolment.first_cohort_id)))


def graduate_counts(actor: Actor) -> dict[uuid.UUID, tuple[int, int]]:
    """Cohort id → (started, graduated), of the cohorts that this staff member sees; each in the one of their start."""
    settings = definitions()[Key.GRADUATION].settings
    counts: dict[uuid.UUID, list[int]] = defaultdict(lambda: [0, 0])
    seen = select(Enrolment).where(
        within(actor, "cohorts", Enrolment.first_cohort_id), Enrolment.stage != EnrolmentStage.TRANSFERRED
    )
    for row in db.session.scalars(seen.options(joinedload(Enrolment.first_cohort))):
        counts[row.first_cohort_id][0] += _started(settings, row)
        counts[row.first_cohort_id][1] += row.stage in GRADUATED
    return {cohort_id: (started, graduated) for cohort_id, (started, graduated) in counts.items()}


def _started(settings: Settings, row: Enrolment) -> bool:
    """Whether somebody is among those who started: not who left before the census day, nor for what nobody can help."""
    if row.left_on is None:
        return True
    return row.left_for not in settings.excluded_reasons and row.left_on >= row.first_cohort.census_day


@dataclass(frozen=True)
class Graduation:
    """How many of those who started have graduated at the as-of day, in the time of their cohort or late."""

    started: int
    left_out: int  # never in training for a day
    on_time: int
    late: int
    in_training: int
    not_said: int  # graduates who never said what they want from it

    @property
    def graduated(self) -> int:
        """All graduates."""
        return self.on_time + self.late

    @property
    def low(self) -> int | None:
        """The share that is certain, in whole percent, rounded down; None where nobody started."""
        return 100 * self.graduated // self.started if self.started else None

    @property
    def high(self) -> int | None:
        """The share if everybody in training graduated, in whole percent, rounded up."""
        return -(-100 * (self.graduated + self.in_training) // self.started) if self.started else None


def graduation(outcomes: Iterable[Outcome]) -> Graduation:
    """Count the graduates among those who started, by the definition of graduating."""
    people = list(outcomes)
    started = [one for one in people if one.graduation.answer is not Answer.EXCLUDED]
    done = [one for one in started if one.graduation.answer is Answer.YES]
    on_time = sum(one.graduation.because == Because.ON_TIME for one in done)
    return Graduation(
        started=len(started),
        left_out=len(people) - len(started),
        on_time=on_time,
        late=len(done) - on_time,
        in_training=sum(one.graduation.answer is Answer.UNKNOWN for one in started),
        not_said=sum(one.enrolment.intent is None for one in done),
    )
