"""What a project's row says, against its money and its past: V18, V20, V23, V24, V33 to V36, V38."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

P = "430422-ZY05-2024-0001"
Q = "430422-ZY05-2024-0002"


def test_v18_status(build, asked):
    def find(row, **project):
        return asked("V18", build.make([{"project": P} | row], projects=[{"project": P, "status": "未启动"} | project]))

    assert find({"benefit": 1}) == [("盘活情况表", "E3", P)]
    assert find({"benefit": 0}) == []
    assert find({"benefit": 1}, status="暂缓") == [("盘活情况表", "E3", P)]
    # Money is also what is restated and what stood before.
    assert find({"benefit_before": 5}) == [("盘活情况表", "M3", P)]
    assert find({"benefit": 1}, status="推进中") == []


def test_v18_a_status_that_went_back_and_one_without_its_day(build, asked):
    done = {"project": P, "status": "已盘活", "done_on": date(2024, 1, 20)}
    row = {"project": P, "benefit": 1}
    january = build.make([row], projects=[done], month="2024-01")
    assert asked("V18", january) == []
    assert asked("V18", january, build.make(projects=[{"project": P}], month="2024-02")) == [("项目台账", "U3", P)]
    assert asked("V18", build.make([row], projects=[done | {"done_on": None}])) == [("项目台账", "V3", P)]


@pytest.mark.parametrize(
    ("before", "now", "back"),
    [
        ("已盘活", "部分盘活", True),
        ("已盘活", "已成交未到账", True),
        ("已盘活", "暂缓", True),
        ("已盘活", "未启动", True),
        ("已盘活", "退出", False),
        ("推进中", "未启动", True),
        ("部分盘活", "未启动", True),
        ("推进中", "暂缓", False),
        ("暂缓", "推进中", False),
        ("暂缓", "未启动", False),
        ("部分盘活", "推进中", False),
        ("未启动", "推进中", False),
    ],
)
def test_v18_every_way_back(build, asked, before, now, back):
    def make(status, month):
        return build.make(projects=[{"project": P, "status": status, "done_on": date(2024, 1, 20)}], month=month)

    found = asked("V18", make(before, "2024-01"), make(now, "2024-02"))
    assert found == ([("项目台账", "U3", P)] if back else [])


def test_v20_more_in_the_treasury_than_benefit(build, asked):
    assert asked("V20", build.make([{"project": P, "benefit": 1, "treasury": 2}])) == [("盘活情况表", "K3", P)]
    assert asked("V20", build.make([{"project": P, "benefit": 2, "treasury": 2}])) == []


def test_v20_says_so_where_yuan_were_written_for_wan(build):
    def said(treasury):
        accepted = build.accept(build.make([{"project": P, "benefit": 50, "treasury": treasury}]))
        (finding,) = (one for one in accepted.months[-1].findings if one.rule == "V20")
        return finding.message

    assert "是否把“元”填成了“万元”" not in said(51)
    # 50 万元 are 500 000 元; an integer of a million and more is a sign by itself.
    assert said(1_000_000).endswith("为不小于1000000.00万元的整数，请核实是否把“元”填成了“万元”。")


def test_v20_a_loan_pays_nothing_into_the_treasury(build, asked):
    loan = {"project": P, "benefit": 100, "cash": 10, "financing": 90}
    assert asked("V20", build.make([loan | {"treasury": 10}])) == []
    assert asked("V20", build.make([loan | {"treasury": 11}])) == [("盘活情况表", "K3", P)]
    # 期初数 and rows without kinds may have been cash.
    before = loan | {"treasury": 60, "benefit_before": 50}
    assert asked("V20", build.make([before])) == []
    assert asked("V20", build.make([before | {"treasury": 61}])) == [("盘活情况表", "K3", P)]
    assert asked("V20", build.make([{"project": P, "benefit": 100, "treasury": 100}])) == []


def test_v20_stands_while_it_holds_also_in_a_month_without_a_row(build, asked):
    may = build.make([{"project": P, "benefit": 1, "treasury": 2}], month="2024-05")
    assert asked("V20", may, build.make(projects=[{"project": P}])) == [("项目台账", "A3", P)]


def test_v23_sold_or_let_without_value_or_announcement(build, asked):
    def find(*, benefit=1, **project):
        listed = {"project": P, "method": "售", "platform": None} | project
        return asked("V23", build.make([{"project": P, "benefit": benefit}], projects=[listed]))

    assert find() == [("项目台账", "J3", P), ("项目台账", "O3", P)]
    assert find(appraised_value=0, platform="公告1号") == [("项目台账", "J3", P)]  # 0 is no valuation
    assert find(appraised_value=5, platform="公告1号") == []
    assert find(method="租") == [("项目台账", "O3", P)]
    assert find(method="用") == []
    assert find(benefit=0) == []  # no money yet
    assert find(appraised_value=5, method_detail="协议出让") == []
    assert find(appraised_value=5, method_detail="拍卖") == [("项目台账", "O3", P)]
    assert find(category="资源", subcategory="数据") == []


def test_v23_names_the_other_half_where_there_is_no_column(build, asked):
    returned = build.make([{"project": P, "benefit": 1}], projects=[{"project": P, "method": "售", "platform": None}])
    columns = {key: number for key, number in returned.projects.columns.items() if key not in ("platform",)}
    without = replace(returned, projects=replace(returned.projects, columns=columns))
    assert asked("V23", without) == [("项目台账", "J3", P), ("项目台账", "M3", P)]


def test_v24_land(build, asked):
    def find(*, benefit=1, **project):
        listed = {"project": P, "method": "售", "counterparty": "某公司", "counterparty_kind": "民企"} | project
        return asked("V24", build.make([{"project": P, "benefit": benefit}], projects=[listed]), level="风险")

    assert find() == []
    assert find(counterparty_kind="县属国企", benefit=0) == [("项目台账", "Q3", P)]
    assert find(counterparty_kind=None) == [("项目台账", "Q3", P)]
    assert find(counterparty=None) == [("项目台账", "P3", P)]
    assert find(counterparty=None, benefit=0) == []
    assert find(counterparty="衡南县城投公司") == [("项目台账", "Q3", P)]
    assert find(counterparty="衡南县城投公司", counterparty_kind="央省企") == []
    assert find(method="租", counterparty=None) == []
    assert find(counterparty="衡南县 城 投公司") == [("项目台账", "Q3", P)]
    # To a company of the county and to nobody by name: two questions.
    both = [("项目台账", "P3", P), ("项目台账", "Q3", P)]
    assert find(counterparty_kind="县属国企", counterparty=None) == both
    assert find(counterparty_kind="县属国企", counterparty=None, benefit=0) == both[1:]


def test_v24_names_the_company_of_a_buyer_without_a_kind(build):
    listed = {"project": P, "method": "售", "counterparty": "衡南县城　投公司", "counterparty_kind": None}
    accepted = build.accept(build.make([{"project": P, "benefit": 1}], projects=[listed]))
    messages = [finding.message for finding in accepted.months[-1].findings if finding.rule == "V24"]
    assert messages == ["土地已出让并有资金发生，未填“受让方性质”（受让方名称含“城投”），须核查受让方是否为国企。"]


def test_v33_sold_far_above_its_value(build, asked):
    def find(benefit, value, **project):
        listed = {"project": P, "method": "售", "appraised_value": value} | project
        return asked("V33", build.make([{"project": P, "benefit": benefit}], projects=[listed]))

    assert find(200, 100) == []
    assert find("200.000001", 100) == [("项目台账", "J3", P)]
    assert find(500, 0) == []
    assert find(500, 100, method="租") == []


def test_v34_large_savings_and_transfers_without_evidence(build, asked):
    def find(*rows, **project):
        listed = [{"project": row["project"]} | project for row in rows]
        return asked("V34", build.make(list(rows), projects=listed))

    def row(project, amount, kind="savings"):
        return {"project": project, "benefit": amount, kind: amount}

    assert find(row(P, 999)) == []
    assert find(row(P, 1000)) == [("盘活情况表", "I3", P)]
    assert find(row(P, 1000, "injection")) == [("盘活情况表", "H3", P)]
    assert find(row(P, 1000), evidence="评估报告") == []
    assert find(row(P, 1000, "cash")) == []
    many = [row(f"430422-ZY05-2024-{number:04d}", 900) for number in range(1, 7)]
    assert find(*many[:5]) == []  # 4 500
    assert [project for *_, project in find(*many)] == [one["project"] for one in many]  # 5 400


def test_v35_what_a_project_is_does_not_change(build, asked):
    def find(before, now):
        may = build.make(projects=[{"project": P} | before], month="2024-05")
        return asked("V35", may, build.make(projects=[{"project": P} | now]))

    assert find({"method": "租"}, {"method": "售"}) == [("项目台账", "M3", P)]
    assert find({"certificate": "A（1）号"}, {"certificate": "A(1)号 "}) == []
    assert find({"certificate": None}, {"certificate": "A1号"}) == []
    assert find({"certificate": "A1号"}, {"certificate": None}) == [("项目台账", "H3", P)]
    assert find({"holder": "县粮食局"}, {"holder": "县城投"}) == [("项目台账", "G3", P)]
    assert find({"field": "数据资源领域"}, {"field": "文旅资源领域"}) == [("项目台账", "C3", P)]
    assert find({"category": "资源"}, {"category": "资产"}) == [("项目台账", "D3", P)]
    assert find({"subcategory": "土地"}, {"subcategory": "矿产"}) == [("项目台账", "E3", P)]


def test_v35_and_v38_look_over_a_month_that_left_the_project_out(build, asked):
    def find(rule, level, *listed):
        returns = [
            build.make(projects=[{"project": Q}, *({"project": P} | one for one in rows)], month=f"2024-{month:02d}")
            for month, rows in enumerate(listed, start=1)
        ]
        return asked(rule, *returns, level=level)

    let, sold = {"method": "租"}, {"method": "售"}
    assert find("V35", "核实", [let], [], [sold]) == [("项目台账", "M4", P)]
    assert find("V35", "核实", [let], [], [let]) == []
    march, june = {"due_on": date(2024, 3, 31)}, {"due_on": date(2024, 6, 30)}
    assert find("V38", "提示", [march], [], [june]) == [("项目台账", "T4", P)]
    assert find("V38", "提示", [march], [june], [], [june]) == []  # told before it was left out
    assert find("V38", "提示", [march], [], [march], [march]) == [("项目台账", "T4", P)]
    assert find("V38", "提示", [march], [], [], [march], [], [march]) == []  # told in April
    assert find("V38", "提示", [{"expected": 100}], [], [{"expected": 70}]) == [("项目台账", "S4", P)]


def test_v36_a_project_that_is_gone(build, asked):
    def find(before, now=()):
        may = build.make(
            [{"project": P, "benefit": before.pop("benefit", 0)}],
            projects=[{"project": P} | before, {"project": Q}],
            month="2024-05",
        )
        return asked("V36", may, build.make(projects=[{"project": Q}, *now]))

    assert find({"benefit": 1}) == [("项目台账", None, P)]
    assert find({}) == [("项目台账", None, P)]
    assert find({}, [{"project": P}]) == []
    assert find({"status": "退出"}) == []
    assert find({"status": "退出", "benefit": 1}) == [("项目台账", None, P)]


def test_v38_is_told_when_it_comes_true_or_changes(build, asked):
    def find(*listed):
        returns = [
            build.make(projects=[{"project": P} | one], month=f"2024-{month:02d}")
            for month, one in enumerate(listed, start=1)
        ]
        return asked("V38", *returns, level="提示")

    march = {"due_on": date(2024, 3, 31)}
    at = [("项目台账", "T3", P)]
    assert find(march, march, march) == []  # the period ends on 25 March
    assert find(march, march, march, march) == at
    assert find(march, march, march, march, march) == []  # told already
    assert find(march, march, march, march | {"status": "已盘活", "done_on": date(2024, 4, 1)}) == []
    june = {"due_on": date(2024, 6, 30)}
    assert find(march, june) == at
    assert find(march, june, june) == []
    assert find(june, march) == []
    plan = {"expected": 100}
    assert find(plan, {"expected": 80}) == []
    assert find(plan, {"expected": "79.99"}) == [("项目台账", "S3", P)]
    assert find(plan, {"expected": 79}, {"expected": 79}) == []
    assert find(plan, {"expected": 79}, {"expected": 60}) == [("项目台账", "S3", P)]
