"""Ways a sentence names its speaker other than by the subject of a verb of saying: as in "A Ana le preocupa", "Ana: …", "…, quien pidió", "… (Ana)", "Ana puso a disposición"."""

from __future__ import annotations

from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import ITEM, Line
from kg.reading.mentions.prose import Mention, opposed
from kg.reading.vocab import words
from kg.reading.words.saying import did, says, says_now, sort
from kg.reading.words.tokens import LOWER, Token

_CLITICS = frozenset(("no", "se", "le", "les", "lo", "la", "los", "las", "nos", "ya", "tambien", "ademas", "asimismo", "entonces", "luego"))
_LEADS = frozenset(("por", "su", "parte", "lado", "tambien", "asimismo", "ademas", "luego", "despues", "en", "tanto", "a", "vez", "turno", "y", "pero", "finalmente", "igualmente", "mas", "tarde"))
_WHEN = frozenset(("ya", "al", "en", "por", "a", "pasada", "pasadas", "tras", "durante", "antes", "desde", "despues", "luego", "mas"))     # a lead of time or place that a comma closes
_QUIET = frozenset(("fallecio", "murio", "nacio", "llego", "salio", "asistio", "falto", "escucho"))     # what is told of somebody who says nothing with it
_OPENING = 6    # tokens before the name that opens a turn
_ASIDE = 34     # tokens of what stands between a subject and its verb
_GIVEN = 14     # tokens from the verb that gives the floor to whom
_NOUN = 3       # words of what somebody is called before the name: "el maestro jubilado"


def turned(tokens: list[Token], inside: list[Mention], first: int) -> Mention | None:
    """Return whose turn a sentence opens: "SRA. PAZ.- …", "M.S.: …", "SR. PRESIDENTE (Paz).- …", "Sra. Paz: …", "Dª. Ana Paz (Vecinos):"."""
    head = inside[0] if inside else None
    if head is None or head.how == "office" or head.first - first > _OPENING:
        return None
    given = any(t.key in words("floor") for t in tokens[first : first + 4]) and tokens[head.last : head.last + 1] and tokens[head.last].text == ":"     # "Toma la palabra Paz: …"
    titled = tokens[head.last : head.last + 1] and tokens[head.last].text == ":" and _called(tokens, first, head.first)     # "El senador Paz: …"
    if not given and not titled and any(t.shape == LOWER for t in tokens[first : head.first]):
        return None
    k = head.last
    if k < len(tokens) and tokens[k].text == "(":
        k = next((j + 1 for j in range(k, min(len(tokens), k + 12)) if tokens[j].text == ")"), k)
    elif k < len(tokens) and tokens[k].text == ")" and head.first and tokens[head.first - 1].text == "(":
        k += 1
    if k < len(tokens) and (tokens[k].text == ":" or (tokens[k].text in (".", "-") and k + 1 < len(tokens) and tokens[k + 1].text == "-")):
        return head
    return None


def felt(tokens: list[Token], inside: list[Mention], first: int) -> Mention | None:
    """Return who feels what a sentence says: "A Chema le preocupa la doble fila", "A Ana Ruiz, regidora, le pareció poco"."""
    head = inside[0] if inside else None
    if head is None or tokens[first].key not in ("a", "al") or not _called(tokens, first + 1, head.first):
        return None
    k = head.last
    while k < min(len(tokens) - 1, head.last + _ASIDE):
        if tokens[k].key in ("le", "les") and (k == head.last or tokens[k - 1].text in (",", ")") or tokens[k - 1].key in ("no", "tambien")):
            return head if tokens[k + 1].key.startswith(tuple(sort("feels"))) else None
        if tokens[k].text in (".", ";", ":"):
            return None
        k += 1
    return None


