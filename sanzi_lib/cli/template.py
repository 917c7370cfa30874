"""``sanzi template``."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sanzi_lib.cli.options import takes
from sanzi_lib.errors import ParameterError
from sanzi_lib.filenames import safe_name
from sanzi_lib.run.ask.options import Options

HELP = "生成某单位某月的空白月报。 The blank return of a unit."

TEMPLATES = "空白月报"
"""Folder of a month's templates in the output folder, where no file is named."""


@takes("programme", "params", "ledgers", "record", "jobs")
def template(
    *,
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help="报送单位名称；all 为全部单位。 Unit, or all.")],
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="报送月份，如 2024-07。 Month.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="PATH",
            help="文件或已有的文件夹（all 时为文件夹），默认在输出文件夹。 File, or folder.",
        ),
    ] = None,
    options: Options,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。 Overwrite the file.")] = False,
) -> int:
    """Write a unit's blank return, or every unit's, filled with last month's projects and accepted cumulative figures.

    Raises:
        ParameterError: An option, the unit or the programme is wrong, or the file is there already and may be
            filled in.
        RecordError: The file cannot be written; it may be open.
    """
    from sanzi_lib.cli.terminal import Terminal
    from sanzi_lib.ledger.template.write import write_template
    from sanzi_lib.run.archive.prefill import read_earlier
    from sanzi_lib.run.ask.kinds import ALL_REPORTS
    from sanzi_lib.run.ask.request import OUTPUT, ask_of_one_month, choose_units, find_project, resolve

    terminal = Terminal()
    refusal = "参数 --month：一次只能生成一个月的空白月报，请写成 2024-07 这样的形式。"
    request = ask_of_one_month(replace(options, months=[month]), Path.cwd(), refusal)
    (of_month,) = request.months
    chosen = request.read_programme(of_month.year)
    units = choose_units(chosen, [unit])
    root = find_project(Path.cwd(), options.params)
    where = resolve(root, output, str(Path(OUTPUT) / str(of_month) / TEMPLATES))
    if unit == ALL_REPORTS and where.is_file():
        raise ParameterError(f"参数 --output：{where} 是一个文件；--unit all 时请指明文件夹。")
    is_folder = output is None or unit == ALL_REPORTS or where.is_dir()
    paths = {
        one.code: where / f"{safe_name(f'{one.name}{of_month.label}月报')}.xlsx" if is_folder else where
        for one in units
    }
    if not force and (there := [path for path in paths.values() if path.exists()]):
        more = f"等{len(there)}个" if len(there) > 1 else ""
        raise ParameterError(
            f"文件 {there[0]} {more}已存在，可能已经填写，没有改动。要重新生成请加 --force，或用 --output 另指"
            f"{'文件夹' if unit == ALL_REPORTS else '文件名'}。"
        )
    for whose, prefill in read_earlier(request, chosen, units, of_month):
        write_template(paths[whose.code], chosen, whose, of_month, prefill=prefill)
        count, january = len(prefill.projects), of_month.month == 1
        filled = [f"上年未完成项目{count}个" if january else f"上月项目{count}个及累计数"] if count else []
        filled += [f"存量资金{len(prefill.funds)}项"] if prefill.funds else []
        told = f"已填入{'，'.join(filled)}" if filled else "没有可以带出的项目和累计数，是空白的"
        terminal.say(f"已生成{whose.name}{of_month.label}空白月报（{told}）：{paths[whose.code]}")
    return 0
