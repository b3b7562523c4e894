"""Which logs are trusted, and which witnesses must have cosigned: c2sp.org/tlog-policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from plimsoll.errors import Place
from plimsoll.ledger.checkpoint import Checkpoint, parse_checkpoint
from plimsoll.ledger.encodings import shown
from plimsoll.ledger.keys import SignatureType, VerifierKey
from plimsoll.ledger.note import Note, Verified, verified
from plimsoll.ledger.refusals import MalformedError, RefusedError

NO_QUORUM = "none"
"""The quorum that asks for no cosignature."""

_LARGEST_POLICY = 1_000_000
_MOST = 1024
_NOT_ALLOWED = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
_WORD = re.compile(r"[^ \t]+")
_THRESHOLD = re.compile("[1-9][0-9]{0,4}")


@dataclass(frozen=True, slots=True)
class Log:
    """A log: its key, whose name is its origin, and where it is, if that is said."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: its name within the policy, its key, and where it is, if that is said."""

    name: str
    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses and groups by name, of which at least `threshold` must have cosigned."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A checkpoint that a policy takes: what it says, by which signatures of its log and of which witnesses."""

    checkpoint: Checkpoint
    log: tuple[Verified, ...]
    witnesses: tuple[tuple[Witness, Verified], ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Trusted logs, known witnesses, groups of them, and the quorum: a witness, a group, or `none`.

    Octets of a name that are not UTF-8 stand as surrogates (PEP 383), so that names stay the octets that they are.

    Raises:
        MalformedError: names that are not defined or are so twice, keys given twice, a threshold out of range.
    """

    logs: tuple[Log, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = NO_QUORUM

    def __post_init__(self) -> None:
        reading = _Reading()
        for log in self.logs:
            reading.add_log(log)
        for witness in self.witnesses:
            reading.add_witness(witness)
        for group in self.groups:
            reading.add_group(group)
        reading.set_quorum(self.quorum)

    def __bytes__(self) -> bytes:
        """Give the file: a line each, without comments."""
        lines = [["log", str(log.key), *_given(log.url)] for log in self.logs]
        lines += [["witness", each.name, str(each.key), *_given(each.url)] for each in self.witnesses]
        lines += [["group", each.name, str(each.threshold), *each.members] for each in self.groups]
        lines.append(["quorum", self.quorum])
        return "".join(f"{' '.join(words)}\n" for words in lines).encode("utf-8", "surrogateescape")

    def satisfied(self, names: Collection[str]) -> bool:
        """Whether cosignatures of exactly the witnesses of those names make the quorum."""
        if self.quorum == NO_QUORUM:
            return True
        # Groups name only what stands before them, so one pass in their order knows all.
        reached = {witness.name for witness in self.witnesses if witness.name in names}
        for group in self.groups:
            if sum(member in reached for member in group.members) >= group.threshold:
                reached.add(group.name)
        return self.quorum in reached

    def check(self, note: Note) -> Checked:
        """Check a signed checkpoint: one of the logs signed it under its own origin, and the quorum cosigned.

        Raises:
            MalformedError: the note's text is not a checkpoint.
            RefusedError: no listed log of that origin signed, no quorum, or a known key's signature fails.
        """
        checkpoint = parse_checkpoint(note.text)
        logs = [log.key for log in self.logs if log.key.name == checkpoint.origin]
        if not logs:
            raise RefusedError(f"the policy has no log {shown(checkpoint.origin)}", "add its line: log <vkey>")
        by_key = {witness.key: witness for witness in self.witnesses}
        holding = verified(note, (*logs, *by_key))
        by_log = tuple(each for each in holding if each.key in logs)
        if not by_log:
            raise RefusedError(
                f"the log {shown(checkpoint.origin)} did not sign the checkpoint", "ask the log for another"
            )
        witnesses = tuple((by_key[each.key], each) for each in holding if each.key in by_key)
        if not self.satisfied({witness.name for witness, _ in witnesses}):
            raise RefusedError(
                f"the checkpoint lacks cosignatures for the quorum {shown(self.quorum)}",
                "ask the witnesses to cosign it, or change the policy",
            )
        return Checked(checkpoint, by_log, witnesses)


def any_of(
    logs: Iterable[VerifierKey], witnesses: Iterable[VerifierKey] = (), threshold: int = 1, group: str = "witnesses"
) -> Policy:
    """Give the policy under which any of the logs is taken, cosigned by `threshold` of the witnesses, if there are any.

    Each witness is named by its key's name.

    Raises:
        MalformedError: keys or names given twice, or a threshold out of range.
    """
    known = tuple(Witness(key.name, key) for key in witnesses)
    if not known:
        return Policy(tuple(map(Log, logs)))
    groups = (Group(group, threshold, tuple(witness.name for witness in known)),)
    return Policy(tuple(map(Log, logs)), known, groups, group)


def parse_policy(data: bytes, file: str = "policy") -> Policy:
    """Read a policy's file. Its errors name `file` and the line.

    Raises:
        MalformedError: not a policy.
    """
    if len(data) > _LARGEST_POLICY:
        raise MalformedError(f"a policy of {len(data):,} bytes", f"at most {_LARGEST_POLICY:,} are read", Place(file))
    reading = _Reading()
    *lines, rest = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        try:
            reading.read(line)
        except MalformedError as error:
            raise MalformedError(error.what, error.mend, Place(file, number)) from None
    if rest:
        raise MalformedError("the last line has no newline", "end each line with one", Place(file, len(lines) + 1))
    if reading.quorum is None:
        raise MalformedError("the policy has no quorum", f"add a line such as: quorum {NO_QUORUM}", Place(file))
    return Policy(tuple(reading.logs), tuple(reading.witnesses), tuple(reading.groups), reading.quorum)


class _Reading:
    """What the lines so far have defined."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.quorum: str | None = None
        self.defined: dict[str, Group | Witness] = {}
        self._members: set[str] = set()

    def read(self, line: bytes) -> None:
        if octet := _NOT_ALLOWED.search(line):
            raise MalformedError(
                f"the line has the control character 0x{octet[0].hex()}", "of these only tab may stand in it"
            )
        words = _WORD.findall(line.decode("utf-8", "surrogateescape"))
        if not words or words[0].startswith("#"):
            return
        forms: dict[str, Callable[[Sequence[str]], None]] = {
            "log": self._read_log,
            "witness": self._read_witness,
            "group": self._read_group,
            "quorum": self._read_quorum,
        }
        if words[0] not in forms:
            raise MalformedError(f"{shown(words[0])} starts no line", f"a line starts with {', '.join(forms)} or #")
        forms[words[0]](words[1:])

    def _read_log(self, words: Sequence[str]) -> None:
        if not 1 <= len(words) <= 2:
            raise _form("log <vkey> [<url>]")
        self.add_log(Log(VerifierKey.parse(words[0]), *words[1:]))

    def _read_witness(self, words: Sequence[str]) -> None:
        if not 2 <= len(words) <= 3:
            raise _form("witness <name> <vkey> [<url>]")
        self.add_witness(Witness(words[0], VerifierKey.parse(words[1]), *words[2:]))

    def _read_group(self, words: Sequence[str]) -> None:
        if len(words) < 3:
            raise _form("group <name> <all, any or a number> <name>...")
        name, how, *members = words
        if how not in ("all", "any") and not _THRESHOLD.fullmatch(how):
            raise MalformedError(f"{shown(how)} is not a threshold", "write all, any or a number from 1")
        threshold = {"all": len(members), "any": 1}.get(how) or int(how)
        self.add_group(Group(name, threshold, tuple(members)))

    def _read_quorum(self, words: Sequence[str]) -> None:
        if len(words) != 1:
            raise _form("quorum <name>")
        self.set_quorum(words[0])

    def add_log(self, log: Log) -> None:
        _check_type(log.key, SignatureType.ED25519, "log")
        if any(log.key.public == other.key.public for other in self.logs):
            raise MalformedError(f"the key of {shown(log.key.name)} is there twice", "leave one out")
        _check_words(*_given(log.url))
        self.logs.append(log)
        _check_count(self.logs)

    def add_witness(self, witness: Witness) -> None:
        _check_type(witness.key, SignatureType.COSIGNATURE_V1, "witness")
        if any(witness.key.public == other.key.public for other in self.witnesses):
            raise MalformedError(f"the key of {shown(witness.key.name)} is there twice", "leave one out")
        _check_words(witness.name, *_given(witness.url))
        self._define(witness)
        self.witnesses.append(witness)
        _check_count(self.witnesses)

    def add_group(self, group: Group) -> None:
        if not 1 <= group.threshold <= len(group.members):
            raise MalformedError(
                f"the group {shown(group.name)} asks for {group.threshold} of {len(group.members)}",
                "ask for at least 1 and at most all",
            )
        for member in group.members:
            if member not in self.defined:
                raise MalformedError(f"{shown(member)} is not defined", "define witnesses and groups on lines before")
            if member in self._members:
                raise MalformedError(f"{shown(member)} is already in a group", "name each once, so that it counts once")
            self._members.add(member)
        _check_words(group.name)
        self._define(group)
        self.groups.append(group)
        _check_count(self.groups)

    def set_quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise MalformedError("a second quorum", "leave one out")
        if name != NO_QUORUM and name not in self.defined:
            raise MalformedError(
                f"{shown(name)} is not defined", "define the quorum's witness or group on a line before"
            )
        self.quorum = name

    def _define(self, what: Group | Witness) -> None:
        if what.name == NO_QUORUM or what.name in self.defined:
            raise MalformedError(f"the name {shown(what.name)} is taken", "name each witness and group differently")
        self.defined[what.name] = what


def _given(url: str | None) -> list[str]:
    return [] if url is None else [url]


def _form(form: str) -> MalformedError:
    return MalformedError("the line has not the words that it needs", f"write: {form}")


def _check_words(*words: str) -> None:
    for word in words:
        if not _WORD.fullmatch(word) or _NOT_ALLOWED.search(word.encode("utf-8", "surrogateescape")) or "\n" in word:
            raise MalformedError(f"{shown(word)} is not one word", "leave out spaces and control characters")


def _check_count(things: Sequence[object]) -> None:
    if len(things) > _MOST:
        raise MalformedError(f"more than {_MOST} of one kind of line", "leave some out")


def _check_type(key: VerifierKey, needed: SignatureType, what: str) -> None:
    if key.type != needed:
        raise MalformedError(
            f"the key of {shown(key.name)} has type 0x{key.type:02x}", f"the key of a {what} has type 0x{needed:02x}"
        )
