"""Keys for blocking: what two mentions of one thing are likely to share in spite of errors of writing."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from kg.identity.alike import voice
from kg.identity.bodies import BodyName
from kg.identity.contributions import stems
from kg.identity.institutions import forms
from kg.identity.mention import Mention
from kg.identity.names import PersonName
from kg.identity.people import forms as spellings

BANDS, PRIME = 24, (1 << 31) - 1  # min-hash: of two texts that share half of their words 999 in 1,000 share a band of two; of a third, 19 in 20


def keys(mention: Mention) -> set[str]:
    """Return the keys of a mention; two mentions without a common one are never compared."""
    found = {f"slug {s}" for s in mention.get("slug")} | {f"code {c}" for c in mention.get("code")}
    if mention.kind == "person":
        for name in spellings(mention):
            found.update(_person(name, mention))
    elif mention.kind == "contribution":
        found.update(_bands(stems(mention.name)))
    else:
        for parsed in forms(mention):
            found.update(_body(parsed))
    return found


def narrower(mention: Mention, key: str) -> Iterator[str]:
    """Yield the keys that cut the group of ``key`` when it is too large: of a word, its pairs with other words; of a person's name, body, place and the whole name.

    What is still too large after that and tells little (two words that everybody uses) is left out by ``lost``.
    """
    if mention.kind != "person":
        if key.startswith("word "):
            for body in forms(mention):
                beside = {f"word {voice(w)[:4]}" for w in body.words} - {key}
                yield from (f"pair {min(key, word)} {max(key, word)}" for word in sorted(beside))
        else:
            yield key
        return
    if not key.startswith("body "):
        yield from (f"{key} / body {name}" for name in mention.get("body"))
        yield from (f"{key} / place {p}" for p in mention.get("place"))
    for person in spellings(mention):
        yield f"{key} / full {' '.join(sorted(person.full.split()))}"
        yield f"{key} / sound {voice(person.full)}"
        others = {voice(s) for s in person.surnames[:2]} - set(key.split()[1:])
        yield from (f"{key} / other {other[:4]}" for other in sorted(others))


def lost(key: str) -> bool:
    """Tell whether a key whose group is still too large may be left out: two common words; whole names have a key of their own."""
    return key.startswith("pair word ")


def _person(name: PersonName, mention: Mention) -> Iterator[str]:
    """Yield keys of a name: its words in any order; two of given name, first and second surname, as they sound."""
    given, surnames = voice(name.given[0]), [voice(s) for s in name.surnames]
    yield f"words {' '.join(sorted(name.full.split()))}"
    if len(surnames) > 1:
        yield f"both {' '.join(sorted(surnames[:2]))}"
    for word in {voice(g) for g in name.given if len(g) > 1}:
        for surname in surnames[:2]:
            yield f"pair {word} {surname}"
    yield "head " + " ".join(voice(u) for u in (*name.given, *name.surnames)[:2])
    for body in mention.get("body"):
        yield from (f"body {body} {part[:3]}" for part in (given, surnames[0]))


def _body(name: BodyName) -> Iterator[str]:
    """Yield keys of a body's, programme's or event's name: the whole, its words as they sound, its acronyms, its initials."""
    yield f"full {' '.join(sorted(voice(w) for w in name.core))}"
    for word in sorted(name.core):
        yield f"word {voice(word)[:4]}"
    yield from (f"acronym {a}" for a in name.own)
    if len(name.words) == 1:
        yield from (f"initials {a[:3]}" for a in name.acronyms)
    elif len(name.words) > 2:
        yield f"initials {''.join(w[0] for w in name.words[:3])}"


def _bands(found: frozenset[str]) -> Iterator[str]:
    """Yield min-hash keys of a set of words: the larger the share in common, the likelier two sets share one."""
    hashes = [zlib.crc32(s.encode()) for s in found]
    for band in range(BANDS if hashes else 0):
        first, second = (min((h * a + b) % PRIME for h in hashes) for a, b in ((2_654_435_761 + 7_919 * band, 104_729 * band + 1), (2_246_822_519 + 6_131 * band, 15_485_863 * band + 3)))
        yield f"band {band} {first} {second}"
