"""``kg publish``: the graph as a folder for any web host."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.base import App, Command, bar, option
from kg.model.errors import UsageError
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.publish.leak import Secrets


@click.command("publish", cls=Command, examples=("kg publish --base https://datos.ejemplo.mx/ -o sitio", "kg publish -o sitio --endpoint https://datos.ejemplo.mx/sparql"),
               text=Text("Escribe el sitio: una página y archivos RDF de cada cosa, listas, preguntas respondidas, redes, búsqueda, volcados y catálogos. "
                         "Sirve en cualquier servidor de archivos y se abre desde el disco. Si algo falla, el sitio anterior sigue en su lugar.",
                         "Writes the site: a page and RDF files of each thing, lists, questions answered, networks, search, dumps and catalogues. "
                         "Any file server can host it, and it opens from a disk. If anything fails, the previous site stays in its place."))
@option("-o", "--output", required=True, type=click.Path(path_type=Path),
        es="Carpeta del sitio: nueva, vacía, o un sitio publicado antes.", en="Folder of the site: new, empty, or a site published before.")
@option("--base", default="",
        es="Dirección del sitio y base de los datos; termina en /. Si falta, la de la política.", en="Address of the site and base of the data; ends in /. Without it, the policy's.")
@option("--endpoint", default="", es="Dirección de un servicio SPARQL con estos datos, para anunciarlo.", en="Address of a SPARQL endpoint with these data, to announce it.")
@option("-j", "--jobs", type=click.IntRange(min=0), default=0, es="Procesos que escriben páginas; si falta, uno por procesador.", en="Processes that write pages; without it, one a processor.")
@option("--claims/--no-claims", default=None, es="Una página por afirmación y por evidencia, o dentro de la de lo que afirman; si falta, páginas mientras no pasen de 50 000.",
        en="A page for each claim and piece of evidence, or inside that of what they are about; without it, pages while there are at most 50,000.")
@click.pass_obj
def publish_command(app: App, output: Path, base: str, endpoint: str, jobs: int, claims: bool | None) -> int:
    """Build what is published from the sources and the policy as they are now, check it, write the site. Exit 1 when the check finds something."""
    import sys

    from kg.model.policy import read_policy
    from kg.publish.site import CLAIMS, publish
    from kg.publish.site_release import own_base, release
    from kg.publish.site_swap import check_target
    from kg.visual.index_page import size

    if endpoint and not endpoint.startswith(("https://", "http://")):
        raise UsageError(Text(f"no es una dirección: {endpoint!r}", f"is not an address: {endpoint!r}"), "--endpoint", Text("empieza con https://", "it begins with https://"))
    policy = read_policy(app.corpus.policy)
    chosen = own_base(base or policy.base)
    check_target(output)
    app = replace(app, build=app.corpus.build / "publish")
    found, secrets = _built(app, chosen)
    if found:
        app.say(Text(f"no se publica: la revisión halló {found} cosas", f"not published: the check found {found} things"))
        return 1
    reader = app.reader()
    most = {None: CLAIMS, True: sys.maxsize, False: 0}[claims]
    with app.steps() as steps:
        made = publish(reader, app.corpus, release(reader, policy, endpoint), output, jobs=jobs, claims=most, secrets=secrets, least=policy.smallest_count, steps=steps)
    app.say(Text(f"publicado en {output}: {made.documents} documentos ({made.kept} sin cambios), {made.files} archivos, {size(made.bytes)}",
                 f"published in {output}: {made.documents} documents ({made.kept} unchanged), {made.files} files, {size(made.bytes)}"))
    return 0


def _built(app: App, base: str) -> tuple[int, Secrets]:
    """Build and check; print what the check finds and return how much that is, and what no file may hold."""
    from kg.graph.build import build, load_corpus
    from kg.graph.check import check
    from kg.publish.leak_secrets import secrets_of

    with bar() as progress:
        task = progress.add_task("", total=5)
        built = build(app.corpus, lambda what, done, total: progress.update(task, description=what.get(app.lang), completed=done, total=total), base=base)
    for notice in built.notices:
        app.say(notice)
    app.say(Text("revisando…", "checking…"))
    loaded = load_corpus(app.corpus, base=base)
    found = check(app.corpus, loaded, app.reader(), app.sources)
    for finding in found:
        click.echo(finding.render(app.lang))
    return len(found), secrets_of(loaded)
