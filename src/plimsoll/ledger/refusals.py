"""The ways in which what comes from outside is turned away; all are errors that a person reads."""

from __future__ import annotations

from plimsoll.errors import InputError


class MalformedError(InputError):
    """Bytes or text that are not of the format they should have."""


class RefusedError(InputError):
    """Well-formed, but not shown to be true: a proof or a signature that does not hold."""


class UnreachableError(InputError):
    """A witness that could not be asked, or whose answer broke off."""
