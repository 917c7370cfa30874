"""What ``sanzi ledger`` tells."""

from __future__ import annotations

from pathlib import Path

from sanzi_lib.cli.console import Speaker
from sanzi_lib.errors import ParameterError
from sanzi_lib.reports.elements.formats import show_amount
from sanzi_lib.run.ledger_book import write_ledger_book
from sanzi_lib.run.options import Options, build_request


def make_ledger(options: Options, unit: str | None) -> int:
    """Write the 台账 of a month.

    Args:
        options: The month and the common options.
        unit: ``--unit``.

    Returns:
        0 where the workbook stands and everything in it holds; 1 where a control total differs, or the journal of
        accepted returns cannot be written or is damaged.

    Raises:
        ParameterError: An option is wrong, or the month has no folder.
        RecordError: The workbook cannot be written, or a published month is damaged.
    """
    speaker = Speaker()
    request = build_request(options, Path.cwd())
    if len(request.months) != 1:
        raise ParameterError("参数 MONTH：一次只能导出一个月的台账，请写成 2024-06 这样的形式。")
    book = write_ledger_book(request, unit, speaker)
    ledger = book.ledger
    total = ledger.control[-1]
    speaker.say(
        f"{ledger.month.label}项目台账：项目{len(ledger.projects)}个，{total.name}累计经济效益"
        f"{show_amount(total.ledger.benefit)}、入库收益{show_amount(total.ledger.treasury)}、"
        f"可用财力{show_amount(total.ledger.available)}。"
    )
    speaker.say(f"{'已写入' if book.changed or request.force else '没有变化'}（内部资料，不得印发）：{book.path}")
    for problem in book.problems:
        speaker.warn(problem)
    return 1 if book.problems else 0
