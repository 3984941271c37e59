"""Visits in progress."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("rules_version", sa.String, nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sa.UniqueConstraint("token_hash", name="uq_visit_token_hash"),
    )
    op.create_index("ix_visit_expires", "visit", ["expires"])


def downgrade() -> None:
    op.drop_table("visit")
