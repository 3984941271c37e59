"""Saved visits."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "saved",
        sa.Column("visit_id", sa.Integer, nullable=False),
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name="pk_saved"),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name="fk_saved_visit_id_visit",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("code_hash", name="uq_saved_code_hash"),
    )


def downgrade() -> None:
    op.drop_table("saved")
