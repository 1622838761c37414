"""``kg identity``: who is who. Open questions, answers, what other institutes decided, slugs that go out of use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.base import App, Command, Group, deliver, option
from kg.model.errors import UsageError
from kg.model.text import Lang, Text

if TYPE_CHECKING:
    from kg.identity.case import Case
    from kg.identity.questions import Question

_KINDS = ("person", "institution", "municipality", "event", "mechanism", "contribution")
_COLUMNS = ("kind", "a", "b", "a_name", "b_name", "score", "weight", "pairs", "reasons", "state")
_SHOWN = 50  # questions in the table, when nobody says how many
_WIDE = 100  # characters of a name in the table


@click.group("identity", cls=Group, invoke_without_command=True, examples=(
    "kg identity", "kg identity --kind person -f csv -o preguntas.csv", 'kg identity decide foro:ana-ruiz taller:ana-ruiz-soto same --by "Ana Gil" --at 2031-05-01',
    "kg identity check", "kg identity export decisiones.csv"), text=Text(
    "Quién es quién: lista las preguntas abiertas, las que más importan primero, con su parecido y sus razones.",
    "Who is who: lists the open questions, those that matter most first, with their score and reasons."))
@option("--kind", type=click.Choice(_KINDS), es="Solo preguntas de este tipo.", en="Only questions of this kind.")
@option("--unsure", is_flag=True, es="También lo que alguien dejó sin decidir (unsure).", en="Also what somebody left undecided (unsure).")
@option("--limit", type=click.IntRange(min=0, max=1_000_000), es=f"Cuántas (0 = todas); la tabla muestra {_SHOWN} si no se dice.", en=f"How many (0 = all); the table shows {_SHOWN} unless told.")
@option("-f", "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", es="Formato: table, json, csv.", en="Format: table, json, csv.")
@option("-o", "--output", es="Archivo (- es la salida estándar).", en="File (- is stdout).")
@click.pass_context
def identity(ctx: click.Context, kind: str | None, unsure: bool, limit: int | None, form: str, output: str | None) -> None:
    """List the open questions, unless a command follows."""
    if ctx.invoked_subcommand:
        return
    app: App = ctx.obj
    case = _case(app)
    found = [q for q in case.questions(unsure) if kind in (None, q.kind)]
    most = limit if limit is not None else _SHOWN if form == "table" else 0
    shown = found[:most] if most else found
    deliver({"table": _table, "json": _json, "csv": _csv}[form](shown, app.lang), output)
    settled = sum(q.pairs for q in found)
    app.say(Text(f"{len(found)} preguntas abiertas ({settled} pares); se muestran {len(shown)}", f"{len(found)} open questions ({settled} pairs); {len(shown)} shown"))
    _tell_stale(app, case)


def _case(app: App) -> Case:
    """Read the corpus. Raises InputError: what does not read, a contradiction."""
    from kg.graph.build import load_sources
    from kg.identity.case import open_case
    from kg.model.registry import read_registry

    return open_case(load_sources(app.corpus)[0], read_registry(app.corpus.registry))


def _writable(app: App) -> None:
    """Refuse to write into the registry that came with the package. Raises UsageError."""
    if app.corpus.registry != app.corpus.data / "registry":
        raise UsageError(Text("este corpus no tiene registro propio", "this corpus has no registry of its own"), str(app.corpus.data),
                         Text("cópielo de uno hecho con kg init (data/registry/)", "copy it from one made with kg init (data/registry/)"))


def _tell_stale(app: App, case: Case) -> None:
    if case.grouping.stale:
        app.say(Text(f"{len(case.grouping.stale)} decisiones nombran lo que ya no está: kg identity check", f"{len(case.grouping.stale)} decisions name what is gone: kg identity check"))


def _row(question: Question, lang: Lang) -> dict[str, Any]:
    return {"kind": question.kind, "a": question.a.key, "b": question.b.key, "a_name": question.a.name, "b_name": question.b.name, "score": round(question.score, 3),
            "weight": question.weight, "pairs": question.pairs, "reasons": "; ".join(r.get(lang) for r in question.reasons), "state": "unsure" if question.decision else "open"}


def _json(found: list[Question], lang: Lang) -> str:
    """A list of objects; reasons in both languages."""
    import json

    rows = [{**_row(q, lang), "reasons": [{"es": r.es, "en": r.en} for r in q.reasons]} for q in found]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _csv(found: list[Question], lang: Lang) -> str:
    """One line a question; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([f"'{v}" if isinstance(v, str) and v[:1] in "=+-@\t\r" and v else v for v in _row(q, lang).values()] for q in found)
    return out.getvalue()


