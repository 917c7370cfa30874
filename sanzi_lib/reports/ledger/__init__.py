"""The internal 台账 workbook (policy 四（三）): every project with its year, its versions and its control totals.

It names responsible persons and files, so every sheet carries 内部资料 and nothing of it is circulated
(docs/指标口径.md 印发).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sanzi_lib.ledger.journal.rows import FRAME, JournalEntry, PlainRow
from sanzi_lib.ledger.layout import FUND_SHEET, MOVEMENT_SHEET, PROJECT_SHEET, ColumnSpec
from sanzi_lib.measures.model import NO_PROCEEDS
from sanzi_lib.measures.project_ledger_model import ControlLine, MovementLine, ProjectLedger, ProjectLine
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Align, Cell, Column, DocumentHead, HeaderCell, Table, TableRow
from sanzi_lib.reports.elements.formats import RETURN_WORDS, STATE_WORDS, show_date
from sanzi_lib.reports.elements.head import build_report_head
from sanzi_lib.reports.elements.marks import DEMO_MARK, DRAFT_MARK, INTERNAL_MARK
from sanzi_lib.reports.ledger.cells import (
    EMPTY,
    FIGURES,
    SOURCE_HEADERS,
    absent_cells,
    exact_cell,
    exact_cells,
    flag_cell,
    moved_cells,
    number_cell,
    quantity_cell,
    source_cells,
)

Spec = tuple[str, Align, float]
"""Header, alignment and weight of a column."""

HeaderGroup = tuple[str, Sequence[Spec]]
"""Header over several columns ("" for none), and the columns."""

NUMBER: Spec = ("序号", "center", 0)
HEAD: HeaderGroup = ("", [NUMBER, ("报送单位", "left", 0), ("项目编号", "left", 0), ("项目名称", "left", 0.2)])
FROZEN = 4
MONEY: Sequence[Spec] = [(name, "right", 0) for name in FIGURES]
SOURCE: HeaderGroup = (
    "来源",
    [(name, "left" if name == SOURCE_HEADERS[1] else "center", 0) for name in SOURCE_HEADERS],
)

_ALIGN: Mapping[str, Align] = {
    **{"amount": "right", "quantity": "right", "choice": "center", "measure": "center", "yes_no": "center"},
    **{"date": "center", "date_or_month": "center"},
}
_WIDE_TEXTS = frozenset({"description", "evidence", "difficulties", "remark", "name", "holder", "platform"})


def spec_of(column: ColumnSpec) -> Spec:
    """Give a column of the return as a column of a list."""
    return column.header, _ALIGN.get(column.kind, "left"), 1 if column.key in _WIDE_TEXTS else 0


def build_list(
    sheet: str,
    caption: str,
    groups: Sequence[HeaderGroup],
    rows: Iterable[Sequence[Cell]],
    above: tuple[str, str],
    otherwise: str,
    *,
    frozen: int = FROZEN,
) -> Table:
    """Build a list.

    Args:
        sheet: Name of the sheet.
        caption: Its title.
        groups: Its columns.
        rows: Cells, one per column.
        above: Lines above at the left and at the right.
        otherwise: What stands beneath where there are no rows.
        frozen: Columns that stay in sight.
    """
    columns = [column for _, several in groups for column in several]
    upper: list[HeaderCell] = []
    lower: list[HeaderCell] = []
    for name, several in groups:
        if name:
            upper.append(HeaderCell(name, colspan=len(several)))
            lower += [HeaderCell(header) for header, _, _ in several]
        else:
            upper += [HeaderCell(header, rowspan=2) for header, _, _ in several]
    body = tuple(TableRow(tuple(cells)) for cells in rows)
    return Table(
        caption=caption,
        columns=tuple(Column(str(number), align, weight) for number, (_, align, weight) in enumerate(columns)),
        header=(tuple(upper), tuple(lower)),
        rows=body,
        above_left=above[0],
        above_right=above[1],
        notes=() if body else (otherwise,),
        sheet=sheet,
        frozen=frozen,
    )


MOVEMENTS_SHEET, RESTATEMENTS_SHEET, FUNDS_SHEET = "逐月明细", "追溯调整", "存量资金"

_KINDS = ("cash", "financing", "injection", "savings")


def build_movements_table(ledger: ProjectLedger, above: tuple[str, str]) -> Table:
    """逐月明细: a row per accepted row of 盘活情况表."""
    kinds: list[Spec] = [(_plain_header(MOVEMENT_SHEET.column(key)), "right", 0) for key in _KINDS]
    groups: list[HeaderGroup] = [
        HEAD,
        ("", [("月份", "center", 0), ("项目状态", "center", 0), ("本月是否新盘活", "center", 0)]),
        ("", [("本月实物数量", "right", 0), ("实物单位", "center", 0)]),
        ("本月（万元）", MONEY),
        ("本月经济效益构成（万元）", kinds),
        ("期初数（万元）", MONEY),
        ("追溯调整（万元）", MONEY),
        ("", [("所属月份", "center", 0), ("调整原因", "left", 1), ("社会效益", "left", 1)]),
        ("该项目累计（万元）", MONEY),
        SOURCE,
    ]
    rows = []
    for number, line in enumerate(ledger.movements, start=1):
        rows.append(
            [
                *_moved_head(number, line),
                Cell(str(line.month)),
                Cell(line.status),
                flag_cell(line.newly),
                quantity_cell(line.quantity),
                Cell(line.measure),
                *exact_cells(line.amounts),
                *(exact_cell(kind) for kind in line.kinds),
                *moved_cells(line.opening),
                *moved_cells(line.restated),
                Cell(str(line.restated_month or "")),
                Cell(line.reason),
                Cell(line.social_benefit),
                *exact_cells(line.cumulative),
                *source_cells(line.source),
            ]
        )
    return build_list(MOVEMENTS_SHEET, f"{ledger.month.label}项目逐月明细", groups, rows, above, "没有认可的盘活情况。")


def build_restatements_table(ledger: ProjectLedger, above: tuple[str, str]) -> Table:
    """追溯调整: each with the month that it corrects and its reason."""
    groups: list[HeaderGroup] = [
        HEAD,
        ("", [("报送月份", "center", 0), ("所属月份", "center", 0)]),
        ("追溯调整（万元）", MONEY),
        ("", [("调整原因", "left", 1)]),
        ("调整后该项目累计（万元）", MONEY),
        SOURCE,
    ]
    rows = [
        [
            *_moved_head(number, line),
            Cell(str(line.month)),
            Cell(str(line.restated_month or "未填")),
            *moved_cells(line.restated),
            Cell(line.reason or "未填"),
            *exact_cells(line.cumulative),
            *source_cells(line.source),
        ]
        for number, line in enumerate(ledger.restatements, start=1)
    ]
    return build_list(RESTATEMENTS_SHEET, f"{ledger.month.label}追溯调整", groups, rows, above, "本年没有追溯调整。")


def build_funds_table(ledger: ProjectLedger, above: tuple[str, str]) -> Table:
    """存量资金: each item as in the latest accepted return that lists it."""
    keys = ("fund_kind", "fund", "income", "carried", "years", "research", "recovered")
    groups: list[HeaderGroup] = [
        ("", [NUMBER, ("报送单位", "left", 0)]),
        ("", [spec_of(FUND_SHEET.column(key)) for key in keys]),
        SOURCE,
    ]
    rows = [
        [
            number_cell(number),
            Cell(line.unit_name),
            Cell(line.kind),
            Cell(line.item),
            exact_cell(line.income),
            exact_cell(line.carryover),
            quantity_cell(line.years),
            flag_cell(line.research),
            exact_cell(line.recovered),
            *source_cells(line.source),
        ]
        for number, line in enumerate(ledger.funds, start=1)
    ]
    return build_list(
        FUNDS_SHEET, f"{ledger.month.label}存量资金", groups, rows, above, "没有认可的存量资金。", frozen=2
    )


def _moved_head(number: int, line: MovementLine) -> list[Cell]:
    return [number_cell(number), Cell(line.unit_name), Cell(line.project), Cell(line.title)]


def _plain_header(column: ColumnSpec) -> str:
    return column.header.removeprefix("其中：").removesuffix("(万元)")


PROJECTS_SHEET, MONTHS_SHEET = "台账", "各月数"


def build_projects_table(ledger: ProjectLedger, title: str, above: tuple[str, str]) -> Table:
    """台账: a row per project, its particulars in the order of the return's sheet, its figures and its source."""
    particulars = [column for column in PROJECT_SHEET.columns if column.key not in ("project", "name")]
    groups: list[HeaderGroup] = [
        HEAD,
        ("", [("组", "center", 0), ("计入", "center", 0)]),
        ("", [spec_of(column) for column in particulars]),
        ("期初数（万元）", MONEY),
        ("本月（万元）", MONEY),
        ("追溯调整（万元）", MONEY),
        ("年初至本月累计（万元）", MONEY),
        ("", [("尚余（万元）", "right", 0), ("首次新盘活", "center", 0)]),
        SOURCE,
    ]
    rows = []
    for number, line in enumerate(ledger.projects, start=1):
        month = line.months[-1]
        rows.append(
            [
                *_head_cells(number, line),
                Cell(line.group_name),
                Cell(line.counts_in),
                *(_particular(line, column) for column in particulars),
                *moved_cells(line.opening),
                *(absent_cells() if ledger.month.month not in line.known else exact_cells(month)),
                *moved_cells(line.restated),
                *exact_cells(line.cumulative),
                exact_cell(line.remaining),
                Cell(str(line.newly or "")),
                *source_cells(line.source),
            ]
        )
    return build_list(PROJECTS_SHEET, title, groups, rows, above, "没有认可的项目。")


