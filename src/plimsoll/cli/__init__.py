"""The command line: words in, words out. No rule lives here."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run a command; what is wrong with the call or its input is one line on standard error, and exit status 2."""
    import typer

    from plimsoll.cli.commands import app
    from plimsoll.errors import InputError

    # One answer and out: nothing lives long enough for collecting cycles to pay.
    gc.disable()
    try:
        sys.exit(app(standalone_mode=False))
    except InputError as error:
        print(f"plimsoll: {error}", file=sys.stderr)
    except typer.BadParameter.__mro__[1] as error:  # any wrong call: an option or argument that is not there or not right
        print(_wrong_call(error), file=sys.stderr)
    except typer.Abort:
        print("plimsoll: stopped", file=sys.stderr)
    sys.exit(2)


def _wrong_call(error: BaseException) -> str:
    message: str = error.format_message()  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    if "Usage:" in message:  # no command was named: the message is the whole help
        return message
    path = context.command_path if context else "plimsoll"
    said = message.rstrip(".")
    return f"plimsoll: {said[:1].lower()}{said[1:]}; see `{path} --help`"
