"""One month of three units, worked out by hand.

The programme: three counties, targets 甲 1000, 乙 800, 丙 400 万元. The month: March, time progress 3/12 = 0.25.

========  =====  =======  ===========  ==========================  ========  =========  ===============================
unit      month  project  new, amount  benefit                     treasury  available  besides
========  =====  =======  ===========  ==========================  ========  =========  ===============================
甲        Jan    P1       new 10.5 亩   100.00                      60.00     50.00
甲        Feb    P1       new          50.00                       50.00     0          called new again: no new project
甲        Mar    P1       1.25 亩       0, restated −20.00 (Jan)    0         0          quantities of all rows count
甲        Mar    P2       new 3200 ㎡   30.25                       10.00     5.00
乙        Jan    (nothing returned)
乙        Feb    P3       new          200.00, opening 40.00       100.00    0          opening treasury 8.00
乙        Mar    (sent back)
丙        Mar    P4       new          55.125001                   0         0
丙        Mar    P5       new 20 亩     0                           0         0          new without money is a project
========  =====  =======  ===========  ==========================  ========  =========  ===============================

甲  projects 1 (P2); 亩 1.25, 平方米 3200; month 30.25 / 10.00 / 5.00
    cumulative benefit 100 + 50 + 0 − 20 + 30.25 = 160.25; treasury 60 + 50 + 0 + 10 = 120; available 50 + 5 = 55
    attainment 160.25 ÷ 1000 = 0.16025; gap 0.16025 − 0.25 = −0.08975
乙  month —; cumulative benefit 200 + 40 = 240; treasury 100 + 8 = 108; available 0
    attainment 240 ÷ 800 = 0.3; gap +0.05
丙  projects 2 (P4, P5); 亩 20; month 55.125001 / 0 / 0; cumulative 55.125001
    attainment 55.125001 ÷ 400 = 0.1378125025; gap −0.1121874975
ranks 乙 1, 甲 2, 丙 3
sum  projects 1 + 2 = 3; 亩 1.25 + 20 = 21.25, 平方米 3200; month 30.25 + 55.125001 = 85.375001 / 10.00 / 5.00
     cumulative 160.25 + 240 + 55.125001 = 455.375001; treasury 120 + 108 = 228; available 55
     target 1000 + 800 + 400 = 2200; attainment 455.375001 ÷ 2200
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hand_facts import gather

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.model import Amounts, Opening, Proceeds, Quantity, Restatement
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Group, TargetRow, Unit

MARCH = Month(2024, 3)


def wan(text):
    return to_fen(Decimal(text))


@pytest.fixture
def three(changed):
    names = {"甲": "1000.00", "乙": "800.00", "丙": "400.00"}
    return changed(
        groups=(Group(id="counties", name="县市组", name_header="名称"),),
        units=tuple(
            Unit(code=f"00000{n}", name=name, group="counties", counts_in=name) for n, name in enumerate(names)
        ),
        targets=tuple(TargetRow(name=name, target=target) for name, target in names.items()),
        fields=(),
        total_target=wan("2200"),
    )


@pytest.fixture
def record(movements):
    a, b, c = "000000", "000001", "000002"
    return movements(
        {
            "unit": a,
            "month": 1,
            "project": "P1",
            "newly": True,
            "quantity": "10.5",
            "measure": "亩",
            "benefit": "100.00",
        }
        | {"treasury": "60.00", "available": "50.00", "social_benefit": "一月"},
        {"unit": a, "month": 2, "project": "P1", "newly": True, "benefit": "50.00", "treasury": "50.00"},
        {
            "unit": a,
            "month": 3,
            "project": "P1",
            "quantity": "1.25",
            "measure": "亩",
            "restated_benefit": "-20.00",
            "reason": "多报",
        }
        | {"restated_month": 1, "social_benefit": "带动就业30人"},
        {
            "unit": a,
            "month": 3,
            "project": "P2",
            "newly": True,
            "quantity": "3200",
            "measure": "平方米",
            "benefit": "30.25",
        }
        | {"cash": "30.25", "treasury": "10.00", "available": "5.00", "social_benefit": "方便群众"},
        {
            "unit": b,
            "month": 2,
            "project": "P3",
            "newly": True,
            "benefit": "200.00",
            "opening_benefit": "40.00",
            "treasury": "100.00",
        }
        | {"opening_treasury": "8.00"},
        {"unit": c, "month": 3, "project": "P4", "newly": True, "benefit": "55.125001"},
        {"unit": c, "month": 3, "project": "P5", "newly": True, "quantity": "20", "measure": "亩"},
    )


@pytest.fixture
def board(record, cases, returns, three):
    given = cases(
        {"unit": "000000", "month": 3, "project": "P2", "title": "老校变身"},
        {"unit": "000000", "month": 2, "title": "旧"},
    )
    states = returns(3, {("000001", 1): "not_reported", ("000001", 3): "sent_back", ("000002", 3): 4}, three)
    return compute_board(gather(record, given, states, three, MARCH), "counties")


def test_each_unit(board):
    by_name = {row.name: row for row in board.rows}
    assert by_name["甲"].amounts == Amounts(
        projects=1,
        quantities=(Quantity("亩", Decimal("1.25")), Quantity("平方米", Decimal(3200))),
        benefit=wan("30.25"),
        treasury=wan("10.00"),
        available=wan("5.00"),
        benefit_cumulative=wan("160.25"),
        treasury_cumulative=wan("120.00"),
        available_cumulative=wan("55.00"),
        target=wan("1000.00"),
        attainment=Fraction("0.16025"),
        gap=Fraction("-0.08975"),
    )
    assert by_name["乙"].amounts == Amounts(
        projects=None,
        quantities=(),
        benefit=None,
        treasury=None,
        available=None,
        benefit_cumulative=wan("240.00"),
        treasury_cumulative=wan("108.00"),
        available_cumulative=0,
        target=wan("800.00"),
        attainment=Fraction("0.3"),
        gap=Fraction("0.05"),
    )
    assert by_name["丙"].amounts == Amounts(
        projects=2,
        quantities=(Quantity("亩", Decimal(20)),),
        benefit=wan("55.125001"),
        treasury=0,
        available=0,
        benefit_cumulative=wan("55.125001"),
        treasury_cumulative=0,
        available_cumulative=0,
        target=wan("400.00"),
        attainment=Fraction("0.1378125025"),
        gap=Fraction("-0.1121874975"),
    )


def test_the_group(board):
    assert board.totals == Amounts(
        projects=3,
        quantities=(Quantity("亩", Decimal("21.25")), Quantity("平方米", Decimal(3200))),
        benefit=wan("85.375001"),
        treasury=wan("10.00"),
        available=wan("5.00"),
        benefit_cumulative=wan("455.375001"),
        treasury_cumulative=wan("228.00"),
        available_cumulative=wan("55.00"),
        target=wan("2200.00"),
        attainment=Fraction("455.375001") / 2200,
        gap=Fraction("455.375001") / 2200 - Fraction(1, 4),
    )
    assert (board.time_progress, board.period.days) == (Fraction(1, 4), (date(2024, 2, 26), date(2024, 3, 25)))
    assert board.rule.metric == "attainment"


def test_ranks_states_and_texts(board):
    assert [(row.rank, row.name, row.tied, row.state, row.days_late) for row in board.rows] == [
        (1, "乙", False, "sent_back", 0),
        (2, "甲", False, "accepted", 0),
        (3, "丙", False, "accepted", 4),
    ]
    assert [row.missing for row in board.rows] == [("乙",), (), ()]
    assert [(row.social_benefit, row.social_benefit_count, row.cases) for row in board.rows] == [
        ((), 0, ()),
        (("方便群众", "带动就业30人"), 2, ("老校变身",)),
        ((), 0, ()),
    ]
    assert board.restatements == (Restatement("000000", "P1", Proceeds(wan("-20"), 0, 0), Month(2024, 1), "多报"),)
    assert board.openings == ()


def test_the_month_before_names_its_opening(record, cases, returns, three):
    board = compute_board(gather(record, cases(), returns(3, programme=three), three, Month(2024, 2)), "counties")
    assert board.openings == (Opening("000001", "P3", Proceeds(wan("40"), wan("8"), 0)),)
    assert [row.amounts.benefit_cumulative for row in board.rows] == [wan("240"), wan("150"), 0]
    assert board.totals.projects == 1  # P3; P1 counted in January


def test_the_city_is_the_sum_of_the_three(record, cases, returns, three, board):
    overview = compute_overview(gather(record, cases(), returns(3, {("000001", 3): "sent_back"}, three), three, MARCH))
    assert overview.city == board.totals
    assert [row.name for row in overview.rows] == ["甲", "乙", "丙"]
    # 30.25 万元 of cash in March; everything else says no kind
    assert dict(overview.kinds) == {
        "现金收入": wan("30.25"),
        "融资到位": 0,
        "资产注入": 0,
        "节约支出": 0,
        "未分类": wan("425.125001"),
    }


def test_a_unit_of_which_nothing_was_ever_accepted_is_told_apart(record, cases, returns, three):
    states = {("000001", 1): "not_reported", ("000001", 2): "sent_back", ("000001", 3): "not_reported"}
    board = compute_board(gather(record, cases(), returns(3, states, three), three, MARCH), "counties")
    heard = {row.name: row.heard for row in board.rows}
    assert not heard.pop("乙")
    assert all(heard.values())
