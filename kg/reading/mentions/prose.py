"""People inside sentences: which name, surname or office means whom, and who holds which office in a document."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from kg.model.iri import fold
from kg.reading.mentions.callings import ARTICLES, called, callings, opened
from kg.reading.mentions.entities import Entity, People, said
from kg.reading.mentions.hats import read_hats, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.name_words import stops
from kg.reading.vocab import rows, words
from kg.reading.words.asides import CLITICS, before_titles
from kg.reading.words.saying import did, says, says_now, sort, utters
from kg.reading.words.tokens import LOWER, SIGN, TITLE, Token

_REACH = 28  # tokens between a name and the office beside it
_ASIDE = frozenset(("que", "quien", "ya", "por", "para", "de", "del", "con", "en", "tras", "sin", "a", "al", "desde", "visiblemente", "tambien", "entre"))     # "Guarino, que es del barrio, pidió"
_NEXT = 14      # tokens of what somebody is, between commas: "Paz, electricista de oficio, admitió"
_PAIRS = frozenset(("tanto", "ni", "fue", "era", "segun", "para"))    # before a lone surname
_OPENS = frozenset(("-", "—", "–", "("))     # what somebody is follows, set apart
_ENDS = frozenset((".", "?", "!", ";", ":", '"', "-"))
_GOVERNED = frozenset(("de", "del", "la", "las", "los", "el", "en", "san", "santa", "calle", "colonia"))    # before what may be a place, a law, a street


@dataclass(frozen=True)
class Mention:
    """A person meant at tokens ``first:last``: by name, by surname with a title, or by office."""

    first: int
    last: int
    entity: Entity
    how: str  # name | surname | office


class Offices:
    """Which person holds which office in this document, for mentions such as "la comisionada del Infoem"; who is called what, and who takes turns by office."""

    def __init__(self) -> None:
        self._held: dict[str, list[tuple[Entity, str]]] = {}
        self.called: dict[str, list[Entity]] = {}
        self.chairs: dict[str, Entity] = {}

    def add(self, role: str, body: str, entity: Entity) -> None:
        """Note that ``entity`` holds an office (folded) in a body (folded, "" unknown)."""
        for key in {_office_of(role), role.split("-")[0].split()[0] if role.strip("- ") else ""} - {""}:     # a "presidenta municipal" is both "alcaldesa" and "presidenta"
            if (entity, body) not in self._held.setdefault(key, []):
                self._held[key].append((entity, body))

    def who(self, role: str, body: str) -> Entity | None:
        """Return the only person with this office (in this body, when one is named), or None."""
        fitting = self.holders(role, body)
        return fitting[0] if len(fitting) == 1 else None

    def holders(self, role: str, body: str) -> list[Entity]:
        """Return everybody with this office (in this body, when one is named)."""
        office = _office_of(role)
        held = self._held.get(office) or [pair for twin in _twins(office) for pair in self._held.get(twin, ())]
        fitting = list({id(e): e for e, b in held if not body or b == body or (b and (b in body or body in b))}.values())
        if not body and len(fitting) > 1 and office.startswith("president") and (heads := [e for e in fitting if any(e is m for m, _ in self._held.get("alcalde" + "sa" * office.endswith("a"), ()))]):
            return heads     # of a town, before those of its committees
        return fitting


@functools.cache
def _synonyms() -> dict[str, str]:
    return {fold(row["word"]): row["office"] for row in rows("office_synonyms")}


def _office_of(role: str) -> str:
    """Return the word under which an office is kept: its first, or that of the office it is another name of."""
    first = role.replace("-", " ").split()
    return _synonyms().get(" ".join(first[:2])) or _synonyms().get(first[0]) or first[0] if first else ""


def _twins(office: str) -> tuple[str, ...]:
    """Return an office's name for the other sex: "la edil" is a "concejala"."""
    if office.endswith("a"):
        return (office[:-1], office[:-1] + "o", office[:-1] + "e")
    return (office + "a", office[:-1] + "a")


def mentions(line: Line, people: People, offices: Offices, text: str) -> list[Mention]:
    """Return the people meant in a line, left to right."""
    found = []
    for person in line.people:
        if entity := people.by_name(said(text, line.tokens[person.first : person.last])):
            found.append(Mention(person.first, person.last, entity, "name"))
            for word in callings(line, person):
                if entity not in offices.called.setdefault(word, []):
                    offices.called[word].append(entity)
    taken = {k for m in found for k in range(m.first, m.last)}
    taken |= {k for b in line.bodies for k in range(b.first, b.last)}
    i = 0
    tokens = line.tokens
    if chair := _chair(line, offices, found):
        found.append(chair)
        i = chair.last
    while i < len(tokens):
        token = tokens[i]
        if i in taken or token.shape == SIGN:
            i += 1
            continue
        hit = None
        if token.capital:
            hit = (len(token.key) == 1 and _initials(tokens, i, people)) or _surname(tokens, i, people, taken)
        if hit is None and (role := role_at(tokens, i)):
            hit = _office(line, i, role, offices, people, text, taken, found)
        if hit is None and token.key in offices.called and called(tokens, i):
            hit = _calling(tokens, i, offices)
        if hit:
            found.append(hit)
            i = hit.last
        else:
            i += 1
    return sorted(found, key=lambda m: m.first)


