"""Whose word is taken: the key of the log, its checkpoint, the witnesses, what was signed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plimsoll.errors import InputError
from plimsoll.verifier.findings import Findings
from plimsoll.verifier.hanging import Head
from plimsoll.verifier.malformed import MalformedError
from plimsoll.verifier.notes import ED25519, Checkpoint, VKey, parse_checkpoint, parse_vkey
from plimsoll.verifier.policy import Policy, parse_policy


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness that cosigned the checkpoint: its name in the policy, its key's name, when (POSIX seconds)."""

    name: str
    key: str
    time: int


def given_vkeys(texts: Sequence[str]) -> list[VKey]:
    """The keys that the caller trusts; InputError for what is none."""
    return [_given_vkey(text) for text in texts]


def given_policy(data: bytes | None) -> Policy | None:
    """The policy that the caller trusts; InputError for what is none."""
    try:
        return None if data is None else parse_policy(data)
    except MalformedError as error:
        raise InputError(f"the policy {error}", "write it as c2sp.org/tlog-policy has it") from error


def given_checkpoint(data: bytes | None) -> Checkpoint | None:
    """The earlier checkpoint that the caller has; InputError for what is none."""
    try:
        return None if data is None else parse_checkpoint(data)
    except MalformedError as error:
        raise InputError(f"the earlier checkpoint {error}", "give it as the log signed it, byte for byte") from error


def given_head(head: Head | None) -> Head | None:
    """The head that the caller remembers; InputError for what is none."""
    if head is not None and (head.size < 0 or len(head.root) != 32):
        raise InputError("the remembered head is none", "give a size from 0 and a root of 32 bytes")
    return head


def chosen_key(origin: str, text: str, trusted: Sequence[VKey], findings: Findings) -> tuple[VKey | None, bool]:
    """The key to verify with, and whether the caller gave it; `text` is the key that the record names."""
    named = None
    try:
        named = parse_vkey(text) if text else None
    except MalformedError as error:
        findings.add(None, f"the key that the record names {error}")
    if named is not None and named.algorithm != ED25519:
        findings.add(None, "the key that the record names is not an Ed25519 key of a log")
        named = None
    if not trusted:
        key = named
    elif named in trusted:
        return named, True
    else:
        key = next((key for key in trusted if key.name == origin), trusted[0])
        if named is not None:
            findings.add(None, "the record names another key of the log than any that was given")
    if key is not None and key.name != origin:
        findings.add(None, "the name of the log's key is not the origin of the record")
    return key, bool(trusted)


def check_checkpoint(signed: Checkpoint, origin: str, key: VKey | None, findings: Findings) -> None:
    """Find it where the checkpoint is of another log, or not signed by the key first of all."""
    if signed.origin != origin:
        findings.add(None, "the checkpoint is of another origin than the record")
    if key is None:
        findings.add(None, "no key is known to verify the checkpoint with")
    elif not signed.note.signed_by(key):
        findings.add(None, "the checkpoint is not signed by the key of the log")
    elif signed.note.signatures[0][:2] != (key.name, key.id):
        findings.add(None, "the first signature of the checkpoint is not that of the log")


def cosigners(signed: Checkpoint, policy: Policy, findings: Findings) -> list[Witness]:
    """The witnesses of the policy that cosigned; a wrong cosignature of one of them is found."""
    found: list[Witness] = []
    for name, key in policy.witnesses.items():
        try:
            time = signed.note.cosigned_by(key)
        except MalformedError as error:
            findings.add(None, f"the cosignature of witness {shown(name)} {error}")
            continue
        if time is not None:
            found.append(Witness(shown(name), shown(key.name), time))
    return found


def heads_before(
    signed: Checkpoint, earlier: Checkpoint | None, remembered: Head | None, key: VKey | None, findings: Findings
) -> list[Head]:
    """What was signed before and must be a prefix, as far as the record is long enough."""
    heads = [] if remembered is None else [remembered]
    if earlier is not None:
        if earlier.origin != signed.origin:
            findings.add(None, "the earlier checkpoint is of another origin than the record")
        elif key is None or not earlier.note.signed_by(key):
            findings.add(None, "the earlier checkpoint is not signed by the key of the log")
        else:
            heads.append(Head(earlier.size, earlier.root))
    for head in heads:
        if head.size > signed.size:
            what = f"rolled back: a checkpoint of size {head.size} was signed, the record ends at {signed.size}"
            findings.add(None, what)
    return [head for head in heads if head.size <= signed.size]


def shown(name: str) -> str:
    """A name of a policy, which may be any octets, as text that can be printed."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _given_vkey(text: str) -> VKey:
    try:
        key = parse_vkey(text)
    except MalformedError as error:
        raise InputError(
            f"the key given {error}", "give it as <name>+<id>+<base64>, as the log's owner told it"
        ) from error
    if key.algorithm != ED25519:
        raise InputError("the key given is not a log's", "give an Ed25519 key, of type 0x01")
    return key
