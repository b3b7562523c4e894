"""The command line: words in, words out. No rule lives here."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run a command; what is wrong with the call or its input is one line on standard error, and exit status 2."""
    import typer

    from plimsoll.cli.commands import app
    from plimsoll.errors import InputError

    # An option, argument or command that is not there or not right: the class above typer's own BadParameter.
    wrong_call: type[Exception] = typer.BadParameter.__mro__[1]
    # One answer and out: nothing lives long enough for collecting cycles to pay.
    gc.disable()
    if sys.stdout is None:  # the shell closed it
        print("plimsoll: standard output is closed; give an output that can be written", file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(app(standalone_mode=False))
    except InputError as error:
        print(f"plimsoll: {error}", file=sys.stderr)
    except wrong_call as error:
        said = _said(error)
        if said:
            print(said, file=sys.stderr)
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        if error.filename:
            print(f"plimsoll: {error.filename}: {why}; check the path and its permissions", file=sys.stderr)
        else:
            print(f"plimsoll: {why}; give an output that can be written", file=sys.stderr)
    except typer.Abort:
        print("plimsoll: stopped", file=sys.stderr)
    except Exception as fault:
        if "PLIMSOLL_TRACEBACK" in os.environ:
            raise
        what = f"{type(fault).__name__}: {fault}".splitlines()[0][:200]
        print(f"plimsoll: a fault of plimsoll itself ({what}); please report it with what you asked", file=sys.stderr)
    sys.exit(2)


def _said(error: Exception) -> str:
    """A wrong call in one line; nothing where no command was named and the help was shown instead."""
    # typer does not export the class that has it.
    message: str = error.format_message().rstrip(".").replace("Value error, ", "")  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "plimsoll"
    return f"plimsoll: {message[:1].lower()}{message[1:]}; see `{path} --help`" if message else ""
