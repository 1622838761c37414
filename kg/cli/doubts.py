"""``--doubts`` of ``kg ask``, ``kg query`` and ``kg network``: which open questions of identity could change what was just said, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.cli.base import App
from kg.model.text import Text, counted

if TYPE_CHECKING:
    from kg.graph.doubted import Pair
    from kg.graph.store import Reader
    from kg.identity.questions import Question

_SHOWN = 3      # rows shown of each change
OPTION: Mapping[str, str] = {"es": "Dice qué preguntas abiertas de identidad (kg identity) cambiarían lo que sale, y cómo.",
                             "en": "Says which open questions of identity (kg identity) would change what comes out, and how."}


def asked(app: App) -> tuple[list[tuple[Question, Pair]], Callable[[str], str]]:
    """Return the open questions of the corpus, those that matter most first, each with the IRIs of its two sides; and what takes out of a text the names the policy does not show."""
    from kg.graph.build import load_corpus
    from kg.graph.open_pairs import open_questions

    loaded = load_corpus(app.corpus)
    return open_questions(loaded), loaded.resolver.scrub


def say_changes(app: App, reader: Reader, query: str, lists: Mapping[str, str]) -> None:
    """Tell how the answer of a query would change."""
    from kg.graph.doubted import changes

    def told(pairs: Sequence[Pair]) -> dict[Pair, list[str]]:
        return {c.pair: [*(f"  - {' | '.join(row)}" for row in c.lost[:_SHOWN]), *(f"  + {' | '.join(row)}" for row in c.won[:_SHOWN]), *_rest(app, len(c.lost), len(c.won))]
                for c in changes(reader, query, pairs, lists)}

    _say(app, told)


def say_ranks(app: App, reader: Reader, network: Callable[[Reader], Any]) -> None:
    """Tell whose rank in a network would change. ``network``: builds the layer from a graph."""
    from kg.network.measures import table

    copy = reader.in_memory()
    before = {row["iri"]: row for row in table(network(copy))}

    def told(pairs: Sequence[Pair]) -> dict[Pair, list[str]]:
        made = {}
        for one, other in pairs:
            if one not in before and other not in before:
                continue
            with copy.joined(one, other):
                after = {row["iri"]: row for row in table(network(copy))}
            moved = [f"  {row['label']}: {row['rank'] or '—'} → {after[iri]['rank'] or '—'}" for iri, row in before.items() if iri in after and after[iri]["rank"] != row["rank"]]
            if moved:
                made[one, other] = [*moved[: 2 * _SHOWN], *_rest(app, len(moved) - _SHOWN, 0)]
        return made

    _say(app, told)


def _rest(app: App, lost: int, won: int) -> list[str]:
    """Say how much is not shown."""
    more = max(0, lost - _SHOWN) + max(0, won - _SHOWN)
    return [Text(f"  … y {more} más", f"  … and {more} more").get(app.lang)] if more else []


def _say(app: App, changes: Callable[[Sequence[Pair]], Mapping[Pair, list[str]]]) -> None:
    """Try the open questions, say which matter; too many for that are not tried, and it is said."""
    from kg.graph.doubted import MOST

    every, scrub = asked(app)
    if not every:
        app.say(Text("sin preguntas abiertas de identidad", "no open questions of identity"))
        return
    tried = every[:MOST]
    found = changes([pair for _, pair in tried])
    rest = counted(len(every) - MOST, Text("no se probó", "was not tried"), Text("no se probaron", "were not tried"))
    left = Text(f"; {rest.es}", f"; {rest.en}") if len(every) > MOST else Text("", "")
    many = counted(len(every), Text("pregunta abierta de identidad", "open question of identity"), Text("preguntas abiertas de identidad", "open questions of identity"))
    moved = counted(len(found), Text("cambiaría esto", "would change this"), Text("cambiarían esto", "would change this"))
    app.say(Text(f"{many.es}; {moved.es}{left.es}", f"{many.en}; {moved.en}{left.en}"))
    for question, pair in tried:
        if pair in found:
            a, b = scrub(question.a.name), scrub(question.b.name)
            app.say(Text(f"¿{a} = {b}? ({question.score:.2f}) Si son lo mismo:", f"{a} = {b}? ({question.score:.2f}) If they are one:"))
            for line in found[pair]:
                app.say(Text(line, line))
            shown = (a, b) == (question.a.name, question.b.name)    # a key may hold a name that is not shown
            order = f"kg identity decide {question.a.key} {question.b.key} same|different" if shown else "kg identity"
            app.say(Text(f"  decídalo: {order}", f"  decide it: {order}"))
