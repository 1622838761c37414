"""``kg demo``: after the build, check, answer, draw, explore and index; print what came out and where to look."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.base import App, bar, deliver
from kg.cli.findings import write_findings
from kg.graph.answer import Answer, plain_rows, render
from kg.graph.headings import heading
from kg.graph.store import Reader
from kg.model.errors import StoreError
from kg.model.files import sha256
from kg.model.text import Text
from kg.visual.index_page import Answer as Shown
from kg.visual.index_page import Dump, IndexData, Layer, Source, index_page

# The three answers printed and shown on the index; every other ready question is written beside them.
SHOWN = ("who-took-part-in-both", "announced-vs-listed", "transparency-unit-heads")
PRINTED = 8
COUNTS = ("Person", "Institution", "Municipality", "Event", "Participation", "Membership", "Contribution", "Proposal", "Problem", "Commitment",
          "Experience", "Finding", "Mechanism", "Figure", "Discrepancy", "Attribution", "FactClaim", "Claim")
NEXT = ("kg ask", "kg ask proposals --theme youth --evidence", 'kg show "clara camacho"', "kg findings",
        "kg measure theme --ranks", "kg coalition --theme youth", "kg draw copresence -o red.html",
        "kg serve", "kg publish --base https://datos.ejemplo.mx/ -o sitio", "kg --help")
EXPLORER = "pages/explorer.html"
NETWORK_FORMS = ("graphml", "gexf", "csv", "json")


def run(app: App) -> int:
    """Do the job, print the summary, leave ``build/index.html``. Exit code 1 when the check finds something."""
    from kg.graph.build import load_corpus
    from kg.graph.check import check
    from kg.model.policy import read_policy

    reader, policy = app.reader(), read_policy(app.corpus.policy)
    numbers = counts(reader)
    app.say(Text("revisando…", "checking…"))
    found = [f.render(app.lang) for f in check(app.corpus, load_corpus(app.corpus), reader, app.sources)]
    answers, layers = _answers(app, reader), _layers(app, reader)
    index = app.corpus.build / "index.html"
    app.say(Text("buscando hallazgos…", "looking for findings…"))
    made, _ = write_findings(app, app.corpus.build / "findings")
    pages = [*_explorer(app, reader), (Text(f"Hallazgos que se pueden imprimir, con su respaldo ({made})", f"Findings one may print, with their evidence ({made})"), "findings/index.html")]
    data = IndexData([(t.es, t.en, n) for t, n in numbers], list(found), pages, answers, layers, _dumps(app, reader), _sources(app), list(NEXT), app.lang,
                     publisher=policy.publisher, contact=policy.contact)
    deliver(index_page(data), str(index))
    _print(app, numbers, found, answers, index)
    return 1 if found else 0


def counts(reader: Reader) -> list[tuple[Text, int]]:
    """Return how many of each class the reports speak of (the registry's 2,478 municipalities are not among them)."""
    from rdflib import RDFS, URIRef

    from kg.model.corpus import bundled
    from kg.model.iri import KG
    from kg.model.terms import parse_turtle

    ontology, found = parse_turtle(bundled("ontology") / "kg.ttl"), []
    for name in COUNTS:
        query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ GRAPH ?g {{ ?x a kg:{name} }} FILTER(!STRENDS(STR(?g), '/registry')) }}"
        number = next(iter(reader.rows(query)))[0]
        labels = {str(getattr(o, "language", "")): str(o) for o in ontology.objects(URIRef(KG + name), RDFS.label)}
        found.append((Text(labels["es"], labels["en"]), int(number or 0)))
    return found


def _explorer(app: App, reader: Reader) -> list[tuple[Text, str]]:
    """Write the explorer beside the index; a checkout in which it was not built is told how, and the rest goes on."""
    from kg.visual.explore.opened import explorer

    app.say(Text("haciendo el explorador…", "making the explorer…"))
    try:
        deliver(explorer(reader, app.corpus, lang=app.lang), str(app.corpus.build / EXPLORER))
    except StoreError as error:
        app.say(Text(error.render("es"), error.render("en")))
        return []
    return [(Text("Explorador: busque, filtre y lea por qué se enlazan dos actores", "Explorer: search, filter and read why two actors are linked"), EXPLORER)]


