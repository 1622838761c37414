"""The coalition finder: the fewest people who spoke on a theme that cover sectors and municipalities, and what nobody can cover.

It is a set cover (``kg.findings.coalition_cover``): exact, or, past a limit, greedy with its bound. Checked by hand on the
invented corpus: of those who spoke on training, Noé (academia) is stated and Tomás (academia) inferred, so Noé alone covers
what can be covered; nobody covers government, whom only Lucía stands for, who said nothing on training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.findings import coalition_names as names
from kg.findings.coalition_cover import LISTED, SECONDS, Cover, cover
from kg.findings.coalition_data import Actor, Field, Need, bodies, narrower, on_theme, people, read_field, worn
from kg.findings.facts import Facts, Rows, Said, read_facts
from kg.model.errors import UsageError, nearest
from kg.model.text import Text


@dataclass(frozen=True)
class Member:
    """Somebody chosen. ``needs``: what they cover of what was asked; ``sole``: what nobody else who could be chosen covers; ``only``: what nobody else chosen covers.

    ``asked_for``: the user wanted them in.
    """

    actor: Actor
    needs: tuple[Need, ...]
    sole: tuple[Need, ...]
    only: tuple[Need, ...]
    asked_for: bool = False


@dataclass(frozen=True)
class Coalition:
    """An answer. ``asked`` = covered by ``members`` + ``left`` (somebody could, but not within ``most``) + ``nobody`` (nobody who could be chosen can).

    ``themes``: notations counted as the theme, itself and narrower ones. ``candidates``: how many could be chosen. ``unsure``: who spoke on the theme only by inference and
    was left out for that; ``adds``: what they alone would cover. ``alone``: by institution, who spoke wearing no institution's office. ``cover`` indexes ``pool``.
    """

    theme: str
    label: Text
    themes: tuple[str, ...]
    by: str
    members: tuple[Member, ...]
    asked: tuple[Need, ...]
    nobody: tuple[Need, ...]
    left: tuple[Need, ...]
    cover: Cover
    pool: tuple[Actor, ...]
    most: int | None = None
    unsure: tuple[Actor, ...] = ()
    adds: tuple[Need, ...] = ()
    alone: tuple[str, ...] = ()

    @property
    def candidates(self) -> int:
        """How many could be chosen."""
        return len(self.pool)

    @property
    def always(self) -> tuple[Actor, ...] | None:
        """Who is in every choice of this size, beside those asked for; None: not known."""
        wanted = {m.actor.iri for m in self.members if m.asked_for}
        return None if self.cover.always is None else tuple(self.pool[i] for i in self.cover.always if self.pool[i].iri not in wanted)


@dataclass(frozen=True)
class Asked:
    """What the user asks: words as typed. ``sectors`` and ``municipalities``: None for all that speakers on the theme stand for, ("none",) for none.

    ``include``, ``exclude``: who must or may not be chosen (institutions with ``by`` "institution"). ``most``: the largest size. ``inferred``: count whom only an
    inference makes a speaker. ``listed``, ``seconds``: as in ``cover``.
    """

    theme: str
    sectors: Sequence[str] | None = None
    municipalities: Sequence[str] | None = None
    most: int | None = None
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    by: str = "person"
    inferred: bool = False
    listed: int = LISTED
    seconds: float = SECONDS


def coalition(reader: Rows, asked: Asked, facts: Facts | None = None, place: Field | None = None) -> Coalition:
    """Return the smallest choice that covers what is asked. Raises UsageError for an unknown theme, sector, municipality or person (naming the nearest), and for what cannot be meant."""
    known = facts or read_facts(reader)
    if asked.by not in names.WHO:
        raise UsageError(Text(f"no se puede elegir por {asked.by!r}", f"cannot choose by {asked.by!r}"), "", nearest(asked.by, names.WHO))
    theme = names.theme(known, asked.theme)
    wanted = _only(names.sectors(known, asked.sectors), names.municipalities(reader, known, asked.municipalities))
    include, exclude = names.actors(reader, asked.include, asked.by), names.actors(reader, asked.exclude, asked.by)
    _consistent(known, asked, include, exclude)
    themes = narrower(reader, theme)
    place = place or read_field(reader, known)
    said = on_theme(known, themes)
    pool, unsure = _pool(place, said, asked, include)
    needs = _needs(place, pool, wanted)
    free = [a for a in pool if a.iri not in exclude]
    found = cover([a.covers for a in free], frozenset(n.key for n in needs), [len(a.said) for a in free], [i for i, a in enumerate(free) if a.iri in include],
                  asked.most, asked.listed, seconds=asked.seconds)
    can = frozenset().union(*(a.covers for a in free))
    return Coalition(
        theme, known.concept("theme", theme), tuple(sorted(themes)), asked.by, _members(free, found, needs, include), needs, tuple(n for n in needs if n.key not in can),
        tuple(n for n in needs if n.key in can and n.key not in found.covered), found, tuple(free), asked.most, unsure, _adds(place, pool, unsure, wanted),
        _alone(place, said, asked) if asked.by == "institution" else ())


def _only(sectors: list[Need] | None, towns: list[Need] | None) -> dict[str, list[Need] | None]:
    return {"sector": sectors, "municipality": towns}


def _consistent(facts: Facts, asked: Asked, include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
    """Refuse what cannot be meant together."""
    if both := sorted(set(include) & set(exclude)):
        raise UsageError(Text(f"se pide incluir y excluir a la vez: {facts.names(both)}", f"asked both to include and to exclude: {facts.names(both)}"), "",
                         Text("quite una de las dos", "leave out one of the two"))
    if asked.most is not None and asked.most < max(1, len(include)):
        raise UsageError(Text(f"--most {asked.most} no alcanza para las {len(include)} que se piden", f"--most {asked.most} is not enough for the {len(include)} asked for"), "",
                         Text(f"use --most {max(1, len(include))} o más", f"use --most {max(1, len(include))} or more"))


def _actors(place: Field, said: list[Said], by: str, also: tuple[str, ...] = ()) -> list[Actor]:
    return people(place, said, also) if by == "person" else bodies(place, said, also)


def _pool(place: Field, said: list[Said], asked: Asked, include: tuple[str, ...]) -> tuple[list[Actor], tuple[Actor, ...]]:
    """Return who could be chosen and who is left out because only an inference makes them a speaker, by IRI."""
    every = {a.iri: a for a in _actors(place, said, asked.by, include)}
    if asked.inferred:
        return [every[k] for k in sorted(every)], ()
    stated = {a.iri: a for a in _actors(place, [s for s in said if not s.inferred], asked.by)}
    pool = stated | {iri: every[iri] for iri in include if iri not in stated}
    return [pool[k] for k in sorted(pool)], tuple(every[k] for k in sorted(every) if k not in pool)


def _needs(place: Field, pool: Sequence[Actor], wanted: dict[str, list[Need] | None]) -> tuple[Need, ...]:
    """Return what is to be covered: of each kind, what was asked for, else all that those who spoke stand for."""
    found = sorted({place.needs[key] for actor in pool if actor.said for key in actor.covers})
    needs: list[Need] = []
    for kind, asked in wanted.items():
        needs += [n for n in found if n.kind == kind] if asked is None else asked
    return tuple(needs)


def _adds(place: Field, pool: list[Actor], unsure: tuple[Actor, ...], wanted: dict[str, list[Need] | None]) -> tuple[Need, ...]:
    """Return what only those left out would cover, of the kinds and names asked for."""
    can = frozenset().union(*(a.covers for a in pool))
    return tuple(n for n in _needs(place, unsure, wanted) if n.key not in can and any(n.key in a.covers for a in unsure))


def _alone(place: Field, said: list[Said], asked: Asked) -> tuple[str, ...]:
    """Return who spoke on the theme wearing no institution's office, by IRI."""
    return tuple(sorted({p for s in said for p in s.speakers if (asked.inferred or not s.inferred) and not any(office.body for office in worn(place, s, p))}))


def _members(free: list[Actor], found: Cover, needs: tuple[Need, ...], include: tuple[str, ...]) -> tuple[Member, ...]:
    """Return those chosen: who covers most first, then who said most, then by IRI."""
    chosen = [free[i] for i in found.chosen]
    made = []
    for actor in chosen:
        mine = [n for n in needs if n.key in actor.covers]
        sole = tuple(n for n in mine if sum(n.key in a.covers for a in free) == 1)
        only = tuple(n for n in mine if sum(n.key in a.covers for a in chosen) == 1)
        made.append(Member(actor, tuple(mine), sole, only, actor.iri in include))
    return tuple(sorted(made, key=lambda m: (-len(m.needs), -len(m.actor.said), m.actor.iri)))
