"""The publication policy: which kinds of person appear, and how; what was taken down. It is obeyed where facts become triples, once, for every exporter."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.model.errors import InputError, KgError, ManyErrors, nearest
from kg.model.iri import DEFAULT_BASE
from kg.model.terms import concepts
from kg.model.text import Text
from kg.model.toml_lines import line_of, load

if TYPE_CHECKING:
    from kg.model.policy_takedown import Fail, Takedown

TREATMENTS = ("full", "initials", "withheld")  # from the least to the most protective
_KEYS = {"publisher", "contact", "quotes", "base", "salt", "smallest_count"}
_TYPES: dict[str, type] = {"quotes": bool, "smallest_count": int}
_TABLES = {"policy", "person_class", "takedown"}
_OPAQUE = re.compile(r"(.*-)?p[0-9a-f]{16}\Z")
MOST_SMALLEST = 1000


@dataclass(frozen=True)
class Policy:
    """Who publishes, whom to ask for a correction, and how each class of person is named.

    ``smallest_count``: counts of people below it are not published in tables and statistics (0 = every count is; see ``kg.publish.suppress``).
    ``takedown``: what was asked to be taken down; it leaves a tombstone without a name.
    """

    publisher: str
    contact: str
    quotes: bool
    base: str
    salt: str
    classes: dict[str, str]
    smallest_count: int = 0
    takedown: tuple[Takedown, ...] = ()

    def treatment(self, person_classes: set[str]) -> str:
        """Return the most protective treatment among a person's classes; with no hat known, that of a private person."""
        found = {self.classes[c] for c in person_classes or {"private-person"}}
        return max(found, key=TREATMENTS.index)

    def pseudonym(self, text: str) -> str:
        """Return a name that tells nothing without the policy's salt (BLAKE2b, keyed)."""
        key = hashlib.blake2b(self.salt.encode(), digest_size=32).digest()
        return "p" + hashlib.blake2b(text.encode(), key=key, digest_size=8).hexdigest()

    def buried(self, path: str) -> str:
        """Return the path (``persona/x``) under which the tombstone of ``path`` lies when its own words may name somebody.

        A path that is a pseudonym already stays. Who asks for the old address is told that it is gone by looking here; nobody without the salt can go back.
        """
        tipo, _, slug = path.partition("/")
        return path if _OPAQUE.match(slug) else f"{tipo}/{self.pseudonym(f'gone/{path}')}"


def read_policy(path: Path) -> Policy:
    """Read ``policy.toml``; every class of person must have a treatment. Raises ManyErrors."""
    data, lines = load(path)
    errors: list[KgError] = []

    def fail(key: tuple[str | int, ...], what: Text, remedy: Text | None = None) -> None:
        errors.append(InputError(what, f"{path}:{line_of(lines, key)}", remedy))

    raw, classes = _table(data, "policy", fail), _table(data, "person_class", fail)
    known = concepts()["person-class"]
    for key in sorted(set(data) - _TABLES):
        fail((key,), Text(f"tabla desconocida: {key!r}", f"unknown table: {key!r}"), nearest(key, _TABLES))
    _check_values(raw, fail)
    for key in sorted(set(classes) - set(known)):
        fail(("person_class", key), Text(f"clase de persona desconocida: {key!r}", f"unknown class of person: {key!r}"), nearest(key, known))
    for key in sorted(known):
        if classes.get(key) not in TREATMENTS:
            fail(("person_class", key), Text(f"{key}: falta su trato", f"{key}: its treatment is missing"), nearest(str(classes.get(key)), TREATMENTS))
    from kg.model.policy_takedown import takedowns

    base = raw.get("base") or DEFAULT_BASE
    taken = takedowns(data.get("takedown", []), str(base), fail, lambda key: line_of(lines, key))
    if ({t for t in classes.values() if isinstance(t, str)} - {"full"} or taken) and not raw.get("salt"):
        fail(("policy",), Text("alguien no aparece completo y falta salt", "somebody is not shown in full and salt is missing"),
             Text("ponga en salt un secreto largo y no lo publique", "put a long secret in salt and do not publish it"))
    if errors:
        raise ManyErrors(errors)
    return Policy(raw.get("publisher", ""), raw.get("contact", ""), raw.get("quotes", False), base, raw.get("salt", ""), dict(classes), raw.get("smallest_count", 0), taken)


def _table(data: dict[str, Any], name: str, fail: Fail) -> dict[str, Any]:
    found = data.get(name, {})
    if isinstance(found, dict):
        return found
    fail((name,), Text(f"{name}: se espera una tabla", f"{name}: expected a table"), Text(f"escriba [{name}]", f"write [{name}]"))
    return {}


def _check_values(raw: dict[str, Any], fail: Fail) -> None:
    """Check the keys of ``[policy]``."""
    for key in sorted(set(raw) - _KEYS):
        fail(("policy", key), Text(f"clave desconocida: {key!r}", f"unknown key: {key!r}"), nearest(key, _KEYS))
    for key in sorted(_KEYS & set(raw)):
        if type(raw[key]) is not _TYPES.get(key, str):
            fail(("policy", key), Text(f"{key}: valor de otro tipo", f"{key}: a value of another type"))
            del raw[key]
    smallest = raw.get("smallest_count", 0)
    if smallest == 1 or not 0 <= smallest <= MOST_SMALLEST:
        fail(("policy", "smallest_count"), Text(f"smallest_count: 0 (todo conteo se publica) o de 2 a {MOST_SMALLEST}", f"smallest_count: 0 (every count is published) or 2 to {MOST_SMALLEST}"))
    base = raw.get("base") or DEFAULT_BASE
    if not re.fullmatch(r"https?://[^\s<>\"{}|^`\\]+[/#]", base):
        fail(("policy", "base"), Text(f"base no es un IRI que termine en /: {base!r}", f"base is not an IRI that ends in /: {base!r}"))
    if raw.get("contact") and not re.match(r"(https?://|mailto:)", raw["contact"]):
        fail(("policy", "contact"), Text("contact empieza con https:// o mailto:", "contact begins with https:// or mailto:"))
