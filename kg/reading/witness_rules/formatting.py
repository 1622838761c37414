"""The page itself: marks left in the text, like blocks set in unlike ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.text import Text
from kg.reading.mentions.line import HAT, HEADING, NAME, ROSTER
from kg.reading.witness_rules.case import Case, Finding, Span

_IMAGE = re.compile(r"\[image:[^\]\n]{0,200}\]|!\[[^\]\n]{0,200}\]\([^)\n]{0,300}\)")
_ABBREVIATED = frozenset(("aprox", "depto", "admon", "municip"))


def images(case: Case) -> Iterator[Finding]:
    """Marks of images left in the text."""
    marks = [m.span() for m in _IMAGE.finditer(case.document.text)]
    inside = sum(1 for ln in case.lines if ln.kind in (NAME, HEADING) for s, _ in marks if case.document.line(ln.block.start) == case.document.line(s))
    if marks:
        more = (f", {inside} en el renglón de un encabezado", f", {inside} on the line of a heading") if inside else ("", "")
        yield Finding(tuple(marks), Text(f"Quedaron en el texto {len(marks)} marcas de imagen{more[0]}.", f"{len(marks)} image marks were left in the text{more[1]}."),
                      confidence=0.99, fix=Text("quitar las marcas o poner las imágenes", "remove the marks or put the images in"))


def list_styles(case: Case) -> Iterator[Finding]:
    """Attendance lists of one report set in different ways: bulleted here, bare there."""
    styles: dict[str, Span] = {}
    for run, _ in case.rosters:
        line = case.lines[run[0]]
        if case.spoken and len(run) > 1 and line.block.kind in ("item", "paragraph"):
            styles.setdefault(line.block.style if line.block.kind == "item" else "", case.span(*case.extent(line)))
    if len(styles) > 1:
        yield Finding(tuple(sorted(styles.values())), Text("Las listas de personas van de modos distintos (con viñeta y sin ella): son fáciles de confundir con otras listas.",
                                                           "The lists of people are set in different ways (with bullets and without): they are easily taken for other lists."), confidence=0.9)


def heading_levels(case: Case) -> Iterator[Finding]:
    """A heading of a lower level right above one of a higher level: the outline is upside down."""
    for before, line in zip(case.lines, case.lines[1:], strict=False):
        if before.kind == line.kind == HEADING and before.block.level > line.block.level > 0:
            yield Finding((case.span(*case.extent(before)), case.span(*case.extent(line))),
                          Text(f"Un encabezado de nivel {before.block.level} queda encima de uno de nivel {line.block.level}.",
                               f"A level {before.block.level} heading stands above a level {line.block.level} one."), confidence=0.95,
                          fix=Text("poner el mayor arriba", "put the higher one above"))


def name_as_heading(case: Case) -> Iterator[Finding]:
    """One person's name set as a section heading where the others are set as bold lines, or the other way round."""
    names = [ln for ln in case.lines if ln.kind == NAME and (ln.block.kind == "heading" or ln.block.style == "bold")]
    heads = [ln for ln in names if ln.block.kind == "heading"]
    few = heads if 3 * len(heads) <= len(names) else [ln for ln in names if ln not in heads]
    if len(names) < 4 or not few or 3 * len(few) > len(names):
        return
    for line in few:
        yield Finding((case.span(*case.extent(line)),), Text("Este nombre lleva otro nivel de encabezado que los demás: parece una parte del informe.",
                                                             "This name has another level of heading than the others: it looks like a part of the report."), confidence=0.95,
                      fix=Text("darle la forma de los demás nombres", "set it like the other names"))


def run_on_heading(case: Case) -> Iterator[Finding]:
    """A heading in which the kind of session and its title run into each other; the title stands quoted elsewhere."""
    for line in case.lines:
        if line.kind != HEADING:
            continue
        start, end = case.extent(line)
        head = re.match(r"(?:conferencia(?: magistral)?|panel|taller|mesa|conversatorio|foro) (?=\w)", case.plain[start:end])
        title = case.plain[start + head.end():end].strip() if head else ""
        if len(title) > 15 and f'"{title}"' in case.plain:
            yield Finding((case.span(start, end),), Text("El género de la sesión y su título van corridos, sin signo que los separe.",
                                                         "The kind of session and its title run on, with no sign between them."),
                          confidence=0.95, fix=Text("separarlos con dos puntos o comillas", "part them with a colon or quotation marks"))


def broken_titles(case: Case) -> Iterator[Finding]:
    """Offices and names of bodies split over two lines by a hard break."""
    spots = []
    for line in case.lines:
        if line.kind in (HAT, NAME, ROSTER):
            stretch = case.document.text[line.block.start:line.block.end]
            spots += [(line.block.start + m.start(1), line.block.start + m.end(1)) for m in re.finditer(r"(\S[^\n]{0,40}\w) {2,}\r?\n(?=\w)", stretch)]
    if spots:
        yield Finding(tuple(spots), Text("Cargos o nombres de organismos se parten en dos renglones.", "Offices or names of bodies are split over two lines."), confidence=0.9,
                      fix=Text("dejar cada cargo en un renglón", "keep each office on one line"))


