"""What web servers and robots look for: ``.well-known/void``, ``robots.txt``, and the settings that make a host negotiate formats."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model.errors import InputError
from kg.model.text import Text
from kg.publish.rdf import TRIPLES
from kg.publish.site_release import Release

MEDIA = {f.ending: f.media for f in TRIPLES}
"""Endings that an entity's files have beside ``html``."""
_HTML = ("text/html", "application/xhtml+xml")
_PLAIN = re.compile(r"[A-Za-z0-9._~:/#-]+\Z")


def robots(release: Release) -> str:
    """Return ``robots.txt``: everything may be read; where the list of pages is."""
    return f"User-agent: *\nAllow: /\nSitemap: {release.base}sitemap.xml\n"


def _first(media: Sequence[str]) -> str:
    """Return a pattern of an ``Accept`` header in which one of these types is named before any other that we have."""
    escaped = [re.escape(m).replace("/", r"\/") for m in (*_HTML, *MEDIA.values())]
    mine = [re.escape(m).replace("/", r"\/") for m in media]
    return rf"^(?:(?!(?:{'|'.join(escaped)})(?:[;,\s]|$)).)*(?:{'|'.join(mine)})(?:[;,\s]|$)"


def apache(release: Release, redirects: Sequence[tuple[str, str]]) -> str:
    """Return ``.htaccess`` (Apache 2.4 with ``AllowOverride FileInfo Options``): media types, formats by ``Accept`` and ``?format=``, retired IRIs.

    ``redirects`` holds (path, path of what replaces it, or "" when it was withdrawn).
    """
    top = release.path
    endings = "|".join(("html", *MEDIA))
    lines = ["# kg publish: Apache 2.4. Needs mod_rewrite, mod_mime, mod_headers; AllowOverride FileInfo Options Indexes.",
             "<IfModule mod_negotiation.c>", "Options -MultiViews", "</IfModule>", "Options -Indexes", "DirectoryIndex index.html",
             "AddDefaultCharset off", "AddCharset utf-8 .html .css .csv .txt .cff .bib .xml .ttl",
             *(f"AddType {media} .{ending}" for ending, media in MEDIA.items()),
             "AddType application/n-quads .nq", "AddType application/trig .trig", "AddType application/sparql-query .rq", "AddType text/csv .csv",
             "# the .gz of descargas/ are files, not a way of sending others: the catalogue's sizes and sums are theirs",
             "RemoveEncoding .gz", "AddType application/gzip .gz", '<Files "void">', "ForceType text/turtle", "</Files>",
             "<IfModule mod_headers.c>", 'Header always set X-Content-Type-Options "nosniff"', 'Header always set Access-Control-Allow-Origin "*"', 'Header always set Referrer-Policy "same-origin"',
             "</IfModule>", "RewriteEngine On"]
    for old, new in redirects:
        lines.append(f"RewriteRule ^{re.escape(_safe(old))}$ {top + _safe(new) if new else '-'} [{'R=301' if new else 'G'},L]")
    lines += ["# formats: ?format= first, then the first known type that Accept names; a browser, or nobody, gets HTML",
              r"RewriteCond %{QUERY_STRING} (?:^|&)format=(" + endings + ")(?:&|$)", rf"RewriteRule ^((?:id|graph|vocabulary)/[^.]+)$ {top}$1.%1 [R=303,L,QSD]"]
    for ending, media in MEDIA.items():
        lines += [f'RewriteCond %{{HTTP:Accept}} "{_first((media,))}" [NC]', rf"RewriteRule ^((?:id|graph|vocabulary)/[^.]+)$ {top}$1.{ending} [R=303,L,E=KG:1]"]
    lines += [rf"RewriteRule ^((?:id|graph|vocabulary)/[^.]+)$ {top}$1.html [R=303,L,E=KG:1]",
              "<IfModule mod_headers.c>", 'Header always merge Vary "Accept" env=REDIRECT_KG', 'Header always merge Vary "Accept" env=KG', "</IfModule>"]
    return "\n".join(lines) + "\n"


def nginx(release: Release, redirects: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return two nginx snippets: one for the ``http`` block (maps), one for the ``server`` block (locations; ``root`` is the folder above ``base``'s path)."""
    top = release.path
    maps = ["# kg publish: nginx, inside http { … }", "map $http_accept $kg_accept {", "    default html;",
            *(f'    "~*{_first((media,))}" {ending};' for ending, media in MEDIA.items()), "}",
            "map $arg_format $kg_format {", "    default $kg_accept;", *(f"    {ending} {ending};" for ending in ("html", *MEDIA)), "}"]
    retired = [f"    location = {top}{_safe(old)} {{ return {f'301 {top}{_safe(new)}' if new else '410'}; }}" for old, new in redirects]
    served = ["# kg publish: nginx, inside server { … }; say root or alias for the site's folder", *(r.strip() for r in retired),
              f'location ~ "^{re.escape(top)}(?<kg_document>(?:id|graph|vocabulary)/[^.]+)$" {{',
              "    add_header Vary Accept always;", "    add_header Access-Control-Allow-Origin * always;", f"    return 303 {top}$kg_document.$kg_format;", "}",
              f"location = {top}.well-known/void {{ default_type text/turtle; }}",
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
