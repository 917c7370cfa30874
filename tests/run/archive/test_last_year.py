"""What the record holds of the year before: read from returns or as published, and where it is not asked for."""

from __future__ import annotations

import importlib.util
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.check.table import RULES_VERSION
from sanzi_lib.ledger.year_before import FormerRisk, LastInjection, LeftOpen, YearBefore
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.run.archive.last_year import find_year_before
from sanzi_lib.run.archive.returns import read_record
from sanzi_lib.run.published.checksums import write_sums
from sanzi_lib.run.published.closed import read_year_before, write_year_before
from sanzi_lib.run.published.contents import read_published_year
from sanzi_lib.run.published.month import YEAR_BEFORE, About, Publication

ROOT = Path(__file__).resolve().parents[3]
P, Q = "430424-ZY05-2024-0007", "430424-ZY05-2024-0008"
JANUARY = Month(2025, 1)
SOLD = "土地已出让并有资金发生，未填“受让方”、“受让方性质”，须核查受让方是否为国企。"
RISK = FormerRisk(Month(2024, 12), "V24", SOLD, accepted=False)
BEFORE = YearBefore((LeftOpen("衡东县", P, "洣水镇地块", 100_000_000, 80_000_000, (RISK,)),))


def _book():
    path = ROOT / "tests" / "ledger" / "reading" / "conftest.py"
    spec = importlib.util.spec_from_file_location("books_for_two_years", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Book()


def _place(project, month, **cover):
    book = _book()
    values = {"报送月份": str(month), "报送时间": datetime(month.year, month.month, 24, 16, 30)} | cover
    for row in book.cover.iter_rows():
        row[1].value = values.get(row[0].value, row[1].value)
    folder = project / "ledgers" / str(month)
    folder.mkdir(parents=True)
    return book, folder / "衡东县.xlsx"


@pytest.fixture
def project(tmp_path):
    """衡东县 ends 2024 with an open project and begins 2025 with another."""
    for year in (2024, 2025):
        target = tmp_path / "params" / f"hengyang-{year}"
        shutil.copytree(ROOT / "params" / "hengyang-2024", target)
        text = (target / "programme.yaml").read_text(encoding="utf-8")
        changed = text.replace("id: hengyang-2024", f"id: hengyang-{year}").replace("year: 2024", f"year: {year}")
        changed = changed.replace('first_board_month: "2024-06"', f'first_board_month: "{year}-06"')
        (target / "programme.yaml").write_text(changed, encoding="utf-8")
    book, path = _place(tmp_path, Month(2024, 12))
    book.set(book.movements, "年初至本月累计经济效益(万元)", 100)
    path.write_bytes(book.data())
    book, path = _place(tmp_path, JANUARY)
    book.set(book.projects, "项目编号", Q)
    book.set(book.movements, "项目编号", Q)
    book.set(book.movements, "年初至本月累计经济效益(万元)", 100)
    path.write_bytes(book.data())
    return tmp_path


def _read(project, **more):
    programme = read_programme(project / "params" / "hengyang-2025")
    places = {"params": project / "params", "ledgers": project / "ledgers", "record": project / "output"}
    return read_record(programme, JANUARY, **places, **more).accepted


def _asked(accepted):
    return [(one.unit, one.project) for one in accepted.months[-1].findings if one.rule == "V36"]


def test_january_asks_for_what_the_returns_of_the_year_before_left_open(project):
    accepted = _read(project)
    assert accepted.year_before == BEFORE
    assert _asked(accepted) == [("衡东县", P)]
    assert _read(project, alone=True).year_before is None


def test_without_a_record_or_another_citys_nothing_is_asked(project):
    shutil.rmtree(project / "ledgers" / "2024-12")
    assert _read(project).year_before is None
    (project / "ledgers" / "2024-12").mkdir()
    assert _read(project).year_before == YearBefore()
    path = project / "params" / "hengyang-2024" / "programme.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("city: 衡阳市", "city: 云岫县"), encoding="utf-8")
    assert _read(project).year_before is None


def test_of_several_programmes_the_one_that_published_the_year_is_taken(project):
    other = project / "params" / "hengyang-2024b"
    shutil.copytree(project / "params" / "hengyang-2024", other)
    path = other / "programme.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("id: hengyang-2024", "id: hengyang-2024b"), "utf-8")
    assert _read(project).year_before is None  # nothing says which
    folder = project / "output" / "published" / "2024-12"
    shutil.copytree(project / "ledgers" / "2024-12", folder / "returns" / "2024-12")
    for part in ("checks", "openings"):
        (folder / part).mkdir()
    for month in Month(2024, 12).months_of_year():
        (folder / "checks" / f"{month}.json").write_text('{"returns": [], "findings": []}', encoding="utf-8")
    shutil.copytree(other, folder / "params" / "hengyang-2024b")
    about = _publication(folder).about.model_copy(update={"month": "2024-12", "programme": "hengyang-2024b"})
    (folder / "publish.json").write_text(about.to_text(), encoding="utf-8")
    write_sums(folder)
    # It was published with no findings at all.
    unasked = YearBefore((replace(BEFORE.left_open[0], risks=()),))
    assert _read(project).year_before == unasked
    shutil.rmtree(other)
    assert _read(project).year_before is None  # its programme is gone: nothing of the year can be read


def _publication(folder):
    about = About(
        month="2025-01", programme="hengyang-2025", city="衡阳市", number=1,
        published_at="2025-02-01T08:00:00+08:00",
        reason=None, earlier=(), months=(), reports=(), library="", versions={},
        rules_by_month={"2025-01": RULES_VERSION},
    )  # fmt: skip
    return Publication(JANUARY, folder, about)


def test_a_published_month_is_judged_again_by_what_was_frozen_alone(project, tmp_path):
    folder = tmp_path / "published"
    shutil.copytree(project / "params", folder / "params")
    shutil.copytree(project / "ledgers" / "2025-01", folder / "returns" / "2025-01")
    published = _read(project)
    write_year_before(published, folder)
    shutil.rmtree(project / "ledgers")
    again = read_published_year(_publication(folder)).accepted
    assert again.months[-1].findings == published.months[-1].findings
    assert again.findings.equals(published.findings)
    assert _asked(again) == [("衡东县", P)]
    (folder / YEAR_BEFORE).unlink()  # of an earlier release, which asked for nothing
    assert _asked(read_published_year(_publication(folder)).accepted) == []


def test_what_was_published_is_taken_and_nothing_else_is_read(project):
    programme, base = read_programme(project / "params" / "hengyang-2025"), _publication(project)
    places = {"params": project / "params", "ledgers": project / "ledgers", "record": project / "output"}

    def refuse(*_):
        raise AssertionError("read")

    frozen = YearBefore((), (LastInjection("市城发集团", Month(2024, 12), "厂房", "", 1),))
    (project / YEAR_BEFORE).write_text(frozen.to_text(), encoding="utf-8")
    assert find_year_before(programme, base, refuse, **places) == frozen
    (project / YEAR_BEFORE).write_text("{", encoding="utf-8")
    with pytest.raises(RecordError, match="上年记录"):
        read_year_before(base)
    (project / YEAR_BEFORE).unlink()  # a publication of an earlier release
    with pytest.raises(AssertionError, match="read"):
        find_year_before(programme, base, refuse, **places)
