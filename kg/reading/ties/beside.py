"""Whose office stands beside a name in prose: before it, after it, or a body named with "de" and no office. Rules ``membership.*``."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.gazetteer import gazetteer
from kg.reading.mentions.hats import SIRS, Hat, read_hats, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.name_words import stops
from kg.reading.ties.between import past_between
from kg.reading.ties.links import linked
from kg.reading.ties.trades import RUNS, trade_at
from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.asides import past_time
from kg.reading.words.saying import CAME, says
from kg.reading.words.tokens import LOWER, MIXED, NUMBER, UPPER, Token

NAMED = frozenset(("nombran", "designan", "eligen", "nombra", "designa", "elige", "eligio", "reeligio", "nombro", "designo", "ratifico", "eligieron", "nombraron", "designaron"))
# What else may be said of somebody between an office and the name: "el primer presidente de la Coordinadora, el fallecido Luis Paz".
_SAID_OF = frozenset(("fallecido", "fallecida", "finado", "finada", "difunto", "difunta", "extinto", "extinta", "recordado", "recordada", "desaparecido", "desaparecida", "historico", "historica",
                      "veterano", "veterana", "joven", "hoy", "tambien", "entonces", "ahora", "actual", "companero", "companera", "vecino", "vecina", "senor", "senora", "pastor", "poeta"))
_KIN = frozenset(("papa", "mama", "padre", "madre", "hijo", "hija", "abuelo", "abuela", "esposo", "esposa", "hermano", "hermana", "vecino", "vecina", "viuda", "viudo", "nieto", "nieta"))
_PICKED = frozenset(("propuso", "propone", "postulo", "nombro", "menciono", "senalo", "sugirio", "planteo", "recomendo", "denuncio"))      # others: "Ana Ruiz propuso como vocal a Luis Paz"
_BECAME = frozenset(f"{stem}{end}" for stem in ("nombrad", "designad", "elegid", "reelegid", "elect", "reelect", "ratificad", "confirmad") for end in "oa")
_REACH = 28  # tokens between a name and the office beside it


def hats_beside(line: Line, first: int, last: int) -> Iterator[tuple[Hat, str]]:
    """Yield the hats of the person named at tokens ``first:last`` inside prose: ("after" or "before" it)."""
    tokens = line.tokens
    start = first
    while start > 0 and (tokens[start - 1].key in words("honorifics") or tokens[start - 1].text in (",", '"') or (tokens[start - 1].text == "." and tokens[start - 2].key in words("honorifics"))):
        start -= 1
    before = hats_before(line, start)
    joined = linked(line, last)
    inside = _in_brackets(line, last) if len(before) == 1 and before[0].body is None and before[0].town is None else None
    if inside:      # "la concejala Ana Ruiz (Frente Amplio)": the office is held there
        yield dataclasses.replace(before[0], body=inside, last=inside.last), "before"
        return
    if joined:
        yield joined, "after"
    elif not (before and _next_ones(line, last)):
        yield from ((h, "after") for h in _after(line, last))
    yield from ((h, "before") for h in before)


def _in_brackets(line: Line, last: int) -> BodyHit | None:
    """Return the body that the bracket after a name holds, and nothing else."""
    tokens = line.tokens
    opened = last + 2 < len(tokens) and tokens[last].text == "("
    return next((b for b in line.bodies if b.first == last + 1 and b.last < len(tokens) and tokens[b.last].text == ")"), None) if opened else None


def _next_ones(line: Line, last: int) -> bool:
    """Tell whether the title after a name is the next person's: "el juez, Luis Paz; la directora, Ana Ruiz", "el juez Luis Paz, la directora, Ana Ruiz"."""
    tokens = line.tokens
    if last + 1 >= len(tokens) or tokens[last].text == ";":
        return True
    follower = min((p.first for p in line.people if last < p.first < last + _REACH), default=0)
    return bool(follower) and tokens[last].text == "," and tokens[last + 1].key in ("el", "la") and all(tokens[k].text not in (",", ".") for k in range(last + 1, follower - 1))