def build_months_table(ledger: ProjectLedger, above: tuple[str, str]) -> Table:
    """各月数: a row per project, the three figures of each month beside each other."""
    months = ledger.month.months_of_year()
    groups: list[HeaderGroup] = [HEAD, ("期初数（万元）", MONEY)]
    groups += [(f"{month.month}月（万元）", MONEY) for month in months]
    groups += [("追溯调整（万元）", MONEY), ("年初至本月累计（万元）", MONEY)]
    rows = []
    for number, line in enumerate(ledger.projects, start=1):
        cells = [*_head_cells(number, line), *moved_cells(line.opening)]
        for month, amounts in zip(months, line.months, strict=True):
            cells += exact_cells(amounts) if month.month in line.known else absent_cells()
        rows.append([*cells, *moved_cells(line.restated), *exact_cells(line.cumulative)])
    return build_list(MONTHS_SHEET, f"{ledger.month.label}项目各月数", groups, rows, above, "没有认可的项目。")


def _head_cells(number: int, line: ProjectLine) -> list[Cell]:
    return [
        number_cell(number),
        Cell(line.unit_name),
        Cell(line.project),
        Cell(line.particulars.get("name", "")),
    ]


def _particular(line: ProjectLine, column: ColumnSpec) -> Cell:
    if column.key == "counterparty":
        return Cell(line.contact.get("natural_counterparty") or line.particulars.get("counterparty", ""))
    value = {**line.particulars, **line.contact}.get(column.key)
    match column.kind:
        case "amount":
            return exact_cell(value)
        case "quantity":
            return quantity_cell(value)
        case "yes_no":
            return flag_cell(value)
        case _:
            return Cell(value or "")


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


