"""Who has the floor while the lines of a report go by, and who else may be speaking: offered where a sentence does not say, or names several."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kg.reading.claims import Claim
from kg.reading.mentions.entities import Entity
from kg.reading.mentions.line import Line
from kg.reading.mentions.prose import Mention
from kg.reading.talk.voices import Voice, free
from kg.reading.words.saying import says
from kg.reading.words.tokens import LOWER

_GUESSES = 3    # people offered at most for a sentence that does not name its speaker
_EARLY = 9      # tokens from the beginning of a sentence in which its subject has its verb


@dataclass
class State:
    """Who is speaking while the lines go by."""

    speaker: Entity | None = None
    confidence: float = 0.0
    status: str = "stated"
    method: str = "name-in-text"
    others: tuple[str, ...] = ()
    together: tuple[str, ...] = ()  # who else says the same sentence
    near: list[Entity] = field(default_factory=list)  # whom the sentence and its paragraph name
    rivals: tuple[str, ...] = ()  # who else may be the subject of a sentence that names its speaker
    before: list[Entity] = field(default_factory=list)  # whom the paragraph before named
    mentioned: Entity | None = None  # who was named last in the paragraph before
    last: Entity | None = None  # who spoke before, in prose: the likeliest speaker of a paragraph that names none
    ever: Entity | None = None  # who spoke last, under whatever heading
    closing: str = ""  # under "Conclusiones", "Acuerdos", "Problemas": the meeting speaks; the kind its items have by default
    colon: bool = False  # the paragraph before ended in one
    lead_in: str = ""  # a sentence of the speaker's ended in a colon: the items below are theirs; the kind it announces
    level: int = -1  # indent of the item before; -1 in prose
    quote: bool = False
    made: list[Claim] = field(default_factory=list)
    open: list[int] = field(default_factory=list)  # which of them were said before anybody was named


def offer(state: State, entity: Entity) -> None:
    """Offer who is named first for what was said before anybody was named: a note may open with somebody's words."""
    for k in state.open:
        state.made[k] = replace(state.made[k], alternatives=(entity.name,), flags=(*state.made[k].flags, "unnamed-speaker"))
    state.open.clear()


def near(line: Line, found: list[Mention], span: tuple[int, int]) -> list[Entity]:
    """Return whom a sentence names, then whom its paragraph named before it, the last first: those who may be speaking when it does not say."""
    inside = [m.entity for m in found if span[0] <= line.tokens[m.first].start < span[1]]
    return inside + [m.entity for m in reversed(found) if line.tokens[m.first].start < span[0]]


def rivals(line: Line, found: list[Mention], span: tuple[int, int], voice: Voice) -> tuple[str, ...]:
    """Return who else a sentence names that no preposition governs, beside its speaker: "Acompañado de su esposa, Ana Ruiz, la alcaldesa Eva Paz dijo"."""
    own = {id(m.entity) for m in voice.who}
    others = [m.entity.name for m in found if span[0] <= line.tokens[m.first].start < span[1] and id(m.entity) not in own and free(line.tokens, m, 0)]
    return tuple(dict.fromkeys(others))[:_GUESSES]


def meant(state: State, word: str) -> Entity | None:
    """Return whom a pronoun that opens a paragraph means: who was named last, then who spoke, with a first name of that ending; None for another word."""
    she = {"Ella": True, "Él": False}.get(word)
    known = (state.mentioned, state.last, *reversed(state.before), state.ever) if she is not None else ()
    return next((e for e in known if e is not None and e.name.split()[0].endswith("a") is she), None)


def named_before(line: Line, found: list[Mention], start: int) -> Entity | None:
    """Return the only person a paragraph names before offset ``start``."""
    named = {id(m.entity): m.entity for m in found if line.tokens[m.first].start < start}
    return next(iter(named.values())) if len(named) == 1 else None


def others(state: State, speaker: Entity | None) -> tuple[str, ...]:
    """Return who else may say a sentence that does not name its speaker: whom it and its paragraph name, then who spoke or was named before."""
    found = [e for e in (*state.near, state.last, *state.before, state.ever) if e is not None and e is not speaker]
    return tuple(dict.fromkeys(e.name for e in found))[:_GUESSES]


def theirs(line: Line, span: tuple[int, int]) -> bool:
    """Tell whether a sentence that names no speaker has a body or a group as the subject of its verb of saying: "El Infonavit pidió", "Empresarios temen y piden"."""
    first = next(k for k, t in enumerate(line.tokens) if t.end > span[0])
    body = next((b for b in line.bodies if first <= b.first <= first + 2), None)
    if body and body.last < len(line.tokens) and (says(line.tokens[body.last]) or line.tokens[body.last].text == ")"):
        return True
    verb = next((k for k in range(first + 1, min(len(line.tokens), first + _EARLY)) if says(line.tokens[k])), 0)
    before = line.tokens[verb - 1]
    return verb > 0 and line.tokens[verb].key.endswith(("ron", "an", "en")) and before.shape == LOWER and before.key.endswith("s") and before.key != "quienes"
