"""An answer to a SPARQL query, free of any store, and its renderings.

``csv``, ``tsv`` and ``json`` are the W3C forms (SPARQL 1.1 Query Results CSV and TSV, JSON); ``md`` and ``table`` are for reading.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from kg.model.errors import UsageError, nearest
from kg.model.iri import PREFIXES
from kg.model.text import Text

XSD = PREFIXES["xsd"]
_BARE_TSV = {XSD + "integer": re.compile(r"[+-]?[0-9]+\Z"), XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+\Z"),
             XSD + "double": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+\Z"),
             XSD + "boolean": re.compile(r"(true|false)\Z")}
_NUMERIC = frozenset(XSD + n for n in ("integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Term:
    """One RDF term: an IRI, a literal (``datatype`` "" means xsd:string or, with ``lang``, rdf:langString) or a blank node's label."""

    kind: Literal["iri", "literal", "bnode"]
    value: str
    lang: str = ""
    datatype: str = ""

    @property
    def numeric(self) -> bool:
        """Whether it is a number, which no spreadsheet takes for a formula."""
        return self.datatype in _NUMERIC

    @property
    def label(self) -> str:
        """The value for reading: of an IRI its last path part or fragment, decoded."""
        if self.kind != "iri":
            return f"_:{self.value}" if self.kind == "bnode" else self.value
        tail = re.split(r"[/#]", self.value.rstrip("/#"))[-1]
        return unquote(tail) or self.value


Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Answer:
    """The solutions of a SELECT: variable names without ``?``, and rows in the query's order; None is unbound."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]

    def canonical(self, lists: Mapping[str, str]) -> Answer:
        """Return the answer with the parts of each list column sorted and without empty ones.

        SPARQL leaves the order of GROUP_CONCAT open (§18.5.1.7); sorted, every engine gives the same bytes.
        """
        separators = [lists.get(v) for v in self.variables]
        return Answer(self.variables, tuple(tuple(_sorted_list(t, s) for t, s in zip(row, separators, strict=True)) for row in self.rows))

    def column(self, name: str) -> list[Term | None]:
        """Return one column, in row order."""
        index = self.variables.index(name)
        return [row[index] for row in self.rows]


def _sorted_list(term: Term | None, separator: str | None) -> Term | None:
    if term is None or separator is None:
        return term
    parts = sorted({p.strip() for p in term.value.split(separator)} - {""})
    return Term("literal", separator.join(parts), term.lang, term.datatype)


def safe_cell(term: Term | None, formula_safe: bool) -> str:
    """Return the cell of a CSV: the plain value, and with ``formula_safe`` an apostrophe before what a spreadsheet would compute."""
    if term is None:
        return ""
    value = f"_:{term.value}" if term.kind == "bnode" else term.value
    return f"'{value}" if formula_safe and value.startswith(_FORMULA) and not term.numeric else value


def to_csv(answer: Answer, formula_safe: bool = False, bom: bool = False) -> str:
    """Return SPARQL 1.1 CSV (plain values, CRLF); ``bom`` helps spreadsheets see UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(answer.variables)
    writer.writerows([safe_cell(t, formula_safe) for t in row] for row in answer.rows)
    return (BOM if bom else "") + out.getvalue()


def n3(term: Term) -> str:
    """Return the term as Turtle writes it, numbers and booleans bare where their lexical form allows."""
    if term.kind == "iri":
        return f"<{term.value}>"
    if term.kind == "bnode":
        return f"_:{term.value}"
    if term.datatype in _BARE_TSV and _BARE_TSV[term.datatype].match(term.value):
        return term.value
    quoted = f'"{term.value.translate(_ESCAPES)}"'
    if term.lang:
        return f"{quoted}@{term.lang}"
    return quoted if term.datatype in ("", XSD + "string") else f"{quoted}^^<{term.datatype}>"


def to_tsv(answer: Answer) -> str:
    """Return SPARQL 1.1 TSV (terms as in Turtle, one row a line)."""
    lines = ["\t".join(f"?{v}" for v in answer.variables)]
    lines += ["\t".join("" if t is None else n3(t) for t in row) for row in answer.rows]
    return "\n".join(lines) + "\n"


def _json_term(term: Term) -> str:
    kinds = {"iri": "uri", "literal": "literal", "bnode": "bnode"}
    extra = {"xml:lang": term.lang} if term.lang else {}
    if term.datatype and not term.lang and term.datatype != XSD + "string":
        extra = {"datatype": term.datatype}
    return _indented({"type": kinds[term.kind], "value": term.value, **extra}, 4)


def _indented(value: object, deep: int) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n" + " " * deep)


