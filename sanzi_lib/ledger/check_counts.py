"""What checking found, counted by unit and month for reports that may show no finding.

See docs/指标口径.md 年度考核、报告.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from sanzi_lib.ledger.model import MonthChecks
from sanzi_lib.params.programme import Programme
from sanzi_lib.schema import CHECK_COUNTS, assert_schema


def count_checks(programme: Programme, months: Sequence[MonthChecks]) -> pd.DataFrame:
    """Frame ``CHECK_COUNTS``: returns sent back and findings that stand, by unit and month.

    A 风险 is counted nowhere, and neither is what a unit outside the register sent. Findings of a replaced return are
    gone with it; what an override accepted does not stand.

    Args:
        programme: Gives units and their order.
        months: Checks of January to a month, in order.
    """
    back: set[tuple[str, int]] = set()
    counts: Counter[tuple[str, int, str]] = Counter()
    for checks in months:
        number = checks.month.month
        back |= {(state.code, number) for state in checks.returns if state.code is not None and state.was_back}
        for finding in checks.findings:
            unit = programme.unit_by_name.get(finding.unit or "")
            if unit is not None and finding.override is None:
                counts[unit.code, number, finding.level] += 1
    keys = [(unit.code, checks.month.month) for unit in programme.units for checks in months]
    frame = pd.DataFrame(
        {
            "unit": pd.Series([unit for unit, _ in keys], dtype="str"),
            "month": pd.Series([month for _, month in keys], dtype="int64"),
            "sent_back": pd.Series([key in back for key in keys], dtype="bool"),
            "errors": pd.Series([counts[(*key, "错误")] for key in keys], dtype="int64"),
            "queries": pd.Series([counts[(*key, "核实")] for key in keys], dtype="int64"),
        }
    )
    assert_schema(frame, CHECK_COUNTS, "check counts")
    return frame
