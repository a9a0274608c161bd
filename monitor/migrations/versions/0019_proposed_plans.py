"""Class plans that are proposed before the office approves them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposed_plans",
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("class_title", sa.String(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_proposed_plans_institution"),
        sa.PrimaryKeyConstraint("proposal", name="pk_proposed_plans"),
    )
    op.create_index("ix_proposed_plans_institution", "proposed_plans", ["institution"])
    op.create_index("ix_proposed_plans_proposed_by_proposal", "proposed_plans", ["proposed_by", "proposal"])
    op.create_index("ix_proposed_plans_state_proposal", "proposed_plans", ["state", "proposal"])


def downgrade() -> None:
    op.drop_table("proposed_plans")
