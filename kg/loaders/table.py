"""Loader ``table``: CSV, TSV, XLSX and ODS, by a mapping (``mapping = "mapping.toml"`` in source.toml). The row is the evidence.

Every column is used, ignored on purpose, or reported; a value that no lookup knows is an error with its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from kg.loaders._convert import Bad, Complaints, convert, split_cell
from kg.loaders._make import Maker, measured, original
from kg.loaders._mapping import Mapping, Rule, Value, read_mapping
from kg.loaders._places import Places
from kg.model.acta import MAX_SPAN, Acta, Span
from kg.model.errors import InputError, nearest
from kg.model.iri import fold
from kg.model.records import BY_NAME, Field
from kg.model.source import Source
from kg.model.text import Text
from kg.reading.document import Document
from kg.reading.formats.table_file import Cell, Row, Sheet, Tables, read_tables


def load(source: Source) -> Acta:
    """Read the table of a source. Raises ManyErrors naming file and row."""
    if not source.mapping:
        raise InputError(Text("falta mapping: qué dice cada columna", "mapping is missing: what each column says"), str(source.folder / "source.toml"),
                         Text('ponga mapping = "mapping.toml" y escriba ese archivo; vea CONTRIBUTING.md', 'write mapping = "mapping.toml" and that file; see CONTRIBUTING.md'))
    mapping = read_mapping(source.folder / source.mapping)
    tables = read_tables(original(source), source.encoding)
    document = measured(source, Document(tables.path, tables.sha256, tables.text))
    return _Loading(source, mapping, tables, document).run()


@dataclass
class _Line:
    """One data row: its cells by column, and the ids of the records it has given so far, by rule name."""

    row: Row
    cells: dict[str, Cell]
    made: dict[str, list[str]] = field(default_factory=dict)


class _Loading:
    def __init__(self, source: Source, mapping: Mapping, tables: Tables, document: Document) -> None:
        self.maker, self.mapping, self.tables = Maker(source, document), mapping, tables
        self.maker.notices += [Text(f"{tables.path.name}: {n.es}", f"{tables.path.name}: {n.en}") for n in tables.notices]
        self.maker.configure(mapping.acta, mapping.path, 1)
        self.sheet = self._sheet()
        self.complaints = Complaints()
        self.without: dict[str, tuple[int, int]] = {}
        self.places = Places(source.folder) if any(r.registry for r in mapping.rules) else None

    def _sheet(self) -> Sheet:
        wanted, sheets = self.mapping.sheet, self.tables.sheets
        if isinstance(wanted, int) and 1 <= wanted <= len(sheets):
            return sheets[wanted - 1]
        for sheet in sheets:
            if sheet.name == wanted:
                return sheet
        names = [s.name or "1" for s in sheets]
        raise InputError(Text(f"no hay hoja {wanted!r}", f"there is no sheet {wanted!r}"), str(self.tables.path), nearest(str(wanted), names or ["-"]))

    def where(self, row: Row) -> str:
        """Return how errors name a row: file and line, or file, sheet and row beyond the first sheet."""
        first = self.sheet.first == 1
        return f"{self.tables.path}:{row.line}" if first else f"{self.tables.path}[{self.sheet.name}]:{row.number}"

    def run(self) -> Acta:
        """Read everything and return the acta."""
        stream = self.tables.rows(self.sheet, self.mapping.delimiter)
        rows = list(islice(stream, max([self.mapping.header, *(r.row for r in self.mapping.rules)])))
        columns = self._columns(rows[self.mapping.header - 1].cells if 0 < self.mapping.header <= len(rows) else [])
        base: dict[str, list[str]] = {}
        used = self._used(columns)
        for rule in (r for r in self.mapping.rules if r.row):
            if rule.row > len(rows):
                raise InputError(Text(f"row = {rule.row}, y la hoja no tiene tantas filas", f"row = {rule.row}, and the sheet has not so many rows"), f"{self.mapping.path}:{rule.line}")
            row = rows[rule.row - 1]
            self._row(_Line(row, {f"#{n}": c for n, c in enumerate(row.cells, 1)}, base), [rule])
        leftover: dict[str, tuple[int, int]] = {}
        idle: list[int] = []
        rules = [r for r in self.mapping.rules if not r.row]
        for line in self._lines(chain(rows[self.mapping.header:], stream), columns, base):
            for name, cell in line.cells.items():
                if cell.text and name not in used:
                    count, first = leftover.get(name, (0, line.row.line))
                    leftover[name] = (count + 1, first)
            before = set(line.made)
            if self._row(line, rules) and set(line.made) == before:
                idle.append(line.row.line)
        self._report(leftover, idle)
        return self.maker.acta()

    def _columns(self, head: list[Cell]) -> list[str]:
        """Name the columns: a repeated header gets its ordinal, a blank one the column's number."""
        names: list[str] = []
        for number, cell in enumerate(head, 1):
            text = " ".join(cell.text.split())
            same = sum(n.partition("#")[0] == text for n in names) if text else 0
            names.append(f"{text}#{same + 1}" if same else text or f"#{number}")
            if same:
                self.maker.notice(f"encabezado repetido {text!r}: la columna {number} se llama {names[-1]!r}", f"repeated header {text!r}: column {number} is called {names[-1]!r}")
        return names

    def _used(self, columns: list[str]) -> set[str]:
        """Return the columns the mapping mentions; raise when one is not there."""
        known = set(columns)
        mentions = [(c, r.line) for r in self.mapping.rules if not r.row for c in sorted(r.columns())]
        mentions += [(c, 1) for c in (*self.mapping.ignore, *self.mapping.fill_down, *self.mapping.skip)]
        for name, line in mentions:
            if name not in known and not (name.startswith("#") and name[1:].isdigit() and 0 < int(name[1:]) <= (len(columns) or 20_000)):
                self.maker.fail(0, Text(f"la tabla no tiene la columna {name!r}", f"the table has no column {name!r}"), nearest(name, columns or ["#1"]), f"{self.mapping.path}:{line}")
        for rule in (r for r in self.mapping.rules if r.row):
            for name in sorted(c for c in rule.columns() if not c.startswith("#")):
                self.maker.fail(0, Text(f"un [[record]] con row no tiene encabezados: {name!r}", f"a [[record]] with row has no headers: {name!r}"),
                                Text('escriba { const = "…" }, o la columna por su número: "#1"', 'write { const = "…" }, or the column by its number: "#1"'), f"{self.mapping.path}:{rule.line}")
        if self.maker.errors:
            self.maker.acta()
        used = {c for c, _ in mentions}
        return used | {columns[int(c[1:]) - 1] for c in used if c.startswith("#") and c[1:].isdigit() and int(c[1:]) <= len(columns)}

    def _lines(self, rows: Iterable[Row], columns: list[str], base: dict[str, list[str]]) -> Iterator[_Line]:
        """Yield the data rows: not blank, not skipped, filled down; a value beyond the last header is an error."""
        above: dict[str, Cell] = {}
        skipped = 0
        numbers = {f"#{n}" for r in self.mapping.rules if not r.row for n in range(1, 1 + len(columns)) if f"#{n}" in r.columns()}
        for row in rows:
            if not any(c.text for c in row.cells):
                continue
            if columns and any(c.text for c in row.cells[len(columns):]):
                self.maker.fail(row.line, Text(f"la fila tiene {len(row.cells)} celdas y el encabezado {len(columns)}", f"the row has {len(row.cells)} cells and the header {len(columns)}"),
                                Text("ponga entre comillas lo que lleva el separador, o dé nombre a la columna", "quote what holds the delimiter, or name the column"), self.where(row))
                continue
            cells = dict(zip(columns or [f"#{n}" for n in range(1, len(row.cells) + 1)], row.cells, strict=False))
            cells |= {f"#{n}": c for n, c in enumerate(row.cells, 1) if f"#{n}" in numbers}
            for name in self.mapping.fill_down:
                if name in cells and cells[name].text:
                    above[name] = cells[name]
                elif name in above:
                    cells[name] = above[name]
            if any(name in cells and cells[name].text in values for name, values in self.mapping.skip.items()):
                skipped += 1
                continue
            yield _Line(row, cells, dict(base))
        if skipped:
            self.maker.notice(f"{skipped} filas omitidas por skip", f"{skipped} rows left out by skip")

    def _row(self, line: _Line, rules: list[Rule]) -> bool:
        """Apply rules to a row; False when an error stopped it."""
        try:
            for rule in rules:
                self._rule(rule, line)
        except Bad as bad:
            self.complaints.add(bad, line.row.line, self.where(line.row))
            return False
        return True

    def _rule(self, rule: Rule, line: _Line) -> None:
        """Make the records of one rule from one row: one, or one for each part or each earlier record."""
        if any(not (line.cells[c].text if c in line.cells else "") or (v and line.cells[c].text not in v) for c, v in rule.when.items()):
            return
        views: list[tuple[_Line, str]] = [(line, "")]
        if rule.each:
            parts = split_cell(line.cells[rule.each], rule.split) if rule.each in line.cells else []
            views = [(_Line(line.row, {**line.cells, rule.each: p}, line.made), f"-{n}") for n, p in enumerate(parts, 1)]
        elif rule.per:
            views = [(_Line(line.row, line.cells, {**line.made, rule.per: [i]}), f"-{n}") for n, i in enumerate(line.made.get(rule.per, []), 1)]
        ids = []
        for view, suffix in views:
            made = self._record(rule, view, suffix)
            if made:
                ids.append(made)
        if ids:
            line.made[rule.name] = list(dict.fromkeys(ids))

    def _record(self, rule: Rule, line: _Line, suffix: str) -> str:
        """Make one record and return its id; "" when the row has nothing for it."""
        spec = BY_NAME[rule.table]
        values, at = self._values(rule, line)
        code = self._municipality(rule, line) if rule.registry else ""
        if rule.registry and not code:
            return ""
        written = str(values.get("name") or "")
        if code and self.places:
            at.setdefault("name", [s for v in rule.registry.values() for s in self._cells(v, line)])
            written = written or " ".join(self.tables.text[s.start:s.end] for s in at["name"][:1])
            values["name"] = self.places.names[code]
        if (spec.entity and not values.get("name")) or self._lacks(rule, line, values):
            return ""
        row = line.row
        spans = self._spans(rule, line)
        place = self.tables.text.find(written, row.start, row.end) if spec.entity and "name" not in at else -1
        if place >= 0:
            spans = [self.maker.span(place, place + len(written))]
        elif rule.row and spec.entity and fold(written) not in fold(self.tables.text[row.start:row.end]):
            self.maker.notice(f"la fila {rule.row} no contiene «{written}»", f"row {rule.row} does not hold “{written}”")
        own = {k: v for k, v in at.items() if v and k != "name" and values.get(k) not in (None, [], "")} if spec.entity else {}
        made = self.maker.add(rule.table, code or self._ident(rule, line, written, suffix), row.line, values, names=[(written, at.get("name") or spans)] if spec.entity else [],
                              spans=[] if spec.entity else spans, at=own, where=self.where(row))
        if made is None:
            return ""
        made.confidence = rule.confidence if rule.confidence is not None else made.confidence
        return made.id

    def _values(self, rule: Rule, line: _Line) -> tuple[dict[str, Any], dict[str, list[Span]]]:
        """Return the record's values, and the cells each comes from."""
        values: dict[str, Any] = {}
        at: dict[str, list[Span]] = {}
        for item in BY_NAME[rule.table].fields:
            value = rule.fields.get(item.name)
            if value is not None:
                cells = {n: line.cells[n].text for n in value.columns if n in line.cells}
                values[item.name] = convert(item, value, cells, line.made, self.mapping)
                spans = self._cells(value, line)
                if spans:
                    at[item.name] = spans
        return values, at

    def _lacks(self, rule: Rule, line: _Line, values: dict[str, Any]) -> bool:
        """Note, and tell, that a record the row should give has nobody to be about (a blank cell)."""
        for item in BY_NAME[rule.table].fields:
            if item.required and item.type == "ref" and item.name in rule.fields and values.get(item.name) is None:
                count, first = self.without.get(f"{rule.name}.{item.name}", (0, line.row.line))
                self.without[f"{rule.name}.{item.name}"] = (count + 1, first)
                return True
        return False

    def _cells(self, value: Value, line: _Line) -> list[Span]:
        """Return the stretches of the cells a value is read from."""
        cells = [line.cells[c] for c in value.columns if c in line.cells]
        return [self.maker.span(c.start, c.end) for c in cells if c.text]

    def _spans(self, rule: Rule, line: _Line) -> list[Span]:
        """Return the row; of a row too long for one span, the cells that were used."""
        if line.row.end - line.row.start <= MAX_SPAN:
            return [self.maker.span(line.row.start, line.row.end)]
        cells = sorted({s for v in rule.fields.values() for s in self._cells(v, line)})
        return cells or [self.maker.span(line.row.start, line.row.end)]

    def _ident(self, rule: Rule, line: _Line, name: str, suffix: str) -> str:
        """Return the record's id: by its template, by its name (entities), else by its row."""
        if rule.ident is not None:
            text = rule.ident.fill({n: c.text for n, c in line.cells.items()}) if rule.ident.template else str(rule.ident.const)
            return self.maker.ident(text) + (suffix if rule.per else "")
        if BY_NAME[rule.table].entity:
            return self.maker.ident(name)
        return f"{self.maker.ident(rule.name)}-{line.row.number}{suffix}"

    def _municipality(self, rule: Rule, line: _Line) -> str:
        """Return the INEGI code the row means, "" when its cells are blank. Raises Bad when it means none, or several."""
        if self.places is None:
            return ""
        text = {}
        for key, value in rule.registry.items():
            cells = {n: line.cells[n].text for n in value.columns if n in line.cells}
            text[key] = str(convert(_TEXT, value, cells, line.made, self.mapping) or "")
        if text.get("code"):
            code = self.places.code(text["code"])
            if code:
                return code
            raise Bad("registry", text["code"], Text(f"no hay municipio con clave {text['code']!r}", f"there is no municipality with code {text['code']!r}"),
                      known=lambda: self.places.names if self.places else ())
        if not text.get("name"):
            return ""
        found = self.places.named(text["name"], text.get("state", ""))
        if len(found) == 1:
            return found[0]
        told = f"{text['name']}, {text.get('state') or '?'}"
        if found:
            raise Bad("registry", told, Text(f"{told!r}: hay {len(found)} municipios con ese nombre ({', '.join(found[:5])})",
                                            f"{told!r}: there are {len(found)} municipalities of that name ({', '.join(found[:5])})"),
                      Text("diga el estado, o la clave", "say the state, or the code"))
        raise Bad("registry", told, Text(f"{told!r} no está en el registro de municipios", f"{told!r} is not in the registry of municipalities"), known=self.places.near)

    def _report(self, leftover: dict[str, tuple[int, int]], idle: list[int]) -> None:
        """Say what was left over, and complain once about each bad value."""
        for name, (count, first) in sorted(leftover.items()):
            self.maker.notice(f"columna {name!r} sin uso: {count} celdas con dato, la primera en el renglón {first}; úsela o póngala en ignore",
                              f"column {name!r} unused: {count} cells with data, the first on line {first}; use it or put it in ignore")
        for label, (count, first) in sorted(self.without.items()):
            self.maker.notice(f"{label}: {count} registros sin hacer, por celda vacía; el primero en el renglón {first}",
                              f"{label}: {count} records not made, for a blank cell; the first on line {first}")
        if idle:
            self.maker.notice(f"{len(idle)} filas sin ningún registro; la primera en el renglón {idle[0]}", f"{len(idle)} rows without any record; the first on line {idle[0]}")
        if self.places and self.places.padded:
            self.maker.notice(f"{self.places.padded} claves de municipio sin su cero inicial, completadas", f"{self.places.padded} municipality codes without their leading zero, completed")
        self.complaints.tell(self.maker)


_TEXT = Field("registry", "text")
