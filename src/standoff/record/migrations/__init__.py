"""Alembic migrations of the record, run on opening it."""
