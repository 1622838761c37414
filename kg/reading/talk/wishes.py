"""Demands by the mood of the verb alone. Rule ``propose.mood``.

A clause that begins with "que" and a subjunctive ("pero que nos digan cuándo"), an order to several ("Bajen la tarifa"), a cry ("No a la tala").

Where "que" opens a sentence, a quotation, an entry or what a colon announces, its subjunctive asks for something; where a main verb follows ("Que tarden es grave") it does not.
"""

from __future__ import annotations

import functools
import re

from kg.reading.vocab import rows

# Endings in which the spelling marks the mood, and irregular verbs; over plain text.
_MARKED = (
    r"(?:sean?|hayan?|puedan?|esten?|existan?|se (?:nos|les?) de|(?:nos|les?|se|me) den"
    r"|(?!distingue|dice|hice|indice|apendice|albergue)[a-zñ]{3,}(?:zcan?|[^aeiou\W]uyan?|iquen?|(?<!i)guen?|icen?))"
)
_MARKED_PLURAL = r"[a-zñ]{3,}(?:zcan|[^aeiou\W]uyan|iquen|(?<!d)icen)"
_TO_WHOM = r"(?:(?:se|nos|l[aeo]s?|les?|me) ){0,2}"
_WHOSE = r"(?:(?:el|la|l[ao]s|un|una|tod[oa]s?|cada|nadie|alguien|ningun[oa]?|sus?|est[ea]s?|es[ea]s?|en|a|desde|antes|mientras|cuando|al) [^.,;:\"]{0,90}? |(?:(?!que |porque )[a-zñ.]+ ){1,3}?)"
_OPENS = r'(?:(?:^[-*•"0-9.)ºo ]{0,8}|["¡] ?|[:;] )(?:(?:mientras|hasta que|si|antes de|cuando) [^.,;:"]{3,70}, )?|, pero )(?:y |pero |entonces,? |por favor,? )?'
_NOT = r"(?!conste|yo |descanse|les vaya|te vaya|quede (?:claro|constancia)|sirva|aproveche|tengan? (?:un |una )?buen|sepamos|viva|no (?:me|te) diga)"
# A main verb after it: the clause is what something is said of.
_MAIN = re.compile(
    r"[^.,;:]{3,90}? (?<!que )(?<!como )(?:ya |solo )?(?:no )?(?:l[aeo]s? |nos |me )?"
    r"(?:es|son|fue|era|seria|parece|resulta|significa|implica|demuestra|sorprende|preocupa|molesta|indigna|duele|explica)\b"
)
_CRY = re.compile(
    r'(?:^[-*•"0-9.) ¡]{0,8}|["¡:] ?)'
    r'(?:ni un[oa]? [a-zñ]+ mas (?:sin|mientras|hasta|en)|no mas [a-zñ]+|no (?:a (?:l[ao]s?|est[aeo]s?|mas|nuev[oa]s|ningun[oa]?)|al|mas|queremos mas) '
    r'|(?:fin|alto) (?:a |al )|basta ya? ?de |basta de |nunca mas |ni un[oa] [a-zñ]+ mas\b)'
)
_DONE = re.compile(r"\b(?:es|son|está|están|tiene|tienen|hay|ha|han|hemos|fue|fueron|era|eran|sigue|siguen|va|van|[a-zñ]{2,}(?:ó|aron|ieron|aba|aban|ían?|amos|emos|imos))\b|\bconste\b")
_ORDERED = r"(?!dig|oig|mir|fij|cre[ae]|perdon|disculp|permit|imagin|cuent|supong)"


@functools.cache
def _forms() -> tuple[str, str, str]:
    """Return (forms anywhere in the clause, forms right after "que", plurals that order)."""
    table = rows("wishes")
    sure = "|".join(f"{r['stem']}{r['vowel']}{'n' if r['noun'] else 'n?'}" for r in table)
    near = "|".join(f"{r['stem']}{r['vowel']}n?" for r in table)
    return f"(?:{_MARKED}|{sure})", f"(?:{_MARKED}|{near})", "|".join([_MARKED_PLURAL, *(f"{r['stem']}{r['vowel']}n" for r in table)])


def asking() -> str:
    """Return the forms that ask right after "que", as one pattern."""
    return _forms()[1]


def sure() -> str:
    """Return the forms that ask anywhere in a clause, as one pattern."""
    return _forms()[0]


@functools.cache
def _asks() -> re.Pattern[str]:
    anywhere, near, orders = _forms()
    that = rf"que {_NOT}(?:(?:ya )?no |tambien |tampoco )?{_TO_WHOM}(?:{near}|{_WHOSE}(?:no )?{_TO_WHOM}{anywhere})\b"
    joined = rf"(?:{_OPENS}|,? y )(?P<asked>{that})"
    return re.compile(rf"{joined}|{_OPENS}(?:no )?(?:{orders}) (?:el|la|l[ao]s|un|una|mas|a|ya|sus?|nos)\b|(?:[\",¡:] ?|^\W*)(?:y )?{_ORDERED}[a-zñ]+[ae]n(?:me|nos|les?|l[ao]s?)\b")


def wished(piece: str) -> int:
    """Return where a sentence of plain text begins to ask by its mood; -1 where it does not."""
    if hit := _CRY.search(piece):
        return hit.start()
    hit = _asks().search(piece)
    if hit is None or (hit["asked"] and _MAIN.match(piece, hit.end())):
        return -1
    return hit.start()


def states(written: str) -> bool:
    """Tell whether an entry beginning with "que" tells what is or was ("Que el convenio venció"), not what is asked."""
    hit = _DONE.search(written, 0, 110)
    return hit is not None and wished(written.lower()[: hit.start()]) < 0
