"""Keys of platforms and institutions with scopes and an end, and answers to writes that may come again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_keys()
    # A platform's key was good for everything until now.
    op.execute(
        "INSERT INTO api_keys (key, key_hash, platform, scopes, label, issued_at, revoked_at) "
        "SELECT 'k-' || substr(key_hash, 1, 12), key_hash, platform, "
        """'["read", "learn", "enrol", "content", "object", "webhooks", "keys"]', '', issued_at, revoked_at """
        "FROM platform_keys"
    )
    op.drop_index("ix_platform_keys_platform", table_name="platform_keys")
    op.drop_table("platform_keys")
    op.create_table(
        "stored_replies",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "idempotency_key", name="pk_stored_replies"),
    )
    op.create_index("ix_stored_replies_until_at", "stored_replies", ["until_at"])


def _create_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("institution", sa.String(), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_api_keys_platform"),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_api_keys_institution"),
        sa.PrimaryKeyConstraint("key", name="pk_api_keys"),
        sa.UniqueConstraint("key_hash", name="uq_api_keys_key_hash"),
    )
    op.create_index("ix_api_keys_platform", "api_keys", ["platform"])
    op.create_index("ix_api_keys_institution", "api_keys", ["institution"])


def downgrade() -> None:
    op.drop_table("stored_replies")
    op.create_table(
        "platform_keys",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_platform_keys_platform"),
        sa.PrimaryKeyConstraint("key_hash", name="pk_platform_keys"),
    )
    op.create_index("ix_platform_keys_platform", "platform_keys", ["platform"])
    op.execute(
        "INSERT INTO platform_keys (key_hash, platform, issued_at, revoked_at) "
        "SELECT key_hash, platform, issued_at, revoked_at FROM api_keys WHERE platform IS NOT NULL"
    )
    op.drop_table("api_keys")
