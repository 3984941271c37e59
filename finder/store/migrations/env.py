"""Alembic's entry point: the connection comes from `finder.store.migrate`, in whose transaction all runs."""

from alembic import context

from finder.store.models import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    compare_type=True,
)
context.run_migrations()
