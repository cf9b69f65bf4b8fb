"""deliberating: what is being weighed, what was promised and whether it was kept, and rival explanations."""

from standoff.deliberating.deliberate import Deliberated, deliberate

__all__ = ["Deliberated", "deliberate"]
