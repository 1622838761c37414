"""Titles beside people's names: pasted from another person, in two versions, or with a part missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.iri import fold
from kg.model.text import Text
from kg.reading.mentions.hats import post_of, role_at
from kg.reading.witness_rules.case import Case, Finding, Span, Tag, content, listed, one_letter
from kg.reading.words.alike import acronym_fits
from kg.reading.words.tokens import tokens

_SHORTEST = 12      # letters of another person's title that make a remainder of it


def pasted(case: Case) -> Iterator[Finding]:
    """A complete title that goes on, with no sign between, with the whole or the beginning of another person's title."""
    whole = {fold(t.title): t for t in case.tags if t.title}
    for tag in case.tags:
        cut = _residue(case, tag, whole)
        if cut:
            at, other = cut
            yield Finding((case.span(at, tag.last), case.span(other.first, other.last)),
                          Text(f"Al cargo de {tag.name}, ya entero, se le pegó el de {other.name}, o su comienzo: no es suyo.",
                               f"After {tag.name}'s title, already complete, stands {other.name}'s, or its beginning: it is not theirs."),
                          (tag.name, other.name), 0.95, Text(f"quitarlo del cargo de {tag.name}", f"remove it from {tag.name}'s title"))


def _residue(case: Case, tag: Tag, whole: dict[str, Tag]) -> tuple[int, Tag] | None:
    """Return where another person's title begins inside a title, and whose it is."""
    words = tokens(case.text, tag.first, tag.last)
    for i, token in enumerate(words):
        glued = i > 0 and token.start == words[i - 1].end and case.text[token.start - 1].islower() and token.text[0].isupper()
        parted = i > 1 and token.capital and words[i - 1].text not in (",", ";", "(", "-", "/", ":", ".") and words[i - 1].key not in ("y", "e", "de", "del", "la", "el", "los", "las", "como", "a",
            "al", "en")
        if not (glued or parted) or role_at(words, i) is None:
            continue
        rest = fold(" ".join(case.text[token.start:tag.last].split()))
        for title, other in whole.items():
            same = title == rest or (title.startswith(rest) and len(rest) >= _SHORTEST)
            if other.name != tag.name and same and not fold(tag.title).startswith(rest):
                return token.start, other
    return None


def glued(case: Case) -> Iterator[Finding]:
    """Two words of a title run together: a lower-case letter, then the capital of another office."""
    done = [f.spans[0] for f in pasted(case)]
    for tag in case.tags:
        for hit in re.compile(r"(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{4})").finditer(case.text, tag.first, tag.last):
            words = tokens(case.text, hit.start(), tag.last)
            spot = case.span(hit.start(), words[0].end) if words else (0, 0)
            if words and role_at(words, 0) and not any(s <= spot[0] < e for s, e in done):
                yield Finding((spot,), Text(f"En el cargo de {tag.name} se pegaron dos palabras: quizá sobra lo que sigue.",
                                            f"Two words of {tag.name}'s title run together: perhaps what follows is too much."), (tag.name,), 0.9)


def _hats(case: Case) -> dict[str, list[tuple[Tag, str, str, str]]]:
    """Return folded name → its titles in the order of the report: (tag, office, body, town)."""
    found: dict[str, list[tuple[Tag, str, str, str]]] = {}
    for tag in case.tags:
        for office, body, town, stuck in tag.hats:
            if not stuck:
                found.setdefault(" ".join(content(tag.name)), []).append((tag, office, body, town))
    return found


def _spot(case: Case, tag: Tag) -> Span:
    return case.span(tag.first, tag.last) if tag.last > tag.first else case.span(*tag.at)


def same_body(a: str, b: str) -> str:
    """Say how two names can be of one body: "equal", "particles", "short", "acronym", "" when they cannot be told to be one."""
    one, other = content(a), content(b)
    if not one or not other:
        return ""
    if one == other:
        return "equal" if fold(a) == fold(b) else "particles"
    small, large = sorted((one, other), key=len)
    if set(small) <= set(large):
        return "short"
    if acronym_fits(a, b) or acronym_fits(b, a):
        return "acronym"
    head, rest = small[0], set(small[1:])
    initials = "".join(w[0] for w in large)
    if 3 <= len(head) <= 6 and head in initials and rest <= set(large):
        return "acronym"
    near = len(one) == len(other) and all(x == y or one_letter(x, y) or (min(len(x), len(y)) > 3 and (x.startswith(y) or y.startswith(x))) for x, y in zip(one, other, strict=True))
    return "near" if near else ""


