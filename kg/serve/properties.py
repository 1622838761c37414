"""What the reconciliation service can tell and take: types of entities and their properties, one row each.

A property's ``pattern`` is SPARQL that binds ``?value`` to what the graph says of ``?me``. ``form`` says what a value is: ``text``,
``date``, ``count`` or the kind of entity it is the IRI of. ``fact`` names what a value given with a name is compared with (see
``kg.identity.mention.Mention``); a property without one can be asked for, but does not help to tell who is who.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.errors import UsageError, nearest
from kg.model.iri import KG, fold
from kg.model.text import Text


@dataclass(frozen=True)
class Type:
    """A kind of entity: its name in ``Mention.kind``, its class of the ontology, what people call it."""

    kind: str
    cls: str
    label: Text
    plural: Text

    @property
    def iri(self) -> str:
        """The IRI of the class, which is the type's id."""
        return KG + self.cls


@dataclass(frozen=True)
class Property:
    """One property: id, label, the kinds that have it, where its values are, what they are, which fact they are compared with."""

    id: str
    label: Text
    kinds: tuple[str, ...]
    form: str
    pattern: str
    fact: str = ""


TYPES = {t.kind: t for t in (
    Type("person", "Person", Text("persona", "person"), Text("personas", "people")),
    Type("institution", "Institution", Text("institución", "institution"), Text("instituciones", "institutions")),
    Type("municipality", "Municipality", Text("municipio", "municipality"), Text("municipios", "municipalities")),
    Type("event", "Event", Text("evento", "event"), Text("eventos", "events")),
    Type("mechanism", "Mechanism", Text("mecanismo", "mechanism"), Text("mecanismos", "mechanisms")),
)}

_OF = "?hat org:member ?me ; "
_CALLED = "skos:prefLabel ?value . FILTER(LANG(?value) = '%(lang)s')"
_TOWN = "?me kg:municipality ?town . ?town "
_SEAT = _OF + "org:organization/kg:municipality ?town . ?town "
PROPERTIES = {p.id: p for p in (
    Property("institution", Text("institución", "institution"), ("person",), "institution", _OF + "org:organization ?value .", "body"),
    Property("role", Text("cargo", "role"), ("person",), "text", _OF + "kg:roleTitle|kg:asWritten ?value .", "role"),
    Property("post", Text("puesto", "post"), ("person",), "text", _OF + "kg:post ?c . ?c " + _CALLED),
    Property("sector", Text("sector", "sector"), ("person", "institution"), "text",
             "{ " + _OF + "kg:sector ?c } UNION { ?me a kg:Institution ; kg:sector ?c } ?c " + _CALLED),
    Property("municipality", Text("municipio", "municipality"), ("person", "institution", "mechanism"), "municipality",
             "{ ?me kg:municipality ?value } UNION { " + _OF + "org:organization/kg:municipality ?value }", "place"),
    Property("code", Text("clave INEGI", "INEGI code"), ("municipality", "institution", "person"), "text",
             "{ ?me kg:inegiCode ?value } UNION { " + _TOWN + "kg:inegiCode ?value } UNION { " + _SEAT + "kg:inegiCode ?value }", "code"),
    Property("state", Text("estado", "state"), ("municipality", "institution", "person"), "text",
             "{ ?me kg:stateName ?value } UNION { " + _TOWN + "kg:stateName ?value } UNION { " + _SEAT + "kg:stateName ?value }", "state"),
    Property("country", Text("país", "country"), ("municipality",), "text", "?me kg:country ?value ."),
    Property("governs", Text("gobierna", "governs"), ("institution",), "municipality", "?me kg:governs ?value ."),
    Property("unit-of", Text("es parte de", "unit of"), ("institution",), "institution", "?me org:unitOf ?value .", "parent"),
    Property("kind", Text("clase", "kind"), ("institution", "mechanism"), "text", "?me kg:kind ?c . ?c " + _CALLED, "kind"),
    Property("format", Text("formato", "format"), ("event",), "text", "?me kg:format ?c . ?c " + _CALLED, "kind"),
    Property("date", Text("fecha", "date"), ("event",), "date", "?me kg:heldOn ?value .", "date"),
    Property("part-of", Text("es sesión de", "session of"), ("event",), "event", "?me kg:partOf ?value .", "parent"),
    Property("place", Text("lugar", "place"), ("event",), "text", "?me kg:place ?value ."),
    Property("event", Text("evento", "event"), ("person", "municipality"), "event",
             "{ ?p kg:participant ?me ; kg:inEvent ?value } UNION { ?me kg:representedAt ?value }", "event"),
    Property("operator", Text("quién lo opera", "operator"), ("mechanism",), "institution", "?me kg:operator ?value .", "body"),
    Property("component-of", Text("componente de", "component of"), ("mechanism",), "mechanism", "?value kg:component ?me .", "parent"),
    Property("members", Text("integrantes", "members"), ("institution",), "person", "?hat org:organization ?me ; org:member ?value ."),
    Property("participants", Text("participantes", "participants"), ("event",), "person", "?p kg:inEvent ?me ; kg:participant ?value ."),
    Property("contributions", Text("aportaciones", "contributions"), ("person",), "count", "?value kg:speaker|kg:coSpeaker ?me ."),
    Property("other-names", Text("otros nombres", "other names"), tuple(TYPES), "text", "?me skos:altLabel ?value ."),
)}
DESCRIBES = {"person": ("role", "institution"), "institution": ("kind", "municipality", "unit-of"), "municipality": ("state", "code", "country"), "event": ("part-of", "date"),
             "mechanism": ("kind", "operator")}
"""What a line about an entity tells, by kind."""


def kind_of(type_id: str) -> str | None:
    """Return the kind of a type's id (the IRI of its class); its bare name in either language does, too."""
    wanted = fold(type_id)
    return next((k for k, t in TYPES.items() if type_id == t.iri or wanted in (k, fold(t.label.es))), None)


def property_of(pid: str) -> Property:
    """Return the property of an id; its label in either language does, too. Raises UsageError with the nearest."""
    wanted = fold(pid)
    found = PROPERTIES.get(pid) or next((p for p in PROPERTIES.values() if wanted in (fold(p.id), fold(p.label.es), fold(p.label.en))), None)
    if found is None:
        raise UsageError(Text(f"no hay propiedad {pid[:80]!r}", f"there is no property {pid[:80]!r}"), "", nearest(pid[:80], PROPERTIES))
    return found


def properties_of(kind: str | None) -> list[Property]:
    """Return the properties that entities of a kind have; all of them without one."""
    return [p for p in PROPERTIES.values() if kind is None or kind in p.kinds]
