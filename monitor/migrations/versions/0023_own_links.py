"""When links to trainees' own pages were ended."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_links_ended",
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_own_links_ended_trainee"),
        sa.PrimaryKeyConstraint("trainee", name="pk_own_links_ended"),
    )


def downgrade() -> None:
    op.drop_table("own_links_ended")
