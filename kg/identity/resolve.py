"""From document-local ids to IRIs and public names: the registry's decisions and the policy, applied in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from kg.identity.apply import Merges, own_slug
from kg.model.acta import Acta, Record
from kg.model.errors import InputError
from kg.model.iri import fold
from kg.model.policy import Policy
from kg.model.records import CONTRIBUTION_TIPO
from kg.model.registry import Registry
from kg.model.text import Text

_MINTED = {"person": "persona", "institution": "institucion", "mechanism": "mecanismo", "municipality": "municipio"}
WITHDRAWN = "withdrawn"  # the treatment of who was taken down
PERSONAL = {"person", "turn", "membership", "participation", "contribution", "discrepancy", "figure"}


@dataclass
class Resolver:
    """IRIs and labels for every record of a corpus; knows who must not be named."""

    base: str
    registry: Registry
    policy: Policy
    treatments: dict[str, str] = field(default_factory=dict)
    spellings: list[tuple[re.Pattern[str], str]] = field(default_factory=list)
    minted: dict[str, tuple[str, str]] = field(default_factory=dict)
    merges: Merges = field(default_factory=Merges)
    taken: frozenset[tuple[str, str]] = frozenset()  # (kind, slug) of what was taken down
    hidden: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)  # (kind, slug) of who is not shown by name → every name of theirs
    named: dict[str, bool] = field(default_factory=dict)  # slug or id → whether its words name somebody who is not shown

    @property
    def hiding(self) -> bool:
        """Whether a class of people is not shown in full; then no id of a personal record enters an IRI. Of who was taken down alone no record is left."""
        return any(t not in ("full", WITHDRAWN) for t in self.treatments.values())

    def slug(self, kind: str, source: str, record: Record) -> str:
        """Return the slug of a person, institution, municipality, mechanism or event, before the policy: that of its group, else its own.

        An id the registry does not know gets its name and a hash of where it comes from: it can never collide with
        another report's homonym, whatever the order of reading.
        """
        merged = self.merges.slugs.get((kind, f"{source}:{record.id}"))
        return merged or own_slug(self.registry, kind, source, record.id, str(record.values["name"]))

    def registered(self, kind: str, slug: str) -> str:
        """Return the IRI under which a row of the registry lives."""
        return f"{self.base}id/{_MINTED[kind]}/{self.public_slug(kind, self.merges.slug(kind, slug))}"

    def public_slug(self, kind: str, slug: str) -> str:
        """Return what stands in an IRI: a pseudonym for who is not shown in full, and for a body or mechanism named after one."""
        if kind == "person":
            return self.pseudonym(slug) if self.treatments.get(slug, "full") != "full" else slug
        return self.pseudonym(slug) if kind != "municipality" and self.names(slug) else slug

    def names(self, slug: str) -> bool:
        """Whether the words of a slug or an id hold a name that is not shown."""
        if slug not in self.named:
            words = slug.replace("-", " ")
            self.named[slug] = any(pattern.search(words) for pattern, _ in self.spellings)
        return self.named[slug]

    def iri(self, source: str, record: Record) -> str:
        """Return the IRI of any record of an acta; two different records never share one."""
        kind = record.table.name
        if kind in _MINTED:
            slug = self.slug(kind, source, record)
            return self._claim(f"{self.base}id/{_MINTED[kind]}/{self.public_slug(kind, slug)}", (kind, f"{kind}:{slug}"))
        if kind == "event" and (merged := self.merges.slugs.get((kind, f"{source}:{record.id}"))):
            return f"{self.base}id/{record.table.tipo}/{merged}"  # claimed by the member whose own slug it is
        tipo = record.table.tipo or CONTRIBUTION_TIPO[record.values["kind"]]
        return self._claim(f"{self.base}id/{tipo}/{self.local(source, record)}", (source, f"{kind}:{record.id}"))

    def _claim(self, iri: str, owner: tuple[str, str]) -> str:
        """Note whose IRI this is; a second owner is an error, not a silent merge."""
        first = self.minted.setdefault(iri, owner)
        if first != owner:
            raise InputError(Text(f"dos registros darían el mismo IRI {iri}: {first} y {owner}", f"two records would get the same IRI {iri}: {first} and {owner}"), "",
                             Text("cambie el id de uno", "change the id of one"))
        return iri

    def local(self, source: str, record: Record) -> str:
        """Return ``source-id``, with the id keyed-hashed when it may hold a name that is not shown."""
        ident = record.id
        if (self.hiding and record.table.name in PERSONAL) or self.names(ident):
            ident = self.pseudonym(f"{record.table.name}/{ident}")
        return f"{source}-{ident}"

    def pseudonym(self, text: str) -> str:
        """Return a name that tells nothing without the policy's salt (BLAKE2b, keyed)."""
        return self.policy.pseudonym(text)

    def label(self, source: str, record: Record) -> str:
        """Return the preferred public name: the registry's, else the acta's; initials or a formula where the policy says so."""
        kind, name = record.table.name, str(record.values["name"])
        slug = self.slug(kind, source, record)
        full = self.registry.names.get(kind, {}).get(slug) or self.merges.labels.get((kind, slug), name)
        return _public(full, self.treatments.get(slug, "full")) if kind == "person" else self.scrub(full)

    def shown(self, source: str, record: Record) -> bool:
        """Whether spellings of this entity's name may be published."""
        return record.table.name != "person" or self.treatments.get(self.slug("person", source, record), "full") == "full"

    def scrub(self, text: str) -> str:
        """Return ``text`` with every name that is not shown replaced by its public form."""
        for pattern, public in self.spellings:
            text = pattern.sub(public.replace("\\", "\\\\"), text)
        return text


