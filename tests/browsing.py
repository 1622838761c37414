"""What the tests with a browser share: a page opened by somebody who complains, and what axe finds wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests import explorer_built
from tests.conftest import ROOT

AXE = [ROOT / "visuals" / folder / "node_modules" / "axe-core" / "axe.min.js" for folder in ("explorer", "workbench")]
_RUN = "axe.run(document, {resultTypes: ['violations'], preload: false}).then((r) => JSON.stringify([r.passes.length, r.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`)]))"


@contextmanager
def opened(browser: Any, address: str, ours: tuple[str, ...], allowed: tuple[str, ...] = (), **how: Any) -> Iterator[Any]:
    """Open a page; complain of what the console says (but for ``allowed``), of any request that does not begin with one of ``ours``, of any dialog."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}, "locale": "es-MX"} | how))
    context.set_default_timeout(45_000)
    tab = context.new_page()
    trouble: list[str] = []
    tab.on("console", lambda m: None if any(a in m.text for a in allowed) else trouble.append(m.text))
    tab.on("pageerror", lambda e: trouble.append(str(e)))
    tab.on("dialog", lambda d: (trouble.append(f"dialog {d.message}"), d.dismiss()))
    tab.on("request", lambda r: None if r.url.startswith(ours) else trouble.append(r.url))
    tab.goto(address)
    yield tab
    assert trouble == []
    context.close()


def faults(tab: Any) -> list[str]:
    """Run axe with the debugger's rights: a page's own policy may run no such text."""
    script = next((path for path in AXE if path.is_file()), None)
    if script is None:
        explorer_built.stop("axe-core is not installed in visuals/explorer: make explorer")
    session = tab.context.new_cdp_session(tab)
    session.send("Runtime.evaluate", {"expression": script.read_text(encoding="utf-8")})
    passed, found = json.loads(session.send("Runtime.evaluate", {"expression": _RUN, "awaitPromise": True, "returnByValue": True})["result"]["value"])
    assert passed > 10
    wrong: list[str] = found
    return wrong
