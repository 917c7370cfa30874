"""What the accepted frames carry of a return; every expected value stands in the return beside it."""

from datetime import date, datetime
from decimal import Decimal

import pandas as pd

P = "430422-ZY05-2024-0001"
Q = "430422-ZY05-2024-0002"
WHOLE = {
    "project": P,
    "name": "老粮库",
    "description": "闲置仓库12间",
    "holder": "县粮食局",
    "certificate": "湘（2020）0001号",
    "book_value": "90071992547.41",
    "appraised_value": "0",
    "quantity": Decimal("120.50"),
    "measure": "平方米",
    "method": "租",
    "method_detail": "出租",
    "platform": "县平台〔2024〕3号",
    "counterparty": "某商贸公司",
    "counterparty_kind": "民企",
    "approval": "县府阅〔2024〕9号",
    "expected": "12.345678",
    "done_on": date(2024, 5, 31),
    "responsible_unit": "县粮食局",
    "responsible_person": "张三、李小四",
    "phone": "13800000000",
    "guarantee": True,
    "evidence": "合同",
    "difficulties": "消防验收",
    "remark": "续租",
}
SOLD_TO_PERSON = {"project": Q, "counterparty": "赵五", "counterparty_kind": "自然人", "guarantee": False}


def accept_june(build, **content):
    return build.accept(build.make([{"project": P, "newly": True, "benefit": "1"}], **content))


def test_a_project_keeps_every_column_of_the_sheet(build):
    accepted = accept_june(build, projects=[WHOLE, SOLD_TO_PERSON])
    first, second = accepted.projects.to_dict("records")
    assert {key: first[key] for key in first.keys() & WHOLE.keys()} == {
        **{key: value for key, value in WHOLE.items() if key in first},
        "book_value": 90_071_992_547_410_000,
        "appraised_value": 0,
        "expected": 12_345_678,
        "done_on": "2024-05-31",
    }
    assert first["due_on"] == "2024-12-31"
    assert (first["file"], first["sheet"], first["row"]) == ("衡南县2024-06.xlsx", "项目台账", 3)
    assert first["persons"] == ("张三、李小四", "张三", "李小四", "李四", "王五", "13800000000")
    assert pd.isna(second["book_value"])
    assert pd.isna(second["appraised_value"])
    assert second["quantity"] is None
    assert second["measure"] == ""
    assert second["done_on"] == ""
    assert second["guarantee"] is False
    assert pd.isna(accept_june(build).projects["guarantee"].iloc[0])


def test_tasks_and_tags_are_spelt_as_the_programme_spells_them(build):
    tasks = '深化园区"三类低效土地"清理处置'
    listed = [
        {"project": P, "task": tasks, "tags": "“三类低效土地”，REITs、reits、自定的"},
        {"project": P[:-1] + "2", "task": "自定的任务"},
    ]
    projects = build.accept(build.make(projects=listed)).projects
    assert projects["task"].tolist() == ["深化园区“三类低效土地”清理处置", "自定的任务"]
    assert projects["tags"].tolist() == ["三类低效土地、REITs、reits、自定的", ""]


def test_persons_and_phones_stand_in_the_contacts_alone(build):
    accepted = accept_june(build, projects=[WHOLE, SOLD_TO_PERSON])
    assert accepted.contacts.to_dict("records") == [
        {"unit": "430422", "month": 6, "project": P, "responsible_person": "张三、李小四", "phone": "13800000000",
         "natural_counterparty": ""},
        {"unit": "430422", "month": 6, "project": Q, "responsible_person": "张三", "phone": "",
         "natural_counterparty": "赵五"},
    ]  # fmt: skip
    open_columns = accepted.projects.drop(columns="persons")
    assert not open_columns.isin(["张三、李小四", "张三", "赵五", "13800000000"]).any(axis=None)
    assert list(accepted.projects["counterparty"]) == ["某商贸公司", ""]


def test_persons_of_every_return_of_a_month_are_known(build):
    """Of one that was sent back, of the one that it was to replace, and of a cover without any project."""
    moves = [{"project": P, "newly": True, "benefit": "1"}]
    later = {"kind": "更正", "sent": datetime(2024, 6, 25, 9), "file": "乙", "benefit_total": 2}
    accepted = build.accept(
        build.make(moves, projects=[{**WHOLE, "responsible_person": "钱一"}], persons=("孙二", "")),
        build.make(moves, projects=[{**WHOLE, "responsible_person": "周三"}], **later),
        build.make([], projects=[], unit="衡阳县", persons=("吴六",)),
    )
    found = accepted.returns[accepted.returns["month"] == 6].set_index("unit")
    assert (found["state"]["430422"], found["state"]["430421"]) == ("accepted", "accepted")
    assert set(found["persons"]["430422"]) == {"钱一", "孙二", "周三", "李四", "王五", "13800000000"}
    assert found["persons"]["430421"] == ("吴六",)
    assert found["persons"]["430424"] == ()


def test_funds_are_carried_and_what_is_not_given_is_missing(build):
    funds = [
        {"fund_kind": "政府性基金", "fund": "土地出让", "income": "90071992547.41", "carried": "0.000001",
         "years": Decimal("1.5"), "research": True, "recovered": "0"},
        {"fund_kind": "部门结转结余", "fund": "专项", "carried": "7"},
    ]  # fmt: skip
    accepted = accept_june(build, funds=funds)
    first, second = accepted.funds.to_dict("records")
    assert first == {
        "unit": "430422", "month": 6, "kind": "政府性基金", "item": "土地出让", "income": 90_071_992_547_410_000,
        "carryover": 1, "years": Decimal("1.5"), "research": True, "recovered": 0, "file": "衡南县2024-06.xlsx",
        "sheet": "存量资金", "row": 3,
    }  # fmt: skip
    assert second["carryover"] == 7_000_000
    assert [pd.isna(second[key]) for key in ("income", "recovered", "research")] == [True, True, True]
    assert second["years"] is None
    assert second["row"] == 4


def test_frames_are_empty_with_their_dtypes_where_nothing_was_accepted(build):
    accepted = build.accept(through="2024-02")
    assert accepted.funds.empty
    assert str(accepted.funds["income"].dtype) == "Int64"
    assert accepted.contacts.empty
