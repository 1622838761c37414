"""``kg ask``, ``kg query`` and ``kg show``: answers, with what stands behind them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.base import App, Command, deliver, option, printable
from kg.cli.doubts import OPTION, say_changes
from kg.cli.tables import drawn
from kg.graph.answer import Answer
from kg.graph.queries import Question
from kg.model.errors import UsageError, nearest
from kg.model.iri import DEFAULT_BASE
from kg.model.terms import concepts
from kg.model.text import Text, counted
from kg.model.toml_lines import read_text

FORMS = ("table", "csv", "tsv", "json", "md", "ttl")


def _questions(app: App) -> dict[str, Question]:
    from kg.graph.queries import load_questions

    return load_questions(app.corpus.queries())


def _base(app: App) -> str:
    from kg.model.policy import read_policy

    return read_policy(app.corpus.policy).base or DEFAULT_BASE


def parameters(extra: tuple[str, ...], known: list[str]) -> dict[str, str]:
    """Read ``--name value`` and ``--name=value`` pairs of a question's own parameters."""
    values: dict[str, str] = {}
    rest = list(extra)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        name = name.replace("-", "_")
        if not word.startswith("--") or name not in known:
            raise UsageError(Text(f"parámetro desconocido: {word}", f"unknown parameter: {word}"), "",
                             nearest(name, known) if known else Text("esta pregunta no tiene parámetros", "this question has no parameters"))
        if not equals:
            if not rest:
                raise UsageError(Text(f"falta el valor de --{name}", f"the value of --{name} is missing"))
            value = rest.pop(0)
        values[name] = value
    return values


@click.command("ask", cls=Command, context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
               examples=("kg ask", "kg ask absent-municipalities -f csv -o ausentes.csv", "kg ask proposals --theme youth --evidence", "kg ask directory --doubts", "kg ask proposals --help-params"),
               text=Text("Responde una pregunta lista. Sin nombre, las lista.", "Answers a ready question. Without a name, lists them."))
@click.argument("name", required=False)
@option("-f", "--format", "form", type=click.Choice(FORMS), default="table", es="Formato: table, csv, tsv, json, md, ttl.", en="Format: table, csv, tsv, json, md, ttl.")
@option("-o", "--output", es="Archivo (- es la salida estándar).", en="File (- is stdout).")
@option("--evidence", is_flag=True, es="Muestra qué respalda cada fila; la frase, si el original está a mano.", en="Shows what stands behind each row; the sentence, if the original is at hand.")
@option("--doubts", is_flag=True, **OPTION)
@option("--help-params", is_flag=True, es="Muestra los parámetros de la pregunta y su SPARQL.", en="Shows the question's parameters and its SPARQL.")
@option("--formula-safe", is_flag=True, es="CSV que ninguna hoja de cálculo ejecuta.", en="CSV that no spreadsheet executes.")
@click.pass_context
def ask(ctx: click.Context, name: str | None, form: str, output: str | None, evidence: bool, doubts: bool, help_params: bool, formula_safe: bool) -> None:
    """List the ready questions, or answer one."""
    from kg.graph.queries import find_question

    app: App = ctx.obj
    questions = _questions(app)
    if name is None:
        _list(app, questions)
        return
    question = find_question(questions, name)
    if help_params:
        _describe(app, question)
        return
    text = question.bind(parameters(tuple(ctx.args), [p.name for p in question.params]), _base(app), concepts())
    _answer(app, text, form, output, evidence, formula_safe, question)
    if doubts:
        say_changes(app, app.reader(), text, question.lists)


def _list(app: App, questions: dict[str, Question]) -> None:
    width = max((len(n) for n in questions), default=0)
    for name, question in sorted(questions.items()):
        params = " ".join(f"[--{p.name}]" for p in question.params)
        click.echo(f"{name:<{width}}  {question.summary.get(app.lang)} {params}".rstrip())


def _describe(app: App, question: Question) -> None:
    click.echo(question.summary.get(app.lang))
    for param in question.params:
        click.echo(f"  --{param.name} ({param.shown_type}, {param.default}): {param.help.get(app.lang)}")
    click.echo(question.text)


@click.command("query", cls=Command, examples=("kg query consulta.rq", "echo 'SELECT * { ?s a kg:Person } LIMIT 5' | kg query -"),
               text=Text("Ejecuta una consulta SPARQL de un archivo o de la entrada (-).", "Runs a SPARQL query from a file or from stdin (-)."))
@click.argument("file")
@option("-f", "--format", "form", type=click.Choice(FORMS), default="table", es="Formato: table, csv, tsv, json, md, ttl.", en="Format: table, csv, tsv, json, md, ttl.")
@option("-o", "--output", es="Archivo (- es la salida estándar).", en="File (- is stdout).")
@option("--evidence", is_flag=True, es="Muestra qué respalda cada fila (columna ?evidence).", en="Shows what stands behind each row (column ?evidence).")
@option("--doubts", is_flag=True, **OPTION)
@option("--formula-safe", is_flag=True, es="CSV que ninguna hoja de cálculo ejecuta.", en="CSV that no spreadsheet executes.")
@click.pass_obj
def query(app: App, file: str, form: str, output: str | None, evidence: bool, doubts: bool, formula_safe: bool) -> None:
    """Run any SPARQL query, read-only."""
    text = sys.stdin.read() if file == "-" else read_text(Path(file))
    _answer(app, text, form, output, evidence, formula_safe, None)
    if doubts:
        say_changes(app, app.reader(), text, {})


