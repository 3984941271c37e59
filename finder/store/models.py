"""The tables."""

from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Dialect, Integer, LargeBinary, MetaData, String, Table, TypeDecorator

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, with its zone on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC) if value else None


visit = Table(
    "visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("rules_version", String(12), nullable=False),
    Column("started", Moment, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
)
