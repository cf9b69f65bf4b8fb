"""Alembic's entry: runs on the connection that `opening.upgrade` hands over, inside its transaction."""

from alembic import context

from standoff.record.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, version_table=VERSION_TABLE
)
context.run_migrations()
