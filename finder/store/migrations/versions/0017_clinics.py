"""Several clinics in one database. All existing rows belong to the first clinic."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

WITH_CLINIC = (
    "visit",
    "page_shown",
    "clinician",
    "kiosk",
    "tally",
    "held",
    "audit_entry",
    "intake",
)
OF_INTAKES = {
    "state": ["state", "id", "expires"],
    "level": ["state", "level", "id"],
    "language": ["state", "language", "id"],
    "taken": ["state", "taken", "id"],
    "language_level": ["state", "language", "level", "id"],
    "taken_level": ["state", "taken", "level", "id"],
}
"""The indexes of intakes, which begin with the clinic after this migration."""
UNIQUE = (("clinician", "npi"), ("kiosk", "tablet"), ("kiosk", "code_hash"))
"""Columns that are unique within one clinic after this migration."""
SEVERAL = (
    "the database holds several clinics, and an earlier version knows one: it would show the intakes of all of them to "
    "the staff of the first; restore a backup from before the others were added"
)


def upgrade() -> None:
    op.create_table(
        "clinic",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("settings", sa.String, nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_clinic"),
        sa.UniqueConstraint("slug", name="uq_clinic_slug"),
    )
    op.execute("INSERT INTO clinic (slug, settings) VALUES ('main', '{}')")
    make_memberships()
    for table in WITH_CLINIC:
        op.add_column(
            table,
            sa.Column("clinic_id", sa.Integer, nullable=False, server_default="1"),
        )
    change_keys(["clinic_id"])
    index_intakes(["clinic_id"])
    op.create_index("ix_intake_created", "intake", ["clinic_id", "created", "id"])
    op.create_index("ix_audit_entry_clinic_id", "audit_entry", ["clinic_id", "number"])
    op.create_index("ix_intake_rules_version", "intake", ["rules_version"])
    op.create_index("ix_tally_week", "tally", ["week"])


def make_memberships() -> None:
    op.create_table(
        "membership",
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("clinic_id", sa.Integer, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "clinic_id", name="pk_membership"),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name="fk_membership_staff_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name="fk_membership_clinic_id"
        ),
    )
    op.create_index("ix_membership_clinic_id", "membership", ["clinic_id"])
    op.execute(
        "INSERT INTO membership (staff_id, clinic_id, role) SELECT id, 1, role FROM staff"
    )
    op.drop_column("staff", "role")


def change_keys(first: list[str]) -> None:
    """Put these columns first in the unique constraints and in the primary key of
    counts."""
    for table, column in UNIQUE:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"uq_{table}_{column}", type_="unique")
            batch.create_unique_constraint(f"uq_{table}_{column}", [*first, column])
    with op.batch_alter_table("tally") as batch:
        batch.drop_constraint("pk_tally", type_="primary")
        batch.create_primary_key("pk_tally", [*first, "week", "what"])


def index_intakes(first: list[str]) -> None:
    """Put these columns first in the indexes of intakes."""
    booked = sa.text("appointment_day IS NOT NULL") if first else None
    op.drop_index("ix_intake_appointment_day", "intake")
    op.create_index(
        "ix_intake_appointment_day",
        "intake",
        [*first, "appointment_day"],
        sqlite_where=booked,
        postgresql_where=booked,
    )
    for name, columns in OF_INTAKES.items():
        op.drop_index(f"ix_intake_{name}", "intake")
        op.create_index(f"ix_intake_{name}", "intake", [*first, *columns])
    op.drop_index("ix_intake_pinned", "intake")
    pinned = {"sqlite": sa.text("pinned = 1"), "postgresql": sa.text("pinned")}
    op.create_index(
        "ix_intake_pinned",
        "intake",
        [*first, "id"],
        sqlite_where=pinned["sqlite"],
        postgresql_where=pinned["postgresql"],
    )


def downgrade() -> None:
    """Return to one clinic. Raises ValueError if there are several."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM clinic")).scalar_one() > 1:
        raise ValueError(SEVERAL)
    op.drop_index("ix_audit_entry_clinic_id", "audit_entry")
    op.drop_index("ix_tally_week", "tally")
    op.drop_index("ix_intake_rules_version", "intake")
    op.drop_index("ix_intake_created", "intake")
    index_intakes([])
    change_keys([])
    for table in WITH_CLINIC:
        op.drop_column(table, "clinic_id")
    op.add_column(
        "staff", sa.Column("role", sa.String, nullable=False, server_default="desk")
    )
    op.execute(
        "UPDATE staff SET role = membership.role FROM membership WHERE membership.staff_id = staff.id"
    )
    # Without this, a staff member who works at no clinic could sign in again.
    op.execute(
        "UPDATE staff SET disabled = CURRENT_TIMESTAMP WHERE disabled IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM membership WHERE membership.staff_id = staff.id)"
    )
    op.drop_table("membership")
    op.drop_table("clinic")
