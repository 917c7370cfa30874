"""A month is published; then its returns are edited, deleted, replaced and added to, and nothing changes any more."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from sanzi_lib.cli.app import run_command
from sanzi_lib.ledger.reading.folder import read_month
from sanzi_lib.ledger.reading.readings import Readings
from sanzi_lib.money import to_wan
from sanzi_lib.months import parse_month
from sanzi_lib.params.load import read_programme
from sanzi_lib.run.commands import publish as publishing
from sanzi_lib.run.published.checksums import write_sums

pytestmark = pytest.mark.slow

NAME, FIRST, NEXT = "yunxiu-2025", "2025-03", "2025-04"
OPEN = ("--open", "已逐项问过，先行定稿")
TOWNS, ALL = "镇街组", {"镇街组", "部门组", "平台企业组", "全县"}


@pytest.fixture(scope="module")
def project(start_project):
    """March published, April's returns there and not yet run."""
    return start_project("定稿 项目", NEXT, ("run", FIRST, "--as-of", "2025-04-02"), ("publish", FIRST, *OPEN))


def _frozen(root, month=FIRST):
    return root / "output" / "published" / month


def _content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _board(root, month, group=TOWNS):
    return json.loads((root / "output" / month / group / "leaderboard.json").read_text(encoding="utf-8"))


def _overview(root, month):
    return json.loads((root / "output" / month / "全县" / "overview.json").read_text(encoding="utf-8"))


def _accepted_file(root, month, *, unit=None):
    checks = json.loads((root / "output" / month / "报送核验" / "checks.json").read_text(encoding="utf-8"))
    items = [item for item in checks["returns"] if item["state"] == "accepted"]
    return next(item["file"] for item in items if unit in (None, item["unit"]))


def _versions(root, month):
    """Of the journal of accepted returns."""
    return _content(root / "output" / "ledger" / month)


def _break(file):
    if os.name != "nt":
        assert not file.stat().st_mode & stat.S_IWUSR  # frozen files are read-only
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)


def test_everything_is_frozen_and_listed_as_sha256sum_lists(project):
    folder = _frozen(project)
    assert {path.name for path in (folder / "reports").iterdir()} == ALL
    assert {path.name for path in (folder / "returns").iterdir()} == {"2025-01", "2025-02", FIRST}
    there = {name for name in _content(folder) if name != "SHA256SUMS"}
    listed = {}
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        listed[name] = digest
    assert set(listed) == there
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    for path in (project / "ledgers" / FIRST).iterdir():
        assert (folder / "returns" / FIRST / path.name).read_bytes() == path.read_bytes()
    assert "已定稿" in (project / "output" / "index.html").read_text(encoding="utf-8")


def test_the_quarter_of_a_published_month_is_made_of_what_was_published(copy):
    """Published months count as they were frozen, and the report no longer says 未定稿."""
    for path in (copy / "ledgers" / FIRST).iterdir():
        path.unlink()
    assert run_command(["run", FIRST, "--report", "quarterly", "--format", "docx"]) == 0
    folder = copy / "output" / FIRST / "季度报告"
    assert "未定稿" not in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["marks"]
    assert {path.suffix for path in folder.iterdir()} == {".docx", ".json", ".ipynb"}
    quarter = json.loads((folder / "quarterly.json").read_text(encoding="utf-8"))["figures"]
    frozen = json.loads((_frozen(copy) / "reports" / "全县" / "overview.json").read_text(encoding="utf-8"))["city"]
    assert quarter["benefit_cumulative"] == frozen["benefit_cumulative"]
    assert quarter["attainment"] == frozen["attainment"]


