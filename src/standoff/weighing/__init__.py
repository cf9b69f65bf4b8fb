"""Weighing: many reports, one account. Copies, origins, incidents, claims and verdicts from resolved readings."""

from standoff.weighing.weighed import Weighed, weigh

__all__ = ["Weighed", "weigh"]
