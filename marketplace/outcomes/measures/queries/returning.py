"""Who came back: partners that hired from, or hosted, more than one cohort. See `market` for conditions and `since`."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import Placement
from marketplace.outcomes.measures.queries.market import (
    BEGUN,
    SAID,
    Condition,
    Pair,
    end_of,
    looked_at,
    tally_of,
    verified_by,
)
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.supply.cohorts.models import CoDelivery, Cohort, CohortPartner, DeliveryStage
from marketplace.supply.enrolments.models import Enrolment

OFTEN: Final = 2  # cohorts: who takes part in so many has come back
HELD: Final = CoDelivery.stage == DeliveryStage.HELD
Rows = Any  # a statement over more columns than its type can list


@dataclass(frozen=True)
class Repeat:
    """Partners of at least one cohort, and which of them have come back: yes for two cohorts or more.

    The `among` tallies count only partners that were signed onto two cohorts or more that have begun, so that they
    could come back at all.
    """

    hired: Tally
    hosted: Tally
    hired_among: Tally
    hosted_among: Tally


class Times(NamedTuple):
    """Employer → in how many cohorts: for certain, and if what is told, or due and not noted, were true."""

    certain: Mapping[uuid.UUID, int]
    perhaps: Mapping[uuid.UUID, int]


def repeat_partners(cohorts: Condition, *, as_of: date, since: date | None = None) -> Repeat:
    """How many partners hired from, and how many hosted, more than one cohort. Four statements.

    A partner is an employer, whatever number of consortia it is in; duplicates count as one once they are merged. Who
    has only told of hires that nobody has verified is left out; who would have come back if they were true is unknown.
    """
    hired, hosted, able = took_part(cohorts, as_of=as_of, since=since)
    return Repeat(
        came_back(hired, hired.perhaps.keys()),
        came_back(hosted, hosted.perhaps.keys()),
        *(came_back(times, able) for times in (hired, hosted)),
    )


def took_part(
    cohorts: Condition, *, as_of: date, since: date | None = None
) -> tuple[Times, Times, AbstractSet[uuid.UUID]]:
    """How often each partner hired, how often it hosted, and which partners could come back. Four statements."""
    partners = set(db.session.scalars(sa.select(HiringPartner.employer_id).distinct()))
    hired = _times(_hires(as_of), verified_by(as_of), cohorts, since, partners)
    hosted = _times(_dates(as_of), HELD, cohorts, since, partners)
    return hired, hosted, able_to(Counter(one for one, _cohort in signed(cohorts, as_of=as_of, since=since)))


def came_back(times: Times, among: AbstractSet[uuid.UUID]) -> Tally:
    """Who of some employers took part in several cohorts, of those who took part in any."""
    return tally_of(Counter(returning(times, among).values()))


def returning(times: Times, among: AbstractSet[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Employer → `yes`, `no`, `unknown`, or why it is left out."""
    return {one: _came_back(times.certain.get(one, 0), n) for one, n in times.perhaps.items() if one in among}


def _came_back(certain: int, perhaps: int) -> str:
    if not certain:
        return Because.NOT_VERIFIED
    if certain >= OFTEN:
        return "yes"
    return "unknown" if perhaps >= OFTEN else "no"


def _times(
    who: Rows, certain: Condition, cohorts: Condition, since: date | None, partners: AbstractSet[uuid.UUID]
) -> Times:
    """Counted by the database, for there are many more hires than employers."""
    sure = sa.func.count(sa.distinct(sa.case((certain, Cohort.id))))
    columns = who.add_columns(sure, sa.func.count(sa.distinct(Cohort.id)))
    found = db.session.execute(columns.where(cohorts, looked_at(since)).group_by(*who.selected_columns)).all()
    rows = [row for row in found if row[0] in partners]
    return Times({who: number for who, number, _all in rows}, {who: number for who, _sure, number in rows})


def taken_part(cohorts: Condition, *, as_of: date) -> Iterator[tuple[str, uuid.UUID, uuid.UUID, bool]]:
    """`hired` or `hosted`, partner, cohort, and whether that is certain; each once. Three statements."""
    partners = set(db.session.scalars(sa.select(HiringPartner.employer_id).distinct()))
    for what, rows, certain in (("hired", _hires(as_of), verified_by(as_of)), ("hosted", _dates(as_of), HELD)):
        sure = sa.func.max(sa.case((certain, 1), else_=0))
        columns = rows.add_columns(Cohort.id, sure).where(cohorts).group_by(*rows.selected_columns, Cohort.id)
        for employer, cohort, known in db.session.execute(columns):
            if employer in partners:
                yield what, employer, cohort, bool(known)


def _hires(as_of: date) -> Rows:
    return (
        sa.select(Placement.employer_id)
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Placement.employer_id.is_not(None), Placement.stage.in_(COUNTED | SAID), Placement.starts_on <= as_of)
    )


def _dates(as_of: date) -> Rows:
    return (
        sa.select(HiringPartner.employer_id)
        .join(CoDelivery.hiring_partner)
        .join(CoDelivery.cohort)
        .where(
            CoDelivery.stage.in_((DeliveryStage.HELD, DeliveryStage.SCHEDULED)), CoDelivery.starts_at <= end_of(as_of)
        )
        .where(sa.func.coalesce(CoDelivery.met, 1) > 0)
    )


def signed(cohorts: Condition, *, as_of: date, since: date | None = None) -> Sequence[Pair]:
    """Which partner was signed onto which cohort that has begun; each pair once. One statement."""
    rows = db.session.execute(
        sa.select(HiringPartner.employer_id, Cohort.id)
        .select_from(CohortPartner)
        .join(CohortPartner.hiring_partner)
        .join(CohortPartner.cohort)
        .where(Cohort.stage.in_(BEGUN), Cohort.starts_on <= as_of, cohorts, looked_at(since))
        .distinct()
    ).all()
    return [(employer, cohort) for employer, cohort in rows]


def able_to(cohorts: Mapping[uuid.UUID, int]) -> set[uuid.UUID]:
    """The employers that could come back at all, from the number of cohorts that each was signed onto."""
    return {employer for employer, number in cohorts.items() if number >= OFTEN}
