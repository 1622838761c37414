"""People inside sentences: which name or office is meant, whose office stands beside a name, who is the subject of a reporting verb."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.reading import lexicon
from kg.reading.acronyms import BodyHit
from kg.reading.entities import Entity, People, said
from kg.reading.hats import Hat, read_hats, role_at
from kg.reading.line import Line
from kg.reading.names import stops
from kg.reading.places import gazetteer
from kg.reading.tokens import LOWER, MIXED, UPPER, Token
from kg.reading.vocab import words

_REACH = 28  # tokens between a name and the office beside it


@dataclass(frozen=True)
class Mention:
    """A person meant at tokens ``first:last``: by name, by surname with a title, or by office."""

    first: int
    last: int
    entity: Entity
    how: str  # name | surname | office


class Offices:
    """Which person holds which office in this document, for mentions such as "la comisionada del Infoem"."""

    def __init__(self) -> None:
        self._held: dict[str, list[tuple[Entity, str]]] = {}

    def add(self, role: str, body: str, entity: Entity) -> None:
        """Note that ``entity`` holds an office (folded) in a body (folded, "" unknown)."""
        key = _stem(role.split()[0]) if role else ""
        if key and (entity, body) not in self._held.setdefault(key, []):
            self._held[key].append((entity, body))

    def who(self, role: str, body: str) -> Entity | None:
        """Return the only person with this office (in this body, when one is named), or None."""
        held = self._held.get(_stem(role.split()[0]), []) if role else []
        fitting = {id(e): e for e, b in held if not body or b == body or (b and (b in body or body in b))}
        full = _stem(role)
        return next(iter(fitting.values())) if len(fitting) == 1 and full else None


def _stem(role: str) -> str:
    """Cut the mark of gender, so that "comisionada" and "comisionado" are one office only when nobody else holds it."""
    return role


def mentions(line: Line, people: People, offices: Offices, text: str) -> list[Mention]:
    """Return the people meant in a line, left to right."""
    found = [Mention(h.first, h.last, e, "name") for h in line.people if (e := people.by_name(said(text, line.tokens[h.first : h.last])))]
    taken = {k for m in found for k in range(m.first, m.last)}
    taken |= {k for b in line.bodies for k in range(b.first, b.last)}
    i = 0
    tokens = line.tokens
    while i < len(tokens):
        if i in taken:
            i += 1
            continue
        hit = _surname(tokens, i, people, taken) or _office(line, i, offices, text, taken)
        if hit:
            found.append(hit)
            i = hit.last
        else:
            i += 1
    return sorted(found, key=lambda m: m.first)


def _surname(tokens: list[Token], i: int, people: People, taken: set[int]) -> Mention | None:
    """Read "Dra. Morales", "Parra Noriega señaló": surnames of somebody the document names in full."""
    token = tokens[i]
    if not token.capital or token.key in stops() or len(token.key) < 3:
        return None
    last = i + 1
    keys = [token.key]
    while last < len(tokens) and last not in taken and tokens[last].capital and tokens[last].key not in stops() and len(keys) < 4:
        keys.append(tokens[last].key)
        last += 1
    before = tokens[i - 1] if i else None
    after = tokens[last].key if last < len(tokens) else ""
    titled = before is not None and (before.key in words("honorifics") or before.key in words("roles", "role") or (before.text == "." and i > 1 and tokens[i - 2].key in words("honorifics")))
    speaking = after in words("reporting", "verb") or (before is not None and before.key in words("reporting", "verb")) or after == ":"
    if not (titled or speaking or len(keys) >= 2):
        return None
    entity = people.by_surname(keys) or (people.by_first(keys[0]) if len(keys) == 1 and speaking and not titled else None)
    return Mention(i, last, entity, "surname") if entity else None


def _office(line: Line, i: int, offices: Offices, text: str, taken: set[int]) -> Mention | None:
    """Read "la comisionada del Infoem": an office with an article before it and no name after it."""
    tokens = line.tokens
    role = role_at(tokens, i)
    if role is None or (i and tokens[i - 1].key not in ("el", "la", "al", "del", "por") and i > 0):
        return None
    hats = read_hats(tokens, i, min(len(tokens), i + _REACH), line.bodies)
    hat = hats[0] if hats else None
    if hat is None or hat.role is None:
        return None
    follow = hat.last
    while (follow < len(tokens) and tokens[follow].text in (",", ".")) or (follow < len(tokens) and tokens[follow].key in words("honorifics")):
        follow += 1
    if follow in taken and any(h.first == follow for h in line.people):
        return None  # the name follows: the office is its title
    body = said(text, tokens[hat.body.first : hat.body.last]).casefold() if hat.body else ""
    entity = offices.who(" ".join(t.key for t in tokens[hat.role[0] : role[0]]), body)
    return Mention(i, role[0] if hat.body is None else hat.last, entity, "office") if entity else None


def hats_beside(line: Line, first: int, last: int) -> Iterator[tuple[Hat, str]]:
    """Yield the hats of the person named at tokens ``first:last`` inside prose: ("after" or "before" it)."""
    tokens = line.tokens
    yield from ((h, "after") for h in _after(line, last))
    start = first
    while start > 0 and (tokens[start - 1].key in words("honorifics") or tokens[start - 1].text in (",", '"') or (tokens[start - 1].text == "." and tokens[start - 2].key in words("honorifics"))):
        start -= 1
    yield from ((h, "before") for h in _before(line, start))


def _after(line: Line, last: int) -> list[Hat]:
    tokens = line.tokens
    i = last
    if i >= len(tokens):
        return []
    opened = tokens[i].text in (",", "(", "-", ";")
    if opened:
        i += 1
    while i < len(tokens) and tokens[i].key in ("quien", "es", "actual", "el", "la", "como", "en", "su", "calidad", "caracter", "representacion", "tambien"):
        i += 1
    if i + 1 < len(tokens) and tokens[i].key in ("de", "del") and (opened or i == last):
        named = _named_body(line, last, min([len(tokens), i + 10]))
        if named and not any(b.first in (i + 1, i + 2) for b in line.bodies):
            return [named]
    from_body = i < len(tokens) and tokens[i].key in ("de", "del", "por") and any(b.first in (i + 1, i + 2) for b in line.bodies)
    if from_body:
        i += 1 if any(b.first == i + 1 for b in line.bodies) else 2
    elif not opened and not (i > last and role_at(tokens, i)):
        return []
    limit = _limit(line, i)
    hats = list(read_hats(tokens, i, limit, line.bodies))
    if not hats or hats[0].first != i:
        named = _named_body(line, last, limit)
        return [named] if named else []
    kept = [hats[0]]
    for hat in hats[1:]:
        between = tokens[kept[-1].last : hat.first]
        if all(t.key in (",", "y", "e", "asi", "como", "tambien", "el", "la") or t.text == "," for t in between) and hat.role is not None and len(between) <= 3:
            kept.append(hat)
        else:
            break
    return kept


def _named_body(line: Line, last: int, limit: int) -> Hat | None:
    """Read ", de Participación Ciudadana 29": a body without a head noun, named after a person with "de"; two words at least, and a sign or verb after it."""
    tokens = line.tokens
    i = last + 1 if last < len(tokens) and tokens[last].text == "," else last
    if i >= len(tokens) or tokens[i].key not in ("de", "del"):
        return None
    first = i + 2 if i + 1 < len(tokens) and tokens[i + 1].key == "la" else i + 1
    stop = first
    while stop < limit and (
        tokens[stop].capital or tokens[stop].shape == "9" or (tokens[stop].key in ("de", "por", "del", "la", "y") and stop > first and stop + 1 < limit and tokens[stop + 1].capital)
    ):
        stop += 1
    own = [t for t in tokens[first:stop] if t.capital]
    closed = stop >= len(tokens) or tokens[stop].text in (",", ";", ".", ")", ":") or tokens[stop].key in words("reporting", "verb") or tokens[stop].key in ("y", "e", "quien")
    single = len(own) == 1 and (own[0].shape in (UPPER, MIXED) or (not lexicon.surname(own[0].key) and not lexicon.given(own[0].key) and (own[0].key,) not in gazetteer() and len(own[0].key) > 3))
    if (len(own) < 2 and not single) or not closed or all(t.key in stops() for t in own) or any(h.first >= first and h.first < stop for h in line.people) or own[0].key in words("not_bodies"):
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
        if token.text in (")", ";", ".", ":", '"') or (
            token.shape == LOWER and (token.key in words("reporting", "verb") or token.key in ("que", "quien", "fue", "ha", "se", "dio", "impartio", "realizo"))
        ):
            return k
    return stop


def _before(line: Line, start: int) -> list[Hat]:
    """Return the hat that ends right before a name: "la Comisionada del Infoem Sharon Morales", "los comisionados Ana Ruiz y Luis Paz"."""
    tokens = line.tokens
    best: list[Hat] = []
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
        if (token.text in (".", ";", ":", '"') and tokens[j - 1].key not in words("honorifics")) or (token.shape == LOWER and token.key in words("reporting", "verb")):
            break
        if j in others:
            crossed = True
            continue
        role = role_at(tokens, j)
        if role is None or (crossed and "plural" not in role[1]):
            continue
        end = next((k for k in range(j, start) if k in others), start)
        hats = read_hats(tokens, j, end, line.bodies)
        if hats and hats[0].role is not None and len(hats) <= 2 and _only_names(line, hats[-1].last, start, others, "plural" in role[1]):
            best = hats
    return best


def _only_names(line: Line, first: int, last: int, others: set[int], plural: bool) -> bool:
    """Tell whether between an office and a name stand only commas, honorifics, a bracketed acronym, other names of the same list."""
    depth = 0
    for k in range(first, last):
        token = line.tokens[k]
        depth += (token.text == "(") - (token.text == ")")
        if not (
            depth
            or k in others
            or token.text in (",", ".", ")")
            or token.key in words("honorifics")
            or (plural and token.key in ("y", "e"))
            or token.key in ("el", "la", "capitalino", "capitalina", "local", "municipal", "estatal", "nacional", "provincial", "regional", "ejecutivo", "ejecutiva")
        ):
            return False
    return True
