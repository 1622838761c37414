"""Hats: which office somebody holds in which body, read from the words beside a name. Rules ``membership.*``."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from dataclasses import dataclass

from kg.model.iri import fold
from kg.reading.mentions.acronyms import BodyHit, is_acronym
from kg.reading.mentions.hat_names import country, field, own_name, purpose
from kg.reading.mentions.name_words import stops
from kg.reading.vocab import rows, words
from kg.reading.words.asides import past_time
from kg.reading.words.phrases import Phrases
from kg.reading.words.tokens import LOWER, Token

SIRS = frozenset(("señores", "senores", "señoras", "senoras", "sres", "sras", "don", "doña", "dona", "d", "da"))  # between an office in the plural and the names
SEATED_AS = frozenset(f"{stem}{end}" for stem in ("propietari", "suplente", "titular", "presente", "ausente", "asistente") for end in ("os", "as", "s", "es"))     # how members sit: no name's part
_UNITS = frozenset(("administrative-unit", "research-centre"))     # who is of a faculty is not said to be of the university besides
_PARENTS = frozenset(("university", "municipal-government", "federal-government", "state-government-office", "municipal-agency"))
_BODIES = frozenset(("asociaciones", "organizaciones", "entidades", "colectivos", "vecinos", "agrupaciones"))     # bodies in general
_GAP = 6        # tokens between an office and its body, signs and articles included
_JOIN = frozenset(("de", "del", "la", "las", "los", "el", "ante", "en", "por", "para", ",", "y", "al", "a", "-"))


@dataclass(frozen=True)
class Hat:
    """One office and body: tokens ``first:last`` of the line; ``role`` is a stretch of tokens or None; ``town`` a stretch that names a municipality instead of a body."""

    first: int
    last: int
    role: tuple[int, int] | None
    body: BodyHit | None
    town: tuple[int, int] | None = None
    glued: bool = False  # it follows a complete hat with no sign between: residue of a copied title, perhaps
    rule: str = "membership.hat"


@functools.cache
def _scope(scope: str) -> frozenset[str]:
    return frozenset(fold(row["role"]) for row in rows("role_scopes") if row["scope"] == scope)


@functools.cache
def _roles() -> Phrases[dict[str, str]]:
    return Phrases(_named_offices())


def _named_offices() -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    for row in rows("roles"):
        phrase = tuple(fold(row["role"]).split())
        yield phrase, row
        yield ("ex" + phrase[0], *phrase[1:]), row      # "exdirigente"
        if len(phrase) == 1 or phrase[-1] in ("federal", "local", "municipal", "ciudadano", "ciudadana", "general"):  # "los comisionados", "las regidoras"
            yield tuple(w + ("s" if w[-1] in "aeiou" else "es") for w in phrase), {**row, "plural": "yes"}


def role_at(line: list[Token], i: int) -> tuple[int, dict[str, str]] | None:
    """Return (end, row) of the longest office named at token ``i``."""
    found = _roles().at(line, i)
    if found and line[i].key in ("secretaria", "comisaria") and "í" in line[i].text.lower():
        return None
    return found


def read_hats(line: list[Token], first: int, last: int, bodies: list[BodyHit]) -> list[Hat]:
    """Read the hats in tokens ``first:last``, left to right."""
    inside = sorted((b for b in bodies if first <= b.first < last), key=lambda b: (b.first, -b.last))
    found: list[Hat] = []
    i = first
    complete = False
    while i < last:
        role = role_at(line, i)
        body = next((b for b in inside if b.first == i), None)
        if body and role is None and found and body.rule != "institution.head" and _bracketed(line, found[-1].last, i):
            body = None  # "(ILPES - CEPAL)": forms of the body just named, or its parent
        if role is None and body is None:
            i += 1
            continue
        separated = i == first or line[i - 1].text in (",", ";", "(", "-", "/", "|", ".") or line[i - 1].key in ("y", "e", "asi", "como", "tambien", "el", "la", "actual")
        if role:
            hat = _with_role(line, i, last, role, inside, complete and not separated)
        else:
            assert body is not None
            hat = Hat(i, body.last, None, body, None, complete and not separated, "membership.body")
        if not (body and role is None and found and found[-1].body and body.last <= found[-1].body.last):
            found.append(hat)
        complete = complete or hat.body is not None or hat.town is not None or hat.role is not None
        i = max(hat.last, i + 1)
    return _coordinated(_merged(found, line), line, inside)


def _bracketed(line: list[Token], last: int, i: int) -> bool:
    """Tell whether token ``i`` stands in a bracket opened right after a hat."""
    return last < i and line[last].text == "(" and not any(t.text == ")" for t in line[last:i])


def _coordinated(found: list[Hat], line: list[Token], inside: list[BodyHit]) -> list[Hat]:
    """Give "Diputado Federal y Presidente de la Comisión … de la LXV Legislatura" its first office the legislature both belong to."""
    made = list(found)
    for k in range(len(found) - 1):
        first, second = found[k], found[k + 1]
        if first.role and first.body is None and first.town is None and second.body is not None and line[second.first - 1].key == "y" and first.last == second.first - 1:
            outer = [b for b in inside if b.first > second.body.first and b.last <= second.body.last and b.kind == "legislature"]
            if outer:
                made[k] = Hat(first.first, first.last, first.role, outer[0], None, first.glued)
    each = [one for hat in made for one in (hat, *_parents(hat, inside), *_also_of(hat, line, inside))]
    held = {hat.body.first for hat in each if hat.role and hat.body}
    return [hat for hat in each if hat.role or hat.body is None or hat.body.first not in held]      # "portavoz de X en el Concejo": no bare "Concejo" besides


def _parents(hat: Hat, inside: list[BodyHit]) -> Iterator[Hat]:
    """Give who works in a unit its parent, too: "investigadora del Instituto de Ecología de la Universidad de Punta Brava"."""
    if hat.body and hat.body.kind in _UNITS:
        yield from (dataclasses.replace(hat, body=b) for b in inside if hat.body.first < b.first and b.last == hat.body.last and b.kind in _PARENTS)


def _also_of(hat: Hat, line: list[Token], inside: list[BodyHit]) -> Iterator[Hat]:
    """Read the second body of "Presidente del Tribunal y del Consejo": the same office."""
    i = hat.last + 3 if hat.last + 3 < len(line) and line[hat.last].text == "(" and line[hat.last + 2].text == ")" else hat.last
    if hat.role and hat.body and i + 1 < len(line) and ((line[i].key in ("y", "e") and line[i + 1].key in ("de", "del")) or (line[i].key == "en" and not hat.body.unit)):
        start = i + (1 if line[i].key == "en" else 2)
        start += start < len(line) and line[start].key in ("la", "el")
        yield from (Hat(i + (line[i].key != "en"), b.last, hat.role, b, None, hat.glued) for b in inside if b.first == start)


def _with_role(line: list[Token], i: int, last: int, role: tuple[int, dict[str, str]], inside: list[BodyHit], glued: bool) -> Hat:
    """Read an office that begins at ``i``, then the body it is held in."""
    end, row = role
    stop = end
    while stop < last:
        body = next((b for b in inside if b.first == stop), None)
        if body and _belongs(line, end, stop):
            return Hat(i, body.last, (i, _trim(line, i, stop)), body, None, glued)
        if _closes(line, (end, stop, last), inside):
            break
        stop += 1
    key = " ".join(t.key for t in line[i:end])
    if acronym := _letters(line, end, stop):
        return Hat(i, acronym + 1, (i, _trim(line, i, acronym)), BodyHit(acronym, acronym + 1, "institution.role", "civil-society-organisation", ""), None, glued, "membership.role")
    tail = _proper_run(line, end, stop)
    if tail and key in _scope("town") | _scope("bench") and line[tail[0]].key in words("parties") and line[end].key in ("de", "del"):
        return Hat(i, tail[1], (i, end), BodyHit(tail[0], tail[1], "institution.role", "civil-society-organisation", "civil-society"), None, glued, "membership.role")
    if tail and key in _scope("town"):
        return Hat(i, tail[1], (i, end), None, tail, glued, "membership.town")
    if tail and (_names_body(line, *tail, key, row["sector"]) or field(line, *tail, key) or (key in _scope("own") and own_name(line, *tail))):
        close = purpose(line, tail, stop)
        return Hat(i, close, (i, end), BodyHit(tail[0], close, "institution.role", "civil-society-organisation", ""), None, glued, "membership.role")
    return Hat(i, _trim(line, i, stop), (i, _trim(line, i, stop)), None, None, glued)


def _names_body(line: list[Token], first: int, last: int, key: str, sector: str) -> bool:
    """Tell whether the capitals after an office (``key``; ``sector``: of the office itself) name a body: an acronym, or words after "de" that are no country and not all common."""
    own = line[first:last]
    if all(t.key in stops() or not t.capital for t in own) or own[0].key in _BODIES or country(tuple(t.key for t in own)):
        return False
    if is_acronym(own[0]):
        return True
    common = own[0].key in stops() and not (key in _scope("any") and len(own) > 1)
    return key in _scope("body") and line[first - 1].key in ("de", "del", "la") and not common and not sector


def _closes(line: list[Token], at: tuple[int, int, int], inside: list[BodyHit]) -> bool:
    """Tell whether an office ends before token ``stop``; ``at``: where its own words end, ``stop``, and where the title does."""
    end, stop, last = at
    token = line[stop]
    if token.text in (";", ".", "(", ")", ":", '"', "|") or (
        stop > end and role_at(line, stop) and (token.capital or line[stop - 1].key in ("y", "e")) and line[stop - 1].key not in ("de", "del", "la")
    ):
        return True
    if token.text == "/":
        return stop + 1 < last and line[stop + 1].key in ("as", "os", "a")      # "Concejales/as: …"
    if token.text == ",":
        return not _comma_inside(line, stop, last, inside)
    if token.key in ("hasta", "desde", "durante") and (after := past_time(line, stop)) > stop:
        return not (after < last and line[after].key in ("de", "del"))      # "titular de la Secretaría hasta agosto"
    return token.shape == LOWER and token.key not in _JOIN and stop - end > 9


def _letters(line: list[Token], end: int, stop: int) -> int:
    """Return the acronym that closes an office: "Oficial del Programa de Libertades del IPYS", "delegado gremial de ATE"; 0 without one."""
    if end + 2 < stop and line[end].shape == LOWER and line[end].key not in _JOIN and line[end + 1].key == "de" and is_acronym(line[end + 2]):
        return end + 2
    return next((k for k in range(stop - 1, end + 2, -1) if is_acronym(line[k]) and line[k - 1].key in ("del", "la")), 0)


def _belongs(line: list[Token], end: int, body: int) -> bool:
    """Tell whether the body at ``body`` is the office's: joined by a preposition, a comma, or nothing at all."""
    return body == end or line[body - 1].key in _JOIN or line[body - 1].text in ('"', "(") or line[body - 1].capital


