"""Several reports against each other: one name in two spellings, one person in two offices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.iri import fold
from kg.model.text import Text
from kg.reading.mentions.hats import post_of
from kg.reading.witness_rules.case import Case, Finding, Span, content, one_letter
from kg.reading.witness_rules.spelling import near_pairs, same_name
from kg.reading.witness_rules.titles import same_body

Found = Iterator[tuple[Case, Finding]]


def _names(case: Case, kind: str) -> dict[str, Span]:
    """Return every spelling of a kind of entity as the original has it, with its first place."""
    found: dict[str, Span] = {}
    for claim in case.reading.of(kind):
        for _, start, end in claim.data.get("names", ()):
            found.setdefault(" ".join(case.document.text[start:end].split()), (start, end))
    return found


def _pairs(cases: list[Case]) -> Iterator[tuple[Case, Case]]:
    yield from ((a, b) for a in cases for b in cases if a is not b)


def _bare(name: str) -> str:
    """Return a body's name without A.C. and its like, folded."""
    return re.sub(r"\b(?:a c|s c|ac|iap|a\. ?c\.?)\W*$", "", re.sub(r"[.,]", " ", fold(name))).strip()


def names(cases: list[Case]) -> Found:
    """A person or body whose name two reports write a letter or a sign apart."""
    for kind in ("person", "institution"):
        known = {id(case): _names(case, kind) for case in cases}
        for case, other in _pairs(cases):
            own, there = known[id(case)], known[id(other)]
            for (name, span), (written, _) in near_pairs(list(own.items()), list(there.items())):
                if written not in own and name not in there and (_signs_apart(name, written) or (same_name(name, written) if kind == "person" else _near_body(name, written))):
                    yield case, Finding((span,), Text(f"Otro informe ({other.label}) lo escribe {written}.", f"Another report ({other.label}) writes it {written}."), (name, written), 0.85)


def _signs_apart(a: str, b: str) -> bool:
    return a != b and fold(a) == fold(b) and [c for c in a.casefold() if c.isalnum()] == [c for c in b.casefold() if c.isalnum()] and a.casefold() != b.casefold() and "." not in a + b


def _near_body(a: str, b: str) -> bool:
    x, y = _bare(a), _bare(b)
    return min(len(x), len(y)) >= 10 and one_letter(x, y)


def municipalities(cases: list[Case]) -> Found:
    """A municipality two reports write a letter apart, one of them unlike the official name."""
    for case, other in _pairs(cases):
        there = {c.data["inegi"]: c for c in other.reading.of("municipality") if c.data["inegi"]}
        for claim in case.reading.of("municipality"):
            match = there.get(claim.data["inegi"])
            for text, start, end in claim.data["names"] if match else ():
                written = next((n[0] for n in match.data["names"] if one_letter(fold(n[0]), fold(text))), "") if match else ""
                if written and fold(text) != fold(claim.data["name"]):
                    yield case, Finding(((start, end),), Text(f"Otro informe ({other.label}) lo escribe {written}.", f"Another report ({other.label}) writes it {written}."), (claim.data["name"],),
                                        0.85,
                                        Text(claim.data["name"], claim.data["name"]))


def offices(cases: list[Case]) -> Found:
    """One person with two different offices in one body, or with bodies that have nothing in common, in two reports."""
    for case, other in _pairs(cases):
        there: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for tag in other.tags:
            there.setdefault(content(tag.name), []).extend((o, b) for o, b, _, stuck in tag.hats if not stuck)
        for tag in case.tags:
            mine = [(o, b) for t in case.tags if content(t.name) == content(tag.name) for o, b, _, stuck in t.hats if not stuck]
            theirs = there.get(content(tag.name), [])
            if tag.line != next(t.line for t in case.tags if content(t.name) == content(tag.name)) or len(content(tag.name)) < 3 or not mine or not theirs:
                continue
            clash = _clash(mine, theirs)
            if clash:
                yield case, Finding((case.span(tag.first, tag.last) if tag.last > tag.first else case.span(*tag.at),),
                                    Text(f"De {tag.name} este informe dice {clash[0]}; otro ({other.label}), {clash[1]}.",
                                         f"Of {tag.name} this report says {clash[0]}; another ({other.label}), {clash[1]}."), (tag.name,), 0.7)


def _clash(mine: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> tuple[str, str] | None:
    """Return what two reports say of one person when it does not go together."""
    for office, body in mine:
        for office2, body2 in theirs:
            a, b = set(content(office)), set(content(office2))
            if body and body2 and same_body(body, body2):
                post, post2 = post_of(office)[0] if office else "", post_of(office2)[0] if office2 else ""
                return (f"{office}, {body}", f"{office2}, {body2}") if a and b and not a <= b and not b <= a and post and post2 and post != post2 else None
    bodies, bodies2 = [b for _, b in mine if b], [b for _, b in theirs if b]
    offices = {post_of(o)[0] for o, _ in (*mine, *theirs) if o}
    return (bodies[0], bodies2[0]) if bodies and bodies2 and len(offices) > 0 and not {*content(" ".join(bodies))} & {*content(" ".join(bodies2))} else None
