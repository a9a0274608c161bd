"""Where times of connection and questions about lessons come from; those that are there keep our names."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

COLUMNS = ("source_system", "external_id")
OF_PLATFORM = "SELECT source_system FROM platforms WHERE platforms.platform = platform_connections.platform"
ORIGINS = {
    "platform_connections": (f"({OF_PLATFORM})", "platform || '/' || connected_on"),
    "lesson_questions": ("'platform/' || platform", "lesson || '/' || question"),
}


def upgrade() -> None:
    for table, (system, name) in ORIGINS.items():
        for column in COLUMNS:
            op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))
        op.execute(f"UPDATE {table} SET source_system = {system}, external_id = {name}")  # noqa: S608  # our own names
        op.create_index(f"ix_{table}_source_system_external_id", table, list(COLUMNS), unique=True)


def downgrade() -> None:
    for table in ORIGINS:
        op.drop_index(f"ix_{table}_source_system_external_id", table)
        for column in COLUMNS:
            op.drop_column(table, column)
