"""house and thread"""

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect, unprotect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


HISTORY = (
    "application_changes",
    "cohort_changes",
    "competency_claim_changes",
    "discovery_session_changes",
    "enrolment_changes",
    "hiring_partner_changes",
    "interview_changes",
    "offer_changes",
    "placement_changes",
    "program_changes",
    "referral_changes",
    "role_need_changes",
)


def upgrade() -> None:
    op.create_table(
        "change_notes",
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_notes")),
    )
    op.create_table(
        "competencies",
        sa.Column("code", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("preferred", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("skill", "knowledge", "tool", "interpersonal", name="kind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('skill', 'knowledge', 'tool', 'interpersonal')", name=op.f("ck_competencies_kind_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competencies")),
        sa.UniqueConstraint("code", name=op.f("uq_competencies_code")),
    )
    with op.batch_alter_table("competencies", schema=None) as batch_op:
        batch_op.create_index("ix_competencies_preferred", ["preferred"], unique=False)
        batch_op.create_index(batch_op.f("ix_competencies_source"), ["source"], unique=False)

    op.create_table(
        "consortia",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consortia")),
        sa.UniqueConstraint("name", name=op.f("uq_consortia_name")),
    )
    op.create_table(
        "interview_guides",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_guides")),
        sa.UniqueConstraint("name", "edition", name=op.f("uq_interview_guides_name_edition")),
    )
    op.create_table(
        "organisations",
        sa.Column(
            "kind",
            sa.Enum("employer", "program_team", "funder", name="organisationkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('employer', 'program_team', 'funder')", name=op.f("ck_organisations_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_table(
        "outbox_items",
        sa.Column("kind", sa.Enum("mail", "job", name="kind", native_enum=False, length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body_text", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("lease_owner", sa.String(length=60), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("dead_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('mail', 'job')", name=op.f("ck_outbox_items_kind_known")),
        sa.CheckConstraint("done_at IS NULL OR dead_at IS NULL", name=op.f("ck_outbox_items_done_or_dead")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_items")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_items_dedupe_key")),
    )
    with op.batch_alter_table("outbox_items", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_items_waiting",
            ["not_before"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        )

    op.create_table(
        "people",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=True),
        sa.Column("locale", sa.String(length=10), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_people_email_folded")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "submissions",
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_submissions")),
    )
    op.create_table(
        "vocabulary_stamps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Uuid(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_vocabulary_stamps_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vocabulary_stamps")),
    )
    op.create_table(
        "competency_labels",
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competency_id"], ["competencies.id"], name=op.f("fk_competency_labels_competency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency_labels")),
        sa.UniqueConstraint("competency_id", "words", name=op.f("uq_competency_labels_competency_id_words")),
    )
    with op.batch_alter_table("competency_labels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_competency_labels_competency_id"), ["competency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_competency_labels_folded"), ["folded"], unique=False)

    op.create_table(
        "competency_relations",
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("broader", "related", name="relation", native_enum=False, length=40), nullable=False),
        sa.CheckConstraint("kind IN ('broader', 'related')", name=op.f("ck_competency_relations_kind_known")),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_competency_relations_not_itself")),
        sa.ForeignKeyConstraint(["from_id"], ["competencies.id"], name=op.f("fk_competency_relations_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["competencies.id"], name=op.f("fk_competency_relations_to_id")),
        sa.PrimaryKeyConstraint("from_id", "to_id", "kind", name=op.f("pk_competency_relations")),
    )
    op.create_table(
        "employers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("sector", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column(
            "size",
            sa.Enum(
                "up_to_19",
                "up_to_99",
                "up_to_499",
                "over_500",
                "unknown",
                name="sizeband",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("growth_challenges", sa.Text(), nullable=False),
        sa.Column("hiring_process", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "size IN ('up_to_19', 'up_to_99', 'up_to_499', 'over_500', 'unknown')", name=op.f("ck_employers_size_known")
        ),
        sa.ForeignKeyConstraint(["id"], ["organisations.id"], name=op.f("fk_employers_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employers")),
        sa.UniqueConstraint("name_key", name=op.f("uq_employers_name_key")),
    )
    op.create_table(
        "guide_questions",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("probe", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("part IN (1, 2)", name=op.f("ck_guide_questions_two_parts")),
        sa.ForeignKeyConstraint(["guide_id"], ["interview_guides.id"], name=op.f("fk_guide_questions_guide_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_questions")),
        sa.UniqueConstraint("guide_id", "position", name=op.f("uq_guide_questions_guide_id_position")),
    )
    with op.batch_alter_table("guide_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guide_questions_guide_id"), ["guide_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum("owner", "recruiter", "interviewer", name="role", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'recruiter', 'interviewer')", name=op.f("ck_invitations_role_known")),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')", name=op.f("ck_invitations_side_known")
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)", name=op.f("ck_invitations_accepted_by_somebody")
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_invitations_accepted_or_cancelled")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["people.id"], name=op.f("fk_invitations_accepted_by_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["people.id"], name=op.f("fk_invitations_invited_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_invitations_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_email"), ["email"], unique=False)

    op.create_table(
        "jobseekers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("headline", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("province", sa.String(length=60), nullable=False),
        sa.Column("hours_per_week", sa.Integer(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("may_work", sa.Boolean(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours_per_week BETWEEN 1 AND 80", name=op.f("ck_jobseekers_hours_in_range")),
        sa.ForeignKeyConstraint(["id"], ["people.id"], name=op.f("fk_jobseekers_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobseekers")),
    )
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum("owner", "recruiter", "interviewer", name="role", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(side = 'employer') = (role IS NOT NULL)", name=op.f("ck_memberships_role_of_employers")),
        sa.CheckConstraint(
            "(side IN ('jobseeker', 'admin')) = (organisation_id IS NULL)",
            name=op.f("ck_memberships_organisation_of_side"),
        ),
        sa.CheckConstraint("role IN ('owner', 'recruiter', 'interviewer')", name=op.f("ck_memberships_role_known")),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')", name=op.f("ck_memberships_side_known")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_memberships_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_memberships_one_live",
            ["person_id", "side", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND organisation_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND organisation_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_memberships_one_live_alone",
            ["person_id", "side"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND organisation_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND organisation_id IS NULL"),
        )

    op.create_table(
        "programs",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("headline", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("eligibility", sa.Text(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("hours_per_week", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("cost", sa.String(length=300), nullable=False),
        sa.Column(
            "stage", sa.Enum("draft", "offered", "retired", name="stage", native_enum=False, length=40), nullable=False
        ),
        sa.Column("consortium_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("stage IN ('draft', 'offered', 'retired')", name=op.f("ck_programs_stage_known")),
        sa.CheckConstraint("hours_per_week > 0 AND hours_per_week <= 60", name=op.f("ck_programs_hours_in_range")),
        sa.CheckConstraint("weeks BETWEEN 1 AND 104", name=op.f("ck_programs_weeks_in_range")),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_programs_consortium_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programs")),
        sa.UniqueConstraint("title", name=op.f("uq_programs_title")),
    )
    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programs_consortium_id"), ["consortium_id"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("confirm_email", "reset_password", name="tokenpurpose", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("purpose IN ('confirm_email', 'reset_password')", name=op.f("ck_tokens_purpose_known")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tokens_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tokens_token_hash")),
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tokens_person_id"), ["person_id"], unique=False)

    op.create_table(
        "cohorts",
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "planned",
                "recruiting",
                "in_delivery",
                "completed",
                "cancelled",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("schedule", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("province", sa.String(length=60), nullable=False),
        sa.Column("applications_close_at", UtcDateTime(), nullable=False),
        sa.Column("hear_by", sa.Date(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('planned', 'recruiting', 'in_delivery', 'completed', 'cancelled')",
            name=op.f("ck_cohorts_stage_known"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_cohorts_dates_in_order")),
        sa.CheckConstraint("seats BETWEEN 1 AND 9999", name=op.f("ck_cohorts_seats_in_range")),
        sa.CheckConstraint("seats_taken BETWEEN 0 AND seats", name=op.f("ck_cohorts_seats_taken_within_seats")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_cohorts_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
        sa.UniqueConstraint("program_id", "name", name=op.f("uq_cohorts_program_id_name")),
    )
    with op.batch_alter_table("cohorts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohorts_program_id"), ["program_id"], unique=False)

    op.create_table(
        "competency_claims",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("shown_level", sa.Integer(), nullable=True),
        sa.Column("shown_at", UtcDateTime(), nullable=True),
        sa.Column("shown_to_id", sa.Uuid(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "claimed",
                "evidence_linked",
                "demonstrated",
                "not_demonstrated",
                name="claimstage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(stage = 'demonstrated') = (COALESCE(shown_level, 0) > 0)",
            name=op.f("ck_competency_claims_demonstrated_at_a_level"),
        ),
        sa.CheckConstraint(
            "(stage IN ('demonstrated', 'not_demonstrated')) = (shown_level IS NOT NULL)",
            name=op.f("ck_competency_claims_shown_when_assessed"),
        ),
        sa.CheckConstraint(
            "stage IN ('claimed', 'evidence_linked', 'demonstrated', 'not_demonstrated')",
            name=op.f("ck_competency_claims_stage_known"),
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_competency_claims_level_known")),
        sa.CheckConstraint("shown_level BETWEEN 0 AND 4", name=op.f("ck_competency_claims_shown_level_known")),
        sa.ForeignKeyConstraint(
            ["competency_id"], ["competencies.id"], name=op.f("fk_competency_claims_competency_id")
        ),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_competency_claims_jobseeker_id")),
        sa.ForeignKeyConstraint(["shown_to_id"], ["people.id"], name=op.f("fk_competency_claims_shown_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency_claims")),
        sa.UniqueConstraint(
            "jobseeker_id", "competency_id", name=op.f("uq_competency_claims_jobseeker_id_competency_id")
        ),
        sa.UniqueConstraint("jobseeker_id", "id", name=op.f("uq_competency_claims_jobseeker_id_id")),
    )
    with op.batch_alter_table("competency_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_competency_claims_competency_id"), ["competency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_competency_claims_jobseeker_id"), ["jobseeker_id"], unique=False)

    op.create_table(
        "consents",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose", sa.Enum("matching", "identity", name="purpose", native_enum=False, length=40), nullable=False
        ),
        sa.Column("employer_id", sa.Uuid(), nullable=True),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(purpose = 'identity') = (employer_id IS NOT NULL)", name=op.f("ck_consents_identity_to_an_employer")
        ),
        sa.CheckConstraint("purpose IN ('matching', 'identity')", name=op.f("ck_consents_purpose_known")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_consents_employer_id")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_consents_jobseeker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_jobseeker_id"), ["jobseeker_id"], unique=False)
        batch_op.create_index(
            "uq_consents_one_live_identity",
            ["jobseeker_id", "employer_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL AND purpose = 'identity'"),
            postgresql_where=sa.text("withdrawn_at IS NULL AND purpose = 'identity'"),
        )
        batch_op.create_index(
            "uq_consents_one_live_matching",
            ["jobseeker_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL AND purpose = 'matching'"),
            postgresql_where=sa.text("withdrawn_at IS NULL AND purpose = 'matching'"),
        )

    op.create_table(
        "employer_contacts",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_employer_contacts_employer_id")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name=op.f("fk_employer_contacts_invitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_contacts")),
        sa.UniqueConstraint("employer_id", "email", name=op.f("uq_employer_contacts_employer_id_email")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_employer_contacts_employer_id_id")),
    )
    with op.batch_alter_table("employer_contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employer_contacts_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "experiences",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "paid",
                "volunteer",
                "care",
                "military",
                "self_employed",
                name="experiencekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('paid', 'volunteer', 'care', 'military', 'self_employed')", name=op.f("ck_experiences_kind_known")
        ),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_experiences_dates_in_order")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_experiences_jobseeker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiences")),
        sa.UniqueConstraint("jobseeker_id", "id", name=op.f("uq_experiences_jobseeker_id_id")),
    )
    with op.batch_alter_table("experiences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experiences_jobseeker_id"), ["jobseeker_id"], unique=False)

    op.create_table(
        "hiring_partners",
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "prospect",
                "agreement_sent",
                "signed",
                "active",
                "on_hold",
                "ended",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("intended_hires", sa.Integer(), nullable=False),
        sa.Column("intended_roles", sa.String(length=300), nullable=False),
        sa.Column("co_delivery_hours", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("may_be_named", sa.Boolean(), nullable=False),
        sa.Column("agreement_ends_on", sa.Date(), nullable=True),
        sa.Column("signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('prospect', 'agreement_sent', 'signed', 'active', 'on_hold', 'ended')",
            name=op.f("ck_hiring_partners_stage_known"),
        ),
        sa.CheckConstraint(
            "stage NOT IN ('signed', 'active', 'on_hold') OR signed_at IS NOT NULL",
            name=op.f("ck_hiring_partners_signed_when_active"),
        ),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_by_id IS NULL)", name=op.f("ck_hiring_partners_signed_by_somebody")
        ),
        sa.CheckConstraint("co_delivery_hours BETWEEN 0 AND 999", name=op.f("ck_hiring_partners_hours_in_range")),
        sa.CheckConstraint("intended_hires BETWEEN 0 AND 999", name=op.f("ck_hiring_partners_hires_in_range")),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_hiring_partners_consortium_id")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_hiring_partners_employer_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["people.id"], name=op.f("fk_hiring_partners_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiring_partners")),
        sa.UniqueConstraint("consortium_id", "employer_id", name=op.f("uq_hiring_partners_consortium_id_employer_id")),
    )
    with op.batch_alter_table("hiring_partners", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hiring_partners_consortium_id"), ["consortium_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hiring_partners_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "modules",
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "strand",
            sa.Enum("technical", "acumen", "job_search", name="strand", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("strand IN ('technical', 'acumen', 'job_search')", name=op.f("ck_modules_strand_known")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_modules_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modules")),
        sa.UniqueConstraint("program_id", "position", name=op.f("uq_modules_program_id_position")),
    )
    with op.batch_alter_table("modules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_modules_program_id"), ["program_id"], unique=False)

    op.create_table(
        "program_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')", name=op.f("ck_program_changes_side_known")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_program_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_program_changes_note_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["programs.id"], name=op.f("fk_program_changes_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_program_changes_subject_id_seq")),
    )
    op.create_table(
        "sign_ins",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_sign_ins_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sign_ins_secret_hash")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "applications",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "submitted",
                "in_review",
                "waitlisted",
                "accepted",
                "confirmed",
                "enrolled",
                "not_selected",
                "lapsed",
                "withdrawn",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("confirm_by", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stage <> 'accepted' OR confirm_by IS NOT NULL", name=op.f("ck_applications_accepted_until_a_moment")
        ),
        sa.CheckConstraint(
            "stage IN ('draft', 'submitted', 'in_review', 'waitlisted', 'accepted', 'confirmed', 'enrolled', 'not_selected', 'lapsed', 'withdrawn')",
            name=op.f("ck_applications_stage_known"),
        ),
        sa.CheckConstraint(
            "stage IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL",
            name=op.f("ck_applications_submitted_when_sent"),
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_applications_cohort_id")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_applications_jobseeker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("jobseeker_id", "cohort_id", "id", name=op.f("uq_applications_jobseeker_id_cohort_id_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_applications_reference")),
    )
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_applications_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_applications_jobseeker_id"), ["jobseeker_id"], unique=False)
        batch_op.create_index(
            "uq_applications_one_live",
            ["jobseeker_id", "cohort_id"],
            unique=True,
            sqlite_where=sa.text("stage NOT IN ('not_selected', 'lapsed', 'withdrawn')"),
            postgresql_where=sa.text("stage NOT IN ('not_selected', 'lapsed', 'withdrawn')"),
        )

    op.create_table(
        "cohort_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')", name=op.f("ck_cohort_changes_side_known")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_cohort_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_cohort_changes_note_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["cohorts.id"], name=op.f("fk_cohort_changes_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_cohort_changes_subject_id_seq")),
    )
    op.create_table(
        "cohort_partners",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("hiring_partner_id", sa.Uuid(), nullable=False),
        sa.Column("intended_hires", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("intended_hires BETWEEN 0 AND 999", name=op.f("ck_cohort_partners_hires_in_range")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_partners_cohort_id")),
        sa.ForeignKeyConstraint(
            ["hiring_partner_id"], ["hiring_partners.id"], name=op.f("fk_cohort_partners_hiring_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_partners")),
        sa.UniqueConstraint(
            "cohort_id", "hiring_partner_id", name=op.f("uq_cohort_partners_cohort_id_hiring_partner_id")
        ),
    )
    with op.batch_alter_table("cohort_partners", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_partners_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "competency_claim_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')",
            name=op.f("ck_competency_claim_changes_side_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_competency_claim_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_competency_claim_changes_note_id")),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["competency_claims.id"], name=op.f("fk_competency_claim_changes_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency_claim_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_competency_claim_changes_subject_id_seq")),
    )
    op.create_table(
        "disclosures",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("seen_by_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_disclosures_consent_id")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_disclosures_employer_id")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_disclosures_jobseeker_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["people.id"], name=op.f("fk_disclosures_seen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    with op.batch_alter_table("disclosures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosures_jobseeker_id"), ["jobseeker_id"], unique=False)

    op.create_table(
        "discovery_sessions",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("interviewer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "scheduled", "under_way", "completed", "cancelled", name="sessionstage", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('scheduled', 'under_way', 'completed', 'cancelled')",
            name=op.f("ck_discovery_sessions_stage_known"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "contact_id"],
            ["employer_contacts.employer_id", "employer_contacts.id"],
            name="fk_discovery_sessions_contact",
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_discovery_sessions_employer_id")),
        sa.ForeignKeyConstraint(["guide_id"], ["interview_guides.id"], name=op.f("fk_discovery_sessions_guide_id")),
        sa.ForeignKeyConstraint(["interviewer_id"], ["people.id"], name=op.f("fk_discovery_sessions_interviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery_sessions")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_discovery_sessions_employer_id_id")),
    )
    with op.batch_alter_table("discovery_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discovery_sessions_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "evidence_items",
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("experience", "link", "story", "assessment", name="evidencekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("experience_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'experience') = (experience_id IS NOT NULL)", name=op.f("ck_evidence_items_experience_named")
        ),
        sa.CheckConstraint(
            "kind IN ('experience', 'link', 'story', 'assessment')", name=op.f("ck_evidence_items_kind_known")
        ),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_evidence_items_level_known")),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_evidence_items_added_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["competency_claims.id"], name=op.f("fk_evidence_items_claim_id")),
        sa.ForeignKeyConstraint(["experience_id"], ["experiences.id"], name=op.f("fk_evidence_items_experience_id")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_evidence_items_jobseeker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_items")),
    )
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_items_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_items_jobseeker_id"), ["jobseeker_id"], unique=False)

    op.create_table(
        "hiring_partner_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')",
            name=op.f("ck_hiring_partner_changes_side_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_hiring_partner_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_hiring_partner_changes_note_id")),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["hiring_partners.id"], name=op.f("fk_hiring_partner_changes_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiring_partner_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_hiring_partner_changes_subject_id_seq")),
    )
    op.create_table(
        "module_competencies",
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_module_competencies_level_known")),
        sa.ForeignKeyConstraint(
            ["competency_id"], ["competencies.id"], name=op.f("fk_module_competencies_competency_id")
        ),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_module_competencies_module_id")),
        sa.PrimaryKeyConstraint("module_id", "competency_id", name=op.f("pk_module_competencies")),
    )
    op.create_table(
        "answers",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["guide_questions.id"], name=op.f("fk_answers_question_id")),
        sa.ForeignKeyConstraint(["session_id"], ["discovery_sessions.id"], name=op.f("fk_answers_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("session_id", "question_id", name=op.f("uq_answers_session_id_question_id")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_session_id"), ["session_id"], unique=False)

    op.create_table(
        "application_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')",
            name=op.f("ck_application_changes_side_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_application_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_application_changes_note_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["applications.id"], name=op.f("fk_application_changes_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_application_changes_subject_id_seq")),
    )
    op.create_table(
        "discovery_session_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')",
            name=op.f("ck_discovery_session_changes_side_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_discovery_session_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_discovery_session_changes_note_id")),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["discovery_sessions.id"], name=op.f("fk_discovery_session_changes_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery_session_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_discovery_session_changes_subject_id_seq")),
    )
    op.create_table(
        "enrolments",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "enrolled",
                "active",
                "graduated_on_time",
                "graduated_late",
                "withdrew",
                "dismissed",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "intent",
            sa.Enum(
                "new_job",
                "stay_with_employer",
                "self_enrichment",
                "further_education",
                name="intent",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("enrolled_at", UtcDateTime(), nullable=False),
        sa.Column("graduated_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(stage IN ('graduated_on_time', 'graduated_late')) = (graduated_on IS NOT NULL)",
            name=op.f("ck_enrolments_graduated_on_a_day"),
        ),
        sa.CheckConstraint(
            "intent IN ('new_job', 'stay_with_employer', 'self_enrichment', 'further_education')",
            name=op.f("ck_enrolments_intent_known"),
        ),
        sa.CheckConstraint(
            "stage IN ('enrolled', 'active', 'graduated_on_time', 'graduated_late', 'withdrew', 'dismissed')",
            name=op.f("ck_enrolments_stage_known"),
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_enrolments_cohort_id")),
        sa.ForeignKeyConstraint(
            ["jobseeker_id", "cohort_id", "application_id"],
            ["applications.jobseeker_id", "applications.cohort_id", "applications.id"],
            name="fk_enrolments_application",
        ),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_enrolments_jobseeker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint("application_id", name=op.f("uq_enrolments_application_id")),
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolments_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolments_jobseeker_id"), ["jobseeker_id"], unique=False)
        batch_op.create_index(
            "uq_enrolments_one_live",
            ["jobseeker_id", "cohort_id"],
            unique=True,
            sqlite_where=sa.text("stage NOT IN ('withdrew', 'dismissed')"),
            postgresql_where=sa.text("stage NOT IN ('withdrew', 'dismissed')"),
        )

    op.create_table(
        "role_needs",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "open",
                "on_hold",
                "partly_filled",
                "filled",
                "closed_unfilled",
                "withdrawn",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("province", sa.String(length=60), nullable=False),
        sa.Column(
            "work_place",
            sa.Enum("on_site", "hybrid", "remote", name="workplace", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("hours_per_week", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("wage_from", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("wage_to", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column(
            "wage_period", sa.Enum("hour", "year", name="wageperiod", native_enum=False, length=40), nullable=False
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("starts_from", sa.Date(), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('draft', 'open', 'on_hold', 'partly_filled', 'filled', 'closed_unfilled', 'withdrawn')",
            name=op.f("ck_role_needs_stage_known"),
        ),
        sa.CheckConstraint(
            "stage IN ('draft', 'withdrawn') OR confirmed_at IS NOT NULL",
            name=op.f("ck_role_needs_confirmed_when_open"),
        ),
        sa.CheckConstraint("wage_period IN ('hour', 'year')", name=op.f("ck_role_needs_wage_period_known")),
        sa.CheckConstraint(
            "work_place IN ('on_site', 'hybrid', 'remote')", name=op.f("ck_role_needs_work_place_known")
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_role_needs_confirmed_by_somebody")
        ),
        sa.CheckConstraint("filled BETWEEN 0 AND openings", name=op.f("ck_role_needs_filled_within_openings")),
        sa.CheckConstraint("hours_per_week > 0 AND hours_per_week <= 80", name=op.f("ck_role_needs_hours_in_range")),
        sa.CheckConstraint("openings BETWEEN 1 AND 999", name=op.f("ck_role_needs_openings_in_range")),
        sa.CheckConstraint(
            "wage_from IS NULL OR wage_to IS NULL OR wage_from <= wage_to",
            name=op.f("ck_role_needs_wage_range_in_order"),
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["people.id"], name=op.f("fk_role_needs_confirmed_by_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_role_needs_created_by_id")),
        sa.ForeignKeyConstraint(
            ["employer_id", "session_id"],
            ["discovery_sessions.employer_id", "discovery_sessions.id"],
            name="fk_role_needs_session",
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_role_needs_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_needs")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_role_needs_employer_id_id")),
    )
    with op.batch_alter_table("role_needs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_needs_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "assessments",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=True),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("assessed_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_assessments_level_known")),
        sa.ForeignKeyConstraint(["assessed_by_id"], ["people.id"], name=op.f("fk_assessments_assessed_by_id")),
        sa.ForeignKeyConstraint(["competency_id"], ["competencies.id"], name=op.f("fk_assessments_competency_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_assessments_enrolment_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence_items.id"], name=op.f("fk_assessments_evidence_id")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_assessments_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    with op.batch_alter_table("assessments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessments_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "enrolment_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')",
            name=op.f("ck_enrolment_changes_side_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_enrolment_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_enrolment_changes_note_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["enrolments.id"], name=op.f("fk_enrolment_changes_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_enrolment_changes_subject_id_seq")),
    )
    op.create_table(
        "insights",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
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
                name="insightkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("coded_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('goal', 'challenge', 'pain', 'cause', 'tried_and_worked', 'tried_without_success', 'definition_of_success', 'process', 'non_negotiable', 'requirement', 'contradiction')",
            name=op.f("ck_insights_kind_known"),
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_insights_answer_id")),
        sa.ForeignKeyConstraint(["coded_by_id"], ["people.id"], name=op.f("fk_insights_coded_by_id")),
        sa.ForeignKeyConstraint(
            ["employer_id", "session_id"],
            ["discovery_sessions.employer_id", "discovery_sessions.id"],
            name="fk_insights_session",
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_insights_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insights")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_insights_employer_id_id")),
    )
    with op.batch_alter_table("insights", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insights_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "match_runs",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("role_need_id", sa.Uuid(), nullable=False),
        sa.Column("run_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("algorithm", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("considered", sa.Integer(), nullable=False),
        sa.Column("unscored", sa.Integer(), nullable=False),
        sa.Column("not_shown", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "role_need_id"], ["role_needs.employer_id", "role_needs.id"], name="fk_match_runs_role_need"
        ),
        sa.ForeignKeyConstraint(["run_by_id"], ["people.id"], name=op.f("fk_match_runs_run_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_runs")),
    )
    with op.batch_alter_table("match_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_runs_role_need_id"), ["role_need_id"], unique=False)

    op.create_table(
        "role_need_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')",
            name=op.f("ck_role_need_changes_side_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_role_need_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_role_need_changes_note_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["role_needs.id"], name=op.f("fk_role_need_changes_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_need_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_role_need_changes_subject_id_seq")),
    )
    op.create_table(
        "match_candidates",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("known_share", sa.Float(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100.000001", name=op.f("ck_match_candidates_score_in_range")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_match_candidates_jobseeker_id")),
        sa.ForeignKeyConstraint(["run_id"], ["match_runs.id"], name=op.f("fk_match_candidates_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_candidates")),
        sa.UniqueConstraint("run_id", "jobseeker_id", name=op.f("uq_match_candidates_run_id_jobseeker_id")),
        sa.UniqueConstraint("run_id", "rank", name=op.f("uq_match_candidates_run_id_rank")),
    )
    with op.batch_alter_table("match_candidates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_candidates_jobseeker_id"), ["jobseeker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_candidates_run_id"), ["run_id"], unique=False)

    op.create_table(
        "requirements",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("role_need_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("insight_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("must", "should", "will_train", name="requirementkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('must', 'should', 'will_train')", name=op.f("ck_requirements_kind_known")),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_requirements_level_known")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_requirements_weight_positive")),
        sa.ForeignKeyConstraint(["competency_id"], ["competencies.id"], name=op.f("fk_requirements_competency_id")),
        sa.ForeignKeyConstraint(
            ["employer_id", "insight_id"], ["insights.employer_id", "insights.id"], name="fk_requirements_insight"
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "role_need_id"],
            ["role_needs.employer_id", "role_needs.id"],
            name="fk_requirements_role_need",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirements")),
        sa.UniqueConstraint("role_need_id", "competency_id", name=op.f("uq_requirements_role_need_id_competency_id")),
    )
    with op.batch_alter_table("requirements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requirements_competency_id"), ["competency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_requirements_role_need_id"), ["role_need_id"], unique=False)

    op.create_table(
        "match_parts",
        sa.Column("match_candidate_id", sa.Uuid(), nullable=False),
        sa.Column("requirement_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("met", "partly", "will_train", "gap", "unknown", name="partstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("have", sa.Integer(), nullable=True),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(length=20), nullable=True),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("points_if_raised", sa.Float(), nullable=False),
        sa.Column("most_points", sa.Float(), nullable=False),
        sa.Column("via_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('met', 'partly', 'will_train', 'gap', 'unknown')", name=op.f("ck_match_parts_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["match_candidate_id"], ["match_candidates.id"], name=op.f("fk_match_parts_match_candidate_id")
        ),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirements.id"], name=op.f("fk_match_parts_requirement_id")),
        sa.ForeignKeyConstraint(["via_id"], ["competencies.id"], name=op.f("fk_match_parts_via_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_parts")),
        sa.UniqueConstraint("match_candidate_id", "position", name=op.f("uq_match_parts_match_candidate_id_position")),
    )
    with op.batch_alter_table("match_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_parts_match_candidate_id"), ["match_candidate_id"], unique=False)

    op.create_table(
        "referrals",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("role_need_id", sa.Uuid(), nullable=False),
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("match_candidate_id", sa.Uuid(), nullable=False),
        sa.Column("alias", sa.String(length=60), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "shortlisted",
                "shared_with_employer",
                "mutual",
                "interviewing",
                "offered",
                "hired",
                "closed",
                "obsolete",
                name="referralstage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "employer_answer",
            sa.Enum("waiting", "interested", "declined", name="answer", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "candidate_answer",
            sa.Enum("waiting", "interested", "declined", name="answer", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("shared_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "candidate_answer IN ('waiting', 'interested', 'declined')",
            name=op.f("ck_referrals_candidate_answer_known"),
        ),
        sa.CheckConstraint(
            "employer_answer IN ('waiting', 'interested', 'declined')", name=op.f("ck_referrals_employer_answer_known")
        ),
        sa.CheckConstraint(
            "stage = 'shortlisted' OR shared_at IS NOT NULL OR stage IN ('closed', 'obsolete')",
            name=op.f("ck_referrals_shared_when_shown"),
        ),
        sa.CheckConstraint(
            "stage IN ('shortlisted', 'shared_with_employer', 'mutual', 'interviewing', 'offered', 'hired', 'closed', 'obsolete')",
            name=op.f("ck_referrals_stage_known"),
        ),
        sa.CheckConstraint(
            "stage NOT IN ('mutual', 'interviewing', 'offered', 'hired') OR (employer_answer = 'interested' AND candidate_answer = 'interested')",
            name=op.f("ck_referrals_mutual_means_both"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "role_need_id"], ["role_needs.employer_id", "role_needs.id"], name="fk_referrals_role_need"
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_referrals_employer_id")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_referrals_jobseeker_id")),
        sa.ForeignKeyConstraint(
            ["match_candidate_id"], ["match_candidates.id"], name=op.f("fk_referrals_match_candidate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_referrals_employer_id_id")),
        sa.UniqueConstraint("role_need_id", "alias", name=op.f("uq_referrals_role_need_id_alias")),
    )
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referrals_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referrals_jobseeker_id"), ["jobseeker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referrals_role_need_id"), ["role_need_id"], unique=False)
        batch_op.create_index(
            "uq_referrals_one_live",
            ["role_need_id", "jobseeker_id"],
            unique=True,
            sqlite_where=sa.text("stage NOT IN ('closed', 'obsolete')"),
            postgresql_where=sa.text("stage NOT IN ('closed', 'obsolete')"),
        )

    op.create_table(
        "interviews",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "proposed",
                "scheduled",
                "cleared",
                "not_cleared",
                "cancelled_by_employer",
                "cancelled_by_candidate",
                "no_show_candidate",
                "no_show_employer",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("private_notes", sa.Text(), nullable=False),
        sa.Column("arranged_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('proposed', 'scheduled', 'cleared', 'not_cleared', 'cancelled_by_employer', 'cancelled_by_candidate', 'no_show_candidate', 'no_show_employer')",
            name=op.f("ck_interviews_stage_known"),
        ),
        sa.CheckConstraint(
            "stage NOT IN ('scheduled', 'cleared', 'not_cleared', 'no_show_candidate', 'no_show_employer') OR starts_at IS NOT NULL",
            name=op.f("ck_interviews_scheduled_at_a_moment"),
        ),
        sa.CheckConstraint("minutes BETWEEN 10 AND 480", name=op.f("ck_interviews_minutes_in_range")),
        sa.ForeignKeyConstraint(["arranged_by_id"], ["people.id"], name=op.f("fk_interviews_arranged_by_id")),
        sa.ForeignKeyConstraint(
            ["employer_id", "referral_id"], ["referrals.employer_id", "referrals.id"], name="fk_interviews_referral"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_interviews_employer_id_id")),
    )
    with op.batch_alter_table("interviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interviews_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index(
            "uq_interviews_one_live",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text("stage IN ('proposed', 'scheduled')"),
            postgresql_where=sa.text("stage IN ('proposed', 'scheduled')"),
        )

    op.create_table(
        "offers",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "extended",
                "accepted",
                "concluded",
                "declined",
                "lapsed",
                "withdrawn",
                "superseded",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("hours_per_week", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("full_time", sa.Boolean(), nullable=False),
        sa.Column("wage", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column(
            "wage_period", sa.Enum("hour", "year", name="wageperiod", native_enum=False, length=40), nullable=False
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("extended_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('draft', 'extended', 'accepted', 'concluded', 'declined', 'lapsed', 'withdrawn', 'superseded')",
            name=op.f("ck_offers_stage_known"),
        ),
        sa.CheckConstraint(
            "stage IN ('draft', 'withdrawn', 'superseded') OR extended_at IS NOT NULL",
            name=op.f("ck_offers_extended_when_shown"),
        ),
        sa.CheckConstraint("wage_period IN ('hour', 'year')", name=op.f("ck_offers_wage_period_known")),
        sa.CheckConstraint("hours_per_week > 0 AND hours_per_week <= 80", name=op.f("ck_offers_hours_in_range")),
        sa.CheckConstraint("wage > 0", name=op.f("ck_offers_wage_positive")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_offers_created_by_id")),
        sa.ForeignKeyConstraint(
            ["employer_id", "referral_id"], ["referrals.employer_id", "referrals.id"], name="fk_offers_referral"
        ),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_offers_jobseeker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_offers_employer_id_id")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offers_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_jobseeker_id"), ["jobseeker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index(
            "uq_offers_one_accepted",
            ["jobseeker_id"],
            unique=True,
            sqlite_where=sa.text("full_time AND stage = 'accepted'"),
            postgresql_where=sa.text("full_time AND stage = 'accepted'"),
        )
        batch_op.create_index(
            "uq_offers_one_live",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text("stage IN ('draft', 'extended', 'accepted')"),
            postgresql_where=sa.text("stage IN ('draft', 'extended', 'accepted')"),
        )

    op.create_table(
        "referral_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')", name=op.f("ck_referral_changes_side_known")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_referral_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_referral_changes_note_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["referrals.id"], name=op.f("fk_referral_changes_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_referral_changes_subject_id_seq")),
    )
    op.create_table(
        "interview_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')",
            name=op.f("ck_interview_changes_side_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_interview_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_interview_changes_note_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["interviews.id"], name=op.f("fk_interview_changes_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_interview_changes_subject_id_seq")),
    )
    op.create_table(
        "interview_slots",
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_interview_slots_interview_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_slots")),
        sa.UniqueConstraint("interview_id", "starts_at", name=op.f("uq_interview_slots_interview_id_starts_at")),
    )
    with op.batch_alter_table("interview_slots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interview_slots_interview_id"), ["interview_id"], unique=False)

    op.create_table(
        "offer_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')", name=op.f("ck_offer_changes_side_known")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_offer_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_offer_changes_note_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["offers.id"], name=op.f("fk_offer_changes_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_offer_changes_subject_id_seq")),
    )
    op.create_table(
        "placements",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("jobseeker_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "claimed",
                "confirmed",
                "verified",
                "disputed",
                "ended",
                "cancelled_before_start",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("hours_per_week", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("full_time", sa.Boolean(), nullable=False),
        sa.Column("wage", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column(
            "wage_period", sa.Enum("hour", "year", name="wageperiod", native_enum=False, length=40), nullable=False
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "related",
            sa.Enum("yes", "partly", "no", "unknown", name="related", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("related_basis", sa.String(length=300), nullable=False),
        sa.Column(
            "claimed_by_side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("claimed_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("verified_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(stage = 'ended') = (ended_on IS NOT NULL)", name=op.f("ck_placements_ended_on_a_day")),
        sa.CheckConstraint(
            "claimed_by_side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')",
            name=op.f("ck_placements_claimed_by_side_known"),
        ),
        sa.CheckConstraint("related IN ('yes', 'partly', 'no', 'unknown')", name=op.f("ck_placements_related_known")),
        sa.CheckConstraint(
            "stage IN ('claimed', 'confirmed', 'verified', 'disputed', 'ended', 'cancelled_before_start')",
            name=op.f("ck_placements_stage_known"),
        ),
        sa.CheckConstraint(
            "stage NOT IN ('confirmed', 'verified', 'ended') OR confirmed_at IS NOT NULL",
            name=op.f("ck_placements_confirmed_by_both"),
        ),
        sa.CheckConstraint(
            "stage NOT IN ('verified', 'ended') OR verified_at IS NOT NULL",
            name=op.f("ck_placements_verified_when_counted"),
        ),
        sa.CheckConstraint("wage_period IN ('hour', 'year')", name=op.f("ck_placements_wage_period_known")),
        sa.CheckConstraint(
            "(verified_at IS NULL) = (verified_by_id IS NULL)", name=op.f("ck_placements_verified_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "offer_id"], ["offers.employer_id", "offers.id"], name="fk_placements_offer"
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "referral_id"], ["referrals.employer_id", "referrals.id"], name="fk_placements_referral"
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_placements_employer_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_placements_enrolment_id")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_placements_jobseeker_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["people.id"], name=op.f("fk_placements_verified_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placements_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placements_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placements_jobseeker_id"), ["jobseeker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placements_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index(
            "uq_placements_one_full_time",
            ["jobseeker_id"],
            unique=True,
            sqlite_where=sa.text("full_time AND stage IN ('claimed', 'confirmed', 'verified')"),
            postgresql_where=sa.text("full_time AND stage IN ('claimed', 'confirmed', 'verified')"),
        )
        batch_op.create_index("uq_placements_one_per_offer", ["offer_id"], unique=True)

    op.create_table(
        "placement_changes",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("jobseeker", "employer", "staff", "funder", "admin", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side IN ('jobseeker', 'employer', 'staff', 'funder', 'admin')",
            name=op.f("ck_placement_changes_side_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_placement_changes_actor_id")),
        sa.ForeignKeyConstraint(["note_id"], ["change_notes.id"], name=op.f("fk_placement_changes_note_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["placements.id"], name=op.f("fk_placement_changes_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_changes")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_placement_changes_subject_id_seq")),
    )
    op.create_table(
        "retention_checkpoints",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "scheduled",
                "employed_same",
                "employed_other",
                "not_employed",
                "unreachable",
                name="checkstage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("evidence_level", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(stage = 'scheduled') = (answered_at IS NULL)", name=op.f("ck_retention_checkpoints_answered_at_a_moment")
        ),
        sa.CheckConstraint(
            "stage IN ('scheduled', 'employed_same', 'employed_other', 'not_employed', 'unreachable')",
            name=op.f("ck_retention_checkpoints_stage_known"),
        ),
        sa.CheckConstraint("day IN (30, 90, 180, 365)", name=op.f("ck_retention_checkpoints_day_known")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_retention_checkpoints_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_checkpoints")),
        sa.UniqueConstraint("placement_id", "day", name=op.f("uq_retention_checkpoints_placement_id_day")),
    )
    with op.batch_alter_table("retention_checkpoints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retention_checkpoints_placement_id"), ["placement_id"], unique=False)
    for table in HISTORY:
        protect(table)


def downgrade() -> None:
    for table in HISTORY:
        unprotect(table)
    with op.batch_alter_table("retention_checkpoints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retention_checkpoints_placement_id"))

    op.drop_table("retention_checkpoints")
    op.drop_table("placement_changes")
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.drop_index("uq_placements_one_per_offer")
        batch_op.drop_index(
            "uq_placements_one_full_time",
            sqlite_where=sa.text("full_time AND stage IN ('claimed', 'confirmed', 'verified')"),
            postgresql_where=sa.text("full_time AND stage IN ('claimed', 'confirmed', 'verified')"),
        )
        batch_op.drop_index(batch_op.f("ix_placements_referral_id"))
        batch_op.drop_index(batch_op.f("ix_placements_jobseeker_id"))
        batch_op.drop_index(batch_op.f("ix_placements_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_placements_employer_id"))

    op.drop_table("placements")
    op.drop_table("offer_changes")
    with op.batch_alter_table("interview_slots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interview_slots_interview_id"))

    op.drop_table("interview_slots")
    op.drop_table("interview_changes")
    op.drop_table("referral_changes")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_offers_one_live",
            sqlite_where=sa.text("stage IN ('draft', 'extended', 'accepted')"),
            postgresql_where=sa.text("stage IN ('draft', 'extended', 'accepted')"),
        )
        batch_op.drop_index(
            "uq_offers_one_accepted",
            sqlite_where=sa.text("full_time AND stage = 'accepted'"),
            postgresql_where=sa.text("full_time AND stage = 'accepted'"),
        )
        batch_op.drop_index(batch_op.f("ix_offers_referral_id"))
        batch_op.drop_index(batch_op.f("ix_offers_jobseeker_id"))
        batch_op.drop_index(batch_op.f("ix_offers_employer_id"))

    op.drop_table("offers")
    with op.batch_alter_table("interviews", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_interviews_one_live",
            sqlite_where=sa.text("stage IN ('proposed', 'scheduled')"),
            postgresql_where=sa.text("stage IN ('proposed', 'scheduled')"),
        )
        batch_op.drop_index(batch_op.f("ix_interviews_referral_id"))
        batch_op.drop_index(batch_op.f("ix_interviews_employer_id"))

    op.drop_table("interviews")
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_referrals_one_live",
            sqlite_where=sa.text("stage NOT IN ('closed', 'obsolete')"),
            postgresql_where=sa.text("stage NOT IN ('closed', 'obsolete')"),
        )
        batch_op.drop_index(batch_op.f("ix_referrals_role_need_id"))
        batch_op.drop_index(batch_op.f("ix_referrals_jobseeker_id"))
        batch_op.drop_index(batch_op.f("ix_referrals_employer_id"))

    op.drop_table("referrals")
    with op.batch_alter_table("match_parts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_parts_match_candidate_id"))

    op.drop_table("match_parts")
    with op.batch_alter_table("requirements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requirements_role_need_id"))
        batch_op.drop_index(batch_op.f("ix_requirements_competency_id"))

    op.drop_table("requirements")
    with op.batch_alter_table("match_candidates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_candidates_run_id"))
        batch_op.drop_index(batch_op.f("ix_match_candidates_jobseeker_id"))

    op.drop_table("match_candidates")
    op.drop_table("role_need_changes")
    with op.batch_alter_table("match_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_runs_role_need_id"))

    op.drop_table("match_runs")
    with op.batch_alter_table("insights", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insights_employer_id"))

    op.drop_table("insights")
    op.drop_table("enrolment_changes")
    with op.batch_alter_table("assessments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessments_enrolment_id"))

    op.drop_table("assessments")
    with op.batch_alter_table("role_needs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_needs_employer_id"))

    op.drop_table("role_needs")
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolments_one_live",
            sqlite_where=sa.text("stage NOT IN ('withdrew', 'dismissed')"),
            postgresql_where=sa.text("stage NOT IN ('withdrew', 'dismissed')"),
        )
        batch_op.drop_index(batch_op.f("ix_enrolments_jobseeker_id"))
        batch_op.drop_index(batch_op.f("ix_enrolments_cohort_id"))

    op.drop_table("enrolments")
    op.drop_table("discovery_session_changes")
    op.drop_table("application_changes")
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answers_session_id"))

    op.drop_table("answers")
    op.drop_table("module_competencies")
    op.drop_table("hiring_partner_changes")
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_items_jobseeker_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_items_claim_id"))

    op.drop_table("evidence_items")
    with op.batch_alter_table("discovery_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discovery_sessions_employer_id"))

    op.drop_table("discovery_sessions")
    with op.batch_alter_table("disclosures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosures_jobseeker_id"))

    op.drop_table("disclosures")
    op.drop_table("competency_claim_changes")
    with op.batch_alter_table("cohort_partners", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_partners_cohort_id"))

    op.drop_table("cohort_partners")
    op.drop_table("cohort_changes")
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_applications_one_live",
            sqlite_where=sa.text("stage NOT IN ('not_selected', 'lapsed', 'withdrawn')"),
            postgresql_where=sa.text("stage NOT IN ('not_selected', 'lapsed', 'withdrawn')"),
        )
        batch_op.drop_index(batch_op.f("ix_applications_jobseeker_id"))
        batch_op.drop_index(batch_op.f("ix_applications_cohort_id"))

    op.drop_table("applications")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_membership_id"))

    op.drop_table("sign_ins")
    op.drop_table("program_changes")
    with op.batch_alter_table("modules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_modules_program_id"))

    op.drop_table("modules")
    with op.batch_alter_table("hiring_partners", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hiring_partners_employer_id"))
        batch_op.drop_index(batch_op.f("ix_hiring_partners_consortium_id"))

    op.drop_table("hiring_partners")
    with op.batch_alter_table("experiences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_experiences_jobseeker_id"))

    op.drop_table("experiences")
    with op.batch_alter_table("employer_contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employer_contacts_employer_id"))

    op.drop_table("employer_contacts")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consents_one_live_matching",
            sqlite_where=sa.text("withdrawn_at IS NULL AND purpose = 'matching'"),
            postgresql_where=sa.text("withdrawn_at IS NULL AND purpose = 'matching'"),
        )
        batch_op.drop_index(
            "uq_consents_one_live_identity",
            sqlite_where=sa.text("withdrawn_at IS NULL AND purpose = 'identity'"),
            postgresql_where=sa.text("withdrawn_at IS NULL AND purpose = 'identity'"),
        )
        batch_op.drop_index(batch_op.f("ix_consents_jobseeker_id"))

    op.drop_table("consents")
    with op.batch_alter_table("competency_claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_competency_claims_jobseeker_id"))
        batch_op.drop_index(batch_op.f("ix_competency_claims_competency_id"))

    op.drop_table("competency_claims")
    with op.batch_alter_table("cohorts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohorts_program_id"))

    op.drop_table("cohorts")
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tokens_person_id"))

    op.drop_table("tokens")
    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programs_consortium_id"))

    op.drop_table("programs")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_memberships_one_live_alone",
            sqlite_where=sa.text("ended_at IS NULL AND organisation_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND organisation_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_memberships_one_live",
            sqlite_where=sa.text("ended_at IS NULL AND organisation_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND organisation_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_memberships_person_id"))
        batch_op.drop_index(batch_op.f("ix_memberships_organisation_id"))

    op.drop_table("memberships")
    op.drop_table("jobseekers")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_email"))

    op.drop_table("invitations")
    with op.batch_alter_table("guide_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guide_questions_guide_id"))

    op.drop_table("guide_questions")
    op.drop_table("employers")
    op.drop_table("competency_relations")
    with op.batch_alter_table("competency_labels", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_competency_labels_folded"))
        batch_op.drop_index(batch_op.f("ix_competency_labels_competency_id"))

    op.drop_table("competency_labels")
    op.drop_table("vocabulary_stamps")
    op.drop_table("submissions")
    op.drop_table("people")
    with op.batch_alter_table("outbox_items", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_items_waiting",
            sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        )

    op.drop_table("outbox_items")
    op.drop_table("organisations")
    op.drop_table("interview_guides")
    op.drop_table("consortia")
    with op.batch_alter_table("competencies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_competencies_source"))
        batch_op.drop_index("ix_competencies_preferred")

    op.drop_table("competencies")
    op.drop_table("change_notes")
