"""The workbooks that go back: made once, left alone, removed when nobody asks for them; no original is touched."""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.model import Finding, MonthChecks, ReturnState, Unread
from sanzi_lib.months import Month
from sanzi_lib.run.archive import feedback as sending_back
from sanzi_lib.run.archive.feedback import write_feedback

JUNE = Month(2024, 6)


def _workbook(text):
    book = openpyxl.Workbook()
    book.active.title = "盘活情况表"
    book.active["E7"] = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class Desk:
    """A folder of returns, an output folder, and checks of what is in the first."""

    def __init__(self, tmp_path, listener):
        self.returns, self.output, self.listener = tmp_path / "月报", tmp_path / "输出", listener
        self.returns.mkdir()
        self.folder = self.output / "2024-06" / "报送核验" / "退回修改"
        self.files = {}

    def receive(self, unit):
        content = _workbook(unit)
        (self.returns / f"{unit}.xlsx").write_bytes(content)
        self.files[unit] = hashlib.sha256(content).hexdigest()

    def check(self, wrong=(), unread=(), level="错误"):
        states = tuple(
            ReturnState(
                unit,
                unit,
                f"{unit}.xlsx",
                sha,
                "月报",
                datetime(2024, 6, 24),
                0,
                "sent_back" if unit in wrong and level == "错误" else "accepted",
            )
            for unit, sha in self.files.items()
        )
        findings = tuple(
            Finding("V05", level, unit, f"{unit}.xlsx", "盘活情况表", "E7", None, unit, "请核对。") for unit in wrong
        )
        return MonthChecks(JUNE, states, findings, tuple(Unread(name, "文件已损坏。") for name in unread), True)

    def write(self, checks):
        return write_feedback(checks, self.returns, self.output, self.listener)

    def names(self):
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []


@pytest.fixture
def desk(tmp_path, listener):
    desk = Desk(tmp_path, listener)
    for unit in ("甲县", "乙县", "丙县"):
        desk.receive(unit)
    return desk


