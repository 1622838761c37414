"""The forms of an answer: media types, the names by which ``?format=`` asks for them, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from kg.graph.stream import SHEET
from kg.model.errors import nearest
from kg.model.text import Text
from kg.publish.rdf import FORMATS
from kg.serve.negotiate import best, liked
from kg.serve.refusal import Refused


@dataclass(frozen=True)
class Form:
    """A form: the name it has in the store, its media type, other types and names it goes by. ``service``: its IRI at the W3C."""

    name: str
    media: str
    also: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    service: str = ""

    @property
    def content_type(self) -> str:
        """The value of ``Content-Type``."""
        return typed(self.media)


def typed(media: str) -> str:
    """Return a media type with its charset, where it would be guessed otherwise."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


_W3C = "http://www.w3.org/ns/formats/"
RESULTS = (
    Form("json", "application/sparql-results+json", ("application/json",), ("sparql-results+json",), _W3C + "SPARQL_Results_JSON"),
    Form("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), ("sparql-results+xml",), _W3C + "SPARQL_Results_XML"),
    Form("csv", "text/csv", (), (), _W3C + "SPARQL_Results_CSV"),
    Form("tsv", "text/tab-separated-values", (), (), _W3C + "SPARQL_Results_TSV"),
)
_NAMES = {"ttl": ("turtle", "n3"), "nt": ("ntriples", "n-triples"), "jsonld": ("json-ld", "json"), "rdf": ("rdf+xml", "rdfxml", "xml"), "trig": (), "nq": ("nquads", "n-quads")}
_SERVICE = {"ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF_XML", "trig": "TriG", "nq": "N-Quads"}
_ALSO = {"nq": ("text/x-nquads",), "trig": ("application/x-trig",)}
GRAPHS = tuple(Form(f.ending, f.media, f.also + _ALSO.get(f.ending, ()), _NAMES[f.ending], _W3C + _SERVICE[f.ending]) for f in FORMATS.values())
_SHEET = Form(SHEET, "text/csv")
ENDINGS = sorted({n for f in (*RESULTS, *GRAPHS) for n in (f.name, *f.named)} | {SHEET})


def forms_of(query_form: str) -> tuple[Form, ...]:
    """Return the forms that an answer to a query of this form can have, the one for who does not care first."""
    return RESULTS if query_form in ("SELECT", "ASK") else GRAPHS


def chosen(forms: tuple[Form, ...], accept: str | None, name: str = "") -> tuple[Form, str]:
    """Return the form to answer in, and the media type to call it. ``name`` (``?format=``) goes before the header.

    A name of another kind of answer is passed over, since clients (SPARQLWrapper is one) send one whatever they ask.
    Raises Refused: 400 a name nobody knows, 406 nothing acceptable.
    """
    wanted = name.strip().lower().replace(" ", "+")   # a + that came unescaped
    if wanted:
        for form in (*forms, *([_SHEET] if forms is RESULTS else [])):
            if wanted in (form.name, form.media, *form.named, *form.also):
                return form, form.media
        if wanted not in ENDINGS and all(wanted not in (f.media, *f.also) for f in (*RESULTS, *GRAPHS)):
            raise Refused(400, Text("formato desconocido", "unknown format"), nearest(wanted[:40], ENDINGS))
    said = {like.value for like in liked(accept or "")}   # other names count when they are said, not when a range covers them
    by_media = {media: form for form in reversed(forms) for media in (form.media, *form.also) if media == form.media or media in said}
    media = best(accept, [m for f in forms for m in (f.media, *f.also) if m in by_media])
    if media is None:
        offered = ", ".join(f.media for f in forms)
        raise Refused(406, Text("ninguno de los formatos pedidos está disponible", "none of the formats asked for is available"), Text(f"hay: {offered}", f"there are: {offered}"))
    return by_media[media], media
