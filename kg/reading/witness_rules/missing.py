"""What a report of an event should say and does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.text import Text
from kg.reading.mentions.line import HEADING, PROSE
from kg.reading.witness_rules.case import Case, Finding, Span, listed

_PLACE = (r"\b(?:sede|recinto|domicilio|auditorio|salon|sala|explanada|instalaciones|teatro|centro de convenciones|biblioteca|plaza|aula|casa de la cultura|palacio municipal|escuela|hotel|museo|"
          r"plataforma|zoom|"
          r"videollamada|videoconferencia|via remota)\b|\blugar:|\bse (?:llev(?:o|aron) a cabo|celebr(?:o|aron)|realiz(?:o|aron)|desarroll(?:o|aron)|reunieron) en |\btuvo lugar en |"
          r"\b(?:celebrad|realizad|reunid|dad)[oa]s?(?: cita)? en |\b(?:municipio|ciudad) de [a-z ,]{3,40}, a \d|^[^\n]{0,200}, (?:a )?\d{1,2} de [a-z]+ de \d{4}")
_ORGANISER = (r"\b(?:organiz(?:o|a|an|aron)|organizad[oa]s? por|organizador(?:a|es|as)?|organizacion del evento|convoca[n]?|convocaron|convocad[oa]s? por|convocantes?|anfitrion[a]?|a convocatoria "
              r"de|coorganiz\w+|impulsad[oa] por|"
              r"encabezad[oa] por)\b|\bconvoco (?:el|la|al)\b")
_MODERATOR = r"\b(?:moder(?:o|a|ado|ada|ador|adora|adores|acion)|conduj(?:o|eron)|conduc(?:e|ido|ida)|facilit(?:ador|adora|o por)|coordin(?:a|o|ado|ada)|presid(?:e|io|ida)|maestr[oa] de ceremonias)\b"


def _main(case: Case) -> Span:
    """Return where a report names its event: the place to say what the event lacks."""
    claim = next((c for c in case.reading.of("event") if not c.data.get("part_of")), None)
    first = case.lines[0]
    return (claim.start, claim.end) if claim else case.span(*case.extent(first))


def _about(case: Case) -> tuple[Span, ...]:
    """Return the event's name and the first paragraph, where venue and organiser would be told."""
    prose = [ln for ln in case.lines if ln.kind == PROSE and case.extent(ln)[1] - case.extent(ln)[0] > 80]
    start = case.extent(prose[0]) if prose else (0, 0)
    return (_main(case), *([case.span(start[0], min(start[1], start[0] + 60))] if prose else []))


def venue(case: Case) -> Iterator[Finding]:
    """No venue anywhere."""
    if case.is_event and not re.search(_PLACE, case.plain, re.MULTILINE):
        yield Finding(_about(case), Text("No se dice la sede.", "The venue is not said."), confidence=0.8, fix=Text("decir dónde fue", "say where it was"))


def organiser(case: Case) -> Iterator[Finding]:
    """Nobody is said to organise."""
    if case.is_event and case.spoken and not re.search(_ORGANISER, case.plain):
        yield Finding(_about(case), Text("No se dice quién organiza ni quién publica; sólo se deduce.", "Who organises and who publishes is not said; it can only be inferred."), confidence=0.8,
                      fix=Text("decir quién organizó", "say who organised it"))


def moderator(case: Case) -> Iterator[Finding]:
    """A panel, networking or round table without moderator."""
    spots = [m.span() for m in case.find(r"\b(?:el|un|consistio en un|la|una) (?:panel|networking|conversatorio|mesa redonda|mesa de (?:dialogo|trabajo))\b")]
    if case.is_event and case.spoken and spots and not re.search(_MODERATOR, case.plain):
        rows: dict[str, Span] = {}
        for start, end in spots:
            rows.setdefault(case.plain[start:end].split()[-1], case.span(start, end))
        yield Finding(tuple(rows.values()), Text("No se dice quién moderó las sesiones.", "Who moderated the sessions is not said."), confidence=0.8,
                      fix=Text("nombrar a quien moderó", "name who moderated"))


def mode(case: Case) -> Iterator[Finding]:
    """Of nobody is it said whether they were there in person or online."""
    taking = list(case.reading.of("participation"))
    words = re.search(r"\b(?:modalidad|hibrid[oa]|via remota|videollamada|videoconferencia|sesion virtual|en linea|zoom|presencialmente|asistencia (?:virtual|presencial)|(?:reunion|sesion|evento|"
                      r"foro) presencial|se dieron cita)\b|\bse reunieron en\b|\bsede:|\blugar:", case.plain)
    if len(taking) > 3 and case.spoken and all(c.data["mode"] in ("unknown", "") for c in taking) and not words and not re.search(_PLACE, case.plain, re.MULTILINE):
        told = [ln for ln in case.lines if ln.kind == PROSE and re.search(r"\bmoderad|conferencia|panel", case.plain[slice(*case.extent(ln))])][:1]
        spans = tuple(case.span(case.extent(ln)[0], case.extent(ln)[0] + 40) for ln in told)
        yield Finding((_main(case), *spans), Text("De nadie se dice si estuvo en presencia o en línea.", "Whether anybody was there in person or online is not said."), confidence=0.75)


