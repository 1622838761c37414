"""What a linked-data site must do, as named checks that run against any site: HTTP (RFC 9110, 8288, 6892), Cool URIs for the Semantic Web, RDF 1.1.

    python -m tests.conformance_linked_data http://127.0.0.1:8487 /id/persona/x --unknown /id/persona/nobody [--merged /old=/new] [--gone /old]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

RDF = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/n-triples": "nt", "application/rdf+xml": "xml"}
ENDINGS = {"html": "text/html", "ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples", "rdf": "application/rdf+xml"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
HOSTILE = ("/id/persona/..%2f..%2fetc%2fpasswd", "/id/../../etc/passwd", "/id/persona/%2e%2e/%2e%2e/etc/passwd", "/id/persona/x%00.ttl", "/id/persona/%ff%fe", "/id/persona/x%0d%0aset-cookie:a=b",
           "/id/persona/<script>alert(1)<%2fscript>", "/id/persona/x>.%20?p%20?o%20}%20#", "/id/persona/%3Cscript%3E", "/id//persona//x", "/id/persona/", "/id/", "/id", "/id/persona/x.exe",
           "/id/persona/" + "a" * 3000, "/id/persona/x;a=b", "/id/persona/%25%32%65", "/id/persona/ñ", "/id/persona/.htaccess", "/vocabulary/../id", "/graph/%2e%2e", "/id/persona/x%5c..%5cy")


@dataclass
class Site:
    """A site and some addresses on it. ``things`` name something; ``merged`` leads old → new; ``gone`` was withdrawn."""

    address: str
    things: tuple[str, ...]
    unknown: str
    merged: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()
    cross_origin: bool = False
    client: httpx.Client = field(default_factory=lambda: httpx.Client(follow_redirects=False, timeout=20))

    @property
    def thing(self) -> str:
        return self.things[0]

    def get(self, path: str, accept: str | list[str] | None = None, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask without following; ``accept`` None sends no such header."""
        lines = [("host", urlsplit(self.address).netloc), *((k.replace("_", "-"), v) for k, v in headers.items())]
        lines += [("accept", a) for a in ([accept] if isinstance(accept, str) else accept or [])]
        request = httpx.Request(method, urljoin(self.address, path), headers=lines)
        return self.client.send(request)

    def document(self, path: str, accept: str | None = None, **headers: str) -> httpx.Response:
        """Follow to the document about a thing: 303 and its target, or 200 with Content-Location."""
        first = self.get(path, accept, **headers)
        if first.status_code == 303:
            return self.get(urljoin(path, first.headers["location"]), accept, **headers)
        return first

    def graph(self, response: httpx.Response) -> Graph:
        """Parse an RDF document by its media type."""
        return Graph().parse(data=response.content, format=RDF[media(response)], publicID=str(response.request.url))


def media(response: httpx.Response) -> str:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()


def links(response: httpx.Response) -> list[tuple[str, dict[str, str]]]:
    """Parse the Link headers (RFC 8288)."""
    found = []
    for target, rest in re.findall(r'<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+=(?:"[^"]*"|[^\s",;]+))*)', ",".join(response.headers.get_list("link"))):
        found.append((target, {k: v.strip('"') for k, v in re.findall(r';\s*([\w*-]+)=("[^"]*"|[^\s",;]+)', rest)}))
    return found


def related(response: httpx.Response, rel: str) -> list[tuple[str, dict[str, str]]]:
    return [(t, p) for t, p in links(response) if rel in p.get("rel", "").split()]


CHECKS: dict[str, Callable[[Site], None]] = {}


def check(function: Callable[[Site], None]) -> Callable[[Site], None]:
    """Enter a check under its name."""
    CHECKS[function.__name__.replace("_", "-")] = function
    return function


