"""Results as tables: what a notebook shows, what pandas and Arrow take, what CSV, Parquet and XLSX hold. Every column says what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from kg.model.errors import UsageError, nearest
from kg.model.files import write_atomically
from kg.model.text import Lang, Text
from kg.network.formats.extras import extra
from kg.network.formats.parquet import arrow, parquet
from kg.network.formats.text import table_csv
from kg.network.formats.workbook import Sheet, workbook

SHOWN = 50
"""Rows a notebook shows; the table has them all."""


class Column(NamedTuple):
    """A column: its name in code and files, what it is called on paper, and what its numbers mean."""

    name: str
    title: Text
    meaning: Text


class Table:
    """Rows under columns with a meaning, a caption, and notes that must be read before anything is concluded.

    Iterating gives one dictionary a row; ``table["degree"]`` gives a column, ``table[0]`` a row. A value may be None: not known, or no such
    number. Nothing is drawn or written until it is asked for.
    """

    def __init__(self, caption: Text, columns: Sequence[Column], rows: Iterable[Sequence[Any]], notes: Iterable[Text] = ()) -> None:
        self.caption, self.columns, self.notes = caption, tuple(columns), tuple(notes)
        self.rows = [tuple(row) for row in rows]
        wrong = next((i for i, row in enumerate(self.rows) if len(row) != len(self.columns)), None)
        if wrong is not None or len(set(self.names)) != len(self.names):
            raise UsageError(Text("la tabla no casa con sus columnas", "the table does not match its columns"), f"{caption.en}: {wrong}")

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield each row as {column: value}."""
        for row in self.rows:
            yield dict(zip(self.names, row, strict=True))

    def __getitem__(self, key: int | str) -> Any:
        """Return row ``key`` as a dictionary, or column ``key`` as a list; an unknown column is an error that names the nearest."""
        if isinstance(key, str):
            if key not in self.names:
                raise UsageError(Text(f"la tabla no tiene la columna {key!r}", f"the table has no column {key!r}"), "", nearest(key, self.names))
            at = self.names.index(key)
            return [row[at] for row in self.rows]
        return dict(zip(self.names, self.rows[key], strict=True))

    def head(self, n: int = 10) -> Table:
        """Return the table of the first ``n`` rows; its caption says so."""
        if n >= len(self):
            return self
        return Table(Text(f"{self.caption.es} — las primeras {n} de {len(self)} filas", f"{self.caption.en} — the first {n} of {len(self)} rows"), self.columns, self.rows[:max(n, 0)], self.notes)

    def to_pandas(self) -> Any:
        """Return a ``pandas.DataFrame``; caption, notes and meanings are in its ``attrs``. Raises UsageError without the extra ``tables``."""
        with extra("tables"):
            import pandas as pd
        frame = pd.DataFrame({name: self[name] for name in self.names}, columns=list(self.names))
        frame.attrs.update(self._about())
        return frame

    def to_arrow(self) -> Any:
        """Return a ``pyarrow.Table``; caption, notes and meanings are its schema's metadata. Raises UsageError without the extra ``tables``."""
        return arrow({name: self[name] for name in self.names}, self._about())

    def to_csv(self, path: Path | str | None = None) -> str:
        """Return the table as CSV whose cells no spreadsheet runs; written to ``path`` when given."""
        text = table_csv(self.names, ([_cell(v, "es") for v in row] for row in self.rows))
        self._write(path, text.encode())
        return text

    def to_parquet(self, path: Path | str | None = None) -> bytes:
        """Return the table as Parquet; written to ``path`` when given. Raises UsageError without the extra ``tables``."""
        made = parquet(self.to_arrow())
        self._write(path, made)
        return made

    def to_xlsx(self, path: Path | str | None = None) -> bytes:
        """Return the table as XLSX, with a second sheet that says what each column means; written to ``path`` when given."""
        about = [("", self.caption.es, self.caption.en), *((c.name, c.meaning.es, c.meaning.en) for c in self.columns), *(("", *note) for note in self.notes)]
        rows = ([_cell(v, "es") for v in row] for row in self.rows)
        made = workbook([Sheet("Tabla - Table", self.names, rows, len(self)), Sheet("Qué dice - Meaning", ("", "es", "en"), about, len(about))])
        self._write(path, made)
        return made

    def _write(self, path: Path | str | None, data: bytes) -> None:
        if path is not None:
            write_atomically(Path(path), data)

    def _about(self) -> dict[str, Any]:
        return {"caption": self.caption._asdict(), "columns": {c.name: c.meaning._asdict() for c in self.columns}, "notes": [n._asdict() for n in self.notes]}

    def __repr__(self) -> str:
        """Return what it is, in a line."""
        return f"<Table: {self.caption.en}; {len(self)} rows; {', '.join(self.names)}>"

    def _repr_html_(self) -> str:
        """Return the first rows as HTML, in Spanish and English: the caption, what each column means (on its heading), the notes. Every word is escaped."""
        heads = "".join(f'<th scope="col" title="{escape(c.meaning.es)} | {escape(c.meaning.en)}">{_both(c.title)}</th>' for c in self.columns)
        body = "".join(f"<tr>{''.join(_td(v) for v in row)}</tr>" for row in self.rows[:SHOWN])
        notes = [*self.notes]
        if len(self) > SHOWN:
            notes.insert(0, Text(f"Se muestran {SHOWN} de {len(self)} filas.", f"{SHOWN} of {len(self)} rows are shown."))
        said = "".join(f"<li>{_both(note)}</li>" for note in notes)
        return (f"<table><caption>{_both(self.caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>" + (f"<ul>{said}</ul>" if said else ""))


def of_records(caption: Text, records: Sequence[Mapping[str, Any]], known: Mapping[str, tuple[Text, Text]], notes: Iterable[Text] = (), names: Sequence[str] = ()) -> Table:
    """Return the table of dictionaries with the same keys; ``known`` gives title and meaning of a column (its name where it says nothing).

    ``names``: the columns when there are no records. An empty text is None: no such value.
    """
    found = list(records[0]) if records else list(names)
    columns = [Column(name, *known.get(name, (Text(name, name), Text(name, name)))) for name in found]
    return Table(caption, columns, ([None if isinstance(r[n], str) and not r[n] else r[n] for n in found] for r in records), notes)


def _both(text: Text) -> str:
    """Return a text in both languages as HTML, once when they are the same."""
    return escape(text.es) + (f'<br><small lang="en">{escape(text.en)}</small>' if text.en != text.es else "")


def _td(value: Any) -> str:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(value, bool):
        value = "sí / yes" if value else "no"
    shown = f"{value:.4g}" if isinstance(value, float) else "" if value is None else str(_cell(value, "es"))
    # Each cell is a block of its own: a character that turns the reading direction goes no further.
    return f'<td style="text-align:{"right" if number else "left"}">{escape(shown)}</td>'


def _cell(value: Any, lang: Lang) -> Any:
    """Return a value as one cell: a Text in one language, a list joined."""
    if isinstance(value, Text):
        return value.get(lang)
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
