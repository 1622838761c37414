"""The explorer's panels: why two things are linked, in exact words of both languages; details; paths; the claim and its place in the report."""

from __future__ import annotations

import copy
import itertools
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.graph.store import Reader
from kg.network.graph import network
from kg.network.layers import LAYERS
from tests.conftest import ROOT
from tests.explorer_page import data_of, empty_data, explorer_html, explorer_quotes, node, page_of, read_block  # noqa: F401, fixtures
from tests.explorer_page import open_page as open_file

pytestmark = pytest.mark.heavy  # a browser at every step: some minutes

Data = dict[str, Any]
LUCIA, NOE, TOMAS = "id/persona/lucia-prado-nieto", "id/persona/noe-campos-ruiz-87b05d", "id/persona/tomas-ibarra-oreyes-a010cf"
FORO, MESA, TALLER = "id/evento/foro-aurora-foro", "id/evento/foro-aurora-mesa-uno", "id/evento/taller-aurora-taller"
TOWN_HALL, UNIVERSITY, TOWN = "id/institucion/ayuntamiento-villa-aurora", "id/institucion/universidad-del-llano", "id/municipio/99001"
TRAINING, LINKS = "vocabulary/theme/training", "vocabulary/theme/cross-sector-linkage"
PROBLEM = "id/problema/foro-aurora-tomas-1"

# Everything the tests ask of the page's code, run by Node: reasons of pairs, lengths of paths, words at places.
SCRIPT = """
import { readFileSync } from "node:fs";
import { index } from "./data";
import { apply } from "./filter";
import { keys, speak } from "./i18n";
import { network, path } from "./network";
import { cutUp, marksOf } from "./panels/evidence";
import { matching } from "./panels/picker";
import { cut, slice } from "./panels/text";
import { safeLink } from "./panels/bits";
import { all, apart, claimAt, route, told, why } from "./why";
const { data, asked } = JSON.parse(readFileSync(0, "utf8"));
const model = index(data);
const at = (id) => model.byId.get(id);
const active = (chosen = {}) => apply(model, { chosen, from: "", to: "" });
const everything = active();
const say = (lang, made) => (speak(lang), made());
const reasons = (a, b, chosen) => why(model, chosen ? active(chosen) : everything, a, b).map((r) => ({
  layer: r.layer, inferred: r.inferred, es: say("es", () => r.sentence()), en: say("en", () => r.sentence()), things: r.things.map((e) => model.entities[e].id),
  claims: r.claims.map((c) => claimAt(model, c).id), others: r.others.map((e) => model.entities[e].id),
}));
const answers = {
  why: ({ pairs, chosen }) => pairs.map(([a, b]) => reasons(at(a), at(b), chosen)),
  ties: ({ layer }) => {
    const nodes = model.layers.find((l) => l.name === layer).nodes;
    return nodes.flatMap((a, i) => nodes.slice(i + 1).flatMap((b) => {
      // An office in a unit is told of the body above it too; a tie of that layer is only with the unit.
      const found = reasons(a, b).filter((r) => r.layer === layer && (layer !== "person-institution" || r.things.some((id) => id === model.entities[a].id || id === model.entities[b].id)));
      return found.length ? [[model.entities[a].id, model.entities[b].id, found.length, found.filter((r) => !r.inferred).length, found.flatMap((r) => r.claims)]] : [];
    }));
  },
  paths: ({ layer, pairs }) => {
    const net = network(model, everything, layer);
    return pairs.map(([a, b]) => {
      const walked = route(model, everything, layer, at(a), at(b)) ?? [];
      return [path(net, at(a), at(b))?.length ?? 0, walked.length, walked.map((e) => model.entities[e].id)];
    });
  },
  apart: ({ pairs, chosen }) => pairs.map(([a, b]) => {
    const found = apart(model, active(chosen ?? {}), at(a), at(b));
    return { ...found, nearest: found.nearest && { layer: found.nearest.layer, path: found.nearest.path.map((e) => model.entities[e].id) } };
  }),
  told: ({ claims }) => claims.map((ref) => [say("es", () => told(model, ref)), say("en", () => told(model, ref))]),
  slices: ({ text, places }) => { const source = { ...model.sources[0], text }; return places.map(([a, b]) => [slice(source, a, b), cut(source, a, b, 5)]); },
  cuts: ({ start, end, marks }) => cutUp(start, end, marks.map(([a, b], i) => ({ start: a, end: b, ref: { list: "facts", index: i } }))).map((s) => [s.start, s.end, s.refs.map((r) => r.index)]),
  marks: ({ source }) => [...marksOf(model, source)].map(([n, found]) => [n, found.map((m) => claimAt(model, m.ref).id)]),
  lists: ({ lists }) => lists.map((words) => [say("es", () => all(words)), say("en", () => all(words))]),
  links: ({ links }) => links.map((l) => safeLink(l, ["https:", "mailto:"]) !== null),
  words: () => keys(),
  matching: ({ typed }) => typed.map((words) => matching(model, words, -1).map((e) => model.entities[e].id)),
};
process.stdout.write(JSON.stringify(asked.map(([what, given]) => answers[what](given))));
"""
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Ask the page's code something of some data: ``ask(data, "why", pairs=...)``."""
    run = node(SCRIPT, tmp_path_factory.mktemp("panels"))
    return lambda data, what, **given: run({"data": data, "asked": [[what, given]]})[0]


@pytest.fixture(scope="module")
def data(invented: Reader) -> Data:
    return data_of(invented)


@pytest.fixture(scope="module")
def real_data(real: Reader) -> Data:
    return data_of(real, ROOT)


