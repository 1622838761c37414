"""The explorer of a graph: made from what is built, and shown in a notebook inside a frame of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.model.corpus import Corpus, bundled
from kg.model.files import write_atomically
from kg.model.text import Lang, Text
from kg.network.result import Graph

if TYPE_CHECKING:
    from kg.graph.store import Reader
    from kg.reading.document import Document

_HEIGHT = 720
"""Pixels of the frame in a notebook."""
_FRAME = Text("Explorador de la red", "Network explorer")


class Explorer:
    """The page of a graph. ``html`` is the whole of it; a notebook shows it in an isolated frame: its scripts reach nothing outside, and nothing outside reaches them."""

    def __init__(self, html: str, lang: Lang = "es") -> None:
        self.html, self._lang = html, lang

    def save(self, path: Path | str) -> Path:
        """Write the page to a file and return its path. Raises StoreError."""
        write_atomically(Path(path), self.html.encode())
        return Path(path)

    def __repr__(self) -> str:
        """Return what it is, in a line."""
        return f"<Explorer {len(self.html.encode()):,} bytes>"

    def _repr_html_(self) -> str:
        """Return the frame. It may run the page's own script and give files to the user, and has no origin: it cannot see the notebook."""
        return (f'<iframe srcdoc="{escape(framed(self.html))}" sandbox="allow-scripts allow-downloads allow-popups" title="{escape(_FRAME.get(self._lang))}" '
                f'width="100%" height="{_HEIGHT}" style="border:1px solid #8888"></iframe>')


def framed(html: str) -> str:
    """Return the page for a frame: its links to itself (``#view=table``) are of the frame, not of the notebook around it."""
    return html.replace("base-uri &#39;none&#39;", "base-uri about:", 1).replace('<meta charset="utf-8">', '<meta charset="utf-8">\n<base href="about:srcdoc">', 1)


class Opened(Graph):
    """What ``kg.open`` gives: the graph, its ready questions and networks, and the explorer."""

    def explore(self, layers: Iterable[str] = (), *, top: int = 0, lang: Lang = "es", geo: Path | str | None = None) -> Explorer:
        """Return the explorer of this graph; in a notebook it shows itself, and ``save`` writes it. ``layers``: all without any; ``top``: the strongest nodes only;
        ``geo``: a GeoJSON with the outlines of municipalities, for the map.

        No report's own sentences are in it. Raises UsageError: an unknown layer; InputError: the outlines cannot be used; StoreError: the explorer was not built.
        """
        return Explorer(explorer(self.reader, Corpus.at(None), layers, top=top, lang=lang, geo=Path(geo) if geo else None), lang)


def explorer(reader: Reader, corpus: Corpus, layers: Iterable[str] = (), *, lang: Lang = "es", **options: Any) -> str:
    """Return the page of a built graph, as the corpus's policy says; ``options`` are those of ``explored``."""
    from kg.visual.explore.bundle import bundle
    from kg.visual.explore.page import page

    built = bundle()  # what is missing is told before the work
    return page(explored(reader, corpus, layers, **options), lang, built)


def explored(reader: Reader, corpus: Corpus, layers: Iterable[str] = (), *, top: int = 0, documents: Mapping[str, Document] | None = None, quotes: bool = False,
             geo: Path | None = None) -> dict[str, Any]:
    """Return the data of the page; ``geo``: a GeoJSON with the outlines of municipalities; the rest are the arguments of ``kg.visual.explore.dataset``."""
    from kg.model.policy import read_policy
    from kg.visual.explore.dataset import dataset
    from kg.visual.explore.geo import outlines, towns

    data = dataset(reader, read_policy(corpus.policy), layers=layers, top=top, documents=documents, quotes=quotes, described=described(corpus), licence=licence(corpus))
    return data | ({"geo": outlines(geo, towns(data))} if geo else {})


def described(corpus: Corpus) -> dict[str, dict[str, str]]:
    """Return, by slug of source, the date and the licence that its ``source.toml`` gives."""
    from kg.model.toml_lines import load

    found: dict[str, dict[str, str]] = {}
    for folder in corpus.sources():
        raw: Any = load(folder / "source.toml")[0].get("source", {})
        found[folder.name] = {name: str(raw[name]) for name in ("date", "licence") if name in raw}
    return found


def licence(corpus: Corpus) -> str:
    """Return the licence of the data where it is this project's own; "" of another corpus, which says it in its sources."""
    return "CC BY 4.0" if corpus.data.resolve() == bundled("data").resolve() else ""
