"""``data/registry/decisions.csv``: what people answered, one line a pair. The order of lines means nothing; deleting one undoes it."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.identity.mention import KINDS
from kg.model.errors import InputError, KgError, ManyErrors, nearest
from kg.model.files import write_atomically
from kg.model.git_marks import conflicts
from kg.model.iri import ID
from kg.model.text import Text
from kg.model.toml_lines import read_text

FILE = "decisions.csv"
COLUMNS = ("kind", "a", "b", "answer", "reasons", "by", "at", "note")
ANSWERS = ("same", "different", "unsure")
MOST = 2_000  # characters of one cell
Problem = tuple[Text, Text | None]


@dataclass(frozen=True)
class Decision:
    """What somebody answered about two mentions (``a`` < ``b``); ``at`` is an ISO date, ``line`` that of the file (0: not in one)."""

    kind: str
    a: str
    b: str
    answer: str
    reasons: str
    by: str
    at: str
    note: str = ""
    line: int = field(default=0, compare=False)

    @property
    def pair(self) -> tuple[str, str, str]:
        """Kind and both keys."""
        return self.kind, self.a, self.b

    def cite(self) -> str:
        """Return where it stands, by whom and when: the same in every language."""
        where = f"{FILE}:{self.line}, " if self.line else ""
        return f"{where}{self.by}, {self.at}"

    def row(self) -> dict[str, str]:
        """Return the line's cells."""
        return {name: str(getattr(self, name)) for name in COLUMNS}


def ordered(decision: Decision) -> Decision:
    """Return the decision with its keys in order."""
    return decision if decision.a < decision.b else replace(decision, a=decision.b, b=decision.a)


def read_decisions(path: Path) -> list[Decision]:
    """Read the file of decisions, sorted; a missing one, or one with nothing in it, has no decisions.

    All that is wrong is raised at once as InputError or ManyErrors, each with its line: marks of a git conflict, columns, kind, keys, answer, date,
    and a pair that is answered in two ways (both lines told).
    """
    if not path.is_file() or not read_text(path).strip():
        return []
    found = [decision for decision, _ in parse(path, COLUMNS)]
    clashing = disagreements(found)
    if clashing:
        raise together([_disagreement(f"{path}:{second.line}", first, second) for first, second in clashing])
    return sorted(found, key=lambda d: (*d.pair, d.answer, d.by, d.at, d.line))


def parse(path: Path, columns: Sequence[str]) -> list[tuple[Decision, dict[str, str]]]:
    """Return the decisions of a CSV file with these columns, each with its row. Raises InputError or ManyErrors: marks of a git conflict, form, values."""
    text = read_text(path)
    lines = [line.rstrip("\r") for line in text.split("\n")]
    errors = conflicts(path, text)
    if errors:
        raise together(errors)
    found = []
    for number, line in enumerate(lines, 1):
        try:
            cells = next(csv.reader([line], strict=True)) if line else []  # a line by itself: an open quote must not swallow the next one
        except csv.Error as error:
            errors.append(InputError(Text(f"no es CSV válido: {error}", f"is not valid CSV: {error}"), f"{path}:{number}", Text("revise las comillas", "look at the quotes")))
            continue
        if number == 1 and tuple(cells) != tuple(columns):
            raise InputError(Text(f"columnas {cells}; se esperan {list(columns)}", f"columns {cells}; expected {list(columns)}"), f"{path}:1",
                             Text(f"escriba en la primera línea: {','.join(columns)}", f"write in the first line: {','.join(columns)}"))
        if number == 1 or not cells:
            continue
        if len(cells) != len(columns):
            errors.append(InputError(Text("número de columnas distinto", "another number of columns"), f"{path}:{number}", Text(f"escriba {len(columns)}", f"write {len(columns)}")))
            continue
        row = dict(zip(columns, cells, strict=True))
        decision = Decision(**{c: row[c] for c in COLUMNS}, line=number)
        wrong = problem(decision)
        if wrong:
            errors.append(InputError(wrong[0], f"{path}:{number}", wrong[1]))
        else:
            found.append((decision, row))
    if errors:
        raise together(errors)
    return found


