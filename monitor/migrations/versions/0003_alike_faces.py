"""Which classmates had an enrolled face before (K6)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("face_references", sa.Column("looks_like", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("face_references", "looks_like")
