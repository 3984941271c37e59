"""Intakes: what patients shared with the clinic."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("reference_hash", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("taken", sa.String, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("rules_version", sa.String, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label_sealed", sa.LargeBinary, nullable=False),
        sa.Column("note_sealed", sa.LargeBinary),
        sa.Column("handled_sealed", sa.LargeBinary),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_intake"),
        sa.UniqueConstraint("key", name="uq_intake_key"),
        sa.UniqueConstraint("reference_hash", name="uq_intake_reference_hash"),
    )
    op.create_index("ix_intake_expires", "intake", ["expires"])
    op.create_index("ix_intake_state", "intake", ["state", "id", "expires"])
    for name in ("level", "language", "taken"):
        op.create_index(f"ix_intake_{name}", "intake", ["state", name, "id"])
    pinned = {"sqlite": sa.text("pinned = 1"), "postgresql": sa.text("pinned")}
    op.create_index(
        "ix_intake_pinned",
        "intake",
        ["id"],
        sqlite_where=pinned["sqlite"],
        postgresql_where=pinned["postgresql"],
    )


def downgrade() -> None:
    op.drop_table("intake")
