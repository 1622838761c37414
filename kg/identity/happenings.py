"""Are two mentions one event, or one mechanism? Nearly always a question: sessions repeat, and many towns have the same programme."""

from __future__ import annotations

from kg.identity.institutions import forms, names_alike
from kg.identity.judgement import ASK, DIFFERENT, LOOKS_ALIKE, NO_NAME, UNLIKE, Judgement
from kg.identity.mention import Mention
from kg.identity.official import common_facts
from kg.identity.people import one_report
from kg.identity.where import apart
from kg.model.iri import fold
from kg.model.text import Text

LEAST = 0.6


def events(a: Mention, b: Mention) -> Judgement:
    """Compare two mentions of events; never an automatic merge: two towns may hold a forum of one name on one day."""
    return _compare(a, b, "date", Text("fechas distintas", "different dates"), Text("misma fecha", "same date"))


def mechanisms(a: Mention, b: Mention) -> Judgement:
    """Compare two mentions of mechanisms; never an automatic merge, not even of laws: every town has a "Reglamento de Participación Ciudadana"."""
    return _compare(a, b, "place", Text("municipios distintos", "different municipalities"), Text("mismo municipio", "same municipality"))


def _compare(a: Mention, b: Mention, fact: str, against: Text, in_favour: Text) -> Judgement:
    """Compare names; a number, part and whole, or another value of ``fact`` keeps two apart."""
    decided = common_facts(a, b)
    if decided:
        return decided
    mine, theirs = forms(a), forms(b)
    if not mine or not theirs:
        return NO_NAME
    score, kind, text = max((names_alike(x, y) for x in mine for y in theirs), key=lambda n: (n[0], n[1], n[2]))
    if not score:
        return UNLIKE
    guard = text if kind == "number" else _guard(a, b, fact, against)
    if guard:
        return Judgement(LOOKS_ALIKE, (guard,), DIFFERENT)
    reasons = [text]
    if set(a.get(fact)) & set(b.get(fact)):
        score += 0.1
        reasons.append(in_favour)
    if one_report(a, b):
        score -= 0.35
        reasons.append(Text("el mismo informe los registra aparte", "one report records them apart"))
    if a.get("kind") and b.get("kind") and a.get("kind") != b.get("kind"):
        score -= 0.1
        reasons.append(Text(f"de distinta clase: {a.get('kind')[0]} / {b.get('kind')[0]}", f"of another kind: {a.get('kind')[0]} / {b.get('kind')[0]}"))
    if score < LEAST:
        return Judgement(0.0, tuple(reasons), DIFFERENT)
    return Judgement(round(min(score, 0.99), 4), tuple(reasons), ASK)


def _guard(a: Mention, b: Mention, fact: str, against: Text) -> Text | None:
    """Return what forbids two look-alikes to be one."""
    mine, theirs = set(a.get(fact)), set(b.get(fact))
    if fact == "place":
        town = apart(a, b)
        if town:
            return town
    elif mine and theirs and not mine & theirs:
        return Text(f"{against.es}: {min(mine)} / {min(theirs)}", f"{against.en}: {min(mine)} / {min(theirs)}")
    names = {fold(a.name)}, {fold(b.name)}
    if set(a.get("parent")) & names[1] or set(b.get("parent")) & names[0]:
        return Text("uno es parte del otro", "one is part of the other")
    if a.get("parent") and b.get("parent") and not set(a.get("parent")) & set(b.get("parent")):
        return Text(f"partes de cosas distintas: {a.get('parent')[0]} / {b.get('parent')[0]}", f"parts of different things: {a.get('parent')[0]} / {b.get('parent')[0]}")
    return None