class _Head(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.blocks: list[str] = []
        self.lang = ""
        self._json = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "link":
            self.links.append(given)
        self._json = tag == "script" and given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._json:
            self.blocks.append(data)
            self._json = False


# --- negotiation


@check
def browser_gets_html(site: Site) -> None:
    for thing in site.things:
        answer = site.document(thing, BROWSER)
        assert answer.status_code == 200 and media(answer) == "text/html", (thing, answer.status_code, media(answer))
        assert "<html" in answer.text


def _serves(kind: str) -> Callable[[Site], None]:
    def serves(site: Site) -> None:
        for thing in site.things:
            answer = site.document(thing, kind)
            assert answer.status_code == 200 and media(answer) == kind, (thing, answer.status_code, media(answer))
            assert len(site.graph(answer)) > 0
    return serves


for _kind, _name in RDF.items():
    CHECKS[f"serves-{_name}"] = _serves(_kind)


@check
def thing_is_not_its_document(site: Site) -> None:
    """303 to another address, or 200 that says which document it is (Cool URIs; RFC 9110 §8.7)."""
    for thing in site.things:
        first = site.get(thing, "text/turtle")
        told = first.headers.get("location" if first.status_code == 303 else "content-location", "")
        assert first.status_code in (200, 303) and told and urljoin(thing, told) != thing, (first.status_code, told)


@check
def quality_values_decide(site: Site) -> None:
    for accept, kind in (("text/html;q=0.2, text/turtle", "text/turtle"), ("text/turtle;q=0.1, application/n-triples;q=0.9, text/html;q=0.5", "application/n-triples"),
                         ("application/rdf+xml;q=0.7, application/ld+json;q=0.8", "application/ld+json"), ("text/turtle;q=0.001, text/html;q=0", "text/turtle")):
        assert media(site.document(site.thing, accept)) == kind, accept


@check
def specific_range_beats_wildcard(site: Site) -> None:
    assert media(site.document(site.thing, "*/*;q=0.9, text/turtle")) == "text/turtle"
    assert media(site.document(site.thing, "text/html;q=0, */*;q=0.5")) != "text/html"
    assert media(site.document(site.thing, "application/*, text/html;q=0.1")).startswith("application/")


@check
def accept_is_case_insensitive_and_may_be_split(site: Site) -> None:
    assert media(site.document(site.thing, "Text/Turtle; Q=1.0")) == "text/turtle"
    answer = site.get(site.thing, ["text/html;q=0.1", "text/turtle"])
    target = answer.headers.get("location", answer.headers.get("content-location", ""))
    assert media(site.get(urljoin(site.thing, target))) == "text/turtle"


@check
def parameters_of_a_type_do_not_hurt(site: Site) -> None:
    assert media(site.document(site.thing, "text/turtle; charset=utf-8")) == "text/turtle"
    assert media(site.document(site.thing, 'application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"')) == "application/ld+json"


@check
def no_accept_and_any_accept_get_something(site: Site) -> None:
    for accept in (None, "*/*", ""):
        assert site.document(site.thing, accept).status_code == 200, accept


@check
def malformed_accept_is_no_server_error(site: Site) -> None:
    for accept in (";;;", "text/turtle;q=abc", "text", "*", "/", ",,,", "text/turtle;q=2", "a" * 5000, "text/html;q=0.5;;;=,", "q=1", "\"", "*/*;q=-1"):
        assert site.get(site.thing, accept).status_code < 500, accept


@check
def unacceptable_is_406_with_the_choice(site: Site) -> None:
    answer = site.get(site.thing, "image/png")
    assert answer.status_code == 406, answer.status_code
    assert answer.content and "text/turtle" in answer.text + ",".join(answer.headers.get_list("link"))


@check
def negotiated_answers_vary(site: Site) -> None:
    for accept in ("text/html", "text/turtle", "image/png"):
        assert "accept" in answer_vary(site.get(site.thing, accept)), accept


def answer_vary(answer: httpx.Response) -> set[str]:
    return {v.strip().lower() for v in ",".join(answer.headers.get_list("vary")).split(",")}


@check
def extension_overrides_accept(site: Site) -> None:
    for ending, kind in ENDINGS.items():
        answer = site.get(f"{site.thing}.{ending}", "image/png")
        assert answer.status_code == 200 and media(answer) == kind, (ending, answer.status_code, media(answer))


@check
def format_parameter_overrides_accept(site: Site) -> None:
    for ending, kind in ENDINGS.items():
        answer = site.document(f"{site.thing}?format={ending}", "image/png")
        assert answer.status_code == 200 and media(answer) == kind, (ending, answer.status_code, media(answer))
    assert site.get(f"{site.thing}?format=nonsense", "text/html").status_code in (400, 406)


# --- what documents say


@check
def documents_speak_of_the_thing(site: Site) -> None:
    for thing in site.things:
        about = [s for s in site.graph(site.document(thing, "text/turtle")).subjects() if isinstance(s, URIRef)]
        assert any(urlsplit(str(s)).path.endswith(thing) for s in about), thing


@check
def formats_hold_the_same_graph(site: Site) -> None:
    for thing in site.things:
        graphs = [site.graph(site.document(thing, kind)) for kind in RDF]
        assert all(isomorphic(graphs[0], other) for other in graphs[1:]), thing


@check
def texts_are_utf8(site: Site) -> None:
    for kind in ("text/html", "text/turtle"):
        answer = site.document(site.thing, kind)
        answer.content.decode("utf-8")
        assert "charset=utf-8" in answer.headers["content-type"].lower(), kind


@check
def same_document_same_bytes(site: Site) -> None:
    for ending in ENDINGS:
        assert site.get(f"{site.thing}.{ending}").content == site.get(f"{site.thing}.{ending}").content, ending


@check
def page_names_its_alternates(site: Site) -> None:
    page = _Head(site.document(site.thing, "text/html").text)
    kinds = {link["type"] for link in page.links if link.get("rel") == "alternate" and link.get("type")}
    assert kinds >= set(RDF), kinds
    here = str(site.document(site.thing, "text/html").request.url)
    for link in page.links:
        if link.get("rel") == "alternate":
            answer = site.get(urljoin(here, link["href"]))
            assert answer.status_code == 200 and media(answer) == link["type"], link
    assert page.lang


@check
def page_holds_structured_data_about_the_thing(site: Site) -> None:
    for thing in site.things:
        blocks = [json.loads(b) for b in _Head(site.document(thing, "text/html").text).blocks]
        found = [n for block in blocks for n in (block if isinstance(block, list) else block.get("@graph", [block]))]
        assert any(str(n.get("@id", "")).endswith(thing) and n.get("@type") for n in found), thing
        assert all("schema.org" in json.dumps(b.get("@context")) for b in blocks if isinstance(b, dict))


@check
def names_in_the_data_are_on_the_page(site: Site) -> None:
    label = URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")
    seen = 0
    for thing in site.things:
        graph, page = site.graph(site.document(thing, "text/turtle")), site.document(thing, "text/html").text
        names = [str(o) for s, o in graph.subject_objects(label) if str(s).endswith(thing)]
        seen += len(names)
        assert not names or any(n.replace("&", "&amp;") in page for n in names), (thing, names)
    assert seen


@check
def linked_things_resolve(site: Site) -> None:
    """What the data link to inside the site leads somewhere."""
    graph = site.graph(site.document(site.thing, "text/turtle"))
    me = next(str(s) for s in graph.subjects() if urlsplit(str(s)).path.endswith(site.thing))
    root = me.removesuffix(site.thing)
    others = sorted({str(o).partition("#")[0] for o in graph.objects(URIRef(me)) if isinstance(o, URIRef) and str(o).startswith(root + "/")})
    for other in others[:40]:
        assert site.document(other.removeprefix(root), "text/turtle").status_code == 200, other


# --- headers


@check
def link_header_names_every_alternate(site: Site) -> None:
    for answer in (site.get(site.thing, "text/html"), site.document(site.thing, "text/html")):
        kinds = {p.get("type") for _, p in related(answer, "alternate")}
        assert kinds >= set(RDF), (answer.status_code, kinds)
        for target, parameters in related(answer, "alternate"):
            assert media(site.get(urljoin(site.thing, target))) == parameters["type"], target


@check
def link_header_names_description_and_licence(site: Site) -> None:
    for answer in (site.document(site.thing, "text/html"), site.document(site.thing, "text/turtle")):
        assert related(answer, "describedby") and related(answer, "license"), links(answer)
        assert any(t.endswith(site.thing) for t, _ in related(answer, "describes")), links(answer)


@check
def head_is_get_without_a_body(site: Site) -> None:
    for path in (site.thing, *(f"{site.thing}.{e}" for e in ENDINGS), site.unknown):
        got, head = site.get(path, "text/html"), site.get(path, "text/html", "HEAD")
        assert head.status_code == got.status_code and not head.content, path
        for name in ("content-type", "content-length", "etag", "location", "link", "vary"):
            assert head.headers.get(name) == got.headers.get(name), (path, name)


@check
def etags_answer_304(site: Site) -> None:
    for ending in ENDINGS:
        first = site.get(f"{site.thing}.{ending}")
        tag = first.headers["etag"]
        for given in (tag, f'"other", {tag}', f"W/{tag.removeprefix('W/')}", "*"):
            again = site.get(f"{site.thing}.{ending}", if_none_match=given)
            assert again.status_code == 304 and not again.content, (ending, given, again.status_code)
            assert again.headers.get("etag", "").strip('W/"').partition("-gzip")[0] == tag.strip('W/"').partition("-gzip")[0]
        assert site.get(f"{site.thing}.{ending}", if_none_match='"other"').status_code == 200


@check
def etags_tell_representations_apart(site: Site) -> None:
    tags = [site.get(f"{thing}.{e}").headers["etag"] for thing in site.things for e in ENDINGS]
    assert len(set(tags)) == len(tags)
    packed, plain = (site.get(f"{site.thing}.html", accept_encoding=how) for how in ("gzip", "identity"))
    assert packed.content == plain.content
    if packed.headers.get("content-encoding") == "gzip":
        assert packed.headers["etag"].startswith("W/") or packed.headers["etag"] != plain.headers["etag"]
        assert "accept-encoding" in answer_vary(packed)


@check
def content_type_may_not_be_guessed(site: Site) -> None:
    for path in (f"{site.thing}.html", f"{site.thing}.ttl", site.unknown):
        assert site.get(path, "text/html").headers.get("x-content-type-options") == "nosniff", path


@check
def pages_carry_a_strict_policy(site: Site) -> None:
    policy = site.get(f"{site.thing}.html").headers.get("content-security-policy", "")
    assert "default-src 'none'" in policy and "unsafe" not in policy, policy


@check
def other_pages_may_read_where_allowed(site: Site) -> None:
    answer = site.get(f"{site.thing}.ttl", origin="https://example.org" if site.cross_origin else "http://localhost:3000")
    assert answer.status_code == 200 and answer.headers.get("access-control-allow-origin"), answer.headers
    assert "access-control-allow-credentials" not in answer.headers


# --- what is not there


@check
def unknown_is_404_with_a_body(site: Site) -> None:
    for path in (site.unknown, f"{site.unknown}.ttl", f"{site.unknown}.html"):
        for accept, kind in (("text/html", "text/html"), ("text/plain", "text/plain"), (BROWSER, "text/html"), ("text/turtle", None)):
            answer = site.get(path, accept)
            assert answer.status_code == 404 and answer.content, (path, accept, answer.status_code)
            assert kind is None or media(answer) == kind, (path, accept, media(answer))


@check
def merged_leads_to_the_survivor(site: Site) -> None:
    assert site.merged, "no merged address given"
    for old, new in site.merged:
        for ending in ("", ".ttl", ".html"):
            answer = site.get(old + ending, "text/turtle")
            assert answer.status_code in (301, 308) and urljoin(old, answer.headers["location"]) == new + ending, (old, answer.status_code, answer.headers.get("location"))
        assert site.document(new, "text/turtle").status_code == 200


@check
def withdrawn_is_410_and_says_nothing(site: Site) -> None:
    assert site.gone, "no withdrawn address given"
    for old in site.gone:
        for accept, kind in (("text/html", "text/html"), ("text/plain", "text/plain")):
            for ending in ("", ".html", ".ttl"):
                answer = site.get(old + ending, accept)
                assert answer.status_code == 410 and media(answer) == kind and answer.content, (old, ending, answer.status_code, media(answer))


@check
def only_reading(site: Site) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = site.get(site.thing, "text/html", method)
        assert answer.status_code == 405 and "GET" in answer.headers.get("allow", ""), (method, answer.status_code)


@check
def hostile_addresses_are_harmless(site: Site) -> None:
    for path in HOSTILE:
        answer = site.get(path.replace(" ", "%20"), "text/html")
        assert answer.status_code in (301, 308, 400, 404, 414), (path, answer.status_code)
        assert "set-cookie" not in answer.headers and "<script>alert" not in answer.text and "root:" not in answer.text, path


@check
def encoded_letters_name_the_same(site: Site) -> None:
    """RFC 3986 §6.2.2.2: an encoded unreserved character is that character."""
    last = site.thing[-1]
    answer = site.get(f"{site.thing[:-1]}%{ord(last):02X}", "text/turtle")
    for _ in range(3):
        if answer.status_code not in (301, 303, 308):
            break
        answer = site.get(urljoin(site.thing, answer.headers["location"]), "text/turtle")
    assert answer.status_code == 200 and media(answer) == "text/turtle", answer.status_code


@check
def location_stays_on_the_site(site: Site) -> None:
    for path in ("//example.org/id", f"/{site.thing}", f"{site.thing}?format=html%0d%0aX:1", "/id/persona//example.org"):
        answer = site.client.send(httpx.Request("GET", site.address.rstrip("/") + path, headers={"accept": "text/html"}))
        target = answer.headers.get("location", "")
        assert answer.status_code < 500 and not target.startswith("//") and urlsplit(target).netloc in ("", urlsplit(site.address).netloc), (path, target)
        assert "x" not in answer.headers


@dataclass(frozen=True)
class Result:
    """How one check went; ``why`` is "" when it passed."""

    name: str
    why: str


def run(site: Site, names: Iterable[str] = ()) -> list[Result]:
    """Run the checks, all when none is named; a check that trips over an answer has failed, too."""
    results = []
    for name in names or CHECKS:
        try:
            CHECKS[name](site)
            results.append(Result(name, ""))
        except (AssertionError, KeyError, ValueError, StopIteration, httpx.HTTPError, SyntaxError, AttributeError) as error:
            results.append(Result(name, f"{type(error).__name__}: {str(error)[:200]}"))
    return results


def main(arguments: list[str] | None = None) -> int:
    """Print a line a check; return 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("things", nargs="+")
    parser.add_argument("--unknown", default="/id/persona/nadie-se-llama-asi")
    parser.add_argument("--merged", action="append", default=[], metavar="/old=/new")
    parser.add_argument("--gone", action="append", default=[])
    given: Any = parser.parse_args(arguments)
    merged = tuple((a, b) for a, _, b in (pair.partition("=") for pair in given.merged))
    results = run(Site(given.address, tuple(given.things), given.unknown, merged, tuple(given.gone)))
    for result in results:
        print(f"{'ok  ' if not result.why else 'FAIL'} {result.name}  {result.why}")
    print(f"{sum(not r.why for r in results)} / {len(results)}")
    return 1 if any(r.why for r in results) else 0


if __name__ == "__main__":
    sys.exit(main())
