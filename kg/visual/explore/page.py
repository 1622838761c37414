"""The explorer's page: script, style and data in one HTML file that asks nothing of the network, and what it says before, or without, any script."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from kg.graph.answer import XSD, Answer, Term, to_csv
from kg.model.text import Lang, Text
from kg.visual.catalogue import in_language
from kg.visual.explore.bundle import Bundle, bundle
from kg.visual.explore.columns import grow, shrink
from kg.visual.safe import environment, own_text, script_text

TOP = 20
"""Rows of the table that needs no script."""
CSV_ROWS = 1_000
"""Rows of the files that need no script: they are written into the page."""
TEXTS: dict[str, Text] = {
    "noscript": Text("El explorador necesita JavaScript. Sin él, esta página muestra el resumen, las primeras personas y los archivos para descargar.",
                     "The explorer needs JavaScript. Without it this page shows the summary, the first people and the files to download."),
    "summary": Text("Qué hay", "What there is"),
    "layers": Text("Redes", "Networks"),
    "layer": Text("Red", "Network"),
    "means": Text("Qué dice un lazo", "What a tie says"),
    "nodes": Text("Nodos", "Nodes"),
    "top": Text("Las {n} personas con más sesiones", "The {n} people with most sessions"),
    "nobody": Text("No hay personas en estos datos.", "There are no people in this data."),
    "name": Text("Nombre", "Name"),
    "sessions": Text("Sesiones", "Sessions"),
    "contributions": Text("Intervenciones", "Contributions"),
    "offices": Text("Cargos o lugares", "Offices or seats"),
    "before": Text("Antes de concluir", "Before you conclude"),
    "files": Text("Descargar", "Download"),
    "people_csv": Text("Personas (CSV)", "People (CSV)"),
    "parts_csv": Text("Quién estuvo en qué (CSV)", "Who was in what (CSV)"),
    "cut": Text("Cada archivo lleva las primeras {n} filas.", "Each file holds the first {n} rows."),
    "sources": Text("Informes", "Reports"),
    "about": Text("Acerca de", "About"),
    "offline": Text("Página de un solo archivo: no pide nada a la red.", "A page in one file: it asks nothing of the network."),
    "publisher": Text("Publica:", "Published by:"),
    "licence": Text("Licencia de los datos:", "Licence of the data:"),
    "correction": Text("Solicitar corrección", "Ask for a correction"),
    "version": Text("Versión de los datos:", "Version of the data:"),
    "notices": Text("Avisos de terceros", "Third-party notices"),
}
COUNTS: dict[str, Text] = {
    "people": Text("personas", "people"), "institutions": Text("instituciones", "institutions"), "municipalities": Text("municipios", "municipalities"),
    "events": Text("eventos y sesiones", "events and sessions"), "mechanisms": Text("mecanismos", "mechanisms"), "themes": Text("temas", "themes"),
    "contributions": Text("intervenciones", "contributions"), "sources": Text("informes", "reports"), "claims": Text("afirmaciones con su evidencia", "claims with their evidence"),
    "inferred": Text("de ellas, inferidas", "of them, inferred"), "unreviewed": Text("sin revisar por una persona", "not reviewed by a person")}


def page(data: Mapping[str, Any], lang: Lang = "es", built: Bundle | None = None) -> str:
    """Return the page of a dataset (``kg.visual.explore.dataset``). ``built``: script and style; the package's own when absent.

    Same data, same bytes. Raises StoreError when the explorer was not built.
    """
    built = built or bundle()
    script, style = script_text(built.script), Markup(_style(built.style + own_text("explorer_static.css")))
    at = 0 if lang == "es" else 1
    t = in_language(TEXTS, lang)
    meta, people = data["meta"], _people(data)
    return environment().get_template("explorer.html.j2").render(
        lang=lang, t=t | {"top": t["top"].format(n=min(TOP, len(people))), "cut": t["cut"].format(n=CSV_ROWS)}, at=at, policy=policy(script, style), script=script, style=style,
        data=packed(data), title=meta["title"][at], meta=meta, counts=[(COUNTS[k].get(lang), n) for k, n in meta["counts"].items() if k in COUNTS], layers=data["layers"], sources=data["sources"],
        people=people[:TOP], limits=[text[at] for text in meta["limits"]], notices=built.notices.strip(),
        contact=meta["contact"] if meta["contact"].startswith(("https://", "http://", "mailto:")) else "", cut=max(len(people), len(data["participations"])) > CSV_ROWS,
        files=[(t["people_csv"], "personas.csv", _address(_people_csv(people[:CSV_ROWS], t))), (t["parts_csv"], "participaciones.csv", _address(_parts_csv(data, at)))])


def packed(data: Mapping[str, Any], columns: bool = True) -> str:
    """Return the data block: JSON, a zero and the bytes beside it, gzip without a date, base64; letters, digits and ``+/=`` only, so nothing in it can end its element."""
    small, beside = shrink(data) if columns else (data, b"")
    text = json.dumps(small, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode("utf-8", "replace") + b"\0" + beside, 9, mtime=0)).decode()


def unpacked(block: str) -> dict[str, Any]:
    """Return the data of a block; ``packed`` the other way round."""
    text, _, beside = gzip.decompress(base64.b64decode(block)).partition(b"\0")
    return grow(json.loads(text), beside)


def policy(script: Markup, style: Markup) -> str:
    """Return the content security policy: this script and this style, pictures the page makes itself, and nothing else."""
    return f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'"


def _hash(block: Markup) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(str(block).encode()).digest()).decode() + "'"


def _style(text: str) -> str:
    """Return a stylesheet for inlining: nothing in it can end its element."""
    return text.replace("\r\n", "\n").replace("</", "<\\/").replace("<!--", "<\\!--")


def _people(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the people with how many sessions, contributions and offices each has; most sessions first, then contributions, then by name."""
    sessions, said, seats = Counter(p["person"] for p in _once(data)), Counter(s for c in data["contributions"] for s in c["speakers"]), Counter(m["person"] for m in data["memberships"])
    found = [{"name": e["label"], "sessions": sessions[i], "contributions": said[i], "offices": seats[i]} for i, e in enumerate(data["entities"]) if e["kind"] == "person"]
    return sorted(found, key=lambda p: (-p["sessions"], -p["contributions"], p["name"]))


