"""One name written in several ways inside a report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.iri import fold
from kg.model.text import Text
from kg.reading.witness_rules.case import Case, Finding, Span, content, listed, one_letter
from kg.reading.words.alike import acronym_fits

_APOSTROPHES = "'’´`‘ʼ"


def apostrophe(case: Case) -> Iterator[Finding]:
    """A loose accent or backtick where an apostrophe belongs."""
    for hit in re.finditer(r"(?<!\w)([^\W\d_]+)[´`]([^\W\d_]+)(?!\w|`)", case.document.text):
        plural = hit[2] == "s"
        word = f"{hit[1]}" if plural else f"{hit[1]}’{hit[2]}"
        es = "El plural de una sigla lleva un acento suelto." if plural else f"Un acento suelto hace de apóstrofo: {word}."
        yield Finding((hit.span(),), Text(es, "The plural of an acronym bears a loose accent." if plural else f"A loose accent stands for an apostrophe: {word}."), (word,), 0.95, Text(word, word))


def _spellings(case: Case, kind: str) -> list[tuple[str, Span]]:
    """Return every spelling of the names of one kind of entity, as the original has it, with its first place."""
    found: dict[str, Span] = {}
    if kind == "person":
        for tag in case.tags:
            start, end = case.span(*tag.at)
            found.setdefault(" ".join(case.document.text[start:end].split()), (start, end))
    for claim in case.reading.of(kind):
        for _, start, end in claim.data.get("names", ()):
            found.setdefault(" ".join(case.document.text[start:end].split()), (start, end))
    return sorted(found.items(), key=lambda f: f[1])


def same_name(a: str, b: str) -> str:
    """Say how two spellings can be of one name: "sign" (accent, hyphen, apostrophe), "letter" (one letter apart), "" when they are not, or are equal."""
    plain = [re.sub(f"[{_APOSTROPHES}*]", "'", x).casefold() for x in (a, b)]
    if a.casefold() == b.casefold() or ((a.isupper() or b.isupper()) and fold(a) == fold(b)):     # capitals often go without accents
        return ""
    keys = [re.sub(r"[^a-z0-9ñ]+", " ", fold(x)).strip() for x in (a, b)]
    if plain[0] == plain[1] or keys[0] == keys[1]:
        return "sign"
    return "letter" if min(map(len, keys)) >= 10 and len(keys[0].split()) == len(keys[1].split()) and one_letter(*keys) and not re.search(r"\d", keys[0]) else ""


def people(case: Case) -> Iterator[Finding]:
    """One person's name with a letter, accent, hyphen or apostrophe more or less."""
    yield from _pairs(case, "person")


def bodies(case: Case) -> Iterator[Finding]:
    """One body's name with a letter or accent more or less."""
    yield from _pairs(case, "institution")


def near_pairs(names: list[tuple[str, Span]], others: list[tuple[str, Span]]) -> Iterator[tuple[tuple[str, Span], tuple[str, Span]]]:
    """Yield the pairs of names that begin or end with the same word: of names of two words or more, all that can be one letter apart."""
    buckets: dict[tuple[int, str], list[tuple[str, Span]]] = {}
    for item in others:
        words = fold(item[0]).split() or [""]
        for key in {(0, words[0]), (1, words[-1])}:
            buckets.setdefault(key, []).append(item)
    for item in names:
        words = fold(item[0]).split() or [""]
        found = {o: None for key in ((0, words[0]), (1, words[-1])) for o in buckets.get(key, ()) if o != item and abs(len(o[0]) - len(item[0])) <= 2}
        yield from ((item, other) for other in found)


def _pairs(case: Case, kind: str) -> Iterator[Finding]:
    names = _spellings(case, kind)
    like: dict[str, list[tuple[str, Span]]] = {}
    for (name, span), (other, place) in near_pairs(names, names):
        if span < place and same_name(name, other) and not _plural(name, other) and not (kind == "institution" and " " not in name + other):
            like.setdefault(name, [(name, span)]).append((other, place))
    done: set[str] = set()
    for name, group in like.items():
        if name not in done:
            written = [n for n, _ in group]
            done |= set(written)
            yield Finding((*(p for _, p in group[1:]), group[0][1]),
                          Text(f"Un mismo nombre va escrito de varios modos: {listed(written)}.", f"One name is written in several ways: {listed(written, 'en')}."), tuple(written), 0.85)


