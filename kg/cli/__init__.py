"""The command line. ``main`` is the only place that exits: 0 ok, 1 findings, 2 usage, 3 input, 4 store or network, 130 interrupted."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(args: Sequence[str] | None = None) -> None:
    """Run ``kg``."""
    import click

    from kg.cli.base import chosen_lang, complaint, printable
    from kg.cli.root import cli
    from kg.model.errors import KgError

    given = list(sys.argv[1:] if args is None else args)
    explicit = next((b for a, b in zip(given, [*given[1:], ""], strict=False) if a == "--lang"), None)
    try:
        result = cli.main(args=given, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        code = result if isinstance(result, int) else 0
    except (KgError, click.ClickException) as error:
        message, code = complaint(error, chosen_lang(explicit))
        click.echo("\n".join(map(printable, message.splitlines())), err=True)
    except (click.Abort, KeyboardInterrupt):
        code = 130
    except BrokenPipeError:
        # The reader of our output went away (``kg ask … | head``): end quietly, and keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


__all__ = ["main"]
