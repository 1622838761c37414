"""Find what a name may be: among the mentions given, best first. ``same`` is said only when it is safe and there is no rival."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.identity.bodies import WORLDWIDE, generic, known_acronyms, parse_body
from kg.identity.compare import Candidate, compare
from kg.identity.decided import together
from kg.identity.judgement import ASK, DIFFERENT, SAME
from kg.identity.keys import keys
from kg.identity.mention import Mention
from kg.model.iri import fold
from kg.model.text import Text
from kg.reading.vocab import rows

MOST_COMPARED = 2_000   # mentions one question is compared with, those of the rarest keys first
MARGIN = 0.015          # a score closer than this to the best is a rival
_CODE = re.compile(r"\d{5}\Z")
_STATE = re.compile(r"(.+?)\s*(?:,\s*|\(\s*)([^,()]+?)[ .)]*\Z")
_ALONE = Text("es el único registrado con ese nombre", "it is the only one registered with that name")
_HOMONYMS = Text("hay {} municipios con ese nombre", "there are {} municipalities with that name")
_RIVAL = Text("hay otro igual de parecido", "there is another just as alike")


class Index:
    """Mentions, ready to be searched by name, alias, acronym or official code.

    What the registry has made one is one entry, under its row's key (``registry:slug``) where it has one.
    """

    def __init__(self, found: Sequence[Mention]) -> None:
        by_kind: dict[str, list[Mention]] = defaultdict(list)
        for mention in found:
            by_kind[mention.kind].append(mention)
        self.entries = {kind: together(group)[0] for kind, group in sorted(by_kind.items())}
        self._keys: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._exact: dict[tuple[str, str], set[int]] = defaultdict(set)
        for kind, entries in self.entries.items():
            for position, entry in enumerate(entries):
                for key in keys(entry):
                    self._keys[kind, key].append(position)
                for name in (entry.name, *entry.aliases):
                    self._exact[kind, fold(name)].add(position)

    def find(self, query: Mention, limit: int = 10) -> list[Candidate]:
        """Return at most ``limit`` candidates, best first; ``query.key`` is "?". The verdict is ``same`` only when safe and alone.

        Candidates name the query as "?" and the other by its key. What a guard keeps apart is left out.
        """
        asked = dataclasses.replace(located(query), key="?")
        entries = self.entries.get(asked.kind, [])
        compared = ((entries[i], compare(asked, entries[i])) for i in self._near(asked))
        found = [self._settled(asked, entry, c) for entry, c in compared if c.verdict != DIFFERENT]
        return _without_rivals(sorted(found, key=lambda c: (-c.score, c.verdict != SAME, c.a, c.b)))[:limit]

    def _near(self, asked: Mention) -> list[int]:
        """Return the positions of entries that share a key with the query, those of the rarest keys first."""
        near: dict[int, None] = {}
        exact = [sorted(self._exact.get((asked.kind, fold(name)), ())) for name in (asked.name, *asked.aliases)]
        for group in (*exact, *sorted((self._keys.get((asked.kind, key), []) for key in keys(asked)), key=lambda g: (len(g), g[:1]))):
            if len(near) >= MOST_COMPARED:
                break
            near.update(dict.fromkeys(group))
        return list(near)[:MOST_COMPARED]

    def _settled(self, asked: Mention, entry: Mention, found: Candidate) -> Candidate:
        """Turn a question into ``same`` where the index itself answers it: the only municipality or body that bears exactly that name."""
        if found.verdict != ASK or fold(asked.name) not in {fold(n) for n in (entry.name, *entry.aliases)}:
            return found
        namesakes = [self.entries[asked.kind][i] for i in self._exact[asked.kind, fold(asked.name)]]
        if asked.kind == "municipality":
            states = set(asked.get("state"))
            fitting = [n for n in namesakes if not states or states & set(n.get("state"))]
            if len(fitting) > 1:
                return dataclasses.replace(found, reasons=(Text(*(t.format(len(fitting)) for t in _HOMONYMS)), *found.reasons))
            safe = bool(entry.get("code"))
        else:
            safe = asked.kind == "institution" and len(namesakes) == 1 and _own_name(asked) and self._one_town(asked)
        return dataclasses.replace(found, verdict=SAME, score=max(found.score, 0.95), reasons=(_ALONE, *found.reasons)) if safe else found


    def _one_town(self, asked: Mention) -> bool:
        """Tell whether "Ayuntamiento de X" leaves no doubt which X: it is no homonym, or place or state is known."""
        name = parse_body(asked.name)
        if name is None or name.words[0] != "ayuntamiento" or asked.get("place") or asked.get("state"):
            return True
        town = " ".join(name.words[1:])
        homonyms = [e for e in self.entries.get("municipality", []) if any(p and " ".join(p.words) == town for p in map(parse_body, (e.name, *e.aliases)))]
        return len({code for e in homonyms for code in e.get("code")} or homonyms) < 2


def _own_name(asked: Mention) -> bool:
    """Tell whether a body's name is its own: not one that every town has, not an acronym that bodies of two states may bear."""
    name = parse_body(asked.name)
    if name is None or (generic(name) and not name.states):
        return False
    bare = len(name.core) == 1 and bool(name.acronyms)
    return not bare or bool(name.states) or known_acronyms().get(min(name.core), "") in WORLDWIDE


def _without_rivals(found: list[Candidate]) -> list[Candidate]:
    """Turn every ``same`` that has a rival (another ``same``, or a question scored about as high) back into a question."""
    best = [c for c in found if c.verdict == SAME]
    if not best:
        return found
    alone = len(best) == 1 and all(c is best[0] or c.score < best[0].score - MARGIN for c in found)
    return found if alone else [dataclasses.replace(c, verdict=ASK, reasons=(_RIVAL, *c.reasons)) if c.verdict == SAME else c for c in found]


def located(query: Mention) -> Mention:
    """Return a query for a municipality with its INEGI code or its state read from the text: "15054", "Metepec, Hidalgo", "Metepec (Méx.)"."""
    if query.kind != "municipality":
        return query
    text = query.name.strip()
    if _CODE.match(text):
        return dataclasses.replace(query, facts={**query.facts, "code": (text,), "state": (text[:2],)})
    match = _STATE.match(text) if len(text) < 200 else None
    code = state_code(match.group(2)) if match else ""
    if not match or not code:
        return query
    return dataclasses.replace(query, name=match.group(1), facts={**query.facts, "state": tuple(sorted({*query.get("state"), code}))})


def state_code(text: str) -> str:
    """Return INEGI's two digits of a state written in full or short ("Estado de México", "Edomex.", "Hgo"), or ""."""
    key = fold(text).replace(".", "").strip()
    found = {r["code"] for r in _states() if fold(r["word"]) in (key, key.removeprefix("estado de "))}
    return min(found) if len(found) == 1 else "15" if key == "mexico" else ""


def _states() -> Iterable[dict[str, str]]:
    return (*rows("states"), *rows("state_abbreviations"))
