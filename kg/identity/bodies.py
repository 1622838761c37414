"""Take the name of a body, programme or event apart: words that count, acronyms, numbers, the state it says it is of."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from kg.identity.alike import typo, voice
from kg.model.iri import fold
from kg.reading.vocab import rows, words

MOST_CHARACTERS = 300
WORLDWIDE = frozenset(("international-programme", "international-organisation", "federal-government", "court"))  # their acronyms need no jurisdiction
_LEGAL = re.compile(r"[ ,]+(?:a\.? ?c\.?|i\.? ?a\.? ?p\.?|s\.? ?c\.?|a\.? ?b\.? ?p\.?|s\.? ?a\.?(?: de c\.? ?v\.?)?)(?=$| ?\()")
_SMALL = frozenset(("de", "del", "la", "las", "los", "el", "y", "e", "en", "para", "por", "a", "al", "con", "the", "of", "and", "h", "sobre", "su", "sus", "que", "un", "una", "se", "lo", "o", "como"))
_NOT_A_NAME = re.compile(r"[@<>{}\\|=^~]|https?:|www\.|&\w+;")
_WORD = re.compile(r"[^\W_]+")
_ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z")
_ORDINALS = {w: str(n) for n, group in enumerate(("primer primera primero 1er 1a 1o 1era", "segundo segunda 2a 2o 2do 2da", "tercer tercera tercero 3a 3o 3er 3era", "cuarto cuarta 4a 4o 4ta 4to",
             "quinto quinta 5a 5o 5ta 5to", "sexto sexta 6a 6o", "septimo septima 7a 7o", "octavo octava 8a 8o", "noveno novena 9a 9o", "decimo decima 10a 10o"), 1) for w in group.split()}
_TOWN_HEADS = frozenset(("ayuntamiento", "municipio", "municipalidad", "alcaldia", "gobierno municipal", "intendencia"))


_COMMON_WORDS = (
    "electoral electorales casa casas cultura cultural culturas arte artes artesanias biblioteca museo teatro mercado rastro panteon hospital clinica escuela primaria "
    "secundaria preparatoria bachillerato politecnica politecnico tecnologica tecnologico autonoma autonomo intercultural pedagogica normal superior norte sur este oriente "
    "poniente centro central local locales regional regionales estatal federal nacional metropolitana metropolitano general publica publico publicas publicos social sociales "
    "mujer mujeres juventud jovenes deporte deportes nino ninos ninas adultos mayores familia persona personas discapacidad indigena indigenas pueblo pueblos comunidad "
    "comunitario comunitaria vecino vecinos vecinal barrio colonia delegacion sindicato asociacion civil union red liga frente grupo movimiento sociedad organizacion "
    "empresarios comerciantes transportistas productores ganadera agricola ejidal ejido comisariado bienes comunales industria comercio turismo economico economica agua "
    "potable drenaje saneamiento limpia obra obras servicios seguridad proteccion policia transito vialidad movilidad transporte salud medio ambiente ecologia planeacion "
    "urbana urbano "
)  # in names that many towns and states repeat, besides the reader's
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True)
class BodyName:
    """A folded name in parts: words that count in order, acronyms it holds, numbers, codes of states it names, kind by its first words."""

    words: tuple[str, ...]
    acronyms: frozenset[str]
    own: frozenset[str]     # acronyms that stand for this very body: alone, in brackets, or made of its words ("…, CIMTRA"), not its parent's
    numbers: frozenset[str]
    states: frozenset[str]
    head: str

    @functools.cached_property
    def core(self) -> frozenset[str]:
        """Return the words without numbers and without an acronym that only repeats a long name."""
        rest = frozenset(self.words) - self.numbers
        return rest - self.own if len(rest - self.own) > 1 else rest


def parse_body(text: str) -> BodyName | None:
    """Read a name; None when ``text`` is none: empty, one letter, very long, an e-mail, markup, small words only."""
    return None if len(text) > MOST_CHARACTERS else _parse(text)


@functools.lru_cache(maxsize=1 << 16)
def _parse(text: str) -> BodyName | None:
    if _NOT_A_NAME.search(text):
        return None
    plain = _LEGAL.sub("", fold(re.sub(r"[´’'`]", "", text)))
    tokens = [t for t in _WORD.findall(plain) if t not in _SMALL]
    if not tokens or (len(tokens) == 1 and len(tokens[0]) < 2):
        return None
    head = next((h for h in _heads() if plain == h or plain.startswith(h + " ")), "")
    if head in _TOWN_HEADS:
        tokens = ["ayuntamiento", *(t for t in tokens if t not in head.split())] if len(tokens) > len(head.split()) else tokens
    tokens = ["dif" if t == "dif" else _ORDINALS.get(t, t) for t in tokens]
    numbers = frozenset(t for t in tokens if t.isdigit() or _ROMAN.match(t))
    found = _acronyms(text)
    bracketed = frozenset(fold(w) for w in re.findall(r"\(([^()\s]{2,14})\)", text))
    own = frozenset(a for a in found if tokens == [a] or a in bracketed or abbreviates(a, tuple(t for t in tokens if t != a)))
    return BodyName(tuple(tokens), found, own, numbers, _states(plain, head), _heads().get(head, ""))


@functools.cache
def _heads() -> dict[str, str]:
    """Return the first words of bodies and the kind each means, the longest first."""
    found = {fold(r["head"]): r["kind"] for r in rows("institution_heads")}
    return dict(sorted(found.items(), key=lambda i: (-len(i[0]), i[0])))


@functools.cache
def known_acronyms() -> dict[str, str]:
    """Return the folded acronyms of the reader's vocabulary and the kind of body each means."""
    return {fold(r["acronym"]): r["kind"] for r in rows("acronyms")}