def _chair(line: Line, offices: Offices, found: list[Mention]) -> Mention | None:
    """Read "SEÑORA PRESIDENTA.-", "EL SECRETARIO:", which open a turn, as whoever the record named with that title ("SEÑORA PRESIDENTA (Ana Paz).-") or who alone holds it."""
    tokens = line.tokens
    last = opened(tokens)
    start = next((k for k in range(last) if role_at(tokens, k)), last)
    role = role_at(tokens, start)
    if start == last or role is None or (role[0] < last and tokens[role[0]].capital):
        return None     # "El Sr. Edil PAZ:": by name
    office = _office_of(tokens[start].key)
    if named := [m for m in found if m.last <= last]:
        offices.chairs[office] = named[0].entity
        return None
    entity = offices.chairs.get(office) or offices.who(tokens[start].key, "")
    return Mention(start, last, entity, "surname") if entity else None


def _calling(tokens: list[Token], i: int, offices: Offices) -> Mention | None:
    """Read "la pediatra", "el ingeniero" as the only one of that sex whom the report called so."""
    article = tokens[i - 1].key if tokens[i - 1].key in ARTICLES else "el"
    fitting = [e for e in offices.called[tokens[i].key] if not opposed(e, article)]
    return Mention(i, i + 1, fitting[0], "office") if len(fitting) == 1 else None


def _surname(tokens: list[Token], i: int, people: People, taken: set[int]) -> Mention | None:
    """Read "Dra. Morales", "Parra Noriega señaló": surnames of somebody the document names in full."""
    begin = i
    if tokens[i].key in ("de", "del") and tokens[i].capital:    # "Del Río Venegas señaló", "De las Heras continuó"
        i += 2 if i + 1 < len(tokens) and tokens[i + 1].key in ("la", "las", "los") else 1
    if i >= len(tokens):
        return None
    token = tokens[i]
    if not token.capital or token.key in stops() or len(token.key) < 3:
        return None
    last = i + 1
    keys = [token.key]
    while last < len(tokens) and last not in taken and tokens[last].capital and tokens[last].key not in stops() and len(keys) < 4:
        keys.append(tokens[last].key)
        last += 1
    linked = last + 1 + (last + 1 < len(tokens) and tokens[last + 1].key in ("la", "los", "las"))      # "Ontiveros de la Rosa"
    if linked < len(tokens) and linked not in taken and tokens[last].key in ("de", "del") and tokens[linked].capital and people.by_surname([*keys, tokens[linked].key]):
        keys, last = [*keys, tokens[linked].key], linked + 1
    before = tokens[begin - 1] if begin else None
    after = tokens[last] if last < len(tokens) else None
    title = tokens[begin - 2] if before is not None and before.text == "." and begin > 1 else before
    titled = before is not None and title is not None and (title.key in _GIVEN_TITLES or title.key in words("honorifics") or before.key in words("roles", "role"))
    speaking = (after is not None and (says(after) or after.text == ":")) or (before is not None and (says(before) or (before.shape == TITLE and says_now(before))))
    alone = len(keys) == 1 and not titled and (speaking or _by_itself(tokens, begin, last))
    if not (titled or speaking or begin < i or len(keys) >= 2 or alone):
        return None
    entity = people.by_surname(keys) or (people.by_first(keys[0]) if alone or (len(keys) == 1 and titled) else None)
    return Mention(begin, last, entity, "surname") if entity else None


_GIVEN_TITLES = frozenset(("don", "doña", "dona", "d", "da", "dª"))


def _by_itself(tokens: list[Token], first: int, last: int) -> bool:
    """Tell whether one capitalised word can only be somebody's name: it opens a sentence before a verb or an aside, or stands inside one and nothing governs it but "a"."""
    before, after = tokens[first - 1] if first else None, tokens[last] if last < len(tokens) else None
    if before is None or before.text in _ENDS or (before.text == ")" and first > 1 and len(tokens[first - 2].text) == 1):      # "b) Mora pide"
        if after is not None and after.text in _OPENS:
            return _told_after(tokens, last + 1, ")" if after.text == "(" else after.text)
        if after is None or (after.text == "," and (last + 1 >= len(tokens) or not (tokens[last + 1].key in _ASIDE or _told_after(tokens, last + 1)))):
            return False
        both = after.key in ("y", "e") and last + 2 < len(tokens) and tokens[last + 1].capital and tokens[last + 2].key.endswith("ron")     # "Mora y Soto pidieron"
        return after.text == "," or after.key in CLITICS or both or did(after) or after.key in sort("stands") or _of_opinion(tokens, last) or _says_that(tokens, last)
    if before.key in _PAIRS or (after is not None and after.key == "quien"):    # "Fue Paz quien", "Tanto Paz como Mora"
        return True
    if before.text == ",":
        return after is not None and after.shape == LOWER and (after.key in CLITICS or did(after))
    if before.key == "de" and first > 1 and tokens[first - 2].key in sort("words"):
        return True
    return (before.key not in _GOVERNED and (before.shape == LOWER or before.key in ("a", "y", "segun", "para"))) or (before.text == "(" and after is not None and after.text in (")", ","))


