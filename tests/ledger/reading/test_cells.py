from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from sanzi_lib.ledger.reading.cells import (
    RawCell,
    make_choice_reader,
    read_amount,
    read_date,
    read_date_or_month,
    read_id,
    read_moment,
    read_month,
    read_quantity,
    read_text,
    read_yes_no,
    show,
)
from sanzi_lib.ledger.reading.grid import DATE, ERROR, NUMBER, TEXT, UNCALCULATED, YEAR_MONTH, YES_NO
from sanzi_lib.ledger.reading.serials import find_date_kind, is_date_format, show_date, show_number
from sanzi_lib.months import Month


def n(text):
    return RawCell(NUMBER, text)


def t(text):
    return RawCell(TEXT, text)


def test_an_amount_is_exact_to_the_fen():
    assert read_amount(n("0.000001")).value == 1
    assert read_amount(n("1234.56")).value == 1_234_560_000
    assert read_amount(t("90071992547.41")).value == 90_071_992_547_410_000
    assert read_amount(t("1.0000000")).value == 1_000_000


def test_a_seventh_decimal_is_a_finding():
    assert read_amount(n("0.0000001")).rule == "V04"
    assert read_amount(t("0.30000000000000004")).rule == "V04"
    assert read_amount(n("1e-07")).rule == "V04"


def test_an_excel_number_is_read_at_fifteen_digits():
    assert show_number("0.30000000000000004") == "0.3"
    assert show_number("1234.5649999999999") == "1234.565"
    assert show_number("90071992547.410004") == "90071992547.41"
    assert show_number("-0") == "0"
    assert show_number("9.9999999999999995E-7") == "0.000001"
    assert read_amount(n(show_number("1E+3"))).value == 1_000_000_000


def test_nothing_in_an_amount_is_zero_and_not_given_and_zero_is_given():
    for text in ("-", "—", "/", "无"):
        reading = read_amount(t(text))
        assert (reading.value, reading.given, reading.rule, reading.blank) == (None, False, "", False)
    assert read_amount(t("")).blank
    assert read_amount(n("0")).value == 0
    assert read_amount(n("0")).given


@pytest.mark.parametrize("cell", [t("约300"), t("1e5"), RawCell(DATE, "2024-06-25T00:00:00"), RawCell(YES_NO, "1")])
def test_what_is_no_amount(cell):
    reading = read_amount(cell)
    assert reading.rule == "V04"
    assert "请" in reading.problem


def test_an_absurd_amount_or_quantity_is_refused_without_fuss():
    assert read_amount(t("9" * 400)).rule == "V04"
    assert read_amount(n("1e300")).rule == "V04"
    assert read_quantity(n("1e300")).rule == "V04"
    assert read_quantity(n("1e-300")).rule == "V04"


def test_a_quantity_has_any_decimals_and_no_sign():
    assert read_quantity(n("0.0000001")).value == Decimal("0.0000001")
    assert read_quantity(n("-1")).rule == "V04"
    assert read_quantity(t("120亩")).rule == "V04"


@pytest.mark.parametrize(
    ("reader", "rule"),
    [(read_amount, "V04"), (read_quantity, "V04"), (read_date, "V10"), (read_month, "V10"), (read_moment, "V10"),
     (read_date_or_month, "V10"), (read_text, "V03"), (read_id, "V03"), (read_yes_no, "V03"),
     (make_choice_reader({"甲": "甲"}, rule="V11", advice="请改正"), "V03")],
)  # fmt: skip
@pytest.mark.parametrize("cell", [RawCell(ERROR, "#REF!"), RawCell(UNCALCULATED, "")])
def test_error_cells_and_formulas_without_a_value(reader, rule, cell):
    reading = reader(cell)
    assert (reading.rule, reading.given) == (rule, True)


def test_dates():
    assert read_date(RawCell(DATE, "2024-06-25T16:30:00")).value == date(2024, 6, 25)
    assert read_moment(RawCell(DATE, "2024-06-25T16:30:00")).value == datetime(2024, 6, 25, 16, 30)
    assert read_date(n("20240625")).value == date(2024, 6, 25)
    assert read_date(n("45468")).rule == "V10"
    assert read_date(RawCell(DATE, "1905-01-01T00:00:00")).rule == "V10"
    assert read_date(t("2024年12月")).rule == "V10"
    assert read_date_or_month(t("2024年12月")).value == date(2024, 12, 31)
    assert read_date_or_month(t("2024-12-05")).value == date(2024, 12, 5)
    assert read_date(t("—")).given is False


def test_months():
    assert read_month(n("202406")).value == Month(2024, 6)
    assert read_month(RawCell(DATE, "2024-06-01T00:00:00")).value == Month(2024, 6)
    assert read_month(n("6")).rule == "V10"


