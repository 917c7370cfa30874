"""Numbers as texts: half up from exact values, the same in sentence and table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.measures.model import Quantity
from sanzi_lib.reports.elements import formats


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (1_234_560_000, "1,234.56"),
        (1_234_565_000, "1,234.57"),  # 1234.565: half goes up
        (1_234_564_999, "1,234.56"),
        (-5_000, "-0.01"),  # -0.005: away from zero
        (-4_999, "0.00"),  # never a negative zero
        (90_071_992_547_410_000, "90,071,992,547.41"),  # above 2 ** 53 分
    ],
)
def test_wan(fen, text):
    assert formats.show_wan(fen) == text
    assert formats.money_cell(fen).text == text


def test_amounts_in_sentences_change_to_yi_at_one_yi():
    assert formats.show_amount(9_999_990_000) == "9,999.99万元"
    assert formats.show_amount(10_000_000_000) == "1.00亿元"
    assert formats.show_amount(-401_234_560_000) == "-40.12亿元"
    assert formats.split_amount(401_250_000_000) == ("40.13", "亿元")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(1, 2), "50.00%"),
        (Fraction(5101716957, 10**10), "51.02%"),
        (Fraction(100005, 10**7), "1.00%"),
        (Fraction(10005, 10**6), "1.00%"),
        (Fraction(1005, 100000), "1.01%"),
        (Fraction(12, 1), "1,200.00%"),
        (None, "—"),
    ],
)
def test_rates(share, text):
    assert formats.show_rate(share) == text
    assert formats.rate_cell(share).text == text


@pytest.mark.parametrize(
    ("gap", "table", "sentence", "role"),
    [
        (Fraction(1017, 100000), "超序时1.0", "超序时进度1.0个百分点", "good"),
        (Fraction(-321, 10000), "滞后3.2", "滞后序时进度3.2个百分点", "warn"),
        (Fraction(4, 10000), "持平", "与序时进度持平", "plain"),
        (Fraction(-4, 10000), "持平", "与序时进度持平", "plain"),
        (Fraction(5, 10000), "超序时0.1", "超序时进度0.1个百分点", "good"),
        (Fraction(-5, 10000), "滞后0.1", "滞后序时进度0.1个百分点", "warn"),
        (Fraction(15), "超序时1,500.0", "超序时进度1,500.0个百分点", "good"),
    ],
)
def test_gaps(gap, table, sentence, role):
    assert formats.show_gap(gap) == table
    assert formats.say_gap(gap) == sentence
    assert formats.gap_cell(gap).text == table
    assert formats.gap_cell(gap).role == role


def test_quantities():
    shown = formats.show_quantities((Quantity("亩", Decimal("120.5")), Quantity("平方米", Decimal(3200))))
    assert shown == "120.50 亩；3,200 平方米"
    assert formats.show_quantity(Decimal("3200.00")) == "3,200"
    assert formats.show_quantity(Decimal("0.005")) == "0.01"
    assert formats.show_quantities(()) == "—"


def test_dates():
    assert formats.show_date(date(2024, 6, 30)) == "2024年6月30日"
    assert formats.show_period((date(2024, 5, 26), date(2024, 6, 25))) == "2024年5月26日至6月25日"


def test_ranks():
    assert formats.show_rank(1, tied=False) == "第1位"
    assert formats.show_rank(1, tied=True) == "并列第1位"
    assert [formats.show_rank_change(n) for n in (2, -1, 0, None)] == ["前进2位", "后退1位", "持平", "—"]


def test_states():
    assert formats.show_state("accepted") == "已报送"
    assert formats.show_state("accepted", 2) == "已报送（迟报2天）"
    assert formats.show_state("sent_back", 0) == "退回修改"
    assert formats.show_state("not_reported", None) == "未报送"


def test_names():
    assert formats.join_names(["甲", "乙"]) == "甲、乙"
    assert formats.join_names(["甲", "乙", "丙", "丁"], limit=3) == "甲、乙、丙等4个单位"


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_a_money_cell_shows_its_number_rounded(fen):
    cell = formats.money_cell(fen)
    assert Decimal(cell.number) * 1_000_000 == fen
    assert abs(Decimal(cell.text.replace(",", "")) - Decimal(cell.number)) <= Decimal("0.005")


@given(st.fractions(min_value=-3, max_value=30))
def test_a_rate_cell_shows_its_number(share):
    cell = formats.rate_cell(share)
    shown = Decimal(cell.text.rstrip("%").replace(",", ""))
    assert abs(Fraction(shown) - share * 100) <= Fraction(1, 200)
    assert abs(Fraction(Decimal(cell.number)) - share) <= Fraction(1, 10**12)
