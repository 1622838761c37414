"""The house rules, checked on every file: import direction, one door per library, sizes, nothing hidden."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOMS = ["model", "reading", "loaders", "identity", "graph", "network", "findings", "visual", "publish", "serve", "cli"]
READING = ["vocab", "words", "formats", "mentions", "layout", "talk", "ties", "drafts", "scoring", "witness_rules"]
DOORS = {"click": "cli/", "pyvis": "visual/pyvis_export.py", "pyoxigraph": ("graph/store.py", "graph/stream.py"), "oxrdflib": "graph/store.py", "pyshacl": "graph/check.py",
         "tree_sitter": "model/toml_lines.py", "tree_sitter_toml": "model/toml_lines.py", "rich": "cli/",
         "starlette": "serve/", "uvicorn": ("serve/app.py", "serve/protocol.py"), "pypdfium2": "reading/formats/pdf_file.py",
         "openpyxl": ("reading/formats/workbook.py", "network/formats/workbook.py"),
         "lxml": ("reading/formats/markup.py", "reading/formats/workbook.py"),
         "rapidfuzz": ("reading/", "identity/"), "matplotlib": "visual/figures/", "pyarrow": "network/formats/parquet.py", "pandas": "network/frames.py",
         "networkit": ("network/engines/", "network/partition.py", "visual/")}
KG = Path(__file__).resolve().parent.parent / "kg"
FILES = sorted(KG.rglob("*.py"))


def imports(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{a.name}" for a in node.names]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(KG)))
def test_house_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree, inside = ast.parse(text), str(path.relative_to(KG))
    assert text.count("\n") <= 300
    room = inside.split("/")[0]
    for name in imports(tree):
        top = name.split(".")[0]
        if top in DOORS:
            assert inside.startswith(DOORS[top]), f"{inside} imports {top}"
        if top == "kg" and room in ROOMS and name.split(".")[1] in ROOMS:
            assert ROOMS.index(name.split(".")[1]) <= ROOMS.index(room), f"{inside} imports {name}"
        if room == "reading" and name.startswith("kg.reading.") and (parts := inside.split("/"))[1] in READING and (folder := name.split(".")[2]) in READING:
            assert READING.index(folder) <= READING.index(parts[1]), f"{inside} imports {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None and "Exception" not in ast.unparse(node.type).replace("ClickException", "").split(), inside
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            doc = len((ast.get_docstring(node, clean=False) or "").splitlines())
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno + 1 - doc <= 40, f"{inside}: {node.name} is too long"


def test_only_the_command_line_exits() -> None:
    for path in FILES:
        if "cli/" not in str(path.relative_to(KG)):
            assert "sys.exit" not in path.read_text(encoding="utf-8"), path