def in_person_count(case: Case) -> Iterator[Finding]:
    """Online attendance counted, attendance in person not."""
    hits = [m.span() for m in case.find(r"\basistencia virtual\b")]
    if hits and not re.search(r"\basistencia presencial\b|\bde (?:manera|forma) presencial (?:asistieron|acudieron)|\basistieron (?:de (?:manera|forma) )?presencial", case.plain):
        yield Finding(tuple(case.span(*h) for h in hits), Text("Se mide la asistencia en línea y no se dice cuánta gente asistió en persona.",
                                                               "Online attendance is measured and how many attended in person is not said."), confidence=0.85,
                      fix=Text("añadir la asistencia en persona", "add attendance in person"))


def undated_views(case: Case) -> Iterator[Finding]:
    """Views of a recording: one figure with its day or session, another without; and views are not people."""
    hits = list(case.find(r"(?<![\w.,])\d[\d.,]* (?:vistas|visualizaciones|reproducciones)\b"))
    bare = []
    for hit in hits:
        line = next((case.extent(ln) for ln in case.lines if case.extent(ln)[0] <= hit.start() < case.extent(ln)[1]), (hit.start(), hit.end()))
        if not re.search(r"\bjornada\b|\bsesion\b|\d de [a-z]+", case.plain[line[0]:hit.start()]):
            bare.append(hit)
    if bare and len(bare) < len(hits):
        yield Finding(tuple(case.span(*h.span()) for h in [*bare, *(h for h in hits if h not in bare)]),
                      Text("Una cifra de vistas no dice de qué sesión es, y otra sí; además, unas vistas no son personas.",
                           "One figure of views does not say of which session it is, and another does; besides, views are not people."), confidence=0.8)


def unnamed_office(case: Case) -> Iterator[Finding]:
    """A mayor or governor mentioned by office and place, never by name."""
    for hit in case.find(r"\b(?:la presidenta|el presidente) municipal de (?P<town>[a-z]+)\b|\b(?:el alcalde|la alcaldesa) de (?P<city>[a-z]+)\b"):
        town = hit["town"] or hit["city"]
        named = any(re.search(r"president[ea] municipal|alcalde", c.quote.lower()) and town in case.plain[case.normal.forward(c.start) - 10:case.normal.forward(c.end) + 60]
                    for c in case.reading.of("membership"))
        near = any(hit.start() - 90 < case.normal.forward(s) < hit.end() + 60 for c in case.reading.of("person") for s, _ in c.mentions)
        if not named and not near and case.text[hit.end() - len(town)].isupper():
            yield Finding((case.span(*hit.span()),), Text("Se alude a una autoridad por su cargo, sin su nombre; aquí queda sin nombre.",
                                                          "An authority is mentioned by office, without their name; here they stay unnamed."), confidence=0.8)


_GENERIC = r"(?:secretaria general de gobierno|sistema municipal anticorrupcion|comite de participacion ciudadana|poder judicial|(?:[lxvi]{2,7}) legislatura)"


def of_where(case: Case) -> Iterator[Finding]:
    """A body many states or municipalities have, without saying of which one."""
    done = set()
    for hit in case.find(rf"\b(?P<body>{_GENERIC})\b(?! del? (?:la |el )?[a-z]+)(?! [a-z]+ense\b)(?! (?:federal|local|estatal)\b)"):
        body = hit["body"]
        whole = re.search(rf"\b{body} (?:del?|de la) [a-z]", case.plain)
        if whole or not case.text[hit.start()].isupper() or body in done:
            continue
        done.add(body)
        name = case.text[hit.start():hit.end()]
        yield Finding((case.span(*hit.span()),), Text(f"No se dice de qué lugar o cámara es: {name}.", f"Of which place or chamber it is, is not said: {name}."), (name,), 0.75,
                      Text("decir de cuál", "say of which"))


