"""Which collector times a session; those that are open now wait for the next one that starts."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("learning_sessions", sa.Column("owner", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("learning_sessions", "owner")
