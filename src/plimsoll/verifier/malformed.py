"""What is said of bytes that are not in their format."""

from __future__ import annotations


class MalformedError(Exception):
    """Bytes that are not in the format that they should have.

    The message is the end of a sentence ("is not JSON") and never quotes a value, which may be personal.
    """
