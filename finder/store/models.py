"""The tables of visits, the roster and the rules."""

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


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, also on SQLite, which drops the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time needs its time zone to be stored")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


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
    Column("version", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("first_seen", Instant, nullable=False),
)
visit = Table(
    "visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("rules_version", String, nullable=False),
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

clinician = Table(
    "clinician",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("npi", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("background", String, nullable=False),
    Column("board", String, nullable=False),
    Column("certified_until", Date),
    Column("offers", String, nullable=False),
    Column("languages", String, nullable=False),
    Column("accepting", Boolean, nullable=False),
)

kiosk = Table(
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

tally = Table(
    "tally",
    metadata,
    Column("week", Date, primary_key=True),
    Column("what", String, primary_key=True),
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
