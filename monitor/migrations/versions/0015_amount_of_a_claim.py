"""How much a claim asks for each person, in fen."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subsidy_claims", sa.Column("person_fen", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("subsidy_claims") as table:
        table.drop_column("person_fen")
