"""The clinic's roster."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "clinician",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("npi", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("background", sa.String, nullable=False),
        sa.Column("board", sa.String, nullable=False),
        sa.Column("certified_until", sa.Date),
        sa.Column("offers", sa.String, nullable=False),
        sa.Column("languages", sa.String, nullable=False),
        sa.Column("accepting", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clinician"),
        sa.UniqueConstraint("npi", name="uq_clinician_npi"),
    )


def downgrade() -> None:
    op.drop_table("clinician")
