"""``kg eval``: how good are drafts? Scores them against hand-made gold, and writes the confidences that were measured."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.base import App, Command, bar, deliver, option
from kg.model.errors import InputError, UsageError
from kg.model.text import Lang, Text

if TYPE_CHECKING:
    from rich.table import Table

    from kg.reading.document import Document
    from kg.reading.scoring.gold import Gold
    from kg.reading.scoring.score import Score, Slip, Tally

_WIDTH = 110
_ROWS = {
    "person": Text("personas", "people"), "institution": Text("instituciones", "institutions"), "municipality": Text("municipios", "municipalities"),
    "event": Text("eventos", "events"), "membership": Text("pertenencias", "memberships"), "participation": Text("participaciones", "participations"),
    "contribution": Text("intervenciones", "contributions"), "contribution.proposal": Text("  propuesta o compromiso", "  proposal or commitment"),
    "contribution.problem": Text("  problema", "  problem"), "contribution.experience": Text("  experiencia", "  experience"),
    "contribution.finding": Text("  hallazgo", "  finding"), "figure": Text("cifras", "figures"),
}
_HEADS = [Text("clase", "class"), Text("oro", "gold"), Text("halladas", "found"), Text("correctas", "right"), Text("precisión", "precision"),
          Text("exhaustividad", "recall"), Text("F1", "F1"), Text("F1 media", "macro F1")]
_SHARES = {"speaker": Text("hablante correcto", "right speaker"), "kind": Text("propuesta o compromiso, tipo exacto", "proposal or commitment, exact kind"),
           "dates": Text("fechas exactas de los eventos hallados", "exact dates of the events found"), "mode": Text("modalidad de las participaciones halladas", "mode of the participations found")}
_SLIPS = {"miss": Text("falta", "missed"), "extra": Text("sobra", "extra"), "speaker": Text("hablante", "speaker"), "kind": Text("tipo", "kind"),
          "dates": Text("fechas", "dates"), "mode": Text("modalidad", "mode")}


@click.command("eval", cls=Command, examples=("kg eval oro/", "kg eval oro/ --details", "kg --sources ~/informes eval data/mi-informe oro/ -f json", "kg eval oro/ --calibrate confidence.csv"),
               text=Text("Mide los borradores contra un oro hecho a mano. GOLD es una carpeta con *.gold.jsonl junto a sus informes, uno de esos archivos, o la carpeta de una fuente con su acta.",
                         "Scores drafts against hand-made gold. GOLD is a folder with *.gold.jsonl beside their reports, one such file, or a source's folder with its acta."))
@click.argument("gold", nargs=-1, required=True, metavar="GOLD...", type=click.Path(path_type=Path))
@option("--calibrate", type=click.Path(path_type=Path, dir_okay=False), es="Escribe en este CSV la confianza medida de cada regla.", en="Writes each rule's measured confidence to this CSV.")
@option("--more", is_flag=True, es="Suma a las cuentas de esa tabla, en vez de empezar otra: para informes que aún no cuenta.",
        en="Adds to that table's counts instead of beginning anew: for reports it has not counted yet.")
@option("--details", is_flag=True, es="Lista, por informe, lo que falta y lo que sobra, con su regla.", en="Lists, by report, what is missed and what is extra, with its rule.")
@option("-f", "--format", "form", type=click.Choice(["table", "json"]), default="table", es="Formato.", en="Format.")
@option("-o", "--output", es="Archivo (- es la salida estándar).", en="File (- is stdout).")
@click.pass_obj
def eval_command(app: App, gold: tuple[Path, ...], calibrate: Path | None, more: bool, details: bool, form: str, output: str | None) -> None:
    """Draft every report that has gold, score, print; write the table of confidences when asked."""
    from kg.reading.scoring.calibration import by_rule, confidence_csv, read_table, together
    from kg.reading.scoring.score import score_report, sentence_spans

    if more and not calibrate:
        raise UsageError(Text("--more suma a la tabla de --calibrate, y no se dio ninguna", "--more adds to the table of --calibrate, and none was given"), "--more",
                         Text("añada --calibrate ARCHIVO", "add --calibrate FILE"))
    priors, counted = read_table(calibrate) if calibrate else ({}, [])
    scores = []
    with bar() as progress:
        cases = [(path, acta) for folder in gold for path, acta in _cases(folder)]
        for path, acta in progress.track(cases, description=Text("leyendo informes", "reading reports").get(app.lang)):
            truth, document = _of_source(app, path) if acta else _of_file(path)
            scores.append(score_report(truth.name, drafted(document), truth.facts, document.text, sentence_spans(document), truth.classes, truth.country, truth.kinds))
    deliver(_json(scores, details) if form == "json" else _table(scores, details, app.lang), output)
    if calibrate:
        deliver(confidence_csv(together(by_rule(j for s in scores for j in s.judged), counted if more else ()), priors), str(calibrate))
        app.say(Text(f"escrito: {calibrate}", f"written: {calibrate}"))


def drafted(document: Document) -> list[dict[str, Any]]:
    """Return the claims that the reader drafts from a document, as ``kg draft --claims`` writes them."""
    from kg.reading.report import read_report

    claims: list[dict[str, Any]] = read_report(document).lines()
    return claims


def _cases(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield (path, whether it is a source folder) of every report with gold under ``folder``."""
    from kg.reading.scoring.gold import SUFFIX

    if folder.is_file() and folder.name.endswith(SUFFIX):
        yield folder, False
        return
    if (folder / "acta.toml").is_file():
        yield folder, True
        return
    found = sorted(folder.rglob(f"*{SUFFIX}")) if folder.is_dir() else []
    if not found:
        raise UsageError(Text("no hay oro: ni *.gold.jsonl ni acta.toml", "there is no gold: neither *.gold.jsonl nor acta.toml"), str(folder),
                         Text("dé la carpeta que los tiene", "give the folder that holds them"))
    yield from ((path, False) for path in found)


