"""Everything about who is who in one corpus, at hand at once: for the command line and the review page. And the one door through which an answer is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kg.identity.apply import known_keys, merges, ties
from kg.identity.candidates import candidates
from kg.identity.compare import Candidate, compare
from kg.identity.decision_file import FILE, Decision, changed, ordered, problem, read_decisions, write_decisions
from kg.identity.decisions import REGISTRY, Grouping, groups
from kg.identity.mention import Mention, mentions
from kg.identity.questions import Question, questions
from kg.identity.ties import Tie
from kg.model.acta import Acta
from kg.model.errors import UsageError, nearest
from kg.model.locks import alone
from kg.model.registry import Registry
from kg.model.source import Source
from kg.model.text import Text


@dataclass(frozen=True)
class Case:
    """A corpus's mentions, what people decided and how they group. What takes long (comparing) is done when first asked for."""

    sources: Sequence[tuple[Source, Acta]]
    registry: Registry
    decisions: tuple[Decision, ...]
    found: tuple[Mention, ...]

    @cached_property
    def ties(self) -> list[Tie]:
        """What the registry's own files join."""
        return list(ties(self.registry, self.found))

    @cached_property
    def compared(self) -> list[Candidate]:
        """Every candidate."""
        return list(candidates(self.found))

    @cached_property
    def grouping(self) -> Grouping:
        """Who is one. Raises InputError: see ``groups``."""
        return groups(self.decisions, self.compared, self.ties, known_keys(self.registry, self.found))

    @cached_property
    def by_key(self) -> dict[tuple[str, str], Mention]:
        """(kind, key) → mention."""
        return {(m.kind, m.key): m for m in self.found}

    def questions(self, unsure: bool = False) -> list[Question]:
        """Return what is open, what matters most first; ``unsure``: also what somebody left open."""
        return questions(self.found, self.decisions, self.compared, self.grouping, unsure)

    def kind_of(self, a: str, b: str, kind: str = "") -> str:
        """Return the kind of which both keys are. Raises UsageError: an unknown key (the nearest told), no kind in common, or several."""
        retired = {(of, REGISTRY + old) for (of, old), new in self.registry.retired.items() if new}
        known = {(of, key) for of, key in {*self.by_key, *retired} if kind in ("", of)}
        for key in (a, b):
            if not any(k == key for _, k in known):
                raise UsageError(Text(f"clave desconocida: {key!r}", f"unknown key: {key!r}"), "", nearest(key, {k for _, k in known}))
        shared = sorted({of for of, k in known if k == a} & {of for of, k in known if k == b})
        if len(shared) == 1:
            return shared[0]
        listed = ", ".join(shared) or "-"
        raise UsageError(Text(f"¿de qué tipo son {a} y {b}? En común: {listed}", f"of which kind are {a} and {b}? In common: {listed}"), "",
                         Text("dígalo con --kind", "say it with --kind") if shared else Text("compare dos del mismo tipo", "compare two of one kind"))

    def live(self, kind: str, key: str) -> str:
        """Return the key in use now: of a slug that redirects, the one that took over; any other as it is."""
        new = self.registry.retired.get((kind, key.removeprefix(REGISTRY))) if key.startswith(REGISTRY) else ""
        return REGISTRY + new if new else key

    def reasons(self, kind: str, a: str, b: str) -> str:
        """Return what the program saw in a pair, in one Spanish line: what a decision keeps of it."""
        told = "; ".join(r.es for r in compare(self.by_key[kind, self.live(kind, a)], self.by_key[kind, self.live(kind, b)]).reasons)
        return "".join(c if c.isprintable() else " " for c in told)[:400]

    def decide(self, decision: Decision, change: bool = False) -> tuple[Case, tuple[tuple[str, str, str], ...]]:
        """Write one answer and return the case after it, with the slugs that redirect because of it: (kind, old, new).

        Raises UsageError (a value that will not do, the pair already answered otherwise: ``change`` replaces that) and InputError (a contradiction,
        with its path); then nothing is written. The same answer by the same person is kept once. Of a retired slug, what took over is written.
        """
        new = ordered(replace(decision, a=self.live(decision.kind, decision.a), b=self.live(decision.kind, decision.b)))
        wrong = problem(new)
        if wrong:
            raise UsageError(*wrong[:1], "", wrong[1])
        others = [d for d in self.decisions if d.pair == new.pair and d.answer != new.answer]
        if others and not change:
            told = "; ".join(f"{d.cite()}: {d.answer}" for d in others)
            raise UsageError(Text(f"{new.a} y {new.b} ya tienen respuesta: {told}", f"{new.a} and {new.b} are answered already: {told}"), "",
                             Text("cámbiela con --change, o borre su línea", "change it with --change, or delete its line"))
        if any((d.pair, d.by) == (new.pair, new.by) and d.answer == new.answer for d in self.decisions):
            return self, ()
        return self.with_decisions([*(d for d in self.decisions if d not in others), new])

    def with_decisions(self, decisions: Sequence[Decision]) -> tuple[Case, tuple[tuple[str, str, str], ...]]:
        """Write these decisions in place of the ones there are; return the case after it and the slugs that redirect now and did not before.

        Raises InputError: a contradiction, or that something would become one with what it is part of (nothing is written), or a file that changed since
        it was read.
        """
        path = self.registry.folder / FILE
        after = replace(self, decisions=tuple(decisions))
        after.__dict__.update({name: self.__dict__[name] for name in ("ties", "compared", "by_key") if name in self.__dict__})
        before = groups(self.decisions, (), self.ties)
        grouped = groups([*after.decisions, *parts_apart(self.sources, before)], (), self.ties)
        with alone(self.registry.folder):
            if tuple(read_decisions(path)) != self.decisions:
                raise changed(path)
            write_decisions(path, after.decisions)
        gone = [set(merges(self.sources, self.registry, g).gone) for g in (before, grouped)]
        return replace(after, decisions=tuple(read_decisions(path))), tuple(sorted(gone[1] - gone[0]))


def parts_apart(sources: Sequence[tuple[Source, Acta]], before: Grouping) -> list[Decision]:
    """Return what the actas say is part of something, as so many "different"; not what ``before`` joins already: an old answer must not stop a new one.

    A unit is not its own parent, nor a session its event, nor a component its mechanism.
    """
    return [d for d in _parts(sources) if before.root(d.kind, d.a) != before.root(d.kind, d.b)]


def _parts(sources: Sequence[tuple[Source, Acta]]) -> Iterator[Decision]:
    for source, acta in sources:
        for kind, column in (("institution", "unit_of"), ("event", "part_of"), ("mechanism", "components")):
            for record in acta.table(kind):
                value = record.values.get(column) or []
                for other in [value] if isinstance(value, str) else value:
                    where = f"{source.slug}/{acta.path.name}:{record.line}"
                    if str(other) != record.id:
                        yield ordered(Decision(kind, f"{source.slug}:{record.id}", f"{source.slug}:{other}", "different", "", where, column))


def open_case(sources: Sequence[tuple[Source, Acta]], registry: Registry) -> Case:
    """Read the decisions of the registry's folder. Raises InputError: see ``read_decisions``."""
    return Case(sources, registry, tuple(read_decisions(registry.folder / FILE)), tuple(mentions(sources, registry)))
