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
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help="报送单位名称。 Unit.")],
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="报送月份，如 2024-07。 Month.")],
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="写入的文件，默认在输出文件夹内。 File to write.")
    ] = None,
    options: Options,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。 Overwrite the file.")] = False,
) -> int:
    """Write a unit's blank return, filled with last month's projects and its accepted cumulative figures.

    Raises:
        ParameterError: An option, the unit or the programme is wrong, or the file is there already and may be
            filled in.
        RecordError: The file cannot be written; it may be open.
    """
    from sanzi_lib.cli.terminal import Terminal
    from sanzi_lib.ledger.template.write import write_template
    from sanzi_lib.run.archive.prefill import read_earlier
    from sanzi_lib.run.ask.request import OUTPUT, ask_of_one_month, choose_unit, find_project, resolve

    terminal = Terminal()
    refusal = "参数 --month：一次只能生成一个月的空白月报，请写成 2024-07 这样的形式。"
    request = ask_of_one_month(replace(options, months=[month]), Path.cwd(), refusal)
    (of_month,) = request.months
    chosen = request.read_programme(of_month.year)
    whose = choose_unit(chosen, unit, "参数 --unit")
    default = Path(OUTPUT) / str(of_month) / TEMPLATES / f"{safe_name(f'{whose.name}{of_month.label}月报')}.xlsx"
    path = resolve(find_project(Path.cwd(), options.params), output, str(default))
    if path.exists() and not force:
        raise ParameterError(
            f"文件 {path} 已存在，可能已经填写，没有改动。要重新生成请加 --force，或用 --output 另指文件名。"
        )
    prefill = read_earlier(request, chosen, whose, of_month)
    write_template(path, chosen, whose, of_month, prefill=prefill)
    filled = [f"上月项目{len(prefill.projects)}个及累计数"] if prefill.projects else []
    filled += [f"存量资金{len(prefill.funds)}项"] if prefill.funds else []
    if filled:
        terminal.say(f"已填入{'，'.join(filled)}。")
    terminal.say(f"已生成{whose.name}{of_month.label}空白月报：{path}")
    return 0
