"""The list of risks: which findings stand, what is known of their projects, the sentences for every case."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from sanzi_lib.ledger.model import Accepted, Finding, MonthChecks, Override, ReturnState
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.reports import risk
from sanzi_lib.reports.elements.blocks import Article, Findings, KeyFigures, Paragraph, Table
from sanzi_lib.reports.risk import texts as wording
from sanzi_lib.reports.risk.tally import compute_risks
from sanzi_lib.schema import CASES, CONTACTS, FUNDS, MOVEMENTS, PROJECTS, RETURNS

DAY = date(2024, 6, 30)
EAST, NORTH, SOUTH = ("430424", "衡东县"), ("430421", "衡阳县"), ("430422", "衡南县")
LAND, LOAN = "V24", "V25"
NOTHING = {"str": "", "int64": 0, "Int64": pd.NA, "bool": False, "boolean": pd.NA, "object": None}


def frame(rows, schema):
    columns = {
        name: pd.Series([row.get(name, NOTHING[kind]) for row in rows], dtype=kind) for name, kind in schema.items()
    }
    return pd.DataFrame(columns, columns=list(schema))


def finding(unit, rule, project, *, month=6, cell="Q7", file=None, override=None, value="市属国企", message=None):
    name = file or f"{unit[1]}{month}.xlsx"
    text = message or ("土地出让给市属国企，须核查。" if rule == LAND else "融资涉及政府担保，须核查。")
    return Finding(rule, "风险", unit[1], name, "项目台账", cell, project, value, text, override)


def returned(unit, month=6, state="accepted", file=None):
    name = file or f"{unit[1]}{month}.xlsx"
    return ReturnState(unit[1], unit[0], name, "0" * 64, "月报", datetime(2024, month, 24), 0, state)


@pytest.fixture
def accepted_of(programme):
    """Months from May on, each a pair of returns and findings; the rest of the units is silent."""

    def build(*months, projects=(), movements=()):
        checks, states = [], []
        first = 7 - len(months)
        for number, (returns, findings) in enumerate(months, start=first):
            there = {item.code for item in returns}
            silent = [
                ReturnState(unit.name, unit.code, None, None, None, None, None, "not_reported")
                for unit in programme.units
                if unit.code not in there
            ]
            checks.append(MonthChecks(Month(2024, number), (*returns, *silent), tuple(findings), (), has_folder=True))
            counted = {item.code for item in returns if item.state == "accepted"}
            states += [
                {"unit": unit.code, "month": number, "state": "accepted" if unit.code in counted else "not_reported"}
                for unit in programme.units
            ]
        return Accepted(
            Month(2024, 6),
            frame(movements, MOVEMENTS),
            frame([], CASES),
            frame(projects, PROJECTS),
            frame([], CONTACTS),
            frame([], FUNDS),
            frame(states, RETURNS),
            tuple(checks),
        )

    return build


def project(unit, number, *, month=6, **values):
    return {"unit": unit[0], "month": month, "project": number, "name": f"项目{number}", "method": "售"} | values


def money(unit, number, benefit, *, month=6, **values):
    amounts = {key: to_fen(Decimal(value)) for key, value in ({"benefit": benefit} | values).items()}
    return {"unit": unit[0], "month": month, "project": number} | amounts


@pytest.fixture
def tally(accepted_of, programme):
    """East sold land (accepted by an analyst) and took up a loan on a school; North did not report in June."""
    line = Override("有成交确认书", "李四", "2024-06-27")
    may = ([returned(EAST, 5), returned(NORTH, 5)], [finding(NORTH, LAND, "n1", month=5)])
    june = (
        [returned(EAST)],
        [
            finding(EAST, LAND, "e1", override=line),
            finding(
                EAST, LOAN, "e2", cell="B8", value="老学校融资", message="以名称含“学校”的公益性资产融资，须核查。"
            ),
            finding(EAST, LOAN, "e2", cell="Z8", value="是"),
        ],
    )
    facts = {
        "description": "收储地块54亩", "holder": "县土储中心", "quantity": Decimal("54.00"), "measure": "亩",
        "counterparty": "县城投公司", "counterparty_kind": "县属国企", "status": "已盘活", "guarantee": True,
        "expected": to_fen(Decimal(300)), "appraised_value": to_fen(Decimal(280)), "method_detail": "协议出让",
        "responsible_unit": "县自然资源局", "evidence": "合同", "approval": "〔2024〕3号", "platform": "公告3号",
    }  # fmt: skip
    made = accepted_of(
        may,
        june,
        projects=[
            project(NORTH, "n1", month=5, counterparty_kind="自然人"),
            project(EAST, "e1", **facts),
            project(EAST, "e2", method="融"),
        ],
        movements=[
            money(EAST, "e1", "200", cash="200", treasury="150"),
            money(EAST, "e2", "90", financing="60", savings="30"),
            money(NORTH, "n1", "10", month=5, treasury="4"),
        ],
    )
    return compute_risks(made, programme)


def of(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def test_the_first_page(tally):
    (findings,) = of(risk.build_opening(tally), Findings)
    assert findings.sentences == (
        "截至6月25日，风险提示涉及2个单位的3个项目：国企购地2个、融资涉及政府担保或公益性资产1个；"
        "待核查2个，已认可1个。",
        "有关项目累计经济效益300.00万元（其中本月290.00万元），累计入库收益154.00万元，累计融资到位60.00万元。",
        "待核查项目中累计经济效益较大的是衡东县“项目e2”90.00万元、衡阳县“项目n1”10.00万元。",
        "衡阳县本月没有通过核验的月报，沿用此前月报的提示。",
    )
    (figures,) = of(risk.build_opening(tally), KeyFigures)
    assert [(f.label, f.value) for f in figures.figures] == [
        ("风险项目", "3"),
        ("待核查", "2"),
        ("涉及单位", "2"),
        ("累计经济效益", "300.00"),
        ("累计融资到位", "60.00"),
    ]


def test_by_unit_and_rule(tally):
    (table,) = of(risk.build_spread(tally), Table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["衡东县", "1", "1", "2", "1", "290.00", "290.00", "150.00", "60.00"],
        ["衡阳县", "1", "", "1", "1", "—", "10.00", "4.00", "0.00"],
        ["合计", "2", "1", "3", "2", "290.00", "300.00", "154.00", "60.00"],
    ]


def test_each_rule_with_its_policy_and_what_to_do(tally, programme):
    blocks = risk.build_rules(tally, programme)
    texts = [block.text for block in of(blocks, Paragraph)]
    assert texts[0] == "核验规则V24：三资小类为土地、盘活方式为售、受让方性质为市属国企或县属国企的项目。"
    assert texts[1] == (
        "政策依据：衡政办函〔2024〕12号 四（七）：“严禁通过举债储备土地，不得通过国企购地等方式虚增土地出让收入。”"
    )
    assert texts[2].startswith("核查办法：请调取出让合同")
    assert texts[3].startswith(
        "核验规则V25：盘活方式为融，且“是否涉及政府担保”填“是”，或项目名称、项目基本情况中有“学校”"
    )
    land, loan = of(blocks, Table)
    # Register order within a rule: 衡东县 stands before 衡阳县.
    assert [[cell.text for cell in row.cells] for row in land.rows] == [
        ["衡东县\n项目e1", "县城投公司", "200.00", "200.00", "150.00", "0.00", "已认可"],
        ["衡阳县\n项目n1\n沿用5月月报", "自然人（姓名不列）", "—", "10.00", "4.00", "0.00", "待核查"],
    ]
    assert [row.cells[0].text for row in loan.rows] == ["衡东县\n项目e2"]


def test_basic_facts(tally, programme):
    first, second, third = of(risk.build_rules(tally, programme), Article)
    assert (first.title, first.lead) == ("项目e1", "衡东县　e1　已盘活")
    assert first.parts == (
        ("提示", "土地出让给市属国企，须核查。（项目台账!Q7）"),
        ("情况", "收储地块54亩"),
        ("资产", "持有人：县土储中心；数量：54亩；评估价值：280.00万元"),
        (
            "交易",
            "盘活方式：售（协议出让）；受让方：县城投公司（县属国企）；交易平台及公告号：公告3号；"
            "决策批准文号：〔2024〕3号；是否涉及政府担保：是",
        ),
        ("填报", "责任单位：县自然资源局；佐证材料：合同"),
        ("金额", "预期盘活效益：300.00万元；本月入库收益：150.00万元；本月融资到位：0.00万元"),
        ("核查", "已认可：有成交确认书（李四，2024-06-27）"),
    )
    assert second.lead == "衡阳县　n1　沿用5月月报"
    assert ("金额", "预期盘活效益：0.00万元；累计经济效益中未分类型：10.00万元") in second.parts
    assert [text for label, text in third.parts if label == "提示"] == [
        "以名称含“学校”的公益性资产融资，须核查。（项目台账!B8）",
        "融资涉及政府担保，须核查。（项目台账!Z8）",
    ]


def test_what_was_accepted(tally):
    (table,) = of(risk.build_overrides(tally), Table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["衡东县", "V24", "项目e1", "有成交确认书", "李四", "2024-06-27"]
    ]
    opened = replace(tally, entries=tuple(entry for entry in tally.entries if entry.override is None))
    texts = [block.text for block in of(risk.build_overrides(opened), Paragraph)]
    assert texts == ["没有已认可的风险提示。", wording.OVERRIDE_HINT]


def test_figures(tally):
    table, figures = risk.build_data(tally, DAY)
    assert (table.sheet, table.shown, len(table.rows)) == ("风险项目", False, 4)  # one line per finding
    data = json.loads(figures.text)
    assert data["totals"] == {
        "projects": 3, "open": 2, "benefit": "290.00", "treasury": "150.00", "financing": "60.00",
        "benefit_cumulative": "300.00", "treasury_cumulative": "154.00", "financing_cumulative": "60.00",
    }  # fmt: skip
    assert [(entry["rule"], entry["project"], entry["month"], entry["benefit"]) for entry in data["entries"]] == [
        ("V24", "e1", 6, "200.00"),
        ("V24", "n1", 5, None),
        ("V25", "e2", 6, "90.00"),
    ]
    assert data["entries"][0]["override"] == {"reason": "有成交确认书", "by": "李四", "date": "2024-06-27"}
    assert data["entries"][1]["counterparty"] is None
    assert len(data["units"]["not_reported"]) == 24


@pytest.mark.parametrize(
    ("silent", "said"),
    [
        ((), "2024年06月各单位月报均没有风险提示。"),
        ((NORTH,), "2024年06月通过核验的月报没有风险提示，衡阳县本月没有通过核验的月报，其此前的月报也没有风险提示。"),
        (None, "2024年06月没有通过核验的月报，此前的月报也没有风险提示。"),
    ],
)
def test_a_month_without_findings_is_one_sentence(accepted_of, programme, silent, said):
    units = [(unit.code, unit.name) for unit in programme.units]
    missing = units if silent is None else silent
    tally = compute_risks(accepted_of(([returned(unit) for unit in units if unit not in missing], [])), programme)
    (findings,) = of(risk.build_opening(tally), Findings)
    assert findings.sentences == (said,)
    assert of(risk.build_opening(tally), KeyFigures) == []
    assert (*risk.build_spread(tally), *risk.build_rules(tally, programme), *risk.build_overrides(tally)) == ()
    (figures,) = risk.build_data(tally, DAY)
    assert json.loads(figures.text)["entries"] == []


def test_what_stands_is_of_the_newest_accepted_return(accepted_of, programme):
    """East's June return no longer holds e1; South's was sent back, so May stands and June's new one is added."""
    tally = compute_risks(
        accepted_of(
            (
                [returned(EAST, 5), returned(SOUTH, 5)],
                [finding(EAST, LAND, "e1", month=5), finding(SOUTH, LAND, "s1", month=5)],
            ),
            (
                [returned(EAST), returned(SOUTH, 6, "sent_back")],
                [finding(EAST, LAND, "e2"), finding(SOUTH, LOAN, "s2"), finding(SOUTH, LAND, "s1", cell="Q9")],
            ),
        ),
        programme,
    )
    assert [(entry.rule, entry.project, entry.month, entry.state) for entry in tally.entries] == [
        ("V24", "s1", 6, "sent_back"),
        ("V24", "e2", 6, "accepted"),
        ("V25", "s2", 6, "sent_back"),
    ]
    assert wording.say_origins(tally) == "衡南县的提示来自退回修改的月报。"
    (article, *_) = of(risk.build_rules(tally, programme), Article)
    assert article.parts[1] == ("情况", "没有通过核验的项目台账，待单位更正后补列。")
    assert article.lead == "衡南县　s1　本月月报（退回修改）"