def _acronyms(text: str) -> frozenset[str]:
    """Return folded words written as acronyms (two capitals or more), or known as such; of a name all in capitals only those known or in brackets."""
    shouted = text.upper() == text and len(text.split()) > 2
    inner = set(re.findall(r"\(([^()]{2,14})\)", text))
    not_ones = words("not_institutions", "acronym")
    found = {w for w in re.findall(r"[^\W\d_]{2,14}", text) if (sum(c.isupper() for c in w) >= 2 and (not shouted or w in inner)) or fold(w) in known_acronyms()}
    return frozenset(fold(w) for w in found if fold(w) not in not_ones and not _ROMAN.match(fold(w)))


@functools.cache
def _state_words() -> dict[str, str]:
    return {fold(r["word"]): r["code"] for r in rows("states")}


def _states(plain: str, head: str) -> frozenset[str]:
    """Return the codes of states the name says it is of: "del Estado de Morelos", "de Nuevo León" at its end, "InfoNL". A municipality's own name is none."""
    found = set()
    for word, code in _state_words().items():
        if word in plain and re.search(rf"(?:estado de {word}|(?:^|[ (,]){word}\)?$)" if head not in _TOWN_HEADS else rf"(?:estado de|,) {word}\b", plain):
            found.add(code)
    for token in plain.split():
        if token.startswith(("info", "uae")) and len(token) > 4:
            found |= {r["code"] for r in rows("state_abbreviations") if len(r["word"]) > 1 and token in ("info" + r["word"], "uae" + r["word"])}
    return frozenset(found)


def abbreviates(acronym: str, name: tuple[str, ...]) -> bool:
    """Tell whether an acronym takes, in order, one or more letters from the beginning of each word: "uaemex" of universidad autónoma estado méxico."""
    if not name:
        return not acronym
    first, rest = name[0], name[1:]
    return any(acronym[:size] == first[:size] and abbreviates(acronym[size:], rest) for size in range(min(len(first), len(acronym), 4), 0, -1))


@functools.lru_cache(maxsize=1 << 16)
def spelled_out(acronym: str, name: tuple[str, ...]) -> frozenset[str] | None:
    """Return the words of ``name`` besides a run of three or more that the acronym abbreviates ("dif" in "sistema municipal desarrollo integral familia …"); None without one."""
    letters = {acronym, acronym.replace("y", "")}  # "FCPyS": small words are not among the words
    for start in range(len(name)):
        for end in range(start + 3, min(len(name), start + len(acronym)) + 1):
            if any(abbreviates(a, name[start:end]) for a in letters):
                return frozenset(name[:start] + name[end:])
    return None


def generic(name: BodyName) -> bool:
    """Tell whether a name has common words only ("Comité de Participación Ciudadana"): many places have one."""
    usual = _usual()
    return all(w in usual for w in name.core)


def own_words(name: BodyName) -> bool:
    """Tell whether nothing in a name is usual: no kind of body at its head, no common word."""
    return not name.head and not name.core & _usual()


def telling(text: str) -> bool:
    """Tell whether a folded name says which body it is: not one that every town has, not one word or acronym that bodies of two states may bear."""
    name = parse_body(text)
    if name is None or (generic(name) and (not name.states or "municipal" in name.words)):
        return False
    return len(name.core) > 1 or bool(name.states) or known_acronyms().get(min(name.core), "") in WORLDWIDE


@functools.cache
def _usual() -> frozenset[str]:
    """Return words that name kinds of bodies and fields of work, not one body."""
    phrases = [*words("institution_heads", "head"), *words("areas"), *words("generic_bodies", "phrase"), *words("not_names"), *words("not_bodies"), *words("not_towns")]
    return frozenset(w for p in phrases for w in p.split()) | frozenset(w for s in _state_words() for w in s.split()) | _COMMON


def with_state(a: BodyName, b: BodyName) -> str:
    """Return the acronym that one name holds and the other holds with the state's letters after it ("uaem", "uaemex"), or ""."""
    for x, y in ((a, b), (b, a)):
        for short in sorted(x.own):
            if len(short) > 2 and any(w.startswith(short) and 0 < len(w) - len(short) < 4 for w in y.own) and y.states:
                return short
    return ""


def one_typo(a: BodyName, b: BodyName) -> tuple[str, str] | None:
    """Return the pair of words in which two names differ by letters; None when they differ otherwise. Long words may have more words beside them on one side."""
    mine, theirs = sorted(a.core - b.core), sorted(b.core - a.core)
    if not mine or not theirs or min(len(mine), len(theirs)) > 1:
        return None
    pairs = [(min(x, y), max(x, y)) for x in mine for y in theirs if voice(x) == voice(y) or typo(x, y)]
    alone = len(mine) == len(theirs)
    return next((p for p in sorted(pairs) if alone or (min(map(len, p)) > 6 and a.words[0] == b.words[0])), None)
