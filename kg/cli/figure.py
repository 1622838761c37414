"""``kg figure``: figures for print."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.base import App, Command, deliver, option
from kg.model.errors import UsageError
from kg.model.text import Text

_FORMATS = ("svg", "png", "pdf")
_ENDINGS = ", ".join(f".{form}" for form in _FORMATS)


@click.command("figure", cls=Command, examples=("kg figure", "kg figure network copresence -o red.svg", "kg figure matrix -o quien-en-que.pdf", "kg figure municipalities --state 15 -o municipios.png",
                                                "kg figure ranks theme --measure strength -o lugares.svg", "kg --lang en figure timeline -o timeline.pdf"),
               text=Text("Hace una figura para imprimir (SVG, PNG o PDF). Sin nombre, las lista. El mismo grafo da los mismos bytes.",
                         "Makes a figure for print (SVG, PNG or PDF). Without a name, lists them. The same graph gives the same bytes."))
@click.argument("kind", required=False)
@click.argument("layer", required=False)
@option("-o", "--output", es="Archivo .svg, .png o .pdf (- es la salida estándar, en SVG si no se dice otra cosa).", en="File .svg, .png or .pdf (- is stdout, SVG unless told otherwise).")
@option("-f", "--format", "form", type=click.Choice(_FORMATS), es="Formato, si la terminación no lo dice.", en="Format, when the ending does not tell it.")
@option("--measure", default="strength", es="Medida de los lugares (ranks).", en="Measure of the places (ranks).")
@option("--state", default="", es="Clave INEGI de la entidad, dos cifras; si falta, la más representada (municipalities).",
        en="INEGI code of the state, two digits; without it, the most represented (municipalities).")
@option("--by", default="person", es="Qué es un nodo: vea kg network --help (network, matrix, ranks).", en="What a node is: see kg network --help (network, matrix, ranks).")
@option("--top", type=click.IntRange(min=1), es="Solo los N primeros (network, matrix, ranks).", en="Only the first N (network, matrix, ranks).")
@option("--certain", is_flag=True, es="Deja fuera lo que descansa en quién habla por inferencia.", en="Leaves out what rests on an inferred speaker.")
@click.pass_obj
def figure_command(app: App, kind: str | None, layer: str | None, output: str | None, form: str | None, measure: str, state: str, by: str, top: int | None, certain: bool) -> None:
    """Plan and render one figure."""
    from kg.visual.figures.all import FIGURES, Request, plan
    from kg.visual.figures.base import render

    if kind is None:
        for name, figure in FIGURES.items():
            click.echo(f"{name:<16} {figure.text.get(app.lang)}")
        return
    form = form or _told(output)
    deliver(render(plan(app.reader(), Request(kind, layer or "", measure, state, by, top, certain)), form, app.lang), output)
    if output not in (None, "-"):
        app.say(Text(f"escrito: {output}", f"written: {output}"))


def _told(output: str | None) -> str:
    """Return the format that a file's ending tells; SVG on stdout."""
    if output in (None, "-"):
        return "svg"
    ending = Path(str(output)).suffix.lower()
    if ending.removeprefix(".") not in _FORMATS:
        raise UsageError(Text(f"la terminación no dice el formato: {ending!r}", f"the ending does not tell the format: {ending!r}"), str(output),
                         Text(f"las que hay: {_ENDINGS}", f"there are: {_ENDINGS}"))
    return ending.removeprefix(".")
