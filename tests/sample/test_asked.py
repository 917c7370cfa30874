"""What the checks ask of the sample: of what nobody planted, at most one 核实 per ten returns."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sanzi_lib.ledger.accept import read_year
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.sample.stories import assign_stories
from sanzi_lib.sample.streams import plan_tie
from sanzi_lib.sample.write import write_sample

pytestmark = pytest.mark.slow

SEED, LAST = 1, Month(2024, 7)
STANDING = ("V18", "V23")
"""Asked again every month once they are planted."""


def test_honest_months_are_left_alone(tmp_path):
    programme = read_programme(Path(__file__).resolve().parents[2] / "params" / "hengyang-2024")
    paths = write_sample(tmp_path, programme, through=LAST, seed=SEED)
    accepted = read_year(programme, tmp_path, LAST, jobs=2)
    plots = assign_stories(programme, SEED, plan_tie(programme, SEED))
    codes = {unit.name: unit.code for unit in programme.units}
    planted: Counter[str] = Counter()
    honest: Counter[str] = Counter()
    for checks in accepted.months:
        number = checks.month.month
        for finding in checks.findings:
            if finding.level != "核实":
                continue
            plot = plots[codes[finding.unit]]
            told = plot.find(number, "opening", "questions", "restated_up", "restated_down")
            # What was sent back holds a planted error: nothing that its row says can be held against the catch-up.
            told = told or plot.find(number - 1, "sent_back", "missing")
            if finding.rule in STANDING:
                told = told or next(filter(None, (plot.find(m, "questions") for m in range(1, number))), None)
            (honest if told is None else planted)[finding.rule] += 1
    assert planted.keys() >= {"V07", "V18", "V23", "V30"}  # the sample does ask something
    assert sum(honest.values()) <= len(paths) / 10, honest
    assert all(count <= len(paths) / 10 for count in honest.values()), honest
