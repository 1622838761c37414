"""What only the context tells: verbs of saying by their conjugation, moods, two names of one body, seats, mayors and their towns, ragged lines, who else may be speaking."""

from __future__ import annotations

import pytest

from kg.reading.claims import Reading
from kg.reading.formats.files import read_bytes
from kg.reading.report import read_report
from kg.reading.talk.moods import reported_mood
from kg.reading.words.alike import acronym_fits, begins, body_key
from kg.reading.words.saying import says
from kg.reading.words.tokens import tokens


def read(text: str) -> Reading:
    return read_report(read_bytes(text.encode(), "x.txt"))


def held(text: str) -> set[tuple[str, str]]:
    return {(c.data["person"], c.data["institution"]) for c in read(text).of("membership") if c.data["institution"]}


@pytest.mark.parametrize(("word", "is_one"), [
    ("precisaba", True), ("apostillaban", True), ("puntualizó", True), ("recalcaron", True), ("sugirió", True), ("piden", True), ("reconocía", True), ("rememoran", True),
    ("criticó", True), ("publicó", False), ("abrieron", False), ("mesa", False), ("expresión", False), ("referencia", False), ("exposición", False),
])
def test_verbs_of_saying_are_conjugated(word: str, is_one: bool) -> None:
    assert says(tokens(word, 0, len(word))[0]) is is_one


@pytest.mark.parametrize(("text", "rule"), [
    ("Ana anunció que los patios serán barridos.", "commit.told"),
    ("Ana confirmó que el comité habrá de reunirse cada mes.", "commit.told"),
    ("Ana aseguró que será necesario esperar.", ""),
    ("Ana contó que los patios fueron barridos.", ""),
    ("Ana insistió en que la oficina publique sus cuentas.", "propose.mood"),
    ("Ana dijo que toda la información sea gratuita.", "propose.mood"),
    ("Ana dijo que así lo dice el índice.", ""),
    ("Ana dijo que sigue esperando.", ""),
    ("El patio que se barra lucirá.", ""),
])
def test_the_mood_of_what_is_reported(text: str, rule: str) -> None:
    found = reported_mood(text, 0, len(text))
    assert (found[2] if found else "") == rule


@pytest.mark.parametrize(("short", "long", "one"), [
    ("Consejo de Aguas", "Consejo de Aguas de Lagunillas", True),
    ("Instituto de Aguas de Lagunillas", "Instituto de Aguas, Cuentas y Archivos de Lagunillas", True),
    ("Consejo de Participación Vecinal", "Consejo Municipal de Participación Vecinal", True),
    ("Comité de Participación Vecinal", "Comité Nacional de Participación Vecinal", False),
    ("Instituto de Cuentas de Lagunillas", "Instituto de Cuentas de Zumpango", False),
    ("Consejo de Aguas de Lagunillas", "Consejo de Aguas", False),
])
def test_two_names_of_one_body(short: str, long: str, one: bool) -> None:
    assert begins(short, "collegiate-body", long, "collegiate-body") is one
    assert not begins(short, "collegiate-body", long, "court")


def test_names_are_compared_without_particles() -> None:
    assert body_key("Red del Agua y de los Pozos, A.C.") == body_key("Red Agua Pozos AC")
    assert acronym_fits("REDAP", "Red del Agua Potable")
    assert not acronym_fits("REDAP", "Consejo de Archivos")


@pytest.mark.parametrize("heading", ["Asistentes", "Inasistencia:"])
def test_whoever_came_to_a_session_sits_in_the_council(heading: str) -> None:
    text = f"Acta de la sesión ordinaria\n\nSe reunió el Concejo Municipal de Lagunillas.\n\n{heading}\n\n- Hugo Santos Rivera\n- Patricia Lozano Medina\n"
    assert {("Hugo Santos Rivera", "Concejo Municipal de Lagunillas"), ("Patricia Lozano Medina", "Concejo Municipal de Lagunillas")} <= held(text)


def test_members_go_on_being_named_in_the_next_sentences() -> None:
    text = (
        "Tomaron protesta los integrantes del Consejo de Archivos de Lagunillas.\n"
        "Entre los consejeros se encuentran Hugo Santos Rivera y Patricia Lozano Medina.\n"
        "Además, Eva Prado Nieto, de la Red del Agua; Iván Lozano Cruz; y Luis Prado Rivera, maestro.\n"
        "Al final habló Sara Medina Cruz.\n"
    )
    seated = {person for person, body in held(text) if body == "Consejo de Archivos de Lagunillas"}
    assert seated == {"Hugo Santos Rivera", "Patricia Lozano Medina", "Eva Prado Nieto", "Iván Lozano Cruz", "Luis Prado Rivera"}


def test_the_town_of_a_mayor_in_a_list_is_no_surname() -> None:
    reading = read("Acudieron los alcaldes Hugo Santos Rivera de Torreón, Luis Prado Nieto de Viesca y Eva Lozano de San Pedro, en México.\n")
    assert {c.data["name"] for c in reading.of("person")} == {"Hugo Santos Rivera", "Luis Prado Nieto", "Eva Lozano"}
    assert {"Torreón", "Viesca"} <= {c.data["name"] for c in reading.of("municipality")}


