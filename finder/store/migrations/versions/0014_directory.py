"""The directory of clinicians of the US register."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "directory_edition",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("updated", sa.Date),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("listings", sa.Integer, nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_directory_edition"),
    )
    op.create_table(
        "directory_listing",
        sa.Column("edition", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("npi", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("number", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("credential", sa.String, nullable=False),
        sa.Column("codes", sa.String, nullable=False),
        sa.Column("kinds", sa.String, nullable=False),
        sa.Column("pain", sa.Boolean, nullable=False),
        sa.Column("street", sa.String, nullable=False),
        sa.Column("city", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("zip_code", sa.String, nullable=False),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("since", sa.Date),
        sa.PrimaryKeyConstraint(
            "edition", "npi", "number", name="pk_directory_listing"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "directory_listed",
        sa.Column("edition", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("pain", sa.Boolean, nullable=False),
        sa.Column("zip_code", sa.String, nullable=False),
        sa.Column("npi", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("number", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "edition",
            "kind",
            "pain",
            "zip_code",
            "npi",
            "number",
            name="pk_directory_listed",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_directory_listed_npi", "directory_listed", ["edition", "npi"])
    op.create_table(
        "directory_zip",
        sa.Column("zip_code", sa.String, nullable=False),
        sa.Column("latitude", sa.Float, nullable=False),
        sa.Column("longitude", sa.Float, nullable=False),
        sa.Column("city", sa.String, nullable=False),
        sa.Column("folded", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("zip_code", name="pk_directory_zip"),
    )
    op.create_index("ix_directory_zip_latitude", "directory_zip", ["latitude"])
    op.create_index("ix_directory_zip_folded", "directory_zip", ["folded"])


def downgrade() -> None:
    for table in (
        "directory_zip",
        "directory_listed",
        "directory_listing",
        "directory_edition",
    ):
        op.drop_table(table)
