"""Faces that are forgotten, and the open reviews of a class, for what may be deleted of it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_KEPT = sa.text("forgotten_at IS NULL")


def upgrade() -> None:
    op.add_column("face_references", sa.Column("forgotten_at", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_face_references_kept", "face_references", ["trainee"], sqlite_where=_KEPT, postgresql_where=_KEPT
    )
    op.create_index("ix_open_reviews_training_class", "open_reviews", ["training_class"])


def downgrade() -> None:
    op.drop_index("ix_open_reviews_training_class", table_name="open_reviews")
    op.drop_index("ix_face_references_kept", table_name="face_references")
    op.drop_column("face_references", "forgotten_at")
