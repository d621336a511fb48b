"""Triggers that keep what is finished as it is, on either engine. Recreate them after a SQLite batch migration."""

from alembic import op

Rule = tuple[str, str, str]  # table, verb, and the condition that refuses it

_DONE = "EXISTS (SELECT 1 FROM outcome_audits WHERE finished_at IS NOT NULL AND id = {row}.audit_id)"
FREEZINGS: tuple[Rule, ...] = (
    ("freezings", "update", "OLD.finished_at IS NOT NULL"),
    ("freezings", "delete", "OLD.finished_at IS NOT NULL"),
)
AUDITS: tuple[Rule, ...] = (
    ("outcome_audits", "update", "OLD.finished_at IS NOT NULL"),
    ("outcome_audits", "delete", "OLD.finished_at IS NOT NULL"),
    ("outcome_audit_lines", "insert", _DONE.format(row="NEW")),
    ("outcome_audit_lines", "update", f"{_DONE.format(row='OLD')} OR {_DONE.format(row='NEW')}"),
    ("outcome_audit_lines", "delete", _DONE.format(row="OLD")),
)


def fix_finished(rules: tuple[Rule, ...], message: str) -> None:
    """Refuse, with the message, what the rules name: a change of a row that is finished, or of what hangs on it."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, verb, condition in rules:
        name = f"{table}_fixed_{verb}"
        if on_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
            continue
        row = "OLD" if verb == "delete" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{message}'; END IF; RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def unfix_finished(rules: tuple[Rule, ...]) -> None:
    """Take the triggers of the rules away again."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, verb, _condition in rules:
        name = f"{table}_fixed_{verb}"
        if on_sqlite:
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
