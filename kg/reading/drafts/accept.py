"""``kg accept``: from a reviewed draft to ``acta.toml``, without the report's sentences unless the policy publishes quotes."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model.acta import read
from kg.model.acta_drafts import ACTA, DRAFT, QUOTES, REVIEW, Loss, Raw, ident, rejected, rows_of, without
from kg.model.errors import InputError
from kg.model.records import BY_NAME, TABLES
from kg.model.text import Text
from kg.reading.drafts.draft import keys, read_raw
from kg.reading.drafts.draft_toml import toml
from kg.reading.drafts.draft_words import unsummarised

_REMARKS = (Text("Hechos de un informe, hechos con kg accept a partir de un borrador. Formato: CONTRIBUTING.md.", "Facts of a report, made by kg accept from a draft. Format: CONTRIBUTING.md."),)


@dataclass(frozen=True)
class Accepted:
    """The acta's text, and what a person should know: how many records, what was left out, what still waits."""

    text: str
    records: int
    rejected: int
    losses: tuple[Loss, ...]
    for_review: int
    unreviewed: int
    unsummarised: int
    with_quotes: bool

    def told(self) -> list[Text]:
        """Return the counts as sentences, those that are not zero."""
        told = [Text(f"{self.records} registros en {ACTA}", f"{self.records} records in {ACTA}")]
        if self.rejected:
            told.append(Text(f"{self.rejected} rechazados: fuera", f"{self.rejected} rejected: left out"))
        for loss in self.losses:
            what, why = "/".join(loss.key), "/".join(loss.cause)
            told.append(Text(f"{what} queda fuera: se apoya en {why}, que se rechazó", f"{what} is left out: it rests on {why}, which was rejected"))
        if self.for_review:
            told.append(Text(f"{self.for_review} de {REVIEW}: fuera; lo que sea cierto páselo a {DRAFT}", f"{self.for_review} of {REVIEW}: left out; move to {DRAFT} what is true"))
        if self.unreviewed:
            told.append(Text(f"{self.unreviewed} sin revisar: así quedan marcados (--all los acepta)", f"{self.unreviewed} unreviewed: marked so (--all accepts them)"))
        if self.unsummarised:
            told.append(Text(f"{self.unsummarised} con el resumen provisional de la máquina: falta resumirlos en sus palabras",
                             f"{self.unsummarised} with the machine's provisional summary: still to be summarised in your words"))
        told.append(Text("con citas: la política las publica", "with quotes: the policy publishes them") if self.with_quotes
                    else Text("sin citas del informe", "without quotes of the report"))
        return told


def accept(folder: Path, characters: int | None, quotes: bool = False, everything: bool = False) -> Accepted:
    """Check the draft in ``folder`` and return its acta. ``quotes``: keep the report's sentences. ``everything``: what nobody reviewed counts as accepted.

    Raises InputError or ManyErrors when the draft is missing or wrong.
    """
    path = folder / DRAFT
    if not path.is_file():
        raise InputError(Text(f"no hay {DRAFT}", f"there is no {DRAFT}"), str(folder), Text("hágalo con: kg draft INFORME -o CARPETA", "make it with: kg draft REPORT -o FOLDER"))
    read(path, characters, draft=True)
    data = read_raw(path)
    out = rejected(data)
    kept, losses = without(data, out)
    tables = {t.name: [_clean(t.name, r, quotes, everything) for r in kept.get(t.name, ()) if r is not None] for t in TABLES}
    rows = [r for part in tables.values() for r in part]
    waiting = sum(r.get("review", "unreviewed") == "unreviewed" for r in rows)
    header: dict[str, Any] = data["acta"] | {"review": "unreviewed" if waiting or not rows else "accepted"}
    for row in rows:
        if row.get("review", "unreviewed") == header["review"]:
            row.pop("review", None)
    text = toml({"acta": header, **tables}, _REMARKS)
    _check(text, characters, quotes)
    low = read_raw(folder / REVIEW)
    left = sum(r.get("review") != "rejected" for t, i in keys(low) for r in rows_of(low, t) if ident(r) == i)
    return Accepted(text, len(rows), len(out), tuple(losses), left, waiting, sum(map(unsummarised, rows)), quotes)


def _clean(table: str, record: Raw, quotes: bool, everything: bool) -> Raw:
    """Return a record as an acta holds it: what only helps a reviewer is left out."""
    gone = {"flags"} | (set() if quotes else set(QUOTES)) | (set() if BY_NAME[table].field("alternatives") else {"alternatives"})
    made = {k: v for k, v in record.items() if k not in gone}
    if everything and made.get("review", "unreviewed") == "unreviewed":
        made["review"] = "accepted"
    if "rule" not in made:
        made.setdefault("basis", "judged")     # a person's own record: nobody measured it
    return made


def _check(text: str, characters: int | None, quotes: bool) -> None:
    """Read the acta as the build will."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ACTA
        path.write_text(text, encoding="utf-8")
        read(path, characters, quotes=lambda: quotes)
