"""Sentences of the quarterly report, on the city or on one unit (docs/指标口径.md 季度; policy 四（五）)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from sanzi_lib.measures.attainment import compute_pace
from sanzi_lib.measures.figures import MONEY_NAMES, name_figure
from sanzi_lib.measures.model import Amounts, Board, BoardRow, Brought, Quantity, UnitState
from sanzi_lib.measures.portions import AnyPortion
from sanzi_lib.measures.quarter_model import FieldRow, Quarterly, QuarterProject, UnitReturns
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.formats import (
    STATE_WORDS,
    join_names,
    show_amount,
    show_end,
    show_period,
    show_quantities,
    show_rank,
    show_rate,
)
from sanzi_lib.reports.elements.notes import say_time
from sanzi_lib.reports.elements.progress import say_attainment, say_total, say_treasury
from sanzi_lib.reports.elements.rule import metric_text, say_unranked

_NAMES = {1: "一季度", 2: "二季度", 3: "三季度", 4: "四季度"}
_NAMED = 5
_MOST_PORTIONS = 3

DEFINITION = (
    "季度数为本季度末累计数减上季度末累计数，与各月榜单出自同一记录，各季度之和等于年初以来累计数；"
    "追溯调整和期初数计入其通过核验的季度。"
)
"""How a quarter is computed; printed in the notes of every quarterly report."""


def name_quarter(month: Month) -> str:
    """``二季度``."""
    return _NAMES[month.quarter]


def title_quarter(month: Month) -> str:
    """``2024年第二季度``, for titles."""
    return f"{month.year}年第{_NAMES[month.quarter]}"


def say_progress(report: Quarterly) -> str:
    """``截至6月25日，全市累计实现经济效益…（其中二季度…），完成年度目标的…，超序时进度…``."""
    amounts = report.whole.amounts
    total = amounts.benefit_cumulative
    text = f"截至{show_end(report.period)}，{report.whole.name}{say_total(total)}"
    part = "" if report.month.quarter == 1 else _say_part(report.quarters[-1], total, name_quarter(report.month))
    if part and (total or report.quarters[-1].benefit):
        text += f"（{part}）"
    if amounts.attainment is None or amounts.gap is None:
        return f"{text}。未单列年度目标，不计算完成率。"
    return f"{text}，{say_attainment(amounts.attainment, amounts.gap)}。"


def say_against_previous(report: Quarterly) -> str:
    """Say the quarter's benefit against that of the quarter before; "" for the first quarter of a known year."""
    now, name = report.quarters[-1].benefit, name_quarter(report.month)
    if now is None:
        heard = any(item.last_accepted is not None for item in report.returns)
        carried = "累计数沿用此前通过核验的数据" if heard else "本年度尚无通过核验的月报，累计数按零列示"
        return f"{name}没有通过核验的月报，季度数暂缺（不等于零），{carried}。"
    if report.month.quarter == 1:
        return ""
    before, earlier = report.quarters[-2].benefit, _NAMES[report.month.quarter - 1]
    if now < 0:
        text = f"{name}经济效益净减少{show_amount(-now)}"
    else:
        text = f"{name}实现经济效益{show_amount(now)}" if now else f"{name}未新增经济效益"
    if before is None:
        return f"{text}；{earlier}没有通过核验的月报，不作比较。"
    if now == before:
        return f"{text}，与{earlier}持平。"
    change = now - before
    rate = (
        f"，{'增长' if change > 0 else '下降'}{show_rate(Fraction(abs(change), before))}"
        if min(now, before) > 0
        else ""
    )
    return f"{text}，比{earlier}{'增加' if change > 0 else '减少'}{show_amount(abs(change))}{rate}。"


def say_funds(report: Quarterly, opening: str = "同期") -> str:
    """Treasury and available of the year and of the quarter; benefit is none of the two."""
    brought = report.whole.brought
    text = f"{opening}{say_treasury(report.whole.amounts)}"
    if report.month.quarter == 1 or brought.treasury is None or brought.available is None:
        return f"{text}。"
    name = name_quarter(report.month)
    if not brought.treasury and not brought.available:
        none_yet = not report.whole.amounts.treasury_cumulative and not report.whole.amounts.available_cumulative
        return f"{text}。" if none_yet else f"{text}；{name}无新增入库收益。"
    treasury = _say_moved(MONEY_NAMES["treasury"], brought.treasury)
    available = _say_moved(MONEY_NAMES["available"], brought.available)
    return f"{text}；{name}{treasury}，{available}。"


