"""A board of seven counties, June 2024, worked out by hand: every cumulative figure is a plain share of its target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from sanzi_lib.ledger.acceptance.year import sort_states
from sanzi_lib.ledger.model import (
    Accepted,
    ControlTotals,
    Finding,
    MonthChecks,
    Override,
    ReturnState,
    Unread,
    column_letter,
)
from sanzi_lib.ledger.tally import compute_tally
from sanzi_lib.measures.against_published import AgainstPublished, Moved, PublishedFigures, PublishedOverview, UnitGap
from sanzi_lib.measures.board import RankHistory
from sanzi_lib.measures.model import (
    Amounts,
    Board,
    BoardRow,
    Case,
    DaysCovered,
    History,
    HistoryPoint,
    NamedAmounts,
    Opening,
    Overview,
    Proceeds,
    Quantity,
    Restatement,
)
from sanzi_lib.measures.outlook import compute_outlook
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.measures.portions import Portion
from sanzi_lib.measures.rank import RankPlace
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.programme import RankRule

ROOT = Path(__file__).resolve().parents[2]
JUNE = Month(2024, 6)
TABULATED = date(2024, 6, 30)


def fen(wan: str | None) -> int | None:
    return None if wan is None else to_fen(Decimal(wan))


def amounts(
    month=("0.00", "0.00", "0.00"),
    cumulative=("0.00", "0.00", "0.00"),
    *,
    projects=0,
    target=None,
    quantities=(),
    progress=Fraction(1, 2),
    over=None,
):
    """Amounts in 万元; ``month`` None: nothing accepted; ``over``: cumulative benefit of units that have a target."""
    benefit, treasury, available = (None, None, None) if month is None else (fen(text) for text in month)
    goal, done = fen(target), fen(over or cumulative[0])
    attainment = Fraction(done, goal) if goal else None
    return Amounts(
        projects=None if month is None else projects,
        quantities=tuple(Quantity(measure, Decimal(text)) for measure, text in quantities),
        benefit=benefit,
        treasury=treasury,
        available=available,
        benefit_cumulative=fen(cumulative[0]),
        treasury_cumulative=fen(cumulative[1]),
        available_cumulative=fen(cumulative[2]),
        target=goal,
        attainment=attainment,
        gap=None if attainment is None else attainment - progress,
    )


def row(unit, name, rank, figures, *, tied=False, state="accepted", late=0, social=(), count=None, cases=(), **more):
    return BoardRow(
        unit=unit,
        name=name,
        state=state,
        days_late=None if state == "not_reported" else late,
        amounts=figures,
        social_benefit=tuple(social),
        social_benefit_count=len(social) if count is None else count,
        cases=tuple(cases),
        rank=rank,
        tied=tied,
        previous_rank=more.get("previous"),
        of_which=more.get("of_which", ()),
        missing=more.get("missing", (name,) if state != "accepted" else ()),
    )


def make_board(rows, totals, *, group="counties", name="县市组", month=JUNE, metric="attainment", **more):
    """A board of the given rows; period and time progress follow the month."""
    first = date(2024, 1, 1) if month.month == 1 else date(2024, month.month - 1, 26)
    return Board(
        programme="hengyang-2024",
        month=month,
        group=group,
        group_name=name,
        period=DaysCovered(first, date(2024, 12, 31) if month.month == 12 else date(2024, month.month, 25)),
        time_progress=Fraction(month.month, 12),
        rule=more.get("rule", RankRule(metric=metric)),
        rows=tuple(rows),
        totals=totals,
        cases=more.get("cases", ()),
        restatements=more.get("restatements", ()),
        openings=more.get("openings", ()),
    )


@pytest.fixture(scope="session")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


@pytest.fixture
def board():
    """Shares of the targets: 60 %, 55 %, 50 % twice, 48 %, 25 % (sent back), 10 % (not reported); time: 50 %."""
    rows = (
        row(
            "430423",
            "衡山县",
            1,
            amounts(
                ("30000.00", "12000.00", "8000.00"),
                ("272160.00", "90000.00", "60000.00"),
                projects=3,
                target="453600.00",
                quantities=(("亩", "120.50"), ("平方米", "3200")),
            ),
            social=("带动就业120人。", "新增停车位300个", "改善老旧小区环境"),
            count=5,
            cases=("老旧校区变身康养中心",),
        ),
        row(
            "430481",
            "耒阳市",
            2,
            amounts(
                ("1234.565", "800.00", "500.00"),
                ("432558.313", "130000.00", "70000.00"),
                projects=12,
                target="786469.66",
                quantities=(("宗", "2"),),
            ),
            social=("带动就业50人",),
            late=2,
        ),
        row(
            "430426",
            "祁东县",
            3,
            amounts(("-500.00", "0.00", "0.00"), ("211055.00", "50000.00", "20000.00"), projects=0, target="422110.00"),
            tied=True,
        ),
        row(
            "430422",
            "衡南县",
            3,
            amounts(
                ("0.000001", "0.00", "0.00"), ("250114.12", "60000.00", "30000.00"), projects=1, target="500228.24"
            ),
            tied=True,
        ),
        row(
            "430482",
            "常宁市",
            5,
            amounts(
                ("2000.00", "1000.00", "1000.00"),
                ("315884.616", "80000.00", "40000.00"),
                projects=4,
                target="658092.95",
            ),
        ),
        row(
            "430424",
            "衡东县",
            6,
            amounts(None, ("120093.10", "20000.00", "10000.00"), target="480372.40"),
            state="sent_back",
            late=1,
        ),
        row(
            "430421",
            "衡阳县",
            7,
            amounts(None, ("51056.823", "0.00", "0.00"), target="510568.23"),
            state="not_reported",
        ),
    )
    totals = amounts(
        ("32734.565001", "13800.00", "9500.00"),
        ("1652921.972", "430000.00", "230000.00"),
        projects=20,
        target="3811441.48",
    )
    return make_board(
        rows,
        totals,
        cases=(
            Case(
                "430423",
                "430423-ZC01-2024-0001",
                "老旧校区变身康养中心",
                "由张三牵头，统一收储闲置校区。\n联系电话13812345678。",
                "年租金120万元。",
            ),
        ),
        restatements=(
            Restatement("430481", "430481-ZY05-2024-0007", Proceeds(-12_000_000, 0, 0), Month(2024, 4), "重复计入。"),
            Restatement("430426", "430426-ZY05-2024-0002", Proceeds(2_500_000, 1_000_000, 0), None, ""),
        ),
        openings=(
            Opening("430422", "430422-ZY05-2024-0003", Proceeds(100_000_000, 50_000_000, 0)),
            Opening("430422", "430422-ZY05-2024-0004", Proceeds(23_450_000, 0, 0)),
        ),
    )


@pytest.fixture
def histories(board):
    """Each unit came evenly to its June figure."""
    return tuple(
        History(
            item.unit,
            item.name,
            tuple(HistoryPoint(month, None, item.amounts.benefit_cumulative * month // 6) for month in range(1, 7)),
        )
        for item in board.rows
    )


@pytest.fixture
def enterprises():
    """Two units without a target, in the cumulative benefit's order."""
    rows = (
        row("4304E1", "市城发集团", 1, amounts(("500.00", "0.00", "0.00"), ("120000.00", "0.00", "0.00"), projects=2)),
        row("4304E2", "市国投集团", 2, amounts(("100.00", "0.00", "0.00"), ("80000.00", "0.00", "0.00"), projects=1)),
    )
    totals = amounts(("600.00", "0.00", "0.00"), ("200000.00", "0.00", "0.00"), projects=3)
    return make_board(rows, totals, group="enterprises", name="国有企业组", metric="benefit_cumulative")


