"""The benchmark of networks at tiny size: its numbers are runs of the real code, its ratios are quotients of them, its participations are as said."""

from __future__ import annotations

import json
import re
import statistics
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from benchmarks.network import PARTS, Row, connected, incidence, near, one, participations, plain, read, run, timed

TINY = ["--sizes", "600", "--most-networkx", "600", "--store", "120", "--network", "120", "600", "--layout", "100", "300", "--sample", "30", "--runs", "2", "--quick"]


def test_a_run_of_all_parts_measures_and_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(read([*TINY, "-o", str(tmp_path / "out.json")])) == 0
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["rows"]
    assert [p for p in PARTS if any(r["part"] == p for r in rows)] == list(PARTS)
    printed = capsys.readouterr().out
    for row in rows:
        assert row["same"] is True, row
        assert (row["min"], row["median"]) == (min(row["ours"]), statistics.median(row["ours"])) and row["min"] > 0
        if row["networkx"] is not None:
            assert row["faster"] == row["networkx"] / row["median"]
        if row["engine"]:
            assert row["slower"] == row["median"] / statistics.median(row["engine"])
        assert row["name"] in printed and row["size"] in printed
    measured = {r["name"]: r for r in rows if r["part"] == "measures"}
    parts = [r for name, r in measured.items() if not name.startswith("all") and name != "closeness by steps"]
    assert measured["all, closeness"]["networkx"] == pytest.approx(sum(r["networkx"] for r in parts))
    assert measured["all, closeness"]["ours"] == pytest.approx([sum(r["ours"][k] for r in parts) for k in range(2)])
    assert {r["name"] for r in rows if "scaled" in r["scaled"]} >= {"closeness", "betweenness by strength", "places / spring_layout"}


def test_a_difference_or_a_missed_target_fails_the_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    slow = Row("projection", "p", "1", [1.0, 2.0, 4.0], networkx=100.0, engine=[1.0], target=60, most=1.5)
    assert (slow.faster, slow.slower, slow.met) == (50.0, 2.0, False)
    assert Row("projection", "p", "1", [2.0], networkx=120.0, engine=[2.0], target=60, most=1.5).met
    assert not Row("projection", "p", "1", [2.0], target=60).met, "no comparison is no success"
    for row, code in ((slow, 1), (Row("projection", "q", "1", [1.0], same=False), 1), (Row("projection", "q", "1", [1.0], same=True), 0)):
        monkeypatch.setattr("benchmarks.network.projection", lambda _, row=row: iter([row]))
        assert run(read(["--parts", "projection"])) == code
        assert ("none" in capsys.readouterr().out.splitlines()[-1]) is (code == 0)


def test_participations_are_the_same_each_time_capped_and_uneven() -> None:
    row, col = participations(20_000, cap=40)
    again = participations(20_000, cap=40)
    assert np.array_equal(row, again[0]) and np.array_equal(col, again[1])
    assert not np.array_equal(row[:100], participations(20_000, seed=8, cap=40)[0][:100])
    assert len({*zip(row.tolist(), col.tolist(), strict=True)}) == len(row), "nobody is twice in a session"
    sizes, times = np.bincount(col), np.bincount(row)
    assert 0.85 * 20_000 < len(row) <= 20_000 and sizes.max() <= 40
    assert np.quantile(sizes, 0.99) > 2 * np.median(sizes) and times.max() > 4 * times.mean()
    assert incidence(500).matrix.sum() == len(participations(500)[0])


def test_the_network_to_measure_is_connected_and_near_the_size_asked_for() -> None:
    net = connected(300, 1500)
    assert nx.is_connected(net.graph) and 0.8 * 300 < len(net) < 1.2 * 300 and abs(net.tie_count - 1500) < 300
    graph = plain(net)
    assert all(d["length"] == 1 / d["weight"] for _, _, d in graph.edges(data=True))
    assert nx.to_numpy_array(graph, nodelist=range(len(net))).tolist() == net.ties.toarray().tolist()


def test_time_is_of_the_processor_and_each_run_counts() -> None:
    calls: list[int] = []
    seconds, last = timed(lambda: calls.append(sum(range(200_000))) or len(calls), 3)
    assert len(seconds) == 3 and min(seconds) > 0 and last == 3
    assert near([1, float("nan")], [1 + 1e-12, float("nan")], 1e-9) and not near([1.0], [1.1], 1e-9)


def test_one_process_says_its_peak_and_its_progress(capsys: pytest.CaptureFixture[str]) -> None:
    assert one(500) == 0
    told, steps = capsys.readouterr()
    said = json.loads(told)
    assert said["participations"] == len(participations(500)[0]) and said["peak_bytes"] > 10**7
    assert re.findall(r"^(\w+) in", steps, re.MULTILINE) == list(said["seconds"])
    assert list(said["seconds"])[:2] == ["generated", "projected"]


def test_one_process_ends_as_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.network.cohesion.components", stop)
    assert one(500) == 130