DOUBT = (" El informe no dice quién habla: lo atribuye la lectura; pudo ser Lucía Prado Nieto.", " The report does not say who speaks: the reading attributes it; it could be Lucía Prado Nieto.")
MESA_ES, MESA_EN = "Mesa uno, parte de Foro de Gobierno Abierto 2031", "Mesa uno, part of Foro de Gobierno Abierto 2031"
TOLD: list[tuple[str, str, list[tuple[str, bool, str, str]]]] = [
    (LUCIA, TOMAS, [("copresence", False, f"Lucía Prado Nieto y Tomás Ibarra O’Reyes coincidieron en la misma sesión: {MESA_ES} (4 de marzo de 2031).",
                     f"Lucía Prado Nieto and Tomás Ibarra O’Reyes were in the same session: {MESA_EN} (March 4, 2031).")]),
    (NOE, TOMAS, [("affiliation", False, "Noé Campos Ruiz y Tomás Ibarra O’Reyes tienen cargo o lugar en la misma institución: Universidad del Llano.",
                   "Noé Campos Ruiz and Tomás Ibarra O’Reyes hold an office or seat in the same institution: Universidad del Llano."),
                  ("theme", True, "Noé Campos Ruiz y Tomás Ibarra O’Reyes hablaron del mismo tema: capacitación (Noé Campos Ruiz: 1 intervención; Tomás Ibarra O’Reyes: 1 intervención). "
                   "En 1 de las 2 intervenciones el informe no dice quién habla: lo atribuye la lectura; pudo ser Lucía Prado Nieto.",
                   "Noé Campos Ruiz and Tomás Ibarra O’Reyes spoke about the same theme: training (Noé Campos Ruiz: 1 contribution; Tomás Ibarra O’Reyes: 1 contribution). "
                   "In 1 of the 2 contributions the report does not say who speaks: the reading attributes it; it could be Lucía Prado Nieto.")]),
    (TOWN_HALL, UNIVERSITY, [
        ("copresence", False, f"Personas con cargo o lugar en Ayuntamiento de Villa Aurora y en Universidad del Llano coincidieron en la misma sesión: {MESA_ES} (4 de marzo de 2031).",
         f"People with an office or seat in Ayuntamiento de Villa Aurora and in Universidad del Llano were in the same session: {MESA_EN} (March 4, 2031)."),
        ("copresence", False, "Personas con cargo o lugar en Ayuntamiento de Villa Aurora y en Universidad del Llano coincidieron en la misma sesión: Taller de datos (9 de abril de 2031).",
         "People with an office or seat in Ayuntamiento de Villa Aurora and in Universidad del Llano were in the same session: Taller de datos (April 9, 2031)."),
        ("wished", True, f"En {MESA_ES}, Tomás Ibarra O’Reyes pidió un lazo entre Ayuntamiento de Villa Aurora y Universidad del Llano; no consta que exista.{DOUBT[0]}",
         f"In {MESA_EN}, Tomás Ibarra O’Reyes asked for a tie between Ayuntamiento de Villa Aurora and Universidad del Llano; nothing says that it exists.{DOUBT[1]}")]),
    (LUCIA, FORO, [("person-event", False, f"Lucía Prado Nieto tomó parte en {MESA_ES} (papel: panelista; modalidad: presencial).",
                    f"Lucía Prado Nieto took part in {MESA_EN} (role: panelist; mode: in person)."),
                   ("spoke", False, "Lucía Prado Nieto intervino en Foro de Gobierno Abierto 2031: 2 intervenciones.", "Lucía Prado Nieto spoke in Foro de Gobierno Abierto 2031: 2 contributions.")]),
    (NOE, TALLER, [("person-event", False, "Noé Campos Ruiz tomó parte en Taller de datos (papel: participante).", "Noé Campos Ruiz took part in Taller de datos (role: participant)."),
                   ("spoke", False, "Noé Campos Ruiz intervino en Taller de datos: 1 intervención.", "Noé Campos Ruiz spoke in Taller de datos: 1 contribution.")]),
    (LUCIA, TOWN_HALL, [
        ("person-institution", False, "Lucía Prado Nieto tiene cargo o lugar en Ayuntamiento de Villa Aurora: Titular de la Unidad de Transparencia (consta el 4 de marzo de 2031).",
         "Lucía Prado Nieto holds an office or seat in Ayuntamiento de Villa Aurora: Titular de la Unidad de Transparencia (on record March 4, 2031)."),
        ("person-institution", False, "Lucía Prado Nieto tiene cargo o lugar en Ayuntamiento de Villa Aurora: Adscrito (consta el 9 de abril de 2031).",
         "Lucía Prado Nieto holds an office or seat in Ayuntamiento de Villa Aurora: Adscrito (on record April 9, 2031).")]),
    (LUCIA, TOWN, [("person-institution", False, "Lucía Prado Nieto tiene cargo o lugar en Ayuntamiento de Villa Aurora, que gobierna el municipio de Villa Aurora.",
                    "Lucía Prado Nieto holds an office or seat in Ayuntamiento de Villa Aurora, which governs the municipality of Villa Aurora.")]),
    (TOMAS, TOWN, [("about", True, f"Tomás Ibarra O’Reyes habló de este municipio: Villa Aurora, en 1 intervención.{DOUBT[0]}",
                    f"Tomás Ibarra O’Reyes spoke about this municipality: Villa Aurora, in 1 contribution.{DOUBT[1]}")]),
    (TOMAS, TRAINING, [("about", True, f"Tomás Ibarra O’Reyes habló de este tema: capacitación, en 1 intervención.{DOUBT[0]}",
                        f"Tomás Ibarra O’Reyes spoke about this theme: training, in 1 contribution.{DOUBT[1]}")]),
    (MESA, LINKS, [("about", False, "En Mesa uno se habló de este tema: vinculación entre sectores, en 1 intervención.",
                    "In Mesa uno this theme was spoken about: cross-sector linkage, in 1 contribution.")]),
    (MESA, FORO, [("structure", False, "Mesa uno es parte de Foro de Gobierno Abierto 2031.", "Mesa uno is part of Foro de Gobierno Abierto 2031.")]),
    (FORO, TALLER, [("people", False, "Una persona tomó parte tanto en Foro de Gobierno Abierto 2031 como en Taller de datos: Lucía Prado Nieto.",
                     "One person took part both in Foro de Gobierno Abierto 2031 and in Taller de datos: Lucía Prado Nieto.")]),
    (TOWN_HALL, TOWN, [("structure", False, "Ayuntamiento de Villa Aurora gobierna el municipio de Villa Aurora.", "Ayuntamiento de Villa Aurora governs the municipality of Villa Aurora.")]),
    (TOMAS, UNIVERSITY, [
        ("person-institution", False, "Tomás Ibarra O’Reyes tiene cargo o lugar en Universidad del Llano: Adscrito (consta el 4 de marzo de 2031).",
         "Tomás Ibarra O’Reyes holds an office or seat in Universidad del Llano: Adscrito (on record March 4, 2031)."),
        ("wished", True, f"En {MESA_ES}, Tomás Ibarra O’Reyes pidió un lazo de Universidad del Llano con Ayuntamiento de Villa Aurora; no consta que exista.{DOUBT[0]}",
         f"In {MESA_EN}, Tomás Ibarra O’Reyes asked for a tie of Universidad del Llano with Ayuntamiento de Villa Aurora; nothing says that it exists.{DOUBT[1]}")]),
    (NOE, LINKS, []),
]


