"""Testimonials: what people say of a program, with their consent, and the history of each."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

SIDES = ("jobseeker", "employer", "staff", "funder", "admin")
KNOWN = {
    "side": SIDES,
    "moment": ("enrolled", "left", "graduated", "placed", "placed_90", "hosted", "hired"),
    "naming": ("full", "first", "none"),
    "stage": ("given", "published", "not_selected", "withdrawn"),
}


def upgrade() -> None:
    """Make both tables, and keep the history as it is appended."""
    _testimonials()
    _changes()
    protect("testimonial_changes")


def downgrade() -> None:
    """Drop both."""
    unprotect("testimonial_changes")
    op.drop_table("testimonial_changes")
    op.drop_table("testimonials")


def _known(table: str, name: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in KNOWN[name])
    return sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_known"))


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Enum(*KNOWN[name], native_enum=False, length=40), nullable=False)


def _points(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))


def _testimonials() -> None:
    table = "testimonials"
    targets = {"cohort_id": "cohorts", "author_id": "people", "membership_id": "memberships"}
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in targets),
        *map(_word, KNOWN),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", UtcDateTime(timezone=True), nullable=False),
        *(_known(table, name) for name in KNOWN),
        sa.CheckConstraint("side IN ('jobseeker', 'employer')", name=op.f("ck_testimonials_said_by_a_side")),
        sa.CheckConstraint(
            "(moment IN ('hosted', 'hired')) = (side = 'employer')", name=op.f("ck_testimonials_moment_of_its_side")
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_testimonials_says_something")),
        *(_points(table, name, target) for name, target in targets.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_testimonials")),
    )
    for name in ("cohort_id", "author_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    standing = sa.text("stage <> 'withdrawn'")
    op.create_index(
        "uq_testimonials_one_standing",
        table,
        ["membership_id", "cohort_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _changes() -> None:
    table = "testimonial_changes"
    targets = {"subject_id": "testimonials", "actor_id": "people", "note_id": "change_notes"}
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=name != "subject_id") for name in targets),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        _word("side"),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        _known(table, "side"),
        *(_points(table, name, target) for name, target in targets.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_testimonial_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_testimonial_changes_subject_id_seq")),
    )
