"""Triggers that keep history append-only, on either engine. Recreate them after a SQLite batch migration."""

from collections.abc import Sequence

from alembic import op

MESSAGE = "history is only ever appended"


def protect(table: str, columns: Sequence[str] = ()) -> None:
    """Refuse UPDATE and DELETE on a history table (and TRUNCATE on PostgreSQL).

    With `columns` only these are kept from an UPDATE: one beside them may say whose the row is, and follow a merger.
    """
    of = f" OF {', '.join(columns)}" if columns else ""
    if op.get_bind().dialect.name == "sqlite":
        for verb, what in (("update", f"UPDATE{of}"), ("delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION history_is_appended() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE{of} OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION history_is_appended()"
    )


def unprotect(table: str) -> None:
    """Take the triggers away again."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        return
    op.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