def _comma_inside(line: list[Token], comma: int, last: int, inside: list[BodyHit]) -> bool:
    """Tell whether a comma belongs to the office's own title ("Transparencia, Acceso a la Información y …") or only separates its body."""
    if any(b.first == comma + 1 or (b.first == comma + 2 and line[comma + 1].key not in ("el", "la", "los", "las")) for b in inside):
        return True     # "vecino del lugar, la Comisión supo …" goes on with its subject
    k = comma + 1
    return k < last and line[k].capital and role_at(line, k) is None and line[k].key not in words("honorifics")


def _trim(line: list[Token], first: int, stop: int) -> int:
    """Cut prepositions, articles and commas from the end of an office."""
    while stop > first + 1 and (line[stop - 1].key in _JOIN or line[stop - 1].key in SIRS or line[stop - 1].text in (",", "(", '"', "-", ".")):
        stop -= 1
    return stop


def _proper_run(line: list[Token], start: int, stop: int) -> tuple[int, int] | None:
    """Return the capitalised words after "de", "del" or nothing: the name of a town or body."""
    i = start
    if i < stop and line[i].key in SEATED_AS:
        return None     # "REGIDORES PROPIETARIOS: …"
    while i < stop and line[i].key in ("de", "del", "la", "el", "los", "las", "distrito", "municipio", "ciudad", "comuna", "localidad", "villa"):
        i += 1
    j = last = i
    while j < stop:
        if line[j].capital:
            j = last = j + 1
        elif line[j].key in ("de", "del", "la", "las", "los", "y") and j > i:
            j += 1
        else:
            break
    return (i, last) if last > i else None


