"""Who speaks: paragraphs whose speaker is inferred, and people who are there and say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model.text import Text
from kg.reading.witness_rules.case import Case, Finding, Tag, content, listed


def inferred(case: Case) -> Iterator[Finding]:
    """Paragraphs given to the name below them because of how they open: the layout leaves the speaker open."""
    groups: dict[int, list[int]] = {}
    for index, turn in case.turns.items():
        if turn.method == "last-opening":
            groups.setdefault(turn.line, []).append(index)
    tags = {t.line: t for t in case.tags}
    for owner, lines in groups.items():
        other = next((k for i in lines for k in case.turns[i].others), -1)
        if owner in tags and other in tags:
            mine, theirs = tags[owner], tags[other]
            count = len(lines)
            spans = [case.span(start, min(end, start + 30)) for start, end in (case.extent(case.lines[i]) for i in lines)]
            many = (f"se le atribuyen {count} párrafos", f"{count} paragraphs are attributed to them") if count > 1 else ("se le atribuye un párrafo", "one paragraph is attributed to them")
            yield Finding((*spans, case.span(*mine.at), case.span(*theirs.at)),
                          Text(f"El nombre de {mine.name} va tras párrafos que siguen al de {theirs.name}; {many[0]} por cómo abren.",
                               f"{mine.name}'s name comes after paragraphs that follow {theirs.name}'s; {many[1]} by how they open."),
                          (mine.name, theirs.name), 0.9, Text("poner cada nombre antes de su texto", "put each name before its text"))


def silent(case: Case) -> Iterator[Finding]:
    """People listed as taking part of whom the report gives no word, while it gives those of others."""
    if not case.spoken:
        return
    heard = {content(tag_name(case, t.line)) for t in case.turns.values()}
    heard |= {content(n) for c in case.reading.of("contribution") for n in c.data.get("by", ())} | {content(t.name) for t in case.tags if case.heads(t.line)}
    quiet: dict[tuple[str, ...], Tag] = {}
    for tag in case.tags:
        key = content(tag.name)
        if key not in heard and not any(set(key) <= set(h) or set(h) <= set(key) for h in heard if len(h) > 1):
            quiet.setdefault(key, tag)
    on_lists = {i for run, _ in case.rosters if len(run) > 1 for i in run}
    listed_only = [t for t in quiet.values() if t.line in on_lists]
    everybody = {content(t.name) for t in case.tags if t.line in on_lists}
    if listed_only and len(heard) > 1 and 2 * len(listed_only) <= len(everybody):      # an attendance list is not expected to speak
        names = [t.name for t in listed_only]
        yield Finding(tuple(case.span(*t.at) for t in listed_only), Text(f"Están en la lista y no se recoge ninguna palabra suya ({len(names)}): {listed(names)}.",
                                                                         f"On the list, and no word of theirs is recorded ({len(names)}): {listed(names, 'en')}."),
                      tuple(names), 0.8, Text("añadir lo que dijeron, o decir que no se recogió", "add what they said, or say that it was not recorded"))


def tag_name(case: Case, line: int) -> str:
    """Return the name on a line."""
    return next((t.name for t in case.tags if t.line == line), "")


def silent_moderators(case: Case) -> Iterator[Finding]:
    """Moderators named in the text of whom no word is recorded."""
    if not case.spoken:
        return
    heard = {content(tag_name(case, t.line)) for t in case.turns.values()} | {content(n) for c in case.reading.of("contribution") for n in c.data.get("by", ())}
    found = {}
    for hit in case.find(r"\b(?:moderad[oa] por|a cargo del moderador|a cargo de la moderadora|conducid[oa] por)\b"):
        after = [c for c in case.reading.of("person") if 0 <= case.normal.forward(c.start) - hit.end() < 60]
        after += [c for c in case.reading.of("person") if any(0 <= case.normal.forward(s) - hit.end() < 60 for s, _ in c.mentions)]
        if after and content(after[0].data["name"]) not in heard:
            found[after[0].data["name"]] = after[0]
    if found:
        names = list(found)
        yield Finding(tuple((c.start, c.end) for c in found.values()), Text(f"De quienes moderaron no se recoge ninguna palabra: {listed(names)}.",
                                                                            f"No word of those who moderated is recorded: {listed(names, 'en')}."), tuple(names), 0.75)


def not_on_list(case: Case) -> Iterator[Finding]:
    """A rapporteur who is on none of the lists of participants."""
    names = {content(t.name) for t in case.tags if any(t.line in run for run, _ in case.rosters if len(run) > 1)}
    if len(names) < 3:
        return
    for hit in case.find(r"\brelator[ae]?s?(?: general)?: (?=\w)"):
        tag = next((t for t in case.tags if hit.end() - 2 <= t.at[0] <= hit.end() + 8), None)
        if tag and content(tag.name) not in names:
            yield Finding((case.span(hit.start(), tag.at[1]),), Text(f"{tag.name} relata y no está en la lista de participantes; tampoco se dice si estuvo en presencia o en línea.",
                                                                     f"{tag.name} reports and is not on the list of participants; nor is it said whether they were there in person or online."),
                          (tag.name,), 0.8)


def who_asked(case: Case) -> Iterator[Finding]:
    """An answer to a question nobody is said to have asked."""
    for hit in case.find(r"\b(?:respuesta|contestacion|respondiendo|contestando) a (?:la|una) pregunta(?! (?:de |del |que |hecha|formulada|planteada|expresa))\b"):
        yield Finding((case.span(*hit.span()),), Text("Se responde a una pregunta y no se dice quién la hizo.", "A question is answered and who asked it is not said."), confidence=0.8,
                      fix=Text("decir quién preguntó", "say who asked"))
