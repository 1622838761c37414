"""What takes long to make, made beside the server: in a process that can be killed, one at a time, kept until the next build; what could not be made is tried again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kg.model.text import Text
from kg.serve.child import command, environment
from kg.serve.recent import Recent
from kg.serve.refusal import Refused

if TYPE_CHECKING:
    from kg.model.corpus import Corpus

SECONDS = 300
"""Seconds that one thing may take."""
MEMORY = 2 * 1024**3
"""Bytes it may want."""
LARGEST = 64 * 1024**2
"""Bytes it may have."""
PATIENCE = 20.0
"""Seconds that who asks waits for it; then it is asked for again."""
AGAIN = 60.0
"""Seconds until what could not be made is tried again."""
_KEPT = 16
_WAIT = Text("se está haciendo: tarda un poco la primera vez", "it is being made: this takes a little the first time"), Text("vuelva a pedirlo en unos segundos", "ask for it again in a few seconds")
_NOT = (Text("no se pudo hacer con el tiempo y la memoria que este servidor le da", "it could not be made in the time and memory that this server gives it"),
        Text("hágalo con las órdenes kg explore, kg findings o kg network", "make it with the commands kg explore, kg findings or kg network"))


class Makes(Protocol):
    """Who makes what takes long."""

    async def get(self, *what: str) -> bytes:
        """Return it. Raises Refused."""
        ...


class Maker:
    """Makes things of one build. ``close`` it when the build is served no more."""

    def __init__(self, folder: Path, corpus: Corpus, seconds: float = SECONDS, memory: int = MEMORY, patience: float = PATIENCE) -> None:
        self._given = {"folder": str(folder), "corpus": [str(corpus.root.resolve()), str(corpus.build.resolve()), str(corpus.data.resolve())], "seconds": seconds, "memory": memory}
        self.seconds, self.patience = seconds, patience
        self._one = asyncio.Lock()
        self._kept: Recent[tuple[str, ...], tuple[bytes | Refused, float]] = Recent(_KEPT)   # and until when it counts
        self._making: dict[tuple[str, ...], asyncio.Task[bytes | Refused]] = {}

    async def get(self, *what: str) -> bytes:
        """Return what ``maker_process.made`` makes, as it was kept or anew; who leaves does not stop it. Raises Refused: it takes longer than one waits, or cannot be."""
        found, until = self._kept.used(what) or (None, 0.0)
        if found is None or time.monotonic() > until:
            task = self._making.get(what)
            if task is None:
                task = self._making[what] = asyncio.get_running_loop().create_task(self._make(what))
            try:
                found = await asyncio.wait_for(asyncio.shield(task), self.patience)
            except TimeoutError:
                raise Refused(503, *_WAIT, {"retry-after": "5"}) from None
        if isinstance(found, Refused):
            raise found.with_traceback(None)
        return found

    async def close(self) -> None:
        """End what is being made."""
        for task in [*self._making.values()]:
            task.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)

    async def _make(self, what: tuple[str, ...]) -> bytes | Refused:
        try:
            async with self._one:
                found = _read(await self._run(what))
            self._kept[what] = found, math.inf if isinstance(found, bytes) else time.monotonic() + AGAIN
            return found
        finally:
            del self._making[what]

    async def _run(self, what: tuple[str, ...]) -> bytes:
        """Return what the process writes; nothing when it was killed, or wrote too much."""
        process = await asyncio.create_subprocess_exec(*command("kg.serve.maker_process", {**self._given, "what": what}), env=environment(), process_group=0,
                                                       stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
        assert process.stdout is not None
        content = bytearray()
        try:
            async with asyncio.timeout(self.seconds):
                while len(content) <= LARGEST and (part := await process.stdout.read(1 << 20)):
                    content += part
                whole = not part and await process.wait() == 0
        except TimeoutError:
            whole = False
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            await process.wait()
        return bytes(content) if whole else b""


def _read(content: bytes) -> bytes | Refused:
    head, _, rest = content.partition(b"\n")
    if not head:
        return Refused(503, *_NOT)
    told = json.loads(head)
    return Refused(told["status"], Text(*told["what"]), Text(*told["remedy"]) if told["remedy"][0] else None) if told else rest
