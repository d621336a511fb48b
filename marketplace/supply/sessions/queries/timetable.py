"""The plan of the training: the team's sessions and partners' hours as one list, week by week."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Membership, Person
from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.programs.queries import assignments, living_staff
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import CoDelivery, Cohort, DeliveryStage
from marketplace.supply.enrolments.models import GRADUATED, RUNNING, Enrolment
from marketplace.supply.sessions.models import TrainingFeed, TrainingSession, TrainingStage

TAKES_PART = RUNNING | GRADUATED
WEEK = timedelta(weeks=1)


def visible_to(actor: Actor) -> sa.Select[TrainingSession]:
    """The sessions this person may see: of the cohorts they take part in, for staff those of their programs."""
    rows = sa.select(TrainingSession).options(
        joinedload(TrainingSession.cohort).joinedload(Cohort.program),
        joinedload(TrainingSession.module),
        joinedload(TrainingSession.led_by),
    )
    if actor.side is Side.JOBSEEKER:
        return rows.where(TrainingSession.cohort_id.in_(cohorts_of(actor.person_id)))
    return rows.where(within(actor, "cohorts", TrainingSession.cohort_id))


def cohorts_of(jobseeker_id: uuid.UUID) -> sa.Select[uuid.UUID]:
    """The ids of the cohorts in which a person takes part, or did until they graduated."""
    return sa.select(Enrolment.cohort_id).where(Enrolment.jobseeker_id == jobseeker_id, Enrolment.stage.in_(TAKES_PART))


@dataclass(frozen=True)
class Entry:
    """One thing in the plan: a session of the team, or hours that a partner gives (`delivery_id`)."""

    id: uuid.UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    link: str
    module: str
    leader: str
    cohort: Cohort
    sequence: int
    cancelled: bool = False
    delivery_id: uuid.UUID | None = None

    @property
    def day(self) -> date:
        """The day on which it begins, as the cohort's place writes it."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def begins(self) -> time:
        """The time of day at which it begins, at the cohort's place."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).time()

    @property
    def ends(self) -> time:
        """The time of day at which it ends, at the cohort's place."""
        return self.ends_at.astimezone(ZoneInfo(self.time_zone)).time()

    @property
    def hours(self) -> str:
        """From when to when, as a clock says it."""
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"

    @property
    def uid(self) -> str:
        """What a calendar knows it by; it never changes."""
        return f"{'hours' if self.delivery_id else 'training'}-{self.id}@guildhall"


@dataclass(frozen=True)
class Week:
    """The entries of one week, which begins on a Monday."""

    monday: date
    entries: list[Entry]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def plan_of(cohort_ids: Collection[uuid.UUID] | sa.Select[uuid.UUID]) -> list[Entry]:
    """Everything in the plan of these cohorts, by its start; what was called off stays, marked so."""
    ids = cohort_ids if isinstance(cohort_ids, sa.Select) else list(cohort_ids)
    return sorted([*_sessions(ids), *_hours(ids)], key=lambda entry: (entry.starts_at, entry.title, str(entry.id)))


Ids = Sequence[uuid.UUID] | sa.Select[uuid.UUID]


def _sessions(cohort_ids: Ids) -> Iterable[Entry]:
    rows = (
        sa.select(TrainingSession)
        .options(
            joinedload(TrainingSession.cohort).joinedload(Cohort.program),
            joinedload(TrainingSession.module),
            joinedload(TrainingSession.led_by),
        )
        .where(TrainingSession.cohort_id.in_(cohort_ids))
    )
    return [entry_of(row) for row in db.session.scalars(rows)]


def entry_of(row: TrainingSession) -> Entry:
    """A session of the team as an entry of the plan."""
    return Entry(
        id=row.id,
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.cohort.time_zone,
        place=row.place or row.cohort.place,
        link=row.link,
        module=row.module.title if row.module else "",
        leader=row.led_by.name if row.led_by else "",
        cohort=row.cohort,
        sequence=row.version,
        cancelled=row.stage is TrainingStage.CANCELLED,
    )


