"""``kg witness`` and ``kg return-sheet``: what does not add up in a report, as data, and as one page for the body that published it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.base import App, Command, bar, deliver, option
from kg.model.errors import InputError, UsageError, nearest
from kg.model.iri import slugify
from kg.model.text import Lang, Text

if TYPE_CHECKING:
    from kg.reading.document import Document
    from kg.reading.witness import Discrepancy

Checked = list[tuple[str, "Document", list["Discrepancy"]]]
_SHOWN = 110        # characters of a summary in the table


@click.command("witness", cls=Command, examples=("kg witness", "kg witness informe.docx", "kg witness jornadas-2023 -f acta", "kg witness a.pdf b.pdf -f csv -o discrepancias.csv"), text=Text(
    "Compara cada informe consigo mismo y con los demás: conteos, frases cortadas, grafías, cargos pegados, contradicciones, fechas, lo que falta. Sin argumentos, todas las fuentes con original.",
    "Compares each report with itself and with the others: counts, cut sentences, spellings, pasted titles, contradictions, dates, gaps. Without arguments, every source with its original."))
@click.argument("reports", nargs=-1, metavar="[SOURCE|FILE]...")
@option("-f", "--format", "form", type=click.Choice(["table", "json", "csv", "acta"]), default="table", es="Formato; acta son registros para acta.toml.", en="Format; acta is records for acta.toml.")
@option("-o", "--output", es="Archivo (- es la salida estándar).", en="File (- is stdout).")
@click.pass_obj
def witness_command(app: App, reports: tuple[str, ...], form: str, output: str | None) -> int:
    """Print the discrepancies; exit 1 when there are any."""
    checked = _checked(app, _documents(app, reports))
    deliver({"table": _table, "json": _json, "csv": _csv, "acta": _acta}[form](checked, app.lang), output)
    count = sum(len(found) for _, _, found in checked)
    app.say(Text(f"{count} discrepancias en {len(checked)} informes", f"{count} discrepancies in {len(checked)} reports"))
    return 1 if count else 0


@click.command("return-sheet", cls=Command, examples=("kg return-sheet jornadas-2023 -o hoja.html", "kg return-sheet informe.docx -o hoja.html --quotes"), text=Text(
    "Una hoja A4, para imprimir o enviar al organismo que publicó el informe: qué se entendió, qué queda en duda, qué corregir. No cita el informe si no se le pide.",
    "One A4 page, to print or send to the body that published the report: what was understood, what is doubtful, what to correct. It quotes nothing of the report unless asked."))
@click.argument("report", metavar="SOURCE|FILE")
@option("-o", "--output", es="Archivo HTML (- es la salida estándar).", en="HTML file (- is stdout).")
@option("--quotes", is_flag=True, es="Cita hasta 60 caracteres del informe en cada renglón.", en="Quotes up to 60 characters of the report in each row.")
@click.pass_obj
def return_sheet_command(app: App, report: str, output: str | None, quotes: bool) -> None:
    """Write the sheet."""
    from kg.reading.report import read_report
    from kg.reading.witness import witness
    from kg.visual.return_sheet import return_sheet

    name, document = _documents(app, (report,))[0]
    reading = read_report(document)
    deliver(return_sheet(reading, witness(reading), name=name, lang=app.lang, quotes=quotes), output)


def _documents(app: App, reports: Sequence[str]) -> list[tuple[str, Document]]:
    """Return (name, document) of every report asked for: a file, or a source whose original is at hand."""
    from kg.reading.formats.files import read_file

    if not reports:
        found = sorted(app.originals().items())
        if not found:
            raise InputError(Text("ningún original está a mano", "no original is at hand"), str(app.corpus.data),
                             Text("tráigalos con: kg sources add ARCHIVO, o dé un archivo", "bring them with: kg sources add FILE, or give a file"))
        for name in sorted({f.name for f in app.corpus.sources()} - dict(found).keys()):
            app.say(Text(f"{name}: sin revisar, su original no está a mano (kg sources add ARCHIVO)", f"{name}: not checked, its original is not at hand (kg sources add FILE)"))
        return found
    slugs = {f.name for f in app.corpus.sources()}
    originals = app.originals() if any(r in slugs and not Path(r).is_file() for r in reports) else {}
    made = []
    for report in reports:
        if Path(report).is_file() or report not in slugs:
            if not Path(report).exists():
                raise UsageError(Text("no es un archivo ni una fuente", "it is neither a file nor a source"), report, nearest(report, slugs))
            made.append((Path(report).name, read_file(Path(report))))
        elif report in originals:
            made.append((report, originals[report]))
        else:
            raise InputError(Text("el original no está a mano", "the original is not at hand"), report, Text("tráigalo con: kg sources add ARCHIVO", "bring it with: kg sources add FILE"))
    return made


def _checked(app: App, documents: list[tuple[str, Document]]) -> Checked:
    from kg.reading.report import read_report
    from kg.reading.witness import witness_all

    with bar() as progress:
        readings = [read_report(document) for _, document in progress.track(documents, description=Text("leyendo informes", "reading reports").get(app.lang))]
    return [(name, document, found) for (name, document), found in zip(documents, witness_all(readings), strict=True)]


def _plain(text: str) -> str:
    """Return a line that no control character of the report can turn into something else on a terminal."""
    return "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))


def _lines(document: Document, found: Discrepancy) -> list[int]:
    return list(dict.fromkeys(document.line(start) for start, _ in found.spans))


def _table(checked: Checked, lang: Lang) -> str:
    """One line a discrepancy: report, lines, kind, what; columns parted by tabs."""
    out = io.StringIO()
    out.write(Text("informe\trenglones\tclase\tqué\n", "report\tlines\tkind\twhat\n").get(lang))
    for name, document, found in checked:
        for d in found:
            told = _plain(Text(d.summary, d.gloss).get(lang))
            out.write(f"{_plain(name)}\t{','.join(f'L{n}' for n in _lines(document, d)[:6])}\t{d.kind}\t{told[:_SHOWN] + '…' if len(told) > _SHOWN + 1 else told}\n")
    return out.getvalue()


def _records(checked: Checked) -> list[dict[str, Any]]:
    return [{"report": name, "kind": d.kind, "rule": d.rule, "line": document.line(d.start), "start": d.start, "end": d.end, "spans": [list(s) for s in d.spans], "summary": d.summary,
             "gloss": d.gloss,
             "concerns": list(d.concerns), "confidence": d.confidence, "fix": d.fix.es if d.fix else "", "fix_en": d.fix.en if d.fix else ""} for name, document, found in checked for d in found]


def _json(checked: Checked, lang: Lang) -> str:
    """A list of objects; offsets are code points of the report's text."""
    return json.dumps(_records(checked), ensure_ascii=False, indent=1) + "\n"


