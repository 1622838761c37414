"""``kg build``: all sources → one immutable store. A failed or interrupted build leaves the previous one in use.

``build/store-<hash>/`` holds ``store/`` (Oxigraph), ``graph.nq`` (canonical dump), ``graph.ttl``; ``build/CURRENT`` names the one in use
and is replaced atomically. The hash is that of the dump: same facts, same name.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.graph import lines as nq
from kg.graph.emit import Emitter
from kg.graph.emit_registry import registry_triples
from kg.graph.emit_retired import retired_triples, withdrawn_triples
from kg.graph.open_pairs import write_pairs
from kg.graph.published import Row, addresses, lost, lost_triples, read_register
from kg.graph.store import Writer, quads_of_file, turtle
from kg.graph.withdrawn import Withdrawn, take_down
from kg.identity.apply import group, merges
from kg.identity.decisions import FILE, read_decisions
from kg.identity.resolve import Resolver, resolver
from kg.loaders import load, only_drafted
from kg.model import nt
from kg.model.acta import Acta
from kg.model.corpus import Corpus, bundled
from kg.model.errors import InputError, KgError, ManyErrors, StoreError
from kg.model.files import sha256
from kg.model.nt import Triple
from kg.model.policy import read_policy
from kg.model.registry import read_registry
from kg.model.source import Source
from kg.model.terms import expand
from kg.model.text import Text

UNION = ("registry", "vocabulary", "derived")  # beside the sources: what the default graph holds
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
KEEP = 2  # builds kept on disk: the current one and the one before
Progress = Callable[[Text, int, int], None]


@dataclass(frozen=True)
class Loaded:
    """A corpus, read and checked, before it becomes triples."""

    sources: list[tuple[Source, Acta]]
    resolver: Resolver
    notices: list[Text] = field(default_factory=list)
    withdrawn: Withdrawn = field(default_factory=Withdrawn)
    register: tuple[Row, ...] = ()  # what releases published


@dataclass(frozen=True)
class Built:
    """What a build made."""

    folder: Path
    quads: int
    changed: bool
    notices: tuple[Text, ...] = ()


def load_corpus(corpus: Corpus, drafts: bool = False, base: str = "") -> Loaded:
    """Read policy, registry, decisions and every source (see ``load_sources``), settle who is who, and take out what the policy takes down.

    ``base``: of the data's IRIs, instead of the policy's.
    """
    sources, notices = load_sources(corpus, drafts)
    policy, registry = read_policy(corpus.policy), read_registry(corpus.registry)
    policy = replace(policy, base=base) if base else policy
    grouping = group(sources, registry, read_decisions(registry.folder / FILE))
    if grouping.stale:
        notices.append(Text(f"{len(grouping.stale)} decisiones de identidad nombran lo que ya no está (kg identity check)",
                            f"{len(grouping.stale)} identity decisions name what is gone (kg identity check)"))
    made = resolver([(s.slug, a) for s, a in sources], registry, policy, merges(sources, registry, grouping))
    withdrawn = Withdrawn()
    if policy.takedown:
        sources, made, withdrawn = take_down(sources, made, str(corpus.policy))
    return Loaded(sources, made, notices, withdrawn, read_register(corpus.releases))


def load_sources(corpus: Corpus, drafts: bool = False) -> tuple[list[tuple[Source, Acta]], list[Text]]:
    """Read every source, with what to tell about them; all errors of all files are raised together.

    ``drafts``: sources that have a draft are read from it. Without it, a source that has nothing but a draft is left out, with a notice.
    """
    errors: list[KgError] = []
    sources: list[tuple[Source, Acta]] = []
    notices: list[Text] = []
    if not corpus.sources():
        raise InputError(Text("no hay ninguna fuente (data/<fuente>/source.toml)", "there is no source (data/<source>/source.toml)"), str(corpus.data),
                         Text("cree una carpeta por informe; vea kg init", "make a folder per report; see kg init"))
    for folder in corpus.sources():
        try:
            if not drafts and only_drafted(folder):
                notices.append(Text(f"{folder.name}: solo hay un borrador; queda fuera (kg build --drafts lo incluye, kg accept lo acepta)",
                                    f"{folder.name}: there is only a draft; left out (kg build --drafts includes it, kg accept accepts it)"))
                continue
            source, acta = load(folder, drafts)
            sources.append((source, acta))
            notices += [*_of_draft(source, acta), *(Text(f"{source.slug}: {n.es}", f"{source.slug}: {n.en}") for n in acta.notices)]
        except KgError as error:
            errors += error.errors if isinstance(error, ManyErrors) else [error]
    if errors:
        raise ManyErrors(errors)
    if not sources:
        raise InputError(Text("todas las fuentes son borradores sin aceptar", "all sources are drafts that nobody has accepted"), str(corpus.data),
                         Text("acéptelos con kg accept, o construya con kg build --drafts", "accept them with kg accept, or build with kg build --drafts"))
    return sources, notices


def _of_draft(source: Source, acta: Acta) -> Iterator[Text]:
    """Say which claims of a draft fell with the records its reviewer rejected."""
    for loss in acta.losses:
        what, why = "/".join(loss.key), "/".join(loss.cause)
        yield Text(f"{source.slug}: {what} queda fuera: se apoya en {why}, que se rechazó", f"{source.slug}: {what} is left out: it rests on {why}, which was rejected")


def corpus_lines(loaded: Loaded) -> Iterator[str]:
    """Yield the N-Quads lines of every graph but the derived one, in no particular order."""
    base = loaded.resolver.base
    for source, acta in loaded.sources:
        yield from nq.quads(Emitter(source, acta, loaded.resolver).triples(), graph_iri(base, source.slug))
    retired = [*retired_triples(loaded.resolver), *withdrawn_triples(loaded.resolver, loaded.withdrawn)]
    gone = lost(loaded.register, addresses(loaded), loaded.resolver, loaded.withdrawn) if loaded.register else {}
    rest = lost_triples(gone, {s for s, _, _ in retired}, base)
    yield from nq.quads(itertools.chain(registry_triples(loaded.resolver.registry, loaded.resolver), retired, rest), graph_iri(base, "registry"))
    yield from _file_lines(bundled("ontology") / "schemes.ttl", graph_iri(base, "vocabulary"))
    yield from nq.quads(_meta(loaded), graph_iri(base, "meta"))


def _meta(loaded: Loaded) -> Iterator[Triple]:
    """Who publishes under which licence; which graph comes from which document, and who made it."""
    base, whole = loaded.resolver.base, nt.iri(f"{loaded.resolver.base}graph/meta")
    yield whole, nt.TYPE, nt.iri(expand("prov:Entity"))
    yield whole, nt.iri(expand("dcterms:license")), nt.iri(LICENCE)
    if loaded.resolver.policy.publisher:
        yield whole, nt.iri(expand("dcterms:publisher")), nt.text(loaded.resolver.policy.publisher)
    for source, acta in loaded.sources:
        graph = graph_iri(base, source.slug)
        yield graph, nt.TYPE, nt.iri(expand("prov:Entity"))
        yield graph, nt.iri(expand("dcterms:title")), nt.text(loaded.resolver.scrub(source.title.es), "es")
        yield graph, nt.iri(expand("prov:wasDerivedFrom")), nt.iri(f"{base}id/documento/{source.slug}")
        yield graph, nt.iri(expand("prov:wasAttributedTo")), nt.iri(f"{base}id/agente/{acta.made_by}")


def graph_iri(base: str, name: str) -> str:
    """Return the encoded IRI of a named graph."""
    return nt.iri(f"{base}graph/{name}")


def _file_lines(path: Path, graph: str) -> Iterator[str]:
    return (f"{line[:-2]} {graph} .\n" for line in quads_of_file(path))


def build(corpus: Corpus, progress: Progress = lambda _what, _done, _all: None, drafts: bool = False, base: str = "") -> Built:
    """Load the corpus (``drafts``: unreviewed drafts too; ``base``: see ``load_corpus``) and build its store. Raises StoreError when another build runs or the disk is full."""
    with locked(corpus.build):
        loaded = load_corpus(corpus, drafts, base)
        unions = [graph_iri(loaded.resolver.base, n) for n in (*UNION, *(s.slug for s, _ in loaded.sources))]
        built = build_lines(corpus.build, corpus_lines(loaded), set(unions), graph_iri(loaded.resolver.base, "derived"), progress)
        write_pairs(built.folder, loaded)
        return replace(built, notices=tuple(loaded.notices))


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the build lock of a folder; the kernel frees it when the process dies."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / ".lock").open("w")
    except OSError as error:
        raise StoreError(Text(f"no se puede escribir: {error.strerror}", f"cannot write: {error.strerror}"), str(folder)) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(Text("otra construcción está en curso", "another build is running"), str(folder),
                             Text("espere a que termine", "wait until it ends")) from error
        yield


def build_lines(folder: Path, lines: Iterable[str], unions: set[str], derived: str, progress: Progress) -> Built:
    """Build a store from N-Quads lines (any order); ``unions`` are the graphs whose union is the default graph."""
    for stale in folder.glob("tmp-*"):
        shutil.rmtree(stale, ignore_errors=True)
    temporary = Path(tempfile.mkdtemp(prefix="tmp-", dir=folder))
    try:
        count = _fill(temporary, lines, unions, derived, progress)
        return _install(folder, temporary, count)
    except OSError as error:
        raise StoreError(Text(f"no se pudo escribir el grafo: {error.strerror or error}", f"the graph could not be written: {error.strerror or error}"), str(folder),
                         Text("libere espacio o elija otra carpeta con --build; el grafo anterior sigue en uso",
                              "free some space or choose another folder with --build; the previous graph is still in use")) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _fill(temporary: Path, lines: Iterable[str], unions: set[str], derived: str, progress: Progress) -> int:
    """Sort, load, materialise the default graph, run the rules, dump. Returns the number of quads in named graphs."""
    progress(Text("ordenando hechos", "sorting facts"), 0, 5)
    plain = temporary / "base.nq"
    _write(plain, nq.sorted_distinct(lines, temporary))
    progress(Text("cargando", "loading"), 1, 5)
    store = Writer(temporary / "store")
    store.load_file(plain)
    store.load_lines(nq.without_graph(x) for x in nq.read_lines(plain) if nq.graph_of(x) in unions)
    progress(Text("derivando", "deriving"), 2, 5)
    made = sorted({f"{t} {derived} .\n" for rule in sorted((bundled("ontology") / "rules").glob("*.rq"))
                   for t in store.construct(rule.read_text(encoding="utf-8"))})
    store.load_lines(itertools.chain(made, map(nq.without_graph, made)))
    progress(Text("escribiendo", "writing"), 3, 5)
    count = _write(temporary / "graph.nq", nq.sorted_distinct(itertools.chain(nq.read_lines(plain), made), temporary))
    plain.unlink()
    union = (nq.without_graph(x) for x in nq.read_lines(temporary / "graph.nq") if nq.graph_of(x) in unions)
    turtle(nq.sorted_distinct(union, temporary), temporary / "graph.ttl")
    progress(Text("compactando", "compacting"), 4, 5)
    store.close()
    for run in temporary.glob("*.run"):
        run.unlink()
    progress(Text("listo", "done"), 5, 5)
    return count


def _write(path: Path, lines: Iterable[str]) -> int:
    """Write lines, return how many, make sure they are on disk."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in lines:
            file.write(line)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count


