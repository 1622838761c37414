"""A process that makes one thing that takes long (the explorer, the findings, a network) within limits, writes it to stdout and ends.

The first line says how it went; the thing itself follows. It reads the build for itself, and has no door to the network.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from math import ceil
from pathlib import Path

from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.errors import KgError, StoreError
from kg.model.text import Text
from kg.serve.refusal import Refused
from kg.serve.sparql.confine import confine, die_with_parent, lower, without_sockets


def main() -> None:
    """Run with a JSON object as the only argument: what to make, of which build and corpus, in how many seconds of processor time and bytes."""
    given = json.loads(sys.argv[1])
    die_with_parent()
    without_sockets()   # before a library starts threads
    os.nice(19)
    lower(resource.RLIMIT_CPU, ceil(given["seconds"]))
    confine(given["memory"], files=True)
    try:
        told, content = {}, made(Reader(Path(given["folder"])), Corpus(*map(Path, given["corpus"])), *given["what"])
    except MemoryError:
        os._exit(1)   # at once: nothing else could be done without memory
    except KgError as error:
        why = refused(error)
        told, content = {"status": why.status, "what": [*why.what], "remedy": [*(why.remedy or Text("", ""))]}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content)


def made(reader: Reader, corpus: Corpus, what: str, *more: str) -> bytes:
    """Return what is asked for: ``explorer``, ``findings``, or ``network`` with its layer, what its nodes are and its weight. Raises KgError."""
    from kg.serve import api_networks, api_problem, workbench_pages

    if what == "network":
        return api_problem.encoded(api_networks.network_of(reader, *more))
    page = workbench_pages.explorer_page if what == "explorer" else workbench_pages.findings_page_of
    return page(reader, corpus).encode("utf-8", "replace")


def refused(error: KgError) -> Refused:
    """Return an error as a refusal: what cannot be made of this graph is too large."""
    return error if isinstance(error, Refused) else Refused(503 if isinstance(error, StoreError) else 413, error.what, error.remedy)
