"""Two competencies become one: everything that points to the one points to the other, and its names lead there.

Where two rows may stand once only, the room whose rows they are says which of them is kept (`when_merged`). All of it
is one transaction; the row of the one that goes stays, so that its code and its old addresses lead to the other.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.competencies.actions.saving import new_state
from marketplace.competencies.models import (
    CompetenciesApart,
    Competency,
    CompetencyLabel,
    CompetencyMerger,
    CompetencyRelation,
    Relation,
)
from marketplace.competencies.queries import fold, may_merge, search_text
from marketplace.competencies.queries.mergers import Pointer, apart, merged, pointers, why_not_merge
from marketplace.db import Base, db, lock
from marketplace.errors import Refused
from marketplace.sides import Actor


@dataclass
class Merging:
    """What is under way: which competency goes on in which, by whom, and what has become one so far."""

    goes_id: uuid.UUID
    stays_id: uuid.UUID
    actor: Actor
    now: datetime
    joined: list[dict[str, Any]] = field(default_factory=list)  # Any: words and numbers of either row
    moved: dict[str, int] = field(default_factory=dict)


#: Decides between a row of the one that goes and a row of the one that stays, so that both can point to one competency;
#: gives back what is to be read of it later.
Joins = Callable[[Merging, Any, Any], dict[str, Any]]  # Any: rows of one table
Sees = Callable[[Merging], None]


@dataclass(frozen=True)
class _Room:
    joins: Joins | None = None
    before: Sees | None = None
    after: Sees | None = None


_ROOMS: Final[dict[str, _Room]] = {}


def when_merged(
    table: str, *, joins: Joins | None = None, before: Sees | None = None, after: Sees | None = None
) -> None:
    """Say, for a table of a room above, how two rows become one, and what is to be seen to before and after."""
    _ROOMS[table] = _Room(joins, before, after)


def keep_the_higher(table: str, number: str) -> Joins:
    """Of two rows the one that stays is kept, with the higher of two numbers; nothing else points to such rows."""
    rows = Base.metadata.tables[table]

    def joins(merging: Merging, mine: Any, theirs: Any) -> dict[str, Any]:  # noqa: ARG001 -- one for every table; Any: rows
        db.session.execute(sa.delete(rows).where(*same_row(rows, mine)))
        higher = max(getattr(mine, number), getattr(theirs, number))
        db.session.execute(sa.update(rows).where(*same_row(rows, theirs)).values({number: higher}))
        return {number: higher}

    return joins


def same_row(table: sa.Table, row: Any) -> list[sa.ColumnElement[bool]]:  # Any: a row of that table
    """The condition that finds a row again by its primary key."""
    return [column == getattr(row, column.name) for column in table.primary_key.columns]


def hand_over(table: str, old_id: uuid.UUID, new_id: uuid.UUID) -> None:
    """Point everything at another row of a table: found from the schema, for the rooms above are not known here."""
    target = Base.metadata.tables[table].c.id
    for other in Base.metadata.tables.values():
        for key in other.foreign_keys:
            if key.column is target:
                rows = sa.update(other).where(key.parent == old_id).values({key.parent: new_id})
                db.session.execute(rows.execution_options(synchronize_session=False))


def merge(goes: Competency, stays: Competency, *, actor: Actor, now: datetime) -> CompetencyMerger:
    """Let a competency go on in another one. It cannot be taken back. Refused where it cannot be done."""
    why_not = _only_leads(actor) or _one_by_one(goes, stays) or why_not_merge(goes, stays)
    if why_not:
        raise Refused(why_not)
    merging = Merging(goes.id, stays.id, actor, now)
    change = new_state(now=now)
    names = _take_names(goes, stays)
    rooms = [room for _table, room in sorted(_ROOMS.items())]
    for room in rooms:
        if room.before:
            room.before(merging)
    _tidy_relations(goes.id, stays.id)
    for pointer in pointers():
        _move(pointer, merging)
    db.session.expire_all()
    for room in rooms:
        if room.after:
            room.after(merging)
    return _write_down(goes, stays, names, change, merging)


def _only_leads(actor: Actor) -> str | None:
    if may_merge(actor):
        return None
    return _("It changes what employers of every program ask for. Ask a program lead to merge the two.")


def _one_by_one(goes: Competency, stays: Competency) -> str | None:
    """Hold both rows: of two who merge at once, the second is told."""
    for row in sorted({goes, stays}, key=lambda row: row.id):
        lock(row)
    gone = db.session.scalar(sa.select(Competency.preferred).where(Competency.id.in_(merged()), _either(goes, stays)))
    return gone and _("“%(name)s” went on in another one already. Load the page again.", name=gone)


def _either(goes: Competency, stays: Competency) -> sa.ColumnElement[bool]:
    return Competency.id.in_((goes.id, stays.id))


def _take_names(goes: Competency, stays: Competency) -> list[str]:
    """Every name of the one that goes is another name of the one that stays; those that it has already are dropped."""
    label = CompetencyLabel
    mine = db.session.scalars(sa.select(label.words).where(label.competency_id == goes.id).order_by(label.words)).all()
    there = db.session.scalars(sa.select(label.words).where(label.competency_id == stays.id)).all()
    known = {fold(words) for words in (stays.preferred, *there)}
    names = []
    for words in (goes.preferred, *mine):
        if fold(words) not in known:
            known.add(fold(words))
            names.append(words)
    db.session.execute(sa.delete(label).where(label.competency_id == goes.id))
    db.session.add_all(label(competency_id=stays.id, words=words, folded=fold(words)) for words in names)
    stays.search_text = search_text(stays.preferred, sorted({*there, *names}))
    db.session.flush()
    return names


def _tidy_relations(goes_id: uuid.UUID, stays_id: uuid.UUID) -> None:
    """Drop what would say that the one that stays is related to itself, or is both above and below another."""
    table = CompetencyRelation
    both = (goes_id, stays_id)
    db.session.execute(sa.delete(table).where(table.from_id.in_(both), table.to_id.in_(both)))
    up = sa.select(table.to_id).where(table.from_id == stays_id, table.kind == Relation.BROADER)
    down = sa.select(table.from_id).where(table.to_id == stays_id, table.kind == Relation.BROADER)
    above, below = (list(db.session.scalars(ends)) for ends in (up, down))
    mine = sa.delete(table).where(table.kind == Relation.BROADER)
    db.session.execute(mine.where(table.from_id == goes_id, table.to_id.in_(below)))
    db.session.execute(mine.where(table.to_id == goes_id, table.from_id.in_(above)))


def _move(pointer: Pointer, merging: Merging) -> None:
    """Put together what may stand once only, then point the rest at the one that stays."""
    name = pointer.table.name
    room = _ROOMS.get(name, _Room())
    for mine, theirs in pointer.doubles(merging.goes_id, merging.stays_id):
        if room.joins is None:
            raise Refused(
                _("Both stand in “%(what)s”, where one may stand once only. Settle that first.", what=pointer.words(1))
            )
        merging.joined.append({"table": name, **room.joins(merging, mine, theirs)})
    values: dict[Any, Any] = {pointer.column: merging.stays_id}  # Any: columns and what they become
    if "version" in pointer.table.c:
        values[pointer.table.c.version] = pointer.table.c.version + 1
    rows = sa.update(pointer.table).where(pointer.column == merging.goes_id).values(values)
    changed: Any = db.session.execute(rows.execution_options(synchronize_session=False))  # Any: a CursorResult
    if changed.rowcount:
        merging.moved[name] = merging.moved.get(name, 0) + changed.rowcount


def _write_down(
    goes: Competency, stays: Competency, names: list[str], change: int, merging: Merging
) -> CompetencyMerger:
    decided = apart(goes.id, stays.id)
    if decided is not None:
        db.session.delete(decided)
    _hand_on_decisions(goes.id, stays.id)
    for row in (goes, stays):
        row.changed_in = change
    merger = CompetencyMerger(
        competency_id=goes.id,
        into_id=stays.id,
        names=names,
        moved=merging.moved,
        joined=merging.joined,
        merged_by_id=merging.actor.person_id,
        merged_at=merging.now,
    )
    db.session.add(merger)
    db.session.flush()
    return merger


def _hand_on_decisions(goes_id: uuid.UUID, stays_id: uuid.UUID) -> None:
    """What was left apart from the one that goes is left apart from the one that stays."""
    table = CompetenciesApart
    rows = db.session.scalars(sa.select(table).where((table.one_id == goes_id) | (table.other_id == goes_id))).all()
    for row in rows:
        other = row.other_id if row.one_id == goes_id else row.one_id
        if apart(stays_id, other) is None:
            row.one_id, row.other_id = sorted((stays_id, other))
        else:
            db.session.delete(row)
        db.session.flush()


def leave_apart(one: Competency, other: Competency, *, actor: Actor, now: datetime) -> None:
    """Decide that two competencies that look alike are not one. Doing it twice changes nothing."""
    if one.id == other.id:
        raise Refused(_("These are the same competency. Choose another one."))
    if apart(one.id, other.id) is None:
        first, second = sorted((one.id, other.id))
        db.session.add(CompetenciesApart(one_id=first, other_id=second, decided_by_id=actor.person_id, decided_at=now))
        db.session.flush()


# ---- what the vocabulary itself puts together ---------------------------------------------------


def _one_relation(_merging: Merging, mine: Any, _theirs: Any) -> dict[str, Any]:  # Any: rows of relations
    table = CompetencyRelation.__table__
    db.session.execute(sa.delete(table).where(*same_row(table, mine)))  # type: ignore[arg-type]  # a Table in fact
    return {"kind": mine.kind.value}


when_merged("competency_relations", joins=_one_relation)
when_merged("occupation_competencies", joins=keep_the_higher("occupation_competencies", "weight"))
