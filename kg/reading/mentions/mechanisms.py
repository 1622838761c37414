"""Programmes, tools, plans, formats and laws a text names. Spans are offsets of the given text (:class:`kg.reading.words.normal.Normal`).

Rules: ``mechanism.concept`` "presupuestos participativos": a row of ``vocab/mechanisms.csv`` · ``mechanism.quoted`` 'programa "Barrio Claro"': a head and quotation marks ·
``mechanism.proper`` "Ley General de Archivos": a head and capitals. Where several fit the longest wins; none overlap.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.reading.mentions.dates import level
from kg.reading.vocab import rows
from kg.reading.words import lexicon

_SMALL = frozenset(("de", "del", "la", "las", "los", "el", "y", "a", "al", "con", "en", "para", "sobre"))
_CAPITAL = r"(?:[A-ZÁÉÍÓÚÜÑ][^\W\d_]*(?:-[^\W\d_]+)*|(?:19|20)\d\d)"
_BEARERS = 400      # of a given name: from so many on, "Ley Municipal y Ana Ruiz" ends before "Ana"
_LINK = r"(?:de|del|la|las|los|el|y|e|a|al|para)"
# Bodies and people whose names begin like mechanisms.
_BODIES = re.compile(r"program\w* (?:de )?(?:las )?naciones unidas|plataforma (?:vecinal|ciudadana|por )|laboratorio nacional|codigo postal|ley organica del municipio libre de \d")


class MechanismHit(NamedTuple):
    """A mechanism at ``start:end``; ``name``: canonical for concepts, as written for proper names; ``kind``: notation of the scheme ``mechanism-kind``."""

    start: int
    end: int
    name: str
    kind: str
    rule: str


def _inflected(phrase: str) -> str:
    """Return a pattern of a phrase in singular and plural."""
    def word(one: str) -> str:
        if one in _SMALL:
            return one
        return re.escape(one[:-1]) + "(?:z|ces)" if one.endswith("z") else re.escape(one) + ("" if one.endswith("s") else "(?:e?s)?")

    return " +".join(word(w) for w in phrase.split(" "))


@functools.cache
def _concepts() -> tuple[re.Pattern[str], tuple[tuple[str, str], ...]]:
    """Return all concepts as one pattern, longest first, gathered by their first two letters, and (name, kind) of each group."""
    ordered = sorted((row for row in rows("mechanisms") if row["name"]), key=lambda row: (row["phrase"][:2], -len(row["phrase"]), row["phrase"]))
    gathered: dict[str, list[str]] = {}
    for row in ordered:
        gathered.setdefault(row["phrase"][:2], []).append(f"({_inflected(row['phrase'])})")
    branches = (rf"(?={letters})(?:{'|'.join(found)})" for letters, found in gathered.items())
    return re.compile(rf"(?=[{''.join(sorted({letters[0] for letters in gathered}))}])(?<![\w-])(?:{'|'.join(branches)})(?![\w-])"), tuple((row["name"], row["kind"]) for row in ordered)


@functools.cache
def _heads() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the heads of proper names as one pattern, and the kind of each."""
    kinds = {row["phrase"]: row["kind"] for row in rows("mechanisms") if not row["name"]}
    groups = "|".join(f"(?P<h{i}>{_inflected(phrase)})" for i, phrase in enumerate(kinds))
    return re.compile(rf"(?=[{''.join(sorted({phrase[0] for phrase in kinds}))}])(?<![\w-])(?:{groups})(?![\w-])"), {f"h{i}": kind for i, kind in enumerate(kinds.values())}


@functools.cache
def _names() -> dict[str, re.Pattern[str]]:
    between = r"(?: (?:denominad[oa]s?|llamad[oa]s?|titulad[oa]s?|conocid[oa]s?|como|de|del|con|el|la|nombre|municipal(?:es)?|estatal(?:es)?|nacional(?:es)?|local(?:es)?|federal(?:es)?)){0,4},? *"
    return {
        "quoted": re.compile(rf'{between}"(?P<name>[^"]{{3,80}})"'),
        "more": re.compile(r' *(?:,|y|e|,? +y) *"(?P<name>[^"]{3,80})"'),
        "proper": re.compile(rf"(?: {_CAPITAL}(?: {_LINK}){{0,3}}(?= {_CAPITAL})){{0,9}} {_CAPITAL}"),
        # "Ciencias Políticas y Sociales", "Colegio de Estudios Superiores": the head stands inside the name of a body.
        "inside": re.compile(rf"(?<!\w)(?!(?:El|La|Los|Las|Un|Una|En|De|Del|Al|Con|Por|Y|Su|Esta?|Dicha)\W){_CAPITAL}(?: {_LINK}){{0,2}} $"),
        "linked": re.compile(rf"(?: {_LINK}){{1,3}}(?: {_CAPITAL}(?: {_LINK}){{0,3}}(?= {_CAPITAL})){{0,9}} {_CAPITAL}"),
    }


def _by_concept(plain: str) -> Iterator[MechanismHit]:
    pattern, kinds = _concepts()
    for match in pattern.finditer(plain):
        yield MechanismHit(match.start(), match.end(), *kinds[(match.lastindex or 1) - 1], "mechanism.concept")


def _by_head(plain: str, written: str) -> Iterator[MechanismHit]:
    """Proper names after a head. Words all in capitals show no name: there every word is a capital."""
    pattern, kinds = _heads()
    names = _names()
    for match in pattern.finditer(plain):
        kind, end = kinds[match.lastgroup or "h0"], match.end()
        head = written[match.start():end]
        quoted = names["quoted"].match(written, end)
        while quoted:
            name = quoted["name"].strip(" .,;:")
            if name and not name[0].islower():
                begin = quoted.start("name") + quoted["name"].index(name)
                yield MechanismHit(begin, begin + len(name), name, kind, "mechanism.quoted")
            end = quoted.end()
            quoted = names["more"].match(written, end)
        if end > match.end() or (head.isupper() and len(head) > 3) or _BODIES.match(plain, match.start()):
            continue
        if head[0].isupper() and names["inside"].search(written, max(0, match.start() - 40), match.start()):
            continue
        proper = names["proper"].match(written, end) or (names["linked"].match(written, end) if head[0].isupper() else None)
        if proper and not (proper[0].isupper() and len(proper[0]) > 12):
            end = next((m.start() for m in re.finditer(r" [ye] (\w+)", proper[0]) if lexicon.given(level(m[1])) >= _BEARERS), len(proper[0])) + proper.start()
            yield MechanismHit(match.start(), end, " ".join(written[match.start():end].split()), kind, "mechanism.proper")


def find_mechanisms(text: str, start: int, end: int) -> list[MechanismHit]:
    """Return the mechanisms named in ``text[start:end]``, left to right, without overlaps."""
    written = text[start:end]
    plain = level(written)
    made: list[MechanismHit] = []
    for hit in sorted([*_by_concept(plain), *_by_head(plain, written)], key=lambda h: (h.start - h.end, h.start, h.rule)):
        if all(hit.end <= other.start or other.end <= hit.start for other in made):
            made.append(hit)
    return [hit._replace(start=hit.start + start, end=hit.end + start) for hit in sorted(made)]
