"""The quarterly report, sentence by sentence in every odd case, and its sections, on figures worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from sanzi_lib.measures.model import (
    Brought,
    Case,
    DaysCovered,
    History,
    HistoryPoint,
    Opening,
    Overview,
    Part,
    Proceeds,
    Quantity,
    Restatement,
)
from sanzi_lib.measures.portions import BenefitPortion
from sanzi_lib.measures.quarter_model import (
    Difficulty,
    FieldRow,
    QuarterCase,
    Quarterly,
    QuarterProject,
    QuarterRow,
    UnitReturns,
)
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.reports import quarterly
from sanzi_lib.reports.elements.blocks import (
    Article,
    Bullets,
    Chart,
    Findings,
    Heading,
    KeyFigures,
    Notes,
    Paragraph,
    Table,
)
from sanzi_lib.reports.elements.openings import say_openings
from sanzi_lib.reports.quarterly import texts

MARCH, JUNE, DECEMBER = Month(2024, 3), Month(2024, 6), Month(2024, 12)
DAY = date(2024, 6, 30)
ACCEPTED = ("accepted",) * 3


def fen(wan: str | None) -> int | None:
    return None if wan is None else to_fen(Decimal(wan))


def brought(benefit, treasury="0", available="0", projects=1):
    if benefit is None:
        return Brought()
    return Brought(projects, Proceeds(fen(benefit), fen(treasury), fen(available)))


def line(name, benefit, *, unit="430423", newly=False, quantities=(), cumulative=None, field=""):
    quarter_amounts = Proceeds(fen(benefit), 0, 0)
    return QuarterProject(
        unit=unit,
        unit_name={"430423": "衡山县", "430481": "耒阳市"}[unit],
        project=f"{unit}-ZY05-2024-0001",
        name=name,
        field=field,
        category="资源",
        subcategory="土地",
        method="售",
        newly=newly,
        quantities=tuple(Quantity(measure, Decimal(text)) for measure, text in quantities),
        quarter=quarter_amounts,
        cumulative=quarter_amounts if cumulative is None else Proceeds(fen(cumulative), 0, 0),
    )


def arrivals(states=ACCEPTED, late=(0, 0, 0), last=JUNE, name="衡山县"):
    return UnitReturns("430423", name, states, late, last)


@pytest.fixture
def county(board):
    """衡山县 at the end of June: 272160.00 of 453600.00 (60 %), 200000.00 of it in the second quarter."""
    row = board.rows[0]
    whole = QuarterRow(row.name, row.amounts, brought("200000.00", "70000.00", "50000.00", 2), row.unit)
    return Quarterly(
        programme="hengyang-2024",
        month=JUNE,
        period=DaysCovered(date(2024, 3, 26), date(2024, 6, 25)),
        time_progress=Fraction(1, 2),
        whole=whole,
        unit_row=row,
        board=board,
        overview=None,
        quarters=(brought("72160.00", "20000.00", "10000.00", 1), whole.brought),
        quantities=(Quantity("亩", Decimal("120.5")), Quantity("宗", Decimal(2))),
        rows=(),
        units=(),
        fields=(),
        parts=(),
        elsewhere=(),
        kinds=(
            BenefitPortion(("现金收入",), fen("150000"), fen("200000")),
            BenefitPortion(("未分类",), fen("50000"), fen("72160")),
        ),
        categories=(
            BenefitPortion(("资源", "土地"), fen("120000"), fen("180000")),
            BenefitPortion(("资源", "水利"), 0, fen("12160")),
            BenefitPortion(("资产", "实物"), fen("80000"), fen("80000")),
        ),
        methods=(BenefitPortion(("用",), 0, 0), BenefitPortion(("售",), fen("200000"), fen("272160"))),
        projects=(
            line("城北地块", "150000", newly=True, quantities=(("亩", "120.5"),)),
            line("老粮站", "50000", newly=False, cumulative="60000"),
        ),
        cases=(QuarterCase(Case("430423", "p", "老旧校区变身", "做法", "成效"), "衡山县", "老校区", fen("500")),),
        social_benefits=("带动就业120人。", "新增停车位300个"),
        restatements=(),
        openings=(),
        difficulties=(),
        returns=(arrivals(),),
        history=History("430423", "衡山县", tuple(HistoryPoint(m, None, m * fen("45360")) for m in range(1, 7))),
    )


@pytest.fixture
def city(county, board, enterprises, amounts_of, row_of, programme):
    whole = amounts_of(
        ("300.00", "60.00", "0.00"), ("3690702.81608", "500000.00", "250000.00"), projects=5, target="9227807.04"
    )
    overview = Overview(
        programme="hengyang-2024",
        month=JUNE,
        period=board.period,
        time_progress=Fraction(1, 2),
        rows=(),
        fields=(),
        groups=(board, enterprises),
        city=whole,
        kinds=(),
    )
    units = tuple(
        QuarterRow(row.name, row.amounts, brought("1"), row.unit) for one in (board, enterprises) for row in one.rows
    )
    own = QuarterRow("市本级", whole, brought("100"))
    fields = tuple(
        FieldRow(QuarterRow(field.name, whole, brought("10")), programme.unit_by_code[field.lead].name, field.tasks)
        for field in programme.fields
    )
    return replace(
        county,
        whole=QuarterRow("全市", whole, brought("200", "20", "10", 7)),
        unit_row=None,
        board=None,
        overview=overview,
        rows=(own,),
        units=units,
        fields=fields,
        returns=(
            arrivals(),
            arrivals(("accepted", "not_reported", "sent_back"), (0, None, 1), Month(2024, 4), "耒阳市"),
        ),
    )


def of(report, **changes):
    """The report with other cumulative amounts."""
    amounts = replace(report.whole.amounts, **changes)
    return replace(report, whole=replace(report.whole, amounts=amounts))


def with_quarters(report, *quarters):
    return replace(report, quarters=quarters, whole=replace(report.whole, brought=quarters[-1]))


def texts_of(blocks, kind=Paragraph):
    return [block.text for block in blocks if isinstance(block, kind)]


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def tables(blocks):
    return {block.caption: block for block in blocks if isinstance(block, Table)}


# --- sentences ---


def test_progress(county):
    assert texts.say_progress(county) == (
        "截至6月25日，衡山县累计实现经济效益27.22亿元（其中二季度20.00亿元），完成年度目标的60.00%，超序时进度10.0个百分点。"
    )


def test_progress_without_a_target(county):
    told = texts.say_progress(of(county, target=None, attainment=None, gap=None))
    assert told.endswith("（其中二季度20.00亿元）。未单列年度目标，不计算完成率。")


def test_progress_in_the_first_quarter_names_no_part(county):
    first = replace(
        with_quarters(county, brought("272160.00")),
        month=MARCH,
        period=DaysCovered(date(2024, 1, 1), date(2024, 3, 25)),
    )
    assert texts.say_progress(first).startswith("截至3月25日，衡山县累计实现经济效益27.22亿元，完成")


@pytest.mark.parametrize(
    ("now", "part"),
    [
        (brought("-80"), "（二季度净减少80.00万元）"),
        (brought("0"), "（二季度无新增）"),
        (brought(None), ""),
        (brought("300000"), "（二季度30.00亿元）"),  # more than the year: the first quarter was negative
    ],
)
def test_progress_of_odd_quarters(county, now, part):
    told = texts.say_progress(with_quarters(county, brought("5"), now))
    assert told.startswith(f"截至6月25日，衡山县累计实现经济效益27.22亿元{part}，完成年度目标的60.00%")


def test_progress_of_nothing_and_of_less_than_nothing(county):
    none = of(with_quarters(county, brought("0"), brought("0")), benefit_cumulative=0, attainment=Fraction(0))
    assert texts.say_progress(none).startswith("截至6月25日，衡山县尚未实现经济效益，年度目标完成率为0.00%")
    less = of(with_quarters(county, brought("1"), brought("-6")), benefit_cumulative=fen("-5"), attainment=Fraction(0))
    assert "衡山县累计经济效益为-5.00万元（二季度净减少6.00万元），年度目标完成率为0.00%" in texts.say_progress(less)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("100", "150", "二季度实现经济效益150.00万元，比一季度增加50.00万元，增长50.00%。"),
        ("150", "100", "二季度实现经济效益100.00万元，比一季度减少50.00万元，下降33.33%。"),
        ("100", "100", "二季度实现经济效益100.00万元，与一季度持平。"),
        ("0", "100", "二季度实现经济效益100.00万元，比一季度增加100.00万元。"),
        ("-20", "100", "二季度实现经济效益100.00万元，比一季度增加120.00万元。"),
        ("100", "0", "二季度未新增经济效益，比一季度减少100.00万元。"),
        ("0", "0", "二季度未新增经济效益，与一季度持平。"),
        ("100", "-50", "二季度经济效益净减少50.00万元，比一季度减少150.00万元。"),
        (None, "100", "二季度实现经济效益100.00万元；一季度没有通过核验的月报，不作比较。"),
        ("100", None, "二季度没有通过核验的月报，季度数暂缺（不等于零），累计数沿用此前通过核验的数据。"),
        (None, None, "二季度没有通过核验的月报，季度数暂缺（不等于零），累计数沿用此前通过核验的数据。"),
    ],
)
def test_the_quarter_against_the_one_before(county, before, now, told):
    assert texts.say_against_previous(with_quarters(county, brought(before), brought(now))) == told


def test_the_first_quarter_compares_with_nothing(county):
    first = replace(with_quarters(county, brought("5")), month=MARCH)
    assert texts.say_against_previous(first) == ""
    missing = texts.say_against_previous(replace(with_quarters(county, brought(None)), month=MARCH))
    assert missing.startswith("一季度没有通过核验的月报")


@pytest.mark.parametrize(
    ("treasury", "available", "told"),
    [
        ("70000", "50000", "；二季度新增入库收益7.00亿元，新增本级可用财力5.00亿元。"),
        ("70000", "0", "；二季度新增入库收益7.00亿元，无新增本级可用财力。"),
        ("-5", "-1", "；二季度入库收益净减少5.00万元，本级可用财力净减少1.00万元。"),
        ("0", "0", "；二季度无新增入库收益。"),
    ],
)
def test_funds(county, treasury, available, told):
    report = with_quarters(county, brought("1"), brought("1", treasury, available))
    # 90000.00 ÷ 272160.00
    head = "同期累计入库收益9.00亿元，其中形成本级可用财力6.00亿元，入库率为33.07%"
    assert texts.say_funds(report) == head + told


def test_funds_that_never_came(county):
    report = of(with_quarters(county, brought("1"), brought("1")), treasury_cumulative=0, available_cumulative=0)
    assert texts.say_funds(report) == "同期尚无入库收益。"
    assert texts.say_funds(report, "截至6月25日，衡山县") == "截至6月25日，衡山县尚无入库收益。"


def test_projects(county):
    assert texts.say_projects(county, quantities=True) == ("二季度有盘活情况的项目2个，均为新盘活，涉及120.50亩、2宗。")
    one_new = with_quarters(county, brought("1"), brought("1", projects=1))
    assert texts.say_projects(one_new, quantities=False) == "二季度有盘活情况的项目2个，其中新盘活1个。"
    none_new = with_quarters(county, brought("1"), brought("1", projects=0))
    assert texts.say_projects(none_new, quantities=False) == "二季度有盘活情况的项目2个，没有新盘活项目。"
    nothing = replace(with_quarters(county, brought("1"), brought("0", projects=0)), projects=())
    assert texts.say_projects(nothing, quantities=True) == "二季度没有项目发生盘活。"
    assert texts.say_projects(with_quarters(county, brought("1"), brought(None)), quantities=True) == ""


def test_largest_projects(county):
    two = county.projects
    assert texts.say_largest(two, JUNE, named=5, with_unit=False) == (
        "二季度经济效益来自以下项目：“城北地块”15.00亿元，“老粮站”5.00亿元。"
    )
    assert texts.say_largest(two, JUNE, named=1, with_unit=True) == (
        "二季度经济效益居前的项目：衡山县“城北地块”15.00亿元。"
    )
    assert texts.say_largest(two[:1], JUNE, named=5, with_unit=False) == "二季度经济效益来自“城北地块”15.00亿元。"
    assert texts.say_largest((line("退款", "-5"),), JUNE, named=5, with_unit=False) == ""


def test_rank(county, board, enterprises, board_of):
    assert texts.say_rank(board, board.rows[0]) == "按完成率排名（60.00%），在县市组7个单位中列第1位。"
    assert texts.say_rank(board, board.rows[2]) == "按完成率排名（50.00%），在县市组7个单位中并列第3位。"
    assert texts.say_rank(enterprises, enterprises.rows[1]) == (
        "按累计经济效益排名（8.00亿元），在国有企业组2个单位中列第2位。"
    )
    alone = board_of(board.rows[:1], board.totals)
    assert texts.say_rank(alone, alone.rows[0]) == ""


@pytest.mark.parametrize(
    ("states", "late", "last", "told"),
    [
        (ACCEPTED, (0, 0, 0), JUNE, "二季度3份月报均按时报送并通过核验。"),
        (ACCEPTED, (0, 2, 0), JUNE, "二季度3份月报均通过核验，其中5月迟报2天。"),
        (
            ("accepted", "accepted", "not_reported"),
            (0, 0, None),
            Month(2024, 5),
            "二季度月报报送情况：4月、5月已报送并通过核验，6月未报送；累计数沿用截至5月通过核验的数据。",
        ),
        (
            ("sent_back", "accepted", "accepted"),
            (0, 1, 0),
            JUNE,
            "二季度月报报送情况：4月退回修改，5月迟报1天，6月已报送并通过核验。",
        ),
        (
            ("not_reported", "not_reported", "not_reported"),
            (None, None, None),
            None,
            "二季度月报报送情况：4月、5月、6月未报送；本年度尚无通过核验的月报，累计数为零并不表示没有盘活。",
        ),
    ],
)
def test_a_units_returns(states, late, last, told):
    assert texts.say_unit_returns(arrivals(states, late, last), JUNE) == told


def test_all_returns(city):
    assert texts.say_all_returns(city.returns, JUNE) == (
        "二季度2个报送单位应报月报6份，通过核验4份；5月耒阳市未报送，6月耒阳市退回修改。"
    )
    assert texts.say_all_returns((arrivals(),), JUNE) == "二季度1个报送单位应报月报3份，全部通过核验。"
    nobody = (arrivals(("not_reported",) * 3, (None,) * 3, None),)
    assert texts.say_all_returns(nobody, JUNE) == "二季度1个报送单位应报月报3份，均未报送或退回修改。"


def test_units_lacking_in_a_leads_row(county, board):
    row = replace(board.rows[0], missing=("衡山县", "市国投集团"))
    assert texts.say_lacking(row, JUNE) == "市国投集团6月月报未通过核验，本报告暂缺其6月数据。"
    assert texts.say_lacking(board.rows[0], JUNE) == ""


def test_portions(county):
    assert texts.say_portions(county.kinds, "效益类型", JUNE) == (
        "按效益类型看，二季度经济效益中“现金收入”15.00亿元（占75.00%），“未分类”5.00亿元（占25.00%）。"
    )
    many = tuple(
        BenefitPortion((name,), fen(wan), 0) for name, wan in zip("甲乙丙丁", ("1", "4", "3", "2"), strict=True)
    )
    assert texts.say_portions(many, "盘活方式", JUNE) == (
        "按盘活方式看，二季度经济效益中“乙”4.00万元（占40.00%），“丙”3.00万元（占30.00%），“丁”2.00万元（占20.00%），"
        "其余合计1.00万元。"
    )
    # where a part is negative, shares of the whole would mislead
    signs = (BenefitPortion(("甲",), fen("5"), 0), BenefitPortion(("乙",), fen("-2"), 0))
    assert texts.say_portions(signs, "盘活方式", JUNE) == (
        "按盘活方式看，二季度经济效益中“甲”5.00万元，“乙”净减少2.00万元。"
    )
    assert texts.say_portions((BenefitPortion(("甲",), 0, 5),), "盘活方式", JUNE) == ""
    assert texts.say_portions((BenefitPortion(("甲",), fen("-5"), 5),), "盘活方式", JUNE) == ""


def test_pace(county):
    # 453600 - 272160 = 181440; over six months 30240; 272160 over six months 45360
    assert texts.say_pace(county.whole.amounts, JUNE) == (
        "年度目标45.36亿元，尚差18.14亿元，后续6个月月均需完成3.02亿元（年初以来月均4.54亿元）。"
    )
    assert texts.say_pace(county.whole.amounts, DECEMBER) == "年度目标45.36亿元，全年完成60.00%，尚差18.14亿元。"
    assert texts.say_pace(replace(county.whole.amounts, attainment=Fraction(1)), JUNE) == "年度目标45.36亿元，已完成。"
    assert texts.say_pace(replace(county.whole.amounts, target=None, attainment=None), JUNE) == ""


def test_elsewhere_and_openings(programme, county):
    field = FieldRow(QuarterRow("水利资源领域", county.whole.amounts, brought("12")), "市水利局", ())
    still = replace(field, row=replace(field.row, brought=brought("0")))
    assert texts.say_elsewhere("市国资委", (field, still), JUNE) == (
        "市国资委报送的项目中，另有属于水利资源领域（牵头单位市水利局，二季度新增经济效益12.00万元）、"
        "水利资源领域（牵头单位市水利局，二季度没有变动）的，计入该领域牵头单位，不在本报告数据之内。"
    )
    openings = (
        Opening("430422", "a", Proceeds(fen("10"), fen("5"), 0)),
        Opening("430481", "b", Proceeds(fen("1"), 0, 0)),
        Opening("430422", "c", Proceeds(fen("20"), 0, 0)),
    )
    assert say_openings(openings, programme, when="二季度", counted="二季度和累计数") == [
        "期初数：耒阳市1个项目二季度首次通过核验，以前月份的经济效益1.00万元计入二季度和累计数。",
        "期初数：衡南县2个项目二季度首次通过核验，以前月份的经济效益30.00万元、入库收益5.00万元计入二季度和累计数。",
    ]


# --- sections ---


def test_heads(county, city, programme):
    own = quarterly.build_head(county, programme, DAY, ("演示数据", "未定稿"))
    assert own.title == "衡山县2024年第二季度国有“三资”盘活情况汇报材料"
    assert own.file_stem == "衡山县2024年第二季度国有三资盘活情况汇报材料"
    assert own.subtitle == "报告期：2024年3月26日至6月25日　制表时间：2024年6月30日"
    assert own.marks == ("演示数据", "未定稿")
    assert quarterly.build_head(city, programme, DAY).title == "衡阳市2024年第二季度国有“三资”盘活情况季度报告"


def test_first_page_of_a_unit(county, programme):
    blocks = quarterly.build_progress(county, programme)
    assert isinstance(blocks[0], Heading), "a unit that has reported carries no mark"
    findings = next(block for block in blocks if isinstance(block, Findings)).sentences
    assert findings[-2:] == (
        "按完成率排名（60.00%），在县市组7个单位中列第1位。",
        "二季度3份月报均按时报送并通过核验。",
    )
    figures = next(block for block in blocks if isinstance(block, KeyFigures)).figures
    assert [(figure.label, figure.value, figure.unit) for figure in figures] == [
        ("累计经济效益", "27.22", "亿元"),
        ("完成率", "60.00%", ""),
        ("二季度经济效益", "20.00", "亿元"),
        ("累计入库收益", "9.00", "亿元"),
        ("累计本级可用财力", "6.00", "亿元"),
        ("县市组位次", "第1位", ""),
    ]
    assert isinstance(blocks[-1], Chart)


def test_a_unit_that_did_not_report_is_marked(county, board, programme):
    row = board.rows[-1]  # 衡阳县, not reported, 40 points behind
    report = replace(
        county,
        unit_row=row,
        whole=QuarterRow(row.name, row.amounts, brought(None), row.unit),
        quarters=(brought("5"), brought(None)),
        projects=(),
        returns=(arrivals(("not_reported",) * 3, (None,) * 3, MARCH, "衡阳县"),),
    )
    blocks = quarterly.build_progress(report, programme)
    assert blocks[0] == Paragraph("注意：衡阳县6月月报未报送，累计数沿用截至3月通过核验的数据。", role="warn")
    findings = next(block for block in blocks if isinstance(block, Findings)).sentences
    assert "衡阳县滞后序时进度40.0个百分点，列为需关注单位。" in findings
    figures = {figure.label: figure for figure in next(b for b in blocks if isinstance(b, KeyFigures)).figures}
    assert (figures["二季度经济效益"].value, figures["二季度经济效益"].note) == ("—", "没有通过核验的月报")
    assert texts_of(quarterly.build_projects(report)) == ["二季度没有通过核验的月报，项目盘活情况暂缺。"]
    assert quarterly.build_table(report) == ()


def test_first_page_of_the_city(city, programme):
    blocks = quarterly.build_progress(city, programme)
    findings = next(block for block in blocks if isinstance(block, Findings)).sentences
    assert findings[0].startswith("截至6月25日，全市累计实现经济效益369.07亿元")
    assert findings[-1].startswith("二季度2个报送单位应报月报6份")
    units = tables(blocks)["各单位完成情况"]
    assert cells(units)[0] == [
        *("县市组", "衡山县", "1.00", "272,160.00", "60.00%", "超序时10.0", "第1位", "已报送"),
    ]
    assert len(units.rows) == 9
    assert sum(note.startswith("排名规则") for note in units.notes) == 2


def test_fields_of_the_city_name_their_tasks(city, programme):
    blocks = quarterly.build_fields(city, programme)
    heads = texts_of(blocks, Heading)
    assert heads[:4] == [
        "二、分领域情况",
        "（一）分地区完成情况",
        "（二）市本级各领域推进情况",
        "1.自然资源领域（牵头单位：市自然资源和规划局）",
    ]
    assert len(heads) == 3 + len(programme.fields)
    told = texts_of(blocks)
    for field in programme.fields:
        assert f"主要任务：{'；'.join(field.tasks)}。" in told
    assert told.count("【请填写：各项主要任务的推进措施、进展和成效】") == len(programme.fields)


def test_fields_of_a_lead(county, programme):
    field = FieldRow(QuarterRow("水利资源领域", county.whole.amounts, brought("12")), "市水利局", ("推进", "催收"))
    blocks = quarterly.build_fields(replace(county, fields=(field, field)), programme)
    assert texts_of(blocks, Heading) == [
        "二、分领域情况",
        "（一）水利资源领域（牵头单位：市水利局）",
        "（二）水利资源领域（牵头单位：市水利局）",
    ]
    assert texts_of(blocks)[:2] == [
        "截至季度末累计实现经济效益27.22亿元（其中二季度12.00万元），完成年度目标的60.00%，超序时进度10.0个百分点。",
        "主要任务：推进；催收。",
    ]


def test_a_region_stands_by_category(county, programme):
    blocks = quarterly.build_fields(county, programme)
    assert cells(tables(blocks)["分三资类别情况"]) == [
        ["资源", "小计", "120,000.00", "60.00%", "192,160.00", "70.61%"],
        ["", "土地", "120,000.00", "60.00%", "180,000.00", "66.14%"],
        ["", "水利", "0.00", "0.00%", "12,160.00", "4.47%"],
        ["资产", "小计", "80,000.00", "40.00%", "80,000.00", "29.39%"],
        ["", "实物", "80,000.00", "40.00%", "80,000.00", "29.39%"],
        ["合计", "", "200,000.00", "100.00%", "272,160.00", "100.00%"],
    ]


def test_structure(county):
    blocks = quarterly.build_structure(county)
    assert list(tables(blocks)) == ["分盘活方式情况", "分效益类型情况"]
    assert texts_of(blocks)[-1] == "社会效益方面：带动就业120人；新增停车位300个。"
    empty = replace(county, methods=(), kinds=(), social_benefits=())
    assert texts_of(quarterly.build_structure(empty)) == ["二季度没有形成经济效益。"]


def test_quarters_stand_above_their_sum(county):
    table = tables(quarterly.build_funds(county))["分季度效益和入库情况"]
    assert cells(table) == [
        ["一季度", "1", "72,160.00", "20,000.00", "10,000.00", "27.72%"],
        ["二季度", "2", "200,000.00", "70,000.00", "50,000.00", "35.00%"],
        ["年初以来累计", "3", "272,160.00", "90,000.00", "60,000.00", "33.07%"],
    ]


def test_parts_of_a_lead(county, amounts_of, programme):
    part = Part("4304E1", "市城发集团", "sent_back", 1, county.whole.amounts, (), ())
    row = replace(county.unit_row, of_which=(part,))
    parts = (
        QuarterRow("衡山县", county.whole.amounts, brought("5"), "430423"),
        QuarterRow("市城发集团", county.whole.amounts, brought(None), "4304E1"),
    )
    report = replace(county, unit_row=row, parts=parts)
    table = tables(quarterly.build_progress(report, programme))["牵头领域分报送单位情况"]
    assert [(line[0], line[2], line[-1]) for line in cells(table)] == [
        ("合计", "200,000.00", ""),
        ("其中：衡山县", "5.00", "已报送"),
        ("其中：市城发集团", "—", "退回修改（迟报1天）"),
    ]


def test_the_project_table_is_whole(county):
    _, table, tidy = quarterly.build_table(county)
    assert table.caption == "衡山县2024年第二季度盘活情况表"
    assert (table.landscape, table.sheet) == (True, "盘活情况表")
    assert cells(table) == [
        [
            "1",
            "城北地块",
            "资源·土地",
            "售",
            "120.50亩",
            "是",
            "150,000.00",
            "0.00",
            "0.00",
            "150,000.00",
            "0.00",
            "0.00",
        ],
        ["2", "老粮站", "资源·土地", "售", "—", "否", "50,000.00", "0.00", "0.00", "60,000.00", "0.00", "0.00"],
        ["", "其他项目（二季度没有变动）", *[""] * 4, *["—"] * 3, "62,160.00", "90,000.00", "60,000.00"],
        ["", "合计", *[""] * 4, "200,000.00", "0.00", "0.00", "272,160.00", "90,000.00", "60,000.00"],
    ]
    assert (tidy.shown, tidy.sheet, len(tidy.rows)) == (False, "数据", 2)
    assert cells(tidy)[0][:7] == ["衡山县", "城北地块", "", "资源", "土地", "售", "是"]


def test_projects_of_several_units_stand_unit_by_unit(county):
    more = (*county.projects, line("尾砂", "7", unit="430481", field="自然资源领域"))
    _, table, _ = quarterly.build_table(replace(county, projects=more))
    assert [(row[0], row[1], row[2], row[6]) for row in cells(table)] == [
        ("", "衡山县（2个项目）", "", "200,000.00"),
        ("1", "城北地块", "资源·土地", "150,000.00"),
        ("2", "老粮站", "资源·土地", "50,000.00"),
        ("", "耒阳市（1个项目）", "", "7.00"),
        ("3", "尾砂", "自然资源领域\n资源·土地", "7.00"),
        ("", "其他项目（二季度没有变动）", "", "—"),
        ("", "合计", "", "200,007.00"),
    ]


def test_project_ids_are_nowhere(county, programme):
    blocks = (
        *quarterly.build_table(county),
        *quarterly.build_projects(county),
        *quarterly.build_data(county, programme, DAY),
    )
    assert "2024-0001" not in repr(blocks)


def test_cases(county, city):
    (heading, article) = quarterly.build_cases(county)
    assert heading == Heading("六、典型案例")
    assert article == Article(
        "老旧校区变身", "老校区　二季度经济效益500.00万元", (("主要做法", "做法"), ("取得成效", "成效"))
    )
    assert texts_of(quarterly.build_cases(replace(county, cases=()))) == ["二季度没有报送典型案例。"]
    still = replace(county.cases[0], quarter=None, project_name="")
    assert quarterly.build_cases(replace(county, cases=(still,)))[1].lead == ""
    many = quarterly.build_cases(replace(city, cases=county.cases * 7))
    assert sum(isinstance(block, Article) for block in many) == 5
    assert len(tables(many)["二季度典型案例"].rows) == 7
    assert "前5个列示全文，其余列题" in texts_of(many)[0]
    assert many[2].lead.startswith("衡山县　")


def difficulty(text, *, project="甲", unit="衡山县"):
    return Difficulty(
        {"衡山县": "430423", "耒阳市": "430481", "衡南县": "430422", "衡东县": "430424"}[unit], unit, project, text
    )


def bullets(blocks):
    return next(block.items for block in blocks if isinstance(block, Bullets))


def test_difficulties_are_told_once_each(county):
    told = (difficulty("权属不清。"), difficulty("评估 待备案", project="乙"), difficulty("权属不清", project="丙"))
    blocks = quarterly.build_outlook(replace(county, difficulties=told))
    assert texts_of(blocks)[0] == "据最近一次通过核验的项目台账，3个项目填报了问题与困难，归为2项。"
    assert bullets(blocks) == ("权属不清（“甲”、“丙”）。", "评估 待备案（“乙”）。")
    assert len(tables(blocks)["问题与困难明细"].rows) == 3
    many = tuple(difficulty("权属不清", project=name) for name in "甲乙丙丁")
    assert bullets(quarterly.build_outlook(replace(county, difficulties=many))) == (
        "权属不清（“甲”、“乙”、“丙”等4个项目）。",
    )


def test_difficulties_of_the_city_say_whose(city):
    told = (
        difficulty("权属不清"),
        difficulty("权属不清", project="乙", unit="耒阳市"),
        difficulty("权属不清", project="丙", unit="耒阳市"),
        difficulty("权属不清", unit="衡南县"),
        difficulty("权属不清", unit="衡东县"),
        difficulty("评估待备案", unit="衡南县"),
        difficulty("手续不全", unit="衡东县"),
        difficulty("手续不全", project="乙", unit="衡东县"),
    )
    assert bullets(quarterly.build_outlook(replace(city, difficulties=told))) == (
        "权属不清（涉及4个单位5个项目，其中耒阳市2个、衡山县1个、衡南县1个）。",
        "手续不全（衡东县2个项目）。",
        "评估待备案（衡南县“甲”）。",
    )


def test_too_many_difficulties_go_to_the_workbook(city):
    told = tuple(difficulty(f"问题{number}") for number in range(12))
    blocks = quarterly.build_outlook(replace(city, difficulties=told))
    assert texts_of(blocks)[0].endswith("12个项目填报了问题与困难；以下列示涉及项目较多的10项，全部见所附工作簿。")
    assert len(bullets(blocks)) == 10


def test_no_difficulties_is_one_sentence(county):
    assert texts_of(quarterly.build_outlook(county))[0] == "截至季度末，最近一次通过核验的项目台账没有填报问题与困难。"
    never = replace(county, returns=(arrivals(("not_reported",) * 3, (None,) * 3, None),))
    assert texts_of(quarterly.build_outlook(never))[0] == "本年度没有通过核验的项目台账，问题与困难暂缺。"


def test_the_office_has_room_to_write(county):
    asked = [text for text in texts_of(quarterly.build_outlook(county)) if text.startswith("【请填写：")]
    assert len(asked) == 3
    behind = of(county, gap=Fraction(-1, 100))
    assert sum(text.startswith("【请填写：") for text in texts_of(quarterly.build_outlook(behind))) == 4


def test_notes(county, enterprises, programme):
    restated = Restatement("430423", "p", Proceeds(fen("-12"), 0, 0), MARCH, "重复计入。")
    report = replace(county, restatements=(restated,), openings=(Opening("430423", "a", Proceeds(fen("10"), 0, 0)),))
    (notes,) = quarterly.build_notes(report, programme, ("未定稿",))
    assert isinstance(notes, Notes)
    assert notes.items[0].startswith("二季度的报告期为2024年3月26日至6月25日；累计数自2024年1月1日起")
    assert texts.DEFINITION in notes.items
    assert "标注“未定稿”的，数据以6月榜单定稿后为准。" in notes.items
    assert "追溯调整：衡山县3月经济效益调减12.00万元（原因：重复计入）。" in notes.items
    assert notes.items[-1].startswith("期初数：衡山县1个项目二季度首次通过核验")
    assert not any("未定稿" in item for item in quarterly.build_notes(county, programme)[0].items)
    firm = enterprises.rows[0]
    memo = replace(
        county, unit_row=firm, board=enterprises, whole=QuarterRow(firm.name, firm.amounts, brought("1"), firm.unit)
    )
    items = quarterly.build_notes(memo, programme)[0].items
    assert "市城发集团未单列年度目标，不计算完成率。" in items
    assert "市城发集团的数据已含在市本级合计中，本报告列示其全部报送数据。" in items


# --- JSON ---


def test_json_of_a_unit(county, programme):
    (figures,) = quarterly.build_data(county, programme, DAY)
    assert figures.name == "quarterly.json"
    data = json.loads(figures.text)
    assert (data["quarter"], data["month"], data["time_progress"]) == ("2024-Q2", "2024-06", "0.5000000000")
    assert data["unit"] == {
        "code": "430423",
        "unit": "衡山县",
        "group": "counties",
        "group_name": "县市组",
        "state": "accepted",
        "last_accepted": "2024-06",
        "rule": {"metric": "attainment", "tie_breakers": []},
        "rank": 1,
        "tied": False,
        "ranked": 7,
    }
    assert data["figures"] == {
        "target": "453600.00",
        "benefit_quarter": "200000.00",
        "treasury_quarter": "70000.00",
        "available_quarter": "50000.00",
        "benefit_cumulative": "272160.00",
        "treasury_cumulative": "90000.00",
        "available_cumulative": "60000.00",
        "attainment": "0.6000000000",
        "gap": "0.1000000000",
        "projects_quarter": 2,
        "quantities_quarter": [{"unit": "亩", "quantity": "120.5"}, {"unit": "宗", "quantity": "2"}],
    }
    assert data["quarters"][0] == {
        "quarter": "2024-Q1",
        "projects": 1,
        "benefit": "72160.00",
        "treasury": "20000.00",
        "available": "10000.00",
    }
    assert data["projects"][0]["quarter"] == {"benefit": "150000.00", "treasury": "0.00", "available": "0.00"}
    assert (data["rows"], data["units"], data["returns"][0]["states"]) == ([], [], list(ACCEPTED))


def test_json_of_the_city(city, programme):
    data = json.loads(quarterly.build_data(city, programme, DAY)[0].text)
    assert data["unit"] is None
    assert [row["name"] for row in data["rows"]] == ["市本级"]
    assert [field["name"] for field in data["rows"][0]["fields"]] == [field.name for field in programme.fields]
    assert data["rows"][0]["fields"][0]["tasks"][0] == "盘活存量土地资源"
    assert len(data["units"]) == 9
    assert data["returns"][1]["states"] == ["accepted", "not_reported", "sent_back"]
    missing = json.loads(quarterly.build_data(with_quarters(city, brought("1"), brought(None)), programme, DAY)[0].text)
    assert missing["figures"]["benefit_quarter"] is None
    assert missing["figures"]["projects_quarter"] is None
