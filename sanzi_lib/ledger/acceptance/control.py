"""A return's control totals beside what its rows sum up to (domain §3, Cover; the month's figures of the intake)."""

from __future__ import annotations

from sanzi_lib.ledger.model import ControlTotals, ReadReturn, ReadSheet


def build_control(returned: ReadReturn) -> ControlTotals:
    """The control totals of a return; amounts in 分."""
    cover, movements = returned.cover, returned.movements
    return ControlTotals(
        stated_projects=cover.project_count,
        stated_benefit=cover.benefit_total,
        stated_treasury=cover.treasury_total,
        projects=len(returned.projects.rows) if returned.projects.columns else None,
        benefit=_sum(movements, "benefit", missing=None),
        # 本月入库收益 is a column that may be left out; then nothing came in.
        treasury=_sum(movements, "treasury", missing=0 if movements.columns else None),
    )


def _sum(sheet: ReadSheet, key: str, *, missing: int | None) -> int | None:
    if key not in sheet.columns:
        return missing
    if any(key in row.bad for row in sheet.rows):
        return None
    return sum(row.fen(key) for row in sheet.rows)
