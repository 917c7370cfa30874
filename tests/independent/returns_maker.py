"""Makes a year of returned workbooks of all 25 units, from a truth that is made first. Same seed, same content.

By hand: python returns_maker.py FOLDER [SEED] [LAST MONTH]
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from random import Random

from annex_one import CODES, NAME, names_of
from records import Return, Year
from return_book import book_of
from writers import write_messy
from year_truth import make_truth

JUNK = {
    "附件说明.docx": b"not a workbook",
    "汇总.csv": "单位,金额\n耒阳市,1\n".encode(),
    "坏文件.xlsx": b"PK\x03\x04 broken",
}


def make_year(folder: Path, *, seed: int = 1, through: int = 12, units: Iterable[str] = CODES) -> Year:
    """Writes <folder>/2024-01 … and gives the truth back, with the file name of every return."""
    year = make_truth(seed, through)
    year.returns = [item for item in year.returns if item.unit in units]
    year.copies = [copy for copy in year.copies if copy[1] in units]
    year.notes = {note for note in year.notes if note[1] in units}
    year.may = {note for note in year.may if note[1] in units}
    for number, item in enumerate(year.returns):
        rng = Random(f"{seed}/file/{number}")
        home = folder / f"2024-{item.month:02}"
        home.mkdir(parents=True, exist_ok=True)
        item.file = _file_name(rng, item, number)
        write_messy(book_of(item), home / item.file, rng)
    copies = []
    for month, unit, _ in year.copies:
        item = next(x for x in year.returns if (x.month, x.unit) == (month, unit))
        again = "～另存-" + item.file  # U+FF5E sorts behind every other name
        home = folder / f"2024-{month:02}"
        shutil.copyfile(home / item.file, home / again)
        copies.append((month, unit, again))
    year.copies = copies
    for month in range(1, through + 1):
        home = folder / f"2024-{month:02}"
        home.mkdir(parents=True, exist_ok=True)
        (home / "~$耒阳市月报.xlsx").write_bytes(b"lock")
        (home / ".DS_Store").write_bytes(b"x")
        year.unread[month] = []
        if month % 3 == 2:
            for name, content in JUNK.items():
                (home / name).write_bytes(content)
            (home / "旧版").mkdir(exist_ok=True)
            year.unread[month] = sorted([*JUNK, "旧版"])
    return year


def _file_name(rng: Random, item: Return, number: int) -> str:
    stem = rng.choice([NAME[item.unit], rng.choice(names_of(item.unit)), item.unit])
    ending = rng.choice([".xlsx", ".xlsx", ".xlsx", ".xlsm", ".xls", ".XLSX"])
    return f"{rng.choice(['', '报送-', '（终稿）'])}{stem}{item.month}月{item.kind}{number}{ending}"


if __name__ == "__main__":
    made = make_year(
        Path(sys.argv[1]),
        seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1,
        through=int(sys.argv[3]) if len(sys.argv) > 3 else 12,
    )
    sys.stdout.write(f"{len(made.returns)} returns\n")
