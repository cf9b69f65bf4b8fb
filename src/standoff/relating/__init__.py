"""relating: readings and incidents in, signed and dated ties between actors out."""

from standoff.relating.relate import Related, relate
from standoff.relating.scale import goldstein, is_cooperation

__all__ = ["Related", "goldstein", "is_cooperation", "relate"]
