"""Two indexes for the lists of intakes in place of seven: whatever is deleted changes
each of them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

BEFORE = {
    "state": ["state", "id", "expires"],
    "level": ["state", "level", "id"],
    "language": ["state", "language", "id"],
    "taken": ["state", "taken", "id"],
    "language_level": ["state", "language", "level", "id"],
    "taken_level": ["state", "taken", "level", "id"],
    "created": ["created", "id"],
}
WITHOUT_DAY = """
UPDATE intake SET reference_hash = substr(reference_hash, 2) WHERE length(reference_hash) = 33
"""
NARROWED = ["state", "language", "taken", "expires"]


def upgrade() -> None:
    for name in BEFORE:
        op.drop_index(f"ix_intake_{name}", "intake")
    op.create_index(
        "ix_intake_newest", "intake", ["clinic_id", "id", *NARROWED, "level", "created"]
    )
    is_open = sa.text("state != 'closed'")
    op.create_index(
        "ix_intake_urgency",
        "intake",
        ["clinic_id", "level", "id", *NARROWED],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    """Return to seven indexes. The fingerprints of references lose the symbol of their
    day, which earlier versions do not know. The audit trail keeps its own, so those
    versions find no history of intakes shared since."""
    op.execute(WITHOUT_DAY)
    op.drop_index("ix_intake_urgency", "intake")
    op.drop_index("ix_intake_newest", "intake")
    for name, columns in BEFORE.items():
        op.create_index(f"ix_intake_{name}", "intake", ["clinic_id", *columns])
