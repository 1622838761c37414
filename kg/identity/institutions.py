"""Are two mentions one institution? Names, acronyms with their jurisdiction, places, parents and units. Guards go first."""

from __future__ import annotations

from kg.identity.bodies import WORLDWIDE, BodyName, generic, known_acronyms, one_typo, own_words, parse_body, spelled_out, telling, with_state
from kg.identity.judgement import ASK, DIFFERENT, LOOKS_ALIKE, NO_NAME, SAME, UNLIKE, Judgement
from kg.identity.mention import Mention
from kg.identity.official import common_facts
from kg.identity.people import one_report
from kg.identity.where import apart, one_town
from kg.model.iri import fold
from kg.model.text import Text

MOST_FORMS, LEAST = 12, 0.4
Alike = tuple[float, str, Text]  # how alike two names are, what kind of likeness, its sentence


def institutions(a: Mention, b: Mention) -> Judgement:
    """Compare two mentions of institutions."""
    decided = common_facts(a, b)
    if decided:
        return decided
    mine, theirs = forms(a), forms(b)
    if not mine or not theirs:
        return NO_NAME
    likeness = max((names_alike(x, y) for x in mine for y in theirs), key=lambda n: (n[0], n[1], n[2]))
    if not likeness[0]:
        return UNLIKE
    guard = _guard(a, b, mine, theirs, likeness)
    if guard:
        return Judgement(LOOKS_ALIKE, (guard,), DIFFERENT)
    return _weigh(a, b, mine, theirs, likeness)


def forms(mention: Mention) -> list[BodyName]:
    """Return the name and the other names of a mention, parsed."""
    return [p for p in map(parse_body, (mention.name, *mention.aliases[:MOST_FORMS])) if p]


def names_alike(a: BodyName, b: BodyName) -> Alike:
    """Return how alike two names are, 0 when not."""
    nothing = (0.0, "", Text("", ""))
    if a.numbers != b.numbers and (a.numbers or b.numbers):
        return (0.3, "number", Text("difieren en un número", "a number differs")) if a.core == b.core and a.numbers and b.numbers else nothing
    if a.core == b.core:
        return (0.9, "equal", Text("mismo nombre", "same name"))
    shared = a.own & b.own
    if shared:
        return (0.7, "acronym", Text(f"misma sigla: {min(shared)}", f"same acronym: {min(shared)}"))
    initials = _initials(a, b)
    if initials[0]:
        return initials
    pair = one_typo(a, b)
    if pair:
        return (0.7 if len(a.core) == len(b.core) else 0.45, "spelling", Text(f"una palabra difiere en letras: {pair[0]} / {pair[1]}", f"one word differs in letters: {pair[0]} / {pair[1]}"))
    common, union = a.core & b.core, a.core | b.core
    if common and (a.core < b.core or b.core < a.core) and a.words[0] == b.words[0] and (len(common) > 1 or min(common) in a.acronyms | b.acronyms):
        rest = " ".join(sorted(union - common))
        return (0.6 if len(common) > 3 else 0.5, "part", Text(f"uno dice además: {rest}", f"one says besides: {rest}"))
    if len(common) > 2 and len(common) / len(union) >= 0.7:
        return (0.45, "similar", Text(f"casi todas las palabras: {' '.join(sorted(common))}", f"almost all words: {' '.join(sorted(common))}"))
    return nothing


def _initials(a: BodyName, b: BodyName) -> Alike:
    """Return how alike an acronym and a name written out are: the whole name, or its run of words with the rest in common."""
    for x, y in ((a, b), (b, a)):
        for acronym in sorted(x.acronyms & {*x.own, x.words[0]}):
            rest = spelled_out(acronym, y.words) if len(acronym) > 2 else None
            more = x.core - {acronym} if acronym in x.core else frozenset()
            if rest is None or not (more <= rest if more and rest else not rest):
                continue
            return (0.65, "initials", Text(f"{acronym} puede ser la sigla de: {' '.join(y.words)}", f"{acronym} may be the acronym of: {' '.join(y.words)}"))
    short = with_state(a, b)
    if short:
        return (0.6, "initials", Text(f"la sigla {short}, en uno con las letras del estado", f"the acronym {short}, in one with the letters of the state"))
    return (0.0, "", Text("", ""))


