"""The command line: what each command takes, and how it ends (contracts: Commands).

Only typer is imported here. What a command does stands in a module of its own, imported when the command is called:
``--help`` answers at once, and a machine on which pandas is broken can still run ``sanzi doctor``.
"""

# ruff: noqa: PLC0415  (see above)

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sanzi_lib.cli import bookkeeping, closing
from sanzi_lib.cli.arguments import AsOf as _AsOf
from sanzi_lib.cli.arguments import Debug as _Debug
from sanzi_lib.cli.arguments import Force as _Force
from sanzi_lib.cli.arguments import Format as _Format
from sanzi_lib.cli.arguments import Invocation
from sanzi_lib.cli.arguments import Jobs as _Jobs
from sanzi_lib.cli.arguments import Ledgers as _Ledgers
from sanzi_lib.cli.arguments import Output as _Output
from sanzi_lib.cli.arguments import Params as _Params
from sanzi_lib.cli.arguments import Programme as _Programme
from sanzi_lib.cli.arguments import Record as _Record
from sanzi_lib.cli.plain import clean, complain, make_streams_safe
from sanzi_lib.cli.usage import UsageError, describe_usage
from sanzi_lib.errors import ParameterError, SanziError
from sanzi_lib.run.progress import STOPPED as STOPPED_SENTENCE

DONE, NOT_ALL, WRONG, STOPPED = 0, 1, 2, 130
"""Exit statuses: everything made; something was not made or did not hold; nothing was run; stopped by the analyst."""

app = typer.Typer(
    name="sanzi",
    help="三资榜单：从各单位月报到分组榜单与全市总览。 Boards and reports from returned workbooks.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback()
def _root(debug: _Debug = False) -> None:
    """Take ``--debug`` before a command as well as behind it."""


@app.command(help="生成样例月报与6月全部榜单，看看成果。 Sample returns and the June boards.")
def demo(
    output: _Output = None,
    programme: _Programme = None,
    params: _Params = None,
    jobs: _Jobs = None,
    format_: _Format = None,
    as_of: _AsOf = None,
    force: _Force = False,
    debug: _Debug = False,
) -> None:
    """Make sample returns and the June reports of them."""
    from sanzi_lib.cli import demonstration

    raise typer.Exit(
        demonstration.make_demo(
            output=output, programme=programme, params=params, jobs=jobs, formats=format_, as_of=as_of, force=force
        )
    )


@app.command(help="生成样例月报（注明演示数据）。 Write sample returns.")
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="写入的文件夹。 Where to write.")],
    through: Annotated[str, typer.Option("--through", metavar="MONTH", help="截至月份。 Last month.")] = "2024-12",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="随机种子，相同则内容相同。 Seed.")] = 1,
    scale: Annotated[int, typer.Option("--scale", metavar="K", help="单位与项目的倍数。 Multiplies the content.")] = 1,
    programme: _Programme = None,
    params: _Params = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的同名文件。 Overwrite files.")] = False,
    debug: _Debug = False,
) -> None:
    """Write sample returns."""
    from sanzi_lib.cli import workbooks

    raise typer.Exit(
        workbooks.make_sample(
            folder, through=through, seed=seed, scale=scale, programme=programme, params=params, force=force
        )
    )


@app.command(help="生成某单位某月的空白月报。 The blank return of a unit.")
def template(
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help="报送单位名称。 Unit.")],
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="报送月份，如 2024-07。 Month.")],
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="写入的文件，默认在输出文件夹内。 File to write.")
    ] = None,
    programme: _Programme = None,
    params: _Params = None,
    ledgers: _Ledgers = None,
    record: _Record = None,
    jobs: _Jobs = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。 Overwrite the file.")] = False,
    debug: _Debug = False,
) -> None:
    """Write the blank return of a unit."""
    from sanzi_lib.cli import workbooks

    raise typer.Exit(
        workbooks.make_template(
            unit=unit,
            month=month,
            output=output,
            programme=programme,
            params=params,
            ledgers=ledgers,
            record=record,
            jobs=jobs,
            force=force,
        )
    )


@app.command(help="核验某月月报，制作报送核验报告和退回修改工作簿。 Check a month's returns.")
def check(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2024-06。 Month.")],
    programme: _Programme = None,
    params: _Params = None,
    ledgers: _Ledgers = None,
    output: _Output = None,
    record: _Record = None,
    jobs: _Jobs = None,
    force: _Force = False,
    format_: _Format = None,
    as_of: _AsOf = None,
    debug: _Debug = False,
) -> None:
    """Read and check a month's returns."""
    from sanzi_lib.cli import checking
    from sanzi_lib.run.ask.options import Options

    options = Options(
        months=[month],
        programme=programme,
        params=params,
        ledgers=ledgers,
        output=output,
        record=record,
        jobs=jobs,
        force=force,
        formats=format_,
        as_of=as_of,
    )
    raise typer.Exit(checking.check(options))


