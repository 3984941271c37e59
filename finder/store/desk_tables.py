"""The tables of the front desk."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    literal_column,
)

from finder.store.tables import Instant, StorableText, clinic_id, metadata

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", StorableText, nullable=False, unique=True),
    Column("password", StorableText, nullable=False),
    Column("codes_sealed", LargeBinary, nullable=False),
    Column("last_code", Integer, nullable=False),
    Column("ready", Boolean, nullable=False),
    Column("password_set", Instant, nullable=False),
    Column("disabled", Instant),
)
"""Staff members. `codes_sealed` is the encrypted secret of their one-time codes, and
`last_code` is the time step of the last code used. Until `ready`, `password` is the
starting password."""

membership = Table(
    "membership",
    metadata,
    Column("staff_id", ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    Column("clinic_id", ForeignKey("clinic.id"), primary_key=True, index=True),
    Column("role", StorableText, nullable=False),
)
"""The role of each staff member in each clinic where they work."""

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "staff_id",
        ForeignKey("staff.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("code_hash", LargeBinary, nullable=False),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column(
        "staff_id",
        ForeignKey("staff.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("started", Instant, nullable=False),
    Column("seen", Instant, nullable=False, index=True),
)

held_form = Table(
    "held",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", StorableText, nullable=False, unique=True),
    Column(
        "staff_id",
        ForeignKey("staff.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    clinic_id(),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
)
"""Text and one-time codes that the server holds for one staff member for some hours.
`key` appears in addresses."""

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("name_hash", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Instant, nullable=False, index=True),
)
"""Consecutive failed sign-ins. Unknown names are counted, too, so the wait does not
reveal which names exist."""

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    clinic_id(),
    Column("at", Instant, nullable=False),
    Column("who", StorableText, nullable=False),
    Column("what", StorableText, nullable=False),
    Column("about", StorableText, nullable=False),
    Column("intake", LargeBinary, index=True),
    Column("seal", LargeBinary, nullable=False),
)
"""The audit trail. `intake` is the fingerprint of the intake's reference. `seal` is an
HMAC over this entry and the seal of the entry before."""

audit_end = Table(
    "audit_end",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("seal", LargeBinary, nullable=False),
)
"""One row: the last entry of the audit trail. A transaction that appends locks this
row, so entries are written one after the other."""

audit_start = Table(
    "audit_start",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    Column("cut", Instant, nullable=False),
    Column("start_seal", LargeBinary, nullable=False),
)
"""At most one row: the last entry that the purge deleted, and when. `seal` is the seal
of that entry, which the seal of the next entry covers. `start_seal` is an HMAC over
this row."""

intake = Table(
    "intake",
    metadata,
    Column("id", Integer, primary_key=True),
    clinic_id(),
    Column("key", StorableText, nullable=False, unique=True),
    Column("reference_hash", LargeBinary, nullable=False, unique=True),
    Column("state", StorableText, nullable=False),
    Column("level", Integer, nullable=False),
    Column("language", StorableText, nullable=False),
    Column("taken", StorableText, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("rules_version", StorableText, nullable=False, index=True),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    Column("label_sealed", LargeBinary, nullable=False),
    Column("note_sealed", LargeBinary),
    Column("handled_sealed", LargeBinary),
    Column("call_back_sealed", LargeBinary),
    Column("appointment_day", Date),
    Column("appointment_sealed", LargeBinary),
    Column("sealed", LargeBinary, nullable=False),
)
"""What patients shared. `key` appears in addresses. `label_sealed` holds the reference,
the level, whether there is a crisis, and the leads. The column `level` is the rank of
level and crisis. `appointment_sealed` holds the doctor and the time. The column
`sealed` is long, so queries for lists leave it out."""

Index("ix_audit_entry_clinic_id", audit_entry.c.clinic_id, audit_entry.c.number)
clinic = intake.c.clinic_id
is_open = intake.c.state != literal_column("'closed'")
"""Whether an intake is not closed. SQLite uses the index of open ones only for a query
that says the same words."""
narrowed = [intake.c[name] for name in ("state", "language", "taken", "expires")]
"""What a list is narrowed to without a look at the rows."""
Index(
    "ix_intake_newest", clinic, intake.c.id, *narrowed, intake.c.level, intake.c.created
)
