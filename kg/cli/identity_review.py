"""``kg identity review``: a local page on which a person answers the questions of identity with the keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from kg.cli.base import App, Command, option
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.serve.guard import Gate


@click.command("review", cls=Command, examples=('kg identity review --by "Ana Gil"', 'kg identity review --by "Ana Gil" --at 2031-05-01 --no-open', "kg --lang en identity review"),
               text=Text("Abre en el navegador las preguntas de identidad, una a la vez y con los dos lados a la vista: s lo mismo, d distintos, u no sé, n saltar, z deshacer. "
                         "Cada respuesta es un renglón de data/registry/decisions.csv. Solo escucha en esta máquina; Ctrl-C termina.",
                         "Opens the questions of identity in the browser, one at a time with both sides in view: s same, d different, u unsure, n skip, z undo. "
                         "Each answer is a line of data/registry/decisions.csv. It listens on this machine only; Ctrl-C ends it."))
@option("--by", default="", es="Quién responde; si falta, el usuario de esta máquina.", en="Who answers; without it, this machine's user.")
@option("--at", default="", es="Fecha de las respuestas (AAAA-MM-DD); si falta, la de esta máquina.", en="Date of the answers (YYYY-MM-DD); without it, this machine's.")
@option("--port", type=click.IntRange(0, 65535), default=0, es="Puerto; 0 es uno libre.", en="Port; 0 is a free one.")
@option("--open/--no-open", "browse", default=True, es="Abre el navegador, o solo dice la dirección.", en="Opens the browser, or only tells the address.")
@click.pass_obj
def identity_review_command(app: App, by: str, at: str, port: int, browse: bool) -> None:
    """Print the address to stdout and serve until interrupted."""
    import webbrowser
    from threading import Thread

    from kg.cli.identity import _case, _writable
    from kg.graph.originals import find
    from kg.serve.app import run
    from kg.serve.identity import routes
    from kg.serve.identity_session import Sitting
    from kg.serve.identity_view import Views

    _writable(app)
    who, when = _who(by), _when(at)
    sitting = Sitting(_case(app), Views(lambda source: find(app.corpus, source, app.sources)), who, when)
    count = sitting.state()["listed"]

    def ready(gate: Gate) -> None:
        click.echo(gate.address)
        app.say(Text(f"{count} preguntas abiertas; responde {who}, {when}. La dirección lleva la clave de la sesión: no la comparta. Ctrl-C termina.",
                     f"{count} open questions; answering: {who}, {when}. The address holds the session's key: do not share it. Ctrl-C ends."))
        if browse:
            Thread(target=webbrowser.open, args=(gate.address,), daemon=True).start()    # some browsers only return when they are closed

    run(partial(routes, sitting, app.lang), port, ready)


def _who(given: str) -> str:
    """Return who answers. Raises UsageError: a name that will not do in the file."""
    import getpass

    from kg.model.errors import UsageError

    try:
        name = given.strip() or getpass.getuser()
    except (OSError, KeyError):      # no such user on this machine
        name = ""
    if not name or not name.isprintable() or len(name) > 200:
        raise UsageError(Text("falta quién responde, en un renglón", "who answers is missing, in one line"), "", Text('dígalo con --by "Nombre"', 'say it with --by "Name"'))
    return name


def _when(given: str) -> str:
    """Return the date of the answers; without one, today's. Raises UsageError: unreadable."""
    import datetime

    from kg.model.errors import UsageError

    try:
        day = datetime.date.fromisoformat(given) if given else datetime.date.today()
    except ValueError as error:
        raise UsageError(Text(f"fecha ilegible: {given!r}", f"unreadable date: {given!r}"), "", Text("escriba AAAA-MM-DD", "write YYYY-MM-DD")) from error
    return day.isoformat()
