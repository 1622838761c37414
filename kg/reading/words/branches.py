"""Many regular expressions tried at the beginnings of words, each only where the letters stand that it may begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LETTERS = "a-z0-9ñ"
_WORD = re.compile(f"(?<![{_LETTERS}])[{_LETTERS}]{{1,3}}")
_LONGEST = 3    # letters of a beginning
_REPEATED = ("?", "*", "{", "+")
_LETTER = re.compile(f"[{_LETTERS}]")
_CLASS = re.compile(rf"\[([{_LETTERS}]+)\]")


class Branches:
    """Regular expressions over plain text (see ``speech.plain``), without groups that capture. What a word may begin is compiled when such a word is first met."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = patterns
        self._under: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            for letters in beginnings(f"(?:{pattern})"):
                self._under.setdefault(letters, []).append(number)
        self._met: dict[str, tuple[re.Pattern[str], list[int]] | None] = {}

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield (start, end, number of the pattern) of what stands in ``text[start:end]``, one after another; of several that fit at a word, the first."""
        at = start
        for word in _WORD.finditer(text, start, end):
            if word.start() < at:
                continue
            letters = word[0]
            branch = self._met[letters] if letters in self._met else self._meet(letters)
            if branch and (found := branch[0].match(text, word.start(), end)) and found.lastindex:
                at = found.end()
                yield word.start(), at, branch[1][found.lastindex - 1]

    def _meet(self, letters: str) -> tuple[re.Pattern[str], list[int]] | None:
        """Return what a word that begins with these letters may begin, as one pattern, and the numbers of its groups."""
        numbers = sorted({n for size in range(len(letters) + 1) for n in self._under.get(letters[:size], ())})
        branch = self._met[letters] = (re.compile("|".join(f"({self._patterns[n]})" for n in numbers)), numbers) if numbers else None
        return branch


def beginnings(pattern: str, longest: int = _LONGEST) -> frozenset[str]:
    """Return letters, at most ``longest``, with one of which whatever fits the pattern begins: as many as can be told from its writing, down to none."""
    bare = re.sub(r"^(?:\\b|\^)+", "", pattern)
    if bare.startswith("(?:"):
        heads, rest = _group(bare)
    elif listed := _CLASS.match(bare):
        heads, rest = [*listed[1]], bare[listed.end() :]
    elif _LETTER.match(bare):
        if not longest or bare[1:2] in _REPEATED:
            return frozenset({""})
        return frozenset(bare[0] + more for more in beginnings(bare[1:], longest - 1))
    else:
        return frozenset({""})
    return frozenset({""}) if rest[:1] in _REPEATED or not longest else frozenset().union(*(beginnings(head + rest, longest) for head in heads))


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
