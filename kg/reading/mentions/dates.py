"""Dates and hours a text names. Spans are offsets of the given text (:class:`kg.reading.words.normal.Normal`).

Rules: ``date.day-month`` "3 de agosto de 2031", "tres de agosto" · ``date.list`` "6 y 8 de junio": single days · ``date.range`` "del 6 al 8 de junio": every day ·
``date.month-first`` "agosto 3, 2031" · ``date.numeric`` "03/08/2031" (day first) · ``date.iso`` "2031-08-03" · ``date.roman`` "3.VIII.2031" ·
``time.clock`` "11:00" · ``time.spoken`` "a las 17 hs", "4 pm" · ``time.words`` "a las once de la mañana".
"""

from __future__ import annotations

import calendar
import datetime
import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from kg.reading.vocab import rows

Part = tuple[int | None, int, int]      # year (None: not said), month, day
_LONGEST = 31                           # days of a range that are written out
_WINDOW = 110                           # characters before a month in which its days stand
_WEEK = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
# "Calle 5 de Mayo", "Escuela 20 de Noviembre" are names.
_NAMESAKES = ("calles?|av|avenida|col|colonia|barrio|escuela|primaria|secundaria|plaza|parque|mercado|jiron|jr|paseo|boulevard|blvd|estadio|ejido|hospital|clinica|auditorio|teatro|salon|sala|"
              "biblioteca|jardin|unidad|liceo|instituto|club|comunidad|localidad|fraccionamiento|plantel|cine|puente")


class DateHit(NamedTuple):
    """Days named at ``start:end``. ``flags``: ``range``, ``year-open`` ("del año en curso"), ``year-before`` ("del año pasado"), ``impossible``, ``weekday-differs``."""

    start: int
    end: int
    parts: tuple[Part, ...]
    rule: str
    flags: tuple[str, ...] = ()


class TimeHit(NamedTuple):
    """An hour of the day at ``start:end``; ``time`` is "HH:MM"."""

    start: int
    end: int
    time: str
    rule: str


@functools.cache
def _levels() -> dict[str, str]:
    """Accented Latin letter → plain letter, always one for one."""
    return {sign: made[0] for sign in map(chr, range(0xC0, 0x250)) if len(made := unicodedata.normalize("NFD", sign)) > 1 and made[0].isascii()}


def level(text: str) -> str:
    """Return ``text`` in lower case without accents, of the same length, so that offsets hold."""
    plain = text.replace("İ", "I").lower()      # the only letter whose small form is longer
    return functools.reduce(lambda made, sign: made.replace(sign, _levels()[sign]), () if plain.isascii() else set(plain) & _levels().keys(), plain)


@functools.cache
def number_words() -> dict[str, tuple[int, str]]:
    """Return number word → (value, class), from ``vocab/numbers.csv``."""
    return {row["word"]: (int(row["value"]), row["class"]) for row in rows("numbers")}


@functools.cache
def number_grammar() -> dict[str, str]:
    """Return patterns (levelled text, no groups) of numbers in words: ``tens`` 2-99, ``hundreds`` 2-999, ``all``."""
    known = sorted(number_words(), key=len, reverse=True)
    kinds = {kind: "(?:" + "|".join(w for w in known if number_words()[w][1] == kind) + r")(?!\w)" for _, kind in number_words().values()}
    tens = rf"(?:{kinds['ten']}(?: y (?:{kinds['unit']}|{kinds['one']}))?|{kinds['teen']}|{kinds['unit']})"
    hundreds = rf"(?:{kinds['hundred']}(?: (?:{tens}|{kinds['one']}))?|{tens})"
    thousands = rf"(?:(?:{hundreds} )?mil(?!\w)(?: (?:{hundreds}|{kinds['one']}))?|{hundreds})"
    millions = rf"(?:(?:(?:{hundreds} )?mil|{hundreds}|un) millon(?:es)?(?!\w)(?: {thousands})?)"
    return {"tens": tens, "hundreds": hundreds, "all": rf"(?:{millions}|{thousands})"}


def number_value(words: str) -> int:
    """Return the value of levelled number words ("doscientos treinta y uno" → 231); other words count nothing."""
    total = part = 0
    for word in words.split():
        value, kind = number_words().get(word, (0, ""))
        if kind == "million":
            total, part = (total + part or 1) * value, 0
        elif kind == "thousand":
            total, part = total + (part or 1) * value, 0
        else:
            part += value
    return total + part


