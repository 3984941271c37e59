"""The secret keys that were used with a database, so that the app does not start on it
with other keys."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "database_key",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("print", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_database_key"),
        sa.UniqueConstraint("print", name="uq_database_key_print"),
    )


def downgrade() -> None:
    op.drop_table("database_key")
