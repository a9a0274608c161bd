"""Which attempts wait for a reviewer, so that nobody has to read the whole log to find them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE = "open_reviews"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("noticed_at", sa.BigInteger(), nullable=False),
        sa.Column("appeal_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.attempt"], name="fk_open_reviews_attempt"),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_open_reviews_trainee"),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_classes.training_class"], name="fk_open_reviews_training_class"
        ),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_open_reviews_platform"),
        sa.PrimaryKeyConstraint("attempt", name="pk_open_reviews"),
    )
    op.create_index("ix_open_reviews_platform_noticed_at", TABLE, ["platform", "noticed_at"])
    op.create_index("ix_open_reviews_noticed_at_attempt", TABLE, ["noticed_at", "attempt"])
    op.create_index("ix_open_reviews_appeal_until", TABLE, ["appeal_until"])


def downgrade() -> None:
    op.drop_table(TABLE)
