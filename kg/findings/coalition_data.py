"""Who spoke on a theme and what they stand for: people or institutions, with the claims that say so."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kg.findings.facts import PREFIX, Facts, Rows, Said
from kg.findings.finding import merged
from kg.model.iri import concept
from kg.model.nt import iri
from kg.model.text import Text

_HATS = """SELECT ?hat ?who ?title ?post ?body ?sector ?town {
  ?hat a kg:Membership ; org:member ?who . OPTIONAL { ?hat kg:roleTitle ?title } OPTIONAL { ?hat kg:post ?post }
  OPTIONAL { ?hat kg:sector ?sector } OPTIONAL { ?hat org:organization ?body . OPTIONAL { ?body kg:municipality ?town } } }"""
_TOWN_FACTS = """SELECT ?fact ?body ?town { ?fact a kg:FactClaim ; kg:about ?body ; kg:property ?p ; kg:value ?town . VALUES ?p { kg:municipality kg:governs } }"""
_WORN = """SELECT ?claim ?who ?hat {
  ?claim a kg:Contribution ; kg:speaker|kg:coSpeaker ?who ; kg:inEvent ?e . ?part kg:participant ?who ; kg:inEvent ?e ; kg:hat ?hat }"""
_NARROWER = "SELECT DISTINCT ?t { ?t (skos:broader|^skos:narrower)* %s }"
_CODES = "SELECT ?m ?code { ?m a kg:Municipality ; kg:inegiCode ?code }"


@dataclass(frozen=True, order=True)
class Need:
    """A sector or municipality to cover. ``key``: ``sector:government``, ``municipality:15104`` (a municipality without an INEGI code goes by its slug)."""

    kind: str
    key: str
    label: Text = field(compare=False)
    entity: str = field(compare=False, default="")


@dataclass(frozen=True)
class Office:
    """A membership (``claim``): whose it is, its words, and what it gives: keys of needs, each with the claims that say so."""

    claim: str
    person: str
    words: Text
    body: str
    gives: dict[str, tuple[str, ...]]
    post: str = ""


@dataclass(frozen=True)
class Actor:
    """Who can be invited: a person, or an institution with those who spoke for it.

    ``said``: contributions on the theme, those whose speaker a report states first, then by IRI. ``offices``: the memberships that give sectors and municipalities; ``worn``:
    those worn when speaking on the theme. ``inferred``: only an inference says that they spoke on the theme.
    """

    iri: str
    name: str
    said: tuple[Said, ...] = ()
    offices: tuple[Office, ...] = ()
    worn: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()
    inferred: bool = False

    @property
    def covers(self) -> frozenset[str]:
        """Keys of the needs met."""
        return frozenset(key for office in self.offices for key in office.gives)

    def behind(self, key: str) -> tuple[str, ...]:
        """Return the claims that say a need is met: memberships, and the facts that place their bodies."""
        return merged(*((o.claim, *o.gives[key]) for o in self.offices if key in o.gives))


@dataclass(frozen=True)
class Field:
    """What there is to choose from, read once: offices by IRI, who wore which in which contribution, codes and names of municipalities."""

    facts: Facts
    offices: dict[str, Office]
    worn: dict[tuple[str, str], tuple[str, ...]]
    needs: dict[str, Need]


def read_field(reader: Rows, facts: Facts) -> Field:
    """Return offices and what they give, of a whole graph."""
    codes = {m or "": c or "" for m, c in reader.rows(PREFIX + _CODES)}
    placed: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact, body, town in reader.rows(PREFIX + _TOWN_FACTS):
        placed[body or "", town or ""].add(fact or "")
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in reader.rows(PREFIX + _HATS):
        hat, *rest = (v or "" for v in row)
        rows[hat].append(tuple(rest))
    needs: dict[str, Need] = {}
    offices = {}
    for hat, found in sorted(rows.items()):
        gives: dict[str, tuple[str, ...]] = {}
        for _, _, _, body, sector, town in sorted(found):
            for need in _needs(facts, codes, sector, town):
                needs[need.key] = need
                gives[need.key] = merged(gives.get(need.key, ()), placed[body, town] if need.kind == "municipality" else ())
        who, title, post, body = min(found)[:4]
        offices[hat] = Office(hat, who, _words(facts, title, post, body), body, gives, _tail(post))
    worn: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim, person, hat_worn in reader.rows(PREFIX + _WORN):
        worn[claim or "", person or ""].add(hat_worn or "")
    return Field(facts, offices, {key: tuple(sorted(hats)) for key, hats in worn.items()}, needs)


def _tail(value: str) -> str:
    return value.rsplit("/", 1)[-1]


def _needs(facts: Facts, codes: dict[str, str], sector: str, town: str) -> list[Need]:
    made = []
    if sector:
        made.append(Need("sector", f"sector:{_tail(sector)}", facts.concept("sector", _tail(sector)), sector))
    if town:
        made.append(town_need(facts, town, codes.get(town, "")))
    return made


def town_need(facts: Facts, town: str, code: str) -> Need:
    """Return the need of a municipality."""
    return Need("municipality", f"municipality:{code or _tail(town)}", Text(facts.name(town), facts.name(town)), town)


def _words(facts: Facts, title: str, post: str, body: str) -> Text:
    """Return an office in words: its title as written, else the kind of post, and the body."""
    kind = facts.concept("post", _tail(post)) if post else Text("", "")
    named = Text(title, title) if title else kind
    return Text(*(", ".join(part for part in (lang, facts.name(body) if body else "") if part) for lang in named))


def narrower(reader: Rows, theme: str) -> frozenset[str]:
    """Return the notations of a theme and of every theme narrower in SKOS, at any depth."""
    found = {_tail(t or "") for (t,) in reader.rows(PREFIX + _NARROWER % iri(concept("theme", theme)))}
    return frozenset(found | {theme})


def on_theme(facts: Facts, themes: frozenset[str]) -> list[Said]:
    """Return the contributions on any of some themes, by IRI; conclusions of a meeting have no speaker and are nobody's."""
    return [s for s in facts.said if s.speakers and not themes.isdisjoint(s.themes)]


