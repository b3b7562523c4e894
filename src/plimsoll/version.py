"""The version of Plimsoll, for whoever may not ask the whole of it."""

__version__ = "0.1.0"
