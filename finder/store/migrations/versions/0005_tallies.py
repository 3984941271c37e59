"""Weekly counts."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("week", "what", name="pk_tally"),
    )


def downgrade() -> None:
    op.drop_table("tally")