def test_text_is_what_is_shown():
    assert read_text(n("13800000000")).value == "13800000000"
    assert read_text(n("1.5e+20")).value == "150000000000000000000"
    assert read_text(t("00123")).value == "00123"
    assert read_text(RawCell(DATE, "2024-06-25T00:00:00")).value == "2024-06-25"
    assert read_text(t(" 一\n二 ")).value == "一\n二"


def test_lists_and_ids_lose_width_and_blanks():
    read = make_choice_reader({"m2": "平方米", "REITs": "REITs"}, rule="V11", advice="请改正")
    assert read(t("ｍ ²")).value == "平方米"
    assert read(t("m\u200b2")).value == "平方米"
    assert read(t("reits")).rule == "V11"
    assert {read(t(f"{left}REITs{right}")).value for left, right in ("“”", '＂"', "「」", "『』", "”」")} == {"REITs"}
    assert read(t("‘REITs’")).rule == "V11"
    assert read_id(t("４３０４２４－ZY05 -2024-0007\n")).value == "430424-ZY05-2024-0007"
    assert read_yes_no(t(" 是　")).value is True


def test_what_a_finding_quotes_is_short_and_harmless():
    assert show(t("甲" * 300)) == "甲" * 100 + "…"
    assert show(t("a\x00b")) == "ab"
    assert show(RawCell(YES_NO, "1")) == "TRUE"


@pytest.mark.parametrize(
    ("number", "code", "date_like"),
    [(14, None, True), (0, None, False), (31, None, True), (57, None, True), (4, None, False),
     (164, "yyyy/m/d;@", True), (165, '#,##0.00"元/m2"', False), (166, "[Red]0.00", False), (167, "[h]:mm", True),
     (168, '[$-804]yyyy"年"m"月"', True), (169, "0.00E+00", False), (170, "G/通用格式", False), (171, r"0\d", False),
     (172, "[DBNum1][$-804]General", False), (173, "aaaa", True), (174, "#,##0.00_);[Red](#,##0.00)", False)],
)  # fmt: skip
def test_which_formats_show_dates(number, code, date_like):
    assert is_date_format(number, code) is date_like


@pytest.mark.parametrize(
    ("number", "code", "kind"),
    [(57, None, YEAR_MONTH), (27, None, YEAR_MONTH), (17, None, YEAR_MONTH), (31, None, DATE), (58, None, DATE),
     (0, None, ""), (164, 'yyyy"年"m"月";@', YEAR_MONTH), (165, "yyyy/mm", YEAR_MONTH),
     (166, "[$-804]yyyy年m月", YEAR_MONTH),
     (167, "mmm-yy", YEAR_MONTH), (168, 'e"年"m"月"', YEAR_MONTH), (169, "yyyy", DATE), (170, "m/d", DATE),
     (171, "yyyy/m/d", DATE), (172, "yyyy/mm hh:mm", DATE), (173, "mm:ss", DATE), (174, 'yyyy"年"m"月"d"日"', DATE),
     (175, 'yyyy"d"mm', YEAR_MONTH), (57, "0.00", "")],
)  # fmt: skip
def test_which_formats_show_year_and_month_only(number, code, kind):
    assert find_date_kind(number, code) == kind


def test_a_date_that_shows_its_month_only_is_that_months_last_day_where_a_month_may_stand():
    cell = RawCell(YEAR_MONTH, "2024-12-01T00:00:00")
    assert read_date_or_month(cell).value == date(2024, 12, 31)
    assert read_date_or_month(RawCell(YEAR_MONTH, "2024-02-15T08:00:00")).value == date(2024, 2, 29)
    assert read_date_or_month(RawCell(YEAR_MONTH, "1999-12-01T00:00:00")).rule == "V10"
    assert read_date_or_month(RawCell(YEAR_MONTH, "5")).rule == "V10"
    assert read_date_or_month(RawCell(DATE, "2024-12-01T00:00:00")).value == date(2024, 12, 1)
    assert read_date(cell).value == date(2024, 12, 1)
    assert read_month(cell).value == Month(2024, 12)
    assert read_text(cell).value == "2024年12月"
    assert read_amount(cell).rule == "V04"


def test_date_numbers_of_both_epochs():
    assert show_date("45468.6875", epoch_1904=False) == (DATE, "2024-06-25T16:30:00")
    assert show_date("44006", epoch_1904=True) == (DATE, "2024-06-25T00:00:00")
    assert show_date("45468.99999999", epoch_1904=False) == (DATE, "2024-06-26T00:00:00")
    assert show_date("-5", epoch_1904=False) == (DATE, "-5")
    assert show_date("2958464", epoch_1904=False) == (DATE, "9999-12-30T00:00:00")
    for epoch_1904 in (False, True):  # both calendars end in the year 9999
        assert show_date("2958465.9999999", epoch_1904=epoch_1904) == (DATE, "2958465.9999999")