def _answer(app: App, text: str, form: str, output: str | None, evidence: bool, formula_safe: bool, question: Question | None) -> None:
    """Run, render, deliver; tables go through rich, everything else as the standards say."""
    from kg.graph.answer import render

    reader = app.reader()
    result = reader.query(text)
    lists = question.lists if question else {}
    if isinstance(result, Answer):
        result = result.canonical(lists)
        if form == "table":
            _table(app, result, question, output)
        else:
            deliver(render(result, form, formula_safe=formula_safe), output)
        if question and question.note:
            app.say(question.note)
        if evidence:
            _evidence(app, result, reader)
        return
    graph = isinstance(result, list)
    deliver(render(result, "ttl" if graph and form == "table" else "json" if not graph and form == "table" else form), output)


def _table(app: App, answer: Answer, question: Question | None, output: str | None) -> None:
    """Draw a table without the evidence column (``--evidence`` shows it in words); a ready question's columns are called in words, those of one's own query as it calls them."""
    from kg.graph.answer import plain_rows
    from kg.graph.headings import heading

    shown = [i for i, v in enumerate(answer.variables) if v != "evidence"]
    heads = [heading(answer.variables[i]) if question else Text(answer.variables[i], answer.variables[i]) for i in shown]
    rows = ([row[i] for i in shown] for row in plain_rows(answer, question.lists if question else None))
    deliver(drawn(app, None, heads, rows, None if sys.stdout.isatty() else 160), output)
    many = counted(len(answer.rows), Text("fila", "row"), Text("filas", "rows"))
    app.say(Text(f"{many.es}; el respaldo de cada una: --evidence", f"{many.en}; what backs each one: --evidence"))


def _evidence(app: App, answer: Answer, reader: object) -> None:
    """Print, row by row, the documents and spans behind it, and the sentence when the original is at hand."""
    from kg.graph.evidence import backing, claims_in
    from kg.graph.store import Reader

    if "evidence" not in answer.variables or not isinstance(reader, Reader):
        raise UsageError(Text("la respuesta no tiene columna ?evidence",
                              "the answer has no ?evidence column"), "", Text("proyecte los IRI de las afirmaciones", "project the claims' IRIs"))
    cells = [claims_in(t.value) if t else [] for t in answer.column("evidence")]
    behind, documents = backing(reader, [c for cell in cells for c in cell]), app.originals()
    for number, cell in enumerate(cells, 1):
        click.echo(f"\n[{number}]")
        for claim in cell:
            for b in behind[claim] or []:
                click.echo(printable(f"  {b.place(app.lang)} · {b.confidence} · {b.maker} · {b.review}"))
                quote = b.quote(documents)
                if quote:
                    click.echo(printable(f"    «{quote}»"))


@click.command("show", cls=Command, examples=('kg show "clara camacho"', "kg show tlalnepantla", "kg show infoem --all"),
               text=Text("Encuentra una persona, institución, municipio, evento o mecanismo, con o sin acentos, y dice qué se sabe, con su evidencia.",
                         "Finds a person, institution, municipality, event or mechanism, with or without accents, and tells what is known, with its evidence."))
@click.argument("words", nargs=-1, required=True)
@option("--all", "every", is_flag=True, es="Muestra todas las coincidencias, no solo la mejor.", en="Shows every match, not only the best.")
@click.pass_obj
def show(app: App, words: tuple[str, ...], every: bool) -> None:
    """Print what is known of the best match and name the others."""
    from kg.graph.evidence import backing
    from kg.graph.show import CLASSES, find, sections

    reader, documents = app.reader(), app.originals()
    found = find(reader, " ".join(words))
    for thing in found if every else found[:1]:
        click.echo(printable(f"{thing.label} — {CLASSES[thing.cls].get(app.lang)}") + f"\n{thing.iri}")
        parts = sections(reader, thing.iri, app.lang)
        behind = backing(reader, [claim for _, rows in parts for _, claim in rows])
        for heading, rows in parts:
            click.echo(f"\n{heading.get(app.lang)}")
            for text, claim in rows:
                click.echo(printable(f"  • {text}"))
                for b in behind.get(claim, []):
                    click.echo(printable(f"      {b.place(app.lang)} ({b.confidence})"))
                    quote = b.quote(documents)
                    if quote:
                        click.echo(printable(f"      «{quote}»"))
        click.echo("")
    if len(found) > 1 and not every:
        rest = "; ".join(f"{f.label} ({CLASSES[f.cls].get(app.lang)})" for f in found[1:9])
        app.say(Text(f"También: {rest}", f"Also: {rest}"))
