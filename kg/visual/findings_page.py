"""The page of findings: sentences, tables and grids in both languages, each number a link to the claims behind it. It asks nothing of the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from kg.findings.claims import Told
from kg.findings.finding import SURE, Cell, Finding, Grid, Row, Section
from kg.model.text import Lang, Text
from kg.visual.catalogue import SHARED, in_language
from kg.visual.safe import clean, data_block, environment, own_text, policy, script_text

SHOWN = 10
"""Rows of a table that are open; the others wait behind one click."""
TOLD = 6
"""Sentences of a section that are open."""
MOST = 300
"""Rows of a table on the page; its CSV has all."""
CLAIMS = 150
"""Claims that a number lists on the page; ``findings.json`` has all."""
_SIGNS = {"stated": "✓", "inferred": "≈", "suggestion": "?"}

TEXTS: dict[str, Text] = {
    "title": Text("Hallazgos", "Findings"),
    "intro": Text("Qué dicen los informes sobre quién une, quién falta, qué vuelve. Cada número abre las afirmaciones que lo respaldan.",
                  "What the reports say about who joins, who is missing, what comes back. Each number opens the claims behind it."),
    "contents": Text("Contenido", "Contents"),
    "reading": Text("Cómo leer esta página", "How to read this page"),
    "reading_numbers": Text("Un número subrayado abre su respaldo, y la base de cada fila, el de toda ella: qué dice cada afirmación, quién habla, en qué evento y en qué lugar del informe. "
                            "El que no está subrayado no tiene afirmaciones que abrir: es un 0 o una simple cuenta.",
                            "An underlined number opens what backs it, and the basis of each row, what backs all of it: what each claim says, who speaks, in which event and where in the "
                            "report. One that is not underlined has no claims to open: it is a 0 or plain counting."),
    "reading_own": Text("Los resúmenes son de quien leyó los informes, no citas. «Ausente» quiere decir: nadie en estos informes.",
                        "The summaries are those of whoever read the reports, not quotations. “Absent” means: nobody in these reports."),
    "quotes": Text("Esta página lleva frases de los informes: es para uso propio, no para publicarse.", "This page holds sentences of the reports: it is for your own use, not for publication."),
    "how": Text("Cómo se calcula", "How it is computed"),
    "caveats": Text("Antes de concluir", "Before you conclude"),
    "source": Text("Fuente", "Source"),
    "csv": Text("Tabla completa (CSV)", "Whole table (CSV)"),
    "all_csv": Text("Todas las frases (CSV)", "All sentences (CSV)"),
    "all_json": Text("Todo, con el respaldo (JSON)", "Everything, with its evidence (JSON)"),
    "rest": Text("Las demás filas", "The other rows"),
    "more_told": Text("Las demás frases", "The other sentences"),
    "sure": Text("Base", "Basis"),
    "evidence": Text("Respaldo", "Evidence"),
    "evidence_help": Text("Cada grupo es lo que respalda un número; cada afirmación se lee abajo.", "Each group is what backs one number; each claim can be read below."),
    "dialog": Text("Lo que respalda este número", "What backs this number"),
    "close": Text("Cerrar", "Close"),
    "more_claims": Text("La lista se corta aquí; findings.json las tiene todas.", "The list is cut here; findings.json has all."),
    "attribution": Text("atribución o dato inferido", "inferred attribution or fact"),
    "show": Text("Para leerla entera: kg show", "To read it in full: kg show"),
    "print_note": Text("El respaldo de cada número está en findings.json y en la página en pantalla.", "What backs each number is in findings.json and on the page on screen."),
    "foot": Text("Hecha con kg findings; no pide nada a la red.", "Made with kg findings; it asks nothing of the network."),
}


class _Evidence:
    """The claims the page lists and the groups of them that numbers open, numbered in the order in which the page shows them."""

    def __init__(self, told: Mapping[str, Told]) -> None:
        self.told = told
        self.claims: dict[str, int] = {}
        self.groups: dict[tuple[str, ...], int] = {}

    def group(self, claims: Iterable[str]) -> int:
        """Return the number of a group of claims, 0 for none."""
        kept = tuple(c for c in claims if c in self.told)
        if not kept:
            return 0
        for claim in kept[:CLAIMS]:
            self.claims.setdefault(claim, len(self.claims) + 1)
        return self.groups.setdefault(kept, len(self.groups) + 1)


def findings_page(sections: tuple[Section, ...], told: Mapping[str, Told], *, quotes: Mapping[str, str] | None = None, lang: Lang = "es") -> str:
    """Return the page. ``told``: the claims of the sections in words. ``quotes``: sentences of the reports by claim, given only by who asked for them."""
    evidence = _Evidence(told)
    shown = [_section(evidence, s, 2) for s in sections]
    texts = SHARED | TEXTS
    languages: tuple[Lang, ...] = ("es", "en")
    style, script = Markup(own_text("base.css") + own_text("findings.css")), script_text(own_text("page.js") + own_text("findings.js"))
    block = data_block({"lang": lang, "texts": {code: in_language(texts, code) for code in languages}, "values": {}})
    claims = [_claim(told[c], number, (quotes or {}).get(c, "")) for c, number in evidence.claims.items()]
    groups = [{"id": number, "claims": [evidence.claims[c] for c in group[:CLAIMS]], "cut": len(group) > CLAIMS} for group, number in evidence.groups.items()]
    return environment().get_template("findings.html.j2").render(
        lang=lang, t=in_language(texts, lang), style=style, script=script, policy=policy([script], [style]), data=block, sections=shown, claims=claims, groups=groups,
        quotes=bool(quotes), legend=[(_SIGNS[k], k, _both(t)) for k, t in SURE.items()])


def _both(text: Text | None, most: int = 1_200) -> Text | None:
    """Return a text made inert in both languages."""
    return Text(clean(text.es, most), clean(text.en, most)) if text else None


def _number(evidence: _Evidence, value: object, claims: Iterable[str]) -> dict[str, Any]:
    cell = Cell(value) if isinstance(value, str | int | float | Text) else Cell()
    return {"value": _both(cell.text()), "group": evidence.group(claims)}


def _section(evidence: _Evidence, section: Section, level: int) -> dict[str, Any]:
    """Return what the template shows of a section and its parts."""
    rows = [_row(evidence, section, row) for row in section.rows[:MOST]]
    told = [_finding(evidence, f) for f in section.findings]
    columns = [{"title": _both(c.title), "number": c.kind == "number", "about": _both(c.about)} for c in section.columns]
    return {"id": section.id, "level": level, "title": _both(section.title), "meaning": _both(section.meaning), "method": _both(section.method), "source": _both(section.source),
            "caveats": [_both(c) for c in section.caveats], "columns": columns, "first": rows[:SHOWN], "rest": rows[SHOWN:], "empty": _both(section.empty),
            "findings": told[:TOLD], "more": told[TOLD:], "grids": [_grid(evidence, g) for g in section.grids],
            "parts": [_section(evidence, p, level + 1) for p in section.parts], "count": len(section.rows)}


def _row(evidence: _Evidence, section: Section, row: Row) -> dict[str, Any]:
    cells = []
    for column, cell in zip(section.columns, row.cells, strict=True):
        cells.append({"value": _both(cell.text(), 400), "number": column.kind == "number", "group": evidence.group(cell.claims) if column.kind == "number" else 0})
    return {"cells": cells, "sure": row.sure, "sign": _SIGNS[row.sure], "name": _both(SURE[row.sure]), "note": _both(row.note), "group": evidence.group(row.claims)}


def _finding(evidence: _Evidence, finding: Finding) -> dict[str, Any]:
    numbers = [{"name": _both(n.name), **_number(evidence, n.value, n.claims)} for n in finding.numbers]
    return {"sentence": _both(finding.sentence), "numbers": numbers, "sure": finding.sure, "sign": _SIGNS[finding.sure], "name": _both(SURE[finding.sure]), "caveat": _both(finding.caveat),
            "group": 0 if numbers else evidence.group(finding.claims)}


def _grid(evidence: _Evidence, grid: Grid) -> dict[str, Any]:
    signs = {state: sign for state, sign, _ in grid.states}
    names = {state: _both(name) for state, _, name in grid.states}
    tiles = [{"key": clean(t.key, 60), "label": clean(t.label, 80), "state": t.state, "sign": signs[t.state], "name": names[t.state], "group": evidence.group(t.claims)} for t in grid.tiles]
    counts = [{"state": s, "sign": sign, "name": _both(name), "n": sum(t.state == s for t in grid.tiles)} for s, sign, name in grid.states]
    return {"title": _both(grid.title), "tiles": tiles, "counts": counts}


def _claim(told: Told, number: int, quote: str) -> dict[str, Any]:
    return {"id": number, "iri": clean(told.iri, 300), "kind": _both(told.kind), "words": _both(told.words, 600), "who": clean(told.who, 200), "where": clean(told.where, 200),
            "inferred": told.inferred, "place": _both(told.place(), 400), "quote": clean(quote, 600)}
