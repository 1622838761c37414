"""The root command and its options."""

from __future__ import annotations

from pathlib import Path

import click

from kg import __version__
from kg.cli import (
    analyse,
    ask,
    backbone,
    build,
    coalition,
    draft,
    evaluate,
    explore,
    figure,
    findings,
    identity,
    identity_review,
    network,
    popolo,
    publish,
    read,
    reconcile,
    review,
    serve,
    sources,
    witness,
)
from kg.cli.base import App, Group, chosen_lang, option
from kg.cli.release import release_command
from kg.model.text import Text


@click.group(cls=Group, text=Text(
    "De informes de gobierno abierto a un grafo de personas, instituciones, municipios, eventos y propuestas. Cada hecho abre su evidencia.",
    "From reports of open-government events to a graph of people, institutions, municipalities, events and proposals. Every fact opens its evidence."),
    examples=("kg build", "kg ask", "kg ask proposals -f csv -o propuestas.csv", 'kg show "clara camacho"', "kg draw copresence -o red.html"))
@option("--lang", type=click.Choice(["es", "en"]), is_eager=True, es="Idioma (también KG_LANG).", en="Language (also KG_LANG).")
@option("--corpus", "root", type=click.Path(path_type=Path), es="Carpeta del corpus (con data/); si falta, esta carpeta o el que trae el paquete.",
        en="Corpus folder (with data/); without it, this folder or the one bundled with the package.")
@option("--build", "folder", type=click.Path(path_type=Path), es="Carpeta de lo construido (build/ del corpus).", en="Folder of what is built (the corpus's build/).")
@option("--sources", type=click.Path(path_type=Path, exists=True, file_okay=False), es="Carpeta con los informes originales.", en="Folder with the original reports.")
@click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, lang: str | None, root: Path | None, folder: Path | None, sources: Path | None) -> None:
    """Keep the options for the command that follows."""
    ctx.obj = App(chosen_lang(lang), root, folder, sources)


for command in (build.init, build.build_command, build.check_command, build.doctor, build.demo, build.acta, sources.sources, sources.registry,
                ask.ask, ask.query, ask.show, network.network_command, network.draw_command, analyse.measure_command, analyse.compare_command,
                analyse.groups_command, backbone.backbone_command, figure.figure_command, coalition.coalition_command, read.read_command, draft.draft, draft.accept, draft.explain,
                review.review_command, evaluate.eval_command, witness.witness_command, witness.return_sheet_command, popolo.export, identity.identity,
                serve.serve_command, findings.findings_command, explore.explore_command, reconcile.reconcile_command, publish.publish_command, release_command):
    cli.add_command(command)
identity.identity.add_command(identity_review.identity_review_command)
