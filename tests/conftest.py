"""Settings of the whole suite."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no failure: nothing in the suite is timed.
settings.register_profile("standoff", deadline=None, max_examples=50)
settings.load_profile("standoff")
