"""What takes long to make is made beside the server: in a process that is killed at a limit, once, one at a time, and who waits is told."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.serve import maker
from kg.serve.maker import Maker
from kg.serve.maker_process import made
from kg.serve.recent import Recent
from kg.serve.refusal import Refused
from tests.conftest import INVENTED
from tests.sparql_server import alive, below, serving, until

NETWORK = ("network", "copresence", "person", "count")


def run(make: Callable[[], Maker], work: Callable[[Maker], Awaitable[None]]) -> None:
    async def main() -> None:
        one = make()
        try:
            await asyncio.wait_for(work(one), 120)
        finally:
            await one.close()

    asyncio.run(main())


def of(invented: Reader, **limits: float) -> Callable[[], Maker]:
    return lambda: Maker(invented.folder, Corpus.at(INVENTED), **limits)  # type: ignore[arg-type]


@pytest.fixture
def started() -> Callable[[], set[int]]:
    """Return the processes begun below this one since the test began: fixtures of other tests may keep theirs (a server, a browser)."""
    before = below(os.getpid())
    return lambda: below(os.getpid()) - before


async def why(maker: Maker, *what: str) -> Refused:
    with pytest.raises(Refused) as refused:
        await maker.get(*what)
    return refused.value


def test_the_process_makes_the_same_bytes_once(invented: Reader, started: Callable[[], set[int]]) -> None:
    async def work(maker: Maker) -> None:
        first, second = await asyncio.gather(maker.get(*NETWORK), maker.get(*NETWORK))
        assert first is second is await maker.get(*NETWORK)
        assert first == made(invented, Corpus.at(INVENTED), *NETWORK)
        assert not started()

    run(of(invented), work)


def test_one_at_a_time_and_who_waits_is_told(invented: Reader, started: Callable[[], set[int]]) -> None:
    async def work(maker: Maker) -> None:
        asked = [maker.get(*NETWORK), maker.get("network", "copresence", "institution", "count"), maker.get("findings")]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert [a.status if isinstance(a, Refused) else 0 for a in answers] == [503] * 3
        assert [a.headers if isinstance(a, Refused) else {} for a in answers] == [{"retry-after": "5"}] * 3
        seen = 0
        while maker._making:
            seen = max(seen, len(started()))
            await asyncio.sleep(0.02)
        assert seen == 1
        assert b"<html" in await maker.get("findings")   # who left did not stop it

    run(of(invented, patience=0.01), work)


@pytest.mark.parametrize("limits", [{"seconds": 0.3}, {"memory": 1 << 20}, {"LARGEST": 10}], ids=str)
def test_a_limit_ends_it_and_the_next_request_does_not_begin_anew(invented: Reader, started: Callable[[], set[int]], limits: dict[str, float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maker, "LARGEST", limits.pop("LARGEST", maker.LARGEST))

    async def work(maker: Maker) -> None:
        first = await why(maker, *NETWORK)
        assert (first.status, first.headers) == (503, {})
        assert "kg network" in first.remedy.en if first.remedy else False
        assert await why(maker, *NETWORK) is first
        assert not started()

    run(of(invented, **limits), work)


def test_what_could_not_be_made_is_tried_again_after_a_while(invented: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maker, "AGAIN", 0.0)

    async def work(making: Maker) -> None:
        with monkeypatch.context() as tight:
            tight.setattr(maker, "LARGEST", 10)
            first = await why(making, *NETWORK)
            assert await why(making, *NETWORK) is not first
        assert await making.get(*NETWORK) == made(invented, Corpus.at(INVENTED), *NETWORK)

    run(of(invented), work)


def test_the_process_takes_no_module_from_where_the_server_was_started(invented: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    async def work(making: Maker) -> None:
        assert await making.get(*NETWORK) == made(invented, Corpus.at(INVENTED), *NETWORK)

    run(of(invented), work)


def test_what_cannot_be_made_says_why(invented: Reader, tmp_path: Path) -> None:
    async def work(maker: Maker) -> None:
        refused = await why(maker, *NETWORK)
        assert (refused.status, refused.what.en) == (503, "there is no built graph")

    run(lambda: Maker(tmp_path, Corpus.at(INVENTED)), work)


def test_nothing_runs_on_when_the_build_is_served_no_more(invented: Reader, started: Callable[[], set[int]]) -> None:
    async def work(maker: Maker) -> None:
        await why(maker, "findings")
        [pid] = started()
        await maker.close()
        until(lambda: not alive(pid))
        assert not maker._making

    run(of(invented, patience=0.2), work)


def test_over_a_socket_the_server_stays_free_and_tells_when_to_come_back(invented: Reader) -> None:
    with serving(invented.folder.parent) as served:
        before = served.children()
        request = urllib.request.Request(f"{served.root}/api/networks/copresence", headers={"Accept": "application/json"})
        data = json.loads(urllib.request.urlopen(request).read())
        assert data == json.loads(made(invented, Corpus.at(INVENTED), *NETWORK))
        until(lambda: served.children() == before)
        with pytest.raises(urllib.error.HTTPError) as told:
            urllib.request.urlopen(f"{served.root}/api/networks/copresence?weight=x")
        assert told.value.code == 400
        assert served.children() == before   # nothing was started for that
        os.kill(served.process.pid, signal.SIGTERM)
        until(lambda: served.process.poll() is not None)


def test_only_so_many_are_remembered() -> None:
    recent: Recent[int, str] = Recent(2)
    for number in (1, 2):
        recent[number] = str(number)
    assert recent.used(1) == "1"
    recent[3] = "3"
    assert (list(recent), recent.used(2)) == ([1, 3], None)
    recent[1] = "one"
    assert list(recent.items()) == [(3, "3"), (1, "one")]


def test_what_another_thread_takes_away_meanwhile_was_still_there() -> None:
    class Shared(Recent[int, str]):
        def get(self, key: int, default: str | None = None) -> str | None:  # type: ignore[override]
            found = super().get(key, default)
            self.clear()
            return found

    shared = Shared(2)
    shared[1] = "one"
    assert (shared.used(1), shared.used(1)) == ("one", None)
