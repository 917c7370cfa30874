"""版本: the history of accepted returns, as the journal keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sanzi_lib.ledger.journal.rows import FRAME, JournalEntry, PlainRow
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Cell, Table
from sanzi_lib.reports.elements.formats import RETURN_WORDS, STATE_WORDS
from sanzi_lib.reports.ledger.cells import EMPTY, exact_cell, number_cell
from sanzi_lib.reports.ledger.lists import MONEY, HeaderGroup, build_list

VERSIONS_SHEET = "版本"

_REASONS = {
    "": "",
    "not_registered": "单位不在方案中",
    **{key: STATE_WORDS[key] for key in ("sent_back", "not_reported")},
}


def build_versions_table(entries: Sequence[JournalEntry], programme: Programme, above: tuple[str, str]) -> Table:
    """版本: every version of every accepted return, as the journal keeps them."""
    newest = {entry.head.key: entry.head.number for entry in entries}
    groups: list[HeaderGroup] = [
        ("", [("月份", "center", 0), ("报送单位", "left", 0), ("版本", "center", 0)]),
        ("", [("状态", "center", 0), ("说明", "center", 0), ("报送类型", "center", 0), ("报送时间", "center", 0)]),
        ("", [("入账时间", "center", 0), ("数据性质", "center", 0), ("项目数", "center", 0)]),
        ("本月（万元）", MONEY),
        ("", [("认可的核验结果", "left", 1), ("月报文件", "left", 0), ("SHA-256", "left", 1)]),
        ("", [("年度方案", "center", 0), ("程序版本", "center", 0), ("核验规则版本（前12位）", "center", 0)]),
    ]
    order = programme.register_order
    rows = []
    for entry in sorted(
        entries, key=lambda one: (one.head.month, order.get(one.head.unit, len(order)), one.head.number)
    ):
        head = entry.head
        unit = programme.unit_by_code.get(head.unit)
        standing = newest[head.key] == head.number
        accepted = head.state == "accepted"
        moved = [row for row in entry.rows if row[FRAME] == "movements"]
        rows.append(
            [
                Cell(str(head.month)),
                Cell(unit.name if unit else head.unit),
                number_cell(head.number),
                Cell(
                    ("现行" if standing else RETURN_WORDS["replaced"]) if accepted else "撤回",
                    role="plain" if accepted else "warn",
                ),
                Cell(_REASONS[head.reason]),
                Cell(head.kind),
                Cell(head.submitted_on.replace("T", " ")),
                Cell(head.posted_at.replace("T", " ")),
                Cell("演示" if head.demo else ""),
                number_cell(sum(row[FRAME] == "projects" for row in entry.rows)) if accepted else EMPTY,
                *(_sum_cell(moved, key) if accepted else EMPTY for key in ("benefit", "treasury", "available")),
                Cell(
                    "；".join(
                        f"{one.rule} {one.project} {one.override.reason}（{one.override.by}，{one.override.date}）"
                        for one in head.overrides
                    )
                ),
                Cell(head.file),
                Cell(head.sha256),
                Cell(head.programme),
                Cell(head.library),
                Cell(head.checks[:12]),
            ]
        )
    return build_list(VERSIONS_SHEET, "认可月报的版本", groups, rows, above, "记录中没有版本。", frozen=3)


def _sum_cell(rows: Iterable[PlainRow], key: str) -> Cell:
    return exact_cell(sum(row[key] for row in rows))
