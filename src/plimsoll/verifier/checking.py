"""Verifying: each entry once, in order, holding nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from plimsoll.errors import InputError
from plimsoll.verifier.acts import Acts
from plimsoll.verifier.columns import ColumnsBeside
from plimsoll.verifier.entries import marks_of, read_entry
from plimsoll.verifier.evidence import Evidence
from plimsoll.verifier.findings import Findings
from plimsoll.verifier.hanging import Head, Part, Whole
from plimsoll.verifier.kinds import check_value
from plimsoll.verifier.malformed import MalformedError
from plimsoll.verifier.notes import Checkpoint, VKey, parse_checkpoint
from plimsoll.verifier.opening import SECRET, Opener
from plimsoll.verifier.policy import Policy, parse_policy
from plimsoll.verifier.trust import (
    check_checkpoint,
    chosen_key,
    cosigners,
    given_checkpoint,
    given_head,
    given_policy,
    given_vkeys,
    heads_before,
)
from plimsoll.verifier.values import Values
from plimsoll.verifier.verification import Verification


class Given:
    """What the caller brings and trusts; InputError for what is not in its form.

    Keys as `<name>+<id>+<base64>`; a policy's bytes; the head last seen; an earlier checkpoint's bytes; data keys
    by id, 32 bytes each, and whether those are all that there are: a value under another is lost then.
    """

    def __init__(
        self,
        vkeys: Sequence[str] = (),
        policy: bytes | None = None,
        remembered: Head | None = None,
        earlier: bytes | None = None,
        opened: Mapping[str, bytes] | None = None,
        every_key: bool = False,
    ) -> None:
        self.every_key = every_key
        self.policy = given_policy(policy)
        self.vkeys = given_vkeys(vkeys) or list(self.policy.logs if self.policy else ())
        self.remembered = given_head(remembered)
        self.earlier = given_checkpoint(earlier)
        self.opened = dict(opened or {})
        if any(len(secret) != SECRET for secret in self.opened.values()):
            raise InputError(f"a data key is not {SECRET} bytes", "give each key as the vault discloses it")


def verify(
    evidence: Evidence,
    *,
    vkeys: Sequence[str] = (),
    policy: bytes | None = None,
    remembered: Head | None = None,
    earlier: bytes | None = None,
    opened: Mapping[str, bytes] | None = None,
    every_key: bool = False,
) -> Verification:
    """Verify a whole record, such as a live store. See `Given` for what can be brought. InputError only for that."""
    return examine(evidence, Given(vkeys, policy, remembered, earlier, opened, every_key), Findings())


def examine(
    evidence: Evidence,
    given: Given,
    findings: Findings,
    *,
    proofs: Mapping[int, bytes] | None = None,
    own_policy: bytes | None = None,
) -> Verification:
    """Verify a record, or a part by its `proofs`; what `findings` holds already counts."""
    note = evidence.checkpoint()
    signed = _checkpoint(note, findings)
    key, vkey_given = chosen_key(evidence.origin, evidence.vkey, given.vkeys, findings)
    notes: list[str] = []
    heads: list[Head] = []
    if signed is not None:
        check_checkpoint(signed, evidence.origin, key, findings)
        heads = heads_before(signed, given.earlier, given.remembered, key, findings)
    policy = given.policy or _own_policy(own_policy, key, findings)
    witnesses = cosigners(signed, policy, findings) if policy and signed else []
    met = policy.is_met({witness.name for witness in witnesses}) if policy else None
    if given.policy is not None and not met:
        findings.add(None, "the witnesses that cosigned are not the quorum of the given policy")

    acts = Acts(evidence.origin, key, proofs is None, findings)
    acts.foresee(evidence.entries())
    secrets = _secrets(evidence.opened(), given.opened, acts, findings)
    values = Values(evidence.sealed(), acts.erasures, Opener(evidence.origin, secrets), findings, given.every_key)
    hanging: Whole | Part
    if proofs is None:
        hanging = Whole(signed, heads, evidence.tiles(), findings)
    else:
        hanging = Part(signed, note, proofs, findings)
        _heads_of_part(signed, heads, findings, notes)
    number = _check_all(
        evidence.entries(), hanging, ColumnsBeside(evidence.columns(), findings), acts, values, findings
    )
    values.end()
    hanging.end()
    what = "the erasure in entry {} is not completed: no certificate of it is here"
    notes += [what.format(at) for at in acts.erasures.not_completed()]
    return Verification(
        origin=evidence.origin,
        size=signed.size if signed else None,
        root=signed.root if signed else None,
        vkey=str(key) if key else None,
        vkey_given=vkey_given,
        custody=evidence.custody,
        whole=proofs is None,
        entries=number,
        values_there=values.there,
        values_erased=len(values.erased_entries),
        values_opened=values.opened,
        witnesses=tuple(witnesses),
        quorum_met=met,
        policy_given=given.policy is not None,
        findings=tuple(findings.kept),
        findings_number=findings.number,
        notes=tuple(notes),
        tampered_entries=frozenset(findings.entries),
        erased_entries=values.erased_entries,
        erased_by=values.erased_by,
    )


def _check_all(
    entries: Iterator[tuple[int, bytes]],
    hanging: Whole | Part,
    columns: ColumnsBeside,
    acts: Acts,
    values: Values,
    findings: Findings,
) -> int:
    """The number of entries, each checked. This loop takes most of the time: what is rare stands outside it."""
    number, last = 0, ""
    hang, beside, withdrawn = hanging.hang, columns.are_kept, acts.withdrawn
    for sequence, data in entries:
        number += 1
        hang(sequence, data)
        try:
            actor, effective, _, kind, own, subject, time, value = read_entry(data)
            if own != sequence:
                raise MalformedError(f"says that it is entry {own}")
            if time < last:
                findings.add(sequence, f"entry {sequence} has a time before that of the entry ahead of it")
            else:
                last = time
            if beside:
                columns.check(sequence, time, kind, subject, effective)
            if sequence in withdrawn:
                withdrawn[sequence] = subject
            marks = marks_of(actor, value)
            check_value(kind, value)
        except MalformedError as error:
            findings.add(sequence, f"entry {sequence} {error}")
            columns.pass_over(sequence)
            values.pass_over(sequence)
            continue
        if marks[1] is not None or values.next <= sequence:
            values.check(sequence, subject, marks)
        if sequence == 0 or kind[:6] != "facts/":
            try:
                acts.check(sequence, kind, subject, value)
            except MalformedError as error:
                findings.add(sequence, f"entry {sequence} {error}")
    columns.end()
    return number


def _checkpoint(note: bytes, findings: Findings) -> Checkpoint | None:
    try:
        return parse_checkpoint(note)
    except MalformedError as error:
        findings.add(None, f"the checkpoint {error}")
        return None


def _own_policy(data: bytes | None, key: VKey | None, findings: Findings) -> Policy | None:
    if data is None:
        return None
    try:
        policy = parse_policy(data)
    except MalformedError as error:
        findings.add(None, f"the policy of the record {error}")
        return None
    if policy.logs and key is not None and key not in policy.logs:
        findings.add(None, "the policy of the record names another key of the log")
    return policy


def _secrets(
    disclosed: Mapping[str, bytes], given: Mapping[str, bytes], acts: Acts, findings: Findings
) -> dict[str, bytes]:
    for key, secret in disclosed.items():
        if len(secret) != SECRET:
            findings.add(None, f"the key {key} is disclosed with {len(secret)} bytes instead of {SECRET}")
        if acts.erasures.of(key):
            at = acts.erasures.of(key)[0].sequence
            findings.add(at, f"the key {key} is disclosed, though entry {at} says that it was destroyed")
    return {**{key: secret for key, secret in disclosed.items() if len(secret) == SECRET}, **given}


def _heads_of_part(signed: Checkpoint | None, heads: list[Head], findings: Findings, notes: list[str]) -> None:
    for head in heads:
        if signed is None or head.size < signed.size:
            notes.append(f"a part does not show whether the checkpoint of size {head.size} was of the same record")
        elif head.root != signed.root:
            findings.add(None, f"forked: a checkpoint of size {head.size} was signed with another root")
