"""The program's version, apart from everything, so that anything may name it."""

__version__ = "0.1.0"
