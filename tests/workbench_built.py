"""The built workbench for tests: where it cannot be built they are skipped by name; in CI they fail."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests import explorer_built
from tests.conftest import ROOT

WORKBENCH = ROOT / "visuals" / "workbench"
_RUN = """
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const [at, entry] = process.argv.slice(1);
const { buildSync } = createRequire(at)("esbuild");
const made = buildSync({ stdin: { contents: entry, resolveDir: at.replace(/package.json$/, "src"), loader: "ts" }, bundle: true, write: false, format: "esm", platform: "node" });
const module = await import("data:text/javascript;base64," + Buffer.from(made.outputFiles[0].text).toString("base64"));
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(([name, ...given]) => module[name](...given))));
"""


@cache
def built() -> Path:
    """Return the folder with script and style, built first where they are older than their sources."""
    done = subprocess.run([sys.executable, str(WORKBENCH / "build.py")], capture_output=True, text=True, check=False)
    if done.returncode:
        explorer_built.stop(f"the workbench cannot be built: {done.stdout}{done.stderr}")
    return WORKBENCH / "dist"


def calls(entry: str, *called: list[Any]) -> list[Any]:
    """Run functions of the sources in Node. ``entry`` is TypeScript that exports them; each call is [name, argument …]; values travel as JSON."""
    built()
    done = subprocess.run([explorer_built.node(), "--input-type=module", "-e", _RUN, str(WORKBENCH / "package.json"), entry], input=json.dumps(called), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found