def _plural(a: str, b: str) -> bool:
    """Tell whether two names differ by the end of a word: "Comité" and "Comités", "Vecina" and "Vecino" may be two."""
    return any(x != y and x[:-1] == y[:len(x) - 1] and abs(len(x) - len(y)) <= 1 and x.rstrip("aos") == y.rstrip("aos") for x, y in zip(fold(a).split(), fold(b).split(), strict=False))


def municipality(case: Case) -> Iterator[Finding]:
    """A municipality's name one letter from the official one."""
    for claim in case.reading.of("municipality"):
        if "spelling" in claim.flags:
            for text, start, end in claim.data["names"]:
                if fold(text) != fold(claim.data["name"]) and one_letter(fold(text), fold(claim.data["name"])):
                    yield Finding(((start, end),), Text(f"{text}, quizá por {claim.data['name']}.", f"{text}, perhaps for {claim.data['name']}."), (claim.data["name"],), 0.9,
                                  Text(claim.data["name"], claim.data["name"]))


def short_municipality(case: Case) -> Iterator[Finding]:
    """A municipality named whole in one place and shortened in another, where the short name is also another municipality's."""
    from kg.reading.mentions.gazetteer import gazetteer

    for claim in case.reading.of("municipality"):
        names = claim.data.get("names", [])
        whole = next((n for n in names if fold(n[0]) == fold(claim.data["name"])), None)
        for text, start, end in names:
            others = [name for code, name in gazetteer().get(tuple(fold(text).split()), ()) if fold(name) == fold(text) and code != claim.data["inegi"]]
            if whole and others and fold(text) != fold(whole[0]):
                yield Finding(((start, end), (whole[1], whole[2])), Text(f"{whole[0]} va abreviado como {text}, que es también otro municipio.",
                                                                         f"{whole[0]} is shortened to {text}, which is also another municipality."),
                              (whole[0],), 0.75, Text(whole[0], whole[0]))
                break


def capital_particle(case: Case) -> Iterator[Finding]:
    """Prepositions with a capital inside a body's name: "Ayuntamiento De"."""
    spots = [(start, end, text) for text, (start, end) in _spellings(case, "institution") if re.search(r"[a-záéíóúñ] (?:De|Del|Por|Para|Y|En) [A-ZÁÉÍÓÚ]", text)]
    if spots:
        names = list(dict.fromkeys(t for *_, t in spots))
        yield Finding(tuple((s, e) for s, e, _ in spots), Text(f"Preposiciones con mayúscula dentro de un nombre: {listed(names)}.",
                                                               f"Prepositions with a capital inside a name: {listed(names, 'en')}."), tuple(names), 0.85,
                      Text("escribirlas con minúscula", "write them in lower case"))


def comma_acronym(case: Case) -> Iterator[Finding]:
    """A body's acronym after a comma, as if it were another body."""
    for tag in case.tags:
        hit = re.search(r"(?P<name>[A-ZÁÉÍÓÚ][^,()]{8,}), (?P<acronym>[A-Z]{3,10})\Z", tag.title)
        name = hit["name"].split() if hit else []
        if hit and len(content(hit["name"])) > 2 and any(acronym_fits(hit["acronym"], " ".join(name[k:])) for k in range(len(name) - 2)):
            yield Finding((case.span(tag.first, tag.last),), Text(f"La sigla {hit['acronym']} va tras una coma, como si fuera otra institución.",
                                                                  f"The acronym {hit['acronym']} comes after a comma, as if it were another body."),
                          (tag.name, hit["acronym"]), 0.85, Text("ponerla entre paréntesis", "put it in brackets"))
