"""``sanzi trace`` as an analyst meets it, and every figure of the sample's boards against the workbooks."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import unicodedata
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sanzi_lib.cli import trace_lines
from sanzi_lib.cli.terminal import Terminal
from sanzi_lib.cli.trace_lines import build_trace_json, show_figure
from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.model import Accepted, Finding, MonthChecks, Override
from sanzi_lib.ledger.reading.folder import read_month
from sanzi_lib.ledger.reading.readings import Readings
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.figures import OF_QUARTER, OF_ROW, TRACEABLE
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.trace import build_ground, trace_on_board, trace_row
from sanzi_lib.measures.trace_model import Trace, TracePart
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.target_cells import read_target_cells
from sanzi_lib.run.ask.options import Options
from sanzi_lib.sample import write_sample

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PARAMS = ROOT / "params"


@pytest.fixture(scope="module")
def programme():
    return read_programme(PARAMS / "hengyang-2024")


@pytest.fixture(scope="module")
def sample(tmp_path_factory, programme):
    """January and February, read once."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder / "ledgers", programme, through=Month(2024, 2), jobs=2)
    return folder


@pytest.fixture
def trace(sample, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)

    def run(group, unit=None, measure=None, *, month="2024-02", as_json=False, month_only=False):
        options = Options(months=[month], ledgers=sample / "ledgers", output=sample / "output", jobs=1)
        status = trace_lines.trace(
            options, group=group, unit=unit, measure=measure, as_json=as_json, month_only=month_only
        )
        return status, capsys.readouterr()

    return run


def test_the_json_is_alone_on_standard_output_and_its_parts_sum(trace):
    status, said = trace("counties", "耒阳市", as_json=True)
    data = json.loads(said.out)
    assert status == 0
    assert set(data) == {"figure", "parts"}
    assert data["parts"]
    assert Decimal(data["figure"]) == sum(Decimal(part["amount"]) for part in data["parts"])
    assert set(data["parts"][0]) == {"unit", "month", "file", "sheet", "cell", "amount", "sha256"}
    assert {part["unit"] for part in data["parts"]} == {"耒阳市"}
    assert "读取并核验" in said.err


def test_the_words_name_every_cell_the_sum_and_the_files(trace, sample):
    status, said = trace("县市组", "430481", "累计经济效益")
    assert status == 0
    lines = said.out.splitlines()
    parts = [line for line in lines if line.startswith("依据")]
    assert f"合计{len(parts)}笔" in said.out
    assert "核对一致" in said.out
    assert "盘活情况表!" in parts[0]
    sources = [line for line in lines if line.startswith("来源文件")]
    for month, line in zip(("2024-01", "2024-02"), sources, strict=True):
        (path,) = [path for path in (sample / "ledgers" / month).iterdir() if path.name in line]
        assert hashlib.sha256(path.read_bytes()).hexdigest() in line


def test_a_cell_that_does_not_give_the_amount_is_named(trace, sample, programme):
    """The cited cell was the true one, the amount beside it came from the cache, and both were 核对一致."""
    february = sample / "ledgers" / "2024-02"
    unit = programme.find_unit("耒阳市").code
    (true,) = (one for one in read_month(february, programme, Month(2024, 2)).returns if one.cover.unit == unit)
    sheet = true.movements
    row = next(row for row in sheet.rows if row.fen("cash") and "benefit_to_date" in row.given)
    changed = {key: row.fen(key) + 10_000_000_000 for key in ("benefit", "cash", "benefit_to_date")}
    rows = tuple(replace(one, values={**one.values, **changed}) if one is row else one for one in sheet.rows)
    cover = replace(true.cover, benefit_total=true.cover.benefit_total + 10_000_000_000)
    wrong = replace(true, cover=cover, movements=replace(sheet, rows=rows, totals=()))
    readings = sample / "output" / "ledger" / "readings"
    Readings(readings, programme).write(wrong)
    years = sample / "output" / "ledger" / "years"
    shutil.rmtree(years, ignore_errors=True)  # made of the right ones
    try:
        status, said = trace("counties", "耒阳市", "benefit")
        assert status == 1
        assert "核对一致" not in said.out
        (line,) = (line for line in said.out.splitlines() if line.startswith("单元格不符"))
        assert f"{true.file}  {sheet.name}!{sheet.cell('benefit', row.number)}" in line
        is_, was = (f"{to_wan(row.fen('benefit') + more):,f}" for more in (0, 10_000_000_000))
        assert f"月报中该单元格为{is_}，不是{was}。" in line
        assert "sanzi run 2024-02 --force" in said.out
        assert trace("counties", "耒阳市", "attainment")[0] == 1
        status, said = trace("counties", "耒阳市", "benefit", as_json=True)
        assert status == 1
        assert json.loads(said.out)["parts"]
        assert "单元格不符" in said.err
        assert trace("counties", "耒阳市", "treasury")[0] == 0  # what the cells do give
    finally:
        shutil.rmtree(readings)
        shutil.rmtree(years)
    assert trace("counties", "耒阳市", "benefit")[0] == 0


