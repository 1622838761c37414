"""``kg sources`` and ``kg registry``: originals recognised by hash, spans verified, slugs minted."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.base import App, Command, Group, option
from kg.model.source import read_source
from kg.model.text import Text


@click.group(cls=Group, text=Text("Los informes originales: reconocerlos y verificar la evidencia contra ellos.",
                                  "The original reports: recognise them and verify the evidence against them."),
             examples=("kg sources list", "kg sources add ~/Descargas/*.txt", "kg sources verify"))
def sources() -> None:
    """Group of commands on originals."""


@sources.command("list", cls=Command, text=Text("Lista los informes y si su original está a mano.", "Lists the reports and whether their original is at hand."))
@click.pass_obj
def list_command(app: App) -> None:
    """Print one line a source."""
    from kg.graph.originals import differing, find

    for folder in app.corpus.sources():
        source = read_source(folder)
        document = find(app.corpus, source, app.sources)
        other = None if document else differing(app.corpus, source, app.sources)
        state = (Text(f"original: {document.path}", f"original: {document.path}") if document
                 else Text(f"{other}: su sha256 difiere; evidencia huérfana", f"{other}: its sha256 differs; evidence orphaned") if other
                 else Text(f"sin original (sha256 {source.sha256[:12]}…)", f"no original (sha256 {source.sha256[:12]}…)"))
        click.echo(f"{source.slug}\t{source.title.get(app.lang)}\t{state.get(app.lang)}")


@sources.command("add", cls=Command, examples=("kg sources add informe.txt",),
                 text=Text("Reconoce un original por su sha256, se llame como se llame, y lo copia junto a sus hechos.",
                           "Recognises an original by its sha256, whatever its name, and copies it beside its facts."))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def add_command(app: App, files: tuple[Path, ...]) -> None:
    """Recognise and copy originals."""
    from kg.graph.originals import add

    known = [read_source(f) for f in app.corpus.sources()]
    for file in files:
        source, target = add(app.corpus, known, file)
        app.say(Text(f"{file} es el original de {source.slug}: copiado a {target}", f"{file} is the original of {source.slug}: copied to {target}"))


@sources.command("verify", cls=Command, examples=("kg sources verify", "kg --sources ~/informes sources verify --uncovered"),
                 text=Text("Comprueba cada tramo contra el original y dice qué frases no cubre ningún hecho.",
                           "Checks every span against the original and tells which sentences no fact covers."))
@option("--uncovered", is_flag=True, es="Muestra las frases que ningún hecho cubre.", en="Shows the sentences that no fact covers.")
@click.pass_obj
def verify_command(app: App, uncovered: bool) -> int:
    """Print a summary a source; exit 1 on problems, or when no original is at hand."""
    from kg.graph.originals import find, verify
    from kg.loaders import load, only_drafted

    bad = 0
    for folder in app.corpus.sources():
        source, acta = load(folder, drafts=only_drafted(folder))
        document = find(app.corpus, source, app.sources)
        if document is None:
            bad += 1
            click.echo(Text(f"{source.slug}: sin original; póngalo con: kg sources add ARCHIVO",
                            f"{source.slug}: no original; bring it with: kg sources add FILE").get(app.lang))
            continue
        result = verify(source, acta, document)
        bad += len(result.problems)
        share = 100 * result.contribution_covered / max(1, result.contribution_sentences)
        click.echo(Text(
            f"{source.slug}: {result.spans} tramos, {len(result.problems)} con problema, mediana {result.median:g} caracteres; {len(result.uncovered)} de {result.sentences} frases sin hecho; "
            f"frases con intervenciones cubiertas: {result.contribution_covered} de {result.contribution_sentences} ({share:.1f} %)",
            f"{source.slug}: {result.spans} spans, {len(result.problems)} with a problem, median {result.median:g} characters; {len(result.uncovered)} of {result.sentences} sentences without a fact; "
            f"contribution sentences covered: {result.contribution_covered} of {result.contribution_sentences} ({share:.1f} %)").get(app.lang))
        for where, what in result.problems:
            click.echo(f"  {where}: {what.get(app.lang)}")
        for line, start, end in result.uncovered if uncovered else ():
            click.echo(f"  L{line}:{start}-{end}  {' '.join(document.text[start:end].split())[:160]}")
    return 1 if bad else 0


@click.group(cls=Group, text=Text("El registro: quién es quién entre informes, y los IRI acuñados.",
                                  "The registry: who is who across reports, and the IRIs minted."), examples=("kg registry pending", "kg registry mint"))
def registry() -> None:
    """Group of commands on the registry."""


@registry.command("pending", cls=Command, text=Text("Lista lo que ningún registro nombra todavía (su IRI lleva un hash).",
                                                    "Lists what no registry names yet (its IRI carries a hash)."))
@click.pass_obj
def pending_command(app: App) -> None:
    """Print kind, source, id and name of every unregistered entity."""
    from kg.graph.build import load_corpus
    from kg.identity.mint import pending

    loaded = load_corpus(app.corpus)
    for row in pending(loaded.sources, loaded.resolver.registry, loaded.resolver.merges):
        click.echo("\t".join(row))


@registry.command("mint", cls=Command, text=Text(
    "Acuña un slug para cada entidad sin registrar. Nunca une: quien se llame igual que alguien registrado recibe un hash y queda como pregunta.",
    "Mints a slug for every unregistered entity. It never merges: a namesake of somebody registered gets a hash and stays a question."))
@option("--by", default="kg registry mint", es="Quién decide.", en="Who decides.")
@option("--at", required=True, es="Fecha de la decisión (AAAA-MM-DD).", en="Date of the decision (YYYY-MM-DD).")
@click.pass_obj
def mint_command(app: App, by: str, at: str) -> None:
    """Write new lines into the registry's CSV files."""
    from kg.graph.build import load_corpus
    from kg.identity.mint import mint

    loaded = load_corpus(app.corpus)
    made = mint(loaded.sources, loaded.resolver.registry, app.corpus.data / "registry", by, at, loaded.resolver.merges)
    app.say(Text(f"{made} entidades acuñadas en {app.corpus.data / 'registry'}", f"{made} entities minted in {app.corpus.data / 'registry'}"))
