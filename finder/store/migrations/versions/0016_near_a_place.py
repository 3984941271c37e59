"""An index that covers the search for ZIP codes in a box."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.drop_index("ix_directory_zip_latitude", "directory_zip")
    op.create_index(
        "ix_directory_zip_place", "directory_zip", ["latitude", "longitude", "zip_code"]
    )


def downgrade() -> None:
    op.drop_index("ix_directory_zip_place", "directory_zip")
    op.create_index("ix_directory_zip_latitude", "directory_zip", ["latitude"])
