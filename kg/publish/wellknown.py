"""What web servers and robots look for: ``.well-known/void``, ``robots.txt``, and the settings that make a host negotiate formats."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model.errors import InputError
from kg.model.text import Text
from kg.publish.links import ONTOLOGY, SHAPES
from kg.publish.rdf import TRIPLES
from kg.publish.site_release import Release

MEDIA = {f.ending: f.media for f in TRIPLES}
"""Endings that an entity's files have beside ``html``."""
_HTML = ("text/html", "application/xhtml+xml")
_ANY = ("text/*", "*/*")
_WIDE = {"ttl": _ANY, "jsonld": ("application/*",)}
_THINGS = rf"(?:id|graph|vocabulary)/[^.]+|{ONTOLOGY}(?:/[0-9]+\.[0-9]+\.[0-9]+)?"
_BURIED = ("What was taken down under the policy is not listed: a list would name it, and these settings can hash no address with a secret key (kg serve does, and answers 410).",
           "Its address answers 404 here; other withdrawn ones 410.")
_PLAIN = re.compile(r"[A-Za-z0-9._~:/#-]+\Z")


def robots(release: Release) -> str:
    """Return ``robots.txt``: everything may be read; where the list of pages is."""
    return f"User-agent: *\nAllow: /\nSitemap: {release.base}sitemap.xml\n"


def preferences() -> list[tuple[str, str]]:
    """Return (pattern, ending): the ending beside the first pattern that an ``Accept`` header matches is what the client likes best; no match is HTML.

    By quality, to a tenth: all formats at 1, then at 0.9 and so on; at one quality in the order of the server. A wildcard is HTML, unless the header says how little HTML is wanted.
    """
    found = []
    for level in (r"(?:;\s*q=1(?:\.0*)?\s*(?:;[^,]*)?)?(?:,|$)", *(rf";\s*q=0?\.{tenth}[0-9]*\s*(?:[;,]|$)" for tenth in range(9, 0, -1))):
        found.append((f"{_liked(_HTML, level)}|^(?!.*text/html){_liked(_ANY, level)}", "html"))
        found += [(_liked((f.media, *f.also, *_WIDE.get(f.ending, ())), level), f.ending) for f in TRIPLES]
    return found


def _liked(media: Sequence[str], level: str) -> str:
    """Return a pattern of a header that names one of these types, at a quality."""
    return rf"(?:^|.*,)\s*(?:{'|'.join(map(re.escape, media))})\s*(?:;(?!\s*q=)[^,;]*)*{level}"


def apache(release: Release, redirects: Sequence[tuple[str, str]]) -> str:
    """Return ``.htaccess`` (Apache 2.4 with ``AllowOverride FileInfo Options Indexes``): media types, formats by ``Accept`` and ``?format=``, retired IRIs.

    ``redirects`` holds (path, path of what replaces it, or "" when it was withdrawn).
    """
    top = release.path
    lines = ["# kg publish: Apache 2.4. Needs mod_rewrite, mod_setenvif, mod_mime, mod_headers; AllowOverride FileInfo Options Indexes.",
             "<IfModule mod_negotiation.c>", "Options -MultiViews", "</IfModule>", "Options -Indexes", "DirectoryIndex index.html",
             f"ErrorDocument 404 {top}404.html", f"ErrorDocument 410 {top}410.html",
             "AddDefaultCharset off", "AddCharset utf-8 .html .css .csv .txt .cff .bib .xml .ttl",
             *(f"AddType {media} .{ending}" for ending, media in MEDIA.items()),
             "AddType application/n-quads .nq", "AddType application/trig .trig", "AddType application/sparql-query .rq", "AddType text/csv .csv",
             "# the .gz of descargas/ are files, not a way of sending others: the catalogue's sizes and sums are theirs",
             "RemoveEncoding .gz", "AddType application/gzip .gz", '<Files "void">', "ForceType text/turtle", "</Files>",
             "<IfModule mod_headers.c>", 'Header always set X-Content-Type-Options "nosniff"', 'Header always set Access-Control-Allow-Origin "*"', 'Header always set Referrer-Policy "same-origin"',
             "</IfModule>", "# what Accept likes best: the last line that matches holds", 'SetEnvIf Request_URI "^" KG=html',
             *(f'SetEnvIfNoCase Accept "{pattern}" KG={ending}' for pattern, ending in reversed(preferences())),
             "RewriteEngine On", *(f"# {told}" for told in _BURIED)]
    for old, new in redirects:
        lines.append(rf"RewriteRule ^{re.escape(_safe(old))}(\.[a-z]+)?$ {f'{top}{_safe(new)}$1' if new else '-'} [{'R=301' if new else 'G'},L]")
    return "\n".join([*lines, r"RewriteCond %{QUERY_STRING} (?:^|&)format=(" + "|".join(("html", *MEDIA)) + ")(?:&|$)", "RewriteRule ^ - [E=KG:%1]",
                      "RewriteCond %{ENV:KG} =html", rf"RewriteRule ^{SHAPES}$ {top}{ONTOLOGY}.html [R=303,L,QSD,E=VARY:1]",
                      rf"RewriteRule ^{SHAPES}$ {top}{ONTOLOGY}/{SHAPES}.%{{ENV:KG}} [R=303,L,QSD,E=VARY:1]",
                      rf"RewriteRule ^({_THINGS})$ {top}$1.%{{ENV:KG}} [R=303,L,QSD,E=VARY:1]",
                      "<IfModule mod_headers.c>", 'Header always merge Vary "Accept" env=VARY', "</IfModule>"]) + "\n"


