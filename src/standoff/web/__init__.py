"""The desk's pages and API: server-rendered HTML over one record, readable without scripts."""

from standoff.web.app import create_app

__all__ = ["create_app"]