def _of_opinion(tokens: list[Token], k: int) -> bool:
    """Tell whether "está a favor", "es partidaria", "está de acuerdo" stands at ``k``."""
    keys = [t.key for t in tokens[k + 1 : k + 3]]
    return tokens[k].key in ("esta", "es") and (keys in (["a", "favor"], ["en", "contra"], ["de", "acuerdo"]) or keys[:1] in (["partidario"], ["partidaria"]))


def _says_that(tokens: list[Token], k: int) -> bool:
    """Tell whether a present of saying stands at ``k`` with what is said after it: "mociona que", "consulta si"."""
    return says_now(tokens[k]) and k + 1 < len(tokens) and tokens[k + 1].key in ("que", "si", "se", "por", "a", "al", "como", ",")


def _told_after(tokens: list[Token], k: int, sign: str = ",") -> bool:
    """Tell whether what stands after a sign is what somebody is, and after the closing one their verb: "Paz, electricista de oficio, admitió", "Paz (médica) dijo"."""
    comma = next((j for j in range(k, min(len(tokens) - 1, k + _NEXT)) if tokens[j].text == sign or did(tokens[j])), 0)
    if not comma or tokens[comma].text != sign or (tokens[k].shape != LOWER and sign != ")"):
        return False
    while comma + 2 < len(tokens) and tokens[comma + 1].key in CLITICS:
        comma += 1
    return did(tokens[comma + 1])


def _initials(tokens: list[Token], i: int, people: People) -> Mention | None:
    """Read "M.S.:", the initials of one of those named before, where they open what somebody says in an interview."""
    last = i
    while last < len(tokens) and len(tokens[last].key) == 1 and tokens[last].shape == TITLE:
        last += 1
    if last - i < 2 or last >= len(tokens) or tokens[last].text != ":":
        return None
    letters = [t.key for t in tokens[i:last]]
    fitting = [e for e in people.entities if (own := [fold(w)[0] for w in e.name.split() if w[0].isupper()]) and (own[: len(letters)] == letters or [own[0], own[-1]] == letters)]
    return Mention(i, last, fitting[0], "surname") if len(fitting) == 1 else None


def _office(line: Line, i: int, role: tuple[int, dict[str, str]], offices: Offices, people: People, text: str, taken: set[int], found: list[Mention]) -> Mention | None:
    """Read "la comisionada del Infoem", "el Sr. Alcalde": an office with an article before it and no name after it."""
    tokens = line.tokens
    begin = before_titles(tokens, i)
    if begin and tokens[begin - 1].key not in ("el", "la", "al", "del", "por", "su"):
        return None
    limit = min([len(tokens), i + _REACH, *(h.first for h in line.people if h.first > i)])
    hats = read_hats(tokens, i, limit, line.bodies)
    hat = hats[0] if hats else None
    if hat is None or hat.role is None:
        return None
    own = hat.body if hat.body and not any(t.key == "que" or utters(t) for t in tokens[role[0] : hat.body.first]) else None    # "el gerente respondió a la Red": not of the Red
    follow = hat.last if own or not hat.body else role[0]
    while (follow < len(tokens) and tokens[follow].text in (",", ".")) or (follow < len(tokens) and tokens[follow].key in words("honorifics")):
        follow += 1
    if (follow in taken and any(h.first == follow for h in line.people)) or any(k < len(tokens) and _surname(tokens, k, people, taken) for k in (follow, role[0])):
        return None  # the name follows: the office is its title
    body = said(text, tokens[own.first : own.last]).casefold() if own else ""
    holders = offices.holders(" ".join(t.key for t in tokens[hat.role[0] : role[0]]), body)
    near = [m for m in found if m.first < i and any(m.entity is e for e in holders) and not opposed(m.entity, tokens[begin - 1].key if begin else "")]
    entity = holders[0] if len(holders) == 1 else max(near, key=lambda m: m.first).entity if near else None     # of several, who was named last
    if entity is None or (begin and opposed(entity, tokens[begin - 1].key)):
        return None
    return Mention(i, hat.last if own else role[0], entity, "office" if begin == i else "surname")


_WOMEN = frozenset(("charo", "rosario", "consuelo", "rocio", "amparo", "socorro", "milagro", "sagrario", "refugio"))    # women's names that end in "o"
_MEN = frozenset(("borja", "luca", "elia", "josema", "nicola", "garcia", "bautista"))


def opposed(entity: Entity, article: str) -> bool:
    """Tell whether an article says the other sex than somebody's first name: "la edil" is not Sergio."""
    first = fold(entity.name.split()[0])
    return (article == "la" and first[-1] == "o" and first not in _WOMEN) or (article == "el" and first[-1] == "a" and first not in _MEN)
