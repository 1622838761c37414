"""The index of the search box, built when the page is made: what MiniSearch 7 writes (``toJSON``, version 2) and reads (``loadJS``), with no JavaScript run.

Fields are ``label``, ``aka`` and ``roles``; the id of a document is the number of its entity; nothing is stored. Who loads it must give MiniSearch the same fields, cut
a query as ``tokens`` does (``fold(text).split(" ")`` in the page), and leave terms as they are (``processTerm: (term) => term``).
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

FIELDS = ("label", "aka", "roles")
_LONG = 400
"""Words of one field that are indexed: a person may have hundreds of offices, a file made to harm millions of words."""


def fold(text: str) -> str:
    """Return a text in lower case, without accents, only letters and digits, words parted by single spaces; ``fold`` of ``names.ts`` gives the same."""
    plain = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.category(ch).startswith("M")).lower()
    return " ".join("".join(ch if unicodedata.category(ch)[0] in "LN" else " " for ch in plain).split())


def tokens(text: str) -> list[str]:
    """Return the words of a text."""
    return fold(text).split()


def search_index(documents: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return the index of texts by field; the id of each is its place in the list."""
    terms: dict[str, dict[int, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    lengths: dict[str, list[int]] = {}
    for number, document in enumerate(documents):
        lengths[str(number)] = []
        for field, name in enumerate(FIELDS):
            words = tokens(document.get(name, ""))[:_LONG]
            lengths[str(number)].append(len(set(words)))
            for word in words:
                terms[word][field][number] += 1
    count = len(documents)
    mean = [sum(of[field] for of in lengths.values()) / count if count else 0 for field in range(len(FIELDS))]
    index = [[term, {str(field): {str(n): times for n, times in sorted(found.items())} for field, found in sorted(terms[term].items())}] for term in sorted(terms)]
    return {"documentCount": count, "nextId": count, "documentIds": {str(n): n for n in range(count)}, "fieldIds": {name: i for i, name in enumerate(FIELDS)}, "fieldLength": lengths,
            "averageFieldLength": [round(m, 6) for m in mean], "storedFields": {}, "dirtCount": 0, "index": index, "serializationVersion": 2}
