"""Rows that a finding of level 核实, 提示 or 风险 asks about; the return still counts (docs/核验规则.md 规则)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sanzi_lib.ledger.layout import YES
from sanzi_lib.ledger.template.content import CellInput, ReturnContent
from sanzi_lib.params.programme import Programme
from sanzi_lib.sample.turns import Plant


def raise_questions(
    content: ReturnContent, programme: Programme, month: int, paid: Collection[str]
) -> tuple[ReturnContent, tuple[Plant, ...]]:
    """Change a few descriptive cells so that several questions come up, and no error.

    A 实物 asset without 评估价值 and 公告号 (V23), money in a paused project (V18), a loan with a guarantee (V25), a
    case with a phone number (V28).

    Args:
        content: A return that holds together.
        programme: Names the statuses.
        month: Of the return, 1..12.
        paid: Projects that have had money in the year, this return included; V23 asks of no others.

    Returns:
        The return, and what is asked about it.
    """
    idle = programme.enumerations.statuses.idle
    moved = [row["project"] for row in content.movements]
    projects: list[dict[str, CellInput]] = [dict(row) for row in content.projects]
    plants: list[Plant] = []
    paused = False
    for row in projects:
        project = str(row["project"])
        if row["method"] in ("售", "租") and row["subcategory"] == "实物":
            row["appraised_value"], row["platform"] = "", ""
            plants += [Plant(month, "V23", project)] if project in paid else []
        if row["method"] == "融":
            row["guarantee"] = YES
            plants.append(Plant(month, "V25", project))
        if idle and not paused and project in moved and row["done_on"] in ("", None):
            row["status"], paused = idle[-1], True
            plants.append(Plant(month, "V18", project))
    cases = list(content.cases)
    if cases:
        cases[0] = {**cases[0], "result": f"{cases[0]['result']}咨询电话13800001234。"}
        plants.append(Plant(month, "V28", str(cases[0]["project"])))
    return replace(content, projects=tuple(projects), cases=tuple(cases)), tuple(plants)
