"""Pajek's .net: numbered, quoted vertices; ``*Vertices N N1`` when the network is two-mode, its N1 rows first.

Format: http://mrvar.fdv.uni-lj.si/pajek/DrawEPS.htm, and the number of first-mode vertices as Pajek's own two-mode files
write it (networkx reads only the one-mode head). UTF-8 without a byte-order mark, which networkx would take for part of the
first word.
"""

from __future__ import annotations

import itertools
from collections import Counter

from kg.network.formats.flat import Flat, legal


def pajek(net: Flat) -> str:
    """Return the network. What it is goes before it as comments; weights are the ties' values; other attributes stay behind, the format has no place for them."""
    order, labels = vertices(net), unique_labels(net)
    number = {node: i for i, node in enumerate(order, 1)}
    first = "" if net.side is None else f" {net.side.count(0)}"
    lines = [f"% {_quoted(name)}: {_quoted(str(value))}" for name, value in net.info.items()]
    lines += [f"*Vertices {len(order)}{first}", *(f'{number[i]} "{labels[i]}"' for i in order), "*Edges"]
    found = sorted((*sorted((number[a], number[b])), w) for a, b, w in zip(net.start, net.end, net.tie("weight"), strict=True))
    lines += [f"{a} {b} {w}" for a, b, w in found]
    return "\n".join(lines) + "\n"


def vertices(net: Flat) -> list[int]:
    """Return the nodes in the order Pajek numbers them from 1: the first mode before the second."""
    return list(range(len(net.ids))) if net.side is None else sorted(range(len(net.ids)), key=lambda i: (net.side or [])[i])


def unique_labels(net: Flat) -> list[str]:
    """Return a label a node that no other node has: readers know vertices by label, and namesakes must not become one.

    Two who share one get the end of their id after it, or the whole id when that does not tell them apart.
    """
    plain = [_quoted(net.label(i)) for i in range(len(net.ids))]
    short = [f" ({_quoted(iri.rstrip('/').rpartition('/')[2])})" for iri in net.ids]
    whole = [f" <{_quoted(iri)}>" for iri in net.ids]
    last = [f" #{i}" for i in range(1, len(net.ids) + 1)]
    for more in itertools.chain((short, whole), itertools.repeat(last)):
        shared = {label for label, times in Counter(plain).items() if times > 1}
        if not shared:
            break
        plain = [label + more[i] if label in shared else label for i, label in enumerate(plain)]
    return plain


def _quoted(text: str) -> str:
    """Return text that can stand between quotation marks on one line: the format has no escapes."""
    return " ".join(legal(text).replace('"', "'").replace("\\", "/").split()) or "-"
