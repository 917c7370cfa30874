"""Sheets that are wrong, or merely large, all the way down."""

from __future__ import annotations

import time

from sanzi_lib.ledger.check.table import MOST_PER_RULE, RULES
from sanzi_lib.ledger.model import TotalRow

UNIT = "430422"


def test_a_sheet_that_is_wrong_in_every_row_gets_a_summary(build, errors):
    rows = [{"project": f"{UNIT}-ZY05-2024-{n:04d}", "benefit": 1, "cash": 2} for n in range(1, MOST_PER_RULE + 4)]
    accepted = build.accept(build.make(rows))
    found = [f for f in accepted.months[-1].findings if f.rule == "V08"]
    assert len(found) == MOST_PER_RULE + 1
    (summary,) = [f for f in found if f.cell is None]
    assert "还有3处" in summary.message
    assert summary.level == "错误"


def test_thousands_of_subtotals(build, errors):
    rows = [{"project": f"{UNIT}-ZY05-2024-{n:04d}", "benefit": 1} for n in range(1, 3000)]
    totals = [TotalRow(5000 + n, 3, {"benefit": 2_999_000_000}) for n in range(20_000)]
    returned = build.make(rows, totals=totals)
    start = time.process_time()
    assert errors(build.accept(returned)) == []
    assert time.process_time() - start < 6  # row by row it would be a minute


def test_the_table_names_every_rule_of_the_domain():
    numbers = [*range(1, 13), 15, 16, *range(18, 22), 23, 24, 25, *range(27, 39)]
    assert sorted({rule.id for rule in RULES}) == [f"V{number:02d}" for number in numbers]
    assert all(rule.text and rule.level in ("错误", "核实", "提示", "风险") for rule in RULES)
