"""Every planted error is found, at its place, and nothing else is called an 错误."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from library_doors import Doors, find_json, sanzi
from plant_kit import make_kit
from planted import PLANTS, Planted, differences, lay_out, write_one
from return_book import book_of
from writers import write_plain

pytestmark = pytest.mark.slow

COMMAND_PLANTS = ("amount 约300", "可用财力 above 入库收益 in the month")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Planted, dict[str, Any]]]:
    out = {}
    for home, planted in lay_out(tmp_path_factory.mktemp("planted")):
        doors = Doors(home, 2)
        checks = {month: doors.checks(month) for month in (1, 2)}
        for item in planted:
            out[item.plant.name] = (item, checks[item.plant.month])
    return out


def test_names_are_unique():
    assert len({plant.name for plant in PLANTS}) == len(PLANTS) >= 40


def test_the_clean_returns_are_accepted(tmp_path: Path):
    for month in (1, 2):
        home = tmp_path / f"2024-{month:02}"
        home.mkdir()
        for code in ("4304B2", "430424", "4304P2"):
            kit = make_kit(code)
            write_plain(book_of(kit.january if month == 1 else kit.now), home / f"{code}.xlsx")
    doors = Doors(tmp_path, 2)
    for month in (1, 2):
        checks = doors.checks(month)
        assert [item for item in checks["findings"] if item["level"] == "错误"] == []
        assert [item["state"] for item in checks["returns"] if item["file"]] == ["accepted"] * 3


@pytest.mark.parametrize("name", [plant.name for plant in PLANTS])
def test_planted_error_is_found(found: dict[str, tuple[Planted, dict[str, Any]]], name: str):
    item, checks = found[name]
    found_differences = differences(item, checks)
    assert not found_differences, "\n".join(found_differences[:30])


def test_command_line_finds_them(tmp_path: Path):
    ledgers, output = tmp_path / "ledgers", tmp_path / "output"
    for month in (1, 2):
        (ledgers / f"2024-{month:02}").mkdir(parents=True)
    plants = [next(plant for plant in PLANTS if plant.name == name) for name in COMMAND_PLANTS]
    items = [write_one(ledgers, plant, code) for plant, code in zip(plants, ("430424", "4304B3"), strict=True)]
    checked = sanzi("check", "2024-02", ledgers=ledgers, output=output)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    checks = find_json(output, "checks.json", month="2024-02")
    assert [text for item in items for text in differences(item, checks)] == []
