"""Triggers that keep `search_entries` true to the rows they tell of, on either engine.

After a SQLite batch migration of a watched table, which drops its triggers, call `watch` for it again.
"""

import sqlalchemy as sa
from alembic import op

from marketplace.search.models import LETTERS

# kind → the table, and the columns whose words lead to the row
WATCHED = {
    "person": ("people", ("name", "email")),
    "organisation": ("organisations", ("name",)),
    "alias": ("organisation_aliases", ("name",)),
    "contact": ("employer_contacts", ("name", "email", "job_title")),
    "role_need": ("role_needs", ("title", "place")),
    "program": ("programs", ("title",)),
    "cohort": ("cohorts", ("name", "place")),
    "application": ("applications", ("reference",)),
}


def prepare() -> None:
    """What the triggers stand on: how letters are folded, and the trigram index."""
    if op.get_bind().dialect.name == "sqlite":
        _letters_of_sqlite()
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5("
            "search_text, content='search_entries', content_rowid='id', tokenize='trigram')"
        )
        _index_of_sqlite()
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(f"CREATE FUNCTION search_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ {_fold()} $$")
    op.execute(_WATCHER)
    op.execute("CREATE INDEX ix_search_entries_trigrams ON search_entries USING gin (search_text gin_trgm_ops)")


def unprepare() -> None:
    """Take it away again. The extension stays: others may use it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
        op.execute("DROP TABLE search_letters")
        return
    op.execute("DROP FUNCTION search_watch()")
    op.execute("DROP FUNCTION search_fold(text)")


def watch(kind: str) -> None:
    """Follow every change of a table from now on, and note the rows that are there."""
    table, columns = WATCHED[kind]
    if op.get_bind().dialect.name == "sqlite":
        _watch_on_sqlite(kind, table, columns)
        words = _folded_by_sqlite(" || ' ' || ".join(columns))
    else:
        arguments = ", ".join(f"'{word}'" for word in (kind, *columns))
        op.execute(
            f"CREATE TRIGGER search_{kind} AFTER INSERT OR DELETE OR UPDATE OF {', '.join(columns)} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION search_watch({arguments})"
        )
        words = f"search_fold(concat_ws(' ', {', '.join(columns)}))"
    op.execute(f"DELETE FROM search_entries WHERE kind = '{kind}'")
    op.execute(f"INSERT INTO search_entries (kind, row_id, search_text) SELECT '{kind}', id, {words} FROM {table}")


def unwatch(kind: str) -> None:
    """Follow a table no longer."""
    table, _columns = WATCHED[kind]
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS search_{kind}_{verb}")
        return
    op.execute(f"DROP TRIGGER IF EXISTS search_{kind} ON {table}")


# ---- SQLite ---------------------------------------------------------------------------------------


def _letters_of_sqlite() -> None:
    letters = op.create_table(
        "search_letters",
        sa.Column("letter", sa.String(1), primary_key=True),
        sa.Column("plain", sa.String(3), nullable=False),
    )
    op.bulk_insert(letters, [{"letter": letter, "plain": plain} for letter, plain in LETTERS.items()])


def _folded_by_sqlite(words: str) -> str:
    """Letter by letter, for SQLite has no translate(); plain ASCII takes the short way. Spaces are made single."""
    return (
        f"(WITH RECURSIVE whole(words) AS (SELECT {words}), spelled(at, folded) AS (SELECT 0, '' UNION ALL "
        "SELECT at + 1, folded || coalesce((SELECT plain FROM search_letters WHERE letter = substr(words, at + 1, 1)), "
        "substr(words, at + 1, 1)) FROM spelled, whole WHERE at < length(words)) "
        "SELECT CASE WHEN words NOT GLOB '*[^ -~]*' THEN lower(words) "
        "ELSE (SELECT folded FROM spelled ORDER BY at DESC LIMIT 1) END FROM whole)"
    )


def _watch_on_sqlite(kind: str, table: str, columns: tuple[str, ...]) -> None:
    words = _folded_by_sqlite(" || ' ' || ".join(f"NEW.{column}" for column in columns))
    note = f"INSERT INTO search_entries (kind, row_id, search_text) VALUES ('{kind}', NEW.id, {words});"
    for verb, when, body in (
        ("insert", "INSERT", note),
        (
            "update",
            f"UPDATE OF {', '.join(columns)}",
            f"UPDATE search_entries SET search_text = {words} WHERE kind = '{kind}' AND row_id = NEW.id;",
        ),
        ("delete", "DELETE", f"DELETE FROM search_entries WHERE kind = '{kind}' AND row_id = OLD.id;"),
    ):
        op.execute(f"CREATE TRIGGER search_{kind}_{verb} AFTER {when} ON {table} BEGIN {body} END")


def _index_of_sqlite() -> None:
    """Keep the index true to `search_entries`, as the manual of FTS5 does."""
    add = "INSERT INTO search_index (rowid, search_text) VALUES (NEW.id, NEW.search_text);"
    drop = "INSERT INTO search_index (search_index, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);"
    for verb, body in (("insert", add), ("delete", drop), ("update", drop + add)):
        op.execute(f"CREATE TRIGGER search_entries_{verb} AFTER {verb.upper()} ON search_entries BEGIN {body} END")


# ---- PostgreSQL -----------------------------------------------------------------------------------


def _fold() -> str:
    """One expression: letters for letters, then the few that become two, then marks, which become nothing."""
    one = {letter: plain for letter, plain in LETTERS.items() if len(plain) == 1}
    gone = "".join(letter for letter, plain in LETTERS.items() if not plain)
    expression = f"translate(words, '{''.join(one)}{gone}', '{''.join(one.values())}')"
    for letter, plain in LETTERS.items():
        if len(plain) > 1:
            expression = f"replace({expression}, '{letter}', '{plain}')"
    return f"SELECT {expression}"


_WATCHER = """
CREATE FUNCTION search_watch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  words text := '';
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM search_entries WHERE kind = TG_ARGV[0] AND row_id = OLD.id;
    RETURN OLD;
  END IF;
  FOR position IN 1 .. TG_NARGS - 1 LOOP
    words := words || CASE WHEN position = 1 THEN '' ELSE ' ' END || (to_jsonb(NEW) ->> TG_ARGV[position]);
  END LOOP;
  INSERT INTO search_entries (kind, row_id, search_text) VALUES (TG_ARGV[0], NEW.id, search_fold(words))
    ON CONFLICT (kind, row_id) DO UPDATE SET search_text = excluded.search_text;
  RETURN NEW;
END $$
"""
