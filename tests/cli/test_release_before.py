"""A record that an earlier release published goes through every command, and what it froze stays as it is."""

from __future__ import annotations

import json
import tarfile
from decimal import Decimal
from pathlib import Path

import pytest

from sanzi_lib.cli.app import run_command

pytestmark = pytest.mark.slow

RECORD = Path(__file__).resolve().parents[1] / "release_before" / "record.tar.xz"
FIRST, LAST, NEXT = "2024-02", "2024-03", "2024-04"
TOWNS = "乡镇组"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The project as it was left; the commands are run one after the other."""
    root = tmp_path_factory.mktemp("前一版本")
    with tarfile.open(RECORD) as archive:
        archive.extractall(root, filter="data")
    return root


@pytest.fixture
def said(project, monkeypatch, capsys):
    """Run a command in the project, and give what it said; its exit status is 0."""
    monkeypatch.chdir(project)

    def run(*command, status=0):
        assert run_command([str(part) for part in command]) == status, capsys.readouterr()
        told = capsys.readouterr()
        return told.out + told.err

    return run


def _content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _board(folder):
    rows = json.loads((folder / TOWNS / "leaderboard.json").read_text(encoding="utf-8"))["units"]
    return {row["unit"]: row for row in rows}


def test_published_months_of_the_release_before_go_through_every_command(project, said):
    published = project / "output" / "published"
    frozen = {month: _content(published / month) for month in (FIRST, LAST)}
    journal = _content(project / "output" / "ledger")
    for month in (FIRST, LAST):
        assert f"{month}定稿验证通过" in said("verify", month)
    # 南乡镇 did not report.
    assert "未报送1家" in said("check", NEXT, status=1)
    told = said("run", NEXT, "--as-of", "2024-05-08")
    assert f"{LAST}已定稿：东乡镇的月报按现行规则核验结论会不同，仍按定稿计算。" in told

    then, now = (_board(folder) for folder in (published / LAST / "reports", project / "output" / NEXT))
    # April's return of 东乡镇: 66.50 + 50.64 + 43.53 + 94.254302 + 149.16 + 67.08 万元, read off its sheet.
    assert Decimal(then["东乡镇"]["benefit_cumulative"]) == Decimal("940.58067")
    assert Decimal(now["东乡镇"]["benefit_cumulative"]) == Decimal("940.58067") + Decimal("471.164302")
    assert (then["东乡镇"]["rank"], then["南乡镇"]["rank"]) == (1, 3)
    # 南乡镇 was never heard of: it has no rank any more, and of two units that rank nobody moves.
    assert (now["东乡镇"]["rank"], now["南乡镇"]["rank"]) == (1, None)
    assert now["东乡镇"]["previous_rank"] is None

    assert "核对一致" in said("trace", NEXT, TOWNS, "东乡镇")
    assert f"与{LAST[:4]}年03月比" in said("diff", NEXT)
    said("ledger", NEXT)
    said("template", "--unit", "东乡镇", "--month", "2024-05", "--output", project / "下期.xlsx")
    refused = said("publish", NEXT, status=1)
    # Some of April's catch-up cannot be held against March's return; nothing of the closed months is asked.
    assert "　4月　核实  V07  县财政局" in refused
    assert "3月　" not in refused
    assert f"{NEXT}已定稿" in said("publish", NEXT, "--open", "已逐项问过")
    verified = said("verify", NEXT)
    assert f"{NEXT}定稿验证通过" in verified
    assert "理由：已逐项问过" in verified

    about = json.loads((published / NEXT / "publish.json").read_text(encoding="utf-8"))
    assert about["rules_by_month"] == {"2024-01": 1, FIRST: 1, LAST: 1, NEXT: 2}
    assert about["base"] == LAST
    assert {month: _content(published / month) for month in (FIRST, LAST)} == frozen
    assert {name: content for name, content in _content(project / "output" / "ledger").items() if name in journal} == (
        journal
    )
    # A later change of a closed return changes nothing.
    assert f"{LAST}定稿验证通过" in said("verify", LAST)
