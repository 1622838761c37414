"""What the columns of an answer are called for a reader: the variables of SPARQL are English and one word, a person reads words in their language."""

from __future__ import annotations

import re

from kg.model.text import Text

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
_TABLE = """
a: identificador | identifier
address: dirección | address
alternatives: quizá fue | may have been
announced: anunciadas | announced
announcedMode: modalidad anunciada | announced mode
asOf: a la fecha | as of
asWritten: como se escribió | as written
b: identificador del otro | identifier of the other
basis: de dónde sale la confianza | basis of confidence
between: entre | between
body: institución | body
byOrIn: de quién o en qué | by whom or in what
c: identificador | identifier
code: clave INEGI | INEGI code
commitments: compromisos | commitments
complete: frase completa | complete sentence
component: componente | component
componentKind: clase de componente | kind of component
concerns: a qué toca | concerns
confidence: confianza | confidence
convenes: convoca | convenes
counts: qué se cuenta | what is counted
countsGloss: qué se cuenta, en inglés | what is counted
dateInferredBy: fecha deducida por | date inferred by
day: día | day
document: documento | document
end: hasta el carácter | to character
event: evento | event
eventLabel: evento | event
evidence: evidencia | evidence
f: identificador | identifier
figure: cifra | figure
firstSaid: primera vez | first said
force: fuerza | force
forceLabel: fuerza | force
format: formato | format
gloss: resumen en inglés | summary
hat: en calidad de | in the capacity of
hats: calidades | capacities
inPerson: presenciales | in person
institution: institución | institution
institutions: instituciones | institutions
instrumentLabel: instrumento jurídico | legal instrument
kind: clase | kind
kindLabel: clase | kind
label: nombre | name
level: orden de gobierno | level of government
line: renglón | line
listed: en la lista | listed
madeBy: lo anotó | recorded by
mechanism: mecanismo | mechanism
mechanismLabel: mecanismo | mechanism
mechanisms: mecanismos | mechanisms
method: cómo se dedujo | how it was inferred
methodLabel: cómo se dedujo | how it was inferred
mode: modalidad | mode
modeLabel: modalidad | mode
moderatingOrReporting: moderan o relatan | moderating or reporting
municipalities: municipios | municipalities
municipality: municipio | municipality
municipalityLabel: municipio | municipality
n: cuántos | how many
name: nombre | name
namedBy: lo señaló | named by
observedOn: observado el | observed on
onBehalfOf: a nombre de | on behalf of
p: identificador | identifier
partOf: parte de | part of
people: personas | people
person: persona | person
personA: una persona | one person
personB: otra persona | another person
personIri: identificador | identifier
place: lugar | place
post: puesto | post
practice: práctica | practice
practiceClaim: evidencia de la práctica | evidence of the practice
preferred: nombre usado | name used
problem: problema | problem
problemClaim: evidencia del problema | evidence of the problem
property: propiedad | property
qualifier: precisión | qualifier
readOn: leído el | read on
reportedBy: lo relató | reported by
responsible: responsable | responsible
review: revisión | review
role: papel | role
said: lo que dijo | said
sector: sector | sector
sectorLabel: sector | sector
sectors: sectores | sectors
session: sesión | session
sessions: sesiones | sessions
sha256: sha256 del original | sha256 of the original
source: fuente | source
sources: fuentes | sources
speaker: quién habla | speaker
start: desde el carácter | from character
startTime: hora | time
stateName: estado | state
statedBy: quién la da | stated by
statements: intervenciones | statements
statementsElsewhere: intervenciones en otra sesión | statements elsewhere
status: pedido o usado | asked for or used
suggestion: sugerencia | suggestion
summary: resumen | summary in Spanish
t: identificador | identifier
theme: tema | theme
themeLabel: tema | theme
themes: temas | themes
thing: de qué | thing
title: cargo | title
toldBy: la contó | told by
turn: turno | turn
unitLabel: unidad | unit
value: valor | value
values: valores | values
virtual: virtuales | virtual
voices: voces | voices
what: qué se dice | what
which: cuáles | which
"""


def _read() -> dict[str, Text]:
    found = {}
    for line in _TABLE.strip().splitlines():
        name, _, words = line.partition(": ")
        es, _, en = words.partition(" | ")
        found[name] = Text(es, en)
    return found


HEADINGS = _read()
"""Variable → heading, for every column of the ready questions (tested)."""


def heading(variable: str) -> Text:
    """Return the heading of a column; of a variable that is not known, its own words: ``stateName`` gives "state name"."""
    words = _WORDS.sub(" ", variable).strip().lower() or variable
    return HEADINGS.get(variable, Text(words, words))