def _csv(checked: Checked, lang: Lang) -> str:
    """RFC 4180, with a head line; places are ``start-end``, parted by blanks."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["report", "line", "kind", "rule", "spans", "summary", "gloss", "concerns", "confidence", "fix", "fix_en"])
    for r in _records(checked):
        cells = [r["report"], r["line"], r["kind"], r["rule"], " ".join(f"{s}-{e}" for s, e in r["spans"]), r["summary"], r["gloss"], "; ".join(r["concerns"]), r["confidence"], r["fix"], r["fix_en"]]
        writer.writerow([f"'{c}" if isinstance(c, str) and c[:1] in ("=", "+", "-", "@") else c for c in cells])     # a report's words are no formula
    return out.getvalue()


def _acta(checked: Checked, lang: Lang) -> str:
    """Records of an acta, one report after another; ``concerns`` is left to the person who accepts them, who knows the ids."""
    from kg.reading.drafts.draft_spans import Stretches
    from kg.reading.drafts.draft_toml import record_text

    parts = []
    for name, document, found in checked:
        stretches, seen = Stretches(document), dict[str, int]()
        parts.append(f"# {_plain(name)}: {len(found)}\n")
        for d in found:
            base = slugify(f"{d.rule}-l{document.line(d.start)}")
            seen[base] = seen.get(base, 0) + 1
            at = list(dict.fromkeys(s for start, end in d.spans for s in stretches.spans(start, end)))
            parts.append(record_text("discrepancy", {"id": base if seen[base] == 1 else f"{base}-{seen[base]}", "kind": d.kind, "summary": d.summary, "gloss": d.gloss, "at": at
                                                     or [stretches.span(d.start, d.end)],
                                                     "confidence": d.confidence}))
    return "\n".join(parts)
