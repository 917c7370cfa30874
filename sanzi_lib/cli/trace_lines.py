"""Where a figure comes from, as a table on a terminal, as plain lines where there is none, and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from rich.box import SIMPLE_HEAD
from rich.table import Table

from sanzi_lib.cli.terminal import Terminal, lacks_characters
from sanzi_lib.cli.trace_words import CITY_NAME, TracedLine, read_line
from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.model import Accepted, Finding
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.facts import Facts, build_facts
from sanzi_lib.measures.figures import FIGURES
from sanzi_lib.measures.trace import build_ground, trace_on_board, trace_row
from sanzi_lib.measures.trace_funds import trace_funds
from sanzi_lib.measures.trace_model import Trace, TraceForm, TracePart
from sanzi_lib.money import round_half_up, to_exact_wan, to_wan
from sanzi_lib.months import Month, is_quarter, parse_quarter
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.target_cells import read_target_cells
from sanzi_lib.reports.funds.texts import say_reckoning
from sanzi_lib.run.archive.cited_cells import find_unlike
from sanzi_lib.run.archive.city import claim_folder
from sanzi_lib.run.archive.returns import Recorded, read_returns
from sanzi_lib.run.ask.options import Options
from sanzi_lib.run.ask.request import Request, ask_of_one_month
from sanzi_lib.run.progress import clean
from sanzi_lib.run.published.month import month_folder

RATE_PLACES = 10

_UNITS: Mapping[TraceForm, str] = {
    "money": "万元",
    "count": "个",
    "quantity": "",
    "rate": "",
    "list": "",
    "total": "万元",
    "reckoned": "万元",
}


def build_trace_json(trace: Trace, *, ascii_only: bool = False) -> str:
    """Build the trace as JSON: amounts as strings of 万元 with all digits, rates with ten decimals.

    A figure that is computed rather than summed has no ``parts`` but ``terms``, of the same form, that it is made of.

    Args:
        trace: The trace.
        ascii_only: Escape what is not ASCII, for a stream that may lack it.
    """
    data = {"figure": _figure_json(trace), **_content_json(trace)}
    return json.dumps(data, ensure_ascii=ascii_only, indent=2) + "\n"


def _content_json(trace: Trace) -> dict[str, Any]:
    content: dict[str, Any] = {"parts": [_part_json(part, trace.form) for part in trace.parts]}
    if trace.terms:
        content["terms"] = [_term_json(term) for term in trace.terms]
    return content


def _term_json(term: Trace) -> dict[str, Any]:
    label = {"project" if term.measure == "open" else "quantity_unit": term.label} if term.label else {}
    if term.item is not None:
        label = {"kind": term.item.kind, "item": term.item.item, "rule": term.item.rule or ""}
    head = {"measure": term.measure, "unit": term.name, **label, "figure": _figure_json(term)}
    return {**head, **_content_json(term)}


def _figure_json(trace: Trace) -> Any:
    if trace.form == "list":
        return [{"unit": term.label, "quantity": _figure_json(term)} for term in trace.terms]
    if trace.measure == "open" and trace.form == "total":
        return {"findings": len(trace.findings), "amount": _plain(trace.figure or 0, trace.form)}
    return None if trace.figure is None else _plain(trace.figure, trace.form)


def _part_json(part: TracePart, form: TraceForm) -> dict[str, Any]:
    return {
        "unit": part.name,
        "month": None if part.month is None else str(part.month),
        "file": part.file,
        "sheet": part.sheet,
        "cell": part.cell,
        "amount": _plain(part.amount, form),
        "sha256": part.sha256,
    }


def _plain(value: int | Decimal | Fraction, form: TraceForm) -> str:
    match form:
        case "money":
            return f"{to_wan(int(value)):f}"
        case "total" | "reckoned":
            return f"{to_exact_wan(Fraction(value)):f}"
        case "rate":
            return f"{round_half_up(value, RATE_PLACES):f}"
        case _:
            text = f"{value:f}" if isinstance(value, Decimal) else str(value)
            return text.rstrip("0").rstrip(".") if "." in text else text


def measure_name(trace: Trace) -> str:
    """Tell what the figure is called."""
    return FIGURES["quantities" if trace.measure == "quantity" else trace.measure].name


def show_figure(trace: Trace) -> str:
    """Show the figure with its unit, all digits, thousands separated; ``—`` where there is none."""
    if trace.form == "list":
        return "；".join(show_figure(term) for term in trace.terms) or "—"
    if trace.figure is None:
        return "—"
    if trace.measure == "rank":
        return f"第{trace.figure}位"
    if trace.measure == "open" and trace.form == "total":
        amount = f"{show_value(trace.figure, trace.form)}万元"
        return f"{len(trace.findings)}项，涉及{amount}" if trace.findings else "没有"
    return show_value(trace.figure, trace.form) + (_UNITS[trace.form] or trace.label)


def show_value(value: int | Decimal | Fraction, form: TraceForm) -> str:
    """Show a value as an analyst reads it, all digits, thousands separated."""
    whole, point, decimals = _plain(value, form).partition(".")
    digits = whole.removeprefix("-")
    grouped = f"{int(digits):,}" if digits.isdigit() else digits
    return f"{'-' if whole.startswith('-') else ''}{grouped}{point}{decimals}"


_HEADERS = ("单位", "月份", "项目编号", "种类", "数额", "单元格", "文件")
"""Of the table on a terminal, which is narrow: 项目名称 and the sheet are left to the plain lines and the files."""

_UNBROKEN = ("项目编号", "数额", "单元格")
_MOST_CELLS = 20
"""Cells that do not give their amounts, told one by one."""

_LACKING = {
    "target": "未单列年度目标。",
    **dict.fromkeys(("funds_carryover", "funds_income", "funds_done"), "月报未填，按零测算。"),
}
"""What is said where a figure is not there."""

Unlike = Mapping[TracePart, int | Decimal | None]
"""Parts whose cells do not give their amounts, and what these give."""


def trace(
    options: Options, *, group: str, unit: str | None, measure: str | None, as_json: bool, month_only: bool = False
) -> int:
    """Take a figure back to workbook, sheet, cell and hash.

    Args:
        options: The report month, or a quarter, which is its last month; and the common options.
        group: Id or Chinese name of the group; or a row of the overview: 全市, a field, a row of annex 1 table 1; or
            存量资金.
        unit: Name, alias or code of a unit of the group; 合计 for the total row; ``lead/unit`` for a part (其中) of a
            lead department's row. Behind a row of the overview it is the measure; of 存量资金 any unit, or the city.
        measure: A key of leaderboard.json, or its Chinese name; None for the cumulative benefit, of a quarter for what
            it brought, of 存量资金 for what is due.
        as_json: Write JSON to standard output; what else is told goes to standard error.
        month_only: Of a cumulative figure trace only what the month brought.

    Returns:
        0 where the parts sum to the figure and each cell, read from its workbook, gives its part; otherwise 1.

    Raises:
        ParameterError: An argument or an option is wrong, or the month has no folder.
    """
    # Only the JSON may stand on standard output, so that it can be piped.
    terminal = Terminal(sys.stderr if as_json else sys.stdout)
    refusal = "参数 MONTH：一次只能追溯一个月，请写成 2024-06 这样的形式。"
    (written,) = options.months
    quarter = is_quarter(written)
    if quarter:
        options = replace(options, months=[str(parse_quarter(written, where="参数 MONTH："))])
    request = ask_of_one_month(options, Path.cwd(), refusal)
    (of_month,) = request.months
    chosen = request.read_programme(of_month.year)
    asked = read_line(chosen, group, unit, measure)
    default = "funds_due" if asked.funds else "benefit_quarter" if quarter else "benefit_cumulative"
    key = asked.find_figure(default, month_only=month_only).key
    recorded = _read_recorded(request, chosen, of_month, terminal)
    accepted = recorded.accepted
    facts = build_facts(accepted, chosen, of_month)
    found = _trace(facts, asked, key, request.folders.params)
    unlike = find_unlike(
        _iter_parts(found),
        chosen,
        lambda month: month_folder(request.folders.ledgers, month, recorded.base),
        jobs=request.jobs,
    )
    if as_json:
        sys.stdout.write(build_trace_json(found, ascii_only=lacks_characters(sys.stdout)))
    else:
        terminal.say(f"{of_month.label}{asked.heading}  {found.name}  {measure_name(found)}：{show_figure(found)}")
        _tell(found, unlike, terminal, asked.describe_rule(chosen), chosen)
        _tell_grounds(found, accepted, terminal)
    if unlike:
        _tell_unlike(found, unlike, terminal)
        closed = recorded.base is not None and of_month <= recorded.base.month
        verified = f"{of_month}已定稿，并请运行 sanzi verify {of_month} 验证。" if closed else ""
        terminal.warn(
            f"核对不一致：{len(unlike)}个单元格与所列数额不符，读取月报时留下的缓存有误。"
            f"请运行 sanzi run {of_month} --force 重新读取月报、重新生成报告，再追溯。{verified}"
        )
    if not found.holds:
        terminal.warn("核对不一致：各单元格之和不等于榜单上的数，请把本结果交给维护人员。")
    return 0 if found.holds and not unlike else 1


def _trace(facts: Facts, asked: TracedLine, key: str, params: Path) -> Trace:
    programme = facts.programme
    if asked.funds:
        unit = asked.unit and programme.unit_by_code[asked.unit].name
        return trace_funds(facts, asked.unit, unit or CITY_NAME, key)
    ground = build_ground(facts, read_target_cells(params / programme.id))
    if asked.group is None:
        return trace_row(ground, asked.row, key)
    return trace_on_board(ground, compute_board(facts, asked.group.id), asked.unit, key, part=asked.part)


def _read_recorded(request: Request, programme: Programme, month: Month, terminal: Terminal) -> Recorded:
    folders = request.folders
    claim_folder(folders.record, programme.city, what="记录文件夹", option="--record")
    recorded = read_returns(programme, month, folders, terminal, jobs=request.jobs)
    if not recorded.accepted.months[-1].has_folder:
        raise ParameterError(
            f"找不到月报文件夹 {folders.ledgers / str(month)}，该月没有榜单可追溯。"
            "请核对月份，或用 --ledgers 指明位置。"
        )
    return recorded


def _tell(trace: Trace, unlike: Unlike, terminal: Terminal, rule: str, programme: Programme) -> None:
    if trace.measure == "rank":
        terminal.say(rule)
        for term in trace.terms:
            terminal.say(f"  {term.name}  {measure_name(term)}：{show_figure(term)}")
        terminal.say("各单位数值的来源，请以该指标为 MEASURE 分别追溯；加 --json 可一并列出。")
        return
    for one in trace.findings:
        words = (one.rule, programme.unit_by_code[one.unit].name, str(Month(programme.year, one.month)), one.project)
        terminal.say("  ".join(("待核实", *(word for word in words if word))))
    if trace.measure == "attainment" and trace.figure is None:
        terminal.say("未单列年度目标，没有完成率。")
    if trace.measure == "quantities" and not trace.terms:
        terminal.say("本月没有实物数量。")
    if trace.item is not None and trace.measure == "funds_due":
        terminal.say(f"测算：{say_reckoning(trace.item, programme.thresholds)}")
    for term in trace.terms:
        about: tuple[str, ...] = (term.name, term.label) if trace.form == "total" and term.label else ()
        if term.item is not None and trace.item is None:
            about = (term.name, term.item.kind, term.item.item)
        named = "".join(f"{word}  " for word in about)
        terminal.say(f"{_how(trace, term)}{named}{measure_name(term)}：{show_figure(term)}")
        _tell(term, unlike, terminal, rule, programme)
    if trace.is_sum:
        _tell_sum(trace, unlike, terminal)
    if trace.form == "total" and trace.terms:
        held = "核对一致" if trace.holds else "核对不一致"
        total = f"{show_value(trace.figure or 0, trace.form)}万元"
        what = "行，涉及" if trace.measure == "open" else f"项，{measure_name(trace)}"
        terminal.say(f"合计{len(trace.terms)}{what}{total}，{held}。")


def _how(trace: Trace, term: Trace) -> str:
    if trace.measure not in ("attainment", "cash_share"):
        return ""
    return "分子  " if term is trace.terms[0] else "分母  "


def _tell_sum(trace: Trace, unlike: Unlike, terminal: Terminal) -> None:
    if trace.figure is None:
        terminal.say(_LACKING.get(trace.measure, "本月没有已接收的月报，没有这个数（不等于零）。"))
        return
    if terminal.is_watched and trace.parts:
        table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
        for header in _HEADERS:
            justify: Literal["left", "right"] = "right" if header == "数额" else "left"
            table.add_column(header, justify=justify, overflow="fold", no_wrap=header in _UNBROKEN)
        for part in trace.parts:
            cells = _cells(part, trace)
            table.add_row(*(clean(cells[header]) for header in _HEADERS))
        terminal.show(table)
    else:
        for part in trace.parts:
            terminal.say(_line(part, _cells(part, trace)))
    held = "核对一致" if trace.holds and not any(part in unlike for part in trace.parts) else "核对不一致"
    whose = measure_name(trace) if trace.measure.startswith(("funds_", "open")) else "榜单数为"
    terminal.say(f"合计{len(trace.parts)}笔，{whose}{show_figure(trace)}，{held}。")


def _cells(part: TracePart, trace: Trace) -> dict[str, str]:
    return {
        "单位": part.name,
        "月份": "" if part.month is None else str(part.month),
        "项目编号": part.project,
        "种类": part.kind,
        "数额": show_value(part.amount, trace.form),
        "单元格": part.cell,
        "文件": part.file,
    }


def _line(part: TracePart, cells: Mapping[str, str]) -> str:
    where = "!".join(place for place in (part.sheet, part.cell) if place)
    head = (cells[header] for header in ("单位", "月份", "项目编号"))
    words = ("依据", *head, part.title, part.kind, cells["数额"], part.file, where)
    return "  ".join(word for word in words if word)


def _tell_unlike(trace: Trace, unlike: Unlike, terminal: Terminal) -> None:
    """Tell what the cells really give, each cell once."""
    forms = {part: one.form for one in _iter_traces(trace) for part in one.parts}
    for part, stated in list(unlike.items())[:_MOST_CELLS]:
        given = "没有数" if stated is None else f"为{show_value(stated, forms[part])}"
        words = (part.name, str(part.month or ""), part.project, part.kind, part.file, f"{part.sheet}!{part.cell}")
        terminal.warn(
            f"单元格不符：{'  '.join(word for word in words if word)}  "
            f"月报中该单元格{given}，不是{show_value(part.amount, forms[part])}。"
        )
    if len(unlike) > _MOST_CELLS:
        terminal.warn(f"另有{len(unlike) - _MOST_CELLS}个单元格不符。")


def _tell_grounds(trace: Trace, accepted: Accepted, terminal: Terminal) -> None:
    """Tell what the analyst should know of the parts: 期初数, 追溯调整, accepted findings, and the files."""
    # A rank rests on every row of its board; naming all their files would say nothing of it.
    parts = [] if trace.measure == "rank" else list(_iter_parts(trace))
    for part in parts:
        where = f"{part.name}  {part.month}  {part.project}"
        if part.kind == "年初至本月累计":
            terminal.say(
                f"期初数：{where}  该单元格为年初至本月累计，其中期初数{show_value(part.opening, 'money')}万元"
                "（即该累计减去本月数和追溯调整）。"
            )
        if part.kind == "追溯调整" or part.reason or part.restated_month is not None:
            of_month = f"所属月份{part.restated_month}" if part.restated_month else "未填所属月份"
            terminal.say(f"追溯调整：{where}  {of_month}  调整原因：{part.reason or '未填'}")
    for month, finding in _iter_overridden(parts, accepted):
        assert finding.override is not None
        place = "!".join(part for part in (finding.sheet, finding.cell) if part)
        by = finding.override
        words = (str(month), finding.unit, finding.level, finding.rule, finding.project, place)
        terminal.say(
            f"已认可的核验结果：{'  '.join(word for word in words if word)}  理由：{by.reason}（{by.by}，{by.date}）"
        )
    files = dict.fromkeys((str(part.month or ""), part.file, part.sheet, part.sha256) for part in parts)
    for of_month, file, sheet, sha256 in files:
        source = ("来源文件", of_month, file, f"工作表“{sheet}”" if sheet else "", f"SHA-256 {sha256}")
        terminal.say("  ".join(word for word in source if word))


def _iter_traces(trace: Trace) -> Iterator[Trace]:
    yield trace
    for term in trace.terms:
        yield from _iter_traces(term)


def _iter_parts(trace: Trace) -> Iterator[TracePart]:
    for one in _iter_traces(trace):
        yield from one.parts


def _iter_overridden(parts: list[TracePart], accepted: Accepted) -> Iterator[tuple[Month, Finding]]:
    """Iterate over Accepted findings of the returns and projects that the parts come from."""
    returned = {(part.month, part.name, part.file) for part in parts}
    projects = {(*key, part.project) for part in parts for key in ((part.month, part.name, part.file),)}
    for checks in accepted.months:
        for finding in checks.findings:
            key = (checks.month, finding.unit or "", finding.file or "")
            mine = (*key, finding.project) in projects if finding.project else key in returned
            if finding.override is not None and mine:
                yield checks.month, finding
