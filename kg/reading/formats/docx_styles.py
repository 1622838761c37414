"""What a DOCX's styles and numbering say of a paragraph: heading level, boldness, list marker."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_HEADING = re.compile(r"(?:heading|t[ií]tulo|encabezado)\s*([1-9])\b", re.IGNORECASE)
_TITLES = {"title": 1, "título": 1, "puesto": 1, "subtitle": 2, "subtítulo": 2}
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf02d": "-", "": "•"}
_DEEPEST_STYLE = 20  # styles may be based on each other in a ring
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LARGEST_NUMBER = 4000


def local(element: Any) -> str:
    """Return an element's name without its namespace: transitional and strict files differ only in that."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def child(element: Any, *names: str) -> Any:
    """Return the descendant along a path of names, or None."""
    for name in names:
        if element is None:
            return None
        element = next((c for c in element if local(c) == name), None)
    return element


def value(element: Any, name: str = "val") -> str | None:
    """Return an attribute whatever its namespace, or None."""
    if element is None:
        return None
    return next((str(v) for k, v in element.attrib.items() if k.rsplit("}", 1)[-1] == name), None)


def is_on(element: Any) -> bool | None:
    """Return a switch such as ``w:b``: None when the element is missing."""
    return None if element is None else value(element) not in ("0", "false", "off", "none")


def whole(text: str | None, default: int = 0) -> int:
    """Return a whole number, or the default when the text is none."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else default


@dataclass
class Styles:
    """Styles by id."""

    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    elements: dict[str, Any] = field(default_factory=dict)
    default: str = ""

    @staticmethod
    def of(root: Any) -> Styles:
        """Read styles.xml (None: no styles)."""
        found = Styles()
        for style in (s for s in (root if root is not None else ()) if local(s) == "style"):
            ident = value(style, "styleId") or ""
            found.elements[ident] = style
            found.names[ident] = (value(child(style, "name")) or ident).strip()
            found.parents[ident] = value(child(style, "basedOn")) or ""
            if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true"):
                found.default = ident
        return found

    def chain(self, ident: str) -> list[str]:
        """Return the style and those it is based on."""
        found: list[str] = []
        while ident in self.elements and ident not in found and len(found) < _DEEPEST_STYLE:
            found.append(ident)
            ident = self.parents[ident]
        return found

    def heading(self, ident: str, own: Any) -> int:
        """Return a paragraph's heading level, 0 for body text; ``own`` is its ``pPr``."""
        direct = value(child(own, "outlineLvl"))
        if direct is not None:
            return min(6, whole(direct, 9) + 1) if 0 <= whole(direct, 9) < 9 else 0
        for style in self.chain(ident):
            name = self.names[style]
            if found := _HEADING.match(name):
                return min(6, int(found.group(1)))
            if name.lower() in _TITLES:
                return _TITLES[name.lower()]
            level = value(child(self.elements[style], "pPr", "outlineLvl"))
            if level is not None:
                return min(6, whole(level, 9) + 1) if 0 <= whole(level, 9) < 9 else 0
        return 0

    def bold(self, ident: str) -> bool:
        """Whether a style makes its text bold."""
        return any(is_on(child(self.elements[s], "rPr", "b")) for s in self.chain(ident)[:1]) or next(
            (bool(on) for s in self.chain(ident) if (on := is_on(child(self.elements[s], "rPr", "b"))) is not None), False)

    def numbering(self, ident: str) -> Any:
        """Return the ``numPr`` that a style brings, or None."""
        return next((n for s in self.chain(ident) if (n := child(self.elements[s], "pPr", "numPr")) is not None), None)

    def is_contents(self, ident: str) -> bool:
        """Whether a paragraph belongs to the table of contents."""
        return bool(re.match(r"(?:toc|tdc)\s*\d|table of figures", self.names.get(ident, ident), re.IGNORECASE))


@dataclass
class Numbering:
    """Lists by id, and how far each has counted."""

    levels: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)

    @staticmethod
    def of(root: Any) -> Numbering:
        """Read numbering.xml (None: no lists)."""
        abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        found = Numbering()
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                abstract[value(element, "abstractNumId") or ""] = {
                    whole(value(lvl, "ilvl")): (value(child(lvl, "numFmt")) or "decimal", value(child(lvl, "lvlText")) or "", whole(value(child(lvl, "start")), 1))
                    for lvl in element if local(lvl) == "lvl"}
            elif local(element) == "num":
                found.levels[value(element, "numId") or ""] = abstract.get(value(child(element, "abstractNumId")) or "", {})
        return found

    def marker(self, ident: str, depth: int) -> str:
        """Count one item of a list on and return its marker ("•", "2.", "b)")."""
        levels = self.levels.get(ident, {})
        kind, text, _ = levels.get(depth, ("bullet", "•", 1))
        counts = self.counts.setdefault(ident, [])
        del counts[depth + 1:]
        while len(counts) <= depth:
            counts.append(levels.get(len(counts), ("", "", 1))[2] - (len(counts) == depth))
        counts[depth] += 1
        if kind in ("bullet", "none"):
            return _SYMBOLS.get(text, text)
        return re.sub(r"%([1-9])", lambda m: _number(counts[int(m.group(1)) - 1], levels.get(int(m.group(1)) - 1, ("decimal", "", 1))[0])
                      if int(m.group(1)) <= len(counts) else "", text)


def _number(count: int, kind: str) -> str:
    if kind.endswith("Letter") and 0 < count <= _LARGEST_NUMBER:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if kind.startswith("upper") else letters
    if kind.endswith("Roman") and 0 < count <= _LARGEST_NUMBER:
        roman = ""
        for worth, sign in _ROMAN:
            roman += sign * (count // worth)
            count %= worth
        return roman.upper() if kind.startswith("upper") else roman
    return str(count)
