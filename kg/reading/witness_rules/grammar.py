"""Sentences that are surely garbled: only what a reader of any report would call a slip."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.text import Text
from kg.reading.mentions.line import ITEM
from kg.reading.witness_rules.case import Case, Finding
from kg.reading.words.sentences import sentences

_GO_ON = r"(?:de igual (?:forma|modo|manera)|del mismo modo|asi ?mismo|ademas|tambien|igualmente)"
_TWICE = frozenset(("bla", "tan", "muy", "casi", "nos", "ya", "jaja", "no", "si", "gracias", "vaya", "poco"))
# A finite verb, by its ending or because it is common: enough to say that a sentence has one.
_FINITE = re.compile(r"(?<!\w)(?:es|son|fue|fueron|era|eran|ha|han|hay|se|está|están|puede|pueden|debe|deben|tiene|tienen|busca|permite|requiere|resulta|constituye|implica|favorece|ayuda|hace|"
                     r"genera|contribuye|representa|significa|será|serán|[a-záéíóúñ]{2,}(?:aron|ieron|aban|ían|"
                     r"aría|ería|iría|ó))(?!\w)")
# Words that do not go together, with what a reader expects.
_REGIME = (
    (r"\b(?:se ha[n]?|haberse) separado con\b", Text("separarse pide «de», no «con»", "separarse takes “de”, not “con”")),
    (r"(?<=, )gracias (?!a\b|al\b|por\b|de\b|que\b|y\b|totales\b|infinitas\b|compa|amig|ciudadan|senor|coleg|vecin|tod)[a-z]{3,}s\b|(?<=posible )gracias (?!a\b|al\b|por\b|de\b|que\b)[a-z]{3,}s\b",
     Text("falta «a» tras «gracias»", "“a” is missing after “gracias”")),
    (r"(?<!\ba la )(?<!\bde )(?<!\ben la )(?<!\bla )(?<!\bsu )(?<!\buna )(?<!\bcomo )(?<!\by )(?<!\bes )(?<!\bson )(?<!\bser )(?<=[a-z] )vanguardia\b",
     Text("falta la preposición ante «vanguardia»", "the preposition before “vanguardia” is missing")),
    (r"\blogros [^.;]{0,60}\b(?:ha|han) superado\b", Text("los logros no se «superan»: quizá eran retos", "achievements are not “overcome”: perhaps they were challenges")),
    (r"\bretos que (?:lo |la |los )?han colocado\b", Text("unos retos no colocan a nadie en un buen lugar: quizá eran logros",
                                                          "challenges put nobody in a good place: perhaps they were achievements")),
    (r"\bde ello su (?:utilidad|importancia|valor)\b", Text("«de ello su» no concuerda con la frase", "“de ello su” does not fit the sentence")),
    (r"\b[a-z]+as de \"[^\"]{3,60}\",? el cual\b", Text("el género y el número cambian dentro de la frase", "gender and number change within the sentence")),
)


def repeated(case: Case) -> Iterator[Finding]:
    """One lower-case word written twice in a row."""
    for _, start, end in case.prose():
        for hit in re.compile(r"(?<![\w'-])([a-záéíóúñü]{2,}) \1(?![\w'-])").finditer(case.text, start, end):
            if case.plain[hit.start(1):hit.end(1)] not in _TWICE:
                yield Finding((case.span(*hit.span()),), Text("Una palabra va dos veces seguidas.", "A word is written twice in a row."), confidence=0.95, fix=Text("dejar una", "keep one"))


def one_sided(case: Case) -> Iterator[Finding]:
    """A contact or link "entre" one single party: the second one is missing."""
    for hit in case.find(r"\b(?:contacto|vinculo|vinculacion|acercamiento|relacion|puente|coordinacion) entre (?:la|el) (?:sociedad civil|ciudadania|gobierno|ayuntamiento|sociedad|academia|"
                         r"poblacion|administracion)(?=[.;]|, (?:y por|por lo|pero|ya que|lo que|aunque|ademas|y (?:que|pidio|dijo|propuso|es|se)) )"):
        yield Finding((case.span(*hit.span()),), Text("Se habla de un contacto entre una sola parte: falta decir con quién.",
                                                      "A contact between one single party is mentioned: with whom is missing."), confidence=0.85)


def no_verb(case: Case) -> Iterator[Finding]:
    """A sentence without a main verb: a connective and an infinitive, "lo anterior" and a gerund, a noun with nothing but its relative clause."""
    for line, start, end in case.prose():
        for first, last in sentences(case.text, start, end):
            words, written = case.plain[first:last], case.text[first:last].lower()
            bare = re.match(rf"{_GO_ON},? (?:[a-z]{{2,}}(?:ar|er|ir)(?:se|lo|la|los|las)?)(?= )(?! es\b)", words) and not _FINITE.search(written) and line.kind != ITEM
            loose = re.match(r"lo anterior,? [a-z]+(?:ando|iendo)\b", words) and not _FINITE.search(written)
            noun = re.match(rf"{_GO_ON},? (?:el|la|los|las) ([^.;,]+), (?:quien|quienes|el cual|la cual|los cuales|las cuales) [^,;]+$", words)
            if bare or loose or (noun and not _FINITE.search(written[noun.start(1):noun.end(1)])):
                yield Finding((case.span(first, last),), Text("La frase no tiene verbo principal: depende de la anterior.", "The sentence has no main verb: it leans on the one before."),
                              confidence=0.85)


def agreement(case: Case) -> Iterator[Finding]:
    """A plural that goes on in the singular, or a masculine that becomes feminine."""
    singular = r"\b(?:los|las) [a-z]+s que fuera de [a-z]+"
    feminine = r"\blos [a-z]+os(?: que [^.,;]{0,90}?)?,? (?:fueron|son|eran) (?!otras\b|muchas\b|estas\b|esas\b|aquellas\b|las\b|cosas\b)[a-z]+as(?=[,.;])"
    for hit in case.find(f"{singular}|{feminine}"):
        yield Finding((case.span(*hit.span()),), Text("Las palabras no concuerdan entre sí: no se sabe qué se quiso decir.", "The words do not agree: what was meant cannot be told."),
                          confidence=0.85)


def no_subject(case: Case) -> Iterator[Finding]:
    """ "Dijo que a los gobiernos les permite …": what permits it is not said."""
    for hit in case.find(r"\b(?:dijo|menciono|senalo|explico|comento|indico|afirmo) que a (?:los|las|la|el) [^.,;]{3,70}? les? (?:permite|ayuda|sirve|facilita)n? (?:a |para )?[a-z]+(?:ar|er|ir)\b"):
        yield Finding((case.span(*hit.span()),), Text("Falta el sujeto: no se dice qué lo permite.", "The subject is missing: what permits it is not said."), confidence=0.85)


def missing_link(case: Case) -> Iterator[Finding]:
    """A quoted name followed at once by a new clause: a link such as "donde" is missing."""
    for hit in case.find(r"\b(?:como|llamad[oa]s?|denominad[oa]s?|titulad[oa]s?) (?P<open>\")[^\"]{3,80}\" (?P<next>(?:las y los|los y las|las|los|el|la) (?!cual)[a-z]+)"):
        clause = case.plain[hit.end():hit.end() + 60]
        if re.match(r"[^.,;]* (?:puede|pueden|debe|deben|acude|acuden|asiste|asisten|participa|participan)\b", clause):
            yield Finding((case.span(hit.start(), hit.end()),), Text("Entre el nombre y lo que sigue falta una palabra de enlace.", "A linking word is missing between the name and what follows."),
                          confidence=0.85,
                          fix=Text("añadir «donde», «en el que» u otra", "add “donde”, “en el que” or another"))


def regime(case: Case) -> Iterator[Finding]:
    """Words that do not go together: a wrong or missing preposition, a verb its object does not take."""
    for pattern, why in _REGIME:
        for hit in case.find(pattern):
            yield Finding((case.span(*hit.span()),), Text(f"{why.es[:1].upper()}{why.es[1:]}.", f"{why.en[:1].upper()}{why.en[1:]}."), confidence=0.8)


def mas_no(case: Case) -> Iterator[Finding]:
    """ "Más no" for "mas no" (but not)."""
    for hit in re.compile(r"(?<!cada vez )(?<!nunca )(?<!jamás )(?<!\bno )(?<=\w[ ,])\s?\bmás no (?=[a-záéíóúñ]{4,})(?!sólo|solo)").finditer(case.text):
        at = case.text.index("más", hit.start())
        if not re.search(r"(?:\bno|nunca|quien|lo que) (?:\w+ )?$", case.plain[max(0, at - 25):at]):
            yield Finding((case.span(at, at + 6),), Text("«Más» está por «mas» (pero).", "“Más” (more) stands for “mas” (but)."), confidence=0.8, fix=Text("mas no", "mas no"))


def accent(case: Case) -> Iterator[Finding]:
    """Words in -ción or -sión written without their accent."""
    for hit in re.compile(r"(?<![\w@./'-])[A-ZÁÉÍÓÚÑ]?[a-záéíóúñ]{2,}(?:cion|sion)(?![\w@'-]|\.\w)").finditer(case.text):
        right = f"{hit[0][:-2]}ón"
        yield Finding((case.span(*hit.span()),), Text("Falta el acento.", "The accent is missing."), confidence=0.95, fix=Text(right, right))
