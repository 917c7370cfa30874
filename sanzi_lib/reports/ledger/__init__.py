"""The internal 台账 workbook (policy 四（三）): every project with its year, its versions and its control totals.

It names responsible persons and files, so every sheet carries 内部资料 and nothing of it is circulated
(docs/指标口径.md 印发).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sanzi_lib.ledger.journal.rows import JournalEntry
from sanzi_lib.measures.model import NO_PROCEEDS
from sanzi_lib.measures.project_ledger_model import ControlLine, ProjectLedger
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Align, Cell, Column, DocumentHead, HeaderCell, Table, TableRow
from sanzi_lib.reports.elements.formats import show_date
from sanzi_lib.reports.elements.head import build_report_head
from sanzi_lib.reports.elements.marks import DEMO_MARK, DRAFT_MARK, INTERNAL_MARK
from sanzi_lib.reports.ledger.cells import FIGURES, absent_cells, exact_cells
from sanzi_lib.reports.ledger.movements import (
    build_funds_table,
    build_movements_table,
    build_restatements_table,
)
from sanzi_lib.reports.ledger.projects import build_months_table, build_projects_table
from sanzi_lib.reports.ledger.versions import build_versions_table

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
