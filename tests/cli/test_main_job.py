"""The whole way of another city and year, from returns to documents, by the commands alone."""

from __future__ import annotations

import json
import shutil

import openpyxl
import pytest

from sanzi_lib.cli.app import run_command
from sanzi_lib.render.exporters import SanziHTMLExporter, SanziPDFExporter
from sanzi_lib.render.formats import FORMATS, USUAL_FORMATS

pytestmark = pytest.mark.slow

NAME, MONTH = "yunxiu-2025", "2025-03"
DOCUMENTS = {".json", ".ipynb", *(FORMATS[name].suffix for name in USUAL_FORMATS)}


@pytest.fixture(scope="module")
def project(start_project):
    return start_project("云岫 项目", MONTH, ("run", MONTH, "--as-of", "2025-04-08"))


@pytest.fixture(autouse=True)
def _in_the_project(project, monkeypatch):
    monkeypatch.chdir(project)


def _documents(project):
    folder = project / "output" / MONTH
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_group_and_the_city_stand_in_all_formats(project):
    folders = {path.name for path in (project / "output" / MONTH).iterdir()}
    assert folders == {"镇街组", "部门组", "平台企业组", "全县", "报送核验"}
    for name in folders - {"报送核验"}:
        folder = project / "output" / MONTH / name
        assert {path.suffix for path in folder.iterdir()} == DOCUMENTS
        assert not list(folder.glob("*.failed.*"))
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["city"] == "云岫县"
        assert manifest["as_of"] == "2025-04-08"
        assert "演示数据" in manifest["marks"]
    text = (project / "output" / "index.html").read_text(encoding="utf-8")
    assert text.index("镇街组") < text.index("部门组") < text.index("平台企业组")
    assert not list((project / "output").glob(".staging"))


def test_nothing_is_made_twice_and_a_touched_file_counts_for_nothing(project, capsys):
    before = _documents(project)
    workbook = next((project / "ledgers" / MONTH).glob("*.xlsx"))
    workbook.touch()
    assert run_command(["run", MONTH]) == 0
    assert "生成0份，未变4份，未成0项" in capsys.readouterr().out
    assert _documents(project) == before


def test_the_exporters_give_the_runs_own_bytes(project):
    folder = project / "output" / MONTH / "镇街组"
    for exporter, ending in ((SanziHTMLExporter(), ".html"), (SanziPDFExporter(), ".pdf")):
        content, _ = exporter.from_filename(str(folder / "leaderboard.ipynb"))
        (document,) = folder.glob(f"*{ending}")
        assert (content.encode("utf-8") if isinstance(content, str) else content) == document.read_bytes()


def test_one_changed_character_remakes_what_contains_it(project, tmp_path, capsys):
    ledgers, output = tmp_path / "ledgers", tmp_path / "output"
    shutil.copytree(project / "ledgers", ledgers)
    shutil.copytree(project / "output", output)
    figures = json.loads((output / MONTH / "镇街组" / "leaderboard.json").read_text(encoding="utf-8"))
    name = next(row["unit"] for row in figures["units"] if row["state"] == "accepted")
    checks = json.loads((output / MONTH / "报送核验" / "checks.json").read_text(encoding="utf-8"))
    file = next(item["file"] for item in checks["returns"] if item["unit"] == name and item["state"] == "accepted")
    workbook = openpyxl.load_workbook(ledgers / MONTH / file)
    sheet = workbook["报送封面"]
    row = next(row for row in sheet.iter_rows() if row[0].value and "填报人" in str(row[0].value))
    row[1].value = f"{row[1].value}甲"
    workbook.save(ledgers / MONTH / file)
    before = _documents(tmp_path)
    assert run_command(["run", MONTH, "--ledgers", str(ledgers), "--output", str(output)]) in (0, 1)
    said = capsys.readouterr().out
    assert f"{name}{MONTH}月报" in said
    assert "未变2份" in said
    after = _documents(tmp_path)
    changed = {name.partition("/")[0] for name in before if before[name] != after[name]}
    assert changed <= {"镇街组", "全县", "报送核验"}
    assert {"镇街组", "全县"} <= changed


def test_force_makes_the_same_bytes(project, capsys):
    before = _documents(project)
    assert run_command(["run", MONTH, "--force", "--report", "overview"]) == 0
    assert "生成1份" in capsys.readouterr().out
    after = _documents(project)
    assert {name for name in before if before[name] != after[name]} == {"全县/manifest.json"}


