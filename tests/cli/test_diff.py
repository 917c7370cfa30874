"""``sanzi diff`` as an analyst meets it: against the month before, what went to the leaders, an earlier version."""

from __future__ import annotations

import io
import json
import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from sanzi_lib.cli import diff_text
from sanzi_lib.cli.app import run_command
from sanzi_lib.cli.terminal import Terminal
from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.check.table import RULES_VERSION
from sanzi_lib.ledger.checks_file import build_checks
from sanzi_lib.ledger.masked import mask_accepted
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.diff_model import Diff, FigureDiff, GroupDiff, LineDiff, Origin, RowDiff
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.rank import RankPlace
from sanzi_lib.measures.trace_model import TracePart
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.reports.elements.board_json import build_leaderboard_figures
from sanzi_lib.run.published.checksums import write_sums
from sanzi_lib.run.published.month import About, PublishedReport
from sanzi_lib.sample import write_sample

pytestmark = pytest.mark.slow

PROGRAMMES = Path(__file__).resolve().parents[1] / "programmes"
NAME = "yunxiu-2025"
FEBRUARY, MARCH, APRIL = (Month(2025, number) for number in (2, 3, 4))
CUMULATIVE = ("benefit_cumulative", "treasury_cumulative", "available_cumulative")


def read(root, month):
    """The accepted record by the returns in the folder, workbooks read once."""
    programme = read_programme(root / "params" / NAME)
    return read_year(programme, root / "ledgers", month, readings=root / "output" / "ledger" / "readings")


def freeze(root, month, *, number=1, reason=None):
    """A published month with its figures and no documents, as ``sanzi publish`` lays it out."""
    place = root / "output" / "published" / str(month)
    aside = place.with_name("aside")
    programme = read_programme(root / "params" / NAME)
    accepted = read(root, month)
    shutil.copytree(root / "params" / NAME, aside / "params" / NAME)
    (aside / "checks").mkdir()
    for checks in accepted.months:
        (aside / "checks" / f"{checks.month}.json").write_text(build_checks(checks), encoding="utf-8")
        if checks.has_folder:
            shutil.copytree(root / "ledgers" / str(checks.month), aside / "returns" / str(checks.month))
    masked = mask_accepted(accepted, programme)
    for group in programme.groups:
        board = compute_board(build_facts(masked, programme, month), group.id)
        folder = aside / "reports" / group.name
        folder.mkdir(parents=True)
        text = build_leaderboard_figures(board, date(2025, 4, 6)).text
        (folder / "leaderboard.json").write_text(text, encoding="utf-8")
    earlier = ()
    if number > 1:
        before = json.loads((place / "publish.json").read_text(encoding="utf-8"))
        own = {key: before[key] for key in ("number", "published_at", "reason")}
        earlier = (*before["earlier"], own)
        place.rename(aside / f"v{number - 1}")
    about = About(
        month=str(month), programme=NAME, city=programme.city, number=number,
        published_at=f"2025-04-0{number + 5}T09:00:00+08:00", reason=reason, earlier=earlier, months=(),
        reports=tuple(PublishedReport(report="leaderboard", group=group.id, folder=group.name)
                      for group in programme.groups),
        library="l", versions={}, rules_by_month={str(checks.month): RULES_VERSION for checks in accepted.months},
    )  # fmt: skip
    (aside / "publish.json").write_text(about.to_text(), encoding="utf-8")
    write_sums(aside)
    aside.rename(place)
    return place


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    root = tmp_path_factory.mktemp("对比 项目")
    shutil.copytree(PROGRAMMES / NAME, root / "params" / NAME)
    write_sample(root / "ledgers", read_programme(root / "params" / NAME), through=APRIL, jobs=1)
    read(root, APRIL)  # every copy then has the readings
    return root


