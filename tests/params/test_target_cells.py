"""Where targets are written (docs/指标口径.md 单位与目标)."""

import csv
import hashlib
from pathlib import Path

from sanzi_lib.params.target_cells import read_target_cells

FOLDER = Path(__file__).parents[2] / "params" / "hengyang-2024"


def test_every_target_is_found_at_its_cell():
    cells = read_target_cells(FOLDER)
    assert len(cells) == 14 + 10  # rows of table 1, rows of table 2
    for (_, name), place in cells.items():
        lines = list(csv.reader((FOLDER / place.file).read_text("utf-8-sig").splitlines()))
        column, row = place.cell[0], int(place.cell[1:])
        assert name in lines[row - 1]
        assert lines[0]["ABCD".index(column)] == "预期盘活效益(万元)"
        assert place.sha256 == hashlib.sha256((FOLDER / place.file).read_bytes()).hexdigest()


def test_columns_may_stand_in_any_order_and_rows_be_empty(tmp_path):
    (tmp_path / "targets.csv").write_text(
        '按工作领域分解,预期盘活效益(万元),地区\n,,\n\n是,"1,000.00",市本级\n', encoding="gbk"
    )
    (tmp_path / "fields.csv").write_text("工作领域,牵头单位,主要任务,预期盘活效益(万元)\n", encoding="utf-8")
    (found,) = read_target_cells(tmp_path).items()
    assert found[0] == ("row", "市本级")
    assert found[1].cell == "B4"
