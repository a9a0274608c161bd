"""One row for each attempt, made from the stored verdicts, so that attempts can be searched and counted."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from monitor.core import verdict as verdicts
from monitor.core.days import shanghai_day
from monitor.core.summary import summary

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_INDEXES = (
    ("changed_at", "attempt"),
    ("result", "changed_at", "attempt"),
    ("platform", "changed_at", "attempt"),
    ("training_class", "changed_at", "attempt"),
    ("institution", "changed_at", "attempt"),
    ("trainee", "changed_at", "attempt"),
    ("day", "result", "stage", "institution"),
)
_LAST = """
    SELECT a.attempt, a.trainee, a.training_class, c.institution, a.platform, a.unit, a.opened_at,
           v.verdict, v.decided_at
    FROM attempts a
    JOIN training_classes c ON c.training_class = a.training_class
    LEFT JOIN verdicts v ON v.id = (SELECT max(id) FROM verdicts WHERE attempt = a.attempt)
"""


def upgrade() -> None:
    summaries, rules = _create_tables()
    connection = op.get_bind()
    for row in connection.execute(sa.text(_LAST)).mappings().all():
        line, ruled = _line(dict(row))
        connection.execute(summaries.insert(), line)
        for rule in ruled:
            connection.execute(rules.insert(), {"attempt": row["attempt"], "rule": rule})
    for columns in _INDEXES:
        op.create_index(f"ix_attempt_summaries_{'_'.join(columns)}", "attempt_summaries", list(columns))
    op.create_index("ix_attempt_rules_rule_attempt", "attempt_rules", ["rule", "attempt"])


def _line(row: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the table says of an attempt, and the rules behind its result."""
    names = ("attempt", "trainee", "training_class", "institution", "platform", "unit")
    line = {
        **{name: row[name] for name in names},
        "result": "in_progress",
        "stage": "final",
        "code": "",
        "reason": {},
        "credited_ms": 0,
        "required_ms": 0,
        "claimed": False,
        "day": shanghai_day(row["opened_at"]),
        "changed_at": row["opened_at"],
    }
    if row["verdict"] is None:
        return line, ()
    said = summary(verdicts.from_bytes(row["verdict"]), row["decided_at"])
    for name in ("result", "stage", "code", "reason", "credited_ms", "required_ms", "claimed", "day"):
        line[name] = getattr(said, name)
    return {**line, "changed_at": said.decided_at}, said.rules


def _create_tables() -> tuple[sa.Table, sa.Table]:
    summaries = op.create_table(
        "attempt_summaries",
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("training_class", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("credited_ms", sa.BigInteger(), nullable=False),
        sa.Column("required_ms", sa.BigInteger(), nullable=False),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.attempt"], name="fk_attempt_summaries_attempt"),
        sa.PrimaryKeyConstraint("attempt", name="pk_attempt_summaries"),
    )
    rules = op.create_table(
        "attempt_rules",
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.attempt"], name="fk_attempt_rules_attempt"),
        sa.PrimaryKeyConstraint("attempt", "rule", name="pk_attempt_rules"),
    )
    return summaries, rules


def downgrade() -> None:
    op.drop_table("attempt_rules")
    op.drop_table("attempt_summaries")
