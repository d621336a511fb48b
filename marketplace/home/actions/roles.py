"""Rights of the roles that a PostgreSQL installation is run with, as SQL for an administrator to read and run.

One role owns the tables and migrates, one serves the site, one makes backups, and one reads totals. None of the
last three can change a table's shape, empty one, or rewrite a history.
"""

from typing import Final

from marketplace.db import Base, History
from marketplace.suppression import SMALLEST

# Rows of these are written once, as those of histories.
WRITTEN_ONCE: Final = frozenset(
    {
        "admin_acts",
        "disclosures",
        "figure_withdrawals",
        "match_candidates",
        "match_parts",
        "match_runs",
        "inbox_acts",
        "organisation_mergers",
        "released_figures",
        "smallest_groups",
    }
)
# Rows of these are written once and forgotten with what they are about.
FORGOTTEN: Final = frozenset({"outbox_events"})
# Only these columns of these tables change after a row is there; no row is deleted.
CHANGES: Final = {"consents": ("withdrawn_at", "employer_id")}
# Whose a row is follows the organisation into the one that it is merged into; nothing else of the row changes.
MOVED: Final = {
    "disclosures": ("employer_id",),
    "match_runs": ("employer_id",),
    "organisation_mergers": ("into_id",),
    "released_figures": ("organisation_id",),
}
# People; of fewer, a report says nothing. A view asks for it whenever it is read, with the rights of whoever made it.
FEW: Final = "coalesce((SELECT people FROM public.smallest_groups ORDER BY number DESC LIMIT 1), {least})"

# Totals and what is public anyway: no person, no employer's words.
VIEWS: Final = {
    "programs": "SELECT id, title, stage FROM programs",
    "cohorts": "SELECT id, program_id, name, stage, starts_on, ends_on, seats FROM cohorts",
    "applications_by_stage": (
        "SELECT cohort_id, stage, CASE WHEN count(*) >= {n} THEN count(*) END AS people "
        "FROM applications GROUP BY cohort_id, stage"
    ),
    "enrolments_by_stage": (
        "SELECT cohort_id, stage, CASE WHEN count(*) >= {n} THEN count(*) END AS people "
        "FROM enrolments GROUP BY cohort_id, stage"
    ),
    "role_needs_by_stage": "SELECT stage, count(*) AS role_needs FROM role_needs GROUP BY stage",
}


def sql(prefix: str) -> str:
    """The whole script; `prefix` begins the four roles' names. It can be run again, and is after each migration."""
    owner, app, backup, report = (f'"{prefix}_{name}"' for name in ("owner", "app", "backup", "report"))
    few = FEW.format(least=SMALLEST)
    lines = [_create(name.strip('"')) for name in (owner, app, backup, report)]
    lines += [
        f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {app}, {backup}, {report};",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {owner};",
        f"GRANT USAGE ON SCHEMA public TO {app}, {backup};",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {app}, {backup}, {report};",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app};",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {app}, {backup};",
        f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {backup};",
        *(_rights(table, app) for table in sorted(Base.metadata.tables)),
        "DROP SCHEMA IF EXISTS reports CASCADE;",
        "CREATE SCHEMA reports;",
        *(f"CREATE VIEW reports.{name} AS {query.format(n=few)};" for name, query in VIEWS.items()),
        f"GRANT USAGE ON SCHEMA reports TO {report};",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA reports TO {report};",
        f"ALTER ROLE {report} SET search_path = reports;",
    ]
    return "\n".join(lines) + "\n"


def is_history(table: str) -> bool:
    """Whether rows of a table are written once and stay as they are."""
    histories = {kind.__table__.name for kind in History.__subclasses__()}  # type: ignore[attr-defined]  # Tables in fact
    return table in WRITTEN_ONCE or table in histories


def _create(role: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f'THEN CREATE ROLE "{role}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE; END IF; END $$;'
    )


def _rights(table: str, app: str) -> str:
    changing = CHANGES.get(table) or MOVED.get(table)
    if changing:
        return f"GRANT INSERT, UPDATE ({', '.join(changing)}) ON {table} TO {app};"
    if is_history(table):
        return f"GRANT INSERT ON {table} TO {app};"
    if table in FORGOTTEN:
        return f"GRANT INSERT, DELETE ON {table} TO {app};"
    return f"GRANT INSERT, UPDATE, DELETE ON {table} TO {app};"
