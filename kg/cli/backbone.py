"""``kg backbone``: which ties are more than totals explain."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.base import App, Command, option
from kg.cli.clicks import Amount
from kg.cli.slices import arguments, part
from kg.cli.tables import FORM_HELP, FORMS, show, told_form
from kg.model.errors import UsageError, nearest
from kg.model.text import Text

MODELS = ("sdsm", "fdsm", "fixed-row", "disparity")
CORRECTIONS = ("holm", "bonferroni", "bh", "none")


@click.command("backbone", cls=Command, examples=("kg backbone theme", "kg backbone theme --model fdsm --alpha 0.01", "kg backbone copresence --model disparity -f csv -o lazos.csv"),
               text=Text("Dice qué lazos son más de lo que el azar explica: contra un modelo nulo de quién estuvo en qué (sdsm, fdsm, fixed-row) "
                         "o contra un reparto de la fuerza de cada quien (disparity).",
                         "Says which ties are more than chance explains: against a null model of who was in what (sdsm, fdsm, fixed-row) or a spread of everybody's strength (disparity)."))
@click.argument("layer")
@option("--model", default="sdsm", metavar="|".join(MODELS), es="El modelo nulo.", en="The null model.")
@option("--alpha", type=Amount(0, 1, min_open=True, max_open=True), default=0.05, es="Nivel de la prueba.", en="Level of the test.")
@option("--correction", default="holm", metavar="|".join(CORRECTIONS), es="Corrección por hacer muchas pruebas.", en="Correction for making many tests.")
@option("--all", "every", is_flag=True, es="También los lazos que no pasan la prueba.", en="Also the ties that do not pass the test.")
@option("-f", "--format", "form", type=click.Choice(FORMS), **FORM_HELP)
@option("-o", "--output", es="Archivo (- es la salida estándar).", en="File (- is stdout).")
@part
@click.pass_obj
def backbone_command(app: App, /, layer: str, model: str, alpha: float, correction: str, every: bool, form: str | None, output: str | None, **chosen: Any) -> None:
    """Print the ties with their chances."""
    from kg.network.analyses import disparity_table, significance_table
    from kg.network.backbone import backbone
    from kg.network.graph import net, said_of
    from kg.network.incidence import assemble, extract, layer_of
    from kg.network.significance import significance

    for value, known, name in ((model, MODELS, "--model"), (correction, CORRECTIONS, "--correction")):
        if value not in known:
            raise UsageError(Text(f"no hay {value!r}", f"there is no {value!r}"), name, nearest(value, known, most=len(known)))
    if layer_of(layer).two_mode:
        raise UsageError(Text("hace falta una capa de un modo", "a one-mode layer is needed"), layer, Text("por ejemplo: kg backbone copresence", "for example: kg backbone copresence"))
    form, which, held = told_form(form, output), arguments(**chosen), None if correction == "none" else correction
    if model == "disparity":
        made = net(app.reader(), layer, **which)
        show(app, [disparity_table(made, backbone(made, alpha, held), every)], form, output)
        return
    weight = which.pop("weight")
    if weight != "count":
        raise UsageError(Text("estos modelos cuentan grupos compartidos", "these models count shared groups"), "--weight",
                         Text("quite --weight, o use --model disparity", "leave --weight out, or use --model disparity"))
    found, certain = extract(app.reader(), layer_of(layer), which["by"], which["within"]), which["certain_only"]
    with app.steps() as told:
        tested = significance(assemble(found, certain), model, alpha, held, told=told(Text("muestras", "samples")))
    show(app, [significance_table(tested, every, said_of(found, certain_only=certain))], form, output)
