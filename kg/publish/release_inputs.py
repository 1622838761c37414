"""What a release was made from, as hashes: by comparing them with those of the release before, a change finds its cause."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__
from kg.identity.decisions import FILE as DECISIONS
from kg.model.corpus import Corpus, bundled
from kg.model.errors import InputError
from kg.model.files import read_bounded
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.graph.build import Loaded

FILE = "version.json"
_MOST = 50_000_000
_IDENTITY = ("people.csv", "institutions.csv", "mechanisms.csv", "identity.csv", "retired.csv", DECISIONS)
_OUTSIDE = ("aliases.csv", "outside.csv", "municipalities.csv")
_NAMES = ("ontology", "schemes", "rules", "identity", "outside", "policy", "program")


@dataclass(frozen=True)
class Inputs:
    """``sources``: slug → hash of its checked facts; the rest are hashes, but ``program``, the version of kg. ``terms``: names the ontology defines."""

    sources: Mapping[str, str]
    ontology: str
    schemes: str
    rules: str
    identity: str
    outside: str
    policy: str
    program: str
    terms: tuple[str, ...] = ()

    def differing(self, before: Inputs) -> set[str]:
        """Return the names of the inputs, sources apart, that are not what they were."""
        return {name for name in _NAMES if getattr(self, name) != getattr(before, name)}


@dataclass(frozen=True)
class Manifest:
    """``version.json`` of a release."""

    version: str
    date: str
    base: str
    sha256: str  # of the sorted N-Quads, not compressed
    quads: int
    inputs: Inputs
    counts: Mapping[str, int] = field(default_factory=dict)  # class → how many; small counts of people are left out

    def bytes(self) -> bytes:
        """Return the file."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a release. Raises InputError."""
    path = folder / FILE
    try:
        raw = json.loads(read_bounded(path, _MOST))
        inputs = raw.pop("inputs")
        return Manifest(**raw, inputs=Inputs(**{**inputs, "terms": tuple(inputs["terms"])}))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(Text("no es el manifiesto de una versión", "is not the manifest of a release"), str(path),
                         Text("recupere la carpeta de la versión, o bórrela entera", "take the release's folder back, or delete it whole")) from error


def inputs(corpus: Corpus, loaded: Loaded) -> Inputs:
    """Return what a corpus is made from now. Take-downs are no part of the policy's: they are told from what they emptied."""
    from kg.graph.published import of_source
    from kg.model.terms import terms

    policy = loaded.resolver.policy
    said = {source.slug: _hash(*(a.content for a in of_source(source, acta, loaded.resolver))) for source, acta in loaded.sources}
    ontology = bundled("ontology")
    return Inputs(said, _files(ontology / "kg.ttl"), _files(ontology / "schemes.ttl"), _files(*sorted((ontology / "rules").glob("*.rq"))),
                  _files(*(corpus.registry / name for name in _IDENTITY)), _files(*(corpus.registry / name for name in _OUTSIDE)),
                  _hash(repr(sorted(policy.classes.items())), policy.publisher, str(policy.quotes), str(policy.smallest_count)), __version__,
                  tuple(sorted(terms())))


def _files(*paths: Path) -> str:
    return _hash(*(hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in paths))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
