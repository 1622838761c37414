"""The consistency witness: every rule on a pair of fixtures, and what it must find, and nothing else, in the two reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.reading.claims import Reading
from kg.reading.document import Document
from kg.reading.formats.files import read_bytes, read_file
from kg.reading.report import read_report
from kg.reading.witness import ACROSS, RULES, Discrepancy, witness, witness_all

HERE = Path(__file__).resolve().parent / "witness"
SOURCES = HERE.parents[2] / "shared" / "sources"
IDS = [r.id for r in (*RULES, *ACROSS)]
PARTED = "======== otro informe ========\n"     # in the fixtures of rules that compare reports


def checked(path: Path) -> tuple[list[Document], list[list[Discrepancy]]]:
    """Read a fixture (one or two reports) and return what the witness says of each."""
    pieces = path.read_text(encoding="utf-8").split(PARTED)
    readings = [read_report(read_bytes(piece.encode(), f"informe-{n}.txt")) for n, piece in enumerate(pieces)]
    return [r.document for r in readings], witness_all(readings)


@pytest.mark.parametrize("rule", IDS)
def test_rule_fires_on_its_failing_fixture_and_not_on_its_passing_one(rule: str) -> None:
    documents, failing = checked(HERE / f"{rule}.fail.txt")
    hits = [(document, d) for document, found in zip(documents, failing, strict=True) for d in found if d.rule == rule]
    assert hits
    for document, d in hits:
        assert all(0 <= start < end <= len(document.text) for start, end in d.spans)
        assert d.summary != d.gloss and d.summary.endswith(".") and d.gloss.endswith(".")
        assert 0.5 <= d.confidence <= 1
    assert [d.rule for found in checked(HERE / f"{rule}.pass.txt")[1] for d in found if d.rule == rule] == []


def test_a_clean_report_has_no_discrepancy() -> None:
    assert checked(HERE / "clean.txt")[1] == [[]]


@pytest.mark.parametrize("sentence", [
    "Pidió un vínculo entre la sociedad civil, el gobierno y las escuelas.",
    "Habló de 3 estudios, entre ellos la encuesta de mercados, la de escuelas y la de obras.",
    "Habló de 3 municipios, entre los que destacan Toluca, Metepec y Malinalco.",
    "También promover la lectura de cuentas resulta útil para las vecinas.",
    "«Muchas gracias compañeras», dijo al cerrar.",
    "Citó a 9 de los 14 participantes de la mesa anterior.",
    "Trabajan los lunes, martes, etc., y los sábados.",
    "Contó que los caminos son muchas veces de tierra, y que se recorren a pie.",
    "Expuso (a) el gasto, (b) la deuda y c) el ahorro.",
    "Pidió calma a Juan Trejo Trejo, vecino del barrio.",
    "Enseñó el portal de la Secretaría General de Gobierno del Estado de Hidalgo.",
    "Citó el Índice de Datos Abiertos (IDA) y el Consejo Vecinal de Datos Abiertos (COVEDAT).",
])
def test_plain_sentences_raise_no_alarm(sentence: str) -> None:
    text = (HERE / "clean.txt").read_text(encoding="utf-8").replace("nocturnas del municipio.", f"nocturnas del municipio. {sentence}")
    assert sentence in text and [(d.rule, d.summary) for d in witness(read_report(read_bytes(text.encode(), "x.txt")))] == []


def test_every_rule_is_documented_once_and_has_a_kind_of_the_scheme() -> None:
    scheme = set(re.findall(r"^discrepancy-kind:([a-z-]+) a skos:Concept", (HERE.parent.parent / "ontology" / "schemes.ttl").read_text(encoding="utf-8"), re.MULTILINE))
    assert len(IDS) == len(set(IDS)) and {r.kind for r in (*RULES, *ACROSS)} <= scheme
    assert all(r.check.__doc__ and r.weight in (1, 2, 3) for r in (*RULES, *ACROSS))
    assert sorted({p.name.removesuffix(".fail.txt").removesuffix(".pass.txt") for p in HERE.glob("*.*.*.txt")}) == sorted(IDS)


def test_same_report_same_discrepancies_in_the_order_of_the_text() -> None:
    found = [checked(HERE / "count.listed.fail.txt")[1][0] for _ in range(2)]
    assert found[0] == found[1] == sorted(found[0], key=lambda d: (d.start, d.end, d.rule, d.summary))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted({line for p in sorted(HERE.glob("*.txt")) for line in p.read_text(encoding="utf-8").splitlines()})), max_size=25),
       st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=60))
def test_any_shuffle_of_lines_is_checked_without_an_error_and_places_hold(lines: list[str], noise: str) -> None:
    reading = read_report(read_bytes("\n".join(["Foro de Villa Aurora", *lines, noise]).encode(), "x.txt"))
    for d in witness(reading):
        assert d.spans and all(0 <= start < end <= len(reading.document.text) for start, end in d.spans)


def test_the_announced_number_and_the_listed_one_are_told() -> None:
    found = [d for d in checked(HERE / "count.listed.fail.txt")[1][0] if d.rule == "count.listed"]
    assert [(d.summary, d.gloss) for d in found] == [("Se anuncian 4 personas y la lista nombra 3.", "4 people are announced and the list names 3.")]


# ---- the two reports and the practice reports -------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def real() -> dict[str, tuple[Reading, list[Discrepancy]]]:
    """Both original reports, compared with themselves and with each other."""
    names = ("jornadas", "congreso")
    readings = [read_report(read_file(SOURCES / f"informe-{n}-2023.txt")) for n in names]
    return {n: (r, found) for n, r, found in zip(names, readings, witness_all(readings), strict=True)}


def rows(table: str) -> Iterator[tuple[int, str]]:
    """Read "12 rule rule; 14 rule" (or one line each) as (line, rule)."""
    for row in re.split(r"[;\n]", table):
        line, *rules = row.split() or ["0"]
        yield from ((int(line), rule) for rule in rules)


# Where the reading notes (section 1) say something is odd → the rule that must fire within those lines.
NOTES = [
    ("congreso", "1.1 Clara", "attribution.inferred", 48, 50), ("congreso", "1.1 Gabriel", "attribution.inferred", 77, 79), ("congreso", "1.1 Jesús", "attribution.inferred", 102, 102),
    ("congreso", "1.1 Peter", "attribution.inferred", 119, 121), ("congreso", "1.1 Carlos Javier", "attribution.inferred", 139, 139),
    ("congreso", "1.2 Clara", "title.pasted", 55, 56), ("congreso", "1.2 Sandoval", "title.pasted", 110, 111), ("congreso", "1.2 León Aguirre", "title.pasted", 131, 133),
    ("congreso", "1.2 (México)", "missing.country", 92, 92),
    ("jornadas", "1.3 announced and listed", "count.listed", 24, 40), ("jornadas", "1.3 rapporteur not listed", "missing.rapporteur", 120, 120),
         ("jornadas", "1.3 registrations", "count.units", 19, 41),
    ("jornadas", "1.3 in person", "missing.in-person", 19, 45), ("jornadas", "1.3 views without date", "missing.views", 21, 21), ("congreso", "1.3 two studies", "announced.one", 115, 115),
    ("congreso", "1.3 began with all", "contradiction.began", 14, 14),
    ("jornadas", "1.4 cut sentence", "cut.dangling", 116, 116), ("jornadas", "1.4 heading", "cut.heading", 117, 117), ("jornadas", "1.4 conclusions", "cut.heading", 119, 119),
    ("jornadas", "1.4 marks", "form.clash", 118, 118), ("jornadas", "1.4 no stop", "cut.stop", 82, 82), ("jornadas", "1.4 mas", "spelling.mas", 74, 74),
         ("jornadas", "1.4 TIC", "spelling.apostrophe", 74, 74),
    ("jornadas", "1.4 second term", "garbled.one-sided", 112, 112), ("congreso", "1.4 page break", "cut.page", 28, 30), ("congreso", "1.4 garbled", "garbled.agreement", 77, 77),
    ("congreso", "1.4 diversas", "garbled.agreement", 79, 79), ("congreso", "1.4 con empresarios", "garbled.words", 102, 102), ("congreso", "1.4 permite", "garbled.subject", 100, 100),
    ("congreso", "1.4 donde", "garbled.link", 137, 137), ("congreso", "1.4 vanguardia", "garbled.words", 137, 137), ("congreso", "1.4 gracias", "garbled.words", 139, 139),
    ("jornadas", "1.5 apostrophe", "spelling.apostrophe", 10, 10), ("jornadas", "1.5 O'Farril across", "across.names", 10, 10), ("congreso", "1.5 O'Farril across", "across.names", 38, 38),
    ("jornadas", "1.5 Puentes", "across.names", 111, 111), ("congreso", "1.5 Puentes", "across.names", 14, 14), ("congreso", "1.5 Tlalhepantla", "spelling.municipality", 56, 56),
    ("congreso", "1.5 Tlalhepantla across", "across.municipalities", 56, 56), ("jornadas", "1.5 Tlalnepantla", "spelling.short", 96, 96), ("jornadas", "1.5 UAEM", "spelling.acronym", 13, 13),
    ("jornadas", "1.5 UAEMex", "spelling.acronym", 73, 73), ("jornadas", "1.5 UAEMéx", "spelling.acronym", 120, 120), ("jornadas", "1.5 Morelos", "missing.shared", 13, 13),
    ("jornadas", "1.5 two faculties", "spelling.namesake", 17, 17), ("jornadas", "1.5 Alejandra Cecilia", "missing.precision", 29, 73), ("jornadas", "1.5 CIMTRA", "spelling.comma", 38, 38),
    ("congreso", "1.5 COPARMEEX", "spelling.known", 107, 107), ("congreso", "1.5 T-Mec", "spelling.official", 30, 30), ("congreso", "1.5 SAT", "acronym.misfit", 137, 137),
    ("congreso", "1.5 PNUD", "spelling.official", 75, 75), ("congreso", "1.5 ILPES", "spelling.official", 126, 127), ("congreso", "1.5 Carta", "spelling.official", 30, 30),
    ("jornadas", "1.5 TUT", "missing.acronym", 76, 76), ("jornadas", "1.5 STL", "missing.acronym", 10, 10), ("jornadas", "1.5 CPC", "missing.acronym", 33, 33),
         ("congreso", "1.5 STL", "missing.acronym", 40, 40),
    ("jornadas", "1.5 CPC Metepec", "spelling.forms", 33, 33), ("jornadas", "1.5 DIF", "spelling.forms", 96, 96), ("jornadas", "1.5 Poder Judicial", "spelling.forms", 99, 99),
    ("jornadas", "1.5 De", "spelling.capital", 28, 28), ("jornadas", "1.5 Del", "spelling.capital", 29, 29), ("jornadas", "1.5 De Nicolás", "spelling.capital", 39, 39),
    ("congreso", "1.5 state of León", "missing.state", 132, 132), ("congreso", "1.5 surnames", "missing.surname", 83, 83), ("jornadas", "1.5 unnamed mayor", "missing.unnamed", 77, 77),
    ("jornadas", "1.6 Adriana", "missing.body", 12, 12), ("congreso", "1.6 Jaime Iván", "missing.body", 68, 69), ("jornadas", "1.6 Alan", "missing.office", 34, 34),
         ("jornadas", "1.6 Daniel", "missing.office", 38, 38),
    ("jornadas", "1.6 Nelly", "missing.office", 120, 120), ("jornadas", "1.6 year", "missing.year", 3, 3), ("jornadas", "1.6 first session", "missing.session-date", 8, 8),
    ("congreso", "1.6 year", "missing.year", 12, 12), ("jornadas", "1.6 hour", "missing.hour", 4, 4), ("jornadas", "1.6 duration", "missing.hour", 5, 5),
         ("jornadas", "1.6 venue", "missing.venue", 1, 8),
    ("jornadas", "1.6 organiser", "missing.organiser", 1, 8), ("jornadas", "1.6 panel", "missing.moderator", 8, 8), ("jornadas", "1.6 networking", "missing.moderator", 23, 23),
    ("congreso", "1.6 venue", "missing.venue", 12, 12), ("congreso", "1.6 organiser", "missing.organiser", 12, 12), ("congreso", "1.6 modality", "missing.mode", 14, 14),
    ("jornadas", "1.6 title", "missing.title-of", 71, 71), ("jornadas", "1.6 silent Adriana", "announced.silent", 12, 12), ("jornadas", "1.6 silent commissioner", "announced.silent", 18, 18),
    ("jornadas", "1.6 Secretaría", "missing.where", 112, 112), ("congreso", "1.6 Sistema Municipal", "missing.where", 48, 48), ("jornadas", "1.6 questions", "announced.questions", 23, 23),
    ("congreso", "1.6 who asked", "missing.asker", 102, 102),
    ("jornadas", "1.7 only the body", "missing.office", 28, 28), ("jornadas", "1.7 laggard", "contradiction.laggard", 77, 77), ("jornadas", "1.7 experts", "contradiction.expert", 8, 13),
    ("jornadas", "1.7 two hats", "attribution.hats", 40, 40), ("congreso", "1.7 legislature", "missing.where", 60, 60),
    *(("jornadas", "1.8 images", "form.images", n, n) for n in (1, 23, 70, 85, 98, 115)), *(("jornadas", "1.8 spaces", "form.spaces", n, n) for n in (1, 4, 5, 23, 29, 33, 34, 40, 41, 45)),
    ("jornadas", "1.8 blank lines", "form.blank", 45, 69), ("jornadas", "1.8 lists", "form.lists", 10, 26), ("congreso", "1.8 name as heading", "form.name-heading", 129, 129),
    ("congreso", "1.8 run on", "form.run-on", 16, 16), *(("congreso", "1.8 hard break", "form.broken", n, n) for n in (55, 59, 110, 126, 131, 144)),
         ("congreso", "1.8 blocks", "form.name-blocks", 18, 18),
]


@pytest.mark.sources
@pytest.mark.parametrize(("report", "place", "rule", "first", "last"), NOTES, ids=[f"{n[0]}-{n[1]}-{n[3]}" for n in NOTES])
def test_nothing_in_the_reading_notes_is_missed(real: dict[str, tuple[Reading, list[Discrepancy]]], report: str, place: str, rule: str, first: int, last: int) -> None:
    reading, found = real[report]
    assert [d for d in found if d.rule == rule and any(first <= reading.document.line(start) <= last for start, _ in d.spans)], place


# Every alarm on the two reports, by the line of its main place; each was read against the line and is in the notes, in the actas, or plainly true.
JORNADAS = """
1 form.images form.spaces missing.organiser missing.venue
3 missing.year
4 missing.hour
7 announced.sector
8 contradiction.expert missing.moderator missing.session-date
10 across.names announced.silent form.lists missing.acronym spelling.apostrophe
12 missing.body
13 missing.shared spelling.acronym
17 spelling.namesake
19 count.units
20 missing.in-person
21 missing.views
23 announced.questions
24 count.listed
28 missing.office spelling.capital
29 missing.precision
30 spelling.forms
31 spelling.forms
33 spelling.forms
34 missing.office spelling.forms
38 spelling.comma
45 form.blank
71 missing.title-of
74 spelling.apostrophe spelling.mas
77 contradiction.laggard missing.unnamed
82 cut.stop
94 garbled.no-verb
96 spelling.short
111 across.names attribution.hats
112 garbled.one-sided missing.where
116 cut.dangling
117 cut.heading
118 form.clash
119 cut.heading
120 missing.rapporteur
"""
CONGRESO = """
5 form.levels missing.mode missing.organiser missing.venue
12 missing.year
14 across.names contradiction.began missing.acronym missing.moderators-words
16 form.run-on
18 form.name-blocks
28 cut.page
30 spelling.official spelling.official
32 announced.examples
34 form.levels
38 across.names
46 garbled.words
48 attribution.inferred garbled.no-verb missing.where missing.where
55 form.broken
56 across.municipalities spelling.municipality title.pasted
60 missing.where
69 missing.body
75 spelling.official
77 attribution.inferred garbled.agreement
79 garbled.agreement
83 missing.surname
86 form.levels
92 missing.country
100 garbled.subject
102 attribution.inferred garbled.words missing.asker
107 spelling.known
110 title.pasted
115 announced.one
119 attribution.inferred
121 garbled.words
126 spelling.official
129 form.name-heading
132 missing.state title.pasted
137 acronym.misfit garbled.link garbled.words garbled.words garbled.words
139 attribution.inferred garbled.no-verb garbled.words
144 spelling.capital
"""


@pytest.mark.sources
@pytest.mark.parametrize(("report", "table"), [("jornadas", JORNADAS), ("congreso", CONGRESO)])
def test_no_false_alarm_on_the_two_reports(real: dict[str, tuple[Reading, list[Discrepancy]]], report: str, table: str) -> None:
    reading, found = real[report]
    assert sorted((reading.document.line(d.start), d.rule) for d in found) == sorted(rows(table))


# Every alarm on the practice reports, read the same way. A better reader may drop some; a new one must be read before it is added here.
DEV = {
    "01-informe-general.txt": ("1 form.images form.spaces; 3 missing.year; 4 missing.hour; 12 form.lists; 13 announced.silent; 19 count.listed missing.session-date; "
        "22 missing.office spelling.capital; 24 missing.office spelling.forms; 28 spelling.forms; 41 cut.stop; 49 spelling.person; 50 cut.dangling; "
        "51 cut.heading; 61 missing.rapporteur; 63 cut.stop"),
    "02-minuta-por-orador.txt": "1 missing.moderator; 16 missing.office; 22 spelling.apostrophe",
    "03-transcripcion.txt": "1 missing.organiser; 14 missing.acronym",
    "04-mesas-propuestas.md": "16 form.clash",
    "05-acta-nominal.txt": "25 spelling.person",
    "06-boletin-prensa.txt": "14 spelling.accent",
    "07-lista-asistencia.md": "9 form.spaces; 12 missing.acronym; 16 spelling.person; 21 count.listed",
    "08-programa.txt": "28 missing.acronym; 29 spelling.body; 39 spelling.person; 41 missing.body",
    "09-texto-cortado.txt": "46 cut.dangling",
    "10-pleno-participacion.html": "",
    "11-congreso-paginas.md": ("1 form.levels; 5 missing.moderators-words missing.year; 9 form.name-blocks; 17 cut.page; 21 form.levels; 35 attribution.inferred cut.stop; "
        "40 form.broken; 41 missing.state title.pasted; 50 form.levels; 64 attribution.inferred; 71 form.name-heading; 74 title.pasted"),
    "12-nota-prensa.html": "",
    "13-casi-nada.md": "",
}
PLANTED = {"01-informe-general.txt": "19 count.listed; 41 cut.stop; 49 spelling.person; 50 cut.dangling; 51 cut.heading", "06-boletin-prensa.txt": "14 spelling.accent",
           "07-lista-asistencia.md": "21 count.listed",
           "09-texto-cortado.txt": "46 cut.dangling", "11-congreso-paginas.md": "5 missing.year; 17 cut.page; 41 title.pasted; 71 form.name-heading; 74 title.pasted"}


@pytest.mark.parametrize("name", sorted(DEV))
def test_the_practice_reports_raise_only_alarms_that_were_read(name: str) -> None:
    reading = read_report(read_file(HERE.parent / "reports" / "dev" / name))
    found = {(reading.document.line(d.start), d.rule) for d in witness(reading)}
    assert found <= set(rows(DEV[name])) and set(rows(PLANTED.get(name, ""))) <= found
