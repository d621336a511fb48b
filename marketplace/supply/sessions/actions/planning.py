"""Sessions planned one by one or week by week, moved and called off; everybody enrolled hears of it."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.calendars import moment_words
from marketplace.db import db, expect_version, lock, move, record
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.sessions.lifecycle import LIFECYCLE
from marketplace.supply.sessions.models import TrainingSession, TrainingStage
from marketplace.supply.sessions.queries import timetable

OVER = frozenset({CohortStage.COMPLETED, CohortStage.CANCELLED})

constraint_says(
    "uq_training_sessions_one_at_a_time",
    lazy_gettext("A session of that title begins at that time already. Nothing was planned twice."),
)


@dataclass(frozen=True)
class Facts:
    """What is said of a session; the times are wall-clock times of the cohort's place."""

    title: str
    module_id: uuid.UUID | None
    led_by_id: uuid.UUID | None
    day: date
    begins: time
    ends: time
    place: str
    link: str


def plan(cohort: Cohort, facts: Facts, *, weeks: int, actor: Actor, now: datetime) -> list[TrainingSession]:
    """Put a session into the plan, or one a week for so many weeks at the same time of day.

    Refused when a day lies outside the training, or when the clocks skip the time on one of them.
    """
    if cohort.stage in OVER:
        raise Refused(_("%(cohort)s is over, so nothing can be planned in it.", cohort=cohort.name))
    rows = []
    for number in range(weeks):
        row = TrainingSession(cohort_id=cohort.id, cohort=cohort, created_at=now)
        _set(row, facts, facts.day + number * timedelta(weeks=1))
        db.session.add(row)
        record(row, "plan", came_from=None, actor=actor, now=now)
        rows.append(row)
    return rows


def _set(row: TrainingSession, facts: Facts, day: date) -> None:
    cohort = row.cohort
    if not cohort.starts_on <= day <= cohort.ends_on:
        raise Refused(
            _(
                "%(day)s is not within the training. Choose days between its first and its last one.",
                day=day.isoformat(),
            )
        )
    row.starts_at = _moment(day, facts.begins, cohort.time_zone)
    row.ends_at = _moment(day, facts.ends, cohort.time_zone)
    row.title, row.module_id, row.led_by_id = facts.title, facts.module_id, facts.led_by_id
    row.place, row.link = facts.place, facts.link


def _moment(day: date, clock: time, time_zone: str) -> datetime:
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(time_zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused(
            _("The clocks go forward on %(day)s, so that time does not exist. Choose another.", day=day.isoformat())
        )
    return moment


def change(row: TrainingSession, facts: Facts, *, version: str | None, actor: Actor, now: datetime) -> bool:
    """Say something else of a session; True when the enrolled are told, which they are of a new time or place.

    Refused once it is over or called off; stale when saved meanwhile.
    """
    expect_version(lock(row), version)
    if row.stage is TrainingStage.CANCELLED:
        raise Refused(_("It was called off, so it stays as it was. Plan another one."))
    if row.ends_at <= now:
        raise Refused(_("It is over, so it stays as it was. If it did not take place, call it off."))
    before = (row.starts_at, row.ends_at, row.place, row.link)
    was = moment_words(row.starts_at, row.cohort.time_zone)
    _set(row, facts, facts.day)
    if db.session.is_modified(row):
        record(row, "change", came_from=row.stage, actor=actor, now=now)
    told = before != (row.starts_at, row.ends_at, row.place, row.link)
    if told:
        _tell(row, "training_moved", _("A session has moved: %(title)s", title=row.title), was=was)
    return told


def cancel(row: TrainingSession, *, words: str, actor: Actor, now: datetime) -> None:
    """Call a session off, before it or afterwards when it did not take place: then it counts for nobody.

    The enrolled are told while it is not over.
    """
    move(lock(row), LIFECYCLE, "cancel", actor=actor, now=now, note=words)
    if row.ends_at > now:
        _tell(row, "training_called_off", _("A session is called off: %(title)s", title=row.title), words=words)


def _tell(row: TrainingSession, template: str, subject: str, *, was: str = "", words: str = "") -> None:
    zone = row.cohort.time_zone
    for enrolment in timetable.enrolled_in(row.cohort_id):
        person = enrolment.jobseeker.person
        queue_mail(
            to=person.email,
            subject=subject,
            template=template,
            dedupe_key=f"{template}:{row.id}:{row.version}:{enrolment.id}",
            name=person.name,
            title=row.title,
            cohort=row.cohort.name,
            program=row.cohort.program.title,
            moment=moment_words(row.starts_at, zone),
            place=row.place or row.cohort.place,
            was=was,
            words=words,
        )