def followed(tokens: list[Token], found: list[Mention], first: int, last: int) -> Mention | None:
    """Return of whom "quien" goes on to speak: "carta de Ana Ruiz, presidenta de la Red, quien hace ver que", "…, para quien el dato engaña"."""
    for k in range(first + 1, last - 1):
        if tokens[k].key != "quien" or not (tokens[k - 1].text == "," or (tokens[k - 1].key in ("para", "segun") and tokens[k - 2].text == ",")):
            continue
        verb = _verb(tokens, k + 1)
        if tokens[k - 1].text == "," and not (says(tokens[verb]) or says_now(tokens[verb])):
            continue
        before = [m for m in found if first <= m.first and m.last < k]
        if before:
            return before[-1]
    return None


def bracketed(line: Line, inside: list[Mention], last: int) -> Mention | None:
    """Return the name in brackets that closes an item, whose it is: "Que todo salga en formato abierto (Umpiérrez)."."""
    if line.kind != ITEM or not inside:
        return None
    end = last
    while end and line.tokens[end - 1].text in (".", ";", ","):
        end -= 1
    tail = inside[-1]
    opens = next((k for k in range(tail.first, max(0, tail.first - 5), -1) if line.tokens[k - 1].text == "("), 0)
    if not end or line.tokens[end - 1].text != ")" or not opens or any(t.text == ")" for t in line.tokens[opens : end - 1]):
        return None
    voted = any(t.key in ("voto", "votos", "abstencion", "abstenciones", "responsable", "modera", "relata", "coordina") for t in line.tokens[max(0, opens - 6) : tail.first])
    return None if voted else tail


def opined(tokens: list[Token], inside: list[Mention]) -> Mention | None:
    """Return to whom something is so: "Es, para el investigador Ulises Paz, la razón"."""
    for m in inside:
        k = next((j for j in range(m.first - 1, max(0, m.first - 2 - _NOUN), -1) if tokens[j].key == "para"), 0)
        if k and tokens[k - 1].text == "," and m.last < len(tokens) and tokens[m.last].text == "," and _called(tokens, k + 1, m.first):
            return m
    return None


def given(tokens: list[Token], inside: list[Mention], first: int) -> Mention | None:
    """Return who is given the floor, or speaks by way of it: "Toma la palabra el Sr. Paz y", "Interviene Ana Ruiz para decir", "Por el Sr. Paz se propone", "Fue Paz quien"."""
    head = inside[0] if inside else None
    if head is None or head.first - first > _GIVEN:
        return None
    if tokens[first].key in ("fue", "era") and head.last < len(tokens) and tokens[head.last].key in ("quien", "el", "la") and _called(tokens, first + 1, head.first):
        return head
    if tokens[first].key == "por" and _called(tokens, first + 1, head.first):
        k = head.last + (head.last < len(tokens) and tokens[head.last].text == ",")
        return head if k + 1 < len(tokens) and tokens[k].key == "se" and (says(tokens[k + 1]) or says_now(tokens[k + 1])) else None
    if tokens[first].key not in sort("takes"):
        return None
    start = next((k for k in range(head.first - 1, first, -1) if tokens[k].key in sort("floor")), first)
    return head if _called(tokens, start + 1, head.first) else None


def presented(tokens: list[Token], inside: list[Mention], first: int) -> Mention | None:
    """Return whose words a colon opens right after the name: "Sobre el puente, Paz: …", "A continuación, don Luis Paz: que se arregle"."""
    for m in inside:
        if m.last < len(tokens) - 1 and tokens[m.last].text == ":" and m.how != "office":
            comma = next((k for k in range(m.first - 1, first, -1) if tokens[k].text == ","), -1)
            return m if comma > first and _called(tokens, comma + 1, m.first) else None
    return None


