"""What came of one employer's part: promised against done, places filled and in how many days, cohort by cohort."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import Placement
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.market import BEGUN, SAID
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.outcomes.reports.queries.filling import DaysToFill, days_to_fill, needs_since, places_of
from marketplace.outcomes.reports.queries.shares import Number, Share, together
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import CoDelivery, Cohort, CohortPartner, DeliveryStage, GivenHours
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import Enrolment

AHEAD = frozenset({CohortStage.PLANNED, CohortStage.RECRUITING})
DEFINED: Final = 1  # what figures without settings say: one higher when what any of them counts changes


class Why(StrEnum):
    """Why something that was promised is not known yet, or is in no figure."""

    WINDOW_OPEN = "window_open"
    NOT_VERIFIED = "not_verified"
    RUNS = "runs"
    NOT_NOTED = "not_noted"
    NOT_BEGUN = "not_begun"
    CANCELLED = "cancelled"


Reasons = Mapping[Why, Number]


@dataclass(frozen=True)
class Part:
    """What an employer promised to one cohort and what it did. A hire counts in the window after the last day."""

    cohort: Cohort
    intended: int
    hired: int  # verified
    waiting: int  # claimed or confirmed, not verified; or disputed
    promised: Decimal
    given: Decimal
    not_noted: Decimal  # hours whose time has come, and of which nobody wrote down whether they were given
    met: int
    closes: date  # the last day of its window
    as_of: date

    @property
    def counts(self) -> bool:
        """Whether its promises can have been kept: it has begun."""
        return self.cohort.stage in BEGUN

    @property
    def hires(self) -> Share:
        """Intended hires that came about. Those of a cohort whose window is still open are not known yet."""
        done = min(self.hired, self.intended)
        missing = self.intended - done
        return Share(done, self.intended, missing if self.is_open else min(self.waiting, missing))

    @property
    def is_open(self) -> bool:
        """Whether a hire can still begin within the window."""
        return self.as_of <= self.closes

    @property
    def runs(self) -> bool:
        """Whether hours can still be given."""
        return self.as_of <= self.cohort.ends_on

    @property
    def hours(self) -> Share:
        """Promised hours that were given. Those of a cohort that still runs are not known yet."""
        done = max(min(self.given, self.promised), Decimal(0))
        missing = self.promised - done
        return Share(done, self.promised, missing if self.runs else min(self.not_noted, missing))


@dataclass(frozen=True)
class Value:
    """Everything on a partner's page, by the windows of `definition`; role needs are those confirmed since `since`."""

    parts: Sequence[Part]
    places: Share
    withdrawn: int
    days: DaysToFill
    besides: int  # verified hires that came of no cohort below
    late: int  # verified hires from cohorts below that began after their window
    as_of: date
    since: date
    definition: Definition

    @property
    def counted(self) -> list[Part]:
        """The cohorts whose promises can have been kept."""
        return [part for part in self.parts if part.counts]

    @property
    def hires(self) -> Share:
        """Intended hires over all cohorts that have begun."""
        return together(part.hires for part in self.counted)

    @property
    def hires_unknown(self) -> Reasons:
        """Why the rest of them is not known: the window is open, or nobody has verified the hire."""
        return _by((Why.WINDOW_OPEN if one.is_open else Why.NOT_VERIFIED, one.hires.unknown) for one in self.counted)

    @property
    def hires_left_out(self) -> Reasons:
        """Intended hires of cohorts that have not begun, or never will."""
        return _by((why, one.intended) for why, one in self._not_counted())

    @property
    def hours(self) -> Share:
        """Promised hours over all cohorts that have begun."""
        return together(part.hours for part in self.counted)

    @property
    def hours_unknown(self) -> Reasons:
        """Why the rest of them is not known: the cohort runs, or nobody wrote down whether a date was held."""
        return _by((Why.RUNS if one.runs else Why.NOT_NOTED, one.hours.unknown) for one in self.counted)

    @property
    def hours_left_out(self) -> Reasons:
        """Promised hours of cohorts that have not begun, or never will."""
        return _by((why, one.promised) for why, one in self._not_counted())

    def _not_counted(self) -> Iterable[tuple[Why, Part]]:
        for part in self.parts:
            if not part.counts:
                yield Why.NOT_BEGUN if part.cohort.stage in AHEAD else Why.CANCELLED, part

    @property
    def beyond(self) -> int:
        """Verified hires from these cohorts above what was intended; they fill no gap in another one."""
        return sum(max(part.hired - part.intended, 0) for part in self.counted)


def _by(found: Iterable[tuple[Why, Number]]) -> Reasons:
    sums: Counter[Why] = Counter()
    for why, number in found:
        sums[why] += number  # type: ignore[assignment]  # hours are not whole
    return {why: number for why, number in sums.items() if number}


