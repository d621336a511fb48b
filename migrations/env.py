"""Alembic's environment: our metadata, the application's engine, one run at a time, nobody held up for long."""

import click
import sqlalchemy as sa
from alembic import context
from alembic.migration import MigrationContext
from flask import current_app
from sqlalchemy.engine import Connection

from marketplace.db import Base, db, prepare  # noqa: F401 -- prepare is wired by the application

LOCK = 7_203_312  # the advisory lock of whoever migrates
PATIENCE = 120  # seconds to wait for another run to end

# Requests wait behind a change of a table, and a change waits behind them: rather fail soon and try again.
# A migration that needs longer says so itself, with SET LOCAL.
LIMITS = ("SET lock_timeout = '4s'", "SET statement_timeout = '30s'", "SET idle_in_transaction_session_timeout = '60s'")


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Compare only tables of the metadata: an index or table of an extension is not ours to drop."""
    if kind == "index" and name == "ix_search_entries_trigrams":  # of PostgreSQL only
        return False
    return kind != "table" or name in Base.metadata.tables


def _alone_on_postgresql(connection: Connection) -> None:
    """Wait for another run to end, then keep out the next one until this connection closes."""
    connection.exec_driver_sql("SET statement_timeout = 0")
    connection.exec_driver_sql(f"SET lock_timeout = '{PATIENCE}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
    for limit in LIMITS:
        connection.exec_driver_sql(limit)
    connection.commit()


def _alone_on_sqlite(connection: Connection) -> None:
    """Be patient with BEGIN IMMEDIATE, which lets one run in.

    Foreign keys are checked at the end: replacing a table in batch mode would trip over them on the way.
    """
    driver = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
    driver.execute("PRAGMA foreign_keys=OFF")


def _known(connection: Connection) -> None:
    """Refuse a database that a newer version of the software has migrated."""
    known = {script.revision for script in context.script.walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    connection.rollback()
    if unknown:
        raise click.ClickException(
            f"The database stands at migration {', '.join(sorted(unknown))}, which this version does not know. "
            "It was made by a newer one: run that, or restore a backup that this version can read."
        )


def _whole(connection: Connection) -> None:
    """Find what points nowhere before anything is kept."""
    if connection.dialect.name == "sqlite":
        lost = connection.execute(sa.text("PRAGMA foreign_key_check")).all()
        if lost:
            raise click.ClickException(f"Rows of {lost[0][0]} would point nowhere. Nothing was changed.")


def run() -> None:
    """Run the migrations on the application's engine, all in one transaction."""
    with current_app.app_context(), db.engine.connect() as connection:
        connection.detach()  # what is set here ends with the run
        _alone_on_sqlite(connection) if connection.dialect.name == "sqlite" else _alone_on_postgresql(connection)
        _known(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            include_name=_ours,
            compare_type=True,
            transactional_ddl=True,  # on SQLite too: `prepare` sees to real transactions
        )
        with context.begin_transaction():
            context.run_migrations()
            _whole(connection)


run()
