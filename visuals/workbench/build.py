#!/usr/bin/env python3
"""Build the workbench where it is older than its sources, as the explorer is built (``../explorer/build.py``, which says how).

    python build.py            build dist/, unless it is what these sources give
    python build.py check      check the types and the rules no type can say
    python build.py node       print where Node is, or say that there is none
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent


def builder() -> ModuleType:
    """The module that builds pages, read from its file: it is no part of a package."""
    spec = importlib.util.spec_from_file_location("explorer_build", HERE.parent / "explorer" / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(builder().main(sys.argv[1:], HERE))