@pytest.fixture
def project(sample, tmp_path, monkeypatch):
    root = tmp_path / "副本"
    shutil.copytree(sample, root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def diff(capsys):
    def run(month, *more):
        assert run_command(["diff", month, "--json", *more]) == 0
        said = capsys.readouterr()
        return json.loads(said.out), said.err

    return run


def file_of(root, month, code):
    """A return that counts, the unit's row of 盘活情况表 that brought most treasury receipts, and its columns."""
    accepted = read(root, month)
    rows = accepted.movements
    own = rows[(rows["unit"] == code) & (rows["month"] == month.month)]
    row = own.loc[own["available"].idxmax()]
    returns = accepted.returns
    sheet = returns[(returns["unit"] == code) & (returns["month"] == month.month)].iloc[0]
    letters = dict(pair.split("=") for pair in sheet["columns"].split())
    return root / "ledgers" / str(month) / row["file"], sheet["sheet"], int(row["row"]), letters, row["project"]


def lower_available(root, month, code, by):
    """A correction that stays accepted: less 可用财力, in the month and in the year to date."""
    path, sheet, row, letters, project = file_of(root, month, code)
    book = openpyxl.load_workbook(path, data_only=True)
    totals = [line[0].row for line in book[sheet].iter_rows() if {one.value for one in line} & {"合计", "小计", "总计"}]
    for column in ("available", "available_to_date"):
        for number in (row, *totals):
            cell = book[sheet][f"{letters[column]}{number}"]
            if cell.value is not None:
                cell.value = float(Decimal(str(cell.value)) - by)
    path.unlink()
    book.save(path.with_name("更正后的.xlsx"))
    return project, f"{letters['available']}{row}"


def unit_in(data, code):
    return next(unit for group in data["groups"] for unit in group["units"] if unit["code"] == code)


def figure_in(line, measure):
    return next(figure for figure in line["figures"] if figure["measure"] == measure)


def accepted_unit(root, month):
    programme = read_programme(root / "params" / NAME)
    rows = read(root, month).movements
    rows = rows[(rows["month"] == month.month) & (rows["available"] > 10**8)]
    towns = {unit.code for unit in programme.units_of("towns")}
    return next(code for code in rows["unit"].tolist() if code in towns)


def check_sums(data):
    """Every cumulative difference of every line is the sum of its rows, and what it was plus that is what it is."""
    seen = 0
    for group in data["groups"]:
        lines = [*group["units"], *(part for unit in group["units"] for part in unit["of_which"]), group["totals"]]
        for figure in (figure for line in lines for figure in line["figures"]):
            if figure["measure"] in CUMULATIVE:
                total = sum((Decimal(row["difference"]) for row in figure["rows"]), Decimal(0))
                assert total == Decimal(figure["difference"])
                assert Decimal(figure["then"] or 0) + total == Decimal(figure["now"] or 0)
                seen += 1
    return seen


def boards_of(root, month):
    programme = read_programme(root / "params" / NAME)
    accepted = read(root, month)
    return {
        group.id: json.loads(
            build_leaderboard_figures(
                compute_board(build_facts(accepted, programme, month), group.id),
                date(2025, 1, 1),
            ).text
        )
        for group in programme.groups
    }


def test_against_the_month_before_every_figure_is_both_boards_own(project, diff):
    data, told = diff("2025-03")
    assert (data["then"], data["now"]) == (
        {"month": "2025-02", "published": None},
        {"month": "2025-03", "published": None},
    )
    assert check_sums(data) > 20
    then, now = boards_of(project, FEBRUARY), boards_of(project, MARCH)
    for group in data["groups"]:
        for unit in group["units"]:
            was, is_ = (
                next(row for row in boards[group["group"]]["units"] if row["code"] == unit["code"])
                for boards in (then, now)
            )
            assert unit["rank"] == {
                "then": {"rank": was["rank"], "tied": was["tied"]},
                "now": {"rank": is_["rank"], "tied": is_["tied"]},
            }
            told_of = {figure["measure"]: figure for figure in unit["figures"] if "quantity_unit" not in figure}
            for key in (*CUMULATIVE, "benefit", "attainment", "gap", "target", "state", "days_late", "projects"):
                if was[key] != is_[key]:
                    assert (told_of[key]["then"], told_of[key]["now"]) == (was[key], is_[key])
                else:
                    assert key not in told_of or told_of[key]["rows"]
    document = re.search(r"\S+ 项目.*\.html|/.*\.html", told)[0]
    text = Path(document.removeprefix("变动对比（内部资料，列有文件名，不得印发）：")).read_text(encoding="utf-8")
    assert 'lang="zh-CN"' in text
    assert "内部资料" in text
    assert not re.search(r"<script|https?://(?!www\.w3\.org)|@import|url\(", text)


def test_against_what_was_published_says_what_a_reissue_would_change(project, diff):
    code = accepted_unit(project, MARCH)
    frozen = freeze(project, MARCH)
    data, _ = diff("2025-03", "--against", "published")
    assert data["groups"] == []
    project_id, cell = lower_available(project, MARCH, code, Decimal("3.25"))
    data, _ = diff("2025-03", "--against", "published")
    assert (data["then"]["published"], data["now"]["published"]) == (
        {"version": 1, "published_on": "2025-04-06"},
        None,
    )
    figure = figure_in(unit_in(data, code), "available_cumulative")
    assert Decimal(figure["difference"]) == Decimal("-3.25")
    (row,) = figure["rows"]
    assert (row["change"], row["month"], row["project"]) == ("changed", "2025-03", project_id)
    assert (row["now"]["file"], row["now"]["cell"]) == ("更正后的.xlsx", cell)
    assert row["then"]["file"] != row["now"]["file"]
    assert Decimal(row["now"]["amount"]) - Decimal(row["then"]["amount"]) == Decimal("-3.25")
    assert [unit["code"] for group in data["groups"] for unit in group["units"]] == [code]
    assert check_sums(data) == 2  # the unit and 合计
    # The other way about, the published month is what counts: nothing changed since the month before but by March.
    data, _ = diff("2025-03")
    assert data["now"]["published"]["version"] == 1
    assert check_sums(data)
    assert not (frozen / "v1").exists()


def test_a_name_that_stands_only_in_a_return_that_was_sent_back_is_masked(project, diff):
    """The boards that are compared mask it; where one side did not, that was told as a change."""
    programme, accepted = read_programme(project / "params" / NAME), read(project, MARCH)
    rows = accepted.movements
    rows = rows[(rows["month"] == 3) & (rows["social_benefit"] != "")]
    towns = {unit.code for unit in programme.units_of("towns")}
    code, other = list(dict.fromkeys(unit for unit in rows["unit"].tolist() if unit in towns))[:2]
    path, sheet, _, letters, _ = file_of(project, MARCH, code)
    largest = rows[rows["unit"] == code].sort_values(["benefit", "row"], ascending=[False, True]).iloc[0]["row"]
    book = openpyxl.load_workbook(path)
    book[sheet][f"{letters['social_benefit']}{largest}"].value = "由欧阳小山促成就业"
    book.save(path)
    path, *_ = file_of(project, MARCH, other)
    book = openpyxl.load_workbook(path)
    labels = {line[0].value: line[1] for line in book["报送封面"].iter_rows(max_col=2)}
    labels["填报人"].value = "欧阳小山"
    labels["本月经济效益合计"].value = 1
    book.save(path)
    assert read(project, MARCH).returns.set_index(["unit", "month"]).loc[(other, 3), "state"] == "sent_back"
    frozen = freeze(project, MARCH)
    assert "由某某促成就业" in (frozen / "reports" / "镇街组" / "leaderboard.json").read_text(encoding="utf-8")
    data, _ = diff("2025-03", "--against", "published")
    assert data["groups"] == []


def test_versions_are_compared_along_the_chain(project, diff, capsys):
    code = accepted_unit(project, MARCH)
    freeze(project, MARCH)
    lower_available(project, MARCH, code, Decimal("1"))
    freeze(project, MARCH, number=2, reason="更正")
    shutil.copytree(project / "ledgers" / "2025-03", project / "保存")
    for path in (project / "ledgers" / "2025-03").iterdir():
        path.unlink()
    freeze(project, MARCH, number=3, reason="撤回")
    shutil.rmtree(project / "ledgers")  # versions need no returns but their own
    first, _ = diff("2025-03", "--against", "v1")
    second, _ = diff("2025-03", "--against", "V2")
    assert (first["then"]["published"]["version"], first["now"]["published"]["version"]) == (1, 3)
    for data in (first, second):
        assert check_sums(data) > 5
        assert {figure_in(unit, "state")["now"] for group in data["groups"] for unit in group["units"]} == {
            "not_reported"
        }
    gone = [Decimal(figure_in(unit_in(data, code), "available_cumulative")["difference"]) for data in (first, second)]
    assert gone[0] - gone[1] == Decimal("-1")
    assert run_command(["diff", "2025-03", "--against", "v3"]) == 2
    assert "现行的定稿就是第3版" in capsys.readouterr().err
    assert run_command(["diff", "2025-03", "--against", "v4"]) == 2
    assert "v1、v2" in capsys.readouterr().err


def test_a_published_month_that_was_touched_is_refused_by_name(project, capsys):
    folder = freeze(project, MARCH)
    path = folder / "reports" / "镇街组" / "leaderboard.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'"benefit_cumulative": "[^"]+"', '"benefit_cumulative": "1.00"', text), encoding="utf-8")
    assert run_command(["diff", "2025-03", "--against", "published"]) == 1
    assert "leaderboard.json 已被改动" in capsys.readouterr().err
    write_sums(folder)  # whoever changed it also made it look whole
    assert run_command(["diff", "2025-04"]) == 1
    said = capsys.readouterr().err
    assert "定稿榜单（镇街组）与重算结果不同" in said
    assert "sanzi verify 2025-03" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2025-01"], "没有上月可比"),
        (["2025-06"], "2025-06没有榜单可比"),
        (["2025-03", "--against", "published"], "尚未定稿，没有定稿可比"),
        (["2025-03", "--against", "v1"], "尚未定稿，没有第1版可比"),
        (["2025-03", "--against", "2025-03"], "就是要比的月份"),
        (["2025-03", "--against", "2024-03"], "不在2025年度"),
        (["2025-03", "--against", "2025-11"], "2025-11没有榜单可比"),
        (["2025-03", "--against", "上个月"], "应为 previous（上月）"),
        (["2025-03", "--against", "v0"], "应为 previous（上月）"),
        (["2025-03..2025-04"], "一次只能对比一个月"),
        (["2025-03", "--group", "县城组"], "县城组"),
    ],
)
def test_nothing_to_compare_with_is_a_sentence_and_writes_nothing(project, capsys, arguments, words):
    assert run_command(["diff", *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert not (project / "output" / "2025-03").exists()


def test_another_month_one_group_and_chinese_words(project, diff, capsys):
    data, _ = diff("2025-02", "--against", "2025-04", "--group", "镇街组")
    assert [group["group"] for group in data["groups"]] == ["towns"]
    assert check_sums(data)
    names = [path.name for path in (project / "output" / "2025-02" / "变动对比").iterdir()]
    assert names == ["云岫县2025年02月存量资产盘活榜单变动对比（镇街组，与2025年04月比）.html"]
    assert run_command(["diff", "2025-04", "--against", "上月", "--as-of", "2025-05-06"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for kind in ("位次", "数字", "台账"):
        assert any(line.startswith(f"镇街组  {kind}  ") for line in lines)
    assert any(re.search(r"台账 .*新增  — → [\d,.]+  \+[\d,.]+  .*xlsx.*!", line) for line in lines)
    assert "变动对比（内部资料" in lines[-1]


def test_a_document_that_is_locked_is_named(project, monkeypatch, capsys):
    def refuse(path, text):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("sanzi_lib.run.commands.diff.write_whole", refuse)
    assert run_command(["diff", "2025-03"]) == 1
    said = capsys.readouterr()
    assert "无法写入" in said.err
    assert "镇街组" in said.out  # the table was told all the same


HOSTILE = '<script>alert(1)</script>\x1b[31m=cmd|"x"'


def hostile_difference():
    part = TracePart("u", HOSTILE, MARCH, HOSTILE, HOSTILE, HOSTILE, HOSTILE, "E7", 1_000_001, "0" * 64, "本月")
    rows = (RowDiff(None, part),)
    figure = FigureDiff("benefit_cumulative", "money", 0, 1_000_001, rows=rows)
    texts = FigureDiff("social_benefit", "texts", (), (HOSTILE,))
    line = LineDiff("u", HOSTILE, RankPlace(2, False), RankPlace(1, True), (figure, texts))
    group = GroupDiff("g", "组", None, None, (line,), LineDiff("", "合计", None, None, (figure,)))
    return Diff(Origin(FEBRUARY), Origin(MARCH, 1, "2025-04-06"), (group,))


def test_hostile_text_stays_text_in_the_document_and_on_the_terminal(sample, tmp_path, monkeypatch):
    from sanzi_lib.run.commands.diff import Compared, write_diff

    compared = Compared(read_programme(sample / "params" / NAME), hostile_difference(), demo=True)
    path = write_diff(compared, (), tmp_path, date(2025, 4, 6))
    text = path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    assert "+1.000001" in text  # to the 分
    assert "演示数据" in text
    stream = io.StringIO()
    terminal = Terminal(stream)
    monkeypatch.setattr(type(terminal._console), "is_terminal", True)
    diff_text.tell_diff(compared.diff, terminal)
    shown = stream.getvalue()
    assert "并列第1位" in shown
    assert "\x1b[31m=cmd" not in shown


def test_one_month_at_a_time(project, capsys):
    assert run_command(["diff", "2025-01..2025-02"]) == 2
    assert "一次只能对比一个月" in capsys.readouterr().err
