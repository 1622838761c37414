"""How to cite one page: a sentence in each language and a BibTeX entry. Dates come from the release alone."""

from __future__ import annotations

import re

from kg.model.iri import slugify
from kg.model.text import Text
from kg.publish.describe_model import Description
from kg.publish.page import Frame, shortened

_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", **{c: "\\" + c for c in "&%$#_"}}
_LONG = 160  # characters of a title in a citation


def sentence(description: Description, frame: Frame) -> Text:
    """Return the citation of an entity or a single statement; its IRI is what stays."""
    year = f" ({frame.date[:4]})" if frame.date else ""
    who = f"{frame.publisher}{year}. " if frame.publisher else ""
    es, en = (shortened(label, _LONG).rstrip(".") for label in description.label)
    return Text(f"{who}«{es}». En: {frame.title.es}. {description.iri}", f"{who}“{en}”. In: {frame.title.en}. {description.iri}")


def bibtex(description: Description, frame: Frame) -> str:
    """Return a BibTeX entry; nothing in it is a command."""
    key = re.sub(r"[^a-z0-9-]", "", slugify("-".join(description.iri.rstrip("/").rsplit("/", 2)[-2:])))[:60] or "kg"
    fields = {"author": f"{{{_tex(frame.publisher)}}}" if frame.publisher else "", "title": f"{{{_tex(shortened(description.label.es, _LONG))}}}", "howpublished": f"\\url{{{_url(description.iri)}}}",
              "year": frame.date[:4], "note": _tex(f"{frame.title.es}. CC BY 4.0")}
    inside = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{inside}}}\n"


def _tex(text: str) -> str:
    return "".join(_TEX.get(c, c) for c in text)


def _url(iri: str) -> str:
    """Return an IRI as ``\\url`` takes it: percent signs are fine there, braces and backslashes are no part of an IRI."""
    return re.sub(r"[{}\\\s]", "", iri)
