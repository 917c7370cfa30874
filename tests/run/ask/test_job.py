"""What a request asks for: a report of a group, of units, of a quarter, of several months, before anything is read."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from types import MappingProxyType

import pytest

from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month
from sanzi_lib.params.runs import CasesParams, QuarterlyParams
from sanzi_lib.run.ask.job import build_jobs
from sanzi_lib.run.ask.kinds import ReportKind
from sanzi_lib.run.ask.options import Options
from sanzi_lib.run.ask.request import build_request

HENGYANG = Path(__file__).resolve().parents[3] / "params" / "hengyang-2024"


class QuarterParams(QuarterlyParams):
    pass


class SpanParams(CasesParams):
    pass


QUARTER = ReportKind(
    "quarter",
    "季报",
    "quarter.ipynb",
    QuarterParams,
    per_unit=True,
    months=frozenset({3, 6, 9, 12}),
    place="季报",
)
SPAN = ReportKind("span", "汇编", "span.ipynb", SpanParams, span=True, place="汇编")
REGISTRY = MappingProxyType({kind.id: kind for kind in (QUARTER, SPAN)})


@pytest.fixture
def choose(tmp_path, hengyang):
    (tmp_path / "params" / "runs").mkdir(parents=True)

    def choose(*months, **options):
        request = build_request(Options(months=months, **options), tmp_path, REGISTRY)
        return build_jobs(request, hengyang, request.months)

    return choose


def test_a_quarter_has_reports_at_its_end_only(choose):
    jobs = choose("2024-01..2024-12", reports=["quarter"])
    assert [item.month.month for item in jobs] == [3, 6, 9, 12]
    with pytest.raises(ParameterError, match="3月、6月、9月、12月"):
        choose("2024-05", reports=["quarter"])


def test_all_is_every_kind_for_the_months_it_exists_for(choose):
    jobs = choose("2024-05..2024-06", reports=["all"])
    assert [(item.month.month, item.kind.id) for item in jobs] == [(5, "span"), (6, "quarter"), (6, "span")]


def test_units_are_named_by_name_alias_or_code_and_come_in_the_registers_order(choose, hengyang):
    jobs = choose("2024-06", reports=["quarter"], units=["衡东县人民政府", "4304B2"])
    assert [item.unit for item in jobs] == ["4304B2", "430424"]
    every = choose("2024-06", reports=["quarter"], units=["all"])
    assert [item.unit for item in every] == [unit.code for unit in hengyang.units]
    with pytest.raises(ParameterError, match="衡冬县"):
        choose("2024-06", reports=["quarter"], units=["衡冬县"])
    with pytest.raises(ParameterError, match="--unit"):
        choose("2024-06", reports=["span"], units=["all"])


def test_a_unit_has_its_folder_within_that_of_the_whole(choose, hengyang):
    (item,) = choose("2024-06", reports=["quarter"], units=["市水利局"])
    assert item.folder == PurePosixPath("2024-06/季报/市水利局")
    (whole,) = choose("2024-06", reports=["quarter"])
    assert whole.folder == PurePosixPath("2024-06/季报")


def test_a_span_stands_with_its_last_month_and_is_no_trial(choose, hengyang):
    (item,) = choose("2024-01", reports=["span"], settings=["through=2024-06"])
    assert (item.first, item.month, dict(item.trial)) == (Month(2024, 1), Month(2024, 6), {})
    assert item.folder == PurePosixPath("2024-06/汇编（1月至6月）")
    (single,) = choose("2024-06", reports=["span"], settings=["through=2024-06"])
    assert (single.first, single.month) == (Month(2024, 6), Month(2024, 6))
    assert single.folder == PurePosixPath("2024-06/汇编")


@pytest.mark.parametrize("through", ["2024-05", "2025-06", "六月"])
def test_a_span_that_runs_backwards_or_into_another_year_is_refused(choose, through):
    with pytest.raises(ParameterError, match="through"):
        choose("2024-06", reports=["span"], settings=[f"through={through}"])


def test_a_group_is_refused_where_no_report_is_made_by_group(choose):
    with pytest.raises(ParameterError, match="--group"):
        choose("2024-06", reports=["span"], groups=["counties"])
