"""The return sheet: one A4 page that goes back to the body that published a report. What was understood, what is doubtful, what to correct.

It quotes nothing unless asked: places are lines or pages, the words are ours.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kg.model.text import Lang, Text
from kg.reading.claims import LOW, Claim, Reading
from kg.reading.document import Document
from kg.reading.witness import Discrepancy
from kg.visual.catalogue import SHARED, in_language
from kg.visual.safe import clean, data_block, environment, own_text, policy, script_text

QUOTE = 60
"""Characters of the report that a row may quote, when quotes are asked for."""
LINES = 56
"""Printed lines that both lists share: what is left of an A4 page under the heading and above the foot, in the longer language."""
_WIDE = 88          # characters of a printed line of a list
_TOLD = 260         # characters of a remark: a longer one is cut
_DOUBT = ("count-mismatch", "contradiction", "ambiguous-attribution", "missing-information", "announced-not-described")

_TEXTS: dict[str, Text] = {
    "title": Text("Hoja de devolución", "Return sheet"),
    "intro": Text("Para el organismo que publicó este informe. Una lectura automática lo comparó consigo mismo; nada de esto es un reproche.",
                  "For the body that published this report. An automatic reading compared it with itself; none of this is a reproach."),
    "understood": Text("Qué entendimos", "What we understood"),
    "doubtful": Text("Qué nos queda en duda", "What remains doubtful"),
    "correct": Text("Qué corregir", "What to correct"),
    "none_doubt": Text("Ninguna duda.", "No doubt."),
    "none_correct": Text("Nada que corregir.", "Nothing to correct."),
    "where": Text("Dónde", "Where"),
    "what": Text("Qué", "What"),
    "fix": Text("Sugerencia", "Suggestion"),
    "people": Text("personas", "people"), "bodies": Text("organismos", "bodies"), "towns": Text("municipios", "municipalities"), "sessions": Text("eventos y sesiones", "events and sessions"),
    "statements": Text("intervenciones", "statements"), "figures": Text("cifras", "figures"),
    "event": Text("Evento", "Event"), "dates": Text("Fechas", "Dates"), "who": Text("Quiénes", "Who"), "parts": Text("Sesiones", "Sessions"),
    "no_date": Text("sin fecha", "no date"), "inferred": Text("año deducido", "year inferred"),
    "more": Text("… y {n} más: kg witness {file}", "… and {n} more: kg witness {file}"),
    "foot": Text("Contiene nombres tal como los escribe el informe: es para quien lo publicó, no para publicarse. Hecha con kg; archivo con SHA-256 {hash}.",
                 "It holds names as the report writes them: it is for its publisher, not for publication. Made with kg; file with SHA-256 {hash}."),
    "line": Text("renglón {n}", "line {n}"), "page": Text("p. {n}", "p. {n}"), "part": Text("párrafo {n}", "paragraph {n}"), "table": Text("tabla {n}", "table {n}"),
}


@dataclass(frozen=True)
class _Row:
    """A line of a list: where, what (key of a text), suggestion (key or ""), quote ("" unless asked for)."""

    where: str
    what: str
    fix: str
    quote: str


class _Sheet:
    """The sheet's words while it grows: every sentence has a key, so that the switch changes it too."""

    def __init__(self, reading: Reading, quotes: bool) -> None:
        self.reading, self.quotes = reading, quotes
        self.texts: dict[str, Text] = {**SHARED, **_TEXTS}
        self.values: dict[str, dict[str, str]] = {}

    def own(self, text: Text, **values: str) -> str:
        """Return the key of a sentence."""
        key = f"own_{len(self.texts)}"
        self.texts[key] = Text(clean(text.es, _TOLD), clean(text.en, _TOLD))
        if values:
            self.values[key] = values
        return key

    def quote(self, found: Discrepancy) -> str:
        """Return the words a row quotes: none unless quotes were asked for."""
        return clean(" ".join(self.reading.document.text[found.start:found.end].split()), QUOTE) if self.quotes else ""

    def height(self, found: Discrepancy) -> int:
        """Return how many printed lines a row takes, in the longer language."""
        quote = self.quote(found)
        fix = max(map(len, found.fix)) + 4 if found.fix and _tells(found) else 0
        return max(1, math.ceil((min(_TOLD, max(len(found.summary), len(found.gloss))) + fix + (len(quote) + 3 if quote else 0)) / _WIDE))

    def row(self, found: Discrepancy) -> _Row:
        """Return a discrepancy as a line of a list."""
        return _Row(self.own(_places(self.reading.document, found)), self.own(Text(found.summary, found.gloss)), self.own(found.fix) if _tells(found) and found.fix else "", self.quote(found))


