"""V30, V32 and 补计: what a return says of earlier months (docs/核验规则.md 补计). Amounts are 分."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sanzi_lib.ledger.book import FIGURES, FigureKey, LedgerFigure, catches_up
from sanzi_lib.ledger.check.comparison import ERRORS, Comparison
from sanzi_lib.ledger.check.context import Checked, EarlierReturn, show_fen, show_money
from sanzi_lib.ledger.check.size import find_excess
from sanzi_lib.ledger.model import Finding, Level, Row
from sanzi_lib.months import Month


@dataclass(frozen=True)
class CaughtUp:
    """期初数 and 追溯调整 of a project and figure in a return that catches up: one amount, one finding.

    Attributes:
        comparison: The row and figure.
        opening: Its 期初数.
        restated: Its 追溯调整, 0 where that is for a month that is not missed.
    """

    comparison: Comparison
    opening: int
    restated: int

    @property
    def amount(self) -> int:
        """What is brought for the missed months."""
        return self.opening + self.restated


@dataclass(frozen=True)
class _Told:
    """A project's row in a return that was sent back."""

    month: Month
    row: Row
    trusted: bool


def judge_caught_up(checked: Checked) -> Iterator[tuple[CaughtUp, Level, str]]:
    """Judge what a return brings for the months that it catches up (docs/核验规则.md 补计).

    Yields:
        Each project and figure with an amount, the level of its one finding and the message: 提示 where the returns
        sent back explain it, or where there are none and its size is usual, otherwise 核实.
    """
    several = _list_caught_up(checked)
    if not several:
        return
    readable, months = _list_readable(checked), "、".join(gap.month.label for gap in checked.missed)
    told = _list_told(readable)
    # Absolute amounts: what is brought must not be hidden by what is taken back.
    whole: Counter[FigureKey] = Counter()
    for one in several:
        whole[one.comparison.figure.key] += abs(one.amount)
    for one in several:
        parts = (("期初数", one.opening), ("追溯调整", one.restated))
        shown = "、".join(f"{name}{show_money(amount)}" for name, amount in parts if amount)
        if readable:
            level, why = _judge_told(one, told.get(one.comparison.row.text("project"), []))
        else:
            level, why = _judge_untold(checked, Fraction(whole[one.comparison.figure.key], len(checked.missed)))
        yield one, level, f"补计{months}：{one.comparison.figure.name}{shown}，{why}"


def _list_caught_up(checked: Checked) -> list[CaughtUp]:
    several = []
    for comparison in checked.comparisons if checked.missed else ():
        row, column = comparison.row, comparison.figure.restated
        counts = catches_up(row, checked.missed_months) and column not in row.bad
        one = CaughtUp(comparison, comparison.opening, row.fen(column) if counts else 0)
        if one.opening or one.restated:
            several.append(one)
    return several


def _list_readable(checked: Checked) -> list[tuple[Month, EarlierReturn]]:
    """List the readable returns of the missed months that were sent before this one, oldest first."""
    sent = checked.returned.cover.submitted_on
    readable = [
        (gap.month, time, back)
        for gap in checked.missed
        for back in gap.sent_back
        for time in (back.returned.cover.submitted_on,)
        if back.returned.cover.month in (None, gap.month)
        and back.returned.movements.columns
        and time is not None
        and sent is not None
        and time < sent
    ]
    return [(month, back) for month, _, back in sorted(readable, key=lambda one: one[:2])]


def _list_told(readable: list[tuple[Month, EarlierReturn]]) -> Mapping[str, list[_Told]]:
    """Rows of 盘活情况表 by project, oldest first."""
    told: dict[str, list[_Told]] = {}
    for month, back in readable:
        for row in back.returned.movements.rows:
            project = row.text("project")
            if project and "project" not in row.bad:
                told.setdefault(project, []).append(_Told(month, row, not back.heavy and project not in back.doubted))
    return told


def _judge_told(one: CaughtUp, told: list[_Told]) -> tuple[Level, str]:
    answers = _list_answers(one.comparison, told)
    if one.amount in answers:
        return "提示", "与退回报表所报一致，计入累计。"
    if not answers:
        why = "该项目在退回的报表中有错误或疑问，不能对照" if told else "退回的报表中没有该项目，不能对照"
        return "核实", f"{why}，请核实并说明依据。"
    return "核实", f"与退回报表所报{'或'.join(map(show_money, answers))}不一致，请核实并说明依据。"


def _judge_untold(checked: Checked, a_month: Fraction) -> tuple[Level, str]:
    excess, shown = find_excess(checked, a_month), f"本单位补计平均每月{show_money(round(a_month))}"
    if excess is None:
        return "提示", f"以前没有可读的报表可以对照，{shown}，计入累计，请备齐依据。"
    return "核实", f"以前没有可读的报表可以对照，{shown}，{excess}，请核实并说明依据。"


def _list_answers(comparison: Comparison, told: list[_Told]) -> list[int]:
    """List what the returns sent back make of the missed months: by their year to date, and by their months."""
    figure = comparison.figure
    trusted = [one for one in told if one.trusted and figure.key not in one.row.bad]
    if not trusted:
        return []
    answers = []
    to_date = _to_date(figure, trusted[-1].row)
    if to_date is not None:
        answers.append(to_date - comparison.expected)
    newest = {one.month: one.row.fen(figure.key) for one in trusted}
    answers.append(sum(newest.values()))
    return list(dict.fromkeys(answers))


