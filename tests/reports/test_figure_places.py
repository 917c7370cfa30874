"""Values of the figures' JSON in words: every key has a name, and a value keeps its digits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from sanzi_lib.reports.elements.board_json import build_leaderboard_figures
from sanzi_lib.reports.elements.figure_places import PLACE_NAMES, name_place, show_json_value
from sanzi_lib.reports.overview.json import build_city_figures

GROUPS = {"counties": "县市组"}
DAY = date(2024, 6, 30)


def _keys(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def test_every_key_has_a_name(programme, board, city, comparison, enterprises):
    known = {*PLACE_NAMES, *(group.id for group in programme.groups)}
    texts = [
        build_leaderboard_figures(board, DAY).text,
        build_leaderboard_figures(enterprises, DAY).text,
        build_city_figures(replace(city, against_published=comparison), programme, DAY).text,
    ]
    found = {key for text in texts for key in _keys(json.loads(text))}
    assert {"benefit_cumulative", "outlook", "newly_lagging"} <= found
    assert found - known == set()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("units", "[耒阳市]", "benefit_cumulative"), "耒阳市　累计经济效益"),
        (("units", "[市国资委]", "of_which", "[市城发集团]", "benefit"), "市国资委　其中　市城发集团　本月经济效益"),
        (("groups", "counties", "attainment"), "分组　县市组　完成率"),
        (("units", "[耒阳市]", "cases", "[1]"), "耒阳市　典型案例　第2项"),
        (("later_key",), "later_key"),
    ],
)
def test_a_place_in_words(path, words):
    assert name_place(path, GROUPS) == words


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("benefit", "401234.560001", "401,234.560001万元"),
        ("benefit", None, "无"),
        ("attainment", "0.5101716957", "51.01716957%"),
        ("gap", "-0.0100000000", "-1%"),
        ("year_end", ["1000.0000000000", "2000.5000000000"], "1,000.0000000000万元；2,000.5000000000万元"),
        ("state", "sent_back", "退回修改"),
        ("tied", True, "是"),
        ("rank", 3, "3"),
        ("cases", [], "无"),
        ("benefit", "谁改的", "谁改的"),
        ("social_benefit", ["甲" * 70], "甲" * 60 + "…"),
    ],
)
def test_a_value_in_words(key, value, words):
    assert show_json_value(("units", "[耒阳市]", key), value) == words
