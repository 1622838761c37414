"""Every reading rule on a text it must read and on a near miss it must leave (``reading_rules/<family>.toml``); then the traps of real reports.

A case: ``rule``, and either ``text`` with ``finds`` (fields that something made by the rule must have, ``quote`` among them) or ``not_in`` with ``why``
(a near miss; there ``but`` may tell what some other rule must make of it, so that an empty reading does not pass for a good one).
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.reading.claims import LOW, Claim, Reading
from kg.reading.drafts.draft import draft
from kg.reading.formats.files import read_bytes, read_file
from kg.reading.layout.layout import lines_of
from kg.reading.mentions.dates import find_dates, find_times
from kg.reading.mentions.mechanisms import find_mechanisms
from kg.reading.report import read_report
from kg.reading.vocab import rows
from kg.reading.words.normal import Normal

HERE = Path(__file__).parent
DEV = HERE / "reports" / "dev"
# Ways to know a speaker that only a person uses: no text makes the machine give them.
BY_HAND = {"attribution.content", "attribution.elimination"}
# Rules of hits (kg.reading.mentions.dates) that reach the reader as fields of an event, never as a claim of their own.
OF_HITS = ("date", "time")

Made = dict[str, Any]


def read(text: str, name: str = "x.txt") -> Reading:
    return read_report(read_bytes(text.encode(), name))


def made_of(text: str) -> Iterator[Made]:
    """Everything that some rule makes of a text: claims, ways of attribution, what joins them (bodies, mechanisms, dates), the event a draft assumes."""
    reading = read(text)
    for claim in reading.claims:
        fields = {**claim.data, "type": claim.type, "quote": claim.quote, "rule": claim.rule, "flags": list(claim.flags), "alternatives": list(claim.alternatives)}
        yield fields
        if claim.type == "contribution":
            yield {**fields, "rule": f"attribution.{claim.data['method']}"}
        if claim.type == "event" and claim.data["inferred_year"]:
            yield {**fields, "rule": "attribution.year-from-title"}
    regular = Normal(text).text
    for date in find_dates(regular, 0, len(regular)):
        yield {"type": "date", "rule": date.rule, "quote": regular[date.start:date.end], "days": [list(p[1:]) for p in date.parts], "flags": list(date.flags)}
    for time in find_times(regular, 0, len(regular)):
        yield {"type": "time", "rule": time.rule, "quote": regular[time.start:time.end], "time": time.time}
    document = reading.document
    for line in lines_of(document, Normal(document.text)):
        for body in line.bodies:    # an acronym that the text explains joins the claim of the name
            first, last = line.tokens[body.first].start, line.tokens[body.last - 1].end
            yield {"type": "institution", "rule": body.rule, "quote": regular[first:last], "kind": body.kind}
    for hit in find_mechanisms(regular, 0, len(regular)):
        yield {"type": "mechanism", "rule": hit.rule, "quote": regular[hit.start:hit.end], "name": hit.name, "kind": hit.kind}
    for event in draft(reading).main["event"]:
        if event["rule"] == "event.assumed":
            yield {**event, "type": "event", "quote": event["name"]}


def has(made: Made, wanted: Made) -> bool:
    """Whether every wanted field is as wanted; of flags, whether the wanted ones are there (none at all, when none is wanted)."""
    return all({*v} <= {*made["flags"]} if k == "flags" and v else made.get(k) == v for k, v in wanted.items())


@functools.cache
def cases() -> tuple[Made, ...]:
    found = []
    for file in sorted((HERE / "reading_rules").glob("*.toml")):
        for number, case in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["case"]):
            found.append({**case, "id": f"{file.stem}-{number}-{case['rule']}-{'no' if 'not_in' in case else 'yes'}"})
    return tuple(found)


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["id"])
def test_the_rule_fires_where_it_must_and_only_there(case: Made) -> None:
    made = list(made_of(case.get("text") or case["not_in"]))
    fired = [m for m in made if m["rule"] == case["rule"]]
    if "text" in case:
        assert case["finds"]["quote"], "a case tells where"
        assert any(has(m, case["finds"]) for m in fired), fired or sorted({m["rule"] for m in made})
        return
    assert len(case["why"]) > 10
    assert not fired, fired
    if "but" in case:
        assert any(has(m, case["but"]) for m in made), made


def test_every_rule_has_a_case_for_and_a_case_against() -> None:
    ids = {row["id"] for row in rows("rules")}
    for side in ("text", "not_in"):
        tried = {c["rule"] for c in cases() if side in c}
        assert ids - BY_HAND - tried == set(), f"without a case ({side})"
        assert {r for r in tried - ids if r.split(".")[0] not in OF_HITS} == set(), "a case for a rule without a row"


def test_every_rule_is_told_in_both_languages() -> None:
    for row in rows("rules"):
        assert row["es"] != row["en"]
        assert min(len(row["es"]), len(row["en"])) >= 10, row


@functools.cache
def dev() -> dict[str, Reading]:
    return {f.name: read_report(read_file(f)) for f in sorted(DEV.iterdir()) if not f.name.endswith(".gold.jsonl")}


def test_every_rule_met_on_whole_reports_has_a_row() -> None:
    ids = {row["id"] for row in rows("rules")}
    claims = [c for reading in dev().values() for c in reading.claims]
    assert len(claims) > 500
    assert {c.rule for c in claims} - ids == set()
    assert {f"attribution.{c.data['method']}" for c in claims if c.type == "contribution"} - ids == set()
    assert {c.rule.split(".")[0] for c in claims} >= {"person", "institution", "municipality", "event", "membership", "participation", "figure", "propose", "problem"}


# -- traps that real reports set, on invented ones ------------------------------------------------------------------------------------

PAGES = """Congreso de Archivos 2031