def to_json(answer: Answer | bool) -> str:
    """Return SPARQL 1.1 Query Results JSON, of an ASK too."""
    if isinstance(answer, bool):
        return json.dumps({"head": {}, "boolean": answer}) + "\n"
    names = [json.dumps(v, ensure_ascii=False) for v in answer.variables]
    rows = (",\n".join(f"    {v}: {_json_term(t)}" for v, t in zip(names, row, strict=True) if t is not None) for row in answer.rows)
    bindings = ",\n".join(f"   {{\n{row}\n   }}" if row else "   {}" for row in rows)  # row by row: the whole as one value takes many times its size
    return f'{{\n "head": {_indented({"vars": list(answer.variables)}, 1)},\n "results": {{\n  "bindings": ' + (f"[\n{bindings}\n  ]" if bindings else "[]") + "\n }\n}\n"


def from_json(text: str) -> Answer | bool:
    """Read SPARQL 1.1 Query Results JSON, for answers that come from another server."""
    found = json.loads(text)
    if "boolean" in found:
        return bool(found["boolean"])
    variables = tuple(found["head"]["vars"])
    return Answer(variables, tuple(tuple(_from_json(b.get(v)) for v in variables) for b in found["results"]["bindings"]))


def _from_json(cell: Mapping[str, str] | None) -> Term | None:
    if cell is None:
        return None
    kind: Literal["iri", "literal", "bnode"] = "iri" if cell["type"] == "uri" else "bnode" if cell["type"] == "bnode" else "literal"
    return Term(kind, cell["value"], cell.get("xml:lang", ""), cell.get("datatype", ""))


def _short(term: Term | None, separator: str | None) -> str:
    """Return a cell for reading; a list of IRIs becomes a list of their labels."""
    if term is None:
        return ""
    if separator is not None and term.kind == "literal" and "://" in term.value:
        return separator.join(Term("iri", part).label if "://" in part else part for part in term.value.split(separator))
    return term.label


def plain_rows(answer: Answer, lists: Mapping[str, str] | None = None) -> list[list[str]]:
    """Return the rows as text for a terminal table: IRIs by their last part."""
    separators = [(lists or {}).get(v, " " if v == "evidence" else None) for v in answer.variables]
    return [[_short(t, s) for t, s in zip(row, separators, strict=True)] for row in answer.rows]


def to_table(answer: Answer) -> str:
    """Return a plain text table, columns padded with spaces."""
    rows = [list(answer.variables), *[[c.replace("\n", " ") for c in row] for row in plain_rows(answer)]]
    widths = [max(len(row[i]) for row in rows) for i in range(len(answer.variables))]
    rows.insert(1, ["-" * w for w in widths])
    return "".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows)


def _md_cell(value: str) -> str:
    """Return one cell that stays one cell of a Markdown table, with no live markup."""
    return re.sub(r"([\\|`*_\[\]<>])", r"\\\1", value).replace("\r", " ").replace("\n", " ")


def to_md(answer: Answer) -> str:
    """Return a Markdown table (GFM)."""
    head = [[_md_cell(v) for v in answer.variables], ["---"] * len(answer.variables)]
    rows = [[_md_cell(c) for c in row] for row in plain_rows(answer)]
    return "".join(f"| {' | '.join(row)} |\n" for row in [*head, *rows])


def to_ttl(lines: Sequence[str]) -> str:
    """Return the N-Triples lines of a CONSTRUCT or DESCRIBE as sorted Turtle with this project's prefixes."""
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    graph.parse(data="\n".join(sorted(lines)), format="nt")
    return graph.serialize(format="turtle")


RENDERERS: dict[str, Callable[[Answer], str]] = {"csv": to_csv, "tsv": to_tsv, "json": to_json, "md": to_md, "table": to_table}


def render(result: Answer | bool | Iterable[str], form: str, *, formula_safe: bool = False, bom: bool = False) -> str:
    """Return a query's result in one of ``RENDERERS``, or ``ttl``/``nt`` for triples; a form that cannot hold it is an error."""
    if isinstance(result, bool):
        return to_json(result) if form == "json" else f"{str(result).lower()}\n"
    if isinstance(result, Answer):
        if form == "csv":
            return to_csv(result, formula_safe, bom)
        if form in RENDERERS:
            return RENDERERS[form](result)
        raise _no_form(form, RENDERERS)
    lines = sorted(line.rstrip("\n") for line in result)
    if form == "nt":
        return "".join(f"{line}\n" for line in lines)
    if form != "ttl":
        raise _no_form(form, ("ttl", "nt"))
    return to_ttl(lines)


def _no_form(form: str, known: Iterable[str]) -> UsageError:
    return UsageError(Text(f"este resultado no cabe en el formato {form!r}", f"this result does not fit format {form!r}"), "", nearest(form, known))