def test_no_board_and_no_check_is_written(trace, sample):
    trace("counties", "耒阳市")
    assert not (sample / "output" / "2024-02").exists()
    assert not (sample / "output" / "index.html").exists()


@pytest.mark.parametrize(
    ("group", "unit", "measure", "words"),
    [
        ("counties", "合计", "attainment", "分子  累计经济效益"),
        ("counties", "衡阳市耒阳市人民政府", "rank", "排名规则：按完成率"),
        ("municipal", "市发改委", "target", "fields.csv"),
        ("municipal", "市水利局", "quantities", "实物数量："),
        ("enterprises", "市城发集团", "target", "未单列年度目标"),
        ("enterprises", "市城发集团", "gap", "没有完成率"),
        ("counties", "耒阳市", "与序时进度差", "序时进度：0.1666666667"),
        ("counties", "耒阳市", "与序时进度之差", "序时进度：0.1666666667"),  # as it was called before
    ],
)
def test_every_kind_of_figure_is_told(trace, group, unit, measure, words):
    status, said = trace(group, unit, measure)
    assert status == 0
    assert words in said.out


@pytest.mark.parametrize(
    ("group", "unit", "measure", "words"),
    [
        ("县城组", "耒阳市", "benefit", "参数 GROUP：.*县城组"),  # trace has no option --group
        ("counties", "衡西县", "benefit", "没有“衡西县”"),
        ("counties", "市城发集团", "benefit", "牵头单位/市城发集团"),
        ("counties", "耒阳市", "benefits", "累计经济效益"),
        ("counties", "合计", "rank", "不排位次"),
        ("counties", None, None, "参数 UNIT：请写县市组的一个单位"),
        ("市水利局", None, None, "计入市本级.*请写“市级组 市水利局”"),
        ("市本级", "市水利局", None, "不再写单位"),
        ("市本级", "rank", None, "不排位次"),
        ("municipal", "市国资委/耒阳市", "benefit", "其中项"),
    ],
)
def test_a_wrong_argument_is_a_sentence(trace, group, unit, measure, words):
    with pytest.raises(ParameterError, match=words):
        trace(group, unit, measure)


@pytest.mark.parametrize("row", ["全市", "全市合计", "市本级", "衡阳高新区", "特许经营权领域"])
def test_a_row_of_the_overview_is_told_from_its_cells(trace, row):
    status, said = trace(row, "累计入库收益", as_json=True)
    data = json.loads(said.out)
    assert status == 0
    assert data["parts"]
    assert sum(Decimal(part["amount"]) for part in data["parts"]) == Decimal(data["figure"])


def test_a_quarter_is_told_by_the_name_in_the_report(trace):
    """January and February are the quarter so far, and the year."""
    status, said = trace("全市", "本季度经济效益", as_json=True)
    data = json.loads(said.out)
    assert status == 0
    assert sum(Decimal(part["amount"]) for part in data["parts"]) == Decimal(data["figure"])
    assert data == json.loads(trace("全市", as_json=True)[1].out)


def test_month_only_leaves_the_months_before_out(trace):
    status, said = trace("全市", as_json=True, month_only=True)
    of_month = json.loads(said.out)
    assert status == 0
    assert {part["month"] for part in of_month["parts"]} == {"2024-02"}
    assert of_month["figure"] == json.loads(trace("全市", "benefit", as_json=True)[1].out)["figure"]
    with pytest.raises(ParameterError, match="参数 --month-only：“完成率”没有单独的当月数"):
        trace("全市", "attainment", month_only=True)


def test_a_quarter_is_traced_by_its_name(trace):
    with pytest.raises(ParameterError, match="2024-03，该月没有榜单可追溯"):
        trace("全市", month="2024Q1")
    with pytest.raises(ParameterError, match="“2024Q5”不是月份"):
        trace("全市", month="2024Q5")


