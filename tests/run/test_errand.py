"""The console's errands are the commands' own functions, told in the commands' own sentences."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.model import MonthChecks, ReturnState, Unread
from sanzi_lib.months import Month
from sanzi_lib.run import errand as errand_module
from sanzi_lib.run import sample_ledgers
from sanzi_lib.run.batch import Outcome
from sanzi_lib.run.errand import Concluded, Errand, run_errand
from sanzi_lib.run.options import Options, build_request
from sanzi_lib.run.sending_back import SentBack
from sanzi_lib.run.session import CheckedMonth

ROOT = Path(__file__).resolve().parents[2]
JUNE = Month(2024, 6)


@pytest.fixture
def project(tmp_path):
    shutil.copytree(ROOT / "params" / "hengyang-2024", tmp_path / "params" / "hengyang-2024")
    return tmp_path.resolve()


def errand_for(project, verb, months=("2024-06",), **options):
    return Errand(verb, Options(months=months, **options), project)


def test_a_run_is_the_commands(project, monkeypatch, listener):
    asked = []

    def run(request, narrator):
        asked.append(request)
        return Outcome(made=["甲"], failed=["乙"])

    monkeypatch.setattr(errand_module, "run_months", run)
    errand = errand_for(project, "run", reports=("overview",), ledgers=Path("ledgers"))
    assert run_errand(errand, listener) == Concluded(whole=False)
    assert asked == [build_request(errand.options, project)]
    assert listener.said == [f"完成：生成1份，未变0份，未成1项。目录：{project / 'output' / 'index.html'}"]
    assert listener.warned == ["未成：乙。"]


@pytest.mark.parametrize(
    ("state", "unread", "whole"), [("accepted", 0, True), ("sent_back", 0, False), ("accepted", 1, False)]
)
def test_a_check_is_the_commands(project, monkeypatch, listener, state, unread, whole):
    returns = (ReturnState("甲县", "1", "甲.xlsx", "0" * 64, "月报", None, None, state),)
    checks = MonthChecks(JUNE, returns, (), (Unread("乙.docx", "读不了。"),) * unread, has_folder=True)
    done = CheckedMonth(checks, SentBack(made=["甲县.xlsx"], removed=["丙县.xlsx"]), Outcome())
    monkeypatch.setattr(errand_module, "check_month", lambda request, narrator: done)
    assert run_errand(errand_for(project, "check", ledgers=Path("ledgers")), listener) == Concluded(whole=whole)
    told = "".join(listener.said)
    assert (
        f"接收{int(state == 'accepted')}份，退回修改{int(state == 'sent_back')}份，未报送0家，未读取{unread}个文件"
        in told
    )
    assert "退回修改：1个工作簿" in told
    assert "删除旧的：丙县.xlsx" in told


def test_the_sample_is_made_where_it_is_asked_for_and_missing(project, monkeypatch, listener):
    made = []

    def write(folder, programme, *, through, jobs):
        made.append((programme.id, through))
        (folder / "2024-06").mkdir()

    monkeypatch.setattr("sanzi_lib.sample.write_sample", write)
    monkeypatch.setattr(errand_module, "run_months", lambda *_: Outcome())
    run_errand(errand_for(project, "run", ledgers=Path("ledgers")), listener)
    assert made == []
    for _ in range(2):
        run_errand(errand_for(project, "run", ledgers=Path("output/sample/ledgers")), listener)
    assert made == [("hengyang-2024", JUNE)]
    assert sum("没有找到样例月报，正在生成" in text for text in listener.said) == 1
    assert sample_ledgers.SAMPLE_MONTHS == 6


def test_one_month_at_a_time(project, listener):
    with pytest.raises(ParameterError, match="只选一个月份"):
        run_errand(errand_for(project, "run", months=("2024-01..2024-02",)), listener)
