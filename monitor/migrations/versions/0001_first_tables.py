"""The first tables of the registry: who teaches, what was approved, who learns, where the evidence lies."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# In the order of their making: none refers to a later one.
_TABLES = (
    "courses",
    "institutions",
    "platforms",
    "trainees",
    "consents",
    "face_references",
    "lessons",
    "platform_keys",
    "suspensions",
    "trainee_aliases",
    "training_classes",
    "attempts",
    "enrolments",
    "learning_sessions",
    "plan_versions",
    "plan_lessons",
    "plan_units",
    "tickets",
    "verdicts",
    "plan_slices",
)


def upgrade() -> None:
    op.create_table(
        "courses",
        sa.Column("course", sa.String(), nullable=False),
        sa.Column("course_type", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("course", name="pk_courses"),
    )

    op.create_table(
        "institutions",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("institution", name="pk_institutions"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_institutions_source_system_external_id"),
    )

    op.create_table(
        "platforms",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("catalogued_from", sa.Date(), nullable=False),
        sa.Column("catalogued_to", sa.Date(), nullable=True),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("platform", name="pk_platforms"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_platforms_source_system_external_id"),
    )

    op.create_table(
        "trainees",
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("blacklisted", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("trainee", name="pk_trainees"),
        sa.UniqueConstraint("identity_hash", name="uq_trainees_identity_hash"),
    )

    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_consents_trainee"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_trainee_purpose", "consents", ["trainee", "purpose"])

    op.create_table(
        "face_references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("embedding", sa.JSON(), nullable=False),
        sa.Column("embedder", sa.String(), nullable=False),
        sa.Column("supplied_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("seconded_by", sa.String(), nullable=True),
        sa.Column("seconded_at", sa.BigInteger(), nullable=True),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_face_references_trainee"),
        sa.PrimaryKeyConstraint("id", name="pk_face_references"),
        sa.UniqueConstraint("trainee", "version", name="uq_face_references_trainee_version"),
    )

    op.create_table(
        "lessons",
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column("course", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["course"], ["courses.course"], name="fk_lessons_course"),
        sa.PrimaryKeyConstraint("lesson", name="pk_lessons"),
        sa.UniqueConstraint("course", "ordinal", name="uq_lessons_course_ordinal"),
    )

    op.create_table(
        "platform_keys",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_platform_keys_platform"),
        sa.PrimaryKeyConstraint("key_hash", name="pk_platform_keys"),
    )
    op.create_index("ix_platform_keys_platform", "platform_keys", ["platform"])

    op.create_table(
        "suspensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("suspended_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_suspensions_platform"),
        sa.PrimaryKeyConstraint("id", name="pk_suspensions"),
    )
    op.create_index("ix_suspensions_platform", "suspensions", ["platform"])

    op.create_table(
        "trainee_aliases",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_trainee_aliases_trainee"),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_trainee_aliases"),
    )
    op.create_index("ix_trainee_aliases_trainee", "trainee_aliases", ["trainee"])

    op.create_table(
        "training_classes",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("plan_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_training_classes_institution"),
        sa.PrimaryKeyConstraint("training_class", name="pk_training_classes"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_training_classes_source_system_external_id"),
    )
    op.create_index("ix_training_classes_institution", "training_classes", ["institution"])

    op.create_table(
        "attempts",
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_attempts_trainee"),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_attempts_training_class"
        ),
        sa.PrimaryKeyConstraint("attempt", name="pk_attempts"),
        sa.UniqueConstraint(
            "trainee", "training_class", "unit", "ordinal", name="uq_attempts_trainee_training_class_unit_ordinal"
        ),
    )
    op.create_index(
        "uq_attempts_open",
        "attempts",
        ["trainee", "training_class", "unit", "platform"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )

    op.create_table(
        "enrolments",
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_enrolments_trainee"),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_enrolments_training_class"
        ),
        sa.PrimaryKeyConstraint("trainee", "training_class", name="pk_enrolments"),
    )
    op.create_index("ix_enrolments_training_class", "enrolments", ["training_class"])

    op.create_table(
        "learning_sessions",
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_learning_sessions_platform"),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_learning_sessions_trainee"),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_learning_sessions_training_class"
        ),
        sa.PrimaryKeyConstraint("session", name="pk_learning_sessions"),
        sa.UniqueConstraint("stream", name="uq_learning_sessions_stream"),
    )
    op.create_index("ix_learning_sessions_platform", "learning_sessions", ["platform"])
    op.create_index("ix_learning_sessions_trainee_training_class", "learning_sessions", ["trainee", "training_class"])

    op.create_table(
        "plan_versions",
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("total_class_hours", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_plan_versions_training_class"
        ),
        sa.PrimaryKeyConstraint("training_class", "version", name="pk_plan_versions"),
    )

    op.create_table(
        "plan_lessons",
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["lesson"], ["lessons.lesson"], name="fk_plan_lessons_lesson"),
        sa.ForeignKeyConstraint(
            ["training_class", "version"],
            ["plan_versions.training_class", "plan_versions.version"],
            name="fk_plan_lessons_training_class_version",
        ),
        sa.PrimaryKeyConstraint("training_class", "version", "place", name="pk_plan_lessons"),
    )

    op.create_table(
        "plan_units",
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("hour_type", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_class", "version"],
            ["plan_versions.training_class", "plan_versions.version"],
            name="fk_plan_units_training_class_version",
        ),
        sa.PrimaryKeyConstraint("training_class", "version", "place", name="pk_plan_units"),
        sa.UniqueConstraint("training_class", "version", "unit", name="uq_plan_units_training_class_version_unit"),
    )

    op.create_table(
        "tickets",
        sa.Column("ticket_hash", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["session"], ["learning_sessions.session"], name="fk_tickets_session"),
        sa.PrimaryKeyConstraint("ticket_hash", name="pk_tickets"),
    )
    op.create_index("ix_tickets_session", "tickets", ["session"])

    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("verdict", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.attempt"], name="fk_verdicts_attempt"),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
    )
    op.create_index("ix_verdicts_attempt", "verdicts", ["attempt"])

    op.create_table(
        "plan_slices",
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["lesson"], ["lessons.lesson"], name="fk_plan_slices_lesson"),
        sa.ForeignKeyConstraint(
            ["training_class", "version", "unit"],
            ["plan_units.training_class", "plan_units.version", "plan_units.unit"],
            name="fk_plan_slices_training_class_version_unit",
        ),
        sa.PrimaryKeyConstraint("training_class", "version", "unit", "place", name="pk_plan_slices"),
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
