"""V12, V21 and V31: out of all proportion (docs/核验规则.md 规则). Amounts by hand, 万元.

衡南县's target is 500 228.24; 市城发集团 has none.
"""

from __future__ import annotations

import pytest

P = "430422-ZY05-2024-0001"
E = "4304E1-ZC03-2024-0001"


@pytest.fixture
def asked(build, errors):
    """Cells of one rule's 核实 in the last month, which is accepted."""

    def find(rule, *returns):
        accepted = build.accept(*returns)
        assert errors(accepted) == []
        return [item[2] for item in errors(accepted, level="核实") if item[0] == rule]

    return find


@pytest.fixture
def months(build):
    """Returns of January and after with these benefits of one project."""

    def make(*benefits, unit="衡南县", project=P):
        return tuple(
            build.make(
                [{"project": project, "benefit": benefit, "benefit_before": sum(benefits[:place])}],
                unit=unit,
                month=f"2024-{place + 1:02d}",
            )
            for place, benefit in enumerate(benefits)
        )

    return make


def test_v12_by_restatement_opening_and_sum(build, asked):
    def find(**values):
        listed = [{"project": P, "appraised_value": 10}]
        return asked("V12", build.make([{"project": P, "reason": "少报", **values}], month="2024-03", projects=listed))

    assert find(restated_benefit=10_000) == ["N3"]
    assert find(benefit=10_000, benefit_before=1, restated_benefit=-10_000) == ["E3", "N3"]
    assert find(restated_benefit="9999.99") == []
    assert find(benefit_before=10_000) == ["M3"]
    assert find(benefit=4_000, restated_benefit=3_000, benefit_before=3_000) == ["E3"]
    assert find(benefit=4_000, restated_benefit=3_000, benefit_before="2999.99") == []


def test_v12_an_integer_taken_back(build, asked):
    row = {"project": E, "benefit": -1_000_000, "benefit_before": 2_000_000, "reason": "冲回"}
    assert asked("V12", build.make([row], unit="市城发集团", month="2024-03")) == ["E3", "M3"]


def test_v21_a_lighter_share_and_five_times_the_mean(months, asked):
    """A tenth of the target is 50 022.824; five times 10 000 is 50 000, five times 10 005 is 50 025."""
    assert asked("V21", *months(10_000, 10_000, 10_000, 50_023)) == ["B13"]
    assert asked("V21", *months(10_000, 10_000, 10_000, 50_022)) == []
    assert asked("V21", *months(10_005, 10_005, 10_005, 50_023)) == []
    assert asked("V21", *months(10_000, 10_000, 50_023)) == []  # two earlier months are no measure


def test_v21_what_is_caught_up_counts_by_the_month(build, months, asked):
    def find(benefit, restated):
        row = {"project": P, "benefit": benefit, "benefit_before": 30_000, "restated_benefit": restated}
        may = build.make([row | {"reason": "补计4月"}], month="2024-05")
        return asked("V21", *months(10_000, 10_000, 10_000), may)

    assert find(50_000, 50_000) == []  # 100 000 over two months
    assert find(50_023, 50_022) == ["B13"]  # the month alone
    assert find(20_000, 80_046) == ["B13"]  # 100 046 over two months is 50 023
    assert find(20_000, 80_044) == []


def test_v21_earlier_months_that_caught_up_count_by_the_month(build, months, asked):
    """January to March 1 000 each; May brings 4 000 for April and itself: 2 000 a month. The mean is 1 250."""
    may = build.make(
        [{"project": P, "benefit": 1_000, "benefit_before": 3_000, "restated_benefit": 3_000, "reason": "补计4月"}],
        month="2024-05",
    )
    programme = build.programme

    def find(benefit):
        june = build.make([{"project": P, "benefit": benefit, "benefit_before": 7_000}], month="2024-06")
        return asked("V21", *months(1_000, 1_000, 1_000), may, june)

    lighter = programme.thresholds.model_copy(update={"month_share_lighter": 0})
    build.programme = programme.model_copy(update={"thresholds": lighter})
    try:
        assert find(6_250) == []
        assert find("6250.000001") == ["B13"]
    finally:
        build.programme = programme


def test_v21_without_a_target(months, asked):
    def find(*benefits):
        return asked("V21", *months(*benefits, unit="市城发集团", project=E))

    assert find(200, 200, 200, 1_000) == []
    assert find(200, 200, 200, 1_001) == ["B13"]
    assert find(100, 100, 100, 999) == []
    assert find(100, 100, 100, 1_000) == ["B13"]
    assert find(100, 100, 100_000) == []


def test_v31_next_to_nothing(build, asked):
    def find(**values):
        return asked("V31", build.make([{"project": P, "newly": True, **values}], month="2024-01"))

    assert find(benefit="0.000001") == ["E3"]
    assert find(benefit="0.999999") == ["E3"]
    assert find(benefit=1) == []
    assert find(benefit=0) == []  # that is V19
    assert find(benefit="0.5", quantity=1, measure="宗") == []
    assert find(benefit="0.5", social_benefit="新增停车位") == []
    assert find(benefit="0.5", newly=False) == []


def test_v31_many_at_once(build, asked):
    def month(number, count, start):
        rows = [
            {"project": f"430422-ZY05-2024-{start + place:04d}", "newly": True, "benefit": 2} for place in range(count)
        ]
        return build.make(rows, month=f"2024-{number:02d}")

    def find(usual, count, at=4):
        earlier = (month(number, usual, 100 * number) for number in (1, 2, 3))
        return asked("V31", *earlier, month(at, count, 900))

    assert find(3, 9) == []
    assert find(3, 10) == ["B12"]
    assert find(4, 12) == []
    assert find(4, 13) == ["B12"]
    assert find(3, 19, at=5) == []  # April's stand in May's return: nine and a half a month
    assert find(3, 20, at=5) == ["B12"]
