"""From what the graph says of a node to what a reader is told: sections of lines, each with its claim and proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.model import nt
from kg.model.iri import KG, VOCABULARY
from kg.model.text import Text
from kg.publish.describe_ask import ALT, DCT, LABEL, NOTE, OA, ORG, PROV, REPLACED, SKOS, TITLE, TYPE, Gathered
from kg.publish.describe_lines import NAMED, beside, line_of
from kg.publish.describe_model import Description, Line, Section, Value
from kg.publish.describe_names import class_of, home, look_of, name, proof, spot, value, values
from kg.publish.describe_near import neighbours
from kg.publish.describe_terms import called
from kg.publish.links import tipo

TITLES: dict[str, Text] = {
    "facts": Text("Lo que se sabe", "What is known"), "offices": Text("Cargos", "Offices"), "members": Text("Personas con cargo aquí", "People with an office here"),
    "took-part": Text("Participaciones", "Participations"), "participants": Text("Participantes", "Participants"), "said": Text("Lo que dijo", "What they said"),
    "reported": Text("Lo que relató", "What they reported"), "conclusions": Text("Conclusiones", "Conclusions"), "said-here": Text("Lo que se dijo", "What was said"),
    "about": Text("Se dijo de esto", "Said about this"), "answers": Text("Le responden", "Answered by"), "figures": Text("Cifras", "Figures"), "linked": Text("Enlazan aquí", "Linked from"),
    "worn": Text("Con este cargo", "In this capacity"), "attributed": Text("Lo que se le atribuye", "What rests on it"), "backs": Text("Lo que respalda", "What it backs"),
    "concepts": Text("Conceptos", "Concepts"), "used": Text("Dónde se usa", "Where it is used"), "contents": Text("Lo que sale de aquí", "What comes from here"),
    "perhaps": Text("Quizá habló en lugar de", "May have spoken instead of"), "discrepancies": Text("No cuadra", "Does not add up"),
    "outside": Text("Dicho fuera de los informes", "Said outside the reports"), "names": Text("Nombres como se escriben", "Names as written"),
    "derived": Text("Deducido por reglas", "Derived by rules"),
}
"""The sections in the order of a page."""
_BOOKKEEPING = {TYPE, LABEL, ALT, NOTE, TITLE, *(KG + p for p in ("summary", "gloss", "evidence", "confidence", "confidenceBasis", "madeBy", "review", "source", "counts", "countsGloss")),
                OA + "hasTarget", SKOS + "topConceptOf", SKOS + "hasTopConcept", SKOS + "definition", SKOS + "inScheme"}
DERIVED = {KG + p for p in ("attended", "memberOf", "representedAt", "capacity")}
"""Properties that only the rules of ``ontology/rules`` write."""
_FIRST = [KG + p for p in ("attribution", "speaker", "conclusionOf", "reportedBy", "about", "property", "value", "participant", "role", "attributedTo", "figureValue", "unit", "statedBy")]
_FIRST += [ORG + "member", KG + "roleTitle", KG + "post", ORG + "organization"]
_FIRST += [KG + p for p in ("inEvent", "heldOn", "startTime", "partOf", "kind", "format", "theme", "mechanism", "cites", "addressee", "aboutMunicipality", "answers", "wishesTieBetween",
                            "discrepancyKind", "concerns")]
"""Properties told first, in this order; the others follow by name."""
VOID = "http://rdfs.org/ns/void#"
_SAME = ("http://www.w3.org/2002/07/owl#sameAs", SKOS + "exactMatch")


def described(iri: str, g: Gathered) -> Description:
    """Return the description of an IRI that the graph knows."""
    cls = class_of(g, iri) or (PROV + "Entity" if iri in g.sizes else "")
    gone = not cls and bool(g.all(iri, "http://www.w3.org/ns/adms#status"))
    base = Description(iri, cls, called(cls) if cls else Text("", ""), look_of(iri), name(g, iri), replaced_by=g.one(iri, REPLACED), gone=gone and not g.all(iri, REPLACED),
                       lines=tuple(sorted(set(g.lines(iri)))), own={p: tuple(o) for p, o in sorted(g.facts[iri].items())})
    if gone:
        return base
    shown = base.label
    also = tuple(v for v in values(g, iri, ALT) if v.text != shown)
    told = values(g, iri, SKOS + "definition") if iri.startswith(VOCABULARY) else ()
    return replace(base, also=also, note=told + values(g, iri, NOTE), sections=tuple(_sections(iri, g)), neighbours=neighbours(iri, g), lines=tuple(sorted(_rdf(iri, g))),
                   proof=proof(g, iri), same_as=tuple(o for p in _SAME for o in g.iris(iri, p)), former=tuple(sorted(g.sections.get(iri, {}).get("former", {}))), home=home(g, iri))


def _sections(iri: str, g: Gathered) -> Iterator[Section]:
    """Yield the sections that have something, in the order of the page."""
    parts, totals = g.sections.get(iri, {}), g.totals.get(iri, {})
    for key, title in TITLES.items():
        claims = parts.get(key, {})
        if key in ("facts", "names", "derived"):
            claims = {c: p for c, p in (parts.get("facts", {}) | parts.get("names", {})).items() if (g.one(c, KG + "property") in NAMED) == (key == "names")}
            lines = _derived(iri, g) if key == "derived" else _facts(iri, g, claims) if key == "facts" else _in_order(line_of(g, iri, c, p) for c, p in claims.items())
        elif key == "contents":
            lines = _contents(iri, g)
        else:
            lines = _in_order(line_of(g, iri, c, p) for c, p in claims.items())
        if lines:
            yield Section(key, title, tuple(lines), len(lines) + totals.get(key, 0) - len(parts.get(key, ())))


def _in_order(lines: Iterator[Line]) -> list[Line]:
    """Return lines as a reader of the documents meets them; what rests on no place comes last."""
    return sorted(lines, key=lambda line: ([(s.document, s.start) for s in line.proof.spots[:1]] if line.proof and line.proof.spots else [("~", 0)], line.claim))


def _facts(iri: str, g: Gathered, claims: dict[str, str]) -> list[Line]:
    """Return the node's own statements: those that claims back one by one, with their proof; the others together, a line a property."""
    backed: dict[tuple[str, str], list[str]] = {}
    for claim in claims:
        for term in g.all(claim, KG + "value"):
            backed.setdefault((g.one(claim, KG + "property"), term), []).append(claim)
    lines: list[Line] = []
    for predicate, terms in sorted(g.facts[iri].items(), key=_rank):
        if predicate in _BOOKKEEPING or predicate in DERIVED or "/owl#" in predicate or "/adms#" in predicate or predicate == REPLACED:
            continue
        if predicate == KG + "attribution":
            lines += [line_of(g, iri, who, predicate) for who in g.iris(iri, predicate)]
            continue
        plain = []
        for term in terms:
            proofs = sorted(backed.pop((predicate, term), []))
            lines += [replace(line_of(g, iri, claim, KG + "about"), label=called(predicate)) for claim in proofs]
            plain += [] if proofs else [term]
        if plain:
            whole = values(g, iri, predicate) if len(plain) == len(terms) else tuple(value(g, t) for t in plain)
            lines.append(Line(called(predicate), whole))
    found = spot(g, iri) if tipo(iri) == "evidencia" else None
    if found:
        where = Text(f"caracteres {found.start}-{found.end}", f"characters {found.start}-{found.end}")
        lines.insert(0, Line(called(OA + "hasSource"), (Value(found.title, found.document), Value(where))))
    return lines + [line_of(g, iri, claim, KG + "about") for left in sorted(backed.values()) for claim in left]