def test_later_files_change_nothing_and_are_named(copy, project, tmp_path, monkeypatch, capsys):
    files = sorted((copy / "ledgers" / FIRST).iterdir())
    files[0].unlink()
    files[1].write_bytes(files[2].read_bytes() + b"x")
    (copy / "ledgers" / FIRST / "补来的.xlsx").write_bytes(next((copy / "ledgers" / NEXT).iterdir()).read_bytes())
    shutil.rmtree(copy / "ledgers" / "2025-01")
    before, kept = _content(_frozen(copy)), _versions(copy, FIRST)
    assert kept
    assert not _versions(copy, NEXT)

    assert run_command(["verify", FIRST, "--ledgers", "ledgers"]) == 0
    assert "验证通过" in capsys.readouterr().out
    reports = _content(copy / "output" / FIRST)
    assert run_command(["run", FIRST, NEXT, "--force", "--as-of", "2025-05-06"]) == 0
    said = capsys.readouterr().out.splitlines()
    for words in (
        ("2025-01已定稿", "已不在"),
        (files[0].name, "已被删除"),
        (files[1].name, "有改动"),
        ("补来的.xlsx", "定稿后放入"),
    ):
        assert sum(all(word in line for word in words) for line in said) == 1
    assert any("4份报告不再生成" in line for line in said)
    assert _content(copy / "output" / FIRST) == reports
    assert _content(_frozen(copy)) == before
    assert _versions(copy, FIRST) == kept  # a closed month gets no new version
    assert _versions(copy, NEXT)

    # April's figures are those of a world in which nobody touched March.
    monkeypatch.chdir(project)
    clean = tmp_path / "clean"
    assert run_command(["run", NEXT, "--output", str(clean), "--record", "output", "--as-of", "2025-05-06"]) == 0
    for folder in ALL:
        for path in (clean / NEXT / folder).glob("*.json"):
            if path.name != "manifest.json":
                assert (copy / "output" / NEXT / folder / path.name).read_bytes() == path.read_bytes()

    # Ranks moved against the published board, and nothing else is compared.
    for group in ("镇街组", "部门组", "平台企业组"):
        then = {row["code"]: row["rank"] for row in _board(copy, FIRST, group)["units"]}
        for row in _board(copy, NEXT, group)["units"]:
            assert row["previous_rank"] == then[row["code"]]
            assert row["rank_change"] == then[row["code"]] - row["rank"]
    assert {row["rank_change"] for row in _board(copy, FIRST)["units"]} == {None}
    # The overview is held against the published one, and says the same ranks as the boards.
    city, then = _overview(copy, NEXT), _overview(copy, FIRST)
    compared = city["comparison"]
    assert (compared["month"], then["comparison"]) == (FIRST, None)
    difference = Decimal(city["city"]["benefit_cumulative"]) - Decimal(then["city"]["benefit_cumulative"])
    assert Decimal(compared["benefit_cumulative"]) == difference
    assert sum(Decimal(compared[key]) for key in ("months", "restated", "opened")) == difference
    for group in ("镇街组", "部门组", "平台企业组"):
        for row in _board(copy, NEXT, group)["units"]:
            of_unit = next(unit for unit in city["units"] if unit["code"] == row["code"])
            assert of_unit == {key: of_unit[key] if key == "group" else row[key] for key in of_unit}
    page = next((copy / "output" / NEXT / "全县").glob("*.html")).read_text(encoding="utf-8")
    assert "与2025年3月定稿数据相比" in page
    assert "尚无定稿月份可比" in next((copy / "output" / FIRST / "全县").glob("*.html")).read_text(encoding="utf-8")
    text = next((copy / "output" / NEXT / TOWNS).glob("*.html")).read_text(encoding="utf-8")
    assert "位次变化与上一期定稿榜单相比" in text
    assert "与上期定稿榜单相比" in text

    monkeypatch.chdir(copy)
    capsys.readouterr()
    assert run_command(["check", FIRST]) in (0, 1)
    assert "补来的.xlsx" in capsys.readouterr().out
    assert run_command(["publish", NEXT, *OPEN]) == 0
    assert (_frozen(copy, NEXT) / "previous" / "_overview.json").read_bytes() == (
        _frozen(copy) / "reports" / "全县" / "overview.json"
    ).read_bytes()
    assert run_command(["verify", NEXT]) == 0
    assert (_frozen(copy, NEXT) / "returns" / FIRST / files[0].name).is_file()
    assert run_command(["publish", FIRST, *OPEN, "--reissue", "太晚"]) == 2
    assert f"{NEXT}已定稿" in capsys.readouterr().err


def test_what_was_published_is_put_back(copy, capsys):
    before = _content(copy / "output" / FIRST)
    (copy / "output" / FIRST / TOWNS / "leaderboard.json").write_text("{}", encoding="utf-8")
    shutil.rmtree(copy / "output" / FIRST / "全县")
    assert run_command(["run", FIRST]) == 0
    assert "已按定稿恢复" in capsys.readouterr().out
    assert _content(copy / "output" / FIRST) == before


