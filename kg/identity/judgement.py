"""What a comparison of two mentions says: how alike, why, and what may follow from it."""

from __future__ import annotations

from typing import NamedTuple

from kg.model.text import Text

SAME, ASK, DIFFERENT = "same", "ask", "different"
LOOKS_ALIKE = 0.05  # score of what a guard keeps apart although the names look alike: worth telling; 0 is not


class Judgement(NamedTuple):
    """The outcome of comparing two mentions of one kind.

    ``score`` is 0 (nothing in common) to 1 (nothing tells them apart); ``reasons`` are plain sentences, the strongest first;
    ``verdict`` is ``same`` (an automatic merge), ``ask`` (a person decides) or ``different`` (a guard forbids, or nothing is alike).
    """

    score: float
    reasons: tuple[Text, ...]
    verdict: str


UNLIKE = Judgement(0.0, (Text("los nombres no se parecen", "the names are not alike"),), DIFFERENT)
NO_NAME = Judgement(0.0, (Text("uno de los dos no es un nombre que se pueda comparar", "one of the two is not a name that can be compared"),), DIFFERENT)
