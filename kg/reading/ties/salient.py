"""Which body an office or a bare noun means when it names none: "la diputada Ana Ruiz", "coordinador del colectivo", "titular de la misma".

A report is about few bodies. Of those of the kind that has such an office (``vocab/role_bodies.csv``), or whose name begins with the noun, the one named last
before the person is meant; before any was named, the first that will be. Rules ``membership.salient`` and ``membership.again``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from kg.model.iri import fold
from kg.reading.mentions.entities import Entity
from kg.reading.vocab import rows
from kg.reading.words.alike import body_key, kind_only

_SEAT = re.compile(
    r"(?:(?:h\.?|honorable|ilustre|i\.?|[ivxl]+) )*"
    r"(?:ayuntamiento|municipio|municipalidad|alcaldia|intendencia|gobierno municipal|cabildo|concejo|comuna) (?:constitucional |municipal )?(?:de|del) (?!palacio)"
    r"|municipio (?!libre|palacio)\w+$|[ivxl]+ (?:h\.? )?ayuntamiento\b"
)
_ANY = re.compile("")
# What a body of some kinds is called, for its people to be its own: "Legislatura de la Justicia" is a motto.
_OWN = {"municipal-government": _SEAT, "legislature": re.compile(r"(?!legislatura)")}
_OF_TOWNS = re.compile("(?:h |honorable )?(?:con[cs]ejo|junta|ayuntamiento|cabildo)")
# Bodies in which an office is never held, though they are of its kind: in Uruguay an edil sits in the Junta Departamental, an intendenta governs a department; no deputy sits in a town's council.
_NOT = {"alcald": re.compile("con[cs]ejo"), "vicealcald": re.compile("con[cs]ejo"), "edil": re.compile("intendencia|municipio .$"), "intendent": re.compile("municipio .$"),
        "diputad": re.compile(_OF_TOWNS.pattern + "|senado|camara de senador"), "senador": re.compile(_OF_TOWNS.pattern + "|camara de (?:diputad|represent)"), "congresista": _OF_TOWNS}
_BREATH = 90  # characters between the beginnings of two names that are named together
_OFTEN = 3  # mentions from which on a report is about a body
BOARD = frozenset(
    ("presidente", "presidenta", "vicepresidente", "vicepresidenta", "secretario", "secretaria", "tesorero", "tesorera", "vicetesorero", "vocal", "fundador", "fundadora",
     "gerente", "vicesecretario", "prosecretario", "protesorero")
)
_POST = 4       # words of an office of a board: "vocal de obras", "secretaria de prensa y propaganda"
_DESK = frozenset(("y", "=", "general", "ejecutivo", "ejecutiva", "tecnico", "tecnica", "titular", "suplente", "honorario", "honoraria", "primero", "segundo", "primera", "segunda"))
_MEMBERS = frozenset(("civil-society-organisation", "collegiate-body"))
_OF_MEMBERS = frozenset(
    ("asociacion", "sociedad", "mutual", "gremio", "cofradia", "federacion", "junta", "consejo", "comite", "comision", "mesa", "patronato", "red", "camara", "colegio", "cooperativa",
     "sindicato", "coordinadora", "confederacion", "union", "plataforma", "agrupacion", "asamblea", "circulo", "club", "fundacion", "foro", "veeduria", "observatorio", "avv", "aavv",
     "ampa", "colectivo", "movimiento")
)
_KINDS_OF_MEMBERS = frozenset(("vecinal", "ciudadana", "ciudadano", "civil", "comunal", "barrial", "empresarial", "gremial", "sindical", "juvenil"))
_THAT = frozenset(("dicho", "dicha", "ese", "esa", "este", "esta", "mencionado", "mencionada", "citado", "citada", "referido", "referida", "misma", "mismo"))
_TITLES = frozenset(("h", "hble", "honorable", "ilustre", "i", "excmo", "ilmo"))
_ENTITY = frozenset(("entidad", "organizacion", "institucion", "organismo", "instancia", "dependencia", "agrupacion", "organo"))
_PANELS = frozenset(("collegiate-body", "legislative-committee"))
_LEGISLATIVE = frozenset(("legislativa", "legislativo", "dictaminadora", "dictaminador", "colegiada", "colegiado"))
_POINTS = frozenset(("el", "la", "los", "dicho", "dicha", "ese", "esa", "este", "esta", "mencionado", "mencionada", "citado", "citada", "propio", "propia", "referido", "referida"))


def nearest(bodies: Iterable[Entity], at: int) -> Entity | None:
    """Return the body named last before offset ``at``; when none was, the one named first after it."""
    named = [(p[0], e) for e in bodies for p in e.places]
    before = [n for n in named if n[0] < at]
    return max(before, key=lambda n: n[0])[1] if before else min(named, key=lambda n: n[0], default=(0, None))[1]


# What an office may be besides without being another: "consejera ciudadana", "diputado local".
_PLAIN = frozenset(
    ("ciudadano", "ciudadana", "ciudadanos", "ciudadanas", "local", "locales", "municipal", "municipales", "estatal", "titular", "suplente", "propietario", "propietaria", "presidente", "presidenta")
)


@functools.cache
def _offices() -> dict[str, dict[str, str]]:
    return {row["role"]: row for row in rows("role_bodies")}


def _row(role: str) -> dict[str, str] | None:
    """Return what the vocabulary says of an office (folded), whatever its number."""
    role = role.split(" y ")[0]     # "defensora y candidata"
    words = role.split()
    forms = [role, role.removesuffix("s"), role.removesuffix("es")]
    if len(words) == 2 and words[0] in BOARD:      # "Vicepresidente Edil"
        forms.append(words[1])
    if len(words) == 2 and words[1] in _PLAIN:
        forms += [words[0], words[0].removesuffix("s"), words[0].removesuffix("es")]
    return next((_offices()[f] for f in forms if f in _offices()), None)


def _beside(body: Entity, others: Iterable[Entity]) -> bool:
    """Tell whether another one is named in the same breath ("el Ayuntamiento de A y el Ayuntamiento de B"): then either may be meant."""
    apart = [o for o in others if o is not body and not _part(o.name, body.name) and not _same_town(o.name, body.name)]
    return any(abs(p[0] - q[0]) < _BREATH for other in apart for p in other.places for q in body.places)


def _part(one: str, other: str) -> bool:
    """Tell whether one name ends in the other: "Cabildo del Ayuntamiento de Zapotal"."""
    return fold(one).endswith(fold(other)) or fold(other).endswith(fold(one))


def _same_town(one: str, other: str) -> bool:
    """Tell whether two names are of one town's government: "Cabildo de Zapotal", "XVI Ayuntamiento de Zapotal"."""
    first, second = (fold(n).partition(" de ") for n in (one, other))
    return bool(first[2]) and first[2] == second[2] and "cabildo" in first[0].split() + second[0].split()


