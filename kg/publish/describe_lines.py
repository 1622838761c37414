"""One claim, seen from the node it is shown with: its label, values, what else it says, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg.model.iri import KG
from kg.model.text import Text
from kg.publish.describe_ask import DCT, LABEL, NOTE, ORG, SAID, SKOS, Gathered
from kg.publish.describe_model import NOTHING, Line, Value
from kg.publish.describe_names import class_of, hat_name, home, name, proof, value, values
from kg.publish.describe_terms import INVERSE, called
from kg.publish.links import tipo

Beside = tuple[tuple[Text, tuple[Value, ...]], ...]
_HAT = Text("en calidad de", "as")


def line_of(g: Gathered, me: str, claim: str, predicate: str) -> Line:
    """Return a claim as a line of the page of ``me``, to which it points by ``predicate``."""
    kind = "said" if tipo(claim) in SAID else tipo(claim)
    label, shown, beside = _KINDS.get(kind, _other)(g, me, claim, predicate)
    apart = claim != me and g.apart(claim)
    return Line(label, shown, beside, claim, proof(g, claim, not apart), inferred(g, claim), note(g, claim), apart)


def inferred(g: Gathered, claim: str) -> Text | None:
    """Return how a claim was deduced, where no report states it: the method of a field, or of who speaks."""
    methods = g.iris(claim, KG + "inferenceMethod")
    for who in g.iris(claim, KG + "attribution") + ([claim] if tipo(claim) == "atribucion" else []):
        if any(s.endswith("/inferred") for s in g.iris(who, KG + "attributionStatus")):
            methods += g.iris(who, KG + "attributionMethod")
    return name(g, methods[0]) if methods else None


def note(g: Gathered, iri: str) -> Text:
    """Return the note of a claim, in both languages where it has both."""
    found = values(g, iri, NOTE)
    return found[0].text if found else NOTHING


def beside(g: Gathered, claim: str, predicates: Iterable[str], without: str = "") -> Beside:
    """Return what a claim says besides: (name of the property, values), without what the page is about."""
    found = []
    for predicate in predicates:
        if predicate in (KG + "hat", KG + "capacity"):
            shown: tuple[Value, ...] = tuple(Value(hat_name(g, h), h, home=home(g, h)) for h in g.iris(claim, predicate) if h != without)
            label = _HAT
        else:
            shown = tuple(v for v in values(g, claim, predicate) if v.iri != without or not without)
            label = called(predicate)
        if shown:
            found.append((label, shown))
    return tuple(found)


def _fact(g: Gathered, _me: str, claim: str, predicate: str) -> tuple[Text, tuple[Value, ...], Beside]:
    about = g.one(claim, KG + "property")
    back = predicate == KG + "value"
    shown = values(g, claim, KG + ("about" if back else "value"))
    return (INVERSE.get(about) or called(about)) if back else called(about), shown, beside(g, claim, (DCT + "source", KG + "readOn"))


def _participation(g: Gathered, me: str, claim: str, predicate: str) -> tuple[Text, tuple[Value, ...], Beside]:
    here, there = (KG + "participant", KG + "inEvent") if predicate == KG + "inEvent" else (KG + "inEvent", KG + "participant")
    shown = values(g, claim, here)
    rest = [] if predicate in (KG + "inEvent", KG + "participant") else [there]
    return _label(g, claim, KG + "role"), shown, beside(g, claim, (*rest, KG + "mode", KG + "hat", KG + "asWritten"), me)


def _membership(g: Gathered, me: str, claim: str, predicate: str) -> tuple[Text, tuple[Value, ...], Beside]:
    titled = bool(g.all(claim, KG + "roleTitle"))
    shown = values(g, claim, ORG + ("member" if predicate == ORG + "organization" else "organization"))
    rest = [] if predicate in (ORG + "organization", ORG + "member") else [ORG + "member"]
    label = _label(g, claim, KG + ("roleTitle" if titled else "post"))
    return label, shown, beside(g, claim, (*rest, *([KG + "post"] if titled else []), KG + "sector", KG + "observedOn", KG + "asWritten"), me)


def _said(g: Gathered, me: str, claim: str, predicate: str) -> tuple[Text, tuple[Value, ...], Beside]:
    rest = beside(g, claim, (KG + p for p in ("speaker", "conclusionOf", "reportedBy", "inEvent", "theme", "mechanism")), me)
    where = [(label, shown) for label, shown in rest if label != called(KG + "inEvent") or not g.all(claim, KG + "conclusionOf")]
    return called(class_of(g, claim)), (Value(name(g, claim), claim, "contribution"),), tuple(where)


def _figure(g: Gathered, me: str, claim: str, predicate: str) -> tuple[Text, tuple[Value, ...], Beside]:
    return called(class_of(g, claim)), (Value(name(g, claim), claim),), beside(g, claim, (KG + p for p in ("qualifier", "asOf", "statedBy", "inEvent")), me)


def _discrepancy(g: Gathered, me: str, claim: str, predicate: str) -> tuple[Text, tuple[Value, ...], Beside]:
    return _label(g, claim, KG + "discrepancyKind"), (Value(name(g, claim), claim),), ()


def _attribution(g: Gathered, me: str, claim: str, predicate: str) -> tuple[Text, tuple[Value, ...], Beside]:
    return called(KG + "attributedTo"), values(g, claim, KG + "attributedTo"), beside(g, claim, (KG + p for p in ("attributionStatus", "attributionMethod", "inEvent", "alternative")), me)


def _concept(g: Gathered, claim: str) -> tuple[Text, tuple[Value, ...], Beside]:
    definition = values(g, claim, SKOS + "definition")
    return Text(*[g.one(claim, SKOS + "notation")] * 2), (value(g, f"<{claim}>"),), ((called(SKOS + "definition"), definition),) if definition else ()


def _other(g: Gathered, me: str, claim: str, predicate: str) -> tuple[Text, tuple[Value, ...], Beside]:
    if predicate == SKOS + "inScheme":
        return _concept(g, claim)
    return called(class_of(g, claim)), (Value(name(g, claim), claim),), ()


def _label(g: Gathered, claim: str, predicate: str) -> Text:
    """Return the first value of a property as the line's label; the class when it has none."""
    found = values(g, claim, predicate)
    return found[0].text if found else called(class_of(g, claim))


_KINDS: dict[str, Callable[[Gathered, str, str, str], tuple[Text, tuple[Value, ...], Beside]]] = {
    "afirmacion": _fact, "externo": _fact, "participacion": _participation, "membresia": _membership, "said": _said, "cifra": _figure,
    "discrepancia": _discrepancy, "atribucion": _attribution}
NAMED = frozenset({LABEL, SKOS + "altLabel"})
"""Properties of a name."""
