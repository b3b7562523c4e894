"""Showing that a record is what it was: verifying, bundles, witnesses."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from plimsoll.cli.keeping import progress
from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say
from plimsoll.cli.recording import opened
from plimsoll.errors import InputError, Place
from plimsoll.ledger.keys import VerifierKey
from plimsoll.ledger.witness_folder import Witness
from plimsoll.messages import said
from plimsoll.translation import Language
from plimsoll.verifier import Head, Verification, verify, verify_bundle

_LARGEST_FILE = 10**7


def verify_command(
    bundle: Path | None,
    vkeys: Sequence[str],
    policy: Path | None,
    earlier: Path | None,
    store: str | None,
    format: Format,
    lang: Language,
) -> None:
    """Verify a bundle, or the record in its store; exit status 1 where it is not intact."""
    trusted = None if policy is None else _bytes_of(policy)
    before = None if earlier is None else _bytes_of(earlier)
    if bundle is not None:
        if store is not None:
            raise InputError("a bundle is given, and a store", "leave out one of the two")
        found = verify_bundle(bundle, vkeys=vkeys, policy=trusted, earlier=before)
    else:
        found = _verify_store(store, vkeys, trusted, before)
    if format is Format.JSON:
        print_json(found.to_dict(), lang)
    else:
        for n, line in enumerate(found.lines()):
            say(line.strip(), bold=n == 0, lead="  " if line.startswith(" ") else "", indent="  ")
    if found.verdict != "intact":
        raise typer.Exit(1)


def _verify_store(store: str | None, vkeys: Sequence[str], policy: bytes | None, earlier: bytes | None) -> Verification:
    """Verify a store as it lies; where its keys are here, also against what they remember, and what they open."""
    from plimsoll.record.evidence import StoreEvidence
    from plimsoll.record.location import store_address
    from plimsoll.record.record import keyring_of
    from plimsoll.record.store import Store

    address = store_address(store)
    if address is None:
        raise InputError("there is no record here or above", "name a bundle, or a store with --store")
    opened_store = Store.open(address)
    with opened_store.reading() as transaction:
        about = transaction.about()
        keyring = keyring_of(about, address)
        if keyring is None:
            return verify(StoreEvidence(transaction), vkeys=vkeys, policy=policy, earlier=earlier)
        with keyring:
            head = keyring.remembered()
            return verify(
                StoreEvidence(transaction, keyring.custody.words),
                vkeys=vkeys or [keyring.vkey],
                policy=policy,
                remembered=Head(*head) if head else None,
                earlier=earlier,
                opened=keyring.secrets(transaction.keys_in_use()),
                every_key=True,
            )


def bundle_command(
    out: Path,
    subjects: Sequence[str],
    policy: Path | None,
    store: str | None,
    *,
    disclose: bool,
    format: Format,
    lang: Language,
) -> None:
    """Write a bundle."""
    from plimsoll.ledger.policy import parse_policy
    from plimsoll.record import bundling

    trusted = None if policy is None else _bytes_of(policy)
    if trusted is not None:
        parse_policy(trusted, str(policy))
    with opened(store) as record, progress(said("bundling"), record.head().size) as done:
        found = bundling.write(record, out, subjects=subjects, disclose=disclose, policy=trusted, progress=done)
        vkey, custody = record.keyring.vkey, record.keyring.custody.words
    if format is Format.JSON:
        answer = {"format": "plimsoll/bundled/1", "bundle": str(out), "entries": found.entries, "size": found.size}
        print_json({**answer, "values": found.values, "opened": found.opened, "vkey": vkey, "custody": custody}, lang)
        return
    of = said("{entries} of {size} entries", entries=found.entries, size=found.size)
    say(said("{of} and {values} sealed values in {out}", of=of, values=found.values, out=out), lang)
    if found.opened:
        say(said("{keys} keys are disclosed in it: whoever has it reads the personal values", keys=found.opened), lang)
    say(said("to be checked with: plimsoll verify {out} --vkey '{vkey}'", out=out, vkey=vkey), lang)
    say(said("custody: {words}", words=custody), lang, dim=True)


def witness_new_command(folder: Path, name: str, logs: Sequence[str], lang: Language) -> None:
    """Make a witness, and name the logs that it knows."""
    witness = Witness.create(folder, name)
    for vkey in logs:
        witness.trust(VerifierKey.parse(vkey))
    say(said("a witness in {folder}; its key, for logs and for whoever checks them:", folder=folder), lang)
    typer.echo(str(witness.key))


def witness_trust_command(folder: Path, vkey: str, lang: Language) -> None:
    """Let a witness know a log."""
    key = VerifierKey.parse(vkey)
    Witness(folder).trust(key)
    say(said("checkpoints of {origin} are cosigned from now on", origin=key.name), lang)


def witness_serve_command(folder: Path, host: str, port: int, lang: Language) -> None:
    """Serve a witness until it is stopped."""
    from plimsoll.ledger.witness_server import WitnessServer

    witness = Witness(folder)
    try:
        opened_server = WitnessServer(witness, host, port)
    except OSError as error:
        why = (error.strerror or "it cannot be listened at").lower()
        raise InputError(f"{host}:{port}: {why}", "choose another --port or --host") from None
    with opened_server as server:
        say(said("a witness listens at {url}; Ctrl-C stops it", url=server.url), lang)
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say(said("stopped"), lang)


def witness_cosign_command(folder: Path, file: Path) -> None:
    """Answer a request that came by hand: the signature lines on standard output."""
    answer = Witness(folder).add_checkpoint(_bytes_of(file))
    text = answer.body.decode("utf-8", "replace")
    if answer.status != 200:
        conflict = answer.status == 409
        what = f"this witness has seen {text.strip()} entries" if conflict else text.strip()
        mend = f"ask for a request since {text.strip()}" if conflict else "nothing was cosigned"
        raise InputError(what, mend, Place(str(file)))
    typer.echo(text, nl=False)


def witness_ask_command(url: str, vkey: str, store: str | None, lang: Language) -> None:
    """Have the record's checkpoint cosigned over HTTP."""
    from plimsoll.record.witnessing import ask_witness

    with opened(store) as record:
        for given in ask_witness(record, url, [VerifierKey.parse(vkey)]):
            say(said("{witness} cosigned {size} entries", witness=given.key.name, size=record.head().size), lang)


def witness_request_command(since: int, store: str | None) -> None:
    """Write a request for a witness that is reached by hand."""
    from plimsoll.record.witnessing import request

    with opened(store) as record:
        sys.stdout.buffer.write(request(record, since))


def witness_take_command(file: Path, vkey: str, store: str | None, lang: Language) -> None:
    """Keep cosignatures that came by hand."""
    from plimsoll.record.witnessing import take

    lines = _bytes_of(file).decode("utf-8", "replace")
    with opened(store) as record:
        for given in take(record, lines, [VerifierKey.parse(vkey)]):
            say(said("{witness} cosigned {size} entries", witness=given.key.name, size=record.head().size), lang)


def _bytes_of(path: Path) -> bytes:
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(_LARGEST_FILE)
        with path.open("rb") as file:
            return file.read(_LARGEST_FILE)
    except OSError as error:
        raise InputError((error.strerror or "it cannot be read").lower(), "name a file", Place(str(path))) from None