@pytest.fixture
def parks():
    """One unit with a target, one without."""
    rows = (
        row(
            "4304P1",
            "高新区",
            1,
            amounts(("100.00", "0.00", "0.00"), ("60840.00", "100.00", "0.00"), projects=1, target="101400.00"),
        ),
        row("4304P2", "松木经开区", 2, amounts(("0.00", "0.00", "0.00"), ("9160.00", "0.00", "0.00"))),
    )
    totals = amounts(
        ("100.00", "0.00", "0.00"), ("70000.00", "100.00", "0.00"), projects=1, target="101400.00", over="60840.00"
    )
    return make_board(rows, totals, group="parks", name="园区组", metric="benefit_cumulative")


def with_rows(board, change):
    """The board with ``change`` applied to each row."""
    return replace(board, rows=tuple(change(item) for item in board.rows))


@pytest.fixture
def amounts_of():
    """The builder of :class:`Amounts`."""
    return amounts


@pytest.fixture
def row_of():
    """The builder of board rows."""
    return row


@pytest.fixture
def board_of():
    """The builder of boards."""
    return make_board


def make_state(unit, state="accepted", *, kind="月报", late=0, hour=16, file=None, control=None, code="known"):
    """A return of June, or a unit without one; ``control`` None: three projects, 1,200.00 and nothing paid in."""
    register = read_programme(ROOT / "params" / "hengyang-2024")
    found = register.find_unit(unit)
    own = (found.code if found else None) if code == "known" else code
    if state == "not_reported":
        return ReturnState(unit, own, None, None, None, None, None, state)
    return ReturnState(
        unit,
        own,
        file or f"{unit}.xlsx",
        "0" * 64,
        kind,
        datetime(2024, 6, 25 + late, hour, 5),
        late,
        state,
        control=control or ControlTotals(3, fen("1200"), 0, 3, fen("1200"), 0),
    )


