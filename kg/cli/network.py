"""``kg network`` and ``kg draw``: layers measured, exported, drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.base import App, Command, deliver, option
from kg.cli.doubts import OPTION, say_ranks
from kg.cli.slices import arguments, part
from kg.model.errors import UsageError, nearest
from kg.model.text import Text

_FORMS = ("table", "json", "csv", "graphml", "gexf", "pajek", "parquet", "xlsx")


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
@option("-f", "--format", "form", type=click.Choice(_FORMS), default="table", es="Formato.", en="Format.")
@option("-o", "--output", es="Archivo; con csv, salen nombre.nodes.csv y nombre.edges.csv (- es la salida estándar).", en="File; with csv, name.nodes.csv and name.edges.csv come out (- is stdout).")
@part
@option("--doubts", is_flag=True, **OPTION)
@click.pass_obj
def network_command(app: App, /, layer: str | None, form: str, output: str | None, doubts: bool, **chosen: Any) -> None:
    """Build a layer; print its table of measures or write it in a graph format."""
    from kg.network.export import write
    from kg.network.graph import network
    from kg.network.measures import caveats

    if layer is None:
        _list(app)
        return
    _check(layer)
    reader = app.reader()
    which = arguments(**chosen)
    graph = network(reader, layer, **which)
    if form == "table":
        deliver(_table(app, graph), output)
    else:
        made = write(graph, form, Path(output) if output not in (None, "-") else None)
        if isinstance(made, list):
            listed = ", ".join(map(str, made))
            app.say(Text(f"escrito: {listed}", f"written: {listed}"))
        else:
            deliver(made, None)
    for caveat in caveats(graph):
        app.say(caveat)
    if doubts:
        say_ranks(app, reader, lambda graph: network(graph, layer, **which))


def _table(app: App, graph: Any) -> str:
    """Return the table of measures, aligned."""
    import io

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Plain

    from kg.network.measures import table

    rows = table(graph)
    head = Text(f"{graph.number_of_nodes()} nodos, {graph.number_of_edges()} lazos", f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} ties")
    target = io.StringIO()
    drawn = Table(title=Plain(f"{graph.graph['layer']}: {head.get(app.lang)}"), header_style="bold")
    columns = [c for c in (rows[0] if rows else {}) if c not in {"iri", "Id", "id"}]
    for column in columns:
        drawn.add_column(Plain(column), overflow="fold")
    for row in rows:
        drawn.add_row(*(Plain(f"{v:.4f}".rstrip("0").rstrip(".") if isinstance(v, float) else str(v)) for v in (row[c] for c in columns)))
    Console(file=target, width=140, no_color=True, highlight=False).print(drawn)
    return target.getvalue()


@click.command("draw", cls=Command, examples=("kg draw copresence -o red.html", "kg draw person-event --top 200 -o top.html"),
               text=Text("Dibuja una capa en una página que se abre sin red (pyvis).", "Draws a layer in a page that opens offline (pyvis)."))
@click.argument("layer", required=False)
@option("-o", "--output", es="Archivo HTML; si falta, build/pages/<capa>.html (- es la salida estándar).", en="HTML file; without it, build/pages/<layer>.html (- is stdout).")
@option("--top", type=click.IntRange(min=1), es="Solo los N nodos de más fuerza.", en="Only the N strongest nodes.")
@part
@click.pass_obj
def draw_command(app: App, /, layer: str | None, output: str | None, top: int | None, **chosen: Any) -> None:
    """Write the page."""
    from kg.network.graph import network

    if layer is None:
        _list(app)
        return
    _check(layer)
    target = output or str(app.corpus.build / "pages" / f"{layer}.html")
    deliver(page(app, layer, network(app.reader(), layer, **arguments(**chosen)), top), target)
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
