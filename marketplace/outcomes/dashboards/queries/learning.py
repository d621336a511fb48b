"""What people learned beside what is asked for: levels before and after, demand against who has shown it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.board import queries as board
from marketplace.hiring.placements.models import Placement
from marketplace.outcomes.dashboards.queries.filters import Wanted, scope
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import GRADUATED, Assessment, Enrolment, Timing
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import Jobseeker

MOST: Final = 12  # competencies in a picture, the most demanded ones
MANY_COHORTS: Final = 40  # whose levels are counted at the moment of asking; for more, somebody has to choose
LEVELS: Final = range(5)
WAS_SEEN: Final = sa.exists().where(Assessment.enrolment_id == Enrolment.id)  # at whatever level


@dataclass(frozen=True)
class Levels:
    """How many levels were seen before and last, of people and competencies of which both are known.

    `before` and `last` count by level, 0 to 4; `one_sided` is how many lack one of the two.
    """

    before: Sequence[int]
    last: Sequence[int]
    one_sided: int

    @property
    def known(self) -> int:
        """Of how many pairs of a person and a competency both are known."""
        return sum(self.before)


@dataclass(frozen=True)
class Gap:
    """A competency with the places that ask for it and the graduates who were seen to have it."""

    competency_id: uuid.UUID
    name: str
    places: int
    people: int


@dataclass(frozen=True)
class Demand:
    """The most demanded competencies, and who stands behind the numbers of people.

    `unseen` are graduates of whom nobody saw any level, `not_graduated` whoever started and has not graduated.
    """

    gaps: Sequence[Gap]
    graduates: int
    unseen: int
    not_graduated: int


def cohort_count(wanted: Wanted, actor: Actor) -> int:
    """How many cohorts a filter takes in."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Cohort).where(scope(wanted, actor))) or 0


def enrolled(wanted: Wanted, actor: Actor) -> sa.ColumnElement[bool]:
    """The condition on `Enrolment`: who started in a cohort of the filter, and fits it. Not for pools."""
    cohorts = sa.select(Cohort.id).where(scope(wanted, actor))
    chosen = [Enrolment.first_cohort_id.in_(cohorts), within(actor, "cohorts", Enrolment.first_cohort_id)]
    if wanted.province:
        chosen.append(Enrolment.jobseeker_id.in_(sa.select(Jobseeker.id).where(Jobseeker.province == wanted.province)))
    if wanted.employer:
        at_work = sa.select(Placement.enrolment_id).where(Placement.employer_id == wanted.employer)
        chosen.append(Enrolment.id.in_(at_work))
    return sa.and_(*chosen)


def levels(wanted: Wanted, actor: Actor) -> Levels:
    """The first level seen before the training and the newest since, counted once for each person and competency."""
    known = pairs(wanted, actor).subquery()
    counted = sa.select(known.c.before, known.c["last"], sa.func.count()).group_by(known.c.before, known.c["last"])
    return _levels([(before, last, number) for before, last, number in db.session.execute(counted)])


def pairs(wanted: Wanted, actor: Actor) -> sa.Select[uuid.UUID, uuid.UUID, int | None, int | None]:
    """Each person (by their application) and competency, with the level `before` the training and the `last` since."""
    begun = Assessment.timing == Timing.BEFORE
    place = sa.func.row_number().over(
        partition_by=(Enrolment.application_id, Assessment.competency_id, begun), order_by=Assessment.at.desc()
    )
    ranked = (
        sa.select(
            Enrolment.application_id.label("person"),
            Assessment.competency_id.label("competency"),
            sa.case((begun, Assessment.level)).label("before"),
            sa.case((~begun, Assessment.level)).label("last"),
            place.label("place"),
        )
        .join(Enrolment, Enrolment.id == Assessment.enrolment_id)
        .where(enrolled(wanted, actor))
        .subquery()
    )
    before, last = sa.func.max(ranked.c.before).label("before"), sa.func.max(ranked.c["last"]).label("last")
    rows = sa.select(ranked.c.person, ranked.c.competency, before, last)
    return rows.where(ranked.c.place == 1).group_by(ranked.c.person, ranked.c.competency)


def _levels(rows: Sequence[tuple[int | None, int | None, int]]) -> Levels:
    both = [row for row in rows if row[0] is not None and row[1] is not None]
    return Levels(
        before=[sum(number for before, _last, number in both if before == level) for level in LEVELS],
        last=[sum(number for _before, last, number in both if last == level) for level in LEVELS],
        one_sided=sum(number for _before, _last, number in rows) - sum(number for _b, _l, number in both),
    )


def demand(wanted: Wanted, actor: Actor, *, now: datetime) -> Demand:
    """Demand beside who has shown it, with how many people that is counted of."""
    seen, done = WAS_SEEN, Enrolment.stage.in_(GRADUATED)
    counted = sa.select(
        sa.func.count(sa.case((done, 1))), sa.func.count(sa.case((done & ~seen, 1))), sa.func.count(sa.case((~done, 1)))
    ).where(enrolled(wanted, actor), Enrolment.stage != EnrolmentStage.TRANSFERRED)
    graduates, unseen, rest = db.session.execute(counted).one()
    return Demand(gaps(wanted, actor, now=now), graduates, unseen, rest)


def gaps(wanted: Wanted, actor: Actor, *, now: datetime) -> list[Gap]:
    """The most demanded competencies with who of the filter's graduates has shown them, whatever level."""
    asked = board.in_order(board.board(board.Filter(), actor, now=now).lines, "openings")[:MOST]
    seen = (
        sa.select(Assessment.competency_id, sa.func.count(sa.distinct(Enrolment.application_id)))
        .join(Enrolment, Enrolment.id == Assessment.enrolment_id)
        .where(
            enrolled(wanted, actor),
            Enrolment.stage.in_(GRADUATED),
            Assessment.level > 0,
            Assessment.competency_id.in_([line.competency_id for line in asked]),
        )
        .group_by(Assessment.competency_id)
    )
    people = dict(db.session.execute(seen).all())
    return [Gap(line.competency_id, line.name, line.openings, people.get(line.competency_id, 0)) for line in asked]
