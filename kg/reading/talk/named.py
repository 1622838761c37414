"""Ways a sentence names its speaker other than by the subject of a verb of saying: as in "A Ana le preocupa", "Ana: …", "…, quien pidió", "… (Ana)", "Ana puso a disposición"."""

from __future__ import annotations

from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import ITEM, Line
from kg.reading.mentions.prose import Mention, opposed
from kg.reading.vocab import words
from kg.reading.words.asides import CLITICS, past_bracket
from kg.reading.words.saying import did, has_said, past_verb, says, says_now, sort, utters
from kg.reading.words.tokens import LOWER, TITLE, Token

_LEADS = frozenset(("por", "su", "parte", "lado", "tambien", "asimismo", "ademas", "luego", "despues", "en", "tanto", "a", "vez", "turno", "y", "pero", "finalmente", "igualmente", "mas", "tarde"))
_WHEN = frozenset(("ya", "al", "en", "por", "a", "pasada", "pasadas", "tras", "durante", "antes", "desde", "despues", "luego", "mas"))     # a lead of time or place that a comma closes
_QUIET = frozenset(("fallecio", "murio", "nacio", "llego", "salio", "asistio", "falto", "escucho"))     # what is told of somebody who says nothing with it
_OPENING = 6    # tokens before the name that opens a turn
_ASIDE = 34     # tokens of what stands between a subject and its verb
_GIVEN = 14     # tokens from the verb that gives the floor to whom
_WHAT = 16      # tokens of what somebody is, up to the colon that opens their words
_NOT_WHAT = frozenset(("que", "quien", "y", "pero"))
_WAS = frozenset(("fue", "era", "es", "estuvo"))
_PAIR = 2       # "la primera … el segundo"
_FLOOR = frozenset(("palabra", "turno", "microfono", "ronda", "intervencion"))
_PASSES = frozenset(("fue", "correspondio", "toco", "paso", "recayo", "es", "corresponde", "toca", "pasa", "quedo"))
_NOUN = 3       # words of what somebody is called before the name: "el maestro jubilado"

_NO_NOUN = frozenset(("de", "del", "con", "a", "al", "por", "en", "que", "y", "cuyo", "cuya"))


def turned(tokens: list[Token], inside: list[Mention], first: int) -> Mention | None:
    """Return whose turn a sentence opens: "SRA. PAZ.- …", "M.S.: …", "SR. PRESIDENTE (Paz).- …", "Sra. Paz: …", "Dª. Ana Paz (Vecinos):"."""
    head = inside[0] if inside else None
    if head is None or head.how == "office" or head.first - first > _OPENING:
        return None
    given = any(t.key in words("floor") for t in tokens[first : first + 4]) and tokens[head.last : head.last + 1] and tokens[head.last].text == ":"     # "Toma la palabra Paz: …"
    titled = tokens[head.last : head.last + 1] and tokens[head.last].text == ":" and called(tokens, first, head.first)     # "El senador Paz: …"
    if not given and not titled and any(t.shape == LOWER for t in tokens[first : head.first]):
        return None
    k = past_bracket(tokens, head.last)
    if k < len(tokens) and tokens[k].text == ")" and head.first and tokens[head.first - 1].text == "(":
        k += 1
    if k < len(tokens) and (tokens[k].text == ":" or (tokens[k].text in (".", "-") and k + 1 < len(tokens) and tokens[k + 1].text == "-")):
        return head
    return None