def people(place: Field, said: list[Said], also: tuple[str, ...] = ()) -> list[Actor]:
    """Return those who spoke, by IRI, each with every office the reports give them; ``also``: people who count though they said nothing on the theme."""
    by_person: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        for speaker in one.speakers:
            by_person[speaker].append(one)
    held: dict[str, list[Office]] = defaultdict(list)
    for office in place.offices.values():
        held[office.person].append(office)
    made = []
    for person in sorted({*by_person, *also}):
        mine = tuple(sorted(by_person[person], key=lambda s: (s.inferred, s.claim)))
        worn = frozenset(hat for s in mine for hat in place.worn.get((s.claim, person), ()))
        made.append(Actor(person, place.facts.name(person), mine, tuple(held[person]), worn, (person,), bool(mine) and all(s.inferred for s in mine)))
    return made


def bodies(place: Field, said: list[Said], also: tuple[str, ...] = ()) -> list[Actor]:
    """Return the institutions spoken for, by IRI; ``also``: institutions that count though nobody spoke for them, with every office in them.

    An institution spoke when somebody spoke in a session in which they took part with an office of it; it covers that office's sector and its own municipality.
    """
    of: dict[str, dict[str, Said]] = defaultdict(dict)
    offices: dict[str, dict[str, Office]] = defaultdict(dict)
    for one in said:
        for speaker in one.speakers:
            for office in worn(place, one, speaker):
                if office.body:
                    of[office.body][one.claim] = one
                    offices[office.body][office.claim] = office
    for office in place.offices.values():
        if office.body in also and office.body not in of:
            offices[office.body][office.claim] = office
    made = []
    for body in sorted({*of, *also}):
        mine = tuple(sorted(of[body].values(), key=lambda s: (s.inferred, s.claim)))
        held = tuple(offices[body][claim] for claim in sorted(offices[body]))
        made.append(Actor(body, place.facts.name(body), mine, held, frozenset(offices[body]) if mine else frozenset(), tuple(sorted({o.person for o in held if mine})),
                          bool(mine) and all(s.inferred for s in mine)))
    return made


def worn(place: Field, one: Said, speaker: str) -> list[Office]:
    """Return the offices somebody wore in the session in which they said something."""
    return [place.offices[hat] for hat in place.worn.get((one.claim, speaker), ()) if hat in place.offices]


KIND_ORDER = ("proposal", "commitment", "experience", "problem", "finding")
"""Which contribution stands for what somebody said: the most useful to whoever invites, first."""


def example(said: tuple[Said, ...]) -> Said:
    """Return the contribution shown of somebody: stated before inferred, then by kind, then by IRI."""
    def key(one: Said) -> tuple[bool, int, str]:
        return one.inferred, KIND_ORDER.index(one.kind) if one.kind in KIND_ORDER else len(KIND_ORDER), one.claim

    return min(said, key=key)


