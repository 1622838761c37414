"""``kg review``: a local page on which a person accepts, corrects or rejects what a draft says."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.base import App, Command, option
from kg.model.errors import InputError, UsageError, nearest
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.model.source import Source
    from kg.reading.document import Document
    from kg.serve.guard import Gate


@click.command("review", cls=Command, examples=("kg review", "kg review data/foro-2031/", "kg review foro-2031 --no-open", "kg review foro-2031 --original ~/informes/foro.docx"),
               text=Text("Abre en el navegador un borrador de kg draft para revisarlo: el informe a la izquierda, los hechos a la derecha; aceptar, corregir o rechazar con el teclado. "
                         "Cada acción se guarda al momento en acta.draft.toml. Solo escucha en esta máquina; Ctrl-C termina.",
                         "Opens a draft of kg draft in the browser to review it: the report on the left, the facts on the right; accept, correct or reject with the keyboard. "
                         "Every action is saved at once in acta.draft.toml. It listens on this machine only; Ctrl-C ends it."))
@click.argument("where", metavar="[FOLDER|SOURCE]", required=False)
@option("--port", type=click.IntRange(0, 65535), default=0, es="Puerto; 0 es uno libre.", en="Port; 0 is a free one.")
@option("--open/--no-open", "browse", default=True, es="Abre el navegador, o solo dice la dirección.", en="Opens the browser, or only tells the address.")
@option("--original", type=click.Path(path_type=Path, exists=True, dir_okay=False), es="El informe, si no está junto al borrador.", en="The report, when it is not beside the draft.")
@click.pass_obj
def review_command(app: App, where: str | None, port: int, browse: bool, original: Path | None) -> None:
    """Print the address to stdout and serve until interrupted."""
    import webbrowser
    from threading import Thread

    from kg.model.source import read_source
    from kg.serve.app import run
    from kg.serve.review import routes
    from kg.serve.session import Session

    folder = _folder(app, where)
    source = read_source(folder)
    session = Session(folder, source.characters, _original(app, source, folder, original))

    def ready(gate: Gate) -> None:
        click.echo(gate.address)
        app.say(Text("Esta dirección lleva la clave de la sesión: no la comparta. Ctrl-C termina.", "This address holds the session's key: do not share it. Ctrl-C ends."))
        if browse:
            Thread(target=webbrowser.open, args=(gate.address,), daemon=True).start()    # some browsers only return when they are closed

    run(partial(routes, session, source.title.es, app.lang), port, ready)


def _folder(app: App, where: str | None) -> Path:
    """Return the folder of a draft: the one given, the source of that name, or the only draft there is. Raises UsageError."""
    from kg.model.acta_drafts import DRAFT

    if where and Path(where).is_dir():
        return Path(where)
    known = [f for f in app.corpus.sources() if (f / DRAFT).is_file()]
    if where:
        found = next((f for f in app.corpus.sources() if f.name == where), None)
        if found is None:
            raise UsageError(Text(f"no hay carpeta ni fuente {where!r}", f"there is no folder or source {where!r}"), "", nearest(where, [f.name for f in known]))
        return found
    if (Path.cwd() / DRAFT).is_file():
        return Path.cwd()
    if len(known) != 1:
        listed = ", ".join(f.name for f in known)
        raise UsageError(Text(f"¿qué borrador? Hay {len(known)}", f"which draft? There are {len(known)}"), "",
                         Text(f"diga uno: {listed}", f"name one: {listed}") if known else Text("haga uno con: kg draft INFORME -o data/<fuente>/", "make one with: kg draft REPORT -o data/<source>/"))
    return known[0]


def _original(app: App, source: Source, folder: Path, given: Path | None) -> Document | None:
    """Return the report, by its hash: the file given, else one beside the draft or among the originals."""
    from kg.graph.originals import find
    from kg.reading.document import digest, read_document

    if given is None:
        return find(app.corpus, source, folder) or find(app.corpus, source, app.sources)
    if digest(given) != source.sha256:
        raise InputError(Text("no es el original de este borrador: su sha256 difiere", "is not this draft's original: its sha256 differs"), str(given),
                         Text("dé el archivo del que se hizo el borrador", "give the file from which the draft was made"))
    return read_document(given, source.encoding)
