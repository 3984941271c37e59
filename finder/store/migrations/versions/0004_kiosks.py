"""Sessions of the clinic's tablets."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "kiosk",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("tablet", sa.Integer, nullable=False),
        sa.Column("code_hash", sa.LargeBinary),
        sa.Column("token_hash", sa.LargeBinary),
        sa.Column("advice", sa.LargeBinary),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kiosk"),
        sa.UniqueConstraint("tablet", name="uq_kiosk_tablet"),
        sa.UniqueConstraint("code_hash", name="uq_kiosk_code_hash"),
        sa.UniqueConstraint("token_hash", name="uq_kiosk_token_hash"),
    )
    op.create_index("ix_kiosk_expires", "kiosk", ["expires"])


def downgrade() -> None:
    op.drop_table("kiosk")
