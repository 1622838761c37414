"""The built explorer for tests: where it is missing or older than its sources they are skipped by name; in CI they fail."""

from __future__ import annotations

import importlib.util
import os
from types import ModuleType

import pytest

from kg.visual.explore.bundle import Bundle, bundle
from tests.conftest import ROOT

EXPLORER = ROOT / "visuals" / "explorer"


def builder() -> ModuleType:
    """The module that builds, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("explorer_build", EXPLORER / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stop(reason: str) -> None:
    """Skip this test; in CI let it fail."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def built() -> Bundle:
    """The bundle, built from the sources as they are now."""
    if not builder().fresh():
        stop("the explorer is not built from its sources: make explorer")
    return bundle()


def node() -> str:
    """Where Node is, with the explorer's packages beside its sources."""
    module = builder()
    try:
        found = module.find_node()
    except module.Failed as failure:
        stop(str(failure))
    if not module.locked():
        stop("the explorer's packages are not installed: make explorer")
    return str(found.node[0])
