"""H06: PostgreSQL's roles have no more rights than they need: tried as each of them."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from config import Settings
from marketplace.accounts.models import Membership, Organisation, OrganisationMerger
from marketplace.administration.actions.merging import merge
from marketplace.administration.queries.holdings import carriers
from marketplace.app import create_app
from marketplace.db import Base, db, transaction
from marketplace.home.actions import roles
from marketplace.sides import Side
from tests import engines
from tests.client import Client
from tests.factories.accounts import make_actor
from tests.factories.demand import make_employer
from tests.guards.test_schema import load_models
from tests.operations.conftest import fill, name_of, programs_of_postgresql

pytestmark = pytest.mark.xdist_group("operations")
PREFIX = f"g{os.getpid()}"
PASSWORD = "of-a-test-only"


def as_role(address, role):
    """The same database, entered as a role."""
    return (
        sa.make_url(address).set(username=f"{PREFIX}_{role}", password=PASSWORD).render_as_string(hide_password=False)
    )


@contextmanager
def entered(address):
    with psycopg.connect(address.replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def installation(engine_name, tmp_path_factory):
    """A migrated database with the four roles as `flask roles` makes them, and one of everything made by the site's role."""
    if engine_name != "postgresql":
        pytest.skip("SQLite has no roles")
    address = engines.make_database(engine_name, name_of("roles"))
    script = engines.flask(address, "roles", "--prefix", PREFIX).stdout
    with entered(address) as connection:
        for _twice in range(2):
            connection.execute(script)
        for role in ("owner", "app", "backup", "report"):
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(f"{PREFIX}_{role}"), sql.Literal(PASSWORD))
            )
    fill(as_role(address, "app"), tmp_path_factory.mktemp("roles"))
    yield address
    with entered(address) as connection:
        for role in ("owner", "app", "backup", "report"):
            connection.execute(sql.SQL("DROP OWNED BY {0}").format(sql.Identifier(f"{PREFIX}_{role}")))
    engines.drop_database(engine_name, name_of("roles"))
    for role in ("owner", "app", "backup", "report"):
        engines._administer(sql.SQL("DROP ROLE {}").format(sql.Identifier(f"{PREFIX}_{role}")))


def refused(address, statement):
    """Whether PostgreSQL refuses a statement for want of rights."""
    with entered(address) as connection:
        try:
            connection.execute("BEGIN")
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return True
        finally:
            connection.execute("ROLLBACK")
    return False


def moved(table):
    """The columns of a history that follow an organisation into another one."""
    return roles.MOVED.get(table, ())


def histories():
    load_models()
    return sorted(table for table in Base.metadata.tables if roles.is_history(table))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE stray (id int)",
        "CREATE TEMPORARY VIEW stray AS SELECT 1; CREATE INDEX stray ON people (name)",
        "ALTER TABLE people ADD COLUMN stray int",
        "DROP TABLE people",
        "TRUNCATE people CASCADE",
        "CREATE FUNCTION stray() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE offer_changes DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE ROLE stray",
        "DELETE FROM consents",
        "UPDATE consents SET given_at = now()",
    ],
)
def test_the_site_s_role_changes_no_shape_and_empties_nothing(installation, statement):
    assert refused(as_role(installation, "app"), statement)


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_site_s_role_rewrites_no_history(installation, verb):
    statements = {
        table: {
            "UPDATE": f"UPDATE {table} SET id = id",
            "DELETE": f"DELETE FROM {table}",
            "TRUNCATE": f"TRUNCATE {table} CASCADE",
        }[verb]
        for table in histories()
    }
    statements = {
        t: s.replace(
            "SET id = id", f"SET {next(c.name for c in Base.metadata.tables[t].c if c.name not in moved(t))} = NULL"
        )
        for t, s in statements.items()
    }
    assert [t for t, statement in statements.items() if not refused(as_role(installation, "app"), statement)] == []


def test_a_consent_can_be_taken_back_by_the_site_s_role(installation):
    assert not refused(as_role(installation, "app"), "UPDATE consents SET withdrawn_at = now()")


