"""Are two mentions one person? Full names, their rarity, and what office, body and place say for or against. Guards go first."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from kg.identity.alike import COST, EQUAL, INITIAL, SPELLING, UNLIKE, bodies_alike, relation, typo, written
from kg.identity.bodies import telling
from kg.identity.judgement import ASK, DIFFERENT, LOOKS_ALIKE, NO_NAME, SAME, Judgement
from kg.identity.judgement import UNLIKE as NOT_ALIKE
from kg.identity.mention import Mention
from kg.identity.names import PersonName, gender, given_count, given_information, known, parse, surname_count, surname_information
from kg.identity.official import common_facts
from kg.identity.where import elsewhere, one_town
from kg.identity.wording import by_words
from kg.model.text import Text

# All in powers of ten. PRIOR: whom a name may be confused with, some hundred thousand people of public life.
PRIOR = 5.0
RARE = 9.0              # a name that fewer than one in 10^9 would bear if its words were independent, none of them counted as rarer than the two lines below
RAREST_GIVEN, RAREST_SURNAME = 2.5, 3.3   # Spain's counts: "Brenda" or "Pech" are rare there and usual elsewhere, so no word tells more than this
TELLING = 6.0           # with an institution in common: a name that fewer than one in a million bear
LEAST = -2.6           # evidence from which a pair is worth a question
BODY, PLACE, STATE, ROLE = 2.5, 1.5, 0.3, 0.5
OTHER_BODY, OTHER_PLACE, ONE_REPORT = -0.8, -1.0, -2.0
COMMON_GIVEN, COMMON_SURNAME = 2_000, 1_000
MOST_FORMS = 6          # spellings compared of one mention


@dataclass
class Evidence:
    """What is being collected about a pair: evidence in powers of ten, sentences with their weight, what forbids an automatic merge."""

    total: float = 0.0
    reasons: list[tuple[float, Text]] = field(default_factory=list)
    full: bool = False          # the folded full names are equal, with a given name and two surnames
    telling: float = 0.0        # how telling that full name is
    known: bool = False         # the lexicon knows every word of it, so that its rarity is more than ignorance
    forbidden: Text | None = None

    def add(self, weight: float, text: Text) -> None:
        """Add evidence and its sentence."""
        self.total += weight
        self.reasons.append((abs(weight), text))

    def told(self) -> tuple[Text, ...]:
        """Return the sentences, the strongest first, in a fixed order."""
        return tuple(t for _, t in sorted(self.reasons, key=lambda r: (-r[0], r[1])))


def people(a: Mention, b: Mention) -> Judgement:
    """Compare two mentions of people."""
    decided = common_facts(a, b)
    if decided:
        return decided
    mine, theirs = forms(a), forms(b)
    if not mine or not theirs:
        return NO_NAME
    found = [_names(x, y) for x in mine for y in theirs if not _hopeless(x, y)]
    if all(e.forbidden and not e.total for e in found):
        found = [e for x in mine for y in theirs if (e := _worded(x, y))]
    if not found:
        return NOT_ALIKE
    best = max(found, key=lambda e: (e.forbidden is None, e.total, e.told()))
    guard = next((e.forbidden for e in found if e.forbidden), None)
    if best.forbidden:
        return Judgement(LOOKS_ALIKE, (best.forbidden,), DIFFERENT) if best.total > 0 else NOT_ALIKE
    best.total -= PRIOR
    _context(a, b, best)
    score = round(1 / (1 + 10 ** -max(-9.0, min(9.0, best.total))), 4)
    if guard is None and _automatic(a, b, best):
        return Judgement(score, best.told(), SAME)
    if best.total < LEAST and not best.full:
        return Judgement(0.0, best.told(), DIFFERENT)
    return Judgement(min(score, 0.99), best.told(), ASK)


def forms(mention: Mention) -> list[PersonName]:
    """Return the name and the other spellings of a mention, parsed; those alike once folded, once."""
    if not mention.aliases:
        name = parse(mention.name)
        return [name] if name else []
    return list(dict.fromkeys(p for p in map(parse, (mention.name, *mention.aliases)) if p))[:MOST_FORMS]


def _worded(a: PersonName, b: PersonName) -> Evidence | None:
    """Weigh two names word by word; never enough to merge."""
    alike = by_words(a, b)
    if alike is None:
        return None
    found = Evidence()
    found.add(*alike)
    return found


def _hopeless(a: PersonName, b: PersonName) -> bool:
    """Tell quickly that two pairs of surnames have nothing to do with one another: most pairs end here."""
    x, y = a.surnames[:2], b.surnames[:2]
    if len(x) < 2 or len(y) < 2 or min(map(len, (*x, *y))) == 1 or any(" " in s for s in (*x, *y)):
        return False
    return x[0] != y[1] and x[1] != y[0] and OSA.distance(x[0] + x[1], y[0] + y[1], score_cutoff=5) > 5 and sorted(a.full.split()) != sorted(b.full.split())


def _names(a: PersonName, b: PersonName) -> Evidence:
    """Weigh two names; ``forbidden`` when they are names of two people."""
    found = Evidence()
    if a.generation != b.generation and a.generation and b.generation:
        found.forbidden = Text(f"generaciones distintas: {a.generation} / {b.generation}", f"different generations: {a.generation} / {b.generation}")
        found.total = 1.0
        return found
    if a.full == b.full:
        found.full, found.telling, found.known = a.complete and b.complete, information(a, RAREST_GIVEN, RAREST_SURNAME), known(a)
        found.add(information(a), _equal(a))
        if not (a.sure and b.sure) or a.generation != b.generation:
            found.full = False
            found.add(-0.3, Text("el orden o una abreviatura se dedujo", "the order or a short form had to be guessed"))
    elif sorted(a.full.split()) == sorted(b.full.split()):
        found.add(information(a) - 1.0, Text("las mismas palabras en otro orden", "the same words in another order"))
    elif _prefix(a, b):
        shorter = min(a, b, key=lambda n: len(n.full))
        found.add(information(shorter) - 0.3, Text("mismo nombre; a uno le falta el segundo apellido", "same name; one lacks the second surname"))
    else:
        _given(a, b, found)
        if not found.forbidden:
            _surnames(a, b, found)
    return found


def information(name: PersonName, most_given: float = 9.0, most_surname: float = 9.0) -> float:
    """Return how telling a full name is, in powers of ten: surnames count whole, given names after the most telling one half (they come in pairs).

    No word counts for more than ``most_given`` or ``most_surname``.
    """
    given = sorted((min(given_information(g), most_given) for g in name.given), reverse=True)
    return given[0] + 0.5 * sum(given[1:]) + sum(min(surname_information(s), most_surname) for s in name.surnames[:2])


def _equal(name: PersonName) -> Text:
    count = len(name.surnames)
    return Text("mismo nombre completo", "same full name") if count > 1 else Text("mismo nombre, con un solo apellido", "same name, with one surname only")


def _prefix(a: PersonName, b: PersonName) -> bool:
    """Tell whether one name is the other without its last surname: "Juan Martín Pérez" and "Juan Martín Pérez López"."""
    short, long = sorted((a.full, b.full), key=lambda f: (len(f), f))
    rest = long[len(short) + 1 :] if long.startswith(short + " ") else ""
    return bool(rest) and len(short.split()) > 1 and rest in (a.surnames[-1], b.surnames[-1])


def _given(a: PersonName, b: PersonName, found: Evidence) -> None:
    """Align the given names: each of the shorter list must have its like in the longer one."""
    if "".join(a.given) == "".join(b.given):
        found.add(max(map(given_information, a.given)), Text("mismo nombre de pila", "same given name"))
        return
    short, long = sorted((a.given, b.given), key=lambda g: (len(g), g))
    left = list(long)
    for word in short:
        ranked = min(left, key=lambda w: (COST[_given_relation(word, w)], w == INITIAL, left.index(w)))
        kind = _given_relation(word, ranked)
        if kind == UNLIKE:
            x, y = (" ".join(n.given) for n in (a, b))
            found.forbidden = Text(f"nombres de pila distintos: {x} / {y}", f"different given names: {x} / {y}")
            found.total = _close(a, b)
            return
        left.remove(ranked)
        gain = min(given_information(word), given_information(ranked)) - COST[kind]
        found.add(max(gain, 0.0), Text(f"mismo nombre de pila: {word}", f"same given name: {word}") if kind == EQUAL else written(word, ranked, kind))
    if left:
        found.add(-0.4 if long[0] not in left else -0.8, Text(f"solo uno lleva además: {' '.join(left)}", f"only one also bears: {' '.join(left)}"))


@functools.lru_cache(maxsize=1 << 17)
def _given_relation(a: str, b: str) -> str:
    return relation(a, b, given_count, COMMON_GIVEN)


@functools.lru_cache(maxsize=1 << 17)
def _surname_relation(a: str, b: str) -> str:
    return relation(a, b, surname_count, COMMON_SURNAME)


def _close(a: PersonName, b: PersonName) -> float:
    """Return 1 when names of two people are easily taken for one (the same surnames, given names a letter or two apart), else 0."""
    return float(a.surnames == b.surnames and len(a.given) == len(b.given) and all(x == y or typo(x, y) for x, y in zip(a.given, b.given, strict=True)))


def _surnames(a: PersonName, b: PersonName, found: Evidence) -> None:
    """Align the surnames by place; swapped, or one missing, is a question; two that differ are two people."""
    short, long = sorted((a.surnames, b.surnames), key=lambda s: (len(s), s))
    if "".join(short) == "".join(long):
        found.add(sum(map(surname_information, short[:2])), Text("mismos apellidos", "same surnames"))
        return
    straight = [_surname_relation(x, y) for x, y in zip(short, long, strict=False)]
    if UNLIKE in straight:
        if len(short) == 2 == len(long) and short == long[::-1]:
            found.add(sum(map(surname_information, short)) - 1.0, Text("los mismos apellidos en otro orden", "the same surnames in another order"))
        elif len(short) == 1 and short[0] in long[1:]:
            found.add(surname_information(short[0]) - 1.0, Text(f"uno usa solo el segundo apellido: {short[0]}", f"one uses the second surname only: {short[0]}"))
        else:
            x, y = (" ".join(n.surnames) for n in (a, b))
            found.forbidden = Text(f"apellidos distintos: {x} / {y}", f"different surnames: {x} / {y}")
            pairs = zip(a.surnames, b.surnames, strict=False)
            found.total = float(a.given == b.given and all(x == y or typo(x, y) for x, y in pairs))
        return
    for x, y, kind in zip(short, long, straight, strict=False):
        gain = 0.0 if kind == INITIAL else min(surname_information(x), surname_information(y)) - COST[kind]
        found.add(max(gain, 0.0), Text(f"mismo apellido: {x}", f"same surname: {x}") if kind == EQUAL else written(x, y, kind))
    if straight.count(SPELLING) > 1:
        found.add(-1.0, Text("los dos apellidos difieren en letras", "both surnames differ in letters"))
    if len(short) < len(long):
        found.add(-0.3, Text(f"a uno le falta el apellido {long[-1]}", f"one lacks the surname {long[-1]}"))


def _context(a: Mention, b: Mention, found: Evidence) -> None:
    """Weigh bodies, places, offices and reports."""
    bodies = set(a.get("body")) & set(b.get("body"))
    if bodies:
        found.add(BODY, Text(f"misma institución: {min(bodies)}", f"same institution: {min(bodies)}"))
    elif a.get("body") and b.get("body"):
        alike = sorted((x, y) for x in a.get("body") for y in b.get("body") if bodies_alike(x, y))
        one, two = alike[0] if alike else (a.get("body")[0], b.get("body")[0])
        found.add(BODY - 0.7 if alike else OTHER_BODY, _bodies_text(bool(alike), one, two))
    town, states = bool(one_town(a, b)), set(a.get("state")) & set(b.get("state"))
    if elsewhere(a, b) or (town and not bodies):
        found.add(PLACE if town else OTHER_PLACE, Text("mismo municipio" if town else "distinto municipio", "same municipality" if town else "another municipality"))
    if a.get("state") and b.get("state") and not (bodies and states):
        found.add(STATE if states else 0.0, Text("mismo estado" if states else "distinto estado", "same state" if states else "another state"))
    roles = set(a.get("role")) & set(b.get("role"))
    if roles:
        found.add(ROLE, Text(f"mismo cargo: {min(roles)}", f"same office: {min(roles)}"))
    if one_report(a, b):
        found.add(ONE_REPORT, Text("el mismo informe los registra aparte", "one report records them apart"))


def _bodies_text(alike: bool, one: str, two: str) -> Text:
    if alike:
        return Text(f"instituciones parecidas: {one} / {two}", f"similar institutions: {one} / {two}")
    return Text(f"instituciones distintas: {one} / {two}", f"different institutions: {one} / {two}")


def one_report(a: Mention, b: Mention) -> bool:
    """Tell whether both stand in one report, which already tells them apart (the registry is no report)."""
    return bool(reports(a) & reports(b))


def reports(mention: Mention) -> set[str]:
    """Return the reports a mention stands in: its fact ``source``, else the first part of its key; the registry and a query are none."""
    stated = set(mention.get("source"))
    return stated or {mention.key.partition(":")[0]} - {"registry", "?"}


def _automatic(a: Mention, b: Mention, found: Evidence) -> bool:
    """Tell whether two mentions may be one without asking (design section 6); says why, or what stands in the way."""
    if not found.full or one_report(a, b) or elsewhere(a, b):
        return False
    if _genders(a) | _genders(b) == {"m", "f"}:
        found.add(0.0, Text("un tratamiento es de hombre y el otro de mujer", "one title is a man's and the other a woman's"))
        return False
    for fact in ("state", "body"):
        mine, theirs = set(a.get(fact)), set(b.get(fact))
        if mine and theirs and not mine & theirs:
            return False
    shared = set(a.get("body")) & set(b.get("body"))
    sure = bool(shared) and (bool(one_town(a, b)) or any(map(telling, shared - {*a.get("homonym"), *b.get("homonym")})))
    if found.telling >= RARE and (found.known or sure):
        found.add(0.01, Text("nombre poco común", "uncommon name"))
        return True
    if sure and found.telling >= TELLING:
        return _one_office(a, b)
    found.add(0.0, _not_enough(bool(shared), sure))
    return False


def _not_enough(shared: bool, sure: bool) -> Text:
    if sure:
        return Text("el nombre es tan común que no basta con la institución", "the name is so common that the institution is not enough")
    if shared:
        return Text("una institución así la hay en muchos lugares", "many places have such an institution")
    return Text("el nombre no basta por sí solo", "the name is not enough alone")


def _genders(mention: Mention) -> set[str]:
    """Return what the honorifics of a mention say: "m", "f", both or none."""
    return {gender(n) for n in (mention.name, *mention.aliases)} - {""}


def _one_office(a: Mention, b: Mention) -> bool:
    """Tell whether the offices do not contradict one another: one unknown, or two alike."""
    mine, theirs = a.get("role"), b.get("role")
    return not mine or not theirs or any(bodies_alike(x, y) or x[:6].strip() == y[:6].strip() for x in mine for y in theirs)
