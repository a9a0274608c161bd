"""By which phone number the helpdesk finds a person; of those who are there none is known."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trainees", sa.Column("phone_hash", sa.String(), nullable=True))
    op.create_index("ix_trainees_phone_hash", "trainees", ["phone_hash"])


def downgrade() -> None:
    op.drop_index("ix_trainees_phone_hash", "trainees")
    op.drop_column("trainees", "phone_hash")
