"""``kg coalition``: whom to invite for a theme, so that sectors and municipalities are covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.base import App, Command, deliver, option, printable
from kg.cli.tables import drawn
from kg.model.errors import UsageError
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.findings.coalition import Coalition
    from kg.findings.facts import Facts


@click.command("coalition", cls=Command, examples=("kg coalition --theme youth", "kg coalition --theme juventudes --sectors government,academia --municipalities none",
                                                   "kg coalition --theme communication --municipalities 15104,15031 --inferred", "kg coalition --theme transparency --most 3 -f csv"),
               text=Text("A quién invitar para un tema: el menor grupo de quienes hablaron de él que cubre sectores y municipios, con una frase y sus afirmaciones. Dice qué no puede cubrir nadie.",
                         "Whom to invite for a theme: the smallest group of those who spoke on it that covers sectors and municipalities, each with a sentence and its claims. "
                         "Says what nobody can cover."))
@option("--theme", es="El tema, por su clave o su nombre; cuentan los más estrechos. Sin él, los lista.", en="The theme, by notation or name; narrower ones count. Without it, lists them.")
@option("--sectors", es="Sectores, con comas; none: ninguno. Si falta, los de todos los que hablaron.", en="Sectors, by commas; none: none. Without it, those of all who spoke.")
@option("--municipalities", es="Municipios por clave del INEGI o nombre, con comas; none: ninguno. Si falta, los de todos los que hablaron.",
        en="Municipalities by INEGI code or name, by commas; none: none. Without it, those of all who spoke.")
@option("--most", type=click.IntRange(min=1), es="Cuántos como máximo; cubre entonces lo más que se pueda.", en="How many at most; then covers as much as that allows.")
@option("--include", multiple=True, es="Quien ha de estar (se puede repetir).", en="Who must be in (may be repeated).")
@option("--exclude", multiple=True, es="Quien no puede estar (se puede repetir).", en="Who cannot be in (may be repeated).")
@option("--by", type=click.Choice(["person", "institution"]), default="person", es="Elegir personas o instituciones.", en="Choose people or institutions.")
@option("--inferred", is_flag=True, es="Cuenta también a quien habla por inferencia, y lo marca.", en="Counts also whom only an inference makes a speaker, and marks it.")
@option("-f", "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", es="Formato.", en="Format.")
@option("-o", "--output", es="Archivo (- es la salida estándar).", en="File (- is stdout).")
@click.pass_obj
def coalition_command(app: App, theme: str | None, sectors: str | None, municipalities: str | None, most: int | None, include: tuple[str, ...], exclude: tuple[str, ...],
                      by: str, inferred: bool, form: str, output: str | None) -> None:
    """Find the coalition and print it."""
    from kg.findings.coalition import Asked, coalition
    from kg.findings.coalition_words import CAVEATS
    from kg.findings.facts import read_facts

    reader = app.reader()
    facts = read_facts(reader)
    if theme is None:
        _list(app, facts)
        return
    asked = Asked(theme, None if sectors is None else [sectors], None if municipalities is None else [municipalities], most, include, exclude, by, inferred)
    found = coalition(reader, asked, facts)
    shown = {"table": _table, "csv": _csv, "json": _json}[form](app, found, facts)
    deliver(shown, output)
    if form == "table":
        for caveat in CAVEATS:
            app.say(caveat)
        app.say(Text("Las afirmaciones detrás de cada quien: -f csv o -f json.", "The claims behind each one: -f csv or -f json."))


def _list(app: App, facts: Facts) -> None:
    """List the themes somebody spoke on, with how many people are stated to have."""
    people: dict[str, set[str]] = {}
    for said in facts.said:
        for theme in said.themes:
            people.setdefault(theme, set()).update(() if said.inferred else said.speakers)
    if not people:
        raise UsageError(Text("ninguna intervención tiene tema", "no contribution has a theme"))
    for theme, who in sorted(people.items(), key=lambda item: (-len(item[1]), item[0])):
        click.echo(printable(f"{theme:<26} {len(who):>3}  {facts.concept('theme', theme).get(app.lang)}"))
    app.say(Text("Clave, personas que consta que hablaron, nombre. Elija uno: kg coalition --theme CLAVE",
                 "Notation, people stated to have spoken, name. Choose: kg coalition --theme NOTATION"))


def _table(app: App, found: Coalition, facts: Facts) -> str:
    """Return a table, a sentence for each one chosen, and what is to be said of the whole."""
    from kg.findings.coalition_words import listed, notes, office, why

    held = Text("Cargo", "Office") if found.by == "person" else Text("Quién habló por ella", "Who spoke for it")
    heads = (Text("", ""), Text("Quién", "Who"), held, Text("Cubre", "Covers"), Text("Intervenciones", "Statements"))
    rows = [(number, m.actor.name, office(facts, m.actor), listed(m.needs), len(m.actor.said)) for number, m in enumerate(found.members, 1)]
    made = drawn(app, Text(f"A quién invitar: {found.label.es}", f"Whom to invite: {found.label.en}"), heads, rows) if rows else ""
    lines = [printable(f"{number}. {why(facts, member).get(app.lang)}") for number, member in enumerate(found.members, 1)]
    told = [printable(f"• {note.get(app.lang)}") for note in notes(found, facts)]
    return made + "\n".join([*lines, *([""] if lines else []), *told]) + "\n"


def _csv(_app: App, found: Coalition, facts: Facts) -> str:
    """Return CSV: a row for each one chosen, then one for each thing that stays uncovered. No cell is run by a spreadsheet."""
    from kg.findings.coalition_tables import claims_of
    from kg.findings.coalition_words import listed, office, why
    from kg.graph.answer import Answer, Term, to_csv

    rows: list[tuple[str, ...]] = []
    for m in found.members:
        sure = "inferred" if any(s.inferred for s in m.actor.said) else "stated"
        rows.append(("chosen", m.actor.name, m.actor.iri, *office(facts, m.actor), " ".join(n.key for n in m.needs), *listed(m.needs), str(len(m.actor.said)), *why(facts, m), sure,
                     " ".join(claims_of(m))))
    rows += [(state, "", "", "", "", n.key, *n.label, "", "", "", "", "") for state, needs in (("nobody", found.nobody), ("left", found.left)) for n in needs]
    head = ("state", "name", "iri", "office.es", "office.en", "covers", "covers.es", "covers.en", "statements", "why.es", "why.en", "sure", "claims")
    return to_csv(Answer(head, tuple(tuple(Term("literal", v) if v else None for v in row) for row in rows)), formula_safe=True)


def _json(_app: App, found: Coalition, facts: Facts) -> str:
    import json

    from kg.findings.coalition_tables import as_json

    return json.dumps(as_json(found, facts), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
