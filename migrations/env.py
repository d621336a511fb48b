"""Alembic's environment: our metadata, the application's engine, batch mode for SQLite."""

from alembic import context
from flask import current_app

from marketplace.db import Base, db, prepare  # noqa: F401 -- prepare is wired by the application


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Compare only tables of the metadata: an index or table of an extension is not ours to drop."""
    return kind != "table" or name in Base.metadata.tables


def run() -> None:
    """Run the migrations on the application's engine, all in one transaction."""
    with current_app.app_context(), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            include_name=_ours,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