def held_in(role: str, bodies: Iterable[Entity], at: int) -> tuple[Entity, bool] | None:
    """Return the body an office without one is held in, and whether the report names no other of its sort; None when it names none."""
    row = _row(role)
    known = list(bodies)
    if row is None:
        return None
    named = [e for e in known if (" " in e.name or fold(e.name) in row["heads"].split()) and set(fold(e.name).removeprefix("honorable ").split()[:1]) & set(row["heads"].split())]
    sorts = [named] + [[e for e in known if e.kind == kind and _OWN.get(kind, _ANY).match(fold(e.name))] for kind in row["kinds"].split()]
    fitting = next((found for found in sorts if found), [])
    if len(fitting) > 1 and fitting[0].kind == "legislature" and not named:
        return None     # a national and a local one, as a rule
    away = next((pattern for office, pattern in _NOT.items() if role.startswith(office)), None)
    fitting = [e for e in fitting if away is None or not away.match(fold(e.name))]
    fitting = [e for e in fitting if not (fold(e.name).startswith("cabildo") and any(o is not e and _same_town(o.name, e.name) for o in fitting))]
    body = nearest(fitting, at)
    if body is None or (len(fitting) > 1 and _beside(body, fitting)):
        return None
    return body, len(fitting) == 1


def _own_words(name: str) -> list[str]:
    """Return the words of a body's name without the honours before it: "H. Ayuntamiento de Zapotal"."""
    own = fold(name).split()
    return own[1:] if own[0].strip(".") in _TITLES else own