Patricia Lozano Medina
Directora de Archivos del Ayuntamiento de Zumpango



Pidió medir los pozos del valle y publicar el resultado cada mes.

Además, señaló que es necesario un plano de cada pozo.

En su intervención expuso que no hay planos de las obras del centro.

Asimismo, propuso que los dibujen en la escuela de oficios.



Hugo Santos Rivera
Tesorero municipal de Nextlalpan

Rebeca Olmos Tapia
Regidora de Tultepec



Propuso que las cuentas del mercado se lean en voz alta.
"""


def one(reading: Reading, type_: str, **wanted: Any) -> Claim:
    """The only claim of a type with these fields."""
    found = [c for c in reading.of(type_) if has(c.data, wanted)]
    assert len(found) == 1, [c.data for c in reading.of(type_)]
    return found[0]


def names(reading: Reading, kind: str) -> list[str]:
    return sorted(c.data["name"] for c in reading.of(kind))


def by(reading: Reading, quote: str) -> list[str]:
    """Who says the contribution that holds ``quote``."""
    found = [c for c in reading.of("contribution") if quote in c.quote]
    assert len(found) == 1, [c.quote for c in reading.of("contribution")]
    return list(found[0].data["by"])


def test_pages_with_the_second_name_at_the_foot() -> None:
    reading = read(PAGES)
    assert by(reading, "Pidió medir") == by(reading, "un plano de cada pozo") == ["Patricia Lozano Medina"]
    # The text before a name with its gap above is that name's, from the last paragraph that opens an intervention on; a connective opens none.
    assert by(reading, "no hay planos") == by(reading, "escuela de oficios") == ["Hugo Santos Rivera"]
    assert by(reading, "en voz alta") == ["Rebeca Olmos Tapia"]
    shifted = [c for c in reading.of("contribution") if c.data["by"] == ["Hugo Santos Rivera"]]
    assert all(c.data["status"] == "inferred" and c.alternatives == ("Patricia Lozano Medina",) and "inferred-speaker" in c.flags for c in shifted)


def test_the_gap_is_what_tells() -> None:
    """The same pages with every gap of one blank line: each paragraph is the name's above it."""
    reading = read(PAGES.replace("\n\n\n\n", "\n\n"))
    assert by(reading, "no hay planos") == ["Patricia Lozano Medina"]
    assert by(reading, "en voz alta") == ["Rebeca Olmos Tapia"]


RESIDUE = """Congreso de Archivos 2031

**Patricia Lozano Medina**
Directora de Archivos del Ayuntamiento de␠␠
Zumpango de OcampoRepresentante Titular de Sociedad

Pidió medir los pozos del valle.

**Hugo Santos Rivera**
Representante Titular de Sociedad Civil ante el Consejo Ribereño de Cuentas

Propuso leer las cuentas.

**Rebeca Olmos Tapia**
Profesora de la UNAM Representante Titular de␠␠
Sociedad Civil ante el Consejo Ribereño de Cuentas

Propuso cerrar los pozos.
""".replace("␠", " ")


