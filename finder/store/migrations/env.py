"""Alembic runs this; the connection comes from `finder.store.migrate`, in whose transaction everything happens."""

import logging

from alembic import context

from finder.store.models import metadata

logging.getLogger("alembic").setLevel(logging.WARNING)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
