"""Cohorts of the office's, for the fairness figures of the face checks."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trainee_cohorts",
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("cohort", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_trainee_cohorts_trainee"),
        sa.PrimaryKeyConstraint("trainee", name="pk_trainee_cohorts"),
    )


def downgrade() -> None:
    op.drop_table("trainee_cohorts")
