"""The build's index page: what there is, what the check found, answers, networks, files, sources and what to do next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from markupsafe import Markup

from kg.graph.headings import heading
from kg.model.errors import UsageError
from kg.model.text import Lang, Text
from kg.visual.catalogue import INDEX, SHARED, in_language
from kg.visual.safe import clean, data_block, environment, own_text, policy, script_text

_LINK = re.compile(r"(?![/\\])(?!.*(?:^|/)\.\.(?:/|$))[^:\\\x00-\x1f]+\Z")
_SHOWN = 10
"""Rows of an answer on the page; its CSV has all."""


class Answer(NamedTuple):
    """A question answered. ``rows`` are texts or numbers in the order of ``columns``; ``link`` is the CSV beside the page."""

    title: Text
    columns: list[str]
    rows: list[list[Any]]
    link: str


class Layer(NamedTuple):
    """A network written: ``links`` is format (html, graphml, csv, json ...) to relative address."""

    layer: str
    meaning: Text
    people: int
    ties: int
    links: dict[str, str]


class Dump(NamedTuple):
    """A file of the graph; ``size`` in bytes."""

    name: str
    size: int
    sha256: str
    link: str


class Source(NamedTuple):
    """A source document; ``original`` says whether its text is beside the corpus."""

    title: str
    sha256: str
    original: bool


@dataclass(frozen=True)
class IndexData:
    """What the index page says. Every address is relative to the page."""

    counts: list[tuple[str, str, int]] = field(default_factory=list)
    """Class in Spanish, in English, how many."""
    findings: list[str | Text] = field(default_factory=list)
    pages: list[tuple[Text, str]] = field(default_factory=list)
    """Other pages made: what each is, and its relative address."""
    answers: list[Answer] = field(default_factory=list)
    networks: list[Layer] = field(default_factory=list)
    dumps: list[Dump] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    """Commands to type next, each ``command`` or ``command  # why``."""
    lang: Lang = "es"
    title: Text = INDEX["title"]
    publisher: str = ""
    """Who publishes, as the policy says."""
    contact: str = ""
    """Where to ask for a correction (``https:`` or ``mailto:``); empty: the page offers none."""


def index_page(data: Mapping[str, Any] | IndexData) -> str:
    """Return the page. ``data`` is an ``IndexData`` or a dict of its fields; rows of its lists are tuples in the order of the classes above."""
    page = data if isinstance(data, IndexData) else IndexData(**_known(data))
    words = _Words()
    words.texts["title"] = page.title
    shown = {"counts": [(words(Text(es, en)), n) for es, en, n in page.counts], "findings": [words(_pair(f)) for f in page.findings],
             "pages": [(words(title), _relative(link)) for title, link in page.pages],
             "answers": [_answer(words, Answer(*a)) for a in page.answers], "networks": [_layer(words, Layer(*n)) for n in page.networks],
             "dumps": [Dump(d[0], d[1], d[2], _relative(d[3])) for d in page.dumps], "sources": [Source(*s) for s in page.sources],
             "commands": [clean(c) for c in page.commands], "publisher": clean(page.publisher),
             "contact": page.contact if page.contact.startswith(("https://", "http://", "mailto:")) else ""}
    languages: tuple[Lang, ...] = ("es", "en")
    texts = {lang: in_language(words.texts, lang) for lang in languages}
    style, script = Markup(own_text("base.css") + own_text("index.css")), script_text(own_text("page.js"))
    block = data_block({"lang": page.lang, "texts": texts, "values": words.values})
    return environment().get_template("index.html.j2").render(lang=page.lang, t=texts[page.lang], values=words.values, style=style, script=script,
                                                              policy=policy([script], [style]), data=block, size=size, **shown)


def size(count: int) -> str:
    """Return a size in bytes for reading (1 kB is 1,000 bytes)."""
    value, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"


class _Words:
    """The page's catalogue while it grows: each sentence of the data gets a key, so that the switch changes it too."""

    def __init__(self) -> None:
        self.texts: dict[str, Text] = {**SHARED, **INDEX}
        self.values: dict[str, dict[str, str]] = {}

    def __call__(self, text: Text) -> str:
        """Return the key of a sentence."""
        key = f"own_{len(self.texts)}"
        self.texts[key] = Text(clean(text.es), clean(text.en))
        return key


def _known(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dict when its keys are fields of the page."""
    names = {f.name for f in fields(IndexData)}
    extra = sorted(set(data) - names)
    if extra:
        listed = ", ".join(sorted(names))
        raise UsageError(Text(f"la página índice no tiene {', '.join(extra)}", f"the index page has no {', '.join(extra)}"), "index_page",
                         Text(f"sus partes son: {listed}", f"its parts are: {listed}"))
    return dict(data)


def _pair(text: str | Text) -> Text:
    """Return a text as a pair; a line without translation is the same in both."""
    return text if isinstance(text, Text) else Text(text, text)


def _answer(words: _Words, answer: Answer) -> dict[str, Any]:
    """Return what the template shows of an answer: its first rows and how many there are."""
    cut = ""
    if len(answer.rows) > _SHOWN:
        cut = words(INDEX["rows_cut"])
        words.values[cut] = {"n": str(_SHOWN), "all": str(len(answer.rows))}
    rows = [[value if isinstance(value, int | float) else clean("" if value is None else value, 240) for value in row] for row in answer.rows[:_SHOWN]]
    return {"title": words(answer.title), "columns": [words(heading(c)) for c in answer.columns], "rows": rows, "cut": cut, "link": _relative(answer.link)}


def _layer(words: _Words, layer: Layer) -> dict[str, Any]:
    """Return what the template shows of a network; the page comes first among its links."""
    links = [(form, _relative(link)) for form, link in sorted(layer.links.items(), key=lambda item: (item[0] != "html", item[0]))]
    return {"layer": clean(layer.layer, 80), "meaning": words(layer.meaning), "people": layer.people, "ties": layer.ties, "links": links}


def _relative(link: str) -> str:
    """Return an address when it stays in the page's folder."""
    if not _LINK.match(link):
        raise UsageError(Text(f"la dirección {link!r} no es relativa a la página", f"the address {link!r} is not relative to the page"), "index_page",
                         Text("use una ruta dentro de la carpeta de la página", "use a path inside the page's folder"))
    return link
