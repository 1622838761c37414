"""Looks at every file of a published folder as a browser from ``file://`` would: does each link lead somewhere, does each page parse, does anything ask for another host?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib

ASKED = {*((tag, "src") for tag in ("script", "img", "iframe", "source", "video", "audio", "embed", "input")), ("object", "data"), ("image", "href"), ("use", "href")}
"""Attributes for which a browser asks at once, with no click; of ``link`` it depends on ``rel``."""
ASKING_RELS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
HANDLERS = ("on",)


@dataclass
class Page:
    """What a page holds: ids, links as written, addresses it asks for by itself, errors of parsing, scripts' kinds, attributes that run."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    policy: str = ""
    text: str = ""


@cache
def read(path: Path) -> Page:
    """Parse a page with an HTML5 parser."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(path.read_text(encoding="utf-8"))
    page = Page(errors=[f"{place}: {code}" for place, code, _ in parser.errors], text="".join(tree.itertext()))
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rsplit("}", 1)[-1]
        for name, value in element.attrib.items():
            name = str(name).rsplit("}", 1)[-1]
            _attribute(page, tag, name, value, element.attrib)
        if tag == "script" and "src" not in element.attrib:
            page.inline.append(element.attrib.get("type", ""))
        if tag == "meta" and element.attrib.get("http-equiv", "").lower() == "content-security-policy":
            page.policy = element.attrib["content"]
    return page


def _attribute(page: Page, tag: str, name: str, value: str, attributes: dict[str, str]) -> None:
    if name == "id":
        if value in page.ids:
            page.errors.append(f"id twice: {value}")
        page.ids.add(value)
    elif name.startswith(HANDLERS) or (name == "style"):
        page.handlers.append(f"{tag} {name}={value}")
    elif (tag, name) in ASKED or (tag == "link" and name == "href" and ASKING_RELS & set(attributes.get("rel", "").split())):
        page.asks.append(value)
    elif name == "href" and tag in ("a", "area", "link"):
        page.links.append(value)
    elif tag == "meta" and name == "content" and attributes.get("http-equiv", "").lower() == "refresh":
        page.links.append(value.partition("url=")[2])


def pages(top: Path) -> list[Path]:
    """Return every HTML file."""
    return sorted(top.rglob("*.html"))


def broken(top: Path, path: Path) -> Iterator[str]:
    """Yield the links of a page that lead to no file of the folder, or to no anchor of the page they name. Links to other hosts are not followed."""
    page = read(path)
    for link in (*page.links, *page.asks):
        parts = urlsplit(link)
        if parts.scheme in ("http", "https", "mailto", "data"):
            continue
        if parts.scheme or parts.netloc or link.startswith("/"):
            yield f"{link} (not relative)"
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
        if not target.is_relative_to(top.resolve()) or not target.is_file():
            yield f"{link} (no such file)"
        elif parts.fragment and target.suffix == ".html" and target.name != "explorador.html" and unquote(parts.fragment) not in read(target).ids:
            yield f"{link} (no such anchor)"
