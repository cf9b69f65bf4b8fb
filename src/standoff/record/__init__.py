"""The store of an account: views to read, writers to append. SQLite by default, PostgreSQL by URL."""

from standoff.record.record import Record
from standoff.record.view import View
from standoff.record.words import ActorSummary, Hit, Layer, PageState, Stored

__all__ = ["ActorSummary", "Hit", "Layer", "PageState", "Record", "Stored", "View"]