def test_one_of_everything_was_written_by_the_site_s_role_and_the_pages_work(installation, tmp_path):
    site = create_app(Settings(environment="testing", database_url=as_role(installation, "app"), data_folder=tmp_path))
    site.test_client_class = Client
    found = {}
    with site.app_context():
        for side in (Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, Side.ADMIN):
            client = site.test_client()
            client.sign_in(db.session.scalars(sa.select(Membership).where(Membership.side == side)).first())
            pages = [rule.rule for rule in site.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
            found |= {f"{side} {page}": client.get(page).status_code for page in pages}
        assert client.send("/sign-out").status == 303
        db.session.remove()
        db.engine.dispose()
    assert {page: status for page, status in found.items() if status >= 500} == {}
    assert list(found.values()).count(200) > 40


def test_what_the_clock_does_is_within_the_rights_of_the_site_s_role(installation, tmp_path):
    site = create_app(Settings(environment="testing", database_url=as_role(installation, "app"), data_folder=tmp_path))
    with site.app_context():
        for task in site.extensions["clock"]:
            with transaction():
                site.extensions["jobs"][task.name](now=datetime.now(UTC))
        db.engine.dispose()


def test_two_organisations_are_merged_with_the_rights_of_the_site_s_role(installation, tmp_path):
    site = create_app(Settings(environment="testing", database_url=as_role(installation, "app"), data_folder=tmp_path))
    with site.test_request_context(), transaction():
        admin, (stays, goes) = make_actor(Side.ADMIN), (make_employer() for _ in range(2))
        two = [db.session.get_one(Organisation, row.id) for row in (stays, goes)]
        merge(*two, reason="One company.", actor=admin, now=datetime.now(UTC))
        assert db.session.get_one(OrganisationMerger, goes.id).into_id == stays.id
    with site.app_context():
        db.engine.dispose()


def test_the_role_for_reports_reads_totals_and_no_table(installation):
    address = as_role(installation, "report")
    load_models()
    read = [table for table in Base.metadata.tables if not refused(address, f"SELECT 1 FROM public.{table} LIMIT 1")]
    assert read == []
    with entered(address) as connection:
        views = {name for (name,) in connection.execute("SELECT viewname FROM pg_views WHERE schemaname = 'reports'")}
        assert views == set(roles.VIEWS)
        for view in views:
            rows = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(view)))
            names = {column.name for column in rows.description or ()}
            assert names & {"jobseeker_id", "person_id", "email", "wage", "motivation"} == set()
        small = connection.execute("SELECT count(*) FROM applications_by_stage WHERE people < 5").fetchone()
    assert small == (0,)
    assert refused(address, "CREATE TABLE reports.stray (id int)")


def test_the_views_keep_to_the_smallest_group_that_is_set_without_being_made_again(installation):
    """Eight of a cohort and stage: told at five, kept back at ten, and the role for reports still reads no table."""
    more = """
        INSERT INTO applications
        SELECT copy.* FROM applications AS one, generate_series(2, 8) AS seq, LATERAL jsonb_populate_record(one,
            jsonb_build_object('id', gen_random_uuid(), 'jobseeker_id', gen_random_uuid(), 'reference', 'GH-COPY-' || seq)
        ) AS copy
    """
    found = []
    with entered(installation) as connection:
        connection.execute("BEGIN")
        connection.execute("SET LOCAL session_replication_role = replica")  # copies of a row point at nobody
        connection.execute("DELETE FROM applications WHERE id <> (SELECT min(id::text)::uuid FROM applications)")
        connection.execute(more)
        for people in (None, 10, 8):
            if people:
                number = "coalesce(max(number), 0) + 1"
                connection.execute(f"INSERT INTO smallest_groups SELECT {number}, {people}, now() FROM smallest_groups")
            found += connection.execute("SELECT people FROM reports.applications_by_stage").fetchall()
        connection.execute("ROLLBACK")
    assert found == [(8,), (None,), (8,)]
    assert refused(as_role(installation, "report"), "SELECT people FROM public.smallest_groups")
    assert refused(as_role(installation, "app"), "UPDATE smallest_groups SET people = 5")


def test_the_role_for_backups_reads_everything_and_writes_nothing(installation, tmp_path):
    address = as_role(installation, "backup")
    for statement in ("DELETE FROM people", "INSERT INTO change_notes (id, words) VALUES (gen_random_uuid(), '')"):
        assert refused(address, statement)
    done = subprocess.run(
        [sys.executable, "-m", "flask", "backup", str(tmp_path / "backup")],
        cwd=engines.ROOT,
        env=engines.environment(address) | {"PG_BIN": programs_of_postgresql(), "DATA_FOLDER": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


# ---- what the script says, on any engine --------------------------------------------------------------


def test_every_table_that_the_script_names_is_there():
    load_models()
    named = roles.WRITTEN_ONCE | roles.FORGOTTEN | set(roles.CHANGES) | set(roles.MOVED)
    assert named - set(Base.metadata.tables) == set()


def test_what_a_merger_moves_is_within_the_rights_of_the_site_s_role():
    load_models()
    limited = roles.WRITTEN_ONCE | roles.FORGOTTEN | set(roles.CHANGES)
    moves = {carrier.table.name: {column.name for column in carrier.columns} for carrier in carriers()}
    allowed = {table: {*roles.CHANGES.get(table, ()), *moved(table)} for table in limited}
    assert {table: columns - allowed[table] for table, columns in moves.items() if table in limited} == {
        table: set() for table in limited & set(moves)
    }


def test_the_script_is_printed_and_nothing_is_run(app):
    result = app.test_cli_runner().invoke(args=["roles", "--prefix", "hall"])
    assert result.exit_code == 0
    assert result.output == roles.sql("hall")
    refusal = app.test_cli_runner().invoke(args=["roles", "--prefix", "hall; DROP"])
    assert refusal.exit_code == 2
