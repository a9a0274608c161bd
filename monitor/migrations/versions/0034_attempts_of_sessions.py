"""At which attempts a session is, so that whoever opens the next one need not read all the others to find out."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("learning_sessions", sa.Column("attempts", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("learning_sessions", "attempts")
