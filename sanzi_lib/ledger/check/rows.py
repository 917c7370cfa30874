"""V10 and V11: dates and quantities that must agree with something else (domain §4)."""

from __future__ import annotations

from collections.abc import Iterator

from sanzi_lib.ledger.check.context import Checked
from sanzi_lib.ledger.model import Finding


def check_done_on(checked: Checked) -> Iterator[Finding]:
    """V10: 盘活完成时间 is not after the report period (domain §4, V10; §5, Month m)."""
    if not checked.placed:
        return
    end = checked.programme.period.period(checked.month)[1]
    for row in checked.projects.rows:
        done = row.day("done_on")
        if done is not None and "done_on" not in row.bad and done > end:
            message = (
                f"盘活完成时间{done.isoformat()}晚于本报告期截止日{end.isoformat()}，"
                "尚未完成的请留空，已完成的请改正日期。"
            )
            yield checked.find_row("V10", checked.projects, row, "done_on", message)


def check_measure(checked: Checked) -> Iterator[Finding]:
    """V11: quantity and unit of measure both or neither, in both sheets (domain §4, V11)."""
    for sheet in (checked.projects, checked.movements):
        for row in sheet.rows:
            if ("quantity" in row.given) == ("measure" in row.given):
                continue
            if not row.bad.isdisjoint(("quantity", "measure")):
                continue
            missing = "measure" if "quantity" in row.given else "quantity"
            name = checked.spec_of(sheet).column(missing).header
            message = f"实物数量与实物单位应同时填写或同时留空，请补填“{name}”，或清空另一项。"
            yield checked.find_row("V11", sheet, row, missing, message)


def check_same_measure(checked: Checked) -> Iterator[Finding]:
    """V11: a project has the same unit of measure in both sheets (domain §4, V11)."""
    for row in checked.movements.rows:
        listed = checked.project_rows.get(row.text("project"))
        if listed is None or "measure" in row.bad or "measure" in listed.bad:
            continue
        mine, theirs = row.text("measure"), listed.text("measure")
        if mine and theirs and mine != theirs:
            message = f"实物单位“{mine}”与项目台账的“{theirs}”不一致，请统一为同一实物单位。"
            yield checked.find_row("V11", checked.movements, row, "measure", message)
