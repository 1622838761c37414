"""The explorer's page for tests: of the invented corpus, of the real one, and of any data; ``open_page`` opens one in a browser and fails on any error or request.

    from tests.explorer_page import explorer_html, open_page   # noqa: F401, a fixture
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg.graph.originals import find
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.policy import read_policy
from kg.model.source import read_source
from kg.reading.document import Document
from kg.visual.explore.bundle import Bundle, bundle
from kg.visual.explore.dataset import dataset
from kg.visual.explore.page import page, unpacked
from tests import explorer_built
from tests.conftest import INVENTED, ROOT

SOURCE = ROOT / "visuals" / "explorer"
Data = dict[str, Any]


@cache
def built() -> Bundle:
    """Return script and style, built first where they are older than their sources."""
    if (SOURCE / "build.py").is_file():
        done = subprocess.run([sys.executable, str(SOURCE / "build.py")], capture_output=True, text=True)
        if done.returncode:
            explorer_built.stop(f"the explorer cannot be built: {done.stdout}{done.stderr}")
    return bundle()


def data_of(reader: Reader, root: Path = INVENTED, **options: Any) -> Data:
    """Return the data of a graph, as the policy of its corpus says; ``options`` are those of ``dataset``."""
    return dataset(reader, read_policy(Corpus.at(root).policy), **options)


def documents_of(root: Path = INVENTED) -> dict[str, Document]:
    """Return the originals that lie in a corpus, by slug of source."""
    corpus = Corpus.at(root)
    found = {folder.name: find(corpus, read_source(folder)) for folder in corpus.sources()}
    return {slug: document for slug, document in found.items() if document}


def page_of(data: Data, path: Path, lang: Any = "es") -> Path:
    """Write the page of some data, also of data made by a test."""
    path.write_text(page(data, lang, built()), encoding="utf-8")
    return path


def read_block(path: Path) -> Data:
    """Return the data inside a page."""
    block = path.read_text(encoding="utf-8").split('id="data">', 1)[1].split("</script>", 1)[0]
    return unpacked(block)


def packed_size(path: Path) -> int:
    """Return the size of a file in bytes, gzipped."""
    return len(gzip.compress(path.read_bytes(), 9))


def empty_data(**more: Any) -> Data:
    """Return data of nothing: no entity, no record, one layer without nodes. ``more`` replaces parts."""
    layer = {"name": "copresence", "title": ["Quién coincidió con quién", "Who met whom"], "question": ["¿Quién?", "Who?"], "meaning": ["coincidieron", "met"], "weight": ["sesiones", "sessions"],
             "twoMode": False, "nodes": [], "x": [], "y": [], "community": [], "measures": {}, "caveats": []}
    meta = {"title": ["Prueba", "Test"], "version": "store-0", "base": "https://example.org/", "pages": "", "publisher": "", "licence": "", "contact": "", "originals": False, "state": None,
            "counts": {}, "limits": [], "questions": []}
    search = {"documentCount": 0, "nextId": 0, "documentIds": {}, "fieldIds": {"label": 0, "aka": 1, "roles": 2}, "fieldLength": {}, "averageFieldLength": [0, 0, 0], "storedFields": {},
              "dirtCount": 0, "index": [], "serializationVersion": 2}
    return {"format": "kg-explorer/1", "meta": meta, "concepts": [], "sources": [], "entities": [], "participations": [], "memberships": [], "contributions": [], "facts": [],
            "layers": [layer], "measures": {}, "search": search} | more


@pytest.fixture(scope="session")
def explorer_html(invented: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the invented corpus."""
    return page_of(data_of(invented), tmp_path_factory.mktemp("explorer") / "invented.html")


@pytest.fixture(scope="session")
def real_explorer(real: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the real corpus, as ``kg explore`` writes it without the originals."""
    return page_of(data_of(real, ROOT), tmp_path_factory.mktemp("explorer") / "real.html")


@pytest.fixture(scope="session")
def explorer_quotes(invented: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the invented corpus with its (invented) reports inside: what ``kg explore --quotes`` writes."""
    return page_of(data_of(invented, documents=documents_of(), quotes=True), tmp_path_factory.mktemp("explorer") / "quotes.html")


@contextmanager
def open_page(browser: Any, path: Path, *, hash: str = "", width: int = 1280, height: int = 800, wait: bool = True, lang: str = "es-MX", **options: Any) -> Iterator[Any]:
    """Open a page from its file and wait until it can be used. On leaving: no error was written, nothing asked of the network, nothing refused by the policy.

    ``options`` are those of a browser's context (``color_scheme``, ``java_script_enabled``, ``has_touch`` ...); ``wait=False`` does not wait for the script.
    """
    context = browser.new_context(viewport={"width": width, "height": height}, locale=lang, **options)
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") and not message.text.startswith(("GL Driver", "[.WebGL")) else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) else None)
    tab.goto(path.as_uri() + (f"#{hash}" if hash else ""))
    if wait:
        until(tab, "performance.getEntriesByName('kg-ready').length > 0")
    try:
        yield tab
        assert wrong == []
    finally:
        context.close()


def until(frame: Any, expression: str, seconds: float = 30) -> None:
    """Wait until an expression holds in a page or frame. Not ``wait_for_function``: its polling evaluates strings, which the page's policy refuses."""
    stop = time.monotonic() + seconds
    while not frame.evaluate(expression):
        assert time.monotonic() < stop, f"never: {expression}"
        time.sleep(0.02)


def node(script: str, folder: Path) -> Callable[[Any], Any]:
    """Bundle a TypeScript that reads JSON from stdin and writes JSON to stdout; return what runs it. Its imports are relative to ``visuals/explorer/src``."""
    program = explorer_built.node()
    made = folder / "script.cjs"
    bundle_it = ("require('esbuild').buildSync({stdin: {contents: require('fs').readFileSync(0, 'utf8'), resolveDir: process.argv[1], loader: 'ts'}, "
                 "bundle: true, platform: 'node', format: 'cjs', outfile: process.argv[2], logLevel: 'error'})")
    subprocess.run([program, "-e", bundle_it, str(SOURCE / "src"), str(made)], input=script, text=True, cwd=SOURCE, check=True)

    def run(value: Any) -> Any:
        done = subprocess.run([program, str(made)], input=json.dumps(value), capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
