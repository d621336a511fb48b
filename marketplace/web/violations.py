"""Which constraint an integrity error was about: PostgreSQL names it, SQLite names columns."""

import sqlalchemy as sa

from marketplace.db import Base

UNIQUE_VIOLATION = "23505"  # as PostgreSQL numbers it


def violated(error: sa.exc.IntegrityError) -> str | None:
    """The name of the constraint or unique index behind an integrity error, on either engine."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        name: str | None = diagnosis.constraint_name
        return name
    words = str(error.orig)
    if words.startswith("CHECK constraint failed: "):
        return words.removeprefix("CHECK constraint failed: ")
    if words.startswith("UNIQUE constraint failed: "):
        return _unique_over(words.removeprefix("UNIQUE constraint failed: "))
    return None


def is_double(error: sa.exc.IntegrityError) -> bool:
    """Whether a row is there already that may be there once: two did the same at one moment."""
    state = getattr(error.orig, "sqlstate", None)
    return state == UNIQUE_VIOLATION or str(error.orig).startswith("UNIQUE constraint failed: ")


def _unique_over(columns: str) -> str | None:
    if columns.startswith("index "):
        return columns.removeprefix("index ").strip("'")
    table_name = columns.split(".", 1)[0]
    wanted = {column.strip().split(".", 1)[1] for column in columns.split(",")}
    table = Base.metadata.tables.get(table_name)
    if table is None:
        return None
    if {column.name for column in table.primary_key} == wanted:
        return f"pk_{table_name}"
    uniques: list[sa.Index | sa.UniqueConstraint] = [
        *(i for i in table.indexes if i.unique),
        *(c for c in table.constraints if isinstance(c, sa.UniqueConstraint)),
    ]
    return next((str(u.name) for u in uniques if {c.name for c in u.columns} == wanted), None)
