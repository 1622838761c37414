"""The tables of an acta: which fields a record has, of which type, and which property of the ontology each one states.

This is the only place that lists them: the reader, the loader and the JSON Schema for editors are all driven by it.
A field's ``type`` is one of

``text``        a string, tagged Spanish in the graph when ``lang`` is "es", English when "en", plain when "".
``ref``         the id of a record in table ``target`` (``"a|b"``: in one of them; ``"concept:x"`` allows a notation of scheme x too).
``concept``     the ``skos:notation`` of a concept of scheme ``target``.
``date time number boolean``  TOML values; dates are ``YYYY-MM-DD``, times "HH:MM" strings.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One key of a record: its TOML name, type, and the ontology property it states ("" = used by the loader only)."""

    name: str
    type: str
    prop: str = ""
    target: str = ""
    many: bool = False
    required: bool = False
    lang: str = ""
    doc: str = ""


@dataclass(frozen=True)
class Table:
    """One table of an acta. ``entity`` tables carry names and evidence by field; the others are claims themselves."""

    name: str
    cls: str
    tipo: str
    entity: bool
    fields: tuple[Field, ...]
    doc: str

    def field(self, name: str) -> Field | None:
        """Return the field called ``name``, or None."""
        return next((f for f in self.fields if f.name == name), None)


NOTE = Field("note", "text", "skos:note", lang="es", doc="a reader's remark, in our own words")

