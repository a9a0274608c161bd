"""Open reviews of a class, for what may be deleted of it."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_open_reviews_training_class", "open_reviews", ["training_class"])


def downgrade() -> None:
    op.drop_index("ix_open_reviews_training_class", table_name="open_reviews")
