"""Foreign keys point down the house's order, and every word column holds only its known words."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from marketplace.app import FEATURES
from marketplace.db import Base
from tests.guards.reading import order, room_of

pytestmark = pytest.mark.once


def load_models() -> None:
    """Import the tables of every feature."""
    for feature in FEATURES:
        if find_spec(f"{feature}.models"):
            import_module(f"{feature}.models")


def homes(base: type[DeclarativeBase]) -> dict[str, str]:
    """Table name → the module that declares it."""
    return {
        str(mapper.local_table.name): mapper.class_.__module__  # type: ignore[attr-defined]
        for mapper in base.registry.mappers
    }


def upward(tables: Iterable[sa.Table], home: dict[str, str], rooms: list[str]) -> Iterator[str]:
    """Foreign keys that point to a table of a higher room."""
    for table in tables:
        here = rooms.index(room_of(home[table.name], rooms))
        for key in table.foreign_keys:
            target = key.target_fullname.split(".")[0]
            if rooms.index(room_of(home[target], rooms)) < here:
                yield f"{table.name}.{key.parent.name} points up to {target}: ask the higher room's queries instead"


def unguarded(table: sa.Table) -> Iterator[str]:
    """Columns of words (stages, kinds, sides) whose values no CHECK limits to the enum's."""
    checks = [str(c.sqltext) for c in table.constraints if isinstance(c, sa.CheckConstraint)]
    for column in table.columns:
        if isinstance(column.type, sa.Enum) and not any(_lists(check, column) for check in checks):
            yield f"{table.name}.{column.name} needs one_of({column.name!r}, …) in __table_args__"
        if column.name == "status":
            yield f"{table.name}.status: the word is stage"


def _lists(check: str, column: sa.Column[object]) -> bool:
    assert isinstance(column.type, sa.Enum)
    return check.startswith(f"{column.name} IN") and all(f"'{word}'" in check for word in column.type.enums)


def test_foreign_keys_point_down():
    load_models()
    assert list(upward(Base.metadata.tables.values(), homes(Base), order())) == []


def test_words_are_limited_to_the_known_ones():
    load_models()
    assert [fault for table in Base.metadata.tables.values() for fault in unguarded(table)] == []


def test_every_column_of_a_moment_is_kept_in_utc():
    load_models()
    naive = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if type(column.type) is sa.DateTime
    ]
    assert naive == []


class Sample(DeclarativeBase):
    """A small house with faults."""


class Low(Sample):
    __tablename__ = "low"
    id: Mapped[int] = mapped_column(primary_key=True)
    high_id: Mapped[int] = mapped_column(sa.ForeignKey("high.id"))
    stage: Mapped[str] = mapped_column(sa.Enum("open", "closed", native_enum=False))


class High(Sample):
    __tablename__ = "high"
    id: Mapped[int] = mapped_column(primary_key=True)
    low_id: Mapped[int] = mapped_column(sa.ForeignKey("low.id"))
    stage: Mapped[str] = mapped_column(sa.Enum("open", "closed", native_enum=False))
    __table_args__ = (sa.CheckConstraint("stage IN ('open', 'closed')", name="stage_known"),)


def test_an_upward_foreign_key_is_found():
    home = {"low": "marketplace.accounts.models", "high": "marketplace.hiring.matches.models"}
    assert list(upward(Sample.metadata.tables.values(), home, order())) == [
        "low.high_id points up to high: ask the higher room's queries instead"
    ]


def test_a_stage_without_a_check_is_found():
    assert [fault for table in Sample.metadata.tables.values() for fault in unguarded(table)] == [
        "low.stage needs one_of('stage', …) in __table_args__"
    ]
