"""Names of things on the Web: slugs and IRIs. A slug never depends on the order of reading."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

KG = "https://w3id.org/gobierno-abierto/ontology#"
VOCABULARY = "https://w3id.org/gobierno-abierto/vocabulary/"
DEFAULT_BASE = "https://w3id.org/gobierno-abierto/"

PREFIXES = {
    "kg": KG,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}

_APOSTROPHES = str.maketrans("", "", "´’'`ʼ‘")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
MAX_SLUG = 96


@functools.lru_cache(maxsize=8192)
def fold(value: str) -> str:
    """Return ``value`` without case, accents or apostrophes, white space single: the form in which names are compared."""
    plain = unicodedata.normalize("NFKD", value.casefold().translate(_APOSTROPHES))
    return " ".join("".join(c for c in plain if c < "\u0300" or not unicodedata.combining(c)).split())


def slugify(value: str) -> str:
    """Return an ASCII kebab slug of ``value``: accents folded, apostrophes dropped, ñ → n.

    A text that leaves nothing (another script, only signs) or too much (over 96 characters) ends in a hash of itself,
    so that two such names still differ.
    """
    slug = _NOT_SLUG.sub("-", fold(value)).strip("-")
    if slug and len(slug) <= MAX_SLUG:
        return slug
    return f"{slug[:MAX_SLUG].rstrip('-')}-{short_hash(value)}".lstrip("-")


def short_hash(*parts: str, size: int = 6) -> str:
    """Return the first ``size`` hexadecimal digits of the SHA-256 of the parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:size]


def expand(curie: str) -> str:
    """Return the IRI of ``prefix:name`` for the prefixes of this project."""
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name


def concept(scheme: str, notation: str) -> str:
    """Return the IRI of the concept with this notation in this scheme."""
    return f"{VOCABULARY}{scheme}/{notation}"
