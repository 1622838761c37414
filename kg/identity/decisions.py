"""What people decided and what may be merged without asking, put together: which mentions are one.

A person's word beats the program's: an automatic merge that would join two that somebody called different (or was unsure about) is dropped, with every
automatic merge on the way between them. Two slugs that were minted apart are never joined by the program either: a minted IRI goes only when a person says so.
Nothing depends on the order of lines or of reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.identity.compare import Candidate
from kg.identity.decision_file import ANSWERS, COLUMNS, FILE, Decision, ordered, read_decisions, together, write_decisions
from kg.identity.ties import Joined, Node, Tie, between
from kg.model.errors import InputError, KgError
from kg.model.text import Text

__all__ = ["ANSWERS", "COLUMNS", "FILE", "REGISTRY", "Decision", "Dropped", "Grouping", "groups", "ordered", "read_decisions", "write_decisions"]

Pair = tuple[Node, Node]
REGISTRY = "registry:"
_MINTED_APART = Text("los dos tienen ya su IRI acuñado: unirlos es decisión de una persona", "both have a minted IRI already: joining them is a person's decision")


@dataclass(frozen=True)
class Dropped:
    """An automatic merge that does not hold, and why."""

    candidate: Candidate
    why: Text


@dataclass(frozen=True)
class Grouping:
    """Who is one. ``groups``: (kind, sorted keys) of every set of two or more, sorted; ``stale``: decisions on keys that name nothing now."""

    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dropped: tuple[Dropped, ...] = ()
    stale: tuple[Decision, ...] = ()

    @cached_property
    def _root(self) -> dict[Node, str]:
        return {(kind, key): keys[0] for kind, keys in self.groups for key in keys}

    def root(self, kind: str, key: str) -> str:
        """Return the key that names the group of ``key``: the smallest in it; ``key`` itself when it stands alone."""
        return self._root.get((kind, key), key)


def groups(decisions: Iterable[Decision], automatic: Iterable[Candidate] = (), ties: Iterable[Tie] = (), known: Collection[Node] | None = None) -> Grouping:
    """Join what is one.

    ``automatic``: candidates, of which those with verdict "same" are joined where nothing speaks against it and those with "different" keep apart what
    only the program would join. ``ties``: what the registry's own files say (with file and line). ``known``: every (kind, key) that exists; a decision
    on another one still counts but is listed as stale; None = not checked.
    Raises InputError (ManyErrors when several) with the path printed when a "different", or two INEGI codes, lie inside what people joined.
    """
    answers = sorted(decisions, key=lambda d: (*d.pair, d.answer, d.by, d.at, d.line))
    firm = _firm(answers, ties)
    soft: dict[Pair, list[Candidate]] = defaultdict(list)
    apart: dict[Pair, Text] = {}
    for candidate in automatic:
        pair = _pair(firm, candidate.kind, candidate.a, candidate.b)
        if pair[0] != pair[1]:
            if candidate.verdict == "same":
                soft[pair].append(candidate)
            elif candidate.verdict == "different":
                told = Text(f"{candidate.a} y {candidate.b} no se parecen lo bastante", f"{candidate.a} and {candidate.b} are too unlike")
                apart[pair] = min(apart.get(pair, told), told)
    for decision in reversed(answers):
        if decision.answer != "same":
            apart[_pair(firm, *decision.pair)] = Text(f"{decision.a} ≠ {decision.b}: {decision.answer} ({decision.cite()})", f"{decision.a} ≠ {decision.b}: {decision.answer} ({decision.cite()})")
    barred = _barred(firm, soft, apart)
    joined = Joined()
    for node in firm.parent:
        joined.join(firm.find(node), node)
    for pair in soft:
        if pair not in barred:
            joined.join(*pair)
    dropped = (Dropped(c, why) for pair, why in barred.items() for c in soft[pair])
    stale = tuple(d for d in answers if known is not None and ((d.kind, d.a) not in known or (d.kind, d.b) not in known))
    return Grouping(tuple((name[0], tuple(key for _, key in nodes)) for name, nodes in joined.sets().items() if len(nodes) > 1),
                    tuple(sorted(dropped, key=lambda d: (d.candidate.kind, d.candidate.a, d.candidate.b))), stale)


def _pair(firm: Joined, kind: str, a: str, b: str) -> Pair:
    """Return the two sets (by name, in order) to which two keys belong."""
    first, second = sorted((firm.find((kind, a)), firm.find((kind, b))))
    return first, second


def _firm(answers: Sequence[Decision], ties: Iterable[Tie]) -> Joined:
    """Join what people said is one, and refuse what contradicts it."""
    firm = Joined()
    for tie in ties:
        firm.join((tie.kind, tie.a), (tie.kind, tie.b), tie.why)
    for decision in answers:
        if decision.answer == "same":
            firm.join((decision.kind, decision.a), (decision.kind, decision.b), decision.cite())
    errors: list[KgError] = [
        _contradiction(firm, (d.kind, d.a), (d.kind, d.b), Text(f"distintos ({d.cite()})", f"different ({d.cite()})"), f"{FILE}:{d.line}" if d.line else "")
        for d in answers if d.answer == "different" and firm.find((d.kind, d.a)) == firm.find((d.kind, d.b))]
    for nodes in firm.sets().values():
        codes = [n for n in nodes if n[0] == "municipality" and n[1].startswith(REGISTRY)]
        errors += [_contradiction(firm, codes[0], other, Text("dos claves del INEGI, dos municipios", "two INEGI codes, two municipalities"), "") for other in codes[1:]]
    if errors:
        raise together(errors)
    return firm


def _contradiction(firm: Joined, a: Node, b: Node, told: Text, where: str) -> InputError:
    path = firm.path(a, b)
    return InputError(Text(f"contradicción: {path}, pero {a[1]} ≠ {b[1]}: {told.es}", f"contradiction: {path}, but {a[1]} ≠ {b[1]}: {told.en}"), where,
                      Text("quite o corrija una de esas respuestas", "take out or correct one of these answers"))


def _barred(firm: Joined, soft: Mapping[Pair, Sequence[Candidate]], apart: Mapping[Pair, Text]) -> dict[Pair, Text]:
    """Return the automatic merges that do not hold, each with why: what lies between two that must stay apart, and between two minted slugs."""
    parts = Joined()
    for pair in soft:
        parts.join(*pair)
    edges: dict[Node, list[Pair]] = defaultdict(list)
    for pair in soft:
        edges[parts.find(pair[0])].append(pair)
    barred: dict[Pair, Text] = {}
    for (a, b), why in sorted(apart.items()):
        if a != b and parts.find(a) == parts.find(b):
            for pair in between(edges[parts.find(a)], (a, b)):
                barred[pair] = min(barred.get(pair, why), why)
    minted: dict[Node, set[Node]] = defaultdict(set)
    for node in {*firm.parent, *parts.parent}:
        if node[1].startswith(REGISTRY):
            minted[parts.find(firm.find(node))].add(firm.find(node))
    for part, ends in minted.items():
        if len(ends) > 1:
            for pair in between(edges[part], ends):
                barred.setdefault(pair, _MINTED_APART)
    return barred
