"""Which pictures were enrolled together, and how the numbers of each are compared (K6)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("face_references") as references:
        references.add_column(sa.Column("enrolment", sa.Integer(), nullable=False, server_default="0"))
        references.add_column(sa.Column("metric", sa.String(), nullable=False, server_default="euclidean"))
        references.add_column(sa.Column("match", sa.Float(), nullable=True))
    op.execute("UPDATE face_references SET enrolment = version")


def downgrade() -> None:
    with op.batch_alter_table("face_references") as references:
        for name in ("enrolment", "metric", "match"):
            references.drop_column(name)
