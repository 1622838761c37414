"""Content negotiation by quality values (RFC 9110 §12.5): of what is offered, what the client likes best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\Z")
_MOST = 100   # parts of a header that are read: more is no preference, but a way to keep a server busy


class Liked(NamedTuple):
    """One element of a header: the value, lower-case, without its parameters, and its quality."""

    value: str
    quality: float


def liked(header: str) -> Iterator[Liked]:
    """Yield the elements of an ``Accept…`` header; one whose quality is no quality counts as not wanted. Parameters (a charset, a profile) are hints."""
    for part in header.split(",")[:_MOST]:
        value, *rest = (p.strip().lower() for p in part.split(";"))
        given = next((p.partition("=")[2].strip() for p in rest if p.partition("=")[0].strip() == "q"), "1")
        if value:
            yield Liked(value, float(given) if _QUALITY.match(given) else 0.0)


def _quality(media: str, wanted: Sequence[Liked]) -> float:
    """Return the quality of a media type: that of the most specific range that covers it; 0 when none does."""
    ranges = (media, f"{media.partition('/')[0]}/*", "*/*")
    for covers in ranges:
        found = [want.quality for want in wanted if want.value == covers]
        if found:
            return max(found)
    return 0.0


def best(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offered media type with the highest quality, the earliest offer among equals; None when none is acceptable.

    No header, or an empty one, accepts everything.
    """
    if not offers:
        return None
    if accept is None or not accept.strip():
        return offers[0]
    wanted = list(liked(accept))
    ranked = [(_quality(offer, wanted), -place) for place, offer in enumerate(offers)]
    quality, place = max(ranked)
    return offers[-place] if quality > 0 else None


def gzips(accept_encoding: str | None) -> bool:
    """Tell whether the client takes gzip, and not rather the plain bytes."""
    qualities = {like.value: like.quality for like in liked(accept_encoding or "")}
    coded = qualities.get("gzip", qualities.get("x-gzip", qualities.get("*", 0.0)))
    return coded > 0 and coded >= qualities.get("identity", 0.0)