def _public(name: str, treatment: str) -> str:
    if treatment == "full":
        return name
    if treatment == "initials":
        return " ".join(f"{w[0]}." for w in name.split() if w[0].isupper())
    return "(nombre retirado)" if treatment == WITHDRAWN else "(nombre reservado)"


def resolver(actas: Iterable[tuple[str, Acta]], registry: Registry, policy: Policy, merges: Merges | None = None, taken: frozenset[tuple[str, str]] = frozenset()) -> Resolver:
    """Build the resolver of a corpus: look at every hat of every report first, so that the most protective class counts. ``merges``: who is one; ``taken``: (kind, slug) taken down."""
    actas = list(actas)
    made = Resolver(policy.base, registry, policy, merges=merges or Merges(), taken=taken)
    classes: dict[str, set[str]] = {}
    written: dict[str, set[str]] = {}
    for source, acta in actas:
        for person in acta.table("person"):
            slug = made.slug("person", source, person)
            classes.setdefault(slug, set())
            written.setdefault(slug, set()).update({person.values["name"], *(text for text, _ in person.names)})
        for hat in acta.table("membership"):
            person = acta.records["person"][hat.values["person"]]
            classes[made.slug("person", source, person)].add(hat.values["person_class"])
    made.treatments = {slug: WITHDRAWN if ("person", slug) in taken else policy.treatment(found) for slug, found in sorted(classes.items())}
    for kind, old, new in made.merges.gone:
        if kind == "person" and new in written:
            written[new].add(registry.names["person"].get(old, ""))
    for row in (*registry.rows["aliases"], *(r for r in registry.rows["outside"] if r["property"] == "skos:altLabel")):
        slug = made.merges.slug("person", row["slug"])
        if row["kind"] == "person" and slug in written:
            written[slug].add(row["alias"] if "alias" in row else row["value"])
    for slug, treatment in made.treatments.items():
        if treatment != "full":
            names = (written[slug] | {registry.names["person"].get(slug, "")}) - {""}   # an empty one would be found everywhere
            made.hidden["person", slug] = frozenset(names)
            made.spellings += [(_pattern(part), _public(max(names, key=len), treatment)) for part in parts(names)]
    made.hidden |= _bodies(actas, made)
    made.spellings += [(_pattern(name), _public(name, WITHDRAWN)) for (kind, _), names in made.hidden.items() if kind != "person" for name in names]
    made.spellings.sort(key=lambda pair: (-len(pair[0].pattern), pair[0].pattern))
    return made


def _bodies(actas: Iterable[tuple[str, Acta]], made: Resolver) -> dict[tuple[str, str], frozenset[str]]:
    """Return every name of the institutions that were taken down, as they are written in full."""
    found = {slug: {made.registry.names.get("institution", {}).get(slug, "")} for kind, slug in made.taken if kind == "institution"}
    for row in made.registry.rows["aliases"] if found else ():
        if row["kind"] == "institution" and (slug := made.merges.slug("institution", row["slug"])) in found:
            found[slug].add(row["alias"])
    for source, acta in actas if found else ():
        for record in acta.table("institution"):
            if (slug := made.slug("institution", source, record)) in found:
                found[slug] |= {str(record.values["name"]), *(text for text, _ in record.names)}
    return {("institution", slug): frozenset(names - {""}) for slug, names in sorted(found.items())}


def parts(names: Iterable[str]) -> set[str]:
    """Return the names and their shorter forms, two or more of their words in order: a summary may hold "Ana Soto" where the list has "Ana María Soto Ruiz".

    A particle goes with the word it introduces ("de la Peña"). Of very long names only runs and pairs of words: all forms would be thousands.
    """
    found = set(names)
    for name in names:
        units, particles = [], []
        for word in name.split():
            particles.append(word)
            if word[0].isupper():
                units.append(" ".join(particles))
                particles = []
        sizes = range(2, len(units) + 1) if len(units) <= _MOST_WORDS else (2,)
        found |= {" ".join(some) for size in sizes for some in combinations(units, size)}
        found |= {" ".join(units[i:j]) for i in range(len(units)) for j in range(i + 2, len(units) + 1)}
    return found


_MOST_WORDS = 7
_ACCENTED = {"a": "aáàäâã", "e": "eéèëê", "i": "iíìïî", "o": "oóòöôõ", "u": "uúùüû", "n": "nñ", "c": "cç"}


def _pattern(name: str) -> re.Pattern[str]:
    """Match a name with or without its accents and capitals, as whole words."""
    words = ("".join(f"[{_ACCENTED[c]}]" if (c := fold(sign)) in _ACCENTED else re.escape(sign) for sign in word) for word in name.split())
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", re.IGNORECASE)
