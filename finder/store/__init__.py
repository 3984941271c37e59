"""Encrypted storage with SQLAlchemy Core. Functions take a transaction and never
commit."""
