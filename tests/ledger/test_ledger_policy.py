from __future__ import annotations

import re
from collections.abc import Callable, Collection
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_vectors import vectors
from mutations import mutated
from plimsoll.ledger.checkpoint import Checkpoint
from plimsoll.ledger.hashing import leaf_hash
from plimsoll.ledger.keys import SignatureType, SigningKey, VerifierKey
from plimsoll.ledger.note import Note, Signature, sign
from plimsoll.ledger.policy import Group, Log, Policy, Witness, any_of, parse_policy
from plimsoll.ledger.refusals import MalformedError, RefusedError

POLICIES = vectors("policies")


def key(kind: SignatureType, number: int, name: str | None = None) -> SigningKey:
    return SigningKey(name or f"{kind.name.lower()}.example/{number}", kind, bytes([number]) + bytes(31))


LOG = key(SignatureType.ED25519, 0)
WITNESSES = [key(SignatureType.COSIGNATURE_V1, number) for number in range(1, 7)]
W1, W2, W3 = (witness.verifier for witness in WITNESSES[:3])
CHECKPOINT = Checkpoint(LOG.name, 17, leaf_hash(b""))


def with_vkeys(policy: str) -> bytes:
    """Write a vkey for each hexadecimal key, of the type that its line needs."""

    lines = []
    for line in policy.split("\n"):
        kind = SignatureType.ED25519 if line.split()[:1] == ["log"] else SignatureType.COSIGNATURE_V1
        for public in re.findall("[0-9a-f]{64}", line):
            line = line.replace(public, str(VerifierKey(public[-9:], kind, bytes.fromhex(public))))
        lines.append(line)
    return "\n".join(lines).encode()


@pytest.mark.parametrize("case", POLICIES["valid"])
def test_policies_of_sigsum_decide_as_sigsum_has_it(case: dict[str, Any]) -> None:
    policy = parse_policy(with_vkeys(case["policy"]))
    for names, sufficient in case["quorum"]:
        assert policy.satisfied(names) == sufficient
    assert parse_policy(bytes(policy)) == policy


@pytest.mark.parametrize("case", POLICIES["refused"], ids=lambda case: case["why"])
def test_policies_that_sigsum_refuses_are_refused(case: dict[str, str]) -> None:
    lacks_quorum = "quorum none\n" if "quorum" not in case["policy"] + case["why"] and case["why"] != "empty" else ""
    with pytest.raises(MalformedError):
        parse_policy(with_vkeys(case["policy"] + lacks_quorum))


