"""Practices that may answer problems: an experience one told that shares theme, mechanism, addressee or level with a problem another named.

Nobody in the reports says that one answers the other: each match is this program's suggestion, with what the two share, and is
labelled so. Answers that a report does state (``kg:answers``) are a table of their own.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.findings.facts import PREFIX, Facts, Rows, Said, read_facts
from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section, merged
from kg.model.text import Text

MOST = 3
"""Suggestions shown for each problem."""
LEAST = 2.0
"""Bits below which a match is not shown: what they share is had by a quarter or more of problems and experiences."""
_FEATURES = {
    "mechanism": "SELECT ?claim ?x ?name { ?claim a kg:Contribution ; kg:mechanism ?x . ?x skos:prefLabel ?name . FILTER(LANG(?name) = 'es') }",
    "addressee": "SELECT ?claim ?x ?name { ?claim a kg:Contribution ; kg:addressee ?x . ?x skos:prefLabel ?name . FILTER(LANG(?name) = 'es') }",
    "level": "SELECT ?claim ?x ?name { ?claim a kg:Contribution ; kg:level ?x . ?x skos:prefLabel ?name . FILTER(LANG(?name) = 'es') }",
}
_ENGLISH = "SELECT ?x ?name { ?x a skos:Concept ; skos:prefLabel ?name . FILTER(LANG(?name) = 'en') }"
_ANSWERS = "SELECT ?answer ?problem { ?answer kg:answers ?problem }"
KINDS = {"theme": Text("tema", "theme"), "mechanism": Text("mecanismo", "mechanism"), "addressee": Text("a quién se dirige", "addressee"), "level": Text("nivel", "level")}
"""What a problem and an experience may share, most telling first."""
SOURCE = Text(
    "El peso de lo compartido es log2(N/n), el de Spärck Jones 1972, doi:10.1108/eb026526: N problemas y experiencias, n de ellos lo tienen; lo raro pesa más. Se suman.",
    "What is shared weighs log2(N/n), after Spärck Jones 1972, doi:10.1108/eb026526: N problems and experiences, n of which have it; what is rare weighs more. Weights are added.")
_SUGGESTION = Text("Sugerencia del programa: nadie en los informes dice que esta práctica responda a ese problema.",
                   "The program's suggestion: nobody in the reports says that this practice answers that problem.")


@dataclass(frozen=True, order=True)
class Shared:
    """Something a problem and an experience both have. ``weight`` in bits: log2(total / having)."""

    kind: str
    value: str
    name: Text = field(compare=False)
    having: int = field(compare=False, default=0)
    weight: float = field(compare=False, default=0.0)


@dataclass(frozen=True)
class Match:
    """A problem, an experience that may answer it, and what they share, heaviest first. ``named``: the mechanisms the experience tells of, the practice's names."""

    problem: Said
    practice: Said
    shared: tuple[Shared, ...]
    named: tuple[Text, ...] = ()

    @property
    def weight(self) -> float:
        """Return the sum of the weights, in bits, 0 or more."""
        return math.fsum(s.weight for s in self.shared)

    @property
    def order(self) -> tuple[float, int, bool, str, str]:
        """Heaviest first; then stated before inferred speakers, practices with a name before those without, by IRI."""
        return (-round(self.weight, 9), self.problem.inferred + self.practice.inferred, not self.named, self.problem.claim, self.practice.claim)


def suggest(reader: Rows, facts: Facts, scope: Scope | None = None, least: float = LEAST) -> tuple[list[Match], int]:
    """Return every match of at least ``least`` bits, heaviest first, and how many problems and experiences there are.

    A match shares a theme or a mechanism (an addressee or a level alone says too little), is never of one speaker with themself, nor of a conclusion of the meeting with itself, nor of
    two that a report already ties by an answer. Hand-checked example: with 8 problems and experiences, a theme two of them have weighs log2(8/2) = 2 bits; a mechanism those
    two alone have adds 2; a level all have adds 0.
    """
    both = [s for s in facts.said if s.kind in ("problem", "experience")]
    has, names = _features(reader, facts, both)
    having = Counter(f for features in has.values() for f in features)
    stated = {(a or "", p or "") for a, p in reader.rows(PREFIX + _ANSWERS)}
    tellers: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for one in both:
        if one.kind == "experience":
            for feature in sorted(has[one.claim]):
                tellers[feature].append(one)
    found = []
    for problem in both:
        if problem.kind != "problem" or (scope and scope.themes and not set(scope.themes) & set(problem.themes)):
            continue
        near = {e.claim: e for f in sorted(has[problem.claim]) if f[0] in ("theme", "mechanism") for e in tellers[f]}
        for practice in near.values():
            if set(problem.speakers) & set(practice.speakers) or (practice.claim, problem.claim) in stated:
                continue
            common = has[problem.claim] & has[practice.claim]
            shared = [Shared(kind, value, names[kind, value], having[kind, value], math.log2(len(both) / having[kind, value])) for kind, value in common]
            match = Match(problem, practice, tuple(sorted(shared, key=lambda s: (-s.weight, s.kind, s.value))),
                          tuple(sorted(names[f] for f in has[practice.claim] if f[0] == "mechanism")))
            if match.weight >= least:
                found.append(match)
    return sorted(found, key=lambda m: m.order), len(both)


