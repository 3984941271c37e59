"""Pages that a reload shows again."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "page_shown",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_page_shown"),
    )
    op.create_index("ix_page_shown_expires", "page_shown", ["expires"])


def downgrade() -> None:
    op.drop_table("page_shown")
