"""The tables of clinics, visits, the roster and the rules."""

import re
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Executable,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    bindparam,
)
from sqlalchemy.exc import DontWrapMixin

FIRST_CLINIC, ALL_CLINICS = 1, 0
"""The clinic that is there from the start, and what stands for no clinic of its own: a query that asks for one clinic
finds nothing there."""
ACROSS_CLINICS = "finder_across_clinics"
UNKEPT = re.compile("[\0\ud800-\udfff]")
LONGEST_SHOWN = 40

Statement = TypeVar("Statement", bound=Executable)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, also on SQLite, which drops the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its time zone to be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        has_zone = value.tzinfo is not None
        return value.astimezone(UTC) if has_zone else value.replace(tzinfo=UTC)


class Unkeepable(Exception, DontWrapMixin):
    """A text with a character that not every database keeps; the message names it."""


class KeepableText(TypeDecorator[str]):
    """A text. PostgreSQL keeps no NUL and neither engine half of a surrogate pair, so both refuse them alike."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        text = value or ""
        found = UNKEPT.search(text)
        if found:
            start = text[:LONGEST_SHOWN]
            character = ord(found[0])
            raise Unkeepable(
                f"the text {start!r} has the character U+{character:04X}, which cannot be kept; "
                "take it out, then try again"
            )
        return value


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def clinic_id(*, is_key: bool = False) -> Column[int]:
    """Return the column that says which clinic a row belongs to. It has no foreign key: SQLite would have to write each
    table again, and a clinic is closed, never deleted."""
    return Column("clinic_id", Integer, primary_key=is_key, autoincrement=False, nullable=False)


def of_clinic(table: Table) -> ColumnElement[bool]:
    """Return the condition that a row belongs to the clinic of the transaction."""
    return table.c.clinic_id == bindparam("clinic")


def across_clinics(statement: Statement) -> Statement:
    """Mark a statement that reads or changes rows of all clinics on purpose. A test fails for every other statement
    that does."""
    return statement.execution_options(**{ACROSS_CLINICS: True})


clinic = Table(
    "clinic",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", KeepableText, nullable=False, unique=True),
    Column("settings", KeepableText, nullable=False),
    Column("closed", Instant),
)
"""The clinics of this installation. `slug` stands in addresses; `settings` are what differs from the installation's."""

rules_version = Table(
    "rules_version",
    metadata,
    Column("version", KeepableText, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("first_seen", Instant, nullable=False),
)
visit = Table(
    "visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("rules_version", KeepableText, nullable=False),
    clinic_id(),
    Column("started", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
)

saved = Table(
    "saved_code",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("visit_id", Integer, ForeignKey("visit.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("token_hash", LargeBinary, nullable=False),
    Column("until", Instant, nullable=False),
)
"""A code for a visit that was saved to come back to; it goes with its visit. `token_hash` is the visit's as it was
then."""

page_shown = Table(
    "page_shown",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    clinic_id(),
    Column("expires", Instant, nullable=False, index=True),
)
"""What stands on a page that a reload must show again, such as a code that is shown once."""

clinician = Table(
    "clinician",
    metadata,
    Column("id", Integer, primary_key=True),
    clinic_id(),
    Column("npi", KeepableText, nullable=False),
    Column("name", KeepableText, nullable=False),
    Column("background", KeepableText, nullable=False),
    Column("board", KeepableText, nullable=False),
    Column("certified_until", Date),
    Column("offers", KeepableText, nullable=False),
    Column("languages", KeepableText, nullable=False),
    Column("accepting", Boolean, nullable=False),
    Column("place", KeepableText, nullable=False, server_default=""),
    Column("phone", KeepableText, nullable=False, server_default=""),
    Column("link", KeepableText, nullable=False, server_default=""),
    UniqueConstraint("clinic_id", "npi", name="uq_clinician_npi"),
)

tablet_session = Table(
    "kiosk",
    metadata,
    Column("id", Integer, primary_key=True),
    clinic_id(),
    Column("tablet", Integer, nullable=False),
    Column("code_hash", LargeBinary),
    Column("token_hash", LargeBinary, unique=True),
    Column("advice", LargeBinary),
    Column("expires", Instant, nullable=False, index=True),
    UniqueConstraint("clinic_id", "tablet", name="uq_kiosk_tablet"),
    UniqueConstraint("clinic_id", "code_hash", name="uq_kiosk_code_hash"),
)
"""One session a tablet. It waits with a code, then runs with a token; `advice` is sealed, and there only while the
tablet stands at an urgent page."""

weekly_count = Table(
    "tally",
    metadata,
    clinic_id(is_key=True),
    Column("week", Date, primary_key=True, index=True),
    Column("what", KeepableText, primary_key=True),
    Column("number", Integer, nullable=False),
)
"""How often something happened in a week; nothing here leads to a visit."""

database_key = Table(
    "database_key",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("print", LargeBinary, nullable=False, unique=True),
    Column("key_id", LargeBinary, nullable=False),
)
"""The fingerprints of the secret keys that this database was used with; the highest number is the key that seals now.
`key_id` is what its sealed bytes begin with."""