def _after(line: Line, last: int) -> list[Hat]:
    tokens = line.tokens
    if last >= len(tokens):
        return []
    opened = _opens(line, last)
    i = past_between(tokens, last + opened)
    i = _past_trade(tokens, i) if opened else i
    if i + 1 < len(tokens) and tokens[i].key in ("de", "del") and (opened or i == last):
        named = _named_body(line, i, min([len(tokens), i + 10]))
        if named and not any(b.first in (i + 1, i + 2) for b in line.bodies):
            return [named]
    from_body = i < len(tokens) and tokens[last].text != ";" and tokens[i].key in ("de", "del", "por", "desde") and any(b.first in (i + 1, i + 2) for b in line.bodies)
    if from_body:
        i += 1 if any(b.first == i + 1 for b in line.bodies) else 2
    elif not opened and not (role_at(tokens, i) and (i > last or (i < len(tokens) and tokens[i].capital) or _named_to(line, last))):
        return []
    limit = _limit(line, i)
    hats = list(read_hats(tokens, i, limit, line.bodies))
    if not hats or hats[0].first != i:
        named = _named_body(line, last + 1 if last < len(tokens) and tokens[last].text == "," else last, limit)
        return [named] if named else []
    if tokens[last].text == ";" and hats[0].role is None and "en" in (tokens[i - 1].key, tokens[i - 2].key):
        return []       # "…, Ana Ruiz; en la Red sigue Luis Paz"
    article = last + (tokens[last].text == ";")
    if (not opened or article > last) and article < i and tokens[article].key in ("el", "la") and _follows(line, hats[-1].last):
        return []       # "Acompañaron a Luis Paz la presidenta de la Red, Ana Ruiz, y …"
    kept = [hats[0]]
    for hat in hats[1:]:
        between = _unbracketed(tokens[kept[-1].last : hat.first])
        parent = kept[0].body and hat.body and hat.role == kept[0].role and hat.first == kept[0].first
        joins = hat.role is not None and len(between) <= 6 and all(t.key in (",", "y", "e", "asi", "como", "tambien", "ademas", "a", "la", "vez", "el", "ex", "hoy") for t in between)
        if parent or joins:
            kept.append(hat)
        else:
            break
    return kept


def _follows(line: Line, i: int) -> bool:
    """Tell whether a name, after a comma perhaps, begins at token ``i``."""
    comma = i < len(line.tokens) and line.tokens[i].text == ","
    return any(p.first == i + comma for p in line.people)


def _named_to(line: Line, last: int) -> bool:
    """Tell whether somebody is named to the office after the name: "nombraron a Ana Ruiz directora de la Red"."""
    person = next((p for p in line.people if p.last == last), None)
    before = line.tokens[max(0, person.first - 3) : person.first] if person else []
    named = len(before) > 1 and before[-2].key in ("fue", "resulto", "sera", "quedo") and before[-1].key in _BECAME      # "Fue nombrada Ana Ruiz directora de la Red"
    return named or (bool(before) and before[-1].key == "a" and any(t.key in NAMED for t in before))


def _opens(line: Line, last: int) -> bool:
    """Tell whether the token after a name opens its title: a comma, a bracket; the verb of "Ana Ruiz habló como presidenta"; the colon of "Ana Ruiz: Red del Agua"."""
    tokens = line.tokens
    if tokens[last].text in (":", "."):
        return _row(line, last)
    acted = (says(tokens[last]) or tokens[last].key in CAME) and tuple(t.key for t in tokens[last + 1 : last + 2] + tokens[last + 3 : last + 4])
    acted = acted if tokens[last].key not in _PICKED else ()
    return tokens[last].text in (",", "(", "-", ";", "/", "|") or bool(acted and (acted[0] == "como" or acted == ("en", "calidad")))


def _row(line: Line, last: int) -> bool:
    """Tell whether a line is but a name, a colon or full stop, and the body it belongs to: "Ana Ruiz: Red del Agua"."""
    alone = len(line.people) == 1 and not any(t.text.isalnum() and t.key not in words("honorifics") for t in line.tokens[: line.people[0].first])
    return alone and any(b.first == last + 1 and not any(t.text.isalnum() for t in line.tokens[b.last :]) for b in line.bodies)


