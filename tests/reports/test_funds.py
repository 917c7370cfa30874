"""The report on idle funds: sentences for every case, each figure from the same value, the arithmetic in words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from sanzi_lib.measures.funds import FundItem, Funds, KindFunds, UnitFunds, compute_due, sum_items
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.reports import funds as report
from sanzi_lib.reports.elements.blocks import Chart, Findings, KeyFigures, Table
from sanzi_lib.reports.funds import texts as wording

JUNE = Month(2024, 6)
DAY = date(2024, 6, 30)
A, B, C, D = "430424", "430421", "430481", "4304B9"
FUND, CAPITAL, OWN = "政府性基金", "国有资本经营预算", "项目支出结转"
IDLE, FORMER = "单位资金沉淀结余", "部门结转结余"
RULES = {FUND: "above_income", CAPITAL: "share", OWN: "aged"}
MORE_RULES = RULES | {IDLE: "full", FORMER: "aged"}


def wan(text):
    return None if text is None else to_fen(Decimal(text))


@pytest.fixture
def item_of(programme):
    """Builds an item; amounts as text of 万元."""

    def build(unit, kind, name, carryover, *, income=None, years=None, research=None, done=None, month=6, doubts=()):
        rule = MORE_RULES.get(kind)
        values = {"income": wan(income), "carryover": wan(carryover), "research": research}
        values["years"] = None if years is None else Decimal(years)
        due = compute_due(rule, programme.thresholds, **values)
        return FundItem(unit, kind, name, rule, month, 7, recovered=wan(done), due=due, doubts=doubts, **values)

    return build


@pytest.fixture
def funds_of(programme):
    """Builds the month from items and the states of units that did not report."""

    def build(*items, states=None, month=JUNE):
        units = []
        for unit in programme.units:
            own = tuple(item for item in items if item.unit == unit.code)
            state = (states or {}).get(unit.code, "accepted")
            units.append(UnitFunds(unit.code, unit.name, state, own, sum_items(own) if own else None))
        kinds = []
        for kind in dict.fromkeys((*RULES, *(item.kind for item in items))):
            of_kind = tuple(item for item in items if item.kind == kind)
            kinds.append(KindFunds(kind, MORE_RULES.get(kind), of_kind, sum_items(of_kind), former=kind == FORMER))
        every = [item for unit in units for item in unit.items]
        return Funds(programme.id, month, tuple(units), tuple(kinds), sum_items(every) if every else None)

    return build


@pytest.fixture
def june(item_of, funds_of):
    """衡东县: 600 due and 100 of it back, 250 over; 衡阳县 kept from May, sent back; 耒阳市 has nothing due."""
    return funds_of(
        item_of(A, FUND, "土地出让收入", "1200", income="3000", done="100"),
        item_of(A, CAPITAL, "股息结转", "500", income="9", done="500"),
        item_of(B, OWN, "修缮结转", "80.5", years="3", research=False, month=5),
        item_of(C, OWN, "科研结转", "70", years="2", research=True),
        item_of(C, FUND, "配套费", "100", income="1000"),
        states={B: "sent_back", D: "not_reported"},
    )


def sentences(funds, programme):
    return next(b for b in report.build_opening(funds, programme) if isinstance(b, Findings)).sentences


def test_the_first_page_says_what_is_due_done_and_open(june, programme):
    assert sentences(june, programme) == (
        "截至6月25日，全市3个单位填报存量资金5项，年末结转合计1,950.50万元；按规定应收回或调出930.50万元，"
        "已收回或调出600.00万元（其中超额250.00万元），待收回580.50万元，收回进度为37.61%。",
        "分类别看，政府性基金2项，应收回或调出600.00万元，待收回500.00万元；"
        "国有资本经营预算1项，应收回或调出250.00万元，已全部到位；"
        "项目支出结转2项，应收回或调出80.50万元，待收回80.50万元。",
        "待收回的资金在2个单位：衡东县500.00万元、衡阳县80.50万元。",
        "1项收回或调出超过应收数，超额250.00万元，不冲抵其他项目。",
        "衡阳县的部分或全部项目沿用此前通过核验的月报；市自然资源和规划局、市水利局、市林业局、市发展和改革委员会、"
        "市数据局等21个单位没有填报存量资金，不等于没有存量资金；市国资委未报送或退回修改，尚无数据。",
    )
    figures = next(b for b in report.build_opening(june, programme) if isinstance(b, KeyFigures)).figures
    assert [(f.label, f.value, f.unit, f.note) for f in figures] == [
        ("应收回调出", "930.50", "万元", ""),
        ("已收回或调出", "600.00", "万元", "其中超额250.00万元"),
        ("待收回", "580.50", "万元", ""),
        ("收回进度", "37.61%", "", ""),
        ("填报单位", "3/25", "个", "5项资金"),
    ]
    chart = next(b for b in report.build_opening(june, programme) if isinstance(b, Chart))
    assert "衡东县500.00（41.18%），衡阳县80.50（0.00%）" in chart.alt  # 350 of 850


def test_nobody_lists_anything(funds_of, programme):
    empty = funds_of(states={A: "not_reported"})
    assert sentences(empty, programme) == (
        "截至6月25日，全市没有单位填报存量资金，无法测算应收回或调出的数额。",
        "衡东县未报送或退回修改，尚无数据。",
    )
    blocks = [*report.build_opening(empty, programme), *report.build_items(empty, programme)]
    assert not any(isinstance(block, Chart) for block in blocks)
    units, kinds = (b for b in report.build_units(empty, programme) if isinstance(b, Table))
    assert len(units.rows) == 26
    assert {cell.text for row in units.rows for cell in row.cells[1:8]} == {"—"}
    assert {row.cells[-1].text for row in units.rows} == {"未填报", "未报送", ""}
    assert [row.cells[1].text for row in kinds.rows] == ["—"] * 4
    data = json.loads(report.build_data(empty, programme, DAY)[1].text)
    assert data["city"] == {"items": 0, "unsettled": 0} | dict.fromkeys(
        ("carryover", "due", "done", "done_unsettled", "over", "open", "progress")
    )


@pytest.mark.parametrize(
    ("items", "said"),
    [
        # one unit, one item, nothing back
        (
            [(A, FUND, "甲", "1200", {"income": "3000"})],
            "衡东县填报存量资金1项，年末结转1,200.00万元；按规定应收回或调出600.00万元，均未收回或调出。",
        ),
        # all back
        (
            [(A, FUND, "甲", "1200", {"income": "3000", "done": "600"})],
            "按规定应收回或调出600.00万元，已全部收回或调出。",
        ),
        # nothing due
        ([(A, FUND, "甲", "100", {"income": "3000"})], "按规定没有应收回或调出的资金。"),
        (
            [(A, FUND, "甲", "100", {"income": "3000", "done": "5"})],
            "按规定没有应收回或调出的资金，已收回或调出5.00万元（其中超额5.00万元）。",
        ),
        # nothing can be said
        (
            [(A, OWN, "甲", "100", {"done": "5"}), (A, "其他", "乙", "1", {})],
            "应收回或调出的数额均不能确定，已收回或调出5.00万元。",
        ),
        # what came back of something that cannot be settled settles nothing else
        (
            [(A, CAPITAL, "甲", "100", {"done": "20"}), (B, OWN, "乙", "9", {"done": "5"})],
            "应收回或调出50.00万元，已收回或调出25.00万元（其中应收数不能确定的5.00万元），待收回30.00万元，收回进度为40.00%。",
        ),
        # more than one 亿元
        ([(A, CAPITAL, "甲", "40000", {"done": "0.01"})], "应收回或调出2.00亿元，已收回或调出0.01万元，待收回2.00亿元"),
    ],
)
def test_the_whole_in_every_case(item_of, funds_of, programme, items, said):
    made = funds_of(*(item_of(*item[:4], **item[4]) for item in items))
    assert said in sentences(made, programme)[0]


def test_where_the_open_money_is(item_of, funds_of, programme):
    units = [unit.code for unit in programme.units]
    made = funds_of(item_of(units[0], CAPITAL, "甲", "10"))
    assert wording.say_open(made.units, made.city) == "待收回的资金全部在市自然资源和规划局。"
    made = funds_of(*(item_of(code, CAPITAL, "甲", carried) for code, carried in zip(units, "98642", strict=False)))
    # 4.5, 4, 3 of 14.5 in all
    assert wording.say_open(made.units, made.city) == (
        "待收回较多的是市自然资源和规划局4.50万元、市水利局4.00万元、市林业局3.00万元，合计占79.31%；"
        "另有2个单位有待收回的资金。"
    )
    assert wording.say_open((), made.city) == ""


def test_doubts_are_counted_and_told(item_of, funds_of, programme):
    made = funds_of(
        item_of(A, OWN, "无年限", "5", doubts=("no_years", "no_research")),
        item_of(A, FUND, "无收入", "5", doubts=("no_income",)),
        item_of(A, CAPITAL, "两行", "5", doubts=("several",)),
    )
    assert wording.say_doubtful(made.items, made.city) == (
        "1项不能确定应收数，未计入应收和待收回；2项填报不全或前后不一致，已按规则测算，须核实。"
    )
    assert wording.say_doubtful((), None) == ""
    unit = next(unit for unit in made.units if unit.unit == A)
    remarks = [wording.say_remarks(item, unit, 6) for item in made.items]
    assert remarks == [
        "未填是否科研经费，按非科研经费测算",
        "当年收入未填，按零测算",
        "同一月报列有多行，逐行测算，请核实是否重复",
    ]


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (FUND, {"carryover": "1200", "income": "3000"}, "1,200.00 − 20% × 3,000.00 = 600.00"),
        (FUND, {"carryover": "600", "income": "3000"}, "600.00 − 20% × 3,000.00 = 0.00"),
        (FUND, {"carryover": "400", "income": "3000"}, "400.00 − 20% × 3,000.00 = −200.00，不足零，按零计"),
        (FUND, {"carryover": "400"}, "400.00 − 20% × 0.00（未填） = 400.00"),
        (FUND, {"carryover": "0.000001", "income": "0.000002"}, "0.000001 − 20% × 0.000002 = 0.0000006"),
        (FUND, {"carryover": "9", "income": "-5"}, "9.00 − 20% × 0.00（所填−5.00，按零计） = 9.00"),
        (CAPITAL, {"carryover": "900.5"}, "50% × 900.50 = 450.25"),
        (CAPITAL, {"carryover": None}, "50% × 0.00（未填） = 0.00"),
        (OWN, {"carryover": "500", "years": "3", "research": False}, "结转3年，满1年，全额500.00"),
        (OWN, {"carryover": "500", "years": "1.50"}, "结转1.5年，满1年，全额500.00"),
        (OWN, {"carryover": "500", "years": "1"}, "结转1年，满1年，全额500.00"),
        (OWN, {"carryover": "500", "years": "0.90"}, "结转0.9年，未满1年"),
        (IDLE, {"carryover": "3406.97", "years": "0.5"}, "不论年限，全额3,406.97"),
        (IDLE, {"carryover": None}, "不论年限，全额0.00（未填）"),
        (IDLE, {"carryover": "5", "research": True}, "科研经费，按规定保留"),
        (FORMER, {"carryover": "500", "years": "1"}, "结转1年，满1年，全额500.00"),
        (OWN, {"carryover": "500", "years": "10", "research": True}, "科研经费，按规定保留"),
        (OWN, {"carryover": "500"}, "结转年限未填，不能确定应收数"),
        ("其他", {"carryover": "500"}, "方案没有规定测算办法，不能确定应收数"),
    ],
)
def test_how_a_figure_was_reached(item_of, programme, kind, values, said):
    item = item_of(A, kind, "甲", **values)
    assert wording.say_reckoning(item, programme.thresholds) == said


def test_the_table_of_units(june, programme):
    table = next(b for b in report.build_units(june, programme) if isinstance(b, Table))
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[:4] == [
        ["衡东县", "2", "1,700.00", "850.00", "600.00", "250.00", "500.00", "41.18%", "本月"],
        ["衡阳县", "1", "80.50", "80.50", "0.00", "0.00", "80.50", "0.00%", "沿用5月数（退回修改）"],
        ["耒阳市", "2", "170.00", "0.00", "0.00", "0.00", "0.00", "—", "本月"],
        ["市自然资源和规划局", *["—"] * 7, "未填报"],
    ]
    assert ["市国资委", *["—"] * 7, "未报送"] in rows
    assert rows[-1] == ["全市合计", "5", "1,950.50", "930.50", "600.00", "250.00", "580.50", "37.61%", ""]
    assert len(rows) == 26


def test_item_by_item_with_the_policy_above_and_the_rule_beneath(june, programme):
    tables = [b for b in report.build_items(june, programme) if isinstance(b, Table)]
    assert [table.caption for table in tables] == [f"{kind}分项情况" for kind in RULES]
    first, second, third = tables
    assert [[cell.text for cell in row.cells] for row in first.rows] == [
        ["衡东县\n土地出让收入", "1,200.00", "600.00", "1,200.00 − 20% × 3,000.00 = 600.00", "100.00", "500.00"],
        ["耒阳市\n配套费", "100.00", "0.00", "100.00 − 20% × 1,000.00 = −100.00，不足零，按零计", "—", "0.00"],
        ["合计（2项）", "1,300.00", "600.00", "", "100.00", "500.00"],
    ]
    assert first.notes == (
        "测算规则：政府性基金应调出数＝年末结转－当年收入×20%，逐项计算，不足零的按零计，各项之间不相抵。",
    )
    assert [(cell.text, cell.colspan) for cell in first.header[0]] == [
        (
            "政策依据：衡政办函〔2024〕12号 二（三）1：“政府性基金预算结转资金超过该项基金当年收入的20%部分、"
            "国有资本经营预算结转资金的50%，调入一般公共预算统筹使用。”",
            6,
        )
    ]
    assert second.rows[0].cells[3].text == "50% × 500.00 = 250.00\n超额250.00"
    assert second.notes[0] == "测算规则：国有资本经营预算应调出数＝年末结转×50%，逐项计算。"
    assert third.rows[0].cells[3].text == "结转3年，满1年，全额80.50\n本月退回修改，沿用5月数"
    assert third.notes[0] == "测算规则：项目支出结转年限满1年的全额收回（含恰为1年的），科研经费除外。"
    assert "‘三公’经费" in third.header[0][0].text


def test_a_former_kind_is_marked_wherever_it_is_named(item_of, funds_of, programme):
    made = funds_of(
        item_of(A, FORMER, "甲", "100", years="1", research=False, doubts=("former_kind",)),
        item_of(B, IDLE, "乙", "3406.97", years="0.5", research=False),
    )
    assert sentences(made, programme)[1:4:2] == (
        "分类别看，部门结转结余（旧类别）1项，应收回或调出100.00万元，待收回100.00万元；"
        "单位资金沉淀结余1项，应收回或调出3,406.97万元，待收回3,406.97万元。",
        "1项仍列在旧类别，应收数待单位改报新类别后确定，暂按旧类别的规则测算。",
    )
    former, idle = (b for b in report.build_items(made, programme) if isinstance(b, Table))
    assert former.caption == "部门结转结余（旧类别）分项情况"
    assert former.rows[0].cells[3].text == "结转1年，满1年，全额100.00\n旧类别，请单位改报新类别"
    assert idle.rows[0].cells[3].text == "不论年限，全额3,406.97"
    assert idle.notes == ("测算规则：单位资金沉淀结余全额收回，不论结转年限，科研经费除外。",)
    tidy, figures = report.build_data(made, programme, DAY)
    assert {row.cells[1].text for row in tidy.rows} == {"部门结转结余（旧类别）", "单位资金沉淀结余"}
    data = json.loads(figures.text)
    assert {kind["kind"]: kind["former"] for kind in data["kinds"]} == {
        FUND: False, CAPITAL: False, OWN: False, FORMER: True, IDLE: False,
    }  # fmt: skip


def test_each_item_says_what_it_rests_on(june, programme):
    """In the workbook and in the JSON, where items stand alone."""
    tidy, figures = report.build_data(june, programme, DAY)
    data = json.loads(figures.text)
    place = [column.key for column in tidy.columns].index("policy")
    assert tidy.header[0][place].text == "政策依据（衡政办函〔2024〕12号）"
    assert data["policy"] == "衡政办函〔2024〕12号"
    for row, item in zip(tidy.rows, data["items"], strict=True):
        passage = programme.policy_texts.funds[item["kind"]]
        assert item["policy"] == {"source": "二（三）1", "text": passage.text}
        assert row.cells[place].text == f"二（三）1：“{passage.text.replace('“', '‘').replace('”', '’')}”"
    assert len({item["policy"]["text"] for item in data["items"]}) == 2


def test_long_lists_are_cut_and_say_so(item_of, funds_of, programme):
    made = funds_of(*(item_of(A, CAPITAL, f"第{n}项", "2") for n in range(301)))
    (table,) = (b for b in report.build_items(made, programme) if isinstance(b, Table))
    assert len(table.rows) == 301
    assert table.rows[-1].cells[2].text == "301.00"
    assert table.notes[-1] == "另有1项未列出，见表格“分项数据”；合计为全部项目。"
    tidy, _ = report.build_data(made, programme, DAY)
    assert (len(tidy.rows), tidy.shown, tidy.sheet) == (301, False, "分项数据")


def test_figures_are_exact(item_of, funds_of, programme):
    made = funds_of(
        item_of(A, FUND, "甲", "0.000001", income="0.000002"),
        item_of(A, CAPITAL, "乙", "90071992547.41", done="0.000001"),
        item_of(B, OWN, "丙", "5", doubts=("no_years",)),
    )
    data = json.loads(report.build_data(made, programme, DAY)[1].text)
    assert (data["programme"], data["month"], data["tabulated_on"]) == ("hengyang-2024", "2024-06", "2024-06-30")
    assert data["thresholds"] == {"fund_share": "0.2", "capital_share": "0.5", "fund_years": "1"}
    first, second, third = (item for unit in (A, B) for item in data["items"] if item["code"] == unit)
    assert (first["due"], first["open"], first["recovered"], first["done"]) == ("0.0000006", "0.0000006", None, "0.00")
    assert (second["due"], second["open"]) == ("45035996273.705", "45035996273.704999")
    assert (third["due"], third["over"], third["open"], third["doubts"]) == (None, None, None, ["no_years"])
    assert data["city"]["due"] == "45035996273.7050006"
    assert data["city"]["progress"] == "0.0000000000"
    assert [kind["rule"] for kind in data["kinds"]] == ["above_income", "share", "aged"]


def test_sums_of_many_shares_do_not_drift(item_of, funds_of):
    """A thousand times 0.6 分 is 600 分, whatever each would be rounded to."""
    made = funds_of(*(item_of(A, FUND, f"第{n}项", "0.000001", income="0.000002") for n in range(1000)))
    assert made.city.due == Fraction(600)


def test_hostile_texts_stay_data(item_of, funds_of, programme):
    made = funds_of(item_of(A, CAPITAL, "=cmd|' /C calc'!A0\n<b>&\ud800", "2"))
    tidy, figures = report.build_data(made, programme, DAY)
    assert tidy.rows[0].cells[2].number is None
    assert "<b>&" in json.loads(figures.text)["items"][0]["item"]
    figures.text.encode("utf-8")


def test_head(june, programme):
    head = report.build_head(june, programme, DAY, ("演示数据",))
    assert (head.report, head.file_stem, head.marks) == ("funds", "衡阳市2024年06月存量资金情况", ("演示数据",))
    assert head.subtitle == "报告期：2024年5月26日至6月25日　制表时间：2024年6月30日"


def test_another_city(item_of, funds_of):
    """Its own words, percentages and quotes; a kind without a rule is listed and nothing is reckoned."""
    county = read_programme(Path(__file__).parents[1] / "programmes" / "yunxiu-2025")
    row = {"income": wan("100"), "carryover": wan("50"), "years": None, "research": None}
    due = compute_due("above_income", county.thresholds, **row)
    fund = FundItem("339900101", "基金专户", "甲", "above_income", 4, 5, recovered=None, due=due, **row)
    other = replace(fund, kind="待清理往来款", item="乙", rule=None, due=None, doubts=("no_rule",))
    own = UnitFunds("339900101", "青禾镇", "accepted", (fund, other), sum_items((fund, other)))
    kinds = tuple(
        KindFunds(
            kind,
            rule,
            tuple(i for i in own.items if i.kind == kind),
            sum_items([i for i in own.items if i.kind == kind]),
        )
        for kind, rule in ((kind.name, kind.rule) for kind in county.enumerations.fund_kinds)
    )
    made = Funds(county.id, Month(2025, 4), (own,), kinds, own.sums)
    assert sentences(made, county)[0] == (
        "截至4月30日，青禾镇填报存量资金2项，年末结转合计100.00万元；按规定应收回或调出16.70万元，均未收回或调出。"
    )
    first, second = (b for b in report.build_items(made, county) if isinstance(b, Table))
    assert first.rows[0].cells[3].text == "50.00 − 33.3% × 100.00 = 16.70"
    assert len(first.notes) == 1
    assert second.rows[0].cells[3].text == "方案没有规定测算办法，不能确定应收数"
    assert second.notes == ("测算规则：待清理往来款年度方案没有规定测算办法，只列示，不测算应收数。",)
    assert report.build_head(made, county, DAY).title == "云岫县2025年04月存量资金情况"
