"""Answers that come back in 核验意见: written, filled in, read, recognised and put beside their findings."""

from __future__ import annotations

import importlib.util
import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.checks_file import build_checks
from sanzi_lib.ledger.feedback.build import build_feedback
from sanzi_lib.ledger.feedback.plan import plan_feedback
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme

HERE = Path(__file__).resolve().parent
JUNE, JULY = Month(2024, 6), Month(2024, 7)
UNIT, OWN = "衡东县", "6月报.xlsx"


def _load(name):
    spec = importlib.util.spec_from_file_location("books_of_reading", HERE / "reading" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


@pytest.fixture(scope="module")
def programme():
    return read_programme(HERE.parents[1] / "params" / "hengyang-2024")


@pytest.fixture
def folder(tmp_path):
    """衡东县's June: a project that has not begun and has money (V18, 核实)."""
    book = _load("Book")()
    book.set(book.projects, "项目状态", "未启动")
    book.set(book.movements, "年初至本月累计经济效益(万元)", 100)
    (tmp_path / str(JUNE)).mkdir()
    (tmp_path / str(JUNE) / OWN).write_bytes(book.data())
    return tmp_path


def accept(programme, folder, through=JUNE, **other):
    return read_year(programme, folder, through, **other)


def own(accepted, month=-1):
    """Files and states of the month, units without one left out."""
    return sorted((s.file, s.state) for s in accepted.months[month].returns if s.file)


def asked(accepted, month=-1, rule="V18"):
    (finding,) = [f for f in accepted.months[month].findings if f.rule == rule]
    return finding


def marked_copy(programme, folder, *, alone=False):
    """What goes back for the return, opened."""
    (item,) = [one for one in plan_feedback(accept(programme, folder).months[-1]) if one.file == OWN]
    original = (folder / str(JUNE) / OWN).read_bytes()
    return openpyxl.load_workbook(io.BytesIO(build_feedback(None if alone else original, item)))


def sheet_of(book):
    return next(book[name] for name in reversed(book.sheetnames) if name.startswith("核验意见"))


def answer(book, text="已于6月开工，状态下月更新", rule="V18", by="李四", on="2024年6月28日"):
    sheet = sheet_of(book)
    header = next(row for row in sheet.iter_rows() if row[0].value == "序号")
    column = next(cell.column for cell in header if cell.value == "回复栏")
    for row in sheet.iter_rows(min_row=header[0].row + 1):
        if row[1].value == rule:
            sheet.cell(row[0].row, column).value = text
    for row in sheet.iter_rows(max_row=header[0].row):
        for cell in row:
            for label, value in (("答复人", by), ("答复日期", on)):
                if cell.value == label:
                    sheet.cell(cell.row, cell.column + (2 if label == "答复人" else 1)).value = value
    return book


def put(book, folder, name="回复.xlsx", month=JUNE):
    (folder / str(month)).mkdir(exist_ok=True)
    book.save(folder / str(month) / name)


def test_the_lines_of_the_sheet_carry_hidden_what_they_are_about(programme, folder):
    sheet = sheet_of(marked_copy(programme, folder))
    (mark,) = [row[9].value for row in sheet.iter_rows() if row[1].value == "V18"]
    sha256 = asked(accept(programme, folder)) and next(
        s.sha256 for s in accept(programme, folder).months[-1].returns if s.file == OWN
    )
    assert mark == f'["sanzi-reply-1","{UNIT}","2024-06","{sha256}","V18",[["盘活情况表","E2"]]]'
    assert sheet.column_dimensions["J"].hidden


@pytest.mark.parametrize("alone", [False, True])
def test_an_answer_counts_as_no_return_and_stands_beside_its_finding(programme, folder, alone):
    put(answer(marked_copy(programme, folder, alone=alone)), folder)
    accepted = accept(programme, folder)
    assert own(accepted) == [(OWN, "accepted"), ("回复.xlsx", "answer")]
    (state,) = [s for s in accepted.months[-1].returns if s.state == "answer"]
    assert (state.unit, state.days_late) == (UNIT, None)
    found = asked(accepted).answer
    assert (found.text, found.by, found.on, found.file) == (
        "已于6月开工，状态下月更新",
        "李四",
        "2024-06-28",
        "回复.xlsx",
    )
    assert '"state": "answer"' in build_checks(accepted.months[-1])
    # Nothing else changes.
    (folder / str(JUNE) / "回复.xlsx").unlink()
    before = accept(programme, folder)
    same = [replace(f, answer=None) for f in accepted.months[-1].findings]
    assert same == list(before.months[-1].findings)
    assert accepted.movements.equals(before.movements)
    assert accepted.returns.equals(before.returns)


def test_answers_that_are_about_nothing_are_named(programme, folder):
    book = answer(marked_copy(programme, folder, alone=True))
    sheet = sheet_of(book)
    for row in sheet.iter_rows():
        if row[9].value:
            row[9].value = row[9].value.replace("E2", "E99")
    put(book, folder)
    sheet.delete_cols(10)
    put(book, folder, "旧版.xlsx")
    accepted = accept(programme, folder)
    told = {f.file: f.message for f in accepted.months[-1].findings if f.rule == "V01"}
    assert "有1条答复没有对上" in told["回复.xlsx"]
    assert "没有核对信息" in told["旧版.xlsx"]
    assert own(accepted) == [(OWN, "accepted"), ("回复.xlsx", "answer"), ("旧版.xlsx", "answer")]


def test_a_unit_that_sent_nothing_but_an_answer_has_not_reported(programme, folder):
    put(answer(marked_copy(programme, folder, alone=True)), folder, month=JULY)
    accepted = accept(programme, folder, JULY)
    assert (None, "not_reported") in [(s.file, s.state) for s in accepted.months[-1].returns if s.unit == UNIT]
    # The line says that it is about June.
    assert asked(accepted, month=5).answer.text == "已于6月开工，状态下月更新"


def test_report_time_and_kind_aside_an_unchanged_copy_is_an_answer(programme, folder):
    book = answer(marked_copy(programme, folder), by=None, on=None)
    for row in book["报送封面"].iter_rows():
        if row[0].value == "报送类型":
            row[1].value = "更正"
        if row[0].value == "报送时间":
            row[1].value = datetime(2024, 6, 28, 9, 0)
    put(book, folder)
    accepted = accept(programme, folder)
    assert own(accepted) == [(OWN, "accepted"), ("回复.xlsx", "answer")]
    assert asked(accepted).answer.by == "李四"  # who filled in the cover, where nobody says


def change(book, kind=None, sent=None, benefit=120):
    for row in book["报送封面"].iter_rows():
        values = {"本月经济效益合计": benefit, "报送类型": kind, "报送时间": sent}
        if values.get(row[0].value) is not None:
            row[1].value = values[row[0].value]
    sheet = book["盘活情况表"]
    headers = [cell.value for cell in sheet[1]]
    for name in ("本月经济效益(万元)", "年初至本月累计经济效益(万元)"):
        sheet.cell(2, headers.index(name) + 1).value = benefit
    return book


@pytest.mark.parametrize(
    ("kind", "sent"), [(None, None), (None, datetime(2024, 6, 28)), ("更正", None), ("更正", datetime(2024, 6, 20))]
)
def test_a_changed_copy_is_v01_by_itself_and_what_was_sent_before_stands(programme, folder, kind, sent):
    put(change(answer(marked_copy(programme, folder)), kind, sent), folder)
    accepted = accept(programme, folder)
    assert own(accepted) == [(OWN, "accepted"), ("回复.xlsx", "sent_back")]
    errors = [f for f in accepted.months[-1].findings if f.level == "错误"]
    assert [(f.rule, f.file) for f in errors] == [("V01", "回复.xlsx")]
    assert f"“{OWN}”退回修改的副本，内容已有改动" in errors[0].message
    assert accepted.movements["benefit"].tolist() == [100_000_000]


def test_a_changed_copy_that_is_a_later_correction_is_one_and_answers_for_itself(programme, folder):
    put(change(answer(marked_copy(programme, folder)), "更正", datetime(2024, 6, 28)), folder)
    accepted = accept(programme, folder)
    assert own(accepted) == [(OWN, "replaced"), ("回复.xlsx", "accepted")]
    assert accepted.movements["benefit"].tolist() == [120_000_000]
    assert asked(accepted).answer.text == "已于6月开工，状态下月更新"


def test_the_marked_copy_in_the_place_of_the_return_is_the_return(programme, folder):
    book = answer(marked_copy(programme, folder))
    (folder / str(JUNE) / OWN).unlink()
    put(book, folder)
    assert own(accept(programme, folder)) == [("回复.xlsx", "accepted")]


def test_an_answer_matches_the_return_the_month_and_the_rule_that_it_carries(programme, folder):
    def answered(old, new):
        book = answer(marked_copy(programme, folder, alone=True))
        sheet = sheet_of(book)
        for row in sheet.iter_rows():
            if row[9].value:
                row[9].value = row[9].value.replace(old, new)
        put(book, folder)
        return asked(accept(programme, folder)).answer is not None

    sha256 = next(s.sha256 for s in accept(programme, folder).months[-1].returns if s.file == OWN)
    assert answered("", "")
    assert not answered(sha256, "0" * 64)
    assert not answered("2024-06", "2024-05")
    assert not answered('"V18"', '"V12"')
    assert not answered("E2", "E3")
    assert not answered(UNIT, "衡南县")
    for hostile in ("[" * 9_999, '["sanzi-reply-1",[', '["sanzi-reply-1",1,2,3,4,5]'):
        assert not answered('["sanzi-reply-1"', hostile)


def test_answers_to_closed_months_are_read_from_where_the_units_send_them(programme, folder, tmp_path):
    frozen = tmp_path / "frozen" / str(JUNE)
    frozen.mkdir(parents=True)
    (frozen / OWN).write_bytes((folder / str(JUNE) / OWN).read_bytes())
    put(answer(marked_copy(programme, folder)), folder)
    put(change(marked_copy(programme, folder)), folder, "晚到.xlsx")
    accepted = accept(programme, folder, closed={JUNE: frozen})
    assert own(accepted) == [(OWN, "accepted")]
    assert asked(accepted).answer.text == "已于6月开工，状态下月更新"
    assert accepted.months[-1].late_answers == ("回复.xlsx",)
    assert accepted.movements["benefit"].tolist() == [100_000_000]


def test_readings_keep_answers(programme, folder, tmp_path):
    put(answer(marked_copy(programme, folder)), folder)
    for _ in range(2):
        accepted = accept(programme, folder, readings=tmp_path / "readings")
        assert asked(accepted).answer.text == "已于6月开工，状态下月更新"
        assert own(accepted) == [(OWN, "accepted"), ("回复.xlsx", "answer")]
