"""The commands on the sealed record, and what they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plimsoll.cli.options import (
    AsOfOption,
    ByOption,
    DutiesLawOption,
    Format,
    FormatOption,
    LanguageOption,
    StoreOption,
    day,
)
from plimsoll.translation import Language

app = typer.Typer(rich_markup_mode=None)
keys_app = typer.Typer(help="The keys of the record.", no_args_is_help=True, rich_markup_mode=None)
witness_app = typer.Typer(
    help="A witness: someone elsewhere who cosigns that a record only grows, so that one that was rolled back or split "
    "in two is caught.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(keys_app, name="keys")
app.add_typer(witness_app, name="witness")

LangDefault = Language.EN
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept sealed.", show_default=False)]
MatterOption = Annotated[
    str, typer.Option("--matter", metavar="NAME", help="For which matter, such as a docket number.")
]
FolderOption = Annotated[
    Path, typer.Option("--dir", metavar="FOLDER", help="The witness's folder, with its key and what it has seen.")
]
WitnessFolder = Path(".plimsoll-witness")


@app.command(epilog="Example: plimsoll init --origin acme.example/record")
def init(
    origin: Annotated[
        str | None,
        typer.Option("--origin", metavar="NAME", help="What the log is called: a name like an address, without https."),
    ] = None,
    custody: Annotated[
        str | None,
        typer.Option(
            "--custody",
            metavar="ADDRESS",
            help="Who keeps the root key: file:PATH, env:VARIABLE, or pkcs11:token=…;object=….",
            show_default="a file in your configuration",
        ),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            "--store", metavar="ADDRESS", help="A folder, or postgresql://user@host/database.", show_default=".plimsoll"
        ),
    ] = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Make a sealed record: a log that can only grow, and a vault for what is personal.

    Its keys lie elsewhere: the key database under PLIMSOLL_KEYS (else your own data folder), the root key with its
    custody. Back each up by itself, and not for longer than you want erasure to take.
    """
    from plimsoll.cli.recording import init_command

    init_command(store, origin, custody, format, lang)


@app.command(epilog="Example: plimsoll record mine.yaml --effective 2026-03-01")
def record(
    facts: Annotated[
        list[str], typer.Argument(metavar="FACTS", help="Facts files (YAML, JSON, TOML); - is standard input.")
    ],
    effective: Annotated[
        str | None,
        typer.Option("--effective", metavar="DATE", help="From which day on these facts hold.", show_default="always"),
    ] = None,
    by: ByOption = None,
    law: DutiesLawOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Seal facts: all of the files or nothing, durable and in a signed checkpoint when it returns.

    An id that the record knows is corrected; the earlier fact is kept, and `--as-of` still finds it. Text that may
    name a person is sealed apart, under keys that can be destroyed. How long the laws (those of --law) have things
    kept is sealed with it.
    """
    from plimsoll.cli.recording import record_command

    holds_from = None if effective is None else day(effective, "--effective")
    record_command(facts, store, holds_from, by, law, day(None), format, lang)


@app.command(epilog="Example: plimsoll withdraw 17 --reason 'filed twice'")
def withdraw(
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The number of an entry of facts: see `plimsoll log`.")],
    reason: ReasonOption = "",
    by: ByOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Let a fact count no longer; the entry stays, and what counted before it counts again."""
    from plimsoll.cli.recording import withdraw_command

    withdraw_command(entry, reason, by, store, format, lang)


@app.command()
def log(
    subject: Annotated[
        list[str] | None, typer.Argument(metavar="SUBJECT", help="Only what is about these ids.")
    ] = None,
    last: Annotated[int, typer.Option("--last", metavar="N", min=0, help="The last so many; 0: all.")] = 20,
    as_of: AsOfOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Show the entries of the record, the latest last. What is personal stays sealed."""
    from plimsoll.cli.recording import log_command

    log_command(subject or [], store, last, None if as_of is None else day(as_of, "--as-of"), format, lang)


@app.command(epilog="Example: plimsoll verify acme.zip --vkey 'acme.example/record+1a2b3c4d+AQ…'")
def verify(
    bundle: Annotated[
        Path | None, typer.Argument(metavar="BUNDLE", help="A bundle; without one, the record itself is verified.")
    ] = None,
    vkey: Annotated[
        list[str] | None,
        typer.Option("--vkey", metavar="KEY", help="The public key of the log, had by another way; may be repeated."),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option("--policy", metavar="FILE", help="Whom to trust: a tlog-policy with logs and witnesses."),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option("--checkpoint", metavar="FILE", help="A checkpoint seen before: the record must go on from it."),
    ] = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Verify that nothing was lost or altered; exit status 1, and what it is, where something was.

    A bundle is checked offline, from itself alone, by code that shares nothing with what wrote it. Of each entry it
    says intact, erased by policy (a sealed certificate covers what is missing), or tampered.
    """
    from plimsoll.cli.proving import verify_command

    verify_command(bundle, vkey or [], policy, checkpoint, store, format, lang)


@app.command(epilog="Example: plimsoll bundle acme-1.zip --subject acme-1")
def bundle(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write, a ZIP archive.")],
    subject: Annotated[
        list[str] | None,
        typer.Option("--subject", metavar="ID", help="Only what is about this; may be repeated.", show_default="all"),
    ] = None,
    disclose: Annotated[
        bool, typer.Option("--disclose", help="Put in the keys that open the personal values in it.")
    ] = False,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="A tlog-policy to put in, naming witnesses.")
    ] = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Write a bundle that anyone can check offline: entries, proofs, the signed checkpoint, sealed values."""
    from plimsoll.cli.proving import bundle_command

    bundle_command(out, subject or [], policy, store, disclose=disclose, format=format, lang=lang)


@app.command(epilog="Example: plimsoll hold acme-1 --matter 2026-CV-0147")
def hold(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="The id that is to stay; '*' is everything.")],
    matter: MatterOption = "hold",
    reason: ReasonOption = "",
    by: ByOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Put a subject on legal hold: nothing about it is erased until it is released."""
    from plimsoll.cli.keeping import hold_command

    hold_command(subject, matter, reason, by, store, format, lang)


@app.command()
def release(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="The id that is on hold.")],
    matter: MatterOption = "hold",
    reason: ReasonOption = "",
    by: ByOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """End a legal hold."""
    from plimsoll.cli.keeping import release_command

    release_command(subject, matter, reason, by, store, format, lang)


