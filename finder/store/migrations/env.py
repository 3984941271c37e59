"""Run the migrations. Alembic runs this file, with the connection and the transaction
of `finder.store.migrate`."""

import logging

from alembic import context

from finder.store import partial_indexes  # noqa: F401 - importing them registers them
from finder.store.tables import metadata

logging.getLogger("alembic").setLevel(logging.WARNING)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