@functools.cache
def _months() -> dict[str, tuple[int, bool]]:
    return {row["word"]: (int(row["month"]), bool(row["short"])) for row in rows("months")}


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    tens, week = number_grammar()["tens"], "|".join(_WEEK)
    day = rf"(?:\d{{1,2}}(?:\.?[º°]|o|er|ro)?|primero|primer|uno|{tens})(?![\w.:%])"
    also = rf"(?:(?:el|los|dias?|{week})(?!\w),? +)*"
    to = rf"(?: +al? +(?:dia +)?| +hasta +| *- *| *, *(?:y +)?| +[ye] +| */ *){also}"
    years = rf"(?:(?:19|20)\d\d(?![\d%]|[.,:/-]\d)|(?:dos mil|mil novecientos)(?: {tens}| uno)?(?!\w))"
    opened = r"ano en curso|(?:presente|corriente|actual)(?: ano)?(?! mes)|este(?: mismo)? ano|ano (?:corriente|presente|actual)|(?P<before>(?:ano )?(?:pasado|anterior)(?: ano)?)"
    european = r"(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2}|[ivx]{1,4})(?P=s)(?P<c>(?:19|20)\d\d|\d\d(?<=/\d\d))"
    return {
        "month": re.compile("(?<![^\\W\\d])(?:" + "|".join(sorted(_months(), key=len, reverse=True)) + r")(?![^\W_])"),
        "days": re.compile(rf"(?<![\w.,/$:#-])(?:(?:{week})(?:,? +[ye]?a?l? *(?:{week}))?,? +(?:dia +)?)?(?P<days>{day}(?:{to}{day})*)(?: +dias?)?(?: +del?(?: +mes +de)? +| +|-|/|\.)$"),
        "day": re.compile(rf"{to}|(?P<day>{day})"),
        "year": re.compile(rf"\.?(?:,? +(?:del? +)?(?:ano +)?(?:de +)?|-|/)(?P<year>{years})|,? +(?:del?|en el) +(?P<open>{opened})(?!\w)"),
        "after": re.compile(r" +(?P<day>\d{1,2})(?:º|°)?(?:, *| +del? +)(?P<year>(?:19|20)\d\d)(?![\d%]|[.,:/-]\d)"),
        "numeric": re.compile(rf"(?<![\w.,/$:#-])(?:{european}|(?P<y>(?:19|20)\d\d)(?P<t>[/-])(?P<m>\d\d?)(?P=t)(?P<d>\d\d?))(?![\w/]|-\d|[.,]\d)"),
        "namesake": re.compile(rf'(?<!\w)(?:{_NAMESAKES})\.?(?: (?:del?|la|el|no|num|publica|municipal|deportiva|primaria))* *"?$'),
    }


def _possible(part: Part) -> bool:
    return 1 <= part[1] <= 12 and 1 <= part[2] <= calendar.monthrange(part[0] or 2000, part[1])[1]


def _days(stretch: str) -> tuple[list[int], str, bool]:
    """Read "5, 6 y 7" or "6 al 8": return the days, the rule and whether a range runs backwards."""
    days: list[int] = []
    rule, through, backwards = "date.day-month", False, False
    for match in _patterns()["day"].finditer(stretch):
        if match["day"] is None:
            through = bool(re.match(r" +al? | +hasta | *- *", match[0]))
            rule = "date.range" if through else rule if rule == "date.range" else "date.list"
            continue
        digits = re.match(r"\d+", match["day"])
        day = int(digits[0]) if digits else 1 if match["day"].startswith("primer") else number_value(match["day"])
        backwards |= through and bool(days) and day <= days[-1]
        days += range(days[-1] + 1, day + 1) if through and days and days[-1] < day <= 31 else [day]
        through = False
    return days, rule, backwards


def _trim(stretch: str) -> int:
    """Return where the days begin: a comma list counts only when "y" or a range closes it ("Mesa 5, 6 de mayo" is one day)."""
    marks = [m for m in _patterns()["day"].finditer(stretch) if m["day"] is None]
    if not marks or not re.fullmatch(r" *[,/] *.*", marks[-1][0]) or re.match(r" *, *y ", marks[-1][0]):
        return 0
    return marks[-1].end()