def test_pairs_of_the_invented_corpus_are_told_exactly(ask: Ask, data: Data) -> None:
    found = ask(data, "why", pairs=[(a, b) for a, b, _ in TOLD])
    assert [[(r["layer"], r["inferred"], r["es"], r["en"]) for r in reasons] for reasons in found] == [told for *_, told in TOLD]
    backwards = ask(data, "why", pairs=[(b, a) for a, b, _ in TOLD])
    assert [sorted((r["layer"], r["inferred"], tuple(sorted(r["claims"]))) for r in reasons) for reasons in backwards] == [
        sorted((r["layer"], r["inferred"], tuple(sorted(r["claims"]))) for r in reasons) for reasons in found]


def test_reasons_carry_their_claims_and_who_else_may_have_spoken(ask: Ask, data: Data) -> None:
    affiliation, theme = ask(data, "why", pairs=[(NOE, TOMAS)])[0]
    assert affiliation["claims"] == ["id/membresia/taller-aurora-noe-universidad", "id/membresia/foro-aurora-tomas-universidad"]
    assert theme["claims"] == ["id/experiencia/taller-aurora-noe-1", PROBLEM]
    assert (theme["things"], theme["others"], affiliation["others"]) == ([TRAINING], [LUCIA], [])


def test_filters_leave_out_reasons_and_it_is_said_how_many(ask: Ask, data: Data) -> None:
    stated = {"certainty": ["stated"]}
    assert [r["layer"] for r in ask(data, "why", pairs=[(NOE, TOMAS)], chosen=stated)[0]] == ["affiliation"]
    assert ask(data, "why", pairs=[(TOMAS, TOWN)], chosen=stated) == [[]]
    assert ask(data, "apart", pairs=[(TOMAS, TOWN)], chosen=stated)[0]["filtered"] == 1


def test_the_nearest_way_between_two_that_nothing_links(ask: Ask, data: Data) -> None:
    lone = copy.deepcopy(data)
    for c in lone["contributions"]:
        c["themes"] = []
    lone["memberships"] = []
    for p in lone["participations"]:
        p["hat"] = -1
    assert ask(lone, "why", pairs=[(NOE, TOMAS)]) == [[]]
    assert ask(lone, "apart", pairs=[(NOE, TOMAS)]) == [{"filtered": 0, "nearest": {"layer": "copresence", "path": [NOE, LUCIA, TOMAS]}}]


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_reasons_are_the_ties_of_the_layer(ask: Ask, real: Reader, real_data: Data, layer: str) -> None:
    """As many reasons as the tie weighs, as many stated ones as its stated part, and the same claims; between others, none."""
    graph = network(real, layer)
    base = real_data["meta"]["base"]
    expected = {frozenset(e.removeprefix(base) for e in (a, b)): (tie["weight"], tie["stated"], {c.removeprefix(base) for c in tie["claims"]}) for a, b, tie in graph.edges(data=True)}
    found = {frozenset((a, b)): (count, stated, set(claims)) for a, b, count, stated, claims in ask(real_data, "ties", layer=layer)}
    if LAYERS[layer].two_mode:  # a person may take part twice in a session: one tie, two reasons
        assert {k: v[2] for k, v in found.items()} == {k: v[2] for k, v in expected.items()}
    else:
        assert found == expected
    assert (len(found) > 0) == (graph.number_of_edges() > 0)


SHARED = """PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#>
SELECT ?a ?b (COUNT(DISTINCT ?session) AS ?n) WHERE { ?x kg:participant ?a ; kg:inEvent ?session .
  ?y kg:participant ?b ; kg:inEvent ?session . MINUS { ?part kg:partOf ?session } FILTER(STR(?a) < STR(?b)) } GROUP BY ?a ?b"""
ASKED = """PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#>
SELECT ?a ?b (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c kg:wishesTieBetween ?a, ?b . FILTER(STR(?a) < STR(?b)) } GROUP BY ?a ?b"""


@pytest.mark.parametrize(("layer", "query"), [("copresence", SHARED), ("wished", ASKED)])
def test_reasons_are_as_many_as_sparql_counts(ask: Ask, real: Reader, real_data: Data, layer: str, query: str) -> None:
    base = real_data["meta"]["base"]
    counted = {frozenset(str(e).removeprefix(base) for e in (a, b)): int(n or 0) for a, b, n in real.rows(query)}
    assert len(counted) > 3
    assert {frozenset((a, b)): count for a, b, count, *_ in ask(real_data, "ties", layer=layer)} == counted


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_paths_are_as_long_as_networkx_finds_them(ask: Ask, real: Reader, real_data: Data, layer: str) -> None:
    base = real_data["meta"]["base"]
    graph = nx.relabel_nodes(network(real, layer), lambda iri: iri.removeprefix(base))
    nodes = sorted(graph)
    draw = random.Random(layer)
    pairs = [tuple(draw.sample(nodes, 2)) for _ in range(60)] if len(nodes) > 1 else []
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    for (a, b), (by_net, by_route, walked) in zip(pairs, ask(real_data, "paths", layer=layer, pairs=pairs), strict=True):
        expected = lengths[a].get(b, -1) + 1
        assert (by_net, by_route) == (expected, expected)
        assert all(graph.has_edge(x, y) for x, y in itertools.pairwise(walked))


