"""``source.toml``: what a report is, where its original can be recognised (sha256), and what the build must find in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kg.model.errors import InputError, KgError, ManyErrors, nearest
from kg.model.iri import ID
from kg.model.records import BY_NAME
from kg.model.text import Text
from kg.model.toml_lines import line_of, load

_REQUIRED = {"slug", "title", "title_en", "language", "loader", "file", "sha256", "characters"}
_OPTIONAL = {"publisher", "publisher_note", "date", "licence", "licence_note", "media_type", "encoding", "mapping"}
RESERVED = {"registry", "vocabulary", "derived", "meta", "ontology"}


@dataclass(frozen=True)
class Source:
    """One report: description and expectations."""

    folder: Path
    slug: str
    title: Text
    language: str
    loader: str
    file: str
    sha256: str
    characters: int
    publisher: str
    publisher_note: str
    encoding: str
    expect: dict[str, int]
    expect_lines: dict[str, int]
    mapping: str = ""  # file beside source.toml that says how a structured loader reads the original


def read_source(folder: Path) -> Source:
    """Read ``folder/source.toml``; errors name the line and the nearest key."""
    path = folder / "source.toml"
    data, lines = load(path)
    errors: list[KgError] = []

    def fail(key: tuple[str, ...], what: Text, remedy: Text | None = None) -> None:
        errors.append(InputError(what, f"{path}:{line_of(lines, key)}", remedy))

    raw = data.get("source")
    raw = raw if isinstance(raw, dict) else {}
    expect = data.get("expect", {})
    for key in sorted(set(data) - {"source", "expect"}):
        fail((key,), Text(f"tabla desconocida: {key!r}", f"unknown table: {key!r}"), nearest(key, {"source", "expect"}))
    for key in sorted(set(raw) - _REQUIRED - _OPTIONAL):
        fail(("source", key), Text(f"clave desconocida: {key!r}", f"unknown key: {key!r}"), nearest(key, _REQUIRED | _OPTIONAL))
    for key in sorted(_REQUIRED - set(raw)):
        fail(("source",), Text(f"falta {key!r}", f"{key!r} is missing"), Text(f"añada {key} = …", f"add {key} = …"))
    for key in sorted(set(raw) - {"characters", "date"}):
        if not isinstance(raw[key], str):
            fail(("source", key), Text(f"{key}: se espera un texto", f"{key}: expected a text"))
    if not isinstance(raw.get("characters", 0), int):
        fail(("source", "characters"), Text("characters: se espera un número entero", "characters: expected a whole number"))
    if isinstance(raw.get("sha256"), str) and not re.fullmatch(r"[0-9a-f]{64}", raw["sha256"]):
        fail(("source", "sha256"), Text("sha256: 64 cifras hexadecimales", "sha256: 64 hexadecimal digits"))
    slug = raw.get("slug")
    if isinstance(slug, str) and (not ID.match(slug) or slug in RESERVED or slug != folder.name):
        fail(("source", "slug"), Text(f"slug {slug!r}: minúsculas y guiones, igual que la carpeta {folder.name!r}, y no reservado",
                                      f"slug {slug!r}: lower case and hyphens, the same as the folder {folder.name!r}, and not reserved"))
    if "/" in str(raw.get("mapping", "")) or "\\" in str(raw.get("mapping", "")):
        fail(("source", "mapping"), Text("mapping: el nombre de un archivo de esta carpeta", "mapping: the name of a file in this folder"))
    for key, value in (expect.items() if isinstance(expect, dict) else ()):
        if key not in BY_NAME or isinstance(value, bool) or not isinstance(value, int):
            fail(("expect", key), Text(f"expect.{key}: tabla del acta = número", f"expect.{key}: table of the acta = number"), nearest(key, BY_NAME))
    if errors:
        raise ManyErrors(errors)
    return Source(folder, raw["slug"], Text(raw["title"], raw["title_en"]), raw["language"], raw["loader"], raw["file"], raw["sha256"],
                  raw["characters"], raw.get("publisher", ""), raw.get("publisher_note", ""), raw.get("encoding", "utf-8"), dict(expect),
                  {k: line_of(lines, ("expect", k)) for k in expect}, raw.get("mapping", ""))
