"""What every published page shares: head, policy, top, language switch, foot; the same for the static site and the server.

Both languages are in the page and a pair of radio buttons shows one: it works without script and without a request, one file is one
page to cite, cache and check, and most of a page (names, numbers, summaries) is the same in both. A few lines of script, where they
run, keep the choice for the next page and set the page's language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from kg.model.iri import DEFAULT_BASE
from kg.model.text import Spanish, Text
from kg.publish.describe_model import Value
from kg.publish.links import Links
from kg.visual.kinds import KINDS, OTHER, Kind
from kg.visual.page import kinds_css
from kg.visual.safe import own_text

TEMPLATES = Path(__file__).resolve().parent / "templates"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SITE = Text("Grafo de gobierno abierto", "Open-government graph")
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
"""The pages' content security policy: nothing but our own files, no inline style or script. ``application/ld+json`` is data and is not run."""


@dataclass(frozen=True)
class Frame:
    """Who publishes, and what stands around every page. ``contact`` (https: or mailto:) and ``endpoint`` may be ""; ``date`` is ISO or "".

    ``nav``: what the top line links to, as (words, path from the top of the site).
    """

    base: str = DEFAULT_BASE
    publisher: str = ""
    contact: str = ""
    endpoint: str = ""
    date: str = ""
    title: Text = SITE
    licence: str = LICENCE
    nav: tuple[tuple[Text, str], ...] = ()
    home: str = ""
    """Path of the first page ("" when there is none)."""

    @property
    def public(self) -> bool:
        """Whether the base is somebody's own address, not the project's unregistered default."""
        return self.base != DEFAULT_BASE


@lru_cache(20_000, typed=True)
def both(text: Text | str) -> Markup:
    """Return a text for a page: once when it is the same in both languages, else each in its own element, of which one shows. What is Spanish alone says so."""
    if isinstance(text, Spanish):
        return Markup(f'<span lang="es">{escape(text.es)}</span>')
    if isinstance(text, str) or text.es == text.en:
        return escape(text if isinstance(text, str) else text.es)
    return Markup(f'<span class="es">{escape(text.es)}</span><span class="en" lang="en">{escape(text.en)}</span>')


def shown(value: Value, links: Links) -> Markup:
    """Return a value: a link to its page, or its words; other people's words are isolated from the direction of ours."""
    lang = "es" if isinstance(value.text, Spanish) else value.lang
    words = f'<bdi lang="{escape(lang)}">{escape(value.text.es)}</bdi>' if lang else f"<bdi>{both(value.text)}</bdi>"
    address = links.href(value.iri, value.home) if value.iri else ""
    return Markup(f'<a href="{escape(address)}">{words}</a>' if address else words)


def drawn(look: str) -> Kind:
    """Return how a kind of node is drawn."""
    return KINDS.get(look, OTHER)


def shortened(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters, cut at a word where there is one."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rpartition(" ")[0] if cut.rfind(" ") > most * 2 // 3 else cut).rstrip(" ,;:.") + "…"


class _Said(Extension):
    """Puts the words that a template says in both languages into its text when it is read, not at every page."""

    _CALL = re.compile(r'\{\{ both\(T\("([^"\\]*)", "([^"\\]*)"\)\) \}\}')

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template with its words in place."""
        return self._CALL.sub(lambda found: both(Text(found[1], found[2])), source)


@cache
def environment() -> Environment:
    """Return the templates' environment: everything escaped, a missing name an error."""
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False, extensions=[_Said])
    made.globals |= {"both": both, "shown": shown, "drawn": drawn, "T": Text}
    made.filters["shortened"] = shortened
    return made


def render(template: str, links: Links, frame: Frame, title: Text, **values: Any) -> str:
    """Return a page made from a template that extends ``base.html.j2``. ``title`` is that of the tab, Spanish first."""
    given = {"alternates": (), "iri": "", "description": "", "data": "", "redirect": "", "robots": "", "canonical": "", "scripts": ()} | values
    return environment().get_template(template).render(links=links, frame=frame, title=title, policy=POLICY, **given)


@cache
def assets() -> dict[str, bytes]:
    """Return the files that pages ask for under ``assets/``: name → bytes."""
    css = kinds_css() + own_text("base.css") + (TEMPLATES / "page.css").read_text(encoding="utf-8")
    return {"page.css": css.encode(), "page.js": (TEMPLATES / "page.js").read_bytes(), "icon.svg": (TEMPLATES / "icon.svg").read_bytes(), "ontology.css": (TEMPLATES / "ontology.css").read_bytes()}


def host(address: str) -> str:
    """Return the host of an address, for reading."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address
