"""Run by Alembic for every command; the connection and its transaction belong to `monitor.migrations`."""

from alembic import context

from monitor.adapters.registry.rows import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,  # SQLite cannot alter most of a table in place
)
context.run_migrations()
