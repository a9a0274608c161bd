"""Indexes for what a province of a million trainees asks (docs/query-plans.md)."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


_UNCONFIRMED = sa.text("confirmed_by IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_face_references_unconfirmed",
        "face_references",
        ["trainee"],
        sqlite_where=_UNCONFIRMED,
        postgresql_where=_UNCONFIRMED,
    )
    op.create_index("ix_attempts_training_class_trainee", "attempts", ["training_class", "trainee"])
    op.create_index("ix_learning_sessions_closed_at", "learning_sessions", ["closed_at"])
    op.create_index("ix_enrolment_profiles_certified_on", "enrolment_profiles", ["certified_on"])
    op.create_index("ix_enrolment_profiles_entitled_on", "enrolment_profiles", ["entitled_on"])


def downgrade() -> None:
    op.drop_index("ix_face_references_unconfirmed", "face_references")
    op.drop_index("ix_enrolment_profiles_entitled_on", "enrolment_profiles")
    op.drop_index("ix_enrolment_profiles_certified_on", "enrolment_profiles")
    op.drop_index("ix_learning_sessions_closed_at", "learning_sessions")
    op.drop_index("ix_attempts_training_class_trainee", "attempts")