def _answers(app: App, reader: Reader) -> list[Shown]:
    """Answer every ready question into ``build/answers/``; return the three that are shown."""
    from kg.graph.queries import load_questions
    from kg.model.policy import read_policy

    base, shown = read_policy(app.corpus.policy).base, []
    with bar() as progress:
        for name, question in progress.track(sorted(load_questions(app.corpus.queries()).items()), description=Text("respondiendo", "answering").get(app.lang)):
            result = reader.query(question.bind({}, base))
            if not isinstance(result, Answer):
                continue
            result = result.canonical(question.lists)
            deliver(render(result, "csv", formula_safe=True, bom=True), str(app.corpus.build / "answers" / f"{name}.csv"))
            keep = [i for i, v in enumerate(result.variables) if v not in {"evidence", "gloss"}]
            rows = [[row[i] for i in keep] for row in plain_rows(result, question.lists)]
            shown.append((name, Shown(question.summary, [result.variables[i] for i in keep], rows, f"answers/{name}.csv")))
    order = {name: i for i, name in enumerate(SHOWN)}
    return [data for _, data in sorted(shown, key=lambda pair: (order.get(pair[0], len(order)), pair[0]))]


def _layers(app: App, reader: Reader) -> list[Layer]:
    """Draw and export every layer that has nodes into ``build/networks/``."""
    from kg.cli.network import page
    from kg.network.export import write
    from kg.network.graph import network
    from kg.network.layers import LAYERS

    folder, found = app.corpus.build / "networks", []
    with bar() as progress:
        for name, layer in progress.track(LAYERS.items(), description=Text("dibujando", "drawing").get(app.lang)):
            graph = network(reader, name)
            folder.mkdir(parents=True, exist_ok=True)
            for form in NETWORK_FORMS:
                write(graph, form, folder / f"{name}.{form}")
            deliver(page(app, name, graph), str(folder / f"{name}.html"))
            links = {"html": f"networks/{name}.html", "graphml": f"networks/{name}.graphml", "gexf": f"networks/{name}.gexf",
                     "csv": f"networks/{name}.edges.csv", "json": f"networks/{name}.json"}
            found.append(Layer(name, layer.meaning, graph.number_of_nodes(), graph.number_of_edges(), links))
    return found


def _dumps(app: App, reader: Reader) -> list[Dump]:
    """Return each dump with its size, SHA-256 and relative link."""
    found = []
    for name in ("graph.nq", "graph.ttl"):
        path = reader.folder / name
        found.append(Dump(name, path.stat().st_size, sha256(path), path.relative_to(app.corpus.build).as_posix()))
    return found


def _sources(app: App) -> list[Source]:
    """Return each report, and whether its original is at hand."""
    from kg.model.source import read_source

    have = app.originals()
    return [Source(s.title.get(app.lang), s.sha256, s.slug in have) for s in map(read_source, app.corpus.sources())]


def _print(app: App, numbers: list[tuple[Text, int]], found: list[str], answers: list[Shown], index: Path) -> None:
    """Print the summary a new user reads first."""
    lang = app.lang
    click.echo(Text("\nLo que hay en el grafo", "\nWhat the graph holds").get(lang))
    for label, number in numbers:
        click.echo(f"  {number:>5}  {label.get(lang)}")
    click.echo(Text(f"\nRevisión: {len(found)} hallazgos", f"\nCheck: {len(found)} findings").get(lang))
    for line in found:
        click.echo(f"  {line}")
    for answer in answers[:len(SHOWN)]:
        click.echo(f"\n{answer.title.get(lang)}")
        click.echo("  " + " | ".join(heading(c).get(lang) for c in answer.columns))
        for row in answer.rows[:PRINTED]:
            click.echo("  " + " | ".join(cell.replace("\n", "; ")[:60] for cell in row))
        if len(answer.rows) > PRINTED:
            click.echo(Text(f"  … {len(answer.rows)} filas en {index.parent / answer.link}", f"  … {len(answer.rows)} rows in {index.parent / answer.link}").get(lang))
    click.echo(Text(f"\nAbra {index} en un navegador: explorador, hallazgos, redes, respuestas, descargas.\n"
                    "Siga con: kg ask · kg findings · kg show \"un nombre\" · kg draw copresence -o red.html · kg --help\n"
                    "En el navegador, con consultas SPARQL: kg serve · Como sitio que sirve cualquier servidor web: kg publish --base https://datos.ejemplo.mx/ -o sitio",
                    f"\nOpen {index} in a browser: explorer, findings, networks, answers, downloads.\n"
                    "Go on with: kg ask · kg findings · kg show \"a name\" · kg draw copresence -o network.html · kg --help\n"
                    "In the browser, with SPARQL queries: kg serve · As a site that any web server serves: kg publish --base https://data.example.org/ -o site").get(lang))
