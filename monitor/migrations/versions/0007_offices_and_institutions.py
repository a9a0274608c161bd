"""Offices, what they know about institutions, and when a platform was catalogued and connected."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# In the order of their making: none refers to a later one.
_TABLES = (
    "offices",
    "office_reports",
    "institution_profiles",
    "catalogue_entries",
    "platform_connections",
    "specialty_changes",
    "audit_flags",
    "blacklist_entries",
    "teachers",
    "workshops",
    "apprenticeships",
    "person_answers",
)

_LAST_ENTRY = "FROM catalogue_entries AS entry WHERE entry.platform = platforms.platform ORDER BY first_on DESC LIMIT 1"
# What the old columns of a platform said, as far as the new tables tell.
_PUT_BACK = {
    "catalogued_from": "SELECT COALESCE(MAX(first_on), '0001-01-01') FROM catalogue_entries AS entry "
    "WHERE entry.platform = platforms.platform",
    "catalogued_to": f"SELECT COALESCE(exited_on, last_on) {_LAST_ENTRY}",
    "connected": "SELECT COUNT(*) > 0 FROM platform_connections AS line "
    "WHERE line.platform = platforms.platform AND line.disconnected_on IS NULL",
}


def upgrade() -> None:
    op.create_table(
        "offices",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("local_platform", sa.String(), nullable=False),
        sa.Column("manufacturing_target_percent", sa.Integer(), nullable=True),
        sa.Column("low_certificates_cap_percent", sa.Integer(), nullable=True),
        sa.Column("reports_since", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["offices.office"], name="fk_offices_parent"),
        sa.PrimaryKeyConstraint("office", name="pk_offices"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_offices_source_system_external_id"),
    )
    op.create_index("ix_offices_parent", "offices", ["parent"])

    op.create_table(
        "office_reports",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name="fk_office_reports_office"),
        sa.PrimaryKeyConstraint("office", "period", name="pk_office_reports"),
    )

    op.create_table(
        "institution_profiles",
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("manufacturing", sa.Boolean(), nullable=False),
        sa.Column("full_time_schooling", sa.Boolean(), nullable=False),
        sa.Column("site_fits", sa.Boolean(), nullable=True),
        sa.Column("facilities_fit", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution"], ["institutions.institution"], name="fk_institution_profiles_institution"
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name="fk_institution_profiles_office"),
        sa.PrimaryKeyConstraint("institution", name="pk_institution_profiles"),
    )
    op.create_index("ix_institution_profiles_city", "institution_profiles", ["city"])
    op.create_index("ix_institution_profiles_office", "institution_profiles", ["office"])

    op.create_table(
        "catalogue_entries",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("institution", sa.String(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("exited_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.CheckConstraint("(platform IS NULL) <> (institution IS NULL)", name="ck_catalogue_entries_of_one"),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_catalogue_entries_institution"),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_catalogue_entries_platform"),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_catalogue_entries"),
    )
    op.create_index("ix_catalogue_entries_institution", "catalogue_entries", ["institution"])
    op.create_index("ix_catalogue_entries_platform", "catalogue_entries", ["platform"])

    op.create_table(
        "platform_connections",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("connected_on", sa.Date(), nullable=False),
        sa.Column("disconnected_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_platform_connections_platform"),
        sa.PrimaryKeyConstraint("platform", "connected_on", name="pk_platform_connections"),
    )

    op.create_table(
        "specialty_changes",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_specialty_changes_institution"),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_specialty_changes"),
    )
    op.create_index("ix_specialty_changes_institution", "specialty_changes", ["institution"])
    op.create_index("ix_specialty_changes_specialty_institution", "specialty_changes", ["specialty", "institution"])

    op.create_table(
        "audit_flags",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("evident", sa.Boolean(), nullable=True),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_audit_flags_institution"),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_audit_flags"),
    )
    op.create_index("ix_audit_flags_institution", "audit_flags", ["institution"])

    op.create_table(
        "blacklist_entries",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("institution", sa.String(), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.CheckConstraint("(platform IS NULL) <> (institution IS NULL)", name="ck_blacklist_entries_of_one"),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_blacklist_entries_institution"),
        sa.ForeignKeyConstraint(["platform"], ["platforms.platform"], name="fk_blacklist_entries_platform"),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_blacklist_entries"),
    )
    op.create_index("ix_blacklist_entries_institution", "blacklist_entries", ["institution"])
    op.create_index("ix_blacklist_entries_platform", "blacklist_entries", ["platform"])

    op.create_table(
        "teachers",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("teacher", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_teachers_institution"),
        sa.PrimaryKeyConstraint("teacher", name="pk_teachers"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_teachers_source_system_external_id"),
    )
    op.create_index("ix_teachers_institution", "teachers", ["institution"])

    op.create_table(
        "workshops",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("workshop", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("workstations", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_workshops_institution"),
        sa.PrimaryKeyConstraint("workshop", name="pk_workshops"),
        sa.UniqueConstraint("source_system", "external_id", name="uq_workshops_source_system_external_id"),
    )
    op.create_index("ix_workshops_institution", "workshops", ["institution"])

    op.create_table(
        "apprenticeships",
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("trainee", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("occupation_code", sa.String(), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institutions.institution"], name="fk_apprenticeships_institution"),
        sa.ForeignKeyConstraint(["trainee"], ["trainees.trainee"], name="fk_apprenticeships_trainee"),
        sa.PrimaryKeyConstraint("source_system", "external_id", name="pk_apprenticeships"),
    )
    op.create_index("ix_apprenticeships_institution_enrolled_on", "apprenticeships", ["institution", "enrolled_on"])
    op.create_index("ix_apprenticeships_trainee", "apprenticeships", ["trainee"])

    op.create_table(
        "person_answers",
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject_kind", "subject", "clause", "seen", name="pk_person_answers"),
    )

    op.execute(
        "INSERT INTO catalogue_entries (source_system, external_id, platform, first_on, last_on, document) "
        "SELECT source_system, external_id, platform, catalogued_from, catalogued_to, '' FROM platforms"
    )
    op.execute(
        "INSERT INTO platform_connections (platform, connected_on) "
        "SELECT platform, catalogued_from FROM platforms WHERE connected"
    )
    # Not in a batch, which makes the table anew: other tables' rows refer to its rows.
    for name in ("connected", "catalogued_to", "catalogued_from"):
        op.drop_column("platforms", name)
    op.add_column("lessons", sa.Column("approved_on", sa.Date(), nullable=True))
    op.add_column("lessons", sa.Column("approval", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("lessons", "approval")
    op.drop_column("lessons", "approved_on")
    op.add_column("platforms", sa.Column("catalogued_from", sa.Date(), nullable=False, server_default="0001-01-01"))
    op.add_column("platforms", sa.Column("catalogued_to", sa.Date(), nullable=True))
    op.add_column("platforms", sa.Column("connected", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column, value in _PUT_BACK.items():
        op.execute(f"UPDATE platforms SET {column} = ({value})")  # noqa: S608  # our own words
    for table in reversed(_TABLES):
        op.drop_table(table)
