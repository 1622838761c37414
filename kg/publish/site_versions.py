"""The released versions, copied into the site: what somebody cited stays where it was."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.publish.release import versions
from kg.publish.release_inputs import read_manifest
from kg.publish.site_files import Files

if TYPE_CHECKING:
    from kg.model.corpus import Corpus

FOLDER = "releases"


@dataclass(frozen=True)
class Released:
    """A version on the site: its name, its page, its day ("" when unknown), and whether it is the graph that the site shows."""

    name: str
    page: str
    date: str
    current: bool


def write_versions(corpus: Corpus, files: Files, sha256: str, base: str) -> list[Released]:
    """Copy every released version below the site and return them, the last first. Versions of another base are left out: their addresses are elsewhere."""
    found = []
    for version in reversed(versions(corpus.releases)):
        folder = corpus.releases / str(version)
        manifest = read_manifest(folder)
        if manifest.base != base:
            continue
        inside = f"{FOLDER}/{version}"
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
            target = files.top / inside / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        page = f"{inside}/index.html"
        if (files.top / page).is_file():
            files.pages.append(page)
        found.append(Released(str(version), page, manifest.date, manifest.sha256 == sha256))
    return found
