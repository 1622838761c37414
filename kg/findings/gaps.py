"""Who is missing: municipalities of a state that nobody in these reports stands for.

"Absent" always means: nobody in these reports. It does not say that they were not invited, nor that they were not in the room.
"""

from __future__ import annotations

import difflib
from collections import defaultdict

from kg.findings.facts import PREFIX, Facts, Part, Rows, read_facts
from kg.findings.finding import Cell, Column, Finding, Grid, Number, Row, Scope, Section, Tile, merged
from kg.findings.words import number, some
from kg.model.errors import UsageError, nearest
from kg.model.iri import fold
from kg.model.text import Text

_TOWNS = """SELECT ?town ?code ?name ?state ?called ?list WHERE {
  ?town a kg:Municipality ; kg:inegiCode ?code ; kg:stateCode ?state ; kg:stateName ?called ; skos:prefLabel ?name . OPTIONAL { ?town dcterms:source ?list }
}"""
_LISTS = "SELECT ?list ?title ?lang WHERE { ?town a kg:Municipality ; dcterms:source ?list . ?list dcterms:title ?title . BIND(LANG(?title) AS ?lang) }"
# What names a municipality without anybody being there for it: a fact about it, a body or a programme of it, a statement about it.
_NAMED = """SELECT DISTINCT ?town ?claim WHERE {
  { ?claim a kg:FactClaim ; kg:about ?town . ?town a kg:Municipality } UNION { ?claim a kg:FactClaim ; kg:value ?town . ?town a kg:Municipality }
  UNION { ?claim a kg:Contribution ; kg:aboutMunicipality ?town } UNION { ?claim kg:addressee|kg:wishesTieBetween ?town . ?town a kg:Municipality }
}"""
STATES: tuple[tuple[str, str, Text], ...] = (("represented", "●", Text("representado", "represented")), ("mentioned", "◐", Text("solo mencionado", "only mentioned")),
                                             ("absent", "○", Text("ausente de los informes", "absent from the reports")))
_NAMES = {key: name for key, _, name in STATES}


class _Towns:
    """The municipalities of the corpus's list (INEGI's), who was there for each, and what else names it."""

    def __init__(self, reader: Rows, facts: Facts) -> None:
        self.name: dict[str, str] = {}
        self.code: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.of: dict[str, list[str]] = defaultdict(list)
        for row in sorted(tuple(v or "" for v in row) for row in reader.rows(PREFIX + _TOWNS)):
            town, code, name, state, called, _ = row
            if town not in self.name:
                self.name[town], self.code[town], self.states[state] = name, code, called
                self.of[state].append(town)
        self.parts: dict[str, list[Part]] = defaultdict(list)
        for part in facts.parts:
            for town in part.hat.towns:
                self.parts[town].append(part)
        self.named: dict[str, set[str]] = defaultdict(set)
        for found in reader.rows(PREFIX + _NAMED):
            self.named[found[0] or ""].add(found[1] or "")
        titles = sorted({(lang or "", title or "") for _, title, lang in reader.rows(PREFIX + _LISTS)})
        self.list = Text(*("; ".join(t for code, t in titles if code == lang) or "—" for lang in ("es", "en")))

    def state(self, town: str) -> str:
        """Return which of ``STATES`` a municipality is in."""
        return "represented" if self.parts[town] else "mentioned" if self.named[town] else "absent"

    def claims(self, town: str) -> tuple[str, ...]:
        """Return what stands behind the state: who was there, else what names it."""
        return merged(*(p.claims for p in self.parts[town])) or merged(self.named[town])


def chosen_states(towns: _Towns, scope: Scope) -> list[str]:
    """Return the codes of the states asked for, else of those with a municipality represented, most of them first. An unknown code is an error that names the nearest."""
    known = {code: f"{code} {name}" for code, name in towns.states.items()}
    for code in scope.states:
        if code not in known:
            remedy = _nearest(code, known) if known else Text("esta construcción no tiene lista de municipios", "this build has no list of municipalities")
            raise UsageError(Text(f"no hay un estado {code!r}", f"there is no state {code!r}"), "--state", remedy)
    if scope.states:
        return list(dict.fromkeys(scope.states))
    count = {code: sum(towns.state(t) == "represented" for t in found) for code, found in towns.of.items()}
    return sorted((c for c, n in count.items() if n), key=lambda c: (-count[c], c))


def _nearest(code: str, known: dict[str, str]) -> Text:
    """Return the states that look most like what was typed, by code or by name."""
    wanted = fold(code)
    close = [label for c, label in sorted(known.items()) if wanted and (wanted in fold(label) or c.lstrip("0") == wanted.lstrip("0"))]
    close = close or [known[c] for c in difflib.get_close_matches(code, sorted(known), n=3, cutoff=0.6)]
    listed = ", ".join(close[:3])
    return Text(f"¿quiso decir: {listed}?", f"did you mean: {listed}?") if close else nearest(code, known.values())


