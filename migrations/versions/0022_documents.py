"""Files that people hand in, kept in the database; résumés, and what was found in them."""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KINDS = ("pdf", "docx", "odt", "text", "png", "jpeg")
PROGRESS = ("waiting", "reading", "read", "unreadable")
WHY = ("too_long", "too_big", "locked", "no_words", "broken")
ANSWERS = ("open", "taken", "dropped")
DONE = ("paid", "volunteer", "care", "military", "self_employed")


def _word(name: str, words: tuple[str, ...], *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Enum(*words, name=name, native_enum=False, length=40), nullable=optional)


def _known(table: str, name: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_known"))


def upgrade() -> None:
    """Five tables, empty."""
    _documents()
    _resumes()
    _proposals()


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        _word("kind", KINDS),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _known("documents", "kind", KINDS),
        sa.CheckConstraint("size BETWEEN 1 AND 5242880", name=op.f("ck_documents_size_allowed")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_documents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_person_id"), "documents", ["person_id"])
    op.create_table(
        "document_bodies",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_document_bodies_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_bodies")),
    )


def _resumes() -> None:
    op.create_table(
        "resumes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=150), nullable=False),
        _word("progress", PROGRESS),
        _word("why", WHY, optional=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _known("resumes", "progress", PROGRESS),
        _known("resumes", "why", WHY),
        sa.CheckConstraint(
            "(progress = 'unreadable') = (why IS NOT NULL)", name=op.f("ck_resumes_why_when_unreadable")
        ),
        sa.CheckConstraint(
            "(progress IN ('read', 'unreadable')) = (read_at IS NOT NULL)", name=op.f("ck_resumes_read_when")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_resumes_person_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_resumes_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resumes")),
        sa.UniqueConstraint("person_id", name=op.f("uq_resumes_person_id")),
    )


def _proposals() -> None:
    op.create_table(
        "resume_experiences",
        sa.Column("resume_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _word("kind", DONE),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _word("answer", ANSWERS),
        sa.Column("id", sa.Uuid(), nullable=False),
        _known("resume_experiences", "kind", DONE),
        _known("resume_experiences", "answer", ANSWERS),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_resume_experiences_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["resume_id"], ["resumes.id"], name=op.f("fk_resume_experiences_resume_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resume_experiences")),
    )
    op.create_index(op.f("ix_resume_experiences_resume_id"), "resume_experiences", ["resume_id"])
    op.create_table(
        "resume_competencies",
        sa.Column("resume_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        _word("answer", ANSWERS),
        sa.Column("id", sa.Uuid(), nullable=False),
        _known("resume_competencies", "answer", ANSWERS),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_resume_competencies_level_known")),
        sa.ForeignKeyConstraint(
            ["competency_id"], ["competencies.id"], name=op.f("fk_resume_competencies_competency_id")
        ),
        sa.ForeignKeyConstraint(["resume_id"], ["resumes.id"], name=op.f("fk_resume_competencies_resume_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resume_competencies")),
        sa.UniqueConstraint("resume_id", "competency_id", name=op.f("uq_resume_competencies_resume_id_competency_id")),
    )
    op.create_index(op.f("ix_resume_competencies_competency_id"), "resume_competencies", ["competency_id"])


def downgrade() -> None:
    """Every file that was handed in is lost."""
    for table in ("resume_competencies", "resume_experiences", "resumes", "document_bodies", "documents"):
        op.drop_table(table)
