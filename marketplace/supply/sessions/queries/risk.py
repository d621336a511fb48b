"""Whom to ask after: reasons by stated rules, each with its numbers, and never a score."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import RUNNING, Enrolment
from marketplace.supply.enrolments.queries import Newest, newest_of, pauses_of, taught
from marketplace.supply.jobseekers.models import Jobseeker
from marketplace.supply.sessions.models import Mark, TrainingBarrier, TrainingContact
from marketplace.supply.sessions.queries import attendance, supports, timetable
from marketplace.supply.sessions.queries.attendance import Noted, Tally

LOOKED_AT = 5  # held sessions, the newest
ABSENCES = 2  # of these, without an excuse
BELOW = 2  # levels under the target
SILENCE = timedelta(days=14)


def rules() -> list[str]:
    """The rules in words, with their numbers."""
    return [
        _(
            "Absence: not there and not excused at %(absences)s or more of the last %(sessions)s sessions held.",
            absences=ABSENCES,
            sessions=LOOKED_AT,
        ),
        _(
            "Levels: the newest level seen in the training is %(below)s or more below the target, "
            "in one competency or more. What was seen before it was taught does not count.",
            below=BELOW,
        ),
        _(
            "Silence: for %(days)s days no session attended, no level seen, no contact noted and nothing asked for.",
            days=SILENCE.days,
        ),
    ]


@dataclass(frozen=True)
class Watched:
    """One person of a cohort: the reasons to ask after them (none is good news), and when somebody last did."""

    enrolment: Enrolment
    tally: Tally
    reasons: list[str]
    open_barriers: int
    contacts: list[TrainingContact]

    @property
    def last(self) -> TrainingContact | None:
        """The newest contact; None when nobody has asked yet."""
        return self.contacts[0] if self.contacts else None

    @property
    def next_on(self) -> date | None:
        """When the next contact is due, as the newest one says."""
        return self.last.next_on if self.last else None


def watched(cohort: Cohort, actor: Actor, now: datetime) -> list[Watched]:
    """Everybody who takes part now: those with reasons first, then whoever has an earlier date, then by name."""
    people = _people(cohort.id)
    ids = [row.id for row in people]
    seen = _Seen(cohort, actor, ids, now)
    found = [seen.of(row) for row in people]
    return sorted(found, key=lambda one: (not one.reasons, one.next_on or date.min if one.reasons else date.max))


def watched_one(enrolment: Enrolment, actor: Actor, now: datetime) -> Watched:
    """The same for one person."""
    return _Seen(enrolment.cohort, actor, [enrolment.id], now).of(enrolment)


def _people(cohort_id: uuid.UUID) -> Sequence[Enrolment]:
    return db.session.scalars(
        sa.select(Enrolment)
        .join(Person, Person.id == Enrolment.jobseeker_id)
        .options(joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person))
        .where(Enrolment.cohort_id == cohort_id, Enrolment.stage.in_(RUNNING))
        .order_by(sa.func.lower(Person.name), Enrolment.id)
    ).all()


class _Seen:
    """Everything that the rules look at, read once for all of a cohort."""

    def __init__(self, cohort: Cohort, actor: Actor, ids: Sequence[uuid.UUID], now: datetime) -> None:
        self.cohort, self.now = cohort, now
        self.held = attendance.held(cohort.id, now)
        self.noted = attendance.noted_of(ids)
        self.pauses = pauses_of(ids)
        self.newest = newest_of(ids)
        self.looked = newest_of(ids, with_before=True)
        self.targets = {(line.module_id, line.competency_id): line.level for line in taught(cohort)}
        self.contacts = supports.contacts_of(actor, ids)
        self.barriers = supports.open_counts(ids)
        self.asked = _last_asked(ids)

    def of(self, row: Enrolment) -> Watched:
        """What the rules say of one person."""
        noted, levels = self.noted.get(row.id, {}), self.newest.get(row.id, {})
        found = (self._absence(row, noted), self._levels(levels), self._silence(row, noted))
        return Watched(
            enrolment=row,
            tally=attendance.tally(row, self.held, noted, self.pauses[row.id]),
            reasons=[reason for reason in found if reason],
            open_barriers=self.barriers.get(row.id, 0),
            contacts=self.contacts[row.id],
        )

    def _absence(self, row: Enrolment, noted: Noted) -> str | None:
        last = attendance.meant_for(row, self.held, noted, self.pauses[row.id])[:LOOKED_AT]
        marks = [noted[one.id].mark if one.id in noted else None for one in last]
        if marks.count(Mark.ABSENT) < ABSENCES:
            return None
        words = _(
            "Not there at %(absent)s of the last %(held)s sessions held.",
            absent=marks.count(Mark.ABSENT),
            held=len(last),
        )
        unknown = marks.count(None)
        return f"{words} {_('Of %(num)s nobody has noted it.', num=unknown)}" if unknown else words

    def _levels(self, newest: Newest) -> str | None:
        below = [
            _(
                "%(name)s: %(seen)s of %(target)s",
                name=row.competency.preferred,
                seen=row.level,
                target=self.targets[key],
            )
            for key, row in newest.items()
            if key in self.targets and self.targets[key] - row.level >= BELOW
        ]
        return _("Below the target: %(names)s.", names="; ".join(sorted(below))) if below else None

    def _silence(self, row: Enrolment, noted: Noted) -> str | None:
        last = max(self._signs(row, noted))
        if self.now - last < SILENCE:
            return None
        return _("No sign for %(days)s days.", days=(self.now - last).days)

    def _signs(self, row: Enrolment, noted: Noted) -> list[datetime]:
        zone = self.cohort.time_zone
        began = max(row.enrolled_at, timetable.midnight(self.cohort.starts_on, zone))
        return [
            began,
            *(one.starts_at for one in self.held if one.id in noted and noted[one.id].mark in attendance.THERE),
            *(until for _since, until in self.pauses[row.id] if until),
            *(seen.at for seen in self.looked.get(row.id, {}).values()),
            *(timetable.midnight(one.contacted_on, zone) for one in self.contacts[row.id] if one.way.reached),
            *([self.asked[row.id]] if row.id in self.asked else []),
        ]


def _last_asked(ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, datetime]:
    rows = (
        sa.select(TrainingBarrier.enrolment_id, sa.func.max(TrainingBarrier.created_at))
        .join(TrainingBarrier.enrolment)
        .where(TrainingBarrier.enrolment_id.in_(ids), TrainingBarrier.raised_by_id == Enrolment.jobseeker_id)
        .group_by(TrainingBarrier.enrolment_id)
    )
    return dict(db.session.execute(rows).all())


def contacts_due(actor: Actor, now: datetime, *, within: timedelta) -> sa.Select[TrainingContact]:
    """The newest contacts whose next date has come or comes soon, for whoever still takes part."""
    later = sa.orm.aliased(TrainingContact)
    newer = sa.exists().where(
        later.enrolment_id == TrainingContact.enrolment_id,
        sa.or_(
            later.contacted_on > TrainingContact.contacted_on,
            sa.and_(later.contacted_on == TrainingContact.contacted_on, later.at > TrainingContact.at),
        ),
    )
    return (
        supports.contacts_visible_to(actor)
        .options(joinedload(TrainingContact.enrolment).joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person))
        .options(joinedload(TrainingContact.enrolment).joinedload(Enrolment.cohort))
        .where(~newer, Enrolment.stage.in_(RUNNING), TrainingContact.next_on <= now.date() + within)
        .order_by(None)
        .order_by(TrainingContact.next_on, TrainingContact.id)
    )
