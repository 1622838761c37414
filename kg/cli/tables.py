"""A table of the network room on the terminal, or as CSV or JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.cli.base import App, deliver
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.network.frames import Table

FORMS = ("table", "csv", "json")
WIDTH = 140


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
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text as Plain

    kept = [i for i, column in enumerate(table.columns) if not column.name.startswith("iri") and column.name != "claims"]
    drawn = Drawn(title=Plain(table.caption.get(app.lang)), header_style="bold")
    for i in kept:
        drawn.add_column(Plain(table.columns[i].title.get(app.lang)), overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Plain(_cell(row[i], app)) for i in kept))
    target = io.StringIO()
    Console(file=target, width=WIDTH, no_color=True, highlight=False).print(drawn)
    return target.getvalue()


def _cell(value: Any, app: App) -> str:
    if isinstance(value, Text):
        return value.get(app.lang)
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)