def test_the_rest_of_another_title_makes_nobody_a_representative() -> None:
    reading = read(RESIDUE)
    assert one(reading, "membership", institution="Consejo Ribereño de Cuentas").data["person"] == "Hugo Santos Rivera"
    sure = [c.data for c in reading.of("membership") if c.confidence >= LOW]
    assert {d["person"] for d in sure if d["role"].startswith("Representante")} == {"Hugo Santos Rivera"}
    assert one(reading, "membership", person="Patricia Lozano Medina", institution="Ayuntamiento de Zumpango de Ocampo").data["role"] == "Directora de Archivos"
    assert one(reading, "membership", person="Rebeca Olmos Tapia", institution="UNAM").data["role"] == "Profesora"


def test_name_and_colon() -> None:
    reading = read("Minuta\n\nRebeca Olmos Tapia: Propongo abrir el archivo los sábados.\nHugo Santos Rivera (tesorero): Me comprometo a leer las cuentas cada mes.\n")
    assert by(reading, "sábados") == ["Rebeca Olmos Tapia"]
    promise = one(reading, "contribution", kind="commitment")
    assert (promise.data["by"], promise.data["method"], promise.quote) == (["Hugo Santos Rivera"], "heading", "Me comprometo a leer las cuentas cada mes.")
    assert one(reading, "membership", person="Hugo Santos Rivera").data["role"] == "tesorero"


GLUED = """Foro de Archivos 2031

Relatoría
Rebeca Olmos Tapia (TUT de Zumpango)
Propuso abrir el archivo los sábados. Además, propuso la creación de un
Hugo Santos Rivera (DIF Zumpango)
Pidió leer las cuentas cada mes.
Conclusiones
Se propuso leer las cuentas en voz alta.
"""


def test_headings_without_a_blank_line_and_a_sentence_cut_off() -> None:
    reading = read(GLUED)
    assert by(reading, "sábados") == ["Rebeca Olmos Tapia"]
    assert by(reading, "cada mes") == ["Hugo Santos Rivera"]
    assert by(reading, "en voz alta") == []
    cut = [c for c in reading.of("contribution") if not c.data["complete"]]
    assert [c.quote.rsplit(" ", 4)[1:] for c in cut] == [["la", "creación", "de", "un"]], "nothing is completed, and the next heading is no part of it"
    assert "cut-off" in cut[0].flags
    assert all("cut-off" not in c.flags for c in reading.claims if c is not cut[0])


def test_a_roster_says_who_was_there_and_who_was_not() -> None:
    reading = read("Foro de Archivos 2031\n\nPresencial\n\nRebeca Olmos Tapia, Ayuntamiento de Zumpango\nHugo Santos Rivera, Universidad Ribereña del Norte\n\n"
                   "Virtual\n\nLidia Prado Nieto, Colectivo Surco Vivo A.C.\n")
    assert {c.data["person"]: c.data["mode"] for c in reading.of("participation")} == {
        "Rebeca Olmos Tapia": "in-person", "Hugo Santos Rivera": "in-person", "Lidia Prado Nieto": "virtual"}
    assert {c.data["person"]: c.data["institution"] for c in reading.of("membership")} == {
        "Rebeca Olmos Tapia": "Ayuntamiento de Zumpango", "Hugo Santos Rivera": "Universidad Ribereña del Norte", "Lidia Prado Nieto": "Colectivo Surco Vivo A.C."}


def test_variants_of_an_acronym_are_one_body() -> None:
    reading = read("Rebeca Olmos Tapia, de la UAEM, pidió abrir el archivo.\nLa UAEMex y la Universidad Autónoma del Estado de México (UAEMéx) estuvieron de acuerdo.\n")
    body = one(reading, "institution")
    assert body.data["name"] == "Universidad Autónoma del Estado de México"
    assert {n[0] for n in body.data["names"]} == {"UAEM", "UAEMex", "UAEMéx", "Universidad Autónoma del Estado de México"}