def return_sheet(reading: Reading, found: Sequence[Discrepancy], *, name: str = "", lang: Lang = "es", quotes: bool = False) -> str:
    """Return the page. ``found``: what the witness said of this report; ``name``: how the user calls it (the file's name without one)."""
    sheet = _Sheet(reading, quotes)
    label = clean(name or reading.document.path.name, 60)
    ordered = sorted(found, key=lambda d: (-d.weight, -d.confidence, d.start, d.rule))
    doubts, slips = [d for d in ordered if d.kind in _DOUBT], [d for d in ordered if d.kind not in _DOUBT]
    shown, cut = [], []
    for rows, room in zip((doubts, slips), _room(sheet, doubts, slips), strict=True):
        kept = _fitting(sheet, rows, room)
        shown.append([sheet.row(d) for d in kept])
        cut.append(sheet.own(_TEXTS["more"], n=str(len(rows) - len(kept)), file=label) if len(kept) < len(rows) else "")
    facts = _facts(sheet)
    sheet.values["foot"] = {"hash": reading.document.sha256[:16]}
    languages: tuple[Lang, ...] = ("es", "en")
    texts = {code: in_language(sheet.texts, code) for code in languages}
    style, script = Markup(own_text("base.css") + own_text("return_sheet.css")), script_text(own_text("page.js"))
    block = data_block({"lang": lang, "texts": texts, "values": sheet.values})
    return environment().get_template("return_sheet.html.j2").render(
        lang=lang, t=texts[lang], values=sheet.values, style=style, script=script, policy=policy([script], [style]), data=block, report=label,
        counts=_counts(reading), facts=facts, doubts=shown[0], slips=shown[1], cut_doubts=cut[0], cut_slips=cut[1])


def _tells(found: Discrepancy) -> bool:
    """Tell whether the suggestion adds something to what the summary already says."""
    return found.fix is not None and found.fix.es not in found.summary


def _room(sheet: _Sheet, doubts: Sequence[Discrepancy], slips: Sequence[Discrepancy]) -> tuple[int, int]:
    """Share the page's lines between both lists: half each, and what one does not need goes to the other."""
    need, other = (sum(map(sheet.height, rows)) for rows in (doubts, slips))
    first = min(need, max(LINES // 2, LINES - other))
    return first, LINES - first


def _fitting(sheet: _Sheet, rows: Sequence[Discrepancy], room: int) -> Sequence[Discrepancy]:
    """Return the first rows that fit in a number of printed lines; one line is kept for "and N more"."""
    if sum(map(sheet.height, rows)) <= room:
        return rows
    kept, used = [], 1
    for row in rows:
        if used + sheet.height(row) > room:
            break
        kept.append(row)
        used += sheet.height(row)
    return kept


def _places(document: Document, found: Discrepancy) -> Text:
    """Return where a discrepancy stands: page, paragraph or line, as the format has them; the first three places."""
    seen: dict[str, Text] = {}
    for start, end in found.spans:
        place = next(iter(document.places(start, max(end, start + 1))), None)
        named = re.match(r"(?P<kind>[Lpt])(?P<n>\d+)", place.part) if place else None
        kind = "page" if place and place.page else {"L": "line", "p": "part", "t": "table"}[named["kind"]] if named else "line"
        value = str(place.page) if place and place.page else named["n"] if named else str(document.line(start))
        seen.setdefault(value, Text(*(t.replace("{n}", value) for t in _TEXTS[kind])))
    first, *others = list(seen.items())
    more = "".join(f", {v}" for v, _ in others[:2]) + (" …" if len(others) > 2 else "")
    return Text(first[1].es + more, first[1].en + more)


def _counts(reading: Reading) -> list[tuple[str, int]]:
    kinds = (("people", "person"), ("bodies", "institution"), ("towns", "municipality"), ("sessions", "event"), ("statements", "contribution"), ("figures", "figure"))
    return [(key, sum(1 for c in reading.of(kind) if c.confidence >= LOW)) for key, kind in kinds]


def _facts(sheet: _Sheet) -> list[tuple[str, str]]:
    """Return (key of a label, key of a text) for the event, its dates, its sessions and some of the people."""
    events = list(sheet.reading.of("event"))
    main = next((c for c in events if not c.data.get("part_of")), None)
    made = []
    if main:
        made.append(("event", sheet.own(_same(clean(main.data["name"], 110)))))
        made.append(("dates", sheet.own(_dates(main))))
    parts = [c for c in events if c is not main and c.confidence >= LOW]
    if parts:
        told = "; ".join(clean(c.data["name"], 48) for c in parts[:4]) + (" …" if len(parts) > 4 else "")
        made.append(("parts", sheet.own(_same(told))))
    people = [clean(c.data["name"], 40) for c in sheet.reading.of("person")]
    if people:
        made.append(("who", sheet.own(_same(", ".join(people[:6]) + (" …" if len(people) > 6 else "")))))
    return made


def _same(text: str) -> Text:
    return Text(text, text)


def _dates(event: Claim) -> Text:
    dates = event.data["dates"]
    if not dates:
        return _TEXTS["no_date"]
    told = ", ".join(dates[:4]) + (" …" if len(dates) > 4 else "")
    inferred = _TEXTS["inferred"] if event.data.get("inferred_year") else Text("", "")
    return Text(*(f"{told} ({i})" if i else told for i in inferred))
