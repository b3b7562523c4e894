"""Verifying a sealed record, from a bundle or in place: shares no code with what writes it.

What a record must look like is in docs/reference/record-format.md.
"""

from plimsoll.verifier.bundle import verify_bundle
from plimsoll.verifier.checking import verify
from plimsoll.verifier.evidence import Columns, Evidence
from plimsoll.verifier.findings import Finding
from plimsoll.verifier.hanging import Head
from plimsoll.verifier.trust import Witness
from plimsoll.verifier.verification import Verification

__all__ = ["Columns", "Evidence", "Finding", "Head", "Verification", "Witness", "verify", "verify_bundle"]