def test_two_universities_with_one_acronym_stay_two() -> None:
    reading = read("La Universidad Autónoma del Estado de México (UAEM) y la Universidad Autónoma del Estado de Morelos (UAEM) pidieron el acta.\n")
    assert set(names(reading, "institution")) >= {"Universidad Autónoma del Estado de México", "Universidad Autónoma del Estado de Morelos"}


def test_a_homonym_is_open_until_its_state_is_known() -> None:
    alone = one(read("El municipio de Ocampo abrió su archivo.\n"), "municipality")
    assert (alone.data["inegi"], alone.flags, alone.rule) == (None, ("homonym",), "municipality.open")
    assert len(alone.alternatives) == 6
    for text in ("El municipio de Ocampo, Durango, abrió su archivo.\n", "El municipio de Ocampo abrió su archivo. El estado de Durango pagó las cajas.\n"):
        settled = one(read(text), "municipality", name="Ocampo")
        assert (settled.data["inegi"], settled.flags) == ("10017", ())
        assert set(settled.alternatives) == set(alone.alternatives) - {"10017"}


def test_surnames_two_people_share_name_neither() -> None:
    reading = read("En la mesa del pozo se sentaron Hugo Santos Rivera, Lidia Santos Nieto y Rebeca Olmos Rivera.\nSantos pidió medirlo. Rivera propuso cerrarlo. Olmos propuso abrirlo.\n")
    assert names(reading, "person") == ["Hugo Santos Rivera", "Lidia Santos Nieto", "Rebeca Olmos Rivera"]
    assert by(reading, "Santos pidió") == by(reading, "Rivera propuso cerrarlo") == []
    assert by(reading, "Olmos propuso abrirlo") == ["Rebeca Olmos Rivera"]


@pytest.mark.parametrize(("other", "joined"), [
    ("Rebeca Trujanos Tapia", True), ("Rosalía Trujanos Tapia", False), ("Rebeca Trujillo Tapia", False), ("Rebeca Trujano Tapias", True),
    ("Rebecca Trujano Tapia", True), ("Ramona Trujano Tapia", False)])
def test_one_letter_joins_two_names_when_all_else_is_equal(other: str, joined: bool) -> None:
    reading = read(f"Rebeca Trujano Tapia pidió medir el pozo.\nEl mismo día, {other} propuso cerrarlo.\n")
    assert len(names(reading, "person")) == (1 if joined else 2)
    assert ("spelling" in next(reading.of("person")).flags) is joined


def test_municipalities_that_look_like_people_and_people_that_look_like_municipalities() -> None:
    reading = read("La TUT de Nicolás Romero pidió medir el pozo.\nEl Ayuntamiento de Nicolás Romero estuvo de acuerdo.\n")
    assert names(reading, "person") == []
    assert one(reading, "municipality").data["inegi"] == "15060"
    reading = read("Allan León Tapia pidió medir el pozo. Lo apoyó Emiliano Zapata Ruiz, síndico.\n")
    assert names(reading, "person") == ["Allan León Tapia", "Emiliano Zapata Ruiz"]
    assert names(reading, "municipality") == []
    reading = read("Pidió la palabra Benito Juárez Tapia. El municipio de Benito Juárez, Quintana Roo, mide sus pozos.\n")
    assert names(reading, "person") == ["Benito Juárez Tapia"]
    assert one(reading, "municipality").data["inegi"] == "23005"


def test_a_misspelt_municipality_keeps_what_is_written() -> None:
    town = one(read("Firmó el municipio de Naucalpam de Juárez, del Estado de México.\n"), "municipality")
    assert (town.data["name"], town.data["aliases"], town.quote, town.flags) == ("Naucalpan de Juárez", ["Naucalpam de Juárez"], "Naucalpam de Juárez", ("spelling",))


@pytest.mark.parametrize("words", ["es necesario que se haya publicado cada contrato", "es necesario publicar cada contrato", "es importante que se hayan creado los archivos",
                                   "es indispensable que la oficina haya abierto"])
def test_what_is_needed_was_not_done(words: str) -> None:
    said = one(read(f"Iván Prado Nieto dijo que {words}.\n"), "contribution")
    assert (said.data["kind"], said.data["force"]) == ("proposal", "normative")


