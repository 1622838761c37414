"""A generated corpus of any size: invented reports as checked actas, through the real emitter. Same seed, same bytes."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.graph.build import Loaded
from kg.identity.resolve import resolver
from kg.model.acta import Acta, Record, Span
from kg.model.corpus import bundled
from kg.model.policy import read_policy
from kg.model.records import BY_NAME
from kg.model.registry import Registry, read_registry
from kg.model.source import Source
from kg.model.terms import concepts
from kg.model.text import Text

GIVEN = ["Ana", "Luz", "Noé", "Iván", "Sara", "Tomás", "Elena", "Bruno", "Irma", "Raúl", "Nora", "Hugo", "Alma", "Saúl", "Inés", "Omar", "Rosa", "Joel", "Lidia", "Abel"]
FAMILY = ["Prado", "Nieto", "Ibarra", "Campos", "Luna", "Robles", "Vega", "Soto", "Rivas", "Mora", "Salas", "Paz", "Cano", "Duarte", "Ponce", "Lara", "Rangel", "Bravo", "Tapia", "Osorio"]
# The first two reports carry the ids the ready questions name by default, so that every question has something to answer.
FIRST = (("jornadas-2023", "jornadas"), ("congreso-2023", "congreso"))
SESSIONS, PEOPLE, SAID = 4, 60, 140
COMMITTEE = 900  # local number of the one body of each report that is no ayuntamiento


class _Report:
    """One invented report: an event with four sessions, its people, what they said."""

    def __init__(self, number: int, rng: random.Random, pool: int) -> None:
        self.slug, self.event = FIRST[number] if number < len(FIRST) else (f"informe-{number}", "evento")
        self.rng, self.cursor, self.pool = rng, 0, pool
        self.records: dict[str, dict[str, Record]] = {name: {} for name in BY_NAME}
        self.day = datetime.date(2023, 1, 1) + datetime.timedelta(days=number)

    def span(self) -> Span:
        self.cursor += 40
        return Span(self.cursor // 400 + 1, self.cursor, self.cursor + 30)

    def add(self, table: str, ident: str, **values: Any) -> Record:
        record = Record(BY_NAME[table], ident, 1, values)
        if BY_NAME[table].entity:
            record.names = [(values["name"], [self.span()])]
        else:
            record.spans = [self.span()]
        self.records[table][ident] = record
        return record

    def concept(self, scheme: str) -> str:
        return self.rng.choice(sorted(concepts()[scheme]))

    def fill(self) -> Acta:
        """Make every record and return the acta."""
        rng = self.rng
        self.add("event", self.event, name=f"Encuentro {self.slug}", format="congress", dates=[self.day])
        sessions = [self.add("event", f"sesion-{n}", name=f"Sesión {n}", format="panel", part_of=self.event, dates=[self.day]).id for n in range(SESSIONS)]
        towns = rng.sample(range(1, 126), 12)
        for town in towns:
            self.add("municipality", f"m{town}", name=f"Municipio {town}")
            self.add("institution", f"a{town}", name=f"Ayuntamiento {town}", kind="municipal-government", governs=f"m{town}", municipality=f"m{town}")
        self.records["event"][self.event].inferred["dates"] = ("year-from-title", 0.95)
        self.add("institution", f"a{COMMITTEE}", name=f"Comité {self.slug}", kind="collegiate-body")
        self.add("mechanism", "mec9", name="Carta de derechos", kind="legal-instrument")
        for n in range(8):
            self.add("mechanism", f"mec{n}", name=f"Mecanismo {n}", kind=self.concept("mechanism-kind"), components=[f"mec{n + 1}"] if n % 2 == 0 else [])
        people = rng.sample(range(self.pool), PEOPLE)
        for person in people:
            self._person(person, rng.choice(sessions), rng.choice(towns))
        for n in range(SAID):
            self._contribution(n, rng.choice(people), towns)
        for n in range(8):
            self.add("contribution", f"x{n}", conclusion_of=sessions[n % SESSIONS], reported_by=f"p{people[0]}", kind="proposal", force="normative",
                     summary=f"Conclusión {self.slug} {n}.", gloss=f"Conclusion {self.slug} {n}.", themes=[self.concept("theme")])
        for n in range(10):
            self.add("figure", f"f{n}", value=n, unit="person", counts="personas", counts_gloss="people", qualifier="exact", event=self.event,
                     announces_participants_of=sessions[n % SESSIONS])
            self.add("discrepancy", f"d{n}", kind=self.concept("discrepancy-kind"), summary="No cuadra.", gloss="Does not add up.", concerns=[self.event])
        return Acta(Path(self.slug), "generador", "unreviewed", 0.9, "judged", self.records)

    def _person(self, person: int, session: str, town: int) -> None:
        name = f"{GIVEN[person % 20]} {FAMILY[person // 20 % 20]} {FAMILY[person // 400 % 20]} {person}"
        self.add("person", f"p{person}", name=name)
        self.add("membership", f"h{person}", person=f"p{person}", institution=f"a{COMMITTEE if person % 11 == 0 else town}", post=self.concept("post"), observed_on=[self.day],
                 sector=self.concept("sector"), person_class="office-holder")
        self.add("participation", f"t{person}", person=f"p{person}", event=session, role=self.concept("participation-role"), mode=self.concept("participation-mode"), hat=f"h{person}")
        inferred = self.rng.random() < 0.2
        self.add("turn", f"p{person}", speaker=f"p{person}", event=session, status="inferred" if inferred else "stated", method="content").confidence = 0.8 if inferred else None

    def _contribution(self, number: int, person: int, towns: list[int]) -> None:
        values: dict[str, Any] = {"turn": f"p{person}", "kind": self.concept("contribution-kind"), "force": self.concept("force"), "summary": f"Resumen {self.slug} {number}.",
                                  "gloss": f"Gloss {self.slug} {number}.", "themes": sorted({self.concept("theme"), self.concept("theme")}), "mechanisms": [f"mec{number % 8}"]}
        if number % 9 == 0:
            values |= {"wishes_tie": [f"a{towns[0]}", f"a{towns[1]}"], "addressees": ["citizens"], "about": [f"m{towns[2]}"], "complete": False, "cites": ["mec9"]}
        self.add("contribution", f"c{number}", **values)


def generate(reports: int, seed: int = 7) -> Loaded:
    """Return a corpus of ``reports`` invented reports (about 12,500 triples each), ready for ``corpus_lines``."""
    rng, pool = random.Random(seed), max(PEOPLE * 2, reports * 25)
    registry = read_registry(bundled("data") / "registry")
    fresh = Registry(registry.folder, {**registry.rows, "people": [], "institutions": [], "mechanisms": [], "identity": [], "aliases": [],
                      "outside": [{"kind": "institution", "slug": f"a-a{n}", "property": "skos:altLabel", "value": f"Nombre largo {n}", "lang": "es",
                                   "source": "https://example.org/", "read_on": "2023-01-01", "note": ""} for n in range(1, 126)]},
                     {"municipality": registry.names["municipality"], "person": {}, "institution": {}, "mechanism": {}})
    fresh.names["institution"] |= {f"a-a{n}": f"Ayuntamiento {n}" for n in range(1, 126)}
    sources = []
    for number in range(reports):
        report = _Report(number, rng, pool)
        acta = report.fill()
        for kind, prefix in (("person", "p"), ("institution", "a"), ("municipality", "m"), ("mechanism", "mec")):
            for ident, record in acta.records[kind].items():
                local = f"{report.slug}-{ident}" if kind == "mechanism" else ident
                slug = f"15{int(ident[1:]):03d}" if kind == "municipality" else f"{prefix}-{local}"
                fresh.identity[kind, report.slug, ident] = slug
                fresh.names[kind].setdefault(slug, str(record.values["name"]))
        sources.append((Source(Path(report.slug), report.slug, Text(report.slug, report.slug), "es", "acta", "x.txt", "0" * 64, 10**9, "", "", "utf-8", {}, {}), acta))
    return Loaded(sources, resolver(((s.slug, a) for s, a in sources), fresh, read_policy(bundled("data") / "policy.toml")))


def lines(reports: int) -> Iterator[str]:
    """Yield the N-Quads lines of the generated corpus."""
    from kg.graph.build import corpus_lines

    yield from corpus_lines(generate(reports))
