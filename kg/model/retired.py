"""``retired.csv``: slugs that are no longer in use. A redirect names the slug that took over; a tombstone (``new`` empty) says it was withdrawn."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.model.errors import InputError, KgError, nearest
from kg.model.iri import ID
from kg.model.text import Text

COLUMNS = ("kind", "old", "new", "why", "at")
Slug = tuple[str, str]  # kind, slug


def final_slugs(path: Path, rows: Sequence[dict[str, str]], names: Mapping[str, Mapping[str, str]], errors: list[KgError]) -> dict[Slug, str]:
    """Return (kind, retired slug) → the live slug its chain of redirects leads to, "" when it ends in a tombstone.

    ``names``: kind → slugs in use. What is wrong is added to ``errors``: a slug still in use, one retired twice, a redirect to nowhere, a ring.
    """
    lines: dict[Slug, int] = {}
    to: dict[Slug, str] = {}
    for number, row in enumerate(rows, 2):
        slug = (row["kind"], row["old"])
        found = _problem(row, names, lines)
        if found:
            errors.append(InputError(found[0], f"{path}:{number}", found[1]))
        if row["kind"] in names:
            lines.setdefault(slug, number)
            to.setdefault(slug, row["new"])
    final: dict[Slug, str] = {}
    for slug in to:
        ring, end = _follow(slug, to)
        if ring and slug == min(ring):
            listed = " → ".join(s for _, s in [*ring, ring[0]])
            errors.append(InputError(Text(f"redirecciones en círculo: {listed}", f"redirects in a ring: {listed}"), f"{path}:{lines[slug]}",
                                     Text("deje vacío new en una, o dígale a dónde lleva", "leave new empty in one, or say where it leads")))
        if not ring and end and end not in names[slug[0]] and to[slug] == end:
            known = [*names[slug[0]], *(s for k, s in to if k == slug[0])]
            errors.append(InputError(Text(f"redirige a {slug[0]} sin registrar: {end!r}", f"redirects to {slug[0]} not registered: {end!r}"), f"{path}:{lines[slug]}", nearest(end, known)))
        final[slug] = "" if ring else end
    return final


def _problem(row: dict[str, str], names: Mapping[str, Mapping[str, str]], lines: Mapping[Slug, int]) -> tuple[Text, Text] | None:
    """Return what is wrong with one row by itself, and what to do."""
    kind, old, new = row["kind"], row["old"], row["new"]
    if kind not in names:
        return Text(f"tipo desconocido: {kind!r}", f"unknown kind: {kind!r}"), nearest(kind, names)
    for slug in (old, new):
        if not ID.match(slug) and (slug or slug is old):
            return Text(f"slug mal formado: {slug!r}", f"malformed slug: {slug!r}"), Text("use minúsculas ASCII, cifras y guiones", "use lower-case ASCII, digits and hyphens")
    if old in names[kind]:
        return (Text(f"{old!r} sigue en uso: no puede estar retirado", f"{old!r} is still in use: it cannot be retired"),
                Text("quite esta línea, o saque el slug del registro (kg identity retire)", "take this line out, or take the slug out of the registry (kg identity retire)"))
    if (kind, old) in lines:
        first = lines[kind, old]
        return Text(f"{old!r} ya está retirado en la línea {first}", f"{old!r} is already retired on line {first}"), Text("deje una sola línea", "leave one line only")
    if not row["why"].strip():
        return Text(f"{old!r}: falta por qué se retiró", f"{old!r}: why it was retired is missing"), Text("escriba why", "write why")
    try:
        good = datetime.date.fromisoformat(row["at"]).isoformat() == row["at"]
    except ValueError:
        good = False
    if not good:
        return Text(f"fecha ilegible: {row['at']!r}", f"unreadable date: {row['at']!r}"), Text("escriba AAAA-MM-DD", "write YYYY-MM-DD")
    return None


def _follow(slug: Slug, to: Mapping[Slug, str]) -> tuple[list[Slug], str]:
    """Follow redirects from ``slug``: the ring it runs into, if any, and where it ends."""
    seen = [slug]
    while True:
        after = (slug[0], to[seen[-1]])
        if after in seen:
            return seen[seen.index(after):], ""
        if after not in to:
            return [], after[1]
        seen.append(after)
