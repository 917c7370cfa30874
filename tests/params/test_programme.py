"""The models of a programme, on both programmes (docs/指标口径.md 单位与目标)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import ValidationError

from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.params.programme import PeriodRule, RankRule, normalise_name
from sanzi_lib.params.rules import December

ROOT = Path(__file__).parents[2]


def wan(text):
    return to_fen(Decimal(text))


def test_annex_1(hengyang):
    """Annex 1 of 衡政办函〔2024〕12号, typed off again."""
    table_1 = {
        "市本级": "4138150.62",
        **{"蒸湘区": "187831.38", "雁峰区": "223712.48", "珠晖区": "252011.33", "石鼓区": "161008.42"},
        **{"南岳区": "352251.33", "高新区": "101400.00", "耒阳市": "786469.66", "常宁市": "658092.95"},
        **{"祁东县": "422110.00", "衡南县": "500228.24", "衡东县": "480372.40", "衡阳县": "510568.23"},
        "衡山县": "453600.00",
    }
    assert {row.name: row.target for row in hengyang.targets} == {name: wan(text) for name, text in table_1.items()}
    table_2 = ["1413000", "13600", "12088.43", "364055.58", "100000", "201777", "3207.9", "64756.95", "1807664.76"]
    assert [field.target for field in hengyang.fields] == [wan(text) for text in (*table_2, "158000")]
    # 4138150.62 + 1176814.94 (districts) + 101400.00 + 3811441.48 (counties) = 9227807.04
    assert sum(row.target for row in hengyang.targets) == hengyang.total_target == wan("9227807.04")
    assert sum(field.target for field in hengyang.fields) == wan("4138150.62")


def test_units_groups_and_targets(hengyang):
    assert len(hengyang.units) == 25
    assert {group.name: len(hengyang.units_of(group.id)) for group in hengyang.groups} == {
        "市级组": 9,
        "县市组": 7,
        "城区组": 5,
        "国有企业组": 2,
        "园区组": 2,
    }
    assert hengyang.target_of("4304B4") == wan("522055.58")
    assert hengyang.target_of("430481") == wan("786469.66")
    assert (hengyang.target_of("4304P1"), hengyang.target_of("4304P2"), hengyang.target_of("4304E1")) == (
        wan("101400"),
        None,
        None,
    )
    assert [unit.code for unit in hengyang.units if hengyang.counts_by_field(unit.code)] == [
        *(f"4304B{n}" for n in range(1, 10)),
        "4304P2",
        "4304E1",
        "4304E2",
    ]
    assert hengyang.enumerations.subcategory_code[("资源", "文旅")] == "ZY07"
    assert hengyang.enumerations.subcategory_code[("资金", "低效资金")] == "ZJ02"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("市水利局", "市水利局"),
        ("衡阳市水利局", "市水利局"),
        ("衡阳市市水利局", "市水利局"),
        ("衡阳市自规局", "市自然资源和规划局"),
        (" 市 水利局\n", "市水利局"),
        ("耒阳市", "耒阳市"),
        ("衡阳市耒阳市人民政府", "耒阳市"),
        ("衡南县人民政府", "衡南县"),
        ("高新区管委会", "高新区"),
        ("衡阳高新技术产业开发区管理委员会", "高新区"),
        ("市人民政府国有资产监督管理委员会", "市国资委"),
        ("市水利局人民政府", None),
        ("衡西县", None),
        ("衡阳", None),
        ("衡南", None),
        ("", None),
    ],
)
def test_names_match_by_the_exact_table(hengyang, written, name):
    unit = hengyang.find_unit(written)
    assert (unit.name if unit else None) == name


def test_four_counties_differ_by_one_character(hengyang):
    found = {name: hengyang.find_unit(name).code for name in ("衡阳县", "衡南县", "衡东县", "衡山县")}
    assert found == {"衡阳县": "430421", "衡南县": "430422", "衡东县": "430424", "衡山县": "430423"}


def test_groups_by_id_and_name(hengyang):
    assert hengyang.find_group("counties") == hengyang.find_group("县市组") == hengyang.find_group(" 县市组 ")
    assert hengyang.find_group("县市") is None


def test_months_before_the_first_board_are_trial(hengyang):
    assert hengyang.is_trial(Month(2024, 5))
    assert not hengyang.is_trial(Month(2024, 6))


def test_cut_off_of_the_policy(hengyang):
    assert hengyang.period.cutoff(Month(2024, 6)) == date(2024, 6, 25)
    assert hengyang.period.cutoff(Month(2024, 12)) == date(2024, 12, 25)  # the policy knows no exception
    assert hengyang.period.period(Month(2024, 12)) == (date(2024, 11, 26), date(2024, 12, 25))
    assert hengyang.period.days_late(Month(2024, 6), date(2024, 6, 25)) == 0
    assert hengyang.period.days_late(Month(2024, 6), date(2024, 7, 2)) == 7
    assert hengyang.period.days_late(Month(2024, 6), date(2024, 6, 1)) == 0


def test_a_cut_off_in_the_month_after(yunxiu):
    assert yunxiu.period.cutoff(Month(2025, 2)) == date(2025, 3, 5)
    assert yunxiu.period.cutoff(Month(2025, 12)) == date(2026, 1, 10)
    assert yunxiu.period.days_late(Month(2025, 12), date(2026, 1, 12)) == 2
    assert yunxiu.period.december == December(ends_on=31, due_on=10)
    assert PeriodRule(cutoff_day=31).cutoff(Month(2024, 2)) == date(2024, 2, 29)


def test_december_of_its_own_and_as_earlier_releases_wrote_it():
    december = Month(2024, 12)
    own = PeriodRule(december={"ends_on": 31, "due_on": 31})
    assert (own.period(december)[1], own.cutoff(december)) == (date(2024, 12, 31), date(2024, 12, 31))
    assert own.cutoff(Month(2024, 11)) == date(2024, 11, 25)
    assert PeriodRule(cutoff_day_december=31) == own
    assert PeriodRule(cutoff_day_december=28).december == December(ends_on=28, due_on=28)
    former = PeriodRule(cutoff_day_december=10, cutoff_next_month=True)
    assert (former.period(december)[1], former.cutoff(december)) == (date(2024, 12, 31), date(2025, 1, 10))
    with pytest.raises(ValidationError, match="只写一个"):
        PeriodRule(cutoff_day_december=31, december={"ends_on": 31, "due_on": 31})


def test_a_month_that_is_due_before_it_ends():
    year = Month(2024, 12).months_of_year()
    assert PeriodRule().find_early_cutoff(year) is None
    assert PeriodRule(cutoff_day=20).find_early_cutoff(year) == Month(2024, 1)
    assert PeriodRule(december={"ends_on": 31, "due_on": 25}).find_early_cutoff(year) == Month(2024, 12)
    assert PeriodRule(natural=True).find_early_cutoff(year) == Month(2024, 1)
    assert PeriodRule(natural=True, cutoff_day=5, cutoff_next_month=True).find_early_cutoff(year) is None
    assert PeriodRule(december={"ends_on": 31, "due_on": 25}).find_early_cutoff(year[:11]) is None


def test_time_progress_by_months_and_by_days():
    """25 March 2024 is day 85 of 366; natural March of 2025 ends on day 90 of 365."""
    months, days = PeriodRule(), PeriodRule(time_progress="day")
    assert [months.progress(Month(2024, number)) for number in (1, 6, 12)] == [Fraction(1, 12), Fraction(1, 2), 1]
    assert days.progress(Month(2024, 3)) == Fraction(85, 366)
    assert days.progress(Month(2024, 12)) == Fraction(360, 366)
    assert days.progress(Month(2024, 12), date(2024, 12, 31)) == 1
    assert PeriodRule(natural=True, time_progress="day").progress(Month(2025, 3)) == Fraction(90, 365)


def test_a_correction_after_the_years_end_brings_december_up_to_the_31st():
    december, rule = Month(2024, 12), PeriodRule()
    assert rule.is_year_end(december, date(2025, 1, 1), correction=True)
    assert not rule.is_year_end(december, date(2025, 1, 1), correction=False)
    assert not rule.is_year_end(december, date(2024, 12, 31), correction=True)
    assert not rule.is_year_end(Month(2024, 11), date(2025, 1, 1), correction=True)
    settled = PeriodRule(december={"ends_on": 31, "due_on": 31})
    assert not settled.is_year_end(december, date(2025, 1, 1), correction=True)
    assert not PeriodRule(natural=True).is_year_end(december, date(2025, 1, 1), correction=True)


def test_the_second_programme_is_another_city(yunxiu):
    assert yunxiu.find_unit("云岫县财政局").code == "3399D3"
    assert yunxiu.find_unit("溪口街道办事处").code == yunxiu.find_unit("云岫县溪口").code == "339900001"
    assert yunxiu.find_unit("青禾镇管委会") is None
    assert [group.id for group in yunxiu.groups] == ["towns", "departments", "companies"]
    assert yunxiu.own_row == "县直部门"
    assert yunxiu.target_of("3399D3") == wan("23399.499999")  # 20000 + 3399.499999
    assert yunxiu.target_of("3399Q1") is None
    assert yunxiu.enumerations.subcategory_code[("存量资产", "国有股份")] == "CL04"
    assert yunxiu.enumerations.measure_spellings == {
        "亩": "亩",
        "平方米": "平方米",
        "m2": "平方米",
        "平米": "平方米",
        "间": "间",
        "艘": "艘",
    }


def test_normalised_names():
    assert normalise_name("　市\u200b水 利局\r\n（甲）\ufeff") == "市水利局(甲)"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"weights": {"attainment": "1"}}, "weights 只用于"),
        ({"metric": "weighted"}, "须在 weights 中给出权重"),
        ({"metric": "weighted", "weights": {"attainment": 0}}, "不能全为0"),
    ],
)
def test_weights_belong_to_weighted(rule, words):
    with pytest.raises(ValidationError, match=words):
        RankRule.model_validate(rule)


def test_what_is_due_of_a_fund_is_the_programmes(hengyang, yunxiu):
    new = ("部门基本支出结余", "“三公”经费结余", "项目支出结转", "单位资金沉淀结余")
    assert [(kind.name, kind.rule, kind.replaced_by) for kind in hengyang.enumerations.fund_kinds] == [
        ("政府性基金", "above_income", ()),
        ("国有资本经营预算", "share", ()),
        (new[0], "full", ()),
        (new[1], "full", ()),
        (new[2], "aged", ()),
        (new[3], "full", ()),
        ("部门结转结余", "aged", new),
    ]
    assert hengyang.enumerations.offered_fund_kinds == ("政府性基金", "国有资本经营预算", *new)
    shares = (hengyang.thresholds.fund_share, hengyang.thresholds.capital_share, hengyang.thresholds.fund_years)
    assert shares == (Decimal("0.2"), Decimal("0.5"), 1)
    # A name alone is a kind without a rule: nothing is guessed from how it is called.
    assert [(kind.name, kind.rule) for kind in yunxiu.enumerations.fund_kinds] == [
        ("专项结余", "aged"),
        ("基金专户", "above_income"),
        ("待清理往来款", None),
    ]
    assert (yunxiu.thresholds.fund_share, yunxiu.thresholds.fund_years) == (Decimal("0.333"), Decimal("2.5"))


def test_quoted_passages_are_the_policys(hengyang, yunxiu):
    """Typed off 衡政办函〔2024〕12号 again; its 二（三）1 and 四（七）."""
    texts = hengyang.policy_texts
    assert texts.funds["政府性基金"] == texts.funds["国有资本经营预算"]
    assert texts.funds["政府性基金"].text == (
        "政府性基金预算结转资金超过该项基金当年收入的20%部分、国有资本经营预算结转资金的50%，调入一般公共预算统筹使用。"
    )
    assert texts.funds["部门结转结余"].text.startswith("除按规定保留的财政科研经费外，部门基本支出、“三公”经费、")
    assert texts.funds["部门结转结余"].source == "二（三）1"
    assert {texts.find_fund(kind.name) for kind in hengyang.enumerations.fund_kinds[2:]} == {
        texts.funds["部门结转结余"]
    }
    assert texts.find_fund("三公经费结余") is texts.funds["“三公”经费结余"]
    assert texts.find_fund("待清理往来款") is None
    assert {rule: text.source for rule, text in texts.risks.items()} == {"V24": "四（七）", "V25": "四（七）"}
    assert texts.risks["V24"].text == "严禁通过举债储备土地，不得通过国企购地等方式虚增土地出让收入。"
    assert "严禁在盘活存量中新增地方政府隐性债务" in texts.risks["V25"].text
    assert yunxiu.policy_texts.risks == {}
