"""What the graph says of a batch of IRIs, gathered by a few set-wise queries: their triples, the claims about them, evidence, names."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from kg.graph.store import Reader
from kg.model.iri import KG, PREFIXES
from kg.model.nt import RDF, iri
from kg.model.text import Text
from kg.publish.links import tipo
from kg.publish.rdf import literal

SKOS, ORG, OA, DCT, PROV = (PREFIXES[p] for p in ("skos", "org", "oa", "dcterms", "prov"))
LABEL, ALT, NOTE, TITLE = SKOS + "prefLabel", SKOS + "altLabel", SKOS + "note", DCT + "title"
REPLACED = DCT + "isReplacedBy"
TYPE = RDF + "type"
SAID = frozenset({"propuesta", "problema", "compromiso", "experiencia", "hallazgo"})
"""Type words of contributions."""
_TOLD_APART = SAID | {"cifra", "discrepancia"}
# Property by which a claim points here → section, or (type word of the claim → section). "*" is any other type word, "" no section.
INCOMING: dict[str, dict[str, str]] = {
    KG + "about": {"afirmacion": "facts", "externo": "outside"},
    KG + "value": {"afirmacion": "linked", "externo": "linked"},
    KG + "participant": {"*": "took-part"}, ORG + "member": {"*": "offices"}, ORG + "organization": {"*": "members"},
    KG + "speaker": {"*": "said"}, KG + "reportedBy": {"*": "reported"}, KG + "conclusionOf": {"*": "conclusions"},
    KG + "inEvent": {"participacion": "participants", "cifra": "figures", "atribucion": "", "*": "said-here"},
    KG + "statedBy": {"*": "figures"}, KG + "inContribution": {"*": "figures"}, KG + "announcesParticipantsOf": {"*": "figures"},
    **{KG + p: {"cifra": "used", "*": "about"} for p in ("mechanism", "cites", "aboutMunicipality", "addressee", "theme", "wishesTieBetween", "force", "level", "unit", "qualifier")},
    KG + "answers": {"*": "answers"}, KG + "concerns": {"*": "discrepancies"}, KG + "discrepancyKind": {"*": "discrepancies"},
    KG + "alternative": {"*": "perhaps"}, KG + "attribution": {"*": "attributed"},
    KG + "hat": {"*": "worn"}, KG + "capacity": {"*": "worn"}, KG + "evidence": {"*": "backs"},
    **{KG + p: {"*": "used"} for p in ("post", "role", "mode", "personClass", "attributionStatus", "attributionMethod", "inferenceMethod")},
    KG + "sector": {"membresia": "used", "*": ""},
    SKOS + "inScheme": {"*": "concepts"}, REPLACED: {"*": "former"},
}
_NAMES = (LABEL, TITLE, TYPE, KG + "summary", KG + "gloss", KG + "roleTitle", KG + "post", KG + "counts", KG + "countsGloss", KG + "figureValue",
          KG + "participant", KG + "inEvent", ORG + "member", ORG + "organization", KG + "attributedTo", KG + "about", KG + "property", KG + "value",
          KG + "attribution", KG + "attributionStatus")
_BRIEF = (TYPE, KG + "summary", KG + "gloss", KG + "figureValue", KG + "counts", KG + "countsGloss")
_CHUNK = 800  # IRIs a query names at a time


@dataclass
class Gathered:
    """A part of the graph in memory: subject → predicate → encoded objects; and for each IRI asked, the claims of each section."""

    facts: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    sections: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    """IRI → section → claim → the property by which it points here."""
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    classes: dict[str, dict[str, int]] = field(default_factory=dict)
    """Document → class of claim → how many claims it backs."""

    sizes: dict[str, int] = field(default_factory=dict)
    """Named graph → its triples."""
    names: dict[tuple[str, int], Text] = field(default_factory=dict)
    """What nodes are called, as far as it was asked (kept by ``describe_names``)."""
    inside: frozenset[str] = frozenset()
    """Types of claims without a document of their own; when there are any, claims of other types are told whole only in theirs."""

    def apart(self, claim: str) -> bool:
        """Tell whether what a claim rests on is said in its own document only."""
        return bool(self.inside) and (kind := tipo(claim)) in _TOLD_APART and kind not in self.inside

    def all(self, subject: str, predicate: str) -> list[str]:
        """Return the encoded objects, sorted."""
        return self.facts.get(subject, {}).get(predicate, [])

    def iris(self, subject: str, predicate: str) -> list[str]:
        """Return the objects that are IRIs."""
        return [o[1:-1] for o in self.all(subject, predicate) if o.startswith("<")]

    def one(self, subject: str, predicate: str) -> str:
        """Return the first value, decoded; "" when there is none."""
        for term in self.all(subject, predicate):
            found = literal(term)
            return term[1:-1] if found is None else found.value
        return ""

    def lines(self, subject: str, predicates: Collection[str] | None = None) -> Iterator[str]:
        """Yield the N-Triples lines of a subject, of some predicates only when told."""
        for predicate, objects in self.facts.get(subject, {}).items():
            if predicates is None or predicate in predicates:
                for term in objects:
                    yield f"<{subject}> <{predicate}> {term} ."

    def brief(self, claim: str, predicate: str, target: str) -> Iterator[str]:
        """Yield the lines of a claim that say what it is called, and that it points to ``target``."""
        yield from self.lines(claim, _BRIEF)
        yield f"<{claim}> <{predicate}> <{target}> ."

    def add(self, lines: Iterable[str]) -> None:
        """Take N-Triples lines in; the same line twice counts once."""
        last, known = "", dict[str, list[str]]()
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            if subject != last:
                last, known = subject, self.facts.setdefault(subject[1:-1], {})
            objects = known.setdefault(predicate[1:-1], [])
            if (term := rest[:-2]) not in objects:
                objects.append(term)


def collect(reader: Reader, iris: list[str], most: int, inside: frozenset[str] = frozenset()) -> Gathered:
    """Return what the graph says of the IRIs: at most ``most`` claims a section and IRI, those of least IRI, and how many there are. ``inside``: see ``Gathered``."""
    found, asked = Gathered(inside=inside), set(iris)
    found.add(triples(reader, iris))
    _graphs(reader, found, iris)
    kept = _incoming(reader, found, [i for i in iris if i in found.facts], most)
    found.add(triples(reader, kept - found.facts.keys()))
    beside = {o for c in (*kept, *iris) for p in (KG + "attribution", KG + "hat") for o in found.iris(c, p)}
    found.add(triples(reader, beside - found.facts.keys()))
    _own_claims(reader, found, iris)
    evidence = {o for s in list(found.facts) if s in asked or not found.apart(s) for o in found.iris(s, KG + "evidence")} | {i for i in iris if tipo(i) == "evidencia"}
    found.add(triples(reader, {part for e in evidence for part in (e, f"{e}#target", f"{e}#selector")}))
    for _ in range(2):  # names, and the names that stand in for those of claims: "Person, office, body"
        linked = {o[1:-1] for s in list(found.facts) for os in found.facts[s].values() for o in os if o.startswith("<")}
        found.add(triples(reader, linked - found.facts.keys(), _NAMES))
    documents = [i for i in iris if tipo(i) == "documento" and i in found.facts]
    if documents:
        found.classes = _counts(reader, documents)
    for predicates in found.facts.values():
        for objects in predicates.values():
            objects.sort()
    return found


def triples(reader: Reader, subjects: Iterable[str], predicates: Iterable[str] = ()) -> Iterator[str]:
    """Return the N-Triples lines of the subjects, of these predicates only when any is given."""
    return reader.about(sorted(subjects), predicates)


def _incoming(reader: Reader, found: Gathered, iris: list[str], most: int) -> set[str]:
    """Note, per IRI and section, the claims that point there; return those kept."""
    seen: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    properties = ", ".join(map(iri, INCOMING))
    for at in range(0, len(iris), _CHUNK):
        rows = reader.rows(f"SELECT ?me ?p ?c WHERE {{ VALUES ?me {{ {_values(iris[at:at + _CHUNK])} }} ?c ?p ?me FILTER(?p IN ({properties})) }}")
        for me, predicate, claim in rows:
            if me is None or predicate is None or claim is None:
                continue
            into = INCOMING[predicate]
            section = into.get(tipo(claim), into.get("*", ""))
            if section:
                claims = seen[me, section]
                claims[claim] = min(predicate, claims.get(claim, predicate))
    _parted(reader, seen, most)
    kept: set[str] = set()
    for (me, section), claims in sorted(seen.items()):
        first = heapq.nsmallest(most, claims)
        found.sections.setdefault(me, {})[section] = {claim: claims[claim] for claim in first}
        found.totals.setdefault(me, {})[section] = len(claims)
        kept.update(first)
    return kept


def _parted(reader: Reader, seen: dict[tuple[str, str], dict[str, str]], most: int) -> None:
    """Give each claim the section that shows it, before any is cut, so that totals are counts: an event's own conclusions leave what was said in it, and names the facts where these are many."""
    for me in [me for me, section in seen if section == "conclusions"]:
        for claim in seen[me, "conclusions"].keys() & seen.get((me, "said-here"), {}).keys():
            del seen[me, "said-here"][claim]
    crowded = sorted(me for (me, section), claims in seen.items() if section == "facts" and len(claims) > most)
    if crowded:
        query = f"SELECT DISTINCT ?me ?c WHERE {{ VALUES ?me {{ {_values(crowded)} }} ?c kg:about ?me ; kg:property ?p FILTER(?p IN (skos:prefLabel, skos:altLabel)) }}"
        for of, name in reader.rows(query):
            if predicate := seen[str(of), "facts"].pop(str(name), ""):
                seen[str(of), "names"][str(name)] = predicate


