"""What there is to tell of one version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.model.text import Text
from kg.publish.diff_write import Summary
from kg.publish.dumps import Dump
from kg.publish.site_release import Release


@dataclass(frozen=True)
class About:
    """What there is to tell of a version. ``former`` is the version before, "" for the first; ``size``: quads; ``counts``: (what, before, now) as they are shown."""

    version: str
    former: str
    release: Release
    size: int
    dumps: Sequence[Dump]
    summary: Summary | None
    documents: Sequence[tuple[str, str]] = ()
    withdrawn_documents: Sequence[str] = ()
    redirects: int = 0
    tombstones: int = 0
    counts: Sequence[tuple[Text, str, str]] = ()

    @property
    def iri(self) -> str:
        """The version's own IRI: its folder, where its page is."""
        return iri_of(self.release.base, self.version)


def iri_of(base: str, version: str) -> str:
    """Return the IRI of a version."""
    return f"{base}releases/{version}/"