def name_blocks(case: Case) -> Iterator[Finding]:
    """Names followed by their title, some with a blank line between and some without."""
    spaced: dict[bool, list[Span]] = {}
    for line, after in zip(case.lines, case.lines[1:], strict=False):
        if line.kind == NAME and after.kind == HAT and line.block.style == "bold":
            spaced.setdefault(after.block.gap > 0, []).append(case.span(*case.extent(line)))
    if len(spaced) == 2 and min(map(len, spaced.values())) > 1:
        few, many = sorted(spaced.values(), key=len)
        yield Finding(tuple(few), Text(f"Entre nombre y cargo hay renglón en blanco en unos casos y en otros no ({len(few)} y {len(many)}).",
                                       f"Between name and title there is a blank line in some cases and not in others ({len(few)} and {len(many)})."), confidence=0.9)


def _visible(text: str, start: int, end: int) -> Span:
    """Return a blank stretch with the signs that touch it, so that its place shows something."""
    before = start > 0 and not text[start - 1].isspace()
    after = end < len(text) and not text[end].isspace()
    return start - before, end + after


def blank_run(case: Case) -> Iterator[Finding]:
    """A long run of blank lines, where a page or a picture was."""
    text = case.document.text
    for match in re.finditer(r"(?:\n[ \t\u00a0]*){9,}(?=\n)", text):
        count = match[0].count("\n")
        last = text[max(0, match.start() - 200):match.start()]      # blanks may stand before the first line end
        yield Finding((_visible(text, match.start() - len(last) + len(last.rstrip()), match.end()),),
                      Text(f"Hay {count} renglones en blanco seguidos: quizá se perdió algo entre ellos.", f"There are {count} blank lines in a row: perhaps something between them was lost."),
                      confidence=0.8)


def odd_spaces(case: Case) -> Iterator[Finding]:
    """Non-breaking spaces and a blank before the title: remains of a conversion."""
    marks = [_visible(case.document.text, *m.span()) for m in re.finditer(r"\A {1,3}(?=\S)|\u00a0+", case.document.text)]
    if case.document.media_type in ("text/plain", "text/markdown") and marks:
        yield Finding(tuple(marks[:20]), Text(f"Quedan {len(marks)} espacios duros o sobrantes, restos de una conversión.",
                                              f"{len(marks)} non-breaking or stray spaces are left over from a conversion."), confidence=0.9)


def clash(case: Case) -> Iterator[Finding]:
    """Two signs that exclude each other (".,"), or a blank before a sign."""
    for _, start, end in case.prose():
        for hit in case.find(r"\b(?P<word>[a-z]{5,})(?P<sign>\.[,;:]|,[.,;]|;[,.;])(?=\s|$)|\w (?P<blank>[,;:.!?]+)(?=\s|$)", start, end):
            if hit["word"] in _ABBREVIATED or (hit["word"] and case.text[hit.start()].isupper()) or (hit["blank"] and not case.document.text[case.normal.back(hit.start() + 1)].isspace()):
                continue
            what = (Text("Chocan dos signos de puntuación.", "Two punctuation marks clash.") if hit["word"]
                    else Text("Hay un espacio antes de un signo de puntuación.", "There is a blank before a punctuation mark."))
            yield Finding((case.span(hit.start(), hit.end()),), what, confidence=0.97, fix=Text("dejar un solo signo", "keep one mark") if hit["word"]
                          else Text("quitar el espacio", "remove the blank"))


def _without_counters(text: str) -> str:
    """Blank the bracket of "a)" and "1)", which count items and close nothing."""
    out, depth = list(text), 0
    for i, sign in enumerate(text):
        if sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
        elif sign == ")" and re.search(r"(?:^|[\s;:,])\w{1,3}\Z", text[max(0, i - 5):i]):
            out[i] = " "
    return "".join(out)


def unbalanced(case: Case) -> Iterator[Finding]:
    """A bracket or quotation mark that opens and never closes in its paragraph, or the other way round."""
    pairs = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ("¿", "?"), ("¡", "!"))
    for line, start, end in case.prose():
        first, last = case.span(start, end)
        stretch = _IMAGE.sub(lambda m: " " * len(m[0]), case.document.text[first:last])
        stretch = _without_counters(stretch)
        for opening, closing in pairs:
            odd = stretch.count(opening) - stretch.count(closing)
            if odd and not (opening in "¿¡" and odd < 0) and line.block.kind != "row":
                at = first + (stretch.rfind(opening) if odd > 0 else stretch.find(closing))
                yield Finding(((at, at + 1),), Text(f"El signo {opening if odd > 0 else closing} no tiene pareja en su párrafo.",
                                                    f"The mark {opening if odd > 0 else closing} has no partner in its paragraph."),
                              confidence=0.9)
