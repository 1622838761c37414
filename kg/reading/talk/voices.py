"""Whose voice each sentence of a paragraph is: subjects of reporting verbs, "según X", and the name that closes a quotation, which is the voice of all of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter

from kg.reading.mentions.callings import opened
from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import TURN, Line
from kg.reading.mentions.prose import Mention
from kg.reading.talk.joined import counted, elided, referred, related
from kg.reading.talk.named import acting, bracketed, felt, followed, given, handing, introduced, opined, papered, presented, same, together, turned
from kg.reading.talk.nobody import grouped, paper_says
from kg.reading.vocab import words
from kg.reading.words.asides import CLITICS
from kg.reading.words.saying import has_said, may_say, said_of, says, says_now, sort, utters
from kg.reading.words.tokens import LOWER, TITLE, Token

_BESIDE = frozenset(("el", "la", "su", ",", "."))     # beside a title: "su tesorera, Ana Ruiz"
_REACH = 28  # tokens between a verb and the name it belongs to, the title included
_NOT_SUBJECT = frozenset(("de", "con", "por", "a", "para", "del", "al", "entre", "sobre", "contra"))
_HEADED = frozenset(("preside", "presidia", "dirige", "dirigia", "encabeza", "encabezaba", "lidera", "integra", "coordina", "representa", "fundo", "creo", "dirigio", "presidio"))
_NOT_TITLE = frozenset(("que", "y", "en", "se", "con", "contra", "sobre", '"', "quien", "quienes", "tras", "desde", "donde"))
# Who speaks without a name: "la gente pidió", "los vecinos reclamaron".
_GROUPS = frozenset(("gente", "ciudadania", "comunidad", "publico", "poblacion", "asamblea", "vecinos", "vecinas", "asistentes", "participantes", "ciudadanos", "habitantes", "jovenes"))
_TITLED = 14    # tokens of an office before the name it is of
_ACCORDING = (("segun",), ("de", "acuerdo", "con"), ("para",), ("por", "parte", "de"), ("por", "medio", "de"), ("a", "traves", "de"), ("mocion", "urgente", "de"))
_CIRCUMSTANCE = frozenset(("desde", "en", "tras", "con"))     # '", gritó desde el fondo Ana Ruiz'
_OWN = frozenset(("mi", "mis", "me", "yo", "conmigo", "nosotros", "nosotras"))
COURTESY = ("agradec", "felicit", "salud", "present", "llam", "convoc", "invit")
_GOES_ON = frozenset(("que", "si", "en", "cual", "cuando", "como", "cuanto", "desde", "quien", "tambien", "ademas", "asimismo"))     # after a verb that opens a sentence
_PASSIVE = frozenset(("fue", "fueron", "sido", "era", "eran", "es", "son"))
_BEFORE_ASIDE = frozenset((",", "segun", "como"))
_BEFORE_SUBJECT = frozenset((",", '"', "-", ".", "?", "!", ")", "asi", "lo", "como", "se", "segun", "le", "les", "nos"))     # before a verb whose subject follows
_CLOSES = frozenset(('"', "—", "–"))     # of somebody's words
_OPENS_WITH = 4     # tokens of what somebody is, between the verb and the name
_AGENT = 14     # tokens from a participle to by whom
_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True)
class Voice:
    """Who speaks in a sentence, as far as the sentence (or its quotation) says; whether it has a reporting verb."""

    who: tuple[Mention, ...]
    verb: bool


def voices(line: Line, spans: list[tuple[int, int]], found: list[Mention], text: str) -> list[Voice]:
    """Return the voice of each sentence of a line. ``spans``: the sentences, in the normal text."""
    if line.kind != TURN and (last := opened(line.tokens)) and line.tokens[last].text == ".":
        owner = turned(line.tokens, found, 0)
        return [Voice((owner,) if owner else (), owner is not None)] * len(spans)     # a verbatim record: all of the line is theirs
    made = [Voice(*subjects(line, *covered(line, span), found)) for span in spans]
    owner = turned(line.tokens, found, line.text_from) if made and made[0].who else None
    for k, span in enumerate(spans):
        first, last = covered(line, span)
        if owner and not made[k].who and not text.count('"', line.start, span[0]) % 2 and any(t.key in _OWN for t in line.tokens[first:last]):
            made[k] = Voice((owner,), True)     # "A mi juicio": of whose turn it is, whoever was quoted meanwhile
    quoting = -1
    for k, (start, end) in enumerate(spans):
        if text.count('"', start, end) % 2 == 0:
            continue
        if quoting < 0:
            quoting = k
            continue
        if made[k].who and not any(made[j].who for j in range(quoting, k)):
            made[quoting:k] = [Voice(made[k].who, True)] * (k - quoting)
        quoting = -1
    return made


def covered(line: Line, span: tuple[int, int]) -> tuple[int, int]:
    """Return the tokens a stretch of text covers."""
    first = bisect_right(line.tokens, span[0], key=_END)
    return first, bisect_left(line.tokens, span[1], lo=first, key=_START)


def subjects(line: Line, first: int, last: int, found: list[Mention]) -> tuple[tuple[Mention, ...], bool]:
    """Return (who speaks in tokens ``first:last`` of a line; whether a reporting verb stands there). A plural verb takes everybody named before it."""
    tokens = line.tokens
    if first + 2 < last and tokens[first + 1].text == ")" and len(tokens[first].text) == 1:
        first += 2      # "b) Mora pide"
    inside = [m for m in found if first <= m.first < last]
    if owner := _outright(line, inside, found, first, last):
        return (owner,), True
    if papered(tokens, inside, first) or paper_says(line, first, last) or grouped(tokens, first, last):
        return (), True
    verbs = [k for k in range(first, last) if may_say(tokens[k]) and _speaks(tokens, k, first, inside)]
    if verbs and tokens[verbs[0]].key.startswith(COURTESY) and (owner := followed(tokens, found, first, last)):
        return (owner,), True     # "Agradeció a Ana Ruiz, quien pidió …"
    for verb in verbs:
        unnamed = _unnamed(tokens, verb, inside)
        aside = verb + 1 < len(tokens) and tokens[verb + 1].text == "," and tokens[verb - 1].key in _BEFORE_ASIDE     # "…, dijo, …": of whoever goes on
        after = None if aside else _after(line, verb, inside)
        if after and (verb == first or tokens[verb - 1].key in _BEFORE_SUBJECT):
            return (after,), True
        before = [] if unnamed else [m for m in inside if m.last <= verb and (free(tokens, m, first) or m.how == "office")]
        between = [k for k in verbs if before and before[-1].last <= k < verb and not _unnamed(tokens, k, inside)]
        if before and not between:
            if len(before) > 1 and tokens[verb].key.endswith("ron"):
                return tuple({id(m.entity): m for m in before}.values()), True
            return (_subject(line, before, verb),), True
        if after and not unnamed:
            return (after,), True
        if before == [] and (meant := same(tokens, found, verb, first)):
            return (meant,), True
        if not before and verb == verbs[0] and unnamed and any(m.first > verb for m in inside):
            owner = followed(tokens, found, first, last)
            return ((owner,) if owner else ()), True     # "El Presidente Municipal comentó que Ana Paz": not hers; "Los vecinos aplaudieron a Ana Paz, que pidió": hers
    if owner := _besides(tokens, inside, found, first, last):
        return (owner,), True
    if not verbs and (both := together(tokens, inside, first)):
        return both, True
    if not verbs and (owner := acting(tokens, inside, first, last)):
        return (owner,), False
    return _according(line, first, inside), bool(verbs)


def _outright(line: Line, inside: list[Mention], found: list[Mention], first: int, last: int) -> Mention | None:
    """Return whose a sentence is by how it begins or ends, whatever verb stands in it: "Ana Paz: …", "… (Paz).", "El segundo pidió", "Este último informó"."""
    tokens = line.tokens
    if owner := turned(tokens, inside, first) or bracketed(line, inside, last) or counted(tokens, found, first) or related(tokens, found, first):
        return owner
    if first + 2 < len(tokens) and tokens[first].key in ("este", "esta") and tokens[first + 1].key in ("ultimo", "ultima") and says(tokens[first + 2]):
        return next((m for m in reversed(found) if m.last <= first), None)
    return elided(tokens, inside, first) or handing(tokens, inside, first, last) or (referred(tokens, found, first) if tokens[first].shape == LOWER else None)     # "… y ella insistió"


def _besides(tokens: list[Token], inside: list[Mention], found: list[Mention], first: int, last: int) -> Mention | None:
    """Return whose a sentence is when no verb of saying has a subject in it: "A Ana le preocupa", "…, para quien", "Toma la palabra Paz", "Paz, bióloga: …"."""
    told = felt(tokens, inside, first) or followed(tokens, found, first, last) or opined(tokens, inside) or given(tokens, inside, first)
    return told or presented(tokens, inside, first) or introduced(tokens, inside, first)


def _after(line: Line, verb: int, inside: list[Mention]) -> Mention | None:
    """Return who is named after a verb of saying as its subject: "pidió la edil Ana Ruiz"; after a quotation also '", gritó desde el fondo Ana Ruiz'."""
    tokens = line.tokens
    loose = _CIRCUMSTANCE if tokens[verb - 1].text == '"' or (tokens[verb - 1].text == "," and tokens[verb - 2].text == '"') else frozenset()
    if verb + 1 >= len(tokens) or tokens[verb + 1].key in ("a", "al"):
        return None
    return next((m for m in inside if verb < m.first <= verb + _REACH and _only_title(line, verb + 1, m.first, loose) and free(tokens, m, verb + 1)), None)


def _speaks(tokens: list[Token], k: int, first: int, inside: list[Mention]) -> bool:
    """Tell whether a verb of saying stands at ``k``: one of the list, any preterite after a quotation ('", soltó Ana'), or a present beside its subject ("Ruega que", "la edil Paz consulta")."""
    token = tokens[k]
    if k == first and token.shape == TITLE and k + 1 < len(tokens):
        return _opens(tokens, k, inside)
    if token.shape != LOWER or (k and tokens[k - 1].key == "no") or any(m.first <= k < m.last for m in inside):
        return False
    if says(token):
        return True
    if token.text[-1] == "ó":
        k -= tokens[k - 1].key in CLITICS      # '", la frenó Ana'
        return k > first + 1 and (tokens[k - 1].text in _CLOSES or (tokens[k - 1].text == "," and tokens[k - 2].text == '"'))
    if not says_now(token):
        return has_said(tokens, k) and any(m.last <= k for m in inside)
    if k > first + 1 and (tokens[k - 1].text == "," or tokens[k - 1].text in _CLOSES):
        near = next((m.first - k for m in inside if m.first > k), len(tokens))     # "Falta agua, contesta Ana Paz."
        if near == 1 or (near <= _OPENS_WITH and k + 1 < len(tokens) and tokens[k + 1].key in ("el", "la", "don")):
            return True
    return _beside(tokens, k, first, inside)


def _opens(tokens: list[Token], k: int, inside: list[Mention]) -> bool:
    """Tell whether a sentence begins with a verb of saying: "Pidió", "Ruega que", "Expone la Sra. Rebés que"; not "Consulta ciudadana"."""
    if any(m.first == k for m in inside) or not utters(tokens[k]):
        return False
    if tokens[k].text[-1] == "ó" or tokens[k + 1].key in _GOES_ON:
        return True
    return any(k < m.first <= k + 6 and all(t.text not in (":", ";", '"') and t.key not in ("de", "del") for t in tokens[k + 1 : m.first]) for m in inside)


def _beside(tokens: list[Token], k: int, first: int, inside: list[Mention]) -> bool:
    """Tell whether the subject of a present stands right before it, or after an aside, or comes after it at the beginning of a sentence."""
    if tokens[k].key == "hace" and not (k + 1 < len(tokens) and tokens[k + 1].key in ("ver", "notar", "saber", "constar", "hincapie", "enfasis")):
        return False
    while k > first and tokens[k - 1].key in CLITICS:
        k -= 1
    if any(m.last == k for m in inside):
        return True
    return tokens[k - 1].text == "," and any(m.last < k and tokens[m.last].text in (",", "(") and free(tokens, m, first) for m in inside)


def _according(line: Line, first: int, inside: list[Mention]) -> tuple[Mention, ...]:
    """Return whose opinion a sentence says it is: "según Ana Ruiz", "en voz de la edil Paz", "moción de Paz y Ruiz", "por conducto de su tesorera, Eva Paz", "fue propuesto por Ana"."""
    tokens = line.tokens
    for m in inside:
        k = m.first
        while k > first and (tokens[k - 1].key in _BESIDE or tokens[k - 1].key in words("honorifics") or tokens[k - 1].key in words("roles", "role")):
            k -= 1
        keys = tuple(t.key for t in tokens[first:k])
        if any(keys[-len(p) :] == p and (p != ("para",) or keys == p) for p in _ACCORDING) or _told_by(tokens, k, first):
            other = next((o for o in inside if o.first == m.last + 1 and tokens[m.last].key in ("y", "e")), None)
            return (m, other) if other else (m,)
    head = inside[0] if inside else None
    for phrase in (("para",), ("segun",), ("de", "acuerdo", "con")) if head and head.first - first < _REACH else ():
        start = first + len(phrase)
        if head and tuple(t.key for t in tokens[first:start]) == phrase and _only_title(line, start, head.first) and role_at(tokens, start + 1):
            return (head,)
    return ()


def _told_by(tokens: list[Token], k: int, first: int) -> bool:
    """Tell whether what stands before a name says that the words are theirs: "a juicio de", "el informe del", "fue planteado por"."""
    if k < first + 2:
        return False
    if tokens[k - 1].key in ("de", "del"):
        return tokens[k - 2].key in sort("words")
    if tokens[k - 1].key != "por":
        return False
    if any(said_of(tokens[j]) and tokens[j - 1].key in _PASSIVE for j in range(max(first + 1, k - _AGENT), k - 1)):
        return True     # "fue calificada de insulto por la diputada Ana Paz"
    done = tokens[k - 2]
    return said_of(done) or done.key.startswith(("firmad", "suscrit")) or (tokens[k - 3].key == "se" and says_now(done))


def _unnamed(tokens: list[Token], verb: int, inside: list[Mention]) -> bool:
    """Tell whether the subject of a verb is an office or a party's member whose name does not stand there: "el mandatario resaltó", "la priista rechazó"."""
    k = verb - 1
    while k > max(0, verb - 4) and tokens[k].shape == LOWER and tokens[k].key not in ("el", "la"):
        k -= 1
    noun = tokens[k + 1].key if k + 1 < verb else ""
    named = any(m.first <= k + 1 < m.last for m in inside)
    if verb > 1 and tokens[verb - 1].key in _GROUPS and tokens[verb - 2].key in ("el", "la", "los", "las"):
        return True
    return tokens[k].key in ("el", "la") and not named and (noun in words("roles", "role") or noun in words("partisans", "word") or noun.startswith("mandatari"))


