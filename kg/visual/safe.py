"""What lets a page hold other people's words: labels made inert, JSON that cannot close its element, and a policy by hashes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parent / "templates"
SHOWN = 60
"""Characters of a label that are drawn."""
KEPT = 600
"""Characters of a label that the panel and the tables may show."""
_MARKS = 4  # combining marks kept on one letter: stacks of hundreds climb over the whole page


def clean(text: object, most: int = KEPT) -> str:
    """Return one line of text without control, bidi-control, unassigned or surrogate characters, cut at ``most`` with an ellipsis."""
    out: list[str] = []
    marks = 0
    for ch in unicodedata.normalize("NFC", str(text)[: 8 * KEPT]):
        kind = unicodedata.category(ch)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind in ("Cc", "Zl", "Zp") or ch.isspace():
            out.append(" ")
        elif kind in ("Cs", "Co", "Cn"):
            out.append("\ufffd")
        elif (kind != "Cf" or ch in "\u200c\u200d") and marks <= _MARKS:
            out.append(ch)
    line = " ".join("".join(out).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def data_block(value: object) -> Markup:
    """Return JSON for ``<script type="application/json">``: no character in it can end the element or a line of script."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for ch in "<>&\u2028\u2029":
        text = text.replace(ch, f"\\u{ord(ch):04x}")
    return Markup(text)


def script_text(source: str) -> Markup:
    """Return a script for inlining: sequences that an HTML parser reads inside a script are written another way, and no map is asked for."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"(?m)^//[#@] ?sourceMappingURL=.*$", "", text)
    text = re.sub(r"<(/?)(?=script)", r"\\x3c\1", text, flags=re.IGNORECASE)
    return Markup(text.replace("<!--", "\\x3c!--").replace("\x85", "\\x85"))  # vis-network has a raw control character in a string, which HTML forbids


def own_text(name: str) -> str:
    """Return one of our own sources in ``templates/``."""
    return (TEMPLATES / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def policy(scripts: list[Markup], styles: list[Markup]) -> str:
    """Return the content security policy: nothing is fetched, and only these scripts and styles run."""
    return (f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; img-src data:; "
            "base-uri 'none'; form-action 'none'")


def _hashes(blocks: list[Markup]) -> str:
    """Return the CSP source list of the blocks."""
    return " ".join("'sha256-" + base64.b64encode(hashlib.sha256(str(b).encode()).digest()).decode() + "'" for b in blocks)


def environment() -> Environment:
    """Return the templates' environment: everything escaped, a missing name an error."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
