"""A figure taken back to its cells, worked by hand (docs/文件与命令.md 命令; docs/指标口径.md 单位与目标)."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hand_facts import gather

from sanzi_lib.errors import ParameterError
from sanzi_lib.measures.trace import build_ground, compute_trace, trace_row
from sanzi_lib.money import MAX_FEN, to_fen
from sanzi_lib.months import Month
from sanzi_lib.params.target_cells import read_target_cells

JUNE = Month(2024, 6)
LETTERS = (
    "project=A newly=B quantity=C measure=D benefit=E treasury=F available=G benefit_before=H restated_benefit=I "
    "treasury_to_date=K available_to_date=L restated_treasury=AB restated_available=N"
)
PARAMS = Path(__file__).parents[2] / "params" / "hengyang-2024"


def wan(text):
    return to_fen(Decimal(text))


@pytest.fixture
def sheets(returns):
    """Returns whose sheets all have one layout; the sheet is called as the unit called it."""

    def build(through=6, exceptions=None):
        return returns(through, exceptions).assign(sheet="盘活 情况表", columns=LETTERS)

    return build


@pytest.fixture
def trace(sheets, programme):
    def run(frame, group, unit, measure, *, exceptions=None, month=JUNE, programme=programme, **more):
        returned = sheets(month.month, exceptions)
        found = compute_trace(gather(frame, None, returned, programme, month), group, unit, measure, **more)
        assert found.holds
        return found

    return run


def cells(found):
    return [(part.month and part.month.month, part.kind, part.cell, part.amount) for part in found.parts]


@pytest.fixture
def leiyang(movements):
    """March brings 期初数, June corrects March; another county's rows stand between."""
    return movements(
        {"unit": "430481", "month": 6, "project": "a", "name": "老校区", "benefit": "40", "treasury": "30",
         "restated_benefit": "-2.5", "restated_treasury": "-1", "restated_month": 3, "reason": "合同核减", "row": 9,
         "file": "6月.xlsx", "sha256": "f6"},
        {"unit": "430481", "month": 3, "project": "a", "name": "老校区", "benefit": "100.000001", "treasury": "60",
         "available": "50", "opening_benefit": "20", "opening_treasury": "5", "row": 7, "file": "3月.xlsx",
         "sha256": "f3"},
        {"unit": "430482", "month": 3, "project": "x", "benefit": "999", "row": 7},
        {"unit": "430481", "month": 5, "project": "b", "benefit": "0", "treasury": "7", "row": 8},
    )  # fmt: skip


def test_a_cumulative_benefit_is_months_opening_and_restatement(trace, leiyang):
    found = trace(leiyang, "counties", "430481", "benefit_cumulative")
    # 20 + 100.000001 + 40 − 2.5
    assert found.figure == found.total == wan("157.500001")
    assert cells(found) == [
        (3, "期初数", "H7", wan("20")),
        (3, "本月", "E7", wan("100.000001")),
        (6, "本月", "E9", wan("40")),
        (6, "追溯调整", "I9", wan("-2.5")),
    ]
    first, last = found.parts[0], found.parts[-1]
    assert (first.unit, first.name, first.file, first.sheet, first.sha256) == (
        "430481", "耒阳市", "3月.xlsx", "盘活 情况表", "f3",
    )  # fmt: skip
    assert (last.reason, last.restated_month, last.project, last.title) == ("合同核减", Month(2024, 3), "a", "老校区")
    assert first.reason == ""


def test_an_opening_that_no_cell_states_is_in_the_cell_of_the_year_to_date(trace, leiyang):
    found = trace(leiyang, "counties", "430481", "treasury_cumulative")
    # 年初至本月累计 of March says 5 + 60 = 65; then 7 in May, and 30 − 1 in June
    assert cells(found) == [
        (3, "年初至本月累计", "K7", wan("65")),
        (5, "本月", "F8", wan("7")),
        (6, "本月", "F9", wan("30")),
        (6, "追溯调整", "AB9", wan("-1")),
    ]
    assert found.figure == wan("101")
    assert found.parts[0].opening == wan("5")
    assert cells(trace(leiyang, "counties", "430481", "available_cumulative")) == [(3, "本月", "G7", wan("50"))]