def felt(tokens: list[Token], inside: list[Mention], first: int) -> Mention | None:
    """Return who feels what a sentence says: "A Chema le preocupa la doble fila", "A Ana Ruiz, regidora, le pareció poco"."""
    head = inside[0] if inside else None
    if head is None or tokens[first].key not in ("a", "al") or not called(tokens, first + 1, head.first):
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
        named = next((m for m in found if m.last == k - 1), None) if tokens[k].key == "que" and tokens[k - 1].text == "," else None
        if named and says(tokens[k + 1]) and tokens[k + 1].text[-1] == "ó":
            return named     # "Aplaudieron a Ana Paz, que pidió"
        if tokens[k].key != "quien" or not (tokens[k - 1].text == "," or (tokens[k - 1].key in ("para", "segun") and tokens[k - 2].text == ",")):
            continue
        verb = verb_at(tokens, k + 1)
        if tokens[k - 1].text == "," and not utters(tokens[verb]):
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
        if k and tokens[k - 1].text == "," and m.last < len(tokens) and tokens[m.last].text == "," and called(tokens, k + 1, m.first):
            return m
    return None


def given(tokens: list[Token], inside: list[Mention], first: int) -> Mention | None:
    """Return who is given the floor, or speaks by way of it: "Toma la palabra el Sr. Paz y", "Interviene Ana Ruiz para decir", "Por el Sr. Paz se propone", "Fue Paz quien"."""
    head = inside[0] if inside else None
    if head is None or head.first - first > _GIVEN:
        return None
    if tokens[first].key in ("fue", "era") and head.last < len(tokens) and tokens[head.last].key in ("quien", "el", "la") and called(tokens, first + 1, head.first):
        return head
    if tokens[first].key == "por" and called(tokens, first + 1, head.first):
        k = head.last + (head.last < len(tokens) and tokens[head.last].text == ",")
        return head if k + 1 < len(tokens) and tokens[k].key == "se" and utters(tokens[k + 1]) else None
    if any(t.key in _FLOOR for t in tokens[first : first + _NOUN + 2]):      # "El turno siguiente fue para Paz", "El uso de la palabra correspondió a Mora"
        to = next((k for k in range(head.first - 1, first, -1) if tokens[k].key in ("para", "a", "al", "en")), first)
        return head if to > first + 1 and tokens[to - 1].key in _PASSES and called(tokens, to + 1, head.first) else None
    verb = verb_at(tokens, first + (tokens[first].key == "a" and tokens[first + 1].key in ("ella", "el", "este", "esta")) * 2)     # "A ella la siguió Paz"
    if tokens[verb].key not in sort("takes"):
        return None
    start = next((k for k in range(head.first - 1, verb, -1) if tokens[k].key in sort("floor")), verb)
    return head if called(tokens, start + 1, head.first) else None


def handing(tokens: list[Token], inside: list[Mention], first: int, last: int) -> Mention | None:
    """Return who hands over what a list below holds: "La Srta. Paz alcanza por escrito los pedidos de los jóvenes:"."""
    head = inside[0] if inside else None
    if head is None or tokens[last - 1].text != ":" or not called(tokens, _led(tokens, first, head.first), head.first):
        return None
    close = next((k + 1 for k in range(head.last + 1, min(last, head.last + _ASIDE)) if tokens[k].text == ","), head.last) if tokens[head.last].text == "," else head.last
    verb = verb_at(tokens, close)
    gives = tokens[verb].key in sort("gives") or did(tokens[verb]) or says_now(tokens[verb])
    return head if gives and any(t.key.rstrip("es") in sort("asked") for t in tokens[verb:last]) else None


def presented(tokens: list[Token], inside: list[Mention], first: int) -> Mention | None:
    """Return whose words a colon opens right after the name, or after what they are: "Sobre el puente, Paz: …", "Eva Paz, bióloga: «…»", "Mora, en contra: falta un informe"."""
    for m in inside:
        if m.last < len(tokens) - 1 and tokens[m.last].text == ":" and m.how != "office":
            comma = next((k for k in range(m.first - 1, first, -1) if tokens[k].text == "," or tokens[k].key in _WAS), -1)     # "De otra opinión fue Paz: …"
            return m if comma > first and called(tokens, comma + 1, m.first) else None
    head = inside[0] if inside else None
    if head is None or head.last >= len(tokens) or tokens[head.last].text not in (",", "(") or not called(tokens, _led(tokens, first, head.first), head.first):
        return None
    colon = next((k for k in range(head.last + 1, min(len(tokens) - 1, head.last + _WHAT)) if tokens[k].text in (":", ";", '"') or tokens[k].key in _NOT_WHAT or says(tokens[k]) or did(tokens[k])), 0)
    return head if colon and tokens[colon].text == ":" else None