def two_bodies(case: Case) -> Iterator[Finding]:
    """One person with two different bodies in two places of one report: in whose name they speak is not clear."""
    for rows in _hats(case).values():
        named = [(t, b) for t, _, b, _ in rows if b]
        for tag, body in named[1:]:
            first, before = named[0]
            if tag.line != first.line and not any(same_body(b, body) for t, b in named if t.line != tag.line) and not _inside(before, body) and not _share_town(case, first, tag):
                yield Finding((_spot(case, tag), _spot(case, first)),
                              Text(f"{tag.name} figura con {before} en un lugar y con {body} en otro: no se sabe con cuál título habla.",
                                   f"{tag.name} is given with {before} in one place and with {body} in another: with which hat they speak is not said."), (tag.name, before, body), 0.8)
                break


def _inside(a: str, b: str) -> bool:
    """Tell whether one name is a faculty or unit and the other a university: two precisions of one membership."""
    units, wholes = ("facultad", "escuela", "centro universitario", "instituto"), ("universidad",)
    return any(fold(x).startswith(units) and fold(y).startswith(wholes) for x, y in ((a, b), (b, a)))


def _share_town(case: Case, a: Tag, b: Tag) -> bool:
    """Tell whether two titles name one municipality: the town hall and an office of it."""
    towns = [{c.data["name"] for c in case.reading.of("municipality") for s, e in c.mentions if t.first <= s < max(t.last, t.first + 1)} for t in (a, b)]
    return bool(towns[0] & towns[1])


def two_precisions(case: Case) -> Iterator[Finding]:
    """One person given for a university in one place and for a faculty in another."""
    for rows in _hats(case).values():
        named = [(t, b) for t, _, b, _ in rows if b]
        for tag, body in named[1:]:
            first, before = named[0]
            if tag.line != first.line and _inside(before, body):
                yield Finding((_spot(case, first), _spot(case, tag)),
                              Text(f"{tag.name} figura en {before} y en {body}: una pertenencia con dos precisiones.",
                                   f"{tag.name} is given for {before} and for {body}: one membership with two precisions."),
                              (tag.name,), 0.75)
                break


def body_forms(case: Case) -> Iterator[Finding]:
    """One person's body written in two ways: with and without a preposition, whole and shortened."""
    for rows in _hats(case).values():
        named = [(t, b) for t, _, b, _ in rows if b]
        for tag, body in named[1:]:
            first, before = named[0]
            how = same_body(before, body)
            if tag.line != first.line and fold(before) != fold(body) and how in ("particles", "short", "acronym"):
                yield Finding((_spot(case, first), _spot(case, tag)), Text(f"Un mismo organismo va de dos modos: {before} y {body}.", f"One body is written in two ways: {before} and {body}."),
                              (tag.name, before, body), 0.8,
                              Text(f"usar siempre un nombre: {max(before, body, key=len)}", f"always use one name: {max(before, body, key=len)}"))
                break


def other_office(case: Case) -> Iterator[Finding]:
    """One person with two different offices in one body, in two places of the report."""
    for rows in _hats(case).values():
        for n, (tag, office, body, _) in enumerate(rows):
            for other, office2, body2, _ in rows[:n]:
                apart = tag.line != other.line and bool(office and office2 and body and same_body(body, body2))
                a, b = set(content(office)), set(content(office2))
                if apart and not a <= b and not b <= a and post_of(office)[0] != post_of(office2)[0]:
                    yield Finding((_spot(case, tag), _spot(case, other)), Text(f"{tag.name} es {office2} en un lugar y {office} en otro.",
                                                                               f"{tag.name} is {office2} in one place and {office} in another."), (tag.name, body), 0.85)


# Offices that need no body: the place is in the words, or there is none.
_BODILESS = re.compile(r"vecin|ciudadan|jubilad|periodista|activista|estudiante|alumn|jef[ea] de tenencia|delegad|alcald|president[ea] municipal|regidor|sindic|comisariado|(?:en )?representacion|"
                       r"habitante|gobernador|moderador|relator")


