"""What a node is called and how a value reads: an entity by its name, a claim by what it says, a date in words."""

from __future__ import annotations

from functools import lru_cache

from kg.model.iri import KG, VOCABULARY
from kg.model.nt import XSD
from kg.model.text import Spanish, Text, either, joined
from kg.publish.describe_ask import LABEL, OA, ORG, PROV, SAID, SKOS, TITLE, TYPE, Gathered
from kg.publish.describe_model import NOTHING, Proof, Spot, Value
from kg.publish.describe_terms import LANGUAGES, TRUTH, called, dated
from kg.publish.links import tipo
from kg.publish.rdf import literal
from kg.visual.safe import clean as _clean

# The most telling class first: an institution of government is called that, not "claim" or "institution".
_CLASSES = [KG + c for c in ("Proposal", "Problem", "Commitment", "Experience", "Finding", "Participation", "Membership", "Figure", "Discrepancy", "Attribution", "FactClaim", "Contribution",
                             "OutsideFact", "Evidence", "PublicInstitution", "LegalInstrument", "Person", "Institution", "Municipality", "Event", "Mechanism", "Document", "Claim")]
_CLASSES += [SKOS + "Concept", SKOS + "ConceptScheme", PROV + "Agent", PROV + "Entity"]
_LOOKS = {"persona": "person", "evento": "event", "institucion": "institution", "municipio": "municipality", "mecanismo": "mechanism", **dict.fromkeys(SAID, "contribution")}
_PARTS = {"participacion": (KG + "participant", KG + "inEvent"), "membresia": (ORG + "member", KG + "roleTitle", ORG + "organization"),
          "atribucion": (KG + "attributedTo", KG + "inEvent")}
_HOMES = {"afirmacion": KG + "about", "externo": KG + "about", "participacion": KG + "participant", "membresia": ORG + "member", "atribucion": KG + "attributedTo"}
SHOWN = 600
"""Characters of one text that a page shows."""
clean = lru_cache(20_000)(_clean)  # the same labels come again on every page


def class_of(g: Gathered, iri: str) -> str:
    """Return the IRI of the most telling class of a node; "" when it says none."""
    have = g.iris(iri, TYPE)
    return next((c for c in _CLASSES if c in have), have[0] if have else "")


@lru_cache(20_000)
def look_of(iri: str) -> str:
    """Return how a node looks (a key of ``kg.visual.kinds.KINDS``, or ``other``)."""
    scheme = iri.removeprefix(VOCABULARY).partition("/")[0] if iri.startswith(VOCABULARY) else ""
    return scheme if scheme in ("theme", "actor") else _LOOKS.get(tipo(iri), "other")


def home(g: Gathered, iri: str) -> str:
    """Return the IRI of the page that shows a claim; "" for what has its own."""
    kind = tipo(iri)
    return g.one(f"{iri}#target", OA + "hasSource") if kind == "evidencia" else g.one(iri, _HOMES[kind]) if kind in _HOMES else ""


def name(g: Gathered, iri: str, deep: int = 2) -> Text:
    """Return what a node is called in both languages: its name, its summary, or what a claim says; else the last part of its IRI."""
    if (iri, deep) not in g.names:
        g.names[iri, deep] = _name(g, iri, deep)
    return g.names[iri, deep]


def _name(g: Gathered, iri: str, deep: int) -> Text:
    labels = _by_language(g, iri, TITLE) | _by_language(g, iri, LABEL)   # a document's label is Spanish, its title in both
    if labels:
        return _pair(labels)
    told = _claim_name(g, iri, deep) if deep else NOTHING
    if any(told):
        return type(told)(clean(told.es, SHOWN), clean(told.en, SHOWN))
    if iri.startswith(KG) or iri not in g.facts:
        return called(iri)
    tail = clean(iri.rstrip("/").rpartition("/")[2])
    return Text(tail, tail)


def _claim_name(g: Gathered, iri: str, deep: int) -> Text:
    """Return what a claim says, in a few words."""
    kind = tipo(iri)
    if kind in SAID or kind == "discrepancia":
        return bilingual(g, iri, KG + "summary", KG + "gloss")
    if kind == "cifra":
        counts = bilingual(g, iri, KG + "counts", KG + "countsGloss")
        number = g.one(iri, KG + "figureValue")
        return Text(f"{number} {counts.es}".strip(), f"{number} {counts.en}".strip())
    if kind in ("afirmacion", "externo"):
        about, what = (value(g, found[0], deep - 1).text if found else NOTHING for found in (g.all(iri, KG + "about"), g.all(iri, KG + "value")))
        label = called(g.one(iri, KG + "property"))
        return Text(f"{about.es} · {label.es}: {what.es}", f"{about.en} · {label.en}: {what.en}")
    if kind == "evidencia":
        found = spot(g, iri)
        return Text(f"{found.title.es}, renglón {found.line}", f"{found.title.en}, line {found.line}") if found else NOTHING
    parts = _PARTS.get(kind, ())
    if kind == "membresia" and not g.all(iri, KG + "roleTitle"):
        parts = (ORG + "member", KG + "post", ORG + "organization")
    return joined(value(g, g.all(iri, p)[0], deep - 1).text for p in parts if g.all(iri, p))


