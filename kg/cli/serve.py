"""``kg serve``: the built graph for other programs on this machine, read-only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from kg.cli.base import App, Command, option
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.serve.guard import Gate

PORT = 8487
"""The port when none is told: always the same, since OpenRefine keeps the addresses of its services."""


@click.command("serve", cls=Command, examples=("kg serve", "kg serve --port 0", "kg serve --any-origin"),
               text=Text("Sirve el grafo construido a otros programas de esta máquina, solo para leer. Hoy: cotejar hojas con OpenRefine "
                         "(W3C Reconciliation API 0.2); añada la dirección que imprime como servicio estándar. Ctrl-C termina.",
                         "Serves the built graph to other programs on this machine, for reading only. Today: matching spreadsheets with OpenRefine "
                         "(W3C Reconciliation API 0.2); add the address it prints as a standard service. Ctrl-C ends it."))
@option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, es="Puerto; 0 es uno libre.", en="Port; 0 is a free one.")
@option("--any-origin", is_flag=True, es="Deja leer también a páginas de otros sitios que abra este navegador; sin esto, solo a las de esta máquina.",
        en="Lets pages of other sites that this browser opens read, too; without it, only those of this machine.")
@click.pass_obj
def serve_command(app: App, port: int, any_origin: bool) -> None:
    """Print the address of the reconciliation service to stdout and serve until interrupted."""
    from kg.serve.app import run
    from kg.serve.entities import Entities
    from kg.serve.match import Matcher
    from kg.serve.public import Public
    from kg.serve.reconcile import PATH, routes

    matcher = Matcher(Entities(app.reader(), app.lang))

    def ready(gate: Gate) -> None:
        click.echo(f"http://127.0.0.1:{gate.port}{PATH}")
        count = len(matcher.entities.known)
        app.say(Text(f"{count} entidades. En OpenRefine: Cotejar → Añadir servicio estándar → esta dirección. Ctrl-C termina.",
                     f"{count} entities. In OpenRefine: Reconcile → Add standard service → this address. Ctrl-C ends."))

    run(partial(routes, matcher, anywhere=any_origin), port, ready, partial(Public, anywhere=any_origin))