def pointed_at(keys: list[str], bodies: Iterable[Entity], at: int) -> Entity | None:
    """Return the body that "presidente de la Asociación", "vocera de dicho colectivo", "presidenta del Concejo Deliberante" means: the last named before ``at`` that begins so."""
    keys = [k for k in keys if k not in _TITLES and k != "."]
    known = [e for e in bodies if " " in e.name]
    that = next((k for k in range(2, len(keys)) if keys[k] in _ENTITY and keys[k - 1] in _THAT and keys[k - 2] in ("de", "del", "en")), 0)
    if that and (named := [e for e in bodies if min(p[0] for p in e.places) < at]):
        panels = [e for e in named if e.kind in _PANELS] if not _LEGISLATIVE.isdisjoint(keys[that:]) else []
        return nearest(panels or named, at)     # "coordinadora del programa de dicha entidad", "integrante de esta instancia legislativa"
    if keys[-2:] in (["la", "misma"], ["el", "mismo"]) and keys[-3:-2] in (["de"], ["del"]) and (panels := [e for e in bodies if e.kind in _PANELS and min(e.places)[0] < at]):
        return nearest(panels, at)      # "las diputadas integrantes de la misma"
    for size in (2, 1):
        head, before = tuple(keys[-size:]), keys[:-size]
        if len(before) < 2 or not (before[-1] in ("de", "del") or (before[-1] in _POINTS and before[-2] in ("de", "del", "en"))):
            continue
        named = [e for e in known if tuple(_own_words(e.name)[:size]) == head]
        fitting = [e for e in named if min(p[0] for p in e.places) < at]
        if fitting or len(named) == 1:
            return nearest(fitting or named, at)
    if len(keys) > 3 and keys[-4] in ("de", "del") and keys[-3] in _POINTS and keys[-2] in _OF_MEMBERS and keys[-1] in _KINDS_OF_MEMBERS:     # "presidente de la federación vecinal"
        return pointed_at(keys[:-1], bodies, at)
    return None


@functools.cache
def _named_after() -> dict[str, str]:
    return {row["office"]: row["body"] for row in rows("office_bodies")}


def named_after(keys: list[str], bodies: Iterable[Entity]) -> Entity | None:
    """Return the body that an office is named after: "auditora general de la República" and the "Auditoría General de la República" of the report."""
    noun = _named_after().get(keys[0])
    if noun is None:
        return None
    wanted = body_key(" ".join([noun, *keys[1:]])).split()
    for entity in bodies if len(wanted) > 1 else ():
        own = body_key(entity.name).split()
        if len(own) > 1 and (own[: len(wanted)] == wanted or wanted[: len(own)] == own):
            return entity
    return None


def of_town(role: str, town: str, bodies: Iterable[Entity]) -> Entity | None:
    """Return the body of a town that has an office: "concejal de Cachi" sits in the "Concejo Deliberante de Cachi"."""
    row = _row(role)
    kinds = row["kinds"].split() if row else []
    fitting = [e for e in bodies if e.kind in kinds and fold(e.name).endswith(f" de {fold(town)}")]
    return fitting[0] if len(fitting) == 1 else None


def numbered(role: str, bodies: Iterable[Entity]) -> Entity | None:
    """Return the "XLI Ayuntamiento" that tells no town, of "presidente municipal de Tepic", when the report names no other government of a town."""
    row = _row(role)
    fitting = [e for e in bodies if e.kind == "municipal-government"] if row and "municipal-government" in row["kinds"] else []
    return fitting[0] if len(fitting) == 1 and re.fullmatch(r"[ivxl]+ (?:h\.? )?ayuntamiento", fold(fitting[0].name)) else None


def main_body(bodies: Iterable[Entity]) -> Entity | None:
    """Return the body that a report is about: named three times at least, and more often than any other; None when there is none."""
    ranked = sorted(bodies, key=lambda e: -len(e.places))
    if not ranked or len(ranked[0].places) < _OFTEN or (len(ranked) > 1 and len(ranked[1].places) == len(ranked[0].places)):
        return None
    return ranked[0]


def _has_members(body: Entity) -> bool:
    return body.kind in _MEMBERS and not _OF_MEMBERS.isdisjoint(fold(body.name).split()[:1])


def of_members(bodies: Iterable[Entity], at: int) -> Entity | None:
    """Return the body with members that was named last before an offset."""
    before = [(p, e) for e in bodies if _has_members(e) for p in e.places if p[0] < at]
    whole = [(p, e) for p, e in before if not any(q[0] < p[0] and p[1] <= q[1] for q, _ in before)]      # not the parent inside a name
    return max(whole, key=lambda n: n[0])[1] if whole else None


def boarded(role: list[str], bodies: Iterable[Entity], meeting: Entity | None) -> Entity | None:
    """Return the body of whose board an office is ("el tesorero", "la secretaria de actas"): the one that meets, or the only one of members that the report names."""
    post = len(role) <= _POST and role[1:2] == ["de"] and (role[2:3] == ["actas"] or (meeting and role[0] in ("vocal", "secretario", "secretaria")))
    if role[0] not in BOARD or (len(role) > 1 and role[1] not in _DESK and not post):
        return None
    if meeting or role[0] in ("presidente", "presidenta"):
        return meeting      # there are many presidents
    boards = [e for e in bodies if _has_members(e) and not kind_only(e.name)]
    return boards[0] if len(boards) == 1 else main_body(boards)
