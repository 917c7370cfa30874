"""All planted errors, and the folders that hold them: one unit per plant, so that one reading takes many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import planted_cells
import planted_form
import planted_more
import planted_sums
from annex_one import CODES, counts_at_city_level
from plant_kit import FUNDS, LEDGER, PLANTS, Expect, Kit, Plant, make_kit
from return_book import book_of
from writers import write_plain

SOURCES = (planted_cells, planted_form, planted_more, planted_sums)


@dataclass
class Planted:
    """A plant in its folder: the files of the spoilt month and what must be found in them."""

    plant: Plant
    kit: Kit
    files: list[str]
    expected: list[Expect]


def _apply(plant: Plant, unit: str) -> tuple[Kit, list[Expect]]:
    kit = make_kit(unit, plant.month)
    for sheet in kit.book.sheets:
        if sheet.name == FUNDS:
            # put() finds rows by 项目编号; the first row of 存量资金 stands for project one
            sheet.rows[0]["项目编号"] = next(row["项目编号"] for row in kit.book[LEDGER].rows)
    expected = plant.change(kit)
    return kit, [
        Expect(item.rule, item.sheet, item.cell, None, item.optional, item.message) if item.sheet == FUNDS else item
        for item in expected
    ]


def lay_out(folder: Path) -> list[tuple[Path, list[Planted]]]:
    """Ledgers folders with January and February; every plant has a unit of its own in one of them."""
    waiting = list(PLANTS)
    out: list[tuple[Path, list[Planted]]] = []
    while waiting:
        home = folder / f"{len(out) + 1:02}"
        for month in (1, 2):
            (home / f"2024-{month:02}").mkdir(parents=True)
        done: list[Planted] = []
        for unit in CODES:
            plant = next((item for item in waiting if counts_at_city_level(unit) or not item.city_level), None)
            if plant is not None:
                waiting.remove(plant)
                done.append(write_one(home, plant, unit))
        out.append((home, done))
    return out


def write_one(home: Path, plant: Plant, unit: str) -> Planted:
    kit, expected = _apply(plant, unit)
    month = f"2024-{plant.month:02}"
    if plant.month != 1:
        write_plain(book_of(kit.january), home / "2024-01" / f"{unit}-1.xlsx")
    files = []
    for number, book in enumerate([kit.book, *kit.more]):
        files.append(f"{unit}-{plant.month}-{number}.xlsx")
        write_plain(book, home / month / files[-1])
    return Planted(plant, kit, files, expected)


def differences(planted: Planted, checks: dict[str, Any]) -> list[str]:
    """What is wrong with the 错误 in the plant's files; every file must hold all that is expected, no more."""
    out = []
    for file in planted.files:
        found = [item for item in checks["findings"] if item["file"] == file and item["level"] == "错误"]
        label = f"{planted.plant.name} ({file})"
        for want in planted.expected:
            hits = [item for item in found if want.fits(item)]
            if not hits and not want.optional:
                shown = [
                    (item["rule"], item["sheet"], item["cell"], item["project"], item["message"]) for item in found
                ]
                out.append(f"{label}: no {want}; found {shown}")
        out += [
            f"{label}: too much: {item['rule']} {item['sheet']}!{item['cell']} {item['project']}: {item['message']}"
            for item in found
            if not any(want.fits(item) for want in planted.expected)
        ]
        states = [item["state"] for item in checks["returns"] if item["file"] == file]
        if states != [planted.plant.state]:
            out.append(f"{label}: state {states}, expected {planted.plant.state}")
    return out
