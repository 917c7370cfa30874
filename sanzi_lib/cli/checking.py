"""``sanzi check``: a table on a terminal, plain lines elsewhere, checks.json in both cases."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.table import Table

from sanzi_lib.cli.console import Speaker
from sanzi_lib.cli.plain import clean
from sanzi_lib.ledger.model import Finding, MonthChecks, ReturnState
from sanzi_lib.run.options import Options, build_request
from sanzi_lib.run.places import checks_path
from sanzi_lib.run.session import check_month

_STATES = {"accepted": "接收", "sent_back": "退回修改", "not_reported": "未报送", "replaced": "已被更正替代"}
_LEVELS = ("错误", "核实", "风险", "提示")
_MOST_LINES = 200


def check(
    *,
    month: str,
    programme: str | None,
    params: Path | None,
    ledgers: Path | None,
    output: Path | None,
    record: Path | None,
    jobs: int | None,
) -> int:
    """Read and check a month's returns, and tell what must be chased.

    Returns:
        1 where a return is missing, sent back or unread, otherwise 0.

    Raises:
        ParameterError: The month has no folder, or an option is wrong.
    """
    options = Options(
        months=[month], programme=programme, params=params, ledgers=ledgers, output=output, record=record, jobs=jobs
    )
    speaker = Speaker()
    request = build_request(options, Path.cwd())
    checks, _ = check_month(request, speaker)
    counts: Counter[tuple[str | None, str]] = Counter(
        (finding.file, finding.level) for finding in checks.findings if finding.override is None
    )
    if speaker.terminal:
        speaker.show(_table(checks, counts))
    else:
        for item in checks.returns:
            speaker.say("  ".join(("月报", *(cell for cell in _cells(item, counts) if cell))))
    _tell_findings(checks, speaker)
    for unread in checks.unread:
        speaker.warn(f"未读取：{unread.file}——{unread.message}")
    states = Counter(item.state for item in checks.returns)
    speaker.say(
        f"{checks.month}：接收{states['accepted']}份，退回修改{states['sent_back']}份，未报送{states['not_reported']}家，"
        f"未读取{len(checks.unread)}个文件。结果已写入 {checks_path(request.folders.output, str(checks.month))}"
    )
    return 1 if states["sent_back"] or states["not_reported"] or checks.unread else 0


def _table(checks: MonthChecks, counts: Counter[tuple[str | None, str]]) -> Table:
    table = Table(title=f"{checks.month.label}月报核验")
    for header in ("单位", "状态", "类型", "文件", "报送时间", "逾期", "问题"):
        table.add_column(header)
    for item in checks.returns:
        style = "yellow" if item.state in ("sent_back", "not_reported") else None
        table.add_row(*(clean(cell) for cell in _cells(item, counts)), style=style)
    return table


def _cells(item: ReturnState, counts: Counter[tuple[str | None, str]]) -> tuple[str, ...]:
    found = [f"{level}{counts[item.file, level]}" for level in _LEVELS if item.file and counts[item.file, level]]
    return (
        item.unit,
        _STATES[item.state],
        item.kind or "",
        item.file or "",
        f"{item.submitted_on:%Y-%m-%d %H:%M}" if item.submitted_on else "",
        f"逾期{item.days_late}天" if item.days_late else "",
        "，".join(found),
    )


def _tell_findings(checks: MonthChecks, speaker: Speaker) -> None:
    """Tell findings with the gravest first; what is only for information is in checks.json."""
    listed = [finding for level in _LEVELS[:-1] for finding in checks.findings if finding.level == level]
    for finding in listed[:_MOST_LINES]:
        text = _line(finding)
        if finding.level == "错误" and finding.override is None:
            speaker.warn(text)
        else:
            speaker.say(text)
    if len(listed) > _MOST_LINES:
        speaker.say(f"另有{len(listed) - _MOST_LINES}条，见 checks.json。")


def _line(finding: Finding) -> str:
    place = "!".join(part for part in (finding.sheet, finding.cell) if part)
    accepted = "（已认可）" if finding.override else ""
    parts = (finding.level + accepted, finding.rule, finding.unit, finding.file, place, finding.project)
    return f"{'  '.join(part for part in parts if part)}：{finding.message}"
