"""References inside an acta: every id exists in the table it must, nothing is its own ancestor, claims are whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.model.errors import InputError, KgError, nearest
from kg.model.records import Field
from kg.model.terms import concepts
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.model.acta import Acta, Record
    from kg.model.toml_lines import Lines

_HIERARCHIES = (("event", "part_of"), ("institution", "unit_of"), ("mechanism", "components"))
Found = Iterator[tuple[int, KgError]]


def resolve(acta: Acta, spec: Field, value: str) -> tuple[str, str] | None:
    """Return (table, id) or ("concept:scheme", notation) that ``value`` of field ``spec`` names, or None."""
    for target in spec.target.split("|"):
        if target.startswith("concept:"):
            if value in concepts().get(target.removeprefix("concept:"), {}):
                return target, value
        elif value in acta.records.get(target, {}):
            return target, value
    return None


def link_errors(acta: Acta, lines: Lines) -> list[tuple[int, KgError]]:
    """Return (line, error) for every broken reference, cycle, or claim that lacks a part."""
    found: list[tuple[int, KgError]] = []
    for rows in acta.records.values():
        for record in rows.values():
            for line, what, remedy in _references(acta, record, record.position, lines):
                found.append((line, InputError(what, f"{acta.path}:{line}", remedy)))
    for record, what, remedy in [*_cycles(acta), *_contributions(acta)]:
        found.append((record.line, InputError(what, f"{acta.path}:{record.line}", remedy)))
    return found


def _references(acta: Acta, record: Record, position: int, lines: Lines) -> Iterator[tuple[int, Text, Text]]:
    for spec in record.table.fields:
        if spec.type != "ref" or spec.name not in record.values:
            continue
        values = record.values[spec.name] if spec.many else [record.values[spec.name]]
        line = lines.get((record.table.name, position, spec.name), record.line)
        for value in values:
            if resolve(acta, spec, value) is None:
                known = [k for t in spec.target.split("|") for k in (
                    concepts().get(t.removeprefix("concept:"), {}) if t.startswith("concept:") else acta.records.get(t, {}))]
                yield line, Text(f"{spec.name}: no existe {value!r} en {spec.target}", f"{spec.name}: there is no {value!r} in {spec.target}"), nearest(value, known)


def _cycles(acta: Acta) -> Iterator[tuple[Record, Text, Text]]:
    """Depth-first search over each hierarchy; each cycle is reported once, at its smallest id."""
    for table, key in _HIERARCHIES:
        rows = acta.records.get(table, {})
        edges = {i: ([r.values[key]] if isinstance(r.values.get(key), str) else r.values.get(key, [])) for i, r in rows.items()}
        done: set[str] = set()
        for start in sorted(rows):
            path: list[str] = []
            stack = [(start, 0)]
            while stack:
                node, depth = stack.pop()
                del path[depth:]
                if node in path:
                    ring = path[path.index(node):]
                    if min(ring) == start:
                        names = " → ".join([*ring, node])
                        yield (rows[start], Text(f"{table}: {key} forma un ciclo: {names}", f"{table}: {key} forms a cycle: {names}"),
                               Text("quite uno de los enlaces", "remove one of the links"))
                    continue
                if node in done or node not in rows:
                    continue
                path.append(node)
                stack += [(n, depth + 1) for n in edges[node]]
            done.add(start)


def _contributions(acta: Acta) -> Iterator[tuple[Record, Text, Text]]:
    for record in acta.table("contribution"):
        if ("turn" in record.values) == ("conclusion_of" in record.values):
            yield (record, Text(f"contribution {record.id!r}: lleva turn o conclusion_of, y solo uno", f"contribution {record.id!r}: has turn or conclusion_of, and one only"),
                   Text("diga quién habla, o de qué reunión es la conclusión", "say who speaks, or whose conclusion it is"))
        if len(record.values.get("wishes_tie", ["-", "-"])) < 2:
            yield (record, Text("wishes_tie une dos o más", "wishes_tie joins two or more"), Text("añada el otro extremo", "add the other end"))
    taken = {(r.values.get("person"), r.values.get("event")) for r in acta.table("participation")}
    for turn in acta.table("turn"):
        pair = (turn.values.get("speaker"), turn.values.get("event"))
        if all(pair) and pair not in taken:
            yield (turn, Text(f"turn {turn.id!r}: {pair[0]} habla en {pair[1]} pero no participa en él", f"turn {turn.id!r}: {pair[0]} speaks in {pair[1]} but takes no part in it"),
                   Text("añada su [[participation]] o corrija speaker", "add their [[participation]] or correct speaker"))
