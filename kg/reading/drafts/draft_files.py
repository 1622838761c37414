"""Drafts on disk: where each report's draft goes, and writing it without losing what a person has done to the one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.model.acta_drafts import ACTA, DRAFT, REVIEW
from kg.model.errors import InputError, KgError, UsageError
from kg.model.files import write_atomically
from kg.model.iri import ID, slugify
from kg.model.source import RESERVED, Source, read_source
from kg.model.text import Text
from kg.reading.claims import Reading
from kg.reading.document import Document, digest
from kg.reading.drafts.draft import Draft, draft, read_raw, source_toml, touched
from kg.reading.drafts.draft_claims import Odd
from kg.reading.drafts.merge import merge
from kg.reading.formats.files import read_file


@dataclass(frozen=True)
class Written:
    """What ``write`` did: records to build from, records for review, notices, and the diff of an update."""

    folder: Path
    records: int
    for_review: int
    notices: tuple[Text, ...] = ()
    diff: tuple[tuple[str, Text], ...] = field(default=())


def targets(files: Iterable[Path], out: Path) -> list[tuple[Path, Path]]:
    """Return (file, source folder) for every file, sorted by name: ``out`` itself for a single file, else a folder of it a file.

    Two files of one name get the first digits of their hash, so that the order in which they are given does not matter. Raises UsageError.
    """
    unique = sorted({f.resolve(): f for f in sorted(files, key=str, reverse=True)}.values(), key=str)
    if len(unique) == 1:
        slug = out.resolve().name
        if not ID.match(slug) or slug in RESERVED:
            raise UsageError(Text(f"la carpeta de una fuente se llama como su slug, y {slug!r} no puede serlo", f"the folder of a source is called as its slug, and {slug!r} cannot be one"), str(out),
                             Text(f"use minúsculas ASCII, cifras y guiones: -o data/{slugify(slug)}", f"use lower-case ASCII, digits and hyphens: -o data/{slugify(slug)}"))
        return [(unique[0], out)]
    slugs = {f: slugify(f.stem) for f in unique}
    count = Counter(slugs.values())
    return [(f, out / (slug if count[slug] == 1 and slug not in RESERVED else _hashed(f, slug))) for f, slug in slugs.items()]


def _hashed(file: Path, slug: str) -> str:
    """Return the slug with the beginning of the file's hash; a file that cannot be read keeps its slug, and fails when it is read."""
    try:
        return f"{slug}-{digest(file)[:6]}"
    except KgError:
        return slug


def document_for(file: Path, folder: Path | None) -> Document:
    """Read a report; its source's ``source.toml``, when there is one, says the encoding and must be about this very file. Raises KgError."""
    source = read_source(folder) if folder and (folder / "source.toml").is_file() else None
    document = read_file(file, source.encoding if source else "")
    if source:
        _same(source, document, file)
    return document


def _same(source: Source, document: Document, file: Path) -> None:
    """Refuse a file that is not the original of the source: its evidence would point into another text."""
    where = str(source.folder / "source.toml")
    if source.sha256 != document.sha256:
        raise InputError(Text(f"describe otro original, no {file.name} (sha256 {document.sha256[:12]}…)", f"describes another original, not {file.name} (sha256 {document.sha256[:12]}…)"), where,
                         Text("si es otra versión del informe, haga una fuente nueva con otra carpeta en -o", "if it is another version of the report, make a new source with another folder in -o"))
    if source.loader != "acta":
        raise InputError(Text(f"esta fuente se lee con {source.loader!r}, no con actas", f"this source is read with {source.loader!r}, not with actas"), where,
                         Text("elija otra carpeta con -o", "choose another folder with -o"))
    if source.characters != len(document.text):
        raise InputError(Text(f"dice characters = {source.characters}; el texto tiene {len(document.text)}", f"says characters = {source.characters}; the text has {len(document.text)}"),
                         where, Text(f"ponga characters = {len(document.text)}", f"write characters = {len(document.text)}"))


def write(reading: Reading, folder: Path, update: bool, oddities: Iterable[Odd] = ()) -> Written:
    """Write the draft of a reading (and of what does not add up in it) into its source folder; an existing ``source.toml`` stays.

    Without ``update``, a draft that a person has touched is not overwritten: InputError. With it, their work is merged.
    """
    made: Draft = draft(reading, oddities)
    old = {name: read_raw(folder / name) for name in (DRAFT, REVIEW)}
    diff: list[tuple[str, Text]] = []
    if update:
        merged = merge(old, made)
        made, diff = merged.draft, merged.diff
    else:
        mine = [key for name in (DRAFT, REVIEW) for key in touched(old[name])]
        if mine:
            raise InputError(Text(f"una persona ya trabajó en este borrador ({len(mine)} registros: {', '.join(mine[:3])} …)",
                                  f"a person has worked on this draft ({len(mine)} records: {', '.join(mine[:3])} …)"), str(folder / DRAFT),
                             Text("use --update: conserva lo suyo y muestra qué cambió", "use --update: it keeps their work and shows what changed"))
    texts = made.texts()
    if not (folder / "source.toml").is_file():
        write_atomically(folder / "source.toml", source_toml(reading.document, folder.resolve().name).encode())
    for name in (REVIEW, DRAFT):    # the draft last: it is the one that a build reads
        write_atomically(folder / name, texts[name].encode())
    records, low = made.counts()
    return Written(folder, records, low, tuple(made.notices), tuple(diff))


def each(files: Iterable[tuple[Path, Path | None]], read: Callable[[Document], Reading], use: Callable[[Path, Path | None, Reading], None],
         failed: Callable[[KgError], None], done: Callable[[int], None]) -> int:
    """Read the files one after another, never two at once, and give each reading to ``use``; return how many failed.

    ``failed`` is told each error; ``done`` how many files are behind.
    """
    failures = 0
    for count, (file, folder) in enumerate(files, 1):
        try:
            use(file, folder, read(document_for(file, folder)))
        except KgError as error:
            failures += 1
            failed(error)
        done(count)
    return failures


__all__ = ["ACTA", "DRAFT", "REVIEW", "Written", "document_for", "each", "targets", "write"]