def test_funds_are_traced_to_their_cells(trace, sample):
    """What came back of all units is the sum of the column in the workbooks named, each item by its newest return."""
    status, said = trace("存量资金", "done", as_json=True)
    data = json.loads(said.out)
    assert status == 0
    assert Decimal(data["figure"]) == sum(Decimal(part["amount"]) for part in data["parts"]) > 0
    for part in data["parts"]:
        path = sample / "ledgers" / part["month"] / part["file"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == part["sha256"]
        value = openpyxl.load_workbook(path, data_only=True)[part["sheet"]][part["cell"]].value
        assert Decimal(unicodedata.normalize("NFKC", str(value)).strip(" ¥").replace(",", "")) == Decimal(
            part["amount"]
        )


def test_funds_are_told_item_by_item_with_their_rule(trace):
    status, said = trace("存量资金", None, "待收回或调出")
    assert status == 0
    assert "2024年02月存量资金  全市  待收回或调出：" in said.out
    assert "− 20% × " in said.out
    assert "不论年限，全额" in said.out
    data = json.loads(trace("存量资金", "全市", "open", as_json=True)[1].out)
    assert f"合计{len(data['terms'])}项，待收回或调出" in said.out
    for item in data["terms"]:
        due, done = item["terms"]
        assert Decimal(item["figure"]) == max(Decimal(0), Decimal(due["figure"]) - Decimal(done["figure"] or 0))
    assert Decimal(data["figure"]) == sum(Decimal(item["figure"]) for item in data["terms"])


def test_funds_have_figures_of_their_own(trace):
    with pytest.raises(ParameterError, match=r"“经济效益”不是可用的指标，可用的有：funds_due"):
        trace("存量资金", "耒阳市", "经济效益")
    with pytest.raises(ParameterError, match="“年末结转”没有单独的当月数"):
        trace("存量资金", "carryover", month_only=True)
    with pytest.raises(ParameterError, match="参数 UNIT"):
        trace("存量资金", "无名县", "due")


def test_what_is_open_is_told_in_a_sentence_with_its_cells(trace, sample, programme):
    status, said = trace("全市", "open", as_json=True)
    data = json.loads(said.out)
    accepted = read_year(programme, sample / "ledgers", Month(2024, 2), jobs=1)
    open_ = compute_overview(build_facts(accepted, programme, Month(2024, 2))).open
    assert status == 0
    assert data["figure"] == {"findings": open_.findings, "amount": f"{to_wan(open_.amount):f}"}
    assert open_.findings > 0
    told = trace("全市", "待核实")[1].out
    assert f"待核实：{open_.findings}项，涉及{data['figure']['amount']}" in told.replace(",", "")
    assert sum(line.startswith("待核实  V") for line in told.splitlines()) == open_.findings
    # Of a unit of which nothing is open there is nothing to add up.
    assert "待核实：没有" in trace("城区组", "石鼓区", "open")[1].out


def test_a_month_without_a_folder_is_refused(trace):
    with pytest.raises(ParameterError, match="2024-03，该月没有榜单可追溯"):
        trace("counties", "耒阳市", month="2024-03")
    with pytest.raises(ParameterError, match="一次只能追溯一个月"):
        trace("counties", "耒阳市", month="2024-01..2024-02")


def check_year(ledgers: Path, programme, through: Month, readings: Path | None = None) -> None:
    """Every figure of every board is the sum of what openpyxl finds in the cells named."""
    accepted = read_year(programme, ledgers, through, jobs=1, readings=readings)
    targets = read_target_cells(PARAMS / programme.id)
    ground = build_ground(build_facts(accepted, programme, through), targets=targets)
    seen: dict[tuple[object, ...], Decimal] = {}
    for group in programme.groups:
        board = compute_board(ground.facts, group.id)
        for unit, part in [
            (None, None),
            *((row.unit, None) for row in board.rows),
            *((row.unit, part.unit) for row in board.rows for part in row.of_which),
        ]:
            for measure in TRACEABLE:
                if (unit is None and measure in ("rank", *OF_QUARTER)) or (
                    part and measure in ("rank", "target", "attainment", "gap")
                ):
                    continue
                found = trace_on_board(ground, board, unit, measure, part=part)
                assert found.holds
                for source in (source for leaf in leaves(found) for source in leaf.parts if source.month):
                    key = (source.month, source.file, source.sheet, source.cell, source.sha256)
                    value = 1 if source.kind == "新盘活" else Decimal(source.amount)
                    assert seen.setdefault(key, Decimal(value)) == value
    books: dict[Path, openpyxl.Workbook] = {}
    assert seen
    for (month, file, sheet, cell, sha256), amount in seen.items():
        path = ledgers / str(month) / str(file)
        if path not in books:
            assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
            books[path] = openpyxl.load_workbook(path, data_only=True)
        value = books[path][str(sheet)][str(cell)].value
        if value == "是":
            assert amount == 1
        else:
            text = unicodedata.normalize("NFKC", str(value)).strip(" ¥").replace(",", "")
            assert amount in (Decimal(text), Decimal(text) * 1_000_000)


def leaves(trace: Trace):
    yield trace
    for term in trace.terms:
        yield from leaves(term)


def test_every_figure_of_february_is_in_the_cells_named(sample, programme):
    check_year(sample / "ledgers", programme, Month(2024, 2), sample / "output" / "ledger" / "readings")


def test_every_row_of_the_overview_is_the_sum_of_its_cells(sample, programme):
    february = Month(2024, 2)
    accepted = read_year(programme, sample / "ledgers", february, jobs=1, readings=sample / "output/ledger/readings")
    ground = build_ground(build_facts(accepted, programme, february), read_target_cells(PARAMS / programme.id))
    overview = compute_overview(ground.facts)
    shown = [overview.city, *(row.amounts for row in (*overview.rows, *overview.fields))]
    for of, amounts in zip((None, *programme.targets, *programme.fields), shown, strict=True):
        for measure in OF_ROW:
            found = trace_row(ground, of, measure)
            assert found.holds, (of, measure)
            if measure != "quantities":
                assert found.figure == getattr(amounts, measure), (of, measure)


def test_a_figure_that_is_not_there_is_null_and_a_dash():
    nothing = Trace("benefit", "430481", "耒阳市", "money", None)
    assert json.loads(build_trace_json(nothing)) == {"figure": None, "parts": []}
    assert show_figure(nothing) == "—"
    assert show_figure(Trace("benefit", "", "合计", "money", -1_234_567_890_001)) == "-1,234,567.890001万元"
    assert show_figure(Trace("rank", "", "合计", "count", 3)) == "第3位"
    quantity = Trace("quantity", "", "合计", "quantity", Decimal("1200.50"), label="亩")
    both = Trace("quantities", "", "合计", "list", None, (), (quantity,))
    assert json.loads(build_trace_json(both))["figure"] == [{"unit": "亩", "quantity": "1200.5"}]
    assert show_figure(both) == "1,200.5亩"


def test_a_stream_that_lacks_chinese_still_gets_sound_json():
    text = build_trace_json(Trace("quantity", "", "合计", "list", None, (), ()), ascii_only=True)
    assert text.isascii()
    assert json.loads(text)["figure"] == []


PART = TracePart(
    "430481", "耒阳市", Month(2024, 6), "p", "[red]名\x1b", "f.xlsx", "表", "E7", 1_000_000, "0" * 64, "本月"
)  # fmt: skip


def test_a_terminal_gets_a_table(monkeypatch, programme):
    stream = io.StringIO()
    terminal = Terminal(stream)
    monkeypatch.setattr(type(terminal._console), "is_terminal", True)
    trace_lines._tell(
        Trace("benefit", "430481", "耒阳市", "money", 1_000_000, (PART,)), {}, terminal, "", programme.thresholds
    )
    text = stream.getvalue()
    assert "单元格" in text
    assert "核对一致" in text
    assert "\x1b名" not in text


def test_what_stands_behind_the_parts_is_told():
    parts = (
        PART,
        replace(PART, kind="追溯调整", restated_month=Month(2024, 3), reason="合同核减", amount=-2_000_000),
        replace(PART, kind="年初至本月累计", opening=500_000, project="q"),
    )
    finding = Finding(
        "V06", "错误", "耒阳市", "f.xlsx", "表", "P7", "p", "3", "不符。", Override("已核", "张三", "2024-07-01")
    )
    findings = (
        finding,
        replace(finding, rule="V08", project="z"),  # another project
        replace(finding, rule="V12", override=None),  # nobody accepted it
        replace(finding, rule="V18", file="g.xlsx"),  # another return
        replace(finding, rule="V21", project=None),  # of the whole return
    )
    checks = (
        MonthChecks(Month(2024, 5), (), (replace(finding, rule="V30"),), (), True),
        MonthChecks(Month(2024, 6), (), findings, (), True),
    )
    accepted = Accepted(Month(2024, 6), *[pd.DataFrame()] * 6, checks)
    stream = io.StringIO()
    trace_lines._tell_grounds(Trace("benefit", "430481", "耒阳市", "money", 0, parts), accepted, Terminal(stream))
    assert stream.getvalue().splitlines() == [
        "追溯调整：耒阳市  2024-06  p  所属月份2024-03  调整原因：合同核减",
        "期初数：耒阳市  2024-06  q  该单元格为年初至本月累计，其中期初数0.50万元（即该累计减去本月数和追溯调整）。",
        "已认可的核验结果：2024-06  耒阳市  错误  V06  p  表!P7  理由：已核（张三，2024-07-01）",
        "已认可的核验结果：2024-06  耒阳市  错误  V21  表!P7  理由：已核（张三，2024-07-01）",
        f"来源文件  2024-06  f.xlsx  工作表“表”  SHA-256 {'0' * 64}",
    ]


def test_a_sum_that_does_not_hold_says_so(programme):
    stream = io.StringIO()
    wrong = Trace("benefit", "430481", "耒阳市", "money", 7, (PART,))
    trace_lines._tell(wrong, {}, Terminal(stream), "", programme)
    assert "核对不一致" in stream.getvalue()