def problem(decision: Decision) -> Problem | None:
    """Return what is wrong with one decision by itself, and what to do; None when nothing is."""
    if decision.kind not in KINDS:
        return Text(f"tipo desconocido: {decision.kind!r}", f"unknown kind: {decision.kind!r}"), nearest(decision.kind, KINDS)
    for key in (decision.a, decision.b):
        source, colon, ident = key.partition(":")
        if not colon or not ID.match(source) or not ID.match(ident):
            return Text(f"clave mal formada: {key[:80]!r}", f"malformed key: {key[:80]!r}"), Text("escriba fuente:id o registry:slug", "write source:id or registry:slug")
    if decision.a == decision.b:
        return Text(f"los dos lados son {decision.a!r}", f"both sides are {decision.a!r}"), Text("compare dos menciones distintas", "compare two different mentions")
    if decision.a > decision.b:
        return (Text(f"claves sin orden: {decision.a!r}, {decision.b!r}", f"keys out of order: {decision.a!r}, {decision.b!r}"),
                Text("ponga primero la menor", "put the smaller one first"))
    if decision.answer not in ANSWERS:
        return Text(f"respuesta desconocida: {decision.answer!r}", f"unknown answer: {decision.answer!r}"), nearest(decision.answer, ANSWERS)
    if not decision.by.strip():
        return Text("falta quién decide (by)", "who decides (by) is missing"), Text("escriba un nombre", "write a name")
    for name in ("reasons", "by", "note"):
        value = getattr(decision, name)
        if len(value) > MOST or any(not c.isprintable() for c in value):
            return (Text(f"{name}: más de {MOST} caracteres, o signos que no se ven", f"{name}: over {MOST} characters, or signs that cannot be seen"),
                    Text("escriba un renglón corto", "write one short line"))
    try:
        if datetime.date.fromisoformat(decision.at).isoformat() == decision.at:
            return None
    except ValueError:
        pass
    return Text(f"fecha ilegible: {decision.at!r}", f"unreadable date: {decision.at!r}"), Text("escriba AAAA-MM-DD", "write YYYY-MM-DD")


def disagreements(decisions: Iterable[Decision]) -> list[tuple[Decision, Decision]]:
    """Return the pairs of decisions that answer one pair in two ways, by pair."""
    first: dict[tuple[str, str, str], Decision] = {}
    found = []
    for decision in sorted(decisions, key=lambda d: (*d.pair, d.line, d.answer, d.by)):
        before = first.setdefault(decision.pair, decision)
        if before.answer != decision.answer:
            found.append((before, decision))
    return found


def _disagreement(where: str, first: Decision, second: Decision) -> InputError:
    """Two answers to one pair: who said what, where."""
    told = "; ".join(f"{d.cite()}: {d.answer}" for d in (first, second))
    return InputError(Text(f"dos respuestas para {first.a} y {first.b}: {told}", f"two answers for {first.a} and {first.b}: {told}"), where,
                      Text("hablen, y deje una sola línea (unsure, si no se sabe)", "talk to each other and leave one line (unsure, when nobody knows)"))


def together(errors: Sequence[KgError]) -> KgError:
    """Return the only error, or all of them as one."""
    return errors[0] if len(errors) == 1 else ManyErrors(errors)


def changed(path: Path) -> InputError:
    """Return the error that says that somebody else wrote a file, or a folder, since it was read."""
    return InputError(Text("el archivo cambió desde que se leyó", "the file changed since it was read"), str(path), Text("repita la orden", "repeat the command"))


def write_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Write the decisions, sorted, atomically: the same decisions give the same bytes."""
    write_atomically(path, to_csv((d.row() for d in set(decisions)), COLUMNS))


def to_csv(rows: Iterable[dict[str, str]], columns: Sequence[str]) -> bytes:
    """Return rows as CSV bytes, sorted by all columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda r: tuple(r[c] for c in columns)))
    return out.getvalue().encode()