TABLES: tuple[Table, ...] = (
    Table("municipality", "Municipality", "municipio", True, (
        Field("name", "text", "skos:prefLabel", required=True, lang="es", doc="preferred form of the name"),
        Field("country", "text", "kg:country", doc="ISO 3166-1 alpha-2, for municipalities outside Mexico"),
        Field("inegi", "text", doc="INEGI code that a reader proposes; the registry decides"),
        NOTE,
    ), "a territory; its government is an institution that governs it"),
    Table("institution", "Institution", "institucion", True, (
        Field("name", "text", "skos:prefLabel", required=True, lang="es", doc="preferred form of the name"),
        Field("kind", "concept", "kg:kind", "institution-kind", required=True),
        Field("unit_of", "ref", "org:unitOf", "institution", doc="the body it is a unit of"),
        Field("municipality", "ref", "kg:municipality", "municipality", doc="the municipality it belongs to"),
        Field("governs", "ref", "kg:governs", "municipality", doc="the municipality it governs (an ayuntamiento)"),
        NOTE,
    ), "an organisation, public body or unit of one"),
    Table("person", "Person", "persona", True, (
        Field("name", "text", "skos:prefLabel", required=True, lang="es", doc="full name without honorific"),
        NOTE,
    ), "a person named in the report"),
    Table("event", "Event", "evento", True, (
        Field("name", "text", "skos:prefLabel", required=True, lang="es"),
        Field("format", "concept", "kg:format", "event-format", required=True),
        Field("part_of", "ref", "kg:partOf", "event", doc="the event it is a session of"),
        Field("dates", "date", "kg:heldOn", many=True, doc="each day it took place; two days are not an interval"),
        Field("start_time", "time", "kg:startTime", doc='"HH:MM", local time'),
        Field("motto", "text", "kg:motto", lang="es", doc="stated subject of the event"),
        Field("place", "text", "kg:place", lang="es"),
        NOTE,
    ), "an event or a session of one"),
    Table("mechanism", "Mechanism", "mecanismo", True, (
        Field("name", "text", "skos:prefLabel", required=True, lang="es"),
        Field("kind", "concept", "kg:kind", "mechanism-kind", required=True),
        Field("components", "ref", "kg:component", "mechanism", many=True),
        Field("operator", "ref", "kg:operator", "institution"),
        Field("municipality", "ref", "kg:municipality", "municipality"),
        Field("related", "ref", "kg:related", "mechanism", many=True),
        NOTE,
    ), "a programme, body format, tool, plan, model or legal instrument"),
    Table("turn", "Attribution", "atribucion", False, (
        Field("speaker", "ref", "kg:attributedTo", "person", required=True),
        Field("event", "ref", "kg:inEvent", "event", required=True),
        Field("status", "concept", "kg:attributionStatus", "attribution-status", required=True),
        Field("method", "concept", "kg:attributionMethod", "attribution-method", required=True),
        Field("alternatives", "ref", "kg:alternative", "person", many=True),
        NOTE,
    ), "who speaks in a paragraph, and how that is known"),
    Table("membership", "Membership", "membresia", False, (
        Field("person", "ref", "org:member", "person", required=True),
        Field("institution", "ref", "org:organization", "institution", doc="absent when the report names an office but no body"),
        Field("role_title", "text", "kg:roleTitle", lang="es", doc="the office, normalised"),
        Field("post", "concept", "kg:post", "post"),
        Field("observed_on", "date", "kg:observedOn", many=True, doc="days on which the report shows it; the interval stays open"),
        Field("sector", "concept", "kg:sector", "sector", required=True),
        Field("person_class", "concept", "kg:personClass", "person-class", required=True),
        Field("as_written", "text", "kg:asWritten", many=True, doc="titles as the report writes them, without typing residue"),
        NOTE,
    ), "a hat: an office or seat a person holds in a body"),
    Table("participation", "Participation", "participacion", False, (
        Field("person", "ref", "kg:participant", "person", required=True),
        Field("event", "ref", "kg:inEvent", "event", required=True),
        Field("role", "concept", "kg:role", "participation-role", required=True),
        Field("mode", "concept", "kg:mode", "participation-mode", doc="absent = unknown"),
        Field("hat", "ref", "kg:hat", "membership"),
        Field("as_written", "text", "kg:asWritten", many=True, doc="the hat as this list writes it"),
        NOTE,
    ), "a person took part in an event, in a role"),
    Table("contribution", "Contribution", "", False, (
        Field("kind", "concept", "", "contribution-kind", required=True, doc="gives the class"),
        Field("turn", "ref", "kg:attribution", "turn", doc="gives speaker and event"),
        Field("co_speakers", "ref", "kg:coSpeaker", "person", many=True, doc="who else says it, along with the speaker of the turn"),
        Field("conclusion_of", "ref", "kg:conclusionOf", "event", doc="instead of turn: the meeting says it"),
        Field("reported_by", "ref", "kg:reportedBy", "person"),
        Field("force", "concept", "kg:force", "force", required=True),
        Field("summary", "text", "kg:summary", required=True, lang="es", doc="our own words"),
        Field("gloss", "text", "kg:gloss", required=True, lang="en", doc="our own words, English"),
        Field("themes", "concept", "kg:theme", "theme", many=True, required=True),
        Field("mechanisms", "ref", "kg:mechanism", "mechanism", many=True),
        Field("cites", "ref", "kg:cites", "mechanism", many=True, doc="legal instruments cited"),
        Field("addressees", "ref", "kg:addressee", "institution|concept:actor", many=True),
        Field("level", "concept", "kg:level", "level"),
        Field("complete", "boolean", "kg:complete", doc="false: the sentence is cut off in the source; default true"),
        Field("about", "ref", "kg:aboutMunicipality", "municipality", many=True),
        Field("answers", "ref", "kg:answers", "contribution", many=True, doc="problems the same speaker offers this for"),
        Field("wishes_tie", "ref", "kg:wishesTieBetween", "institution|municipality|concept:actor", many=True, doc="two or more: a tie asked for, not a tie"),
        NOTE,
    ), "what somebody said, at clause level"),
    Table("figure", "Figure", "cifra", False, (
        Field("value", "number", "kg:figureValue", required=True),
        Field("unit", "concept", "kg:unit", "unit", required=True),
        Field("counts", "text", "kg:counts", required=True, lang="es", doc="what is counted"),
        Field("counts_gloss", "text", "kg:countsGloss", required=True, lang="en"),
        Field("qualifier", "concept", "kg:qualifier", "qualifier", required=True),
        Field("as_of", "date", "kg:asOf"),
        Field("by", "ref", "kg:statedBy", "person", doc="absent: the report itself"),
        Field("event", "ref", "kg:inEvent", "event"),
        Field("contribution", "ref", "kg:inContribution", "contribution"),
        Field("announces_participants_of", "ref", "kg:announcesParticipantsOf", "event"),
        Field("announces_mode", "concept", "kg:announcesMode", "participation-mode"),
        NOTE,
    ), "a number someone stated"),
    Table("discrepancy", "Discrepancy", "discrepancia", False, (
        Field("kind", "concept", "kg:discrepancyKind", "discrepancy-kind", required=True),
        Field("summary", "text", "kg:summary", required=True, lang="es"),
        Field("gloss", "text", "kg:gloss", required=True, lang="en"),
        Field("concerns", "ref", "kg:concerns",
              "event|person|institution|municipality|mechanism|membership|participation|contribution|figure|turn", many=True),
        NOTE,
    ), "something in the report that does not add up"),
)

BY_NAME = {t.name: t for t in TABLES}
CONTRIBUTION_TIPO = {"proposal": "propuesta", "problem": "problema", "commitment": "compromiso",
                     "experience": "experiencia", "finding": "hallazgo"}
TIPO_OF_CLASS = {t.cls: t.tipo for t in TABLES if t.tipo}
