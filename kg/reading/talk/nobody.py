"""Sentences whose subject is nobody by name, however it is led in and whatever stands beside it: "Desde el fondo los chicos del club, que habían llevado bombos, pidieron"."""

from __future__ import annotations

from kg.reading.mentions.hats import role_at
from kg.reading.mentions.heads import head_at
from kg.reading.mentions.line import Line
from kg.reading.talk.named import verb_at
from kg.reading.words.asides import past_links
from kg.reading.words.saying import has_said, says, sort, utters
from kg.reading.words.tokens import LOWER, TITLE, Token

_LEAD = 18      # tokens of what stands before a subject and a comma closes
_SHORT = 7      # the same without a comma: "Desde el fondo los chicos"
_FAR = 16       # tokens from a subject to its verb, asides not counted
_ASIDE = 34     # tokens of what is said of a subject between commas
_LEADS = frozenset(("en", "tras", "al", "por", "durante", "ante", "despues", "antes", "a", "luego", "mas", "menos", "ya", "desde", "entre", "de", "del", "con", "hacia", "bajo", "sobre", "segun"))
_DETS = frozenset(("el", "la", "un", "una", "este", "esta", "ese", "esa", "su", "otro", "otra", "algun", "alguna", "cada"))
_MANY = frozenset(("los", "las", "unos", "unas", "varios", "varias", "muchos", "muchas", "algunos", "algunas",
                   "otros", "otras", "ambos", "ambas", "diversos", "diversas", "quienes", "estos", "estas", "sus",
                   "dos", "tres", "cuatro", "cinco", "seis"))
_ONE = frozenset(("uno", "una", "otro", "otra", "alguno", "alguna"))
_NOT_BEFORE = frozenset(("de", "del", "el", "la", "un", "una", "su", "por", "en", "a", "al", "para", "con", "y", "o", "sin", "esta", "cada"))     # what stands before a noun, not before a verb
_NOT_NOUNS = frozenset(("mas", "menos", "entonces", "pues", "ademas", "antes", "despues", "tras", "quizas", "lejos", "paradojas", "gracias", "es", "tres", "seis", "dos", "mientras", "jamas"))
_ACCORDING = (("segun",), ("de", "acuerdo", "con"))
_FIGURES = frozenset(("figura", "figuran", "figuraba", "figuraban", "destaca", "destacan", "aparece", "aparecen", "sobresale", "esta", "estan"))     # among what is asked for
_NO_END = frozenset((";", ":", '"', "?", "¿"))
_BESIDE = {",": ",", "(": ")", "—": "—", "–": "–"}


def nobody(line: Line, first: int, last: int) -> bool:
    """Tell whether a group, a body, a paper or an office without its name is who says a sentence, or it is said of no one ("en la mesa se planteó")."""
    tokens = line.tokens
    if last - first < 4:
        return False
    begun = {_past_links(tokens, first, last)}
    begun |= set(_led(line, min(begun), last))
    return any(_told(line, k, last) for k in begun) or _unsaid(line, min(begun), last) or grouped(tokens, first, last) or _theirs(line, min(begun), last)


def _theirs(line: Line, first: int, last: int) -> bool:
    """Tell whether it is the view of a group or a paper: "Según el relevamiento, …", "A los vecinos les preocupa", "Entre los pedidos figura", "… fue el reclamo de los vecinos"."""
    tokens = line.tokens
    keys = [t.key for t in tokens[first:last]]
    if len(keys) < 4:
        return False
    if keys[0] == "a" and "les" in keys[2:_FAR] and tokens[first + 1].key in _MANY:
        at = first + keys.index("les", 2)
        return at + 1 < last and tokens[at + 1].key.startswith(tuple(sort("feels"))) and not line.named(first, at)
    if keys[0] == "entre" and keys[1] in _MANY and _asked(keys[2]):
        return bool(_FIGURES & set(keys[3:_FAR])) and not line.named(first, last)
    for phrase in _ACCORDING:
        begins = tuple(keys[: len(phrase)]) == phrase
        size = len(phrase)
        at = first + size if begins else next((k + size for k in range(first + 2, last - 2) if tokens[k - 1].text == "," and tuple(t.key for t in tokens[k : k + size]) == phrase), 0)
        if at and at < last - 1 and not any(says(t) for t in tokens[first:last]):
            return (tokens[at].key in _MANY or _noun(line, at + (tokens[at].key in _DETS), last) > 0) and not line.named(first, last)
    end = next((k for k in range(2, len(keys) - 3) if keys[k] in ("fue", "es", "era") and keys[k + 1] in _DETS and _asked(keys[k + 2]) and keys[k + 3] in ("de", "del")), 0)
    return end > 0 and end + 4 < len(keys) and (keys[end + 4] in _MANY or keys[end + 3] == "del") and not line.named(first, last)


