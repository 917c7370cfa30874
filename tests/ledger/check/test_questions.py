"""核实, 提示 and 风险: V12, V19, V21, V25, V27–V30 (docs/核验规则.md 规则). None sends a return back."""

from __future__ import annotations

from datetime import datetime

import pytest

P = "430422-ZY05-2024-0001"


def test_v12_slip(build, asked):
    def find(benefit, **project):
        row = {"project": P, "benefit": benefit}
        return asked("V12", build.make([row], projects=[{"project": P} | project]))

    at = [("盘活情况表", "E3", P)]
    assert find(9_999, appraised_value=10) == []
    assert find(10_000, appraised_value=10) == at
    assert find(10_000, book_value=10) == at
    assert find(10_000, book_value=0) == []
    assert find("500228.25") == at  # above the annual target of 500228.24
    assert find("500228.24") == []


def test_v12_integer_without_a_target(build, asked):
    def find(benefit):
        code = "4304E1-ZC03-2024-0001"
        return asked("V12", build.make([{"project": code, "benefit": benefit}], unit="市城发集团"))

    assert find(1_000_000) == [("盘活情况表", "E3", "4304E1-ZC03-2024-0001")]
    assert find("1000000.5") == []
    assert find(999_999) == []


def test_v19_newly(build, asked):
    row = {"project": P, "newly": True}
    at = [("盘活情况表", "B3", P)]
    assert asked("V19", build.make([row])) == at
    assert asked("V19", build.make([row | {"social_benefit": "新增停车位"}])) == []
    assert asked("V19", build.make([row | {"quantity": 1, "measure": "宗"}])) == []
    twice = (
        build.make([row | {"benefit": 1}], month="2024-01"),
        build.make([row | {"benefit": 1, "benefit_before": 1}], month="2024-02"),
    )
    assert asked("V19", *twice) == at


def test_v21_half_the_target_in_a_month(build, asked):
    assert asked("V21", build.make([{"project": P, "benefit": "250114.13"}])) == [("报送封面", "B13", None)]
    assert asked("V21", build.make([{"project": P, "benefit": "250114.12"}])) == []


def test_v25_hidden_debt(build, asked):
    loan = {"project": P, "method": "融"}
    assert asked("V25", build.make(projects=[loan | {"guarantee": True}]), level="风险") == [("项目台账", "Z3", P)]
    assert asked("V25", build.make(projects=[loan | {"name": "县人民医院抵押"}]), level="风险") == [
        ("项目台账", "B3", P)
    ]
    assert asked("V25", build.make(projects=[loan | {"name": "县人民医 院抵押"}]), level="风险") == [
        ("项目台账", "B3", P)
    ]
    assert asked("V25", build.make(projects=[loan | {"name": "工业园区厂房"}]), level="风险") == []


def test_v27_days_late(build, asked):
    late = build.make([{"project": P}], sent=datetime(2024, 6, 27, 8, 0))
    assert asked("V27", late, level="提示") == [("报送封面", "B5", None)]
    assert asked("V27", build.make([{"project": P}], sent=datetime(2024, 6, 25, 23, 59)), level="提示") == []
    accepted = build.accept(late)
    row = accepted.returns[(accepted.returns["unit"] == "430422") & (accepted.returns["month"] == 6)]
    assert row["days_late"].tolist() == [2]
    assert row["submitted_on"].tolist() == ["2024-06-27T08:00:00"]


@pytest.mark.parametrize(
    "text", ["联系１３８１２３４５６７８办理", "电话0734-8123456", "身份证430422199001011234", "138 1234 5678"]
)
def test_v28_personal_numbers(build, asked, text):
    returned = build.make([{"project": P, "social_benefit": text}])
    assert asked("V28", returned, level="提示") == [("盘活情况表", "J3", P)]


@pytest.mark.parametrize("text", ["公告〔2024〕13812号", "收益13812345678901元", "带动就业120人"])
def test_v28_other_numbers(build, asked, text):
    assert asked("V28", build.make([{"project": P, "social_benefit": text}]), level="提示") == []


def test_v29_expected_below_the_target(build, asked):
    listed = [{"project": P, "expected": "500228.23"}]
    assert asked("V29", build.make(projects=listed), level="提示") == [("报送封面", "B12", None)]
    assert asked("V29", build.make(projects=[{"project": P, "expected": "500228.24"}]), level="提示") == []


def test_v03_a_former_kind_of_funds(build, asked):
    """It counts and is noted, cell by cell; the new kinds are silent."""
    kinds = ("部门结转结余", "部门基本支出结余", "“三公”经费结余", "项目支出结转", "单位资金沉淀结余", "部门结转结余")
    funds = [{"fund_kind": kind, "fund": f"第{n}项", "carried": 5} for n, kind in enumerate(kinds)]
    returned = build.make(funds=funds)
    assert asked("V03", returned, level="提示") == [("存量资金", "A3", None), ("存量资金", "A8", None)]
    accepted = build.accept(returned)
    assert len(accepted.funds) == 6
    (message,) = {finding.message for finding in accepted.months[-1].findings if finding.rule == "V03"}
    assert message == (
        "“部门结转结余”是旧类别，目前仍按旧类别测算，请改选新的资金类别："
        "部门基本支出结余、“三公”经费结余、项目支出结转、单位资金沉淀结余。"
    )


def test_v30_restatements(build, asked):
    january = build.make([{"project": P, "benefit": 100}], month="2024-01")

    def find(**values):
        row = {"project": P, "benefit_before": 100, **values}
        return asked("V30", january, build.make([row], month="2024-02"))

    at = [("盘活情况表", "N3", P)]
    assert find(restated_benefit=-5, reason="多报") == []
    assert find(restated_benefit=-5) == at
    assert find(restated_benefit="5.000001", reason="少报") == at


def test_v03_task_of_the_field_and_known_tags(build, asked):
    def find(**project):
        return asked("V03", build.make(projects=[{"project": P} | project]), level="提示")

    assert find(task="推动教育系统老旧校区盘活") == []  # any where no field is stated, however it is quoted
    assert find(task="推动教育系统“老旧校区”盘活", field="其他行政事业性国有资产领域") == []
    assert find(task="推动教育系统“老旧校区”盘活", field="数据资源领域") == [("项目台账", "AA3", P)]
    assert find(task="别的") == [("项目台账", "AA3", P)]
    assert find(tags="公物仓、 老旧校区") == []
    assert find(tags="公物仓，没有的") == [("项目台账", "AB3", P)]
