"""What a coalition says, in plain words: a sentence for each one chosen, and what the choice leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.findings.coalition import Coalition, Member
from kg.findings.coalition_data import Actor, Need, example
from kg.findings.facts import Facts
from kg.findings.words import number, some
from kg.model.text import Text

SOURCE = Text(
    "Cobertura mínima de conjuntos: exacta por programación entera (HiGHS: Huangfu y Hall 2018, doi:10.1007/s12532-017-0130-5); si no alcanza el tiempo, voraz, con la cota de "
    "Chvátal 1979, doi:10.1287/moor.4.3.233, o, con un máximo de integrantes, la de Nemhauser, Wolsey y Fisher 1978, doi:10.1007/BF01588971.",
    "Minimum set cover: exact by integer programming (HiGHS: Huangfu and Hall 2018, doi:10.1007/s12532-017-0130-5); if time does not allow, greedy, with the bound of "
    "Chvátal 1979, doi:10.1287/moor.4.3.233, or, with a largest size, that of Nemhauser, Wolsey and Fisher 1978, doi:10.1007/BF01588971.")
CAVEATS = (
    Text("Cubrir un sector o un municipio es tener un cargo o lugar en él según los informes, en la fecha de cada informe; nadie habla por todo su sector.",
         "To cover a sector or a municipality is to hold an office or seat in it according to the reports, at the date of each report; nobody speaks for a whole sector."),
    Text("Es el conjunto más pequeño, no el mejor: quien no está en él también habló del tema o puede faltar en los informes.",
         "It is the smallest set, not the best: somebody outside it spoke on the theme too, or may be missing from the reports."),
)


def listed(needs: Iterable[Need]) -> Text:
    """Return needs in words, parted by semicolons."""
    found = list(needs)
    return Text("; ".join(n.label.es for n in found), "; ".join(n.label.en for n in found))


def count_of(n: int, by: str) -> Text:
    """Return "3 people", "1 institution"."""
    return number(n, by)


def office(facts: Facts, actor: Actor) -> Text:
    """Return what somebody is, in words: the offices worn when speaking on the theme, else all they have; of an institution, who spoke for it."""
    if actor.people != (actor.iri,):
        return some(sorted({facts.name(p) for p in actor.people}))
    shown = [o for o in actor.offices if o.claim in actor.worn] or list(actor.offices)
    words = [o.words for o in sorted(shown, key=lambda o: (-len(o.words.es), o.claim)) if o.words.es]
    kept = [w for i, w in enumerate(words) if not any(w.es in other.es for other in words[:i])]  # two reports name one office, one of them in fewer words
    return Text("; ".join(sorted(w.es for w in kept)), "; ".join(sorted(w.en for w in kept)))


def why(facts: Facts, member: Member) -> Text:
    """Return why somebody is in the choice: what they cover, what nobody else covers, what they said on the theme."""
    made = [_covers(facts, member), *_alone(member), _said(facts, member.actor)]
    if elsewhere := _not_worn(member):
        made.append(Text(f"Por un cargo distinto de aquel con que habló: {elsewhere.es}.", f"By an office other than the one worn when speaking: {elsewhere.en}."))
    if member.asked_for:
        made.append(Text("Está porque usted lo pidió.", "In because you asked for it."))
    return Text(" ".join(t.es for t in made if t.es), " ".join(t.en for t in made if t.en))


def _covers(facts: Facts, member: Member) -> Text:
    what, who = listed(member.needs), office(facts, member.actor)
    through = Text("", "") if member.actor.people == (member.actor.iri,) else Text("en su nombre: ", "on its behalf: ")
    name = Text(*(f"{member.actor.name} ({how}{o})" if o else member.actor.name for how, o in zip(through, who, strict=True)))
    if not member.needs:
        return Text(f"{name.es} no cubre nada de lo pedido.", f"{name.en} covers nothing of what was asked.")
    return Text(f"{name.es} cubre: {what.es}.", f"{name.en} covers: {what.en}.")


def _alone(member: Member) -> Iterable[Text]:
    if member.sole:
        what = listed(member.sole)
        yield Text(f"Nadie más de quienes se pueden elegir cubre: {what.es}.", f"Nobody else who can be chosen covers: {what.en}.")
    elif member.only:
        what = listed(member.only)
        yield Text(f"Entre quienes se eligen, nadie más cubre: {what.es}.", f"Among those chosen nobody else covers: {what.en}.")


def _said(facts: Facts, actor: Actor) -> Text:
    if not actor.said:
        return Text("De este tema no consta que haya dicho nada.", "Nothing said on this theme is on record.")
    one, n, unsure = example(actor.said), len(actor.said), sum(s.inferred for s in actor.said)
    kind = facts.concept("contribution-kind", one.kind)
    sure = Text(f" ({'quién habla se infiere' if unsure == n else f'en {unsure} se infiere quién habla'})" if unsure else "",
                f" ({'who speaks is inferred' if unsure == n else f'in {unsure} who speaks is inferred'})" if unsure else "")
    how_many = number(n, "statement")
    return Text(f"{how_many.es} sobre el tema{sure.es}; {kind.es.lower()}: «{one.words.es.rstrip('.')}».", f"{how_many.en} on the theme{sure.en}; {kind.en.lower()}: “{one.words.en.rstrip('.')}”.")


def _not_worn(member: Member) -> Text | None:
    """Return the offices that cover something only because they are held, not because they were worn when speaking."""
    actor = member.actor
    mine = {n.key for n in member.needs}
    shown = {key for o in actor.offices if o.claim in actor.worn for key in o.gives}
    other = sorted({o.words for o in actor.offices if o.claim not in actor.worn and (set(o.gives) & mine) - shown}) if actor.worn else []
    return Text("; ".join(w.es for w in other), "; ".join(w.en for w in other)) if other else None


def notes(found: Coalition, facts: Facts) -> list[Text]:
    """Return what is to be said of the whole: how small it is, which others there are, what nobody covers, who was left out."""
    return [*_size(found), *_others(found), *_gaps(found), *_left_out(found, facts)]


def _size(found: Coalition) -> Iterable[Text]:
    n, cover = len(found.members), found.cover
    size = count_of(n, found.by)
    if not found.pool:
        yield Text(f"Ningún informe atribuye a alguien una intervención sobre «{found.label.es}».", f"No report states who made a contribution on “{found.label.en}”.")
        return
    if not found.asked:
        yield Text("No hay sector ni municipio que cubrir.", "There is no sector or municipality to cover.")
    elif not found.members:
        yield Text("Nadie de quienes se pueden elegir cubre algo de lo pedido.", "Nobody who can be chosen covers anything of what was asked.")
    elif found.left:
        what = listed(found.left)
        best = Text("No se puede cubrir más con ese máximo.", "No more can be covered with that limit.") if cover.exact else Text(
            "No se demostró que no se pueda más: se cubre al menos 63 % de lo más que se puede.", "It is not proved that no more is possible: at least 63% of the most possible is covered.")
        yield Text(f"Con {found.most} como máximo queda sin cubrir: {what.es}. {best.es}", f"With {found.most} at most this stays uncovered: {what.en}. {best.en}")
    elif cover.exact:
        able = Text(" para lo que se puede cubrir", " for what can be covered") if found.nobody else Text("", "")
        room = Text(" (de las pedidas, más las que hacen falta)", " (those asked for, and whom it takes beside them)") if any(m.asked_for for m in found.members) else Text("", "")
        yield Text(f"Se necesitan {size.es}{room.es} de {found.candidates}{able.es}; con menos no se puede." if n > 1 else f"Basta {size.es} de {found.candidates}{able.es}.",
                   f"It takes {size.en}{room.en} of {found.candidates}{able.en}; fewer cannot do it." if n > 1 else f"{size.en} of {found.candidates} is enough{able.en}.")
    else:
        yield Text(f"{size.es} de {found.candidates}, elegidas paso a paso porque no hubo tiempo de demostrar lo mínimo: hacen falta al menos {cover.at_least}, "
                   f"y este conjunto tiene a lo sumo {cover.ratio:.2f} veces las mínimas (Chvátal 1979).",
                   f"{size.en} of {found.candidates}, chosen step by step because there was no time to prove the minimum: at least {cover.at_least} are needed, "
                   f"and this set has at most {cover.ratio:.2f} times the fewest (Chvátal 1979).")


def _others(found: Coalition) -> Iterable[Text]:
    """Say how many other choices there are, and who is in all of them."""
    cover, always = found.cover, found.always
    if not (found.members and cover.exact) or all(m.asked_for for m in found.members):
        return
    if cover.complete and cover.count == 1:
        yield Text("Es el único conjunto de ese tamaño.", "It is the only set of that size.")
        return
    names = some(a.name for a in always or ())
    shared = Text(f" En todos están: {names.es}.", f" In all of them: {names.en}.") if always else Text(" Nadie está en todos.", " Nobody is in all of them.")
    every = Text("", "") if always is None else shared
    tied = Text("", "") if cover.settled else Text(" Entre ellos no se terminó de elegir el de más intervenciones.", " There was no time to pick the one with most statements among them.")
    if cover.count == 1:
        yield Text(f"Puede haber otros conjuntos de ese tamaño que cubren tanto.{every.es}{tied.es}", f"There may be other sets of that size that cover as much.{every.en}{tied.en}")
        return
    how = Text("", "") if cover.complete else Text("al menos ", "at least ")
    yield Text(f"Hay {how.es}{cover.count} conjuntos de ese tamaño que cubren tanto; se muestra el de más intervenciones sobre el tema.{every.es}{tied.es}",
               f"There are {how.en}{cover.count} sets of that size that cover as much; shown is the one with most statements on the theme.{every.en}{tied.en}")


def _gaps(found: Coalition) -> Iterable[Text]:
    for kind, what in (("sector", Text("sectores", "sectors")), ("municipality", Text("municipios", "municipalities"))):
        gone = [n for n in found.nobody if n.kind == kind]
        if gone:
            names = listed(gone)
            yield Text(f"No puede cubrir nadie ({what.es}): {names.es}.", f"Nobody can cover ({what.en}): {names.en}.")


def inferred_only(found: Coalition) -> Iterable[Text]:
    """Say who speaks on the theme only by inference, and what they alone would add."""
    if found.unsure:
        names, adds = some(sorted(a.name for a in found.unsure)), some(n.label for n in found.adds)
        more = Text(f" Añadirían: {adds.es}." if adds.es else "", f" They would add: {adds.en}." if adds.en else "")
        yield Text(f"Solo por inferencia hablan del tema, y no cuentan (--inferred): {names.es}.{more.es}",
                   f"Only by inference they speak on the theme, and do not count (--inferred): {names.en}.{more.en}")


def _left_out(found: Coalition, facts: Facts) -> Iterable[Text]:
    yield from inferred_only(found)
    if found.alone:
        who = some(sorted({facts.name(p) for p in found.alone}))
        yield Text(f"Hablaron sin cargo de una institución: {who.es}.", f"Spoke wearing no institution's office: {who.en}.")


def alternatives(found: Coalition) -> Sequence[tuple[str, ...]]:
    """Return every choice of that size as IRIs, when they are few enough to list; else the one chosen."""
    return [tuple(found.pool[i].iri for i in some) for some in found.cover.sets]
