"""Competencies that went on in others and pairs that stay apart; who was met in the training, and what was seen."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CLAIM = "uq_competency_claims_jobseeker_id_competency_id"
COUNTS = sa.text("level IS NOT NULL OR shown_level IS NOT NULL")


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Claims that count for nothing may stand beside the one that counts."""
    _mergers()
    with op.batch_alter_table("competency_claims") as batch:
        batch.drop_constraint(batch.f(CLAIM), type_="unique")
    op.create_index(
        op.f(CLAIM),
        "competency_claims",
        ["jobseeker_id", "competency_id"],
        unique=True,
        sqlite_where=COUNTS,
        postgresql_where=COUNTS,
    )
    _consents(
        ("matching", "identity", "introduction"), ("to_one_employer", "(purpose = 'matching') = (employer_id IS NULL)")
    )
    _introductions()
    _evidence(("experience", "link", "story", "assessment", "observation"))
    _encounters()


def _consents(purposes: tuple[str, ...], rule: tuple[str, str]) -> None:
    """SQLite makes the table anew: what its indexes hold for is said again."""
    for name in ("identity", "matching"):
        op.drop_index(f"uq_consents_one_live_{name}", "consents")
    former = {"identity_to_an_employer", "to_one_employer"} - {rule[0]}
    with op.batch_alter_table("consents") as batch:
        batch.drop_constraint(batch.f("ck_consents_purpose_known"), type_="check")
        batch.drop_constraint(batch.f(f"ck_consents_{former.pop()}"), type_="check")
        batch.create_check_constraint(batch.f("ck_consents_purpose_known"), f"purpose IN {purposes}")
        batch.create_check_constraint(batch.f(f"ck_consents_{rule[0]}"), rule[1])
    _one_live("identity", ["jobseeker_id", "employer_id"])
    _one_live("matching", ["jobseeker_id"])


def _introductions() -> None:
    _one_live("introduction", ["jobseeker_id", "employer_id"])


def _one_live(purpose: str, columns: list[str]) -> None:
    living = sa.text(f"withdrawn_at IS NULL AND purpose = '{purpose}'")
    op.create_index(
        f"uq_consents_one_live_{purpose}",
        "consents",
        columns,
        unique=True,
        sqlite_where=living,
        postgresql_where=living,
    )


def _evidence(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("evidence_items") as batch:
        batch.drop_constraint(batch.f("ck_evidence_items_kind_known"), type_="check")
        batch.create_check_constraint(batch.f("ck_evidence_items_kind_known"), f"kind IN {kinds}")


def _encounters() -> None:
    op.create_table(
        "encounters",
        sa.Column("co_delivery_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _to("encounters", "co_delivery_id", "co_deliveries"),
        _to("encounters", "enrolment_id", "enrolments"),
        _to("encounters", "noted_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounters")),
        sa.UniqueConstraint("co_delivery_id", "enrolment_id", name=op.f("uq_encounters_co_delivery_id_enrolment_id")),
    )
    op.create_index(op.f("ix_encounters_enrolment_id"), "encounters", ["enrolment_id"])
    op.create_table(
        "observations",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_observations_says_something")),
        _to("observations", "encounter_id", "encounters"),
        _to("observations", "claim_id", "competency_claims"),
        _to("observations", "written_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sa.UniqueConstraint("evidence_id", name=op.f("uq_observations_evidence_id")),
    )
    for column in ("encounter_id", "claim_id"):
        op.create_index(op.f(f"ix_observations_{column}"), "observations", [column])


def _mergers() -> None:
    op.create_table(
        "competency_mergers",
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("joined", sa.JSON(), nullable=False),
        sa.Column("merged_by_id", sa.Uuid(), nullable=False),
        sa.Column("merged_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("competency_id <> into_id", name=op.f("ck_competency_mergers_into_another")),
        _to("competency_mergers", "competency_id", "competencies"),
        _to("competency_mergers", "into_id", "competencies"),
        _to("competency_mergers", "merged_by_id", "people"),
        sa.PrimaryKeyConstraint("competency_id", name=op.f("pk_competency_mergers")),
    )
    op.create_index(op.f("ix_competency_mergers_into_id"), "competency_mergers", ["into_id"])
    protect("competency_mergers")
    op.create_table(
        "competencies_apart",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("one_id <> other_id", name=op.f("ck_competencies_apart_not_itself")),
        _to("competencies_apart", "one_id", "competencies"),
        _to("competencies_apart", "other_id", "competencies"),
        _to("competencies_apart", "decided_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competencies_apart")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_competencies_apart_one_id_other_id")),
    )


def downgrade() -> None:
    """Claims that count for nothing beside one that counts go, with their history; mergers and what was seen are lost."""
    op.drop_table("observations")
    op.drop_table("encounters")
    op.execute("DELETE FROM evidence_items WHERE kind = 'observation'")
    op.execute(  # what rested on an observation alone is the person's own word again
        "UPDATE competency_claims SET stage = 'claimed', version = version + 1 WHERE stage = 'evidence_linked' "
        "AND NOT EXISTS (SELECT 1 FROM evidence_items WHERE claim_id = competency_claims.id)"
    )
    _evidence(("experience", "link", "story", "assessment"))
    op.drop_index("uq_consents_one_live_introduction", "consents")
    introduced = "(SELECT id FROM consents WHERE purpose = 'introduction')"
    op.execute(f"DELETE FROM disclosures WHERE consent_id IN {introduced}")
    op.execute("DELETE FROM consents WHERE purpose = 'introduction'")
    _consents(
        ("matching", "identity"), ("identity_to_an_employer", "(purpose = 'identity') = (employer_id IS NOT NULL)")
    )
    op.drop_index(op.f(CLAIM), "competency_claims")
    _forget_doubles()
    with op.batch_alter_table("competency_claims") as batch:
        batch.create_unique_constraint(batch.f(CLAIM), ["jobseeker_id", "competency_id"])
    op.drop_table("competencies_apart")
    op.drop_table("competency_mergers")


def _forget_doubles() -> None:
    claims = sa.table("competency_claims", *(sa.column(name) for name in ("jobseeker_id", "competency_id", "level")))
    claims.append_column(sa.column("shown_level"))
    claims.append_column(sa.column("id", sa.Uuid()))
    other = claims.alias()
    nothing = claims.c.level.is_(None) & claims.c.shown_level.is_(None)
    better = other.c.level.is_not(None) | other.c.shown_level.is_not(None) | (other.c.id < claims.c.id)
    same = (other.c.jobseeker_id == claims.c.jobseeker_id) & (other.c.competency_id == claims.c.competency_id)
    doubles = sa.select(claims.c.id).where(nothing, sa.exists().where(same, other.c.id != claims.c.id, better))
    ids = list(op.get_bind().scalars(doubles))
    changes = sa.table("competency_claim_changes", sa.column("subject_id", sa.Uuid()))
    unprotect("competency_claim_changes")
    op.execute(sa.delete(changes).where(changes.c.subject_id.in_(ids)))
    op.execute(sa.delete(claims).where(claims.c.id.in_(ids)))
    protect("competency_claim_changes")
