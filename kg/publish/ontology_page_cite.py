"""How to cite the ontology, for people, for BibTeX and for search engines (schema.org). A year is told only when the version was issued."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from kg.model.text import Text
from kg.publish.ontology_model import ONTOLOGY, Ontology
from kg.visual.safe import data_block

_TEX = re.compile(r"([&%$#_{}])")


def in_words(model: Ontology, issued: str) -> Text:
    """Return the citation as a sentence."""
    year = f" ({issued[:4]})" if issued else ""
    where = model.version_iri or model.iri
    return Text(f"{model.creator}{year}. {model.title.es}, versión {model.version}. {where}", f"{model.creator}{year}. {model.title.en}, version {model.version}. {where}")


def bibtex(model: Ontology, issued: str) -> str:
    """Return a BibTeX entry."""
    year = f"  year = {{{issued[:4]}}},\n" if issued else ""
    author, title = (_TEX.sub(r"\\\1", words) for words in (model.creator, model.title.es))
    return (f"@misc{{kg-ontology-{model.version},\n  author = {{{{{author}}}}},\n  title = {{{{{title}}}}},\n{year}  version = {{{model.version}}},\n"
            f"  howpublished = {{\\url{{{model.version_iri or model.iri}}}}},\n  note = {{CC BY 4.0}}\n}}\n")


def metadata(model: Ontology, issued: str, files: Sequence[tuple[str, str]]) -> Markup:
    """Return JSON-LD of the page: a set of defined terms, and its files as (address, media type)."""
    about: dict[str, object] = {
        "@context": "https://schema.org", "@type": "DefinedTermSet", "@id": ONTOLOGY, "url": ONTOLOGY, "version": model.version, "license": model.licence,
        "name": [{"@value": model.title.es, "@language": "es"}, {"@value": model.title.en, "@language": "en"}],
        "description": [{"@value": model.description.es, "@language": "es"}, {"@value": model.description.en, "@language": "en"}],
        "inLanguage": ["es", "en"], "creator": {"@type": "Organization", "name": model.creator},
        "encoding": [{"@type": "MediaObject", "contentUrl": address, "encodingFormat": media} for address, media in files]}
    return data_block(about | ({"datePublished": issued} if issued else {}))
