"""The store of an account: views to read, writers to append. SQLite by default, PostgreSQL by URL."""

from standoff.record.record import Record
from standoff.record.view import View
from standoff.record.words import ActorSummary, FetchState, Hit, Layer, Stored

__all__ = ["ActorSummary", "FetchState", "Hit", "Layer", "Record", "Stored", "View"]
