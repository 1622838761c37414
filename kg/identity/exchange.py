"""Decisions of another institute: exported with names, so that who imports them sees at once what does not fit. Nothing is lost or forced."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.identity.decision_file import COLUMNS, Decision, parse, to_csv
from kg.identity.decisions import groups
from kg.identity.mention import Mention
from kg.identity.ties import Joined, Node, Tie, between
from kg.model.errors import KgError
from kg.model.iri import fold
from kg.model.text import Text

EXPORT = (*COLUMNS, "a_name", "b_name")
STATES = {"new": Text("nueva", "new"), "known": Text("ya estaba", "known already"), "unknown": Text("no encaja: clave desconocida", "does not fit: unknown key"),
          "renamed": Text("no encaja: otro nombre", "does not fit: another name"), "conflict": Text("aquí se respondió otra cosa", "answered otherwise here"),
          "contradiction": Text("contradice lo decidido", "contradicts what is decided")}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Names = Mapping[Node, Sequence[str]]


@dataclass(frozen=True)
class Arrived:
    """One decision of an imported file: its state (a key of ``STATES``), what to know about it, and its row."""

    decision: Decision
    state: str
    told: Text
    row: dict[str, str]


def names_of(found: Iterable[Mention]) -> dict[Node, tuple[str, ...]]:
    """Return every name of every mention, the preferred one first."""
    return {(m.kind, m.key): (m.name, *m.aliases) for m in found}


def export(decisions: Sequence[Decision], names: Names, hidden: Callable[[str, str], bool], scrub: Callable[[str], str]) -> tuple[bytes, int]:
    """Return the decisions with both names as CSV bytes, and how many stay home because the policy does not show somebody in them (``hidden(kind, key)``).

    A key that names nothing now has no name. Every cell is free of names that are not shown (``scrub``) and of what a spreadsheet would run.
    """
    shown = [d for d in decisions if not hidden(d.kind, d.a) and not hidden(d.kind, d.b)]
    rows = ({**d.row(), "a_name": _name(names, d.kind, d.a), "b_name": _name(names, d.kind, d.b)} for d in shown)
    return to_csv(({column: guarded(scrub(cell)) for column, cell in row.items()} for row in rows), EXPORT), len(decisions) - len(shown)


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _bare(cell: str) -> str:
    """Take the apostrophe of ``guarded`` off again."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _name(names: Names, kind: str, key: str) -> str:
    return names.get((kind, key), ("",))[0]


def judge(path: Path, own: Sequence[Decision], names: Names, ties: Sequence[Tie]) -> list[Arrived]:
    """Return every decision of an exported file with its state, in the order of the file; only those in state "new" should be written.

    It fits when both keys exist here with the name they bear there. What contradicts our decisions, or the registry, is refused with all
    imported answers on its path, so that the order of the file does not matter. Raises InputError: see ``parse``.
    """
    here = {d.pair: d for d in own}
    made = []
    for read, cells in parse(path, EXPORT):
        row = {column: _bare(cell) for column, cell in cells.items()}
        decision = replace(read, reasons=_bare(read.reasons), by=_bare(read.by), note=_bare(read.note))
        state, told = _fit(decision, row, here, names)
        made.append(Arrived(decision, state, told, row))
    fresh = [replace(a.decision, line=0) for a in made if a.state == "new"]  # not a line of our file
    clashing = _clashing(own, fresh, ties)
    return [replace(a, state="contradiction", told=clashing[a.decision.pair]) if a.state == "new" and a.decision.pair in clashing else a for a in made]


def _fit(decision: Decision, row: Mapping[str, str], here: Mapping[tuple[str, str, str], Decision], names: Names) -> tuple[str, Text]:
    for key, name in ((decision.a, row["a_name"]), (decision.b, row["b_name"])):
        mine = names.get((decision.kind, key))
        if mine is None:
            alike = [k for (kind, k), known in names.items() if kind == decision.kind and name and fold(name) in map(fold, known)]
            near = sorted(alike)[:3] or difflib.get_close_matches(key, [k for kind, k in names if kind == decision.kind], n=3)
            return "unknown", Text(f"{key} ({name}); cerca: {', '.join(near) or '-'}", f"{key} ({name}); near: {', '.join(near) or '-'}")
        if fold(name) not in map(fold, mine):
            return "renamed", Text(f"{key}: allá {name!r}, aquí {mine[0]!r}", f"{key}: there {name!r}, here {mine[0]!r}")
    ours = here.get(decision.pair)
    if ours is None:
        return "new", Text("", "")
    told = f"{ours.cite()}: {ours.answer}"
    return ("known" if ours.answer == decision.answer else "conflict"), Text(told, told)


def _clashing(own: Sequence[Decision], fresh: Sequence[Decision], ties: Sequence[Tie]) -> dict[tuple[str, str, str], Text]:
    """Return the imported pairs that take part in a contradiction, each with one."""
    found: dict[tuple[str, str, str], Text] = {}
    answers: dict[tuple[str, str, str], set[str]] = {}
    for decision in fresh:
        answers.setdefault(decision.pair, set()).add(decision.answer)
    told = Text("el archivo trae dos respuestas", "the file gives two answers")
    found |= {pair: told for pair, given in answers.items() if len(given) > 1}
    rest = [d for d in fresh if d.pair not in found]
    same = {((d.kind, d.a), (d.kind, d.b)): d for d in rest if d.answer == "same"}
    links = [(t.kind, t.a, t.b, t.why) for t in ties] + [(*d.pair, d.cite()) for d in [*own, *rest] if d.answer == "same"]
    joined = Joined()
    for kind, a, b, why in links:
        joined.join((kind, a), (kind, b), why)
    edges = [((k, min(a, b)), (k, max(a, b))) for k, a, b, _ in links]
    for decision in [*own, *rest]:
        ends = (decision.kind, decision.a), (decision.kind, decision.b)
        if decision.answer == "different" and joined.find(ends[0]) == joined.find(ends[1]):
            path = f"{joined.path(*ends)} ≠ {decision.a} ({decision.cite()})"
            guilty = [same[e].pair for e in between(edges, ends) if e in same] + ([decision.pair] if decision in rest else [])
            found |= {pair: Text(path, path) for pair in guilty}
    return found | _refused(own, [d for d in rest if d.pair not in found], ties)


def _refused(own: Sequence[Decision], rest: Sequence[Decision], ties: Sequence[Tie]) -> dict[tuple[str, str, str], Text]:
    """Refuse all that is left when it still contradicts the registry (two INEGI codes): better none than a wrong one."""
    try:
        groups([*own, *rest], (), ties)
    except KgError as error:
        told = Text(error.render("es"), error.render("en"))
        return {d.pair: told for d in rest if d.kind == "municipality" and d.answer == "same"}
    return {}
