"""Several codes for one saved visit, since it may be saved twice at once. Codes made before go on."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NEW = "saved_code"


def upgrade() -> None:
    op.create_table(
        NEW,
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("visit_id", sa.Integer, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_saved_code"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_saved_code_visit_id_visit", ondelete="CASCADE"),
    )
    op.create_index("ix_saved_code_visit_id", NEW, ["visit_id"])
    op.execute(
        "INSERT INTO saved_code (code_hash, visit_id, token_hash, until) "
        "SELECT saved.code_hash, visit.id, visit.token_hash, saved.until "
        "FROM saved JOIN visit ON visit.id = saved.visit_id"
    )
    op.drop_table("saved")
