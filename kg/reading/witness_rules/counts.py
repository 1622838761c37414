"""Numbers announced against what is listed or described."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.text import Text
from kg.reading.mentions.dates import number_grammar, number_value
from kg.reading.witness_rules.case import Case, Finding, listed

_WHO = r"(?:personas|participantes|panelistas|ponentes|asistentes|integrantes|especialistas|expert[oa]s|expositor[ea]s|representantes)"
_MODES = {"presencial": "in-person", "virtual": "virtual"}


def _number(words: str) -> int:
    return int(words) if words.isdigit() else number_value(words)


def _n() -> str:
    return rf"(?P<n>\d{{1,4}}|{number_grammar()['tens']})"


def listed_people(case: Case) -> Iterator[Finding]:
    """The number of people announced right above a list, or totalled right below it, against the people the list names."""
    for run, _ in case.rosters:
        last = run[-1] + 1
        below = case.extent(case.lines[last]) if last < len(case.lines) else (0, 0)
        hits = [h for span in case.announcing(run) for h in [*case.find(rf"(?<![\w.,]){_n()} {_WHO}\b(?=[^.]*[:.]?$)", *span)][-1:]]
        hits += case.find(rf"total de {_WHO}\W{{0,4}}{_n()}(?![\w%]|[.,]\d)", *below)
        for hit in hits:
            said, there = _number(hit["n"]), _length(case, run)
            if said != there and there <= 2 * said <= 4 * there and _announces(case, hit):     # far apart, they count different people
                ends = case.lines[run[0]], case.lines[run[-1]]
                modes = next(c for r, c in case.rosters if r == run)
                es = f" ({modes.get('in-person', 0)} en presencia y {modes.get('virtual', 0)} en línea)" if len([m for m in modes if m]) == 2 else ""
                en = f" ({modes.get('in-person', 0)} in person and {modes.get('virtual', 0)} online)" if es else ""
                yield Finding((case.span(hit.start(), hit.end()), case.span(ends[0].start, case.extent(ends[1])[1])),
                              Text(f"Se anuncian {said} personas y la lista nombra {there}{es}.", f"{said} people are announced and the list names {there}{en}."),
                              confidence=0.95, fix=Text("corregir el número o completar la lista", "correct the number or complete the list"))


def _length(case: Case, run: list[int]) -> int:
    """Return how many people a list names; of a table, the rows that are not struck out, whoever was recognised in them."""
    rows = [ln for ln in case.lines[run[0]:run[-1] + 1] if ln.block.kind == "row"]
    return sum(1 for ln in rows if not re.search(r"\b(?:cancelad[oa]|baja|vacante)\b", case.plain[slice(*case.extent(ln))])) if rows else len(run)


def _announces(case: Case, hit: re.Match[str]) -> bool:
    """Tell whether a number speaks of the whole list: not "7 de los 15 participantes", not "más de"."""
    before = case.plain[max(0, hit.start() - 24):hit.start()]
    return not re.search(r"(?:mas de|cerca de|alrededor de|unas?|\d+ de l[ao]s|otr[ao]s) $", before)


def by_mode(case: Case) -> Iterator[Finding]:
    """The number announced for each mode ("9 de manera presencial") against the people listed under its label."""
    for run, modes in case.rosters:
        if not any(modes.get(m) for m in _MODES.values()):
            continue
        said_of_mode = rf"(?<![\w.,]){_n()} (?:{_WHO} )?(?:(?:de|en) (?:manera|forma|modalidad) )?(?P<mode>presencial|virtual)(?:es|mente)?\b"
        for hit in (h for span in case.announcing(run) for h in case.find(said_of_mode, *span)):
            said, there = _number(hit["n"]), modes.get(_MODES[hit["mode"]], 0)
            if said != there:
                yield Finding((case.span(hit.start(), hit.end()), case.span(case.lines[run[0]].start, case.extent(case.lines[run[-1]])[1])),
                              Text(f"En modalidad {hit['mode']} se anuncian {said} y la lista nombra {there}.",
                                   f"{said} are announced as {_MODES[hit['mode']]} and the list names {there}."), confidence=0.95)


def units(case: Case) -> Iterator[Finding]:
    """Totals presented with the same words that count different things: "registros" that are participants once and public another time."""
    groups: dict[str, list[re.Match[str]]] = {}
    for hit in case.find(r"\btotal de (?P<what>[a-z]+) de (?P<n>\d[\d.,]*) (?P<unit>[a-z]+)"):
        groups.setdefault(hit["what"], []).append(hit)
    for what, hits in groups.items():
        kinds = list(dict.fromkeys(h["unit"] for h in hits))
        if len(kinds) > 1:
            names = [f"{h['n'].rstrip('.,')} {h['unit']}" for h in hits]
            yield Finding(tuple(case.span(h.start(), h.end()) for h in hits),
                          Text(f"Los totales de {what} no cuentan lo mismo ({listed(names)}): no se comparan ni se suman.",
                               f"The totals of “{what}” do not count the same thing ({listed(names, 'en')}): they cannot be compared or added."), confidence=0.85)


def one_described(case: Case) -> Iterator[Finding]:
    """Several things announced ("2 estudios, entre ellos …") of which the sentence goes on to tell one."""
    first = r"(?:entre ell[ao]s|un[ao] de ell[ao]s),? (?:esta |destaca |se encuentra )?(?=(?:el|la|un|una) )"
    second = r"(?:,| y| e) (?:la|el|una|un|otra|otro) (?:de|del|relativ[ao]|sobre|que|llamad[ao]|titulad[ao]|segund[ao]|otr[ao])\b"
    for hit in case.find(rf"(?<![\w.,]){_n()} (?P<what>[a-z]+s),? {first}"):
        end = case.plain.find(". ", hit.end())
        tail = case.plain[hit.end():end if end > 0 else len(case.plain)]
        number = _number(hit["n"])
        if 2 <= number <= 9 and not re.search(rf"{second}|\bl[ao] (?:otr[ao]|segund[ao])\b", tail[:1500]) and tail.count(";") < number - 1:
            yield Finding((case.span(hit.start(), hit.end()),),
                          Text(f"Se anuncian {number} {hit['what']} y se describe sólo una parte.", f"{number} “{hit['what']}” are announced and only part of them is described."),
                          confidence=0.85, fix=Text("describir las demás o decir cuáles son", "describe the others or say which they are"))


def began_with_all(case: Case) -> Iterator[Finding]:
    """An event that "began" with its whole programme: a talk "así como" several panels."""
    for hit in case.find(rf"\b(?:inicio|comenzo|arranco|dio inicio|abrio) con (?:[^.;]|(?<=dr)\.){{3,220}}?,? asi como (?:con )?(?:{_n()}) (?:paneles|mesas|talleres|conferencias|sesiones|ponencias)"):
        yield Finding((case.span(hit.start(), hit.end()),),
                      Text("A la letra, el evento empezó a la vez con todas sus partes; quizá sea su programa entero.",
                           "Read literally, the event began with all of its parts at once; perhaps it is its whole programme."), confidence=0.8)


def examples(case: Case) -> Iterator[Finding]:
    """Examples announced ("concluyó con ejemplos de …") that the paragraph does not give."""
    for hit in case.find(r"\b(?:concluyo|cerro|finalizo|termino|ilustro|continuo|expuso|presento|mostro|dio)(?: [a-z]+){0,2} (?:con )?ejemplos (?:practicos |concretos )?(?:de|sobre)\b"):
        line = next(((s, e) for _, s, e in case.prose() if s <= hit.start() < e), None)
        if line and not re.search(r"[:;\"]|\bcomo\b|\btales\b|\bentre ell[ao]s\b", case.plain[hit.end():line[1]]):
            yield Finding((case.span(hit.start(), hit.end()),),
                          Text("Se anuncian ejemplos y el informe no da ninguno.", "Examples are announced and the report gives none."), confidence=0.8)


def questions(case: Case) -> Iterator[Finding]:
    """Questions sent or asked beforehand that the report does not reproduce."""
    for hit in case.find(r"\b(?:envi(?:o|aron)|formul(?:o|aron)|plante(?:o|aron)|hizo llegar|compart(?:io|ieron)) [^.;:?]{0,60}\bpreguntas(?: [a-z]+)?"):
        if "?" not in case.plain[hit.end():]:
            yield Finding((case.span(hit.start(), hit.end()),),
                          Text("Se habla de preguntas planteadas a quienes participaron; el informe no las reproduce.",
                               "Questions put to the participants are mentioned; the report does not reproduce them."), confidence=0.85)
