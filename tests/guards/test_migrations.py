"""Migrations and models tell the same; every migration can be taken back; history cannot be rewritten."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from marketplace.db import Base, History, db
from tests import engines
from tests.guards.reading import ROOT
from tests.guards.test_schema import load_models

VERSIONS = ROOT / "migrations" / "versions"


@pytest.fixture
def fresh(engine_name):
    """A database of its own, with the application's settings of the engine and nothing of its features."""
    name = f"migrations_{uuid.uuid4().hex[:8]}"
    bare = engines.bare_app(engines.make_database(engine_name, name))
    with bare.app_context():
        yield db.engine
        db.session.remove()
        db.engine.dispose()
    engines.drop_database(engine_name, name)


def differences(engine: sa.Engine, metadata: sa.MetaData) -> list[str]:
    """What a new migration would change."""

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        if kind == "index" and name == "ix_search_entries_trigrams":  # of PostgreSQL only
            return False
        return kind != "table" or name in metadata.tables or name == "stray"

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours, "compare_type": True})
        return [str(change) for change in compare_metadata(context, metadata)]


def checks(engine: sa.Engine) -> dict[str, set[str]]:
    """Table → names of its CHECKs as the database has them: Alembic does not compare those."""
    inspector = sa.inspect(engine)
    return {
        table: {str(check["name"]) for check in inspector.get_check_constraints(table)}
        for table in inspector.get_table_names()
        if table in Base.metadata.tables  # an index of words brings tables of its own
    }


def declared_checks(metadata: sa.MetaData) -> dict[str, set[str]]:
    return {
        table.name: {str(rule.name) for rule in table.constraints if isinstance(rule, sa.CheckConstraint)}
        for table in metadata.tables.values()
    }


def test_there_is_one_head():
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_migrations_are_numbered_in_order_and_named_for_their_purpose():
    names = sorted(path.stem for path in VERSIONS.glob("*.py"))
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z0-9_]{4,}", name)] == []
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_models_and_migrations_tell_the_same(fresh):
    load_models()
    assert differences(fresh, Base.metadata) == []
    assert checks(fresh) == declared_checks(Base.metadata)


def test_a_forgotten_migration_is_found(fresh):
    load_models()
    forgotten = sa.MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(forgotten)
    forgotten.tables["people"].append_column(sa.Column("nickname", sa.String(20)))
    assert [("nickname" in change, "add_column" in change) for change in differences(fresh, forgotten)] == [
        (True, True)
    ]


def test_migrations_go_up_down_and_up_again(fresh):
    downgrade(revision="base", directory=str(ROOT / "migrations"))
    assert set(sa.inspect(fresh).get_table_names()) <= {"alembic_version"}
    upgrade(directory=str(ROOT / "migrations"))
    load_models()
    assert differences(fresh, Base.metadata) == []


def histories() -> Iterator[type[History]]:
    load_models()
    yield from History.__subclasses__()


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_no_history_row_can_be_changed_or_deleted(fresh, verb):
    spared = [kind.__tablename__ for kind in histories() if not _refuses(fresh, kind.__table__, verb)]
    assert spared == [], "call migrations.history.protect() for these tables"


def _refuses(engine: sa.Engine, table: sa.FromClause, verb: str) -> bool:
    statement = sa.delete(table) if verb == "DELETE" else sa.update(table).values(reason="other")
    with engine.connect() as connection, connection.begin() as undone:
        if connection.dialect.name == "sqlite":  # its triggers fire for rows only
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            connection.execute(sa.insert(table).values(_row(table)))
        try:
            connection.execute(statement)
        except sa.exc.DatabaseError as refused:
            return "history is only ever appended" in str(refused)
        finally:
            undone.rollback()
    return False


def _row(table: sa.FromClause) -> dict[str, object]:
    words = {
        "id": uuid.uuid4(),
        "subject_id": uuid.uuid4(),
        "seq": 1,
        "move": "open",
        "to_stage": "open",
        "side": "staff",
        "at": datetime.now(UTC),
        "reason": "",
    }
    return {name: value for name, value in words.items() if name in table.c}
