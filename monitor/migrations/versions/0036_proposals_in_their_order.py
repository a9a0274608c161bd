"""Indexes over proposed plans as the console lists them: the oldest first, in a state, or of a class."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_proposed_plans_proposed_at_proposal", "proposed_plans", ["proposed_at", "proposal"])
    op.create_index(
        "ix_proposed_plans_state_proposed_at_proposal", "proposed_plans", ["state", "proposed_at", "proposal"]
    )
    op.create_index("ix_proposed_plans_training_class", "proposed_plans", ["training_class"])


def downgrade() -> None:
    for name in ("proposed_at_proposal", "state_proposed_at_proposal", "training_class"):
        op.drop_index(f"ix_proposed_plans_{name}", "proposed_plans")
