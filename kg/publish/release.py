"""``kg release``: a version of the graph that is never changed again, with what changed since the one before and why.

``releases/<version>/`` is for publication; ``releases/register.csv`` keeps every address ever published, so that at each build those that are gone
get a redirect or a tombstone. Same inputs, same date, same bytes. All or nothing: a version is there whole or not at all.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.graph.lines import read_lines, sorted_distinct
from kg.graph.published import FILE as REGISTER
from kg.graph.published import Address, Row, addresses, lost, register_bytes
from kg.model.errors import InputError, StoreError, UsageError
from kg.model.files import reason, write_atomically
from kg.model.locks import alone
from kg.model.text import Text
from kg.publish.diff import changes
from kg.publish.diff_cause import Causes, of_records
from kg.publish.diff_write import Summary, write
from kg.publish.dumps import write_dumps
from kg.publish.leak import Leak, LeakError, Secrets, leaks, refuse
from kg.publish.leak_secrets import secrets_of
from kg.publish.release_about import About, iri_of
from kg.publish.release_counts import counts, numbers, public
from kg.publish.release_files import describe
from kg.publish.release_inputs import FILE as MANIFEST
from kg.publish.release_inputs import Manifest, inputs, read_manifest
from kg.publish.release_version import Version, next_after, parse
from kg.publish.site_release import Release
from kg.publish.site_swap import staged

if TYPE_CHECKING:
    from kg.graph.build import Loaded
    from kg.graph.store import Reader
    from kg.model.corpus import Corpus

DUMP = "descargas/grafo.nq.gz"
WITHDRAWN = "RETIRADA.txt"
_GONE = ("Los archivos de esta versión se retiraron: tenían lo que la política de publicación ya no muestra. Use una versión posterior.\n\n"
         "The files of this version were withdrawn: they held what the publication policy no longer shows. Use a later version.\n")


@dataclass(frozen=True)
class Plan:
    """What a release would say. ``breaks``: addresses cited before are gone without a successor, or terms are; ``grows``: there are new ones."""

    former: Manifest | None
    now: Manifest
    found: tuple[Address, ...]
    breaks: bool
    grows: bool

    @property
    def suggested(self) -> Version:
        """The version to give."""
        return next_after(parse(self.former.version) if self.former else None, self.breaks, self.grows)


def versions(folder: Path) -> list[Version]:
    """Return the versions released into a folder, in order."""
    found = (p.parent.name for p in folder.glob(f"*/{MANIFEST}") if not p.parent.name.startswith(".") and not p.parent.is_symlink())
    return sorted(map(parse, found))


def plan(corpus: Corpus, loaded: Loaded, reader: Reader, base: Release, quads: int) -> Plan:
    """Compare what was built with the last release. Raises InputError: its manifest cannot be read."""
    known = versions(corpus.releases)
    former = read_manifest(corpus.releases / str(known[-1])) if known else None
    now = Manifest("", base.date, base.base, base.sha256, quads, inputs(corpus, loaded), public(numbers(reader), loaded.resolver.policy))
    found = tuple(addresses(loaded))
    rows = _held(loaded, former)
    gone = [path for path, new in lost(rows, found, loaded.resolver, loaded.withdrawn).items() if not new]
    terms = set(former.inputs.terms) - set(now.inputs.terms) if former else set()
    return Plan(former, now, found, bool(gone or terms or (former and former.base != now.base)), bool({a.key for a in found} - {r.key for r in rows}))


def _held(loaded: Loaded, former: Manifest | None) -> list[Row]:
    """Return the rows of the register that the last release held."""
    return [row for row in loaded.register if former and row.last == former.version]


def release(corpus: Corpus, loaded: Loaded, reader: Reader, made: Release, planned: Plan, version: Version, purge: bool = False,
            steps: Callable[[Text], None] = lambda _what: None) -> tuple[About, list[str]]:
    """Write a version and the register. Returns what there is to tell, and the earlier versions whose files were withdrawn (``purge``).

    Raises UsageError: not greater than the last, or nothing changed; LeakError: it, or an earlier one without ``purge``, holds what the policy does not show;
    StoreError. Then nothing is written.
    """
    _check(planned, version)
    target, secrets = corpus.releases / str(version), secrets_of(loaded)
    manifest = replace(planned.now, version=str(version))
    with _alone(corpus, planned), tempfile.TemporaryDirectory(prefix="kg-release-") as room:
        before = (corpus.releases / REGISTER).read_bytes() if (corpus.releases / REGISTER).is_file() else None
        try:
            with staged(target) as folder:
                steps(Text("volcados", "dumps"))
                dumps = write_dumps(reader.folder, folder, Path(room))
                steps(Text("comparando con la versión anterior", "comparing with the version before"))
                summary = _changes(corpus, loaded, reader, planned, manifest, folder, Path(room))
                about = _about(loaded, reader, made, planned, manifest, summary)
                describe(replace(about, dumps=dumps), folder)
                (folder / MANIFEST).write_bytes(manifest.bytes())
                steps(Text("buscando fugas", "looking for leaks"))
                refuse(leaks(folder, secrets), Text("no se publica la versión", "the version is not published"))
                leaking = _leaking(corpus, secrets, purge)
                write_atomically(corpus.releases / REGISTER, register_bytes(_register(loaded, planned, manifest.version)))
        except BaseException:
            _restore(corpus.releases / REGISTER, before)
            raise
        for old in leaking:
            _withdraw(corpus.releases / old)
    return replace(about, dumps=dumps), leaking


@contextlib.contextmanager
def _alone(corpus: Corpus, planned: Plan) -> Iterator[None]:
    """Let one release be written at a time. Raises InputError: another was made since this one was planned."""
    try:
        corpus.releases.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(Text(f"no se puede escribir: {reason(error).es}", f"cannot write: {reason(error).en}"), str(corpus.releases)) from error
    with alone(corpus.releases):
        if [str(v) for v in versions(corpus.releases)][-1:] != ([planned.former.version] if planned.former else []):
            raise InputError(Text("otra versión se publicó entretanto", "another version was published meanwhile"), str(corpus.releases), Text("repita la orden", "repeat the command"))
        yield


def _restore(path: Path, before: bytes | None) -> None:
    """Put the register back as it was."""
    if before is not None:
        write_atomically(path, before)
    else:
        path.unlink(missing_ok=True)


def _check(planned: Plan, version: Version) -> None:
    if planned.former is None:
        return
    last = parse(planned.former.version)
    if not version > last:
        raise UsageError(Text(f"la versión {version} no es mayor que la última, {last}", f"version {version} is not greater than the last, {last}"), "",
                         Text(f"por lo que cambió: {planned.suggested}", f"by what changed: {planned.suggested}"))
    if planned.former.sha256 == planned.now.sha256:
        raise UsageError(Text(f"nada cambió desde la versión {last}", f"nothing changed since version {last}"), "", Text("no hace falta otra", "no other is needed"))


def _changes(corpus: Corpus, loaded: Loaded, reader: Reader, planned: Plan, manifest: Manifest, folder: Path, room: Path) -> Summary | None:
    """Write the list of changes; None when there is no version before, or its files were withdrawn."""
    former = planned.former
    if former is None or not (corpus.releases / former.version / DUMP).is_file():
        return None
    old = _old_lines(corpus.releases / former.version / DUMP, former, manifest.base, room)
    paths = of_records(_held(loaded, former), planned.found, former.inputs, manifest.inputs, loaded.withdrawn)
    causes = Causes(manifest.base, former.inputs, manifest.inputs, paths, loaded.withdrawn, loaded.resolver.policy)
    return write(changes(old, read_lines(reader.folder / "graph.nq")), causes, secrets_of(loaded), iri_of(manifest.base, manifest.version), folder, room)


def _old_lines(path: Path, former: Manifest, base: str, room: Path) -> Iterator[str]:
    """Yield the lines of an earlier version, under the base of this one. Raises InputError: they are not what its manifest says."""
    lines: Iterator[str] = _verified(path, former)
    if former.base != base:
        lines = sorted_distinct((line.replace(f"<{former.base}", f"<{base}") for line in lines), room)
    return lines


def _verified(path: Path, former: Manifest) -> Iterator[str]:
    digest = hashlib.sha256()
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            digest.update(line.encode())
            yield line
    if digest.hexdigest() != former.sha256:
        raise InputError(Text(f"el volcado de la versión {former.version} no es el que se publicó", f"the dump of version {former.version} is not the one published"), str(path),
                         Text("recupérelo: una versión no se cambia", "take it back: a version is never changed"))


def _about(loaded: Loaded, reader: Reader, made: Release, planned: Plan, manifest: Manifest, summary: Summary | None) -> About:
    former = planned.former
    earlier = set(former.inputs.sources) if former else set()
    titles = {source.slug: loaded.resolver.scrub(source.title.es) for source, _ in loaded.sources}
    gone = lost(loaded.register, planned.found, loaded.resolver, loaded.withdrawn)
    return About(manifest.version, former.version if former else "", made, manifest.quads, (), summary, sorted((s, t) for s, t in titles.items() if s not in earlier),
                 sorted(earlier - set(titles)), sum(1 for new in gone.values() if new), sum(1 for new in gone.values() if not new),
                 counts(reader, loaded.resolver.policy, former))


def _leaking(corpus: Corpus, secrets: Secrets, purge: bool) -> list[str]:
    """Return the earlier versions that hold what the policy no longer shows. Raises LeakError unless they may be withdrawn."""
    found: dict[str, list[Leak]] = {}
    for version in versions(corpus.releases):
        if seen := leaks(corpus.releases / str(version), secrets):
            found[str(version)] = seen
    if found and not purge:
        listed = ", ".join(found)
        raise LeakError(Text(f"versiones anteriores tienen lo que la política ya no muestra: {listed}", f"earlier versions hold what the policy no longer shows: {listed}"), "",
                        Text("retire sus archivos con esta misma orden y --purge; sus direcciones siguen respondiendo",
                             "withdraw their files with this same command and --purge; their addresses still answer"))
    return list(found)


def _withdraw(folder: Path) -> None:
    """Take the files of a version away; what it was made from, as hashes, stays, and a note."""
    for path in sorted(folder.iterdir()):
        if path.name in (MANIFEST, WITHDRAWN) or path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    (folder / WITHDRAWN).write_text(_GONE, encoding="utf-8")


def _register(loaded: Loaded, planned: Plan, version: str) -> Iterable[Row]:
    """Yield the register after this release: what it holds, and what earlier ones held and is gone, where that may name somebody under its pseudonym."""
    since = {(row.path, row.key): row.since for row in loaded.register}
    now = {(a.path, a.key): Row(a.path, a.key, a.content, since.get((a.path, a.key), version), version) for a in planned.found}
    yield from now.values()
    hidden = {a.key for a in planned.found if a.hidden}
    for row in loaded.register:
        if (row.path, row.key) not in now:
            yield _veiled(row, loaded, row.key in hidden)


def _veiled(row: Row, loaded: Loaded, hidden: bool) -> Row:
    resolver = loaded.resolver
    named = hidden or loaded.withdrawn.of(row.path, row.key) or resolver.names(row.path.partition("/")[2])
    return replace(row, path=resolver.policy.buried(row.path), content="") if named else row
