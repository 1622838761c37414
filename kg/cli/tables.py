"""A table of the network room on the terminal, or as CSV or JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.base import App, deliver, printable
from kg.model.errors import UsageError
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.network.frames import Table

FORMS = ("table", "csv", "json")
ENDINGS = {"table": ".txt", "csv": ".csv", "json": ".json"}
WIDTH = 140
FORM_HELP: Mapping[str, str] = {"es": "Formato; si falta, el que diga la terminación del archivo, o una tabla.", "en": "Format; without it, what the file's ending tells, or a table."}
_YES, _NO = Text("sí", "yes"), Text("no", "no")


def told_form(form: str | None, output: str | None, endings: Mapping[str, str] = ENDINGS) -> str:
    """Return the format: the one asked for, what the file's ending tells, else a table. Raises UsageError: an ending nobody knows, or one of another format."""
    ending = "" if output in (None, "-") else Path(str(output)).suffix.lower()
    if not ending:
        return form or "table"
    told = next((name for name, known in endings.items() if known == ending), None)
    if told is None or form not in (None, told):
        what = Text(f"la terminación {ending} no es de ningún formato", f"no format has the ending {ending}") if told is None else \
            Text(f"la terminación {ending} no es la de {form}", f"the ending {ending} is not that of {form}")
        listed = ", ".join(f"{known} ({name})" for name, known in endings.items())
        raise UsageError(what, str(output), Text(f"las que hay: {listed}", f"there are: {listed}"))
    return told


def show(app: App, tables: Sequence[Table], form: str, output: str | None) -> None:
    """Write tables; their notes go to stderr. CSV of several is one after the other with an empty line between."""
    if form == "csv":
        text = "\n".join(table.to_csv() for table in tables)
    elif form == "json":
        text = json.dumps([_plain(table, app) for table in tables], ensure_ascii=False, indent=1) + "\n"
    else:
        text = "".join(_drawn(table, app) for table in tables)
    deliver(text, output)
    for note in dict.fromkeys(note for table in tables for note in table.notes):
        app.say(note)


def _plain(table: Table, app: App) -> dict[str, Any]:
    rows = [{name: value.get(app.lang) if isinstance(value, Text) else value for name, value in row.items()} for row in table]
    return {"title": table.caption.get(app.lang), "columns": {c.name: c.meaning.get(app.lang) for c in table.columns}, "rows": rows,
            "notes": [note.get(app.lang) for note in table.notes]}


def _drawn(table: Table, app: App) -> str:
    """Return the table, aligned; IRIs are for files and stay out."""
    kept = [i for i, column in enumerate(table.columns) if not column.name.startswith("iri") and column.name != "claims"]
    return drawn(app, table.caption, [table.columns[i].title for i in kept], ([row[i] for i in kept] for row in table.rows))


def drawn(app: App, title: Text | None, heads: Iterable[Text], rows: Iterable[Sequence[Any]], width: int | None = WIDTH) -> str:
    """Return a table as a terminal shows it, aligned; nothing a cell holds can steer the terminal."""
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text as Plain

    made = Drawn(title=Plain(printable(title.get(app.lang))) if title else None, header_style="bold")
    for head in heads:
        made.add_column(Plain(printable(head.get(app.lang))), overflow="fold")
    for row in rows:
        made.add_row(*(Plain(printable(_cell(value, app))) for value in row))
    target = io.StringIO()
    Console(file=target, width=width, no_color=True, highlight=False).print(made)
    return target.getvalue()


def _cell(value: Any, app: App) -> str:
    if isinstance(value, Text):
        return value.get(app.lang)
    if isinstance(value, bool):
        return (_YES if value else _NO).get(app.lang)
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    if isinstance(value, float):
        return _number(value)
    return "" if value is None else str(value)


def _number(value: float) -> str:
    """Return a number to four significant digits, and none of a larger one's whole part left out: 0.0002314, 1.5e-07, 12345.7."""
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.1f}".removesuffix(".0")
