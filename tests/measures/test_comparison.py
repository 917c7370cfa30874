"""The month against the last published one: the city's change and its parts, and the units that crossed a line."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hand_facts import gather

from sanzi_lib.measures.against_published import (
    Moved,
    PublishedFigures,
    PublishedOverview,
    compute_against_published,
    compute_moved,
)
from sanzi_lib.measures.model import Proceeds
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month

JUNE, AUGUST = Month(2024, 6), Month(2024, 8)


def wan(text):
    return to_fen(Decimal(text))


def share_of(programme, unit, share):
    """That share of a unit's target, 万元."""
    return str(Decimal(programme.target_of(unit)) / 1_000_000 * Decimal(share))


@pytest.fixture
def frame(movements, programme):
    """Benefit as shares of the target: at the end of June, and brought until August (time: 50 % and 66.67 %).

    蒸湘区 50 → 56 %, 雁峰区 50 → 57 %, 珠晖区 30 → 58 %, 石鼓区 45 → 67 %, 南岳区 60 → 70 %; 高新区 40 → 56.6 %.
    """
    shares = {
        "430408": ("0.50", "0.06"),
        "430406": ("0.50", "0.07"),
        "430405": ("0.30", "0.28"),
        "430407": ("0.45", "0.22"),
        "430412": ("0.60", "0.10"),
        "4304P1": ("0.40", "0.166"),
    }
    rows = []
    for unit, (until_june, since) in shares.items():
        rows.append({"unit": unit, "month": 6, "project": unit, "benefit": share_of(programme, unit, until_june)})
        rows.append({"unit": unit, "month": 8, "project": unit, "benefit": share_of(programme, unit, since)})
    rows.append({"unit": "430408", "month": 7, "project": "x", "opening_benefit": "5", "restated_treasury": "1"})
    return movements(*rows)


@pytest.fixture
def august(frame, cases, returns, programme):
    return gather(frame, cases(), returns(8), programme, AUGUST)


@pytest.fixture
def overviews(august):
    return {month: compute_overview(august.at(month)) for month in (JUNE, AUGUST)}


@pytest.fixture
def before(overviews):
    june = overviews[JUNE]

    def stand(amounts):
        return PublishedFigures(amounts.cumulative, amounts.target)

    units = {row.unit: stand(row.amounts) for board in june.groups for row in board.rows}
    return PublishedOverview(JUNE, Fraction(1, 2), stand(june.city), units)


def test_the_citys_change_and_its_parts(august, overviews, before, programme):
    found = compute_against_published(overviews[AUGUST], august, before)
    months = sum(
        wan(share_of(programme, unit, share))
        for unit, share in {
            "430408": "0.06",
            "430406": "0.07",
            "430405": "0.28",
            "430407": "0.22",
            "430412": "0.10",
            "4304P1": "0.166",
        }.items()
    )
    assert found.change.benefit == months + wan("5")
    assert (found.change.treasury, found.change.available) == (wan("1"), 0)
    assert found.moved == Moved(months, 0, wan("5"), 1)


def test_units_that_crossed(august, overviews, before):
    found = compute_against_published(overviews[AUGUST], august, before)
    # 蒸湘区 is at -10.67 points and was level; 高新区 is at -10.07 and was at -10.00, which is not beyond 10
    assert [gap.name for gap in found.newly_lagging] == ["蒸湘区", "高新区"]
    assert found.newly_lagging[0].then == 0
    assert found.newly_lagging[1].then == Fraction(-1, 10)
    assert [(gap.name, gap.then) for gap in found.no_longer_lagging] == [("珠晖区", Fraction(-2, 10))]
    assert [gap.name for gap in found.back_on_time] == ["石鼓区"]


def test_a_record_that_no_longer_gives_what_was_published(august, overviews, before):
    other = PublishedOverview(
        JUNE, Fraction(1, 2), PublishedFigures(Proceeds(before.city.cumulative.benefit - 1, 0, 0), None), {}
    )
    found = compute_against_published(overviews[AUGUST], august, other)
    assert found.moved is None
    assert (found.newly_lagging, found.back_on_time) == ((), ())
    assert other.attainment_of() is None
    assert other.gap_of("430408") is None


def test_nothing_published(august, overviews):
    assert compute_against_published(overviews[AUGUST], august, None) is None


def test_moved_is_of_the_months_after(frame):
    assert compute_moved(frame, AUGUST) == Moved(0, 0, 0, 0)


def test_shares_of_what_was_published(before):
    assert before.attainment_of("430405") == Fraction(3, 10)
    assert before.gap_of("430405") == Fraction(-2, 10)
    assert before.attainment_of("4304E1") is None
    assert Proceeds(0, 5, 0).cash_share is None
    assert Proceeds(20, 5, 0).cash_share == Fraction(1, 4)
