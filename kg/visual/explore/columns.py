"""The data block as it travels: less than half the size once packed, which is what lets 10,000 nodes travel in a mail. ``shrink`` here, ``grow`` here and in ``columns.ts``.

Each list of records becomes ``{"n": how many, "columns": {key: values}, "some": {key: [which, values]}}`` (``planes`` says how a column is kept): a key that every record has is a
column, one that only some have names which. What follows a rule is not told twice, and what belongs together lies together:

- claims lie in the order of the reports they stand in; where their ids were sorted, growing sorts them again;
- an id is told as a pattern with holes for the ids of who and what the claim names (an entity's, for its own name): most ids are made of them;
- the hat of a participation is told as which of the person's seats it is;
- the lines of a report are those that the claims of the page stand on, but for the ones told;
- the nodes of a layer lie by community, so that near places follow each other (two-mode layers have those of the one-mode layer whose groups they show);
- the search index is its terms and where each stands.

Nothing is lost: ``grow(*shrink(data)) == data``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from kg.visual.explore.planes import Reader, Writer
from kg.visual.explore.search_index import fold

Data = Mapping[str, Any]
Row = dict[str, Any]
RECORDS = ("memberships", "contributions", "facts", "participations")
FORMAT = 2
"""What ``columns`` of the data says, so that a page knows that it must be grown."""
GROUPED = {"person-event": "copresence", "person-institution": "affiliation"}
"""Two-mode layers → the one-mode layer by whose communities their nodes lie."""
_HOLES = ("event", "institution", "about", "person")
"""What a claim names whose id may be a part of its own, the longest first; after them the report."""
_HOLE = re.compile("[\x01-\x05]")


def shrink(data: Data) -> tuple[Row, bytes]:
    """Return the data by columns, and the bytes beside them."""
    out = Writer()
    small = dict(data) | {"columns": FORMAT, "entities": _table(data["entities"], _patterns(data["entities"], _own), out)}
    seats = _seats(data["memberships"])
    for name in RECORDS:
        small[name] = _claims(data[name], data, seats, out)
    known = _stretches(data)
    small["sources"] = [source | {"lines": _told(source["lines"], known.get(i, {}))} for i, source in enumerate(data["sources"])]
    small["layers"] = [_layer(layer, order, out) for layer, order in zip(data["layers"], _orders(data["layers"]), strict=True)]
    return small | {"search": _index(data["search"], out)}, bytes(out.data)


def grow(small: Data, beside: bytes) -> Row:
    """Return the data that was made small; data that was not, as it is."""
    if small.get("columns") != FORMAT:
        return dict(small)
    read = Reader(beside)
    data = {name: value for name, value in small.items() if name != "columns"}
    data["entities"] = [row | {"id": _filled(row["id"], _own(row))} for row in _records(small["entities"], read)] if small["entities"]["holes"] else _records(small["entities"], read)
    for name in RECORDS:
        data[name] = _grown(small[name], data, read)
    known = _stretches(data)
    data["sources"] = [source | {"lines": _lines(source["lines"], known.get(i, {}))} for i, source in enumerate(small["sources"])]
    layers = [layer | {"nodes": read.numbers(layer["nodes"]), "community": read.column(layer["community"])} for layer in small["layers"]]
    data["layers"] = [_spread(layer, order, read) for layer, order in zip(layers, _orders(layers), strict=True)]
    return data | {"search": _whole(small["search"], read)}


def _table(records: Sequence[Data], patterns: list[str] | None, out: Writer) -> Row:
    """Return records by columns, their ids as patterns where there are any."""
    having: dict[str, list[int]] = {}
    for i, record in enumerate(records):
        for key in record:
            having.setdefault(key, []).append(i)
    values: dict[str, list[Any]] = {key: patterns if key == "id" and patterns else [records[i][key] for i in which] for key, which in having.items()}
    packed = {key: _places(found, out) if key == "at" else out.column(found) for key, found in values.items()}
    every = [key for key, which in having.items() if len(which) == len(records)]
    return {"n": len(records), "holes": bool(patterns), "columns": {key: packed[key] for key in every},
            "some": {key: [out.numbers(which), packed[key]] for key, which in having.items() if key not in every}}


def _records(table: Data, read: Reader) -> list[Row]:
    records: list[Row] = [{} for _ in range(table["n"])]
    found = {key: (range(table["n"]), column) for key, column in table["columns"].items()} | {key: (read.numbers(which), column) for key, (which, column) in table["some"].items()}
    for key, (which, column) in found.items():
        for i, value in zip(which, _unplaced(column, read) if key == "at" else read.column(column), strict=True):
            records[i][key] = value
    return records


def _places(at: Sequence[Sequence[Sequence[int]]], out: Writer) -> list[Any]:
    """Return places as columns: how many each claim has, then of each its source, line, start and length."""
    flat = [place for places in at for place in places]
    return [out.numbers(v) for v in ([len(places) for places in at], [p[0] for p in flat], [p[1] for p in flat], [p[2] for p in flat], [p[3] - p[2] for p in flat])]


def _unplaced(columns: Sequence[Any], read: Reader) -> list[list[list[int]]]:
    counts, *parts = (read.numbers(column) for column in columns)
    flat = iter([[s, line, a, a + n] for s, line, a, n in zip(*parts, strict=True)])
    return [[next(flat) for _ in range(count)] for count in counts]


def _claims(claims: Sequence[Data], data: Data, seats: Mapping[int, list[int]], out: Writer) -> Row:
    """Return claims in the order of the reports; ``sorted``: they were sorted by id."""
    ordered = all(_units(a["id"]) < _units(b["id"]) for a, b in pairwise(claims))
    lying = sorted(claims, key=lambda c: (c["at"], _units(c["id"]))) if ordered and all("at" in c for c in claims) else claims
    hatted = [dict(c) | {"hat": _seat(c, seats)} if "hat" in c else c for c in lying]
    return _table(hatted, _patterns(lying, lambda c: _named(c, data)), out) | {"sorted": lying is not claims}


def _grown(table: Data, data: Data, read: Reader) -> list[Row]:
    rows = _records(table, read)
    seats = _seats(data["memberships"]) if any("hat" in row for row in rows) else {}
    for row in rows:
        if table["holes"]:
            row["id"] = _filled(row["id"], _named(row, data))
        if "hat" in row:
            row["hat"] = seats[row["person"]][row["hat"]] if row["hat"] >= 0 else -1 if row["hat"] == -1 else -2 - row["hat"]
    return sorted(rows, key=lambda c: _units(c["id"])) if table["sorted"] else rows


def _units(text: str) -> bytes:
    """Return a text as JavaScript compares it."""
    return text.encode("utf-16-be", "surrogatepass")


def _seats(memberships: Iterable[Data]) -> dict[int, list[int]]:
    """Return the memberships of each person, by number."""
    found: dict[int, list[int]] = {}
    for i, seat in enumerate(memberships):
        found.setdefault(seat["person"], []).append(i)
    return found


def _seat(claim: Data, seats: Mapping[int, list[int]]) -> int:
    """Return which of the person's seats a hat is, from 0; -1: none; below: -2 - the number of somebody else's."""
    own = seats.get(claim["person"], [])
    return own.index(claim["hat"]) if claim["hat"] in own else -1 if claim["hat"] == -1 else -2 - int(claim["hat"])


def _own(entity: Data) -> list[str]:
    return [fold(entity.get("label", "")).replace(" ", "-")]


def _named(claim: Data, data: Data) -> list[str]:
    """Return the ends of the ids of what a claim names, and the report it stands in; "" for none."""
    ends = [_end(data["entities"], claim.get(key, -1)) for key in _HOLES]
    source = claim["at"][0][0] if claim.get("at") else -1
    return [*ends, data["sources"][source]["slug"] if 0 <= source < len(data["sources"]) else ""]


def _end(entities: Sequence[Data], number: int) -> str:
    return str(entities[number]["id"]).rpartition("/")[2] if 0 <= number < len(entities) else ""


def _patterns(records: Sequence[Data], parts: Any) -> list[str] | None:
    """Return the ids with holes for the parts that stand in them; None when that would not give the same ids back."""
    made = []
    for record in records:
        pattern, named = record.get("id", "\x01"), parts(record)
        if _HOLE.search(pattern):
            return None
        for i, part in enumerate(named):
            pattern = pattern.replace(part, chr(i + 1), 1) if part and not _HOLE.search(part) else pattern
        made.append(pattern)
    return made


def _filled(pattern: str, parts: Sequence[str]) -> str:
    return _HOLE.sub(lambda hole: parts[ord(hole[0]) - 1], pattern)


def _stretches(data: Data) -> dict[int, dict[int, list[int]]]:
    """Return, of each line of each report, the stretch that the places of the page's claims cover: source → line → [start, length]."""
    found: dict[int, dict[int, list[int]]] = {}
    for source, line, start, end in (place for name in RECORDS for claim in data[name] for place in claim.get("at", [])):
        low, length = found.setdefault(source, {}).get(line, (start, end - start))
        found[source][line] = [min(low, start), max(low + length, end) - min(low, start)]
    return found