def say_projects(report: Quarterly, *, quantities: bool) -> str:
    """How many projects moved and how many are new; ``quantities`` also of what."""
    name = name_quarter(report.month)
    if report.whole.brought.projects is None:
        return ""
    if not report.projects:
        return f"{name}没有项目发生盘活。"
    text = f"{name}有盘活情况的项目{len(report.projects):,}个"
    new = report.whole.brought.projects
    if new == len(report.projects):
        text += "，均为新盘活"
    else:
        text += f"，其中新盘活{new:,}个" if new else "，没有新盘活项目"
    involved = _say_quantities(report.quantities) if quantities else ""
    return f"{text}{f'，涉及{involved}' if involved else ''}。"


def say_largest(lines: Sequence[QuarterProject], month: Month, *, named: int, with_unit: bool) -> str:
    """Projects that brought most in the quarter; "" where none brought anything.

    Args:
        lines: Projects that moved.
        month: The quarter's last month.
        named: How many are named.
        with_unit: True to say whose they are.
    """
    largest = sorted((line for line in lines if line.quarter.benefit > 0), key=lambda line: -line.quarter.benefit)
    if not largest:
        return ""
    parts = [
        f"{line.unit_name if with_unit else ''}“{_plain(line.name)}”{show_amount(line.quarter.benefit)}"
        for line in largest[:named]
    ]
    head = f"{name_quarter(month)}经济效益"
    if len(largest) == 1:
        return f"{head}来自{parts[0]}。"
    return f"{head}{'居前的' if len(largest) > named else '来自以下'}项目：{'，'.join(parts)}。"


def say_rank(board: Board, row: BoardRow) -> str:
    """Where a unit stands in its group at the quarter's end; "" where it is alone."""
    if row.rank is None:
        return say_unranked(board, (row,))
    if len(board.ranked) < 2:
        return ""
    word, value = name_figure(str(board.rule.metric)), metric_text(board.rule, row.amounts)
    rank = show_rank(row.rank, tied=row.tied)
    by = f"按{word}排名{f'（{value}）' if value else ''}"
    return f"{by}，在{board.group_name}{len(board.ranked)}个单位中{'' if row.tied else '列'}{rank}。"


def say_portions(portions: Sequence[AnyPortion], what: str, month: Month) -> str:
    """Say the largest parts of the quarter's benefit, with their shares; "" where nothing positive was brought.

    Args:
        portions: They add up to the whole.
        what: What they part it by (盘活方式).
        month: The quarter's last month.
    """
    total = sum(portion.benefit for portion in portions)
    largest = sorted((part for part in portions if part.benefit > 0), key=lambda part: -part.benefit)
    if total <= 0 or not largest:
        return ""
    parts = []
    for part in largest[:_MOST_PORTIONS]:
        # A share says nothing where some parts are negative.
        whole = all(item.benefit >= 0 for item in portions)
        share = f"（占{show_rate(Fraction(part.benefit, total))}）" if whole else ""
        parts.append(f"“{part.names[-1]}”{show_amount(part.benefit)}{share}")
    rest = sum(part.benefit for part in largest[_MOST_PORTIONS:])
    others = f"，其余合计{show_amount(rest)}" if rest else ""
    fallen = [part for part in portions if part.benefit < 0]
    others += "".join(f"，“{part.names[-1]}”净减少{show_amount(-part.benefit)}" for part in fallen)
    return f"按{what}看，{name_quarter(month)}经济效益中{'，'.join(parts)}{others}。"


def say_row(brought: Brought, amounts: Amounts, month: Month) -> str:
    """Say a field's or a part's figures in one sentence."""
    total = amounts.benefit_cumulative
    text = f"截至季度末{say_total(total)}"
    part = "" if month.quarter == 1 else _say_part(brought, total, name_quarter(month))
    if part and (total or brought.benefit):
        text += f"（{part}）"
    if amounts.attainment is None or amounts.gap is None:
        return f"{text}。"
    return f"{text}，{say_attainment(amounts.attainment, amounts.gap)}。"


def say_pace(amounts: Amounts, month: Month) -> str:
    """Say what is left of the annual target and the pace that it needs; "" without a target."""
    if amounts.target is None or amounts.attainment is None:
        return ""
    target = f"年度目标{show_amount(amounts.target)}"
    if amounts.attainment >= 1:
        return f"{target}，已完成。"
    left = amounts.target * (1 - amounts.attainment)
    pace = compute_pace(amounts, month)
    if pace is None:
        return f"{target}，全年完成{show_rate(amounts.attainment)}，尚差{show_amount(left)}。"
    mean = amounts.attainment * amounts.target / month.month
    return (
        f"{target}，尚差{show_amount(left)}，后续{12 - month.month}个月月均需完成{show_amount(pace)}"
        f"（年初以来月均{show_amount(mean)}）。"
    )


