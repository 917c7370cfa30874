"""``sanzi accept`` by the command alone: what is written, in whose encoding and columns, and what is named instead."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sanzi_lib.cli.app import run_command
from sanzi_lib.cli.terminal import Terminal
from sanzi_lib.params.overrides import read_overrides
from sanzi_lib.run.ask.options import Options
from sanzi_lib.run.commands.accept import Words
from sanzi_lib.run.commands.click import Click, Ended, do_click

pytestmark = pytest.mark.slow

TESTS = Path(__file__).resolve().parents[1]
NAME, MONTH = "hengyang-2024", "2024-06"
P, Q = "430424-ZY05-2024-0007", "430424-ZY05-2024-0008"
TODAY = date.today().isoformat()


@pytest.fixture(scope="module")
def make_book():
    path = TESTS / "ledger" / "reading" / "conftest.py"
    spec = importlib.util.spec_from_file_location("books_of_the_reading_room", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Book


@pytest.fixture
def project(tmp_path, monkeypatch, make_book):
    """衡东县's June: two projects that are said not to have begun and have money all the same (V18)."""
    shutil.copytree(TESTS.parent / "params" / NAME, tmp_path / "params" / NAME)
    book = make_book()
    book.set(book.projects, "项目状态", "未启动")
    book.set(book.movements, "年初至本月累计经济效益(万元)", 100)
    book.add_project(**{"项目编号": Q, "项目名称": "另一地块", "项目状态": "未启动"})
    book.add_movement(**{"项目编号": Q, "本月经济效益(万元)": 50, "本月入库收益(万元)": 20})
    book.set(book.movements, "年初至本月累计经济效益(万元)", 50, row=3)
    for row in book.cover.iter_rows():
        row[1].value = {"项目数": 2, "本月经济效益合计": 150, "本月入库收益合计": 100}.get(row[0].value, row[1].value)
    folder = tmp_path / "ledgers" / MONTH
    folder.mkdir(parents=True)
    (folder / "6月报.xlsx").write_bytes(book.data())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def path_of(project):
    return project / "params" / NAME / "overrides.csv"


def rows_of(path, encoding="utf-8-sig"):
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def accept(*words, rule="V18", unit="衡东县", by="赵六", month=MONTH):
    return run_command(["accept", month, "--unit", unit, "--rule", rule, "--by", by, *words])


def test_each_project_gets_a_line_and_the_findings_are_listed_first(project, capsys):
    assert accept("--reason", "已开工，\n状态下月更新") == 0
    said = capsys.readouterr().out
    assert said.index("认可：核实  V18  衡东县") < said.index("已写入")
    assert rows_of(path_of(project)) == [
        ["month", "unit", "rule", "项目编号", "reason", "by", "date"],
        [MONTH, "衡东县", "V18", P, "已开工， 状态下月更新", "赵六", TODAY],
        [MONTH, "衡东县", "V18", Q, "已开工， 状态下月更新", "赵六", TODAY],
    ]
    # The next check takes them.
    run_command(["check", MONTH, "--format", "html"])
    checks = json.loads((project / "output" / MONTH / "报送核验" / "checks.json").read_text(encoding="utf-8"))
    taken = [f["override"] for f in checks["findings"] if f["rule"] == "V18"]
    assert [one["by"] for one in taken] == ["赵六", "赵六"]
    # Once more there is nothing left to accept.
    capsys.readouterr()
    assert accept("--reason", "再来") == 1
    assert "都已认可" in capsys.readouterr().out
    assert len(rows_of(path_of(project))) == 3


def test_the_console_offers_and_writes_the_same(project, capsys):
    """A look offers what may be accepted; the button's click writes what the command beside it writes."""
    terminal = Terminal()
    options = Options(months=[MONTH], ledgers=Path("ledgers"))
    before = do_click(Click("look", options, project), terminal)
    assert [(one.unit, one.rule, one.project, one.lasts) for one in before.acceptable if one.rule == "V18"] == [
        ("衡东县", "V18", P, True),
        ("衡东县", "V18", Q, True),
    ]
    assert all(one.level != "提示" for one in before.acceptable)
    assert before.news == int(re.search(r"待核实(\d+)项", before.opened)[1])
    words = Words(unit="衡东县", rule="V18", project=P, through="2024-12", reason="=属实", by="赵六")
    assert do_click(Click("accept", options, project, words), terminal) == Ended(whole=True)
    assert "已写入" in capsys.readouterr().out
    by_console = path_of(project).read_bytes()
    after = do_click(Click("look", options, project), terminal)
    assert [one.project for one in after.acceptable if one.rule == "V18"] == [Q]
    assert after.news == before.news - 1
    path_of(project).unlink()
    assert accept("--reason", "=属实", "--project", P, "--through", "2024-12") == 0
    assert path_of(project).read_bytes() == by_console


