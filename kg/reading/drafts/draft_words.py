"""The words of a draft that are ours, not the report's: what a contribution is about, told from its kind and themes, until somebody summarises it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from kg.model.iri import short_hash, slugify
from kg.model.terms import concepts
from kg.model.text import Text

MARK = Text("(borrador por resumir)", "(draft, to be summarised)")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]")
MAX_ID = 110
_MOST = 300     # characters of a name


def clean(text: str, most: int = _MOST) -> str:
    """Return a text on one line, composed, without signs that do not show, cut at a word when it is too long."""
    plain = " ".join(_ODD.sub(" ", unicodedata.normalize("NFC", text)).split())
    return plain if len(plain) <= most else plain[:most].rsplit(" ", 1)[0]


def ident(*parts: str) -> str:
    """Return the id made of some texts; a long one ends in a hash of all of it."""
    whole = "-".join(slugify(p) for p in parts if p.strip())
    return (whole if len(whole) <= MAX_ID else f"{whole[:MAX_ID - 12].rstrip('-')}-{short_hash(whole)}") or "x"


def notation(scheme: str, value: object, default: str) -> str:
    """Return a notation of a scheme: the value when it is one, else the default."""
    return value if isinstance(value, str) and value in concepts()[scheme] else default


def _listed(labels: Sequence[str], last: str) -> str:
    if len(labels) < 2:
        return "".join(labels)
    if last == "y" and re.match(r"h?i(?!e)", labels[-1].lower()):
        last = "e"
    return f"{', '.join(labels[:-1])} {last} {labels[-1]}"


def summary(kind: str, themes: Sequence[str]) -> Text:
    """Return the provisional summary and gloss of a contribution, from the labels of its kind and themes."""
    known = concepts()
    head = known["contribution-kind"][kind]
    labels = [known["theme"][t] for t in themes]
    if not labels:
        return Text(f"{head.es} {MARK.es}", f"{head.en} {MARK.en}")
    es = _listed([x.es[0].lower() + x.es[1:] for x in labels], "y")
    en = _listed([x.en[0].lower() + x.en[1:] for x in labels], "and")
    return Text(f"{head.es} sobre {es} {MARK.es}", f"{head.en} on {en} {MARK.en}")


def counted(what: str, unit: str) -> Text:
    """Return what a figure counts: the report's noun when it is short, and the label of the unit in English."""
    label = concepts()["unit"][unit]
    short = clean(what)
    es = short if short and len(short.split()) <= 6 and len(short) <= 60 else label.es.lower()
    return Text(f"{es} {MARK.es}", f"{label.en.lower()} {MARK.en}")


def unsummarised(record: Mapping[str, Any]) -> bool:
    """Tell whether a record still has words a machine put there for the time being."""
    return any(MARK.es in str(record.get(k, "")) or MARK.en in str(record.get(k, "")) for k in ("summary", "gloss", "counts", "counts_gloss"))
