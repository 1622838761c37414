"""How far a confidence may be believed: what was right of the confident claims, and of each rule's; the table the reader uses at run time."""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.model.errors import InputError
from kg.model.text import Text
from kg.model.toml_lines import read_text
from kg.reading import confidence
from kg.reading.scoring.score_match import Item

HIGH = 0.8  # the confidence from which a claim may be trusted without a second look
FEW = 5     # a rule that fired fewer times keeps its judged confidence
UNSEEN = dict.fromkeys(("person", "institution", "municipality", "membership", "participation", "event", "problem"), 2)  # class → errors on new texts for one on those the rules were written on
COLUMNS = ("rule", "n", "right", "confidence", "basis")
Judged = Iterable[tuple[Item, bool]]


@dataclass(frozen=True)
class Trust:
    """Of ``claims`` judged claims, ``high`` had confidence ``HIGH`` or more; ``right`` of those were right."""

    claims: int
    high: int
    right: int


@dataclass(frozen=True)
class RuleRecord:
    """What became of one rule's claims; ``stated`` is the median of the confidences they carried, None when none did."""

    rule: str
    n: int
    right: int
    stated: float | None


def trust(judged: Judged) -> Trust:
    """Return how many claims were confident, and how many of those right."""
    rows = list(judged)
    high = [right for claim, right in rows if float(claim.get("confidence") or 0) >= HIGH]
    return Trust(len(rows), len(high), sum(high))


def by_rule(judged: Judged) -> list[RuleRecord]:
    """Return one record a rule (``rule@turn``: inside somebody's own turn), sorted; claims without a rule are under ""."""
    table: dict[str, list[tuple[Item, bool]]] = {}
    for claim, right in judged:
        table.setdefault(confidence.key(str(claim.get("rule") or ""), claim.get("flags") or ()), []).append((claim, right))
    return [RuleRecord(rule, len(rows), sum(right for _, right in rows), _stated(c for c, _ in rows)) for rule, rows in sorted(table.items())]


def _stated(claims: Iterable[Item]) -> float | None:
    given = [float(c["confidence"]) for c in claims if c.get("confidence") is not None]
    return statistics.median(given) if given else None


def estimate(right: int, n: int, rule: str = "") -> float:
    """Return how sure a rule is that was right ``right`` times of ``n``: the mean of the Beta posterior (uniform prior) less one standard deviation.

    So a few lucky hits do not make a rule look sure. ``HIGH`` or more is a promise for texts that no rule was written on, where rules are wrong up to twice
    as often (``UNSEEN``, from what first looks lost): such a rule is that sure only if it would be with so many errors, and gets no more than that.
    """
    known, unseen = (_lower(1 - min(1.0, factor * (1 - (right + 1) / (n + 2))), n) for factor in (1, UNSEEN.get(rule.partition(".")[0], 1)))
    return unseen if unseen >= HIGH else min(known, HIGH - 0.01) if unseen < known else known


def _lower(mean: float, n: int) -> float:
    """Return a mean less one standard deviation of its Beta posterior."""
    return max(0.0, mean - math.sqrt(mean * (1 - mean) / (n + 3)))


def read_table(path: Path) -> tuple[dict[str, float], list[RuleRecord]]:
    """Return, of an earlier table, rule → confidence of its ``judged`` rows (hand priors to keep), and its counts. No file, nothing. Raises InputError."""
    if not path.is_file():
        return {}, []
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InputError(Text(f"columnas {reader.fieldnames}; se esperan {list(COLUMNS)}", f"columns {reader.fieldnames}; expected {list(COLUMNS)}"), f"{path}:1",
                         Text("dé otro archivo a --calibrate", "give --calibrate another file"))
    priors: dict[str, float] = {}
    counts = []
    for row in reader:
        try:
            value, n, right = float(row["confidence"]), int(row["n"]), int(row["right"])
            if not 0 <= value <= 1 or not 0 <= right <= n:
                raise ValueError(value)
        except (TypeError, ValueError) as error:
            said = f"{row['n']}, {row['right']}, {row['confidence']}"
            raise InputError(Text(f"cuentas o confianza ilegibles: {said}", f"unreadable counts or confidence: {said}"), f"{path}:{reader.line_num}") from error
        counts.append(RuleRecord(row["rule"], n, right, value))
        if row["basis"] == "judged":
            priors[row["rule"]] = value
    return priors, counts


def together(records: Iterable[RuleRecord], earlier: Iterable[RuleRecord]) -> list[RuleRecord]:
    """Return the counts of both, rule by rule: for texts that the earlier table has not counted, when its own can no longer be read."""
    table = {r.rule: r for r in earlier}
    for r in records:
        before = table.get(r.rule, RuleRecord(r.rule, 0, 0, None))
        table[r.rule] = RuleRecord(r.rule, before.n + r.n, before.right + r.right, before.stated if r.stated is None else r.stated)
    return [table[rule] for rule in sorted(table)]


def confidence_csv(records: Iterable[RuleRecord], priors: Mapping[str, float]) -> str:
    """Return the table of confidences, sorted by rule.

    A rule seen ``FEW`` times or more is ``measured``: see :func:`estimate`. Another keeps
    its prior, or the confidence its claims stated, and is ``judged``; so do priors of rules that never fired. A rule with neither is left out.
    """
    seen = {r.rule: r for r in records if r.rule}
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for rule in sorted(seen.keys() | priors.keys()):
        record = seen.get(rule) or RuleRecord(rule, 0, 0, None)
        if record.n >= FEW:
            writer.writerow([rule, record.n, record.right, f"{estimate(record.right, record.n, rule):.3f}", "measured"])
            continue
        kept = priors.get(rule, record.stated)
        if kept is not None:
            writer.writerow([rule, record.n, record.right, f"{kept:.3f}", "judged"])
    return target.getvalue()