def test_a_correction_that_was_sent_back_adds_but_replaces_nothing(accepted_of, programme):
    back = returned(EAST, 6, "sent_back", file="更正.xlsx")
    tally = compute_risks(
        accepted_of(
            (
                [returned(EAST), back],
                [
                    finding(EAST, LAND, "e1"),
                    finding(EAST, LAND, "e1", file="更正.xlsx", cell="Q1"),
                    finding(EAST, LAND, "e9", file="更正.xlsx"),
                ],
            )
        ),
        programme,
    )
    assert [(entry.project, entry.state, entry.findings[0].cell) for entry in tally.entries] == [
        ("e1", "accepted", "Q7"),
        ("e9", "sent_back", "Q7"),
    ]


def test_another_rule_of_that_level_and_a_finding_without_a_project(accepted_of, programme):
    odd = Finding("V99", "风险", "衡东县", "衡东县6.xlsx", "项目台账", None, None, None, "同类问题还有3处。")
    tally = compute_risks(accepted_of(([returned(EAST)], [odd])), programme)
    assert wording.say_risks(tally) == "截至6月25日，风险提示涉及1个单位的1个项目：规则V99的1个；均待核查。"
    blocks = risk.build_rules(tally, programme)
    (article,) = of(blocks, Article)
    assert article.title == "（没有项目编号）"
    assert "请向单位核实情况" in of(blocks, Paragraph)[1].text
    risk.build_data(tally, DAY)


def test_long_lists_are_cut_and_say_so(accepted_of, programme):
    found = [finding(EAST, LAND, f"e{number}", cell=f"Q{number}") for number in range(301)]
    tally = compute_risks(accepted_of(([returned(EAST)], found)), programme)
    blocks = risk.build_rules(tally, programme)
    (table,) = of(blocks, Table)
    assert (len(table.rows), table.notes) == (300, ("另有1个项目未列出，见表格“风险项目”。",))
    assert len(of(blocks, Article)) == 60
    assert of(blocks, Paragraph)[-1].text == "另有241个项目的情况未逐一列出，见所附表格。"


def test_head_and_quotes_of_a_programme_without_texts(tally, programme):
    head = risk.build_head(tally, programme, DAY, ("内部资料", "演示数据"))
    assert (head.report, head.marks[0]) == ("risk", "内部资料")
    assert head.file_stem == "衡阳市2024年06月国有三资盘活风险提示"
    bare = programme.model_copy(update={"policy_texts": type(programme.policy_texts)()})
    assert not any("政策依据" in block.text for block in of(risk.build_rules(tally, bare), Paragraph))
