"""The drawing's page: data, words and scripts put in one HTML file that asks nothing of the network."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kg.model.text import Lang, Text
from kg.visual.catalogue import draw_texts
from kg.visual.kinds import KINDS, OTHER
from kg.visual.safe import clean, data_block, environment, own_text, policy, script_text

Item = dict[str, Any]
_LOOKS = {**KINDS, "other": OTHER}


def page(nodes: list[Item], ties: list[Item], *, graph: Mapping[str, Any], title: Text, caveats: Sequence[Text], lang: Lang,
         rows: list[dict[str, Any]], vis: str) -> str:
    """Return the page. ``graph`` holds the layer's ``meaning_es`` and ``meaning_en``; ``vis`` is vis-network's source."""
    texts = _texts(graph, title, caveats)
    columns = _columns(rows)
    weights = [tie["weight"] for tie in ties] or [0]
    values = {"summary": {"nodes": str(len(nodes)), "ties": str(len(ties))}, "table_nodes": {"n": str(len(nodes))}, "table_ties": {"n": str(len(ties))},
              "table_rows": {"n": str(len(rows))}, "legend_same": {"low": f"{min(weights):g}"}, "legend_thick": {"low": f"{min(weights):g}", "high": f"{max(weights):g}"}}
    data = {"lang": lang, "texts": texts, "values": values, "nodes": nodes, "ties": ties, "two_mode": bool(graph.get("two_mode")), "dense": len(ties) > 6 * max(1, len(nodes)),
            "columns": [clean(c, 80) for c in columns], "rows": [[_cell(c, row.get(c)) for c in columns] for row in rows]}
    style = Markup(kinds_css() + own_text("base.css") + own_text("draw.css"))
    scripts = [script_text(vis), script_text("".join(own_text(name) for name in ("page.js", "labels.js", "draw.js")))]
    t, thick = texts[lang], "legend_same" if min(weights) == max(weights) else "legend_thick"
    return environment().get_template("draw.html.j2").render(
        lang=lang, t=t, style=style, scripts=scripts, policy=policy(scripts, [style]), data=data_block(data), kinds=_LOOKS,
        nodes=nodes, ties=ties, summary=_fill(t["summary"], values["summary"]), thick=(thick, _fill(t[thick], values[thick])),
        inferred=any(tie["inferred"] for tie in ties),
        note="empty" if not nodes else "" if ties else "no_ties", present=[key for key in _LOOKS if any(n["kind"] == key for n in nodes)],
        caveats=[f"caveat_{i}" for i in range(len(caveats))], notice=notice(vis),
        tables=[(key, values[key]["n"]) for key, items in (("table_nodes", nodes), ("table_ties", ties), ("table_rows", rows)) if items])


def kinds_css() -> str:
    """Return the kinds' colours as CSS variables, light and dark, and the legend's fills: one source for page and canvas."""
    light = "".join(f"--k-{key}:{kind.light};" for key, kind in _LOOKS.items())
    dark = "".join(f"--k-{key}:{kind.dark};" for key, kind in _LOOKS.items())
    fills = "".join(f".k-{key}{{fill:var(--k-{key})}}" for key in _LOOKS)
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}{fills}\n"


def notice(vis: str) -> str:
    """Return the licence header that vis-network's file begins with, stars removed."""
    found = re.match(r"\s*/\*\*?(.*?)\*/", vis, flags=re.DOTALL)
    lines = [re.sub(r"^\s*\* ?", "", line) for line in (found.group(1) if found else "vis-network").strip().splitlines()]
    return "\n".join(lines).strip()


def _texts(graph: Mapping[str, Any], title: Text, caveats: Sequence[Text]) -> dict[str, dict[str, str]]:
    """Return the catalogue in both languages with this drawing's own sentences."""
    out: dict[str, dict[str, str]] = {}
    languages: tuple[Lang, ...] = ("es", "en")
    for lang in languages:
        told, weight = (str(graph.get(f"{key}_{lang}") or "").strip().rstrip(".") for key in ("meaning", "weight"))
        meaning = f"{told[:1].upper()}{told[1:]}." if told else ""
        if weight:
            meaning += " " + Text(f"Peso: {weight}.", f"Weight: {weight}.").get(lang)
        out[lang] = draw_texts(lang) | {"title": clean(title.get(lang), 200), "meaning_text": clean(meaning)}
        out[lang] |= {f"caveat_{i}": clean(text.get(lang)) for i, text in enumerate(caveats)}
    return out


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    """Return the columns of the table in the order they come; the name first, and no IRI beside a name."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return sorted((c for c in columns if c != "iri" or "label" not in columns), key=lambda c: c not in ("label", "name"))


def _cell(column: str, value: object) -> object:
    """Return a table's value for the page: a number, a text, or a pair of texts."""
    if column == "kind" and value in _LOOKS:
        value = _LOOKS[str(value)].one
    if isinstance(value, Text):
        return {"es": clean(value.es), "en": clean(value.en)}
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return round(value, 6) if math.isfinite(value) else str(value)
    return clean(value)


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Return a sentence with its ``{name}`` marks filled."""
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m.group(1), m.group(0)), text)
