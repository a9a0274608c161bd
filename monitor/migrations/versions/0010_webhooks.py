"""Webhooks: endpoints, what is to be told, messages and deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_endpoints()
    op.create_table(
        "untold_verdicts",
        sa.Column("verdict", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["verdict"], ["verdicts.id"], name="fk_untold_verdicts_verdict"),
        sa.PrimaryKeyConstraint("verdict", name="pk_untold_verdicts"),
    )
    op.create_table(
        "webhook_messages",
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message", name="pk_webhook_messages"),
    )
    op.create_index("ix_webhook_messages_created_at", "webhook_messages", ["created_at"])
    _create_deliveries()


def _create_endpoints() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("institution", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("old_secret", sa.LargeBinary(), nullable=True),
        sa.Column("old_until_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.Column("disabled_why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_webhook_endpoints_platform"),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_webhook_endpoints_institution"),
        sa.PrimaryKeyConstraint("endpoint", name="pk_webhook_endpoints"),
    )
    op.create_index("ix_webhook_endpoints_platform", "webhook_endpoints", ["platform"])
    op.create_index("ix_webhook_endpoints_institution", "webhook_endpoints", ["institution"])


def _create_deliveries() -> None:
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["message"], ["webhook_messages.message"], name="fk_webhook_deliveries_message"),
        sa.ForeignKeyConstraint(["endpoint"], ["webhook_endpoints.endpoint"], name="fk_webhook_deliveries_endpoint"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_deliveries"),
    )
    op.create_index("ix_webhook_deliveries_message", "webhook_deliveries", ["message"])
    op.create_index("ix_webhook_deliveries_state_due_at", "webhook_deliveries", ["state", "due_at"])
    op.create_index("ix_webhook_deliveries_endpoint_state", "webhook_deliveries", ["endpoint", "state"])


def downgrade() -> None:
    for table in ("webhook_deliveries", "webhook_messages", "untold_verdicts", "webhook_endpoints"):
        op.drop_table(table)
