"""The data of the explorer, format ``kg-explorer/1`` (``visuals/explorer/src/types.ts``): everything in the graph's default graph that the page shows, and nothing else.

What the policy keeps back is not in a built graph, so it cannot be here. A report's own sentences are here only when its original is given and the policy, or whoever
makes the page for themselves, allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kg.graph.store import Reader
from kg.model.iri import DEFAULT_BASE
from kg.model.policy import Policy
from kg.network.incidence import layer_of
from kg.network.layers import LAYERS
from kg.reading.document import Document
from kg.visual.explore import layers as networks
from kg.visual.explore import meta
from kg.visual.explore.asked import Concepts, base_of, both, clean
from kg.visual.explore.backing import Backing
from kg.visual.explore.entities import Entities, read_entities, rows
from kg.visual.explore.records import Records
from kg.visual.explore.search_index import fold, search_index

FORMAT = "kg-explorer/1"
Described = Mapping[str, Mapping[str, str]]
"""By slug of source: date, licence and address, as ``source.toml`` says them."""


def dataset(reader: Reader, policy: Policy, *, layers: Iterable[str] = (), top: int = 0, documents: Mapping[str, Document] | None = None, quotes: bool = False,
            described: Described | None = None, licence: str = "") -> dict[str, Any]:
    """Return the data. ``layers``: by name, all without any; ``top``: at most so many nodes of each; ``documents``: the originals at hand, by slug of source;
    ``licence``: of the data, where the sources do not say one.

    With an original the lines of its report are whole; its words are in the page only when the policy says ``quotes`` (or ``quotes`` is asked for) and nobody's name is kept back.
    Raises UsageError: an unknown layer (those there are, named).
    """
    asked = [layer_of(name).name for name in dict.fromkeys(layers)]
    words = (policy.quotes or quotes) and set(policy.classes.values()) == {"full"} and bool(documents)
    base = base_of(reader)
    entities, records, concepts = read_entities(reader, base), Records(reader), Concepts(reader)
    concepts.use([*entities.concepts(), *records.concepts(), *_values(records), *concepts.scheme("sector"), *concepts.scheme("theme")])
    backing = Backing(reader, base, documents or {}, words)
    lists = records.rows(entities, concepts, backing)
    named = rows(entities, concepts)
    sources = backing.rows(reader, described or {})
    made, out = networks.rows(reader, asked or LAYERS, entities, top, strict=bool(asked))
    counted = meta.counts(named, lists, len(sources))
    return {
        "format": FORMAT,
        "meta": {"title": both(meta.TITLE), "version": clean(reader.folder.name), "base": base, "pages": "" if base == DEFAULT_BASE else base,
                 "publisher": clean(policy.publisher), "licence": _licence(sources) or licence, "contact": policy.contact, "originals": words, "state": meta.state(reader, entities),
                 "counts": counted, "limits": meta.limits(counted, words, [view.title for view in out]), "questions": meta.questions(made)},
        "concepts": concepts.rows(), "sources": sources, "entities": named, **lists, "layers": made, "measures": networks.measures(made),
        "search": search_index(_documents(entities, concepts, named, lists["memberships"]))}


def _values(records: Records) -> Iterable[str]:
    """The concepts that are values of facts."""
    return records.facts.values("value")


def _licence(sources: list[dict[str, Any]]) -> str:
    """Return the licences of the sources, each once."""
    return "; ".join(sorted({str(source["licence"]) for source in sources} - {""}))


def _documents(entities: Entities, concepts: Concepts, named: list[dict[str, Any]], memberships: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return what the search box finds each entity by: its names in both languages; other spellings and code; offices, bodies and kind."""
    roles: dict[int, list[str]] = {}
    for seat in memberships:
        body = named[seat["institution"]] if seat["institution"] >= 0 else {}
        roles.setdefault(seat["person"], []).extend([seat["title"], body.get("label", ""), *body.get("aka", [])])
    made = []
    for number, row in enumerate(named):
        names = concepts.labels(row["concept"]) if "concept" in row else [row["label"]]
        offices = [*roles.get(number, []), *concepts.labels(row.get("type", -1))]
        made.append({"label": _distinct(names), "aka": _distinct([*row.get("aka", []), row.get("code", "")]), "roles": _distinct(offices)})
    return made


def _distinct(texts: Iterable[str]) -> str:
    """Return the words of some texts, each once."""
    return " ".join(dict.fromkeys(fold(" ".join(texts)).split()))