def _past_trade(tokens: list[Token], i: int) -> int:
    """Return the token of the office that what somebody is besides goes before: "abogada y directora de …", "de 34 años, integrante de …"; ``i`` without one."""
    kin = i < len(tokens) and tokens[i].key in _KIN     # "papá de un joven con asma e integrante de …"
    k = i
    while k < min(len(tokens) - 1, i + (14 if kin else 9)) and (tokens[k].shape in (LOWER, NUMBER) or tokens[k].text == ",") and not says(tokens[k]) and (k > i or role_at(tokens, k) is None):
        link = tokens[k].text == "," or tokens[k].key in ("y", "e")
        after = past_time(tokens, k + 1 + (tokens[k + 1].key in ("actual", "tambien", "hoy", "ahora")))
        office = role_at(tokens, after) if link and k > i and (kin or k - i < 7) and after < len(tokens) and tokens[after].shape == LOWER else None
        if office:
            return after if "plural" not in office[1] else i
        if tokens[k].key in ("por", "con", "junto", "ante") and not kin:    # "acompañada por …": others
            return i
        k += 1
    return i


def _unbracketed(between: list[Token]) -> list[Token]:
    """Drop a bracketed acronym from the tokens between two offices."""
    close = next((k for k, t in enumerate(between) if t.text == ")"), -1)
    return between[close + 1 :] if between and between[0].text == "(" and close > 0 else between


def _named_body(line: Line, i: int, limit: int) -> Hat | None:
    """Read ", de Participación Ciudadana 29" at token ``i``: a body without a head noun, named after a person with "de"; two words at least, and a sign or verb after it."""
    tokens = line.tokens
    if i >= len(tokens) or tokens[i].key not in ("de", "del"):
        return None
    first = i + 2 if i + 1 < len(tokens) and tokens[i + 1].key == "la" else i + 1
    stop = first
    while stop < limit and (
        tokens[stop].capital or tokens[stop].shape == "9" or (tokens[stop].key in ("de", "por", "del", "la", "y") and stop > first and stop + 1 < limit and tokens[stop + 1].capital)
    ):
        stop += 1
    own = [t for t in tokens[first:stop] if t.capital]
    closed = stop >= len(tokens) or tokens[stop].text in (",", ";", ".", ")", ":") or tokens[stop].shape == LOWER
    single = len(own) == 1 and (own[0].shape in (UPPER, MIXED) or (not lexicon.surname(own[0].key) and not lexicon.given(own[0].key) and (own[0].key,) not in gazetteer() and len(own[0].key) > 3))
    single = single or (len(own) == 1 and own[0].key in words("parties") and (not lexicon.surname(own[0].key) or own[0].key == "morena"))    # "Ana Ruiz, de Vox,"
    if (len(own) < 2 and not single) or not closed or all(t.key in stops() for t in own) or any(h.first >= first and h.first < stop for h in line.people) or own[0].key in words("not_bodies"):
        return None
    if tuple(t.key.replace(".", "") for t in tokens[first:stop] if t.text != ".") in gazetteer():
        return None
    if " ".join(t.key for t in tokens[first:stop]) in words("states"):
        return None
    return Hat(first, stop, None, BodyHit(first, stop, "institution.named", "civil-society-organisation"), None, rule="membership.named")


def _limit(line: Line, i: int) -> int:
    """Return where a title beside a name ends at the latest: a verb, bracket, full stop, or the next person."""
    tokens = line.tokens
    nexts = [h.first for h in line.people if h.first > i]
    stop = min([len(tokens), i + _REACH, *nexts])
    for k in range(i, stop):
        token = tokens[k]
        if token.text == ")" and k >= 2 and i <= k - 2 and tokens[k - 2].text == "(":
            continue  # an acronym in brackets
        if token.text in (")", ";", ".", ":", '"') or (
            token.shape == LOWER and (token.key in ("que", "quien", "fue", "ha", "se", "dio", "impartio", "realizo") or (says(token) and not _adjective(tokens, i, k)))
        ):
            return k
    return stop


def _adjective(tokens: list[Token], i: int, k: int) -> bool:
    """Tell whether token ``k`` is no verb, but goes on with the office at ``i``: "consultor externo"."""
    return k == i + 1 and tokens[k].text[-1] == "o" and role_at(tokens, i) is not None