def _own_claims(reader: Reader, found: Gathered, iris: list[str]) -> None:
    """For a claim asked for by itself, take in what it is about, so that it has a name."""
    about = {o for i in iris for p in (KG + "about", KG + "participant", ORG + "member", KG + "speaker") for o in found.iris(i, p)}
    found.add(triples(reader, about - found.facts.keys(), _NAMES))


def _counts(reader: Reader, documents: list[str]) -> dict[str, dict[str, int]]:
    """Return document → class → claims that rest on it."""
    counts: dict[str, dict[str, int]] = {}
    query = f"SELECT ?d ?class (COUNT(?c) AS ?n) WHERE {{ VALUES ?d {{ {_values(documents)} }} ?c kg:source ?d ; a ?class }} GROUP BY ?d ?class"
    for document, cls, n in reader.rows(query):
        counts.setdefault(document or "", {})[cls or ""] = int(n or 0)
    return counts


def _graphs(reader: Reader, found: Gathered, iris: list[str]) -> None:
    """Take in what the build says of its named graphs (in the graph ``meta``, which the default graph leaves out), and how many triples each holds."""
    for graph in (i for i in iris if "/graph/" in i):
        for _, n in reader.rows(f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {iri(graph)} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"):
            found.sizes[graph] = int(n or 0)
        if graph in found.sizes:
            told = reader.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri(graph.rpartition('/')[0] + '/meta')} {{ VALUES ?s {{ {iri(graph)} }} ?s ?p ?o }} }}")
            found.facts.setdefault(graph, {})
            found.add(told if isinstance(told, list) else [])


def _values(iris: Iterable[str]) -> str:
    return " ".join(map(iri, iris))