def _subject(line: Line, before: list[Mention], verb: int) -> Mention:
    """Return which of the people named before a verb is its subject: the first when all between is a title or set off by commas, else the nearest."""
    first = before[0]
    if before[-1].how == "office" and before[-1].last == verb and line.tokens[before[-1].first - 1].key in ("el", "la"):
        return before[-1]     # "Acompañada de su hijo, Luis Paz, la alcaldesa pidió"
    if len(before) > 1 and first.last + _REACH > verb:
        set_off = line.tokens[first.last].text == "," and line.tokens[verb - 1].text == ","
        if set_off or _only_title(line, first.last, before[-1].first):
            return first
    return before[-1]


def _only_title(line: Line, first: int, last: int, loose: frozenset[str] = frozenset()) -> bool:
    """Tell whether the stretch between a verb and a name is only an article, a title, an office, a body."""
    between = line.tokens[first:last]
    if any((t.key in _NOT_TITLE and t.key not in loose) or (t.shape == LOWER and t.text[-1] == "ó") for t in between):
        return False
    return not any(line.tokens[k].text in (".", ";", ":") and line.tokens[k - 1].key not in words("honorifics") for k in range(first, last))


def free(tokens: list[Token], mention: Mention, first: int) -> bool:
    """Tell whether a name is not governed by a preposition ("con Juan Pérez"), unless an office stands between."""
    k = mention.first
    while k > first and (tokens[k - 1].key in words("honorifics") or tokens[k - 1].text == "." or (tokens[k - 1].shape == LOWER and tokens[k - 1].key in words("roles", "role"))):
        k -= 1
    titled = k < mention.first
    if titled and k > first and tokens[k - 1].key in ("el", "la"):
        k -= 1
    if k > first + 1 and tokens[k - 1].key in _HEADED and tokens[k - 2].key in ("que", "cual"):
        return False     # "la red que preside Ana Ruiz"
    return k == first or (tokens[k - 1].key not in _NOT_SUBJECT and not _governed(tokens, k, first))


def _governed(tokens: list[Token], k: int, first: int) -> bool:
    """Tell whether a preposition governs the office before a name: "reunión con el defensor del Pueblo adjunto, Luis Paz, …"."""
    if tokens[k - 1].text != ",":
        return False
    for at in range(k - 2, max(first, k - _TITLED), -1):
        if tokens[at].text in (",", ".", ";", ":", '"') or says(tokens[at]):
            return False
        if tokens[at].key in ("el", "la") and tokens[at - 1].key in _NOT_SUBJECT and at - 1 >= first:
            return role_at(tokens, at + 1) is not None
        if tokens[at].key in ("del", "al") and (role := role_at(tokens, at + 1)) and role[0] < k:
            return True
    return False