def test_a_surname_with_a_town_in_it_stays_whole_outside_such_a_list() -> None:
    assert [c.data["name"] for c in read("Habló la maestra Eva Lozano de San Pedro ante los vecinos.\n").of("person")] == ["Eva Lozano de San Pedro"]


def test_a_name_repeated_without_its_noun_is_the_same_body() -> None:
    reading = read("El colectivo Pozos Limpios hizo un informe. Hugo Santos Rivera, vocero de Pozos Limpios, lo leyó.\n")
    assert len(list(reading.of("institution"))) == 1
    assert {(c.data["person"], c.data["role"]) for c in reading.of("membership")} == {("Hugo Santos Rivera", "vocero")}


def test_ragged_lines_with_one_longer_than_all_are_joined() -> None:
    ragged = [
        "Los delegados del barrio de arriba tomaron su lugar en la mesa de la",
        "escuela, y después de una larga lectura de cuentas y de recibos que nadie había visto en varios años pidieron",
        "que la bodega se abra los sábados, porque entre semana nadie de los que",
        "trabajan lejos puede llegar a tiempo, y porque los domingos la plaza se",
        "llena de puestos y no hay por dónde pasar con las cajas ni con la leña",
        "que hace falta para el horno.",
    ]
    assert len(read_bytes("\n".join(ragged).encode(), "x.txt").blocks) == 1


def test_who_may_be_speaking_is_offered_when_a_sentence_does_not_say() -> None:
    reading = read("Hugo Santos Rivera y Patricia Lozano Medina llegaron tarde a la escuela.\n“Hay que pintar las bancas antes de la feria”, se escuchó desde el fondo.\n")
    claim = next(c for c in reading.of("contribution") if c.data["kind"] == "proposal")
    assert {"Hugo Santos Rivera", "Patricia Lozano Medina"} <= {*claim.data["by"], *claim.alternatives}


def test_a_stated_speaker_has_no_rivals() -> None:
    claim = next(read("Hugo Santos Rivera pidió pintar las bancas. Estaba con él Patricia Lozano Medina.\n").of("contribution"))
    assert claim.data["by"] == ["Hugo Santos Rivera"]
    assert claim.alternatives == ()


