"""存量资金, worked out by hand (docs/指标口径.md 存量资金)."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hand_facts import gather

from sanzi_lib.measures.funds import compute_due, compute_funds
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.programme import Enumerations

JUNE = Month(2024, 6)
A, B = "430424", "430421"
FUND, CAPITAL, OWN = "政府性基金", "国有资本经营预算", "项目支出结转"
BASIC, THREE, IDLE, FORMER = "部门基本支出结余", "“三公”经费结余", "单位资金沉淀结余", "部门结转结余"


def wan(text):
    return to_fen(Decimal(text))


def unit_of(made, code):
    return next(unit for unit in made.units if unit.unit == code)


@pytest.mark.parametrize(
    ("rule", "values", "due"),
    [
        # 1200 − 20 % × 3000 = 600
        ("above_income", {"income": "3000", "carryover": "1200"}, "600"),
        ("above_income", {"income": "6000", "carryover": "1200"}, "0"),  # exactly what may be kept
        ("above_income", {"income": "6000.000001", "carryover": "1200"}, "0"),
        ("above_income", {"carryover": "1200"}, "1200"),  # nothing given is 0
        ("above_income", {"income": "3000"}, "0"),
        ("share", {"carryover": "900.5"}, "450.25"),
        ("share", {}, "0"),
        ("aged", {"carryover": "500", "years": "1"}, "500"),  # 一年以上 includes one year
        ("aged", {"carryover": "500", "years": "0.99"}, "0"),
        ("aged", {"carryover": "500", "years": "1.01"}, "500"),
        ("aged", {"carryover": "500", "years": "3", "research": True}, "0"),
        ("aged", {"carryover": "500", "years": "3", "research": False}, "500"),
        ("aged", {"carryover": "500", "research": True}, "0"),
        ("aged", {"carryover": "500"}, None),  # how old is not said
        ("full", {"carryover": "3406.97"}, "3406.97"),  # at once, however old
        ("full", {"carryover": "3406.97", "years": "0.5", "research": False}, "3406.97"),
        ("full", {"carryover": "500", "years": "3", "research": True}, "0"),
        ("full", {}, "0"),
        ("full", {"carryover": "-5"}, "0"),
        (None, {"carryover": "500", "years": "3"}, None),
        ("share", {"carryover": "-5"}, "0"),  # only an override lets a negative amount pass
        ("above_income", {"income": "-100", "carryover": "50"}, "50"),
    ],
)
def test_what_is_due(programme, rule, values, due):
    given = {"income": None, "carryover": None, "years": None, "research": None}
    given |= {key: wan(value) for key, value in values.items() if key in ("income", "carryover")}
    given |= {"years": Decimal(values["years"])} if "years" in values else {}
    given |= {"research": values["research"]} if "research" in values else {}
    found = compute_due(rule, programme.thresholds, **given)
    assert found == (None if due is None else wan(due))


def test_shares_of_a_fen_are_kept(funds, returns, programme):
    """0.000001 万元 less 20 % of 0.000002 is six tenths of a 分; half of 0.000003 is one and a half."""
    made = compute_funds(
        gather(
            None,
            None,
            returns(6),
            programme,
            JUNE,
            funds=funds(
                {"unit": A, "kind": FUND, "item": "甲", "income": "0.000002", "carryover": "0.000001"},
                {"unit": A, "kind": CAPITAL, "item": "乙", "carryover": "0.000003", "recovered": "0.000001"},
            ),
        ),
    )
    first, second = made.items
    assert (first.due, first.open) == (Fraction(6, 10), Fraction(6, 10))
    assert (second.due, second.open) == (Fraction(3, 2), Fraction(1, 2))
    assert made.city.due == Fraction(21, 10)


def test_items_are_never_netted(funds, returns, programme):
    """甲 is 200 short of its allowance and 乙 100 above it; 丙 gave 50 more than it had to. None helps another."""
    made = compute_funds(
        gather(
            None,
            None,
            returns(6),
            programme,
            JUNE,
            funds=funds(
                {"unit": A, "kind": FUND, "item": "甲", "income": "2000", "carryover": "200"},
                {"unit": A, "kind": FUND, "item": "乙", "income": "1000", "carryover": "300", "recovered": "30"},
                {"unit": A, "kind": CAPITAL, "item": "丙", "carryover": "100", "recovered": "100"},
                {"unit": B, "kind": OWN, "item": "丁", "carryover": "80", "years": "2", "research": False},
            ),
        ),
    )
    own = unit_of(made, A).sums
    assert (own.due, own.done, own.over, own.open) == (wan("150"), wan("130"), wan("50"), wan("70"))
    assert own.progress == Fraction(80, 150)
    assert (made.city.due, made.city.open, made.city.carryover) == (wan("230"), wan("150"), wan("680"))
    assert [(kind.kind, kind.sums.items, kind.sums.open) for kind in made.kinds] == [
        (FUND, 2, wan("70")),
        (CAPITAL, 1, 0),
        (BASIC, 0, 0),
        (THREE, 0, 0),
        (OWN, 1, wan("80")),
        (IDLE, 0, 0),
    ]


def test_an_item_stands_as_the_newest_accepted_return_has_it(funds, returns, programme):
    """甲 is listed in March and May (figures up to the month, not added); 乙 only in March and stands on."""
    states = returns(6, {(A, 6): "not_reported", (B, 6): "sent_back"})
    made = compute_funds(
        gather(
            None,
            None,
            states,
            programme,
            JUNE,
            funds=funds(
                {"unit": A, "month": 3, "kind": CAPITAL, "item": "甲", "carryover": "100", "recovered": "10"},
                {"unit": A, "month": 3, "kind": CAPITAL, "item": "乙", "carryover": "40"},
                {"unit": A, "month": 5, "kind": CAPITAL, "item": " 甲", "carryover": "100", "recovered": "30"},
                {"unit": A, "month": 7, "kind": CAPITAL, "item": "甲", "carryover": "999"},
            ),
        ),
    )
    unit = unit_of(made, A)
    assert [(item.item.strip(), item.month, item.open) for item in unit.items] == [
        ("甲", 5, wan("20")),
        ("乙", 3, wan("20")),
    ]
    assert (unit.state, unit.months) == ("not_reported", (3, 5))
    assert (unit_of(made, B).state, unit_of(made, B).sums) == ("sent_back", None)
    assert all(item.doubts == () for item in unit.items)


def test_not_listed_is_not_zero(funds, returns, programme):
    made = compute_funds(gather(None, None, returns(6), programme, JUNE, funds=funds()))
    assert made.city is None
    assert {unit.sums for unit in made.units} == {None}
    assert len(made.units) == 25
    assert [kind.kind for kind in made.kinds] == [FUND, CAPITAL, BASIC, THREE, OWN, IDLE]  # no former one
    assert {kind.sums.items for kind in made.kinds} == {0}


def test_what_needs_a_second_look(funds, returns, programme):
    made = compute_funds(
        gather(
            None,
            None,
            returns(6),
            programme,
            JUNE,
            funds=funds(
                {"unit": A, "kind": FUND, "item": "无收入", "carryover": "10"},
                {"unit": A, "kind": CAPITAL, "item": "无结转", "income": "10"},
                {"unit": A, "kind": OWN, "item": "无年限", "carryover": "10", "research": False, "recovered": "3"},
                {"unit": A, "kind": OWN, "item": "无标志", "carryover": "10", "years": "2"},
                {"unit": A, "kind": OWN, "item": "两行", "carryover": "10", "years": "2", "research": False},
                {"unit": A, "kind": OWN, "item": "两行", "carryover": "10", "years": "0.5", "research": False},
                {"unit": A, "month": 4, "kind": OWN, "item": "改类", "carryover": "10", "years": "3", "research": True},
                {"unit": A, "kind": CAPITAL, "item": "改类", "carryover": "10"},
                {"unit": A, "month": 2, "kind": CAPITAL, "item": "倒退", "carryover": "10", "recovered": "4"},
                {"unit": A, "month": 5, "kind": CAPITAL, "item": "倒退", "carryover": "10"},
                {"unit": A, "kind": CAPITAL, "item": "倒退", "carryover": "10", "recovered": "3"},
                {"unit": A, "kind": IDLE, "item": "无标志二", "carryover": "10"},
            ),
        ),
    )
    assert [(item.item, item.doubts) for item in made.items] == [
        ("无收入", ("no_income",)),
        ("无结转", ("no_carryover",)),
        ("无年限", ("no_years",)),
        ("无标志", ("no_research",)),
        ("两行", ("several",)),
        ("两行", ("several",)),
        ("改类", ("other_kind",)),
        ("倒退", ("less",)),
        ("无标志二", ("no_research",)),
    ]
    # Of the one whose age is not said only what came back counts.
    assert (made.city.items, made.city.unsettled, made.city.done) == (9, 1, wan("6"))
    assert made.city.due == wan("10") + 0 + wan("10") + wan("10") + 0 + wan("5") + wan("5") + wan("10")
    assert (made.city.done_unsettled, made.city.over, made.city.open) == (wan("3"), 0, made.city.due - wan("3"))


def test_large_amounts_stay_exact(funds, returns, programme):
    """Above 2^53 分, and with a unit that has not reported."""
    row = {"unit": A, "kind": CAPITAL, "carryover": "90071992547.41", "recovered": "0.000001"}
    made = compute_funds(
        gather(
            None,
            None,
            returns(6, {(B, 6): "not_reported"}),
            programme,
            JUNE,
            funds=funds(row | {"item": "甲"}, row | {"item": "乙"}),
        )
    )
    assert made.city.due == wan("90071992547.41")
    assert made.city.open == wan("90071992547.41") - 2


def test_a_kind_that_the_programme_does_not_know_is_still_seen(funds, returns, programme):
    made = compute_funds(
        gather(
            None,
            None,
            returns(6),
            programme,
            JUNE,
            funds=funds({"unit": A, "kind": "", "item": "甲", "carryover": "7", "recovered": "1"}),
        )
    )
    assert [(kind.kind, kind.rule, kind.sums.items) for kind in made.kinds][-1] == ("", None, 1)
    assert (made.items[0].due, made.city.done, made.city.unsettled) == (None, wan("1"), 1)


def test_the_second_programme_reckons_by_its_own_rules(funds, returns):
    """33.3 % of the income may be kept, 2.5 years are old enough and 2.4 are not, and one kind is only listed."""
    county = read_programme(Path(__file__).parents[1] / "programmes" / "yunxiu-2025")
    town = "339900101"
    made = compute_funds(
        gather(
            None,
            None,
            returns(4, programme=county),
            county,
            Month(2025, 4),
            funds=funds(
                {"unit": town, "month": 4, "kind": "基金专户", "item": "甲", "income": "100", "carryover": "50"},
                {"unit": town, "month": 4, "kind": "专项结余", "item": "乙", "carryover": "9", "years": "2.5"},
                {"unit": town, "month": 4, "kind": "专项结余", "item": "丙", "carryover": "8", "years": "2.4"},
                {"unit": town, "month": 4, "kind": "待清理往来款", "item": "丁", "carryover": "6", "recovered": "2"},
            ),
        ),
    )
    assert [item.due for item in made.items] == [wan("16.7"), wan("9"), 0, None]
    assert [kind.kind for kind in made.kinds] == ["专项结余", "基金专户", "待清理往来款"]
    assert (made.city.open, made.city.done, made.city.unsettled) == (wan("25.7"), wan("2"), 1)


def test_a_former_kind_is_reckoned_by_its_rule_until_the_unit_names_the_new_one(funds, returns, programme):
    """甲 moves from the former kind to idle deposits in June and is one item; 乙 has stayed."""
    former = {"unit": A, "month": 5, "kind": FORMER, "carryover": "100", "years": "0.5", "research": False}
    made = compute_funds(
        gather(
            None,
            None,
            returns(6),
            programme,
            JUNE,
            funds=funds(
                former | {"item": "甲"},
                former | {"item": "乙", "years": "1"},
                former | {"item": "丙"},
                {"unit": A, "kind": IDLE, "item": "甲", "carryover": "100", "research": False},
            ),
        ),
    )
    assert [(item.item, item.kind, item.due, item.doubts) for item in made.items] == [
        ("甲", IDLE, wan("100"), ()),
        ("乙", FORMER, wan("100"), ("former_kind",)),
        ("丙", FORMER, 0, ("former_kind",)),
    ]
    assert [(kind.kind, kind.rule, kind.former, kind.sums.items) for kind in made.kinds][-2:] == [
        (IDLE, "full", False, 1),
        (FORMER, "aged", True, 2),
    ]


def test_a_programme_of_the_three_earlier_kinds_still_works(funds, returns, programme):
    """As it stands on the disks of who made their own before the kinds were parted."""
    lists = programme.enumerations.model_dump()
    lists["fund_kinds"] = [
        {"name": FUND, "rule": "above_income"},
        {"name": CAPITAL, "rule": "share"},
        {"name": FORMER, "rule": "aged"},
    ]
    earlier = programme.model_copy(update={"enumerations": Enumerations.model_validate(lists)})
    made = compute_funds(
        gather(
            None,
            None,
            returns(6),
            earlier,
            JUNE,
            funds=funds({"unit": A, "kind": FORMER, "item": "甲", "carryover": "10", "years": "1", "research": False}),
        ),
    )
    assert [(kind.kind, kind.former, kind.sums.due) for kind in made.kinds] == [
        (FUND, False, 0),
        (CAPITAL, False, 0),
        (FORMER, False, wan("10")),
    ]
    assert made.items[0].doubts == ()


def test_back_to_a_former_kind_needs_a_look(funds, returns, programme):
    row = {"unit": A, "item": "甲", "carryover": "10", "years": "2", "research": False}
    made = compute_funds(
        gather(
            None,
            None,
            returns(6),
            programme,
            JUNE,
            funds=funds(row | {"month": 5, "kind": BASIC}, row | {"kind": FORMER}),
        )
    )
    assert [item.doubts for item in made.items] == [("former_kind", "other_kind")]


def test_quotation_marks_make_no_other_kind(funds, returns, programme):
    """A closed month's rows keep the marks that the programme had then."""
    row = {"unit": A, "item": "甲", "carryover": "10", "research": False}
    made = compute_funds(
        gather(
            None,
            None,
            returns(6),
            programme,
            JUNE,
            funds=funds(row | {"month": 5, "kind": "三公经费结余"}, row | {"kind": "「三公」经费结余"}),
        ),
    )
    assert [(item.kind, item.due, item.doubts) for item in made.items] == [(THREE, wan("10"), ())]
    assert [kind.sums.items for kind in made.kinds] == [0, 0, 0, 1, 0, 0]
