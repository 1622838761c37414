"""What the tests of the server share: a corpus with a merged person, a withdrawn institution and a town whose name is markup; things made in this process."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.graph.build import build
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.errors import KgError
from kg.serve.maker_process import made, refused
from tests.conftest import INVENTED

EVIL = 'Villa "><img src=x onerror=alert(1)></script>'
RETIRED = "kind,old,new,why,at\nperson,lucia-prado,lucia-prado-nieto,es ella,2031-05-01\ninstitution,casa-vieja,,no existía,2031-05-01\n"
LUCIA = "/id/persona/lucia-prado-nieto"


def hostile(root: Path, towns: tuple[str, ...] = (), queries: dict[str, str] | None = None) -> Corpus:
    """Return the invented corpus with all that, built. ``towns``: more names of municipalities; ``queries``: ready questions of its own."""
    shutil.copytree(INVENTED, root)
    (root / "data" / "registry" / "retired.csv").write_text(RETIRED, encoding="utf-8")
    with (root / "data" / "registry" / "municipalities.csv").open("a", encoding="utf-8", newline="") as file:
        for number, name in enumerate((EVIL, *towns), 99003):
            file.write(f'{number},"{name.replace(chr(34), chr(34) * 2)}",99,Estado Inventado\n')
    for name, text in (queries or {}).items():
        (root / "queries").mkdir(exist_ok=True)
        (root / "queries" / f"{name}.rq").write_text(text, encoding="utf-8")
    corpus = Corpus.at(root)
    build(corpus)
    return corpus


class Here:
    """Makes in this process what the server has made beside it: a test of many pages would wait for a process each."""

    def __init__(self, reader: Reader, corpus: Corpus) -> None:
        self.reader, self.corpus = reader, corpus

    async def get(self, *what: str) -> bytes:
        try:
            return made(self.reader, self.corpus, *what)
        except KgError as error:
            raise refused(error) from error
