"""``kg release``: a version of the graph that is never changed again."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from kg.cli.base import App, Command, bar, option
from kg.model.errors import UsageError
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.graph.build import Loaded
    from kg.publish.release import Plan
    from kg.publish.release_about import About


@click.command("release", cls=Command, examples=("kg release", "kg release 1.1.0 --date 2031-05-02", "kg release 2.0.0 --purge"), text=Text(
    "Publica una versión en releases/: volcados, su entrada de catálogo, y qué cambió desde la anterior, enunciado por enunciado y con su causa. "
    "Sin número, dice cuál conviene. No la hace si la revisión halla algo o si tiene lo que la política no muestra.",
    "Publishes a version in releases/: dumps, its catalogue entry, and what changed since the one before, statement by statement and with its cause. "
    "Without a number, it tells which to give. Not made when the check finds something, or when it holds what the policy does not show."))
@click.argument("version", required=False)
@option("--base", default="", es="Dirección del sitio y base de los datos; termina en /. Si falta, la de la política.",
        en="Address of the site and base of the data; ends in /. Without it, the policy's.")
@option("--date", default="", es="Día de la versión, AAAA-MM-DD; si falta, el de SOURCE_DATE_EPOCH, o ninguno.", en="Day of the version, YYYY-MM-DD; without it, that of SOURCE_DATE_EPOCH, or none.")
@option("--purge", is_flag=True, es="Retira los archivos de versiones anteriores que tengan lo que la política ya no muestra.",
        en="Withdraws the files of earlier versions that hold what the policy no longer shows.")
@click.pass_obj
def release_command(app: App, version: str | None, base: str, date: str, purge: bool) -> int:
    """Build from the sources as they are now, check, compare, write. Exit 1 when the check or the leak test finds something."""
    from kg.graph.build import build, load_corpus
    from kg.model.policy import read_policy
    from kg.publish.release import plan, release
    from kg.publish.release_version import parse
    from kg.publish.site_release import own_base
    from kg.publish.site_release import release as made_of

    wanted, day = parse(version) if version else None, _day(date)
    policy = read_policy(app.corpus.policy)
    chosen = own_base(base or policy.base)
    app = replace(app, build=app.corpus.build / "release")
    built = build(app.corpus, base=chosen)
    loaded = load_corpus(app.corpus, base=chosen)
    for notice in built.notices:
        app.say(notice)
    if found := _checked(app, loaded):
        app.say(Text(f"no se publica la versión: la revisión halló {found} cosas", f"the version is not published: the check found {found} things"))
        return 1
    reader = app.reader()
    made = replace(made_of(reader, policy), date=day) if day else made_of(reader, policy)
    planned = plan(app.corpus, loaded, reader, made, built.quads)
    _advise(app, planned, wanted is not None and planned.suggested > wanted)
    if wanted is None:
        click.echo(str(planned.suggested))
        return 0
    with bar() as shown:
        task = shown.add_task("", total=None)
        about, gone = release(app.corpus, loaded, reader, made, planned, wanted, purge, lambda what: shown.update(task, description=what.get(app.lang)))
    _tell(app, about, gone)
    return 0


def _day(date: str) -> str:
    """Return the day asked for. Raises UsageError."""
    try:
        return datetime.date.fromisoformat(date).isoformat() if date else ""
    except ValueError as error:
        raise UsageError(Text(f"fecha ilegible: {date!r}", f"unreadable date: {date!r}"), "--date", Text("escriba AAAA-MM-DD", "write YYYY-MM-DD")) from error


def _checked(app: App, loaded: Loaded) -> int:
    """Print what the check finds; return how much that is."""
    from kg.graph.check import check

    found = check(app.corpus, loaded, app.reader(), app.sources)
    for finding in found:
        click.echo(finding.render(app.lang))
    return len(found)


def _advise(app: App, planned: Plan, low: bool) -> None:
    """Say which version to give, and why."""
    why = (Text("es la primera", "it is the first") if planned.former is None else Text("algo que se podía citar ya no está", "something that could be cited is gone") if planned.breaks
           else Text("hay cosas nuevas", "there are new things") if planned.grows else Text("solo hay correcciones", "there are corrections only"))
    if low:
        app.say(Text(f"aviso: por lo que cambió conviene la {planned.suggested}: {why.es}", f"notice: by what changed {planned.suggested} is fitting: {why.en}"))
    else:
        app.say(Text(f"versión que conviene: {planned.suggested} ({why.es})", f"fitting version: {planned.suggested} ({why.en})"))


def _tell(app: App, about: About, gone: list[str]) -> None:
    """Say what was made, and where."""
    for old in gone:
        app.say(Text(f"se retiraron los archivos de la versión {old}", f"the files of version {old} were withdrawn"))
    total = about.summary.total if about.summary else 0
    app.say(Text(f"versión {about.version}: {about.size} enunciados, {total} cambios desde {about.former or 'nada'}. Guarde releases/ en git.",
                 f"version {about.version}: {about.size} statements, {total} changes since {about.former or 'nothing'}. Keep releases/ in git."))
    click.echo(str(app.corpus.releases / about.version))