def homonym(case: Case) -> Iterator[Finding]:
    """A municipality whose name several states share, in a report that does not say the state."""
    from kg.reading.mentions.gazetteer import gazetteer, names, states_in

    for claim in case.reading.of("municipality"):
        same = [code for code, name in gazetteer().get(tuple(claim.data["name"].lower().split()), ()) if name == claim.data["name"]] or [*claim.alternatives]
        states = {c[:2] for line in case.lines for c in states_in(line.tokens)}
        own = (claim.data["inegi"] or "")[:2]
        if claim.data["inegi"] is None and claim.alternatives and not states:
            yield Finding(((claim.start, claim.end),), Text(f"No se dice en qué estado está {claim.data['name']}: varios tienen uno con ese nombre.",
                                                            f"In which state {claim.data['name']} is, is not said: several have one of that name."), (claim.data["name"],), 0.8)
        elif own and own != case.reading.state and case.reading.state and own not in states and len(same) <= 1:
            yield Finding(((claim.start, claim.end),), Text(f"{claim.data['name']} no es del estado del que trata el informe, y no se dice de cuál es.",
                                                            f"{claim.data['name']} is not of the state the report is about, and of which it is, is not said."),
                          (names().get(claim.data["inegi"], claim.data["name"]),), 0.75, Text("decir el estado", "say the state"))


def quoted_title(case: Case) -> Iterator[Finding]:
    """A quoted title alone under a heading, that the report names nowhere else: of what it is the title is not said."""
    for before, line in zip(case.lines, case.lines[1:], strict=False):
        start, end = case.extent(line)
        words = case.plain[start:end].strip()
        if before.kind == line.kind == HEADING and line.block.gap == 0 and re.fullmatch(r'"[^"]{10,}"',
                                                                                        words) and case.plain.count(words.strip('"')) == 1 and re.match(r"relatoria|minuta|resumen|memoria|acta",
                                                                                            case.plain[slice(*case.extent(before))]):
            yield Finding((case.span(start, end), case.span(*case.extent(before))), Text("El rótulo entre comillas puede nombrar la sesión o esta parte del informe: no se dice cuál.",
                                                                                         "The quoted title may name the session or this part of the report: which is not said."), confidence=0.75)


def bracketed_country(case: Case) -> Iterator[Finding]:
    """A country in brackets after an international body: its seat, or the country somebody is in charge of."""
    for tag in case.tags:
        hit = re.search(r"\((?P<land>México|Guatemala|Colombia|Perú|Chile|Argentina|Uruguay|Ecuador|Costa Rica|Honduras|El Salvador|Paraguay|Bolivia|España)\)\s*\Z", case.text[tag.first:tag.last + 1])
        international = any(c.data["kind"].startswith("international") and any(tag.first <= case.normal.forward(s) < tag.last for s, _ in c.mentions) for c in case.reading.of("institution"))
        if hit and international and not any(stuck for *_, stuck in tag.hats):
            yield Finding((case.span(tag.first, tag.last),), Text("El país entre paréntesis puede ser el que se atiende o la sede: no se aclara.",
                                                                  "The country in brackets may be the one in charge or the seat: it is not made clear."), (tag.name,), 0.75)


_SECTORS = ("empresarios", "legisladores")


def absent_sector(case: Case) -> Iterator[Finding]:
    """Sectors said to have come together, of which no list names anybody."""
    hit = next(case.find(r"\bconcurri(?:o|eron) [^.;]{0,80}\((?P<who>[^)]{10,200})\)|\basistieron [^.;]{0,40}sectores[^.;]{0,40}\((?P<others>[^)]{10,200})\)"), None)
    if hit is None or not case.rosters:
        return
    titles = " ".join(case.plain[t.first:t.last] for t in case.tags)
    signs = {"empresarios": r"empres|camara de comercio|coparmex|canaco|canacintra|industri", "legisladores": r"diputad|senador|legislatura|congreso"}
    gone = [w for w in _SECTORS if w in (hit["who"] or hit["others"]) and not re.search(signs[w], titles)]
    if gone:
        yield Finding((case.span(*hit.span()),), Text(f"Se dice que concurrieron {listed(gone)} y ninguna lista nombra a alguien presentado como tal.",
                                                      f"“{listed(gone, 'en')}” are said to have come, and no list names anybody presented as such."), confidence=0.8)


def laggard_and_model(case: Case) -> Iterator[Finding]:
    """One paragraph that calls a municipality a laggard and its government an example."""
    for _, start, end in case.prose():
        low = re.search(r"municipio de (?P<town>[a-z]+)\b[^.]{0,40}\b(?:rezagad|atrasad|deficien)", case.plain[start:end])
        high = low and re.search(rf"(?:ejemplo|modelo) de (?:la|el) [^.]{{0,30}} de {low['town']}\b", case.plain[start:end])
        if low and high:
            yield Finding((case.span(start + low.start(), start + low.end()), case.span(start + high.start(), start + high.end())),
                          Text("Un mismo párrafo da al municipio por rezagado y a su gobierno por modelo; se conservan las dos cosas.",
                               "One paragraph calls the municipality a laggard and its government a model; both are kept."), confidence=0.7)
