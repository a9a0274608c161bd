"""Recordings and make-up courses about which nobody has said a word yet."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

WAITING = {"recordings": ("recording", "shows_all"), "make_up_courses": ("course", "reason_accepted")}


def upgrade() -> None:
    for table, (name, word) in WAITING.items():
        nobody = sa.text(f"{word} IS NULL")
        op.create_index(f"ix_{table}_waiting", table, [name], sqlite_where=nobody, postgresql_where=nobody)


def downgrade() -> None:
    for table in WAITING:
        op.drop_index(f"ix_{table}_waiting", table)