def test_a_months_figure_is_that_month_alone(trace, leiyang):
    assert cells(trace(leiyang, "counties", "430481", "benefit")) == [(6, "本月", "E9", wan("40"))]
    may = trace(leiyang, "counties", "430481", "treasury", month=Month(2024, 5))
    assert cells(may) == [(5, "本月", "F8", wan("7"))]
    assert trace(leiyang, "counties", "430481", "available").figure == 0


def test_a_month_that_was_not_accepted_has_no_figure_but_a_cumulative_one(trace, movements):
    frame = movements({"unit": "430481", "month": 2, "project": "a", "benefit": "8"})
    for measure in ("benefit", "projects"):
        found = trace(frame, "counties", "430481", measure, exceptions={("430481", 6): "sent_back"})
        assert (found.figure, found.parts) == (None, ())
    found = trace(frame, "counties", "430481", "benefit_cumulative", exceptions={("430481", 6): "sent_back"})
    assert found.figure == wan("8")


@pytest.fixture
def fields(movements):
    """市国资委 leads 企业国有资产领域; 市城发集团 returned in it, and 市国资委 itself once elsewhere."""
    return movements(
        {"unit": "4304E1", "month": 4, "project": "e", "field": "企业国有资产领域", "benefit": "11", "newly": True,
         "quantity": "1.5", "measure": "亩"},
        {"unit": "4304E1", "month": 6, "project": "e", "field": "企业国有资产领域", "benefit": "6", "newly": True,
         "quantity": "0.25", "measure": "亩"},
        {"unit": "4304E1", "month": 6, "project": "g", "field": "水利资源领域", "benefit": "5"},
        {"unit": "4304B9", "month": 6, "project": "k", "field": "企业国有资产领域", "benefit": "3", "newly": True,
         "quantity": "2", "measure": "亩"},
        {"unit": "4304B9", "month": 6, "project": "l", "field": "特许经营权领域", "benefit": "70", "newly": True},
        {"unit": "430481", "month": 6, "project": "c", "benefit": "1000"},
    )  # fmt: skip


def test_a_lead_departments_row_is_every_units_rows_in_its_fields(trace, fields):
    found = trace(fields, "municipal", "4304B9", "benefit_cumulative")
    assert [(part.name, part.amount) for part in found.parts] == [
        ("市国资委", wan("3")),
        ("市城发集团", wan("11")),
        ("市城发集团", wan("6")),
    ]
    part = trace(fields, "municipal", "4304B9", "benefit_cumulative", part="4304E1")
    assert (part.figure, part.name) == (wan("17"), "市国资委其中市城发集团")
    own = trace(fields, "enterprises", "4304E1", "benefit_cumulative")
    assert own.figure == wan("22")  # on its own board everything that it returned
    assert trace(fields, "municipal", None, "benefit_cumulative").figure == wan("95")  # and no county


def test_a_part_that_is_not_there_is_refused_in_a_sentence(trace, fields):
    with pytest.raises(ParameterError, match="没有“松木经开区”的其中项，现有：市城发集团"):
        trace(fields, "municipal", "4304B9", "benefit", part="4304P2")
    with pytest.raises(ParameterError, match="请改查整行"):
        trace(fields, "municipal", "4304B9", "rank", part="4304E1")
    with pytest.raises(ParameterError, match="不排位次"):
        trace(fields, "municipal", None, "rank")
    with pytest.raises(KeyError):
        trace(fields, "municipal", "430481", "benefit")


def test_a_project_is_one_cell_and_counts_in_its_first_month_only(trace, fields):
    found = trace(fields, "municipal", "4304B9", "projects")
    assert (found.figure, cells(found)) == (1, [(6, "新盘活", "B8", 1)])  # e counted in April
    april = trace(fields, "municipal", "4304B9", "projects", month=Month(2024, 4))
    assert cells(april) == [(4, "新盘活", "B5", 1)]