@pytest.mark.parametrize(("sentence", "binds"), [
    ("Iván Prado Nieto se comprometió a medir los pozos.", True), ("Iván Prado Nieto ofreció medir los pozos del valle.", True),
    ("Iván Prado Nieto propuso que el Ayuntamiento se comprometa a medir los pozos.", False), ("Iván Prado Nieto pidió que la alcaldesa se comprometa a medir los pozos.", False),
    ("Iván Prado Nieto dijo que es importante comprometerse con los pozos.", False), ("Iván Prado Nieto dijo que el gobierno debe cumplir su compromiso con los pozos.", False),
    ("Iván Prado Nieto propuso que el Ayuntamiento medirá los pozos.", False)])
def test_only_who_binds_themself_commits(sentence: str, binds: bool) -> None:
    kinds = [c.data["kind"] for c in read(sentence + "\n").of("contribution")]
    assert len(kinds) == 1
    assert (kinds == ["commitment"]) is binds


def test_the_year_of_the_title_and_two_days() -> None:
    event = one(read("Foro de Archivos 2031\n\nLas sesiones fueron el 6 y 8 de junio.\n"), "event", kind="forum")
    assert (event.data["dates"], event.data["inferred_year"], event.flags) == (["2031-06-06", "2031-06-08"], True, ("year-inferred",))
    said = one(read("Foro de Archivos\n\nLas sesiones fueron el 6 y 8 de junio de 2031.\n"), "event", kind="forum")
    assert (said.data["dates"], said.data["inferred_year"], said.flags) == (["2031-06-06", "2031-06-08"], False, ())
    unknown = one(read("Foro de Archivos\n\nLas sesiones fueron el 6 y 8 de junio.\n"), "event", kind="forum")
    assert (unknown.data["dates"], unknown.flags) == ([], ())


# -- what is read wrongly today: each is a fault of the rules, told by its test --------------------------------------------------------

MENDED: list[tuple[str, str, Callable[[Reading], bool]]] = [
    ("the verb that begins a sentence is taken for a given name", "Hablaron Patricia Lozano Medina (MIRAVAL) y Hugo Santos Rivera.\n",
     lambda r: names(r, "person") == ["Hugo Santos Rivera", "Patricia Lozano Medina"]),
    ("the verb that begins a sentence is taken for part of a body's name", "Firmaron Ciudadanos por Cuentas Claras A.C. y nadie más.\n",
     lambda r: names(r, "institution") == ["Ciudadanos por Cuentas Claras A.C."]),
    ("who is asked is taken for the one who asks", "Se pidió a Patricia Lozano Medina que midiera los pozos del valle.\n",
     lambda r: by(r, "Se pidió") == []),
    ("an office after a name goes to the next name too", "Vinieron Lidia Campos Nieto, síndica, y Lucía Robles Nieto, regidora.\n",
     lambda r: {c.data["role"] for c in r.of("membership") if c.data["person"] == "Lucía Robles Nieto"} == {"regidora"}),
    ("an office alone before a verb is nobody: its title is read to the end of the sentence",
     "Vinieron la síndica Patricia Lozano Medina y el tesorero municipal Hugo Santos Rivera.\nLa síndica propuso abrir también el archivo de planos.\n",
     lambda r: by(r, "La síndica propuso") == ["Patricia Lozano Medina"]),
    ("a sentence that begins with three names is taken for the heading of the first", "Hugo Santos Rivera, Lidia Prado Nieto y Rebeca Olmos Tapia cerraron el pozo.\nPropuso abrir el pozo.\n",
     lambda r: by(r, "Propuso abrir el") != ["Hugo Santos Rivera"]),
    ("lines whose only number is a word off a short list are not searched for figures", "Trajeron doscientas treinta y una firmas del mercado.\n",
     lambda r: [c.data["value"] for c in r.of("figure")] == [231]),
    ("“moderado por” is a row of role_labels, but words are compared one by one", "Foro de Pozos 2031\n\nEl foro fue moderado por Patricia Lozano Medina, que llegó temprano.\n",
     lambda r: [c.data["role"] for c in r.of("participation")] == ["moderator"]),
]


@pytest.mark.parametrize(("text", "right"), [pytest.param(text, right, id=why[:40].replace(" ", "-")) for why, text, right in MENDED])
def test_a_fault_met_once_stays_mended(text: str, right: Callable[[Reading], bool]) -> None:
    assert right(read(text))
