"""Contributions of a report: sentence by sentence, what kind of act it is and who says it. Rules of :mod:`kg.reading.talk.speech` and :mod:`kg.reading.talk.turns`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kg.reading import confidence
from kg.reading.claims import Claim
from kg.reading.mentions.entities import Entity, said
from kg.reading.mentions.line import HAT, HEADING, ITEM, LABEL, NAME, PROSE, ROSTER, TURN, Line
from kg.reading.mentions.mechanisms import find_mechanisms
from kg.reading.mentions.name_words import is_given, surely_surname
from kg.reading.mentions.prose import mentions
from kg.reading.talk.entries import INFINITIVE, SIGNS, announced, asked_beside, asks_others, headed, point, resolution, resolved, skipped, unmarked
from kg.reading.talk.floor import State, meant, named_before, near, offer, others, rivals, theirs, unheard
from kg.reading.talk.parted import parted
from kg.reading.talk.speech import Act, acts, cut_off, openings, plain, trimmed
from kg.reading.talk.tellings import complained, grounds
from kg.reading.talk.turns import Turn
from kg.reading.talk.voices import Voice, voices
from kg.reading.talk.weighed import promised, with_wish, with_wrong
from kg.reading.talk.wishes import states
from kg.reading.talk.wrongs import told_wrong
from kg.reading.vocab import rows
from kg.reading.words.saying import says
from kg.reading.words.sentences import sentences
from kg.reading.words.themes import themes_of

if TYPE_CHECKING:
    from kg.reading.assemble import Assembly

# What somebody's turn in telegraphic minutes begins with: "creación de parques", "mayor difusión".
_NOMINAL = re.compile(r"(?:[a-zñ ]{4,40}: )?(?:mayor |mas |mejor )?[a-zñ]{4,}(?:cion|sion|miento|mientos|ciones|anza)\b(?! (?:se|fue|es|esta|ha|que)\b)")
# What opens with a wish of all: "Sumemos esfuerzos", "Construyamos"; not the present "tenemos", not the future "haremos".
_LET_US = re.compile(
    r"(?:[a-zñ]+zcamos|(?!(?:ten|quer|deb|hac|pod|sab|cre|v|conoc|entend|h|le|pon|tra|volv|perd|ofrec|establec|somet|respond|comprend|prev|prove|obten|manten|sosten|agradec|reconoc|promet)emos)"
    r"[a-zñ]{2,}(?<![aei]r)emos)\b"
)
_BEGINS = re.compile(r'[-"0-9.) ]*(?:(?:y )?(?:ademas|tambien|asimismo|por ultimo|finalmente|igualmente|luego|despues|por otr[oa] (?:parte|lado)),? )?')
_QUOTED = re.compile('"[^"]{50,}')   # longer than a title
_OWN = re.compile(r"\b(?:nos|me|mis?|yo|nosotr[oa]s|nuestr[oa]s?|vengo|creo|sostengo|comparto|vivimos|estamos|tenemos|llevamos)\b")      # in the first person: somebody's words
_ALSO = re.compile(r"(?:de igual (?:forma|manera|modo)|asimismo|ademas|tambien|igualmente|del mismo modo),? (?!hacer\b)[a-zñ]{2,}(?:ar|er|ir)(?:se|los?|las?)?\b")
_LABELS = re.compile(r"(?:res|art|prop)\. [^:.]{1,30}: |[^:.]{2,60}: ")      # of an entry
_NO_ENTRY = re.compile(r"(?:mesa|grupo|comision|facilit|moder|relat|elabor|redact|transcri|responsable|firm|asist|present|lugar|fecha|hora|nota|fuente|anexo|proxim|votacion|a favor)")
_TITLE = 6      # tokens of a paragraph that is but a title
_ENTRY = 100    # characters: longer, it is told and not listed
_LABELLED = re.compile(
    r"(problematica|problema|reto|queja|denuncia|propuesta|proposicion|peticion|mocion|ruego|pedido|compromiso|acuerdo)(?:e?s)?(?: (?:n[uo]m?\.? ?)?\d{1,4})?(?: ?\([^)]{2,40}\))? ?(?:[:)]|[-.] )"
)
_KINDS = {
    **dict.fromkeys(("problematica", "problema", "reto", "queja", "denuncia"), "problem"),
    **dict.fromkeys(("propuesta", "proposicion", "peticion", "mocion", "ruego", "pedido"), "proposal"),
    **dict.fromkeys(("compromiso", "acuerdo"), "commitment"),
}
_RULES = {"problem": ("problem", "descriptive", "problem.listed"), "proposal": ("proposal", "explicit", "propose.listed"), "commitment": ("commitment", "explicit", "commit.listed")}
_ARTICLE = re.compile(r"(?:entre )?(?:las|los|sus) ")


def _closing(heading: str) -> str:
    """Return the kind of what stands under a heading that gathers what the meeting said; "" under any other."""
    bare = heading.lstrip('0123456789.-) "')
    # "Ejercicio por mesas (principales problemas)"; "Nº | Compromiso | Plazo"
    parts = (_ARTICLE.sub("", bare) if bare.endswith(":") else bare, heading.partition("(")[2], *heading.split(" | ")[1:])
    return next((row["kind"] for part in parts for row in rows("closings") if re.match(row["pattern"], part)), "")


def contributions(report: Assembly) -> list[Claim]:
    """Return the contributions of a report, in order."""
    state = State()
    text = plain(report.text)
    for index, line in enumerate(report.lines):
        if line.kind == HEADING or line.kind == LABEL:
            heading = text[line.start : line.tokens[-1].end]
            state.closing = _closing(heading) or (state.closing if line.kind == LABEL or " | " in heading else "")
            state.speaker, state.last, state.quote = None, None, False
            state.open.clear()
            for start, end, kind in headed(line, index, text):
                state.made.append(_claim(report, state, index, Act(start, end, *_RULES[kind]), None, None, False, text[start:end]))
        elif line.kind in (NAME, ROSTER, HAT):
            if line.kind != HAT:
                state.speaker, state.quote = None, False
        elif line.kind in (PROSE, ITEM, TURN):
            if _titles(line, report.lines[index + 1] if index + 1 < len(report.lines) else None, text):
                state.closing, state.speaker, state.last, state.quote = _closing(text[line.start : line.tokens[-1].end]), None, None, False
                continue
            _line(report, state, index, line, text)
    return state.made


def _titles(line: Line, after: Line | None, text: str) -> bool:
    """Tell whether a paragraph is only the title of what stands below it: "Principales compromisos del acuerdo"."""
    alone = line.kind == PROSE or (line.kind == ITEM and after is not None and after.kind not in (ITEM, HEADING, LABEL))     # "3. Conclusiones", not in an agenda
    if not alone or len(line.tokens) > _TITLE or not line.tokens[-1].text.isalpha() or any(says(t) for t in line.tokens):
        return False
    return _closing(text[line.start : line.tokens[-1].end]) != ""


def _line(report: Assembly, state: State, index: int, line: Line, text: str) -> None:
    turn = report.turns.get(index)
    whose = _speaker_of(report, turn)
    found = mentions(line, report.people, report.offices, report.written)
    start = line.tokens[line.text_from].start
    listed = line.kind == ITEM and state.lead_in
    if turn is None and not listed and not _goes_on(state, line, text):
        state.last, state.speaker = state.speaker or state.last, None
    if turn is None and state.speaker is None:
        loose = text[line.start : line.start + 1] in ('"', "-") or (line.kind == PROSE and says(line.tokens[0]))
        state.guess(state.mentioned or state.last if loose else meant(state, line.tokens[0].text))  # a quotation that nobody introduces: of whoever was spoken of
    spans = parted(line, list(sentences(report.text, start, line.tokens[-1].end)), found)
    for order, (span, voice) in enumerate(zip(spans, voices(line, spans, found, report.text), strict=True)):
        if turn is None and state.speaker is None and order and not voice.who and (voice.verb or text[span[0]] == '"'):
            state.guess(named_before(line, found, span[0]) or state.last)
        state.near = near(line, found, span)
        state.rivals = rivals(line, found, span, voice)
        _sentence(report, state, index, line, text, span, turn, whose, voice, order)
    if found:
        offer(state, found[0].entity)
    state.mentioned = found[-1].entity if found else None
    state.before = [m.entity for m in found]
    state.level = line.block.level if line.kind == ITEM else -1
    if line.kind == PROSE and not (state.lead_in and (resolution(text[line.start : line.start + 40]) or (state.lead_in == "agreed" and unmarked(line, text[line.start : line.tokens[-1].end])))):
        state.colon = line.tokens[-1].text == ":"
        state.lead_in = announced(text, start, line.tokens[-1].end) if state.colon else ""
    elif line.kind == ITEM and line.tokens[-1].text == ":" and line.block.level >= 0:
        state.lead_in = announced(text, start, line.tokens[-1].end)     # "4. Propuestas. Presenta estas peticiones:", and their own list
    if report.text.count('"', start, line.tokens[-1].end) % 2:
        state.quote = not state.quote


def _speaker_of(report: Assembly, turn: Turn | None) -> Entity | None:
    """Return the person whose name line opens a turn (or who holds the office that opens it)."""
    if turn is None:
        return None
    line = report.lines[turn.line]
    if line.lead:
        return report.people.by_name(said(report.written, line.tokens[line.lead.first : line.lead.last]))
    role = " ".join(t.key for t in line.tokens[line.hat[0] : line.hat[1]])
    return report.offices.who(role, "") if role else None


def _goes_on(state: State, line: Line, text: str) -> bool:
    """Tell whether a paragraph goes on with the speaker of the one before: an open quote, a connective, a bare reporting verb."""
    opening = text[line.start : line.start + 60].lstrip('" ')
    deeper = line.kind == ITEM and line.block.level > state.level >= 0     # what stands below somebody's item is theirs
    return deeper or state.quote or text[line.start : line.start + 1] == '"' or bool(openings("carry").match(opening)) or says(line.tokens[0])


def _sentence(report: Assembly, state: State, index: int, line: Line, text: str, span: tuple[int, int], turn: Turn | None, whose: Entity | None, voice: Voice, order: int) -> None:
    who, verb, state.together = (voice.who[0] if voice.who else None), voice.verb, tuple(m.entity.name for m in voice.who[1:])
    piece = text[span[0] : span[1]]
    if turn is None:
        if who:
            state.speaker = state.ever = who.entity
            state.status, state.method, state.confidence = ("stated", "name-in-text", 0.95) if who.how != "office" else ("stated", "office-in-text", 0.9)
        elif state.speaker and order == 0 and state.method != "continuation":
            state.status, state.method, state.confidence = "inferred", "continuation", 0.8
    speaker = whose if turn else state.speaker
    if turn is not None and who and who.how != "office" and who.entity is not whose and (turn.status == "inferred" or (turn.method == "heading" and report.lines[turn.line].kind != TURN)):
        speaker, turn = who.entity, None  # a sentence that names its own speaker, under somebody else's name
        state.status, state.method, state.confidence = "stated", "name-in-text", 0.85
    if skipped(text, line, span):
        return
    quoted = text.count('"', line.start, span[0]) % 2 == 1 or piece.startswith('"')
    ours = not quoted and not who and bool(openings("collective").match(_BEGINS.sub("", piece, count=1)))
    turn = None if ours and turn is not None and turn.method == "continuation" else turn    # after somebody's turn: theirs unless it says whose
    collective = turn is None and (ours or (not who and (theirs(line, span) if not quoted else unheard(line, span))))
    if collective and not state.quote:
        state.speaker = speaker = None
    label = _LABELLED.match(piece.lstrip('"-*. ')) if order == 0 else None
    if label and len(piece) - label.end() > 15:     # "Problema 2: …", "Propuesta - …": the report says itself what it is
        state.made.append(_claim(report, state, index, Act(*span, *_RULES[_KINDS[label[1]]]), turn, speaker, collective, piece))
        return
    pointed = _pointed(state, text, line, span)
    if pointed and not state.lead_in:
        turn = speaker = None       # "ACUERDO N° 7: Oficiar a …": the meeting's
    default = pointed or _default(state, line, piece, turn, speaker, verb, report.text[slice(*span)])
    beside = default is None and line.kind == ITEM and turn is None and order == 0 and asked_beside(report.lines, index, text, report.text)
    found = acts(text, *span, _RULES["proposal"] if beside else default, report.text)
    found = promised(found, report.text, span, line, speaker is not None or turn is not None or quoted, state.closing == "commitment")
    for act in _with_signs(report, found, text, span, bool(turn or verb or (line.kind == ITEM and found)), quoted, voice):
        if not _counts(act, state, line, turn, speaker, verb, piece):
            continue
        speaker = None if act.rule == "commit.agreement" and turn is None and not who else speaker    # "se acordó": the meeting's
        state.others = state.rivals if voice.who else () if (collective or state.closing) and not speaker else others(state, speaker)
        if not speaker and not collective and not state.others and not state.closing:
            state.open.append(len(state.made))
        state.made.append(_claim(report, state, index, act, turn, speaker, collective, piece))


def _with_signs(report: Assembly, found: list[Act], text: str, span: tuple[int, int], told: bool, quoted: bool, voice: Voice) -> list[Act]:
    """Add to the acts of a sentence what its mood asks for and, where somebody says it (``told``, or by its wording), its signs of something wrong."""
    piece = text[slice(*span)]
    found, asked = with_wish(found, text, span)
    opined = openings("opined").search(piece) if voice.who and not voice.verb else None
    heard = told or quoted or opined or _QUOTED.search(piece) or _OWN.search(piece) or openings("reported").match(piece.lstrip('"-0123456789.) '))
    if any(a.kind == "problem" for a in found) or not (heard or voice.who):
        return found
    signs = [] if not heard else [at for at in told_wrong(text, report.text, *span) if not asked[0] <= at < asked[1]]
    weighed = with_wrong(found, signs, text, span) if signs else found
    if any(a.kind == "problem" for a in weighed):
        return weighed
    if any(a.kind in ("proposal", "commitment") for a in found):
        return [*found, *grounds(text, report.text, span)]
    return complained(text, report.text, span, 2 if opined and "segun" not in opined[0] else int(quoted or opined is not None)) or found


def _pointed(state: State, text: str, line: Line, span: tuple[int, int]) -> tuple[str, str, str] | None:
    """Return the kind of a numbered point in the infinitive, None of any other sentence: a proposal where only proposals are announced."""
    kind = point(text, line, span)
    return _RULES["proposal" if state.closing == "proposal" or state.lead_in in ("proposal", "agreed") else kind] if kind else None


def _default(state: State, line: Line, piece: str, turn: Turn | None, speaker: Entity | None, verb: bool, written: str) -> tuple[str, str, str] | None:
    """Return the kind of a sentence without any cue, or None when it is no contribution."""
    bare = piece.lstrip(SIGNS)
    short = 12 < len(piece) < _ENTRY and not bare.startswith(("se ", "el ", "la "))
    told = short and state.closing == "problem" and turn is not None and line.kind in (ITEM, TURN)     # an entry of somebody's list
    labelled = " | " in piece or (_LABELS.match(piece) and not _NO_ENTRY.match(bare))       # "Giro de recursos: la Alcaldía realizará …"
    entry = line.kind == ITEM or (line.kind == PROSE and (labelled or (INFINITIVE.match(bare) and not _named(line, piece))))
    if told or (state.closing and entry and len(piece) > 25 and (turn is None or " | " in piece)):
        return _RULES["proposal" if state.closing == "commitment" and asks_others(piece) else state.closing]
    if state.lead_in == "resolved" and turn is None and (line.kind == ITEM or resolution(piece)) and (kind := resolved(piece)):
        return _RULES[kind]
    if turn is None and state.lead_in == "agreed" and len(piece) > 25 and (line.kind == ITEM or unmarked(line, piece)):
        return _RULES["proposal"]
    if line.kind == ITEM and turn is None and (state.lead_in == "problem" or (state.lead_in == "proposal" and speaker is not None)):
        return _RULES[state.lead_in]
    wish = bare.startswith("que ") and not states(written.lstrip(SIGNS))
    asked = wish or (INFINITIVE.match(bare) and not _named(line, piece)) or bare.startswith(("propuesta de ", "propuesta para "))
    if ((line.kind == ITEM or turn is not None) and asked) or _ALSO.match(bare):
        return "proposal", "normative", "propose.infinitive"
    if (verb or turn is not None) and _LET_US.match(bare):
        return "proposal", "normative", "propose.mood"
    if line.kind == TURN and _NOMINAL.match(bare):
        return "proposal", "normative", "propose.nominal"
    if verb and (turn is not None or speaker is not None):
        return ("finding", "descriptive", "finding.said") if len(piece) > 25 else None
    return None


def _named(line: Line, piece: str) -> bool:
    """Tell whether a sentence opens with somebody's name that looks like an infinitive: "Walter pide", "Edgar dijo"."""
    opening = piece.lstrip(SIGNS).partition(" ")[0]
    return any(t.key == opening and t.capital and (is_given(t) or surely_surname(t)) for t in line.tokens)


