from __future__ import annotations

import multiprocessing
import time
from types import SimpleNamespace

import pytest

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.run.places import MANIFEST, STAGING
from sanzi_lib.run.staging import open_staging, place_failure, place_set


def _set(folder, **files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_set_is_moved_whole_and_what_it_no_longer_has_is_gone(tmp_path):
    target = _set(tmp_path / "报告", **{"旧.html": "old", "同.pdf": "old", MANIFEST: "old"})
    made = _set(tmp_path / "made", **{"新.html": "new", "同.pdf": "new", MANIFEST: "new"})
    place_set(made, target, ["新.html", "同.pdf"], ["旧.html"])
    assert {path.name: path.read_text(encoding="utf-8") for path in target.iterdir()} == {
        "新.html": "new",
        "同.pdf": "new",
        MANIFEST: "new",
    }


def test_a_file_that_cannot_be_replaced_is_named_and_the_last_set_stays_whole(tmp_path):
    target = _set(tmp_path / "报告", **{"甲.html": "old", MANIFEST: "old"})
    (target / "乙.xlsx").mkdir()  # stands for a workbook that is open: it cannot be opened for writing
    made = _set(tmp_path / "made", **{"甲.html": "new", "乙.xlsx": "new", MANIFEST: "new"})
    with pytest.raises(RecordError, match=r"乙\.xlsx 被占用"):
        place_set(made, target, ["甲.html", "乙.xlsx"], [])
    assert (target / "甲.html").read_text(encoding="utf-8") == "old"
    assert (target / MANIFEST).read_text(encoding="utf-8") == "old"


def test_a_failure_in_the_middle_puts_back_what_was_replaced(tmp_path, monkeypatch):
    target = _set(tmp_path / "报告", **{"甲.html": "old", "乙.pdf": "old", MANIFEST: "old"})
    made = _set(tmp_path / "made", **{"甲.html": "new", "乙.pdf": "new", MANIFEST: "new"})
    replace = type(made).replace

    def locked_meanwhile(self, to):
        if self == made / "乙.pdf":
            raise PermissionError(13, "locked")
        return replace(self, to)

    monkeypatch.setattr(type(made), "replace", locked_meanwhile)
    with pytest.raises(RecordError, match=r"乙\.pdf"):
        place_set(made, target, ["甲.html", "乙.pdf"], [])
    assert [(target / name).read_text(encoding="utf-8") for name in ("甲.html", "乙.pdf", MANIFEST)] == ["old"] * 3


def test_what_a_failure_leaves_stands_beside_the_last_good_report(tmp_path):
    target = _set(tmp_path / "报告", **{"甲.html": "good", MANIFEST: "good"})
    made = _set(tmp_path / "made", **{"x.failed.txt": "why"})
    place_failure(made, target, ["x.failed.txt"])
    assert sorted(path.name for path in target.iterdir()) == [MANIFEST, "x.failed.txt", "甲.html"]
    assert (target / "甲.html").read_text(encoding="utf-8") == "good"


def test_a_dead_run_leaves_nothing_for_the_next(tmp_path, listener):
    _set(tmp_path / STAGING / "3", **{"half.html": "<"})
    with open_staging(tmp_path, listener) as staging:
        assert list(staging.iterdir()) == []
    assert not (tmp_path / STAGING).exists()


def test_an_output_folder_that_cannot_be_made_is_a_sentence(tmp_path, listener):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(ParameterError, match="无法写入输出文件夹"),
        open_staging(tmp_path / "file" / "output", listener),
    ):
        pass


def _hold(folder, held, seconds):
    with open_staging(folder, SimpleNamespace(say=print)):
        held.set()
        time.sleep(seconds)


@pytest.mark.slow
def test_a_second_run_waits_for_the_first_and_says_so(tmp_path, listener):
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    other = context.Process(target=_hold, args=(tmp_path, held, 1.0))
    other.start()
    try:
        assert held.wait(60)
        with open_staging(tmp_path, listener):
            assert not other.is_alive() or other.join(5) is None
    finally:
        other.join(30)
    assert any("另有一个 sanzi" in line for line in listener.said)
