"""Indexes of some rows of the intakes. For each database that they name, SQLAlchemy
imports its whole dialect, so only the check of the tables imports them."""

from sqlalchemy import Index

from finder.store.desk_tables import intake, is_open, narrowed

clinic = intake.c.clinic_id
Index(
    "ix_intake_urgency",
    clinic,
    intake.c.level,
    intake.c.id,
    *narrowed,
    sqlite_where=is_open,
    postgresql_where=is_open,
)
Index(
    "ix_intake_pinned",
    clinic,
    intake.c.id,
    sqlite_where=intake.c.pinned,
    postgresql_where=intake.c.pinned,
)
booked = intake.c.appointment_day.is_not(None)
Index(
    "ix_intake_appointment_day",
    clinic,
    intake.c.appointment_day,
    sqlite_where=booked,
    postgresql_where=booked,
)