def made(**more: Any) -> Data:
    """A world of five people, a body with units, sessions of one event, and everything a reason can rest on."""
    def claim(name: str, **values: Any) -> dict[str, Any]:
        return {"id": f"id/x/{name}", "at": [[0, 1, 0, 4]], "confidence": 0.9, "review": 1} | values

    def contribution(name: str, speakers: list[int], **values: Any) -> dict[str, Any]:
        return claim(name, **({"kind": 0, "speakers": speakers, "event": 9, "words": ["Palabras.", "Words."], "themes": [], "force": -1, "method": -1, "alternatives": [],
                               "municipalities": [], "mechanisms": [], "wishes": [], "answers": []} | values))
    names = ["Ana Sol", "Inés Mar", "Hilario Paz", "Lía Río", "Nora Luz"]
    entities = [{"id": f"id/persona/{i}", "kind": "person", "label": name} for i, name in enumerate(names)]
    bodies = [("Casa Común", 0), ("Área Norte", 5), ("Área Sur", 5), ("Mesa Chica", 6)]
    entities += [{"id": f"id/institucion/{i}", "kind": "institution", "label": label} | ({"up": up} if up else {}) for i, (label, up) in enumerate(bodies)]
    entities += [{"id": "id/evento/0", "kind": "event", "label": "Encuentro", "days": ["2031-05-02", "2031-05-03"]},
                 {"id": "id/tema/0", "kind": "theme", "label": "Agua", "concept": 1}]
    hats = [(0, 6), (1, 7), (2, 5), (3, 8), (4, 6)]
    return empty_data(
        concepts=[{"id": "contribution-kind/proposal", "label": ["Propuesta", "Proposal"]}, {"id": "theme/water", "label": ["Agua", "Water"]}],
        sources=[{"slug": "s", "title": "Relatoría", "publisher": "", "date": "", "licence": "", "address": "", "file": "", "sha256": "", "lines": [[0, 40]]}], entities=entities,
        memberships=[claim(f"m{i}", person=p, institution=body, title="", sector=-1, observed=[]) for i, (p, body) in enumerate(hats)],
        contributions=[contribution("c0", [0, 1], themes=[10]), contribution("c1", [2], answers=[0]), contribution("c2", [], wishes=[5, 7]),
                       contribution("c3", [0, 3], wishes=[5, 7], inferred=True),
                       contribution("c4", [3], themes=[10], inferred=True, alternatives=[4, 1])]) | more


def test_units_are_told_with_their_path(ask: Ask) -> None:
    told = {(a, b): ask(made(), "why", pairs=[(f"id/persona/{a}", f"id/persona/{b}")])[0] for a, b in [(0, 1), (0, 2), (0, 3), (0, 4)]}
    assert [r["es"] for r in told[0, 1] if r["layer"] == "affiliation"] == [
        "Ana Sol e Inés Mar tienen cargo o lugar en la misma institución, Casa Común: Ana Sol, en Área Norte, parte de Casa Común; Inés Mar, en Área Sur, parte de Casa Común."]
    assert [r["en"] for r in told[0, 2]] == [
        "A contribution of Hilario Paz (proposal) answers one of Ana Sol (proposal).",
        "Ana Sol and Hilario Paz hold an office or seat in the same institution, Casa Común: Ana Sol, in Área Norte, part of Casa Común; Hilario Paz, in Casa Común."]
    units = [r["es"] for r in told[0, 3] if r["layer"] == "affiliation"]
    assert units == ["Ana Sol y Lía Río tienen cargo o lugar en la misma institución, Área Norte: Ana Sol, en Área Norte; Lía Río, en Mesa Chica, parte de Área Norte.",
                     "Ana Sol y Lía Río tienen cargo o lugar en la misma institución, Casa Común: "
                     "Ana Sol, en Área Norte, parte de Casa Común; Lía Río, en Mesa Chica, parte de Área Norte, parte de Casa Común."]
    assert [r["es"] for r in told[0, 4]] == ["Ana Sol y Nora Luz tienen cargo o lugar en la misma institución: Área Norte.",
                                             "Ana Sol y Nora Luz tienen cargo o lugar en la misma institución, Casa Común, por su lugar en Área Norte, parte de Casa Común."]


def test_coproposals_answers_and_wishes_have_their_own_words(ask: Ask) -> None:
    pair = ask(made(), "why", pairs=[("id/persona/0", "id/persona/1")])[0]
    assert [r["es"] for r in pair if r["layer"] == "coproposal"] == ["Ana Sol e Inés Mar firman la misma intervención (propuesta)."]
    assert [r["es"] for r in pair if r["layer"] == "theme"] == ["Ana Sol e Inés Mar hablaron del mismo tema: agua (Ana Sol: 1 intervención; Inés Mar: 1 intervención)."]
    answers = [r["es"] for r in ask(made(), "why", pairs=[("id/persona/1", "id/persona/2")])[0] if r["layer"] == "answers"]
    assert answers == ["Una intervención de Hilario Paz (propuesta) responde a otra de Inés Mar (propuesta)."]
    wished = [(r["inferred"], r["es"]) for r in ask(made(), "why", pairs=[("id/institucion/0", "id/institucion/2")])[0] if r["layer"] == "wished"]
    assert wished == [(False, "Una conclusión de Encuentro pidió un lazo entre Casa Común y Área Sur; no consta que exista."),
                      (True, "En Encuentro, Ana Sol y Lía Río pidieron un lazo entre Casa Común y Área Sur; no consta que exista. El informe no dice quién habla: lo atribuye la lectura.")]
    theme = [r for r in ask(made(), "why", pairs=[("id/persona/0", "id/persona/3")])[0] if r["layer"] == "theme"]
    assert theme[0]["es"].endswith("En 1 de las 2 intervenciones el informe no dice quién habla: lo atribuye la lectura; pudo ser Nora Luz o Inés Mar.")
    assert theme[0]["others"] == ["id/persona/4", "id/persona/1"]


def test_only_a_session_without_parts_is_shared(ask: Ask) -> None:
    """Two people at a whole event did not therefore meet: they may have been in different parts of it."""
    entities = [*made()["entities"], {"id": "id/evento/1", "kind": "event", "label": "Mesa", "up": 9, "days": ["2031-05-02"]}]
    claim = {"at": [], "confidence": 1, "review": 0, "role": -1, "mode": -1, "hat": -1}
    there = [claim | {"id": f"id/p/{k}", "person": person, "event": event} for k, (person, event) in enumerate([(2, 9), (4, 9), (2, 11), (1, 11)])]
    world = made(entities=entities, participations=there)
    told = ask(world, "why", pairs=[("id/persona/2", "id/persona/4"), ("id/persona/1", "id/persona/2")])
    assert [[r["es"] for r in reasons if r["layer"] == "copresence"] for reasons in told] == [
        [], ["Inés Mar e Hilario Paz coincidieron en la misma sesión: Mesa, parte de Encuentro (2 de mayo de 2031)."]]


