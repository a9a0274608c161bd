"""What is known about classes, the people in them, and their money."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# In the order of their making: none refers to a later one.
_TABLES = (
    "class_profiles",
    "teacher_assignments",
    "held_hours",
    "inspections",
    "recordings",
    "satisfaction_answers",
    "vouchers",
    "enrolment_profiles",
    "questionnaires",
    "make_up_courses",
    "check_ins",
    "subsidy_claims",
    "claim_signatures",
    "public_notices",
    "monthly_pushes",
)


def upgrade() -> None:
    op.create_table(
        "class_profiles",
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("occupation_code", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("own_hours_min", sa.Integer(), nullable=True),
        sa.Column("practical_hours", sa.Integer(), nullable=True),
        sa.Column("workshop", sa.String(), nullable=True),
        sa.Column("begins_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("manufacturing", sa.Boolean(), nullable=False),
        sa.Column("obtainable_certificate", sa.String(), nullable=False),
        sa.Column("assessed_certificate", sa.String(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("city_consent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_class_profiles_training_class"
        ),
        sa.ForeignKeyConstraint(["workshop"], ["workshops.workshop"], name="fk_class_profiles_workshop"),
        sa.PrimaryKeyConstraint("training_class", name="pk_class_profiles"),
    )
    op.create_index("ix_class_profiles_begins_at", "class_profiles", ["begins_at"])

    op.create_table(
        "teacher_assignments",
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("teacher", sa.String(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["teacher"], ["teachers.teacher"], name="fk_teacher_assignments_teacher"),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_teacher_assignments_training_class"
        ),
        sa.PrimaryKeyConstraint("training_class", "teacher", "specialty", name="pk_teacher_assignments"),
    )
    op.create_index("ix_teacher_assignments_teacher", "teacher_assignments", ["teacher"])

    op.create_table(
        "held_hours",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("hour", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("hour_type", sa.String(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_held_hours_training_class"
        ),
        sa.PrimaryKeyConstraint("hour", name="pk_held_hours"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_held_hours_source_system_external_id"),
    )
    op.create_index("ix_held_hours_training_class_starts_at", "held_hours", ["training_class", "starts_at"])

    op.create_table(
        "inspections",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("held_at", sa.BigInteger(), nullable=False),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("inspector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_inspections_training_class"
        ),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_inspections"),
    )
    op.create_index("ix_inspections_training_class", "inspections", ["training_class"])

    op.create_table(
        "recordings",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("kept_until_on", sa.Date(), nullable=True),
        sa.Column("deleted_on", sa.Date(), nullable=True),
        sa.Column("shows_all", sa.Boolean(), nullable=True),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_recordings_training_class"
        ),
        sa.PrimaryKeyConstraint("recording", name="pk_recordings"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_recordings_source_system_external_id"),
    )
    op.create_index("ix_recordings_training_class_starts_at", "recordings", ["training_class", "starts_at"])

    op.create_table(
        "satisfaction_answers",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("satisfied", sa.Boolean(), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_satisfaction_answers_training_class"
        ),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_satisfaction_answers"),
    )
    op.create_index("ix_satisfaction_answers_training_class", "satisfaction_answers", ["training_class"])

    op.create_table(
        "vouchers",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("voucher", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_vouchers_trainee"),
        sa.PrimaryKeyConstraint("voucher", name="pk_vouchers"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_vouchers_source_system_external_id"),
    )
    op.create_index("ix_vouchers_trainee", "vouchers", ["trainee"])

    op.create_table(
        "enrolment_profiles",
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("work_status", sa.String(), nullable=False),
        sa.Column("job_code", sa.String(), nullable=False),
        sa.Column("at_school", sa.Boolean(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("entitled_on", sa.Date(), nullable=True),
        sa.Column("voucher", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["trainee", "training_class"],
            ["enrolments.trainee", "enrolments.training_class"],
            name="fk_enrolment_profiles_trainee_training_class",
        ),
        sa.ForeignKeyConstraint(["voucher"], ["vouchers.voucher"], name="fk_enrolment_profiles_voucher"),
        sa.PrimaryKeyConstraint("trainee", "training_class", name="pk_enrolment_profiles"),
    )
    op.create_index("ix_enrolment_profiles_training_class", "enrolment_profiles", ["training_class"])
    op.create_index("ix_enrolment_profiles_voucher", "enrolment_profiles", ["voucher"])

    op.create_table(
        "questionnaires",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("wants_training", sa.Boolean(), nullable=False),
        sa.Column("wants_work", sa.Boolean(), nullable=False),
        sa.Column("able_to_work", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_questionnaires_trainee"),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_questionnaires_training_class"
        ),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_questionnaires"),
        sa.UniqueConstraint("training_class", "trainee", name="uq_questionnaires_training_class_trainee"),
    )

    op.create_table(
        "make_up_courses",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("course", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_accepted", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_make_up_courses_trainee"),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_make_up_courses_training_class"
        ),
        sa.PrimaryKeyConstraint("course", name="pk_make_up_courses"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_make_up_courses_source_system_external_id"),
    )
    op.create_index("ix_make_up_courses_trainee", "make_up_courses", ["trainee"])
    op.create_index("ix_make_up_courses_training_class_trainee", "make_up_courses", ["training_class", "trainee"])

    op.create_table(
        "check_ins",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_check_ins_trainee"),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_check_ins_training_class"
        ),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_check_ins"),
    )
    op.create_index("ix_check_ins_trainee_came_at", "check_ins", ["trainee", "came_at"])
    op.create_index("ix_check_ins_training_class_came_at", "check_ins", ["training_class", "came_at"])

    op.create_table(
        "subsidy_claims",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_subsidy_claims_training_class"
        ),
        sa.PrimaryKeyConstraint("claim", name="pk_subsidy_claims"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_subsidy_claims_source_system_external_id"),
    )
    op.create_index("ix_subsidy_claims_training_class", "subsidy_claims", ["training_class"])

    op.create_table(
        "claim_signatures",
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["subsidy_claims.claim"], name="fk_claim_signatures_claim"),
        sa.PrimaryKeyConstraint("claim", "signed_by", name="pk_claim_signatures"),
    )

    op.create_table(
        "public_notices",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("taken_down_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_public_notices_training_class"
        ),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_public_notices"),
    )
    op.create_index("ix_public_notices_training_class", "public_notices", ["training_class"])

    op.create_table(
        "monthly_pushes",
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("pushed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_monthly_pushes_trainee"),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_monthly_pushes_training_class"
        ),
        sa.PrimaryKeyConstraint("training_class", "trainee", name="pk_monthly_pushes"),
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