def no_body(case: Case) -> Iterator[Finding]:
    """An office without the body it is held in, anywhere in the report."""
    for rows in _hats(case).values():
        if not any(body or town for _, _, body, town in rows) and any(office for _, office, _, _ in rows):
            tag, office = next((t, o) for t, o, _, _ in rows if o)
            if post_of(office)[0] and not case.claims_body(tag) and not _BODILESS.match(fold(office)) and case.lines[tag.line].block.kind != "row":
                yield Finding((_spot(case, tag),), Text(f"De {tag.name} se da el cargo sin decir de qué organismo.", f"{tag.name}'s office is given without saying of which body."), (tag.name,), 0.85,
                              Text("decir de qué organismo", "say of which body"))


def no_office(case: Case) -> Iterator[Finding]:
    """A body without an office: nowhere in the report, or only in another place than the list."""
    later: list[tuple[Tag, Span]] = []
    never: list[tuple[Tag, Span]] = []
    for rows in _hats(case).values():
        bare = [(t, b) for t, o, b, _ in rows if b and not o and case.lines[t.line].block.kind != "row" and not any(o2 for t2, o2, _, _ in rows if t2.line == t.line)]
        offices = [(t, o) for t, o, _, _ in rows if o]
        if bare and not offices:
            never.append((bare[0][0], _spot(case, bare[0][0])))
        elif bare and offices:
            later.append((bare[0][0], _spot(case, bare[0][0])))
    later.sort(key=lambda found: found[1])
    if never and case.spoken:
        names = [t.name for t, _ in never]
        yield Finding(tuple(s for _, s in never), Text(f"Se da el organismo y no el cargo de {listed(names)}.", f"The body and not the office is given of {listed(names, 'en')}."), tuple(names),
                      0.8, Text("decir el cargo", "say the office"))
    if len(later) > 1 and case.spoken:
        names = [t.name for t, _ in later]
        yield Finding(tuple(s for _, s in later), Text(f"De {len(later)} personas un lugar da sólo el organismo y otro el cargo: {listed(names)}.",
                                                       f"Of {len(later)} people one place gives only the body and another the office: {listed(names, 'en')}."), tuple(names), 0.75)


def nothing(case: Case) -> Iterator[Finding]:
    """Somebody listed with neither office nor body, where most of the others have them."""
    bare = [t for t in case.tags if t.last <= t.first and not case.known(t.name) and case.lines[t.line].kind == "roster"]
    for tag in bare if 3 * len(bare) <= len(case.tags) else ():
        yield Finding((case.span(*tag.at),), Text(f"De {tag.name} no se da ni cargo ni organismo.", f"Neither office nor body is given of {tag.name}."), (tag.name,), 0.85,
                      Text("decir cargo y organismo", "say office and body"))


def student_expert(case: Case) -> Iterator[Finding]:
    """A list announced as of experts that includes a student."""
    for run, _ in case.rosters:
        hit = next((h for span in case.announcing(run) for h in case.find(r"\b(?:expert[oa]s|especialistas)\b", *span)), None)
        tag = next((t for t in case.tags if t.line in run and re.match(r"(?:alumn[oa]|estudiante)\b", fold(t.title))), None)
        if hit and tag:
            yield Finding((case.span(*hit.span()), _spot(case, tag)), Text("La lista se presenta como de personas expertas e incluye a quien estudia.",
                                                                           "The list is presented as of experts and includes a student."), (tag.name,), 0.8)


def one_surname(case: Case) -> Iterator[Finding]:
    """Somebody with a single surname that others of the report bear too: easily taken for one of them."""
    first = {t.name: t for t in reversed(case.tags)}
    bearers: dict[str, list[str]] = {}
    for tag in case.tags:
        for word in set(content(tag.name)[1:]) if first[tag.name] is tag and len(content(tag.name)) > 2 else ():
            bearers.setdefault(word, []).append(tag.name)
    for name, tag in sorted(first.items(), key=lambda item: item[1].at):
        words = content(name)
        others = bearers.get(words[-1], []) if len(words) == 2 else []
        if others:
            yield Finding((case.span(*tag.at),), Text(f"{name} lleva un solo apellido, que es también el de {listed(others)}.",
                                                      f"{name} has a single surname, which is also that of {listed(others, 'en')}."), (name, *others), 0.8)