def _asked(word: str) -> bool:
    """Tell whether a word is what somebody asks for: "pedidos", "reclamo"."""
    return word.rstrip("es") in sort("asked") or word in sort("asked")


def grouped(tokens: list[Token], first: int, last: int) -> bool:
    """Tell whether several are the subject of the verb that announces a list: "leyeron la declaración, en la que las organizaciones demandan:"."""
    if tokens[last - 1].text != ":":
        return False
    verb = next((k for k in range(last - 2, max(first + 3, last - _SHORT), -1) if _says_at(tokens, k, True)), 0)
    several = tokens[verb - 1].key.endswith("s") and tokens[verb - 1].shape == LOWER and tokens[verb - 2].key in _MANY
    return verb > 0 and several and (tokens[verb - 3].key in ("que", "cual") or tokens[verb - 3].text == ",")


def _past_links(tokens: list[Token], first: int, last: int) -> int:
    """Return where a sentence begins after what only links it, and after "en la que", "en donde", which joins it to another."""
    first = past_links(tokens, first, last - 2)
    if tokens[first].key in ("en", "con", "por") and tokens[first + 1].key in ("el", "la", "los", "las") and tokens[first + 2].key in ("que", "cual"):
        return first + 3
    return first + 1 if tokens[first].key == "donde" else first


def _led(line: Line, first: int, last: int) -> list[int]:
    """Return where the subject may begin after where, when or how: past the comma that closes that, or at an article ("Desde el fondo los chicos")."""
    tokens = line.tokens
    found = []
    comma = next((k for k in range(first + 1, min(last - 2, first + _LEAD)) if tokens[k].text == "," or says(tokens[k]) or tokens[k].text in _NO_END), 0)
    if comma and tokens[comma].text == "," and not line.named(first, comma) and (tokens[first].key in _LEADS or comma - first <= 3):
        found.append(comma + 1)
    if tokens[first].key in _LEADS:
        limit = min(last - 2, first + (_SHORT if not found else comma - first + _LEAD))
        found += [
            k for k in range(first + 2, limit)
            if tokens[k].key in _MANY and (tokens[k - 1].shape != "." or tokens[k - 1].text == ",") and tokens[k - 1].key not in _NOT_BEFORE | _LEADS and not line.named(first, k)
        ]
    return found


def _told(line: Line, k: int, last: int) -> bool:
    """Tell whether a subject that nobody's name is stands at ``k``, with its verb of saying."""
    tokens = line.tokens
    if k >= last - 2:
        return False
    token = tokens[k]
    many = token.key in _MANY or _several(tokens, k)
    alone = many or token.key == "alguien" or (token.key in _ONE and tokens[k + 1].text == ",")
    end = k + 1 if alone else _noun(line, k + (token.key in _DETS), last)
    verb = _verb(line, end, last, many) if end else 0
    if not verb:
        return False
    return not line.named(k, verb) or (tokens[k + (token.key in _DETS)].key in sort("paper") and _made_by_others(line, k, verb))


def _several(tokens: list[Token], k: int) -> bool:
    """Tell whether a plural without an article stands at ``k``: "pescadores de la ribera", "Usuarios del hospital"."""
    token = tokens[k]
    if not token.key.endswith("s") or len(token.key) <= 4 or token.key in _NOT_NOUNS or token.key.endswith("mos"):
        return False
    return token.shape == LOWER or (token.shape == TITLE and tokens[k + 1].shape == LOWER)


def group_at(line: Line, k: int, last: int) -> bool:
    """Tell whether a crowd, a paper or a body stands at ``k`` after its article: '", respondió la sala'."""
    return k < last - 1 and line.tokens[k].key in _DETS and _noun(line, k + 1, last) > 0


