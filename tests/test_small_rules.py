"""Dates, hours, figures, mechanisms and themes: each rule on an example it must find and one it must leave; properties on any text."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.terms import concepts
from kg.reading.mentions.dates import find_dates, find_times, level, number_value, resolve, year_of
from kg.reading.mentions.figures import find_figures, parse_number
from kg.reading.mentions.mechanisms import find_mechanisms
from kg.reading.vocab import rows
from kg.reading.words.themes import FALLBACK, MOST, themes_of


def dates(text: str) -> list[tuple[str, tuple[tuple[int | None, int, int], ...], str, tuple[str, ...]]]:
    return [(text[h.start:h.end], h.parts, h.rule, h.flags) for h in find_dates(text, 0, len(text))]


@pytest.mark.parametrize(("text", "written", "parts", "rule", "flags"), [
    ("el 3 de agosto de 2031.", "3 de agosto de 2031", ((2031, 8, 3),), "date.day-month", ()),
    ("tres de agosto del año en curso", "tres de agosto del año en curso", ((None, 8, 3),), "date.day-month", ("year-open",)),
    ("el 5 de mayo del año pasado", "5 de mayo del año pasado", ((None, 5, 5),), "date.day-month", ("year-before",)),
    ("once de noviembre de dos mil veintinueve", "once de noviembre de dos mil veintinueve", ((2029, 11, 11),), "date.day-month", ()),
    ("a los 11 días del mes de noviembre de 2029", "11 días del mes de noviembre de 2029", ((2029, 11, 11),), "date.day-month", ()),
    ("1º de marzo", "1º de marzo", ((None, 3, 1),), "date.day-month", ()),
    ("1.º de marzo", "1.º de marzo", ((None, 3, 1),), "date.day-month", ()),
    ("primero de marzo", "primero de marzo", ((None, 3, 1),), "date.day-month", ()),
    ("el 3 ago 2031", "3 ago 2031", ((2031, 8, 3),), "date.day-month", ()),
    ("Mesa 5, 6 de mayo", "6 de mayo", ((None, 5, 6),), "date.day-month", ()),
    ("domingo 3 de agosto de 2031", "domingo 3 de agosto de 2031", ((2031, 8, 3),), "date.day-month", ()),
    ("lunes 3 de agosto de 2031", "lunes 3 de agosto de 2031", ((2031, 8, 3),), "date.day-month", ("weekday-differs",)),
    ("31 de febrero", "31 de febrero", ((None, 2, 31),), "date.day-month", ("impossible",)),
    ("6 y 8 de junio.", "6 y 8 de junio", ((None, 6, 6), (None, 6, 8)), "date.list", ()),
    ("los días 5, 6 y 7 de mayo", "5, 6 y 7 de mayo", ((None, 5, 5), (None, 5, 6), (None, 5, 7)), "date.list", ()),
    ("los días 7, 8, 9 de mayo", "7, 8, 9 de mayo", ((None, 5, 7), (None, 5, 8), (None, 5, 9)), "date.list", ()),
    ("del 6 al 8 de junio de 2031", "6 al 8 de junio de 2031", ((2031, 6, 6), (2031, 6, 7), (2031, 6, 8)), "date.range", ("range",)),
    ("6-8 de junio", "6-8 de junio", ((None, 6, 6), (None, 6, 7), (None, 6, 8)), "date.range", ("range",)),
    ("entre el 6 y el 8 de junio", "6 y el 8 de junio", ((None, 6, 6), (None, 6, 7), (None, 6, 8)), "date.range", ("range",)),
    ("del 8 al 6 de junio de 2031", "8 al 6 de junio de 2031", ((2031, 6, 8), (2031, 6, 6)), "date.range", ("range", "impossible")),
    ("del 30 de mayo al 1 de junio de 2031", "30 de mayo al 1 de junio de 2031", ((2031, 5, 30), (2031, 5, 31), (2031, 6, 1)), "date.range", ("range",)),
    ("del 31 de diciembre al 1 de enero de 2031", "31 de diciembre al 1 de enero de 2031", ((2030, 12, 31), (2031, 1, 1)), "date.range", ("range",)),
    ("del 1 de enero al 31 de diciembre de 2030", "1 de enero al 31 de diciembre de 2030", ((2030, 1, 1), (2030, 12, 31)), "date.range", ("range",)),
    ("agosto 3, 2031", "agosto 3, 2031", ((2031, 8, 3),), "date.month-first", ()),
    ("el 03/08/2031", "03/08/2031", ((2031, 8, 3),), "date.numeric", ()),
    ("el 08/25/2031", "08/25/2031", ((2031, 8, 25),), "date.numeric", ()),
    ("el 31/02/2031", "31/02/2031", ((2031, 2, 31),), "date.numeric", ("impossible",)),
    ("2031-08-03", "2031-08-03", ((2031, 8, 3),), "date.iso", ()),
    ("11.XI.2029", "11.XI.2029", ((2029, 11, 11),), "date.roman", ()),
])
def test_a_date_is_found(text: str, written: str, parts: tuple[tuple[int | None, int, int], ...], rule: str, flags: tuple[str, ...]) -> None:
    assert dates(text) == [(written, parts, rule, flags)]


@pytest.mark.parametrize("text", [
    "en marzo de 2031", "Calle 5 de Mayo 12", "Escuela Primaria 20 de Noviembre", "el 3 mar y sol", "Acuerdo 3/II/2033", "oficio 45/67/2031", "tel. 55-12-2030", "los seis de siempre",
    "de 2029 a 2031",
    "agosto 3 personas", "versión 2.10.2031.4", "6 y 8 de cada mes"])
def test_what_is_no_date(text: str) -> None:
    assert dates(text) == []


def test_a_year_said_once_holds_for_both_days() -> None:
    assert [d[1] for d in dates("28 de mayo y 3 de junio de 2030")] == [((2030, 5, 28),), ((2030, 6, 3),)]


def test_resolve_fills_the_year_in_and_says_so() -> None:
    text = "el 6 y 8 de junio, el 9 de junio de 2030, el 31 de febrero y el 5 de mayo del año pasado"
    assert [(iso, inferred) for _, iso, inferred in resolve(find_dates(text, 0, len(text)), 2031)] == [
        (("2031-06-06", "2031-06-08"), True), (("2030-06-09",), False), ((), False), (("2030-05-05",), True)]
    assert [(iso, inferred) for _, iso, inferred in resolve(find_dates("6 de junio", 0, 10), None)] == [((), False)]


@pytest.mark.parametrize(("text", "year"), [
    ("INFORME DE LA SEMANA ABIERTA 2031. Fecha: 6 y 8 de junio.", 2031),
    ("Minuta. Villa Aurora, 9 de octubre de 2030. La ley se publicó el 4 de mayo de 2015 y el texto sigue.", None),
    ("Minuta. Villa Aurora, 9 de octubre de 2030. Próxima reunión: 12 de noviembre de 2030. La ley es del 4 de mayo de 2015.", 2030),
    ("Se realizó la edición 2033 del foro.", 2033),
    ("Rumbo a la Agenda 2030", None), ("Plan 2031-2033", None), ("Nada que fechar", None), ("", None)])
def test_the_year_of_a_report(text: str, year: int | None) -> None:
    assert year_of(text) == year


@pytest.mark.parametrize(("text", "times"), [
    ("11:00 a.m.", ["11:00"]), ("11:00 horas", ["11:00"]), ("de 9:00 a 11:30 hrs", ["09:00", "11:30"]), ("18.10 hs.", ["18:10"]), ("2:30 p.m.", ["14:30"]), ("12:00 a.m.", ["00:00"]),
    ("a las 17 hs", ["17:00"]), ("4 pm", ["16:00"]), ("8 de la noche", ["20:00"]), ("a las once de la mañana", ["11:00"]), ("siendo las diez horas con treinta minutos", ["10:30"]),
    ("a las cuatro y media", ["04:30"]), ("Duración: 2 horas", []), ("en 2 hs", []), ("artículo 3.10", []), ("las tres escuelas", []), ("31:20", []), ("a las dos", []), ("10:75", [])])
def test_hours(text: str, times: list[str]) -> None:
    assert [h.time for h in find_times(text, 0, len(text))] == times


@pytest.mark.parametrize(("words", "value"), [("dos", 2), ("treinta y uno", 31), ("doscientas cuarenta y tres", 243), ("mil", 1000), ("dos mil treinta y tres", 2033),
                                              ("tres millones", 3_000_000),
                                              ("dos mil millones", 2_000_000_000), ("un millon doscientos mil", 1_200_000)])
def test_number_words(words: str, value: int) -> None:
    assert number_value(words) == value


@pytest.mark.parametrize(("written", "value"), [("5,301", 5301), ("5.301", 5301), ("1 234", 1234), ("18.5", 18.5), ("18,5", 18.5),
                                                ("85,000.00", 85000), ("1.234.567,5", 1234567.5), ("0.125", 0.125), ("7", 7)])
def test_separators(written: str, value: float) -> None:
    assert parse_number(written) == value


def figures(text: str) -> list[tuple[float, str, str, str, str]]:
    return [(h.value, h.what, h.unit, h.qualifier, h.rule.removeprefix("figure.")) for h in find_figures(text, 0, len(text))]


@pytest.mark.parametrize(("text", "found"), [
    ("Se contó con 5,301 compromisos.", [(5301, "compromisos", "commitment", "exact", "digits")]),
    ("hubo 57 personas en público en general", [(57, "personas en público en general", "person", "exact", "digits")]),
    ("un total de registros de 61 participantes", [(61, "registros de participantes", "registration", "exact", "digits")]),
    ("30 municipios con más de 50,000 habitantes", [(30, "municipios", "municipality", "exact", "digits"), (50000, "habitantes", "inhabitant", "more-than", "digits")]),
    ("Total de asistentes: 11", [(11, "asistentes", "person", "exact", "digits")]),
    ("cumplimos 7 de los 11 compromisos", [(7, "compromisos", "commitment", "exact", "digits"), (11, "compromisos", "commitment", "exact", "digits")]),
    ("bajó de 18 a 6 días", [(18, "días", "", "exact", "digits"), (6, "días", "", "exact", "digits")]),
    ("apenas 2 de cada 10 personas saben", [(2, "de cada 10 personas", "", "exact", "digits")]),
    ("cerca de 11 mil habitantes", [(11000, "habitantes", "inhabitant", "approximate", "digits")]),
    ("intervino hasta en 3 ocasiones", [(3, "ocasiones", "intervention", "at-most", "digits")]),
    ("Duración: 3 horas aproximadamente", [(3, "horas", "hour", "approximate", "digits")]),
    ("al menos 5 planes de acción locales", [(5, "planes de acción locales", "action-plan", "more-than", "digits")]),
    ("la Secretaría instalará 5 en el barrio", [(5, "", "", "exact", "digits")]),
    ("doscientas cuarenta y tres personas", [(243, "personas", "person", "exact", "words")]),
    ("tiene tres pilares: uno", [(3, "pilares", "pillar", "exact", "words")]),
    ("tres millones de habitantes", [(3_000_000, "habitantes", "inhabitant", "exact", "words")]),
    ("solo el 31% de los entrevistados entendía", [(31, "entrevistados", "percent", "exact", "percent")]),
    ("el 18,5 por ciento", [(18.5, "", "percent", "exact", "percent")]),
    ("el uno por ciento", [(1, "", "percent", "exact", "percent")]),
    ("costó $85,000.00 (ochenta y cinco mil pesos)", [(85000, "$", "", "exact", "money")]),
    ("vale 480 millones de pesos", [(480_000_000, "pesos", "", "exact", "money")]),
    ("2 millones 300 mil pesos", [(2_300_000, "pesos", "", "exact", "money")]),
    ("más de 60.000 €", [(60000, "€", "", "more-than", "money")]),
    ("30 mil 500 personas", [(30500, "personas", "person", "exact", "digits")]),
    ("tres (3) días", [(3, "días", "", "exact", "words")]),
    ("Mujeres: 34 Hombres: 24", [(34, "Mujeres", "person", "exact", "digits"), (24, "Hombres", "person", "exact", "digits")]),
    ("5 de cada diez", [(5, "de cada 10", "", "exact", "digits")]),
    ("Preguntas hechas|40|52", [(40, "Preguntas hechas", "item", "exact", "digits"), (52, "Preguntas hechas", "item", "exact", "digits")]),
    ("S/ 12 500 en total", [(12500, "S/", "", "exact", "money")]),
])
def test_a_figure_is_found(text: str, found: list[tuple[float, str, str, str, str]]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize("text", [
    "el 6 de junio de 2031", "a las 11:00 horas", "en 2028 hicimos talleres", "artículo 6", "artículos 6, 7 y 16", "Acuerdo 3/II", "Ley 27.275", "COVID-19", "Mesa 3 y otras", "1. Hay ganas",
    "2) Hay ganas",
    "3° lugar", "2o. informe", "el primer panel", "siglo XXI", "Av. Juárez 12, Centro", "Jr. Castilla 145", "tel. 55 1234 5678", "teléfono 5512345678", "Página 3 de 12", "el sábado 12",
    "una vecina y un plan", "los tres", "mil gracias",
    "Bruno Dos Santos", "mesa tres y ya", "12", "Foro 2031", "Carlos Pérez|40|52", "Carlos|40", "7|Ana Ruiz|Tesorera", "el 10 de cada mes",
    "entre 2019 y 2022", "Preguntas hechas|2030|2031"])
def test_what_is_no_figure(text: str) -> None:
    assert figures(text) == []


def test_figures_hold_their_qualifier_and_noun() -> None:
    text = "Vinieron más de 240 personas inscritas, dijo."
    assert [text[h.start:h.end] for h in find_figures(text, 0, len(text))] == ["más de 240 personas inscritas"]


def mechanisms(text: str) -> list[tuple[str, str, str, str]]:
    return [(text[h.start:h.end], h.name, h.kind, h.rule.removeprefix("mechanism.")) for h in find_mechanisms(text, 0, len(text))]


@pytest.mark.parametrize(("text", "found"), [
    ("los presupuestos participativos", [("presupuestos participativos", "Presupuesto participativo", "participation-format", "concept")]),
    ("un plan de acción local", [("plan de acción local", "Plan de acción local", "plan", "concept")]),
    ("PLANES DE ACCIÓN", [("PLANES DE ACCIÓN", "Plan de acción", "plan", "concept")]),
    ('programas como "Jueves claro" y "Calle viva"', [("Jueves claro", "Jueves claro", "programme", "quoted"), ("Calle viva", "Calle viva", "programme", "quoted")]),
    ("según la Ley General de Archivos y Registros", [("Ley General de Archivos y Registros", "Ley General de Archivos y Registros", "legal-instrument", "proper")]),
    ("la Ley Municipal y Ana Ruiz", [("Ley Municipal", "Ley Municipal", "legal-instrument", "proper")]),
    ("la Plataforma Aurora Abierta sirve", [("Plataforma Aurora Abierta", "Plataforma Aurora Abierta", "channel", "proper")]),
    ("el Plan de Acción Local de Aurora", [("Plan de Acción Local de Aurora", "Plan de Acción Local de Aurora", "plan", "proper")]),
])
def test_a_mechanism_is_found(text: str, found: list[tuple[str, str, str, str]]) -> None:
    assert mechanisms(text) == found


@pytest.mark.parametrize("text", ["la ley de la selva", "el programa de León", "planeación y acción", "rendición de cuentas", "Programa de las Naciones Unidas para el Desarrollo",
                                  "Facultad de Ciencias Políticas y Sociales",
                                  'los portales "hablen entre sí"', "LEY QUE NO SE LEE", "autoplan de acción"])
def test_what_is_no_mechanism(text: str) -> None:
    assert mechanisms(text) == []


def test_the_vocabularies_speak_the_schemes() -> None:
    assert {row["notation"] for row in rows("themes")} == concepts()["theme"].keys()
    assert {row["kind"] for row in rows("mechanisms")} <= concepts()["mechanism-kind"].keys()
    assert {row["unit"] for row in rows("units")} == concepts()["unit"].keys() - {"percent"}
    assert [row["pattern"] for row in rows("themes") if re.compile(row["pattern"]).groups or not re.match("[a-z][a-z ]", row["pattern"]) or "|" in _outside(row["pattern"])] == []
    assert [row["phrase"] for row in rows("mechanisms") if row["phrase"] != level(row["phrase"])] == []


def _outside(pattern: str) -> str:
    """The pattern without what stands in brackets: an alternative there would lose the letters its row is filed under."""
    while (less := re.sub(r"\([^()]*\)", "", pattern)) != pattern:
        pattern = less
    return pattern


@pytest.mark.parametrize(("plain", "found"), [
    ("propuso capacitar a los jovenes en transparencia", ["training", "youth", "transparency"]),
    ("en su participacion hablo de los baches", ["public-services"]),
    ("el gobierno abierto no es una moda", ["open-government-concept"]),
    ("un gobierno abierto necesita voluntad politica", ["political-will"]),
    ("acceso a internet", ["digital-divide"]), ("acceso a la informacion", ["access-to-information"]),
    ("nada de eso", [FALLBACK]), ("", [FALLBACK]),
    ("transparencia, jovenes, empleo, movilidad, confianza", ["transparency", "youth", "employment", "mobility"])])
def test_themes(plain: str, found: list[str]) -> None:
    assert themes_of(plain) == found


WORDS = st.sampled_from(["3", "31", "12:30", "2031", "de", "mayo", "febrero", "al", "y", ",", "-", "/", "5,301", "$", "%", "por ciento", "dos", "mil", "millones",
                         "treinta", "uno", "personas", "más de", "Ley", "Plan", "General", '"', "Barrio Claro", "programa", "plan de acción", "las", "horas", "de la tarde", "lunes",
                         "del año pasado", ":",
                         ".", "(", ")", "ene", "XI", "º", "İ", "ñ", "|", "Mesa", "0", "29"])
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join), st.lists(WORDS, max_size=10).map("".join))


@given(TEXTS, st.integers(0, 40), st.integers(0, 80))
def test_offsets_lie_inside_and_hold_something(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    for find in (find_dates, find_times, find_figures, find_mechanisms):
        hits = find(text, start, end)
        assert all(start <= h.start < h.end <= end and text[h.start:h.end].strip() for h in hits)
        assert [h.start for h in hits] == sorted(h.start for h in hits)


@given(TEXTS, st.one_of(st.none(), st.integers(1900, 2100)))
def test_resolving_never_invents_a_day(text: str, year: int | None) -> None:
    for hit, iso, inferred in resolve(find_dates(text, 0, len(text)), year):
        assert len(iso) <= len(hit.parts)
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in iso)
        assert not inferred or year is not None
    assert year_of(text) is None or 1900 <= (year_of(text) or 0) <= 2099


@given(TEXTS)
def test_dates_and_mechanisms_do_not_overlap(text: str) -> None:
    for find in (find_dates, find_mechanisms):
        hits = find(text, 0, len(text))
        assert all(a.end <= b.start for a, b in itertools.pairwise(hits))


@given(st.text(max_size=80))
def test_themes_are_few_and_known(plain: str) -> None:
    found = themes_of(plain)
    assert 1 <= len(found) <= MOST
    assert set(found) <= concepts()["theme"].keys()


@given(st.text(max_size=80))
def test_levelling_keeps_every_offset(text: str) -> None:
    assert len(level(text)) == len(text)
