"""``sitemap.xml`` (sitemaps.org 0.9): every page for people, in files of at most 50,000 addresses."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from kg.publish.site_release import Release

MOST = 50_000
_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def sitemaps(release: Release, pages: Sequence[str], most: int = MOST) -> dict[str, str]:
    """Return the files by path. ``pages`` are paths from the top; more than ``most`` of them are told in several files that ``sitemap.xml`` lists."""
    date = f"<lastmod>{release.date}</lastmod>" if release.date else ""

    def of(kind: str, item: str, paths: Sequence[str]) -> str:
        entries = "".join(f"<{item}><loc>{escape(release.base + path)}</loc>{date}</{item}>\n" for path in paths)
        return _OPEN.format(kind=kind) + entries + f"</{kind}>\n"

    ordered = sorted(pages)
    if len(ordered) <= most:
        return {"sitemap.xml": of("urlset", "url", ordered)}
    parts = {f"sitemap-{at // most + 1}.xml": of("urlset", "url", ordered[at:at + most]) for at in range(0, len(ordered), most)}
    return {"sitemap.xml": of("sitemapindex", "sitemap", list(parts)), **parts}
