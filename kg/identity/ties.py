"""Ties between mentions: which are joined, by which path, and which ties lie between two that must stay apart."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import NamedTuple

Node = tuple[str, str]  # kind, key


class Tie(NamedTuple):
    """Two keys of one kind that are one, and what says so (file and line, or who)."""

    kind: str
    a: str
    b: str
    why: str


class Joined:
    """Sets of nodes that ties join. A set is named by its smallest node, whatever the order of the ties."""

    def __init__(self) -> None:
        self.parent: dict[Node, Node] = {}
        self.beside: dict[Node, dict[Node, str]] = defaultdict(dict)

    def find(self, node: Node) -> Node:
        """Return the name of the set of ``node`` (itself, when nothing joins it)."""
        root = node
        while self.parent.get(root, root) != root:
            root = self.parent[root]
        while self.parent.get(node, node) != root:
            self.parent[node], node = root, self.parent.get(node, node)
        return root

    def join(self, a: Node, b: Node, why: str = "") -> None:
        """Join two nodes; of several ties between them the smallest ``why`` is told."""
        for one, other in ((a, b), (b, a)):
            self.beside[one][other] = min(why, self.beside[one].get(other, why))
        first, second = sorted((self.find(a), self.find(b)))
        self.parent[second] = self.parent[first] = first

    def sets(self) -> dict[Node, list[Node]]:
        """Return every set that ties made, sorted: its name → its nodes."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for node in sorted(self.parent):
            found[self.find(node)].append(node)
        return dict(sorted(found.items()))

    def path(self, a: Node, b: Node) -> str:
        """Return a shortest chain of ties from ``a`` to ``b`` in words: ``a = x (why) = b (why)``; of equal ones the first in order of keys."""
        before: dict[Node, Node] = {a: a}
        queue = deque([a])
        while queue and b not in before:
            node = queue.popleft()
            for other in sorted(self.beside[node]):
                if other not in before:
                    before[other] = node
                    queue.append(other)
        steps, node = [], b
        while node != a:
            steps.append(f" = {node[1]} ({self.beside[before[node]][node]})")
            node = before[node]
        return a[1] + "".join(reversed(steps))


def between(edges: Iterable[tuple[Node, Node]], ends: Iterable[Node]) -> set[tuple[Node, Node]]:
    """Return the edges (as sorted pairs) that lie on any path without loops between two of ``ends``: without them no two ends are joined.

    Every end is tied to one extra node; an edge lies on such a path exactly when it shares a biconnected block with a tie of that node.
    """
    import networkx

    hub: Node = ("", "")
    graph = networkx.Graph()
    graph.add_edges_from(edges)
    graph.add_edges_from((hub, end) for end in ends)
    found: set[tuple[Node, Node]] = set()
    for block in networkx.biconnected_component_edges(graph):
        pairs = {(min(a, b), max(a, b)) for a, b in block}
        if any(a == hub for a, _ in pairs):
            found |= {pair for pair in pairs if pair[0] != hub}
    return found