def _content(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_a_file_whose_name_is_in_gbk_goes_back_as_well(desk):
    raw = os.fsencode(desk.returns)
    try:
        os.rename(raw + "/甲县.xlsx".encode(), raw + b"/" + "甲县.xlsx".encode("gbk"))  # noqa: PTH104
    except OSError:
        pytest.skip("this file system takes only text")
    outcome = desk.write(desk.check(wrong=("甲县",)))
    assert (outcome.made, outcome.failed) == (["甲县.xlsx"], [])
    assert openpyxl.load_workbook(desk.folder / "甲县.xlsx")["盘活情况表"]["E7"].value == "甲县"


def test_one_workbook_per_return_and_a_notice_per_unread_file(desk):
    originals = {path.name: path.read_bytes() for path in desk.returns.iterdir()}
    outcome = desk.write(desk.check(wrong=("甲县", "乙县"), unread=("坏的.xlsx",)))
    assert outcome.made == ["甲县.xlsx", "乙县.xlsx", "未读取-坏的.xlsx"]
    assert desk.names() == [".made.json", "乙县.xlsx", "未读取-坏的.xlsx", "甲县.xlsx"]
    book = openpyxl.load_workbook(desk.folder / "甲县.xlsx")
    assert book.sheetnames == ["盘活情况表", "核验意见"]
    assert book["盘活情况表"]["E7"].comment is not None
    assert {path.name: path.read_bytes() for path in desk.returns.iterdir()} == originals
    assert not (desk.output / ".staging").exists()


def test_an_accepted_return_with_a_question_goes_back_too_and_a_clean_one_does_not(desk):
    assert desk.write(desk.check(wrong=("甲县",), level="核实")).made == ["甲县.xlsx"]
    assert desk.write(desk.check(wrong=("甲县",), level="风险")).removed == ["甲县.xlsx"]


def test_what_has_not_changed_is_not_even_touched(desk):
    checks = desk.check(wrong=("甲县",), unread=("坏的.xlsx",))
    desk.write(checks)
    before = _content(desk.folder)
    outcome = desk.write(checks)
    assert (outcome.made, outcome.unchanged) == ([], ["甲县.xlsx", "未读取-坏的.xlsx"])
    assert _content(desk.folder) == before


def test_what_is_asked_for_no_more_is_removed_and_the_analysts_own_files_stay(desk):
    desk.write(desk.check(wrong=("甲县", "乙县")))
    (desk.folder / "甲县回复.xlsx").write_bytes(b"x")
    outcome = desk.write(desk.check(wrong=("乙县",)))
    assert (outcome.removed, outcome.unchanged) == (["甲县.xlsx"], ["乙县.xlsx"])
    assert desk.names() == [".made.json", "乙县.xlsx", "甲县回复.xlsx"]
    (desk.folder / "甲县回复.xlsx").unlink()
    assert desk.write(desk.check()).removed == ["乙县.xlsx"]
    assert not desk.folder.exists()


def test_nothing_to_send_back_leaves_no_folder(desk):
    desk.write(desk.check())
    assert not desk.output.exists()


def test_a_workbook_that_was_changed_or_deleted_is_made_again(desk):
    checks = desk.check(wrong=("甲县", "乙县"))
    desk.write(checks)
    good = (desk.folder / "甲县.xlsx").read_bytes()
    (desk.folder / "甲县.xlsx").write_bytes(b"x")
    (desk.folder / "乙县.xlsx").unlink()
    desk.write(checks)
    assert (desk.folder / "甲县.xlsx").read_bytes() == good
    assert (desk.folder / "乙县.xlsx").is_file()


def test_a_return_that_changed_since_it_was_read_is_named_and_the_rest_is_made(desk):
    checks = desk.check(wrong=("甲县", "乙县", "丙县"))
    (desk.returns / "甲县.xlsx").write_bytes(_workbook("改过"))
    (desk.returns / "丙县.xlsx").unlink()
    outcome = desk.write(checks)
    assert (outcome.made, outcome.failed) == (["乙县.xlsx"], ["甲县.xlsx", "丙县.xlsx"])
    assert "在核验期间被改动" in desk.listener.warned[0]
    assert "无法打开" in desk.listener.warned[1]


def test_a_locked_workbook_is_named_and_keeps_its_place(desk, monkeypatch):
    desk.write(desk.check(wrong=("甲县", "乙县")))
    before = (desk.folder / "甲县.xlsx").read_bytes()
    desk.receive("甲县")
    changed = desk.check(wrong=("甲县", "丙县"))
    changed = replace(changed, findings=tuple(replace(finding, message="请改正。") for finding in changed.findings))
    own = type(desk.folder)
    move, remove = own.replace, own.unlink

    def locked(path):
        return path.parent == desk.folder and path.name in ("甲县.xlsx", "乙县.xlsx")

    def stuck_replace(self, to):
        if locked(to):
            raise PermissionError(13, "locked")
        return move(self, to)

    def stuck_unlink(self, missing_ok=False):
        if locked(self):
            raise PermissionError(13, "locked")
        return remove(self, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(own, "replace", stuck_replace)
        patch.setattr(own, "unlink", stuck_unlink)
        outcome = desk.write(changed)
    assert outcome.failed == ["乙县.xlsx", "甲县.xlsx"]
    assert outcome.made == ["丙县.xlsx"]
    assert all("被占用" in text for text in desk.listener.warned)
    assert (desk.folder / "甲县.xlsx").read_bytes() == before
    # Once it is closed, the next check does what was left.
    outcome = desk.write(changed)
    assert (outcome.made, outcome.removed, outcome.unchanged) == (["甲县.xlsx"], ["乙县.xlsx"], ["丙县.xlsx"])


def test_a_defect_costs_one_workbook(desk, monkeypatch):
    build = sending_back.build_feedback

    def broken(original, item):
        if item.unit == "甲县":
            raise ZeroDivisionError("division by zero")
        return build(original, item)

    monkeypatch.setattr(sending_back, "build_feedback", broken)
    outcome = desk.write(desk.check(wrong=("甲县", "乙县")))
    assert (outcome.made, outcome.failed) == (["乙县.xlsx"], ["甲县.xlsx"])
    assert "ZeroDivisionError" in desk.listener.warned[0]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"a": 1}', '{"../../月报/甲县.xlsx": {"made_of": "", "sha256": ""}}', '{"甲县.xlsx": {}}']
)
def test_a_damaged_list_removes_nothing(desk, text):
    desk.folder.mkdir(parents=True)
    (desk.folder / "甲县.xlsx").write_bytes(b"x")
    (desk.folder / ".made.json").write_text(text, encoding="utf-8")
    desk.write(desk.check(wrong=("乙县",)))
    assert (desk.folder / "甲县.xlsx").read_bytes() == b"x"
    assert (desk.returns / "甲县.xlsx").is_file()
    assert list(json.loads((desk.folder / ".made.json").read_text(encoding="utf-8"))) == ["乙县.xlsx"]


def test_a_folder_that_cannot_be_written_is_a_sentence(desk):
    (desk.output / "2024-06").mkdir(parents=True)
    (desk.output / "2024-06" / "报送核验").write_text("x")
    with pytest.raises(RecordError, match=r"无法写入"):
        desk.write(desk.check(wrong=("甲县",)))
