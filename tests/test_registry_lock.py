"""Whoever reads the registry while several of its files are being written waits, and sees them as they were or as they become."""

from __future__ import annotations

import threading
from pathlib import Path

from kg.model.locks import alone, settled
from kg.model.registry import Registry, read_registry


def test_a_reader_waits_for_a_writer(tmp_path: Path) -> None:
    (tmp_path / "mechanisms.csv").write_text("slug,name\nplan,Plan\n", encoding="utf-8")
    read: list[Registry] = []
    reader = threading.Thread(target=lambda: read.append(read_registry(tmp_path)))
    with alone(tmp_path):
        (tmp_path / "retired.csv").write_text("kind,old,new,why,at\nmechanism,plan,,x,2031-05-01\n", encoding="utf-8")  # half done: plan is in use and retired
        reader.start()
        reader.join(0.3)
        assert reader.is_alive()
        (tmp_path / "mechanisms.csv").write_text("slug,name\n", encoding="utf-8")
    reader.join(30)
    assert [r.retired for r in read] == [{("mechanism", "plan"): ""}]


def test_readers_do_not_wait_for_each_other_nor_the_writer_for_itself(tmp_path: Path) -> None:
    with settled(tmp_path), settled(tmp_path):
        assert read_registry(tmp_path).retired == {}
    with alone(tmp_path):
        assert read_registry(tmp_path, held=True).retired == {}


def test_no_folder_is_no_rows(tmp_path: Path) -> None:
    assert read_registry(tmp_path / "none").rows["people"] == []
