"""``kg network`` and ``kg draw``: layers measured, exported, drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.base import App, Command, deliver, option
from kg.cli.doubts import OPTION, say_ranks
from kg.cli.slices import arguments, part
from kg.cli.tables import FORM_HELP, drawn, told_form
from kg.model.errors import UsageError, nearest
from kg.model.text import Text

_FORMS = ("table", "json", "csv", "graphml", "gexf", "pajek", "parquet", "xlsx")
_USUAL = ("rank", "label", "kind", "degree", "strength", "betweenness", "component", "community")  # heads of a table without rows


def _check(layer: str) -> None:
    from kg.network.layers import LAYERS

    if layer not in LAYERS:
        raise UsageError(Text(f"no hay capa {layer!r}", f"there is no layer {layer!r}"), "", nearest(layer, LAYERS, most=len(LAYERS)))


def _list(app: App) -> None:
    from kg.network.layers import LAYERS

    for name, layer in LAYERS.items():
        click.echo(f"{name:<20} {layer.meaning.get(app.lang)}")


@click.command("network", cls=Command, examples=("kg network", "kg network copresence", "kg network copresence --by institution --from 2023-08",
                                                           "kg network copresence -f gexf -o red.gexf", "kg network theme --certain -f csv -o temas.csv"),
               text=Text("Mide y exporta una red. Sin capa, las lista. Cada capa dice una sola cosa; no se mezclan.",
                         "Measures and exports a network. Without a layer, lists them. Each layer says one thing; they are not mixed."))
@click.argument("layer", required=False)
@option("-f", "--format", "form", type=click.Choice(_FORMS), **FORM_HELP)
@option("-o", "--output", es="Archivo; con csv, salen nombre.nodes.csv y nombre.edges.csv (- es la salida estándar).", en="File; with csv, name.nodes.csv and name.edges.csv come out (- is stdout).")
@part
@option("--doubts", is_flag=True, **OPTION)
@click.pass_obj
def network_command(app: App, /, layer: str | None, form: str | None, output: str | None, doubts: bool, **chosen: Any) -> None:
    """Build a layer; print its table of measures or write it in a graph format."""
    from kg.network.export import SUFFIXES, write
    from kg.network.graph import feasible, network
    from kg.network.measures import caveats
    from kg.network.net import Net

    if layer is None:
        _list(app)
        return
    _check(layer)
    form = told_form(form, output, {"table": ".txt", **SUFFIXES})
    reader = app.reader()
    which = arguments(**chosen)
    graph = feasible(reader, layer, **which)
    if form == "table":
        deliver(_table(app, graph), output)
    else:
        made = write(graph, form, Path(output) if output not in (None, "-") else None)
        if isinstance(made, list):
            listed = ", ".join(map(str, made))
            app.say(Text(f"escrito: {listed}", f"written: {listed}"))
        else:
            deliver(made, None)
    for caveat in caveats(graph, "column" if form == "table" else ""):
        app.say(caveat)
    if isinstance(graph, Net):
        app.say(_large(graph.tie_count))
    elif doubts:
        say_ranks(app, reader, lambda graph: network(graph, layer, **which))


def _large(ties: int) -> Text:
    """Say what is not worked out of a network of so many ties."""
    return Text(f"Con {ties:,} lazos no se anota qué comparte cada par ni qué afirmaciones lo dicen, y los lugares no cuentan con las dudas: tome una parte (--event, --from, --to).",
                f"With {ties:,} ties it is not noted what each pair shares or which claims say so, and places do not reckon with doubts: take a part (--event, --from, --to).")


def _table(app: App, graph: Any) -> str:
    """Return the table of measures, aligned."""
    from kg.network.measures import table
    from kg.network.net import as_net
    from kg.network.titles import column_title, heading, kind_name

    rows, net = table(graph), as_net(graph)
    columns = [c for c in (rows[0] if rows else _USUAL) if c != "iri"]
    shown = ([kind_name(row[c]) if c == "kind" else row[c] for c in columns] for row in rows)
    return drawn(app, heading(net.info, len(net), net.tie_count), [column_title(c) for c in columns], shown)


@click.command("draw", cls=Command, examples=("kg draw copresence -o red.html", "kg draw person-event --top 200 -o top.html"),
               text=Text("Dibuja una capa en una página que se abre sin red (pyvis).", "Draws a layer in a page that opens offline (pyvis)."))
@click.argument("layer", required=False)
@option("-o", "--output", es="Archivo HTML; si falta, build/pages/<capa>.html (- es la salida estándar).", en="HTML file; without it, build/pages/<layer>.html (- is stdout).")
@option("--top", type=click.IntRange(min=1), es="Solo los N nodos de más fuerza.", en="Only the N strongest nodes.")
@part
@click.pass_obj
def draw_command(app: App, /, layer: str | None, output: str | None, top: int | None, **chosen: Any) -> None:
    """Write the page."""
    from kg.network.graph import feasible
    from kg.network.net import Net

    if layer is None:
        _list(app)
        return
    _check(layer)
    target = output or str(app.corpus.build / "pages" / f"{layer}.html")
    whole = feasible(app.reader(), layer, **arguments(**chosen))
    if isinstance(whole, Net):
        raise UsageError(Text(f"la red tiene {whole.tie_count:,} lazos: demasiados para dibujarla", f"the network has {whole.tie_count:,} ties: too many to draw"), layer,
                         Text("tome una parte: --event, --from, --to", "take a part: --event, --from, --to"))
    deliver(page(app, layer, whole, top), target)
    if target != "-":
        app.say(Text(f"escrito: {target}", f"written: {target}"))


def page(app: App, layer: str, whole: Any, top: int | None = None) -> str:
    """Return the page of a layer's network, ``whole``, or of its ``top`` strongest nodes."""
    from kg.network.measures import caveats, table
    from kg.network.views import views
    from kg.visual.pyvis_export import draw
    from kg.visual.pyvis_export import top as strongest

    graph = strongest(whole, top) if top else whole
    # Measures and ranks are those of the whole network, also of the nodes kept by --top.
    rows = [row for row in table(whole) if row["iri"] in graph]
    return draw(graph, title=views()[layer].title, caveats=caveats(graph), lang=app.lang, rows=rows)
