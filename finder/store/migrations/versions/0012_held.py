"""Text that staff typed and could not save yet, encrypted until they return to it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

NEW = "held"


def upgrade() -> None:
    op.create_table(
        NEW,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held"),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name="fk_held_staff_id_staff",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("key", name="uq_held_key"),
    )
    op.create_index("ix_held_staff_id", NEW, ["staff_id"])
    op.create_index("ix_held_expires", NEW, ["expires"])


def downgrade() -> None:
    op.drop_table(NEW)
