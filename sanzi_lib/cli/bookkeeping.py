"""``sanzi ledger``: the whole 台账 as one internal workbook."""

from __future__ import annotations

from typing import Annotated

import typer

from sanzi_lib.cli.arguments import AsOf, Debug, Force, Jobs, Ledgers, Output, Params, Programme, Record

LEDGER = "导出项目台账（内部资料）：每个项目的状态、各月数、累计数和来源。 The whole 台账, internal."


def ledger(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2024-06。 Month.")],
    unit: Annotated[str | None, typer.Option("--unit", metavar="NAME", help="只列一个单位。 One unit only.")] = None,
    programme: Programme = None,
    params: Params = None,
    ledgers: Ledgers = None,
    output: Output = None,
    record: Record = None,
    jobs: Jobs = None,
    force: Force = False,
    as_of: AsOf = None,
    debug: Debug = False,
) -> None:
    """Write the 台账 of a month."""
    # What a command does is imported when it is called (see cli.app).
    from sanzi_lib.cli import ledger_text  # noqa: PLC0415
    from sanzi_lib.run.ask.options import Options  # noqa: PLC0415

    options = Options(
        months=[month],
        programme=programme,
        params=params,
        ledgers=ledgers,
        output=output,
        record=record,
        jobs=jobs,
        force=force,
        as_of=as_of,
    )
    raise typer.Exit(ledger_text.make_ledger(options, unit))