def acting(tokens: list[Token], inside: list[Mention], first: int, last: int) -> Mention | None:
    """Return who is the subject of a sentence whatever they do: "Mier puso a disposición la casa", "Umaña, que es del barrio, fue claro: …"; not of one that only announces a list."""
    head = inside[0] if inside else None
    if head is None or tokens[last - 1].text == ":" or not (tokens[first].text == '"' or _called(tokens, _led(tokens, first, head.first), head.first)):
        return None
    k = head.last
    if k < len(tokens) and tokens[k].text == "(":
        k = next((j + 1 for j in range(k, min(len(tokens), k + 12)) if tokens[j].text == ")"), k)
    if k < len(tokens) and tokens[k].text != ",":
        return head if _does(tokens, _verb(tokens, k)) else None
    for at in range(k, min(len(tokens) - 1, k + _ASIDE)):
        if tokens[at].text in (".", ";", ":", '"'):
            return None
        if tokens[at].text == "," and _does(tokens, _verb(tokens, at + 1)):
            return head
    return None


def same(tokens: list[Token], found: list[Mention], verb: int, first: int) -> Mention | None:
    """Return whom "la funcionaria", "el aludido" means: who was named last before the sentence, of that sex."""
    stems = tuple(sort("same"))
    near = [k for k in range(max(first, verb - 4), min(len(tokens) - 1, verb + 3)) if tokens[k].key in ("el", "la") and tokens[k + 1].shape == LOWER and tokens[k + 1].key.startswith(stems)]
    if not near or any(near[0] < m.first <= near[0] + 4 for m in found):
        return None
    return next((m for m in reversed(found) if m.last <= first and not opposed(m.entity, tokens[near[0]].key)), None)


def _led(tokens: list[Token], first: int, last: int) -> int:
    """Return where a sentence begins after what only links it: "Por su parte", "También"; after the comma that closes a short lead."""
    if tokens[first].key in _WHEN and (comma := next((k for k in range(first, min(last, first + 14)) if tokens[k].text == ","), 0)):
        first = comma
    while first < last and (tokens[first].key in _LEADS or tokens[first].text in (",", "-", "(")):
        first += 1
    return first


def _called(tokens: list[Token], first: int, last: int) -> bool:
    """Tell whether what stands before a name is only what its bearer is called: "el Sr. ", "la matrona ", "el director de Obras, "."""
    if first >= last:
        return True
    if tokens[first].key in ("el", "la") and tokens[last - 1].text != "," and (comma := next((k for k in range(first, min(last, first + 3)) if tokens[k].text == ","), 0)):
        first = comma + 1      # "El anfitrión, el alcalde Ana Paz"
    role = role_at(tokens, first + (tokens[first].key in ("el", "la")))
    if role:
        return not any(t.key in ("que", "con", "a", "al") or t.text in (".", ";", ":", '"') or (t.shape == LOWER and (t.text[-1] == "ó" or says(t))) for t in tokens[role[0] : last])
    own = [t for t in tokens[first:last] if t.key not in words("honorifics") and t.text != "."]
    if own and own[0].key in ("el", "la"):
        own = own[1:]
    return len(own) <= _NOUN and all(t.shape == LOWER and t.key not in ("de", "del", "con", "a", "al", "por", "en", "que", "y") and t.text[-1] != "ó" for t in own)


def _verb(tokens: list[Token], k: int) -> int:
    """Return where the verb is, after pronouns and adverbs."""
    while k < len(tokens) - 1 and (tokens[k].key in _CLITICS or (tokens[k].shape == LOWER and tokens[k].key.endswith("mente"))):
        k += 1
    return min(k, len(tokens) - 1)


def _does(tokens: list[Token], k: int) -> bool:
    """Tell whether a word is a verb that tells what somebody did, or says."""
    token = tokens[k]
    if token.shape != LOWER or token.key in _QUIET or (any(t.key == "no" for t in tokens[max(0, k - 3) : k]) and says(token)):
        return False
    if token.key in ("fue", "estuvo") and k + 1 < len(tokens) and tokens[k + 1].key.endswith(("ado", "ada", "ido", "ida")):
        return False     # what was done to them
    return did(token) or says(token) or says_now(token)
