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
"""The id of the clinic that always exists, and an id that no clinic has. A query for
one clinic finds no row of ALL_CLINICS."""
ACROSS_CLINICS = "finder_across_clinics"
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
LONGEST_SHOWN = 40

Statement = TypeVar("Statement", bound=Executable)


class Instant(TypeDecorator[datetime]):
    """A time in UTC, also on SQLite, which drops the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its time zone to be stored")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        has_zone = value.tzinfo is not None
        return value.astimezone(UTC) if has_zone else value.replace(tzinfo=UTC)


class UnstorableText(Exception, DontWrapMixin):
    """A text with a character that not every database can store. The message names
    it."""


class StorableText(TypeDecorator[str]):
    """A text. PostgreSQL stores no NUL, and neither engine stores half of a surrogate
    pair, so both are refused."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        text = value or ""
        found = UNSTORABLE.search(text)
        if found:
            start = text[:LONGEST_SHOWN]
            character = ord(found[0])
            raise UnstorableText(
                f"the text {start!r} contains the character U+{character:04X}, which cannot be stored; remove it and "
                "try again"
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
    """Return the column for the clinic that a row belongs to.

    It has no foreign key, because SQLite would have to rewrite each table to add one,
    and a clinic is never deleted.
    """
    return Column(
        "clinic_id", Integer, primary_key=is_key, autoincrement=False, nullable=False
    )


def of_clinic(table: Table) -> ColumnElement[bool]:
    """Return the condition that a row belongs to the clinic of the transaction."""
    return table.c.clinic_id == bindparam("clinic")


def across_clinics(statement: Statement) -> Statement:
    """Return the statement, marked as one that uses rows of all clinics on purpose. A
    test fails for any other such statement."""
    return statement.execution_options(**{ACROSS_CLINICS: True})


clinic = Table(
    "clinic",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", StorableText, nullable=False, unique=True),
    Column("settings", StorableText, nullable=False),
    Column("closed", Instant),
)
"""The clinics of this installation. `slug` appears in addresses. `settings` holds only
what differs from the installation's settings."""

rules_version = Table(
    "rules_version",
    metadata,
    Column("version", StorableText, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("first_seen", Instant, nullable=False),
)
visit = Table(
    "visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("rules_version", StorableText, nullable=False),
    clinic_id(),
    Column("started", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
)

saved = Table(
    "saved_code",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column(
        "visit_id",
        Integer,
        ForeignKey("visit.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("token_hash", LargeBinary, nullable=False),
    Column("until", Instant, nullable=False),
)
"""Resume codes of saved visits. A code is deleted with its visit. `token_hash` is the
visit's token hash at the time of saving."""

page_shown = Table(
    "page_shown",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    clinic_id(),
    Column("expires", Instant, nullable=False, index=True),
)
"""The content of pages that a reload must show again, such as a code that is shown
once."""

clinician = Table(
    "clinician",
    metadata,
    Column("id", Integer, primary_key=True),
    clinic_id(),
    Column("npi", StorableText, nullable=False),
    Column("name", StorableText, nullable=False),
    Column("background", StorableText, nullable=False),
    Column("board", StorableText, nullable=False),
    Column("certified_until", Date),
    Column("offers", StorableText, nullable=False),
    Column("languages", StorableText, nullable=False),
    Column("accepting", Boolean, nullable=False),
    Column("place", StorableText, nullable=False, server_default=""),
    Column("phone", StorableText, nullable=False, server_default=""),
    Column("link", StorableText, nullable=False, server_default=""),
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
"""One session for each tablet. It waits with a code, then runs with a token. `advice`
is encrypted, and set only while the tablet shows an urgent page."""

weekly_count = Table(
    "tally",
    metadata,
    clinic_id(is_key=True),
    Column("week", Date, primary_key=True, index=True),
    Column("what", StorableText, primary_key=True),
    Column("number", Integer, nullable=False),
)
"""How often something happened in a week. Nothing here leads to a visit."""

database_key = Table(
    "database_key",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("print", LargeBinary, nullable=False, unique=True),
    Column("key_id", LargeBinary, nullable=False),
)
"""The fingerprints of the secret keys that were used with this database. The highest
number is the key that encrypts now. Encrypted bytes begin with the `key_id` of their
key."""
