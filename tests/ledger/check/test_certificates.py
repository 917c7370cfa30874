"""One certificate in several spellings, and several certificates that are not one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.ledger.check.certificates import Certificate, read_certificates

KINDS = ("不动产权", "国用", "集用", "房地证", "房权证", "林权证", "房产证")


def _numbers(text):
    return [(one.number, one.kind, one.year, one.place) for one in read_certificates(text, KINDS) if not one.whole]


def _are_one(one, other):
    return any(a.is_one_with(b) for a in read_certificates(one, KINDS) for b in read_certificates(other, KINDS))


def test_a_certificate_taken_apart():
    assert _numbers("湘（2023）衡阳县不动产权第0001234号") == [("1234", "不动产权", "2023", "衡阳县")]
    assert _numbers("衡国用〔2005〕第123号") == [("123", "国用", "2005", "衡")]
    assert _numbers("不动产权第0000123号") == [("123", "不动产权", "", "")]  # seven characters with its zeros
    assert _numbers("不动产权第123号") == []  # too short without year or place
    assert _numbers("房权证字第A-20231号") == [("A-20231", "房权证", "", "")]


def test_neighbours_lend_what_is_missing():
    expected = [("123", "国用", "2005", "衡"), ("124", "国用", "2005", "衡")]
    for text in (
        "衡国用（2005）第123号、124号",
        "衡国用（2005）第123、124号",
        "衡国用(2005)第123号124号",
        "衡国用（2005）第123号；第124号",
    ):
        assert _numbers(text) == expected, text
    assert _numbers("衡国用（2005）第123号及湘（2023）衡阳县不动产权第7号") == [
        ("123", "国用", "2005", "衡"),
        ("7", "不动产权", "2023", "衡阳县"),
    ]


def test_ranges():
    assert [number for number, *_ in _numbers("衡国用（2005）第98-101号")] == ["98", "99", "100", "101"]
    assert [number for number, *_ in _numbers("不动产权第0000009至0000011号")] == ["9", "10", "11"]
    assert [number for number, *_ in _numbers("衡国用（2005）第1-500号")][-1] == "500"
    # 501 numbers are no range any more.
    assert [number for number, *_ in _numbers("衡国用（2005）第1-501号")] == ["1-501"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("土地证：衡国用(2005)第123号", ("123", "国用", "2005", "衡")),
        ("土地证衡国用(2005)第123号", ("123", "国用", "2005", "衡")),
        ("国有土地使用证【衡国用（2005）字第123号】", ("123", "国用", "2005", "衡")),
        ("衡国用（05）第123号", ("123", "国用", "2005", "衡")),
        ("不动产权证书编号：湘（2019）衡阳市不动产权第0012345号", ("12345", "不动产权", "2019", "衡阳市")),
        ("一号楼 湘（2019）衡阳市不动产权证第12号", ("12", "不动产权", "2019", "衡阳市")),
        ("不动产权证号：0012345", ("12345", "不动产权", "", "")),
        ("房屋所有权证：衡房权证石鼓区字第00123456号", ("123456", "房权证", "", "衡石鼓区")),
        ("粤房地证字第C1234567号", ("C1234567", "房地证", "", "粤")),
    ],
)
def test_labels_and_filling_words_are_no_place(text, expected):
    assert _numbers(text) == [expected]


@pytest.mark.parametrize("text", ["房产证：12号", "编号：12号", "产权证号 12号", "证书编号：12、13号", "证号：12"])
def test_a_short_number_with_a_label_is_still_too_short(text):
    assert _numbers(text) == []


def test_ranges_as_offices_write_them():
    expected = [(number, "不动产权", "2019", "衡阳市") for number in ("12345", "12346", "12347")]
    for run in ("0012345号至0012347号", "0012345号至第0012347号", "0012345～0012347号", "0012345—0012347号"):
        assert _numbers(f"湘（2019）衡阳市不动产权第{run}") == expected, run
    assert [number for number, *_ in _numbers("粤房地证字第C1234567至C1234568号")] == ["C1234567", "C1234568"]


def test_a_neighbour_lends_its_kind_and_a_size_is_no_number():
    assert _numbers("衡国用（2005）第123号、（2006）第124号") == [
        ("123", "国用", "2005", "衡"),
        ("124", "国用", "2006", "衡"),
    ]
    assert len(_numbers("湘（2019）衡阳市不动产权第0012345号，建筑面积120000")) == 1


def test_only_what_year_or_place_tells_is_sure():
    def is_sure(text):
        return [one.is_sure_of(one) for one in read_certificates(text, KINDS)]

    assert is_sure("房产证：12号") == [False]  # identical texts are one, but nothing tells whose office's
    assert is_sure("不动产权第0012345号") == [False, False]
    assert is_sure("衡国用（2005）第123号") == [True, True]
    assert is_sure("43040820190012345") == [True]  # without 号, compared whole
    assert is_sure("不动产权证书正在办理") == [False]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("土地证：衡国用(2005)第123号", "衡国用（2005）第123号"),
        ("衡房权证石鼓区字第00123456号", "房权证石鼓区字第123456号"),
        ("衡阳市石鼓区房权证字第123456号", "石鼓房权证字第123456号"),
        ("湘（2019）不动产权第0012345号", "湘（2019）衡阳市不动产权第0012345号"),
        ("湘（2023）衡阳县不动产权第0001234号", "衡阳县不动产权第1234号"),
        ("湘（2023）衡阳县不动产权第0001234号", "(2023)不动产权第0001234号"),
        ("不动产权第0001234号", "不动产权第001234号"),
        ("衡国用（2005）第100号", "衡国用（2005）第98—101号".replace("—", "-")),
        ("产权证遗失待补", "产权证 遗失待补"),
        ("3号", "3号"),  # identical text
    ],
)
def test_one_certificate(one, other):
    assert _are_one(one, other)
    assert _are_one(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("湘（2023）衡阳县不动产权第0001234号", "湘（2022）衡阳县不动产权第0001234号"),
        ("湘（2023）衡阳县不动产权第0001234号", "湘（2023）衡南县不动产权第0001234号"),
        ("衡国用（2005）第0001234号", "衡房权证（2005）第0001234号"),
        ("不动产权第0001234号", "不动产权第0001235号"),
        ("第3号", "3号"),
        ("衡国用（2005）第123号", "南国用（2005）第123号"),
        ("衡阳市不动产权第0001234号", "衡阳县不动产权第0001234号"),
        ("待办", "待办"),  # short and without 号: says nothing
    ],
)
def test_not_one_certificate(one, other):
    assert not _are_one(one, other)


def test_a_bare_number_is_not_sure():
    bare, told = Certificate("1234", "不动产权"), Certificate("1234", "不动产权", "2023", "衡阳县")
    assert bare.is_one_with(told)
    assert not bare.is_sure_of(told)
    assert told.is_sure_of(Certificate("1234", "不动产权", "2023"))


@given(st.integers(1, 10**9), st.integers(0, 6), st.integers(0, 6))
def test_leading_zeros_part_nothing(number, one, other):
    texts = [f"湘（2023）衡阳县不动产权第{'0' * zeros}{number}号" for zeros in (one, other)]
    assert _are_one(*texts)


@given(st.integers(1, 10**6), st.integers(1, 499), st.integers(-3, 510))
def test_a_range_holds_what_lies_between_and_nothing_else(first, width, step):
    text = f"衡国用（2005）第{first}-{first + width}号"
    number = max(1, first + step)
    held = {one for one, *_ in _numbers(text)}
    assert (str(number) in held) == (first <= number <= first + width)
