"""The tables of the directory: clinicians of the US register, and the location of each
ZIP code."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    SmallInteger,
    Table,
)

from finder.store.tables import Instant, StorableText, metadata

edition = Table(
    "directory_edition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("until", Date),
    Column("updated", Date),
    Column("sample", Boolean, nullable=False),
    Column("listings", Integer, nullable=False),
    Column("started", Instant, nullable=False),
    Column("finished", Instant),
)
"""An imported directory. The newest finished one is in use. `until` is the day of its
file and `updated` that of the last update. `finished` is NULL while an import runs, and
after an import that was abandoned."""

listing = Table(
    "directory_listing",
    metadata,
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("npi", BigInteger, primary_key=True, autoincrement=False),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("name", StorableText, nullable=False),
    Column("credential", StorableText, nullable=False),
    Column("codes", StorableText, nullable=False),
    Column("kinds", StorableText, nullable=False),
    Column("pain", Boolean, nullable=False),
    Column("street", StorableText, nullable=False),
    Column("city", StorableText, nullable=False),
    Column("state", StorableText, nullable=False),
    Column("zip_code", StorableText, nullable=False),
    Column("phone", StorableText, nullable=False),
    Column("since", Date),
    sqlite_with_rowid=False,
)
"""A clinician at one place of practice. In an unfinished update, a row without a ZIP
code marks a clinician to remove."""

listed = Table(
    "directory_listed",
    metadata,
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("kind", StorableText, primary_key=True),
    Column("pain", Boolean, primary_key=True),
    Column("zip_code", StorableText, primary_key=True),
    Column("npi", BigInteger, primary_key=True, autoincrement=False),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""The kinds that each listing is found under. The order of the columns is the order of
the look-up."""

Index("ix_directory_listed_npi", listed.c.edition, listed.c.npi)

zip_code = Table(
    "directory_zip",
    metadata,
    Column("zip_code", StorableText, primary_key=True),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("city", StorableText, nullable=False),
    Column("folded", StorableText, nullable=False, index=True),
    Column("state", StorableText, nullable=False),
)
"""The center of each ZIP code, and its city. `folded` is the name of the city,
case-folded."""

Index(
    "ix_directory_zip_place",
    zip_code.c.latitude,
    zip_code.c.longitude,
    zip_code.c.zip_code,
)
