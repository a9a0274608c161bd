"""Which classroom check-ins were compared with online sessions (K7)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NEW = sa.text("compared_at IS NULL")


def upgrade() -> None:
    op.add_column("check_ins", sa.Column("compared_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_check_ins_new", "check_ins", ["source_system"], sqlite_where=_NEW, postgresql_where=_NEW)


def downgrade() -> None:
    op.drop_index("ix_check_ins_new", "check_ins")
    op.drop_column("check_ins", "compared_at")