def _of_file(path: Path) -> tuple[Gold, Document]:
    from kg.reading.formats.files import read_file
    from kg.reading.scoring.gold import read_gold, report_of

    document = read_file(report_of(path))
    return read_gold(path, document.text), document


def _of_source(app: App, folder: Path) -> tuple[Gold, Document]:
    from kg.graph.originals import find
    from kg.loaders import load
    from kg.model.corpus import Corpus
    from kg.model.registry import read_registry
    from kg.reading.scoring.gold import gold_of_acta

    here = folder.resolve()
    corpus = Corpus(here.parent.parent, app.build or here.parent.parent / "build", here.parent)
    source, acta = load(here)
    document = find(corpus, source, app.sources)
    if document is None:
        raise InputError(Text("el original no está a mano", "the original is not at hand"), str(folder),
                         Text(f"diga dónde está {source.file}: kg --sources CARPETA eval …", f"tell where {source.file} is: kg --sources FOLDER eval …"))
    return gold_of_acta(source.slug, acta, read_registry(corpus.registry)), document


def _ratios(tally: Tally) -> dict[str, Any]:
    return {**dataclasses.asdict(tally), **{name: _round(getattr(tally, name)) for name in ("precision", "recall", "f1")}}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _json(scores: Sequence[Score], details: bool) -> str:
    """Return everything as JSON: micro, macro, shares, trust, rules, and each report's tallies."""
    from kg.reading.scoring.calibration import HIGH, by_rule, trust
    from kg.reading.scoring.score import macro, micro, shares

    judged = [j for s in scores for j in s.judged]
    whole = {
        "reports": [{"report": s.report, "classes": {n: _ratios(t) for n, t in s.tallies.items()}, "shares": {n: {"right": r, "of": of} for n, (r, of) in s.shares.items()},
                     **({"slips": [dataclasses.asdict(x) for x in _sorted(s.slips)]} if details else {})} for s in scores],
        "micro": {n: _ratios(t) for n, t in micro(scores).items()},
        "macro": {n: {k: _round(v) for k, v in ratios.items()} for n, ratios in macro(scores).items()},
        "shares": {n: {"right": r, "of": of, "rate": _round(r / of) if of else None} for n, (r, of) in shares(scores).items()},
        "trust": {"from": HIGH, **dataclasses.asdict(trust(judged))},
        "rules": [{**dataclasses.asdict(r), "rate": _round(r.right / r.n)} for r in by_rule(judged)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _sorted(slips: Sequence[Slip]) -> list[Slip]:
    order = list(_SLIPS)
    return sorted(slips, key=lambda s: (list(_ROWS).index(s.type), order.index(s.what), s.line, s.text, s.rule, s.note))


def _percent(right: int, of: int) -> str:
    return f"{right}/{of} ({100 * right / of:.1f} %)" if of else f"{right}/{of}"


def _table(scores: Sequence[Score], details: bool, lang: Lang) -> str:
    """Return the report for a terminal: classes, shares, trust, rules, and the slips when asked."""
    import io

    from rich.console import Console
    from rich.text import Text as Plain

    from kg.reading.scoring.calibration import HIGH, trust
    from kg.reading.scoring.score import shares

    target = io.StringIO()
    console = Console(file=target, width=_WIDTH, no_color=True, highlight=False)
    judged = [j for s in scores for j in s.judged]
    console.print(_classes(scores, lang))
    for name, (right, of) in shares(scores).items():
        console.print(Plain(f"{_SHARES[name].get(lang)}: {_percent(right, of)}"))
    sure = trust(judged)
    console.print(Plain(Text(f"confianza ≥ {HIGH}: correctas {_percent(sure.right, sure.high)}; son {_percent(sure.high, sure.claims)} de lo juzgado",
                             f"confidence ≥ {HIGH}: right {_percent(sure.right, sure.high)}; they are {_percent(sure.high, sure.claims)} of what was judged").get(lang)))
    console.print(_rules(judged, lang))
    for score in scores if details else ():
        console.print(Plain(f"\n{score.report}"))
        for slip in _sorted(score.slips):
            console.print(Plain(_slip(slip, lang)), soft_wrap=True)
    return "\n".join(line.rstrip() for line in target.getvalue().splitlines()) + "\n"


def _drawn(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table whose first column is text and whose others are numbers; nothing in it is read as markup."""
    from rich.table import Table
    from rich.text import Text as Plain

    drawn = Table(title=Plain(title), header_style="bold")
    for position, head in enumerate(heads):
        drawn.add_column(Plain(head), justify="right" if position else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Plain(cell) for cell in row))
    return drawn


def _classes(scores: Sequence[Score], lang: Lang) -> Table:
    from kg.reading.scoring.score import macro, micro

    def ratio(value: float | None) -> str:
        return "—" if value is None else f"{value:.3f}"

    total, mean = micro(scores), macro(scores)
    rows = [[text.get(lang), str(t.gold), str(t.found), str(t.right), ratio(t.precision), ratio(t.recall), ratio(t.f1), ratio(mean[name]["f1"])]
            for name, text in _ROWS.items() if (t := total.get(name))]
    return _drawn(Text(f"informes: {len(scores)}", f"reports: {len(scores)}").get(lang), [h.get(lang) for h in _HEADS], rows)


def _rules(judged: Sequence[tuple[Any, bool]], lang: Lang) -> Table:
    from kg.reading.scoring.calibration import by_rule

    heads = [Text("regla", "rule"), Text("n", "n"), Text("correctas", "right"), Text("tasa", "rate"), Text("confianza dicha", "stated confidence")]
    rows = [[r.rule or "—", str(r.n), str(r.right), f"{r.right / r.n:.3f}", "—" if r.stated is None else f"{r.stated:.2f}"] for r in by_rule(judged)]
    return _drawn(Text("reglas", "rules").get(lang), [h.get(lang) for h in heads], rows)


def _slip(slip: Slip, lang: Lang) -> str:
    """Return one line: what, class, line of the text, name or quote, the note, and the rule with its confidence."""
    rule = f"  {{{slip.rule}{'' if slip.confidence is None else f' {slip.confidence:.2f}'}}}" if slip.rule else ""
    place = f"L{slip.line}" if slip.line else "—"
    return f"  {_SLIPS[slip.what].get(lang):<9} {_ROWS[slip.type].get(lang):<15} {place:<6} {_printable(slip.text)[:160]}{'  ' + _printable(slip.note) if slip.note else ''}{rule}"


def _printable(text: str) -> str:
    """Return a text of a report without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else "·" for c in text)
