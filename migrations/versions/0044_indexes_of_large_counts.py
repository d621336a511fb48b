"""Indexes that hold all that a count over everybody reads: seats of cohorts, levels of competencies, people of figures."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, in the place of those that they begin with."""
    op.create_index("ix_applications_cohort_id_stage", "applications", ["cohort_id", "stage"])
    op.create_index(
        "ix_assessments_competency_id_enrolment_id", "assessments", ["competency_id", "enrolment_id", "level"]
    )
    op.create_index("ix_counted_people_cohort_id_answers", "counted_people", ["cohort_id", "answers"])
    op.drop_index("ix_applications_cohort_id", "applications")
    op.drop_index("ix_counted_people_cohort_id", "counted_people")


def downgrade() -> None:
    """Back to those before."""
    op.create_index("ix_counted_people_cohort_id", "counted_people", ["cohort_id"])
    op.create_index("ix_applications_cohort_id", "applications", ["cohort_id"])
    op.drop_index("ix_counted_people_cohort_id_answers", "counted_people")
    op.drop_index("ix_assessments_competency_id_enrolment_id", "assessments")
    op.drop_index("ix_applications_cohort_id_stage", "applications")