def acting(tokens: list[Token], inside: list[Mention], first: int, last: int) -> Mention | None:
    """Return who is the subject of a sentence whatever they do: "Mier puso a disposición la casa", "Umaña, que es del barrio, fue claro: …"; not of one that only announces a list."""
    head = inside[0] if inside else None
    if head is None or tokens[last - 1].text == ":" or not (tokens[first].text == '"' or called(tokens, _led(tokens, first, head.first), head.first)):
        return None
    k = past_bracket(tokens, head.last)
    if k < len(tokens) and tokens[k].text != ",":
        return head if does(tokens, verb_at(tokens, k)) else None
    for at in range(k, min(len(tokens) - 1, k + _ASIDE)):
        if tokens[at].text in (".", ";", ":", '"'):
            return None
        if tokens[at].text == "," and does(tokens, verb_at(tokens, at + 1)):
            return head
    return None


def introduced(tokens: list[Token], inside: list[Mention], first: int) -> Mention | None:
    """Return whose words a colon opens after any preterite and its subject: "ahí saltó Paz, que es tambera: «…»", "Bajó los ánimos, con números, el doctor Mora: falta medir"."""
    head = inside[0] if inside else None
    if head and tokens[first].shape == TITLE and tokens[first].text[-1] == "ó" and head.first - first <= _GIVEN:
        comma = next((k for k in range(head.first - 1, first, -1) if tokens[k].text == "," and tokens[k + 1].key in ("el", "la", "don")), first)
        mark = next((k for k in range(head.last, min(len(tokens), head.last + _ASIDE)) if tokens[k].text in (":", ";", ".", '"')), 0)
        if mark and tokens[mark].text == ":" and called(tokens, comma + 1, head.first):
            return head
    for m in reversed(inside):
        colon = next((k for k in range(m.last, min(len(tokens) - 1, m.last + _ASIDE)) if tokens[k].text in (":", ";", ".", '"')), 0)
        if not colon or tokens[colon].text != ":" or tokens[colon + 1].text != '"':
            continue
        verb = next((k for k in range(m.first - 1, max(first - 1, m.first - _OPENING), -1) if past_verb(tokens[k])), -1)
        return m if verb >= 0 and called(tokens, verb + 1, m.first) else None
    return None


def together(tokens: list[Token], inside: list[Mention], first: int) -> tuple[Mention, ...]:
    """Return both who do the same: "La senadora Paz y el director Luis Mora firmaron el acta y se comprometieron"."""
    if len(inside) < _PAIR or not called(tokens, _led(tokens, first, inside[0].first), inside[0].first):
        return ()
    one, two = inside[:_PAIR]
    if two.last >= len(tokens) or tokens[one.last].key not in ("y", "e") or not called(tokens, one.last + 1, two.first):
        return ()
    verb = tokens[verb_at(tokens, two.last)]
    return (one, two) if verb.shape == LOWER and verb.key.endswith("ron") else ()


def papered(tokens: list[Token], inside: list[Mention], first: int) -> bool:
    """Tell whether a paper says it, whoever read it: "El documento que leyó la relatora Ana Paz recomienda"; not "la carta de Ana Paz"."""
    if tokens[first].key not in ("el", "la", "un", "una") or first + 2 >= len(tokens) or tokens[first + 1].key not in sort("paper"):
        return False
    return tokens[first + 2].key in ("que", "leido", "leida") or tells(tokens, first + 2)