def _noun(line: Line, k: int, last: int) -> int:
    """Return the end of a noun that is no person's by itself: a crowd, a paper, a body, an office of a body; 0 for another."""
    tokens = line.tokens
    if k >= last - 1:
        return 0
    key = tokens[k].key
    own = tokens[k - 1].key in _DETS
    if own and (key in sort("crowd") or key in sort("paper")):
        return k + 1
    if body := next((b for b in line.bodies if b.first == k), None):
        return body.last
    if own and tokens[k].shape == LOWER and (head := head_at(tokens, k)):
        return head[0]
    role = role_at(tokens, k) if own else None
    if role and role[0] < last - 1 and tokens[role[0]].key in ("de", "del") and any(t.capital for t in tokens[role[0] + 1 : role[0] + 3]):
        return next((b.last for b in line.bodies if role[0] < b.first <= role[0] + 2), role[0] + 2)
    return 0


def _verb(line: Line, k: int, last: int, many: bool) -> int:
    """Return where the verb of saying of a subject that ends at ``k`` is, past its complements and what is said of it aside; 0 without one."""
    tokens = line.tokens
    limit = k + _FAR
    while k < min(last, limit):
        token = tokens[k]
        if token.text in _NO_END or (token.key == "que" and tokens[k - 1].key.endswith(("n", "ó"))):
            return 0
        if token.text in _BESIDE:
            if k + 2 < last and tokens[k + 2].text == token.text and says(tokens[k + 1]):
                return 0    # "Los vecinos, dijo, ..."
            close = next((j for j in range(k + 1, min(last - 1, k + _ASIDE)) if tokens[j].text == _BESIDE[token.text] and _says_at(tokens, verb_at(tokens, j + 1), many)), 0)
            return verb_at(tokens, close + 1) if close else 0
        if token.shape == LOWER and _says_at(tokens, k, many):
            return k
        k += 1
    return 0


def _says_at(tokens: list[Token], k: int, many: bool) -> bool:
    """Tell whether a verb of saying in that number stands at ``k``: "pidieron", "reclama", "han exigido"."""
    token = tokens[k]
    if token.shape != LOWER or tokens[k - 1].key in _NOT_BEFORE:
        return False
    return token.key.endswith("n") is many and (token.key.startswith("compromet") or utters(token) or token.key in sort("hands") or has_said(tokens, k))


def _unsaid(line: Line, first: int, last: int) -> bool:
    """Tell whether it is not told who says it: "En la mesa se planteó que", "De la red se leyó una carta", "De ahí salió un pedido", "Desde la empresa respondieron"."""
    tokens = line.tokens
    if tokens[first].key not in _LEADS:
        return False
    aside = next((k for k in range(first + 2, min(last - 2, first + _LEAD)) if tokens[k].text == ","), last)
    close = next((k for k in range(aside + 1, min(last - 1, aside + _ASIDE)) if tokens[k].text == ","), aside) if tokens[first].key == "desde" else aside
    for k in (*range(first + 1, min(aside, last - 1, first + _LEAD)), *range(close + 1, min(last - 1, close + _SHORT))):
        token, before = tokens[k], tokens[k - 1].key
        if token.text in _NO_END or token.key == "que" or line.named(k, k + 1):
            return False
        if token.shape != LOWER:
            continue
        if before == "se" and (says(token) or token.key in sort("hands") or token.key in ("escucho", "oyo", "leyo")):
            return not line.named(k, min(last, k + _SHORT))
        if token.key in ("salio", "salieron", "surgio", "surgieron", "nacio") and tokens[first].key in ("de", "del"):
            return not line.named(k, min(last, k + _SHORT))
        if tokens[first].key == "desde" and says(token) and token.key.endswith("n"):
            return True
    return False


def paper_says(line: Line, first: int, last: int) -> bool:
    """Tell whether a paper says a sentence, whoever it names aside: "El estudio, elaborado por Ana Paz, advierte que"."""
    tokens = line.tokens
    return last - first > 4 and tokens[first].key in _DETS and tokens[first + 1].key in sort("paper") and _told(line, first, last)


def _made_by_others(line: Line, k: int, verb: int) -> bool:
    """Tell whether who is named between a paper and its verb is told of aside, and did not sign it: then the paper speaks."""
    tokens = line.tokens
    aside = next((j for j in range(k, verb) if tokens[j].text in _BESIDE), verb)
    return not line.named(k, aside) and not any(t.key.startswith(("firm", "suscri")) for t in tokens[aside:verb])
