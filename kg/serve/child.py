"""How a process beside the server is started: by a function of ours, with a JSON object as its only argument."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def command(module: str, given: Mapping[str, Any]) -> list[str]:
    """Return the command that runs a module's ``main``. ``-P``: nothing is taken from the folder the server was started in, where whatever was downloaded may lie."""
    return [sys.executable, "-P", "-c", f"import sys; from {module} import main; main()", json.dumps(given)]


def environment() -> dict[str, str]:
    """Return the environment in which such a process finds this very kg."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", ""))))}