def policy_of(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


GOOD = policy_of(
    "# who is trusted",
    f"log {LOG.verifier} https://log.example/",
    f"\t witness\tX1 {W1}   https://w1.example/ ",
    f"witness X2 {W2}",
    f"witness Y1 {W3}",
    "",
    "group X any X1 X2",
    "group X-and-Y all X Y1",
    "quorum X-and-Y",
)


def test_a_policy_is_read_whole() -> None:
    policy = parse_policy(GOOD)
    assert policy == Policy(
        (Log(LOG.verifier, "https://log.example/"),),
        (Witness("X1", W1, "https://w1.example/"), Witness("X2", W2), Witness("Y1", W3)),
        (Group("X", 1, ("X1", "X2")), Group("X-and-Y", 2, ("X", "Y1"))),
        "X-and-Y",
    )
    assert bytes(policy).decode().splitlines()[0] == f"log {LOG.verifier} https://log.example/"
    assert policy.satisfied(["X2", "Y1"])
    assert policy.satisfied(["X1", "X2", "Y1", "unknown"])
    assert not policy.satisfied(["X1", "X2"])
    assert not policy.satisfied(["X", "Y1"])  # a group does not cosign by its name
    assert not policy.satisfied([])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "policy: the policy has no quorum"),
        (b"quorum none", "policy:1: the last line has no newline"),
        (b"quorum none\nquorum none\n", "policy:2: a second quorum"),
        (b"quorum\n", "policy:1: the line has not the words"),
        (b"quorum a b\n", "write: quorum <name>"),
        (b"quorum W\n", "'W' is not defined"),
        (b"quorum none # why\n", "write: quorum <name>"),
        (b"\xef\xbb\xbfquorum none\n", "starts no line"),
        (b"Quorum none\n", "'Quorum' starts no line"),
        (b"quorum\xc2\xa0none\n", "starts no line"),
        (b"quorum none\r\n", "0x0d"),
        (b"# \x00\nquorum none\n", "0x00"),
        (b"log\n", "write: log"),
        (policy_of(f"log {LOG.verifier} a b"), "write: log"),
        (policy_of(f"log {W1}"), "type 0x04; the key of a log has type 0x01"),
        (policy_of(f"witness W {LOG.verifier}"), "type 0x01; the key of a witness has type 0x04"),
        (policy_of("log aaaa"), "policy:1: not a public key"),
        (
            policy_of(f"log {LOG.verifier}", f"log {key(SignatureType.ED25519, 0, 'other').verifier}"),
            "policy:2: .* twice",
        ),
        (policy_of("witness W"), "write: witness"),
        (policy_of(f"witness W {W1} a b"), "write: witness"),
        (policy_of(f"witness none {W1}"), "'none' is taken"),
        (policy_of(f"witness W {W1}", f"witness W {W2}"), "'W' is taken"),
        (policy_of(f"witness W {W1}", f"witness V {W1}"), "twice"),
        (policy_of(f"witness W {W1}", f"witness V {VerifierKey('other', W1.type, W1.public)}"), "policy:2: .* twice"),
        (policy_of(f"witness W {W1}", "group W all W"), "'W' is taken"),
        (policy_of(f"witness W {W1}", "group G 0 W"), "'0' is not a threshold"),
        (policy_of(f"witness W {W1}", "group G 2 W"), "asks for 2 of 1"),
        (policy_of(f"witness W {W1}", "group G 01 W"), "'01' is not a threshold"),
        (policy_of(f"witness W {W1}", "group G -1 W"), "'-1' is not a threshold"),
        (policy_of(f"witness W {W1}", "group G ٣ W"), "is not a threshold"),
        (policy_of("group G all"), "write: group"),
        (policy_of("group G all G"), "'G' is not defined"),
        (policy_of("group G all none"), "'none' is not defined"),
        (policy_of("group G all W", f"witness W {W1}"), "'W' is not defined"),
        (policy_of(f"witness W {W1}", "group G all W W"), "'W' is already in a group"),
        (policy_of(f"witness W {W1}", "group G all W", "group H all W"), "'W' is already in a group"),
        (b"#" * 1_000_001, "1,000,001 bytes"),
    ],
)
def test_other_policies_are_refused_with_their_line(data: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        parse_policy(data)


def test_names_are_octets() -> None:
    line = b"witness \xff\xe2\x84\xaa " + str(W1).encode() + b"\nwitness K " + str(W2).encode() + b"\n"
    policy = parse_policy(line + b"quorum \xff\xe2\x84\xaa\n")
    assert bytes(policy) == line + b"quorum \xff\xe2\x84\xaa\n"
    assert not policy.satisfied(["K"])
    assert policy.satisfied([policy.witnesses[0].name])


def test_as_many_lines_as_the_specification_recommends_are_read() -> None:
    keys = [key(SignatureType.COSIGNATURE_V1, number).verifier for number in range(40)]
    lines = [f"log {key(SignatureType.ED25519, number).verifier}" for number in range(40)]
    lines += [f"witness W{number} {each}" for number, each in enumerate(keys)]
    lines += [f"group G{number} all {'W' if number == 0 else 'G'}{max(0, number - 1)}" for number in range(40)]
    assert parse_policy(policy_of(*lines, "quorum G39")).satisfied(["W0"])


@given(st.data())
def test_any_policy_decides_as_its_groups_say(data: st.DataObject) -> None:
    names = [f"W{number}" for number in range(data.draw(st.integers(1, 6)))]
    free, groups = list(names), []
    for number in range(data.draw(st.integers(0, 4))):
        members = data.draw(st.lists(st.sampled_from(free), min_size=1, unique=True)) if free else []
        if not members:
            break
        groups.append(Group(f"G{number}", data.draw(st.integers(1, len(members))), tuple(members)))
        free = [each for each in free if each not in members] + [f"G{number}"]
    quorum = data.draw(st.sampled_from([*names, *(group.name for group in groups), "none"]))
    witnesses = tuple(Witness(name, WITNESSES[number].verifier) for number, name in enumerate(names))
    policy = Policy((), witnesses, tuple(groups), quorum)
    assert parse_policy(bytes(policy)) == policy

    def reached(name: str, cosigned: Collection[str]) -> bool:
        for group in groups:
            if group.name == name:
                return sum(reached(member, cosigned) for member in group.members) >= group.threshold
        return name == "none" or name in cosigned

    for count in range(len(names) + 1):
        for cosigned in combinations(names, count):
            assert policy.satisfied(cosigned) == reached(quorum, cosigned)


@given(mutated(GOOD) | st.binary(max_size=40))
def test_any_bytes_are_a_policy_or_an_error(data: bytes) -> None:
    try:
        policy = parse_policy(data)
    except MalformedError:
        return
    assert parse_policy(bytes(policy)) == policy
    policy.satisfied([witness.name for witness in policy.witnesses])


# What a policy says of a signed checkpoint


def test_a_checkpoint_is_taken_by_log_and_quorum() -> None:
    policy = any_of([LOG.verifier], [W1, W2, W3], threshold=2)
    note = sign(str(CHECKPOINT), [LOG, *WITNESSES[:2]], 99)
    checked = policy.check(note)
    assert checked.checkpoint == CHECKPOINT
    assert [each.key for each in checked.log] == [LOG.verifier]
    assert [(witness.key, each.time) for witness, each in checked.witnesses] == [(W1, 99), (W2, 99)]
    # The same witness twice counts once.
    twice = sign(str(CHECKPOINT), [LOG, WITNESSES[0]], 99).with_signatures(
        sign(note.text, [WITNESSES[0]], 100).signatures
    )
    for lacking in (sign(note.text, [LOG]), sign(note.text, [LOG, WITNESSES[0]], 99), twice):
        with pytest.raises(RefusedError, match="lacks cosignatures for the quorum 'witnesses'"):
            policy.check(lacking)
    assert any_of([LOG.verifier]).check(sign(note.text, [LOG])).witnesses == ()


def test_a_checkpoint_is_refused_without_its_own_log() -> None:
    other = key(SignatureType.ED25519, 9, "other.example")
    policy = any_of([LOG.verifier, other.verifier], [W1])
    with pytest.raises(RefusedError, match="has no log 'elsewhere'"):
        policy.check(sign(str(Checkpoint("elsewhere", 1, bytes(32))), [LOG, WITNESSES[0]], 1))
    with pytest.raises(RefusedError, match="no known key"):
        policy.check(sign(str(CHECKPOINT), [other]))
    with pytest.raises(RefusedError, match="did not sign"):
        policy.check(sign(str(CHECKPOINT), [other, WITNESSES[0]], 1))
    good = sign(str(CHECKPOINT), [LOG, WITNESSES[0]], 1)
    bad = Signature(W1.name, W1.id, bytes(72))
    with pytest.raises(RefusedError, match="does not hold"):
        policy.check(Note(good.text, (*good.signatures, bad)))
    with pytest.raises(MalformedError):
        policy.check(sign("not a checkpoint\n", [LOG]))


def test_a_policy_that_is_made_is_checked_as_one_that_is_read() -> None:
    makes: list[Callable[[], Policy]] = [
        lambda: Policy(quorum="W"),
        lambda: Policy(witnesses=(Witness("a b", W1),)),
        lambda: Policy(witnesses=(Witness("", W1),)),
        lambda: Policy(witnesses=(Witness("a\nb", W1),)),
        lambda: Policy(logs=(Log(LOG.verifier, "a b"),)),
        lambda: Policy(groups=(Group("G", 1, ()),)),
        lambda: any_of([LOG.verifier], [W1], threshold=2),
        lambda: any_of([LOG.verifier, LOG.verifier]),
    ]
    for make in makes:
        with pytest.raises(MalformedError):
            make()
