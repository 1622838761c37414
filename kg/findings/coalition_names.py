"""What a user calls things: a theme, a sector, a municipality, a person. An unknown one is an error that names the nearest."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.findings.coalition_data import Need, town_need
from kg.findings.facts import PREFIX, Facts, Rows
from kg.model.errors import UsageError
from kg.model.iri import concept, fold
from kg.model.text import Text

NONE = "none"
"""The word for "ask for none of these"."""
_TOWNS = "SELECT ?m ?code ?name { ?m a kg:Municipality ; skos:prefLabel|skos:altLabel ?name . OPTIONAL { ?m kg:inegiCode ?code } }"
_ACTORS = "SELECT ?x ?name { ?x a kg:%s ; skos:prefLabel|skos:altLabel ?name }"
WHO = {"person": Text("persona", "person"), "institution": Text("institución", "institution")}
"""The kinds of actor that can be chosen."""


def theme(facts: Facts, word: str) -> str:
    """Return the notation of a theme, given by notation or by its name in either language."""
    return _concept(facts, "theme", word, Text("tema", "theme"))


def sectors(facts: Facts, words: Sequence[str] | None) -> list[Need] | None:
    """Return the sectors asked for, or None for all there are; ``none`` asks for none."""
    if words is None:
        return None
    found = [_concept(facts, "sector", w, Text("sector", "sector")) for w in _asked(words)]
    return [Need("sector", f"sector:{n}", facts.concept("sector", n), concept("sector", n)) for n in sorted(set(found))]


def municipalities(reader: Rows, facts: Facts, words: Sequence[str] | None) -> list[Need] | None:
    """Return the municipalities asked for, by INEGI code or name, or None for all there are. A name of several is an error that lists their codes."""
    if words is None:
        return None
    called: dict[str, set[tuple[str, str]]] = defaultdict(set)
    shown: dict[str, str] = {}
    for town, code, name in reader.rows(PREFIX + _TOWNS):
        for word in (code, name, (town or "").rsplit("/", 1)[-1], town):
            called[fold(word or "")].add((town or "", code or ""))
        shown.update({fold(name or ""): name or "", code or "": code or ""})
    found = {_one(called, shown, w, Text("municipio", "municipality")) for w in _asked(words)}
    return sorted(town_need(facts, town, code) for town, code in found)


def actors(reader: Rows, words: Iterable[str], by: str) -> tuple[str, ...]:
    """Return the IRIs of people (``by`` "person") or institutions given by IRI, slug, name or words of the name, without regard to case and accents."""
    wanted = [w for w in words if w.strip()]
    called: dict[str, set[str]] = defaultdict(set)
    shown: dict[str, str] = {}
    for thing, name in reader.rows(PREFIX + _ACTORS % by.capitalize()) if wanted else ():
        for word in (name, (thing or "").rsplit("/", 1)[-1], thing):
            called[fold(word or "")].add(thing or "")
        shown[fold(name or "")] = name or ""
    found = set()
    for word in wanted:
        parts = fold(word).split()
        some = called.get(fold(word)) or {t for name, those in called.items() if set(parts) <= set(name.split()) for t in those}
        if len(some) > 1:
            listed = ", ".join(sorted(t.rsplit("/", 1)[-1] for t in some)[:8])
            raise UsageError(Text(f"«{word}» puede ser más de una", f"“{word}” may be more than one"), "", Text(f"diga cuál: {listed}", f"say which: {listed}"))
        if not some:
            raise _unknown(word, shown, WHO[by])
        found.update(some)
    return tuple(sorted(found))


def _asked(words: Sequence[str]) -> list[str]:
    """Return the words asked for: parts of comma lists, without blanks; ``none`` alone gives none."""
    found = [w.strip() for word in words for w in word.split(",") if w.strip()]
    return [] if [fold(w) for w in found] in (["none"], ["ninguno"]) else found


def _concept(facts: Facts, scheme: str, word: str, what: Text) -> str:
    known = facts.concepts.get(scheme, {})
    for notation, label in sorted(known.items()):
        if fold(word) in {notation, fold(label.es), fold(label.en)}:
            return notation
    shown = {fold(name): f"{notation} ({label.es})" for notation, label in sorted(known.items()) for name in (notation, label.es, label.en)}
    raise _unknown(word, shown, what)


def _one(called: Mapping[str, set[tuple[str, str]]], shown: Mapping[str, str], word: str, what: Text) -> tuple[str, str]:
    found = called.get(fold(word), set())
    if len({town for town, _ in found}) > 1:
        codes = ", ".join(sorted(code for _, code in found if code)[:12])
        raise UsageError(Text(f"hay varios con el nombre «{word}»", f"there are several called “{word}”"), "", Text(f"diga su clave: {codes}", f"say its code: {codes}"))
    if not found:
        raise _unknown(word, shown, what)
    return min(found)


def _unknown(word: str, shown: Mapping[str, str], what: Text) -> UsageError:
    """Return the error of an unknown name with the nearest known ones."""
    close = difflib.get_close_matches(fold(word), sorted(shown), n=4, cutoff=0.5) or sorted(shown)[:4]
    listed = ", ".join(dict.fromkeys(shown[c] for c in close if shown[c])) or "-"
    return UsageError(Text(f"no hay {what.es} que se llame «{word}»", f"there is no {what.en} called “{word}”"), "",
                      Text(f"¿quiso decir: {listed}?", f"did you mean: {listed}?"))