def _install(folder: Path, temporary: Path, count: int) -> Built:
    """Give the finished build its name and make it current, each step a single rename."""
    name = f"store-{sha256(temporary / 'graph.nq')[:16]}"
    final, pointer = folder / name, folder / "CURRENT"
    before = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
    changed = not (final / "store" / "CURRENT").is_file()
    if changed:
        shutil.rmtree(final, ignore_errors=True)
        temporary.chmod(0o755)  # mkdtemp's folders are private; a build may be served by another user
        temporary.rename(final)
    fresh = folder / "tmp-CURRENT"
    fresh.write_text(name + "\n", encoding="utf-8")
    fresh.replace(pointer)
    others = sorted((p for p in folder.glob("store-*") if p.name not in {name, before}), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in others[max(0, KEEP - len({name, before} - {""})):]:
        shutil.rmtree(old, ignore_errors=True)
    return Built(final, count, changed or before != name)


def resolved(loaded: Loaded) -> dict[str, str]:
    """IRI of every record → ``file:line`` where it was said, for findings."""
    places: dict[str, str] = {}
    for source, acta in loaded.sources:
        emitter = Emitter(source, acta, loaded.resolver)
        for iri, record in emitter.owners.items():
            places.setdefault(iri, f"{acta.path}:{record.line}")
    return places
