from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.filenames import is_plain_name, safe_name, shown_name


@given(st.text(max_size=200))
def test_a_safe_name_is_one_on_every_system(text):
    name = safe_name(text)
    assert is_plain_name(name)
    assert name == name.strip(" .")
    assert name.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
    assert len(name) <= 81


@pytest.mark.parametrize("name", ["县市组", "国有企业组"])
def test_a_plain_name_stays_as_it_is(name):
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("甲县", "甲县"),
        ("../../甲/县", "_.._甲_县"),
        ("CON", "_CON"),
        ("com1.年", "_com1.年"),
        ('a<>:"|?*b', "a_______b"),
        ("甲\u202e县\n", "甲_县_"),
        (" . ", "_"),
        ("", "_"),
        ("县" * 200, "县" * 60),
    ],
)
def test_names_that_every_system_takes(text, name):
    assert safe_name(text) == name


@given(st.text(max_size=200))
def test_any_text_gives_a_plain_name(text):
    name = safe_name(text)
    assert name
    assert not set(name) & set('<>:"/\\|?*\x00')
    assert not name.endswith((" ", "."))
    assert len(name.encode()) < 250


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("衡南县6月报.xlsx".encode(), "衡南县6月报.xlsx"),
        ("衡南县6月报.xlsx".encode("gbk"), "衡南县6月报.xlsx"),
        (b"\xff\xfe.xlsx", "\ufffd\ufffd.xlsx"),
    ],
)
def test_names_that_came_out_of_a_chinese_zip_are_read(raw, shown):
    assert shown_name(raw.decode("utf-8", "surrogateescape")) == shown


@given(st.text(st.characters(), min_size=1, max_size=30))
def test_any_name_can_be_shown_and_stored(name):
    assert shown_name(name).encode("utf-8")
