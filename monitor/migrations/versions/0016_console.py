"""Who may sign in to the console, who is signed in, and who saw what."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_accounts()
    op.create_table(
        "console_invitations",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("code_secret", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["console_accounts.account"], name="fk_console_invitations_account"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_console_invitations"),
    )
    op.create_index("ix_console_invitations_account", "console_invitations", ["account"])
    op.create_table(
        "sign_in_failures",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_sign_in_failures"),
    )
    op.create_index("ix_sign_in_failures_failed_at", "sign_in_failures", ["failed_at"])
    op.create_table(
        "console_visits",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["console_accounts.account"], name="fk_console_visits_account"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_console_visits"),
    )
    op.create_index("ix_console_visits_account", "console_visits", ["account"])
    _create_accesses()


def _create_accounts() -> None:
    op.create_table(
        "console_accounts",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("institution", sa.String(), nullable=True),
        sa.Column("trainee", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("code_secret", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name="fk_console_accounts_office"),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_console_accounts_institution"),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_console_accounts_trainee"),
        sa.PrimaryKeyConstraint("account", name="pk_console_accounts"),
    )
    for column in ("office", "institution", "trainee"):
        op.create_index(f"ix_console_accounts_{column}", "console_accounts", [column])


def _create_accesses() -> None:
    op.create_table(
        "console_accesses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_console_accesses"),
    )
    op.create_index("ix_console_accesses_at", "console_accesses", ["at"])
    op.create_index("ix_console_accesses_account_id", "console_accesses", ["account", "id"])
    op.create_index("ix_console_accesses_subject_id", "console_accesses", ["subject", "id"])


def downgrade() -> None:
    for table in (
        "console_accesses",
        "console_visits",
        "sign_in_failures",
        "console_invitations",
        "console_accounts",
    ):
        op.drop_table(table)
