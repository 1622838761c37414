"""``SERVICE``, for a server that was started with endpoints that may be asked: it asks them itself, before a worker sees the query.

``SERVICE <IRI> { … }`` becomes ``{ VALUES … }`` with what the endpoint answers to ``SELECT * { … }``. So the workers reach nothing, as ever, and
only an IRI that was allowed, letter by letter, is ever called: the engine would call what it finds in the text. What is not written in exactly
that way stays in the query, and the guard refuses it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import time
from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from kg.graph.guard import OPAQUE, doubtful, refuse_federation
from kg.graph.stream import iri, lang
from kg.model import nt
from kg.model.errors import InputError, UsageError
from kg.model.iri import PREFIXES
from kg.model.text import Text
from kg.serve.guard import LOOPBACK
from kg.serve.refusal import Refused
from kg.serve.sparql import text

ROWS = 9_999
"""Solutions of an endpoint that are taken: one less than what many endpoints cut an answer at without a word."""
SIZE = 4 * 1024 * 1024
"""Bytes of the answers to a query's calls, all together: what becomes of them is read once more before a worker gets it."""
NAMES = 100
"""Variables of an answer."""
MOST = 5
"""Calls of a query."""
_AT_ONCE = 4
_HIDDEN = {"<": "\0", "#": " "}   # an IRI; a comment, which is white space; all else that is opaque (strings, escapes of names)
_CALL = re.compile(r"(?<![^\s{}.;])SERVICE\s*(SILENT\s*)?(\0+)\s*\{", re.IGNORECASE | re.ASCII)
_PROLOGUE = re.compile(r"\s*(?:(?:PREFIX\s+[^\s:]*:\s*|BASE\s*)\0+\s*)*", re.IGNORECASE | re.ASCII)
_DECLARED = re.compile(r"PREFIX\s+([^\s:]*):", re.IGNORECASE | re.ASCII)
_FIRST = "0-9_A-Za-zÀ-ÖØ-öø-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_VARIABLE = re.compile(f"[{_FIRST}][{_FIRST}\u00b7\u0300-\u036f\u203f\u2040]*")
_BRACKET = re.compile(r"[{}]")


class Unanswered(Exception):
    """An endpoint gave no answer that can be used; ``why``."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.why = Text(es, en)


def allowed(given: Iterable[str]) -> frozenset[str]:
    """Return the IRIs of endpoints that may be asked. Raises UsageError: one that is not https, or http on this machine."""
    found = frozenset(given)
    for one in found:
        if not _allowable(one):
            raise UsageError(Text("no es la dirección de un servicio SPARQL que se pueda permitir", "this is no address of a SPARQL service that can be allowed"), one,
                             Text("https://…, o http:// en esta máquina", "https://…, or http:// on this machine"))
    return found


def _allowable(one: str) -> bool:
    try:
        parts = urlsplit(one)
        known = iri(one) and bool(parts.hostname) and parts.username is None and not parts.fragment and parts.port != 0
    except ValueError:
        return False
    return known and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


class Federation:
    """The endpoints that queries may ask, and the asking. ``seconds``: how long one query's calls may take together."""

    def __init__(self, services: frozenset[str], seconds: float) -> None:
        from anyio import CapacityLimiter

        self.services, self.seconds = services, seconds
        self._limit = CapacityLimiter(_AT_ONCE)

    async def __call__(self, query: str) -> str:
        """Return a query with the calls answered that may be; what is refused anyway as it came, before anybody is asked. Raises Refused."""
        bare = text.bare(query)
        if text.form_of(bare) in ("", "UPDATE") or text.depth_of(bare) > text.DEEPEST:
            return query
        try:
            calls = calls_of(query)
        except UsageError as error:
            raise Refused(400, error.what, error.remedy) from error
        if any(endpoint not in self.services for endpoint, *_ in calls):
            names = ", ".join(sorted(self.services))
            raise Refused(400, Text("SERVICE solo puede nombrar los servicios permitidos", "SERVICE may name only the services that are allowed"), Text(f"son: {names}", f"they are: {names}"))
        if len(calls) > MOST:
            raise Refused(400, Text(f"más de {MOST} SERVICE", f"more than {MOST} SERVICE"))
        parts, at, left, until = [], 0, SIZE, time.monotonic() + self.seconds
        for endpoint, silent, asked, begin, end in calls:
            try:
                size, values = await self._asked(endpoint, asked, left, until)
                left -= size
            except Unanswered as error:
                if not silent:
                    raise Refused(502, Text(f"{endpoint} no dio una respuesta utilizable: {error.why.es}", f"{endpoint} gave no usable answer: {error.why.en}")) from error
                values = ""
            parts += [query[at:begin], f"{{ {values} }}"]
            at = end
        return "".join([*parts, query[at:]])

    async def _asked(self, endpoint: str, query: str, most: int, until: float) -> tuple[int, str]:
        """Return how many bytes an endpoint answered, and its ``VALUES``. Raises Unanswered."""
        from anyio import to_thread

        line: list[socket.socket] = []

        def beside() -> tuple[int, str]:
            content = fetched(endpoint, query, most, until, line)
            return len(content), values_of(content)

        async def work() -> tuple[int, str]:
            return await to_thread.run_sync(beside, limiter=self._limit, abandon_on_cancel=True)

        try:
            return await asyncio.wait_for(work(), max(0.0, until - time.monotonic()))
        except TimeoutError as error:
            raise Unanswered("tardó demasiado", "it took too long") from error
        finally:
            for one in line:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)   # a thread that nobody waits for ends, though the endpoint may go on sending a byte at a time