def _hours(cohort_ids: Ids) -> Iterable[Entry]:
    rows = (
        sa.select(CoDelivery)
        .options(
            joinedload(CoDelivery.cohort).joinedload(Cohort.program),
            joinedload(CoDelivery.module),
            joinedload(CoDelivery.hiring_partner).joinedload(HiringPartner.employer),
        )
        .where(
            CoDelivery.cohort_id.in_(cohort_ids),
            CoDelivery.stage.in_((DeliveryStage.SCHEDULED, DeliveryStage.HELD)),
        )
    )
    return [_given(row) for row in db.session.scalars(rows)]


def _given(row: CoDelivery) -> Entry:
    named = row.hiring_partner.may_be_named or row.stage is DeliveryStage.HELD  # whoever was there has met it
    return Entry(
        id=row.id,
        title=row.topic,
        starts_at=row.starts_at,
        ends_at=row.starts_at + timedelta(hours=float(row.hours)),
        time_zone=row.cohort.time_zone,
        place=row.place or row.cohort.place,
        link="",
        module=row.module.title if row.module else "",
        leader=row.hiring_partner.employer.name if named else _("A hiring partner"),
        cohort=row.cohort,
        sequence=row.version,
        delivery_id=row.id,
    )


def weeks(entries: Iterable[Entry]) -> list[Week]:
    """The entries by the week in which they begin, in their order."""
    return [Week(monday, list(found)) for monday, found in groupby(entries, key=lambda entry: monday_of(entry.day))]


def today_in(time_zone: str, now: datetime) -> date:
    """The day that it is in a zone."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def midnight(day: date, time_zone: str) -> datetime:
    """The first moment of a day in a zone."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(time_zone))


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def split(found: Sequence[Week], *, past: bool, today: date) -> list[Week]:
    """The weeks from this one on; with `past` those before it, the newest first."""
    this = monday_of(today)
    return [week for week in reversed(found) if week.monday < this] if past else [w for w in found if w.monday >= this]


# ---- what a form offers ---------------------------------------------------------------------------------


def leaders(cohort: Cohort) -> list[tuple[uuid.UUID, str]]:
    """Who of the program's team may lead a session: its coordinators and the leads, by name."""
    leads = [row for row in db.session.scalars(living_staff()) if row.all_programs]
    team = [row.membership for row in db.session.scalars(assignments(cohort.program)) if row.works_now]
    people: dict[uuid.UUID, Membership] = {row.person_id: row for row in (*team, *leads)}
    return sorted(((person_id, row.person.name) for person_id, row in people.items()), key=lambda one: one[1].lower())


def enrolled_in(cohort_id: uuid.UUID) -> list[Enrolment]:
    """Whoever takes part in a cohort now."""
    rows = (
        sa.select(Enrolment)
        .options(joinedload(Enrolment.jobseeker))
        .where(Enrolment.cohort_id == cohort_id, Enrolment.stage.in_(RUNNING))
    )
    return list(db.session.scalars(rows))


# ---- a person's own calendar ----------------------------------------------------------------------------


def live_feed(jobseeker_id: uuid.UUID) -> TrainingFeed | None:
    """The address that a person's calendar may use now, without its secret."""
    rows = sa.select(TrainingFeed).where(TrainingFeed.jobseeker_id == jobseeker_id, TrainingFeed.revoked_at.is_(None))
    return db.session.scalars(rows).one_or_none()


def whose(secret: str) -> uuid.UUID | None:
    """Whose calendar asks with this secret; None where it was never made or was taken back, or they are shut out."""
    rows = (
        sa.select(TrainingFeed.jobseeker_id)
        .join(Person, Person.id == TrainingFeed.jobseeker_id)
        .where(TrainingFeed.secret_hash == digest(secret), TrainingFeed.revoked_at.is_(None), Person.active)
    )
    return db.session.scalars(rows).one_or_none()
