"""The notes of a version, in prose and in both languages: what is new, what was corrected, what went, and why."""

from __future__ import annotations

from typing import NamedTuple

from kg.model.iri import PREFIXES
from kg.model.terms import concepts
from kg.model.text import Lang, Text
from kg.publish.diff_cause import ORDER
from kg.publish.diff_write import CSV, KEPT, TURTLE
from kg.publish.rdf import literal
from kg.publish.release_about import About, iri_of

MOST = 300
"""Characters of a text shown in the notes."""


class Cause(NamedTuple):
    """A cause with how many statements it added, removed and changed."""

    label: Text
    added: int
    removed: int
    changed: int


class Shown(NamedTuple):
    """A corrected text."""

    iri: str
    property: str
    before: str
    after: str


def told(about: About) -> list[Text]:
    """Return the sentences that open the notes."""
    found = [Text(f"{about.size:,} enunciados en grafos con nombre.".replace(",", "\u202f"), f"{about.size:,} statements in named graphs.")]
    if about.summary is None:
        return [Text("Es la primera versión: no hay otra con la que compararla.", "It is the first version: there is no other to compare it with."), *found]
    s, n = about.summary, about.summary.numbers
    kinds = [sum(v for (_, kind), v in n.items() if kind == name) for name in ("added", "removed", "changed")]
    found.append(Text(f"Desde la versión {about.former}: {kinds[0]} enunciados añadidos, {kinds[1]} quitados y {kinds[2]} con otro valor. Cada uno está, con su causa, en {CSV} y {TURTLE}.",
                      f"Since version {about.former}: {kinds[0]} statements added, {kinds[1]} removed and {kinds[2]} with another value. Each is, with its cause, in {CSV} and {TURTLE}."))
    if s.unlisted:
        found.append(Text(f"{s.unlisted} no se enlistan: decir qué se retiró o se ocultó lo publicaría otra vez.",
                          f"{s.unlisted} are not listed: to tell what was taken down or hidden would publish it once more."))
    if about.redirects or about.tombstones:
        found.append(Text(f"De las direcciones publicadas alguna vez, {about.redirects} llevan ahora a otra y {about.tombstones} responden que lo que había se retiró.",
                          f"Of the addresses ever published, {about.redirects} now lead to another and {about.tombstones} answer that what was there is withdrawn."))
    return found


def causes(about: About) -> list[Cause]:
    """Return the table of causes, the strongest first; those with nothing to count are left out."""
    if about.summary is None:
        return []
    numbers, labels = about.summary.numbers, concepts()["change-cause"]
    rows = [Cause(labels[name], *(numbers[name, kind] for kind in ("added", "removed", "changed"))) for name in ORDER]
    return [row for row in rows if row.added or row.removed or row.changed]


def shown(about: About) -> list[Shown]:
    """Return the corrected texts that the notes show."""
    found = about.summary.shown if about.summary else []
    return [Shown(c.subject[1:-1], _short(c.predicate[1:-1]), _cut(c.before), _cut(c.after)) for c in found]


def _short(iri: str) -> str:
    return next((f"{prefix}:{iri.removeprefix(ns)}" for prefix, ns in sorted(PREFIXES.items()) if iri.startswith(ns)), iri)


def _cut(term: str) -> str:
    """Return the words of an encoded term, white space single, not too many."""
    said = literal(term)
    plain = " ".join((said.value if said else term[1:-1]).split())
    return plain if len(plain) <= MOST else plain[:MOST - 1] + "…"


def _md(text: str) -> str:
    """Return text that Markdown shows as it is: what reports say may hold anything."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|~&" else c for c in text)


def notes(about: About, lang: Lang | str) -> str:
    """Return the notes as Markdown in one language."""
    chosen: Lang = "en" if lang == "en" else "es"

    def say(es: str, en: str) -> str:
        return Text(es, en).get(chosen)

    date = f" ({about.release.date})" if about.release.date else ""
    lines = [f"# {say('Versión', 'Version')} {about.version}{date}", "", f"<{about.iri}>", ""]
    if about.former:
        lines += [say("Sustituye a", "It replaces") + f" <{iri_of(about.release.base, about.former)}>.", ""]
    lines += [*(_md(t.get(chosen)) for t in told(about)), ""]
    for title, rows in ((say("Documentos nuevos", "New documents"), [f"{_md(t)} (`{slug}`)" for slug, t in about.documents]),
                        (say("Documentos que ya no están", "Documents no longer here"), [f"`{slug}`" for slug in about.withdrawn_documents])):
        if rows:
            lines += [f"## {title}", "", *(f"* {row}" for row in rows), ""]
    if table := causes(about):
        lines += [f"## {say('Por qué cambió', 'Why it changed')}", "",
                  f"| {say('causa', 'cause')} | {say('añadidos', 'added')} | {say('quitados', 'removed')} | {say('con otro valor', 'with another value')} |",
                  "|---|---:|---:|---:|", *(f"| {row.label.get(chosen)} | {row.added} | {row.removed} | {row.changed} |" for row in table), ""]
    if about.counts:
        lines += [f"## {say('Lo que hay', 'What there is')}", "", f"| | {say('antes', 'before')} | {say('ahora', 'now')} |", "|---|---:|---:|",
                  *(f"| {label.get(chosen)} | {before} | {now} |" for label, before, now in about.counts), ""]
    if texts := shown(about):
        lines += [f"## {say('Textos corregidos', 'Corrected texts')}", ""]
        lines += [f"* <{row.iri}> {row.property}: {_md(row.before)} → {_md(row.after)}" for row in texts]
        lines += ([say(f"Se muestran {KEPT}; todos están en {CSV}.", f"{KEPT} are shown; all are in {CSV}.")] if len(texts) == KEPT else []) + [""]
    return "\n".join(lines)