def test_quantities_are_a_term_per_unit_of_measure(trace, fields, movements):
    (acres,) = trace(fields, "municipal", "4304B9", "quantities").terms
    assert (acres.label, acres.figure) == ("亩", Decimal("2.25"))
    assert [part.amount for part in acres.parts] == [Decimal("2"), Decimal("0.25")]
    tiny, huge = "0.0000000000000000001", "99999999999999999999"  # together more digits than a usual context keeps
    row = {"unit": "430481", "month": 6, "measure": "吨"}
    frame = movements(row | {"project": "a", "quantity": tiny}, row | {"project": "b", "quantity": huge})
    assert trace(frame, "counties", "430481", "quantities").terms[0].total == Fraction(tiny) + Fraction(huge)


def test_a_target_is_traced_to_the_programmes_rows(trace, movements):
    targets = read_target_cells(PARAMS)
    found = trace(movements(), "municipal", "4304B4", "target", targets=targets)
    assert found.figure == wan("522055.58")
    assert [(part.project, part.file, part.sheet, part.cell, part.amount) for part in found.parts] == [
        ("园区和能源资源领域", "fields.csv", None, "D5", wan("364055.58")),
        ("特许经营权领域", "fields.csv", None, "D11", wan("158000")),
    ]
    county = trace(movements(), "counties", "430481", "target", targets=targets)
    assert [(part.project, part.file, part.amount) for part in county.parts] == [
        ("耒阳市", "targets.csv", wan("786469.66"))
    ]
    assert len(county.parts[0].sha256) == 64
    assert trace(movements(), "enterprises", "4304E1", "target").figure is None


def test_an_attainment_is_a_numerator_and_a_denominator(trace, movements):
    frame = movements(
        {"unit": "4304P1", "month": 6, "project": "p", "benefit": "10140"},
        {"unit": "4304P2", "month": 6, "project": "q", "field": "园区和能源资源领域", "benefit": "500"},
    )
    for unit in ("4304P1", None):  # 松木 has no target, so 合计 is over 高新区 alone
        found = trace(frame, "parks", unit, "attainment")
        above, below = found.terms
        assert (found.figure, above.figure, below.figure) == (Fraction(1, 10), wan("10140"), wan("101400"))
        assert [part.unit for part in above.parts] == ["4304P1"]
    gap = trace(frame, "parks", "4304P1", "gap")
    assert gap.figure == Fraction(-4, 10)
    assert [term.figure for term in gap.terms] == [Fraction(1, 10), Fraction(1, 2)]
    nothing = trace(frame, "parks", "4304P2", "attainment")
    assert (nothing.figure, nothing.terms) == (None, ())


def test_a_rank_rests_on_every_rows_value(trace, fields, movements):
    rows = [{"unit": code, "month": 6, "project": code, "benefit": benefit} for code, benefit in
            (("4304E1", "5"), ("4304E2", "9"))]  # fmt: skip
    found = trace(movements(*rows), "enterprises", "4304E1", "rank")
    assert found.figure == 2
    assert [(term.name, term.measure, term.figure) for term in found.terms] == [
        ("市国投集团", "benefit_cumulative", wan("9")),
        ("市城发集团", "benefit_cumulative", wan("5")),
    ]


def test_a_weighted_rank_shows_its_shares(trace, movements, programme, changed):
    from sanzi_lib.params.programme import RankRule

    rule = RankRule(metric="weighted", weights={"attainment": "0.5", "cash_share": "0.25", "on_time_share": "0.25"})
    groups = tuple(g.model_copy(update={"rule": rule}) if g.id == "parks" else g for g in programme.groups)
    frame = movements({"unit": "4304P1", "month": 6, "project": "p", "benefit": "101400", "treasury": "50700"})
    found = trace(frame, "parks", "4304P1", "rank", programme=changed(groups=groups))
    score = found.terms[0]
    # 完成率 1 × 0.5 + 入库率 0.5 × 0.25 + 按时 1 × 0.25
    assert (score.measure, score.figure) == ("weighted", Fraction(7, 8))
    assert [term.figure for term in score.terms] == [1, Fraction(1, 2), 1]
    assert [term.figure for term in score.terms[1].terms] == [wan("50700"), wan("101400")]


