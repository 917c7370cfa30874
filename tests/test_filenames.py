from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.filenames import is_plain_name, safe_name


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