def make_accepted(states, findings, unread):
    """What checking June gave, units without a return filled in; the frames are not looked at."""
    register = read_programme(ROOT / "params" / "hengyang-2024")
    there = {state.code for state in states}
    states = [*states, *(make_state(unit.name, "not_reported") for unit in register.units if unit.code not in there)]
    checks = MonthChecks(JUNE, sort_states(register, states), tuple(findings), tuple(unread), has_folder=True)
    empty = pd.DataFrame()
    return Accepted(JUNE, empty, empty, empty, empty, empty, empty, (checks,))


@pytest.fixture
def state_of():
    """The builder of returns' states."""
    return make_state


@pytest.fixture
def accepted_of():
    """The builder of a checked June."""
    return make_accepted


@pytest.fixture
def tally(programme):
    """A June with something of everything.

    耒阳市 sent back (twelve V04, one V05), 衡东县 sent back two days late, an unknown 衡西县, 衡南县 accepted with a
    correction sent back, 衡阳县 accepted a day late with two questions and an accepted finding, the rest missing.
    """
    states = (
        replace(
            make_state("耒阳市", "sent_back", control=ControlTotals(3, fen("1200"), 0, 3, fen("1100"), 0)), demo=True
        ),
        make_state("衡东县", "sent_back", late=2, hour=9, control=ControlTotals(None, fen("100"), 0, 2, None, 0)),
        make_state("衡南县", control=ControlTotals(1, fen("900719925.47"), 1, 1, fen("900719925.47"), 1)),
        make_state("衡南县", "sent_back", kind="更正", hour=18, file="衡南县更正.xlsx"),
        make_state(
            "衡阳县", late=1, control=ControlTotals(5, fen("2000.50"), fen("300"), 5, fen("2000.50"), fen("300"))
        ),
        make_state("衡阳县", "replaced", file="衡阳县旧.xlsx"),
        make_state("衡西县", "sent_back"),
    )
    project = "430481-ZY05-2024-0007"
    sheet = "盘活情况表"
    ours = "430421-ZC01-2024-0001"
    line = Override("有会议纪要", "李四", "2024-06-26")
    findings = (
        *(
            Finding(
                "V04", "错误", "耒阳市", "耒阳市.xlsx", sheet, f"{column_letter(n)}5", project, "约300", "请写数字。"
            )
            for n in range(1, 13)
        ),
        Finding("V05", "错误", "耒阳市", "耒阳市.xlsx", sheet, "L7", project, "120", "请核对两项金额。"),
        Finding("V18", "核实", "耒阳市", "耒阳市.xlsx", sheet, "E4", project, "5", "请核实项目状态。"),
        Finding("V24", "风险", "耒阳市", "耒阳市.xlsx", "项目台账", "Q4", project, "市属国企", "须核查。"),
        Finding("V01", "错误", "衡南县", "衡南县更正.xlsx", "报送封面", "B4", None, "2024-05", "月份不符。"),
        Finding("V01", "错误", "衡东县", "衡东县.xlsx", "报送封面", "B4", None, None, "月份不符。"),
        *(
            Finding("V18", "核实", "衡阳县", "衡阳县.xlsx", sheet, f"E{n}", ours, "5", "请核实项目状态。")
            for n in (4, 5)
        ),
        *(
            Finding("V23", "核实", "衡阳县", "衡阳县.xlsx", "项目台账", f"{c}5", ours, None, "请补填。", line)
            for c in ("J", "O")
        ),
        Finding("V27", "提示", "衡阳县", "衡阳县.xlsx", "报送封面", "B5", None, "2024-06-26", "逾期1天。"),
        Finding("V07", "提示", "衡山县", None, None, None, None, None, "overrides.csv 第3行没有可接受的核验结果。"),
        Finding("V01", "错误", "衡西县", "衡西县.xlsx", "报送封面", "B2", None, "衡西县", "没有这个单位。"),
    )
    unread = (Unread("坏的.xlsx", "文件已损坏，请重新索取。"),)
    return compute_tally(make_accepted(states, findings, unread), programme)


PLACES = {
    "430423": "1 1 2 1 1 1",
    "430481": "2 2 1 2 2 2",
    "430426": "3 4 3 3 3= 3=",
    "430422": "4 3 4 4 3= 3=",
    "430482": "5 5 5 5 5 5",
    "430424": "6 7 7 6 6 6",
    "430421": "7 6 6 7 7 7",
}
"""Places of the counties, January to June; = is shared."""


