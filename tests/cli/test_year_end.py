"""December ends on the 25th; what came up to the 31st is brought by 年终更新 and published by a reissue."""

from __future__ import annotations

import json
from datetime import datetime

import openpyxl
import pytest

from sanzi_lib.cli.app import run_command

pytestmark = pytest.mark.slow

MONTH, GROUP = "2025-12", "镇街组"
OPEN = ("--open", "已逐项问过，先行定稿")
SETTLES_EARLY = """period:
  last_day: 25
  natural: false
  cutoff_day: 25

first_board_month: "2025-12"
"""


@pytest.fixture(scope="module")
def project(start_project):
    """The county by the policy's own period, its December published."""
    return start_project(
        "年终 项目",
        MONTH,
        ("run", MONTH, "--as-of", "2025-12-31"),
        ("publish", MONTH, *OPEN),
        change={"programme.yaml": _replace_period},
    )


def _replace_period(text):
    head, _, rest = text.partition("period:\n")
    return f"{head}{SETTLES_EARLY}{rest.partition('first_board_month: ')[2].partition(chr(10))[2]}"


def _published(root, name="leaderboard"):
    folder = root / "output" / "published" / MONTH / "reports" / (GROUP if name == "leaderboard" else "全县")
    page = next(folder.glob("*.html")).read_text(encoding="utf-8")
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8")), page


def _update_one(root):
    """Send a 更正 on 5 January in which a project became done on 30 December.

    Returns:
        The unit's name.
    """
    checks = json.loads((root / "output" / MONTH / "报送核验" / "checks.json").read_text(encoding="utf-8"))
    towns = {row["unit"] for row in _published(root)[0]["units"]}
    for item in checks["returns"]:
        if item["state"] != "accepted" or item["unit"] not in towns:
            continue
        book = openpyxl.load_workbook(root / "ledgers" / MONTH / item["file"])
        for label, value in book["报送封面"].iter_rows(min_col=1, max_col=2):
            if "报送类型" in str(label.value):
                value.value = "更正"
            elif "报送时间" in str(label.value):
                value.value = datetime(2026, 1, 5, 10)
        rows = book["项目台账"].iter_rows()
        header = next(row for row in rows if any(cell.value == "项目编号" for cell in row))
        column = {str(cell.value).rstrip("*"): cell.column - 1 for cell in header}
        for row in rows:
            if row[column["项目编号"]].value:
                row[column["项目状态"]].value = "已完成"
                row[column["盘活完成时间"]].value = datetime(2025, 12, 30)
                book.save(root / "ledgers" / MONTH / "年终更新.xlsx")
                return item["unit"]
    raise AssertionError("no town with a project")


def test_the_first_edition_says_what_is_to_come(project):
    board, page = _published(project)
    assert board["period"] == ["2025-11-26", "2025-12-25"]
    assert "12月26日至31日的数据年度终了另行更新。" in page
    assert "年终更新）" not in page


def test_an_update_that_nobody_sent_is_refused(copy, capsys):
    assert run_command(["publish", MONTH, *OPEN, "--reissue", "年终更新"]) == 2
    assert "没有通过核验的年终更新（2025-12-31以后报送的12月更正）" in capsys.readouterr().err


def test_the_edition_at_the_years_end(copy, capsys):
    unit = _update_one(copy)
    frozen = copy / "output" / "published" / MONTH
    before = (frozen / "SHA256SUMS").read_bytes()
    assert run_command(["publish", MONTH, *OPEN, "--reissue", "年终更新"]) == 0
    checks = json.loads((frozen / "checks" / f"{MONTH}.json").read_text(encoding="utf-8"))
    (update,) = (item for item in checks["returns"] if item["file"] == "年终更新.xlsx")
    assert (update["state"], update["kind"]) == ("accepted", "更正")
    asked = {item["rule"] for item in checks["findings"] if item["file"] == "年终更新.xlsx"}
    assert asked.isdisjoint({"V10", "V27"})
    board, page = _published(copy)
    assert board["period"] == ["2025-11-26", "2025-12-31"]
    assert "截至12月31日（年终更新）" in page
    without = [row["unit"] for row in board["units"] if row["unit"] != unit and row["rank"] is not None]
    (note,) = (line for line in page.splitlines() if "没有报送年终更新，数据截至12月25日。" in line)
    assert all(name in note for name in without)
    assert unit not in note.partition("没有报送年终更新")[0].rpartition("。")[2]
    overview, page = _published(copy, "overview")
    assert overview["period"][1] == "2025-12-31"
    assert "截至12月31日（年终更新）" in page
    assert (frozen / "v1" / "SHA256SUMS").read_bytes() == before
    capsys.readouterr()
    assert run_command(["verify", MONTH]) == 0
    assert "验证通过" in capsys.readouterr().out