def test_reissue_takes_the_corrected_return_and_keeps_the_old_version(copy, capsys):
    old = _content(_frozen(copy))
    rows = _board(copy, FIRST)["units"]
    unit = next(row["unit"] for row in rows if row["state"] == "accepted" and row["benefit"] not in ("0.00", None))
    file = copy / "ledgers" / FIRST / _accepted_file(copy, FIRST, unit=unit)
    file.unlink()
    assert run_command(["diff", FIRST, "--against", "published"]) == 0  # what a reissue would change, before it does
    said = capsys.readouterr().out.splitlines()
    assert any(f"{unit}  报送情况  已报送 → 未报送" in line for line in said)
    assert any(file.name in line and "去除" in line for line in said)
    kept = _versions(copy, FIRST)
    assert run_command(["publish", FIRST, *OPEN, "--reissue", f"{unit}月报撤回"]) == 0
    assert set(_versions(copy, FIRST).items()) > set(kept.items())  # the withdrawal is a version more
    folder = _frozen(copy)
    assert _content(folder / "v1") == old
    about = json.loads((folder / "publish.json").read_text(encoding="utf-8"))
    assert (about["number"], about["reason"]) == (2, f"{unit}月报撤回")
    assert [item["number"] for item in about["earlier"]] == [1]
    state = {row["unit"]: row["state"] for row in _board(copy, FIRST)["units"]}
    assert state[unit] == "not_reported"
    assert not (folder / "returns" / FIRST / file.name).exists()
    assert run_command(["verify", FIRST]) == 0
    capsys.readouterr()
    assert run_command(["run", FIRST]) == 0
    assert "第2版" in capsys.readouterr().out
    (folder / "v1" / "publish.json").chmod(stat.S_IRUSR | stat.S_IWUSR)
    (folder / "v1" / "publish.json").unlink()
    assert run_command(["verify", FIRST]) == 1
    assert "缺少 v1/publish.json" in capsys.readouterr().out


def _write_wrong_reading(root, month):
    """10 000万元 more for one unit in the cache of readings, everywhere in it and with a checksum that fits.

    Returns:
        Its name, and what it really returned, 万元.
    """
    programme = read_programme(root / "params" / NAME)
    readings = root / "output" / "ledger" / "readings"
    more = 10_000_000_000  # 分
    for returned in read_month(root / "ledgers" / month, programme, parse_month(month)).returns:
        sheet = returned.movements
        row = next((row for row in sheet.rows if {"cash", "benefit_to_date"} <= row.given and row.fen("cash")), None)
        if row is None or programme.unit_by_code[returned.cover.unit].group != "towns":
            continue
        changed = {key: row.fen(key) + more for key in ("benefit", "cash", "benefit_to_date")}
        rows = tuple(replace(one, values={**one.values, **changed}) if one is row else one for one in sheet.rows)
        totals = tuple(
            replace(total, values={key: total.values[key] + more * (key in changed) for key in total.values})
            for total in sheet.totals
        )
        true = returned.cover.benefit_total
        wrong = replace(
            returned,
            cover=replace(returned.cover, benefit_total=true + more),
            movements=replace(sheet, rows=rows, totals=totals),
        )
        Readings(readings, programme).write(wrong)
        shutil.rmtree(root / "output" / "ledger" / "years", ignore_errors=True)  # made of the right ones
        return returned.cover.unit_name, to_wan(true)
    raise AssertionError("no return to change")


