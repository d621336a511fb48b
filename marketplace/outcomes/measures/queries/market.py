"""Figures of promises and seats, which are not about people who started: what was kept, what was taken.

Each is counted for the cohorts of a condition, so within reach of whoever looks, in a number of statements that does
not grow with them. `since` leaves out cohorts that were over before it; None looks back for ever.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
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
from marketplace.supply.cohorts.models import Cohort, CohortPartner
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import Enrolment

KNOWN: Final = ("yes", "no", "unknown")
BEGUN: Final = frozenset({CohortStage.IN_DELIVERY, CohortStage.COMPLETED})
SAID: Final = frozenset({PlacementStage.CLAIMED, PlacementStage.CONFIRMED, PlacementStage.DISPUTED})
LEFT_OUT: Final = {CohortStage.PLANNED: Because.COHORT_NOT_BEGUN, CohortStage.CANCELLED: Because.COHORT_CANCELLED}
SEATED: Final = frozenset({ApplicationStage.CONFIRMED, ApplicationStage.ENROLLED})
Condition = sa.ColumnElement[bool]
Pair = tuple[uuid.UUID, uuid.UUID]  # employer and cohort
Numbers = Mapping[uuid.UUID, Counter[str]]  # cohort → its numbers, see `tally_of`


def tally_of(numbers: Mapping[str, int]) -> Tally:
    """The tally of numbers by `yes`, `no` and `unknown`, and by reason of what is left out."""
    left_out = {name: number for name, number in numbers.items() if name not in KNOWN}
    yes, no, unknown = (numbers.get(name, 0) for name in KNOWN)
    return counted(yes, no, unknown, left_out)


def counted(yes: int, no: int, unknown: int, excluded: Mapping[str, int] | None = None) -> Tally:
    """A tally of things that have no reasons but for being left out."""
    left_out = {because: number for because, number in (excluded or {}).items() if number}
    return Tally(yes, no, unknown, {Answer.EXCLUDED: left_out} if left_out else {})


def verified_by(as_of: date) -> Condition:
    """The condition on `Placement` of hires that were verified by the end of a day."""
    return sa.and_(Placement.stage.in_(COUNTED), Placement.verified_at <= end_of(as_of))


def looked_at(since: date | None) -> Condition:
    """The condition on `Cohort` of those that were not over before a day."""
    return sa.true() if since is None else Cohort.ends_on >= since


def end_of(day: date) -> datetime:
    """The last moment of a day, in UTC."""
    return datetime.combine(day, time.max, tzinfo=ZoneInfo("UTC"))


# ---- what was promised ----------------------------------------------------------------------------


def commitment(cohorts: Condition, settings: Settings, *, as_of: date, since: date | None = None) -> Tally:
    """Hires that partners intended, counted as on each partner's own page: no cohort fills the gap of another.

    Left out are those of cohorts that have not begun or were cancelled. Two statements.
    """
    return tally_of(_sum(commitments(cohorts, settings, as_of=as_of, since=since)))


def commitments(cohorts: Condition, settings: Settings, *, as_of: date, since: date | None = None) -> Numbers:
    """The same cohort by cohort, as numbers for `tally_of`."""
    found: defaultdict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for (_employer, cohort), numbers in promises(cohorts, settings, as_of=as_of, since=since).items():
        found[cohort].update(numbers)
    return found


def promises(
    cohorts: Condition, settings: Settings, *, as_of: date, since: date | None = None
) -> Mapping[Pair, Counter[str]]:
    """The same for each partner and cohort."""
    intended, closes, begun = _intended(cohorts, settings, since)
    verified, waiting = _matched_hires(cohorts, closes, as_of, since)
    found = {}
    for pair, number in intended.items():
        if pair not in begun:
            found[pair] = Counter[str]({Because.COHORT_NOT_BEGUN: number})
            continue
        done = min(verified[pair], number)
        missing = number - done
        open_yet = missing if as_of <= closes[pair[1]] else min(waiting[pair], missing)
        found[pair] = Counter[str](yes=done, unknown=open_yet, no=missing - open_yet)
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
        .where(cohorts, looked_at(since))
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
    sure = sa.case((verified_by(as_of), 1), else_=0)
    columns = Placement.employer_id, Cohort.id, sure.label("sure"), Placement.starts_on
    rows = db.session.execute(
        sa.select(*columns, sa.func.count())
        .select_from(Placement)
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Placement.referral_id.is_not(None), Placement.stage.in_(COUNTED | SAID), cohorts, looked_at(since))
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
    rows = db.session.execute(sa.select(Cohort.id, Cohort.stage, Cohort.seats).where(cohorts, looked_at(since))).all()
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
        .where(Application.stage.in_(SEATED | {ApplicationStage.ACCEPTED}), cohorts, looked_at(since))
        .group_by(Cohort.id, Application.stage)
    ).all()
    return Counter({(cohort, stage): number for cohort, stage, number in rows})
