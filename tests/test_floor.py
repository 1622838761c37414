"""Who is given as the speaker of a sentence, and who is offered beside; invented people and towns."""

from __future__ import annotations

import pytest

from kg.reading.formats.files import read_bytes
from kg.reading.report import read_report

HEAD = "Reunión vecinal de Zapotal\n\n"


def last(text: str) -> tuple[list[str], tuple[str, ...]]:
    """Return (who says the last contribution of a text, who else may)."""
    said = [c for c in read_report(read_bytes((HEAD + text + "\n").encode(), "nota.txt")).claims if c.type == "contribution"]
    return list(said[-1].data["by"]), said[-1].alternatives


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("La alcaldesa Eva Soto Luna abrió el foro.\n\nAcompañada de su secretario, Hugo Vela Ríos, la alcaldesa pidió crear un consejo.", "Eva Soto Luna"),
        ("El gobernador Luis Mora Paz encabezó el acto.\n\nJunto a la diputada Eva Soto Luna, el mandatario propuso revisar la ley.", "Luis Mora Paz"),
        ("El concejal Luis Mora Paz habló.\n\nResaltó la coincidencia con la visión del ministro Hugo Vela Ríos, y pidió abrir los datos.", "Luis Mora Paz"),
        ("Luis Mora Paz saludó a Eva Soto Luna. La directora pidió más personal.", "Eva Soto Luna"),
        ("\"Se debe abrir el archivo a los barrios\".\n\nLa alcaldesa Eva Soto Luna, habló así en la plaza del barrio.", "Eva Soto Luna"),
        ("Eva Soto Luna presentó el plan a Luis Mora Paz.\n\nElla cree que se deben repetir las reuniones.", "Eva Soto Luna"),
        ("Eva Soto Luna, Luis Mora Paz y Hugo Vela Ríos votaron en contra.\n\nAl respecto, precisaron que es necesario más debate.", "Luis Mora Paz"),
    ],
)
def test_the_true_speaker_is_first_or_offered(text: str, who: str) -> None:
    by, others = last(text)
    assert who in [*by[:1], *others]


@pytest.mark.parametrize(
    "text",
    [
        "Luis Mora Paz abrió la sesión.\n\nAdemás, se propuso crear un comité de obras.",
        "Luis Mora Paz explicó el plan. Varios asistentes pidieron más tiempo para leerlo.",
        "Luis Mora Paz explicó el plan. El Instituto Electoral de Zapotal recomendó ampliar el plazo.",
        "Luis Mora Paz habló de los caminos. Por unanimidad se resolvió solicitar una motoniveladora.",
        "Luis Mora Paz, vocal del consejo: Falta agua.\n\nLa ciudad, por su parte, pidió decisiones y más agua.",
        "Luis Mora Paz habló de los caminos. La ciudad, por su parte, pidió decisiones y más agua.",
        "Luis Mora Paz habló de los caminos. Los seis que asistieron insistieron en pedir un nuevo debate.",
        "Luis Mora Paz habló de los caminos.\n\nSobre las calles, se acordó que se envíe la motoniveladora.",
        "Vecinos del centro tuvieron una reunión con el defensor del Pueblo adjunto, Luis Mora Paz, donde pidieron más luz.",
        "Con la ausencia de la directora Eva Soto Luna y del ministro Luis Mora Paz la gente pidió más agua.",
    ],
)
def test_what_others_say_is_not_given_to_who_spoke_before(text: str) -> None:
    assert last(text)[0] == []


def test_who_stands_in_a_clause_about_the_speaker_is_not_the_speaker() -> None:
    text = "\"Se debe abrir el archivo a los barrios\", detalló la nueva directora, quien tiene la llave tras la renuncia de Luis Mora Paz."
    assert last(text)[0] == []


def test_somebody_asked_by_another_is_no_alternative() -> None:
    assert last("Luis Mora Paz pidió a Eva Soto Luna que publique el informe.") == (["Luis Mora Paz"], ())


def test_a_verb_of_saying_that_is_denied_gives_nobody_the_floor() -> None:
    """ "No respondió sobre la falta de agua": whoever did not answer is not who says that water is lacking."""
    assert last("La directora Eva Soto Luna no respondió las preguntas sobre la falta de agua.")[0] == []
