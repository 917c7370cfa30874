"""Figures of 存量资金 taken back to their cells, worked out by hand (docs/指标口径.md 存量资金)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hand_facts import gather

from sanzi_lib.errors import ParameterError
from sanzi_lib.measures.trace_funds import trace_funds
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month

A, B, C = "430424", "430421", "430481"
LETTERS = "fund_kind=A fund=B income=C carried=D years=E research=F recovered=G"


def wan(text):
    return to_fen(Decimal(text))


@pytest.fixture
def facts(funds, returns, programme):
    """甲 of A: 300 − 20 % × 1000 = 100 due, 30 done, 70 open. 乙: 80 due, 90 done: nothing open, 10 over. 丙 of B: too
    young. 丁: age not told, so nothing can be said to be due.
    """
    rows = funds(
        {"unit": A, "kind": "政府性基金", "item": "甲", "income": "1000", "carryover": "300", "recovered": "30"},
        {"unit": A, "kind": "项目支出结转", "item": "乙", "carryover": "80", "years": "1", "recovered": "90"},
        {"unit": B, "month": 4, "kind": "项目支出结转", "item": "丙", "carryover": "50", "years": "0.5"},
        {"unit": B, "month": 4, "kind": "项目支出结转", "item": "丁", "carryover": "60", "recovered": "5"},
    ).assign(file="月报.xlsx", sheet="存量资金 (2)")
    returned = returns(6, {(B, 5): "not_reported", (B, 6): "sent_back"})
    own = returned["unit"].isin([A, B]) & (returned["state"] == "accepted")
    returned = returned.assign(
        fund_columns=own.map({True: LETTERS, False: ""}),
        sha256=[f"{unit}-{month}" for unit, month in zip(returned["unit"], returned["month"], strict=True)],
    )
    return gather(None, None, returned, programme, Month(2024, 6), funds=rows)


def test_what_is_due_is_reckoned_of_the_cells_named(facts):
    found = trace_funds(facts, None, "全市")
    assert (found.form, found.figure, found.holds) == ("total", wan("180"), True)
    assert [(term.name, term.item.item, term.figure) for term in found.terms] == [
        ("衡东县", "甲", wan("100")),
        ("衡东县", "乙", wan("80")),
        ("衡阳县", "丙", 0),
        ("衡阳县", "丁", None),
    ]
    carried, income = found.terms[0].terms
    assert [(p.kind, p.cell, p.amount, p.sheet) for p in (*carried.parts, *income.parts)] == [
        ("年末结转", "D5", wan("300"), "存量资金 (2)"),
        ("当年收入", "C5", wan("1000"), "存量资金 (2)"),
    ]
    # What stands since April is cited in April's return.
    (cell,) = found.terms[2].terms[0].parts
    assert (cell.month, cell.cell, cell.sha256, cell.unit) == (Month(2024, 4), "D7", "430421-4", B)


def test_what_is_open_is_never_netted(facts):
    found = trace_funds(facts, A, "衡东县", "funds_open")
    assert (found.figure, [term.figure for term in found.terms]) == (wan("70"), [wan("70"), Fraction(0)])
    due, done = found.terms[1].terms
    assert (due.figure, done.figure) == (wan("80"), wan("90"))
    assert [part.cell for part in done.parts] == ["G6"]


@pytest.mark.parametrize(
    ("measure", "unit", "figure", "cells"),
    [
        ("funds_done", None, "125", ["G5", "G6", "G8"]),  # 30 + 90 + 5; 丙 says nothing
        ("funds_carryover", None, "490", ["D5", "D6", "D7", "D8"]),
        ("funds_carryover", B, "110", ["D7", "D8"]),
    ],
)
def test_what_came_back_and_was_carried_over_are_sums_of_cells(facts, measure, unit, figure, cells):
    found = trace_funds(facts, unit, "", measure)
    assert (found.figure, [part.cell for part in found.parts]) == (wan(figure), cells)
    assert found.is_sum
    assert found.holds


def test_a_unit_that_lists_nothing_has_no_figure(facts):
    with pytest.raises(ParameterError, match="耒阳市在2024-06及以前各月通过核验的月报中没有填报存量资金"):
        trace_funds(facts, C, "耒阳市")