def _merged(found: list[Hat], line: list[Token]) -> list[Hat]:
    """Join "office, body": an office without a body and the bare body that follows it are one hat."""
    made: list[Hat] = []
    for hat in found:
        before = made[-1] if made else None
        near = before is not None and hat.first - before.last <= _GAP and not (line[hat.first - 1].key in ("el", "la") and line[hat.first - 2].text == ",")     # a new subject
        if before and near and hat.role is None and before.role is not None and before.body is None and before.town is None and not hat.glued:
            made[-1] = Hat(before.first, hat.last, before.role, hat.body, None, before.glued, "membership.hat")
        elif (
            before
            and hat.role is None
            and before.body is not None
            and hat.body is not None
            and hat.first <= before.last + 2
            and before.body.kind in ("administrative-unit", "collegiate-body", "faculty", "legislative-committee")
        ):
            continue  # the parent of the unit just named
        else:
            made.append(hat)
    return made


def is_hat_text(line: list[Token], bodies: list[BodyHit]) -> bool:
    """Tell whether a whole short line is somebody's title: it begins with an office or is a body's name."""
    if not line or len(line) > 45:
        return False
    start = 1 if line[0].key in ("el", "la") and len(line) > 1 else 0
    return role_at(line, start) is not None or any(b.first == start for b in bodies)


def post_of(role: str) -> tuple[str, str, str]:
    """Return (post, sector, person class) of an office as written; "" where the vocabulary does not say."""
    key = tuple(fold(role).split())
    for size in range(len(key), 0, -1):
        if row := _roles().get(key[:size]):
            return row["post"], row["sector"], row["person_class"]
    return "", "", ""


__all__ = ["Hat", "is_hat_text", "post_of", "read_hats", "role_at"]