def hats_before(line: Line, start: int) -> list[Hat]:
    """Return the hat that ends right before a name: "la Comisionada del Infoem Sharon Morales", "los comisionados Ana Ruiz y Luis Paz"."""
    tokens = line.tokens
    best: list[Hat] = []
    label = start > 1 and tokens[start - 1].text == ":"     # "Portavoz de Vox: Ana Ruiz"
    start -= label
    near = start - _REACH - 24  # further back nothing is looked at
    others = {k for h in line.people if near < h.last and h.first < start for k in range(h.first, h.last)}
    j = start
    crossed = False
    while j > max(0, start - _REACH - (12 if crossed else 0)):
        j -= 1
        token = tokens[j]
        if token.text == ")":
            j = next((k for k in range(j - 1, max(-1, j - 8), -1) if tokens[k].text == "("), -1)
            if j < 0:
                break
            continue
        if token.text == ":" and crossed and (j + 1 in others or tokens[j + 1].key in words("honorifics")):
            continue    # "los miembros de la Junta: Ana Ruiz, Luis Paz"
        if token.text == '"' and any(b.first < j < b.last for b in line.bodies):
            continue    # 'la Universidad "Sol y Luna"'
        if (token.text in (".", ";", ":", '"') and tokens[j - 1].key not in words("honorifics")) or (token.shape == LOWER and says(token)):
            break
        if j in others:
            crossed = True
            continue
        role = role_at(tokens, j)
        if role is None or (crossed and "plural" not in role[1]):
            continue
        if "plural" in role[1] and "," in (tokens[start - 1].text, tokens[start].text) and j > 1 and tokens[j - 2].key == "ante" and not crossed:
            break   # "Ante los concejales del Concejo, Ana Ruiz pidió …"
        if j > 1 and tokens[j - 1].text == "," and j - 2 in others and not crossed and "plural" not in role[1]:
            break   # "Luis Paz, presidente de la Junta, Ana Ruiz, …": the office of the one before
        end = next((k for k in range(j, start) if k in others), start)
        hats = read_hats(tokens, j, end, line.bodies)
        if hats and len(hats) <= 2 and _joined(tokens, hats) and _only_names(line, hats[-1].last, start, others, "plural" in role[1]):
            best = hats
    return best


def _joined(tokens: list[Token], hats: list[Hat]) -> bool:
    """Tell whether two offices are one person's: nothing but a comma or "y" between them; ", y el" begins the next one's."""
    if any(tokens[b.first - 1].key in ("el", "la") and tokens[b.first - 2].key in ("y", "e") and tokens[b.first - 3].text == "," for _, b in itertools.pairwise(hats)):
        return False
    return all(t.text == "," or t.key in ("y", "e", "el", "la", "asi", "como", "tambien") for a, b in itertools.pairwise(hats) for t in tokens[a.last : b.first])


def _past_place(tokens: list[Token], i: int, last: int) -> int:
    """Return the token after "(Coparmex), en Chihuahua" or "(IRI) para América Latina y el Caribe": where an office is held, between it and the name."""
    k = i
    if k + 1 < last and tokens[k].key == "y" and tokens[k + 1].key in RUNS:     # "la actual defensora y candidata a un nuevo mandato, Ana Ruiz"
        return next((c for c in range(k + 2, min(last, k + 9)) if tokens[c].text == ","), i)
    if k < last and tokens[k].text == "(":
        k = next((c + 1 for c in range(k, min(last, k + 6)) if tokens[c].text == ")"), last)
    k += 1 if k < last and tokens[k].text == "," else 0
    if k >= last or tokens[k].key not in ("en", "para"):
        return i
    stop = k + 1
    while stop < last and (tokens[stop].capital or tokens[stop].key in ("el", "la", "los", "las", "de", "del", "y")):
        stop += 1
    return stop if stop > k + 1 and (stop >= last or tokens[stop].text == ",") else i


def _only_names(line: Line, first: int, last: int, others: set[int], plural: bool) -> bool:
    """Tell whether between an office and a name stand only commas, honorifics, a bracketed acronym, other names of the same list."""
    depth = 0
    first = _past_place(line.tokens, first, last)
    for k in range(first, last):
        token = line.tokens[k]
        depth += (token.text == "(") - (token.text == ")")
        if not (
            depth
            or k in others
            or token.text in (",", ".", ")", "ª", "º")
            or token.key in SIRS
            or (token.shape == LOWER and trade_at(line.tokens, k) > k)
            or (plural and (token.text in (":", "/") or (token.key in ("as", "os", "a") and line.tokens[k - 1].text == "/")))
            or token.key in words("honorifics")
            or (plural and token.key in ("y", "e"))
            or token.key in _SAID_OF
            or token.key in ("el", "la", "capitalino", "capitalina", "local", "municipal", "estatal", "nacional", "provincial", "regional", "ejecutivo", "ejecutiva")
        ):
            return False
    return True
