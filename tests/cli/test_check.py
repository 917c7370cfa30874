"""``sanzi check`` from returns to the intake report and the workbooks that go back, by the command alone."""

from __future__ import annotations

import json

import openpyxl
import pypdf
import pytest

from sanzi_lib.cli.app import run_command

pytestmark = pytest.mark.slow

NAME, MONTH = "yunxiu-2025", "2025-02"


@pytest.fixture(scope="module")
def project(start_project):
    """A project whose February lacks one unit, holds one broken file and one return with a wrong control total."""
    root = start_project("云岫 核验", MONTH)
    february = root / "ledgers" / MONTH
    returns = sorted(february.glob("*.xlsx"))
    (february / "断的.xlsx").write_bytes(returns[0].read_bytes()[:2000])
    returns[0].unlink()
    workbook = openpyxl.load_workbook(returns[1])
    row = next(row for row in workbook["报送封面"].iter_rows() if "项目数" in str(row[0].value))
    row[1].value = 999
    workbook.save(returns[1])
    return root


@pytest.fixture(autouse=True)
def _in_the_project(project, monkeypatch):
    monkeypatch.chdir(project)


def _documents(project):
    folder = project / "output" / MONTH / "报送核验"
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_must_be_chased_stands_in_the_report_and_goes_back(project, capsys):
    folder = project / "output" / MONTH / "报送核验"
    assert run_command(["check", MONTH, "--as-of", "2025-03-06"]) == 1
    said = capsys.readouterr().out
    assert "报送核验：已生成（首次生成）" in said
    assert "退回修改：" in said
    data = json.loads((folder / "intake.json").read_text(encoding="utf-8"))
    checks = json.loads((folder / "checks.json").read_text(encoding="utf-8"))
    missing = [item["unit"] for item in checks["returns"] if item["state"] == "not_reported"]
    back = [item["unit"] for item in checks["returns"] if item["state"] == "sent_back"]
    assert data["units"]["not_reported"] == missing
    assert missing
    assert back
    assert [item["file"] for item in data["unread"]] == ["断的.xlsx"]
    control = next(item["control"] for item in data["files"] if item["unit"] == back[0])
    assert control["projects"]["cover"] == 999

    (pdf,) = folder.glob("*.pdf")
    reader = pypdf.PdfReader(pdf)
    texts = [page.extract_text() for page in reader.pages]
    assert all("内部资料" in text and "演示数据" in text for text in texts)
    whole = "".join("".join(texts).split())
    for name in (*missing, *back, "断的.xlsx"):
        assert name in whole
    assert {"intake.json"} <= set(reader.attachments)
    (xlsx,) = folder.glob("*.xlsx")
    assert openpyxl.load_workbook(xlsx).sheetnames == ["报送情况", "核验问题", "汇总", "控制数核对"]

    sent = {path.name for path in (folder / "退回修改").glob("*.xlsx")}
    assert {f"{name}.xlsx" for name in back} | {"未读取-断的.xlsx"} <= sent
    assert "核验意见" in openpyxl.load_workbook(folder / "退回修改" / f"{back[0]}.xlsx").sheetnames
    text = (project / "output" / "index.html").read_text(encoding="utf-8")
    assert "报送核验" in text

    # Nothing is made twice, by either command; a run makes the same report.
    before = _documents(project)
    assert run_command(["check", MONTH]) == 1
    assert "报送核验：没有变化" in capsys.readouterr().out
    assert run_command(["run", MONTH, "--report", "intake"]) == 0
    assert "生成0份，未变1份" in capsys.readouterr().out
    assert _documents(project) == before

    # The report names files, so another name makes it again; the returns' content has not changed.
    february = project / "ledgers" / MONTH
    renamed = next(item["file"] for item in checks["returns"] if item["state"] == "accepted")
    (february / renamed).rename(february / "改了名.xlsx")
    (february / "断的.xlsx").unlink()
    assert run_command(["check", MONTH]) == 1
    said = capsys.readouterr().out
    assert "报送核验：已生成（核验结果有变动）" in said
    assert "已不需要退回，删除旧的：未读取-断的.xlsx。" in said
    assert not (folder / "退回修改" / "未读取-断的.xlsx").exists()
    assert "改了名.xlsx" in (folder / "intake.json").read_text(encoding="utf-8")


def test_more_than_one_month_is_refused(project, capsys):
    assert run_command(["check", "2025-01..2025-02"]) == 2
    assert "每次核验一个月" in capsys.readouterr().err
