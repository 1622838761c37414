"""Acronyms: whether their letters fit, whether they are ever written out, whether one stands for two things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.iri import fold
from kg.model.text import Text
from kg.reading.mentions.acronyms import acronyms as known_acronyms
from kg.reading.mentions.acronyms import is_acronym
from kg.reading.mentions.line import HEADING
from kg.reading.vocab import words
from kg.reading.witness_rules.case import Case, Finding, content, listed, one_letter
from kg.reading.witness_rules.official import OFFICIAL, SHARED, TAKEN
from kg.reading.words.alike import acronym_fits
from kg.reading.words.tokens import Token

_ROMAN = re.compile(r"[IVXLCDM]+\Z")
_POSTS = frozenset(("TUT", "UT", "TIC", "TICS"))     # not bodies, yet acronyms
_COMMON = frozenset(("AC", "IAP", "SC", "TV", "PDF", "YOUTUBE", "FACEBOOK", "CD", "DVD", "USB", "QR", "MX", "NA", "ID", "OK", "COVID", "WHATSAPP", "PROFRA", "PROFR", "VS", "UU", "EE", "EU"))


def tokens_of(case: Case) -> list[Token]:
    """Return the acronyms written in the report outside lines of capitals, in order."""
    found = []
    names = case.named
    for line in case.lines:
        letters = [t for t in line.tokens if t.text[0].isalpha()]
        if line.kind == HEADING and all(t.shape != "a" for t in letters) and len(letters) > 1:
            continue
        for before, token, after in zip([None, *line.tokens], line.tokens, [*line.tokens[1:], None], strict=False):
            shouted = any(t and t.shape == "A" and t.text not in known_acronyms() for t in (before, after))
            if token.start not in names and _acronym(token, shouted):
                found.append(token)
    return found


def _bare(token: Token) -> str:
    """Return an acronym without full stop and without the "'s" of a plural."""
    return token.text.rstrip(".").removesuffix("'s")


def _acronym(token: Token, shouted: bool) -> bool:
    """Tell whether a word is an acronym: by shape and vocabulary; a word beside another in capitals is not one unless it is known."""
    bare = _bare(token)
    if bare.upper() in _COMMON or _ROMAN.match(bare) or "'" in bare or token.key in words("honorifics"):
        return False
    known = bare in known_acronyms()
    if shouted and not known:
        return False
    if token.shape == "M" and not known and sum(c.isupper() for c in bare) < 3:
        return False
    return known or (is_acronym(token) and len(bare) <= 10 and not any(c in "ÁÉÍÓÚÑ" for c in bare)) or bare in _POSTS


def _expansions(case: Case) -> list[tuple[str, str, int, int]]:
    """Return (acronym, name, start, end) of every name with its acronym in brackets right after it."""
    found = []
    for line in case.lines:
        first, last = case.extent(line)
        for hit in re.compile(r"\s\(([A-ZÁÉÍÓÚÑ][\w-]{1,11})(?:\s*-\s*[A-Z]{2,12})?\)").finditer(case.text, first, last):
            name = _name_before(case.text[max(first, hit.start() - 160):hit.start()]).split()
            while name and not name[0][0].isupper():
                name.pop(0)
            if len(name) > 1 and hit.start() - 1 not in case.named and sum(c.isupper() for c in hit[1]) >= 2:
                found.append((hit[1], " ".join(name), max(first, case.text.rfind(name[0], first, hit.start())), hit.end()))
    return found


def misfit(case: Case) -> Iterator[Finding]:
    """An initialism whose letters are not the initials of the name it stands beside."""
    for acronym, name, start, end in _expansions(case):
        letters = fold(acronym)
        tail = content(name)[-len(letters):]
        if len(tail) < len(letters) or acronym in known_acronyms() or not acronym.isupper() or len(letters) > 5:
            continue
        right = "".join(w[0] for w in tail)
        small = "".join(w[0] for w in re.findall(r"\w+", fold(name)))       # initials of particles too: "ONU de …"
        if right != letters and letters not in small and sum(a != b for a, b in zip(right, letters, strict=True)) <= 2 and right[0] == letters[0]:
            taken = f"; {acronym} es la sigla de {TAKEN[acronym]}" if acronym in TAKEN else ""
            taken_en = f"; {acronym} is the acronym of {TAKEN[acronym]}" if acronym in TAKEN else ""
            yield Finding((case.span(start, end),), Text(f"La sigla {acronym} no corresponde a {name}, que daría {right.upper()}{taken}.",
                                                         f"The acronym {acronym} does not fit {name}, which would give {right.upper()}{taken_en}."),
                          (name,), 0.9, Text(f"¿{right.upper()}?", f"{right.upper()}?"))


def _phrase(case: Case, acronym: str) -> tuple[int, int] | None:
    """Return a capitalised phrase of the report whose words spell an acronym."""
    for claim in (c for kind in ("institution", "mechanism") for c in case.reading.of(kind)):
        for text, start, end in claim.data.get("names", ()):
            if len(content(text)) > 1 and acronym not in text and _fits(acronym, text):
                return start, end
    initials = r" (?:(?:de|del|la|las|los|y|e|para|por|en) )*".join(f"{c}[a-záéíóúñ]+" for c in acronym.upper())
    names = case.named
    hits = (h for h in re.finditer(rf"\b{initials}\b", case.text) if h.start() not in names) if acronym.isupper() and len(acronym) > 2 else iter(())
    hit = next(hits, None)
    return case.span(*hit.span()) if hit else None


def _fits(acronym: str, name: str) -> bool:
    """Tell whether a name spells an acronym: a short one must be initials of words that follow each other."""
    initials = "".join(w[0] for w in content(name))
    return fold(acronym) in initials if len(acronym) <= 4 else acronym_fits(acronym, name)


def unexpanded(case: Case) -> Iterator[Finding]:
    """Acronyms that the report never writes out."""
    written = {a for a, *_ in _expansions(case)}
    first: dict[str, Token] = {}
    for token in tokens_of(case):
        first.setdefault(_bare(token), token)
    keys = {fold(w) for w in written}
    bare = {a: t for a, t in first.items() if fold(a) not in keys and not _bracketed(case, t) and _phrase(case, a) is None}
    if bare and case.is_event:
        yield Finding(tuple(case.span(t.start, t.end) for t in bare.values()),
                      Text(f"Siglas que el informe no desarrolla nunca: {listed(list(bare))}.", f"Acronyms the report never writes out: {listed(list(bare), 'en')}."), tuple(bare), 0.8,
                      Text("desarrollarlas la primera vez", "write them out the first time"))


def _name_before(text: str) -> str:
    """Return the capitalised words, and the particles between them, that a text ends in."""
    found: list[str] = []
    for word in reversed(text.split()):
        if not (word[0].isupper() or word in ("de", "del", "la", "las", "los", "y", "e", "para", "por", "en")):
            break
        found.insert(0, word)
    return " ".join(found)


def _bracketed(case: Case, token: Token) -> bool:
    """Tell whether an acronym stands in brackets after a capitalised name: it is being explained there, however loosely."""
    if case.text[token.start - 2:token.start] == ", ":
        name = _name_before(case.text[max(0, token.start - 90):token.start - 2]).split()
        if any(acronym_fits(_bare(token), " ".join(name[k:])) for k in range(len(name) - 1)):
            return True
    return bool(re.search(r"[A-Z][\w'.]+,?\s+\($", case.text[max(0, token.start - 40):token.start])) and case.text[token.end:token.end + 2].startswith((")", " -")) and not {token.start - 2,
        token.start - 3} & case.named


def two_expansions(case: Case) -> Iterator[Finding]:
    """One acronym written out in two ways."""
    seen: dict[str, tuple[str, int, int]] = {}
    for acronym, name, start, end in _expansions(case):
        before = seen.setdefault(acronym, (name, start, end))
        a, b = content(before[0]), content(name)
        if a != b and a[-len(b):] != b and b[-len(a):] != a and not (set(a) <= set(b) or set(b) <= set(a)):
            yield Finding((case.span(start, end), case.span(*before[1:])), Text(f"{acronym} se desarrolla de dos modos: {before[0]} y {name}.",
                                                                                f"{acronym} is written out in two ways: {before[0]} and {name}."), (acronym,), 0.9)


def variants(case: Case) -> Iterator[Finding]:
    """One acronym written in several ways: one letter or accent apart, or with and without the end of the place."""
    first: dict[str, Token] = {}
    for token in tokens_of(case):
        first.setdefault(token.text.rstrip("."), token)
    done: set[str] = set()
    for a in first:
        group = [b for b in first if b != a and b not in done and len(a) >= 4 and len(b) >= 4 and _variant(a, b)]
        if group and a not in done:
            done |= {a, *group}
            whole = [c for c in case.reading.of("institution") for t, *_ in c.data.get("names", ()) if len(content(t)) > 2 and acronym_fits(a, t)][:1]
            spans = [case.span(first[x].start, first[x].end) for x in (a, *group)] + [(c.start, c.end) for c in whole]
            yield Finding(tuple(spans), Text(f"Una misma sigla se escribe de varios modos: {listed([a, *group])}.", f"One acronym is written in several ways: {listed([a, *group], 'en')}."),
                          (a, *group), 0.85,
                          Text("usar siempre una", "always use one"))


def _variant(a: str, b: str) -> bool:
    x, y = fold(a), fold(b)
    short, long = sorted((x, y), key=len)
    if x == y:
        return True
    if long.startswith(short) and long[len(short):] in ("ex", "mex", "x"):
        return True
    return len(short) >= 6 and one_letter(x, y) and not (a in known_acronyms() and b in known_acronyms())


def misspelt(case: Case) -> Iterator[Finding]:
    """An acronym one letter apart from a well-known one, and known nowhere."""
    known = [k for k in known_acronyms() if len(k) >= 6 and k.isupper()]
    seen = set()
    for token in tokens_of(case):
        if token.text not in known_acronyms() and token.text not in seen:
            seen.add(token.text)
            near = [k for k in known if one_letter(fold(k), fold(token.text))]
            if len(near) == 1 and len(token.text) >= 6:
                yield Finding((case.span(token.start, token.end),), Text(f"{token.text}, quizá por {near[0]}.", f"{token.text}, perhaps for {near[0]}."), (near[0],), 0.9, Text(near[0], near[0]))


def shared(case: Case) -> Iterator[Finding]:
    """An acronym that more than one body uses, never written out beside it."""
    for acronym, bodies in SHARED.items():
        token = next((t for t in tokens_of(case) if t.text == acronym), None)
        if token and not any(a == acronym for a, *_ in _expansions(case)):
            yield Finding((case.span(token.start, token.end),), Text(f"{acronym} es sigla de más de un organismo: {listed(list(bodies))}.",
                                                                     f"{acronym} is the acronym of more than one body: {listed(list(bodies), 'en')}."),
                          (acronym,), 0.75)


def official(case: Case) -> Iterator[Finding]:
    """Names of well-known bodies and instruments that lack a word or have a sign too few."""
    for pattern, right, why in OFFICIAL:
        for hit in re.compile(pattern).finditer(case.text):
            name = hit.expand(right)
            yield Finding((case.span(*hit.span()),), Text(f"{why.es[:1].upper()}{why.es[1:]}: el nombre es {name}.", f"{why.en[:1].upper()}{why.en[1:]}: the name is {name}."), (name,), 0.9,
                          Text(name, name))


def namesakes(case: Case) -> Iterator[Finding]:
    """An acronym whose letters spell a body of the report that belongs to another parent: two bodies with one name."""
    for claim in case.reading.of("institution"):
        head = re.match(r"(?P<a>[A-Z][A-Za-z]{2,}) de (?:la|el) (?P<p>[A-Z]{3,})\Z|(?P<b>[A-Z][A-Za-z]{2,}) del (?P<q>[A-Z]{3,})\Z", claim.data["name"])
        if not head:
            continue
        acronym, parent = head["a"] or head["b"], head["p"] or head["q"]
        hit = re.search(rf"{_spelled(acronym)}(?:\s+de la|\s+del|\s*-)\s+(?P<parent>[A-Z][\w]{{2,}})", case.text)
        if hit and fold(hit["parent"]) != fold(parent):
            yield Finding(((claim.start, claim.end), case.span(*hit.span())), Text(f"Dos organismos se llaman igual, uno de {parent} y otro de {hit['parent']}: no son el mismo.",
                                                                                 f"Two bodies have the same name, one of {parent} and one of {hit['parent']}: they are not the same."),
                          (claim.data["name"],), 0.8)


def _spelled(acronym: str) -> str:
    """Return a pattern of capitalised words that begin with the capitals of an acronym."""
    return r"(?:\W+(?:de|del|la|las|los|y|e|para|por|en))*\W+".join(f"{c}[\\w]+" for c in acronym if c.isupper())
