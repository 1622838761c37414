"""How to cite the data set: ``CITATION.cff`` (Citation File Format 1.2.0), BibTeX, and the licence in words."""

from __future__ import annotations

import json
import re

from kg import __version__
from kg.model.iri import slugify
from kg.model.text import Text
from kg.publish.site_release import Release

_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", **{c: "\\" + c for c in "&%$#_"}}


def cff(release: Release) -> str:
    """Return ``CITATION.cff``. Values are JSON strings, which YAML reads as they are."""
    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    lines = ["cff-version: 1.2.0", "type: dataset", f"message: {quoted('Si usa estos datos, cítelos así. · If you use these data, please cite them like this.')}",
             f"title: {quoted(release.title.es)}", f"abstract: {quoted(release.about.es)}", "authors:", f"  - name: {quoted(release.publisher or release.base)}",
             "license: CC-BY-4.0", f"url: {quoted(release.base)}", "identifiers:", "  - type: other", f"    value: {quoted('sha256:' + release.sha256)}",
             f"    description: {quoted('SHA-256 del grafo (N-Quads ordenado) · SHA-256 of the graph (sorted N-Quads)')}"]
    if release.date:
        lines.append(f"date-released: {release.date}")
    return "\n".join(lines) + "\n"


def bibtex(release: Release) -> str:
    """Return a BibTeX entry."""
    year = f"  year = {{{release.date[:4]}}},\n" if release.date else ""
    key = re.sub(r"[^a-z0-9]", "", slugify(release.publisher or "kg"))[:24] or "kg"
    return (f"@misc{{{key}-gobierno-abierto,\n  author = {{{{{_tex(release.publisher or release.base)}}}}},\n  title = {{{{{_tex(release.title.es)}}}}},\n{year}"
            f"  howpublished = {{\\url{{{release.base}}}}},\n  note = {{{_tex(f'CC BY 4.0. SHA-256 del grafo: {release.sha256}. Hecho con kg {__version__}')}}}\n}}\n")


def in_words(release: Release) -> Text:
    """Return the citation as a sentence."""
    who, year = release.publisher or release.base, f" ({release.date[:4]})" if release.date else ""
    return Text(f"{who}{year}. {release.title.es} [conjunto de datos]. {release.base}", f"{who}{year}. {release.title.en} [data set]. {release.base}")


def licence(release: Release) -> str:
    """Return the text of ``LICENCIA.txt``."""
    return (f"Los datos de este sitio se publican bajo la licencia Creative Commons Atribución 4.0 Internacional (CC BY 4.0):\n{release.licence}\n"
            f"Puede copiarlos, cambiarlos y usarlos para cualquier fin si dice de dónde salen: {in_words(release).es}\n"
            "Los informes de los que salen no se reproducen aquí; sus derechos son de sus autores.\n\n"
            f"The data of this site are published under the Creative Commons Attribution 4.0 International licence (CC BY 4.0):\n{release.licence}\n"
            f"You may copy, change and use them for any purpose if you say where they come from: {in_words(release).en}\n"
            "The reports they come from are not reproduced here; their rights belong to their authors.\n")


def _tex(text: str) -> str:
    """Return text without anything TeX would run."""
    return "".join(_TEX.get(c, c) for c in text)
