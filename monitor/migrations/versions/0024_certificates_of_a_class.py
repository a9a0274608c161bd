"""Certificates are found by class and day, so that a county's year is not sought in the whole province's."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_enrolment_profiles_training_class_certified_on", "enrolment_profiles", ["training_class", "certified_on"]
    )
    op.drop_index("ix_enrolment_profiles_training_class", "enrolment_profiles")


def downgrade() -> None:
    op.create_index("ix_enrolment_profiles_training_class", "enrolment_profiles", ["training_class"])
    op.drop_index("ix_enrolment_profiles_training_class_certified_on", "enrolment_profiles")
