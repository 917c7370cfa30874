"""What the commands of a month's end take; imported with the command line, so nothing heavy stands at its top."""

# ruff: noqa: PLC0415  (see above)

from __future__ import annotations

from typing import Annotated

import typer

from sanzi_lib.cli.arguments import AsOf, Debug, Jobs, Ledgers, Output, Params, Programme, Record

PUBLISH = "定稿：冻结某月的月报、方案、数字和报告。 Freeze a month as it goes to the leaders."
DIFF = "对比变动：位次、数字和所依据的台账。 What changed: ranks, figures, ledger rows."
VERIFY = "验证定稿：校验冻结的文件并重算全部数字。 Hold a published month against itself."


def publish(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2024-06。 Month.")],
    reissue: Annotated[
        str | None,
        typer.Option("--reissue", metavar="REASON", help="重新定稿的原因；原定稿保留。 Publish anew, and why."),
    ] = None,
    programme: Programme = None,
    params: Params = None,
    ledgers: Ledgers = None,
    output: Output = None,
    record: Record = None,
    jobs: Jobs = None,
    debug: Debug = False,
) -> None:
    """Freeze a month."""
    from sanzi_lib.cli import publication
    from sanzi_lib.run.ask.options import Options

    options = Options(
        months=[month], programme=programme, params=params, ledgers=ledgers, output=output, record=record, jobs=jobs
    )
    raise typer.Exit(publication.publish(options, reissue))


def verify(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2024-06。 Month.")],
    programme: Programme = None,
    params: Params = None,
    ledgers: Ledgers = None,
    output: Output = None,
    record: Record = None,
    jobs: Jobs = None,
    debug: Debug = False,
) -> None:
    """Verify a published month; the common options may stand here, though only what was frozen counts."""
    from sanzi_lib.cli import publication
    from sanzi_lib.run.ask.options import Options

    options = Options(
        months=[month], programme=programme, params=params, ledgers=ledgers, output=output, record=record, jobs=jobs
    )
    raise typer.Exit(publication.verify(options))


def diff(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2024-06。 Month.")],
    against: Annotated[
        str,
        typer.Option(
            "--against",
            metavar="WHAT",
            help="previous 上月；published 本月定稿与现有月报比；v1 早先的定稿版本；2024-03 另一个月。 With what.",
        ),
    ] = "previous",
    group: Annotated[
        list[str] | None, typer.Option("--group", metavar="G", help="组的代号或名称，可多次给出。 Group.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON on standard output.")] = False,
    programme: Programme = None,
    params: Params = None,
    ledgers: Ledgers = None,
    output: Output = None,
    record: Record = None,
    jobs: Jobs = None,
    as_of: AsOf = None,
    debug: Debug = False,
) -> None:
    """Compare a month's boards with others."""
    from sanzi_lib.cli import comparing
    from sanzi_lib.run.ask.options import Options

    options = Options(
        months=[month],
        groups=group or (),
        programme=programme,
        params=params,
        ledgers=ledgers,
        output=output,
        record=record,
        jobs=jobs,
        as_of=as_of,
    )
    raise typer.Exit(comparing.compare(options, against=against, as_json=as_json))
