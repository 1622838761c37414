"""``kg show``: find an entity whatever the accents, and say what is known of it, each line with its claim."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from kg.graph.store import Reader
from kg.model.errors import UsageError
from kg.model.iri import KG, concept, fold
from kg.model.nt import iri, text
from kg.model.terms import concepts
from kg.model.text import Lang, Text

_PREFIX = f"PREFIX kg: <{KG}>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nPREFIX org: <http://www.w3.org/ns/org#>\n"
CLASSES = {"Person": Text("persona", "person"), "Institution": Text("institución", "institution"), "Municipality": Text("municipio", "municipality"),
           "Event": Text("evento", "event"), "Mechanism": Text("mecanismo", "mechanism")}
_NAMES = _PREFIX + """SELECT DISTINCT ?thing ?class ?label ?name WHERE {
  VALUES ?class { kg:""" + " kg:".join(CLASSES) + """ } ?thing a ?class ; skos:prefLabel ?label ; skos:prefLabel|skos:altLabel ?name . FILTER(LANG(?label) = "es") }"""
# One row a section: heading, and a SELECT of (?claim, ?text) about <%(me)s>. Concept labels follow the language asked for.
_SECTIONS: tuple[tuple[Text, str], ...] = (
    (Text("Nombres como se escriben", "Names as written"),
     "?claim kg:about %(me)s ; kg:property ?p ; kg:value ?text . VALUES ?p { skos:prefLabel skos:altLabel }"),
    (Text("Datos", "Facts"),
     "?claim kg:about %(me)s ; kg:property ?p ; kg:value ?v . FILTER(?p NOT IN (skos:prefLabel, skos:altLabel)) "
     "OPTIONAL { ?v skos:prefLabel ?l . FILTER(LANG(?l) = '%(lang)s' || LANG(?l) = 'es') } "
     "BIND(CONCAT(REPLACE(STR(?p), '^.*[#/]', ''), ': ', COALESCE(STR(?l), STR(?v))) AS ?text)"),
    (Text("Cargos y lugares", "Offices and seats"),
     "?claim org:member %(me)s ; kg:post ?post . ?post skos:prefLabel ?pl . FILTER(LANG(?pl) = '%(lang)s') "
     "OPTIONAL { ?claim kg:roleTitle ?title } OPTIONAL { ?claim org:organization/skos:prefLabel ?body . FILTER(LANG(?body) = 'es') } "
     "BIND(CONCAT(COALESCE(STR(?title), STR(?pl)), IF(BOUND(?body), CONCAT(' · ', STR(?body)), '')) AS ?text)"),
    (Text("Integrantes", "Members"),
     "?claim org:organization %(me)s ; org:member/skos:prefLabel ?name ; kg:post/skos:prefLabel ?pl . FILTER(LANG(?pl) = '%(lang)s') "
     "BIND(CONCAT(STR(?name), ' · ', STR(?pl)) AS ?text)"),
    (Text("Participaciones", "Participations"),
     "?claim kg:participant %(me)s ; kg:inEvent/skos:prefLabel ?event ; kg:role/skos:prefLabel ?role ; kg:mode/skos:prefLabel ?mode . "
     "FILTER(LANG(?role) = '%(lang)s' && LANG(?mode) = '%(lang)s') BIND(CONCAT(STR(?event), ' · ', STR(?role), ' · ', STR(?mode)) AS ?text)"),
    (Text("Participantes", "Participants"),
     "?claim kg:inEvent %(me)s ; kg:participant/skos:prefLabel ?name ; kg:role/skos:prefLabel ?role . FILTER(LANG(?role) = '%(lang)s') "
     "BIND(CONCAT(STR(?name), ' · ', STR(?role)) AS ?text)"),
    (Text("Dijo", "Said"),
     "VALUES (?kind ?called) { %(kinds)s } ?claim kg:speaker %(me)s ; kg:%(words)s ?words ; a ?kind . "
     "OPTIONAL { ?claim kg:attribution/kg:attributionStatus %(inferred)s . BIND(%(doubt)s AS ?doubt) } "
     "BIND(CONCAT(?called, ': ', STR(?words), COALESCE(?doubt, '')) AS ?text)"),
    (Text("Se dijo de esto", "Said about it"),
     "?claim kg:mechanism|kg:cites|kg:aboutMunicipality|kg:addressee|kg:conclusionOf %(me)s ; kg:%(words)s ?text ."),
    (Text("Cifras", "Figures"), "?claim kg:inEvent %(me)s ; kg:figureValue ?n ; kg:counts ?what . BIND(CONCAT(STR(?n), ' ', STR(?what)) AS ?text)"),
    (Text("No cuadra", "Does not add up"), "?claim kg:concerns %(me)s ; kg:%(words)s ?text ."),
)


@dataclass(frozen=True)
class Found:
    """An entity with its class and preferred label."""

    iri: str
    cls: str
    label: str


def find(reader: Reader, words: str, most: int = 20) -> list[Found]:
    """Return the entities whose name holds all the words, best first: the same name, then names that begin with it, then the rest.

    Case, accents and apostrophes do not count. An IRI no longer in use leads to what took over. When nothing matches, UsageError names the closest.
    """
    words = _live(reader, words)
    wanted = fold(words)
    if not wanted:
        raise UsageError(Text("diga un nombre", "say a name"))
    best: dict[str, tuple[int, str, str, str]] = {}
    names: set[str] = set()
    for thing, cls, label, name in reader.rows(_NAMES):
        folded = fold(name or "")
        names.add(name or "")
        rank = 0 if folded == wanted or thing == words else 1 if folded.startswith(wanted) else 2 if all(w in folded.split() for w in wanted.split()) else 3 if wanted in folded else None
        if rank is not None and thing:
            key = (rank, label or "", (cls or "").removeprefix(KG), thing)
            best[thing] = min(best.get(thing, key), key)
    if not best:
        close = difflib.get_close_matches(wanted, {fold(n): n for n in names}, n=3, cutoff=0.6)
        known = {fold(n): n for n in sorted(names)}
        listed = ", ".join(known[c] for c in close)
        raise UsageError(Text(f"nada se llama «{words}»", f"nothing is called “{words}”"), "",
                         Text(f"¿quiso decir: {listed}?", f"did you mean: {listed}?") if listed else None)
    return [Found(i, c, lab) for _, lab, c, i in sorted(best.values())][:most]


def _live(reader: Reader, words: str) -> str:
    """Return the IRI that took over from a retired one; anything else as it is. Raises UsageError: withdrawn."""
    if not re.fullmatch(r"https?://[^\s<>\"{}|^`\\\x00-\x20]+", words):
        return words
    for status, new in reader.rows(f"SELECT ?status ?new {{ {iri(words)} <http://www.w3.org/ns/adms#status> ?status OPTIONAL {{ {iri(words)} <http://purl.org/dc/terms/isReplacedBy> ?new }} }}"):
        if not new:
            raise UsageError(Text(f"se retiró ({status})", f"was withdrawn ({status})"), words, Text("vea data/registry/retired.csv", "see data/registry/retired.csv"))
        return new
    return words


def sections(reader: Reader, thing: str, lang: Lang) -> list[tuple[Text, list[tuple[str, str]]]]:
    """Return (heading, [(text, claim IRI)]) for everything claimed of an entity; empty sections are left out."""
    kinds = " ".join(f"(kg:{kind.capitalize()} {text(label.get(lang))})" for kind, label in sorted(concepts()["contribution-kind"].items()))
    doubt = Text(" [atribución inferida]", " [attribution inferred]").get(lang)
    fill = {"me": iri(thing), "lang": lang, "words": "gloss" if lang == "en" else "summary", "kinds": kinds,
            "inferred": iri(concept("attribution-status", "inferred")), "doubt": text(doubt)}
    found = []
    for heading, pattern in _SECTIONS:
        rows = {(words or "", claim or "") for claim, words in reader.rows(f"{_PREFIX}SELECT DISTINCT ?claim ?text WHERE {{ {pattern % fill} }}")}
        if rows:
            found.append((heading, sorted(rows, key=lambda r: (r[1], r[0]))))
    return found
