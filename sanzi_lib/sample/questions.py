"""Rows that a finding of level 核实, 提示 or 风险 asks about; the return still counts (docs/核验规则.md 规则)."""

from __future__ import annotations

from dataclasses import replace

from sanzi_lib.ledger.layout import YES
from sanzi_lib.ledger.template.content import CellInput, ReturnContent
from sanzi_lib.params.programme import Programme


def raise_questions(content: ReturnContent, programme: Programme) -> ReturnContent:
    """Change a few descriptive cells so that several questions come up, and no error.

    A 实物 asset without 评估价值 and 公告号 (V23), money in a paused project (V18), a loan with a guarantee (V25), a
    case with a phone number (V28).

    Args:
        content: A return that holds together.
        programme: Names the statuses.
    """
    idle = programme.enumerations.statuses.idle
    moved = [row["project"] for row in content.movements]
    projects: list[dict[str, CellInput]] = [dict(row) for row in content.projects]
    paused = False
    for row in projects:
        if row["method"] in ("售", "租") and row["subcategory"] == "实物":
            row["appraised_value"], row["platform"] = "", ""
        if row["method"] == "融":
            row["guarantee"] = YES
        if idle and not paused and row["project"] in moved and row["done_on"] in ("", None):
            row["status"], paused = idle[-1], True
    cases = list(content.cases)
    if cases:
        cases[0] = {**cases[0], "result": f"{cases[0]['result']}咨询电话13800001234。"}
    return replace(content, projects=tuple(projects), cases=tuple(cases))
