"""Releases of figures are only ever appended: numbered, with what their funder reads; a withdrawal is a row."""

import uuid
from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SMALLEST = 5
KEPT = ("id", "cohort_id", "organisation_id", "as_of", "figures", "digest", "released_at", "released_by_id")
# Whose a release is follows a funder into the one that it is merged into.
WRITTEN_ONCE = ("id", "cohort_id", "seq", "as_of", "figures", "shown", "digest", "released_at", "released_by_id")


def _table(name: str, **columns: Any) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, kind) for column, kind in columns.items()))


SHARED = {
    "id": sa.Uuid(),
    "cohort_id": sa.Uuid(),
    "organisation_id": sa.Uuid(),
    "as_of": sa.Date(),
    "figures": sa.JSON(),
    "digest": sa.String(),
    "released_at": UtcDateTime(),
    "released_by_id": sa.Uuid(),
}
BEFORE = _table(
    "figure_releases", **SHARED, taken_back_at=UtcDateTime(), taken_back_by_id=sa.Uuid(), reason=sa.String()
)
RELEASES = _table("released_figures", **SHARED, seq=sa.Integer(), shown=sa.JSON())
WITHDRAWALS = _table(
    "figure_withdrawals", id=sa.Uuid(), release_id=sa.Uuid(), at=UtcDateTime(), by_id=sa.Uuid(), reason=sa.String()
)


def upgrade() -> None:
    """Carry what was released over into rows that nobody changes; its funders read what they have read."""
    _make_releases()
    _make_withdrawals()
    connection = op.get_bind()
    numbers: Counter[uuid.UUID] = Counter()
    for row in connection.execute(sa.select(BEFORE).order_by(BEFORE.c.released_at, BEFORE.c.id)).mappings().all():
        numbers[row["cohort_id"]] += 1
        values = {name: row[name] for name in KEPT} | {
            "seq": numbers[row["cohort_id"]],
            "shown": _shown(row["figures"]),
        }
        connection.execute(sa.insert(RELEASES).values(values))
        if row["taken_back_at"] is not None:
            withdrawal = {"id": row["id"], "release_id": row["id"], "at": row["taken_back_at"]}
            withdrawal |= {"by_id": row["taken_back_by_id"], "reason": row["reason"]}
            connection.execute(sa.insert(WITHDRAWALS).values(withdrawal))
    op.drop_table("figure_releases")
    protect("released_figures", WRITTEN_ONCE)
    protect("figure_withdrawals")


def _make_releases() -> None:
    op.create_table(
        "released_figures",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.Column("released_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_released_figures_cohort_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_released_figures_organisation_id")
        ),
        sa.ForeignKeyConstraint(["released_by_id"], ["people.id"], name=op.f("fk_released_figures_released_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_figures")),
    )
    op.create_index("uq_released_figures_one_by_one", "released_figures", ["cohort_id", "seq"], unique=True)
    op.create_index(op.f("ix_released_figures_organisation_id"), "released_figures", ["organisation_id"])


def _make_withdrawals() -> None:
    op.create_table(
        "figure_withdrawals",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason != ''", name=op.f("ck_figure_withdrawals_with_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_figure_withdrawals_by_id")),
        sa.ForeignKeyConstraint(["release_id"], ["released_figures.id"], name=op.f("fk_figure_withdrawals_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_withdrawals")),
    )
    op.create_index("uq_figure_withdrawals_once", "figure_withdrawals", ["release_id"], unique=True)


def _shown(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the funder of a release made before this one has been reading."""
    shown: list[dict[str, Any]] = []
    bases: list[int] = []
    for figure in figures:
        count, base, unknown = figure["count"], figure["base"], figure["unknown"]
        numbers = [count, base, unknown, figure["left_early"], base - count, base - count - unknown]
        numbers += [abs(base - other) for other in bases]
        told = not any(0 < number < SMALLEST for number in numbers)
        bases += [base] if told else []
        shown.append({"measure": figure["measure"], "figure": figure if told else None, "kept_from": None})
    return shown


def downgrade() -> None:
    """Write each withdrawal into its release again."""
    _make_former()
    connection = op.get_bind()
    withdrawals = {
        row["release_id"]: {"taken_back_at": row["at"], "taken_back_by_id": row["by_id"], "reason": row["reason"]}
        for row in connection.execute(sa.select(WITHDRAWALS)).mappings()
    }
    standing = {"taken_back_at": None, "taken_back_by_id": None, "reason": ""}
    for row in connection.execute(sa.select(RELEASES)).mappings().all():
        values = {name: row[name] for name in KEPT} | withdrawals.get(row["id"], standing)
        connection.execute(sa.insert(BEFORE).values(values))
    for table in ("figure_withdrawals", "released_figures"):
        unprotect(table)
        op.drop_table(table)


def _make_former() -> None:
    op.create_table(
        "figure_releases",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.Column("released_by_id", sa.Uuid(), nullable=False),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.Column("taken_back_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)",
            name=op.f("ck_figure_releases_taken_back_by_somebody"),
        ),
        sa.CheckConstraint(
            "taken_back_at IS NULL OR reason != ''", name=op.f("ck_figure_releases_taken_back_with_reason")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_figure_releases_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_figure_releases_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["people.id"], name=op.f("fk_figure_releases_released_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by_id"], ["people.id"], name=op.f("fk_figure_releases_taken_back_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_releases")),
    )
    for column in ("cohort_id", "organisation_id"):
        op.create_index(op.f(f"ix_figure_releases_{column}"), "figure_releases", [column])
    op.create_index(
        "uq_figure_releases_one_living",
        "figure_releases",
        ["cohort_id", "organisation_id", "as_of"],
        unique=True,
        sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