def _features(reader: Rows, facts: Facts, said: Sequence[Said]) -> tuple[dict[str, set[tuple[str, str]]], dict[tuple[str, str], Text]]:
    """Return what each contribution has, (kind, value), and its name in both languages."""
    wanted = {s.claim for s in said}
    english = {x or "": name or "" for x, name in reader.rows(PREFIX + _ENGLISH)}
    has: dict[str, set[tuple[str, str]]] = {s.claim: {("theme", t) for t in s.themes} for s in said}
    names = {("theme", t): facts.concept("theme", t) for s in said for t in s.themes}
    for kind, query in _FEATURES.items():
        for claim, value, name in reader.rows(PREFIX + query):
            if claim in wanted and value and name:
                has[claim].add((kind, value))
                names[kind, value] = min(names.get((kind, value), Text(name, english.get(value, name))), Text(name, english.get(value, name)))
    return has, names


def who(facts: Facts, said: Said) -> Text:
    """Return who said something: names, or the meeting whose conclusion it is, and that a reader inferred who speaks."""
    if not said.speakers:
        event = facts.name(said.session)
        return Text(f"conclusiones de «{event}»", f"conclusions of “{event}”")
    names = facts.names(said.speakers)
    return Text(f"{names}, por inferencia", f"{names}, by inference") if said.inferred else Text(names, names)


def reasons(match: Match, total: int) -> Text:
    """Return what the two share and how rare it is, in plain words."""
    by_kind: dict[str, list[Shared]] = defaultdict(list)
    for one in match.shared:
        by_kind[one.kind].append(one)
    es, en = [], []
    for kind, label in KINDS.items():
        for one in by_kind[kind]:
            es.append(f"{label.es}: «{one.name.es}» ({one.having} de {total} lo tienen)")
            en.append(f"{label.en}: “{one.name.en}” ({one.having} of {total} have it)")
    return Text("Comparten " + "; ".join(es) + ".", "They share " + "; ".join(en) + ".")


def matches(reader: Rows, scope: Scope | None = None, facts: Facts | None = None, most: int = MOST) -> Section:
    """Return the suggestions, at most ``most`` for each problem, heaviest first; and, below, the answers that reports state, which are no suggestion.

    A number ``weight`` is in bits (see ``suggest``). A row rests on both contributions.
    """
    known = facts or read_facts(reader)
    found, total = suggest(reader, known, scope)
    kept, more = _kept(found, most)
    left = sum(more.values())
    cut = (Text(f"De cada problema se muestran hasta {most}; sin mostrar: {left}.", f"Up to {most} are shown for each problem; not shown: {left}."),) if left else ()
    return Section(
        "practices", Text("Prácticas que tal vez respondan a un problema (sugerencias)", "Practices that may answer a problem (suggestions)"),
        Text("Lo que alguien contó que se hace puede servir a quien nombró un problema parecido: vale la pena presentarlos.",
             "What somebody told is being done may serve whoever named a similar problem: worth introducing to each other."),
        Text(f"Una experiencia y un problema de personas distintas, que comparten tema o mecanismo; suman destinatario y nivel. Se muestra lo que pesa {LEAST:g} bits o más.",
             f"An experience and a problem of different people that share a theme or a mechanism; addressee and level add. Shown from {LEAST:g} bits up."),
        SOURCE, (_SUGGESTION, Text("Compartir un tema no es responder: léanse las dos frases antes de usarlo.", "To share a theme is not to answer: read both sentences before using it."), *cut),
        (Column("problem", Text("Problema", "Problem"), "text"), Column("named-by", Text("Lo nombró", "Named by"), "text"), Column("practice", Text("Experiencia", "Experience"), "text"),
         Column("called", Text("Se llama", "Called"), "text", Text("mecanismos que la experiencia nombra", "mechanisms the experience names")),
         Column("told-by", Text("La contó", "Told by"), "text"), Column("why", Text("Por qué se sugiere", "Why it is suggested"), "text"),
         Column("weight", Text("Peso", "Weight"), "number", Text("bits, de 0 en adelante; más es más raro en común", "bits, 0 or more; more is rarer in common"))),
        tuple(_row(known, m, total) for m in kept), tuple(_findings(known, kept, total)), empty=Text("No hay qué sugerir.", "There is nothing to suggest."), parts=(_stated(reader, known, scope),))


