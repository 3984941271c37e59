"""The tables of visits, the roster and the rules."""

import re
from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.exc import DontWrapMixin

UNKEPT = re.compile("[\0\ud800-\udfff]")
LONGEST_SHOWN = 40


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
    Column("expires", Instant, nullable=False, index=True),
)
"""What stands on a page that a reload must show again, such as a code that is shown once."""

clinician = Table(
    "clinician",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("npi", KeepableText, nullable=False, unique=True),
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
)

tablet_session = Table(
    "kiosk",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tablet", Integer, nullable=False, unique=True),
    Column("code_hash", LargeBinary, unique=True),
    Column("token_hash", LargeBinary, unique=True),
    Column("advice", LargeBinary),
    Column("expires", Instant, nullable=False, index=True),
)
"""One session a tablet. It waits with a code, then runs with a token; `advice` is sealed, and there only while the
tablet stands at an urgent page."""

weekly_count = Table(
    "tally",
    metadata,
    Column("week", Date, primary_key=True),
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
