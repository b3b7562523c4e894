"""Whether any byte of a bundle changed, and which member holds it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from plimsoll.verifier.archive import Archive, Member
from plimsoll.verifier.base64s import encoded
from plimsoll.verifier.findings import Findings
from plimsoll.verifier.malformed import MalformedError
from plimsoll.verifier.manifest import FORMAT
from plimsoll.verifier.notes import VKey, parse_note

_MANIFEST = "manifest.json"
_CHECKED_ELSEWHERE = ("tile/", "sealed.jsonl")


def check_bytes(archive: Archive, origin: str, key: VKey | None, files: Mapping[str, str], findings: Findings) -> None:
    """Check the digest that the archive's comment signs, then each member's in the manifest, and name what changed."""
    for flaw in archive.flaws:
        findings.add(None, flaw)
    signed = _signed_digest(archive.comment, origin, key, findings)
    as_signed = signed == encoded(archive.digest())
    sound = as_signed and not archive.flaws
    named = _name_members(archive, files, sound, findings)
    if not as_signed and signed is not None and not named and not archive.flaws:
        span = f"{archive.directory}-{archive.end - 1}"
        findings.add(None, f"the archive's own bytes at offset {span}, its directory, were altered")


def _signed_digest(comment: bytes, origin: str, key: VKey | None, findings: Findings) -> str | None:
    """The digest of the archive that its comment signs; None where its signature is not to be trusted."""
    try:
        note = parse_note(comment)
    except MalformedError as error:
        findings.add(None, f"the comment of the archive, which signs it, {error}")
        return None
    lines = note.text.decode("utf-8").split("\n")
    if len(lines) != 4 or lines[0] != FORMAT:
        findings.add(None, "the comment of the archive does not sign a bundle")
        return None
    if lines[1] != origin:
        findings.add(None, "the comment of the archive signs a bundle of another origin")
    if key is None or not note.signed_by(key):
        findings.add(None, "the comment of the archive is not signed by the key of the log")
        return None
    return lines[2]


def _name_members(archive: Archive, files: Mapping[str, str], sound: bool, findings: Findings) -> bool:
    """Name members that changed. Where two disagree, the one that does not fit its CRC-32 is the one that changed.

    In an archive that is as signed, tiles and ciphertexts are left to the checkpoint and the entries, which say more.
    """
    manifest = archive.by_name.get(_MANIFEST)
    manifest_changed = not sound and manifest is not None and not archive.is_as_summed(manifest)
    if manifest_changed:
        findings.add(None, f"{_MANIFEST} was altered")
    named = manifest_changed
    for member in archive.members:
        if member.name == _MANIFEST:
            continue
        if sound and member.name.startswith(_CHECKED_ELSEWHERE):
            continue
        wanted = files.get(member.name)
        differs = wanted is not None and _digest(archive, member) != wanted
        summed = sound or archive.is_as_summed(member)
        if not summed:
            findings.add(None, f"{member.name} was altered, or its checksum in the archive")
        elif differs and not manifest_changed:
            findings.add(None, f"{member.name} is not the file that {_MANIFEST} lists")
        else:
            continue
        named = True
    return named


def _digest(archive: Archive, member: Member) -> str:
    hash = sha256()
    for chunk in archive.chunks(member):
        hash.update(chunk)
    return hash.hexdigest()
