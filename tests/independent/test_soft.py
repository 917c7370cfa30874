"""Returns that are accepted: exactly the expected findings below 错误, and none of that level."""

from __future__ import annotations

from typing import Any

import planted_legal
import pytest
from annex_one import CODES, TARGET
from library_doors import Doors
from plant_kit import make_kit
from planted_soft import LOOKED_AT, SOFT, Found
from return_book import book_of
from writers import write_plain

pytestmark = pytest.mark.slow

assert planted_legal.LEDGER  # its returns are in SOFT once it is imported


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Found, dict[str, Any]]]:
    """Every name with its file, what is expected, and the February checks of its folder."""
    out = {}
    waiting = list(SOFT)
    while waiting:
        home = tmp_path_factory.mktemp("soft")
        for month in (1, 2):
            (home / f"2024-{month:02}").mkdir()
        laid: list[tuple[str, str, Found]] = []
        for unit in reversed(CODES):
            item = next((soft for soft in waiting if TARGET[unit] is not None or not soft.with_target), None)
            if item is None:
                continue
            waiting.remove(item)
            kit = make_kit(unit)
            expected = item.change(kit)
            write_plain(book_of(kit.january), home / "2024-01" / f"{unit}.xlsx")
            write_plain(kit.book, home / "2024-02" / f"{unit}.xlsx")
            laid.append((item.name, f"{unit}.xlsx", expected))
        doors = Doors(home, 2)
        assert [item for item in doors.checks(1)["findings"] if item["level"] == "错误"] == []
        checks = doors.checks(2)
        out |= {name: (file, expected, checks) for name, file, expected in laid}
    return out


@pytest.mark.parametrize("name", [item.name for item in SOFT])
def test_return_is_accepted_with_its_findings(found: dict[str, tuple[str, Found, dict[str, Any]]], name: str):
    file, expected, checks = found[name]
    mine = [item for item in checks["findings"] if item["file"] == file]
    assert [item for item in mine if item["level"] == "错误"] == []
    assert {(x["rule"], x["level"], x["project"]) for x in mine if x["rule"] in LOOKED_AT} == expected
    assert [item["state"] for item in checks["returns"] if item["file"] == file] == ["accepted"]