def _guard(a: Mention, b: Mention, mine: list[BodyName], theirs: list[BodyName], likeness: Alike) -> Text | None:
    """Return what forbids two look-alikes to be one: number, place, state, parent and unit, sort of body."""
    if likeness[1] == "number":
        return Text(f"números distintos: {' '.join(mine[0].words)} / {' '.join(theirs[0].words)}", f"different numbers: {' '.join(mine[0].words)} / {' '.join(theirs[0].words)}")
    town = apart(a, b)
    if town:
        return town
    own, other = states(a, mine), states(b, theirs)
    if own and other and not own & other:
        return Text(f"estados distintos: {min(own)} / {min(other)}", f"different states: {min(own)} / {min(other)}")
    names = ({fold(n) for n in (m.name, *m.aliases)} for m in (a, b))
    if any(set(m.get("parent")) & n for m, n in zip((b, a), names, strict=True)):
        return Text("una es unidad de la otra", "one is a unit of the other")
    if a.get("parent") and b.get("parent") and not any(names_alike(x, y)[0] for x in map(parse_body, a.get("parent")) if x for y in map(parse_body, b.get("parent")) if y):
        return Text(f"unidades de cuerpos distintos: {a.get('parent')[0]} / {b.get('parent')[0]}", f"units of different bodies: {a.get('parent')[0]} / {b.get('parent')[0]}")
    heads = ({p.head for p in parsed if p.head} for parsed in (mine, theirs))
    first, second = heads
    if first and second and not first & second and likeness[1] != "acronym":
        return Text(f"cuerpos de distinta índole: {min(first)} / {min(second)}", f"bodies of different sorts: {min(first)} / {min(second)}")
    return None


def states(mention: Mention, parsed: list[BodyName]) -> set[str]:
    """Return the states a mention is of, by its facts and by its names."""
    return set(mention.get("state")) | {code for p in parsed for code in p.states}


def _weigh(a: Mention, b: Mention, mine: list[BodyName], theirs: list[BodyName], likeness: Alike) -> Judgement:
    """Return question or merge, with the sentences for and against."""
    score, kind, text = likeness
    reasons = [(score, text)]
    together = states(a, mine) & states(b, theirs)
    for found, gain, es, en in ((set(a.get("member")) & set(b.get("member")), 0.1, "la misma persona está en las dos: {}", "the same person is in both: {}"),
                                (one_town(a, b), 0.1, "mismo municipio: {}", "same municipality: {}"), (together, 0.05, "mismo estado: {}", "same state: {}"),
                                (set(a.get("parent")) & set(b.get("parent")), 0.05, "unidad del mismo cuerpo: {}", "unit of the same body: {}")):
        if found:
            score += gain
            reasons.append((gain, Text(es.format(min(found)), en.format(min(found)))))
    if one_report(a, b):
        score -= 0.2
        reasons.append((0.2, Text("el mismo informe los registra aparte", "one report records them apart")))
    elif kind == "equal" and _jurisdiction(a, b, mine, theirs, bool(together)):
        return Judgement(round(min(score + 0.05, 1.0), 4), _told(reasons), SAME)
    elif kind in ("equal", "acronym", "initials"):
        reasons.append((0.01, Text("falta saber de qué lugar es", "of which place it is remains open")))
    if score < LEAST:
        return Judgement(0.0, _told(reasons), DIFFERENT)
    return Judgement(round(min(score, 0.99), 4), _told(reasons), ASK)


def _told(reasons: list[tuple[float, Text]]) -> tuple[Text, ...]:
    return tuple(t for _, t in sorted(reasons, key=lambda r: (-r[0], r[1])))


def _jurisdiction(a: Mention, b: Mention, mine: list[BodyName], theirs: list[BodyName], together: bool) -> bool:
    """Tell whether equal names need no more context: same place, telling parent or state, a worldwide acronym, or a long name with nothing usual in it.

    The acronym of two bodies of two states, and a name every town has one of, stay open.
    """
    if one_town(a, b) or any(map(telling, set(a.get("parent")) & set(b.get("parent")))):
        return True
    equal = [(x, y) for x in mine for y in theirs if x.core == y.core]
    for x, y in equal:
        if together and not (x.head == "municipal-government" or (generic(x) and not x.states)):
            return True
        if len(x.core) == 1 and known_acronyms().get(min(x.core), "") in WORLDWIDE:
            return True
        shared = x.acronyms & y.acronyms
        if len(x.core) > 2 and shared and (own_words(x) or any(known_acronyms().get(s, "") in WORLDWIDE for s in shared & x.own & y.own)):
            return True
    return False