def _told(lines: Sequence[Sequence[int]], known: Mapping[int, list[int]]) -> Row:
    """Return how many lines a report has, and those that the claims do not tell: [line, start, length] of each."""
    return {"n": len(lines), "other": [[i, *line] for i, line in enumerate(lines, 1) if list(line) != known.get(i, [-1, 0])]}


def _lines(told: Data, known: Mapping[int, list[int]]) -> list[list[int]]:
    other = {line: stretch for line, *stretch in told["other"]}
    return [list(other.get(i) or known.get(i, [-1, 0])) for i in range(1, told["n"] + 1)]


def _orders(layers: Sequence[Data]) -> list[list[int]]:
    """Return the order in which the nodes of each layer lie: by community, those without one last."""
    group = {layer["name"]: dict(zip(layer["nodes"], layer["community"], strict=False)) for layer in layers}
    far = 1 + max((c for of in group.values() for c in of.values()), default=0)
    return [sorted(range(len(layer["nodes"])), key=lambda i: (of.get(layer["nodes"][i], far), i))
            for layer in layers for of in [group.get(GROUPED.get(layer["name"], layer["name"]), {})]]


def _layer(layer: Data, order: list[int], out: Writer) -> Row:
    def lain(values: Sequence[Any]) -> Row:
        return out.column([values[i] for i in order])

    return dict(layer) | {"nodes": out.numbers(layer["nodes"]), "community": out.column(layer["community"]), "x": lain(layer["x"]), "y": lain(layer["y"]),
                          "measures": {name: lain(values) for name, values in layer["measures"].items()}}