def test_a_quarter_of_the_whole_and_of_a_unit(project, tmp_path, capsys):
    """In Word too; its figures are those of the boards of its last month."""
    output = tmp_path / "output"
    words = ["run", MONTH, "--report", "quarterly", "--output", str(output), "--as-of", "2025-04-08"]
    assert run_command(words) == 0
    assert run_command([*words, "--unit", "县国资办"]) == 0
    said = capsys.readouterr().out
    assert "季度报告（县财政局）：已生成" in said
    whole = output / MONTH / "季度报告"
    for folder in (whole, whole / "县财政局"):
        files = {path.suffix for path in folder.iterdir() if path.is_file()}
        assert files == DOCUMENTS | {each.suffix for each in FORMATS.values()}
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["formats"] == list(FORMATS)
        assert manifest["marks"] == ["演示数据", "未定稿"]
    boards = project / "output" / MONTH
    city = json.loads((whole / "quarterly.json").read_text(encoding="utf-8"))
    overview = json.loads((boards / "全县" / "overview.json").read_text(encoding="utf-8"))["city"]
    unit = json.loads((whole / "县财政局" / "quarterly.json").read_text(encoding="utf-8"))
    board = json.loads((boards / "部门组" / "leaderboard.json").read_text(encoding="utf-8"))
    row = next(row for row in board["units"] if row["unit"] == "县财政局")
    assert (unit["unit"]["rank"], unit["unit"]["tied"]) == (row["rank"], row["tied"])
    for report, same in ((city, overview), (unit, row)):
        shared = set(report["figures"]) & set(same)
        assert len(shared) == 6
        assert {key: report["figures"][key] for key in shared} == {key: same[key] for key in shared}
        # the first quarter is the year so far
        assert report["figures"]["benefit_quarter"] == report["figures"]["benefit_cumulative"]
    text = (output / "index.html").read_text(encoding="utf-8")
    assert "县财政局" in text
    assert "文档" in text
    assert run_command([*words[:-2], "--unit", "县财政局"]) == 0
    assert "生成0份，未变1份" in capsys.readouterr().out


def test_a_format_that_a_report_does_not_have_is_refused(project, capsys):
    assert run_command(["run", MONTH, "--report", "overview", "--format", "docx"]) == 2
    assert "全市总览没有 docx 格式的文件" in capsys.readouterr().err


def test_another_rule_goes_to_its_own_folder(project, capsys):
    before = _documents(project)
    assert run_command(["run", MONTH, "--group", "镇街组", "-p", "metric=benefit_cumulative"]) == 0
    assert "（试算）" in capsys.readouterr().out
    (folder,) = (project / "output" / MONTH).glob("试算-*")
    figures = json.loads((folder / "镇街组" / "leaderboard.json").read_text(encoding="utf-8"))
    assert figures["rule"]["metric"] == "benefit_cumulative"
    assert "试算" in json.loads((folder / "镇街组" / "manifest.json").read_text(encoding="utf-8"))["marks"]
    after = _documents(project)
    assert {name: after[name] for name in before} == before


def test_another_citys_output_is_refused(project, tmp_path, capsys):
    shutil.copytree(project / "params", tmp_path / "params")
    file = tmp_path / "params" / NAME / "programme.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("city: 云岫县", "city: 云麓县"), encoding="utf-8")
    assert run_command(["run", MONTH, "--params", str(tmp_path / "params")]) == 2
    assert "已属于云岫县" in capsys.readouterr().err


def test_a_month_without_a_folder_is_named(project, capsys):
    assert run_command(["run", "2025-04"]) == 2
    assert "2025-04" in capsys.readouterr().err


def test_a_template_knows_last_months_projects(project, tmp_path, capsys):
    unit = json.loads((project / "output" / MONTH / "镇街组" / "leaderboard.json").read_text(encoding="utf-8"))
    name = next(row["unit"] for row in unit["units"] if row["state"] == "accepted")
    target = tmp_path / "空白.xlsx"
    assert run_command(["template", "--unit", name, "--month", "2025-04", "--output", str(target)]) == 0
    assert "已填入上月项目" in capsys.readouterr().out
    filled = target.read_bytes() + b"as the unit filled it in"
    target.write_bytes(filled)
    assert run_command(["template", "--unit", name, "--month", "2025-04", "--output", str(target)]) == 2
    assert "已存在" in capsys.readouterr().err
    assert target.read_bytes() == filled
    assert run_command(["template", "--unit", name, "--month", "2025-04", "--output", str(target), "--force"]) == 0
    assert target.read_bytes() != filled


def test_a_template_goes_into_a_folder_that_is_there(project, tmp_path, capsys):
    words = ["template", "--unit", "青禾镇", "--month", "2025-04", "--output", str(tmp_path)]
    assert run_command(words) == 0
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["青禾镇2025年04月月报.xlsx"]
    assert run_command(words) == 2
    assert "已存在" in capsys.readouterr().err


def test_every_units_template_in_one_run(project, tmp_path, capsys):
    folder = tmp_path / "空白"
    assert run_command(["template", "--unit", "all", "--month", "2025-04", "--output", str(folder)]) == 0
    said = capsys.readouterr().out
    assert len(list(folder.glob("*.xlsx"))) == 10
    assert said.count("已填入上月项目") + said.count("没有可以带出的项目和累计数") == 10
    assert run_command(["template", "--unit", "all", "--month", "2025-04", "--output", str(folder)]) == 2
    assert "等10个已存在" in capsys.readouterr().err
    assert (
        run_command(["template", "--unit", "青禾镇", "--month", "2025-01", "--output", str(tmp_path / "一月.xlsx")])
        == 0
    )
    assert "没有可以带出的项目和累计数" in capsys.readouterr().out  # nothing of 2024 is there


def test_the_doctor_finds_this_machine_able(project, capsys):
    assert run_command(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("：")[0] for line in lines[:-1]] == [
        f"通过  {name}" for name in ("Python", "软件包", "项目文件", "字体", "PDF排版", "内核", "写入权限")
    ]
