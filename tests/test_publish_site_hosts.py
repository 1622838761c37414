"""The settings a site brings for nginx and Apache, tried on the real servers where they are installed."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.corpus import Corpus
from kg.model.errors import InputError
from kg.publish.ontology_model import ontology
from kg.publish.site_release import Release
from kg.publish.wellknown import apache, nginx, preferences
from kg.serve.negotiate import best
from kg.serve.pages_answers import _OFFERS, ENDINGS
from tests.conftest import INVENTED
from tests.explorer_built import stop
from tests.test_publish_site import BASE, made

pytestmark = pytest.mark.heavy  # whole sites and versions are made: some minutes

RETIRED = [("id/persona/vieja", "id/persona/lucia-prado-nieto"), ("id/persona/retirada", "")]
ASKED = [  # Accept, ending of the document that is named
    ("", "html"), ("*/*", "html"), ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld"),
    ("application/n-triples", "nt"), ("application/rdf+xml", "rdf"), ("text/turtle, application/rdf+xml;q=0.9, */*;q=0.1", "ttl"), ("application/rdf+xml;q=0.9, text/turtle", "ttl"),
    ("TEXT/TURTLE", "ttl"),
    ("text/html;q=0.3, text/turtle;q=0.8", "ttl"), ("text/turtle;q=0.2, application/ld+json;q=0.7, */*;q=0.1", "jsonld"), ("text/turtle; q=0.5 , application/rdf+xml ; q=0.6", "rdf"),
    ("text/turtle;q=0.5, */*;q=0.5", "html"), ("text/turtle;q=0.25, text/html;q=0.3", "html"), ("text/html;q=0.2, */*;q=0.9", "ttl"), ("text/html;q=0, */*", "ttl"),
    ("text/turtle;q=0, application/n-triples;q=0.1", "nt"), ("text/turtle;charset=utf-8;q=0.4,application/ld+json;profile=x;q=0.5", "jsonld"), ("text/turtle;q=1.000,text/html;q=0.999", "ttl"),
    ("application/*;q=0.8, text/*;q=0.3", "jsonld"), ("application/json, text/plain;q=0.9", "jsonld"), ("text/plain", "nt"), ("application/xml", "rdf"), ("text/*", "html"),
]
"""The server's own answers, too: quality counts, to a tenth."""
NEITHER = ("image/png", "text/turtlesoup", "text/turtle;q=0", "nonsense", ",;=")
"""What the server answers with 406; a host of files gives the page."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus, published below ``ga/``, with two IRIs retired."""
    folder = tmp_path_factory.mktemp("anfitrion")
    made(Corpus.at(INVENTED, folder / "build"), folder / "www" / "ga")
    frame, top = Release(BASE, "", "", "", ""), folder / "www" / "ga"
    (top / ".htaccess").write_text(apache(frame, RETIRED), encoding="utf-8")
    for path, content in zip(("http.conf", "server.conf"), nginx(frame, RETIRED), strict=True):
        (top / "nginx" / path).write_text(content, encoding="utf-8")
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for parent in (folder, *folder.parents):
        if parent.is_relative_to(tempfile.gettempdir()) and parent != Path(tempfile.gettempdir()):
            parent.chmod(parent.stat().st_mode | 0o055)  # the servers' own users must reach it
    return folder


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def run(command: list[str], port: int) -> Iterator[int]:
    """Run a server until the tests are done with it."""
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        while running.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        assert running.poll() is None, running.communicate()[0].decode()
        yield port
    finally:
        running.terminate()
        running.communicate()


def nginx_server(folder: Path) -> Iterator[int]:
    """nginx with the two snippets."""
    port, top = free_port(), folder / "www"
    settings = folder / "nginx.conf"
    temp = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    settings.write_text(f"daemon off; pid {folder}/nginx.pid; error_log stderr; events {{}} http {{ access_log off; {temp} include {top}/ga/nginx/http.conf;\n"
                        f"server {{ listen 127.0.0.1:{port}; root {top}; include {top}/ga/nginx/server.conf; }} }}", encoding="utf-8")
    yield from run(["nginx", "-c", str(settings), "-p", str(folder)], port)


def apache_server(folder: Path) -> Iterator[int]:
    """Apache with ``.htaccess``."""
    port, settings, modules = free_port(), folder / "apache.conf", Path("/usr/lib/apache2/modules")
    loaded = "".join(f"LoadModule {name}_module {modules}/mod_{name}.so\n" for name in ("mpm_event", "authz_core", "dir", "mime", "rewrite", "headers", "alias", "setenvif")
                     if (modules / f"mod_{name}.so").is_file())
    settings.write_text(f'{loaded}ServerRoot {folder}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/apache.pid\n'
                        'ErrorLog /dev/stderr\nTypesConfig /etc/mime.types\n'
                        f'DocumentRoot {folder}/www\n<Directory {folder}/www>\nAllowOverride FileInfo Options Indexes\nRequire all granted\n</Directory>\n'
                        'User daemon\nGroup daemon\n', encoding="utf-8")
    yield from run(["apache2", "-f", str(settings), "-X"], port)


@pytest.fixture(scope="module", params=["nginx", "apache2"])
def port(request: pytest.FixtureRequest, site: Path) -> Iterator[int]:
    """The port of a running server; skipped where it is not installed."""
    if shutil.which(request.param) is None:
        stop(f"{request.param} is not installed")
    yield from {"nginx": nginx_server, "apache2": apache_server}[request.param](site)