def value_of(employer_id: uuid.UUID, actor: Actor, now: datetime) -> Value:
    """What came of an employer's part. A coordinator reads of the cohorts of their own programs only."""
    definition = definitions()[Key.COMMITMENT]
    as_of, since = now.date(), (now - timedelta(days=definition.settings.looked_back_days)).date()
    commitments = _commitments(employer_id, actor)
    hires = _hires(employer_id, actor)
    needs = needs_since(employer_id, since)
    parts = _parts(commitments, hires, definition, now)
    closes = {part.cohort.id: part.closes for part in parts}
    wanted = [need for need in needs if need.stage is not NeedStage.WITHDRAWN]
    return Value(
        parts=parts,
        places=places_of(wanted),
        withdrawn=sum(need.openings for need in needs if need.stage is NeedStage.WITHDRAWN),
        days=days_to_fill(wanted, as_of),
        besides=sum(stage in COUNTED for key, stage, _day in hires if key not in closes),
        late=sum(stage in COUNTED and day > closes[key] for key, stage, day in hires if key in closes),
        as_of=as_of,
        since=since,
        definition=definition,
    )


def seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Which cohorts count for whoever looks: all for an employer, whose own the rows are; for staff those in reach."""
    return sa.true() if actor.side is Side.EMPLOYER else within(actor, "programs", Cohort.program_id)


def _commitments(employer_id: uuid.UUID, actor: Actor) -> Sequence[CohortPartner]:
    rows = (
        sa.select(CohortPartner)
        .join(CohortPartner.hiring_partner)
        .join(CohortPartner.cohort)
        .options(joinedload(CohortPartner.hiring_partner), joinedload(CohortPartner.cohort).joinedload(Cohort.program))
        .where(HiringPartner.employer_id == employer_id, seen_by(actor))
        .order_by(Cohort.starts_on.desc(), Cohort.name, Cohort.id)
    )
    return db.session.scalars(rows).all()


Hire = tuple[uuid.UUID | None, PlacementStage, date]  # the cohort of the graduate, where it stands, its first day


def _hires(employer_id: uuid.UUID, actor: Actor) -> Sequence[Hire]:
    rows = (
        sa.select(Enrolment.cohort_id, Placement.stage, Placement.starts_on)
        .select_from(Placement)
        .outerjoin(Enrolment, Enrolment.id == Placement.enrolment_id)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Placement.employer_id == employer_id, Placement.referral_id.is_not(None))  # else it is not told of it
        .where(Placement.stage.in_(COUNTED | SAID), seen_by(actor))
    )
    return [(cohort_id, stage, day) for cohort_id, stage, day in db.session.execute(rows)]


def _parts(
    commitments: Sequence[CohortPartner], hires: Sequence[Hire], definition: Definition, now: datetime
) -> list[Part]:
    cohorts = {row.cohort_id: row.cohort for row in commitments}
    window = timedelta(days=definition.settings.window_days)
    closes = {key: cohort.ends_on + window for key, cohort in cohorts.items()}
    intended, promised = defaultdict[uuid.UUID, int](int), defaultdict[uuid.UUID, Decimal](Decimal)
    for row in commitments:
        intended[row.cohort_id] += row.intended_hires
        promised[row.cohort_id] += row.hiring_partner.co_delivery_hours
    hours = _hours({row.hiring_partner_id for row in commitments}, now)
    return [
        Part(
            cohort=cohort,
            intended=intended[key],
            hired=_count(hires, key, closes[key], COUNTED),
            waiting=_count(hires, key, closes[key], SAID),
            promised=promised[key],
            given=hours.given[key],
            not_noted=hours.not_noted[key],
            met=hours.met[key],
            closes=closes[key],
            as_of=now.date(),
        )
        for key, cohort in cohorts.items()
    ]


def _count(hires: Sequence[Hire], cohort_id: uuid.UUID, closes: date, stages: frozenset[PlacementStage]) -> int:
    return sum(key == cohort_id and stage in stages and day <= closes for key, stage, day in hires)


@dataclass(frozen=True)
class _Hours:
    given: dict[uuid.UUID, Decimal]
    not_noted: dict[uuid.UUID, Decimal]
    met: dict[uuid.UUID, int]


def _hours(partners: set[uuid.UUID], now: datetime) -> _Hours:
    found = _Hours(defaultdict(Decimal), defaultdict(Decimal), defaultdict(int))
    rows = (
        sa.select(CoDelivery, sa.func.sum(GivenHours.hours))
        .outerjoin(GivenHours, GivenHours.co_delivery_id == CoDelivery.id)
        .where(CoDelivery.hiring_partner_id.in_(partners))
        .group_by(CoDelivery.id)
    )
    for row, given in db.session.execute(rows):
        found.given[row.cohort_id] += given or 0
        found.met[row.cohort_id] += row.met or 0
        if row.stage is DeliveryStage.SCHEDULED and row.starts_at <= now:
            found.not_noted[row.cohort_id] += row.hours
    return found
