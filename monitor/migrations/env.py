"""Run by Alembic for every command; the connection and its transaction belong to `monitor.migrations`."""

from alembic import context

from monitor.adapters.registry import api_models  # noqa: F401  # its tables belong to the same metadata
from monitor.adapters.registry.models import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,  # SQLite cannot alter most of a table in place
)
context.run_migrations()
