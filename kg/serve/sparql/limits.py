"""What one query may cost. The service description says it, the pool and the workers hold to it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


def _workers() -> int:
    return max(3, min(8, os.cpu_count() or 2))


@dataclass(frozen=True)
class Limits:
    """The limits of a public endpoint. A query that has run for ``light`` seconds goes to the slow lane: least priority, few places."""

    seconds: float = 30.0                 # wall time of a query, its answer's sending included
    memory: int = 512 * 1024 * 1024       # bytes that a query may take beside the graph
    rows: int = 1_000_000                 # solutions or triples of an answer
    size: int = 256 * 1024 * 1024         # bytes of an answer, before compression
    light: float = 0.1                    # seconds of processor time until a query is a slow one
    held: float = 1.0                     # seconds of wall time until it is one when its client reads slowly
    workers: int = field(default_factory=_workers)   # ready for light queries, always
    slow: int = 4                         # slow queries that run at a time
    queue: int = 16                       # slow queries that wait, stopped
    patience: float = 5.0                 # seconds they wait until they are refused
    waiting: int = 512                    # light queries that wait for a worker
    cache: int = 16 * 1024 * 1024         # bytes of answers kept, all together; 0: none
