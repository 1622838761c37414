"""Shared fixtures: the invented corpus, built once; the real corpus, built once; a corpus one may break; a browser."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.graph.build import build
from kg.graph.store import Reader
from kg.model.corpus import Corpus

ROOT = Path(__file__).resolve().parent.parent
INVENTED = ROOT / "tests" / "corpus"
SOURCES = ROOT.parent / "shared" / "sources"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def pytest_configure() -> None:
    """Let Ctrl-C reach the processes that tests start: where SIGINT is ignored, as in a shell's background, they would ignore it, too."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests that need the original reports where they are not at hand; in CI they must be. A browser at every step takes long: those tests are heavy but for the smoke tests."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("smoke"):
            item.add_marker(pytest.mark.heavy)
        if item.get_closest_marker("sources") and not SOURCES.is_dir():
            item.add_marker(pytest.mark.skip(reason="the original reports are not beside this checkout (../shared/sources)"))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A copy of the invented corpus that a test may change."""
    root = tmp_path / "corpus"
    shutil.copytree(INVENTED, root)
    return Corpus.at(root)


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The invented corpus, built."""
    folder = tmp_path_factory.mktemp("invented")
    build(Corpus.at(INVENTED, folder))
    return Reader(folder)


@pytest.fixture(scope="session")
def real_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real corpus, built."""
    folder = tmp_path_factory.mktemp("real")
    build(Corpus.at(ROOT, folder))
    return folder


@pytest.fixture(scope="session")
def real(real_build: Path) -> Reader:
    """The real corpus, built and opened."""
    return Reader(real_build)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window; where there is none the tests are skipped, in CI they fail.

    Of the module, not of the session: Playwright keeps an event loop running in this thread, which later modules must not meet.
    """
    stop = pytest.fail if os.environ.get("CI") else pytest.skip
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        stop("no Chromium on this machine")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        stop("playwright is not installed")
    with sync_playwright() as run:
        chromium = run.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def clean_env() -> dict[str, str]:
    """The environment without this machine's language settings."""
    return {k: v for k, v in os.environ.items() if k not in {"LANG", "LC_ALL", "KG_LANG"}}