@pytest.fixture
def ranks(board):
    """The counties' places by month; June's are the board's."""
    return tuple(
        RankHistory(
            item.unit,
            item.name,
            tuple(RankPlace(int(place[0]), place.endswith("=")) for place in PLACES[item.unit].split()),
        )
        for item in board.rows
    )


@pytest.fixture
def overview(board, enterprises, parks):
    """市本级 48 %, 衡山县 60 %, together 4591750.62 of which 2258472.2976 is done: 49.19 %."""
    own = amounts(
        ("100.00", "60.00", "0.00"), ("1986312.2976", "500000.00", "250000.00"), projects=5, target="4138150.62"
    )
    county = board.rows[0].amounts
    whole = amounts(
        ("30100.00", "12060.00", "8000.00"),
        ("2258472.2976", "590000.00", "310000.00"),
        projects=8,
        target="4591750.62",
    )
    field = amounts(("100.00", "60.00", "0.00"), ("1986312.2976", "500000.00", "250000.00"), target="4138150.62")
    return Overview(
        programme="hengyang-2024",
        month=JUNE,
        period=board.period,
        time_progress=Fraction(1, 2),
        rows=(NamedAmounts("市本级", own), NamedAmounts("衡山县", county)),
        fields=(NamedAmounts("自然资源领域", field),),
        groups=(board, enterprises, parks),
        city=whole,
        kinds=(("现金收入", 3_000_000), ("未分类", 1_000_000)),
    )


def make_history(name, benefits, cumulative):
    """A row by month: its months' benefit in 万元, all that is beyond their sum brought in January."""
    sums = [fen(cumulative) - sum(fen(text) for text in benefits[number + 1 :]) for number in range(len(benefits))]
    points = zip(range(1, len(benefits) + 1), benefits, sums, strict=True)
    return History("", name, tuple(HistoryPoint(month, fen(text), total) for month, text, total in points))


@pytest.fixture
def city(overview):
    """The overview with its year: the last three months brought 60000.00, 30000.00 and 30100.00 万元."""
    months = ("0.00", "0.00", "0.00", "60000.00", "30000.00", "30100.00")
    history = make_history("全市合计", months, "2258472.2976")
    rows = (
        make_history("市本级", ("0.00", "0.00", "0.00", "0.00", "0.00", "100.00"), "1986312.2976"),
        make_history("衡山县", ("0.00", "0.00", "0.00", "60000.00", "30000.00", "30000.00"), "272160.00"),
    )
    return CityMonth(
        overview=overview,
        history=history,
        outlook=compute_outlook(overview.city, history, JUNE),
        row_outlooks=tuple(
            compute_outlook(row.amounts, past, JUNE) for row, past in zip(overview.rows, rows, strict=True)
        ),
        categories=(
            Portion(("资源", "矿产"), 2, 1_000_000, Proceeds(3_000_000, 2_000_000, 1_000_000)),
            Portion(("资源", "土地"), 0, 0, Proceeds(0, 0, 0)),
            Portion(("资产", "实物"), 1, 0, Proceeds(1_000_000, 0, 0)),
        ),
        methods=(
            Portion(("用",), 1, 0, Proceeds(1_000_000, 0, 0)),
            Portion(("售",), 2, 1_000_000, Proceeds(3_000_000, 2_000_000, 1_000_000)),
        ),
        against_published=None,
    )


@pytest.fixture
def comparison():
    """May as it was published: 2158472.2976 万元, 47.01 %; five counties crossed a line since."""
    return AgainstPublished(
        published=PublishedOverview(
            Month(2024, 5),
            Fraction(5, 12),
            PublishedFigures(Proceeds(fen("2158472.2976"), fen("600000.00"), fen("300000.00")), fen("4591750.62")),
            {
                "430423": PublishedFigures(Proceeds(fen("226800.00"), 0, 0), fen("453600.00")),
                "430421": PublishedFigures(Proceeds(fen("51056.823"), 0, 0), fen("510568.23")),
            },
        ),
        change=Proceeds(fen("100000.00"), fen("-10000.00"), fen("10000.00")),
        moved=Moved(fen("100009.50"), fen("-9.50"), 0, 2),
        newly_lagging=(UnitGap("430424", "衡东县", Fraction(-5, 100), Fraction(-25, 100)),),
        no_longer_lagging=(UnitGap("430482", "常宁市", Fraction(-12, 100), Fraction(-2, 100)),),
        back_on_time=(
            UnitGap("430426", "祁东县", Fraction(-3, 100), Fraction(0)),
            UnitGap("430422", "衡南县", Fraction(-11, 100), Fraction(0)),
        ),
    )
