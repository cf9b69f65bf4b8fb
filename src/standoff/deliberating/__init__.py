"""deliberating: what is being weighed, what was promised and whether it was kept, and rival explanations."""

from standoff.deliberating.deliberated import Deliberated, deliberate

__all__ = ["Deliberated", "deliberate"]
