"""``kg serve``: the built graph for other programs, read-only: SPARQL, linked data, reconciliation."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from kg.cli.base import App, Command, option
from kg.cli.clicks import Amount
from kg.model.errors import StoreError, UsageError
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.serve.live import Site

PORT = 8487
"""The port when none is told: always the same, since OpenRefine keeps the addresses of its services."""
_RATE = 20.0


@click.command("serve", cls=Command, examples=("kg serve", "kg serve --port 0", "kg serve --any-origin", "kg serve --host 0.0.0.0 --allow-host datos.example.org"),
               text=Text("Sirve el grafo construido a navegadores y a otros programas, solo para leer: un taller de consultas en /, una API JSON en /api, consultas SPARQL 1.1 en /sparql, "
                         "los grafos en /graph, y cotejar hojas con OpenRefine "
                         "(W3C Reconciliation API 0.2) en la dirección que imprime primero. Un grafo nuevo (kg build) se sirve sin reiniciar. Ctrl-C termina.",
                         "Serves the built graph to browsers and other programs, for reading only: a workbench at /, a JSON API at /api, SPARQL 1.1 queries at /sparql, "
                         "the graphs at /graph, and matching spreadsheets with OpenRefine "
                         "(W3C Reconciliation API 0.2) at the address it prints first. A new graph (kg build) is served without a restart. Ctrl-C ends it."))
@option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, es="Puerto; 0 es uno libre.", en="Port; 0 is a free one.")
@option("--host", default="127.0.0.1", show_default=True, metavar="IP", es="Dirección en la que escucha; 0.0.0.0 son todas: entonces cualquiera que llegue a esta máquina lee el grafo.",
        en="Address to listen on; 0.0.0.0 is all of them: whoever reaches this machine then reads the graph.")
@option("--allow-host", multiple=True, metavar="HOST", es="Nombre por el que otros piden este servidor (repetible); hace falta con un --host que no sea de esta máquina.",
        en="Name by which others ask for this server (repeatable); needed with a --host that is not this machine's own.")
@option("--proxy", multiple=True, metavar="IP",
        es="Dirección o red (10.0.0.0/8) de un proxy propio (repetible): a él se le cree quién pregunta (X-Forwarded-For) y si es por https (X-Forwarded-Proto); debe pasar el Host tal cual.",
        en="Address or network (10.0.0.0/8) of a proxy of your own (repeatable): it is believed who asks (X-Forwarded-For) and whether by https (X-Forwarded-Proto); it must pass Host as it came.")
@option("--any-origin", is_flag=True, es="Deja leer también a páginas de otros sitios que abra un navegador; sin esto, solo a las de esta máquina.",
        en="Lets pages of other sites that a browser opens read, too; without it, only those of this machine.")
@option("--allow-service", multiple=True, metavar="IRI", es="Servicio SPARQL que una consulta puede nombrar con SERVICE <IRI>, letra por letra (repetible); sin esto, ninguno.",
        en="SPARQL service that a query may name with SERVICE <IRI>, letter by letter (repeatable); without it, none.")
@option("--time-limit", type=Amount(0.1, 3600), default=30.0, show_default=True, metavar="S", es="Segundos que puede tardar una consulta.", en="Seconds a query may take.")
@option("--memory-limit", type=click.IntRange(16, 1 << 20), default=512, show_default=True, metavar="MB", es="Memoria que puede pedir una consulta.", en="Memory a query may want.")
@option("--row-limit", type=click.IntRange(1), default=1_000_000, show_default=True, metavar="N", es="Renglones que puede tener una respuesta.", en="Rows an answer may have.")
@option("--rate", type=Amount(0, 1e6), metavar="N",
        es="Peticiones por segundo de una dirección; 0, sin límite. Sin decirlo: 20, y sin límite cuando solo escucha a esta máquina y no hay proxy.",
        en="Requests a second from one address; 0: no limit. Unless told: 20, and no limit when it listens to this machine only and there is no proxy.")
@option("--access-log", type=click.Path(dir_okay=False), metavar="FILE", es="Anota cada petición (JSON por línea), sin direcciones ni consultas; «-» es stderr.",
        en="Notes each request (JSON lines), without addresses or queries; “-” is stderr.")
@option("--log-queries", is_flag=True, es="Anota también el texto de las consultas que van en la dirección: pueden decir qué busca alguien.",
        en="Notes the text of queries in the address, too: they may tell what somebody looks for.")
@click.pass_obj
def serve_command(app: App, port: int, host: str, allow_host: tuple[str, ...], proxy: tuple[str, ...], any_origin: bool, allow_service: tuple[str, ...], time_limit: float,
                  memory_limit: int, row_limit: int, rate: float | None, access_log: str | None, log_queries: bool) -> None:
    """Print the address of the reconciliation service, then that of SPARQL, to stdout and serve until interrupted."""
    from kg.graph.store import current
    from kg.serve.app import listen, run_public
    from kg.serve.around import Log, Rate
    from kg.serve.guard import LOOPBACK
    from kg.serve.live import Live
    from kg.serve.public import Public, PublicGate
    from kg.serve.sparql.federation import allowed
    from kg.serve.sparql.limits import Limits
    from kg.serve.workbench import HOME, NAV

    near, proxies, services = host in LOOPBACK, _networks(proxy), allowed(allow_service)
    if not near and not allow_host:
        raise UsageError(Text(f"--host {host} abre el servidor a otras máquinas: ¿con qué nombre?", f"--host {host} opens the server to others: by which name?"), "",
                         Text("dígalo con --allow-host datos.example.org (o la dirección IP)", "name it with --allow-host datos.example.org (or the IP address)"))
    current(app.corpus.build)   # an absent graph is told before a port is taken
    with listen(host, port) as listener, _log(access_log) as file:
        gate = PublicGate(listener.getsockname()[1], names=allow_host)
        limits = Limits(seconds=time_limit, memory=memory_limit << 20, rows=row_limit)
        live = Live(app.corpus, gate, app.lang, partial(_opened, app, gate.port, host if near else allow_host[0]), app.say, anywhere=any_origin,
                    options={"limits": limits, "services": services, "nav": NAV, "home": HOME})
        asked = (0.0 if near and not proxy else _RATE) if rate is None else rate
        served: Any = Public(Rate(live, asked) if asked else live, gate, any_origin)   # inside: 429 has the headers that let a page read it, too
        if not near:
            app.say(Text(f"Escucha en {host}: quien llegue a esta máquina lee el grafo entero.", f"Listens on {host}: whoever reaches this machine reads the whole graph."))
        run_public(Log(served, file, log_queries) if file else served, listener, proxies)
    if live.error is not None:
        raise live.error


def _networks(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return addresses and networks as the server compares them, IPv4 also as a socket for both versions sees it. Raises UsageError."""
    from ipaddress import IPv4Network, ip_network

    found: list[str] = []
    for text in given:
        try:
            network = ip_network(text.strip(), strict=False)
        except ValueError as error:
            raise UsageError(Text("--proxy: no es una dirección IP ni una red", "--proxy: this is no IP address and no network"), text,
                             Text("por ejemplo 127.0.0.1 o 10.0.0.0/8", "for example 127.0.0.1 or 10.0.0.0/8")) from error
        found += [str(network), *([f"::ffff:{network.network_address}/{96 + network.prefixlen}"] if isinstance(network, IPv4Network) else [])]
    return tuple(found)


def _opened(app: App, port: int, host: str, site: Site) -> None:
    """Say where the services are, at the start; later, that a new graph is served."""
    from kg.serve.reconcile import PATH

    if site.first:
        root = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        click.echo(f"{root}{PATH}\n{root}/sparql\n{root}/")
        app.say(Text("En OpenRefine: Cotejar → Añadir servicio estándar → la primera dirección. La segunda es para consultas SPARQL, la tercera para abrirla en un navegador. Ctrl-C termina.",
                     "In OpenRefine: Reconcile → Add standard service → the first address. The second is for SPARQL queries, the third to open in a browser. Ctrl-C ends."))
    else:
        app.say(Text(f"Se sirve el grafo nuevo: {site.folder.name}", f"The new graph is served: {site.folder.name}"))


@contextlib.contextmanager
def _log(name: str | None) -> Iterator[IO[str] | None]:
    """Open the access log; "-" is stderr."""
    if name is None:
        yield None
    elif name == "-":
        yield sys.stderr
    else:
        try:
            with Path(name).open("a", encoding="utf-8") as file:
                yield file
        except OSError as error:
            raise StoreError(Text(f"no se puede escribir: {error.strerror}", f"cannot be written: {error.strerror}"), name) from error