def asked(port: int, path: str, accept: str = "") -> tuple[int, dict[str, str], bytes]:
    """Ask without following; return status, headers by lower-case name, body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept": accept} if accept else {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body


def test_the_address_of_a_thing_leads_to_the_format_asked_for(port: int, site: Path) -> None:
    for accept, ending in ASKED:
        assert _OFFERS[str(best(accept, list(_OFFERS)))] == ending, accept
    for accept, ending in (*ASKED, *((a, "html") for a in NEITHER)):
        status, headers, _ = asked(port, "/ga/id/persona/lucia-prado-nieto", accept)
        assert status == 303, accept
        assert headers["location"].endswith(f"/ga/id/persona/lucia-prado-nieto.{ending}"), (accept, headers["location"])
        assert "accept" in headers.get("vary", "").lower()
        status, headers, body = asked(port, f"/ga/id/persona/lucia-prado-nieto.{ending}")
        assert status == 200
        assert body == (site / f"www/ga/id/persona/lucia-prado-nieto.{ending}").read_bytes()


def test_the_ontology_its_versions_and_its_shapes_are_found_by_their_address(port: int, site: Path) -> None:
    now = ontology().version
    for path, accept, leads in (("ontology", "", "ontology.html"), ("ontology", "text/turtle", "ontology.ttl"), (f"ontology/{now}", "text/html", f"ontology/{now}.html"),
                                (f"ontology/{now}", "application/rdf+xml", f"ontology/{now}.rdf"), ("ontology/0.1.0", "", "ontology/0.1.0.html"), ("shapes", "text/html", "ontology.html"),
                                ("shapes", "application/n-triples", "ontology/shapes.nt"), ("shapes?format=jsonld", "", "ontology/shapes.jsonld"),
                                ("vocabulary/theme", "text/turtle", "vocabulary/theme.ttl")):
        status, headers, _ = asked(port, f"/ga/{path}", accept)
        assert (status, "accept" in headers.get("vary", "").lower()) == (303, True), path
        assert headers["location"].endswith(f"/ga/{leads}"), (path, headers["location"])
        status, _, body = asked(port, f"/ga/{leads}")
        assert status == 200 and body == (site / "www/ga" / leads).read_bytes()


def test_a_format_may_be_asked_for_in_the_address(port: int) -> None:
    for ending in ("html", "ttl", "jsonld", "nt", "rdf"):
        status, headers, _ = asked(port, f"/ga/id/persona/lucia-prado-nieto?format={ending}", "text/html")
        assert status == 303
        assert headers["location"].endswith(f"/ga/id/persona/lucia-prado-nieto.{ending}")


def test_files_are_served_as_what_they_are(port: int, site: Path) -> None:
    person = "/ga/id/persona/lucia-prado-nieto"
    for path, media in ((f"{person}.ttl", "text/turtle"), (f"{person}.jsonld", "application/ld+json"), (f"{person}.nt", "application/n-triples"), (f"{person}.rdf", "application/rdf+xml"),
                        (f"{person}.html", "text/html"), ("/ga/.well-known/void", "text/turtle"), ("/ga/pregunta/proposals.csv", "text/csv"), ("/ga/assets/page.css", "text/css")):
        status, headers, body = asked(port, path)
        assert status == 200, path
        assert headers["content-type"].split(";")[0] == media, path
        assert headers.get("content-encoding") is None
    status, headers, body = asked(port, "/ga/descargas/grafo.nq.gz")
    assert body == (site / "www/ga/descargas/grafo.nq.gz").read_bytes()
    assert headers["content-type"] == "application/gzip" and headers.get("content-encoding") is None


def test_what_was_merged_leads_on_and_what_was_withdrawn_is_gone(port: int, site: Path) -> None:
    status, headers, _ = asked(port, "/ga/id/persona/vieja", "text/turtle")
    assert status == 301 and headers["location"].endswith("/ga/id/persona/lucia-prado-nieto")
    for ending in ("html", "ttl"):
        status, headers, _ = asked(port, f"/ga/id/persona/vieja.{ending}")
        assert status == 301 and headers["location"].endswith(f"/ga/id/persona/lucia-prado-nieto.{ending}")
        assert asked(port, f"/ga/id/persona/retirada.{ending}")[0] == 410
    status, _, body = asked(port, "/ga/id/persona/retirada")
    assert status == 410 and body == (site / "www/ga/410.html").read_bytes() and b"retirada" not in body
    status, _, body = asked(port, "/ga/id/persona/nadie.html")
    assert status == 404 and body == (site / "www/ga/404.html").read_bytes()
    assert asked(port, "/ga/id/persona/vieja-otra")[0] == 303  # a name that only begins alike


QUALITIES = ["", "1", "1.0", "0", "0.0", *(f"0.{n}" for n in range(1, 10))]


@given(st.lists(st.tuples(st.sampled_from([*ENDINGS.values(), "image/png"]), st.sampled_from(QUALITIES), st.sampled_from(["", " ", ";v=1"])), max_size=6))
def test_files_are_chosen_as_the_server_chooses(likes: list[tuple[str, str, str]]) -> None:
    header = ",".join(f"{space if space == ' ' else ''}{media}{space if space != ' ' else ''}{f';q={quality}' if quality else ''}" for media, quality, space in likes)
    chosen = next((ending for pattern, ending in preferences() if re.search(pattern, header, re.IGNORECASE)), "html")
    assert chosen == _OFFERS.get(str(best(header, list(_OFFERS))), "html"), header


def test_no_path_can_say_something_else_to_a_server() -> None:
    frame = Release(BASE, "", "", "", "")
    for bad in ("id/persona/x\nDeny", "id/persona/x;", "id/persona/x {", 'id/persona/"', "id/persona/$1", "id/persona/%{ENV}"):
        for write in (apache, nginx):
            with pytest.raises(InputError):
                write(frame, [(bad, "")])
            with pytest.raises(InputError):
                write(frame, [("id/persona/x", bad)])
