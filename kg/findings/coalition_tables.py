"""A coalition as a table and as JSON, and the section of ``kg findings``: for each theme, whom to invite."""

from __future__ import annotations

from typing import Any

from kg.findings.coalition import Asked, Coalition, Member, coalition
from kg.findings.coalition_data import Actor, Field, Need, on_theme, read_field
from kg.findings.coalition_words import CAVEATS, SOURCE, alternatives, count_of, inferred_only, listed, notes, office, why
from kg.findings.facts import Facts, Rows, read_facts
from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section, merged
from kg.findings.words import some
from kg.model.text import Text

_SPOKE = Text("personas que consta que hablaron del tema", "people stated to have spoken on the theme")
_SETS = Text("conjuntos de ese tamaño que cubren tanto; vacío: más de 10", "sets of that size that cover as much; empty: over 10")
_BY_INFERENCE = Text("solo por inferencia", "by inference only")
_UNPROVED = Text("No se demostró que sea el menor.", "Not proved to be the smallest.")


def claims_of(member: Member) -> tuple[str, ...]:
    """Return the claims behind somebody chosen: their contributions on the theme, and what gives each thing they cover."""
    return merged([s.claim for s in member.actor.said], *(member.actor.behind(n.key) for n in member.needs))


def _sure(actor: Actor) -> bool:
    return any(s.inferred for s in actor.said)


def as_json(found: Coalition, facts: Facts) -> dict[str, Any]:
    """Return one answer as plain data: what was asked, who was chosen and why, what is not covered, with claim IRIs."""
    def needs(some: tuple[Need, ...]) -> list[dict[str, Any]]:
        return [{"kind": n.kind, "key": n.key.partition(":")[2], "es": n.label.es, "en": n.label.en, "iri": n.entity} for n in some]

    def both(words: Text) -> dict[str, str]:
        return {"es": words.es, "en": words.en}

    members = [{"iri": m.actor.iri, "name": m.actor.name, "office": both(office(facts, m.actor)), "covers": needs(m.needs), "only": needs(m.sole), "why": both(why(facts, m)),
                "people": list(m.actor.people), "statements": sorted(s.claim for s in m.actor.said), "inferred": sorted(s.claim for s in m.actor.said if s.inferred),
                "covered_by": {n.key: list(m.actor.behind(n.key)) for n in m.needs}, "asked_for": m.asked_for} for m in found.members]
    cover, always = found.cover, found.always
    return {"theme": found.theme, "themes": list(found.themes), "by": found.by, "most": found.most, "candidates": found.candidates, "asked": needs(found.asked), "members": members,
            "nobody_can_cover": needs(found.nobody), "left_by_limit": needs(found.left), "exact": cover.exact, "ties_settled": cover.settled, "at_least": cover.at_least,
            "ratio": round(cover.ratio, 6), "sets": {"count": cover.count, "complete": cover.complete, "listed": [list(s) for s in alternatives(found)]},
            "in_every_set": None if always is None else [a.iri for a in always], "inferred_only": [a.iri for a in found.unsure], "inferred_would_add": needs(found.adds),
            "no_institution": list(found.alone), "notes": [both(n) for n in notes(found, facts)], "caveats": [both(c) for c in CAVEATS]}


