"""docs/data.md: every table on one page, written from the metadata. `make docs` writes it, a test compares it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa

from tests.guards.reading import ROOT, order, room_of

PAGE = ROOT / "docs" / "data.md"
HEAD = """# Data

Every table, room by room from the ground up; a room's foreign keys point into its own or a lower room.
Written from the tables by `make docs`; do not edit by hand.

All moments are kept in UTC. Ids are random UUIDs unless an id is another table's. `version` counts updates: an
update of an older version is refused. Tables named `…_changes` are histories: rows are only ever appended.
"""


def page(tables: Iterable[sa.Table], homes: dict[str, str], notes: dict[str, str]) -> str:
    """The whole page. `homes` names each table's module, `notes` what a table is in one line."""
    rooms = order()
    furnished = defaultdict(list)
    for table in tables:
        furnished[room_of(homes[table.name], rooms)].append(table)
    parts = [HEAD]
    for room in reversed(rooms):
        if furnished[room]:
            parts.append(f"## {room.removeprefix('marketplace.').replace('.', ' / ')}\n")
        for table in sorted(furnished[room], key=lambda table: table.name):
            parts.extend(_table(table, notes.get(table.name, "")))
    return "\n".join(parts)


def _table(table: sa.Table, note: str) -> Iterator[str]:
    yield f"### {table.name}\n"
    if note:
        yield f"{note}\n"
    yield "| column | kind | |\n|---|---|---|"
    yield from (_column(column) for column in sorted(table.columns, key=lambda column: not column.primary_key))
    rules = sorted([*_checks(table), *_uniques(table)])
    if rules:
        yield ""
        yield from rules
    yield ""


def _column(column: sa.Column[object]) -> str:
    remarks = ["key"] if column.primary_key else []
    remarks += [
        f"→ {key.target_fullname.split('.')[0]}"
        for key in sorted(column.foreign_keys, key=lambda key: key.target_fullname)
    ]
    if column.nullable:
        remarks.append("may be empty")
    return f"| {column.name} | {_kind(column.type)} | {', '.join(dict.fromkeys(remarks))} |"


def _kind(kind: sa.types.TypeEngine[object]) -> str:
    if isinstance(kind, sa.Enum):
        return "one of " + ", ".join(f"`{word}`" for word in kind.enums)
    name = type(kind).__name__
    length = getattr(kind, "length", None)
    words = {
        "UtcDateTime": "moment",
        "String": "text",
        "Text": "long text",
        "Uuid": "id",
        "Boolean": "yes or no",
        "Integer": "number",
        "Numeric": "decimal",
        "Date": "day",
        "JSON": "data",
    }
    return words.get(name, name.lower()) + (f", at most {length}" if length else "")


def _checks(table: sa.Table) -> Iterator[str]:
    for check in table.constraints:
        if isinstance(check, sa.CheckConstraint) and not str(check.name).endswith("_known"):
            yield f"- always: `{check.sqltext}`"


def _uniques(table: sa.Table) -> Iterator[str]:
    for rule in table.constraints:
        if isinstance(rule, sa.UniqueConstraint):
            yield f"- unique: {', '.join(column.name for column in rule.columns)}"
    for index in table.indexes:
        if index.unique:
            where = index.dialect_options["sqlite"]["where"]
            yield f"- unique: {', '.join(column.name for column in index.columns)}" + (
                f" where `{where}`" if where is not None else ""
            )


def current() -> str:
    """The page as the tables are now."""
    from marketplace.db import Base
    from tests.guards.test_schema import homes, load_models

    load_models()
    notes = {
        str(mapper.local_table.name): " ".join((mapper.class_.__doc__ or "").split())  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
    }
    return page(Base.metadata.tables.values(), homes(Base), notes)


def write(path: Path = PAGE) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(current())


if __name__ == "__main__":
    write()
