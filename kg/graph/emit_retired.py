"""Addresses no longer in use, as triples: a redirect for each that was renamed, merged or corrected, a tombstone for each withdrawn. Never a dead link.

An address that may name somebody who is not shown is not written here: its tombstone lies under ``Policy.buried``, which only the publisher can work out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.identity.resolve import Resolver
from kg.model import nt
from kg.model.iri import concept
from kg.model.nt import Triple
from kg.model.terms import expand

if TYPE_CHECKING:
    from kg.graph.withdrawn import Withdrawn

_TIPO = {"person": "persona", "institution": "institucion", "mechanism": "mecanismo", "municipality": "municipio", "event": "evento"}
_DEPRECATED = nt.iri("http://www.w3.org/2002/07/owl#deprecated")
_STATUS = nt.iri("http://www.w3.org/ns/adms#status")


def retired_triples(resolver: Resolver) -> Iterator[Triple]:
    """Yield what the registry retired and what merges replaced, each leading straight to the slug in use now.

    A person who is not shown by name is not named here either: both ends are pseudonyms. Of what was taken down nothing is said: see ``withdrawn_triples``.
    """
    merges = resolver.merges
    for (kind, old), new in sorted(resolver.registry.retired.items()):
        yield from _retired(resolver, kind, old, merges.slug(kind, new) if new else "")
    for kind, old, new in merges.gone:
        yield from _retired(resolver, kind, old, new)


def _retired(resolver: Resolver, kind: str, old: str, new: str) -> Iterator[Triple]:
    tipo = f"{resolver.base}id/{_TIPO[kind]}/"
    if (kind, new) in resolver.taken:
        yield from tombstone(f"{resolver.base}id/{resolver.policy.buried(f'{_TIPO[kind]}/{old}')}", "", "take-down")
        return
    hidden = kind == "person" and resolver.treatments.get(new, "withheld" if resolver.hiding else "full") != "full"
    gone = resolver.pseudonym(old) if hidden else resolver.public_slug(kind, old)
    yield from tombstone(tipo + gone, tipo + resolver.public_slug(kind, new) if new else "", "")


def withdrawn_triples(resolver: Resolver, withdrawn: Withdrawn) -> Iterator[Triple]:
    """Yield a tombstone for every address that a take-down emptied, with the day on those it names; a redirect where a record only changed its address."""
    space = f"{resolver.base}id/"
    for path, new in sorted(withdrawn.paths.items()):
        node = space + resolver.policy.buried(path)
        yield from tombstone(node, space + new if new else "", "take-down")
        if withdrawn.days.get(path):
            yield nt.iri(node), nt.iri(expand("dcterms:modified")), nt.typed(withdrawn.days[path], "date")


def tombstone(old: str, new: str, cause: str) -> Iterator[Triple]:
    """Yield what is said of an IRI no longer in use: ``new`` took over ("" = nothing did), because of ``cause`` (scheme change-cause; "" = not said)."""
    node = nt.iri(old)
    yield node, _DEPRECATED, nt.boolean(True)
    yield node, _STATUS, nt.iri(f"http://purl.org/adms/status/{'Deprecated' if new else 'Withdrawn'}")
    if new:
        yield node, nt.iri(expand("dcterms:isReplacedBy")), nt.iri(new)
    if cause:
        yield node, nt.iri(expand("kg:changeCause")), nt.iri(concept("change-cause", cause))