def section(reader: Rows, scope: Scope, facts: Facts | None = None) -> Section:
    """Return, for each theme somebody is stated to have spoken on, the smallest set that covers the sectors and municipalities of those who did.

    ``silent`` is what the corpus has and nobody stands for on that theme. Hand-checked example: in the invented corpus ``transparency`` takes Lucía alone
    (government, Villa Aurora), and academia is silent on it.
    """
    known = facts or read_facts(reader)
    place = read_field(reader, known)
    used = sorted({t for s in known.said for t in s.themes if s.speakers and not s.inferred} & (set(scope.themes) or set(known.concepts.get("theme", {}))))
    answers = [coalition(reader, Asked(theme, listed=10, seconds=10.0), known, place) for theme in used]
    rows = sorted((_row(known, place, a) for a in answers if a.pool), key=lambda r: (-_value(r.cells[1]), r.key))
    return Section(
        "coalition", Text("A quién invitar por tema", "Whom to invite, by theme"),
        Text("Con cuántas personas, y quiénes, se cubren los sectores y municipios de quienes consta que hablaron de cada tema; y qué sectores y municipios del corpus no tienen voz en él.",
             "With how many people, and whom, the sectors and municipalities of those stated to have spoken on each theme are covered; and which of the corpus have no voice in it."),
        Text("Sólo cuenta quien consta que habló. La frase de cada persona: kg coalition --theme TEMA.", "Only stated speakers count. A sentence for each person: kg coalition --theme THEME."),
        SOURCE, CAVEATS,
        (Column("theme", Text("Tema", "Theme"), "text"), Column("speakers", Text("Hablaron", "Spoke"), "number", _SPOKE),
         Column("fewest", Text("Bastan", "Fewest"), "number", Text("personas del menor conjunto", "people in the smallest set")), Column("who", Text("Quiénes", "Who")),
         Column("covers", Text("Cubren", "They cover"), "text"), Column("sets", Text("Conjuntos así", "Such sets"), "number", _SETS),
         Column("silent", Text("Sin voz en el tema", "No voice in the theme"), "text", Text("de quienes participaron en algo; se aparta lo que solo una inferencia pone en el tema",
                                                                                          "of those who took part in anything; what only an inference puts in the theme is set apart"))),
        tuple(rows), tuple(_finding(a) for a in answers if len(a.members) > 1), empty=Text("Nadie habló de un tema.", "Nobody spoke on a theme."))


def _value(cell: Cell) -> int:
    return cell.value if isinstance(cell.value, int) else 0


def _present(place: Field) -> dict[str, Need]:
    """Return the sectors and municipalities of everybody who took part or spoke."""
    there = {p.person for p in place.facts.parts} | {p for s in place.facts.said for p in s.speakers}
    return {key: place.needs[key] for o in place.offices.values() if o.person in there for key in sorted(o.gives)}


def _row(facts: Facts, place: Field, found: Coalition) -> Row:
    spoke = merged([s.claim for s in on_theme(facts, frozenset(found.themes)) if not s.inferred])
    behind = merged(*(claims_of(m) for m in found.members))
    heard = frozenset().union(*(a.covers for a in found.pool))
    doubtful = frozenset().union(*(a.covers for a in found.unsure)) - heard
    silent, maybe = (sorted(n for key, n in _present(place).items() if key not in heard and (key in doubtful) == guessed) for guessed in (False, True))
    offices = tuple(sorted(o.claim for o in place.offices.values() if any(n.key in o.gives for n in silent + maybe)))
    unsure = merged([s.claim for a in found.unsure for s in a.said]) if maybe else ()
    cover, none, guess = found.cover, listed(silent), listed(maybe)
    told = Text(*("; ".join(filter(None, (sure, f"({how}: {what})" if what else ""))) for sure, how, what in zip(none, _BY_INFERENCE, guess, strict=True)))
    return Row(found.theme, (
        Cell(found.label), Cell(found.candidates, spoke), Cell(len(found.members), behind), Cell("; ".join(m.actor.name for m in found.members), behind),
        Cell(listed(found.asked), behind), Cell(cover.count if cover.complete and cover.count <= 10 else None, behind), Cell(told, merged(offices, unsure))),
        note=None if cover.exact else _UNPROVED)


def _finding(found: Coalition) -> Finding:
    """Say how many it takes for whom a report states as a speaker, and, as a caveat, who is heard only by inference."""
    behind, size = merged(*(claims_of(m) for m in found.members)), count_of(len(found.members), "person")
    names, verb = some(m.actor.name for m in found.members), Text("cubre", "covers") if len(found.members) == 1 else Text("cubren", "cover")
    told = [*([] if found.cover.exact else [_UNPROVED]), *inferred_only(found)]
    return Finding(f"coalition-{found.theme}", "coalition",
                   Text(f"Para «{found.label.es}», {size.es} de {found.candidates} {verb.es} todos los sectores y municipios de quienes consta que hablaron: {names.es}.",
                        f"For “{found.label.en}”, {size.en} of {found.candidates} {verb.en} every sector and municipality of those stated to have spoken: {names.en}."),
                   (Number(Text("personas", "people"), len(found.members), behind),), behind,
                   caveat=Text(" ".join(n.es for n in told), " ".join(n.en for n in told)) if told else None)