def _to_date(figure: LedgerFigure, row: Row) -> int | None:
    """Tell a row's year to date, None where it states none or its cells are bad."""
    before = figure.stated_before(row)
    if before is None or row.bad.intersection((*figure.needed, figure.key, figure.restated)):
        return None
    return before + figure.change(row)


def check_opening(checked: Checked) -> Iterator[Finding]:
    """V32: 期初数 after the first board month in a return that catches nothing up."""
    if checked.missed or checked.month <= checked.programme.first_board_month:
        return
    for comparison in checked.comparisons:
        if comparison.opening:
            row, figure = comparison.row, comparison.figure
            message = (
                f"项目本年首次报送，以前月份的{figure.name}{show_money(comparison.opening)}填成了期初数，首期榜单以后"
                "不再接受期初数，请改填“追溯调整”并写明调整原因。"
            )
            value = show_fen(row.fen(figure.before))
            yield checked.find_row("V32", checked.movements, row, figure.before, message, value=value)


def check_restatement(checked: Checked) -> Iterator[Finding]:
    """V30: a restatement without a reason, too large, or of a month whose return came later; 补计 without 期初数."""
    for row in checked.movements.rows:
        restated = [figure for figure in FIGURES if row.fen(figure.restated) and figure.restated not in row.bad]
        if restated and not row.text("reason") and "reason" not in row.bad:
            message = "填有追溯调整而未填“调整原因”，请补填调整原因。"
            yield checked.find_row("V30", checked.movements, row, restated[0].restated, message, level="核实")
        for figure in restated:
            doubts = [*_list_doubts(checked, row, figure)]
            if doubts:
                amount = show_money(row.fen(figure.restated))
                message = f"{figure.name}追溯调整{amount}，{'；'.join(doubts)}，请核实并说明依据。"
                yield checked.find_row("V30", checked.movements, row, figure.restated, message, level="核实")
    for one, level, message in judge_caught_up(checked):
        if not one.opening:
            row, key = one.comparison.row, one.comparison.figure.restated
            yield checked.find_row("V30", checked.movements, row, key, message, level=level)
    yield from _find_left_out(checked)


def _list_doubts(checked: Checked, row: Row, figure: LedgerFigure) -> Iterator[str]:
    thresholds = checked.programme.thresholds
    comparison = checked.compared.get((row.number, figure.key))
    if comparison is not None and not catches_up(row, checked.missed_months):
        amount, before = abs(row.fen(figure.restated)), abs(comparison.before)
        account = checked.book.accounts.get(row.text("project"))
        year = amount + (account.restated[figure.key] if account is not None else 0)
        share, year_share = Fraction(thresholds.restatement_share), Fraction(thresholds.restatements_share)
        if amount > share * before:
            yield f"超过该项目此前累计数{show_money(before)}的{float(share):.0%}"
        elif year > year_share * before:
            yield (
                f"该项目本年各笔追溯调整（按绝对值）合计{show_money(year)}，"
                f"超过此前累计数{show_money(before)}的{float(year_share):.0%}"
            )
    month, sent = row.month("restated_month"), checked.returned.cover.submitted_on
    accepted = checked.book.months.get(month) if month is not None and "restated_month" not in row.bad else None
    if accepted is not None and accepted.sent is not None and sent is not None and accepted.sent > sent:
        assert month is not None
        yield f"{month.label}核定的报表在本表之后报送，可能已含此数，不要重复计入"


def _find_left_out(checked: Checked) -> Iterator[Finding]:
    """Find the 提示 on projects with money in the returns sent back that this one does not bring."""
    if not checked.missed or not checked.placed:
        return
    brought = {one.comparison.row.text("project") for one in _list_caught_up(checked)}
    # V07 has named those that state as standing before what was never accepted.
    brought |= {one.row.text("project") for one in checked.comparisons if one.relation in ERRORS}
    rows = {row.text("project"): row for row in reversed(checked.movements.rows)}
    for project, told in _list_told(_list_readable(checked)).items():
        known = project in checked.book.accounts
        money = [one for one in told if any(_has_money(one.row, figure, known=known) for figure in FIGURES)]
        if not money or project in brought:
            continue
        newest = money[-1]
        message = (
            f"{newest.month.label}退回的报表中该项目有金额（本月经济效益{show_money(newest.row.fen('benefit'))}），"
            "本表没有补计，请核对是否漏报。"
        )
        if project in rows:
            yield checked.find_row("V30", checked.movements, rows[project], "restated_benefit", message, level="提示")
        elif project in checked.project_rows:
            listed = checked.project_rows[project]
            yield checked.find_row("V30", checked.projects, listed, "project", message, level="提示")
        else:
            finding = checked.find_cover("V30", "project_count", f"项目{project}：{message}", level="提示")
            yield replace(finding, project=project)


def _has_money(row: Row, figure: LedgerFigure, *, known: bool) -> bool:
    opening = 0 if known else figure.stated_before(row)
    return bool(row.fen(figure.key) or row.fen(figure.restated) or opening)
