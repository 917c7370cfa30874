"""Money: exact to the 分, rounded only for show (docs/指标口径.md 金额与数量、四舍五入)."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.money import FEN_PER_WAN, FEN_PER_YI, MAX_FEN, round_half_up, to_exact_wan, to_fen, to_wan


@pytest.mark.parametrize(
    ("wan", "fen"),
    [
        ("0", 0),
        ("0.000001", 1),
        ("-0.01", -10_000),
        ("1234.560000", 1_234_560_000),
        ("90071992547.41", 90_071_992_547_410_000),
        ("1E+3", 1_000_000_000),
        ("100000000000", MAX_FEN),
        ("0E-400", 0),
    ],
)
def test_wan_to_fen(wan, fen):
    assert to_fen(Decimal(wan)) == fen


@pytest.mark.parametrize(
    "wan", ["0.0000001", "1.2345678", "NaN", "sNaN", "Infinity", "-Infinity", "1E+30", "100000000000.000001", "1E-999"]
)
def test_what_is_no_amount_is_refused(wan):
    with pytest.raises(ValueError, match=r"finite|finer|range"):
        to_fen(Decimal(wan))


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (1, "0.000001"),
        (-1, "-0.000001"),
        (1_234_560_000, "1234.56"),
        (10**6, "1.00"),
        (-1_500_000, "-1.50"),
    ],
)
def test_fen_to_wan_has_two_decimals_and_no_other_trailing_zero(fen, text):
    assert str(to_wan(fen)) == text


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_there_and_back(fen):
    assert to_fen(to_wan(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (Fraction(6, 10), "0.0000006"),
        (Fraction(-3, 2), "-0.0000015"),
        (Fraction(6 * 10**8), "600.00"),
        (Fraction(333, 1000) * 10**6, "0.333"),
        (Fraction(1, 8), "0.000000125"),
        (Fraction(10**24 + 1, 10), "100000000000000000.0000001"),
    ],
)
def test_a_share_of_a_fen_has_every_digit(fen, text):
    assert f"{to_exact_wan(fen):f}" == text


def test_a_share_without_an_end_is_refused():
    with pytest.raises(ValueError, match="no finite decimal"):
        to_exact_wan(Fraction(1, 3))


def test_a_sum_beyond_one_cell_is_still_shown_exactly():
    assert str(to_wan(1000 * MAX_FEN + 1)) == "100000000000000.000001"


def test_the_units_of_money():
    assert to_wan(FEN_PER_WAN) == 1
    assert to_wan(FEN_PER_YI) == 10_000


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("2.675", 2, "2.68"),  # a float would say 2.67
        ("0.0049999999", 2, "0.00"),
        ("-0.004", 2, "0.00"),  # never a negative zero
        ("2.5", 0, "3"),
        ("99.995", 2, "100.00"),
        ("0", 3, "0.000"),
    ],
)
def test_rounding_is_half_up(value, places, text):
    assert str(round_half_up(Decimal(value), places)) == text


def test_fractions_round_without_a_detour():
    assert str(round_half_up(Fraction(1, 3), 4)) == "0.3333"
    assert str(round_half_up(Fraction(1, 8), 2)) == "0.13"
    assert str(round_half_up(7, 2)) == "7.00"


@given(st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=7), st.integers(0, 6))
def test_rounding_agrees_with_decimal(value, places):
    expected = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=Context(prec=60))
    rounded = round_half_up(value, places)
    assert rounded == expected
    assert rounded.as_tuple().exponent == -places
    assert not (rounded.is_zero() and rounded.is_signed())