@pytest.mark.parametrize(("text", "pairs"), [
    # the body is named without a place, and the office without a body
    ("Sesionó el Concejo Municipal. Están presentes los Concejales Hugo Santos, Rita Sosa Prado y la concejal Lía Ocampo.\n",
     {("Hugo Santos", "Concejo Municipal"), ("Rita Sosa Prado", "Concejo Municipal"), ("Lía Ocampo", "Concejo Municipal")}),
    ("La Defensoría del Pueblo abrió la mesa. La actual defensora y candidata a otro mandato, Rita Sosa Prado, leyó el balance.\n", {("Rita Sosa Prado", "Defensoría del Pueblo")}),
    ("La Contraloría Municipal de Lerma abrió la mesa. La contralora Rita Sosa Prado leyó el balance.\n", {("Rita Sosa Prado", "Contraloría Municipal de Lerma")}),
    ("Reunido el Pleno del Ayuntamiento de Soria, asisten los concejales D. Hugo Santos Rivera, D.ª Rita Sosa Prado y D. Iker Etxeberria Goñi.\n",
     {("Hugo Santos Rivera", "Ayuntamiento de Soria"), ("Rita Sosa Prado", "Ayuntamiento de Soria"), ("Iker Etxeberria Goñi", "Ayuntamiento de Soria")}),
    ("CONCEJO MUNICIPAL DE TALTALILLO\nActa de la sesión 14\nAsistencia: Sr. Hugo Santos Rivera, Sra. Rita Sosa Prado, Sra. Lía Ocampo Díaz.\n",
     {(name, "Concejo Municipal de Taltalillo") for name in ("Hugo Santos Rivera", "Rita Sosa Prado", "Lía Ocampo Díaz")}),
    ("La Red del Agua leyó el informe. Su presidenta, Rita Sosa Prado, lo firmó.\n", {("Rita Sosa Prado", "Red del Agua")}),
    # parties
    ("La diputada panista Rita Sosa Prado votó. El legislador priista Hugo Santos Rivera también.\n", {("Rita Sosa Prado", "PAN"), ("Hugo Santos Rivera", "PRI")}),
    ("Sesionó el Concejo Municipal. La concejala Rita Sosa Prado (Frente Vecinal) votó.\n", {("Rita Sosa Prado", "Frente Vecinal"), ("Rita Sosa Prado", "Concejo Municipal")}),
    ("La portavoz del grupo municipal Socialista, Rita Sosa Prado, votó.\n", {("Rita Sosa Prado", "grupo municipal Socialista")}),
    # verbs that make members
    ("El Consejo de Aguas quedó integrado por Rita Sosa Prado, Hugo Santos Rivera y Lía Ocampo Díaz.\n",
     {(n, "Consejo de Aguas") for n in ("Rita Sosa Prado", "Hugo Santos Rivera", "Lía Ocampo Díaz")}),
    ("La Comisión de Aguas la integran Rita Sosa Prado, Hugo Santos Rivera y Lía Ocampo Díaz.\n", {(n, "Comisión de Aguas") for n in ("Rita Sosa Prado", "Hugo Santos Rivera", "Lía Ocampo Díaz")}),
    ("Forman parte del Consejo Vecinal Norte Rita Sosa Prado, Hugo Santos Rivera y Lía Ocampo Díaz.\n",
     {(n, "Consejo Vecinal Norte") for n in ("Rita Sosa Prado", "Hugo Santos Rivera", "Lía Ocampo Díaz")}),
    ("La Comisión de Aguas, presidida por Rita Sosa Prado e integrada por Hugo Santos Rivera y Lía Ocampo Díaz, votó.\n",
     {(n, "Comisión de Aguas") for n in ("Rita Sosa Prado", "Hugo Santos Rivera", "Lía Ocampo Díaz")}),
    ("La Red del Agua estuvo representada por Rita Sosa Prado y Hugo Santos Rivera.\n", {("Rita Sosa Prado", "Red del Agua"), ("Hugo Santos Rivera", "Red del Agua")}),
    ("Rita Sosa Prado fue elegida presidenta de la Red del Agua.\n", {("Rita Sosa Prado", "Red del Agua")}),
    ("Rita Sosa Prado, quien se desempeña como directora de la Red del Agua, votó.\n", {("Rita Sosa Prado", "Red del Agua")}),
    ("Rita Sosa Prado habló en nombre de la Red del Agua.\n", {("Rita Sosa Prado", "Red del Agua")}),
    ("Rita Sosa Prado, abogada y directora de la Red del Agua, votó.\n", {("Rita Sosa Prado", "Red del Agua")}),
    ("Rita Sosa Prado, de 34 años, integrante de la Red del Agua, votó.\n", {("Rita Sosa Prado", "Red del Agua")}),
    # lists
    ("Red del Agua: Rita Sosa Prado, Hugo Santos Rivera\n", {("Rita Sosa Prado", "Red del Agua"), ("Hugo Santos Rivera", "Red del Agua")}),
    ("Por la Red del Agua: Rita Sosa Prado y Hugo Santos Rivera.\n", {("Rita Sosa Prado", "Red del Agua"), ("Hugo Santos Rivera", "Red del Agua")}),
    ("Rita Sosa Prado / Red del Agua\nHugo Santos Rivera / Universidad de Pozos\n", {("Rita Sosa Prado", "Red del Agua"), ("Hugo Santos Rivera", "Universidad de Pozos")}),
    ("Rita Sosa Prado, profesora de la Universidad de Pozos (UDP) y de la Universidad de Lerma (UDL), votó.\n",
     {("Rita Sosa Prado", "Universidad de Pozos"), ("Rita Sosa Prado", "Universidad de Lerma")}),
])
def test_spanish_says_in_many_ways_who_belongs_to_what(text: str, pairs: set[tuple[str, str]]) -> None:
    assert held(text) == pairs


@pytest.mark.parametrize("text", [
    "La Defensoría del Pueblo abrió la mesa. La candidata a defensora Rita Sosa Prado expuso.\n",
    "Ante los concejales del Concejo Municipal, Rita Sosa Prado presentó la queja.\n",
    "El Concejo Municipal y el Concejo Deliberante se reunieron. La concejal Rita Sosa Prado votó.\n",
    "Rita Sosa Prado participó en la Red del Agua y pidió informes al Concejo Municipal.\n",
])
def test_who_only_stands_near_a_body_does_not_belong_to_it(text: str) -> None:
    assert held(text) == set()
    assert [c.data["name"] for c in read(text).of("person")] == ["Rita Sosa Prado"]


@pytest.mark.parametrize(("text", "names"), [
    ("Según Nicolás Díaz, el pozo alcanza. Para Laura Pérez, no. Luego Silvia Frank leyó el acta. Después Hugo Santos Rivera votó. Presidió Rita Sosa Prado.\n",
     ["Nicolás Díaz", "Laura Pérez", "Silvia Frank", "Hugo Santos Rivera", "Rita Sosa Prado"]),
    ("Expusieron Juan Segundo Prado y Sonia Edith Gutkinson.\n", ["Juan Segundo Prado", "Sonia Edith Gutkinson"]),
    ("Según Plan Nacional, no. Luego Ciudad Bolívar aplaudió. El barrio Juan Pablo Rondeauxa pidió luz.\n", []),
])
def test_the_word_that_opens_a_sentence_is_no_part_of_a_name(text: str, names: list[str]) -> None:
    assert [c.data["name"] for c in read(text).of("person")] == names
