"""``kg measure``, ``kg compare`` and ``kg groups``: what a network says, with its ranges and caveats."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.base import App, Command, option
from kg.cli.slices import arguments, part
from kg.cli.tables import FORM_HELP, FORMS, show, told_form
from kg.model.errors import UsageError, nearest
from kg.model.text import Text

_FORM: dict[str, Any] = {"type": click.Choice(FORMS), **FORM_HELP}
_OUTPUT = {"es": "Archivo (- es la salida estándar).", "en": "File (- is stdout)."}


def _catalogue(app: App) -> None:
    """Print the catalogue of measures."""
    from kg.network.catalogue import MEASURES

    says = Text("rango: {}; peso: {}", "range: {}; weight: {}").get(app.lang)
    for name, measure in MEASURES.items():
        click.echo(f"{name}\n    {measure.meaning.get(app.lang)}\n    {says.format(measure.range.get(app.lang), measure.weight.get(app.lang))}\n    {measure.source}")


@click.command("measure", cls=Command, examples=("kg measure", "kg measure copresence betweenness constraint", "kg measure theme strength --ranks",
                                                           "kg measure copresence pagerank -f csv -o medidas.csv"),
               text=Text("Mide los nodos de una red. Sin capa, explica cada medida: qué dice, su rango, de dónde viene. "
                         "Con --ranks, el lugar de cada quien como rango sobre las dudas abiertas, y qué lo resolvería.",
                         "Measures the nodes of a network. Without a layer, explains each measure: what it says, its range, where it comes from. "
                         "With --ranks, everybody's place as a range over the open doubts, and what would settle it."))
@click.argument("layer", required=False)
@click.argument("names", nargs=-1, metavar="MEASURE...")
@option("--ranks", is_flag=True, es="El lugar de cada quien, como rango.", en="Everybody's place, as a range.")
@option("-f", "--format", "form", **_FORM)
@option("-o", "--output", **_OUTPUT)
@part
@click.pass_obj
def measure_command(app: App, /, layer: str | None, names: tuple[str, ...], ranks: bool, form: str | None, output: str | None, **chosen: Any) -> None:
    """Print measures or ranks."""
    from kg.network.incidence import layer_of

    if layer is None:
        _catalogue(app)
        return
    layer_of(layer)
    form = told_form(form, output)
    if ranks:
        show(app, [_ranks(app, layer, name, arguments(**chosen)) for name in names or ("strength",)], form, output)
        return
    from kg.network.analyses import measure_table
    from kg.network.graph import net

    made = net(app.reader(), layer, **arguments(**chosen))
    with app.steps() as told:
        table = measure_table(made, names, told)
    show(app, [table], form, output)


def _ranks(app: App, layer: str, name: str, which: dict[str, Any]) -> Any:
    from kg.network.analyses import rank_table
    from kg.network.catalogue import find
    from kg.network.names import Names
    from kg.network.ranges import ranges
    from kg.network.titles import asked, named

    known, reader = find(name), app.reader()
    of = named({"layer": layer, **asked(which["weight"], which["by"], which["within"], which["certain_only"])})
    title = Text(f"{of.es}: lugares por {known.label.es}", f"{of.en}: places by {known.label.en}")
    return rank_table(ranges(reader, layer, name, **which), Names(reader), title, known.label)


@click.command("compare", cls=Command, examples=("kg compare copresence theme", "kg compare copresence theme affiliation -f csv -o capas.csv"),
               text=Text("Compara capas sin mezclarlas: qué lazos y qué nodos tiene una y no otra.", "Compares layers without mixing them: which ties and nodes one has and another has not."))
@click.argument("layers", nargs=-1, required=True)
@option("-f", "--format", "form", **_FORM)
@option("-o", "--output", **_OUTPUT)
@part
@click.pass_obj
def compare_command(app: App, /, layers: tuple[str, ...], form: str | None, output: str | None, **chosen: Any) -> None:
    """Print what differs between layers."""
    from kg.network.analyses import layer_tables
    from kg.network.graph import net
    from kg.network.incidence import layer_of
    from kg.network.names import Names

    found = [layer_of(name) for name in dict.fromkeys(layers)]
    two = next((layer for layer in found if layer.two_mode), None)
    if len(found) < 2 or two:
        raise UsageError(Text("hacen falta dos capas de un modo", "two one-mode layers are needed"), two.name if two else " ".join(layers),
                         Text("por ejemplo: kg compare copresence theme", "for example: kg compare copresence theme"))
    form, reader = told_form(form, output), app.reader()
    show(app, layer_tables({layer.name: net(reader, layer, **arguments(**chosen)) for layer in found}, Names(reader)), form, output)


ATTRIBUTES = ("sector", "municipality", "institution")


@click.command("groups", cls=Command, examples=("kg groups copresence", "kg groups theme --mixing sector", "kg groups copresence --mixing municipality -f json"),
               text=Text("Grupos de una red: comunidades y qué tan firmes son; con --mixing, si los lazos cruzan sectores y quién media entre ellos.",
                         "Groups of a network: communities and how firm they are; with --mixing, whether ties cross sectors and who brokers between them."))
@click.argument("layer")
@option("--mixing", metavar="|".join(ATTRIBUTES), es="Mide la mezcla de estos grupos en lugar de buscar comunidades.", en="Measures the mixing of these groups instead of looking for communities.")
@option("-f", "--format", "form", **_FORM)
@option("-o", "--output", **_OUTPUT)
@part
@click.pass_obj
def groups_command(app: App, /, layer: str, mixing: str | None, form: str | None, output: str | None, **chosen: Any) -> None:
    """Print communities, or how given groups mix."""
    from kg.network.analyses import group_tables, sector_tables
    from kg.network.graph import net
    from kg.network.incidence import layer_of

    form, which = told_form(form, output), arguments(**chosen)
    if mixing and layer_of(layer).two_mode:
        raise UsageError(Text("hace falta una capa de un modo", "a one-mode layer is needed"), layer,
                         Text("por ejemplo: kg groups copresence --mixing sector", "for example: kg groups copresence --mixing sector"))
    if mixing is not None and mixing not in ATTRIBUTES:
        raise UsageError(Text(f"no se mide la mezcla de {mixing!r}", f"the mixing of {mixing!r} is not measured"), "--mixing", nearest(mixing, ATTRIBUTES, most=3))
    if mixing and which["by"] != "person":
        raise UsageError(Text("--mixing es para redes de personas", "--mixing is for networks of people"), "--by", Text("quite --by", "leave --by out"))
    reader = app.reader()
    made = net(reader, layer, **which)
    with app.steps() as told:
        tables = sector_tables(made, _attribute(reader, mixing), told(Text("repartos al azar", "random deals"))) if mixing else group_tables(made, told(Text("corridas", "runs")))
    show(app, tables, form, output)


def _attribute(reader: Any, name: str) -> dict[str, tuple[str, ...]]:
    """Return who belongs to which groups, by the groups' names; two groups of one name are told apart by code or IRI."""
    from collections import Counter

    from kg.network import attributes

    found = {"sector": attributes.sectors, "municipality": attributes.municipalities, "institution": attributes.institutions}[name](reader)
    called = attributes.called(reader, name)
    often = Counter(called.values())
    return {who: tuple(called[g] if often[called[g]] == 1 else f"{called[g]} ({g})" for g in groups) for who, groups in found.items()}
