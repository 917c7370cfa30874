"""``sanzi ledger``: the whole 台账 as one internal workbook."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sanzi_lib.cli.options import FOLDERS, MonthArgument, takes
from sanzi_lib.run.ask.options import Options

HELP = "导出项目台账（内部资料）：每个项目的状态、各月数、累计数和来源。 The whole 台账, internal."


@takes(*FOLDERS, "force", "as_of")
def ledger(
    *,
    month: MonthArgument,
    unit: Annotated[str | None, typer.Option("--unit", metavar="NAME", help="只列一个单位。 One unit only.")] = None,
    options: Options,
) -> int:
    """Write the 台账 of a month.

    Returns:
        0 where the workbook stands and everything in it holds; 1 where a control total differs, or the journal of
        accepted returns cannot be written or is damaged.

    Raises:
        ParameterError: An option is wrong, or the month has no folder.
        RecordError: The workbook cannot be written, or a published month is damaged.
    """
    from sanzi_lib.cli.terminal import Terminal
    from sanzi_lib.reports.elements.formats import show_amount
    from sanzi_lib.run.archive.ledger_book import write_ledger_book
    from sanzi_lib.run.ask.request import ask_of_one_month

    terminal = Terminal()
    refusal = "参数 MONTH：一次只能导出一个月的台账，请写成 2024-06 这样的形式。"
    request = ask_of_one_month(replace(options, months=[month]), Path.cwd(), refusal)
    book = write_ledger_book(request, unit, terminal)
    whole = book.ledger
    total = whole.control[-1]
    terminal.say(
        f"{whole.month.label}项目台账：项目{len(whole.projects)}个，{total.name}累计经济效益"
        f"{show_amount(total.ledger.benefit)}、入库收益{show_amount(total.ledger.treasury)}、"
        f"可用财力{show_amount(total.ledger.available)}。"
    )
    terminal.say(f"{'已写入' if book.changed or request.force else '没有变化'}（内部资料，不得印发）：{book.path}")
    for problem in book.problems:
        terminal.warn(problem)
    return 1 if book.problems else 0