def nginx(release: Release, redirects: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return two nginx snippets: one for the ``http`` block (maps), one for the ``server`` block (locations; ``root`` is the folder above ``base``'s path)."""
    top = release.path
    maps = ["# kg publish: nginx, inside http { … }", "map $http_accept $kg_accept {", "    default html;", *(f'    "~*{pattern}" {ending};' for pattern, ending in preferences()), "}",
            "map $arg_format $kg_format {", "    default $kg_accept;", *(f"    {ending} {ending};" for ending in ("html", *MEDIA)), "}",
            f"map $kg_format $kg_shapes {{ default {ONTOLOGY}/{SHAPES}.$kg_format; html {ONTOLOGY}.html; }}"]
    negotiated = ["    add_header Vary Accept always;", "    add_header Access-Control-Allow-Origin * always;"]
    served = ["# kg publish: nginx, inside server { … }; say root or alias for the site's folder", *(f"# {told}" for told in _BURIED),
              *(rf'location ~ "^{re.escape(top + _safe(old))}(?<kg_form>\.[a-z]+)?$" {{ return {f"301 {top}{_safe(new)}$kg_form$is_args$args" if new else "410"}; }}' for old, new in redirects),
              f'location ~ "^{re.escape(top)}(?<kg_document>{_THINGS})$" {{', *negotiated, f"    return 303 {top}$kg_document.$kg_format;", "}",
              f"location = {top}{SHAPES} {{", *negotiated, f"    return 303 {top}$kg_shapes;", "}",
              f"location = {top}.well-known/void {{ default_type text/turtle; }}", f"error_page 404 {top}404.html;", f"error_page 410 {top}410.html;",
              f"location {top} {{", "    index index.html;", "    add_header X-Content-Type-Options nosniff always;", "    add_header Access-Control-Allow-Origin * always;",
              "    types {", "        text/html html;", "        text/css css;", "        text/javascript js;", "        image/svg+xml svg;", "        text/csv csv;",
              "        text/plain txt bib cff;", "        application/json json;", "        application/xml xml graphml gexf;",
              *(f"        {media} {ending};" for ending, media in MEDIA.items()),
              "        application/sparql-query rq;", "        application/gzip gz;", "    }", "    charset utf-8;",
              "    charset_types text/html text/css text/csv text/plain text/turtle text/javascript application/xml;", "}"]
    return "\n".join(maps) + "\n", "\n".join(served) + "\n"


def _safe(path: str) -> str:
    """Return a path that is plain in a server's settings. Raises InputError: a character that could end the line or begin another word."""
    if not _PLAIN.match(path):
        raise InputError(Text(f"ruta que no cabe en la configuración de un servidor: {path[:80]!r}", f"a path that does not fit a server's settings: {path[:80]!r}"), "")
    return path
