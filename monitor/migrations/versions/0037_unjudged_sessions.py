"""Since when an ended session waits to be judged, so that a judgement that was lost on its way is found again."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_WAITS = sa.text("unjudged_since IS NOT NULL")


def upgrade() -> None:
    op.add_column("learning_sessions", sa.Column("unjudged_since", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_learning_sessions_unjudged_since",
        "learning_sessions",
        ["unjudged_since"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )


def downgrade() -> None:
    op.drop_index("ix_learning_sessions_unjudged_since", table_name="learning_sessions")
    op.drop_column("learning_sessions", "unjudged_since")
