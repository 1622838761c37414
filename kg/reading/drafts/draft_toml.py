"""Records as TOML text: same records, same bytes. Every text is escaped: what a report holds can end no string and hide no sign."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.model.acta_drafts import Raw
from kg.model.records import BY_NAME, TABLES
from kg.model.text import Text

WIDTH = 160     # characters from which a list takes a line an item
_AFTER = ("names", "at", "inferred", "confidence", "basis", "rule", "flags", "alternatives", "quote", "quotes", "note", "review")
_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")
# Control characters, and what a reader does not see or sees in another place: separators of lines, directions of writing, zero width.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_HEADS = {
    "municipality": Text("municipios", "municipalities"), "institution": Text("instituciones", "institutions"), "person": Text("personas", "people"),
    "event": Text("eventos", "events"), "mechanism": Text("mecanismos", "mechanisms"), "turn": Text("quién habla", "who speaks"), "membership": Text("cargos", "offices"),
    "participation": Text("participaciones", "participations"), "contribution": Text("intervenciones", "contributions"), "figure": Text("cifras", "figures"),
    "discrepancy": Text("discrepancias", "discrepancies"),
}


def quoted(value: str) -> str:
    """Return a TOML basic string; a lone surrogate, which TOML cannot hold, becomes the replacement character."""
    plain = re.sub("[\ud800-\udfff]", "\ufffd", value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_HIDDEN.sub(_escape, plain)}"'


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    return _SHORT.get(sign) or (f"\\u{ord(sign):04X}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08X}")


def value(item: Any) -> str:
    """Return the TOML form of a value on one line."""
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, str):
        return quoted(item)
    if isinstance(item, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {value(v)}" for k, v in item.items()) + " }" if item else "{}"
    if isinstance(item, (list, tuple)):
        return "[" + ", ".join(map(value, item)) + "]"
    if isinstance(item, (datetime.date, datetime.time)):
        return item.isoformat()
    if isinstance(item, float):
        return repr(item)
    return str(int(item))


def _key(name: str) -> str:
    return name if _KEY.match(name) else quoted(name)


def _entry(name: str, item: Any) -> Iterator[str]:
    line = f"{_key(name)} = {value(item)}"
    if isinstance(item, list) and len(line) > WIDTH:
        yield f"{_key(name)} = [\n"
        yield from (f"  {value(v)},\n" for v in item)
        yield "]\n"
    else:
        yield line + "\n"


def ordered(table: str, record: Mapping[str, Any]) -> list[str]:
    """Return the keys of a record in the order in which they are written: id, the table's fields, then evidence and remarks."""
    fields = [f.name for f in BY_NAME[table].fields if f.name not in _AFTER or f.name == "alternatives"]
    first = ["id", *fields, *(k for k in _AFTER if k not in fields)]
    return [k for k in first if k in record] + sorted(record.keys() - set(first))


def record_text(table: str, record: Mapping[str, Any]) -> str:
    """Return one record as TOML, from its double-bracketed head."""
    return f"[[{table}]]\n" + "".join(line for k in ordered(table, record) for line in _entry(k, record[k]))


def toml(data: Raw, remarks: Iterable[Text] = ()) -> str:
    """Return a whole acta or draft: remarks, header, tables in the order of the model, then ``[draft.machine]``."""
    parts = ["".join(f"# {r.es} · {r.en}\n" for r in remarks) + "\n[acta]\n" + "".join(line for k, v in data["acta"].items() for line in _entry(k, v))]
    for table in TABLES:
        rows = data.get(table.name, [])
        if rows:
            parts.append(f"# ---- {_HEADS[table.name].es} · {_HEADS[table.name].en}: {len(rows)} ----\n")
            parts += [record_text(table.name, row) for row in rows]
    machine = data.get("draft", {}).get("machine")
    if machine is not None:
        head = Text("lo que hizo la máquina: así sabe kg draft --update qué cambió una persona; no lo edite",
                    "what the machine made: so kg draft --update knows what a person changed; do not edit")
        parts.append(f"# {head.es} · {head.en}\n[draft.machine]\n" + "".join(f"{_key(k)} = {value(machine[k])}\n" for k in sorted(machine)))
    return "\n".join(parts).lstrip("\n")
