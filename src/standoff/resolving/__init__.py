"""Resolving: spans to actors, places and times, each with a probability and a reason."""

from standoff.resolving.registry import Registry

__all__ = ["Registry"]