NOTES_SHEET = "说明"
UNIT_LINE = "单位：万元"

RULES = (
    "台账列本年1月至本月各单位通过核验（含认可）的月报列过的全部项目，按方案附件1的单位顺序和项目编号排列；一个项目以最近一份列有它的"
    "认可月报为准，该月报的月份、文件、工作表、行号和校验值见“来源”。",
    "累计数由各月认可数、追溯调整和期初数相加得出，不照抄月报所填的累计数，与榜单、总览同源同数；期初数是项目在本年首份认可月报带来的"
    "年初至上月累计。",
    "“各月数”中，空格表示该月认可的月报没有这个项目的盘活情况；“—”表示该单位当月没有认可的月报（未报送或退回修改），不等于零。"
    "期初数、追溯调整为零的留空。",
    "尚余为预期盘活效益减年初至本月累计经济效益，负数为超出预期的部分。经济效益、入库收益、可用财力不得相加，也不得互相替代。",
    "金额按分精确列示，单位万元，最多六位小数，不四舍五入；位数超过15位的数按文本列示，以免失真。单位填写的文字一律是文本，不会成为公式。",
    "“版本”列出每份认可月报的全部版本：更正、撤回都另立新版本，旧版本保留；已定稿的月份不再有新版本。",
    "本台账列有责任人、联系电话和月报文件，只供内部管理使用，不得印发。",
)


