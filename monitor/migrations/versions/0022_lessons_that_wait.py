"""An index over the lessons that wait for the office, which the console counts."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_lessons_waiting",
        "lessons",
        ["lesson"],
        sqlite_where=sa.text("approved = 0"),
        postgresql_where=sa.text("NOT approved"),
    )


def downgrade() -> None:
    op.drop_index("ix_lessons_waiting", "lessons")
