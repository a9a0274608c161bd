"""Since when a video waits for the office's approval; of those that are there it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lessons", sa.Column("proposed_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("lessons", "proposed_at")
