"""What a site remembers of how it was made, so that the next publication takes what has not changed: a file of lines, ``.kg-site``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from kg.publish.site_entities import Kept
from kg.publish.site_release import Release
from kg.publish.site_swap import MARK

FORMAT = 1


def remember(folder: Path, release: Release, made: Iterable[tuple[str, Kept]]) -> None:
    """Write the state: a line about the site, then one a document."""
    head = json.dumps({"format": FORMAT, "base": release.base, "sha256": release.sha256}, sort_keys=True)
    with (folder / MARK).open("w", encoding="utf-8", newline="\n") as file:
        file.write(head + "\n")
        file.writelines(f"{path}\t{kept.key}\t{kept.digest}\n" for path, kept in made)


def remembered(folder: Path) -> dict[str, Kept]:
    """Return path → how its document was made; empty when there is no site, or it was made in another way."""
    try:
        with (folder / MARK).open(encoding="utf-8", newline="\n") as file:
            head = json.loads(file.readline() or "{}")
            if not isinstance(head, dict) or head.get("format") != FORMAT:
                return {}
            rows = (line.rstrip("\n").split("\t") for line in file)
            return {row[0]: Kept(row[1], row[2]) for row in rows if len(row) == 3}
    except (OSError, ValueError):
        return {}
