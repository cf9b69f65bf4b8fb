"""Resolving: spans to actors, places and times, each with a probability and a reason."""

from standoff.resolving.gazetteer import Gazetteer
from standoff.resolving.registry import Registry
from standoff.resolving.resolution import resolve
from standoff.resolving.times import normalise

__all__ = ["Gazetteer", "Registry", "normalise", "resolve"]