def _kept(found: Sequence[Match], most: int) -> tuple[list[Match], Counter[str]]:
    """Return the first ``most`` of each problem, and how many more each has."""
    seen: Counter[str] = Counter()
    kept = []
    for match in found:
        seen[match.problem.claim] += 1
        if seen[match.problem.claim] <= most:
            kept.append(match)
    return kept, Counter({claim: n - most for claim, n in seen.items() if n > most})


def _row(facts: Facts, match: Match, total: int) -> Row:
    problem, practice = (match.problem.claim,), (match.practice.claim,)
    sure = Text("En una de las dos se infiere quién habla.", "In one of the two who speaks is inferred.") if match.problem.inferred or match.practice.inferred else None
    return Row(f"{match.problem.claim} {match.practice.claim}", (
        Cell(match.problem.words, problem), Cell(who(facts, match.problem), problem), Cell(match.practice.words, practice),
        Cell(Text("; ".join(n.es for n in match.named), "; ".join(n.en for n in match.named)), practice), Cell(who(facts, match.practice), practice),
        Cell(reasons(match, total), problem + practice), Cell(round(match.weight, 2), merged(problem, practice))), "suggestion", sure)


def _findings(facts: Facts, kept: Iterable[Match], total: int) -> Iterator[Finding]:
    """Yield the heaviest suggestion of each problem as a sentence."""
    done: set[str] = set()
    for match in kept:
        if match.problem.claim in done:
            continue
        done.add(match.problem.claim)
        claims, a, b, why = merged([match.problem.claim, match.practice.claim]), who(facts, match.problem), who(facts, match.practice), reasons(match, total)
        problem, practice = (Text(w.es.rstrip("."), w.en.rstrip(".")) for w in (match.problem.words, match.practice.words))
        yield Finding(
            f"practice-{_slug(match.problem.claim)}", "practice",
            Text(f"Sugerencia: a «{problem.es}» ({a.es}) podría servir «{practice.es}» ({b.es}). {why.es}",
                 f"Suggestion: “{problem.en}” ({a.en}) might use “{practice.en}” ({b.en}). {why.en}"),
            (Number(Text("peso en bits", "weight in bits"), round(match.weight, 2), claims),), claims, "suggestion")


def _slug(claim: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in claim.rsplit("/", 1)[-1].lower()).strip("-")


def _stated(reader: Rows, facts: Facts, scope: Scope | None) -> Section:
    """Return the answers that reports state: one contribution answers another, whoever said them."""
    by: Mapping[str, Said] = {s.claim: s for s in facts.said}
    themes = set(scope.themes) if scope else set()
    said = {(p or "", a or "") for a, p in reader.rows(PREFIX + _ANSWERS)}
    pairs = sorted((p, a) for p, a in said if a in by and p in by and (not themes or themes & set(by[p].themes)))
    rows = []
    for problem, answer in pairs:
        p, a = by[problem], by[answer]
        rows.append(Row(f"{problem} {answer}", (Cell(p.words, (problem,)), Cell(who(facts, p), (problem,)), Cell(facts.concept("contribution-kind", a.kind), (answer,)),
                                                Cell(a.words, (answer,)), Cell(who(facts, a), (answer,))), "inferred" if p.inferred or a.inferred else "stated"))
    return Section(
        "answers", Text("Respuestas que los informes dan por tales", "Answers the reports state as such"),
        Text("Intervenciones de las que un informe dice que responden a otra. No son sugerencias.", "Contributions that a report says answer another. They are no suggestions."),
        Text("kg:answers, leído de las actas.", "kg:answers, read from the actas."), None, (),
        (Column("problem", Text("Problema", "Problem"), "text"), Column("named-by", Text("Lo nombró", "Named by"), "text"), Column("kind", Text("Qué responde", "What answers"), "text"),
         Column("answer", Text("Respuesta", "Answer"), "text"), Column("said-by", Text("La dijo", "Said by"), "text")),
        tuple(rows), empty=Text("Ningún informe dice que algo responda a algo.", "No report says that anything answers anything."))
