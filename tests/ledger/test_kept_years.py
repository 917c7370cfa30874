"""An accepted year that is kept says the same as one that is judged, and is believed only for its own content."""

from __future__ import annotations

import stat
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from accepted_samples import LARGE, make_full

from sanzi_lib.ledger import accept
from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.kept_years import KeptYears
from sanzi_lib.ledger.model import ControlTotals, Finding, MonthChecks, Override, ReturnState, UnitAnswer, Unread
from sanzi_lib.ledger.year_before import LastInjection, LeftOpen, YearBefore
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.sample import write_sample

ROOT = Path(__file__).resolve().parents[2]
FRAMES = ("movements", "cases", "projects", "contacts", "funds", "returns", "findings")
JUNE = Month(2024, 6)


def assert_same(one, other):
    """To the last dtype, type and missing value."""
    assert (one.through, one.months, one.year_before) == (other.through, other.months, other.year_before)
    for name in FRAMES:
        left, right = getattr(one, name), getattr(other, name)
        pd.testing.assert_frame_equal(left, right, check_exact=True)
        for column in left:
            assert [type(value) for value in left[column]] == [type(value) for value in right[column]], (name, column)


@pytest.fixture
def full():
    """A year in which every kind of value occurs, missing ones and hostile ones too."""
    state = ReturnState(
        *("耒阳市", "430481", "=1+1.xlsx", "b" * 64, "更正", datetime(2024, 6, 24, 16, 30), None, "accepted"),
        **{"demo": True, "control": ControlTotals(3, None, LARGE, 3, LARGE, None), "was_back": True},
    )
    nobody = ReturnState("某局", None, None, None, None, None, None, "not_reported")
    finding = Finding(
        *("V07", "核实", "耒阳市", "=1+1.xlsx", "盘活情况表", "M3", None, "<b>\x00\ufffe", "“#include”\n🏭。"),
        override=Override("已问", "李四", "2024-07-01"),
        first=True,
        answer=UnitAnswer("已开工", "王五", "", "答复.xlsx"),
    )
    june = MonthChecks(
        JUNE, (state, nobody), (finding,), (Unread("x.docx", "不是工作簿"),), True, ("甲",), ("乙.xlsx",), asks=False
    )
    made = make_full()
    before = YearBefore(
        (LeftOpen("耒阳市", "430481-ZY05-2023-0001", "旧厂房", -LARGE, LARGE),),
        (LastInjection("常宁市", Month(2023, 12), "“注入”", "湘(2023)001号", 1),),
    )
    return replace(made, months=(*made.months[:-1], june), year_before=before)


def test_what_is_kept_is_what_was_accepted(tmp_path, full):
    years = KeptYears(tmp_path / "years", "rests")
    key = years.compute_key(["a"])
    years.write("hengyang-2024", key, full)
    assert_same(full, years.read("hengyang-2024", JUNE, key))
    (path,) = (tmp_path / "years").iterdir()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_only_its_own_content_is_believed(tmp_path, full):
    years = KeptYears(tmp_path, "rests")
    key = years.compute_key(["a", "b"])
    years.write("hengyang-2024", key, full)
    assert years.read("hengyang-2024", JUNE, years.compute_key(["ab", ""])) is None
    assert years.read("hengyang-2024", Month(2024, 5), key) is None
    assert years.read("liuxi-2024", JUNE, key) is None
    assert KeptYears(tmp_path, "another library").compute_key(["a", "b"]) != key


@pytest.mark.parametrize("place", [0, 64, 70, 130, 131, 400, 5_000, -1])
def test_a_changed_byte_is_seen(tmp_path, full, place):
    years = KeptYears(tmp_path, "rests")
    key = years.compute_key(["a"])
    years.write("hengyang-2024", key, full)
    (path,) = tmp_path.iterdir()
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert years.read("hengyang-2024", JUNE, key) is None


@pytest.mark.parametrize("content", [b"", b"\n", b"x" * 200, None])
def test_what_is_no_year_is_none(tmp_path, full, content):
    years = KeptYears(tmp_path, "rests")
    key = years.compute_key(["a"])
    years.write("hengyang-2024", key, full)
    (path,) = tmp_path.iterdir()
    if content is None:
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(content)
    assert years.read("hengyang-2024", JUNE, key) is None


def test_where_nothing_can_be_kept_nothing_is(tmp_path, full):
    (tmp_path / "years").write_text("in the way")
    KeptYears(tmp_path / "years", "rests").write("hengyang-2024", "key", full)
    surrogate = full.returns.assign(persons=[("\ud800",)] * len(full.returns))
    KeptYears(tmp_path, "rests").write("hengyang-2024", "key", replace(full, returns=surrogate))
    assert [path.name for path in tmp_path.iterdir()] == ["years"]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept")
    programme = read_programme(ROOT / "params" / "hengyang-2024")
    write_sample(folder / "ledgers", programme, through=Month(2024, 2), jobs=2)
    return folder, programme


@pytest.mark.slow
def test_a_year_is_judged_again_only_when_something_changed(sample, tmp_path, monkeypatch):
    folder, programme = sample
    ledgers, through = tmp_path / "ledgers", Month(2024, 2)
    for path in folder.joinpath("ledgers").rglob("*.xls*"):
        target = ledgers / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    judged = []
    true_accept = accept.accept_year
    monkeypatch.setattr(accept, "accept_year", lambda *given: judged.append(1) or true_accept(*given))
    years = KeptYears(tmp_path / "years", "rests")

    def read(**options):
        judged.clear()
        given = {"readings": tmp_path / "readings", "years": years, **options}
        year = read_year(given.pop("programme", programme), ledgers, through, **given)
        return year, bool(judged)

    first, was_judged = read()
    assert was_judged
    second, was_judged = read()
    assert not was_judged
    assert_same(first, second)
    assert read(anew=True)[1]
    assert not read()[1]
    assert read(years=KeptYears(tmp_path / "years", "another library"))[1]
    assert read()[1]

    finding = next(one for one in first.months[-1].findings if one.level == "核实")
    line = OverrideLine(
        month="2024-02", unit=finding.unit, rule=finding.rule, project=finding.project or "", reason="已问", by="甲",
        date="2024-03-01",
    )  # fmt: skip
    accepted, was_judged = read(overrides=(line,))
    assert was_judged
    assert any(one.override for one in accepted.months[-1].findings)
    assert read(before=YearBefore())[1]

    assert read()[1]
    (tmp_path / "note.txt").write_text("x")
    (ledgers / "2024-02" / "说明.txt").write_text("x")
    assert read()[0].months[-1].unread[0].file == "说明.txt"
    assert not read()[1]
    some = sorted((ledgers / "2024-02").glob("*.xlsx"))[0]
    some.rename(some.with_name("改名.xlsx"))
    assert read()[1]
    some.with_name("改名.xlsx").unlink()
    gone, was_judged = read()
    assert was_judged
    assert len(gone.movements) < len(first.movements)


@pytest.mark.slow
def test_a_year_with_a_file_that_could_not_be_read_is_not_kept(sample, tmp_path):
    _, programme = sample
    month = tmp_path / "ledgers" / "2024-01"
    month.mkdir(parents=True)
    (month / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    years = KeptYears(tmp_path / "years", "rests")
    assert read_year(programme, tmp_path / "ledgers", Month(2024, 1), years=years).months[0].unread
    assert not (tmp_path / "years").exists()
