"""Tables' common ground: names, types, the session, transactions, and the one way to move a stage."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, declared_attr, mapped_column

from marketplace.errors import Refused, Stale
from marketplace.lifecycle import Lifecycle
from marketplace.sides import Actor, Side

Row = TypeVar("Row")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment in UTC on either engine; SQLite would give back a naive one. Naive input is a bug."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse naive moments, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The declarative base of every table; enums store their values, moments are UTC."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy reads it from the class
        datetime: UtcDateTime,
        Enum: sa.Enum(Enum, native_enum=False, length=40, values_callable=lambda words: [w.value for w in words]),
    }


db = SQLAlchemy(metadata=Base.metadata)


class Identified(Base):
    """A table whose rows have a random id, safe to show in an address."""

    __abstract__ = True
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


class Versioned:
    """Adds the version that makes every update a compare-and-set: a lost update is a Stale refusal."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 -- a declared_attr receives the class
        return {"version_id_col": cls.version}


class ChangeNote(Identified):
    """Free words beside a change, in a row of its own so that erasing a person can blank them."""

    __tablename__ = "change_notes"
    words: Mapped[str] = mapped_column(sa.Text)


def one_of(column: str, words: type[StrEnum]) -> sa.CheckConstraint:
    """A CHECK that `column` holds one of the enum's values, on either engine."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class History(Identified):
    """One step in the history of a row: appended by `move`, never changed (triggers see to it)."""

    __abstract__ = True
    seq: Mapped[int]
    move: Mapped[str] = mapped_column(sa.String(40))
    from_stage: Mapped[str | None] = mapped_column(sa.String(40))
    to_stage: Mapped[str] = mapped_column(sa.String(40))
    actor_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("people.id"))
    side: Mapped[Side]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(60), default="")
    note_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("change_notes.id"))

    def __init_subclass__(cls, **options: Any) -> None:
        """Limit the side to the known words in every history table."""
        super().__init_subclass__(**options)
        cls.__table__.append_constraint(one_of("side", Side))  # type: ignore[attr-defined]  # a Table in fact


class Staged(Protocol):
    """A row with a stage and a history class whose `subject_id` points back to it."""

    id: Any
    stage: Any
    __history__: Any


def move(
    row: Staged, lifecycle: Lifecycle, name: str, *, actor: Actor, now: datetime, reason: str = "", note: str = ""
) -> None:
    """Make one move of a lifecycle: guard side and stage, change the stage, append the history row.

    Raises Refused when the move is not open to this actor at this stage, Stale when another
    request moved the row first (the update compares the version).
    """
    step = lifecycle.find(row.stage, name)
    if step is None or not step.may_be_made_by(actor):
        raise Refused(
            _(
                "That step is no longer open: the stage is now “%(stage)s”. Load the page again to see what is open.",
                stage=lifecycle.label(row.stage, actor.side),
            )
        )
    came_from, row.stage = row.stage, step.target
    db.session.flush()
    record(row, name, came_from=came_from, actor=actor, now=now, reason=reason, note=note)


def record(
    row: Staged, name: str, *, came_from: StrEnum | None, actor: Actor, now: datetime, reason: str = "", note: str = ""
) -> None:
    """Append one row to the history of `row`; `move` calls it, and so does what creates a row."""
    kind = row.__history__
    db.session.flush()
    seq = db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(kind.seq), 0)).where(kind.subject_id == row.id))
    words = ChangeNote(words=note) if note else None
    if words:
        db.session.add(words)
        db.session.flush()
    db.session.add(
        kind(
            subject_id=row.id,
            seq=(seq or 0) + 1,
            move=name,
            from_stage=came_from,
            to_stage=row.stage,
            actor_id=actor.person_id,
            side=actor.side,
            at=now,
            reason=reason,
            note_id=words.id if words else None,
        )
    )
    db.session.flush()


def expect_version(row: Versioned, version: int | str | None) -> None:
    """Refuse when the form was filled on an older page than the row is now (lost update)."""
    if str(version) != str(row.version):
        raise Stale(
            _(
                "Somebody changed this while you were writing. Your words are kept below: "
                "compare them with the page in a new tab, then save again."
            )
        )


def lock(row: Row) -> Row:
    """Hold the row for the rest of the transaction and read it afresh.

    SELECT … FOR UPDATE on PostgreSQL; on SQLite a writer already holds the only write lock.
    """
    db.session.refresh(row, with_for_update={"of": type(row)})
    return row


def take_one(taken: InstrumentedAttribute[int], limit: InstrumentedAttribute[int], row_id: uuid.UUID) -> bool:
    """Take one of a limited number in one conditional statement; False when none is left.

    `taken` and `limit` are columns of one table. Two racers can never both take the last one.
    """
    table = taken.class_
    changed: Any = db.session.execute(  # Any: a CursorResult, which the session's types do not say
        sa.update(table)
        .where(table.id == row_id, taken < limit)
        .values({taken: taken + 1})
        .execution_options(synchronize_session=False)
    )
    _reread(table, row_id)
    return bool(changed.rowcount == 1)


def give_back(taken: InstrumentedAttribute[int], row_id: uuid.UUID) -> None:
    """Free one of a limited number, never below zero."""
    table = taken.class_
    db.session.execute(
        sa.update(table)
        .where(table.id == row_id, taken > 0)
        .values({taken: taken - 1})
        .execution_options(synchronize_session=False)
    )
    _reread(table, row_id)


def _reread(table: Any, row_id: uuid.UUID) -> None:  # Any: a mapped class
    row = db.session.identity_map.get(sa.orm.util.identity_key(table, row_id))
    if row is not None:
        db.session.refresh(row)


# ---- transactions -------------------------------------------------------------------------------

BUSY_MILLISECONDS = 5000  # how long a writer of SQLite waits for another
_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def transaction(*, read_only: bool = False) -> Iterator[None]:
    """One unit of work: commits at the end, rolls back when anything is raised or when read only.

    A writer takes SQLite's write lock at its first statement, so that what it reads stays true.
    """
    token = _reading.set(read_only)
    try:
        yield
        if _reading.get():
            db.session.rollback()
        else:
            db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _reading.reset(token)


def bookkeep(write: Callable[[], None], *, spared: bool = False) -> None:
    """Write what is not domain data (a disclosure, a last-seen) in a short transaction of its own.

    Ends the transaction under way first: no lock is held across, and what was loaded is read again.
    `spared` is what may be missed when the database takes nothing at this moment, or another was first.
    """
    db.session.rollback()
    try:
        with transaction():
            write()
    except (sa.exc.OperationalError, sa.exc.IntegrityError):
        if not spared:
            raise


def end_read() -> None:
    """Finish a read before something slow (a password hash), so that no lock is held meanwhile; then write."""
    db.session.rollback()
    _reading.set(False)


def prepare(engine: Engine) -> None:
    """Give an engine the transaction rules: real BEGINs on SQLite, read-only readers on both."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _open_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    else:
        sa.event.listen(engine, "begin", _begin_postgresql)


def _open_sqlite(connection: Any, _record: Any) -> None:  # Any: the driver's own connection
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", f"busy_timeout={BUSY_MILLISECONDS}", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = _reading.get()
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection  # Any: psycopg's own connection
    driver.read_only = _reading.get()  # said with its BEGIN, so that it costs no way to the server