def test_no_two_layers_are_worded_alike(ask: Ask) -> None:
    """Each layer's verb is its own, in both languages, and no layer but the wished one says that a tie was asked for."""
    words = dict(ask(made(), "words"))
    verbs = {"copresence": ("coincidieron en la misma sesión", "were in the same session"),
             "affiliation": ("tienen cargo o lugar en la misma institución", "hold an office or seat in the same institution"),
             "theme": ("hablaron del mismo tema", "spoke about the same theme"), "coproposal": ("firman la misma intervención", "sign the same contribution"),
             "wished": ("pidió un lazo entre", "asked for a tie between")}
    for layer, verb in verbs.items():
        for at in (0, 1):
            assert verb[at] in words[f"why.{layer}"][at]
            assert [other for other in verbs if verb[at] in words[f"why.{other}"][at]] == [layer]
    for key, both in words.items():
        if key.startswith("why.wished") or key == "why.asked":
            assert both[0].endswith("no consta que exista.") and both[1].endswith("nothing says that it exists.")


def test_lists_in_words_follow_each_language(ask: Ask) -> None:
    lists = [["Ana"], ["Ana", "Inés"], ["Ana", "Hilario"], ["Ana", "Hiedra"], ["Ana", "Bea", "Iris"], []]
    assert ask(made(), "lists", lists=lists) == [["Ana", "Ana"], ["Ana e Inés", "Ana and Inés"], ["Ana e Hilario", "Ana and Hilario"], ["Ana y Hiedra", "Ana and Hiedra"],
                                                 ["Ana, Bea e Iris", "Ana, Bea, and Iris"], ["", ""]]


def test_a_name_cannot_turn_a_sentence_around(ask: Ask) -> None:
    hostile = made()
    hostile["entities"][0]["label"] = "\u202eAna\u2069 \u05d0\u05d1\u0007"
    sentence = ask(hostile, "why", pairs=[("id/persona/0", "id/persona/1")])[0][0]["es"]
    assert sentence == "\u2068Ana \u05d0\u05d1\u2069 e Inés Mar firman la misma intervención (propuesta)."


def test_places_count_code_points(ask: Ask) -> None:
    """What the page cuts out of a report is what Python cuts: also where a sign takes two of JavaScript's letters."""
    draw = random.Random(6)
    for alphabet in ("abc \n", "añ🌵𝄞 x\n"):
        text = "".join(draw.choice(alphabet) for _ in range(300))
        places = [sorted(draw.sample(range(301), 2)) for _ in range(40)]
        assert [s for s, _ in ask(made(), "slices", text=text, places=places)] == [text[a:b] for a, b in places]
    assert ask(made(), "slices", text="uno dos tres cuatro", places=[[8, 12]]) == [["tres", ["… dos ", "tres", " …"]]]


def test_a_line_is_cut_where_claims_begin_and_end(ask: Ask) -> None:
    assert ask(made(), "cuts", start=10, end=20, marks=[[5, 12], [12, 15], [14, 40]]) == [[10, 12, [0]], [12, 14, [1]], [14, 15, [1, 2]], [15, 20, [2]]]
    draw = random.Random(7)
    for _ in range(5):
        marks = [sorted(draw.sample(range(60), 2)) for _ in range(8)]
        for start, end, found in ask(made(), "cuts", start=10, end=50, marks=marks):
            assert all(sorted(i for i, (a, b) in enumerate(marks) if a <= at < b) == found for at in range(start, end))


def test_every_claim_is_marked_on_its_lines(ask: Ask, data: Data) -> None:
    for number in range(len(data["sources"])):
        claims = [c for kind in ("participations", "memberships", "contributions", "facts") for c in data[kind]]
        expected = {(line - 1, c["id"]) for c in claims for source, line, _, _ in c["at"] if source == number}
        assert {(n, claim) for n, found in ask(data, "marks", source=number) for claim in found} == expected


def test_only_addresses_of_the_web_and_of_letters_are_followed(ask: Ask) -> None:
    links = ["https://example.org/a", "mailto:a@example.org", "javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", "file:///etc", "//example.org", "", "HTTPS://EXAMPLE.ORG", "http://example.org"]
    assert ask(made(), "links", links=links) == [True, True, False, False, False, False, False, False, True, False]


def test_names_are_found_without_accents_and_in_any_order(ask: Ask, data: Data) -> None:
    assert ask(data, "matching", typed=["prado lucia", "TOMÁS", "training", "capacitacion", "zzz", ""]) == [[LUCIA], [TOMAS], [TRAINING], [TRAINING], [], []]


# --- the page itself ---


@contextmanager
def open_page(browser: Any, path: Path, **options: Any) -> Iterator[Any]:
    """Open a page and wait until it can be used."""
    with open_file(browser, path, wait=False, **options) as tab:
        until(tab, "performance.getEntriesByName('kg-ready').length > 0")
        yield tab


def text_of(tab: Any, selector: str = ".p-panel") -> str:
    return str(tab.locator(selector).inner_text())


def until(tab: Any, condition: str) -> None:
    """Wait until an expression holds. Not ``wait_for_function``: its polling evaluates strings, which the page's policy refuses."""
    for _ in range(600):
        if tab.evaluate(condition):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(condition)


def pair_of(a: str, b: str, what: str = "pair") -> str:
    return f"{what}={a}&{what}={b}"


def test_nothing_selected_introduces_the_page(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_html) as tab:
        shown = text_of(tab)
        assert "Esta página reúne lo que 2 informes dicen" in shown
        assert "3 personas, 2 instituciones, 3 eventos y 5 intervenciones." in shown
        questions = read_block(explorer_html)["meta"]["questions"]
        assert [b.inner_text() for b in tab.locator("section", has=tab.locator("h3", has_text="Preguntas listas")).locator("button").all()] == [q["text"][0] for q in questions]
        tab.locator(".p-panel button", has_text="lazos se piden").click()
        until(tab, "location.hash.includes('layer=wished')")


