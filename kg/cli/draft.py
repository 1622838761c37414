"""``kg draft``, ``accept``, ``explain``: from a report to a draft, from a corrected draft to an acta, and why each claim was made."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from kg.cli.base import App, Command, bar, option
from kg.model.errors import InputError, KgError, StoreError, UsageError
from kg.model.files import reason, write_atomically
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.reading.claims import Reading
    from kg.reading.document import Document
    from kg.reading.drafts.draft_files import Written
    from kg.reading.drafts.explain import Said


@click.command("draft", cls=Command, examples=("kg draft informe.docx -o data/foro-2031/", "kg draft informes/*.pdf -o data/", "kg draft informe.txt --claims - | jq .type",
                                               "kg draft informe.docx -o data/foro-2031/ --update"),
               text=Text("Lee informes y escribe borradores de acta, con regla, cita y confianza de cada hecho, para que una persona los revise. "
                         "Con varios archivos, -o es la carpeta data/ y cada uno recibe la suya.",
                         "Reads reports and writes draft actas, with the rule, quote and confidence of every fact, for a person to review. "
                         "With several files, -o is the data/ folder and each gets its own."))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), es="Carpeta de la fuente (data/<fuente>/), o data/ con varios archivos.",
        en="Folder of the source (data/<source>/), or data/ with several files.")
@option("--update", is_flag=True, es="Une la lectura nueva con lo que una persona corrigió, y muestra qué cambió.", en="Merges the new reading with what a person corrected, and shows what changed.")
@option("--claims", es="Escribe los hechos como JSON Lines en un archivo (- es la salida estándar).", en="Writes the facts as JSON Lines to a file (- is stdout).")
@click.pass_obj
def draft(app: App, files: tuple[Path, ...], output: Path | None, update: bool, claims: str | None) -> int:
    """Read each file; a failing one is reported and the rest done. Exit 3 when any failed."""
    from kg.reading.drafts.draft_files import each, targets, write
    from kg.reading.report import read_report

    if output is None and claims is None:
        raise UsageError(Text("¿dónde va el borrador?", "where does the draft go?"), "", Text("dé -o data/<fuente>/, o --claims -", "give -o data/<source>/, or --claims -"))
    jobs: list[tuple[Path, Path | None]] = list(targets(files, output)) if output else [(f, None) for f in sorted(set(files), key=str)]
    with _lines(claims) as sink, bar() as progress:
        task = progress.add_task("", total=len(jobs))

        def use(file: Path, folder: Path | None, reading: Reading) -> None:
            progress.update(task, description=file.name)
            if sink:
                for line in reading.lines():
                    row = {"file": str(file), **line} if len(jobs) > 1 else line
                    sink.write((json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
            if folder:
                _report(app, file, write(reading, folder, update), update, claims == "-")
            else:
                for notice in dict.fromkeys([*reading.document.notices, *reading.notices]):
                    app.say(Text(f"{file.name}: {notice.es}", f"{file.name}: {notice.en}"))

        failures = each(jobs, read_report, use, lambda e: click.echo(e.render(app.lang), err=True), lambda n: progress.update(task, completed=n))
    if failures and len(jobs) > 1:
        app.say(Text(f"{failures} de {len(jobs)} archivos no se pudieron hacer; los demás están hechos", f"{failures} of {len(jobs)} files could not be done; the others are"))
    return 3 if failures else 0


@contextmanager
def _lines(target: str | None) -> Iterator[IO[bytes] | None]:
    """Open where JSON Lines go: nowhere, stdout, or a file that appears whole or not at all."""
    if target is None:
        yield None
        return
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path, part = Path(target), Path(f"{target}.part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise StoreError(Text(f"no se puede escribir: {reason(error).es}", f"cannot write: {reason(error).en}"), target,
                         Text("elija otro lugar con --claims", "choose another place with --claims")) from error
    finally:
        part.unlink(missing_ok=True)


def _report(app: App, file: Path, done: Written, update: bool, taken: bool) -> None:
    """Say what was written; the diff of an update is data, unless stdout already holds the JSON Lines."""
    from kg.reading.drafts.explain import shown

    for notice in done.notices:
        app.say(Text(f"{file.name}: {notice.es}", f"{file.name}: {notice.en}"))
    if update:
        for sign, what in done.diff:
            click.echo(f"{sign} {shown(what.get(app.lang))}", err=taken)
    here = (done.folder / file.name).is_file()
    copy = Text("", "") if here else Text(f". El original no se copia: kg sources add {file}", f". The original is not copied: kg sources add {file}")
    app.say(Text(f"{done.folder}: {done.records} registros por revisar, {done.for_review} dudosos aparte{copy.es}",
                 f"{done.folder}: {done.records} records to review, {done.for_review} doubtful ones apart{copy.en}"))


@click.command("accept", cls=Command, examples=("kg accept data/foro-2031/", "kg accept data/foro-2031/ --all"),
               text=Text("Hace acta.toml del borrador revisado, sin citas del informe (salvo que la política las publique) ni lo rechazado.",
                         "Makes acta.toml from the reviewed draft, without quotes of the report (unless the policy publishes them) or what was rejected."))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@option("--all", "everything", is_flag=True, es="Da por aceptado lo que nadie revisó.", en="Takes what nobody reviewed as accepted.")
@option("--force", is_flag=True, es="Reemplaza un acta.toml que ya exista.", en="Replaces an acta.toml that exists.")
@click.pass_obj
def accept(app: App, folder: Path, everything: bool, force: bool) -> None:
    """Check, write, and count what was left out."""
    from kg.model.acta_drafts import ACTA
    from kg.model.corpus import bundled
    from kg.model.policy import read_policy
    from kg.model.source import read_source
    from kg.reading.drafts.accept import accept as make

    own = folder.parent / "policy.toml"
    policy = read_policy(own if own.is_file() else bundled("data") / "policy.toml")
    made = make(folder, read_source(folder).characters, policy.quotes, everything)
    path = folder / ACTA
    if path.exists() and not force:
        raise InputError(Text("ya hay un acta; no se reemplaza", "there is an acta already; it is not replaced"), str(path), Text("use --force si eso quiere", "use --force if that is what you want"))
    write_atomically(path, made.text.encode())
    for line in made.told():
        app.say(line)


@click.command("explain", cls=Command, examples=("kg explain c1234 data/foro-2031/", "kg explain informe.txt:1234"),
               text=Text("Dice por qué se hizo una afirmación: su regla, su frase en contexto, qué tan segura es, y qué más se leyó ahí. "
                         "CLAIM es el id de un registro de un borrador, o ARCHIVO:LUGAR (punto de código).",
                         "Tells why a claim was made: its rule, its sentence in context, how sure it is, and what else matched there. "
                         "CLAIM is the id of a record of a draft, or FILE:OFFSET (code point)."))
@click.argument("claim")
@click.argument("where", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def explain(app: App, claim: str, where: Path | None) -> int:
    """Print the explanation of every claim that fits; exit 1 when none does."""
    from kg.reading.drafts import explain as why

    file, _, offset = claim.rpartition(":")
    found: list[tuple[list[Said], list[Said], Document | None]] = []
    if file and offset.isascii() and offset.isdigit():
        found.append(_at(Path(file), int(offset)))
    elif where is not None and where.is_file() and claim.isascii() and claim.isdigit():
        found.append(_at(where, int(claim)))
    else:
        found += _recorded(app, claim, where)
    for wanted, everything, document in found:
        for said in wanted:
            for line in why.explain(said, everything, document, app.lang):
                click.echo(line)
    if not any(wanted for wanted, _, _ in found):
        app.say(Text(f"nada se leyó ahí, o ningún borrador tiene ese registro: {claim}", f"nothing was read there, or no draft has that record: {claim}"))
        return 1
    return 0


def _at(file: Path, offset: int) -> tuple[list[Said], list[Said], Document | None]:
    """Read a report and return the claims that cover an offset."""
    from kg.reading.drafts.draft_files import document_for
    from kg.reading.drafts.explain import of_reading
    from kg.reading.report import read_report

    reading = read_report(document_for(file, None))
    everything = of_reading(reading)
    return [s for s in everything if any(start <= offset < end for start, end in s.places)], everything, reading.document


def _recorded(app: App, claim: str, where: Path | None) -> list[tuple[list[Said], list[Said], Document | None]]:
    """Find a record (``id`` or ``table/id``) in the drafts of a folder, or of the corpus."""
    from kg.graph.originals import find
    from kg.model.acta_drafts import DRAFT, REVIEW
    from kg.model.source import read_source
    from kg.reading.drafts.draft import read_raw
    from kg.reading.drafts.explain import of_draft

    found: list[tuple[list[Said], list[Said], Document | None]] = []
    for folder in [where] if where else [f for f in app.corpus.sources() if (f / DRAFT).is_file()]:
        if not (folder / DRAFT).is_file():
            raise InputError(Text(f"no hay {DRAFT}", f"there is no {DRAFT}"), str(folder), Text("hágalo con: kg draft INFORME -o CARPETA", "make it with: kg draft REPORT -o FOLDER"))
        everything = of_draft(read_raw(folder / DRAFT), read_raw(folder / REVIEW))
        wanted = [s for s in everything if claim in (s.name, s.name.partition("/")[2])]
        if wanted:
            try:
                source = read_source(folder)
                document = find(app.corpus, source, folder) or find(app.corpus, source, app.sources)
            except KgError as error:
                app.say(Text(error.render("es"), error.render("en")))
                document = None
            found.append((wanted, everything, document))
    return found
