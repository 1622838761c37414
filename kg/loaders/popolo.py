"""Loader ``popolo``: Popolo JSON (persons, organizations, memberships, posts, areas, events; nested memberships and posts too).

Contact details, images, birth dates and the like are personal data the graph does not take: they are counted and told.
A mapping (optional) says what foreign words mean: ``[kinds]`` classification → institution-kind, ``[formats]`` classification
→ event-format, ``[posts]`` role → post, ``[roles]`` role → its Spanish title, ``[defaults.membership]`` sector and person_class.
"""

from __future__ import annotations

import re
from typing import Any

from kg.loaders._json import Node, parse
from kg.loaders._make import Maker, concept, date, text_of
from kg.loaders._places import Places
from kg.loaders._settings import SECTOR, person_class, settings
from kg.model.acta import Acta, Span
from kg.model.errors import InputError, nearest
from kg.model.iri import fold, short_hash, slugify
from kg.model.source import Source
from kg.model.text import Text

CLASSES = {"persons": "person", "organizations": "organization", "memberships": "membership", "posts": "post", "areas": "area", "events": "event"}
# What the classifications met in published Popolo files mean here; a mapping's [kinds] comes first.
KINDS = {"legislature": "legislature", "upper house": "legislature", "lower house": "legislature", "chamber": "legislature", "parliament": "legislature", "council": "legislature",
         "committee": "legislative-committee", "party": "civil-society-organisation", "political party": "civil-society-organisation", "faction": "civil-society-organisation",
         "executive": "federal-government", "government": "federal-government", "ministry": "federal-government", "court": "court", "university": "university",
         "ngo": "civil-society-organisation", "municipality": "municipal-government", "department": "administrative-unit"}
_COMMON = {"id", "name", "other_names", "identifiers", "sources", "created_at", "updated_at", "links", "image", "images", "area", "area_id", "classification"}
_TAKEN = {
    "person": _COMMON - {"image", "images", "links", "area", "area_id", "classification"} | {"memberships"},
    "organization": _COMMON - {"image", "images", "links"} | {"parent_id", "parent", "memberships", "posts"},
    "membership": {"id", "person", "person_id", "organization", "organization_id", "role", "label", "post", "post_id", "sources", "created_at", "updated_at",
                   "sector", "person_class", "observed_on"},
    "post": {"id", "label", "role", "organization", "organization_id", "sources", "created_at", "updated_at", "memberships"},
    "area": _COMMON - {"image", "images", "links", "area", "area_id"} | {"identifier"},
    "event": _COMMON - {"image", "images", "links", "area", "area_id"} | {"start_date", "end_date", "location", "parent_id", "parent", "attendees"},
}
_PRIVATE = {"email", "image", "images", "contact_details", "birth_date", "death_date", "gender", "national_identity", "summary", "biography", "links", "family_name", "given_name",
            "additional_name", "honorific_prefix", "honorific_suffix", "patronymic_name", "sort_name", "phone", "fax", "address", "birth_place", "proxy_image"}
# Said by the format, not by our model: no terms of office, no parties behind a seat, no territory of a seat.
_LEFT = {"start_date", "end_date", "on_behalf_of", "on_behalf_of_id", "legislative_period_id", "legislative_period", "area", "area_id", "founding_date", "dissolution_date",
         "parent_id", "parent", "geometry", "description", "status", "organization_id", "organization", "children", "member", "seats", "wikidata", "type", "start_reason", "end_reason"}
_MUNICIPAL = {"municipality", "municipio", "municipi", "ayuntamiento", "city"}
_CODE = re.compile(r"\d{5}\Z")


def load(source: Source) -> Acta:
    """Read the Popolo file of a source. Raises ManyErrors naming file and line."""
    document = text_of(source)
    return _Popolo(Maker(source, document), source).run(parse(document))