def _spread(layer: Data, order: list[int], read: Reader) -> Row:
    def stood(column: Data) -> list[Any]:
        values: list[Any] = [None] * len(order)
        for i, value in zip(order, read.column(dict(column)), strict=True):
            values[i] = value
        return values

    return dict(layer) | {"x": stood(layer["x"]), "y": stood(layer["y"]), "measures": {name: stood(column) for name, column in layer["measures"].items()}}


def _index(index: Data, out: Writer) -> Data:
    """Return an index by its terms and, field by field, where each stands; one in which a word comes twice in a field stays as it is."""
    if any(times != 1 for _, fields in index["index"] for found in fields.values() for times in found.values()):
        return index
    posts = [out.column([list(map(int, fields.get(str(field), {}))) for _, fields in index["index"]]) for field in range(len(index["fieldIds"]))]
    return {"count": index["documentCount"], "fields": list(index["fieldIds"]), "mean": index["averageFieldLength"], "terms": " ".join(term for term, _ in index["index"]), "posts": posts}


def _whole(small: Data, read: Reader) -> Data:
    """Return the index as MiniSearch writes it: in this one the length of a field is how many terms stand in it."""
    if "posts" not in small:
        return small
    count, fields = small["count"], small["fields"]
    lengths = {str(n): [0] * len(fields) for n in range(count)}
    posts = [read.column(column) for column in small["posts"]]
    index: list[list[Any]] = []
    for i, term in enumerate(small["terms"].split(" ") if any(posts) else []):
        entry: dict[str, dict[str, int]] = {str(field): {str(number): 1 for number in lists[i]} for field, lists in enumerate(posts) if lists[i]}
        for field, found in entry.items():
            for number in found:
                lengths[number][int(field)] += 1
        index.append([term, entry])
    return {"documentCount": count, "nextId": count, "documentIds": {str(n): n for n in range(count)}, "fieldIds": {name: i for i, name in enumerate(fields)}, "fieldLength": lengths,
            "averageFieldLength": small["mean"], "storedFields": {}, "dirtCount": 0, "index": index, "serializationVersion": 2}
