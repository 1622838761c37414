"""Slugs no longer in use, as triples: a redirect for each that was renamed or merged, a tombstone for each withdrawn. Never a dead link."""

from __future__ import annotations

from collections.abc import Iterator

from kg.identity.resolve import Resolver
from kg.model import nt
from kg.model.nt import Triple
from kg.model.terms import expand

_TIPO = {"person": "persona", "institution": "institucion", "mechanism": "mecanismo", "municipality": "municipio", "event": "evento"}
_DEPRECATED = nt.iri("http://www.w3.org/2002/07/owl#deprecated")
_STATUS = nt.iri("http://www.w3.org/ns/adms#status")


def retired_triples(resolver: Resolver) -> Iterator[Triple]:
    """Yield what the registry retired and what merges replaced, each leading straight to the slug in use now.

    A person who is not shown by name is not named here either: both ends are pseudonyms.
    """
    merges = resolver.merges
    for (kind, old), new in sorted(resolver.registry.retired.items()):
        yield from _retired(resolver, kind, old, merges.slug(kind, new) if new else "")
    for kind, old, new in merges.gone:
        yield from _retired(resolver, kind, old, new)


def _retired(resolver: Resolver, kind: str, old: str, new: str) -> Iterator[Triple]:
    hidden = kind == "person" and resolver.treatments.get(new, "withheld" if resolver.hiding else "full") != "full"

    def node(slug: str) -> str:
        return nt.iri(f"{resolver.base}id/{_TIPO[kind]}/{resolver.pseudonym(slug) if hidden else slug}")

    yield node(old), _DEPRECATED, nt.boolean(True)
    yield node(old), _STATUS, nt.iri(f"http://purl.org/adms/status/{'Deprecated' if new else 'Withdrawn'}")
    if new:
        yield node(old), nt.iri(expand("dcterms:isReplacedBy")), node(new)
