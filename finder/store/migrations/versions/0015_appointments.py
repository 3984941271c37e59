"""Appointments and call-back numbers of intakes, places and phone numbers of
clinicians, and the queue by urgency."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

OF_INTAKES = {
    "call_back_sealed": sa.LargeBinary,
    "appointment_day": sa.Date,
    "appointment_sealed": sa.LargeBinary,
}
OF_CLINICIANS = ("place", "phone", "link")
BY_URGENCY = ("language", "taken")


def upgrade() -> None:
    for name, kind in OF_INTAKES.items():
        op.add_column("intake", sa.Column(name, kind))
    op.create_index("ix_intake_appointment_day", "intake", ["appointment_day"])
    for name in BY_URGENCY:
        op.create_index(
            f"ix_intake_{name}_level", "intake", ["state", name, "level", "id"]
        )
    for name in OF_CLINICIANS:
        op.add_column(
            "clinician", sa.Column(name, sa.String, nullable=False, server_default="")
        )


def downgrade() -> None:
    for name in OF_CLINICIANS:
        op.drop_column("clinician", name)
    for name in BY_URGENCY:
        op.drop_index(f"ix_intake_{name}_level", "intake")
    op.drop_index("ix_intake_appointment_day", "intake")
    for name in OF_INTAKES:
        op.drop_column("intake", name)
