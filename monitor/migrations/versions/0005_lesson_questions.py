"""Questions that a platform asks about a lesson."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson_questions",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("prompt", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("after_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_lesson_questions_platform"),
        sa.ForeignKeyConstraint(["lesson"], ["lessons.lesson"], name="fk_lesson_questions_lesson"),
        sa.PrimaryKeyConstraint("platform", "lesson", "question", name="pk_lesson_questions"),
    )


def downgrade() -> None:
    op.drop_table("lesson_questions")
