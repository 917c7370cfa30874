"""overrides.csv (docs/核验规则.md 认可)."""

from __future__ import annotations

import pytest

from sanzi_lib.errors import ProgrammeError
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import read_overrides

HEADER = "month,unit,rule,项目编号,reason,by,date\n"
LINE = "2024-06,衡南县,V07,430422-ZY05-2024-0001,已核实,赵六,2024-07-01\n"


def write(folder, text, encoding="utf-8"):
    (folder / "overrides.csv").write_bytes(text.encode(encoding))
    return folder


def test_no_file_means_no_overrides(tmp_path):
    assert read_overrides(tmp_path) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_line(tmp_path, encoding):
    (line,) = read_overrides(write(tmp_path, HEADER + "\n" + LINE, encoding))
    assert (line.month, line.unit, line.rule, line.project) == (
        Month(2024, 6),
        "衡南县",
        "V07",
        "430422-ZY05-2024-0001",
    )
    assert (line.reason, line.by, line.date, line.line) == ("已核实", "赵六", "2024-07-01", 3)


def test_columns_in_any_order_windows_line_ends_and_no_project(tmp_path):
    text = "unit,month,rule,reason,by,date,项目编号\r\n衡南县,2024-06,V21,属实,赵六,2024-07-01,\r\n"
    (line,) = read_overrides(write(tmp_path, text))
    assert (line.unit, line.project, line.line) == ("衡南县", "", 2)


def test_a_line_for_several_months(tmp_path):
    text = HEADER + LINE.replace("2024-06", "2024-06..2024-12").replace("V07", "V24")
    (line,) = read_overrides(write(tmp_path, text))
    assert (line.month, line.through, line.last, line.span) == (
        Month(2024, 6),
        Month(2024, 12),
        Month(2024, 12),
        "2024-06..2024-12",
    )


def test_a_reason_that_a_spreadsheet_would_compute_is_kept_a_text(tmp_path):
    (line,) = read_overrides(write(tmp_path, HEADER + LINE.replace("已核实", "'=1+1")))
    assert line.reason == "=1+1"
    assert line.write_cells()["reason"] == "'=1+1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("month,unit\n", "第1行：表头应为"),
        ("", "第1行：表头应为"),
        (HEADER + LINE.replace("已核实", ""), "第2行“reason”"),
        (HEADER + LINE.replace("2024-06,", "2024-13,"), "第2行“month”"),
        (HEADER + LINE.replace("2024-06,", "2024-06..2024-12,"), "V07的问题只能按月认可"),
        (HEADER + LINE.replace("2024-06,", "2024-06..2024-05,").replace("V07", "V24"), "较早的月份写在前面"),
        (HEADER + LINE.replace("2024-06,", "2024-06..x,").replace("V07", "V24"), "第2行“month”"),
        (HEADER + LINE.replace("V07", "v7"), "第2行“rule”"),
        (HEADER + LINE.replace("2024-07-01", "2024-06-31"), "第2行“date”"),
        (HEADER + LINE.replace("2024-07-01", "20240701"), "第2行“date”"),
        (HEADER + "2024-06,衡南县\n", "第2行：有2格，应为7格"),
        (HEADER + LINE + LINE, "第3行：与第2行重复"),
        (HEADER + '"2024-06\n', "CSV格式有误"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, said):
    with pytest.raises(ProgrammeError) as caught:
        read_overrides(write(tmp_path, text))
    assert said in str(caught.value)
    assert "overrides.csv" in str(caught.value)


def test_all_problems_at_once(tmp_path):
    bad = HEADER + LINE.replace("V07", "X") + LINE.replace("赵六", "")
    with pytest.raises(ProgrammeError) as caught:
        read_overrides(write(tmp_path, bad))
    assert len(caught.value.problems) == 2
