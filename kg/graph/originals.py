"""The reports' originals: recognised by hash under any name, never moved into the graph, opened only to show or verify evidence."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.model.acta import Acta, Record, Span
from kg.model.corpus import Corpus, bundled
from kg.model.errors import InputError, StoreError
from kg.model.iri import fold
from kg.model.source import Source
from kg.model.text import Text
from kg.reading.document import Document, digest, read_document

MAX_ORIGINAL = 200_000_000
_TOUCH = 8  # characters of a sentence a claim must cover to count: more than a comma and a short word


def places(corpus: Corpus, extra: Path | None) -> list[Path]:
    """Folders in which originals may lie: the one the user named, ``originals/``, and each source's own."""
    return [*([extra] if extra else []), corpus.root / "originals", *corpus.sources()]


def find(corpus: Corpus, source: Source, extra: Path | None = None) -> Document | None:
    """Return the original of a source, wherever it lies and whatever its name, or None.

    The file of the expected name is tried first; a file whose hash differs is never taken.
    """
    for folder in places(corpus, extra):
        named = folder / source.file
        others = sorted(p for p in folder.glob("*") if p.is_file() and p != named and p.suffix in {"", Path(source.file).suffix}) if folder.is_dir() else []
        for path in [named, *others]:
            if path.is_file() and path.stat().st_size <= MAX_ORIGINAL and digest(path) == source.sha256:
                return read_document(path, source.encoding)
    return None


def differing(corpus: Corpus, source: Source, extra: Path | None = None) -> Path | None:
    """Return a file of the expected name whose hash is not the expected one: its evidence is orphaned, not moved."""
    for folder in places(corpus, extra):
        path = folder / source.file
        if path.is_file() and digest(path) != source.sha256:
            return path
    return None


def add(corpus: Corpus, sources: list[Source], file: Path) -> tuple[Source, Path]:
    """Recognise ``file`` by its hash and copy it beside its source (or to ``originals/`` when the corpus came with the package)."""
    found = digest(file)
    source = next((s for s in sources if s.sha256 == found), None)
    if source is None:
        raise InputError(Text(f"ningún informe tiene este sha256: {found}", f"no report has this sha256: {found}"), str(file),
                         Text("si es otra versión del informe, haga una fuente nueva; la evidencia no se traslada sola",
                              "if it is another version of the report, make a new source; evidence is never moved by itself"))
    folder = source.folder if not source.folder.is_relative_to(bundled("data")) or corpus.root == bundled("data").parent else corpus.root / "originals"
    target = folder / source.file
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.resolve() != file.resolve():
            shutil.copyfile(file, target.with_suffix(".part"))
            target.with_suffix(".part").replace(target)
    except OSError as error:
        raise StoreError(Text(f"no se puede copiar: {error.strerror}", f"cannot copy: {error.strerror}"), str(target)) from error
    return source, target


@dataclass
class Verification:
    """What ``kg sources verify`` found in one source."""

    source: Source
    spans: int = 0
    median: float = 0.0
    problems: list[tuple[str, Text]] = field(default_factory=list)
    uncovered: list[tuple[int, int, int]] = field(default_factory=list)
    sentences: int = 0
    contribution_sentences: int = 0
    contribution_covered: int = 0


def verify(source: Source, acta: Acta, document: Document) -> Verification:
    """Check every span against the original: inside it, on its line, holding the name it evidences; list what no claim covers."""
    result = Verification(source)
    lengths: list[int] = []
    for record in (r for rows in acta.records.values() for r in rows.values()):
        for span in record.all_spans():
            lengths.append(span.end - span.start)
            problem = _span_problem(document, span)
            if problem:
                result.problems.append((f"{acta.path}:{record.line}", problem))
        for name, spans in record.names:
            whole = _plain(" ".join(document.text[s.start:s.end] for s in spans))
            for span in spans:
                if _plain(name) not in _plain(document.text[span.start:span.end]) and _plain(name) not in whole:
                    result.problems.append((f"{acta.path}:{record.line}", Text(f"{record.id}: el tramo {span.start}-{span.end} no contiene «{name}»",
                                                                               f"{record.id}: span {span.start}-{span.end} does not contain “{name}”")))
    result.spans, result.median = len(lengths), statistics.median(lengths) if lengths else 0.0
    _coverage(result, acta, document)
    return result


def _plain(text: str) -> str:
    """Fold a text for comparing names: marks of quotation and emphasis and cuts at line ends do not tell two apart."""
    return " ".join(fold(text.replace('"', " ").replace("*", " ")).split())


def _span_problem(document: Document, span: Span) -> Text | None:
    if span.end > len(document.text):
        return Text(f"el tramo {span.start}-{span.end} queda fuera del documento", f"span {span.start}-{span.end} lies outside the document")
    line = document.line(span.start)
    if line != span.line:
        return Text(f"el tramo {span.start}-{span.end} está en el renglón {line}, no en el {span.line}", f"span {span.start}-{span.end} is on line {line}, not {span.line}")
    if not document.text[span.start:span.end].strip():
        return Text(f"el tramo {span.start}-{span.end} está en blanco", f"span {span.start}-{span.end} is blank")
    return None


def _coverage(result: Verification, acta: Acta, document: Document) -> None:
    """Note the sentences no claim touches; and, of the paragraphs somebody speaks in, how many a contribution touches."""
    claims = sorted(_claim_spans(acta))
    said = sorted((s.start, s.end) for r in acta.table("contribution") for s in r.spans)
    spoken = {document.line(start) for start, _ in said}
    for start, end in document.sentences():
        result.sentences += 1
        if not _touched(claims, start, end):
            result.uncovered.append((document.line(start), start, end))
        if document.line(start) in spoken:
            result.contribution_sentences += 1
            result.contribution_covered += _touched(said, start, end)


def _claim_spans(acta: Acta) -> Iterator[tuple[int, int]]:
    record: Record
    for record in (r for rows in acta.records.values() for r in rows.values()):
        yield from ((s.start, s.end) for s in record.all_spans())


def _touched(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    need = min(_TOUCH, end - start)
    return any(min(e, end) - max(s, start) >= need for s, e in spans)
