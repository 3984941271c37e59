"""Several codes for one saved visit, since a visit may be saved twice at once. Older
codes stay valid."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

OLD, NEW = "saved", "saved_code"


def upgrade() -> None:
    op.create_table(
        NEW,
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("visit_id", sa.Integer, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_saved_code"),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name="fk_saved_code_visit_id_visit",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_saved_code_visit_id", NEW, ["visit_id"])
    op.execute(
        "INSERT INTO saved_code (code_hash, visit_id, token_hash, until) "
        "SELECT saved.code_hash, visit.id, visit.token_hash, saved.until "
        "FROM saved JOIN visit ON visit.id = saved.visit_id"
    )
    op.drop_table(OLD)


def downgrade() -> None:
    """Keep one code of each visit: the one that expires last."""
    op.create_table(
        OLD,
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
    op.execute(
        "INSERT INTO saved (visit_id, code_hash, until) "
        "SELECT visit_id, code_hash, until FROM saved_code AS one WHERE NOT EXISTS ("
        "SELECT 1 FROM saved_code AS other WHERE other.visit_id = one.visit_id AND (other.until > one.until "
        "OR (other.until = one.until AND other.code_hash > one.code_hash)))"
    )
    op.drop_table(NEW)
