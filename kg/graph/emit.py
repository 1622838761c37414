"""Facts → triples: one pass over the records of an acta, driven by ``kg/model/records.py``.

Entities give a plain triple and a ``FactClaim`` for each stated field; the other tables are claim nodes themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kg.identity.resolve import Resolver
from kg.model import nt
from kg.model.acta import Acta, Record, Span
from kg.model.acta_links import resolve as link
from kg.model.iri import concept, short_hash
from kg.model.nt import TYPE, Triple
from kg.model.records import Field
from kg.model.source import Source
from kg.model.terms import expand, superclasses

_CONTRIBUTION = {"proposal": "Proposal", "problem": "Problem", "commitment": "Commitment", "experience": "Experience", "finding": "Finding"}
# Kinds of institution that are public bodies, and of mechanism that are law: the class follows the kind.
_PUBLIC = {"municipal-government", "municipal-agency", "guarantor-body", "state-government", "state-government-office", "federal-government",
           "legislature", "legislative-committee", "judiciary", "court", "collegiate-body", "administrative-unit"}
_SKIPPED = {("person", "name"), ("institution", "name"), ("municipality", "name"), ("event", "name"), ("mechanism", "name")}


class Emitter:
    """Writes the triples of one source; holds what every record of it shares."""

    def __init__(self, source: Source, acta: Acta, resolver: Resolver) -> None:
        self.source, self.acta, self.resolver = source, acta, resolver
        self.document = nt.iri(f"{resolver.base}id/documento/{source.slug}")
        self.agent = nt.iri(f"{resolver.base}id/agente/{acta.made_by}")
        self.iris: dict[tuple[str, str], str] = {}
        self.owners: dict[str, Record] = {}
        for rows in acta.records.values():
            for record in rows.values():
                plain = resolver.iri(source.slug, record)
                self.iris[record.table.name, record.id] = nt.iri(plain)
                self.owners[plain] = record

    def triples(self) -> Iterator[Triple]:
        """Yield every triple of the source graph (with repetitions; a graph is a set)."""
        yield from self._document()
        for rows in self.acta.records.values():
            for record in rows.values():
                yield from self.entity(record) if record.table.entity else self._claim_record(record)

    def _document(self) -> Iterator[Triple]:
        d = self.document
        yield from _typed(d, "Document")
        yield d, p("dcterms:title"), nt.text(self.resolver.scrub(self.source.title.es), "es")
        yield d, p("dcterms:title"), nt.text(self.resolver.scrub(self.source.title.en), "en")
        yield d, p("skos:prefLabel"), nt.text(self.resolver.scrub(self.source.title.es), "es")
        yield d, p("dcterms:language"), nt.text(self.source.language)
        yield d, p("kg:sha256"), nt.text(self.source.sha256)
        yield d, p("kg:fileName"), nt.text(self.source.file)
        if self.source.publisher:
            yield d, p("dcterms:publisher"), nt.text(self.source.publisher)
        yield self.agent, TYPE, nt.iri(expand("prov:Agent"))
        yield self.agent, p("skos:prefLabel"), nt.text(self.acta.made_by.replace("-", " "), "es")

    def entity(self, record: Record) -> Iterator[Triple]:
        """A thing with names: type, label, and a claim for each spelling and each stated field."""
        me, kind = self.iris[record.table.name, record.id], record.values.get("kind", "")
        yield from _typed(me, "PublicInstitution" if kind in _PUBLIC and record.table.name == "institution"
                          else "LegalInstrument" if kind == "legal-instrument" else record.table.cls)
        label = self.resolver.label(self.source.slug, record)
        yield me, p("skos:prefLabel"), nt.text(label, "es")
        if self.resolver.shown(self.source.slug, record):
            for spelling, spans in record.names:
                public = self.resolver.scrub(" ".join(spelling.split()))
                prop = "skos:prefLabel" if public == label else "skos:altLabel"
                yield from self._fact(record, me, "names", prop, nt.text(public, "es"), spans)
        for spec in record.table.fields:
            if (record.table.name, spec.name) in _SKIPPED or spec.name not in record.values or not spec.prop:
                continue
            for value in self._values(record, spec):
                if spec.name == "note":
                    yield me, p(spec.prop), value
                    continue
                yield from self._fact(record, me, spec.name, spec.prop, value, record.evidence(spec.name))
                if spec.name == "governs":
                    yield me, p("kg:municipality"), value

    def _fact(self, record: Record, me: str, field: str, prop: str, value: str, spans: list[Span]) -> Iterator[Triple]:
        """The plain triple and the FactClaim that stands behind it."""
        yield me, p(prop), value
        local = self.resolver.local(self.source.slug, record)
        node = nt.iri(f"{self.resolver.base}id/afirmacion/{local}-{record.table.name}-{field.replace('_', '-')}-{short_hash(value, size=8)}")
        yield from _typed(node, "FactClaim")
        yield node, p("kg:about"), me
        yield node, p("kg:property"), p(prop)
        yield node, p("kg:value"), value
        method, confidence = record.inferred.get(field, ("", record.confidence))
        if method:
            yield node, p("kg:inferenceMethod"), nt.iri(concept("attribution-method", method))
        yield from self._provenance(node, spans, confidence, record)

    def _claim_record(self, record: Record) -> Iterator[Triple]:
        """A claim node: its class, its fields, and what follows from the turn it belongs to."""
        me = self.iris[record.table.name, record.id]
        cls = _CONTRIBUTION[record.values["kind"]] if record.table.name == "contribution" else record.table.cls
        yield from _typed(me, cls)
        for spec in record.table.fields:
            if spec.prop and spec.name in record.values:
                for value in self._values(record, spec):
                    yield me, p(spec.prop), value
        extra = _EXTRA.get(record.table.name)
        if extra:
            yield from extra(self, me, record)
        yield from self._provenance(me, record.spans, record.confidence, record)

    def _contribution(self, me: str, record: Record) -> Iterator[Triple]:
        if "complete" not in record.values:
            yield me, p("kg:complete"), nt.boolean(True)
        if "turn" in record.values:
            turn = self.acta.records["turn"][record.values["turn"]]
            yield me, p("kg:speaker"), self.iris["person", turn.values["speaker"]]
            yield me, p("kg:inEvent"), self.iris["event", turn.values["event"]]
        else:
            yield me, p("kg:inEvent"), self.iris["event", record.values["conclusion_of"]]

    def _participation(self, me: str, record: Record) -> Iterator[Triple]:
        if "mode" not in record.values:
            yield me, p("kg:mode"), nt.iri(concept("participation-mode", "unknown"))

    def _membership(self, me: str, _record: Record) -> Iterator[Triple]:
        yield me, TYPE, nt.iri(expand("org:Membership"))

    def _provenance(self, node: str, spans: list[Span], confidence: float | None, record: Record) -> Iterator[Triple]:
        """Evidence, source, maker, confidence and review state: what every claim has; and the rule, when a program made it."""
        yield node, p("kg:source"), self.document
        yield node, p("kg:madeBy"), self.agent
        yield node, p("kg:confidence"), nt.decimal(self.acta.confidence if confidence is None else confidence)
        yield node, p("kg:confidenceBasis"), nt.iri(concept("confidence-basis", record.basis or self.acta.basis))
        yield node, p("kg:review"), nt.iri(concept("review-status", record.review or self.acta.review))
        if record.rule:
            yield node, p("kg:rule"), nt.text(record.rule)
        for span in spans:
            plain = f"{self.resolver.base}id/evidencia/{self.source.slug}-{span.start}-{span.end}"
            evidence, target, selector = nt.iri(plain), nt.iri(plain + "#target"), nt.iri(plain + "#selector")
            yield node, p("kg:evidence"), evidence
            yield from _typed(evidence, "Evidence")
            yield evidence, TYPE, nt.iri(expand("oa:Annotation"))
            yield evidence, p("kg:line"), nt.number(span.line)
            yield evidence, p("oa:hasTarget"), target
            yield target, TYPE, nt.iri(expand("oa:SpecificResource"))
            yield target, p("oa:hasSource"), self.document
            yield target, p("oa:hasSelector"), selector
            yield selector, TYPE, nt.iri(expand("oa:TextPositionSelector"))
            yield selector, p("oa:start"), nt.number(span.start)
            yield selector, p("oa:end"), nt.number(span.end)

    def _values(self, record: Record, spec: Field) -> Iterator[str]:
        """Yield the encoded values of one field."""
        given = record.values[spec.name]
        for value in given if spec.many else [given]:
            if spec.type == "ref":
                found = link(self.acta, spec, value)
                if found is None:
                    raise KeyError(value)  # the reader has checked every reference
                table, ident = found
                yield nt.iri(concept(table.removeprefix("concept:"), ident)) if table.startswith("concept:") else self.iris[table, ident]
            elif spec.type == "concept":
                yield nt.iri(concept(spec.target, value))
            elif spec.type == "text":
                yield nt.text(self.resolver.scrub(value), spec.lang)
            else:
                yield _ENCODE[spec.type](value)


_EXTRA: dict[str, Callable[[Emitter, str, Record], Iterator[Triple]]] = {
    "contribution": Emitter._contribution, "participation": Emitter._participation, "membership": Emitter._membership,
}
_ENCODE: dict[str, Callable[[Any], str]] = {"date": nt.date, "time": nt.text, "number": nt.number, "boolean": nt.boolean}


def p(curie: str) -> str:
    """Return the encoded IRI of a CURIE that the ontology (or a known vocabulary) defines."""
    return nt.iri(expand(curie))


def _typed(node: str, cls: str) -> Iterator[Triple]:
    """Yield the class and every superclass within ``kg:``, so that no query needs inference."""
    for name in superclasses()[cls]:
        yield node, TYPE, nt.iri(expand(f"kg:{name}"))
