"""What came of one employer's part: promised against done, places filled and in how many days, cohort by cohort."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil, floor
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers.models import HELD, Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import Placement
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.market import BEGUN, SAID
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import CoDelivery, Cohort, CohortPartner, DeliveryStage, GivenHours
from marketplace.supply.enrolments.models import Enrolment

WAITS = frozenset({NeedStage.OPEN, NeedStage.PARTLY_FILLED, NeedStage.ON_HOLD})
TAKEN = HELD | {OfferStage.CONCLUDED}

Number = int | Decimal


@dataclass(frozen=True)
class Share:
    """How much of something was done, what of the rest is not known yet, and the bounds that follow from it.

    In whole percent, the low one rounded down and the high one up; None without a base.
    """

    done: Number
    base: Number
    unknown: Number

    @property
    def low(self) -> int | None:
        """The share that is certain."""
        return floor(100 * self.done / self.base) if self.base else None

    @property
    def high(self) -> int | None:
        """The share if all that is unknown turned out well."""
        return ceil(100 * (self.done + self.unknown) / self.base) if self.base else None


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
        return Share(done, self.intended, missing if self.as_of <= self.closes else min(self.waiting, missing))

    @property
    def hours(self) -> Share:
        """Promised hours that were given. Those of a cohort that still runs are not known yet."""
        done = max(min(self.given, self.promised), Decimal(0))
        missing = self.promised - done
        return Share(
            done, self.promised, missing if self.as_of <= self.cohort.ends_on else min(self.not_noted, missing)
        )


@dataclass(frozen=True)
class DaysToFill:
    """Days from the employer's confirmation of a role to each accepted offer; None while there is none.

    Where the work never began, the place was not filled.
    """

    filled: int
    median: float | None
    fastest: int | None
    slowest: int | None
    still_open: int  # places that nobody has taken, for at most `longest` days so far
    longest: int | None


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
        return _together(part.hires for part in self.counted)

    @property
    def hours(self) -> Share:
        """Promised hours over all cohorts that have begun."""
        return _together(part.hours for part in self.counted)

    @property
    def beyond(self) -> int:
        """Verified hires from these cohorts above what was intended; they fill no gap in another one."""
        return sum(max(part.hired - part.intended, 0) for part in self.counted)


def _together(shares: Iterable[Share]) -> Share:
    found = list(shares)
    return Share(sum(one.done for one in found), sum(one.base for one in found), sum(one.unknown for one in found))


def value_of(employer_id: uuid.UUID, actor: Actor, now: datetime) -> Value:
    """What came of an employer's part. A coordinator reads of the cohorts of their own programs only."""
    definition = definitions()[Key.COMMITMENT]
    as_of, since = now.date(), (now - timedelta(days=definition.settings.looked_back_days)).date()
    commitments = _commitments(employer_id, actor)
    hires = _hires(employer_id, actor)
    needs = _needs(employer_id, since)
    parts = _parts(commitments, hires, definition, now)
    closes = {part.cohort.id: part.closes for part in parts}
    wanted = [need for need in needs if need.stage is not NeedStage.WITHDRAWN]
    return Value(
        parts=parts,
        places=Share(
            sum(need.filled for need in wanted),
            sum(need.openings for need in wanted),
            sum(need.openings - need.filled for need in wanted if need.stage in WAITS),
        ),
        withdrawn=sum(need.openings for need in needs if need.stage is NeedStage.WITHDRAWN),
        days=_days_to_fill(wanted, as_of),
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
    mine = CoDelivery.hiring_partner_id.in_(partners)
    ledger = sa.select(CoDelivery.cohort_id, GivenHours.hours).join(GivenHours.co_delivery).where(mine)
    for cohort_id, hours in db.session.execute(ledger):
        found.given[cohort_id] += hours
    for row in db.session.scalars(sa.select(CoDelivery).where(mine)):
        found.met[row.cohort_id] += row.met or 0
        if row.stage is DeliveryStage.SCHEDULED and row.starts_at <= now:
            found.not_noted[row.cohort_id] += row.hours
    return found


# ---- places and days -----------------------------------------------------------------------------


def _needs(employer_id: uuid.UUID, since: date) -> Sequence[RoleNeed]:
    """Role needs that the employer confirmed since a day; one that became part of another is counted there."""
    rows = sa.select(RoleNeed).where(
        RoleNeed.employer_id == employer_id,
        RoleNeed.stage != NeedStage.DRAFT,
        RoleNeed.merged_into_id.is_(None),
        RoleNeed.confirmed_at.is_not(None),
    )
    return [need for need in db.session.scalars(rows) if need.confirmed_at and need.confirmed_at.date() >= since]


def _days_to_fill(needs: Sequence[RoleNeed], as_of: date) -> DaysToFill:
    begun = {need.id: need.confirmed_at.date() for need in needs if need.confirmed_at}
    never_began = sa.exists().where(
        Placement.offer_id == Offer.id, Placement.stage == PlacementStage.CANCELLED_BEFORE_START
    )
    rows = db.session.execute(
        sa.select(Referral.role_need_id, Offer.answered_at)
        .join(Referral, Referral.id == Offer.referral_id)
        .where(Referral.role_need_id.in_(begun), Offer.stage.in_(TAKEN), Offer.answered_at.is_not(None), ~never_began)
    )
    days = sorted((answered.date() - begun[need_id]).days for need_id, answered in rows if answered)
    open_places = [need for need in needs if need.stage in WAITS and need.filled < need.openings]
    return DaysToFill(
        filled=len(days),
        median=median(days) if days else None,
        fastest=days[0] if days else None,
        slowest=days[-1] if days else None,
        still_open=sum(need.openings - need.filled for need in open_places),
        longest=max(((as_of - begun[need.id]).days for need in open_places), default=None),
    )
