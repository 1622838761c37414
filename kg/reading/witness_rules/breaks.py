"""Sentences that stop before their end, and paragraphs the layout cut or ran together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.text import Text
from kg.reading.mentions.line import HEADING, ITEM, NAME, PROSE, Line
from kg.reading.witness_rules.case import Case, Finding, Span

_DANGLING = frozenset(("un", "una", "unos", "unas", "el", "la", "los", "las", "lo", "de", "del", "al", "a", "ante", "con", "en", "entre", "para", "por", "sobre", "hacia", "desde", "sin", "que",
                       "y", "e", "o", "su", "sus",
                       "como", "cuyo", "cuya", "cada", "este", "esta", "ese", "esa", "se", "mediante", "segun"))
_LEAST = 40     # characters: a shorter paragraph without full stop may be a label or a remark


def _open(case: Case, line: Line) -> bool:
    """Tell whether a paragraph ends without a stop."""
    start, end = case.extent(line)
    return line.kind in (PROSE, ITEM) and line.block.kind not in ("row", "note") and case.text[end - 1:end] not in tuple(".!?:;\")]") and end - start >= _LEAST


def _last_word(case: Case, line: Line) -> str:
    found = re.search(r"(?<![\w-])[a-z]+\Z", case.plain[slice(*case.extent(line))][-20:])
    return found[0] if found else ""


def _tail(case: Case, line: Line) -> Span:
    """Return the last words of a paragraph."""
    first, end = case.extent(line)
    start = max(first, end - 30)
    while first < start < end - 1 and not case.text[start - 1].isspace():
        start += 1
    return case.span(start, end)


def _goes_on(case: Case, index: int) -> bool:
    """Tell whether the next line is the lower-case rest of this one."""
    after = case.lines[index + 1] if index + 1 < len(case.lines) else None
    return after is not None and after.kind == PROSE and after.block.kind == "paragraph" and bool(re.match(r"[a-záéíóúñ]", case.text[case.extent(after)[0]:][:1]))


def _label(case: Case, line: Line) -> bool:
    """Tell whether a line is "Sede: …" or a row of facts parted by dots: it needs no full stop."""
    words = case.plain[slice(*case.extent(line))]
    return bool(re.match(r"[a-z]+(?: [a-z]+)?: ", words)) or " · " in words


def dangling(case: Case) -> Iterator[Finding]:
    """A paragraph that ends on an article or preposition: what it was about to say is lost."""
    for index, line in enumerate(case.lines):
        if _open(case, line) and _last_word(case, line) in _DANGLING and not _goes_on(case, index):
            yield Finding((_tail(case, line),), Text("La frase se corta antes de decir su objeto; no se completa.", "The sentence breaks off before saying its object; it is not completed."),
                          confidence=0.97, fix=Text("escribir el final de la frase", "write the end of the sentence"))


def page_break(case: Case) -> Iterator[Finding]:
    """One sentence in two paragraphs: the first ends without a stop and the next begins in lower case."""
    for index, line in enumerate(case.lines):
        if line.kind == PROSE and _open(case, line) and _goes_on(case, index) and case.lines[index + 1].block.gap:
            after = case.extent(case.lines[index + 1])
            yield Finding((_tail(case, line), case.span(after[0], min(after[0] + 30, after[1]))),
                          Text("Una frase queda partida en dos párrafos, quizá por un salto de página; se lee como una.",
                               "One sentence is split into two paragraphs, perhaps by a page break; it is read as one."), confidence=0.95, fix=Text("unir los dos párrafos", "join the two paragraphs"))


def no_stop(case: Case) -> Iterator[Finding]:
    """A paragraph or list item without final stop in a report whose others have one."""
    for kind in (PROSE, ITEM):
        rows = [(i, ln) for i, ln in enumerate(case.lines) if ln.kind == kind and ln.block.kind not in ("row", "note") and case.extent(ln)[1] - case.extent(ln)[0] >= _LEAST]
        loose = [(i, ln) for i, ln in rows if _open(case, ln) and not _goes_on(case, i) and _last_word(case, ln) not in _DANGLING and case.text[case.extent(ln)[1] - 1] not in ",-"]
        loose = [(i, ln) for i, ln in loose if not _label(case, ln) and (kind == ITEM or i in case.turns)]
        if len(rows) < 3 or (5 * len(loose) > len(rows) and len(loose) > 1):
            continue
        for _, line in loose:
            yield Finding((_tail(case, line),), Text("El párrafo acaba sin punto: no se sabe si falta algo.",
                                                                                       "The paragraph ends without a full stop: whether something is missing cannot be told."),
                          confidence=0.85, fix=Text("añadir el punto, o lo que falte", "add the full stop, or what is missing"))


def glued_heading(case: Case) -> Iterator[Finding]:
    """A heading with no blank line before it, right below a paragraph, where the others have one: it reads as the paragraph's end."""
    heads = [(i, ln) for i, ln in enumerate(case.lines) if i and ln.kind in (NAME, HEADING) and case.lines[i - 1].kind in (PROSE, ITEM) and not _label(case, case.lines[i - 1])]
    glued = [(i, ln) for i, ln in heads if ln.block.gap == 0 and ln.block.kind == "paragraph" and not ln.block.page]
    if len(heads) < 3 or 2 * len(glued) > len(heads):
        return
    for _, line in glued:
        yield Finding((case.span(*case.extent(line)),), Text("El encabezado va pegado al párrafo anterior, sin renglón en blanco.",
                                                             "The heading is stuck to the paragraph before it, with no blank line."),
                      confidence=0.9, fix=Text("dejar un renglón en blanco antes", "leave a blank line before it"))