def hat_name(g: Gathered, iri: str) -> Text:
    """Return an office and its body: the role as titled, or the post, then the institution."""
    parts = [KG + "roleTitle" if g.all(iri, KG + "roleTitle") else KG + "post", ORG + "organization"]
    return joined(value(g, g.all(iri, p)[0], 1).text for p in parts if g.all(iri, p))


def value(g: Gathered, term: str, deep: int = 2) -> Value:
    """Return an encoded term as something to show."""
    found = literal(term)
    if found is None:
        iri = term[1:-1]
        if not term.startswith("<"):
            return Value(Text(term, term))
        if iri in g.facts or iri.startswith(KG):
            return Value(name(g, iri, deep), iri, look_of(iri), home=home(g, iri))
        return Value(Text(clean(iri), clean(iri)), iri, "other") if not _is_term(iri) else Value(called(iri), iri)
    if found.datatype == XSD + "date":
        return Value(dated(found.value) or Text(clean(found.value), clean(found.value)))
    if found.datatype == XSD + "boolean":
        return Value(TRUTH.get(found.value, Text(found.value, found.value)))
    shown = clean(found.value, SHOWN)
    return Value((Spanish if found.lang == "es" else Text)(shown, shown), lang=found.lang)


def values(g: Gathered, subject: str, predicate: str) -> tuple[Value, ...]:
    """Return all values of a property, as something to show; a text in two languages is one value."""
    terms = g.all(subject, predicate)
    texts = [t for t in map(literal, terms) if t is not None and t.lang in ("es", "en")]
    if len(texts) == len(terms) == 2 and {t.lang for t in texts} == {"es", "en"}:
        return (Value(_pair({t.lang: clean(t.value, SHOWN) for t in texts})),)
    if predicate.endswith("/terms/language"):
        return tuple(Value(LANGUAGES.get(v.text.es, v.text)) for v in (value(g, t) for t in terms))
    return tuple(value(g, t) for t in terms)


def bilingual(g: Gathered, iri: str, spanish: str, english: str) -> Text:
    """Return a text that two properties hold, one a language; where one is missing the other stands for both."""
    return either(g.one(iri, spanish), g.one(iri, english))


def spot(g: Gathered, evidence: str) -> Spot | None:
    """Return where an evidence points; None when it is not whole."""
    document, start, end = (g.one(f"{evidence}#{part}", p) for part, p in (("target", OA + "hasSource"), ("selector", OA + "start"), ("selector", OA + "end")))
    line = g.one(evidence, KG + "line")
    if not (document and all(n.isascii() and n.isdigit() for n in (start, end, line))):
        return None
    return Spot(document, name(g, document), int(line), int(start), int(end), evidence)


def proof(g: Gathered, claim: str, places: bool = True) -> Proof | None:
    """Return what stands behind a claim, with or without the places it rests on; None for what is no claim."""
    if not g.all(claim, KG + "confidence"):
        return None
    spots = sorted((s for s in (spot(g, e) for e in g.iris(claim, KG + "evidence") if places) if s), key=lambda s: (s.document, s.start, s.end))
    review = g.one(claim, KG + "review")
    maker = g.all(claim, KG + "madeBy")
    return Proof(tuple(spots), g.one(claim, KG + "confidence"), name(g, g.one(claim, KG + "confidenceBasis")), name(g, review),
                 review.rpartition("/")[2] in ("accepted", "corrected"), value(g, maker[0]) if maker else Value(NOTHING))


def _by_language(g: Gathered, iri: str, predicate: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for term in g.all(iri, predicate):
        text = literal(term)
        if text is not None:
            found.setdefault(text.lang, clean(text.value, SHOWN))
    return found


def _pair(labels: dict[str, str]) -> Text:
    """Return the Spanish and the English of a label; where one is missing, another stands in."""
    if labels.keys() == {"es"}:
        return Spanish(labels["es"], labels["es"])
    es = labels.get("es") or labels.get("") or next(iter(labels.values()))
    return Text(es, labels.get("en") or labels.get("") or es)


def _is_term(iri: str) -> bool:
    """Tell whether an IRI names a class or property of a vocabulary we have words for."""
    return (not called(iri).es.startswith("http") and "#" in iri) or iri.startswith(("http://purl.org/dc/terms/", "http://xmlns.com/foaf/0.1/"))