def absent_municipalities(reader: Rows, scope: Scope, facts: Facts | None = None) -> Section:
    """Return each municipality of the states in scope: represented, only mentioned, or absent from the reports; as a grid and as a table.

    Hand-checked example: in the invented corpus state 99 has two municipalities; Villa Aurora is represented (by one person, in two events), Villa Ausente is absent.
    """
    found = facts or read_facts(reader)
    towns = _Towns(reader, found)
    states = chosen_states(towns, scope)
    rows = [_town(found, towns, state, town) for state in states for town in towns.of[state]]
    everywhere = sorted(t for t, parts in towns.parts.items() if parts)
    findings = []
    if everywhere:
        claims = merged(*(towns.claims(t) for t in everywhere))
        listed = some(sorted(found.name(t) for t in everywhere))
        findings.append(Finding("represented", "represented", Text(f"Municipios representados: {len(everywhere)} ({listed.es}).", f"Municipalities represented: {len(everywhere)} ({listed.en})."),
                                (Number(Text("municipios representados", "municipalities represented"), len(everywhere), claims),), claims))
    findings += [_state_finding(towns, state) for state in states]
    return Section(
        "municipalities", Text("Municipios ausentes", "Absent municipalities"), Text("A qué municipios falta invitar o escuchar.", "Which municipalities are yet to be invited or heard."),
        Text("Representado: alguien participó con un cargo de una institución de ese municipio. Solo mencionado: un informe lo nombra sin que nadie participe por él. Ausente: ninguna de las "
             "dos cosas. Los estados son los de los municipios representados, salvo que se pidan otros (--state).",
             "Represented: somebody took part with an office of an institution of that municipality. Only mentioned: a report names it and nobody takes part for it. Absent: neither. "
             "The states are those of the municipalities represented, unless others are asked for (--state)."),
        source=Text(f"Lista de municipios: {towns.list.es}. Es conocimiento externo a los informes.", f"List of municipalities: {towns.list.en}. It is knowledge from outside the reports."),
        caveats=(Text("«Ausente» quiere decir que nadie en estos informes participó por ese municipio ni lo nombró; no que no lo invitaran, ni que no hubiera nadie de allí.",
                      "“Absent” means that nobody in these reports took part for that municipality or named it; not that it was not invited, nor that nobody from there was in the room."),
                 Text("De un estado con un solo municipio representado puede que solo se invitara a ese: su lista de ausentes dice poco.",
                      "Of a state with a single municipality represented, perhaps only that one was invited: its list of absent ones says little.")),
        columns=(Column("code", Text("Clave INEGI", "INEGI code")), Column("municipality", Text("Municipio", "Municipality")), Column("state", Text("Estado", "State")),
                 Column("status", Text("Situación", "Status"), "text"), Column("people", Text("Personas", "People"), "number"), Column("events", Text("Eventos", "Events"), "number"),
                 Column("mentions", Text("Menciones", "Mentions"), "number", Text("afirmaciones que lo nombran", "claims that name it"))),
        rows=tuple(rows), findings=tuple(findings), grids=tuple(_grid(towns, s) for s in states),
        empty=Text("Ningún municipio está representado; pida un estado con --state.", "No municipality is represented; ask for a state with --state."))


def _town(facts: Facts, towns: _Towns, state: str, town: str) -> Row:
    parts, named = towns.parts[town], merged(towns.named[town])
    there = merged(*(p.claims for p in parts))
    return Row(town, (Cell(towns.code[town], (), town), Cell(towns.name[town], (), town), Cell(towns.states[state]), Cell(_NAMES[towns.state(town)], towns.claims(town)),
                      Cell(len({p.person for p in parts}), there), Cell(len({facts.root(p.session) for p in parts}), there), Cell(len(named), named)))


def _state_finding(towns: _Towns, state: str) -> Finding:
    by: dict[str, list[str]] = defaultdict(list)
    for town in towns.of[state]:
        by[towns.state(town)].append(town)
    total, here, named, gone = len(towns.of[state]), len(by["represented"]), len(by["mentioned"]), len(by["absent"])
    claims = merged(*(towns.claims(t) for t in towns.of[state]))
    lone = Text("Un solo municipio de este estado: quizá solo se le invitó a él.", "A single municipality of this state: perhaps only that one was invited.") if here == 1 and total > 2 else None
    name, of, absent = towns.states[state], number(total, "municipality"), Text("ausente" if gone == 1 else "ausentes", "absent")
    return Finding(f"state-{state}", "absent-municipalities", Text(
        f"{name} ({state}): de {of.es}, {here} con representación, {named} solo con mención y {gone} {absent.es} de los informes.",
        f"{name} ({state}): of {of.en}, {here} represented, {named} only mentioned and {gone} absent from the reports."),
        (Number(Text("municipios del estado (INEGI)", "municipalities of the state (INEGI)"), total),
         Number(_NAMES["represented"], here, merged(*(towns.claims(t) for t in by["represented"]))),
         Number(_NAMES["mentioned"], named, merged(*(towns.claims(t) for t in by["mentioned"]))), Number(_NAMES["absent"], gone)), claims, caveat=lone)


def _grid(towns: _Towns, state: str) -> Grid:
    tiles = tuple(Tile(towns.code[t], towns.name[t], towns.state(t), towns.claims(t), state) for t in sorted(towns.of[state], key=lambda t: (fold(towns.name[t]), t)))
    return Grid(Text(f"Municipios de {towns.states[state]}", f"Municipalities of {towns.states[state]}"), STATES, tiles)