def say_period(report: Quarterly, programme: Programme) -> str:
    """Which days the figures cover."""
    month = report.month
    return (
        f"{name_quarter(month)}的报告期为{show_period(report.period.days)}；累计数自{month.year}年1月1日起，"
        f"截至{show_end(report.period)}。{say_time(report.period, month, programme.period)}"
    )


def say_elsewhere(name: str, fields: Sequence[FieldRow], month: Month) -> str:
    """Say what a lead returned in other leads' fields, which its own row does not hold.

    See docs/指标口径.md 每个项目计一次.
    """
    parts = []
    for field in fields:
        benefit = field.row.brought.benefit
        brought = "没有变动" if not benefit else _say_moved(MONEY_NAMES["benefit"], benefit)
        parts.append(f"{field.row.name}（牵头单位{field.lead}，{name_quarter(month)}{brought}）")
    return f"{name}报送的项目中，另有属于{'、'.join(parts)}的，计入该领域牵头单位，不在本报告数据之内。"


def say_unit_returns(returns: UnitReturns, month: Month) -> str:
    """Say a unit's three returns; where the last is missing, what its figures rest on."""
    name = name_quarter(month)
    late = any(returns.days_late)
    if all(state == "accepted" for state in returns.states):
        if not late:
            return f"{name}3份月报均按时报送并通过核验。"
        return f"{name}3份月报均通过核验，其中{_say_months(returns, month)}。"
    text = f"{name}月报报送情况：{_say_months(returns, month)}"
    carried = say_carried(returns, month)
    return f"{text}；{carried}" if carried else f"{text}。"


def say_carried(returns: UnitReturns, month: Month) -> str:
    """Say what the figures of a unit rest on that has no accepted return for the quarter's last month; "" otherwise."""
    if returns.states[-1] == "accepted":
        return ""
    if returns.last_accepted is None:
        return "本年度尚无通过核验的月报，累计数为零并不表示没有盘活。"
    return f"累计数沿用截至{returns.last_accepted.month}月通过核验的数据。"


def say_lacking(row: BoardRow, month: Month) -> str:
    """Units of a lead's row whose last month is missing; "" where none is."""
    others = [name for name in row.missing if name != row.name]
    if not others:
        return ""
    return f"{join_names(others, limit=_NAMED)}{month.month}月月报未通过核验，本报告暂缺其{month.month}月数据。"


def say_all_returns(returns: Sequence[UnitReturns], month: Month) -> str:
    """How many returns of the quarter were accepted, and whose are missing, month by month."""
    due = sum(len(item.states) for item in returns)
    accepted = sum(state == "accepted" for item in returns for state in item.states)
    head = f"{name_quarter(month)}{len(returns)}个报送单位应报月报{due}份"
    if accepted == due:
        return f"{head}，全部通过核验。"
    if not accepted:
        return f"{head}，均未报送或退回修改。"
    parts = []
    for place in range(len(returns[0].states)):
        for state in ("not_reported", "sent_back"):
            names = [item.name for item in returns if item.states[place] == state]
            if names:
                word = STATE_WORDS[state]
                parts.append(f"{month.month - 2 + place}月{join_names(names, limit=_NAMED)}{word}")
    return f"{head}，通过核验{accepted}份；{'，'.join(parts)}。"


def _say_part(brought: Brought, total: int, name: str) -> str:
    """Say what the quarter is of the year so far, for a bracket; "" where nothing of it was accepted."""
    benefit = brought.benefit
    if benefit is None:
        return ""
    if benefit < 0:
        return f"{name}净减少{show_amount(-benefit)}"
    if not benefit:
        return f"{name}无新增"
    return f"{'其中' if benefit <= total else ''}{name}{show_amount(benefit)}"


def _say_moved(word: str, fen: int) -> str:
    if not fen:
        return f"无新增{word}"
    return f"新增{word}{show_amount(fen)}" if fen > 0 else f"{word}净减少{show_amount(-fen)}"


def _say_quantities(quantities: Sequence[Quantity]) -> str:
    return "、".join(show_quantities([item]).replace(" ", "") for item in quantities)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _say_months(returns: UnitReturns, month: Month) -> str:
    parts = []
    months = range(month.month - 2, month.month + 1)
    words = [_say_state(state, late) for state, late in zip(returns.states, returns.days_late, strict=True)]
    for word, found in groupby(zip(months, words, strict=True), key=lambda item: item[1]):
        listed = [number for number, _ in found]
        if word or any(state != "accepted" for state in returns.states):
            parts.append(f"{'、'.join(f'{number}月' for number in listed)}{word or '已报送并通过核验'}")
    return "，".join(parts)


def _say_state(state: UnitState, days_late: int | None) -> str:
    if state != "accepted":
        return STATE_WORDS[state]
    return f"迟报{days_late}天" if days_late else ""
