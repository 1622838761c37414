"""Loader ``acta``: the reviewed facts of a report, ``acta.toml`` beside its ``source.toml``; or, when asked, its draft."""

from __future__ import annotations

from kg.model.acta import Acta, read
from kg.model.acta_drafts import ACTA, DRAFT
from kg.model.corpus import bundled
from kg.model.errors import InputError
from kg.model.policy import read_policy
from kg.model.source import Source
from kg.model.text import Text


def load(source: Source, drafts: bool = False) -> Acta:
    """Read and check the acta of a source; with ``drafts``, its draft where there is one."""
    acta, draft = source.folder / ACTA, source.folder / DRAFT
    if drafts and draft.is_file():
        return read(draft, source.characters, draft=True)
    if draft.is_file() and not acta.is_file():
        raise InputError(Text(f"solo hay un borrador, {DRAFT}", f"there is only a draft, {DRAFT}"), str(source.folder),
                         Text("revíselo y acéptelo con kg accept, o construya con kg build --drafts", "review it and accept it with kg accept, or build with kg build --drafts"))
    own = source.folder.parent / "policy.toml"
    return read(acta, source.characters, quotes=lambda: read_policy(own if own.is_file() else bundled("data") / "policy.toml").quotes)