def _by_month(plain: str) -> Iterator[DateHit]:
    """Dates with the month in letters."""
    patterns, free = _patterns(), 0
    for match in patterns["month"].finditer(plain):
        month, short = _months()[match[0]]
        base = max(free, match.start() - _WINDOW)
        left = patterns["days"].search(plain[base:match.start()])
        year = patterns["year"].match(plain, match.end())
        if left is None:
            turned = patterns["after"].match(plain, match.end())
            if turned:
                free = turned.end()
                yield _checked(match.start(), free, [(int(turned["year"]), month, int(turned["day"]))], "date.month-first", ())
            continue
        if (short and not (year and year["year"])) or (not year and patterns["namesake"].search(plain, max(0, base + left.start() - 40), base + left.start())):
            continue
        cut = 0 if re.search(r"(?<!\w)dias? $", plain[max(0, base + left.start() - 6):base + left.start()]) else _trim(left["days"])
        days, rule, backwards = _days(left["days"][cut:])
        start, end = base + (left.start() if not cut else left.start("days") + cut), year.end() if year else match.end()
        if len(days) > 1 and re.search(r"(?<!\w)entre (?:el |los dias )?$", plain[max(0, start - 20):start]):
            days, rule = list(range(days[0], days[-1] + 1)) or days, "date.range"
        said = (int(year["year"]) if year["year"].isdigit() else number_value(year["year"])) if year and year["year"] else None
        signs = {"range": rule == "date.range", "year-before": year and year["before"], "year-open": year and year["open"] and not year["before"], "impossible": backwards}
        yield _checked(start, end, [(said, month, d) for d in days], rule, tuple(flag for flag, holds in signs.items() if holds))
        free = end


def _checked(start: int, end: int, parts: list[Part], rule: str, flags: tuple[str, ...]) -> DateHit:
    """Flag what no calendar holds."""
    return DateHit(start, end, tuple(parts), rule, flags if "impossible" in flags or all(_possible(p) for p in parts) else (*flags, "impossible"))

def _by_numbers(plain: str) -> Iterator[DateHit]:
    """Dates in figures. "31/02/2031" is flagged, "45/67/2031" is not a date."""
    for match in _patterns()["numeric"].finditer(plain):
        rule = "date.iso"
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        else:
            year = int(match["c"]) + (2000 if len(match["c"]) == 2 else 0)
            roman = not match["b"].isdigit()
            if roman and (match["b"] not in _ROMAN or match["s"] == "/"):      # "Acuerdo 3/II/2031"
                continue
            day, month = int(match["a"]), _ROMAN.index(match["b"]) + 1 if roman else int(match["b"])
            rule = "date.roman" if roman else "date.numeric"
            if month > 12 >= day:
                day, month = month, day
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield _checked(match.start(), match.end(), [(year, month, day)], rule, ())


def find_dates(text: str, start: int, end: int) -> list[DateHit]:
    """Return the dates in ``text[start:end]``, left to right. Dates no calendar holds carry the flag ``impossible``."""
    plain = level(text[start:end])
    made: list[DateHit] = []
    for hit in sorted((*_by_month(plain), *_by_numbers(plain)), key=lambda h: h[:2]):
        if not made or hit.start >= made[-1].end:
            made = _joined(made, hit, plain)
    return [_weekday(hit, plain)._replace(start=hit.start + start, end=hit.end + start) for hit in made]


def _joined(made: list[DateHit], hit: DateHit, plain: str) -> list[DateHit]:
    """Let "30 de mayo al 2 de junio de 2031" be one range, and a year said once hold for both dates of a pair."""
    before = made[-1] if made else None
    gap = re.fullmatch(r" *(?:(?P<to>al?(?: dia| \w+,?)?|hasta el(?: dia)?|-)|[ye](?: el| del)?(?: dia)?|,) *", plain[before.end:hit.start]) if before and hit.start - before.end < 25 else None
    if before is None or gap is None or {"year-open", "year-before"} & {*before.flags}:
        return [*made, hit]
    last = hit.parts[0]
    if before.parts[-1][0] is None and last[0] is not None:
        year = last[0] - (1 if gap["to"] and before.parts[-1][1] > last[1] else 0)
        before = _checked(before.start, before.end, [(year, m, d) for _, m, d in before.parts], before.rule, before.flags)
    first = before.parts[-1]
    if not gap["to"] or len(before.parts) + len(hit.parts) > 2 or "impossible" in before.flags + hit.flags or (first[0] is None) != (last[0] is None):
        return [*made[:-1], before, hit]
    return [*made[:-1], _span(before, hit, first, last)]


def _span(before: DateHit, hit: DateHit, first: Part, last: Part) -> DateHit:
    """Join two ends into a range: every day of it when they are few, else both ends."""
    year = last[0] or (2001 if last[1:] < first[1:] and last[1:] != (2, 29) else 2000)
    one, other = datetime.date(first[0] or 2000, first[1], first[2]), datetime.date(year, last[1], last[2])
    flags = tuple(dict.fromkeys(("range", *hit.flags)))
    if not 0 < (other - one).days < _LONGEST:
        return DateHit(before.start, hit.end, (first, last), "date.range", flags + (("impossible",) if other <= one else ()))
    days = [one + datetime.timedelta(n) for n in range((other - one).days + 1)]
    return DateHit(before.start, hit.end, tuple((d.year if first[0] else None, d.month, d.day) for d in days), "date.range", flags)


