"""The return's workbook: blank for a unit to fill, or filled with values (docs/核验规则.md 月报)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.layout import MONEY_UNIT, MOVEMENTS, NATURES, NO, RETURN_KINDS
from sanzi_lib.ledger.template.book import TOTAL_KEYS, build_book
from sanzi_lib.ledger.template.content import Cumulative, Looks, Prefill, ReturnContent, RowInput
from sanzi_lib.ledger.template.formulas import add_formulas
from sanzi_lib.ledger.template.sheets import write_total
from sanzi_lib.ledger.template.workbook_bytes import build_bytes
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, Unit

BLANK_ROWS = 120
"""Rows for new projects that carry formulas and drop-downs, beside the prefilled ones."""


def write_template(
    path: Path, programme: Programme, unit: Unit, month: Month, *, prefill: Prefill | None = None
) -> None:
    """Write a unit's blank return for a month.

    Args:
        path: The workbook to write; an existing one is replaced.
        programme: Its enumerations fill the drop-downs.
        unit: Whose return it is.
        month: The month of the return.
        prefill: Last month's projects and funds, and accepted cumulative figures; nothing without it.

    Raises:
        RecordError: The file cannot be written.
    """
    content = build_template(programme, unit, month, prefill=prefill)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise RecordError(
            f"模板写不进 {path}（{error.strerror}），请检查文件夹权限，若该文件正在 Excel 或 WPS 中打开请先关闭。"
        ) from None


def build_template(programme: Programme, unit: Unit, month: Month, *, prefill: Prefill | None = None) -> bytes:
    """Build a unit's blank return; the same arguments give the same bytes.

    Projects with accepted figures stand in 盘活情况表 with 本月经济效益 0; the rest of that sheet takes new rows, whose
    figures of the months before are looked up. Every formula carries its value, so that a file that was filled by
    another program than Excel or WPS is not sent back for it.

    Args:
        programme: Its enumerations fill the drop-downs.
        unit: Whose return it is.
        month: The month of the return.
        prefill: Last month's projects and funds, and accepted cumulative figures.
    """
    known = prefill or Prefill()
    listed = [str(row.get("project", "")) for row in known.projects]
    movements = tuple(
        _movement(project, known.cumulative[project]) for project in listed if project in known.cumulative
    )
    content = ReturnContent(
        cover={
            "unit": unit.name,
            "month": str(month),
            "kind": RETURN_KINDS[0],
            "nature": NATURES[0],
            "money_unit": MONEY_UNIT,
        },
        projects=known.projects,
        movements=movements,
        funds=known.funds,
    )
    made = build_book(programme, unit, month, content, Looks(), blank_rows=len(listed) + BLANK_ROWS)
    stored = add_formulas(made, known, movements)
    return build_bytes(made.book, stamp=datetime(month.year, month.month, 1), stored=stored)


def build_return(
    programme: Programme, unit: Unit, month: Month, content: ReturnContent, looks: Looks, *, stamp: datetime
) -> bytes:
    """Build a filled return: values where the template has formulas.

    Args:
        programme: Its enumerations fill the drop-downs.
        unit: Whose return it is.
        month: The month of the return.
        content: The values, in 万元.
        looks: How the sheets are laid out.
        stamp: Time of making in the file's properties.
    """
    made = build_book(programme, unit, month, content, looks)
    totals = content.totals
    write_total(made.places[MOVEMENTS], [key for key in TOTAL_KEYS if key in totals], totals.__getitem__)
    return build_bytes(made.book, stamp=stamp)


def _movement(project: str, before: Cumulative) -> RowInput:
    return {"project": project, "newly": NO, "benefit": Decimal(0), "benefit_before": before.benefit}
