"""What trainees are granted for a handicap."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trainee_accommodations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("time_percent", sa.Integer(), nullable=False),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_trainee_accommodations_trainee"),
        sa.PrimaryKeyConstraint("id", name="pk_trainee_accommodations"),
    )
    op.create_index("ix_trainee_accommodations_trainee", "trainee_accommodations", ["trainee"])


def downgrade() -> None:
    op.drop_table("trainee_accommodations")
