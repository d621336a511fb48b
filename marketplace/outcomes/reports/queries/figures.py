"""Figures of a cohort with their parts, and the people behind every number."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, floor

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import Placement, Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import GRADUATED, NOT_COUNTED, Enrolment, Intent
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import Jobseeker

WINDOW_DAYS = 180


class Group(StrEnum):
    """What is known of one person who started, at the as-of day. Each is in exactly one group."""

    PLACED = "placed"
    OTHER_WORK = "other_work"
    PLACED_LATER = "placed_later"
    NOT_VERIFIED = "not_verified"
    NOT_HEARD_FROM = "not_heard_from"
    NOT_LOOKING = "not_looking"
    MAY_NOT_WORK = "may_not_work"
    LEFT_EARLY = "left_early"
    IN_TRAINING = "in_training"
    BEFORE_CENSUS = "before_census"
    NOT_COUNTED = "not_counted"


UNKNOWN = frozenset({Group.NOT_VERIFIED, Group.NOT_HEARD_FROM})
LOOKING = frozenset({Group.PLACED, Group.OTHER_WORK, Group.PLACED_LATER}) | UNKNOWN
STARTED = frozenset(Group) - {Group.BEFORE_CENSUS, Group.NOT_COUNTED}


class Measure(StrEnum):
    """The figures of a cohort: of graduates who were looking, and of everybody who started."""

    GRADUATES = "graduates"
    STARTERS = "starters"


BASES: Mapping[Measure, frozenset[Group]] = {Measure.GRADUATES: LOOKING, Measure.STARTERS: STARTED}
NOT_KNOWN: Mapping[Measure, frozenset[Group]] = {
    Measure.GRADUATES: UNKNOWN,
    Measure.STARTERS: UNKNOWN | {Group.IN_TRAINING},
}


@dataclass(frozen=True)
class Figure:
    """A count that never stands alone: its base, what is unknown, what was left out, window and day.

    `low` = count / base, `high` = (count + unknown) / base, in whole percent, rounded away from
    flattering: low down, high up. None when the base is empty.
    """

    measure: Measure
    count: int
    base: int
    unknown: int
    left_early: int
    left_out: Mapping[Group, int]
    window_days: int
    as_of: date

    @property
    def low(self) -> int | None:
        """The share that is certain, in whole percent, rounded down."""
        return floor(100 * self.count / self.base) if self.base else None

    @property
    def high(self) -> int | None:
        """The share if every unknown turned out well, in whole percent, rounded up."""
        return ceil(100 * (self.count + self.unknown) / self.base) if self.base else None


@dataclass(frozen=True)
class Outcome:
    """One person of a cohort and the group that the as-of day puts them in."""

    enrolment: Enrolment
    group: Group
    placement: Placement | None


def outcome_of(enrolment: Enrolment, placements: Sequence[Placement], *, as_of: date, may_work: bool | None) -> Outcome:
    """The group of one person. Only verified placements count; a later verification is not known yet at `as_of`.

    The base follows the CIRR definition: graduates less those who did not look for a new job (asked once,
    around the census day, never altered) and those without authorisation to work. Who never answered stays in it.
    """
    if enrolment.left_on is not None and enrolment.left_on <= as_of:
        return Outcome(enrolment, left_as(enrolment), None)
    if enrolment.graduated_on is None or enrolment.graduated_on > as_of:
        return Outcome(enrolment, Group.IN_TRAINING, None)
    if enrolment.intent not in {Intent.NEW_JOB, None}:
        return Outcome(enrolment, Group.NOT_LOOKING, None)
    if may_work is False:
        return Outcome(enrolment, Group.MAY_NOT_WORK, None)
    return _placed(enrolment, placements, as_of)


def left_as(enrolment: Enrolment) -> Group:
    """As what somebody counts who left: not at all before the census day, nor for what nobody can help."""
    if enrolment.left_for in NOT_COUNTED:
        return Group.NOT_COUNTED
    first = enrolment.first_cohort
    early = enrolment.left_on is not None and enrolment.left_on < first.census_day
    return Group.BEFORE_CENSUS if early else Group.LEFT_EARLY


def _placed(enrolment: Enrolment, placements: Sequence[Placement], as_of: date) -> Outcome:
    known = [
        p for p in placements if p.stage in COUNTED and p.verified_at is not None and p.verified_at.date() <= as_of
    ]
    if not known:
        waiting = next((p for p in placements if p.claimed_at.date() <= as_of), None)
        return Outcome(enrolment, Group.NOT_VERIFIED if waiting else Group.NOT_HEARD_FROM, waiting)
    assert enrolment.graduated_on is not None  # only graduates get here
    opens, closes = enrolment.first_cohort.starts_on, enrolment.graduated_on + timedelta(days=WINDOW_DAYS)
    worth, _starts_on, best = min(
        ((_worth(p, opens, closes), p.starts_on, p) for p in known), key=lambda ranked: ranked[:2]
    )
    return Outcome(enrolment, (Group.PLACED, Group.NOT_VERIFIED, Group.OTHER_WORK, Group.PLACED_LATER)[worth], best)


def _worth(placement: Placement, opens: date, closes: date) -> int:
    """0 related within the window, 1 relation not judged yet, 2 other work or held before, 3 after the window."""
    if placement.starts_on > closes:
        return 3
    if placement.starts_on < opens:
        return 2
    return {Related.YES: 0, Related.PARTLY: 0, Related.UNKNOWN: 1, Related.NO: 2}[placement.related]


def figure(measure: Measure, outcomes: Iterable[Outcome], *, as_of: date) -> Figure:
    """Count one measure over the outcomes of a cohort."""
    counts: dict[Group, int] = defaultdict(int)
    for outcome in outcomes:
        counts[outcome.group] += 1
    base = BASES[measure]
    return Figure(
        measure=measure,
        count=counts[Group.PLACED],
        base=sum(counts[g] for g in base),
        unknown=sum(counts[g] for g in NOT_KNOWN[measure]),
        left_early=counts[Group.LEFT_EARLY] if Group.LEFT_EARLY in base else 0,
        left_out={g: counts[g] for g in Group if g not in base and counts[g]},
        window_days=WINDOW_DAYS,
        as_of=as_of,
    )


def outcomes_of(cohort_id: uuid.UUID, *, as_of: date) -> list[Outcome]:
    """Every person who started in a cohort, with their group at the as-of day; by name.

    Whoever went on in another cohort is here once, with what came of it there.
    """
    enrolments = db.session.scalars(
        select(Enrolment)
        .where(Enrolment.first_cohort_id == cohort_id, Enrolment.stage != EnrolmentStage.TRANSFERRED)
        .options(joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person), joinedload(Enrolment.first_cohort))
    ).all()
    placements: dict[uuid.UUID, list[Placement]] = defaultdict(list)
    started = Placement.stage != PlacementStage.CANCELLED_BEFORE_START
    rows = select(Placement).where(Placement.enrolment_id.in_([e.id for e in enrolments]), started)
    for placement in db.session.scalars(rows.options(joinedload(Placement.employer)).order_by(Placement.starts_on)):
        if placement.enrolment_id:
            placements[placement.enrolment_id].append(placement)
    return sorted(
        (outcome_of(e, placements[e.id], as_of=as_of, may_work=e.jobseeker.may_work) for e in enrolments),
        key=lambda outcome: outcome.enrolment.jobseeker.person.name,
    )


def groups_behind(measure: Measure, part: str) -> frozenset[Group] | None:
    """The groups behind one number of a figure: `count`, `base`, `unknown`, or one group by its name."""
    parts = {"count": frozenset({Group.PLACED}), "base": BASES[measure], "unknown": NOT_KNOWN[measure]}
    if part in parts:
        return parts[part]
    return frozenset({Group(part)}) if part in set(Group) else None


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
    counts: dict[uuid.UUID, list[int]] = defaultdict(lambda: [0, 0])
    seen = select(Enrolment).where(
        within(actor, "cohorts", Enrolment.first_cohort_id), Enrolment.stage != EnrolmentStage.TRANSFERRED
    )
    for row in db.session.scalars(seen.options(joinedload(Enrolment.first_cohort))):
        counts[row.first_cohort_id][0] += row.left_on is None or left_as(row) is Group.LEFT_EARLY
        counts[row.first_cohort_id][1] += row.stage in GRADUATED
    return {cohort_id: (started, graduated) for cohort_id, (started, graduated) in counts.items()}


@dataclass(frozen=True)
class Graduation:
    """How many of those who started have graduated at the as-of day, in the time of their cohort or late."""

    started: int
    on_time: int
    late: int
    in_training: int
    not_said: int  # graduates who never said what they want from it

    @property
    def graduated(self) -> int:
        """All graduates."""
        return self.on_time + self.late


def graduation(outcomes: Iterable[Outcome]) -> Graduation:
    """Count the graduates among those who started."""
    started = [outcome for outcome in outcomes if outcome.group in STARTED]
    done = [one for one in started if one.group not in {Group.IN_TRAINING, Group.LEFT_EARLY}]
    on_time = sum(one.enrolment.stage == EnrolmentStage.GRADUATED_ON_TIME for one in done)
    return Graduation(
        started=len(started),
        on_time=on_time,
        late=len(done) - on_time,
        in_training=sum(one.group is Group.IN_TRAINING for one in started),
        not_said=sum(one.enrolment.intent is None for one in done),
    )
