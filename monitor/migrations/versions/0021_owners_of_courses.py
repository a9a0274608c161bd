"""Whose a course is; those that are there stay the office's."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("courses", sa.Column("owner", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("courses", "owner")