def _weekday(hit: DateHit, plain: str) -> DateHit:
    """Flag "lunes 3 de agosto de 2031" when that day was no Monday."""
    named, (year, month, day) = plain[hit.start:hit.end].split()[0].strip(","), hit.parts[0]
    wrong = named in _WEEK and year and "impossible" not in hit.flags and datetime.date(year, month, day).weekday() != _WEEK.index(named)
    return hit._replace(flags=(*hit.flags, "weekday-differs")) if wrong else hit


def resolve(hits: list[DateHit], year: int | None) -> list[tuple[DateHit, tuple[str, ...], bool]]:
    """Return each hit with its ISO days and whether ``year`` (of the report) filled a year in; possible days only, none without any year."""
    made = []
    for hit in hits:
        dated = [(y or (year - 1 if year and "year-before" in hit.flags else year), m, d) for y, m, d in hit.parts]
        iso = [f"{y:04d}-{m:02d}-{d:02d}" for y, m, d in dated if y and _possible((y, m, d))]
        made.append((hit, tuple(dict.fromkeys(iso)), bool(iso) and any(p[0] is None for p in hit.parts)))
    return made


def year_of(text: str) -> int | None:
    """Return the year a report is about: that of its title, of "edición 2031" or "Foro … 2031", of its dates; None when they do not settle it."""
    plain = level(text)
    lone = r"(?<![\w.,/$-])((?:19|20)\d\d)(?![\w%/-]|[.,]\d)"
    votes: Counter[int] = Counter()
    for year in dict.fromkeys(int(m[1]) for m in re.finditer(rf"(?<!agenda ){lone}", plain[:300])):
        votes[year] += 3
    named = rf"(?<!\w)(?:edicion|jornadas?|congreso|foro|semana|cumbre|encuentro|seminario|informe|relatoria|minuta|acta|memoria|programa)(?: [a-z]+){{0,5}} {lone}"
    for match in re.finditer(named, plain):
        votes[int(match[1])] += 1
    for hit in find_dates(text, 0, len(text)):
        for said in {p[0] for p in hit.parts if p[0] and "impossible" not in hit.flags}:
            votes[said] += 2 if hit.start < 1500 else 1
    ranked = [*votes.most_common(2), (0, 0), (0, 0)]
    return ranked[0][0] if ranked[0][1] > ranked[1][1] else None


@functools.cache
def _clock() -> re.Pattern[str]:
    tens = number_grammar()["tens"]
    hour = rf"(?:(?P<h>[01]?\d|2[0-4])(?:(?P<sep>[:.])(?P<m>[0-5]\d))?(?!\d|[.:,/%-]\d)|(?P<words>{tens}|una)(?=\W))"
    return re.compile(rf"(?<![\w.,:/$-]){hour}(?: *(?P<half>[ap]\.? ?m\b\.?)| *(?P<unit>hrs?|hs|horas|h)(?!\w))?"
                      rf"(?: (?:con|y) (?P<past>{tens}|media|cuarto)(?: minutos)?(?!\w))?(?: +(?:de|por|en) la (?P<part>manana|tarde|noche)(?!\w))?")


def find_times(text: str, start: int, end: int) -> list[TimeHit]:
    """Return the hours of the day in ``text[start:end]``; durations ("2 horas") are none."""
    plain = level(text[start:end])
    return [TimeHit(m.start() + start, m.end() + start, *read) for m in _clock().finditer(plain) if (read := _hour(m))]


def _hour(match: re.Match[str]) -> tuple[str, str] | None:
    """Return ("HH:MM", rule) of a match of the clock, None for a duration or another number."""
    at = re.search(r"(?<!\w)(?:las?|siendo|hora:?|inicio:) $", match.string[max(0, match.start() - 8):match.start()])
    half, part, past = match["half"] or "", match["part"], match["past"] or ""
    if match["words"] or not match["m"]:
        if not (half or part or (at and (match["unit"] or past in ("media", "cuarto")))) or (match["words"] and not at):
            return None
        hour, minute = number_value(match["words"] or "") or int(match["h"] or 1), {"media": 30, "cuarto": 15}.get(past, number_value(past))
        rule = "time.words" if match["words"] else "time.spoken"
    elif match["sep"] == "." and not (half or match["unit"] or at):
        return None
    else:
        hour, minute, rule = int(match["h"]), int(match["m"]), "time.clock"
    if hour < 12 and (half.startswith("p") or part in ("tarde", "noche")):
        hour += 12
    elif hour == 12 and half.startswith("a"):
        hour = 0
    return (f"{hour:02d}:{minute:02d}", rule) if hour < 24 and minute < 60 else None
