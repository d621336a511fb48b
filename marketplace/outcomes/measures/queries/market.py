"""Figures of partners and seats, which are not about people who started: who came back, what was kept, what was taken.

Each is counted for the cohorts of a condition, so within reach of whoever looks, in a number of statements that does
not grow with them. `since` leaves out cohorts that were over before it; None looks back for ever.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import Placement
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.people import Answer, Tally
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Settings
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import CoDelivery, Cohort, CohortPartner, DeliveryStage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import Enrolment

KNOWN: Final = ("yes", "no", "unknown")
OFTEN: Final = 2  # cohorts: who takes part in so many has come back
BEGUN: Final = frozenset({CohortStage.IN_DELIVERY, CohortStage.COMPLETED})
SAID: Final = frozenset({PlacementStage.CLAIMED, PlacementStage.CONFIRMED, PlacementStage.DISPUTED})
LEFT_OUT: Final = {CohortStage.PLANNED: Because.COHORT_NOT_BEGUN, CohortStage.CANCELLED: Because.COHORT_CANCELLED}
SEATED: Final = frozenset({ApplicationStage.CONFIRMED, ApplicationStage.ENROLLED})
HELD: Final = CoDelivery.stage == DeliveryStage.HELD
Condition = sa.ColumnElement[bool]
Rows = Any  # a statement over more columns than its type can list
Pair = tuple[uuid.UUID, uuid.UUID]  # employer and cohort
Numbers = Mapping[uuid.UUID, Counter[str]]  # cohort → its numbers, see `tally_of`


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


def tally_of(numbers: Mapping[str, int]) -> Tally:
    """The tally of numbers by `yes`, `no` and `unknown`, and by reason of what is left out."""
    left_out = {name: number for name, number in numbers.items() if name not in KNOWN}
    yes, no, unknown = (numbers.get(name, 0) for name in KNOWN)
    return counted(yes, no, unknown, left_out)


def counted(yes: int, no: int, unknown: int, excluded: Mapping[str, int] | None = None) -> Tally:
    """A tally of things that have no reasons but for being left out."""
    left_out = {because: number for because, number in (excluded or {}).items() if number}
    return Tally(yes, no, unknown, {Answer.EXCLUDED: left_out} if left_out else {})


# ---- who came back --------------------------------------------------------------------------------


def repeat_partners(cohorts: Condition, *, as_of: date, since: date | None = None) -> Repeat:
    """How many partners hired from, and how many hosted, more than one cohort. Four statements.

    A partner is an employer, whatever number of consortia it is in; duplicates count as one once they are merged. Who
    has only told of hires that nobody has verified is left out; who would have come back if they were true is unknown.
    """
    partners = set(db.session.scalars(sa.select(HiringPartner.employer_id).distinct()))
    hired = _times(_hires(as_of), _verified(as_of), cohorts, since)
    hosted = _times(_dates(as_of), HELD, cohorts, since)
    able = able_to(Counter(employer for employer, _cohort in signed(cohorts, as_of=as_of, since=since)))
    return Repeat(
        came_back(hired, partners), came_back(hosted, partners), *(came_back(times, able) for times in (hired, hosted))
    )


def came_back(times: Times, among: AbstractSet[uuid.UUID]) -> Tally:
    """Who of some employers took part in several cohorts, of those who took part in any."""
    certain = {one: number for one, number in times.certain.items() if number and one in among}
    yes = sum(number >= OFTEN for number in certain.values())
    unknown = sum(number < OFTEN <= times.perhaps[one] for one, number in certain.items())
    only_told = sum(one not in certain and one in among for one in times.perhaps)
    return counted(yes, len(certain) - yes - unknown, unknown, {Because.NOT_VERIFIED: only_told})


def _times(who: Rows, certain: Condition, cohorts: Condition, since: date | None) -> Times:
    """Counted by the database, for there are many more hires than employers."""
    sure = sa.func.count(sa.distinct(sa.case((certain, Cohort.id))))
    columns = who.add_columns(sure, sa.func.count(sa.distinct(Cohort.id)))
    rows = db.session.execute(columns.where(cohorts, _looked_at(since)).group_by(*who.selected_columns)).all()
    return Times({who: number for who, number, _all in rows}, {who: number for who, _sure, number in rows})


def taken_part(cohorts: Condition, *, as_of: date) -> Iterator[tuple[str, uuid.UUID, uuid.UUID, bool]]:
    """`hired` or `hosted`, partner, cohort, and whether that is certain; each once. Three statements."""
    partners = set(db.session.scalars(sa.select(HiringPartner.employer_id).distinct()))
    for what, rows, certain in (("hired", _hires(as_of), _verified(as_of)), ("hosted", _dates(as_of), HELD)):
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
        .where(CoDelivery.stage.in_((DeliveryStage.HELD, DeliveryStage.SCHEDULED)), CoDelivery.starts_at <= _end(as_of))
        .where(sa.func.coalesce(CoDelivery.met, 1) > 0)
    )


def _verified(as_of: date) -> Condition:
    return sa.and_(Placement.stage.in_(COUNTED), Placement.verified_at <= _end(as_of))


def signed(cohorts: Condition, *, as_of: date, since: date | None = None) -> Sequence[Pair]:
    """Which partner was signed onto which cohort that has begun; each pair once. One statement."""
    rows = db.session.execute(
        sa.select(HiringPartner.employer_id, Cohort.id)
        .select_from(CohortPartner)
        .join(CohortPartner.hiring_partner)
        .join(CohortPartner.cohort)
        .where(Cohort.stage.in_(BEGUN), Cohort.starts_on <= as_of, cohorts, _looked_at(since))
        .distinct()
    ).all()
    return [(employer, cohort) for employer, cohort in rows]


def able_to(cohorts: Mapping[uuid.UUID, int]) -> set[uuid.UUID]:
    """The employers that could come back at all, from the number of cohorts that each was signed onto."""
    return {employer for employer, number in cohorts.items() if number >= OFTEN}


def _looked_at(since: date | None) -> Condition:
    return sa.true() if since is None else Cohort.ends_on >= since


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=ZoneInfo("UTC"))


# ---- what was promised ----------------------------------------------------------------------------


def commitment(cohorts: Condition, settings: Settings, *, as_of: date, since: date | None = None) -> Tally:
    """Hires that partners intended, counted as on each partner's own page: no cohort fills the gap of another.

    Left out are those of cohorts that have not begun or were cancelled. Two statements.
    """
    return tally_of(_sum(commitments(cohorts, settings, as_of=as_of, since=since)))


def commitments(cohorts: Condition, settings: Settings, *, as_of: date, since: date | None = None) -> Numbers:
    """The same cohort by cohort, as numbers for `tally_of`."""
    intended, closes, begun = _intended(cohorts, settings, since)
    verified, waiting = _matched_hires(cohorts, closes, as_of, since)
    found: defaultdict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for pair, number in intended.items():
        if pair not in begun:
            found[pair[1]][Because.COHORT_NOT_BEGUN] += number
            continue
        done = min(verified[pair], number)
        missing = number - done
        open_yet = missing if as_of <= closes[pair[1]] else min(waiting[pair], missing)
        found[pair[1]].update(yes=done, unknown=open_yet, no=missing - open_yet)
    return found


def _sum(numbers: Numbers) -> Counter[str]:
    total = Counter[str]()
    for one in numbers.values():
        total.update(one)
    return total


def _intended(
    cohorts: Condition, settings: Settings, since: date | None
) -> tuple[dict[Pair, int], dict[uuid.UUID, date], set[Pair]]:
    rows = db.session.execute(
        sa.select(HiringPartner.employer_id, Cohort.id, Cohort.stage, Cohort.ends_on, CohortPartner.intended_hires)
        .select_from(CohortPartner)
        .join(CohortPartner.hiring_partner)
        .join(CohortPartner.cohort)
        .where(cohorts, _looked_at(since))
    ).all()
    intended: defaultdict[Pair, int] = defaultdict(int)
    for employer, cohort, _stage, _ends_on, number in rows:
        intended[employer, cohort] += number
    closes = {cohort: ends + timedelta(days=settings.window_days) for _who, cohort, _stage, ends, _number in rows}
    return intended, closes, {(who, cohort) for who, cohort, stage, _ends, _number in rows if stage in BEGUN}


def _matched_hires(
    cohorts: Condition, closes: Mapping[uuid.UUID, date], as_of: date, since: date | None
) -> tuple[Counter[Pair], Counter[Pair]]:
    """Hires that came of a match, within the window of their cohort: verified ones, and those that wait for it."""
    sure = sa.case((_verified(as_of), 1), else_=0)
    columns = Placement.employer_id, Cohort.id, sure.label("sure"), Placement.starts_on
    rows = db.session.execute(
        sa.select(*columns, sa.func.count())
        .select_from(Placement)
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Placement.referral_id.is_not(None), Placement.stage.in_(COUNTED | SAID), cohorts, _looked_at(since))
        .group_by(*columns)
    ).all()
    verified, waiting = Counter[Pair](), Counter[Pair]()
    for employer, cohort, known, starts_on, number in rows:
        if employer and cohort in closes and starts_on <= closes[cohort]:
            (verified if known else waiting)[employer, cohort] += number
    return verified, waiting


# ---- seats ----------------------------------------------------------------------------------------


def seat_fill(cohorts: Condition, *, since: date | None = None) -> Tally:
    """Seats that somebody has confirmed, of all seats, cohort by cohort, as it is now. Two statements.

    Free seats of a cohort that has not begun are not known yet, nor are those that wait for a confirmation.
    """
    return tally_of(_sum(seats(cohorts, since=since)))


def seats(cohorts: Condition, *, since: date | None = None) -> Numbers:
    """The same cohort by cohort, as numbers for `tally_of`."""
    rows = db.session.execute(sa.select(Cohort.id, Cohort.stage, Cohort.seats).where(cohorts, _looked_at(since))).all()
    taken = _by_stage(cohorts, since)
    found = {}
    for cohort, stage, number in rows:
        if stage in LEFT_OUT:
            found[cohort] = Counter[str]({LEFT_OUT[stage]: number})
        elif stage in BEGUN or stage is CohortStage.RECRUITING:
            sure = min(number, sum(taken[cohort, one] for one in SEATED))
            waiting = number if stage is CohortStage.RECRUITING else taken[cohort, ApplicationStage.ACCEPTED]
            open_yet = min(waiting, number - sure)
            found[cohort] = Counter[str](yes=sure, unknown=open_yet, no=number - sure - open_yet)
    return found


def _by_stage(cohorts: Condition, since: date | None) -> Mapping[tuple[uuid.UUID, ApplicationStage], int]:
    """People with a seat, confirmed or not, by cohort and where their application stands."""
    rows = db.session.execute(
        sa.select(Cohort.id, Application.stage, sa.func.count())
        .select_from(Application)
        .join(Application.cohort)
        .where(Application.stage.in_(SEATED | {ApplicationStage.ACCEPTED}), cohorts, _looked_at(since))
        .group_by(Cohort.id, Application.stage)
    ).all()
    return Counter({(cohort, stage): number for cohort, stage, number in rows})