@app.command(help="核验月报并生成报告：月份×组。 Check the returns, then make reports.")
def run(
    months: Annotated[
        list[str], typer.Argument(metavar="MONTH...", help="月份或范围，如 2024-06、2024-01..2024-12。 Months.")
    ],
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="R", help="报告种类，可多次给出；all 为全部。 Kind of report."),
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option("--group", metavar="G", help="组的代号或名称，可多次给出。 Group.")
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", metavar="U", help="分单位的报告：单位名称，可多次给出；all 为全部单位。 Unit."),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("-p", metavar="NAME=VALUE", help="报告参数，如 metric=benefit（试算）。 Notebook parameter."),
    ] = None,
    programme: _Programme = None,
    params: _Params = None,
    ledgers: _Ledgers = None,
    output: _Output = None,
    record: _Record = None,
    jobs: _Jobs = None,
    force: _Force = False,
    format_: _Format = None,
    as_of: _AsOf = None,
    debug: _Debug = False,
) -> None:
    """Check the returns, then make reports."""
    from sanzi_lib.cli import running
    from sanzi_lib.run.ask.options import Options

    options = Options(
        months=months,
        reports=report or (),
        groups=group or (),
        units=unit or (),
        programme=programme,
        params=params,
        ledgers=ledgers,
        output=output,
        record=record,
        jobs=jobs,
        force=force,
        formats=format_,
        as_of=as_of,
        settings=settings or (),
    )
    raise typer.Exit(running.run(options))


@app.command(help="追溯榜单上的一个数：来自哪份月报、哪个单元格。 Where a figure comes from.")
def trace(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2024-06。 Month.")],
    group: Annotated[str, typer.Argument(metavar="GROUP", help="组的代号或名称。 Group.")],
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="单位；合计；其中项写“牵头单位/单位”。 Unit.")],
    measure: Annotated[
        str, typer.Argument(metavar="[MEASURE]", help="leaderboard.json 的指标名或中文名。 Figure.", show_default=False)
    ] = "benefit_cumulative",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON on standard output.")] = False,
    programme: _Programme = None,
    params: _Params = None,
    ledgers: _Ledgers = None,
    output: _Output = None,
    record: _Record = None,
    jobs: _Jobs = None,
    debug: _Debug = False,
) -> None:
    """Trace a figure to its cells."""
    from sanzi_lib.cli import tracing
    from sanzi_lib.run.ask.options import Options

    options = Options(
        months=[month],
        programme=programme,
        params=params,
        ledgers=ledgers,
        output=output,
        record=record,
        jobs=jobs,
    )
    raise typer.Exit(tracing.trace(options, group=group, unit=unit, measure=measure, as_json=as_json))


app.command(help=closing.PUBLISH)(closing.publish)
app.command(help=closing.VERIFY)(closing.verify)
app.command(help=closing.DIFF)(closing.diff)
app.command(help=bookkeeping.LEDGER)(bookkeeping.ledger)


@app.command(help="检查本机能否生成全部报告。 Can this machine make every report?")
def doctor(
    output: _Output = None,
    debug: _Debug = False,
) -> None:
    """Say whether this machine can make every report."""
    from sanzi_lib.cli import diagnosis

    raise typer.Exit(diagnosis.examine(output))


def run_command(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit status; every failure is told as a sentence."""
    make_streams_safe()
    invocation = Invocation()
    command = typer.main.get_command(app)
    args = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = command.main(args=args, prog_name="sanzi", standalone_mode=False, obj=invocation)
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stdout.write(f"{error}\n")
        else:
            complain(describe_usage(error))
        return WRONG
    except (KeyboardInterrupt, typer.Abort):
        status = STOPPED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our lines has gone; there is nobody left to tell
        return NOT_ALL
    except SanziError as error:
        _show_failure(str(error), invocation)
        return WRONG if isinstance(error, ParameterError) else NOT_ALL
    except Exception as error:  # noqa: BLE001  a defect is told as a sentence too; --debug shows where it is
        _show_failure(
            f"程序内部出错（{type(error).__name__}: {error}）。请加 --debug 重新运行，把结果交给维护人员。", invocation
        )
        return NOT_ALL
    if status == STOPPED:  # some versions of typer turn the key into a status of their own
        complain(STOPPED_SENTENCE)
    return status if isinstance(status, int) else DONE


def _show_failure(message: str, invocation: Invocation) -> None:
    complain(message)
    if invocation.debug:
        sys.stderr.write(clean(traceback.format_exc()))


def main() -> None:
    """Entry point of ``sanzi`` and of ``python -m sanzi_lib``."""
    raise SystemExit(run_command())
