"""Where courses, lessons, plan versions, suspensions and consents come from; those that are there keep our names."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

COLUMNS = ("source_system", "external_id")
OF_CLASS = (
    "SELECT source_system FROM training_classes WHERE training_classes.training_class = plan_versions.training_class"
)
OF_COURSE = "SELECT source_system FROM courses WHERE courses.course = lessons.course"
ORIGINS = {  # in this order: a lesson has its course's
    "courses": ("CASE owner WHEN '' THEN 'office' ELSE owner END", "course"),
    "lessons": (f"({OF_COURSE})", "lesson"),
    "plan_versions": (f"({OF_CLASS})", "training_class || '/' || version"),
    "suspensions": ("'office'", "'suspension-' || id"),
    "consents": ("'trainee'", "'consent-' || id"),
}


def upgrade() -> None:
    for table in (*ORIGINS, "proposed_plans"):
        for column in COLUMNS:
            op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))
    for table, (system, name) in ORIGINS.items():
        op.execute(f"UPDATE {table} SET source_system = {system}, external_id = {name}")  # noqa: S608  # our own names
        op.create_index(f"ix_{table}_source_system_external_id", table, list(COLUMNS), unique=True)


def downgrade() -> None:
    for table in ORIGINS:
        op.drop_index(f"ix_{table}_source_system_external_id", table)
    for table in (*ORIGINS, "proposed_plans"):
        for column in COLUMNS:
            op.drop_column(table, column)