@pytest.mark.parametrize(("encoding", "ending"), [("gbk", "\r\n"), ("utf-8-sig", "\r\n"), ("utf-8", "\n")])
def test_encoding_columns_and_line_ends_of_the_file_stay(project, encoding, ending):
    head = f"单位,月份,规则,理由,批准人,日期,项目编号{ending}"
    before = head + f"衡南县,2024-05,V21,属实,赵六,2024-06-01,{ending}"
    path_of(project).write_bytes(before.encode(encoding).rstrip())  # no line end behind the last line
    assert accept("--reason", "洣水镇项目已核实", "--project", Q, "--through", "2024-12") == 0
    after = path_of(project).read_bytes()
    assert after == (before + f"衡东县,2024-06..2024-12,V18,洣水镇项目已核实,赵六,{TODAY},{Q}{ending}").encode(encoding)


def test_a_reason_is_never_computed_by_a_spreadsheet(project):
    assert accept("--reason", '=HYPERLINK("http://x","y")', "--project", P) == 0
    assert rows_of(path_of(project))[1][4] == '\'=HYPERLINK("http://x","y")'
    (line,) = read_overrides(path_of(project).parent)
    assert line.reason == '=HYPERLINK("http://x","y")'


def test_a_unit_s_answer_is_taken_up_as_the_reason(project, capsys):
    run_command(["check", MONTH, "--format", "html"])
    (copy,) = (project / "output" / MONTH / "报送核验" / "退回修改").glob("*.xlsx")
    book = openpyxl.load_workbook(copy)
    sheet = book["核验意见"]
    (line,) = [row for row in sheet.iter_rows() if row[1].value == "V18"]
    # The two findings have one cause and are one line, with the cells listed.
    assert (line[4].value, line[5].value) == ("E2:E3", f"{P}、{Q}")
    line[8].value = "两个项目均已开工，\n状态下月更新"
    book.save(project / "ledgers" / MONTH / "县里的答复.xlsx")
    capsys.readouterr()
    run_command(["check", MONTH, "--format", "html"])
    said = capsys.readouterr().out
    assert "单位答复1份" in said
    assert "〔单位答复 李四：两个项目均已开工，\n状态下月更新〕".replace("\n", " ") in " ".join(said.split())
    (page,) = (project / "output" / MONTH / "报送核验").glob("*.html")
    assert "单位答复（李四：两个项目均已开工， 状态下月更新）" in page.read_text(encoding="utf-8")
    assert accept("--replies") == 0
    assert [row[3:6] for row in rows_of(path_of(project))[1:]] == [
        [P, "两个项目均已开工， 状态下月更新", "赵六"],
        [Q, "两个项目均已开工， 状态下月更新", "赵六"],
    ]


def test_without_an_answer_nothing_is_accepted_by_answers(project, capsys):
    assert accept("--replies") == 1
    said = capsys.readouterr().out
    assert f"衡东县2024年06月V18 {P}：没有单位的答复，未写。" in said
    assert accept("--replies", "--reason", "属实") == 2
    assert accept() == 2
    assert not path_of(project).exists()


def test_what_is_not_matched_is_named_and_nothing_is_written(project, capsys):
    assert accept("--reason", "属实", rule="V21") == 1
    assert "衡东县2024年06月V21：本月没有这样的问题，未写。" in capsys.readouterr().out
    assert accept("--reason", "属实", "--project", "430424-ZY05-2024-9999") == 1
    assert "430424-ZY05-2024-9999" in capsys.readouterr().out
    assert not path_of(project).exists()


def test_a_cell_that_nobody_can_read_is_not_accepted(project, make_book, capsys):
    book = make_book()
    book.set(book.movements, "本月经济效益(万元)", "约300")
    (project / "ledgers" / MONTH / "6月报.xlsx").write_bytes(book.data())
    assert accept("--reason", "属实", rule="V04") == 1
    assert "盘活情况表!E2：" in (said := capsys.readouterr().out)
    assert "这一条不能认可，未写。" in said
    assert not path_of(project).exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"rule": "V01"}, "不能认可"),
        ({"rule": "V99"}, "不是核验规则"),
        ({"unit": "衡西县"}, "衡西县"),
        ({"by": " "}, "--by"),
        ({"month": "2024-05"}, "2024-05"),
    ],
)
def test_a_wrong_word_is_refused(project, capsys, words, said):
    assert accept("--reason", "属实", **words) == 2
    assert said in capsys.readouterr().err
    assert accept("--reason", " ") == 2
    assert accept("--reason", "属实", "--through", "2024-09", rule="V12") == 2
    assert not path_of(project).exists()


def test_a_locked_file_is_named_and_stays_as_it_was(project, monkeypatch, capsys):
    def refuse(path, content):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sanzi_lib.run.commands.accept.write_whole", refuse)
    assert accept("--reason", "属实") == 1
    assert "一行也没有写" in capsys.readouterr().err
    assert not path_of(project).exists()
