"""Triggers that keep what is finished as it is, on either engine. Recreate them after a SQLite batch migration."""

from alembic import op

MESSAGE = "what is finished stays as it is"
_DONE = "EXISTS (SELECT 1 FROM outcome_audits WHERE finished_at IS NOT NULL AND id = {row}.audit_id)"
RULES = (
    ("freezings", "update", "OLD.finished_at IS NOT NULL"),
    ("freezings", "delete", "OLD.finished_at IS NOT NULL"),
    ("outcome_audits", "update", "OLD.finished_at IS NOT NULL"),
    ("outcome_audits", "delete", "OLD.finished_at IS NOT NULL"),
    ("outcome_audit_lines", "insert", _DONE.format(row="NEW")),
    ("outcome_audit_lines", "update", f"{_DONE.format(row='OLD')} OR {_DONE.format(row='NEW')}"),
    ("outcome_audit_lines", "delete", _DONE.format(row="OLD")),
)


def fix_finished() -> None:
    """Refuse every change of a count for a frozen report and of an audit, with its lines, once they are finished."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, verb, condition in RULES:
        name = f"{table}_fixed_{verb}"
        if on_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
            continue
        row = "OLD" if verb == "delete" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def unfix_finished() -> None:
    """Take the triggers away again."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, verb, _condition in RULES:
        name = f"{table}_fixed_{verb}"
        if on_sqlite:
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