def same(tokens: list[Token], found: list[Mention], verb: int, first: int) -> Mention | None:
    """Return whom "la funcionaria", "el aludido" means: who was named last before the sentence, of that sex; before others, who spoke."""
    stems = tuple(sort("same"))
    near = [k for k in range(max(first, verb - 4), min(len(tokens) - 1, verb + 3)) if tokens[k].key in ("el", "la") and tokens[k + 1].shape == LOWER and tokens[k + 1].key.startswith(stems)]
    if not near or any(near[0] < m.first <= near[0] + 4 for m in found):
        return None
    known = [m for m in reversed(found) if m.last <= first and not opposed(m.entity, tokens[near[0]].key)]
    return next((m for m in known if any(says(t) for t in tokens[max(0, m.first - _OPENING) : m.last + 2])), known[0] if known else None)


def _led(tokens: list[Token], first: int, last: int) -> int:
    """Return where a sentence begins after what only links it: "Por su parte", "También"; after the comma that closes a short lead."""
    if tokens[first].key in _WHEN and (comma := next((k for k in range(first, min(last, first + 14)) if tokens[k].text == ","), 0)):
        first = comma
    while first < last and (tokens[first].key in _LEADS or tokens[first].text in (",", "-", "(")):
        first += 1
    return first


def called(tokens: list[Token], first: int, last: int) -> bool:
    """Tell whether what stands before a name is only what its bearer is called: "el Sr. ", "la matrona ", "el director de Obras, "."""
    if first >= last:
        return True
    if tokens[first].key in ("el", "la") and tokens[last - 1].text != "," and (comma := next((k for k in range(first, min(last, first + 3)) if tokens[k].text == ","), 0)):
        first = comma + 1      # "El anfitrión, el alcalde Ana Paz"
    role = role_at(tokens, first + (tokens[first].key in ("el", "la")))
    if role:
        return not any(t.key in ("que", "con", "a", "al") or t.text in (".", ";", ":", '"') or past_verb(t) for t in tokens[role[0] : last])
    own = [t for t in tokens[first:last] if t.key not in words("honorifics") and t.text != "."]
    if own and own[0].key in ("el", "la"):
        own = own[1:]
    return len(own) <= _NOUN and all(t.shape == LOWER and t.key not in _NO_NOUN and not past_verb(t) for t in own)


def tells(tokens: list[Token], k: int) -> bool:
    """Tell whether a verb of saying stands at ``k``, in the perfect too: "ha exigido"."""
    return utters(tokens[k]) or has_said(tokens, k)


def verb_at(tokens: list[Token], k: int) -> int:
    """Return where the verb is, after pronouns and adverbs."""
    while k < len(tokens) - 1 and (tokens[k].key in CLITICS or (tokens[k].shape == LOWER and tokens[k].key.endswith("mente"))):
        k += 1
    return min(k, len(tokens) - 1)


def does(tokens: list[Token], k: int) -> bool:
    """Tell whether a word is a verb that tells what somebody did, or says."""
    token = tokens[k]
    if stands(tokens, k):
        return True
    if token.shape != LOWER or token.key in _QUIET or (any(t.key == "no" for t in tokens[max(0, k - 3) : k]) and says(token)):
        return False
    if token.key in ("fue", "estuvo") and k + 1 < len(tokens) and tokens[k + 1].key.endswith(("ado", "ada", "ido", "ida")):
        return False     # what was done to them
    return did(token) or utters(token)


def stands(tokens: list[Token], k: int) -> bool:
    """Tell whether a present says where somebody stands: "no cree que", "está a favor de", "se opone a", "es partidaria de"."""
    key, after = tokens[k].key, tokens[k + 1].key if k + 1 < len(tokens) else ""
    if tokens[k].shape != LOWER:
        return False
    if key in ("esta", "es"):
        beyond = tokens[k + 2].key if k + 2 < len(tokens) else ""
        return (after in ("a", "en", "de") and beyond in ("favor", "contra", "acuerdo", "desacuerdo", "opinion", "parecer")) or after.startswith(("partidari", "contrari"))
    return key in sort("stands") or (key in ("opone", "opuso", "niega", "queja", "inclina", "suma", "adhiere", "pregunta") and tokens[k - 1].key == "se")