def test_the_largest_cells_do_not_wrap(trace, movements):
    row = {"unit": "430481", "month": 6, "benefit": MAX_FEN, "opening_benefit": MAX_FEN, "treasury": MAX_FEN,
           "opening_treasury": MAX_FEN, "restated_treasury": MAX_FEN}  # fmt: skip
    frame = movements(*(row | {"project": str(number)} for number in range(60)))
    assert trace(frame, "counties", "430481", "benefit_cumulative").figure == 120 * MAX_FEN
    found = trace(frame, "counties", "430481", "treasury_cumulative")
    assert {part.amount for part in found.parts} == {3 * MAX_FEN}
    assert found.figure == 180 * MAX_FEN


def test_the_order_of_rows_decides_nothing(trace, leiyang):
    turned = leiyang.iloc[::-1].reset_index(drop=True)
    for measure in ("benefit_cumulative", "treasury_cumulative", "projects"):
        assert trace(turned, "counties", "430481", measure) == trace(leiyang, "counties", "430481", measure)


def test_a_wrong_part_is_seen(trace, leiyang):
    from dataclasses import replace

    found = trace(leiyang, "counties", "430481", "benefit_cumulative")
    assert not replace(found, parts=found.parts[1:]).holds
    assert not replace(found, figure=None).holds
    term = trace(leiyang, "counties", "430481", "attainment")
    assert not replace(term, terms=(replace(term.terms[0], parts=()), term.terms[1])).holds


def test_a_row_of_the_overview_counts_a_project_once_and_a_field_by_what_the_project_states(
    sheets, programme, movements
):
    """市水利局 works in 特许经营权领域, 耒阳市 names a field but counts in its own row."""
    frame = movements(
        {"unit": "4304B2", "month": 6, "project": "a", "field": "特许经营权领域", "benefit": "30", "row": 7},
        {"unit": "4304E1", "month": 5, "project": "b", "field": "特许经营权领域", "benefit": "5", "row": 8},
        {"unit": "4304B2", "month": 6, "project": "c", "field": "水利资源领域", "benefit": "2", "row": 9},
        {"unit": "430481", "month": 6, "project": "d", "field": "特许经营权领域", "benefit": "100", "row": 7},
    )
    ground = build_ground(gather(frame, None, sheets(), programme, JUNE), read_target_cells(PARAMS))
    field = next(one for one in programme.fields if one.name == "特许经营权领域")
    own, county = (next(row for row in programme.targets if row.name == name) for name in ("市本级", "耒阳市"))
    sums = {}
    for name, of in (("field", field), ("own", own), ("county", county), ("city", None)):
        found = trace_row(ground, of)
        assert found.holds
        sums[name] = [(part.unit, part.amount) for part in found.parts]
    water, city_dev, leiyang = ("4304B2", wan("30")), ("4304E1", wan("5")), ("430481", wan("100"))
    assert sorted(sums["field"]) == [water, city_dev]
    assert sorted(sums["own"]) == sorted([water, city_dev, ("4304B2", wan("2"))])
    assert sums["county"] == [leiyang]
    assert sorted(sums["city"]) == sorted([*sums["own"], leiyang])
    target = trace_row(ground, None, "target")
    assert target.holds
    assert target.figure == wan("9227807.04")
    assert all(part.file and part.cell for part in target.parts)
    assert trace_row(ground, field, "target").figure == wan("158000")
    with pytest.raises(ParameterError, match="市本级一行不排位次"):
        trace_row(ground, own, "rank")


def test_a_quarter_is_its_months_with_openings_and_corrections_that_came_in_it(trace, leiyang):
    found = trace(leiyang, "counties", "430481", "benefit_quarter")
    assert found.figure == wan("37.5")  # 40 − 2.5; b brought 0
    assert cells(found) == [(6, "本月", "E9", wan("40")), (6, "追溯调整", "I9", wan("-2.5"))]
    with pytest.raises(ParameterError, match="合计一行没有“本季度经济效益”"):
        trace(leiyang, "counties", None, "benefit_quarter")
