"""Control totals as the cover states them and as the rows sum up."""

from __future__ import annotations

from sanzi_lib.ledger.acceptance.year import build_control
from sanzi_lib.ledger.model import ControlTotals

ONE, TWO = "430422-ZY05-2024-0001", "430422-ZY05-2024-0002"


def test_cover_and_rows_stand_side_by_side(build):
    rows = ({"project": ONE, "benefit": "100.01", "treasury": "30"}, {"project": TWO, "benefit": "-0.000001"})
    returned = build.make(rows, project_count=3, benefit_total=0, treasury_total=None)
    # 1 分 is 0.000001 万元: 100.01 万元 is 100 010 000 分, less one.
    assert build_control(returned) == ControlTotals(3, 0, None, 2, 100_009_999, 30_000_000)


def test_what_cannot_be_read_is_no_sum(build):
    rows = ({"project": ONE, "benefit": "100"}, {"project": TWO, "benefit": "5"})
    control = build_control(build.make(rows, bad={1: ("benefit",)}))
    assert (control.benefit, control.treasury) == (None, 0)
    assert build_control(build.make(rows, without=("benefit",))).benefit is None
    assert build_control(build.make(rows, without=("treasury",))).treasury == 0


def test_every_file_carries_its_control_totals(build):
    accepted = build.accept(build.make(({"project": ONE, "benefit": "7"},)))
    controls = [state.control for state in accepted.months[-1].returns if state.file]
    assert [(control.stated_benefit, control.benefit) for control in controls] == [(7_000_000, 7_000_000)]
    assert all(state.control is None for state in accepted.months[-1].returns if state.file is None)
