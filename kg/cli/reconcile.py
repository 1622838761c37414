"""``kg reconcile``: a spreadsheet's names matched to the graph, for people without OpenRefine."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.base import App, Command, bar, deliver, option
from kg.model.errors import InputError, UsageError, nearest
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.reading.formats.table_file import Sheet, Tables
    from kg.serve.entities import Entities
    from kg.serve.match import Hit, Matcher

KINDS = ("person", "institution", "municipality", "event", "mechanism")
ADDED = ("iri", "matched_name", "score", "match", "reasons", "candidates")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PLAIN = re.compile(r"[+-]?[\d\s.,()%-]*\Z")   # numbers, amounts, telephones: nothing a spreadsheet computes
_SHOWN = 5  # candidates told of a name that is a question


@click.command("reconcile", cls=Command,
               examples=("kg reconcile asistentes.csv --column nombre --type person -o cotejado.csv",
                         "kg reconcile municipios.xlsx --column municipio --type municipality --state estado -o cotejado.csv",
                         "kg reconcile directorio.csv --column titular --type person --institution dependencia --place municipio"),
               text=Text("Coteja una columna de nombres de un CSV, XLSX u ODS con el grafo. Añade iri, matched_name, score (0-100), match (yes, ask, no), reasons y candidates; "
                         "iri solo cuando es seguro (yes). Lo demás queda como estaba, en su orden.",
                         "Matches a column of names of a CSV, XLSX or ODS to the graph. Adds iri, matched_name, score (0-100), match (yes, ask, no), reasons and candidates; "
                         "iri only when it is safe (yes). All else stays as it was, in its order."))
@click.argument("file", type=click.Path(path_type=Path))
@option("--column", required=True, es="Columna con los nombres.", en="Column with the names.")
@option("--type", "kind", type=click.Choice(KINDS), es="Qué son; si falta, cualquier cosa.", en="What they are; anything, when absent.")
@option("--place", es="Columna con el municipio (nombre o clave INEGI).", en="Column with the municipality (name or INEGI code).")
@option("--state", es="Columna con el estado.", en="Column with the state.")
@option("--institution", es="Columna con la institución de cada persona.", en="Column with each person's institution.")
@option("--sheet", es="Hoja del libro; si falta, la primera visible.", en="Sheet of the workbook; the first visible one, when absent.")
@option("-o", "--output", es="Archivo CSV (- es la salida estándar).", en="CSV file (- is stdout).")
@click.pass_obj
def reconcile_command(app: App, file: Path, column: str, kind: str | None, place: str | None, state: str | None, institution: str | None, sheet: str | None, output: str | None) -> None:
    """Read the table, look every name up, write the table with what was found."""
    from kg.reading.formats.table_file import read_tables
    from kg.serve.entities import Entities
    from kg.serve.match import Matcher

    tables = read_tables(file)
    head, rows = _table(tables, _sheet(tables, sheet))
    at = _column(head, column, file)
    beside = {pid: _column(head, name, file) for pid, name in (("municipality", place), ("state", state), ("institution", institution)) if name}
    for notice in tables.notices:
        app.say(notice)
    matcher = Matcher(Entities(app.reader(), app.lang))
    counts: Counter[str] = Counter()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(c) for c in (*head, *_added(head, file))])
    with bar() as progress:
        for row, found in _found(app, matcher, progress.track(rows), at, beside, (kind,) if kind else ()):
            counts[found[3]] += 1
            writer.writerow([safe(c) for c in (*row, *[""] * (len(head) - len(row)), *found)])
    deliver(out.getvalue().encode("utf-8-sig" if output not in (None, "-") else "utf-8", "replace"), output)
    yes, ask, no = (counts[m] for m in ("yes", "ask", "no"))
    app.say(Text(f"{yes + ask + no} renglones: {yes} seguros, {ask} por decidir, {no} sin nada parecido", f"{yes + ask + no} rows: {yes} safe, {ask} to decide, {no} with nothing alike"))


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet executes: an apostrophe before what begins like a formula and is no number."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _PLAIN.match(cell) else cell


def _sheet(tables: Tables, name: str | None) -> Sheet:
    """Return the sheet asked for, else the first visible one. Raises UsageError with the nearest names."""
    if name is None:
        return next((s for s in tables.sheets if not s.hidden), tables.sheets[0])
    found = next((s for s in tables.sheets if s.name == name), None)
    if found is None:
        raise UsageError(Text(f"no hay hoja {name!r}", f"there is no sheet {name!r}"), str(tables.path), nearest(name, [s.name for s in tables.sheets]))
    return found


def _table(tables: Tables, sheet: Sheet) -> tuple[list[str], list[list[str]]]:
    """Return the head (the first row that is not blank) and the rows under it but for blank ones at the end. Raises InputError."""
    rows = [[cell.text for cell in row.cells] for row in tables.rows(sheet)]
    filled = [i for i, row in enumerate(rows) if any(row)]
    rows = rows[filled[0]:filled[-1] + 1] if filled else []
    if not rows:
        raise InputError(Text("la tabla está vacía", "the table is empty"), str(tables.path), Text("la primera fila lleva los nombres de las columnas", "the first row holds the columns' names"))
    width = max(map(len, rows))
    return rows[0] + [""] * (width - len(rows[0])), rows[1:]


def _column(head: list[str], name: str, file: Path) -> int:
    """Return where a column is; case, accents and outer blanks do not count. Raises UsageError: none, or two alike."""
    from kg.model.iri import fold

    exact = [i for i, h in enumerate(head) if h == name]
    found = exact or [i for i, h in enumerate(head) if fold(h) == fold(name)]
    if not found:
        raise UsageError(Text(f"no hay columna {name!r}", f"there is no column {name!r}"), str(file), nearest(name, [h for h in head if h]))
    if len(found) > 1:
        raise UsageError(Text(f"hay {len(found)} columnas {name!r}", f"there are {len(found)} columns {name!r}"), str(file), Text("cambie el nombre de una", "rename one of them"))
    return found[0]


def _added(head: list[str], file: Path) -> list[str]:
    """Return the names of the added columns; a column that has one of them already moves ours to ``kg_``. Raises InputError when that is taken, too."""
    names = [f"kg_{name}" if name in head else name for name in ADDED]
    taken = [name for name in names if name in head]
    if taken:
        raise InputError(Text(f"ya tiene la columna {taken[0]!r}", f"there is a column {taken[0]!r} already"), str(file),
                         Text("quite lo que añadió un cotejo anterior", "remove what an earlier run has added"))
    return names


def _found(app: App, matcher: Matcher, rows: Iterable[list[str]], at: int, beside: dict[str, int], kinds: tuple[str, ...]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield each row with its added cells; equal names with equal company are looked up once."""

    @cache
    def look(name: str, company: tuple[tuple[str, str], ...]) -> list[str]:
        hits = matcher.find(name, kinds, {pid: [value] for pid, value in company if value})
        return _cells(app, matcher.entities, hits)

    for row in rows:
        if not any(row):
            yield row, [""] * len(ADDED)
            continue
        company = tuple((pid, row[i] if i < len(row) else "") for pid, i in beside.items())
        yield row, look(row[at] if at < len(row) else "", company)


def _cells(app: App, entities: Entities, hits: list[Hit]) -> list[str]:
    """Return the added cells of a row: of the best hit, and the other candidates when somebody must decide."""
    if not hits:
        return ["", "", "", "no", "", ""]
    best = hits[0]
    reasons = "; ".join(r.get(app.lang) for r in best.reasons)
    others = "" if best.match else " | ".join(f"{h.entity.name} ({entities.describe(h.entity)}) {h.score:g} <{h.entity.iri}>" for h in hits[:_SHOWN])
    return [best.entity.iri if best.match else "", best.entity.name, f"{best.score:g}", "yes" if best.match else "ask", reasons, others]
