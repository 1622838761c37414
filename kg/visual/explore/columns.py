"""The data block by columns: a third smaller once packed, which is what lets 10,000 nodes travel in a mail. ``shrink`` here, ``grow`` here and in ``columns.ts``.

Each list of records becomes ``{"n": how many, "columns": {key: values}, "some": {key: [which, values]}}``: a key that every record has is a column, one that only some
have names which (each as how many further on than the one before). Places are columns of their own, a layer's nodes are differences, and the search index is its terms
and where each stands. Nothing is lost: ``grow(shrink(data)) == data``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

RECORDS = ("entities", "participations", "memberships", "contributions", "facts")
FORMAT = 1
"""What ``columns`` of the data says, so that a page knows that it must be grown."""


def shrink(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data by columns."""
    small = {name: _columns(value) if name in RECORDS else value for name, value in data.items()}
    small["layers"] = [layer | {"nodes": _steps(layer["nodes"])} for layer in data["layers"]]
    return small | {"search": _index(data["search"]), "columns": FORMAT}


def grow(small: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data that was made small; data that was not, as it is."""
    if small.get("columns") != FORMAT:
        return dict(small)
    data = {name: _records(value) if name in RECORDS else value for name, value in small.items() if name != "columns"}
    data["layers"] = [layer | {"nodes": list(accumulate(layer["nodes"]))} for layer in small["layers"]]
    return data | {"search": _whole(small["search"])}


def _steps(numbers: Iterable[int]) -> list[int]:
    """Return how much larger each number is than the one before, the first than 0."""
    last, out = 0, []
    for number in numbers:
        out.append(number - last)
        last = number
    return out


def _columns(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    having: dict[str, list[int]] = {}
    for i, record in enumerate(records):
        for key in record:
            having.setdefault(key, []).append(i)
    values = {key: [records[i][key] for i in which] for key, which in having.items()}
    packed = {key: _places(found) if key == "at" else found for key, found in values.items()}
    every = [key for key, which in having.items() if len(which) == len(records)]
    return {"n": len(records), "columns": {key: packed[key] for key in every}, "some": {key: [_steps(which), packed[key]] for key, which in having.items() if key not in every}}


def _records(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = [{} for _ in range(table["n"])]
    found = {key: (range(table["n"]), values) for key, values in table["columns"].items()} | {key: (list(accumulate(which)), values) for key, (which, values) in table["some"].items()}
    for key, (which, values) in found.items():
        for i, value in zip(which, _unplaced(values) if key == "at" else values, strict=True):
            records[i][key] = value
    return records


def _places(at: Sequence[Sequence[Sequence[int]]]) -> list[list[int]]:
    """Return places as columns: how many each claim has, then of each its source, line, start and length."""
    flat = [place for places in at for place in places]
    return [[len(places) for places in at], [p[0] for p in flat], [p[1] for p in flat], [p[2] for p in flat], [p[3] - p[2] for p in flat]]


def _unplaced(columns: Sequence[Sequence[int]]) -> list[list[list[int]]]:
    counts, sources, lines, starts, lengths = columns
    flat = iter([[s, line, a, a + n] for s, line, a, n in zip(sources, lines, starts, lengths, strict=True)])
    return [[next(flat) for _ in range(count)] for count in counts]


def _index(index: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an index by its terms and, field by field, where each stands; one in which a word comes twice in a field stays as it is."""
    if any(times != 1 for _, fields in index["index"] for found in fields.values() for times in found.values()):
        return index
    posts = [[_steps(map(int, fields.get(str(field), {}))) for field in range(len(index["fieldIds"]))] for _, fields in index["index"]]
    return {"count": index["documentCount"], "fields": list(index["fieldIds"]), "mean": index["averageFieldLength"], "terms": " ".join(term for term, _ in index["index"]), "posts": posts}


def _whole(small: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the index as MiniSearch writes it: in this one the length of a field is how many terms stand in it."""
    if "posts" not in small:
        return small
    count, fields = small["count"], small["fields"]
    lengths = {str(n): [0] * len(fields) for n in range(count)}
    index: list[list[Any]] = []
    for term, posts in zip(small["terms"].split(" "), small["posts"], strict=bool(small["posts"])):
        entry: dict[str, dict[str, int]] = {}
        for field, steps in enumerate(posts):
            for number in accumulate(steps):
                entry.setdefault(str(field), {})[str(number)] = 1
                lengths[str(number)][field] += 1
        index.append([term, entry])
    return {"documentCount": count, "nextId": count, "documentIds": {str(n): n for n in range(count)}, "fieldIds": {name: i for i, name in enumerate(fields)}, "fieldLength": lengths,
            "averageFieldLength": small["mean"], "storedFields": {}, "dirtCount": 0, "index": index, "serializationVersion": 2}
