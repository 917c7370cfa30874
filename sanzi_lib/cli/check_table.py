"""What a check found: a table on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections import Counter

from rich.table import Table

from sanzi_lib.cli.terminal import Terminal
from sanzi_lib.ledger.causes import say_line, tell_causes
from sanzi_lib.ledger.model import Level, MonthChecks, ReturnState
from sanzi_lib.ledger.tally import LEVELS
from sanzi_lib.reports.elements.formats import RETURN_WORDS
from sanzi_lib.run.progress import clean

_MOST_LINES = 200
_ASKING: tuple[Level, ...] = ("错误", "核实")
"""What units must correct or explain; the rest is told as counts."""


def tell_checks(checks: MonthChecks, terminal: Terminal, *, everything: bool = False) -> None:
    """Tell the state of every return, the findings, the gravest first, and what could not be read.

    Args:
        checks: The month.
        terminal: Is told.
        everything: Tell each 风险 and 提示 too, and without a bound.
    """
    counts: Counter[tuple[str | None, str]] = Counter(
        (finding.file, finding.level) for finding in checks.findings if finding.override is None
    )
    if terminal.is_watched:
        terminal.show(_table(checks, counts))
    else:
        for item in checks.returns:
            terminal.say("  ".join(("月报", *(cell for cell in _cells(item, counts) if cell))))
    _tell_findings(checks, terminal, everything=everything)
    for unread in checks.unread:
        terminal.warn(f"未读取：{unread.file}——{unread.message}")


def _table(checks: MonthChecks, counts: Counter[tuple[str | None, str]]) -> Table:
    table = Table(title=f"{checks.month.label}月报核验")
    for header in ("单位", "状态", "类型", "文件", "报送时间", "逾期", "问题"):
        table.add_column(header)
    for item in checks.returns:
        style = "yellow" if item.state in ("sent_back", "not_reported") else None
        table.add_row(*(clean(cell) for cell in _cells(item, counts)), style=style)
    return table


def _cells(item: ReturnState, counts: Counter[tuple[str | None, str]]) -> tuple[str, ...]:
    found = [f"{level}{counts[item.file, level]}" for level in LEVELS if item.file and counts[item.file, level]]
    return (
        item.unit,
        RETURN_WORDS[item.state],
        item.kind or "",
        item.file or "",
        f"{item.submitted_on:%Y-%m-%d %H:%M}" if item.submitted_on else "",
        f"逾期{item.days_late}天" if item.days_late else "",
        "，".join(found),
    )


def _tell_findings(checks: MonthChecks, terminal: Terminal, *, everything: bool) -> None:
    """Tell findings with the gravest first, one cause a line; every single cell is in checks.json."""
    told = tell_causes(checks.findings)
    listed = [line for level in LEVELS if everything or level in _ASKING for line in told if line.first.level == level]
    shown = listed if everything else listed[:_MOST_LINES]
    for line in shown:
        text = say_line(line)
        if line.first.level == "错误" and line.first.override is None:
            terminal.warn(text)
        else:
            terminal.say(text)
    if len(listed) > len(shown):
        terminal.say(f"另有{len(listed) - len(shown)}条，加 --all 全部列出。")
    counts = Counter(finding.level for finding in checks.findings)
    rest = [f"{level}{counts[level]}处" for level in LEVELS if level not in _ASKING and counts[level]]
    if rest and not everything:
        terminal.say(f"另有{'、'.join(rest)}，加 --all 逐条列出。")