def _once(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the participations, one of each person in each session (an event no other is part of)."""
    whole = {e["up"] for e in data["entities"] if "up" in e and e["kind"] == "event"}
    return list({(p["person"], p["event"]): p for p in data["participations"] if p["event"] not in whole}.values())


def _people_csv(people: list[dict[str, Any]], t: Mapping[str, str]) -> Answer:
    return Answer(tuple(t[k] for k in ("name", "sessions", "contributions", "offices")), tuple(
        (_word(p["name"]), *(Term("literal", str(p[k]), "", XSD + "integer") for k in ("sessions", "contributions", "offices"))) for p in people))


def _parts_csv(data: Mapping[str, Any], at: int) -> Answer:
    entities, concepts = data["entities"], data["concepts"]
    names = (("persona", "evento", "papel", "afirmacion"), ("person", "event", "role", "claim"))[at]
    rows = tuple((_word(entities[p["person"]]["label"]), _word(entities[p["event"]]["label"]), _word(concepts[p["role"]]["label"][at] if p["role"] >= 0 else ""), _word(data["meta"]["base"] + p["id"]))
                 for p in data["participations"][:CSV_ROWS])
    return Answer(names, rows)


def _word(text: str) -> Term | None:
    return Term("literal", text) if text else None


def _address(answer: Answer) -> str:
    """Return a CSV as an address that holds it whole."""
    return "data:text/csv;charset=utf-8," + quote(to_csv(answer, formula_safe=True, bom=True).encode())
