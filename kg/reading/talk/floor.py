"""Who has the floor while the lines of a report go by, and who else may be speaking: offered where a sentence does not say, or names several."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kg.reading.claims import Claim
from kg.reading.mentions.entities import Entity
from kg.reading.mentions.line import PROSE, Line
from kg.reading.mentions.prose import Mention
from kg.reading.talk.bodies import bodily, from_nobody
from kg.reading.talk.nobody import group_at, nobody
from kg.reading.talk.voices import Voice, covered, free
from kg.reading.words.saying import says, sort, utters
from kg.reading.words.tokens import LOWER, Token

_GUESSES = 3    # people offered at most for a sentence that does not name its speaker
_EARLY = 9      # tokens from the beginning of a sentence in which its subject has its verb
_SUBJECT = 7    # tokens of a subject in which no name may stand
_WIDE = 26      # tokens from a subject to its verb, with what is said aside
_SOME = frozenset(("un", "una", "unos", "unas", "otro", "otra", "otros", "otras", "algun", "alguna", "algunos", "algunas", "varios", "varias", "muchos", "muchas", "ambos", "ambas", "diversos"))
_ANYBODY = _SOME | {"alguien"}
_RELATIVE = frozenset(("que", "quien", "quienes"))
_GOVERNS = frozenset(("de", "del", "a", "al", "con", "por", "en", "para", "sobre", "contra", "entre", "tras", "como", "es", "fue", "ser", "hay"))     # before what is no subject
_NAMED = 6      # tokens from "una vecina" to her name
_AROSE = frozenset(("surgio", "surgieron", "surgen", "emergieron", "emergio", "oyo", "oyeron"))     # "De la ronda surgieron tres pedidos"
_HEARD = frozenset(("oyo", "escucho", "grito", "coreo", "leia", "dijo"))
_ALL = frozenset(("los", "las"))
_POINTS = frozenset(("primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "septimo", "octavo", "unico", "primera", "segunda", "tercera", "cuarta", "quinta"))


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

    def guess(self, whom: Entity | None) -> None:
        """Take it that ``whom`` speaks, though no word of a sentence says so."""
        self.speaker, self.status, self.method, self.confidence = whom, "inferred", "continuation", 0.6


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
    """Tell whether a sentence that names no speaker has a body, a group or an unnamed person as its subject: "El Infonavit pidió", "Empresarios temen y piden", "Un vecino contó"."""
    tokens = line.tokens
    first, last = covered(line, span)
    body = next((b for b in line.bodies if first <= b.first <= first + 2), None)
    if body and body.last < len(tokens) and (utters(tokens[body.last]) or tokens[body.last].text == ")"):
        return True
    if _resolved(tokens, first) or from_nobody(tokens, first, last) or any(nameless(line, first, last) for nameless in (bodily, unnamed, _somebody, nobody)):
        return True
    verb = next((k for k in range(first + 1, min(len(tokens), first + _EARLY)) if says(tokens[k])), 0)
    if not verb or not tokens[verb].key.endswith(("ron", "an", "en")):
        return False
    before = tokens[verb - 1]
    several = tokens[first].key.endswith("s") and tokens[min(first + 1, last - 1)].key in ("de", "del")     # "Fuentes del ministerio admitieron"
    return before.shape == LOWER and (before.key.endswith("s") or several) and before.key != "quienes"


def _somebody(line: Line, first: int, last: int) -> bool:
    """Tell whether somebody without a name is who speaks, wherever in a sentence: "hasta que una muchacha contó", '", gritó alguien', "lo cruzó una feriante"; not inside what another says."""
    tokens = line.tokens
    quoted = False
    for k in range(first + 1, last):
        quoted ^= tokens[k - 1].text == '"'
        if k > first + 1 and tokens[k].key in _ALL and tokens[k - 2].text in (",", '"') and says(tokens[k - 1]) and tokens[k - 1].key.endswith("n"):
            return True     # "…, subrayan los ecologistas, …"
        if tokens[k - 1].key == "se" and tokens[k].key in _HEARD and k > first + 2 and tokens[k - 2].text in (",", '"') and line.people and not any(k < p.first < last for p in line.people):
            return True     # '"…", se oyó desde el fondo', where others are told of; in a paragraph of its own, it may be whoever was named before
        closed = k > first + 1 and (tokens[k - 2].text in ('"', "-", "—", "–") or (tokens[k - 2].text == "," and tokens[k - 3].text == '"'))
        crossed = k > first + 1 and tokens[k - 1].text[-1] == "ó" and tokens[k - 2].key in ("lo", "la", "los", "las")     # "lo cruzó una feriante"
        if crossed or (closed and says(tokens[k - 1])):     # "…", gritó una vecina
            k = _past_where(tokens, k, last)
            return (tokens[k].key in _ANYBODY or group_at(line, k, last)) and not any(p.first - k in range(1, _NAMED) for p in line.people)
        if says(tokens[k - 1]) and not quoted:
            return False
        if quoted or tokens[k].key not in _ANYBODY or tokens[k - 1].key in _GOVERNS:
            continue
        verb = next((j for j in range(k + 1, min(last, k + _EARLY)) if says(tokens[j]) or not (tokens[j].shape == LOWER or tokens[j].capital)), last)
        if verb < last and says(tokens[verb]) and not line.named(k, verb) and not any(t.key in _RELATIVE for t in tokens[k:verb]):
            return True
    return False


def unheard(line: Line, span: tuple[int, int]) -> bool:
    """Tell whether it is somebody without a name who says a quotation: '"Hay que abrir", resumió a la salida un dirigente'."""
    return _somebody(line, *covered(line, span))


def _past_where(tokens: list[Token], k: int, last: int) -> int:
    """Return where a subject may stand after where or how it was said: '", resumió a la salida un dirigente'."""
    if tokens[k].key not in ("a", "desde", "entre", "en", "por", "con", "ya"):
        return k
    return next((j for j in range(k + 2, min(last, k + _NAMED)) if tokens[j].key in _ANYBODY), k)


def _resolved(tokens: list[Token], first: int) -> bool:
    """Tell whether a sentence is a point of what a meeting resolved: "PRIMERO. El Ayuntamiento cubrirá", "Se exhorta a"."""
    if first > 1 and tokens[first - 1].text in (".", "-", ":") and tokens[first - 2].key in _POINTS and tokens[first - 2].text.isupper():
        return True
    return tokens[first].key == "se" and first + 1 < len(tokens) and tokens[first + 1].key in sort("resolves")


def unnamed(line: Line, first: int, last: int) -> bool:
    """Tell whether nobody's name stands at a sentence's subject: several, "un vecino del público", "los de la Centenario", "el profesorado", "nos parece"."""
    tokens = line.tokens
    while first < last - 1 and (tokens[first].shape == "." or (tokens[first].key in sort("link") and tokens[first + 1].text in (",", "el", "la", "acto", "seguido", *_SOME, *_ALL))):
        first += 1
    if line.named(first, first + _SUBJECT + 1) or tokens[first].text not in (tokens[first].text.capitalize(), tokens[first].text.lower()):
        return False
    if any(t.key in _AROSE for t in tokens[first : min(last, first + _SUBJECT)]):
        return True
    key, after = tokens[first].key, tokens[min(first + 1, last - 1)]
    if key in ("nos", "nosotros", "nosotras"):
        return line.kind == PROSE and not line.people     # else somebody's own words
    if (says(tokens[first]) and key.endswith("ron") and sum(p.last <= first for p in line.people) < 2) or (key in ("el", "la") and after.key in sort("crowd")):
        return True
    if (key not in _SOME and key not in _ALL) or (after.shape != LOWER and after.key not in ("de", "del")):
        return False
    aside = {k for k in range(first + 2, last - 1) if tokens[k - 1].text == tokens[k + 1].text == ","}     # "…, dijo, …"
    if any(k < first + _EARLY and says(tokens[k]) and not tokens[k].key.endswith("n") for k in aside):
        return False     # "Los vecinos, dijo, necesitan": of whoever goes on
    ends = ("ron", "an", "en", "mos") if key in _ALL or key.endswith("s") else ("o", "aba", "ia")
    near = [tokens[k] for k in range(first + 2, min(last, first + _WIDE)) if tokens[k].shape == LOWER and k not in aside]
    return any((says(token) and token.key.endswith(ends)) or token.key in sort("want") for token in near)
