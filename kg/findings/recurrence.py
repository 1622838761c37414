"""The recurrence ledger: a theme or a proposal across events. First said, echoed, dropped, turned into a commitment or not.

Two contributions are never taken for one: those that look alike are offered for review (``kg identity review``), no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.findings.facts import UNDATED, Facts, Rows, Said, read_facts
from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section, merged
from kg.findings.words import some
from kg.identity.candidates import candidates
from kg.identity.compare import Candidate
from kg.identity.mention import Mention
from kg.model.iri import fold
from kg.model.text import Text

_STATUS = {"echoed": Text("con eco: vuelve en otro evento", "echoed: comes back in another event"), "dropped": Text("cayó: no vuelve en el último evento", "dropped: not back in the last event"),
           "new": Text("nuevo en el último evento", "new in the last event"), "single": Text("un solo evento", "a single event")}
_KINDS = ("proposal", "problem", "experience", "finding", "commitment")


def themes(reader: Rows, scope: Scope, facts: Facts | None = None) -> Section:
    """Return each theme spoken of: first said, echoed in another event, dropped before the last one, with its commitments; below, theme by event.

    Events go by their first day; within a day by line of the report, which need not be the order of speaking. Hand-checked example: in the invented corpus
    ``training`` is first said in the Foro (Tomás, line 14) and echoed in the Taller (Noé); ``transparency`` (2 statements) is dropped; nothing is committed to.
    """
    found = facts or read_facts(reader)
    by_theme = _by_theme(found, scope)
    rows = [_theme(found, theme, said) for theme, said in by_theme.items()]
    rows.sort(key=lambda r: (-_int(r.cells[4]), -_int(r.cells[5]), r.key))
    return Section(
        "themes", Text("Temas que vuelven y temas que caen", "Themes that come back and themes that drop"),
        Text("Qué se dijo primero y quién, quién lo retomó en otro evento, qué no volvió a aparecer y qué llegó a ser compromiso.",
             "What was said first and by whom, who took it up in another event, what did not appear again and what became a commitment."),
        Text("Intervenciones por tema y evento. Con eco: en dos eventos o más, el último incluido. Cayó: no está en el último evento. Nuevo: solo en el último.",
             "Statements by theme and event. Echoed: in two events or more, the last one included. Dropped: not in the last event. New: only in the last one."),
        caveats=(Text("Un tema en común no es la misma propuesta. Eventos con otro programa hablan de otra cosa: que un tema caiga no es que se abandonara.",
                      "A theme in common is not the same proposal. Events with another programme speak of other things: a theme that drops was not thereby given up."),
                 Text("«Primero» es por día y luego por línea del informe, que puede no ser el orden en que se habló.",
                      "“First” is by day and then by line of the report, which may not be the order of speaking."),
                 *_few(found)),
        columns=(Column("themes", Text("Tema", "Theme"), "text"), Column("status", Text("Qué pasó", "What happened"), "text"), Column("first-event", Text("Primero en", "First in")),
                 Column("first-said", Text("Primera mención", "First mention"), "text"), Column("events", Text("Eventos", "Events"), "number"),
                 Column("statements", Text("Intervenciones", "Statements"), "number"), Column("proposals", Text("Propuestas", "Proposals"), "number"),
                 Column("commitments", Text("Compromisos", "Commitments"), "number")),
        rows=tuple(rows), findings=tuple(_theme_findings(found, rows, scope)), empty=Text("No hay intervenciones con tema.", "There are no statements with a theme."),
        parts=(_by_event(found, by_theme),) if by_theme else ())


def _few(facts: Facts) -> list[Text]:
    """Say how little a few events tell, and which have no date."""
    n, undated = len(facts.roots), [e.name for e in facts.roots if not e.days]
    if n < 2:
        return [Text("Hay menos de dos eventos: nada puede volver ni caer todavía.", "There are fewer than two events: nothing can come back or drop yet.")]
    made = [Text(f"Son {n} eventos: con tan pocos, volver o caer es una observación, no una tendencia.",
                 f"There are {n} events: with so few, coming back or dropping is an observation, not a trend.")] if n < 10 else []
    if undated:
        names = some(undated)
        made.append(Text(f"Sin fecha, y por eso nunca el último: {names.es}.", f"Without a date, and so never the last one: {names.en}."))
    return made


def _int(cell: Cell) -> int:
    return cell.value if isinstance(cell.value, int) else 0


def _cell(said: Iterable[Said]) -> Cell:
    claims = merged([s.claim for s in said])
    return Cell(len(claims), claims)


def _sure(said: Iterable[Said]) -> bool:
    return any(s.inferred for s in said)


def _by_theme(facts: Facts, scope: Scope) -> dict[str, list[Said]]:
    """Return what was said on each theme, in order of day and line."""
    found: dict[str, list[Said]] = defaultdict(list)
    for said in sorted(facts.said, key=facts.order):
        for theme in said.themes:
            if not scope.themes or theme in scope.themes:
                found[theme].append(said)
    return dict(sorted(found.items()))


def _in_scope(said: Said, scope: Scope) -> bool:
    """Tell whether a contribution is on a theme asked for; when none was, any is."""
    return not scope.themes or not set(scope.themes).isdisjoint(said.themes)


def _status(facts: Facts, events: set[str]) -> str:
    """Return what became of something said in these events: a key of ``_STATUS``."""
    if len(facts.roots) < 2:
        return "single"
    if ([e.iri for e in facts.roots if e.days] or [facts.roots[-1].iri])[-1] not in events:
        return "dropped"
    return "echoed" if len(events) > 1 else "new"


def first_said(facts: Facts, said: Said) -> Text:
    """Return day, who and line of a contribution, for reading."""
    day = facts.order(said)[0]
    who = facts.names(said.speakers)
    mark = Text(" (atribución inferida)", " (inferred attribution)") if said.inferred else Text("", "")
    told = Text(day if day != UNDATED else "sin fecha", day if day != UNDATED else "no date")
    return Text(f"{told.es} · {who or 'conclusión del encuentro'}{mark.es} · renglón {said.line}", f"{told.en} · {who or 'conclusion of the meeting'}{mark.en} · line {said.line}")


def _theme(facts: Facts, theme: str, said: Sequence[Said]) -> Row:
    events = {facts.root(s.session) for s in said}
    first = said[0]
    commitments = [s for s in said if s.kind == "commitment"]
    claims = merged([s.claim for s in said])
    where = facts.root(first.session)
    return Row(theme, (Cell(facts.concept("theme", theme), claims), Cell(_STATUS[_status(facts, events)], claims), Cell(facts.name(where), (first.claim,), where),
                       Cell(first_said(facts, first), (first.claim,)), Cell(len(events), claims), _cell(said), _cell(s for s in said if s.kind == "proposal"),
                       _cell(commitments)), "inferred" if _sure(said) else "stated")


def _theme_findings(facts: Facts, rows: list[Row], scope: Scope) -> list[Finding]:
    """Say how many themes came back, which dropped, and whether anything was committed to."""
    made = []
    for key, es, en in (("echoed", "Temas que vuelven en otro evento: {n} ({names}).", "Themes that come back in another event: {n} ({names})."),
                        ("dropped", "Temas que no vuelven en el último evento: {n} ({names}).", "Themes not back in the last event: {n} ({names})."),
                        ("new", "Temas nuevos en el último evento: {n} ({names}).", "Themes new in the last event: {n} ({names}).")):
        kept = [r for r in rows if r.cells[1].value == _STATUS[key]]
        if kept:
            claims = merged(*(r.claims for r in kept))
            names = some(r.cells[0].text() for r in kept)
            made.append(Finding(key, key, Text(es.format(n=len(kept), names=names.es), en.format(n=len(kept), names=names.en)),
                                (Number(Text("temas", "themes"), len(kept), claims),), claims, "inferred" if any(r.sure == "inferred" for r in kept) else "stated"))
    if rows:
        promised = [s for s in facts.said if s.kind == "commitment" and _in_scope(s, scope)]
        claims = merged([s.claim for s in promised])
        among = Text(" de estos temas", " on these themes") if scope.themes else Text("", "")
        told = Text(f"Compromisos recogidos{among.es}: {len(promised)}." if promised else f"Los informes no recogen ningún compromiso{among.es}: los deseos no se cuentan como tales.",
                    f"Commitments reported{among.en}: {len(promised)}." if promised else f"The reports give no commitment{among.en}: wishes are not counted as such.")
        made.append(Finding("commitments", "commitments", told, (Number(Text("compromisos", "commitments"), len(promised), claims),), claims))
    return made


def _by_event(facts: Facts, by_theme: dict[str, list[Said]]) -> Section:
    """Return theme by event: how much of each kind, with its claims."""
    rows = []
    for theme, said in by_theme.items():
        for event in facts.roots:
            here = [s for s in said if facts.root(s.session) == event.iri]
            if here:
                counts = (_cell(s for s in here if s.kind == k) for k in _KINDS)
                rows.append(Row(f"{theme} {event.iri}", (Cell(facts.concept("theme", theme)), Cell(event.name, (), event.iri), _cell(here), *counts), "inferred" if _sure(here) else "stated"))
    kinds = tuple(Column(f"{k}s", Text(*(f"{t}s" for t in facts.concept("contribution-kind", k))), "number") for k in _KINDS)
    columns = (Column("themes", Text("Tema", "Theme"), "text"), Column("event", Text("Evento", "Event")), Column("statements", Text("Intervenciones", "Statements"), "number"), *kinds)
    return Section("themes-by-event", Text("Tema por evento", "Theme by event"),
                   Text("Cuánto y de qué clase se dijo de cada tema en cada evento.", "How much and what kind was said of each theme in each event."),
                   Text("Intervenciones; una con varios temas cuenta en cada uno.", "Statements; one with several themes counts in each."),
                   columns=columns, rows=tuple(rows))


def proposals(reader: Rows, scope: Scope, facts: Facts | None = None) -> Section:
    """Return each proposal: who, where, what answers it as a commitment, and what in another event looks like it (for review); below, all near-duplicates.

    Hand-checked example: in the invented corpus there are 3 proposals, all of the Foro, none with a commitment and none with a look-alike in the Taller.
    """
    found = facts or read_facts(reader)
    pairs = look_alikes(found, scope)
    by_claim = {s.claim: s for s in found.said}
    alike: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        if found.root(by_claim[pair.a].session) != found.root(by_claim[pair.b].session):
            alike[pair.a].add(pair.b)
            alike[pair.b].add(pair.a)
    kept = [s for s in sorted(found.said, key=found.order) if s.kind == "proposal" and _in_scope(s, scope)]
    rows = tuple(_proposal(found, s, [a for a in s.answered if a in by_claim and by_claim[a].kind == "commitment"], alike[s.claim]) for s in kept)
    return Section(
        "proposals", Text("Qué fue de cada propuesta", "What became of each proposal"), Text("Qué propuestas siguen sin que nadie se comprometa.", "Which proposals nobody has committed to yet."),
        Text("Una propuesta tiene compromiso cuando una intervención de clase compromiso la responde. «Posible eco» cuenta intervenciones de otro evento que se le parecen en las palabras.",
             "A proposal has a commitment when a statement of the kind commitment answers it. “Possible echo” counts statements of another event with similar words."),
        caveats=(Text("Un posible eco es una sugerencia del programa: nadie ha dicho que sea la misma propuesta. Se revisa con kg identity review.",
                      "A possible echo is the program's suggestion: nobody has said that it is the same proposal. It is reviewed with kg identity review."),),
        columns=(Column("proposal", Text("Propuesta", "Proposal"), "text"), Column("who", Text("Quién", "Who"), "text"), Column("session", Text("Sesión", "Session")),
                 Column("themes", Text("Temas", "Themes"), "text"), Column("commitments", Text("Compromisos", "Commitments"), "number"),
                 Column("possible-echo", Text("Posible eco", "Possible echo"), "number", Text("en otro evento; sugerencia", "in another event; a suggestion"))),
        rows=rows, findings=tuple(_proposal_findings(rows)), empty=Text("No hay propuestas.", "There are no proposals."), parts=(_duplicates(found, pairs, by_claim),))


def _proposal(facts: Facts, said: Said, promises: list[str], alike: set[str]) -> Row:
    own = (said.claim,)
    who = Text(facts.names(said.speakers) or "conclusión del encuentro", facts.names(said.speakers) or "conclusion of the meeting")
    return Row(said.claim, (Cell(said.words, own, said.claim), Cell(who, own), Cell(facts.name(said.session), own, said.session), Cell(facts.listed("theme", said.themes), own),
                            Cell(len(promises), merged(promises)), Cell(len(alike), merged(alike))),
               "suggestion" if alike else "inferred" if said.inferred else "stated")


def _proposal_findings(rows: tuple[Row, ...]) -> list[Finding]:
    if not rows:
        return []
    answered, every = [r for r in rows if _int(r.cells[4])], merged(*(r.cells[0].claims for r in rows))
    made = [Finding("uncommitted", "uncommitted", Text(f"Propuestas: {len(rows)}; con un compromiso que las responda: {len(answered)}.",
                                                       f"Proposals: {len(rows)}; with a commitment that answers them: {len(answered)}."),
                    (Number(Text("propuestas", "proposals"), len(rows), every),
                     Number(Text("con compromiso", "with a commitment"), len(answered), merged(*(r.cells[4].claims for r in answered)))), every)]
    echo = [r for r in rows if _int(r.cells[5])]
    if echo:
        claims = merged(*(r.cells[0].claims + r.cells[5].claims for r in echo))
        made.append(Finding("echo", "possible-echo", Text(f"Propuestas que se parecen a algo dicho en otro evento, por revisar: {len(echo)}.",
                                                          f"Proposals that look like something said in another event, to be reviewed: {len(echo)}."),
                            (Number(Text("por revisar", "to be reviewed"), len(echo), claims),), claims, "suggestion"))
    return made


def look_alikes(facts: Facts, scope: Scope) -> list[Candidate]:
    """Return the pairs of contributions that look alike, likeliest first, without those a person has already told apart or joined; keys are claim IRIs.

    With themes in scope, at least one of the two is on one of them.
    """
    found = [Mention("contribution", s.claim, s.words.es, (), {
        "theme": s.themes, "kind": (s.kind,), "speaker": tuple(sorted(fold(facts.name(p)) for p in s.speakers)), "event": (s.session,), "source": (facts.root(s.session),)}) for s in facts.said]
    decided = {frozenset((a.replace(":", "-"), b.replace(":", "-"))) for a, b, answer in scope.decided if answer in ("same", "different")}
    there = {s.claim for s in facts.said if _in_scope(s, scope)}
    pairs = [c for c in candidates(found) if c.verdict == "ask" and frozenset(k.rsplit("/", 1)[-1] for k in (c.a, c.b)) not in decided and not there.isdisjoint((c.a, c.b))]
    return sorted(pairs, key=lambda c: (-c.score, c.a, c.b))


def _duplicates(facts: Facts, pairs: list[Candidate], by_claim: dict[str, Said]) -> Section:
    rows = []
    for pair in pairs:
        one, other = sorted((by_claim[pair.a], by_claim[pair.b]), key=facts.order)
        both = (one.claim, other.claim)
        why = Text("; ".join(r.es for r in pair.reasons), "; ".join(r.en for r in pair.reasons))
        where = [f"{facts.names(s.speakers) or '—'} · {facts.name(s.session)}" for s in (one, other)]
        rows.append(Row(" ".join(both), (Cell(one.words, both, one.claim), Cell(where[0], both), Cell(other.words, both, other.claim), Cell(where[1], both), Cell(pair.score, both),
                                         Cell(why, both)), "suggestion"))
    return Section("near-duplicates", Text("Intervenciones que se parecen, por revisar", "Statements that look alike, for review"),
                   Text("Pueden ser lo mismo dicho dos veces. Nadie las ha unido: decide una persona.", "They may be one thing said twice. Nobody has joined them: a person decides."),
                   Text("Palabras en común de los resúmenes, más tema y persona (las reglas de kg identity); nunca se unen solas. Para decidir: kg identity review.",
                        "Words in common of the summaries, plus theme and person (the rules of kg identity); never joined by themselves. To decide: kg identity review."),
                   columns=(Column("first", Text("Una", "One"), "text"), Column("first-where", Text("Quién y dónde", "Who and where")), Column("second", Text("Otra", "Other"), "text"),
                            Column("second-where", Text("Quién y dónde", "Who and where")),
                            Column("score", Text("Parecido (0 a 1)", "Likeness (0 to 1)"), "number"), Column("why", Text("Por qué", "Why"), "text")),
                   rows=tuple(rows), empty=Text("Ningún par se parece tanto como para preguntarlo.", "No pair is so alike that it is worth asking."))
