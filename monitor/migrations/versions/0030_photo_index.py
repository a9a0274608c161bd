"""Digests and looks of photos, by which a second handing in is known whichever collector it comes to."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_digests",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "photo_looks",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("likeness", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("session", "nonce"),
    )
    op.create_index("ix_photo_looks_platform", "photo_looks", ["platform", "training_class", "number"])
    op.create_table(
        "photo_index",
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("read_at"),
    )


def downgrade() -> None:
    op.drop_table("photo_index")
    op.drop_index("ix_photo_looks_platform", table_name="photo_looks")
    op.drop_table("photo_looks")
    op.drop_table("photo_digests")
