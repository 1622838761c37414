"""The search pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.text import Text
from kg.publish.links import Relative
from kg.publish.lists import CLASSES
from kg.publish.page import TEMPLATES, render
from kg.publish.search_index import WHOLE, Shard, block, searchable, shards
from kg.publish.site_files import Files
from kg.publish.site_frame import frame
from kg.visual.safe import data_block

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.publish.site_entities import Card
    from kg.publish.site_release import Release

SCRIPT = "assets/buscar.js"


def write_search(files: Files, release: Release, cards: Iterable[Card], whole: int = WHOLE) -> None:
    """Write the search page, or, for many entries, one for each beginning of words."""
    tipos = {word: place for place, word in enumerate(CLASSES)}
    found = shards(searchable(cards, tipos), whole)
    files.write(SCRIPT, (TEMPLATES / "site_search.js").read_bytes())
    others = [s.prefix for s in found if s.prefix]
    if others or not found:
        found = [Shard("", ()), *found]
    for shard in found:
        links = Relative(release.base, shard.path)
        data = block(shard.entries, others, shard.prefix) | {"top": links.to("")}
        html = render("site_search.html.j2", links, frame(release), Text("Buscar", "Search"), block=data_block(data), scripts=(links.to(SCRIPT),), robots="noindex" if shard.prefix else "")
        if shard.prefix:
            files.write(shard.path, html)
        else:
            files.page(shard.path, html)
