"""``kg init``, ``build``, ``check``, ``doctor``, ``demo``, ``acta schema``."""

from __future__ import annotations

import importlib.metadata
import platform
from pathlib import Path

import click

from kg.cli.base import App, Command, Group, bar, deliver, option
from kg.model.errors import StoreError, UsageError
from kg.model.text import Text

_EXAMPLE = """# {title}: qué es el informe y dónde reconocer su original · what the report is and how to recognise its original
[source]
slug = "{slug}"
title = "{title}"
title_en = "{title}"
publisher = ""
language = "es"
loader = "acta"
file = "informe.txt"
sha256 = "{sha}"        # sha256sum informe.txt
characters = {characters}      # puntos de código del texto · code points of the text

[expect]
person = 0
"""
_ACTA = """# Los hechos revisados del informe. Formato: CONTRIBUTING.md · The reviewed facts of the report.
#:schema ../../acta.schema.json
[acta]
format = 1
made_by = "lectura-manual"
review = "unreviewed"
confidence = 0.99
basis = "judged"
"""


@click.command("init", cls=Command, examples=("kg init mi-corpus", "kg --corpus mi-corpus build"),
               text=Text("Crea la carpeta de un corpus propio, con una fuente de ejemplo por llenar.",
                         "Makes the folder of a corpus of your own, with an example source to fill in."))
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def init(app: App, folder: Path) -> None:
    """Write the skeleton of a corpus; refuse a folder that has data."""
    import hashlib

    from kg.model.acta_schema import acta_schema
    from kg.model.corpus import bundled

    if (folder / "data").exists():
        raise UsageError(Text("ya hay un corpus ahí", "there is a corpus there already"), str(folder), Text("elija otra carpeta", "choose another folder"))
    report = "EJEMPLO DE INFORME\n"
    files = {
        "data/ejemplo/source.toml": _EXAMPLE.format(slug="ejemplo", title="Ejemplo de informe", sha=hashlib.sha256(report.encode()).hexdigest(), characters=len(report)),
        "data/ejemplo/acta.toml": _ACTA, "data/ejemplo/informe.txt": report, "acta.schema.json": acta_schema(),
        "data/policy.toml": (bundled("data") / "policy.toml").read_text(encoding="utf-8"),
        "data/registry/municipalities.csv": (bundled("data") / "registry" / "municipalities.csv").read_text(encoding="utf-8"),
        "queries/.keep": "", ".gitignore": "build/\ndata/*/*.txt\n*.draft.toml\n",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        deliver(content, str(path))
    app.say(Text(f"listo: {folder}. Llene data/ejemplo/ y después: kg --corpus {folder} build",
                 f"done: {folder}. Fill in data/ejemplo/, then: kg --corpus {folder} build"))


@click.command("build", cls=Command, examples=("kg build", "kg --corpus mi-corpus build", "kg build --drafts"),
               text=Text("Construye el grafo de todas las fuentes. Si falla o se interrumpe, el anterior sigue en uso.",
                         "Builds the graph from all sources. If it fails or is interrupted, the previous one stays in use."))
@option("--drafts", is_flag=True, es="Lee los borradores (kg draft) donde los hay; sus hechos quedan marcados como no revisados.",
        en="Reads the drafts (kg draft) where there are any; their facts are marked unreviewed.")
@click.pass_obj
def build_command(app: App, drafts: bool) -> None:
    """Build and say where."""
    _build(app, drafts)


def _build(app: App, drafts: bool = False) -> None:
    from kg.graph.build import build
    from kg.network.incidence import keep_layers

    with bar() as progress:
        task = progress.add_task("", total=5)
        built = build(app.corpus, lambda what, done, total: progress.update(task, description=what.get(app.lang), completed=done, total=total), drafts)
    keep_layers(app.reader())
    for notice in built.notices:
        app.say(notice)
    new = Text("", "") if built.changed else Text(" (sin cambios)", " (unchanged)")
    app.say(Text(f"{built.quads} cuádruplas en {built.folder}{new.es}", f"{built.quads} quads in {built.folder}{new.en}"))


@click.command("check", cls=Command, examples=("kg check", "kg --lang en check"),
               text=Text("Revisa el grafo: formas SHACL, cuentas esperadas, términos de las preguntas, evidencia. Sale con 1 si halla algo.",
                         "Checks the graph: SHACL shapes, expected counts, terms in queries, evidence. Exits with 1 when it finds something."))
@option("--shacl-only", is_flag=True, es="Corre también las reglas entre nodos como SHACL-SPARQL (lento) en vez de sus consultas equivalentes.",
        en="Runs the cross-node rules as SHACL-SPARQL too (slow) instead of their equivalent queries.")
@option("--drafts", is_flag=True, es="El grafo se construyó con kg build --drafts.", en="The graph was built with kg build --drafts.")
@click.pass_obj
def check_command(app: App, shacl_only: bool, drafts: bool) -> int:
    """Print the findings, one a line."""
    from kg.graph.build import load_corpus
    from kg.graph.check import check

    loaded = load_corpus(app.corpus, drafts)
    for notice in loaded.notices:
        app.say(notice)
    found = check(app.corpus, loaded, app.reader(), app.sources, shacl_only)
    for finding in found:
        click.echo(finding.render(app.lang))
    app.say(Text(f"{len(found)} hallazgos", f"{len(found)} findings"))
    return 1 if found else 0


@click.command("doctor", cls=Command, text=Text("Dice con qué trabaja kg aquí y qué falta.", "Tells what kg works with here and what is missing."))
@click.pass_obj
def doctor(app: App) -> int:
    """Print versions and the state of corpus, graph and originals; exit 4 when no graph is built."""
    click.echo(f"Python {platform.python_version()} · {platform.system()}")
    for package in ("kg", "rdflib", "pyoxigraph", "oxrdflib", "pyshacl", "networkx", "scipy", "pyvis", "click"):
        click.echo(f"  {package} {importlib.metadata.version(package)}")
    corpus, code = app.corpus, 0
    click.echo(f"corpus: {corpus.data} ({len(corpus.sources())})")
    have = app.originals()
    for folder in corpus.sources():
        state = Text("original a mano",
                     "original at hand") if folder.name in have else Text("sin original: la evidencia dice dónde mirar, sin la frase", "no original: evidence says where to look, without the sentence")
        click.echo(f"  {folder.name}: {state.get(app.lang)}")
    try:
        click.echo(f"{Text('grafo', 'graph').get(app.lang)}: {app.reader().folder}")
    except StoreError as error:
        click.echo(error.render(app.lang))
        code = error.exit_code
    return code


@click.command("demo", cls=Command, examples=("kg demo", "make demo"),
               text=Text("Hace el trabajo entero: construye, revisa, responde, dibuja, y deja un índice en build/index.html.",
                         "Does the whole job: builds, checks, answers, draws, and leaves an index in build/index.html."))
@click.pass_obj
def demo(app: App) -> int:
    """Build, check, answer, draw; print what came out and where to look. Exit 1 when the check finds something."""
    from kg.cli.demo import run

    _build(app)
    return run(app)


@click.group("acta", cls=Group, text=Text("El formato de las actas.", "The format of actas."))
def acta() -> None:
    """Group of commands on the acta format."""


@acta.command("schema", cls=Command, examples=("kg acta schema -o acta.schema.json",), text=Text("Escribe el JSON Schema de las actas, para editores.",
                                                                                                 "Writes the JSON Schema of actas, for editors."))
@option("-o", "--output", es="Archivo (- es la salida estándar).", en="File (- is stdout).")
def schema_command(output: str | None) -> None:
    """Print the schema."""
    from kg.model.acta_schema import acta_schema

    deliver(acta_schema(), output)


@acta.command("check", cls=Command, examples=("kg acta check data/jornadas-2023",), text=Text("Lee un acta y dice todos sus errores.",
                                                                                              "Reads an acta and tells all its errors."))
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def acta_check_command(app: App, folder: Path) -> None:
    """Read one source folder: its acta, or its draft when nobody has accepted it yet."""
    from kg.loaders import load, only_drafted

    _, read = load(folder, drafts=only_drafted(folder))
    for notice in read.notices:
        app.say(notice)
    counts = ", ".join(f"{name} {len(rows)}" for name, rows in read.records.items() if rows)
    app.say(Text(f"acta correcta: {counts}", f"the acta is correct: {counts}"))
