"""Everybody of a cohort as one list of rows: those who apply, wait and learn, and those who are through."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.sides import Actor, Side
from marketplace.supply.applications import queries as applications
from marketplace.supply.applications.lifecycle import LIFECYCLE as APPLICATIONS
from marketplace.supply.applications.models import ENDED, Application, ApplicationChange
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.enrolments.lifecycle import LIFECYCLE as ENROLMENTS
from marketplace.supply.enrolments.models import GONE, GRADUATED, Enrolment, EnrolmentChange
from marketplace.supply.enrolments.models import Stage as EnrolmentStage


class Lane(StrEnum):
    """The columns of the board, in the order of the way through."""

    APPLYING = "applying"
    WAITING = "waiting"
    SEAT = "seat"
    ENROLLED = "enrolled"
    LEARNING = "learning"
    PAUSED = "paused"
    GRADUATED = "graduated"
    ENDED = "ended"


LANES = {
    Lane.APPLYING: _("Applying"),
    Lane.WAITING: _("Waiting"),
    Lane.SEAT: _("Seat offered"),
    Lane.ENROLLED: _("Enrolled"),
    Lane.LEARNING: _("In training"),
    Lane.PAUSED: _("Paused"),
    Lane.GRADUATED: _("Graduated"),
    Lane.ENDED: _("Ended"),
}
#: How many people a column of the board shows; the table has them all.
IN_A_LANE = 20
_WAITS = frozenset({ApplicationStage.WAITLISTED, ApplicationStage.DEFERRED})
_OFFERED = frozenset({ApplicationStage.ACCEPTED, ApplicationStage.CONFIRMED})


@dataclass(frozen=True)
class Row:
    """One person in a cohort: where they stand, since which day, and the page of it."""

    id: uuid.UUID
    name: str
    lane: Lane
    stage: str
    since: date
    endpoint: str
    address: Mapping[str, uuid.UUID]
    application_id: uuid.UUID


def people_of(cohort: Cohort, actor: Actor, lane: Lane | None = None) -> sa.Select[Any]:  # Any: several columns
    """Everybody who has sent an application or is enrolled, once each, by name; of one column of the board if asked.

    `rows_of` makes rows of what it finds.
    """
    there = sa.select(Enrolment.application_id).where(Enrolment.cohort_id == cohort.id)
    applied = applications.visible_to(actor).where(
        Application.stage != ApplicationStage.DRAFT, Application.id.not_in(there)
    )
    learning = _slim(enrolments.visible_to(actor), Enrolment, EnrolmentChange, cohort)
    found = sa.union_all(learning, _slim(applied, Application, ApplicationChange, cohort)).subquery()
    rows = sa.select(found).order_by(sa.func.lower(found.c.name), found.c.id)
    return rows if lane is None else rows.where(found.c.lane == lane.value)


def _slim(visible: sa.Select[Any], table: Any, change: Any, cohort: Cohort) -> sa.Select[Any]:  # Any: two tables
    """What a row shows and nothing else, so that thousands cost little."""
    learns = table is Enrolment
    newest = sa.select(sa.func.max(change.at)).where(change.subject_id == table.id).correlate(table).scalar_subquery()
    return (
        visible.join(Person, Person.id == table.jobseeker_id)
        .where(table.cohort_id == cohort.id)
        .with_only_columns(
            table.id,
            Person.name,
            (_LEARNS if learns else _APPLIES).label("lane"),
            sa.type_coerce(table.stage, sa.String).label("stage"),
            sa.func.coalesce(newest, table.enrolled_at if learns else table.created_at).label("since"),
            sa.literal(learns).label("learns"),
            (table.application_id if learns else table.id).label("application_id"),
        )
        .order_by(None)
    )


_LEARNS = sa.case(
    (Enrolment.stage.in_(GRADUATED), Lane.GRADUATED.value),
    (Enrolment.stage.in_(GONE), Lane.ENDED.value),
    (Enrolment.stage == EnrolmentStage.PAUSED, Lane.PAUSED.value),
    (Enrolment.stage == EnrolmentStage.ACTIVE, Lane.LEARNING.value),
    else_=Lane.ENROLLED.value,
)
_APPLIES = sa.case(
    (Application.stage.in_(ENDED), Lane.ENDED.value),
    (Application.stage.in_(_WAITS), Lane.WAITING.value),
    (Application.stage.in_(_OFFERED), Lane.SEAT.value),
    else_=Lane.APPLYING.value,
)


def rows_of(found: Iterable[Any], cohort: Cohort) -> list[Row]:  # Any: what `people_of` finds
    """What was found as rows, in the same order."""
    zone = ZoneInfo(cohort.time_zone)
    return [_row(one, zone) for one in found]


def _row(one: Any, zone: ZoneInfo) -> Row:  # Any: the same
    stages = (ENROLMENTS, EnrolmentStage) if one.learns else (APPLICATIONS, ApplicationStage)
    return Row(
        id=one.id,
        name=one.name,
        lane=Lane(one.lane),
        stage=stages[0].label(stages[1](one.stage), Side.STAFF),
        since=one.since.astimezone(zone).date(),
        endpoint="enrolments.page" if one.learns else "applications.page",
        address={"enrolment_id" if one.learns else "application_id": one.id},
        application_id=one.application_id,
    )


def by_lane(cohort: Cohort, actor: Actor) -> list[tuple[Lane, list[Row], int]]:
    """Each column of the board with its first rows by name and how many it holds, the empty ones too."""
    people = people_of(cohort, actor).order_by(None).subquery()
    in_order = (sa.func.lower(people.c.name), people.c.id)
    place = sa.func.row_number().over(partition_by=people.c.lane, order_by=in_order).label("place")
    number = sa.func.count().over(partition_by=people.c.lane).label("number")
    placed = sa.select(people, place, number).subquery()
    found = db.session.execute(sa.select(placed).where(placed.c.place <= IN_A_LANE).order_by(placed.c.place)).all()
    numbers = {Lane(one.lane): one.number for one in found}
    rows = rows_of(found, cohort)
    return [(lane, [row for row in rows if row.lane is lane], numbers.get(lane, 0)) for lane in Lane]


def newest_first(people: sa.Select[Any]) -> sa.Select[Any]:  # Any: several columns
    """The same people, those whose newest step is the latest first."""
    since, name = people.selected_columns["since"], people.selected_columns["name"]
    return people.order_by(None).order_by(since.desc(), sa.func.lower(name), people.selected_columns["id"])


def by_day(rows: Sequence[Row]) -> list[tuple[date, list[Row]]]:
    """The rows under the day of their newest step, the newest day first."""
    days = sorted({row.since for row in rows}, reverse=True)
    return [(day, [row for row in rows if row.since == day]) for day in days]


# ---- one step for many ------------------------------------------------------------------------------------


def may_begin(cohort: Cohort, actor: Actor) -> list[Enrolment]:
    """Everybody of a cohort who is enrolled and has not begun, by name."""
    rows = enrolments.roster(actor, cohort.id).where(Enrolment.stage == EnrolmentStage.ENROLLED)
    return list(db.session.scalars(rows))


def may_graduate(cohort: Cohort, actor: Actor, now: datetime) -> tuple[list[Enrolment], list[Enrolment]]:
    """Everybody in training, by name: those who meet everything, and those who do not yet."""
    rows = db.session.scalars(enrolments.roster(actor, cohort.id).where(Enrolment.stage == EnrolmentStage.ACTIVE)).all()
    required = enrolments.requirements_of(rows, now)
    met = [row for row in rows if all(line.met for line in required[row.id])]
    return met, [row for row in rows if row not in met]