def _table(found: list[Question], lang: Lang) -> str:
    """Three lines a question. Control characters of a report never reach the terminal."""
    parts = []
    for q in found:
        stake = Text(f"{q.weight} hechos en juego", f"{q.weight} facts at stake").get(lang) + (" · unsure" if q.decision else "")
        parts.append(f"{q.kind} · {q.score:.2f} · {stake}\n  {q.a.key}  {_safe(q.a.name)}\n  {q.b.key}  {_safe(q.b.name)}\n" + "".join(f"    {_safe(r.get(lang))}\n" for r in q.reasons))
    return "\n".join(parts)


def _safe(text: str) -> str:
    shown = "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))
    return shown if len(shown) <= _WIDE else shown[:_WIDE - 1] + "…"


@identity.command("decide", cls=Command, examples=('kg identity decide foro:ana-ruiz registry:ana-ruiz-soto same --by "Ana Gil" --at 2031-05-01',
                                                   'kg identity decide foro:ana-ruiz taller:ana-ruiz different --by "Ana Gil" --at 2031-05-01 --note "son tía y sobrina"'),
                  text=Text("Escribe una respuesta: same (son uno), different (son dos) o unsure. Se deshace borrando su línea de data/registry/decisions.csv.",
                            "Writes an answer: same (they are one), different (they are two) or unsure. Delete its line of data/registry/decisions.csv to undo it."))
@click.argument("a")
@click.argument("b")
@click.argument("answer", type=click.Choice(["same", "different", "unsure"]))
@option("--by", required=True, es="Quién decide.", en="Who decides.")
@option("--at", required=True, es="Fecha de la decisión (AAAA-MM-DD).", en="Date of the decision (YYYY-MM-DD).")
@option("--note", default="", es="Una nota.", en="A note.")
@option("--reasons", default="", es="Las razones; si faltan, las que da el programa.", en="The reasons; without it, those the program gives.")
@option("--kind", type=click.Choice(_KINDS), es="Tipo, cuando las claves son de varios.", en="Kind, when the keys are of several.")
@option("--change", is_flag=True, es="Cambia la respuesta que ya tuviera este par.", en="Changes the answer this pair has already.")
@click.pass_obj
def decide_command(app: App, a: str, b: str, answer: str, by: str, at: str, note: str, reasons: str, kind: str | None, change: bool) -> None:
    """Write one line, unless it contradicts others."""
    from kg.identity.decisions import FILE, Decision

    _writable(app)
    case = _case(app)
    of = case.kind_of(a, b, kind or "")
    after, gone = case.decide(Decision(of, a, b, answer, reasons or case.reasons(of, a, b) if a != b else "", by, at, note), change)
    path = case.registry.folder / FILE
    if after is case:
        app.say(Text(f"ya estaba decidido por {by}", f"decided by {by} already"))
        return
    app.say(Text(f"{answer}: {a}, {b} → {path}", f"{answer}: {a}, {b} → {path}"))
    for what, old, new in gone:
        app.say(Text(f"el IRI de {what}/{old} llevará a {new}", f"the IRI of {what}/{old} will lead to {new}"))


@identity.command("check", cls=Command, examples=("kg identity check",), text=Text(
    "Revisa las decisiones: contradicciones, claves que ya no nombran nada, uniones automáticas que no valen.",
    "Checks the decisions: contradictions, keys that name nothing any more, automatic merges that do not hold."))
@click.pass_obj
def check_command(app: App) -> int:
    """Print what is to be looked at; exit 1 when a decision is stale."""
    case = _case(app)
    for d in case.grouping.stale:
        lost = ", ".join(k for k in (d.a, d.b) if (d.kind, k) not in case.by_key)
        click.echo(Text(f"{d.cite()}: {d.kind}: ya no está: {lost}", f"{d.cite()}: {d.kind}: is gone: {lost}").get(app.lang))
    for dropped in case.grouping.dropped:
        c = dropped.candidate
        click.echo(Text(f"no se unen solos: {c.kind} {c.a}, {c.b}: {dropped.why.es}", f"not merged by the program: {c.kind} {c.a}, {c.b}: {dropped.why.en}").get(app.lang))
    merged = sum(1 for _, keys in case.grouping.groups if sum(not k.startswith("registry:") for k in keys) > 1)
    app.say(Text(f"{len(case.decisions)} decisiones, {merged} entidades con varias menciones, {len(case.grouping.stale)} decisiones sin sujeto",
                 f"{len(case.decisions)} decisions, {merged} entities of several mentions, {len(case.grouping.stale)} decisions about nothing"))
    return 1 if case.grouping.stale else 0


@identity.command("export", cls=Command, examples=("kg identity export decisiones.csv",), text=Text(
    "Escribe las decisiones con los nombres de los dos lados, para que otro instituto las aproveche.", "Writes the decisions with the names of both sides, for another institute to reuse."))
