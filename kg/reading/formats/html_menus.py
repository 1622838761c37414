"""What of a web page is its text, and what is menu, banner or hidden."""

from __future__ import annotations

import itertools
import re
from typing import Any

DROPPED = {"script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "button", "select", "option", "textarea", "input", "datalist", "audio",
           "video", "nav", "aside", "head", "map", "dialog"}
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alertdialog"}
_NAMES = re.compile(r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|migas|cookies?|sidebar|share|social|redes|paginat\w*|footer|pie|skip|banner|related|relacionad\w*)(?:$|[\s_-])", re.IGNORECASE)
_CONTAINERS = {"ul", "ol", "div", "table", "section", "p", "form", "center", "td", "tr"}
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

ENOUGH = 0.3  # share of the page's text that an element must hold to be its main one
MANY_LINKS = 0.7  # share of an element's text inside links from which it is a menu
LARGEST_MENU = 20_000  # characters, blanks included: what holds more is no menu
_MOST_LINKS = 500  # links that are looked at
MENU_WORDS = 60  # characters a link of a menu has at most, on average


def tag(node: Any) -> str:
    """Return an element's name in lower case; "" for comments."""
    return node.tag.lower() if isinstance(node.tag, str) else ""


def plain_text(node: Any, breaks: bool = False, most: int = 0) -> str:
    """Return an element's text, scripts and hidden parts left out; with ``breaks``, a unit separator where a line ends.

    With ``most``, reading stops once there are as many characters.
    """
    pieces: list[str] = []
    length = 0
    stack: list[tuple[Any, bool]] = [(node, False)]
    while stack:
        element, leaving = stack.pop()
        if leaving:
            if breaks and tag(element) in ("p", "div", "li", "br", "tr"):
                pieces.append("\x1f")
            pieces.append((element.tail or "") if element is not node else "")
            continue
        stack.append((element, True))
        if (tag(element) in DROPPED or is_hidden(element)) and element is not node:
            continue
        pieces.append(element.text or "" if tag(element) else "")
        length += len(pieces[-1])
        if most and length > most:
            break
        stack += [(inner, False) for inner in reversed(list(element))]
    return "".join(pieces)


def is_hidden(node: Any) -> bool:
    """Whether an element does not show, or is marked as none of the text."""
    if not tag(node):
        return True
    style = node.get("style") or ""
    return node.get("hidden") is not None or node.get("aria-hidden") == "true" or (node.get("role") or "").lower() in _ROLES or bool(style and _HIDING.search(style))


def _size(text: str) -> int:
    return len(" ".join(text.split()))


def is_menu(node: Any, within_main: bool) -> bool:
    """Whether an element is mostly short links, or is called a menu and holds little else. Inside the main text only the name counts."""
    if tag(node) not in _CONTAINERS:
        return False
    links = list(itertools.islice(node.iter("a"), _MOST_LINKS))
    named = bool(_NAMES.search(f"{node.get('class') or ''} {node.get('id') or ''}"[:500]))
    if len(links) < 3 and not named:
        return False
    text = plain_text(node, most=LARGEST_MENU)
    if len(text) > LARGEST_MENU:
        return False
    total, linked = _size(text), sum(_size(plain_text(a)) for a in links)
    if named and (total < 400 or linked > 0.4 * total) and len(links) >= 2:
        return True
    return not within_main and len(links) >= 3 and linked >= MANY_LINKS * total and linked <= MENU_WORDS * len(links)


def main_element(root: Any) -> tuple[Any, bool]:
    """Return the element that holds the page's text, and whether it is less than the whole page."""
    body = next(root.iter("body"), root)
    total = _size(plain_text(body))
    mains = [e for e in root.iter("main", "article", "div", "section") if tag(e) == "main" or (e.get("role") or "").lower() == "main"] or list(root.iter("article"))
    known = set(mains)
    outermost = [e for e in mains if not any(a in known for a in e.iterancestors("main", "article"))]
    if len(outermost) == 1 and _size(plain_text(outermost[0])) >= ENOUGH * total and outermost[0] is not body:
        return outermost[0], True
    return body, False
