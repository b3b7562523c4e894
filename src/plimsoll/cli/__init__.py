"""The command line: words in, words out. No rule lives here."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run a command; what is wrong with its input is one line on standard error, and exit status 2."""
    from plimsoll.cli.commands import app
    from plimsoll.errors import InputError

    # One answer and out: nothing lives long enough for collecting cycles to pay.
    gc.disable()
    try:
        app()
    except InputError as error:
        print(f"plimsoll: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is wrong, and nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
