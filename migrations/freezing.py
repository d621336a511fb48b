"""Triggers that keep a guide as it was from its first use on, on either engine. Recreate them after a batch migration."""

from alembic import op

MESSAGE = "a guide in use stays as it is"
# table → how a row of it finds the guide that it is part of
PARTS = {
    "guide_questions": "{row}.guide_id",
    "guide_probes": "(SELECT guide_id FROM guide_questions WHERE id = {row}.question_id)",
}
_FROZEN = "EXISTS (SELECT 1 FROM interview_guides WHERE frozen_at IS NOT NULL AND id = {guide})"
_ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def freeze() -> None:
    """Refuse every change of a guide that is frozen, of its questions and of their probes."""
    if op.get_bind().dialect.name == "sqlite":
        _freeze_on_sqlite()
        return
    for table, verb, condition in _rules():
        op.execute(
            f"CREATE TRIGGER {table}_frozen_{verb} BEFORE {verb.upper()} ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {_function(table, verb, condition)}()"
        )


def _function(table: str, verb: str, condition: str) -> str:
    """PostgreSQL allows no subquery in WHEN, so each rule has a function of its own."""
    name = f"{table}_refuse_{verb}"
    row = "OLD" if verb == "delete" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN {row}; END $$"
    )
    return name


def _freeze_on_sqlite() -> None:
    for table, verb, condition in _rules():
        op.execute(
            f"CREATE TRIGGER {table}_frozen_{verb} BEFORE {verb.upper()} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def _rules() -> list[tuple[str, str, str]]:
    rules = [("interview_guides", verb, "OLD.frozen_at IS NOT NULL") for verb in ("update", "delete")]
    for table, guide in PARTS.items():
        for verb, rows in _ROWS.items():
            condition = " OR ".join(_FROZEN.format(guide=guide.format(row=row)) for row in rows)
            rules.append((table, verb, condition))
    return rules


def thaw() -> None:
    """Take the triggers away again."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, verb, _condition in _rules():
        if on_sqlite:
            op.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{verb}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{verb} ON {table}")
            op.execute(f"DROP FUNCTION {table}_refuse_{verb}()")


# ---- the questions of a cohort ----------------------------------------------------------------------

IN_USE = "questions in use stay as they are"
_PUBLISHED = "EXISTS (SELECT 1 FROM application_forms WHERE published_at IS NOT NULL AND id = {row}.form_id)"


def fix_forms() -> None:
    """Refuse every change of a cohort's form that is in use, and of its questions."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, verb, condition in _form_rules():
        name = f"{table}_fixed_{verb}"
        if on_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{IN_USE}'); END"
            )
            continue
        row = "OLD" if verb == "delete" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{IN_USE}'; END IF; RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def unfix_forms() -> None:
    """Take the triggers away again."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, verb, _condition in _form_rules():
        name = f"{table}_fixed_{verb}"
        if on_sqlite:
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")


def _form_rules() -> list[tuple[str, str, str]]:
    rules = [("application_forms", verb, "OLD.published_at IS NOT NULL") for verb in ("update", "delete")]
    for verb, rows in _ROWS.items():
        rules.append(("form_questions", verb, " OR ".join(_PUBLISHED.format(row=row) for row in rows)))
    return rules