def _counts(act: Act, state: State, line: Line, turn: Turn | None, speaker: Entity | None, verb: bool, piece: str) -> bool:
    """Tell whether an act is somebody's contribution, not the report's own narrative."""
    if act.end - act.start < 15 or len(piece) < 20:
        return False
    if turn is not None or (state.closing and line.kind == ITEM):
        return True
    if speaker is not None:
        return verb or state.quote or '"' in piece or act.kind in ("proposal", "problem", "commitment") or state.method != "continuation"
    return act.kind in ("proposal", "problem", "commitment")


def _claim(report: Assembly, state: State, index: int, act: Act, turn: Turn | None, speaker: Entity | None, collective: bool, piece: str) -> Claim:
    start, end = trimmed(report.text, act.start, act.end)
    by = [speaker.name, *(state.together if turn is None else ())] if speaker else []
    alternatives: tuple[str, ...] = ()
    if turn is not None:
        status, method, sure = turn.status, turn.method, turn.confidence
        alternatives = tuple(e.name for k in turn.others if (e := _speaker_of(report, Turn(k, "", "", 0))) and e is not speaker)
    elif speaker is not None:
        status, method, sure = state.status, state.method, state.confidence
        alternatives = state.others
    else:
        status, method, sure = "stated", "heading", 0.95
        alternatives = state.others  # nobody is named; whoever spoke before may go on
    event = report.event_of(index)
    data: dict[str, Any] = {
        "kind": act.kind,
        "by": by,
        "event": event,
        "force": act.force,
        "themes": themes_of(piece),
        "mechanisms": sorted({h.name for h in find_mechanisms(report.text, start, end)}),
        "status": status,
        "method": method,
        "complete": not cut_off(report.text, start, end, report.lines[index].tokens[-1].end),
        "conclusion": not by,
    }
    flags = [
        *([confidence.IN_TURN] if turn is not None else []),
        *(["unnamed-speaker"] if alternatives and not by else []),
        *(["inferred-speaker"] if status == "inferred" else []),
        *(["cut-off"] if not data["complete"] else []),
    ]
    return report.claim("contribution", start, end, act.rule, data, 1.0 if status == "stated" and turn is not None else min(0.93, sure), alternatives=alternatives, flags=tuple(flags))