def build_ledger_head(ledger: ProjectLedger, programme: Programme, tabulated_on: date, *, demo: bool) -> DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        ledger: The 台账.
        programme: Gives the city.
        tabulated_on: 制表时间.
        demo: True where a return of the year is marked 演示.
    """
    whose = f"（{ledger.unit}）" if ledger.unit else ""
    title = f"{programme.city}{ledger.month.label}{programme.titles.subject}盘活项目台账{whose}"
    marks = ((DEMO_MARK, demo), (DRAFT_MARK, programme.is_trial(ledger.month)))
    said = f"{ledger.month.label}{programme.titles.subject}盘活项目台账，内部资料。"
    return build_report_head(
        "ledger",
        title,
        said,
        period=programme.period.period(ledger.month),
        tabulated_on=tabulated_on,
        marks=(INTERNAL_MARK, *(word for word, holds in marks if holds)),
    )


def build_lists(
    ledger: ProjectLedger, entries: Sequence[JournalEntry], programme: Programme, head: DocumentHead
) -> tuple[Table, ...]:
    """Build the sheets of rows.

    Args:
        ledger: The 台账.
        entries: Versions of the journal, of the same units and months.
        programme: The programme.
        head: Of the workbook.
    """
    above = (f"制表时间：{show_date(date.fromisoformat(head.tabulated_on))}", UNIT_LINE)
    return (
        build_projects_table(ledger, head.title, above),
        build_months_table(ledger, above),
        build_movements_table(ledger, above),
        build_restatements_table(ledger, above),
        build_funds_table(ledger, above),
        build_versions_table(entries, programme, above),
    )


def build_control_table(ledger: ProjectLedger, tabulated_on: date, more: Sequence[str] = ()) -> Table:
    """说明: control totals, the 台账 beside the boards, and the rules beneath.

    Args:
        ledger: The 台账.
        tabulated_on: 制表时间.
        more: Further notes: what is published, what could not be set, what is wrong with the record.
    """
    columns: list[tuple[str, Align]] = [("name", "left"), ("what", "center")]
    columns += [(f"{side}{number}", "right") for side in ("ledger", "boards") for number in range(3)]
    columns.append(("holds", "center"))
    boards = "按单位测算" if ledger.unit else "全市总览"
    return Table(
        caption=f"{ledger.month.label}台账控制数核对",
        columns=tuple(Column(key, align) for key, align in columns),
        header=(
            (
                HeaderCell("地区、领域或单位", rowspan=2),
                HeaderCell("口径", rowspan=2),
                HeaderCell("本台账各行之和", colspan=3),
                HeaderCell(boards, colspan=3),
                HeaderCell("核对", rowspan=2),
            ),
            tuple(HeaderCell(name) for name in (*FIGURES, *FIGURES)),
        ),
        rows=tuple(_control_row(line) for line in ledger.control),
        above_left=f"制表时间：{show_date(tabulated_on)}",
        above_right=UNIT_LINE,
        notes=tuple(f"{number}. {text}" for number, text in enumerate((*RULES, *more), start=1)),
        landscape=True,
        sheet=NOTES_SHEET,
    )


def _control_row(line: ControlLine) -> TableRow:
    boards = absent_cells() if line.boards is None else exact_cells(line.boards)
    ledger = absent_cells() if line.boards is None and line.ledger == NO_PROCEEDS else exact_cells(line.ledger)
    holds = Cell("一致") if line.holds else Cell("不一致", role="warn")
    return TableRow((Cell(line.name), Cell("本月" if line.of_month else "累计"), *ledger, *boards, holds))
