"""What staff did about things that wait, as far as it counts now."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.programs.queries import living_staff
from marketplace.home.models import Act, InboxAct, Why
from marketplace.sides import Actor

UNDO: Final = timedelta(minutes=5)  # how long an act can be taken back; no reminder leaves before
PUT_OFF: Final = (Act.SNOOZE, Act.WAKE)
GIVEN: Final = (Act.ASSIGN, Act.UNASSIGN)

Key = tuple[str, uuid.UUID]


def key_of(words: str) -> Key | None:
    """What `offer:<id>` names; None for words that name nothing."""
    kind, _colon, number = words.partition(":")
    try:
        return kind, uuid.UUID(number)
    except ValueError:
        return None


def keys_of(words: Iterable[str]) -> list[Key]:
    """The things that these words name, each once, in their order."""
    return list(dict.fromkeys(key for key in map(key_of, words) if key))


def newest(sort: Sequence[Act]) -> sa.Subquery:
    """Of each thing, the number of the newest act of a sort that nobody undid: kind, subject_id, seq.

    Joined to the things by groups and then to the act itself: PostgreSQL guesses how many groups there are well, but of
    "no later act" it expects one row, and then reads a thousand acts once for each of ten thousand things.
    """
    row, undone = aliased(InboxAct), aliased(InboxAct)
    rows = (
        sa.select(row.kind, row.subject_id, sa.func.max(row.seq).label("seq"))
        .where(row.act.in_(sort), ~sa.exists().where(undone.undoes_id == row.id).correlate(row))
        .group_by(row.kind, row.subject_id)
    )
    return rows.subquery()


def put_off(row: Any, today: date) -> sa.ColumnElement[bool]:  # Any: an alias
    """Whether an act, if it is the newest of its sort, puts something off to a later day."""
    return sa.and_(row.act == Act.SNOOZE, row.until > today)


def team() -> sa.Select[uuid.UUID]:
    """Who acts for the staff now."""
    return living_staff().order_by(None).with_only_columns(Membership.person_id)


@dataclass(frozen=True)
class Standing:
    """What counts of what was done about one thing: the day it comes back and why, who has it, the last reminder."""

    until: date | None = None
    why: Why | None = None
    put_off_by: str = ""
    assignee_id: uuid.UUID | None = None
    assignee: str = ""
    reminded_at: datetime | None = None
    reminded_by: str = ""


def standings(keys: Sequence[Key], today: date) -> dict[Key, Standing]:
    """Where each of these stands; without an entry nobody has done anything."""
    row, by, to = aliased(InboxAct), aliased(Person), aliased(Person)
    undone = aliased(InboxAct)
    rows = (
        sa.select(row, by.name.label("by"), to.name.label("to"))
        .join(by, by.id == row.by_id)
        .outerjoin(to, (to.id == row.assignee_id) & to.id.in_(team()))
        .where(row.subject_id.in_([subject for _kind, subject in keys]), row.act != Act.UNDO)
        .where(~sa.exists().where(undone.undoes_id == row.id).correlate(row))
        .order_by(row.seq)
    )
    told: dict[Key, dict[str, Any]] = {}
    for act, name, assignee in db.session.execute(rows):
        told.setdefault((act.kind, act.subject_id), {}).update(_told(act, name, assignee, today))
    return {key: Standing(**told[key]) for key in keys if key in told}


def _told(act: InboxAct, by: str, to: str | None, today: date) -> dict[str, Any]:
    if act.act in PUT_OFF:
        still = act.until is not None and act.until > today
        return {"until": act.until if still else None, "why": act.why if still else None, "put_off_by": by}
    if act.act in GIVEN:
        return {"assignee_id": act.assignee_id if to else None, "assignee": to or ""}
    return {"reminded_at": act.at, "reminded_by": by}


def reminded_on(keys: Sequence[Key], day: date) -> set[Key]:
    """Which of these somebody was reminded of on this day, in UTC."""
    begins = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    row, undone = aliased(InboxAct), aliased(InboxAct)
    rows = sa.select(row.kind, row.subject_id).where(
        row.act == Act.REMIND,
        row.at >= begins,
        row.at < begins + timedelta(days=1),
        row.subject_id.in_([subject for _kind, subject in keys]),
        ~sa.exists().where(undone.undoes_id == row.id).correlate(row),
    )
    return {(kind, subject) for kind, subject in db.session.execute(rows)} & set(keys)


def own(actor: Actor) -> sa.Select[InboxAct]:
    """What this person did themselves."""
    return sa.select(InboxAct).where(InboxAct.by_id == actor.person_id, InboxAct.act != Act.UNDO)


def standing_of(batch_id: uuid.UUID) -> Sequence[InboxAct]:
    """What one press did, as far as it was not taken back."""
    undone = aliased(InboxAct)
    rows = sa.select(InboxAct).where(
        InboxAct.batch_id == batch_id,
        InboxAct.act != Act.UNDO,
        ~sa.exists().where(undone.undoes_id == InboxAct.id).correlate(InboxAct),
    )
    return db.session.scalars(rows.order_by(InboxAct.id)).all()


@dataclass(frozen=True)
class Last:
    """The last thing somebody did, while it can be taken back; `act_id` is one of its rows."""

    act_id: uuid.UUID
    act: Act
    count: int


def last_of(actor: Actor, now: datetime) -> Last | None:
    """What this person did last, if it is not too late to take it back and was not taken back."""
    newest = own(actor).where(InboxAct.at > now - UNDO).with_only_columns(InboxAct.batch_id)
    latest = newest.order_by(InboxAct.at.desc(), InboxAct.batch_id).limit(1).scalar_subquery()
    undone = aliased(InboxAct)
    rows = sa.select(InboxAct.id, InboxAct.act).where(
        InboxAct.batch_id == latest, ~sa.exists().where(undone.undoes_id == InboxAct.id).correlate(InboxAct)
    )
    found = db.session.execute(rows.order_by(InboxAct.id)).all()
    return Last(found[0].id, found[0].act, len(found)) if found else None
