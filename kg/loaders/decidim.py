"""Loader ``decidim``: proposals of a Decidim platform, as JSON or as the flattened CSV (``title/es``, ``category/name/ca``).

Bodies and titles are other people's sentences: the summary is made here from number, category and scope, and the title is
only the evidence. Authors who are erased, hidden or bodies give no person. The mapping is needed: ``[event]`` (name, format,
``written``: how the file names the process) and ``[themes]`` (category → theme; "*" for the rest).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from kg.loaders._json import Node, parse
from kg.loaders._make import Maker, measured, original, text_of
from kg.loaders._settings import Settings, settings
from kg.model.acta import Acta
from kg.model.errors import InputError, nearest
from kg.model.iri import fold
from kg.model.source import Source
from kg.model.terms import concepts
from kg.model.text import Text
from kg.reading.document import Document
from kg.reading.formats.table_file import read_tables

_TAKEN = {"id", "title", "category", "subcategory", "scope", "scope_", "district", "state", "status", "reference", "code", "author", "authors", "source", "official",
          "taxonomies", "hidden"}
# Sentences and portraits of people, and the platform's own housekeeping.
_LEFT = {"body", "summary", "description", "answer", "answered_at", "cost_report", "execution_period", "cost", "address", "latitude", "longitude", "votes", "total_votes", "supports",
         "endorsements", "comments", "total_comments", "total_positive_comments", "total_negative_comments", "total_neutral_comments", "attachments", "attachments_url", "followers",
         "follows", "meetings", "meeting_urls", "from_meeting", "related_proposals", "related_project", "is_amend", "original_proposal", "component", "arguable", "can_hide", "can_hide_author",
         "closed", "conflictive", "editable", "external_url", "flagged", "permissions", "social_media_image_url", "votable", "voted", "slug", "position", "created_in_meeting",
         "emendations", "amended", "images", "updated_at", "created_at", "published_at", "author_id",
         "participatory_space", "url", "withdrawn", "withdrawn_at", "proposal_votes_count", "assigned_valuators", "valuation_assignments_count", "evaluators", "assigned_evaluators"}
_FINAL = {"accepted": ("aceptada", "accepted"), "rejected": ("rechazada", "rejected"), "evaluating": ("en evaluación", "under evaluation"), "withdrawn": ("retirada", "withdrawn"),
          "not_answered": ("sin respuesta", "not answered")}


def load(source: Source) -> Acta:
    """Read the proposals of a source. Raises ManyErrors naming file and line."""
    if source.file.lower().endswith((".csv", ".tsv", ".xlsx", ".ods")):
        tables = read_tables(original(source), source.encoding)
        document = measured(source, Document(tables.path, tables.sha256, tables.text))
        rows = list(tables.rows(tables.sheets[0]))
        twice = sorted(n for n, count in Counter(c.text for c in rows[0].cells).items() if count > 1 and n) if rows else []
        if twice:
            raise InputError(Text(f"encabezado repetido: {twice[0]!r}", f"repeated header: {twice[0]!r}"), f"{document.path}:1", Text("quite una de las columnas", "remove one of the columns"))
        nodes = [_unflattened(rows[0].cells, row.cells, document) for row in rows[1:] if any(c.text for c in row.cells)]
    else:
        document = text_of(source)
        nodes = _proposals(parse(document))
    return _Decidim(Maker(source, document), source).run(nodes)


def _proposals(root: Node) -> list[Node]:
    """Return the proposals of a file: a list, one proposal, or either under ``proposals``, ``proposal`` or ``data``."""
    for key in ("proposals", "proposal", "data"):
        if root.get(key) is not None:
            return [n.get("proposal") or n for n in root.items(key)]
    return [n.get("proposal") or n for n in root.items()]


def _unflattened(head: list[Any], cells: list[Any], document: Document) -> Node:
    """Return a CSV row as the object it was flattened from: ``a/b`` is key b of a."""
    if len(cells) > len(head) and any(c.text for c in cells[len(head):]):
        raise InputError(Text(f"la fila tiene {len(cells)} celdas y el encabezado {len(head)}", f"the row has {len(cells)} cells and the header {len(head)}"),
                         f"{document.path}:{document.line(cells[0].start)}", Text("compruebe el separador y las comillas", "check delimiter and quotes"))
    tree: dict[str, Any] = {}
    start, end = cells[0].start, cells[-1].end
    for name, cell in zip(head, cells, strict=False):
        at = tree
        *path, last = name.text.split("/")
        for part in path:
            inner = at.setdefault(part, Node({}, start, end))
            if not isinstance(inner.value, dict):
                inner = at[part] = Node({"": inner}, start, end)
            at = inner.value
        at[last] = Node(cell.text or None, cell.start, cell.end)
    return Node(tree, start, end)


class _Decidim:
    def __init__(self, maker: Maker, source: Source) -> None:
        self.maker, self.source = maker, source
        self.settings: Settings = settings(source, maker, {"event": "", "themes": ""})
        self.languages = [source.language, "es", "ca", "en"]
        self.missing: dict[str, tuple[int, int]] = {}
        self.authors: dict[str, str] = {}
        self.speaking: set[str] = set()

    def run(self, nodes: list[Node]) -> Acta:
        """Make the event, then a contribution for each proposal."""
        event = self._event(nodes)
        for node in nodes:
            if not isinstance(node.value, dict):
                self.maker.fail(self.maker.document.line(node.start), Text("una propuesta es un objeto", "a proposal is an object"))
                continue
            if (node.get("hidden") or Node(None, 0, 0)).value in (True, "true"):
                self.maker.ignored["proposal (hidden)"] += 1
                continue
            for key, value in node.value.items():
                if key not in _TAKEN and value.value not in (None, "", [], {}):
                    (self.maker.ignored if key in _LEFT else self.maker.unknown)[f"proposal.{key}"] += 1
            self._proposal(node, event)
        for word, (line, count) in sorted(self.missing.items()):
            self.maker.fail(line, Text(f"la categoría {word!r} ({count} propuestas) no tiene tema", f"category {word!r} ({count} proposals) has no theme"),
                            Text(f'añada a [themes] de {self.settings.path.name}: "{word}" = "<tema>"', f'add to [themes] of {self.settings.path.name}: "{word}" = "<theme>"'))
        return self.maker.acta()

    def _event(self, nodes: list[Node]) -> str:
        """Make the participatory process the proposals belong to, as the mapping describes it."""
        raw = self.settings.data.get("event", {})
        if not raw.get("name") or not nodes:
            raise InputError(Text("falta [event] con name: de qué proceso son las propuestas", "[event] with name is missing: which process the proposals belong to")
                             if nodes else Text("el archivo no trae propuestas", "the file has no proposals"),
                             str(self.source.folder / (self.source.mapping or "source.toml")) if nodes else str(self.maker.document.path),
                             Text("escríbalo en el mapping; vea CONTRIBUTING.md", "write it in the mapping; see CONTRIBUTING.md"))
        written = str(raw.get("written") or raw["name"])
        place = self.maker.document.text.find(written)
        span = self.maker.span(place, place + len(written)) if place >= 0 else self.maker.span(nodes[0].start, nodes[0].end)
        if place < 0:
            self.maker.notice(f"el archivo no contiene «{written}»; diga en event.written cómo nombra el proceso", f"the file does not hold “{written}”; say in event.written how it names the process")
        values = {k: v for k, v in raw.items() if k not in {"id", "written"}}
        values.setdefault("format", "consultation")
        ident = str(raw.get("id") or self.maker.ident(str(raw["name"])))
        self.maker.add("event", ident, span.line, values, names=[(written, [span])], where=f"{self.settings.path}:{self.settings.line('event')}")
        return ident

    def _text(self, node: Node | None) -> str:
        """Return a name that may be written in several languages: the source's own first."""
        best = self._best(node)
        return best.text() if best is not None else ""

    def _best(self, node: Node | None) -> Node | None:
        if node is None or not isinstance(node.value, dict):
            return node
        known = {k: n for k, n in node.value.items() if n.text()}
        machine = node.get("machine_translations")
        if not known and machine is not None:
            return self._best(machine)
        return next((known[x] for x in (*self.languages, *sorted(known)) if x in known), None)

    def _heading(self, node: Node) -> tuple[str, str]:
        """Return category (the narrower after a colon) and scope, as the platform names them."""
        words = [self._text(node.get(k, "name") or _plain(node.get(k))) for k in ("category", "subcategory")]
        if not words[0]:
            words += [self._text(n.get("name")) for n in _leaves(node.get("taxonomies"))]
        scope = self._text(node.get("scope", "name") or _plain(node.get("scope"))) or self._text(node.get("district", "name") or _plain(node.get("district")))
        return ": ".join(w for w in words if w), scope

    def _theme(self, node: Node, category: str) -> str | None:
        themes, known = self.settings.words("themes"), concepts()["theme"]
        first = category.split(": ")[0]
        found = next((themes[w] for w in (category, first, *category.split(": "), "*") if w in themes), None)
        line = self.maker.document.line(node.start)
        if found is None:
            self.missing[first or "(sin categoría)"] = (self.missing.get(first or "(sin categoría)", (line, 0))[0], self.missing.get(first or "(sin categoría)", (line, 0))[1] + 1)
        elif not isinstance(found, str) or found not in known:
            self.maker.fail(self.settings.line("themes"), Text(f"[themes]: {found!r} no está en el esquema 'theme'", f"[themes]: {found!r} is not in scheme 'theme'"), nearest(str(found), known),
                            f"{self.settings.path}:{self.settings.line('themes')}")
            return None
        return found

    def _proposal(self, node: Node, event: str) -> None:
        line = self.maker.document.line(node.start)
        number = node.text("reference") or node.text("code") or node.text("id")
        category, scope = self._heading(node)
        theme = self._theme(node, category)
        title = self._best(node.get("title"))
        evidence = (title or node).span(self.maker)
        official = node.text("source") == "official" or (node.get("official") or Node(None, 0, 0)).value in (True, "true")
        what = ("Propuesta oficial", "Official proposal") if official else ("Propuesta ciudadana", "Citizen proposal")
        state = _FINAL.get(node.text("state") or node.text("status"), (node.text("state") or node.text("status"),) * 2)
        if theme is None:
            return
        values: dict[str, Any] = {
            "kind": "proposal", "force": "explicit", "themes": [theme],
            "summary": f"{what[0]}{f' {number}' if number else ''}{f' sobre «{category}»' if category else ''}{f' ({scope})' if scope else ''}.",
            "gloss": f"{what[1]}{f' {number}' if number else ''}{f' on “{category}”' if category else ''}{f' ({scope})' if scope else ''}.",
            "note": f"Estado en la plataforma: {state[0]}." if state[0] else None}
        person = None if official else self._author(node)
        key = node.text("id") or number or str(line)
        if person:
            values["turn"] = self._turn(node, key, person, event)
        else:
            values["conclusion_of"] = event
        self.maker.add("contribution", f"propuesta-{self.maker.ident(key)}", line, {k: v for k, v in values.items() if v}, spans=[evidence])

    def _author(self, node: Node) -> str | None:
        """Return the id of the person who proposes; None, and counted, when erased, hidden, a body, or several."""
        people = [n for k in ("author", "authors") for n in node.items(k)]
        if not people:
            return None
        if len(people) > 1:
            self.maker.ignored["author (several)"] += 1
            return None
        who = people[0]
        name, nick = self._best(who.get("name")), who.text("id")
        bodied = fold(who.text("type")) in {"usergroup", "user group", "organization", "decidim::usergroup", "decidim::organization", "meeting"}
        gone = any((who.get(k) or Node(None, 0, 0)).value in (True, "true") for k in ("erased", "hidden", "deleted"))
        if gone or bodied or name is None or not name.text() or who.text("verified_organization") or (who.get("official") or Node(None, 0, 0)).value in (True, "true"):
            self.maker.ignored["author (erased or hidden)" if gone else "author (a body)" if name is not None and name.text() else "author (without name)"] += 1
            return None
        ident = f"autor-{self.maker.ident(nick)}" if nick else self.maker.ident(name.text())
        line = self.maker.document.line(name.start)
        return ident if self.maker.add("person", ident, line, {"name": name.text()}, names=[(name.text(), [name.span(self.maker)])]) else None

    def _turn(self, node: Node, key: str, person: str, event: str) -> str:
        """Make who speaks, and once that they take part."""
        spans = [(self._best(node.get("title")) or node).span(self.maker)]
        line = self.maker.document.line(node.start)
        if person not in self.speaking:
            self.speaking.add(person)
            self.maker.add("participation", f"participa-{person}", line, {"person": person, "event": event, "role": "participant"}, spans=spans)
        ident = f"turno-{self.maker.ident(key)}"
        self.maker.add("turn", ident, line, {"speaker": person, "event": event, "status": "stated", "method": "name-in-text"}, spans=spans)
        return ident


def _plain(node: Node | None) -> Node | None:
    """Return a node that is a text; an object without a name is none."""
    return node if node is not None and isinstance(node.value, str) else None


def _leaves(node: Node | None) -> list[Node]:
    """Return the taxonomies of newer exports: a list, or an object of numbered ones."""
    if node is None:
        return []
    return [n for n in (node.value if isinstance(node.value, list) else list(node.value.values()) if isinstance(node.value, dict) else []) if isinstance(n.value, dict)]

