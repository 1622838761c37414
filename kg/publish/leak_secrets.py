"""What the leak test looks for: what the actas and the registry know, less what the policy lets through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.identity.resolve import Resolver, parts
from kg.model.terms import concepts
from kg.publish.leak import Secrets, Seeker, Words, words

if TYPE_CHECKING:
    from kg.graph.build import Loaded

_SHORTEST = 8  # letters of a name written as one word, below which it may be anything


def secrets_of(loaded: Loaded) -> Secrets:
    """Return the secrets of a corpus; none when everybody is shown in full and nothing was taken down."""
    resolver = loaded.resolver
    marks = {resolver.policy.salt: "salt"} if len(resolver.policy.salt) >= _SHORTEST else {}
    forms: dict[Words, str] = {}
    whole: set[Words] = set()
    for (kind, slug), names in sorted(resolver.hidden.items()):
        what = f"{kind} {resolver.pseudonym(slug)}"
        for name in sorted(names):
            whole.update(_whole(name, kind))
            for form in (*_whole(name, kind), *_forms(name, kind)):
                forms.setdefault(form, what)
    if not forms:
        return Secrets(marks=marks)
    allowed = {found for name in _people_and_towns(loaded) if len(found := tuple(words(name))) > 1}
    free = Secrets({form: what for form, what in forms.items() if form not in allowed}, frozenset(whole), frozenset(allowed), marks)
    seek = Seeker(free)
    return replace(free, allowed=free.allowed | {tuple(words(name)) for name in set(_texts(loaded)) if not seek.finds(name)})


def _forms(name: str, kind: str) -> Iterator[Words]:
    """Yield a name's shorter forms, also run together; of a body, its name alone."""
    if kind != "person":
        return
    for form in parts([name]):
        found = tuple(words(form))
        if len(found) > 1:
            yield found
        if len(together := b"".join(found)) >= _SHORTEST:
            yield (together,)


def _whole(name: str, kind: str) -> Iterator[Words]:
    """Yield a name as it is, and of a person's with three words or more also with the last ones in front: "Prado Nieto, Lucía"."""
    found = tuple(words(name))
    if len(found) > 1:
        yield found
    pieces = name.split()
    for i in range(1, len(pieces)) if kind == "person" and len(pieces) > 2 else ():
        if pieces[i][:1].isupper():
            yield tuple(words(" ".join((*pieces[i:], *pieces[:i]))))


def _people_and_towns(loaded: Loaded) -> Iterator[str]:
    """Yield the names of people who are shown, of towns and states, and the words of the vocabulary: whatever else they may resemble."""
    resolver = loaded.resolver
    for source, acta in loaded.sources:
        for record in acta.table("person"):
            if resolver.shown(source.slug, record):
                yield from (resolver.label(source.slug, record), *(text for text, _ in record.names))
    for row in resolver.registry.rows["municipalities"]:
        yield from (row["name"], row["state"])
    for row in resolver.registry.rows["aliases"]:
        if row["kind"] == "municipality" or (row["kind"] == "person" and _in_full(resolver, row["slug"])):
            yield row["alias"]
    yield from (text for notations in concepts().values() for label in notations.values() for text in label)


def _in_full(resolver: Resolver, slug: str) -> bool:
    return resolver.treatments.get(resolver.merges.slug("person", slug), "") == "full"


def _texts(loaded: Loaded) -> Iterator[str]:
    """Yield the other names that are published, as the resolver gives them: they let a form through only when they hold none themselves."""
    resolver = loaded.resolver
    for source, acta in loaded.sources:
        yield from map(resolver.scrub, source.title)
        for kind in ("institution", "municipality", "event", "mechanism"):
            for record in acta.table(kind):
                yield from (resolver.label(source.slug, record), *(resolver.scrub(text) for text, _ in record.names))
    for row in resolver.registry.rows["aliases"]:
        if row["kind"] != "person":
            yield resolver.scrub(row["alias"])
