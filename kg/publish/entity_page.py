"""The page of one IRI: what is known, each line with its evidence, neighbours drawn, how to cite. The same for the static site and the server."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model.text import Text
from kg.publish.cite import bibtex, sentence
from kg.publish.describe_model import Description, Line, Spot
from kg.publish.links import Links, anchor, place
from kg.publish.near_svg import fan
from kg.publish.page import Frame, render, shortened
from kg.publish.rdf import TRIPLES
from kg.publish.schema_org import schema_org
from kg.visual.kinds import KINDS
from kg.visual.safe import data_block

_MOVED = Text("Este identificador cambió", "This identifier has changed")
_GONE = Text("Retirado", "Withdrawn")


def page(description: Description, links: Links, frame: Frame, more: Sequence[tuple[Text, str]] = ()) -> str:
    """Return the HTML page of an IRI; of a retired one, where it went, or that it was withdrawn. ``more``: other pages about it, (words, path from the top)."""
    if description.gone or description.replaced_by:
        return retired(description, links, frame)
    d = description
    seen: set[str] = set()

    def first(claim: str) -> bool:
        """Whether a claim appears for the first time: an ``id`` must be unique, and a claim may stand in two sections."""
        new = claim not in seen
        seen.add(claim)
        return new

    title = Text(*(f"{shortened(label, 70)} · {kind}" if kind else shortened(label, 70) for label, kind in zip(d.label, d.kind, strict=True)))
    at = place(d.iri, frame.base)
    canonical = f"{frame.base}{at[0]}.html" if at and frame.public else ""
    alternates = tuple((f, address) for f in TRIPLES if (address := links.data(d.iri, f.ending)))
    return render("entity.html.j2", links, frame, title, d=d, iri=d.iri, look=d.look if d.look in KINDS else "other", alternates=alternates, anchor=anchor, first=first,
                  alike=alike, places_of=places_of, more=tuple(more), canonical=canonical, drawing=fan(d.look, d.neighbours, links), citation=sentence(d, frame), bibtex=bibtex(d, frame),
                  data=data_block(schema_org(d, frame)), description=_summary(d))


def alike(lines: Sequence[Line]) -> list[list[Line]]:
    """Return together the lines that say the same, where the first of them stands: what several claims tell is one thing known."""
    found: dict[object, list[Line]] = {}
    for line in lines:
        same = not line.apart and line.proof is not None and (line.label, line.values, line.beside, line.inferred, line.note, line.proof.reviewed)
        found.setdefault(same or id(line), []).append(line)
    return list(found.values())


def places_of(lines: Sequence[Line]) -> list[Spot]:
    """Return the places that lines rest on, in their order."""
    return [spot for line in lines if line.proof for spot in line.proof.spots]


def retired(description: Description, links: Links, frame: Frame) -> str:
    """Return the page of an IRI no longer in use: a way to what took over, or a tombstone."""
    if description.replaced_by:
        target = links.href(description.replaced_by)
        told = (Text("Lo que nombraba está ahora aquí:", "What it named is now here:"),)
        return render("gone.html.j2", links, frame, _MOVED, told=told, target=target, target_name=description.replaced_by, iri=description.iri, redirect=target, robots="noindex")
    return withdrawn(links, frame, description.iri)


def withdrawn(links: Links, frame: Frame, iri: str = "") -> str:
    """Return a tombstone that tells nothing of what was there."""
    told = (Text("Lo que este identificador nombraba se retiró y ya no se publica. El identificador no se usará para otra cosa.",
                 "What this identifier named has been withdrawn and is no longer published. The identifier will not be used for anything else."),)
    return message(_GONE, told, links, frame, iri)


def message(title: Text, told: tuple[Text, ...], links: Links, frame: Frame, iri: str = "") -> str:
    """Return a plain page that says something: not found, not acceptable."""
    return render("gone.html.j2", links, frame, title, told=told, target="", iri=iri, robots="noindex")


def _summary(d: Description) -> str:
    """Return one sentence for search engines: kind, name and the first things known, in Spanish."""
    facts = [f"{line.label.es}: {line.values[0].text.es}" for section in d.sections[:3] for line in section.lines[:2] if line.values]
    return shortened(" · ".join([d.kind.es, d.label.es, *facts][: 5 if d.kind.es else 4]), 200)