def test_a_wrong_reading_is_named_and_never_published(copy, capsys):
    """10 000万元 written into the cache stood on the board, and publish froze it."""
    unit, true = _write_wrong_reading(copy, NEXT)
    assert run_command(["run", NEXT, "--as-of", "2025-05-06"]) == 0
    (row,) = (row for row in _board(copy, NEXT)["units"] if row["unit"] == unit)
    assert Decimal(row["benefit"]) == true + 10_000
    capsys.readouterr()
    assert run_command(["publish", NEXT, *OPEN]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(f"{NEXT}未定稿：报告与月报不符")
    assert f"{TOWNS}　{unit}　本月经济效益：报告为{true + 10_000:,f}万元，按月报应为{true:,f}万元" in said
    assert any(line.startswith(f"{TOWNS}　合计　本月经济效益：") for line in said)
    assert f"sanzi run {NEXT} --force" in said[-1]
    assert len(said) <= 33
    assert not _frozen(copy, NEXT).exists()

    assert run_command(["run", NEXT]) == 0  # its inputs are what they were
    assert run_command(["publish", NEXT, *OPEN]) == 1
    _write_wrong_reading(copy, NEXT)
    assert run_command(["run", NEXT, "--force"]) == 0
    assert run_command(["publish", NEXT, *OPEN]) == 0
    assert run_command(["verify", NEXT]) == 0
    (row,) = (row for row in _board(copy, NEXT)["units"] if row["unit"] == unit)
    assert Decimal(row["benefit"]) == true

    _write_wrong_reading(copy, NEXT)
    assert run_command(["verify", NEXT]) == 0  # not even looked at
    assert run_command(["publish", NEXT, *OPEN, "--reissue", "再核"]) == 0
    assert (
        _board(copy, NEXT)["units"]
        == json.loads(
            (_frozen(copy, NEXT) / "v1" / "reports" / TOWNS / "leaderboard.json").read_text(encoding="utf-8")
        )["units"]
    )


def test_a_reissue_puts_a_wrong_board_right_whose_inputs_are_as_they_were(copy):
    """A wrong reading was published: a sound set of files that nothing gives cause to make again."""
    folder = copy / "output" / FIRST / TOWNS
    true = _board(copy, FIRST)
    wrong = json.loads((folder / "leaderboard.json").read_text(encoding="utf-8"))
    wrong["units"][0]["benefit"] = "99999.00"
    (folder / "leaderboard.json").write_text(json.dumps(wrong, ensure_ascii=False), encoding="utf-8")
    content = (folder / "leaderboard.json").read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (output,) = (one for one in manifest["outputs"] if one["file"] == "leaderboard.json")
    output["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    assert run_command(["publish", FIRST, *OPEN, "--reissue", "再核"]) == 0
    assert _board(copy, FIRST) == true


def test_what_cannot_be_published_is_refused_and_nothing_is_written(copy, capsys):
    before = _content(copy / "output")

    def refused(arguments, status, *words):
        assert run_command(arguments) == status
        said = capsys.readouterr()
        assert all(word in said.err for word in words), said.err
        assert "Traceback" not in said.err

    refused(["publish", FIRST, *OPEN], 2, "定稿不能覆盖")
    refused(["publish", "2025-02"], 2, "2025-03已定稿")
    refused(["publish", FIRST, *OPEN, "--reissue", " "], 2, "原因")
    refused(["publish", NEXT, *OPEN, "--reissue", "x"], 2, "尚未定稿")
    refused(["publish", "2025-05"], 2, "2025-04尚未定稿")
    refused(["publish", NEXT, *OPEN], 1, "缺少", TOWNS, "全县")
    refused(["verify", NEXT], 2, "尚未定稿")
    assert _content(copy / "output") == before
    assert run_command(["run", NEXT, "--report", "leaderboard", "--format", "html"]) == 0
    capsys.readouterr()
    refused(["publish", NEXT, *OPEN], 1, "缺少：全县")
    assert run_command(["run", NEXT, "--report", "overview"]) == 0
    refused(["publish", NEXT, *OPEN], 1, "尚未生成PDF")
    assert not _frozen(copy, NEXT).exists()
    (copy / "params" / "runs").mkdir()
    (copy / "params" / "runs" / f"{NEXT}.yaml").write_text("metric: benefit\n", encoding="utf-8")
    refused(["publish", NEXT, *OPEN], 1, "试算")


def test_verify_names_every_file_that_does_not_hold(copy, capsys):
    folder = _frozen(copy)
    figures = folder / "reports" / TOWNS / "leaderboard.json"
    _break(figures)
    data = json.loads(figures.read_text(encoding="utf-8"))
    data["units"][0]["benefit_cumulative"] = "1.00"
    figures.write_text(json.dumps(data), encoding="utf-8")
    returned = next(iter(sorted((folder / "returns" / "2025-02").iterdir())))
    _break(returned)
    returned.unlink()
    (folder / "returns" / FIRST / "多余.xlsx").write_bytes(b"x")
    assert run_command(["verify", FIRST]) == 1
    said = capsys.readouterr().out
    assert f"reports/{TOWNS}/leaderboard.json 已被改动" in said
    assert f"缺少 returns/2025-02/{returned.name}" in said
    assert "多出 returns/2025-03/多余.xlsx" in said
    assert 'benefit_cumulative 定稿为 "1.00"' in said
    # On frozen returns that are not what was frozen nothing is computed.
    assert run_command(["run", NEXT]) == 1
    assert "与校验值不符" in capsys.readouterr().err


def test_an_override_written_later_changes_no_closed_month(copy, capsys):
    lines = "month,unit,rule,项目编号,reason,by,date\n2025-03,青禾镇,V07,,后来想起,某,2025-05-01\n"
    (copy / "params" / NAME / "overrides.csv").write_text(lines, encoding="utf-8")
    run_command(["check", NEXT])
    assert "overrides.csv 中青禾镇 V07" in capsys.readouterr().out
    assert run_command(["verify", FIRST]) == 0


def test_an_answer_to_a_closed_month_is_read_and_changes_nothing(copy, capsys):
    run_command(["check", FIRST, "--format", "html"])
    books = [
        openpyxl.load_workbook(path) for path in (copy / "output" / FIRST / "报送核验" / "退回修改").glob("*.xlsx")
    ]
    wrong = [(book, row) for book in books for row in book["核验意见"].iter_rows() if row[2].value == "错误"]
    assert len({id(book) for book, _ in wrong}) == 1  # of one return; others are only asked about
    book = wrong[0][0]
    for _, row in wrong:
        row[8].value = "累计数漏填，已补"
    book.save(copy / "ledgers" / FIRST / "后来的答复.xlsx")
    before = _content(_frozen(copy))
    capsys.readouterr()
    run_command(["check", FIRST, "--format", "html"])
    said = capsys.readouterr().out
    assert f"{FIRST}已定稿：后来的答复.xlsx 中单位的答复已读取，不改变任何数字。" in said
    assert "后来的答复.xlsx 为定稿后放入" not in said
    assert "累计数漏填，已补〕" in said
    (page,) = (copy / "output" / FIRST / "报送核验").glob("*.html")
    assert "累计数漏填，已补" in page.read_text(encoding="utf-8")
    assert _content(_frozen(copy)) == before
    assert run_command(["verify", FIRST]) == 0


def test_a_programme_that_would_send_back_what_was_accepted_changes_no_closed_month(copy, capsys):
    before = {row["unit"]: row["benefit_cumulative"] for row in _board(copy, FIRST)["units"]}
    file = copy / "params" / NAME / "enumerations.yaml"
    text = file.read_text(encoding="utf-8")
    assert "办理中" in text
    file.write_text(text.replace("办理中", "正在办理"), encoding="utf-8")
    assert run_command(["run", NEXT, "--group", TOWNS]) == 0
    said = capsys.readouterr().out
    assert f"{FIRST}已定稿：青禾镇" in said
    assert "按现行规则核验结论会不同，仍按定稿计算" in said
    now = _board(copy, NEXT)
    assert {row["state"] for row in now["units"]} == {"sent_back"}
    assert {row["unit"]: row["benefit_cumulative"] for row in now["units"]} == before
    assert run_command(["verify", FIRST]) == 0  # by the frozen programme


def test_an_edited_about_is_named_and_opens_nothing(copy, capsys):
    path = _frozen(copy) / "publish.json"
    _break(path)
    path.write_text(path.read_text(encoding="utf-8").replace(NAME, "yunxiu-2024"), encoding="utf-8")
    assert run_command(["verify", FIRST]) == 1
    said = capsys.readouterr().out
    assert "publish.json 已被改动" in said
    assert "定稿的年度方案" in said
    for command in (["trace", NEXT, TOWNS, "合计"], ["diff", NEXT], ["publish", NEXT, *OPEN]):
        assert run_command(command) == 1
        assert "publish.json 已被改动" in capsys.readouterr().err


def test_a_document_that_was_changed_together_with_the_sums_is_named(copy, capsys):
    path = next((_frozen(copy) / "reports" / TOWNS).glob("*.pdf"))
    _break(path)
    path.write_bytes(path.read_bytes() + b"\n")
    _break(_frozen(copy) / "SHA256SUMS")
    write_sums(_frozen(copy))
    assert run_command(["verify", FIRST]) == 1
    assert f"reports/{TOWNS}/{path.name} 已被改动（与 manifest.json 不符）" in capsys.readouterr().out


def test_a_frozen_return_that_is_open_in_excel_stops_nobody(copy, capsys):
    beside = _frozen(copy) / "returns" / FIRST / "~$月报.xlsx"
    beside.write_bytes(b"")
    assert run_command(["trace", NEXT, TOWNS, "合计"]) == 0
    capsys.readouterr()
    assert run_command(["verify", FIRST]) == 1
    said = capsys.readouterr().out
    assert f"多出 returns/{FIRST}/~$月报.xlsx" in said
    assert "移出即可" in said


@pytest.mark.parametrize("nth", [1, 20, None], ids=["first file", "some file", "publish.json"])
def test_a_full_disk_leaves_the_month_as_it_was(copy, monkeypatch, capsys, nth):
    before = _content(copy / "output" / "published")
    calls = []

    def fill(source, target, **options):
        if copy / "output" / "published" in Path(target).parents:  # others copy as well, such as a PDF's templates
            calls.append(target)
        if len(calls) == nth and calls[-1] is target:
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        return copied(source, target, **options)

    def fill_text(path, text, **options):
        if path.name == "publish.json":
            raise OSError(errno.ENOSPC, "No space left on device")  # as write() tells it: without a name
        return written(path, text, **options)

    copied, written = shutil.copyfile, Path.write_text
    monkeypatch.setattr("sanzi_lib.run.published.edition.shutil.copyfile", fill)
    if nth is None:
        monkeypatch.setattr(Path, "write_text", fill_text)
    assert run_command(["publish", FIRST, *OPEN, "--reissue", "更正"]) == 1
    said = capsys.readouterr().err
    assert "No space left" in said
    assert "None" not in said
    assert "请检查磁盘空间" in said
    assert _content(copy / "output" / "published") == before
    assert [path.name for path in (copy / "output" / "published").iterdir() if path.is_dir()] == [FIRST]


def test_one_who_stops_it_leaves_nothing_half_made(copy, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    before = _content(copy / "output" / "published")
    monkeypatch.setattr("sanzi_lib.run.published.edition.write_sums", stop)
    assert run_command(["publish", FIRST, *OPEN, "--reissue", "更正"]) == 130
    assert _content(copy / "output" / "published") == before


def test_two_reissues_at_once_make_one_version(copy, monkeypatch, capsys):
    place = _frozen(copy)

    @contextmanager
    def second(*arguments):
        # Another reissue was quicker while this one was still reading.
        about = json.loads((place / "publish.json").read_text(encoding="utf-8"))
        _break(place / "publish.json")
        (place / "publish.json").write_text(json.dumps({**about, "number": 2}), encoding="utf-8")
        with opened(*arguments) as staging:
            yield staging

    opened = publishing.open_staging
    monkeypatch.setattr(publishing, "open_staging", second)
    assert run_command(["publish", FIRST, *OPEN, "--reissue", "更正"]) == 1
    assert "在运行过程中有变动" in capsys.readouterr().err
    assert not (place / "v1").exists()


def test_a_reissue_after_one_that_was_cut_off_between_its_moves(copy, capsys):
    assert run_command(["publish", FIRST, *OPEN, "--reissue", "第一次"]) == 0
    place = _frozen(copy)
    place.rename(place.with_name(f".{FIRST}.new"))
    assert run_command(["publish", FIRST, *OPEN, "--reissue", "第二次"]) == 0
    capsys.readouterr()
    about = json.loads((place / "publish.json").read_text(encoding="utf-8"))
    assert (about["number"], [item["number"] for item in about["earlier"]]) == (3, [1, 2])
    assert (place / "v2" / "v1" / "publish.json").is_file()
    assert run_command(["verify", FIRST]) == 0
    assert run_command(["diff", FIRST, "--against", "v1"]) == 0
    assert "两者相同" in capsys.readouterr().out


def test_a_record_elsewhere_does_not_overwrite_what_was_published_here(copy, capsys):
    before = _content(copy / "output")
    for command in ("run", "check", "diff"):
        for month in (FIRST, NEXT):
            assert run_command([command, month, "--record", "别处"]) == 2
            assert "里有定稿" in capsys.readouterr().err
    assert run_command(["check", NEXT, "--output", "ledgers"]) == 2
    assert "不能同时用作输出" in capsys.readouterr().err
    assert _content(copy / "output") == before
    assert not (copy / "别处").exists()