class _Popolo:
    def __init__(self, maker: Maker, source: Source) -> None:
        self.maker = maker
        self.settings = settings(source, maker, {"kinds": "institution.kind", "formats": "event.format", "posts": "membership.post", "roles": ""})
        self.spanish = source.language == "es"
        self.places = Places(source.folder)
        self.nodes: dict[str, list[tuple[Node, str, str]]] = {c: [] for c in CLASSES.values()}
        self.ids: dict[tuple[str, str], str] = {}
        self.slugs: set[tuple[str, str]] = set()
        self.known: dict[str, set[str]] = {}
        self.posts: dict[str, tuple[Node, str]] = {}
        self.towns: dict[str, str] = {}
        self.guessed: dict[str, int] = {}

    def run(self, root: Node) -> Acta:
        """Gather the objects, wherever they are nested, then make records in the order references need."""
        if not isinstance(root.value, (dict, list)):
            raise InputError(Text("no es un archivo Popolo: se espera un objeto o una lista", "is not a Popolo file: an object or a list is expected"), f"{self.maker.document.path}:1",
                             nearest("persons", CLASSES))
        self._gather(root)
        if not any(self.nodes.values()) and not self.maker.errors:
            raise InputError(Text("no es un archivo Popolo: no trae persons, organizations ni memberships", "is not a Popolo file: it has no persons, organizations or memberships"),
                             f"{self.maker.document.path}:1", Text("compruebe loader en source.toml", "check loader in source.toml"))
        for kind in CLASSES.values():
            self.known[kind] = {self._own(kind, node) for node, _, _ in self.nodes[kind]}
            for node, _, _ in self.nodes[kind]:
                self._audit(kind, node)
        for kind in ("area", "post", "organization", "person", "event", "membership"):
            for position, (node, person, body) in enumerate(self.nodes[kind], 1):
                getattr(self, f"_{kind}")(node, person, body, position)
        self._loosen()
        for word, count in sorted(self.guessed.items()):
            self.maker.notice(f"{word}: {count}, por omisión; dígalo en el mapping si no es así", f"{word}: {count}, by default; say it in the mapping if it is not so")
        return self.maker.acta()

    def _loosen(self) -> None:
        """Let events stand alone whose parent was left out (a legislative period, say)."""
        events = self.maker.records["event"]
        for record in events.values():
            if record.values.get("part_of") not in events and record.values.pop("part_of", None):
                self.maker.ignored["event.parent_id"] += 1

    def _gather(self, root: Node) -> None:
        """Find every object by the key it stands under; a bare list or object is told by its own keys."""
        if isinstance(root.value, list) or not set(root.value) & {*CLASSES, *CLASSES.values()}:
            for node in root.items():
                self._take(_class_of(node), node)
            return
        for key, node in root.value.items():
            kind = CLASSES.get(key) or (key if key in self.nodes else "")
            if kind and isinstance(node.value, (list, dict)):
                plural = isinstance(node.value, dict) and not {"id", "name", "person_id"} & set(node.value)
                for item in [n for n in dict(node.value).values() if n.value is not None] if plural else node.items():
                    self._take(kind, item)
            elif node.value not in (None, [], {}):
                self.maker.unknown[f"«{key}»"] += 1

    def _take(self, kind: str, node: Node, person: str = "", body: str = "") -> None:
        if not kind or not isinstance(node.value, dict):
            line = self.maker.document.line(node.start)
            self.maker.fail(line, Text("no es un objeto Popolo", "is not a Popolo object"), Text("vea popoloproject.com/specs", "see popoloproject.com/specs"))
            return
        self.nodes[kind].append((node, person, body))
        own = self._own(kind, node)
        inner = {"person": (own, ""), "organization": ("", own), "post": ("", body or node.text("organization_id"))}.get(kind)
        if inner:
            for item in node.items("memberships"):
                self._take("membership", item, *inner)
            for item in node.items("posts") if kind == "organization" else []:
                self._take("post", item, "", own)

    def _own(self, kind: str, node: Node) -> str:
        return node.text("id") or (node.text("name") if kind in {"person", "organization", "event", "area"} else "")

    def _audit(self, kind: str, node: Node) -> None:
        """Count what is left out on purpose, and what nobody here knows."""
        for key, value in node.value.items():
            if key in _TAKEN[kind] or value.value in (None, "", [], {}):
                continue
            target = self.maker.ignored if key in _PRIVATE or key in _LEFT else self.maker.unknown
            target[f"{kind}.{key}"] += 1

    # Ids and evidence

    def _id(self, kind: str, key: str) -> str:
        """Return the id of the object that the file calls ``key``; two of them never share one."""
        if (kind, key) not in self.ids:
            slug = slugify(key)
            made = f"{slug}-{short_hash(key)}" if (kind, slug) in self.slugs else slug
            self.slugs.add((kind, made))
            self.ids[kind, key] = made
        return self.ids[kind, key]

    def _add(self, table: str, ident: str, node: Node, values: dict[str, Any], at: dict[str, Node | None] | None = None, names: list[tuple[str, list[Span]]] | None = None) -> None:
        line = self.maker.document.line(node.start)
        places = {k: [n.span(self.maker)] for k, n in (at or {}).items() if n is not None and values.get(k) is not None}
        self.maker.add(table, ident, line, {k: v for k, v in values.items() if v not in (None, "", [])}, names=names or [], spans=[] if names else [node.span(self.maker)], at=places)

    def _names(self, node: Node) -> list[tuple[str, list[Span]]]:
        """Return the name and other names, each with its stretch."""
        found = [n for n in (node.get("name"), *(o.get("name") if isinstance(o.value, dict) else o for o in node.items("other_names"))) if n is not None and n.text()]
        return [(n.text(), [n.span(self.maker)]) for n in found]

    def _reference(self, kind: str, node: Node, key: str, implied: str = "") -> str | None:
        """Return the id of the object a reference names (by ``<key>_id``, or embedded under ``key``); a broken one is an error."""
        inner = node.get(key)
        wanted = implied or node.text(f"{key}_id") or (self._own(kind, inner) if inner is not None and isinstance(inner.value, dict) else "")
        if not wanted:
            return None
        if wanted not in self.known[kind]:
            at = node.get(f"{key}_id") or inner or node
            self.maker.fail(self.maker.document.line(at.start), Text(f"{key}_id: no hay {kind} {wanted!r} en el archivo", f"{key}_id: there is no {kind} {wanted!r} in the file"),
                            Text("añada el objeto, o quite la referencia", "add the object, or remove the reference"))
            return None
        return self._id(kind, wanted)

    # Classes

    def _area(self, node: Node, _person: str, _body: str, _position: int) -> None:
        codes = [i.text("identifier") for i in node.items("identifiers") if fold(i.text("scheme")) == "inegi"]
        code = next((self.places.code(c) or c for c in codes if _CODE.match(c)), "")
        if not code and fold(node.text("classification")) not in _MUNICIPAL:
            self.maker.ignored["area (no municipality)"] += 1
            return
        ident = code or self._id("area", self._own("area", node))
        self.towns[self._own("area", node)] = ident
        self._add("municipality", ident, node, {"name": self.places.names.get(code) or node.text("name")}, names=self._names(node) or [(ident, [node.span(self.maker)])])

    def _post(self, node: Node, _person: str, body: str, _position: int) -> None:
        self.posts[node.text("id")] = (node, body or node.text("organization_id") or node.text("organization", "id"))

    def _organization(self, node: Node, _person: str, _body: str, _position: int) -> None:
        kind = self._word(node, "classification", "kinds", "institution-kind", KINDS) or self.settings.default("institution", "kind")
        area = node.get("area")
        town = self.towns.get(node.text("area_id") or (self._own("area", area) if area is not None else ""))
        values: dict[str, Any] = {"name": node.text("name"), "kind": kind, "municipality": town, "governs": town if kind == "municipal-government" else None,
                  "unit_of": self._reference("organization", node, "parent")}
        self._add("institution", self._id("organization", self._own("organization", node)), node, values,
                  {"kind": node.get("classification"), "unit_of": node.get("parent_id"), "municipality": node.get("area_id"), "governs": node.get("area_id")}, self._names(node))

    def _person(self, node: Node, _person: str, _body: str, _position: int) -> None:
        self._add("person", self._id("person", self._own("person", node)), node, {"name": node.text("name")}, names=self._names(node))

    def _event(self, node: Node, _person: str, _body: str, _position: int) -> None:
        form = self._word(node, "classification", "formats", "event-format", {}) or self.settings.default("event", "format")
        if not form:
            self.maker.ignored[f"event ({node.text('classification') or 'sin classification'})"] += 1
            return
        days = [date(node.text(k)) for k in ("start_date", "end_date")]
        parent = node.text("parent_id") or node.text("parent", "id")
        clock = re.search(r"[T ](\d\d:\d\d)", node.text("start_date"))
        values = {"name": node.text("name"), "format": form, "dates": [d for d in days if d], "start_time": clock[1] if clock else None, "place": node.text("location"),
                  "part_of": self._id("event", parent) if parent else None}
        ident = self._id("event", self._own("event", node))
        self._add("event", ident, node, values, {"format": node.get("classification"), "dates": node.get("start_date"), "place": node.get("location")}, self._names(node))
        for number, guest in enumerate(node.items("attendees"), 1):
            person = self._reference("person", guest, "person", guest.text("id") or guest.text())
            role = concept("participation-role", guest.text("role")) or "participant"
            if person:
                self._add("participation", f"{ident[:80]}-{number}", guest, {"person": person, "event": ident, "role": role, "mode": concept("participation-mode", guest.text("mode"))})

    def _membership(self, node: Node, person: str, body: str, position: int) -> None:
        wanted = node.text("post_id") or node.text("post", "id")
        post, seat = self.posts.get(wanted, (node.get("post"), ""))
        if wanted and post is None:
            self.maker.fail(self.maker.document.line(node.start), Text(f"post_id: no hay post {wanted!r} en el archivo", f"post_id: there is no post {wanted!r} in the file"),
                            Text("añada el objeto, o quite la referencia", "add the object, or remove the reference"))
        body = body or ("" if node.text("organization_id") or node.get("organization") else seat)
        who, where = self._reference("person", node, "person", person), self._reference("organization", node, "organization", body)
        if who is None:
            if not node.text("person_id"):
                self.maker.fail(self.maker.document.line(node.start), Text("membership sin person_id", "membership without person_id"))
            return
        body_made = self.maker.records["institution"].get(where or "")
        kind = body_made.values.get("kind", "") if body_made else ""
        office = concept("post", post.text("role")) if post else None  # a post of our own scheme needs no title
        title = node.text("role") or node.text("label") or (post.text("label") or post.text("role") if post and not office else "")
        values = {"person": who, "institution": where, "role_title": self.settings.words("roles").get(title) or (title if self.spanish else None), "as_written": [title] if title else [],
                  "post": self.settings.words("posts").get(title) or office or concept("post", title),
                  "sector": node.text("sector") or self.settings.default("membership", "sector") or self._guess("membership.sector", SECTOR.get(kind, "independent")),
                  "person_class": node.text("person_class") or self.settings.default("membership", "person_class") or self._guess("membership.person_class", person_class(kind)),
                  "observed_on": [d for n in node.items("observed_on") if (d := date(n.text()))]}
        self._add("membership", self._id("membership", node.text("id")) if node.text("id") else f"membership-{position}", node, values)

    def _guess(self, what: str, value: str) -> str:
        self.guessed[f"{what} = {value}"] = self.guessed.get(f"{what} = {value}", 0) + 1
        return value

    def _word(self, node: Node, key: str, table: str, scheme: str, usual: dict[str, str]) -> str | None:
        """Return the notation a foreign word means: the mapping's, the scheme's own, else the usual one (told as a guess)."""
        word = node.text(key)
        known = self.settings.words(table).get(word) or (concept(scheme, word) if word else None)
        if known or fold(word) not in usual:
            return known
        return self._guess(f"{key} {word!r}", usual[fold(word)])


def _class_of(node: Node) -> str:
    """Tell the class of an object that stands under no key."""
    keys = set(node.value) if isinstance(node.value, dict) else set()
    if {"person_id", "person"} & keys:
        return "membership"
    if {"parent_id", "founding_date", "dissolution_date"} & keys or ("classification" in keys and "start_date" not in keys):
        return "organization"
    if "start_date" in keys:
        return "event"
    return "person" if "name" in keys else "post" if "label" in keys else ""
