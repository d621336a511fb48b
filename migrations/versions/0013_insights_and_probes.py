"""Themes as rows, who said it and every coding, probes, contradictions, and what employers say to what was heard."""

import uuid

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = (
    "goal",
    "challenge",
    "pain",
    "cause",
    "tried_and_worked",
    "tried_without_success",
    "definition_of_success",
    "process",
    "non_negotiable",
    "requirement",
    "contradiction",
)
STEPS = ("create", "rename", "merge", "take_in", "part", "split", "split_off")
STAGES = ("open", "waiting", "confirmed", "contested")
VERDICTS = ("real", "non_negotiable", "proxy")
REPLIES = ("right", "not_quite", "disagree")
SIDES = ("jobseeker", "employer", "staff", "funder", "admin")
APPENDED = ("theme_changes", "requirement_probe_changes", "probe_findings", "heard_replies", "heard_notices")


def _word(*words: str) -> sa.Enum:
    return sa.Enum(*words, native_enum=False, length=40)


def _known(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}_known"))


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _own(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A key that goes by employer and row."""
    name = f"fk_{table}_{column.removesuffix('_id')}"
    return sa.ForeignKeyConstraint(["employer_id", column], [f"{target}.employer_id", f"{target}.id"], name=name)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def upgrade() -> None:
    """The theme that stood in each quote becomes a row, and what each quote was coded as its first coding."""
    _add_themes()
    found = _keep_themes()
    _change_insights()
    _lead_to_themes(found)
    _add_codings()
    _add_probes()
    _add_contradictions()
    _add_replies()
    for table in APPENDED:
        protect(table)


def downgrade() -> None:
    """The theme goes back into each quote by its name."""
    for table in APPENDED:
        unprotect(table)
    for table in (
        "heard_notices",
        "heard_replies",
        "contradictions",
        "probe_competencies",
        "probe_findings",
        "requirement_probe_changes",
        "requirement_probes",
        "insight_codings",
    ):
        op.drop_table(table)
    op.add_column("insights", sa.Column("theme", sa.String(length=120), nullable=False, server_default=""))
    op.execute(
        "UPDATE insights SET theme = coalesce((SELECT coalesce(other.name, themes.name) FROM themes "
        "LEFT JOIN themes AS other ON other.id = themes.into_id WHERE themes.id = insights.theme_id), '')"
    )
    op.drop_index("ix_insights_board", "insights")
    op.drop_index("ix_insights_session_id", "insights")
    with op.batch_alter_table("insights", table_args=(_known("insights", "kind", KINDS),)) as insights:
        insights.alter_column("theme", server_default=None)
        insights.drop_constraint("fk_insights_speaker", type_="foreignkey")
        insights.drop_constraint("fk_insights_theme_id", type_="foreignkey")
        for column in ("theme_id", "speaker_id", "version"):
            insights.drop_column(column)
    op.drop_table("theme_changes")
    op.drop_table("themes")


# ---- themes and quotes ----------------------------------------------------------------------------


def _add_themes() -> None:
    op.create_table(
        "themes",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=240), nullable=False),
        _id("into_id", nullable=True),
        _id("created_by_id"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _id("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("into_id IS NULL OR into_id <> id", name=op.f("ck_themes_not_into_itself")),
        _to("themes", "into_id", "themes.id"),
        _to("themes", "created_by_id", "people.id"),
        _key("themes"),
        _once("themes", "folded"),
    )
    op.create_index(op.f("ix_themes_into_id"), "themes", ["into_id"])
    op.create_table(
        "theme_changes",
        _id("theme_id"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", _word(*STEPS), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        _id("other_id", nullable=True),
        _id("by_id"),
        sa.Column("at", UtcDateTime(), nullable=False),
        _id("id"),
        _known("theme_changes", "step", STEPS),
        _to("theme_changes", "theme_id", "themes.id"),
        _to("theme_changes", "other_id", "themes.id"),
        _to("theme_changes", "by_id", "people.id"),
        _key("theme_changes"),
        _once("theme_changes", "theme_id", "seq"),
    )


def _keep_themes() -> dict[str, uuid.UUID]:
    """A row for every theme that quotes have, by its folded name; the spelling that came first stays."""
    insights = sa.table(
        "insights",
        sa.column("theme", sa.String()),
        sa.column("coded_by_id", sa.Uuid()),
        sa.column("created_at", UtcDateTime()),
        sa.column("id", sa.Uuid()),
    )
    used = sa.select(insights).where(insights.c.theme != "").order_by(insights.c.created_at, insights.c.id)
    first: dict[str, dict] = {}
    for row in op.get_bind().execute(used).all():
        folded = _folded(row.theme)
        if folded and folded not in first:
            first[folded] = {
                "id": uuid.uuid4(),
                "name": row.theme,
                "folded": folded,
                "created_by_id": row.coded_by_id,
                "created_at": row.created_at,
                "version": 1,
            }
    columns = [sa.column(name, sa.Uuid()) for name in ("id", "created_by_id")]
    columns += [sa.column("created_at", UtcDateTime()), *map(sa.column, ("name", "folded", "version"))]
    op.bulk_insert(sa.table("themes", *columns), list(first.values()))
    return {folded: row["id"] for folded, row in first.items()}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _change_insights() -> None:
    with op.batch_alter_table("insights", table_args=(_known("insights", "kind", KINDS),)) as insights:
        insights.add_column(sa.Column("theme_id", sa.Uuid(), nullable=True))
        insights.add_column(sa.Column("speaker_id", sa.Uuid(), nullable=True))
        insights.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        insights.create_foreign_key("fk_insights_theme_id", "themes", ["theme_id"], ["id"])
        insights.create_foreign_key(
            "fk_insights_speaker", "employer_contacts", ["employer_id", "speaker_id"], ["employer_id", "id"]
        )


def _lead_to_themes(found: dict[str, uuid.UUID]) -> None:
    """Each quote to its theme, and to the contact its session was held with."""
    insights = sa.table("insights", sa.column("theme", sa.String()), sa.column("theme_id", sa.Uuid()))
    bind = op.get_bind()
    for name in bind.scalars(sa.select(insights.c.theme).distinct()).all():
        if theme_id := found.get(_folded(name)):
            bind.execute(insights.update().where(insights.c.theme == name).values(theme_id=theme_id))
    op.execute(
        "UPDATE insights SET speaker_id = (SELECT contact_id FROM discovery_sessions "
        "WHERE discovery_sessions.id = insights.session_id)"
    )
    with op.batch_alter_table("insights", table_args=(_known("insights", "kind", KINDS),)) as batch:
        batch.drop_column("theme")
        batch.alter_column("version", server_default=None)
    op.create_index("ix_insights_board", "insights", ["theme_id", "employer_id", "session_id", "kind"])
    op.create_index("ix_insights_session_id", "insights", ["session_id"])


def _add_codings() -> None:
    op.create_table(
        "insight_codings",
        _id("insight_id"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", _word(*KINDS), nullable=False),
        _id("theme_id", nullable=True),
        _id("speaker_id", nullable=True),
        _id("coded_by_id"),
        sa.Column("at", UtcDateTime(), nullable=False),
        _id("id"),
        _known("insight_codings", "kind", KINDS),
        _to("insight_codings", "insight_id", "insights.id"),
        _to("insight_codings", "theme_id", "themes.id"),
        _to("insight_codings", "speaker_id", "employer_contacts.id"),
        _to("insight_codings", "coded_by_id", "people.id"),
        _key("insight_codings"),
        _once("insight_codings", "insight_id", "seq"),
    )
    op.execute(
        "INSERT INTO insight_codings (id, insight_id, seq, kind, theme_id, speaker_id, coded_by_id, at) "
        "SELECT id, id, 1, kind, theme_id, speaker_id, coded_by_id, created_at FROM insights"
    )


# ---- probes and what employers say ----------------------------------------------------------------


def _add_probes() -> None:
    op.create_table(
        "requirement_probes",
        _id("employer_id"),
        _id("insight_id", nullable=True),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.Column("stage", _word(*STAGES), nullable=False),
        _id("confirmed_by_id", nullable=True),
        _id("confirmed_contact_id", nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        _id("created_by_id"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _id("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        _known("requirement_probes", "stage", STAGES),
        sa.CheckConstraint(
            "(stage = 'confirmed') = (confirmed_at IS NOT NULL) AND "
            "(confirmed_at IS NOT NULL) = (confirmed_by_id IS NOT NULL OR confirmed_contact_id IS NOT NULL)",
            name=op.f("ck_requirement_probes_confirmed_by_somebody"),
        ),
        _to("requirement_probes", "employer_id", "employers.id"),
        _to("requirement_probes", "confirmed_by_id", "people.id"),
        _to("requirement_probes", "created_by_id", "people.id"),
        _own("requirement_probes", "insight_id", "insights"),
        _own("requirement_probes", "confirmed_contact_id", "employer_contacts"),
        _key("requirement_probes"),
        _once("requirement_probes", "employer_id", "id"),
    )
    op.create_index(op.f("ix_requirement_probes_employer_id"), "requirement_probes", ["employer_id"])
    op.create_table(
        "requirement_probe_changes",
        _id("subject_id"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        _id("actor_id", nullable=True),
        sa.Column("side", _word(*SIDES), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        _id("note_id", nullable=True),
        _id("id"),
        _known("requirement_probe_changes", "side", SIDES),
        _to("requirement_probe_changes", "subject_id", "requirement_probes.id"),
        _to("requirement_probe_changes", "actor_id", "people.id"),
        _to("requirement_probe_changes", "note_id", "change_notes.id"),
        _key("requirement_probe_changes"),
        _once("requirement_probe_changes", "subject_id", "seq"),
    )
    _add_findings()


def _add_findings() -> None:
    op.create_table(
        "probe_findings",
        _id("probe_id"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("verdict", _word(*VERDICTS), nullable=False),
        sa.Column("says_must", sa.Boolean(), nullable=False),
        _id("found_by_id"),
        sa.Column("at", UtcDateTime(), nullable=False),
        _id("id"),
        _known("probe_findings", "verdict", VERDICTS),
        _to("probe_findings", "probe_id", "requirement_probes.id"),
        _to("probe_findings", "found_by_id", "people.id"),
        _key("probe_findings"),
        _once("probe_findings", "probe_id", "seq"),
    )
    op.create_table(
        "probe_competencies",
        _id("finding_id"),
        _id("competency_id"),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _id("id"),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_probe_competencies_level_known")),
        _to("probe_competencies", "finding_id", "probe_findings.id"),
        _to("probe_competencies", "competency_id", "competencies.id"),
        _key("probe_competencies"),
        _once("probe_competencies", "finding_id", "competency_id"),
    )
    op.create_index(op.f("ix_probe_competencies_competency_id"), "probe_competencies", ["competency_id"])


def _add_contradictions() -> None:
    op.create_table(
        "contradictions",
        _id("employer_id"),
        _id("asked_insight_id", nullable=True),
        sa.Column("asked_words", sa.Text(), nullable=False),
        _id("done_insight_id", nullable=True),
        sa.Column("done_words", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        _id("settled_by_id", nullable=True),
        _id("created_by_id"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _id("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "asked_insight_id IS NOT NULL OR asked_words <> ''", name=op.f("ck_contradictions_something_asked")
        ),
        sa.CheckConstraint(
            "done_insight_id IS NOT NULL OR done_words <> ''", name=op.f("ck_contradictions_something_done")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_contradictions_settled_by_somebody")
        ),
        _to("contradictions", "employer_id", "employers.id"),
        _to("contradictions", "settled_by_id", "people.id"),
        _to("contradictions", "created_by_id", "people.id"),
        _own("contradictions", "asked_insight_id", "insights"),
        _own("contradictions", "done_insight_id", "insights"),
        _key("contradictions"),
        _once("contradictions", "employer_id", "id"),
    )
    op.create_index(op.f("ix_contradictions_employer_id"), "contradictions", ["employer_id"])


def _add_replies() -> None:
    lines = ("insight_id", "probe_id", "contradiction_id")
    one = " OR ".join(
        "({} IS {}NULL AND {} IS {}NULL AND {} IS {}NULL)".format(
            *(part for line in lines for part in (line, "NOT " if line == this else ""))
        )
        for this in lines
    )
    op.create_table(
        "heard_replies",
        *(_id(line, nullable=True) for line in lines),
        sa.Column("reply", _word(*REPLIES), nullable=False),
        _id("note_id", nullable=True),
        _id("by_id"),
        sa.Column("at", UtcDateTime(), nullable=False),
        _id("id"),
        _known("heard_replies", "reply", REPLIES),
        sa.CheckConstraint(one, name=op.f("ck_heard_replies_to_one_line")),
        sa.CheckConstraint(
            "reply <> 'not_quite' OR note_id IS NOT NULL", name=op.f("ck_heard_replies_corrected_in_words")
        ),
        _to("heard_replies", "insight_id", "insights.id"),
        _to("heard_replies", "probe_id", "requirement_probes.id"),
        _to("heard_replies", "contradiction_id", "contradictions.id"),
        _to("heard_replies", "note_id", "change_notes.id"),
        _to("heard_replies", "by_id", "people.id"),
        _key("heard_replies"),
    )
    for line in lines:
        op.create_index(op.f(f"ix_heard_replies_{line}"), "heard_replies", [line])
    op.create_table(
        "heard_notices",
        _id("session_id"),
        _id("told_by_id"),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        _id("id"),
        sa.CheckConstraint("told > 0", name=op.f("ck_heard_notices_told_somebody")),
        _to("heard_notices", "session_id", "discovery_sessions.id"),
        _to("heard_notices", "told_by_id", "people.id"),
        _key("heard_notices"),
    )
    op.create_index(op.f("ix_heard_notices_session_id"), "heard_notices", ["session_id"])
