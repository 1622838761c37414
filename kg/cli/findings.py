"""``kg findings``: the page, the tables and the JSON of findings."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.base import App, Command, bar, option
from kg.model.errors import InputError, UsageError
from kg.model.files import read_bounded, write_atomically
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.reading.document import Document

_TABLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.csv\Z")
_MANIFEST = "findings.json"
_MOST = 500_000_000  # bytes of an earlier findings.json that are read to know which tables it wrote


@click.command("findings", cls=Command, examples=("kg findings", "kg findings --state 15 -o hallazgos", "kg findings --theme youth --theme training", "kg --lang en findings --quotes -o private"),
               text=Text("Escribe los hallazgos: quién une sectores, quién falta, qué vuelve. Una página, tablas CSV y un JSON; cada número abre su respaldo.",
                         "Writes the findings: who joins sectors, who is missing, what comes back. A page, CSV tables and a JSON file; each number opens its evidence."))
@option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), es="Carpeta (findings/ de lo construido).", en="Folder (findings/ of what is built).")
@option("--state", "states", multiple=True, es="Clave INEGI del estado cuyos municipios se revisan (varias veces); si falta, los de los municipios representados.",
        en="INEGI code of the state whose municipalities are looked through (repeatable); without it, those of the municipalities represented.")
@option("--theme", "themes", multiple=True, es="Solo estos temas en lo que vuelve (varias veces).", en="Only these themes in what comes back (repeatable).")
@option("--quotes", is_flag=True, es="Añade a la página las frases de los informes que estén a la mano: para uso propio, no para publicar.",
        en="Adds to the page the sentences of the reports at hand: for your own use, not for publication.")
@click.pass_obj
def findings_command(app: App, output: Path | None, states: tuple[str, ...], themes: tuple[str, ...], quotes: bool) -> None:
    """Work the findings out of the built graph and write them."""
    folder = output or app.corpus.build / "findings"
    count, claims = write_findings(app, folder, states, themes, quotes)
    app.say(Text(f"{count} hallazgos, {claims} afirmaciones que los respaldan", f"{count} findings, {claims} claims behind them"))
    click.echo(str(folder / "index.html"))


def write_findings(app: App, folder: Path, states: tuple[str, ...] = (), themes: tuple[str, ...] = (), quotes: bool = False) -> tuple[int, int]:
    """Write page, tables and JSON into a folder; return how many findings, and how many claims are behind them."""
    from kg.findings.all import COUNT, flat, graded, sections
    from kg.findings.claims import told
    from kg.findings.finding import Scope, merged
    from kg.findings.tables import csv_files, to_json
    from kg.identity.decision_file import FILE, read_decisions
    from kg.visual.findings_page import findings_page

    reader = app.reader()
    decided = tuple((d.a, d.b, d.answer) for d in read_decisions(app.corpus.registry / FILE) if d.kind == "contribution")
    with bar() as progress:
        task = progress.add_task(Text("hallazgos", "findings").get(app.lang), total=COUNT + 2)
        found = sections(reader, Scope(states, themes, decided), lambda: progress.advance(task))
        words = told(reader, merged(*(s.claims for s in found)))
        progress.advance(task)
        found = graded(found, words)
        said: dict[str, str] = {}
        if quotes:
            documents = _documents(app)
            said = {claim: " … ".join(q for b in t.backing if (q := b.quote(documents))) for claim, t in words.items()}
        _write(folder, {**csv_files(found), _MANIFEST: to_json(found, words).encode(),
                        "index.html": findings_page(found, words, quotes={c: q for c, q in said.items() if q}, lang=app.lang).encode()})
        progress.advance(task)
    return sum(len(s.findings) for s in flat(found)), len(words)


def _documents(app: App) -> dict[str, Document]:
    """Return the originals at hand. Raises UsageError: the policy keeps some people's names back, and sentences may hold them."""
    from kg.model.policy import read_policy

    policy = read_policy(app.corpus.policy)
    if set(policy.classes.values()) != {"full"}:
        raise UsageError(Text("la política reserva nombres, y las frases de los informes pueden llevarlos", "the policy keeps names back, and the reports' sentences may hold them"), "--quotes",
                         Text("lea la evidencia en la terminal, con kg show", "read the evidence in the terminal, with kg show"))
    if not policy.quotes:
        app.say(Text("La página lleva frases de los informes: no la publique.", "The page holds sentences of the reports: do not publish it."))
    return app.originals()


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write each file whole or not at all, the page last; then take away the tables of an earlier run that this one no longer has, and nothing else."""
    earlier = _tables(folder / _MANIFEST)
    for name in sorted(files, key=lambda n: (n == "index.html", n)):
        write_atomically(folder / name, files[name])
    for name in sorted(earlier - set(files)):
        (folder / name).unlink(missing_ok=True)


def _tables(manifest: Path) -> set[str]:
    """Return the names of tables that an earlier ``findings.json`` says it wrote; of a file that says nothing of the kind, none."""
    if not manifest.is_file():
        return set()
    try:
        listed = json.loads(read_bounded(manifest, _MOST))["files"]
        return {name for name in listed if isinstance(name, str) and _TABLE.match(name)}
    except (ValueError, KeyError, TypeError, RecursionError, InputError):
        return set()