def calls_of(query: str) -> list[tuple[str, bool, str, int, int]]:
    """Return each call of a query, or the first that are too many: endpoint, whether it may fail silently, what to ask, where in the text it stands. Raises UsageError: a call in a call."""
    if "service" not in query.casefold() or doubtful(query):
        return []
    plain = OPAQUE.sub(lambda found: _HIDDEN.get(found[0][0], "\1") * len(found[0]), query)
    head = _PROLOGUE.match(plain)
    prologue = query[:head.end()] if head else ""
    declared = set(_DECLARED.findall(plain[:len(prologue)]))
    found: list[tuple[str, bool, str, int, int]] = []
    for call in _CALL.finditer(plain):
        end = _closed(plain, call.end())
        if not end:
            return []   # no query, then; and to look for the end of each would take the square of its length
        inside = query[call.end() - 1:end]
        refuse_federation(inside)
        ours = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items() if name not in declared and f"{name}:" in inside)
        found.append((query[call.start(2) + 1:call.end(2) - 1], call[1] is not None, f"{ours}{prologue}\nSELECT * {inside}\nLIMIT {ROWS + 1}", call.start(), end))
        if len(found) > MOST:
            break   # each holds the whole prologue
    return found


def _closed(plain: str, at: int) -> int:
    """Return where the bracket ends that was opened just before ``at``; 0 when it does not."""
    deep = 1
    for bracket in _BRACKET.finditer(plain, at):
        deep += 1 if bracket[0] == "{" else -1
        if not deep:
            return bracket.end()
    return 0


def fetched(endpoint: str, query: str, most: int, until: float, line: list[socket.socket]) -> bytes:
    """Return what an endpoint answers, and leave in ``line`` what is to be shut down to end it: no redirection is followed, no proxy of the environment asked. Raises Unanswered."""
    parts, left = urlsplit(endpoint), max(0.1, until - time.monotonic())
    # The port is always told: without one the last part of an IPv6 address would be taken for it.
    connection = HTTPSConnection(parts.hostname or "", parts.port or 443, timeout=left) if parts.scheme == "https" else HTTPConnection(parts.hostname or "", parts.port or 80, timeout=left)
    try:
        connection.connect()
        line.append(connection.sock)
        if time.monotonic() > until:
            raise Unanswered("tardó demasiado", "it took too long")
        connection.request("POST", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", urlencode({"query": query}).encode(), {
            "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json", "Accept-Encoding": "identity", "User-Agent": "kg"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise Unanswered(f"estado {answer.status}", f"status {answer.status}")
        content = bytearray()
        while part := answer.read1(1 << 16):
            content += part
            if len(content) > most:
                raise Unanswered("es demasiado larga", "it is too long")
            if time.monotonic() > until:
                raise Unanswered("tardó demasiado", "it took too long")
        return bytes(content)
    except (OSError, HTTPException, ValueError) as error:
        raise Unanswered("no se pudo hablar con él", "one could not talk to it") from error
    finally:
        connection.close()


def values_of(content: bytes) -> str:
    """Return an answer in JSON as a ``VALUES`` clause; every part of it is checked and written anew. Raises Unanswered."""
    try:
        told = json.loads(content)
        names, rows = told["head"]["vars"], told["results"]["bindings"]
        if len(rows) > ROWS:
            raise Unanswered(f"tiene más de {ROWS} soluciones", f"it has more than {ROWS} solutions")
        if len(names) > NAMES:
            raise Unanswered(f"tiene más de {NAMES} variables", f"it has more than {NAMES} variables")
        if len(set(names)) < len(names) or not all(map(_VARIABLE.fullmatch, names)):
            raise ValueError(names)
        lines = "\n".join(f"({' '.join(_term(row[name]) if name in row else 'UNDEF' for name in names)})" for row in rows)
        made = f"VALUES ({' '.join(f'?{name}' for name in names)}) {{\n{lines}\n}}"
        made.encode()
        return made
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, InputError) as error:
        raise Unanswered("no es JSON de SPARQL", "it is not SPARQL JSON") from error


def _term(term: dict[str, Any]) -> str:
    """Return a term as SPARQL writes it. A blank node has no name that could be written: joining with it would be wrong."""
    kind, value = term["type"], term["value"]
    if kind == "uri" and iri(value):
        return nt.iri(value)
    if kind in ("literal", "typed-literal") and isinstance(value, str):
        tag, datatype = term.get("xml:lang", ""), term.get("datatype", "")
        if tag:
            if not lang(tag):
                raise ValueError(tag)
            return nt.text(value, tag)
        if datatype and not iri(datatype):
            raise ValueError(datatype)
        return f"{nt.text(value)}^^{nt.iri(datatype)}" if datatype else nt.text(value)
    if kind == "bnode":
        raise Unanswered("tiene nodos en blanco, que otro grafo no puede nombrar", "it has blank nodes, which no other graph can name")
    raise ValueError(kind)
