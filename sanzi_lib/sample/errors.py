"""Plants one explainable error, or one thing to ask about, into a return that is right (docs/核验规则.md 规则)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from sanzi_lib.ledger.layout import YES
from sanzi_lib.ledger.template.content import CellInput, ReturnContent, RowInput
from sanzi_lib.params.programme import Programme
from sanzi_lib.sample.flows import KINDS
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


def plant_error(content: ReturnContent, rule: str) -> tuple[ReturnContent, str]:
    """Break one check, and no other.

    Args:
        content: A return that holds together; its amounts may be typed as text.
        rule: V03, V04, V05, V06, V08, V09 or V11. Where no row lends itself to it, the cover's 项目数 is one too
            many (V09).

    Returns:
        The return, and the check that it now breaks.
    """
    planted = _PLANTS[rule](content) if rule in _PLANTS else None
    return (planted, rule) if planted is not None else (_miscount(content), "V09")


def _miscount(content: ReturnContent) -> ReturnContent:
    return replace(content, cover={**content.cover, "project_count": len(content.projects) + 1})


def _wrong_cover_total(content: ReturnContent) -> ReturnContent | None:
    """Give the cover still carries a total from before the last row was added."""
    amounts = [_amount(row.get("benefit")) for row in content.movements]
    last = next((amount for amount in reversed(amounts) if amount), None)
    total = content.cover["benefit_total"]
    if last is None or not isinstance(total, Decimal):
        return None
    return replace(content, cover={**content.cover, "benefit_total": total - last})


def _available_above_treasury(content: ReturnContent) -> ReturnContent | None:
    """Benefit was written where 可用财力 belongs."""

    def change(row: RowInput) -> RowInput | None:
        treasury, benefit = _amount(row.get("treasury")), _amount(row.get("benefit"))
        if not treasury or not benefit or benefit <= treasury:
            return None
        return {**row, "available": row["benefit"], "treasury_to_date": None, "available_to_date": None}

    return _change_row(content, change, prefer="treasury")


def _forgotten_month(content: ReturnContent) -> ReturnContent | None:
    """Give the cumulative figure was copied from the month before."""

    def change(row: RowInput) -> RowInput | None:
        if not _amount(row.get("benefit")) or _amount(row.get("restated_benefit")):
            return None
        return {**row, "benefit_to_date": row.get("benefit_before")}

    return _change_row(content, change, prefer="benefit")


def _kinds_do_not_add_up(content: ReturnContent) -> ReturnContent | None:
    """One kind was counted in units of 10 000."""

    def change(row: RowInput) -> RowInput | None:
        kind = next((kind for kind in KINDS if _amount(row.get(kind))), None)
        if kind is None:
            return None
        return {**row, kind: _amount(row[kind]) + Decimal(100)}

    return _change_row(content, change, prefer="benefit")


def _words_for_an_amount(content: ReturnContent) -> ReturnContent | None:
    return _change_row(
        content, lambda row: {**row, "cash": "约300"} if _amount(row.get("cash")) else None, prefer="cash"
    )


def _quantity_without_unit(content: ReturnContent) -> ReturnContent | None:
    return _change_row(
        content, lambda row: {**row, "measure": ""} if row.get("quantity") is not None else None, prefer=""
    )


def _nobody_responsible(content: ReturnContent) -> ReturnContent | None:
    if not content.projects:
        return None
    first = {**content.projects[0], "responsible_person": ""}
    return replace(content, projects=(first, *content.projects[1:]))


_PLANTS: Mapping[str, Callable[[ReturnContent], ReturnContent | None]] = {
    "V03": _nobody_responsible,
    "V04": _words_for_an_amount,
    "V05": _available_above_treasury,
    "V06": _forgotten_month,
    "V08": _kinds_do_not_add_up,
    "V09": _wrong_cover_total,
    "V11": _quantity_without_unit,
}


def _change_row(
    content: ReturnContent, change: Callable[[RowInput], RowInput | None], *, prefer: str
) -> ReturnContent | None:
    """Change the row with the largest amount in a column of those that can be changed."""
    changed = [(number, row) for number, row in enumerate(map(change, content.movements)) if row is not None]
    if not changed:
        return None
    number, row = max(changed, key=lambda pair: _amount(content.movements[pair[0]].get(prefer)))
    rows = (*content.movements[:number], row, *content.movements[number + 1 :])
    return replace(content, movements=rows)


def _amount(value: CellInput) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        text = value.translate(_NARROW).replace("￥", "").replace(",", "")
        return Decimal(text) if text.replace(".", "").replace("-", "").isdigit() else Decimal(0)
    return Decimal(0)


_NARROW = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