@click.argument("file")
@click.pass_obj
def export_command(app: App, file: str) -> None:
    """Write the exchange file (- is stdout); people the policy does not show stay out."""
    from kg.graph.build import load_corpus
    from kg.identity.exchange import export, names_of

    case, loaded = _case(app), load_corpus(app.corpus)
    unshown = {f"{s.slug}:{r.id}" for s, acta in loaded.sources for r in acta.table("person") if not loaded.resolver.shown(s.slug, r)}
    slugs = {slug for slug, treatment in loaded.resolver.treatments.items() if treatment != "full"}

    def hidden(kind: str, key: str) -> bool:
        known = (kind, key) in case.by_key or not loaded.resolver.hiding  # who is gone cannot be told to be shown
        if kind == "contribution" and loaded.resolver.hiding:
            return True     # its key may hold the name of who said it
        return kind == "person" and (not known or key in unshown or loaded.resolver.merges.slug("person", key.removeprefix("registry:")) in slugs)

    data, kept = export(case.decisions, names_of(case.found), hidden, loaded.resolver.scrub)
    deliver(data, file)
    app.say(Text(f"{len(case.decisions) - kept} decisiones; {kept} se quedan: la política no nombra a quienes unen",
                 f"{len(case.decisions) - kept} decisions; {kept} stay: the policy does not name whom they join"))


@identity.command("import", cls=Command, examples=("kg identity import decisiones.csv", "kg identity import decisiones.csv --rest pendientes.csv"), text=Text(
    "Toma las decisiones de otro instituto que encajan aquí (misma clave y mismo nombre). Lo que no encaja o contradice se lista y no se escribe.",
    "Takes the decisions of another institute that fit here (same key and same name). What does not fit or contradicts is listed and not written."))
@click.argument("file", type=click.Path(path_type=Path))
@option("--rest", es="Archivo donde dejar lo que no se tomó, en el mismo formato.", en="File for what was not taken, in the same format.")
@option("--dry-run", is_flag=True, es="Solo dice qué haría.", en="Only tells what it would do.")
@click.pass_obj
def import_command(app: App, file: Path, rest: str | None, dry_run: bool) -> int:
    """Print one line for each decision that is not taken; exit 1 when there is any."""
    from kg.identity.decision_file import to_csv
    from kg.identity.exchange import EXPORT, STATES, judge, names_of

    _writable(app)
    case = _case(app)
    arrived = judge(file, case.decisions, names_of(case.found), case.ties)
    left = [a for a in arrived if a.state not in ("new", "known")]
    for a in left:
        click.echo(f"{file}:{a.decision.line}: {STATES[a.state].get(app.lang)}: {a.decision.kind} {a.decision.a}, {a.decision.b} = {a.decision.answer}; {a.told.get(app.lang)}")
    taken = [a.decision for a in arrived if a.state == "new"]
    if taken and not dry_run:
        case.with_decisions([*case.decisions, *taken])
    if rest:
        deliver(to_csv((a.row for a in left), EXPORT), rest)
    known = len(arrived) - len(taken) - len(left)
    app.say(Text(f"{len(taken)} tomadas, {known} ya estaban, {len(left)} no", f"{len(taken)} taken, {known} known already, {len(left)} not"))
    return 1 if left else 0


@identity.command("retire", cls=Command, examples=("kg identity retire person ana-ruiz-2f6c1a --to ana-ruiz-soto --why \"es la misma\" --at 2031-05-01",
                                                   "kg identity retire mechanism plan-dos --why \"no existió\" --at 2031-05-01"), text=Text(
    "Saca de uso un slug acuñado: se une a otro o cambia de nombre (--to), o se retira. Su IRI queda como redirección o lápida, nunca como enlace muerto.",
    "Takes a minted slug out of use: it joins another or is renamed (--to), or is withdrawn. Its IRI stays as a redirect or a tombstone, never a dead link."))
@click.argument("kind", type=click.Choice(["person", "institution", "mechanism"]))
@click.argument("slug")
@option("--to", default="", es="El slug que lo sustituye: uno en uso (unir) o uno nuevo (renombrar).", en="The slug that takes over: one in use (join) or a new one (rename).")
@option("--why", required=True, es="Por qué.", en="Why.")
@option("--at", required=True, es="Fecha (AAAA-MM-DD).", en="Date (YYYY-MM-DD).")
@click.pass_obj
def retire_command(app: App, kind: str, slug: str, to: str, why: str, at: str) -> None:
    """Rewrite the registry's files."""
    from kg.identity.retire import retire

    _writable(app)
    case = _case(app)
    done = retire(case.sources, case.registry, case.decisions, (kind, slug), to, why, at)
    told = {"merged": Text("unido a", "joined to"), "renamed": Text("ahora es", "is now"), "withdrawn": Text("retirado", "withdrawn")}[done]
    app.say(Text(f"{slug}: {told.es} {to}".rstrip(), f"{slug}: {told.en} {to}".rstrip()))