def _rank(item: tuple[str, list[str]]) -> tuple[int, str, str]:
    """Return where a property stands among a node's facts."""
    return _FIRST.index(item[0]) if item[0] in _FIRST else len(_FIRST), called(item[0]).es, item[0]


def _derived(iri: str, g: Gathered) -> list[Line]:
    """Return what the rules deduced, a line a rule; an office with its body."""
    found = []
    for predicate in sorted(DERIVED & g.facts[iri].keys()):
        shown = beside(g, iri, (predicate,))
        found += [Line(called(predicate), shown[0][1], inferred=Text(f"regla {predicate.removeprefix(KG)}", f"rule {predicate.removeprefix(KG)}"))] if shown else []
    return found


def _contents(iri: str, g: Gathered) -> list[Line]:
    """Return how many claims of each class rest on a document, most first; superclasses left out. Of a named graph, how many triples it holds."""
    if iri in g.sizes:
        return [Line(Text("triples", "triples"), (Value(Text(str(g.sizes[iri]), str(g.sizes[iri]))),))]
    counts = {cls: n for cls, n in g.classes.get(iri, {}).items() if cls.startswith(KG) and cls not in (KG + "Claim", KG + "Contribution")}
    return [Line(called(cls), (Value(Text(str(n), str(n))),)) for cls, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _rdf(iri: str, g: Gathered) -> set[str]:
    """Return the triples of the node, of the claims about it with their evidence and attribution, and the names of what they link to.

    A concept comes without the claims that use it: they are the claims' own matter, and there may be thousands.
    """
    nodes, brief = {iri}, set[str]()
    for claim, predicate in () if iri.startswith(VOCABULARY) else ((c, p) for claims in g.sections.get(iri, {}).values() for c, p in claims.items()):
        if g.apart(claim):
            brief.update(g.brief(claim, predicate, iri))
        else:
            nodes.add(claim)
    nodes |= {a for n in tuple(nodes) for a in g.iris(n, KG + "attribution")}
    nodes |= {part for n in tuple(nodes) for e in (*g.iris(n, KG + "evidence"), *([n] if tipo(n) == "evidencia" else [])) for part in (e, f"{e}#target", f"{e}#selector")}
    lines = brief.union(line for n in nodes for line in g.lines(n))
    if iri in g.sizes:   # what the page says of a named graph, and else nobody
        lines |= {f"<{iri}> <{TYPE}> <{VOID}Dataset> .", f"<{iri}> <{VOID}triples> {nt.number(g.sizes[iri])} ."}
    linked = {o[1:-1] for n in nodes for objects in g.facts.get(n, {}).values() for o in objects if o.startswith("<")} - nodes
    return lines | {line for n in linked for line in g.lines(n, (LABEL, TITLE))} | {line for s in g.iris(iri, DCT + "source") for line in g.lines(s, (TITLE,))}