@app.command(epilog="Example: plimsoll erase acme-1 - and, from a timer: plimsoll erase --due")
def erase(
    subject: Annotated[
        str | None,
        typer.Argument(metavar="SUBJECT", help="The id about which what is personal goes.", show_default=False),
    ] = None,
    due: Annotated[
        bool,
        typer.Option("--due", help="Erase about every subject whose time of keeping, as told by the laws, is over."),
    ] = False,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Erase what is personal about a subject, as far as no hold and no law has it kept; a certificate is sealed.

    The keys are destroyed, and the root key is changed, so that older copies of the key database open nothing. What is
    not personal stays, and the record still verifies.
    """
    from plimsoll.cli.keeping import erase_command

    erase_command(subject, due=due, on=day(None), store=store, format=format, lang=lang)


@app.command(epilog="Example: plimsoll move postgresql://plimsoll@db/records")
def move(
    to: Annotated[str, typer.Argument(metavar="STORE", help="A folder, or postgresql://user@host/database.")],
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Move the record to another store, with the same root; the old one takes no more entries."""
    from plimsoll.cli.keeping import move_command

    move_command(to, store, format, lang)


@keys_app.command("rotate")
def keys_rotate(
    store: StoreOption = None, format: FormatOption = Format.TABLE, lang: LanguageOption = LangDefault
) -> None:
    """Wrap every key anew under a new root key, and destroy the one before."""
    from plimsoll.cli.keeping import rotate_command

    rotate_command(store, format, lang)


VkeyOption = Annotated[str, typer.Option("--vkey", metavar="KEY", help="The witness's public key.")]


@witness_app.command("new", epilog="Example: plimsoll witness new --name witness.example/w1 --log 'acme.example/…'")
def witness_new(
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What the witness is called.")],
    log: Annotated[
        list[str] | None, typer.Option("--log", metavar="VKEY", help="The key of a log to know; may be repeated.")
    ] = None,
    folder: FolderOption = WitnessFolder,
    lang: LanguageOption = LangDefault,
) -> None:
    """Make a witness; prints its public key."""
    from plimsoll.cli.proving import witness_new_command

    witness_new_command(folder, name, log or [], lang)


@witness_app.command("trust")
def witness_trust(
    vkey: Annotated[str, typer.Argument(metavar="VKEY", help="The public key of a log.")],
    folder: FolderOption = WitnessFolder,
    lang: LanguageOption = LangDefault,
) -> None:
    """Let the witness know a log."""
    from plimsoll.cli.proving import witness_trust_command

    witness_trust_command(folder, vkey, lang)


@witness_app.command("serve")
def witness_serve(
    folder: FolderOption = WitnessFolder,
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0: any that is free.")] = 7047,
    lang: LanguageOption = LangDefault,
) -> None:
    """Answer records over HTTP, as c2sp.org/tlog-witness has it."""
    from plimsoll.cli.proving import witness_serve_command

    witness_serve_command(folder, host, port, lang)


@witness_app.command("cosign")
def witness_cosign(
    file: Annotated[
        Path, typer.Argument(metavar="REQUEST", help="What `plimsoll witness request` wrote; - is standard input.")
    ],
    folder: FolderOption = WitnessFolder,
) -> None:
    """Answer one request that came by hand; the signature lines go to standard output."""
    from plimsoll.cli.proving import witness_cosign_command

    witness_cosign_command(folder, file)


@witness_app.command("ask", epilog="Example: plimsoll witness ask http://127.0.0.1:7047 --vkey 'witness.example/w1+…'")
def witness_ask(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the witness listens.")],
    vkey: VkeyOption,
    store: StoreOption = None,
    lang: LanguageOption = LangDefault,
) -> None:
    """Have the record's checkpoint cosigned, and keep the cosignature."""
    from plimsoll.cli.proving import witness_ask_command

    witness_ask_command(url, vkey, store, lang)


@witness_app.command("request")
def witness_request(
    since: Annotated[
        int, typer.Option("--since", metavar="N", min=0, help="How many entries the witness has seen.")
    ] = 0,
    store: StoreOption = None,
) -> None:
    """Write a request for a witness that is reached by hand, to standard output."""
    from plimsoll.cli.proving import witness_request_command

    witness_request_command(since, store)


@witness_app.command("take")
def witness_take(
    file: Annotated[Path, typer.Argument(metavar="LINES", help="What the witness answered; - is standard input.")],
    vkey: VkeyOption,
    store: StoreOption = None,
    lang: LanguageOption = LangDefault,
) -> None:
    """Keep cosignatures that came by hand."""
    from plimsoll.cli.proving import witness_take_command

    witness_take_command(file, vkey, store, lang)
