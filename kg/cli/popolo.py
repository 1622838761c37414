"""``kg export``: the graph in formats of other tools."""

from __future__ import annotations

import click

from kg.cli.base import App, Command, Group, deliver, option
from kg.model.text import Text


@click.group("export", cls=Group, examples=("kg export popolo -o grafo.json",),
             text=Text("Exporta el grafo construido a formatos de otras herramientas.", "Exports the built graph to other tools' formats."))
def export() -> None:
    """Group of commands that export."""


@export.command("popolo", cls=Command, examples=("kg export popolo -o grafo.json", "kg export popolo | jq '.persons | length'"),
                text=Text("Escribe personas, instituciones, cargos, municipios y eventos como Popolo JSON.",
                          "Writes people, institutions, offices, municipalities and events as Popolo JSON."))
@option("-o", "--output", es="Archivo (- es la salida estándar).", en="File (- is stdout).")
@click.pass_obj
def popolo_command(app: App, output: str | None) -> None:
    """Write the export."""
    from kg.graph.popolo_export import popolo

    deliver(popolo(app.reader()), output)
