"""What the sample intends, before anything is written."""

from decimal import Decimal
from fractions import Fraction

import pytest

from sanzi_lib.sample.flows import KINDS
from sanzi_lib.sample.stories import STORIES, assign_stories
from sanzi_lib.sample.streams import plan_streams, plan_tie
from sanzi_lib.sample.write import plan_returns


@pytest.fixture(scope="module", params=[1, 7])
def years(request, hengyang):
    return plan_returns(hengyang, request.param)


def number(value):
    """An amount of a row, however the unit typed it."""
    if not isinstance(value, str):
        return Decimal(value or 0)
    plain = (
        value.translate(str.maketrans("０１２３４５６７８９．，", "0123456789.,")).replace(",", "").replace("￥", "")
    )
    return Decimal(0) if plain in ("", "-", "—", "/", "无") else Decimal(plain)


def right_returns(years):
    return [s for year in years for s in year.submissions if not s.planted]


def test_returns_that_are_not_planted_hold_together(years):
    for sent in right_returns(years):
        rows, cover = sent.content.movements, sent.content.cover
        for row in rows:
            assert number(row["available"]) <= number(row["treasury"])
            given = [number(row[kind]) for kind in KINDS if row.get(kind) not in ("", None, "-", "—", "/", "无")]
            assert not given or sum(given) == number(row["benefit"])
            before, own, restated = (number(row[key]) for key in ("benefit_before", "benefit", "restated_benefit"))
            assert number(row["benefit_to_date"]) == before + own + restated >= 0
            assert (row["quantity"] is None) == (row["measure"] == "")
        assert cover["benefit_total"] == sum(number(row["benefit"]) for row in rows)
        assert cover["treasury_total"] == sum(number(row["treasury"]) for row in rows)
        assert cover["project_count"] == len(sent.content.projects)
        assert cover["zero_report"] == ("否" if rows else "是")
        listed = [row["project"] for row in sent.content.projects]
        assert len(set(listed)) == len(listed)
        assert {row["project"] for row in rows} <= set(listed)


def test_every_story_is_told_in_a_programme_of_this_size(hengyang):
    plots = assign_stories(hengyang, 1, plan_tie(hengyang, 1))
    told = [story for plot in plots.values() for stories in plot.stories.values() for story in stories]
    assert sorted(told, key=str) == sorted(STORIES, key=str)


def test_june_has_one_missing_and_one_sent_back(years):
    june = {year.unit.code: [s for s in year.submissions if s.month.month == 6] for year in years}
    assert [code for code, sent in june.items() if not sent]
    assert [code for code, sent in june.items() if sent and all(s.planted for s in sent)]


def test_a_tie_is_exact_to_the_fen(hengyang):
    tie = plan_tie(hengyang, 1)
    first, second = (Fraction(amount, hengyang.target_of(code)) for code, amount in tie.benefit.items())
    assert first == second
    assert Fraction(35, 100) < first < Fraction(65, 100)


def test_money_of_the_tied_units_adds_up_to_the_tie(hengyang):
    tie = plan_tie(hengyang, 1)
    for year in plan_returns(hengyang, 1):
        if year.unit.code not in tie.benefit:
            continue
        months = {s.month.month: s for s in year.submissions if s.month.month <= 6}
        total = sum(number(row["benefit"]) for sent in months.values() for row in sent.content.movements)
        assert total * 1_000_000 == tie.benefit[year.unit.code]


def test_streams_end_june_between_a_third_and_two_thirds(hengyang):
    for unit in hengyang.units:
        target = hengyang.target_of(unit.code)
        streams = plan_streams(hengyang, unit, 1, None)
        half, year = sum(s.half for s in streams), sum(s.year for s in streams)
        assert 0 < half < year
        if target and not hengyang.fields_led_by(unit.code):
            assert Fraction(35, 100) < Fraction(half, target) < Fraction(65, 100)


def test_a_sample_of_all_kinds_methods_and_fields(years, hengyang):
    june = [s for year in years for s in year.submissions if s.month.month == 6]
    rows = [row for sent in june for row in sent.content.projects]
    assert {row["subcategory"] for row in rows} == set(hengyang.enumerations.category_of)
    assert {row["method"] for row in rows} == {method.name for method in hengyang.enumerations.methods}
    assert {field.name for field in hengyang.fields} <= {row["field"] for row in rows}
    moved = [row for sent in june for row in sent.content.movements]
    assert len({row["measure"] for row in moved}) > 6
    assert all(any(number(row[kind]) for row in moved) for kind in KINDS)
    assert any(number(row["restated_benefit"]) < 0 for row in moved)
    assert any(number(row["restated_benefit"]) > 0 for row in moved)
    assert any(sent.content.cases for sent in june)
    funds = [row for sent in june for row in sent.content.funds]
    assert {row["fund_kind"] for row in funds} == set(hengyang.enumerations.offered_fund_kinds)
    assert {"是", "否"} <= {row["research"] for row in funds}
    assert {Decimal("0.5"), Decimal(1), Decimal(2)} <= {row["years"] for row in funds}


def test_every_return_is_marked_as_a_demonstration(years):
    assert {s.content.cover["nature"] for year in years for s in year.submissions} == {"演示"}


def test_no_two_units_share_a_certificate_or_a_name_with_its_holder(years):
    seen = {}
    for year in years:
        for row in year.submissions[-1].content.projects:
            for key in ((row["certificate"],), (row["name"], row["holder"])):
                if all(key):
                    assert seen.setdefault(key, year.unit.code) == year.unit.code


def test_the_sample_knows_no_place_of_the_programme(years, yunxiu):
    """The words of an invented programme all come from it; the vocabulary has no entry for them."""
    for year in plan_returns(yunxiu, 3):
        for sent in year.submissions:
            for row in sent.content.projects:
                assert row["subcategory"] in yunxiu.enumerations.category_of
                assert row["status"] in yunxiu.enumerations.statuses.names
                assert row["project"].startswith(f"{year.unit.code}-")
