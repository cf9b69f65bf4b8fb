"""relating: readings and incidents in, signed and dated ties between actors out."""

from standoff.relating.scale import goldstein, is_cooperation
from standoff.relating.ties import Related, relate

__all__ = ["Related", "goldstein", "is_cooperation", "relate"]
