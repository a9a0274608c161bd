"""Keys of single people of an institution, and who vouched for a face with one."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NEW = (("face_references", "confirmed_with_own_key"), ("face_references", "seconded_with_own_key"))


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("person", sa.String(), nullable=False, server_default=""))
    for table, column in NEW:
        op.add_column(table, sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table, column in reversed(NEW):
        op.drop_column(table, column)
    op.drop_column("api_keys", "person")
