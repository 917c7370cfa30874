"""Lines of overrides.csv for several months: they hold while what the first of these months showed stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sanzi_lib.ledger.acceptance.overriding import show_finding, stays
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.run.archive.returns import join_overrides

P, Q = "430422-ZY05-2024-0001", "430422-ZY05-2024-0002"
SPAN = (Month(2024, 6), Month(2024, 12))


def line(rule, project=P, span=SPAN, reason="有批复", number=2):
    first, last = span
    return OverrideLine(
        month=first, through=last, unit="衡南县", rule=rule, project=project, reason=reason, by="赵六",
        date="2024-07-01", line=number,
    )  # fmt: skip


def standing(accepted, rule):
    """Months in which a finding of the rule stands, and in which it is accepted."""
    found = [
        (checks.month.month, f) for checks in accepted.months for f in checks.findings if f.rule == rule and f.file
    ]
    return [m for m, f in found if f.override is None], [m for m, f in found if f.override is not None]


def sold(build, month, **values):
    project = {"project": P, "method": "售", "method_detail": "出让", "counterparty": "甲公司"} | values
    project.setdefault("counterparty_kind", "市属国企")
    return build.make([], month=f"2024-{month:02d}", projects=[project | {"appraised_value": 5, "platform": "公告1号"}])


def test_it_holds_from_month_to_month_and_ends_where_the_buyer_changes(build):
    returns = [sold(build, 5), sold(build, 6), sold(build, 7), sold(build, 8, counterparty="乙公司")]
    accepted = build.accept(*returns, overrides=(line("V24"),))
    assert standing(accepted, "V24") == ([5, 8], [6, 7])


def test_what_the_first_month_did_not_show_is_not_accepted_later_and_the_line_is_reported(build):
    returns = [build.make([], month="2024-06"), sold(build, 7), sold(build, 8)]
    accepted = build.accept(*returns, overrides=(line("V24"),))
    assert standing(accepted, "V24") == ([7, 8], [])
    told = [(m.month.month, f.message) for m in accepted.months for f in m.findings if "overrides.csv" in f.message]
    assert [month for month, _ in told] == [8]
    assert "第2行" in told[0][1]


def test_an_excess_may_fall_and_not_grow(build):
    def paid(month, before, treasury):
        row = {"project": P, "benefit": 0, "benefit_before": 100, "treasury": treasury}
        return build.make([row | {"treasury_to_date": before + treasury}], month=f"2024-{month:02d}")

    first = build.make([{"project": P, "benefit": 100, "treasury": 150, "treasury_to_date": 150}], month="2024-01")
    returns = [first, paid(2, 150, 0), paid(3, 150, 10)]
    accepted = build.accept(*returns, overrides=(line("V20", span=(Month(2024, 1), Month(2024, 3))),))
    assert standing(accepted, "V20") == ([3], [1, 2])


@pytest.mark.parametrize(
    ("rule", "changed", "holds"),
    [
        ("V18", {"status": "暂缓"}, False),
        ("V18", {"counterparty": "丙"}, True),
        ("V23", {"platform": None}, False),
        ("V23", {"appraised_value": 7}, True),
        ("V24", {"counterparty_kind": "县属国企"}, False),
        ("V25", {"guarantee": True}, False),
        ("V25", {"name": "第一中学旧校舍"}, False),
        ("V25", {"remark": "补充"}, True),
        ("V16", {"certificate": "湘2024第000002号"}, False),
        ("V16", {"holder": "别的局"}, True),
    ],
)
def test_what_each_rule_shows(build, programme, rule, changed, holds):
    project = {"project": P, "certificate": "湘2024第000001号", "counterparty": "甲", "counterparty_kind": "市属国企"}
    project |= {"platform": "公告1号", "guarantee": False}
    then = build.make([], projects=[project])
    now = build.make([], projects=[project | changed])
    accepted = build.accept(build.make([{"project": P, "benefit": 1, "treasury": 2}]))
    finding = replace(accepted.months[-1].findings[0], rule=rule, project=P, message="与衡东县报送的项目相同")
    shown = [show_finding(programme, returned, finding) for returned in (then, now)]
    assert stays(*shown) is holds


def test_another_unit_in_the_same_asset_is_something_new(build, programme):
    returned = build.make([], projects=[{"project": P, "certificate": "湘2024第000001号"}])
    finding = build.accept(build.make([{"project": P, "benefit": 1, "treasury": 2}])).months[-1].findings[0]
    one = replace(finding, rule="V16", project=P, message="与衡东县报送的项目相同")
    both = replace(one, message="与衡东县、衡山县报送的项目相同")
    then, now = (show_finding(programme, returned, found) for found in (one, both))
    assert (stays(then, now), stays(now, then)) == (False, True)


def test_a_line_that_reaches_over_a_closed_month_holds_on_both_sides():
    whole, other = line("V24"), line("V24", project=Q)
    assert join_overrides([whole], [whole], Month(2024, 7)) == (whole,)
    # Taken out after the month was closed, it ends there; written after, it is taken whole.
    (ended, later) = join_overrides([whole], [other], Month(2024, 7))
    assert (ended.span, later.span) == ("2024-06..2024-07", "2024-06..2024-12")
