"""Many regular expressions tried at the beginnings of words, each only where the signs stand that it may begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_WORD = re.compile("(?<![a-z0-9ñ])[a-z0-9ñ]")
_LONGEST = 6    # signs of a beginning
_KEPT = 50_000      # beginnings met that are remembered
_LETTER = re.compile(r'[a-z0-9ñ ,;:"%-]')
_CLASS = re.compile(r"\[([a-z0-9ñ ]+)\]")
_DIGIT = re.compile(r"\\d|\[0-9\]")
_NOTHING = re.compile(r"(?:\\b|\^)+")       # what consumes nothing
_AROUND = ("(?!", "(?=", "(?<!", "(?<=")
_MANY = ("*", "{")

Tried = tuple[tuple[int, re.Pattern[str]], ...]


class Branches:
    """Regular expressions over plain text (see ``speech.plain``). Each is compiled when a word is first met with which it may begin."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = patterns
        self._under: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            for signs in beginnings(f"(?:{pattern})"):
                self._under.setdefault(signs, []).append(number)
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._met: dict[str, Tried] = {}

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield (start, end, number of the pattern) of what stands in ``text[start:end]``, one after another; of several that fit at a word, the first."""
        after, met = start, self._met
        for word in _WORD.finditer(text, start, end):
            at = word.start()
            signs = text[at : at + _LONGEST]
            tried = met[signs] if signs in met else self._meet(signs)
            if not tried or at < after:
                continue
            for number, pattern in tried:
                if found := pattern.match(text, at, end):
                    after = found.end()
                    yield at, after, number
                    break

    def _meet(self, signs: str) -> Tried:
        """Return the patterns, with their numbers, that may begin with these signs."""
        numbers = sorted({n for size in range(len(signs) + 1) for n in self._under.get(signs[:size], ())})
        if len(self._met) > _KEPT:
            self._met.clear()
        for n in numbers:
            if n not in self._compiled:
                self._compiled[n] = re.compile(self._patterns[n])
        tried = self._met[signs] = tuple((n, self._compiled[n]) for n in numbers)
        return tried


def beginnings(pattern: str, longest: int = _LONGEST) -> frozenset[str]:
    """Return signs, at most ``longest``, with one of which whatever fits the pattern begins: as many as can be told from its writing, down to none."""
    bare = pattern[nothing.end() :] if (nothing := _NOTHING.match(pattern)) else pattern
    if not longest:
        return frozenset({""})
    if bare.startswith(_AROUND):
        return beginnings(_group(bare)[1], longest)
    if bare.startswith("(?:"):
        heads, rest = _group(bare)
    elif digit := _DIGIT.match(bare):
        heads, rest = [*"0123456789"], bare[digit.end() :]
    elif listed := _CLASS.match(bare):
        heads, rest = [*listed[1]], bare[listed.end() :]
    elif _LETTER.match(bare):
        heads, rest = [bare[0]], bare[1:]
    else:
        return frozenset({""})
    if rest.startswith(_MANY):
        return frozenset({""})
    if rest.startswith("?"):
        heads, rest = [*heads, ""], rest[1:]
    elif rest.startswith("+"):
        rest = ""
    elif bare[0] == heads[0]:
        return frozenset(bare[0] + more for more in beginnings(rest, longest - 1))
    return frozenset().union(*(_joined(head, rest, longest) for head in heads))


def _joined(head: str, rest: str, longest: int) -> frozenset[str]:
    """Return the beginnings of one alternative and what follows it."""
    if len(head) == 1 and _LETTER.match(head):
        return frozenset(head + more for more in beginnings(rest, longest - 1))
    return beginnings(head + rest, longest)


def _group(pattern: str) -> tuple[list[str], str]:
    """Return the alternatives of the group a pattern begins with, and what follows it."""
    depth, start, found, i = 0, 3, [], 0
    while i < len(pattern):
        sign = pattern[i]
        if sign == "\\":
            i += 1
        elif sign == "[":
            i = pattern.index("]", i)
        elif sign == "(":
            depth += 1
        elif (sign == "|" and depth == 1) or (sign == ")" and depth == 1):
            found.append(pattern[start:i])
            start = i + 1
            if sign == ")":
                return found, pattern[i + 1 :]
        elif sign == ")":
            depth -= 1
        i += 1
    return [], pattern
