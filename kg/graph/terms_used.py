"""Which terms of ours a query uses. A misspelt property is no error in SPARQL, just no rows: so the parsed query is walked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kg.model.errors import InputError
from kg.model.iri import KG, VOCABULARY
from kg.model.text import Text


def _nodes(node: Any) -> Iterator[tuple[str, str]]:
    """Yield what names something in rdflib's parse tree: ``("", IRI)``, ``("prefix", "name")`` or, for a declaration, ``("prefix:", IRI)``."""
    from rdflib import URIRef

    if isinstance(node, URIRef):
        yield "", str(node)
    elif isinstance(node, str):
        return
    elif getattr(node, "name", "") == "pname":
        yield node.get("prefix") or "", ":" + str(node.get("localname") or "")
    elif getattr(node, "name", "") == "PrefixDecl":
        yield f"{node.get('prefix') or ''}:", str(node.get("iri"))
    elif isinstance(node, dict):  # not Mapping: pyparsing registers its lists of results as one
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, Iterable):
        for item in node:
            yield from _nodes(item)


def iris_used(text: str, where: str = "") -> frozenset[str]:
    """Return all IRIs of a SPARQL 1.1 query, prefixed names expanded; a query that does not parse is an error."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        found = list(_nodes(parseQuery(text)))
    except (ParseBaseException, ValueError, RecursionError) as error:
        raise InputError(Text(f"la consulta no se puede analizar: {error}", f"the query cannot be parsed: {error}"), where,
                         Text("corrija el SPARQL", "mend the SPARQL")) from error
    prefixes = {name[:-1]: iri for name, iri in found if name.endswith(":")}
    iris = set()
    for prefix, name in found:
        if prefix.endswith(":"):
            continue
        if name.startswith(":"):
            if prefix not in prefixes:
                raise InputError(Text(f"falta PREFIX {prefix}:", f"PREFIX {prefix}: is missing"), where,
                                 Text("declare el prefijo al principio", "declare the prefix at the top"))
            name = prefixes[prefix] + name[1:].replace("\\", "")
        iris.add(name)
    return frozenset(iris)


def terms_used(text: str, where: str = "") -> frozenset[str]:
    """Return the IRIs of the ``kg:`` namespace and of the vocabulary that a query uses."""
    return frozenset(i for i in iris_used(text, where) if i.startswith((KG, VOCABULARY)))


def unknown_terms(text: str, known: Iterable[str], where: str = "") -> list[str]:
    """Return, sorted, the terms of ours a query uses that are not among ``known`` IRIs."""
    return sorted(terms_used(text, where) - set(known))


def known_terms() -> frozenset[str]:
    """Return the IRIs that ``ontology/kg.ttl`` and ``ontology/schemes.ttl`` declare: classes, properties, schemes, concepts."""
    from kg.model.terms import concepts, terms

    table = concepts()
    return frozenset({KG + t for t in terms()} | {f"{VOCABULARY}{s}" for s in table}
                     | {f"{VOCABULARY}{s}/{n}" for s, notations in table.items() for n in notations})
