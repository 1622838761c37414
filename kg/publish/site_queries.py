"""The ready questions as RDF: SHACL ``sh:SPARQLExecutable`` examples, the form that editors and other endpoints read (sib-swiss/sparql-examples)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.graph.guard import OPAQUE
from kg.graph.queries import Question
from kg.model import nt
from kg.model.iri import short_hash
from kg.model.text import Text
from kg.publish.site_rdf import Statements
from kg.publish.site_release import Release

_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_PREFIX = re.compile(r"^\s*PREFIX\s+([A-Za-z][\w-]*)?:\s*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE)
_KINDS = {"SELECT": ("sh:SPARQLSelectExecutable", "sh:select"), "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
          "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct")}


def form(query: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE."""
    found = _FORM.search(OPAQUE.sub(lambda m: " " * len(m[0]), query))
    return found.group(1).upper() if found else "SELECT"


def examples(release: Release, questions: Iterable[tuple[Question, str]]) -> Statements:
    """Return the examples; each question comes with its query text, bound to the data's base."""
    out, here = Statements(), f"{release.base}preguntas.ttl"
    prefixes, declared = f"{here}#prefijos", dict[str, str]()
    out.kinds(prefixes, "owl:Ontology")
    for question, text in questions:
        me = f"{here}#{question.name}"
        out.kinds(me, "sh:SPARQLExecutable")
        out.told(me, "rdfs:label", question.summary)
        out.told(me, "rdfs:comment", _whole(question))
        out.say(me, "schema:keywords", *(nt.text(tag) for tag in question.tags))
        out.links(me, "schema:subjectOf", f"{release.base}pregunta/{question.name}.html")
        out.links(me, "sh:prefixes", prefixes)
        if release.endpoint:
            out.links(me, "schema:target", release.endpoint)
        kind, prop = _KINDS.get(form(text), ("sh:SPARQLExecutable", "rdf:value"))
        out.kinds(me, kind)
        out.say(me, prop, nt.text(text))
        for prefix, namespace in _PREFIX.findall(text):
            if prefix:
                same = declared.setdefault(prefix, namespace) == namespace
                node = f"{here}#prefijo-{prefix}" if same else f"{here}#prefijo-{prefix}-{short_hash(namespace)}"
                out.links(prefixes, "sh:declare", node)
                out.kinds(node, "sh:PrefixDeclaration")
                out.say(node, "sh:prefix", nt.text(prefix))
                out.say(node, "sh:namespace", nt.typed(namespace, "anyURI"))
    return out


def _whole(question: Question) -> Text:
    """Return the question with what its answer does not mean."""
    if question.note is None:
        return question.summary
    return Text(f"{question.summary.es} {question.note.es}", f"{question.summary.en} {question.note.en}")
