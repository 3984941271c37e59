"""Everything that is kept, with SQLAlchemy Core. Functions take a connection and never commit."""
