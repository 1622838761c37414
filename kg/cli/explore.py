"""``kg explore``: the explorer, one page that opens offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.base import App, Command, deliver, option
from kg.model.errors import UsageError, nearest
from kg.model.text import Text


@click.command("explore", cls=Command, examples=("kg explore", "kg explore -o red.html", "kg explore --layer copresence --layer theme -o red.html", "kg explore --geo municipios.geojson -o red.html",
                                                        "kg --lang en explore -o graph.html"),
               text=Text("Escribe el explorador: una sola página, sin red, para buscar, filtrar y leer por qué se enlazan dos actores, con su evidencia.",
                         "Writes the explorer: a single page, offline, to search, filter and read why two actors are linked, with the evidence."))
@option("-o", "--output", es="Archivo HTML; si falta, build/pages/explorer.html (- es la salida estándar).", en="HTML file; without it, build/pages/explorer.html (- is stdout).")
@option("--layer", "layers", multiple=True, es="Solo esta red (varias veces); si falta, todas.", en="Only this network (repeatable); without it, all.")
@option("--top", type=click.IntRange(min=1), es="Solo los N nodos de más fuerza de cada red.", en="Only the N strongest nodes of each network.")
@option("--geo", type=click.Path(path_type=Path), es="GeoJSON con los contornos de los municipios (grados, clave INEGI en CVEGEO): añade un mapa a la vista de municipios.",
        en="GeoJSON with the outlines of municipalities (degrees, INEGI code in CVEGEO): adds a map to the view of municipalities.")
@option("--quotes", is_flag=True, es="Añade las frases de los informes que estén a la mano: para uso propio, no para publicar.",
        en="Adds the sentences of the reports at hand: for your own use, not for publication.")
@click.pass_obj
def explore_command(app: App, output: str | None, layers: tuple[str, ...], top: int | None, geo: Path | None, quotes: bool) -> None:
    """Write the page and say how to open it."""
    from kg.model.policy import read_policy
    from kg.network.layers import LAYERS
    from kg.visual.explore.bundle import bundle
    from kg.visual.explore.opened import explored
    from kg.visual.explore.page import page
    from kg.visual.index_page import size

    for layer in layers:
        if layer not in LAYERS:
            raise UsageError(Text(f"no hay capa {layer!r}", f"there is no layer {layer!r}"), "--layer", nearest(layer, LAYERS, most=len(LAYERS)))
    policy = read_policy(app.corpus.policy)
    if quotes and set(policy.classes.values()) != {"full"}:
        raise UsageError(Text("la política reserva nombres, y las frases de los informes pueden llevarlos", "the policy keeps names back, and the reports' sentences may hold them"), "--quotes",
                         Text("lea la evidencia en la terminal, con kg show", "read the evidence in the terminal, with kg show"))
    target = output or str(app.corpus.build / "pages" / "explorer.html")
    built = bundle()  # what is missing is told before the work
    data = explored(app.reader(), app.corpus, layers, top=top or 0, documents=app.originals(), quotes=quotes, geo=geo)
    made = page(data, app.lang, built).encode()
    deliver(made, target)
    if geo:
        app.say(_matched(data["geo"]))
    if quotes and not policy.quotes:
        app.say(Text("La página lleva frases de los informes: no la publique.", "The page holds sentences of the reports: do not publish it."))
    if target != "-":
        app.say(Text(f"escrito: {target} ({size(len(made))}). Ábralo en un navegador: no necesita red.", f"written: {target} ({size(len(made))}). Open it in a browser: it needs no network."))


def _matched(geo: dict[str, Any]) -> Text:
    """Say what of a file of outlines was of use."""
    drawn, stray, missing, elsewhere = len(geo["shapes"]), geo["stray"], geo["missing"], geo["elsewhere"]
    names = _few(stray["names"], stray["n"])
    codes = _few(missing, len(missing))
    return Text(f"mapa: {drawn} {'municipio' if drawn == 1 else 'municipios'} con contorno; sin contorno: {len(missing)}{codes}; polígonos que no son de ninguno: {stray['n']}{names}; "
                f"de otros estados: {elsewhere}",
                f"map: {drawn} {'municipality' if drawn == 1 else 'municipalities'} with an outline; without one: {len(missing)}{codes}; polygons that are of none: {stray['n']}{names}; "
                f"of other states: {elsewhere}")


def _few(names: list[str], count: int) -> str:
    """Return the first of some names between brackets."""
    return f" ({', '.join(names[:5])}{'…' if count > 5 else ''})" if names else ""
