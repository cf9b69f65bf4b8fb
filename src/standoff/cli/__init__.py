"""The commands. `main` is the entry point."""

from standoff.cli.app import main

__all__ = ["main"]
