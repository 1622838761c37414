"""``kg read``: a report as this program reads it, before anything is understood."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.base import App, Command, deliver, option
from kg.model.text import Lang, Text

if TYPE_CHECKING:
    from kg.reading.document import Document

_SHOWN = 60  # characters of a block in the table


@click.command("read", cls=Command, examples=("kg read informe.docx", "kg read -f blocks minuta.pdf", "curl -s https://… | kg read -f json -"), text=Text(
    "Muestra el texto de un informe (TXT, Markdown, DOCX, ODT, PDF, HTML) tal como se lee, sus bloques y lo que se dejó fuera. No interpreta nada.",
    "Shows the text of a report (TXT, Markdown, DOCX, ODT, PDF, HTML) as it is read, its blocks and what was left out. It interprets nothing."))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@option("-f", "--format", "form", type=click.Choice(["text", "json", "blocks"]), default="text", es="Forma de la salida.", en="Form of the output.")
@option("--encoding", default="", es="Codificación de un archivo de texto; si falta, la dicen sus bytes.", en="Encoding of a text file; without it, its bytes tell.")
@option("-o", "--output", es="Archivo de salida (- es la salida estándar).", en="Output file (- is stdout).")
@click.pass_obj
def read_command(app: App, file: Path, form: str, encoding: str, output: str | None) -> None:
    """Print what a reader makes of a file."""
    from kg.reading.formats.files import MAX_FILE, read_bytes, read_file

    document = read_bytes(sys.stdin.buffer.read(MAX_FILE + 1), "-", encoding) if str(file) == "-" else read_file(file, encoding)
    for notice in document.notices:
        app.say(Text(f"aviso: {notice.es}", f"notice: {notice.en}"))
    made = {"text": _text, "json": _json, "blocks": _blocks}[form](document, app.lang)
    deliver(made, output)


def _text(document: Document, lang: Lang) -> str:
    return document.text if document.text.endswith("\n") else document.text + "\n"


def _json(document: Document, lang: Lang) -> str:
    """One object; offsets are code points of ``text``."""
    blocks: list[dict[str, Any]] = []
    for b in document.blocks:
        places = [{"start": p.start, "end": p.end, **({"page": p.page} if p.page else {}), **({"box": [round(x, 2) for x in p.box]} if p.box else {}),
                   **({"part": p.part} if p.part else {})} for p in document.places(b.start, b.end)]
        blocks.append({"kind": b.kind, "start": b.start, "end": b.end, "level": b.level, "page": b.page, "style": b.style, "gap": b.gap, "cells": [list(c) for c in b.cells],
                       "places": places})
    whole = {"file": document.path.name or "-", "sha256": document.sha256, "media_type": document.media_type, "encoding": document.encoding, "pages": document.pages,
             "characters": len(document.text), "notices": [{"es": n.es, "en": n.en} for n in document.notices], "text": document.text, "blocks": blocks}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _blocks(document: Document, lang: Lang) -> str:
    """One line a block, columns parted by tabs. Control characters of the report never reach the terminal."""
    out = io.StringIO()
    out.write("\t".join(Text("tipo tramo nivel página renglones texto", "kind span level page gap text").get(lang).split()) + "\n")
    for b in document.blocks:
        shown = " ".join(document.text[b.start:b.end][:4 * _SHOWN].split())[:_SHOWN]
        shown = "".join(c if c.isprintable() else "�" for c in shown)
        out.write(f"{b.kind}\t{b.start}-{b.end}\t{b.level or ''}\t{b.page or ''}\t{b.gap}\t{shown}\n")
    return out.getvalue()
