"""Loader ``rdf``: Turtle, TriG, N-Triples, N-Quads and JSON-LD, in our own ontology or in FOAF, ORG and schema.org.

The graph a statement stands in is not kept. Classes and properties nobody knows here are counted and told; a misspelt term
of our own namespace is an error. The evidence is the line of the subject. A mapping (optional) has ``[defaults.<table>]`` for
what the file does not say (``kind``, ``format``, ``sector``, ``person_class``) and ``[kinds]``.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from kg.loaders._make import Maker, concept, date, text_of
from kg.loaders._places import Places
from kg.loaders._rdf_graph import Triples, Value, read
from kg.loaders._rdf_terms import KIND_OF_CLASS, classes, fields, left, short, spellings, ties
from kg.loaders._settings import SECTOR, person_class, settings
from kg.model.acta import Acta, Span
from kg.model.acta_values import MAX_TEXT
from kg.model.errors import nearest
from kg.model.iri import KG, VOCABULARY, short_hash, slugify
from kg.model.records import BY_NAME, Field
from kg.model.source import Source
from kg.model.terms import terms
from kg.model.text import Text

WINDOW = 5000  # characters after a subject in which its literals are looked for
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LOCAL = re.compile(r"[^/#:]+(?=[/#]*\Z)")


def load(source: Source) -> Acta:
    """Read the RDF file of a source. Raises ManyErrors naming file and line."""
    document = text_of(source)
    return _Rdf(Maker(source, document), source, read(document, f"http://local.invalid/{source.slug}/")).run()


class _Rdf:
    def __init__(self, maker: Maker, source: Source, triples: Triples) -> None:
        self.maker, self.triples, self.about = maker, triples, triples.about
        self.languages = [source.language, "", "es", "en"]
        self.settings = settings(source, maker, {"kinds": "institution.kind"})
        self.places = Places(source.folder)
        self.pointed = {v.text: s for s, ps in reversed(self.about.items()) for vs in ps.values() for v in vs if not v.literal}
        self.table: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.lacking: dict[tuple[str, str], tuple[int, int]] = {}
        self.guessed: Counter[str] = Counter()

    def run(self) -> Acta:
        """Classify the subjects, give them ids, make the records, then the ties that are a single triple."""
        known, (_, unneeded, _) = classes(), left()
        for subject, said in self.about.items():
            kinds = sorted(v.text for v in said.get(_TYPE, []))
            tables = sorted({known[k] for k in kinds if k in known}, key=list(BY_NAME).index)
            for kind in kinds:
                if kind not in known and kind not in unneeded:
                    self._strange("clase", "class", kind, subject)
            if tables:
                self.table[subject] = tables[0]
            elif not kinds and not subject.startswith("_:"):
                self.maker.unknown["sujeto sin clase"] += 1
        self._identify()
        for subject, table in sorted(self.table.items(), key=lambda pair: (list(BY_NAME).index(pair[1]), pair[0])):
            self._record(subject, table)
        for subject in self.table:
            self._ties(subject)
        for (table, field), (line, count) in sorted(self.lacking.items()):
            self.maker.fail(line, Text(f"{count} {table} sin {field}", f"{count} {table} without {field}"),
                            Text(f'dígalo en el archivo, o en el mapping: [defaults.{table}] {field} = "…"', f'say it in the file, or in the mapping: [defaults.{table}] {field} = "…"'))
        for word, count in sorted(self.guessed.items()):
            self.maker.notice(f"{word}: {count}, por omisión; dígalo en el mapping si no es así", f"{word}: {count}, by default; say it in the mapping if it is not so")
        return self.maker.acta()

    def _strange(self, es: str, en: str, iri: str, subject: str) -> None:
        """Count an unknown class or property; one of our own namespace is misspelt."""
        if iri.startswith(KG) and iri[len(KG):] not in terms():
            self.maker.fail(self._line(subject), Text(f"la ontología no define {short(iri)}", f"the ontology does not define {short(iri)}"), nearest(iri[len(KG):], terms()))
        self.maker.unknown[f"{es} {short(iri)}"] += 1

    def _identify(self) -> None:
        """Give ids: INEGI code, else the end of the IRI; those that would clash all get a hash of the whole IRI."""
        plain: dict[str, str] = {}
        for subject, table in self.table.items():
            found = _LOCAL.search(subject)
            name = f"{table}-{subject[2:]}" if subject.startswith("_:") else slugify(found[0]) if found else ""
            code = next((v.text for v in self.about[subject].get(KG + "inegiCode", [])), found[0] if found else "") if table == "municipality" else ""
            plain[subject] = self.places.code(code) or name or table
        taken = Counter((self.table[s], name) for s, name in plain.items())
        for subject, name in plain.items():
            alone = taken[self.table[subject], name] == 1 or (self.table[subject] == "municipality" and name in self.places.names)
            self.ids[subject] = name if alone else f"{name}-{short_hash(subject)}"

    # Evidence

    def _line(self, subject: str) -> int:
        return self.maker.document.line(self.triples.place(subject, self.pointed))

    def _at(self, subject: str, literal: str = "") -> Span:
        """Return the literal's own stretch when it stands near its subject, else the subject's line."""
        start, text = self.triples.place(subject, self.pointed), self.maker.document.text
        found = text.find(literal, start, start + WINDOW) if literal else -1
        if found >= 0:
            return self.maker.span(found, found + len(literal))
        end = text.find("\n", start)
        return self.maker.span(start, end if end >= 0 else len(text))

    # Records

    def _record(self, subject: str, table: str) -> None:
        spec, said = BY_NAME[table], self.about[subject]
        given: dict[str, list[Value]] = {}
        self._audit(subject, table)
        for prop, field in fields(table).items():
            given.setdefault(field, []).extend(v for v in said.get(prop, []) if v not in given.get(field, []))
        values: dict[str, Any] = {}
        for item in spec.fields:
            found = self._chosen(item, [x for v in given.get(item.name, []) for x in [self._value(item, v, subject)] if x not in (None, "")])
            if found not in (None, []):
                values[item.name] = found
        if table == "contribution":
            values["kind"] = next((KIND_OF_CLASS[v.text] for v in said[_TYPE] if v.text in KIND_OF_CLASS), None)
        if table == "municipality" and self.ids[subject] in self.places.names:
            values["name"] = self.places.names[self.ids[subject]]
        self._complete(values, table, subject)
        names: list[tuple[str, list[Span]]] = []
        if spec.entity:
            written = [v for v in given.get("name", []) + [v for p in sorted(spellings()) for v in said.get(p, [])] if v.literal and v.text.strip()]
            written.sort(key=lambda v: (self.languages.index(v.lang) if v.lang in self.languages else 9))
            names = [(text, [self._at(subject, text)]) for text in dict.fromkeys(" ".join(v.text.split()) for v in written)] or [(self.ids[subject], [self._at(subject)])]
        at = {k: [self._at(subject, str(v))] for k, v in values.items() if spec.entity and k != "name" and isinstance(v, str)}
        self._add(table, self.ids[subject], subject, values, names, at)

    def _add(self, table: str, ident: str, subject: str, values: dict[str, Any], names: list[tuple[str, list[Span]]], at: dict[str, list[Span]]) -> None:
        missing = [f.name for f in BY_NAME[table].fields if f.required and values.get(f.name) in (None, "", [])]
        for field in missing:
            line, count = self.lacking.get((table, field), (self._line(subject), 0))
            self.lacking[table, field] = (line, count + 1)
        if not missing:
            self.maker.add(table, ident, self._line(subject), values, names=names, spans=[] if BY_NAME[table].entity else [self._at(subject)], at=at)

    def _audit(self, subject: str, table: str) -> None:
        """Count the properties that no field takes."""
        follow, _, private = left()
        for prop, objects in self.about[subject].items():
            if prop in fields(table) or prop in spellings() or prop in ties() or prop in follow:
                continue
            if prop in private:
                self.maker.ignored[short(prop)] += len(objects)
            elif prop == KG + "inEvent" and table == "contribution":
                continue
            else:
                self._strange("propiedad", "property", prop, subject)

    def _value(self, item: Field, value: Value, subject: str) -> Any:
        """Return an object as the value of a field; what cannot be one is counted, or an error where the scheme is ours."""
        if item.type == "ref":
            target = item.target.split("|")
            if value.text in self.table and self.table[value.text] in target:
                return self.ids[value.text]
            scheme = next((t[8:] for t in target if t.startswith("concept:")), "")
            found = _notation(scheme, value) if scheme else None
            if found is None:
                self.maker.unknown[f"{item.name} → {'texto' if value.literal else 'recurso que el archivo no describe'}"] += 1
            return found
        if item.type == "concept":
            found = self.settings.words("kinds").get(value.text) if item.name == "kind" else None
            found = found or _notation(item.target, value)
            if found is None:
                self.maker.fail(self._line(subject), Text(f"{item.name}: {value.text!r} no está en el esquema {item.target!r}", f"{item.name}: {value.text!r} is not in scheme {item.target!r}"),
                                nearest(value.text.rsplit("/", 1)[-1], _known(item.target)))
            return found
        if not value.literal:
            inner = [v for p, f in fields("person").items() if f == "name" for v in self.about.get(value.text, {}).get(p, []) if v.literal]
            if not inner or item.type != "text":
                self.maker.unknown[f"{item.name} → recurso"] += 1
                return None
            value = inner[0]
        return self._literal(item, value, subject)

    def _literal(self, item: Field, value: Value, subject: str) -> Any:
        text = value.text.strip()
        if item.type == "text":
            if item.lang and value.lang and not value.lang.startswith(item.lang) and item.name != "name":
                self.maker.ignored[f"{item.name}@{value.lang}"] += 1
                return None
            return " ".join(text.split())[:MAX_TEXT + 1]
        if item.type == "boolean" and text in {"true", "false", "1", "0"}:
            return text in {"true", "1"}
        if item.type == "number" and re.fullmatch(r"[+-]?\d{1,30}(\.\d{1,30})?", text):
            return float(text) if "." in text else int(text)
        found = date(text) if item.type == "date" else text[:5] if item.type == "time" else None
        if found is None:
            self.maker.fail(self._line(subject), Text(f"{item.name}: {text!r} no es del tipo que el campo pide", f"{item.name}: {text!r} is not of the type the field asks for"))
        return found

    def _chosen(self, item: Field, found: list[Any]) -> Any:
        """Return all values of a field that takes many; of one that takes one, the first (the rest of a name are spellings)."""
        if item.many:
            return list(dict.fromkeys(found))
        if len(set(map(str, found))) > 1 and item.name not in {"name", "note", "role_title"}:
            self.maker.unknown[f"{item.name}: más de un valor"] += 1
        return found[0] if found else None

    def _complete(self, values: dict[str, Any], table: str, subject: str) -> None:
        """Fill in what the mapping's defaults say, then what a membership may be taken to be."""
        if BY_NAME[table].entity:
            labels = [v for p, f in fields(table).items() if f == "name" for v in self.about[subject].get(p, []) if v.literal]
            labels.sort(key=lambda v: self.languages.index(v.lang) if v.lang in self.languages else 9)
            values.setdefault("name", " ".join(labels[0].text.split()) if labels else None)
            if labels and not (table == "municipality" and self.ids[subject] in self.places.names):
                values["name"] = " ".join(labels[0].text.split())
        for item in BY_NAME[table].fields:
            default = self.settings.default(table, item.name)
            if values.get(item.name) is None and default is not None:
                values[item.name] = default
        if table == "membership":
            body = self.maker.records["institution"].get(values.get("institution", ""))
            kind = body.values.get("kind", "") if body else ""
            for field, guess in (("sector", SECTOR.get(kind, "independent")), ("person_class", person_class(kind))):
                if values.get(field) is None:
                    values[field] = guess
                    self.guessed[f"membership.{field} = {guess}"] += 1

    def _ties(self, subject: str) -> None:
        """Make memberships and participations of properties that tie a person to a body or an event directly."""
        hats = {(r.values.get("person"), r.values.get("institution")) for r in self.maker.records["membership"].values()} if self._tied(subject) else set()
        for prop, (table, end) in self._tied(subject):
            other = "institution" if table == "membership" else "event"
            for value in self.about[subject][prop]:
                person, thing = (subject, value.text) if end == "subject" else (value.text, subject)
                if self.table.get(person) != "person" or self.table.get(thing) != other:
                    if self.table.get(subject) != "membership":
                        self.maker.unknown[f"{short(prop)} → recurso que el archivo no describe"] += 1
                    continue
                who, what = self.ids[person], self.ids[thing]
                values: dict[str, Any] = {"person": who, other: what}
                if table == "participation":
                    values["role"] = "participant"
                elif (who, what) in hats:
                    continue
                ident = f"{table}-{short_hash(who, what, size=12)}"
                if ident not in self.maker.records[table]:
                    self._complete(values, table, subject)
                    self._add(table, ident, subject, values, [], {})

    def _tied(self, subject: str) -> list[tuple[str, tuple[str, str]]]:
        return [(p, how) for p, how in ties().items() if p in self.about[subject] and not (self.table[subject] == "membership" and p in fields("membership"))]


def _known(scheme: str) -> list[str]:
    from kg.model.terms import concepts

    return sorted(concepts().get(scheme, {}))


def _notation(scheme: str, value: Value) -> str | None:
    """Return the notation an IRI of our vocabulary, or a literal, names in a scheme."""
    if value.literal:
        return concept(scheme, value.text)
    head = f"{VOCABULARY}{scheme}/"
    return concept(scheme, value.text[len(head):]) if value.text.startswith(head) else None