def test_the_pair_says_why_in_both_languages(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    for at, lang in ((2, "es"), (3, "en")):
        for a, b, told in TOLD[:4]:
            with open_page(browser, explorer_html, hash=f"{pair_of(a, b)}&lang={lang}") as tab:
                assert [p.inner_text() for p in tab.locator(".p-sentence").all()] == [reason[at] for reason in told]
                assert [("p-inferred" in look or "p-wished" in look) for look in (e.get_attribute("class") for e in tab.locator(".p-panel section > div > ul > li > .p-reason").all())] == [
                    layer == "wished" or inferred for layer, inferred, *_ in told]
                assert tab.locator(".p-reason .p-source").count() >= len(told)


def test_inferred_and_wished_are_drawn_unlike_stated(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    style = "e => getComputedStyle(e).borderLeftStyle"
    with open_page(browser, explorer_html, hash=pair_of(NOE, TOMAS)) as tab:
        assert tab.locator(".p-reason.p-stated").first.evaluate(style) == "solid"
        assert tab.locator(".p-reason.p-inferred").first.evaluate(style) == "dashed"
        assert tab.locator(".p-reason.p-inferred .p-tag").all_inner_texts() == ["inferido"]
    with open_page(browser, explorer_html, hash=pair_of(TOWN_HALL, UNIVERSITY)) as tab:
        assert tab.locator(".p-reason.p-wished").first.evaluate(style) == "dotted"
        assert tab.locator(".p-reason.p-wished .p-tag").all_inner_texts() == ["pedido, no consta que exista", "inferido"]


def test_the_details_of_a_person(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash=f"node={TOMAS}") as tab:
        shown = text_of(tab)
        for words in ("Tomás Ibarra O’Reyes", "También escrito: «Tomás Ibarra O´Reyes».", "Adscrito", "consta el 4 de marzo de 2031; sector: academia",
                      "Panelista · modalidad presencial · 4 de marzo de 2031",
                      "Unir al gobierno local con la academia.", "lo atribuye la lectura; pudo ser Lucía Prado Nieto"):
            assert words in shown
        assert "Solicitar corrección" not in shown
        measured = read_block(explorer_html)["layers"][0]
        assert tab.locator(".p-measures dt").count() == len(measured["measures"]) + 1
        assert tab.locator(".p-tie .p-entity").all_text_contents() == ["persona: Lucía Prado Nieto"]
    with open_page(browser, explorer_html, hash=f"node={LUCIA}") as tab:
        maybe = tab.locator("section", has=tab.locator("h3", has_text="pudieron ser suyas"))
        assert maybe.locator(".p-words").count() == 2


@pytest.mark.parametrize(("thing", "words"), [
    (TOWN_HALL, ["institución · gobierno municipal", "Gobierna el municipio de", "Titular de la Unidad de Transparencia", "Lazos que alguien pidió"]),
    (FORO, ["evento · foro", "Fecha: 4 de marzo de 2031 y 6 de marzo de 2031.", "Mesa uno", "Panelista", "Difundir mensualmente lo gastado en iluminación pública."]),
    (TOWN, ["municipio", "Clave INEGI: 99001.", "Ayuntamiento de Villa Aurora", "Unir al gobierno local con la academia."]),
    (TRAINING, ["tema", "Noé Campos Ruiz", "1 intervención", "No hay suficiente personal con formación."]),
])
def test_the_details_of_other_kinds(browser: Any, explorer_html: Path, thing: str, words: list[str]) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash=f"node={thing}") as tab:
        shown = text_of(tab)
        assert [w for w in words if w not in shown] == []


def test_a_claim_opens_its_place_in_the_report(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash=f"node={TOMAS}") as tab:
        claim = tab.locator(".p-claim", has_text="No hay suficiente personal")
        assert claim.locator(".p-source").inner_text() == "Fuente: línea 14"
        claim.locator(".p-source").click()
        until(tab, "decodeURIComponent(location.hash).includes('claim=id/problema/foro-aurora-tomas-1')")
        shown = text_of(tab)
        for words in ("Línea 14, caracteres 357 a 394.", "Archivo: informe.txt", "Foro de Gobierno Abierto 2031", "La frase del informe no está en este archivo", "Una persona la revisó y la aceptó.",
                      "Confianza de la lectura: 90 %.", "la lectura lo atribuye a Tomás Ibarra O’Reyes (por: continuación).", "Pudo ser Lucía Prado Nieto."):
            assert words in shown
        assert tab.locator("#reader").is_hidden()
        tab.get_by_role("button", name="Abrir el informe en esta línea").click()
        line = tab.locator('.r-line[data-line="13"]')
        assert line.locator(".r-claims li.r-on").count() == 1
        assert line.locator("rect.r-on").count() > 0
        assert line.is_visible() and tab.evaluate("scrollY") == 0
        tab.get_by_role("button", name="Volver a: Tomás Ibarra O’Reyes").click()
        assert tab.locator(".p-title").first.inner_text() == "Tomás Ibarra O’Reyes"


def test_a_line_of_the_report_leads_to_its_claims_and_to_whom_they_name(browser: Any, explorer_quotes: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_quotes, hash="source=taller-aurora") as tab:
        line = tab.get_by_role("button", name="Línea 5: 1 intervención, 2 datos", exact=True)
        line.focus()
        tab.keyboard.press("Enter")
        assert line.get_attribute("aria-expanded") == "true"
        assert tab.locator(".r-claims > li").count() == 3
        tab.locator(".r-claims .p-entity", has_text="Noé Campos Ruiz").click()
        until(tab, "location.hash.includes('node=')")
        assert tab.locator(".p-title").first.inner_text() == "Noé Campos Ruiz"
        data = read_block(explorer_quotes)
        noe = data["contributions"][0]
        _, _, start, end = noe["at"][0]
        text = data["sources"][1]["text"]
        tab.locator(".r-claims button", has_text="Intervención").click()
        assert text[start:end] in text_of(tab, ".p-quote mark")
        assert "".join(tab.locator(".r-line mark.r-on").all_inner_texts()) == text[start:end]
        tab.get_by_role("button", name="Cerrar el informe").click()
        assert tab.locator("#reader").is_hidden()


def test_missing_evidence_says_so(browser: Any, data: Data, tmp_path: Path) -> None:
    bare = copy.deepcopy(data)
    for kind in ("participations", "memberships", "contributions", "facts"):
        for claim in bare[kind]:
            claim["at"] = []
    bare["contributions"][0]["at"] = [[7, 3, 0, 9]]
    path = page_of(bare, tmp_path / "bare.html")
    with open_page(browser, path, hash=f"node={TOMAS}") as tab:
        assert set(tab.locator(".p-source").all_inner_texts()) == {"Fuente: no consta"}
        tab.locator(".p-source").first.click()
        assert "Esta afirmación no trae su lugar en ningún informe: no se puede comprobar aquí." in text_of(tab)
    with open_page(browser, path, hash=f"claim={bare['contributions'][0]['id']}&lang=en") as tab:
        assert "A report that this file does not describe. Line 3, characters 0 to 9" in text_of(tab)
    with open_page(browser, path, hash="claim=id/propuesta/gone&source=foro-aurora") as tab:
        assert "El enlace lleva a una afirmación que este archivo no tiene." in text_of(tab)
        assert "De este informe no hay ninguna afirmación con lugar." in text_of(tab, "#reader")


@pytest.mark.parametrize(("contact", "starts"), [("mailto:datos@example.org", "mailto:datos@example.org?subject=Solicitud%20de%20correcci%C3%B3n%3A%20No%C3%A9%20Campos%20Ruiz&body="),
                                                 ("mailto:a@example.org?cc=b@example.org", "mailto:a@example.org?cc=b@example.org&subject="),
                                                 ("https://example.org/corregir?de=kg", "https://example.org/corregir?de=kg&subject=Solicitud+"), ("javascript:alert(1)", ""), ("", "")])
def test_a_correction_is_asked_for_only_where_the_policy_says(browser: Any, data: Data, tmp_path: Path, contact: str, starts: str) -> None:
    path = page_of(data | {"meta": data["meta"] | {"contact": contact}}, tmp_path / "contact.html")
    with open_page(browser, path, hash=f"node={NOE}") as tab:
        links = tab.locator(".p-panel a", has_text="Solicitar corrección")
        assert links.count() == (1 if starts else 0)
        if starts:
            href = links.get_attribute("href")
            assert href.startswith(starts)
            assert NOE.replace("/", "%2F") in href


def test_a_linked_data_page_is_offered_only_where_pages_are_published(browser: Any, data: Data, tmp_path: Path) -> None:
    for pages, expected in (("https://example.org/datos/", [f"https://example.org/datos/{NOE}"]), ("javascript:alert(1)//", []), ("", [])):
        path = page_of(data | {"meta": data["meta"] | {"pages": pages}}, tmp_path / "pages.html")
        with open_page(browser, path, hash=f"node={NOE}") as tab:
            assert [a.get_attribute("href") for a in tab.locator(".p-leads a").all()] == expected


def test_a_path_is_an_ordered_list_with_the_why_of_each_step(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash=pair_of(NOE, TOMAS, "path")) as tab:
        assert tab.locator(".p-path > li > .p-entity").all_text_contents() == ["persona: Noé Campos Ruiz", "persona: Lucía Prado Nieto", "persona: Tomás Ibarra O’Reyes"]
        assert tab.locator(".p-step .p-sentence").all_inner_texts() == ["Noé Campos Ruiz y Lucía Prado Nieto coincidieron en la misma sesión: Taller de datos (9 de abril de 2031).", TOLD[0][2][0][2]]
        assert "2 pasos en la capa «Quién coincidió con quién»." in text_of(tab)
        tab.get_by_role("button", name=re.compile("Capa «.*»: 1 paso$")).first.click()
        until(tab, "location.hash.includes('layer=')")
        assert "1 paso en la capa" in text_of(tab)
    with open_page(browser, explorer_html, hash=f"{pair_of(NOE, TOMAS, 'path')}&layer=coproposal") as tab:
        assert "no hay camino entre Noé Campos Ruiz y Tomás Ibarra O’Reyes." in text_of(tab)
        assert tab.get_by_role("button", name=re.compile("^Capa «")).count() >= 3
    with open_page(browser, explorer_html, hash=f"{pair_of(NOE, TOWN, 'path')}&lang=en") as tab:
        assert "Villa Aurora is not in the layer “" in text_of(tab) and "There is none in any other layer." in text_of(tab)


def test_when_nothing_links_two_it_says_so_and_offers_the_nearest_way(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash=f"{pair_of(LUCIA, TOMAS)}&event={TALLER}") as tab:
        assert "Los filtros dejan fuera 1 razón entre Lucía Prado Nieto y Tomás Ibarra O’Reyes." in text_of(tab)
        tab.locator(".p-panel").get_by_role("button", name="Quitar los filtros").first.click()
        assert tab.locator(".p-sentence").all_inner_texts() == [TOLD[0][2][0][2]]
    with open_page(browser, explorer_html, hash=pair_of(NOE, LINKS)) as tab:
        assert "En estos informes no consta nada que una a Noé Campos Ruiz con Vinculación entre sectores. Que no conste no quiere decir que no exista." in text_of(tab)


def test_a_second_thing_is_picked_by_keyboard(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash=f"node={LUCIA}") as tab:
        tab.get_by_role("button", name="Camino hasta…").focus()
        tab.keyboard.press("Enter")
        tab.keyboard.type("ibarra tomas")
        assert tab.locator(".p-options [aria-selected=true]").inner_text().strip() == "Tomás Ibarra O’Reyes · persona"
        tab.keyboard.press("Escape")
        assert tab.evaluate("document.activeElement.dataset.key") == "ask path"
        tab.keyboard.press("Enter")
        tab.keyboard.type("campos")
        tab.keyboard.press("Enter")
        until(tab, "location.hash.includes('path=')")
        assert tab.evaluate("document.activeElement.tagName") == "H2"
        assert tab.locator(".p-title").first.inner_text() == "Camino de Lucía Prado Nieto a Noé Campos Ruiz"


def test_hiding_pinning_and_surroundings_keep_the_place_of_the_keyboard(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash=f"node={TOMAS}") as tab:
        tab.locator('.p-panel [data-key="ego 1"]').focus()
        tab.keyboard.press("Enter")
        assert tab.locator('.p-panel [data-key="ego 1"]').get_attribute("aria-pressed") == "true"
        assert tab.evaluate("document.activeElement.dataset.key") == "ego 1"
        assert "ego=1" in tab.evaluate("location.hash")
        tab.locator('.p-panel [data-key="hide"]').click()
        assert tab.locator('.p-panel [data-key="hide"]').inner_text() == "Mostrar de nuevo"
        tab.locator('.p-panel [data-key="pin"]').click()
        assert f"pin={TOMAS}" in tab.evaluate("decodeURIComponent(location.hash)")


HOSTILE = ['<img src=x onerror="document.title=\'run\'">', "</script><script>document.title='run'</script>", "\u202e\u05d0\u05d1\u05d2 مرحبا",
           "🌵" * 40, "x" * 500, "javascript:alert(1)", "\u0000\u0007a", "{n} {n|a|b}"]


@pytest.mark.parametrize("width", [1280, 390])
def test_hostile_names_are_text_and_break_nothing(browser: Any, data: Data, tmp_path: Path, width: int) -> None:
    bad = copy.deepcopy(data)
    for i, entity in enumerate(bad["entities"]):
        entity["label"] = HOSTILE[i % len(HOSTILE)]
        entity["aka"] = HOSTILE
    for c in bad["contributions"]:
        c["words"] = [HOSTILE[0] + HOSTILE[4], HOSTILE[1]]
    for m in bad["memberships"]:
        m["title"] = HOSTILE[3] + HOSTILE[0]
    for source in bad["sources"]:
        source |= {"title": HOSTILE[0], "address": "javascript:alert(1)", "publisher": HOSTILE[4], "file": HOSTILE[4]}
    path = page_of(bad, tmp_path / "bad.html")
    states = [f"node={TOMAS}", f"node={FORO}", pair_of(NOE, TOMAS), pair_of(NOE, TOMAS, "path"), f"claim={PROBLEM}", "source=foro-aurora"]
    for state in states:
        with open_page(browser, path, hash=state, width=width, height=844) as tab:
            assert "run" not in tab.title().split()
            assert tab.locator(".p-panel img, .p-panel script, #reader img").count() == 0
            assert tab.locator('.p-panel a[href^="javascript"], #reader a[href^="javascript"]').count() == 0
            for selector in (".slot-panel", "#reader"):
                assert tab.evaluate(f"(() => {{ const e = document.querySelector('{selector}'); return e.scrollWidth - e.clientWidth; }})()") <= 1, (state, selector)
    with open_page(browser, path, hash=f"node={bad['entities'][7]['id']}") as tab:
        assert tab.locator(".p-title").first.text_content() == HOSTILE[7]


def test_english_has_no_spanish_in_it(browser: Any, ask: Ask, data: Data, explorer_html: Path) -> None:  # noqa: F811
    """No text of the interface's catalogue is left in Spanish where English is spoken; whole texts and the words between their blanks."""
    ours = ("why.", "bits.", "node.", "pair.", "path.", "claim.", "panel.", "intro.", "reader.", "picker.")
    pieces = {p.strip(" .:;,()") for key, (es, en) in ask(data, "words") if key.startswith(ours) for p in re.split(r"\{[^}]*\}", es) if len(p.strip(" .:;,()")) > 5 and p.strip(" .:;,()") not in en}
    assert len(pieces) > 100
    states = ["", f"node={TOMAS}", f"node={FORO}", pair_of(TOWN_HALL, UNIVERSITY), pair_of(NOE, TOMAS), pair_of(NOE, TOMAS, "path"), pair_of(NOE, LINKS), f"claim={PROBLEM}", "source=foro-aurora"]
    said_of_data = "Titular de la Unidad de Transparencia Adscrito Estudiante Informe Foro de Gobierno Abierto 2031"
    for state in states:
        with open_page(browser, explorer_html, hash=f"{state}&lang=en") as tab:
            shown = text_of(tab) + tab.locator("#reader").inner_text()
            assert [p for p in pieces if re.search(rf"(?<!\w){re.escape(p)}(?!\w)", shown) and p not in said_of_data] == []


def test_both_languages_of_every_text_fill_the_same_blanks(ask: Ask, data: Data) -> None:
    for key, (es, en) in ask(data, "words"):
        assert es and en, key
        blanks, english = set(re.findall(r"\{(\w+)", es)), set(re.findall(r"\{(\w+)", en))
        assert blanks - {"n"} == english - {"n"}, key  # a number may only choose the form of a word in one of them


def test_little_or_nothing_is_shown_as_little_or_nothing(browser: Any, tmp_path: Path) -> None:
    with open_page(browser, page_of(empty_data(), tmp_path / "none.html")) as tab:
        assert "Este archivo no trae datos" in text_of(tab)
    one = empty_data(entities=[{"id": "id/persona/a", "kind": "person", "label": "Ana Sol"}])
    one["layers"][0] |= {"nodes": [0], "x": [0.0], "y": [0.0], "community": [1]}
    with open_page(browser, page_of(one, tmp_path / "one.html"), hash="node=id/persona/a") as tab:
        assert "No tiene lazos en esta capa." in text_of(tab)


def test_a_hub_of_thousands_is_shown_in_parts(browser: Any, tmp_path: Path) -> None:
    n = 5_000
    claim = {"at": [], "confidence": 1, "review": 0}
    hub = empty_data(entities=[{"id": f"id/persona/{i}", "kind": "person", "label": f"Persona {i}"} for i in range(n)] + [{"id": "id/evento/0", "kind": "event", "label": "Asamblea"}],
                     concepts=[{"id": "participation-role/participant", "label": ["Participante", "Participant"]}],
                     participations=[claim | {"id": f"id/p/{i}", "person": i, "event": n, "role": 0, "mode": -1, "hat": -1} for i in range(n)])
    hub["layers"][0] |= {"name": "person-event", "twoMode": True, "nodes": list(range(n + 1)), "x": [float(i % 70) for i in range(n + 1)], "y": [float(i // 70) for i in range(n + 1)]}
    with open_page(browser, page_of(hub, tmp_path / "hub.html"), hash="node=id/evento/0&view=table") as tab:
        people = tab.locator("section", has=tab.locator("h3", has_text="Personas")).first
        assert people.locator(".p-list > li").count() == 15
        assert "Se ven 15 de 5,000." in people.inner_text()
        people.get_by_role("button", name="Ver 50 más").click()
        assert people.locator(".p-list > li").count() == 65
        assert tab.evaluate("document.activeElement.closest('li') !== null")
