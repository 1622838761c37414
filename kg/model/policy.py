"""The publication policy: which kinds of person appear, and how. It is obeyed where facts become triples, once, for every exporter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kg.model.errors import InputError, KgError, ManyErrors, nearest
from kg.model.iri import DEFAULT_BASE
from kg.model.terms import concepts
from kg.model.text import Text
from kg.model.toml_lines import line_of, load

TREATMENTS = ("full", "initials", "withheld")  # from the least to the most protective
_KEYS = {"publisher", "contact", "quotes", "base", "salt"}


@dataclass(frozen=True)
class Policy:
    """Who publishes, whom to ask for a correction, and how each class of person is named."""

    publisher: str
    contact: str
    quotes: bool
    base: str
    salt: str
    classes: dict[str, str]

    def treatment(self, person_classes: set[str]) -> str:
        """Return the most protective treatment among a person's classes; with no hat known, that of a private person."""
        found = {self.classes[c] for c in person_classes or {"private-person"}}
        return max(found, key=TREATMENTS.index)


def read_policy(path: Path) -> Policy:
    """Read ``policy.toml``; every class of person must have a treatment."""
    data, lines = load(path)
    errors: list[KgError] = []

    def fail(key: tuple[str, ...], what: Text, remedy: Text | None = None) -> None:
        errors.append(InputError(what, f"{path}:{line_of(lines, key)}", remedy))

    raw, classes = data.get("policy", {}), data.get("person_class", {})
    known = concepts()["person-class"]
    for key in sorted(set(data) - {"policy", "person_class"}):
        fail((key,), Text(f"tabla desconocida: {key!r}", f"unknown table: {key!r}"), nearest(key, {"policy", "person_class"}))
    for key in sorted(set(raw) - _KEYS):
        fail(("policy", key), Text(f"clave desconocida: {key!r}", f"unknown key: {key!r}"), nearest(key, _KEYS))
    for key in sorted(_KEYS & set(raw)):
        if not isinstance(raw[key], bool if key == "quotes" else str):
            fail(("policy", key), Text(f"{key}: valor de otro tipo", f"{key}: a value of another type"))
    for key in sorted(set(classes) - set(known)):
        fail(("person_class", key), Text(f"clase de persona desconocida: {key!r}", f"unknown class of person: {key!r}"), nearest(key, known))
    for key in sorted(known):
        if classes.get(key) not in TREATMENTS:
            fail(("person_class", key), Text(f"{key}: falta su trato", f"{key}: its treatment is missing"), nearest(str(classes.get(key)), TREATMENTS))
    base = raw.get("base") or DEFAULT_BASE
    if not re.fullmatch(r"https?://[^\s<>\"{}|^`\\]+[/#]", str(base)):
        fail(("policy", "base"), Text(f"base no es un IRI que termine en /: {base!r}", f"base is not an IRI that ends in /: {base!r}"))
    if set(classes.values()) - {"full"} and not raw.get("salt"):
        fail(("policy",), Text("alguien no aparece completo y falta salt", "somebody is not shown in full and salt is missing"),
             Text("ponga en salt un secreto largo y no lo publique", "put a long secret in salt and do not publish it"))
    if raw.get("contact") and not re.match(r"(https?://|mailto:)", raw["contact"]):
        fail(("policy", "contact"), Text("contact empieza con https:// o mailto:", "contact begins with https:// or mailto:"))
    if errors:
        raise ManyErrors(errors)
    return Policy(raw.get("publisher", ""), raw.get("contact", ""), raw.get("quotes", False), base, raw.get("salt", ""), dict(classes))
