"""Triggers that keep two full-time episodes of one person apart, by their days. Recreate them after a batch migration."""

from alembic import op

NAME = "ck_placements_full_time_apart"
# The last day of one may be the first of the other. What is disputed or never began takes nobody's days.
_COUNTS = "{row}.full_time AND {row}.stage NOT IN ('disputed', 'cancelled_before_start')"
_OVERLAPS = (
    "EXISTS (SELECT 1 FROM placements AS other WHERE other.jobseeker_id = NEW.jobseeker_id AND other.id <> NEW.id AND "
    + _COUNTS.format(row="other")
    + " AND (NEW.ended_on IS NULL OR other.starts_on < NEW.ended_on)"
    " AND (other.ended_on IS NULL OR other.ended_on > NEW.starts_on))"
)
_COLUMNS = "jobseeker_id, full_time, stage, starts_on, ended_on"


def keep_apart() -> None:
    """Refuse a full-time episode whose days another one of the same person has."""
    condition = f"{_COUNTS.format(row='NEW')} AND {_OVERLAPS}"
    if op.get_bind().dialect.name == "sqlite":
        for verb, what in (("insert", "INSERT"), ("update", f"UPDATE OF {_COLUMNS}")):
            op.execute(
                f"CREATE TRIGGER placements_apart_{verb} BEFORE {what} ON placements WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {NAME}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION placements_apart() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION 'two full-time episodes overlap' USING ERRCODE = 'check_violation', CONSTRAINT = '{NAME}'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER placements_apart BEFORE INSERT OR UPDATE OF {_COLUMNS} ON placements FOR EACH ROW "
        "EXECUTE FUNCTION placements_apart()"
    )


def let_meet() -> None:
    """Take the triggers away again."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update"):
            op.execute(f"DROP TRIGGER IF EXISTS placements_apart_{verb}")
        return
    op.execute("DROP TRIGGER IF EXISTS placements_apart ON placements")
    op.execute("DROP FUNCTION IF EXISTS placements_apart()")
