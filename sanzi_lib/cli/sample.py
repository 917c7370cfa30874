"""``sanzi sample``."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sanzi_lib.cli.options import takes
from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month, parse_month
from sanzi_lib.run.ask.options import Options

HELP = "生成样例月报（注明演示数据）。 Write sample returns."


@takes("programme", "params")
def sample(
    *,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="写入的文件夹。 Where to write.")],
    through: Annotated[str, typer.Option("--through", metavar="MONTH", help="截至月份。 Last month.")] = "2024-12",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="随机种子，相同则内容相同。 Seed.")] = 1,
    scale: Annotated[int, typer.Option("--scale", metavar="K", help="单位与项目的倍数。 Multiplies the content.")] = 1,
    options: Options,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的同名文件。 Overwrite files.")] = False,
) -> int:
    """Write sample returns into ``DIR/<YYYY-MM>/``.

    Raises:
        ParameterError: An option or the programme is wrong, or there are files already that might be real returns.
        RecordError: A file cannot be written.
    """
    from sanzi_lib.cli.terminal import Terminal
    from sanzi_lib.params.load import find_programme
    from sanzi_lib.run.ask.request import PARAMS, find_project, read_jobs, resolve
    from sanzi_lib.sample import write_sample

    month = parse_month(through, where="参数 --through")
    if scale < 1:
        raise ParameterError(f"参数 --scale：“{scale}”应当是不小于1的整数。")
    root = find_project(Path.cwd(), options.params)
    chosen = find_programme(resolve(root, options.params, PARAMS), year=month.year, name=options.programme)
    target = resolve(root, folder, "")
    if not force and (there := _list_files(target, month)):
        raise ParameterError(
            f"{there[0]} 等{len(there)}个文件已存在，可能是真实月报，没有改动。"
            "请另选一个文件夹，或加 --force 覆盖同名文件。"
        )
    terminal = Terminal()
    written = write_sample(target, chosen, through=month, seed=seed, scale=scale, jobs=read_jobs(None))
    terminal.say(f"已写入样例月报{len(written)}份（演示数据）：{target}")
    if scale > 1:
        terminal.say(
            f"单位已扩大为{scale}倍，请连同年度方案一起使用："
            f"sanzi run 月份 --ledgers {target} --params {target / PARAMS}"
        )
    return 0


def _list_files(folder: Path, through: Month) -> list[Path]:
    """Files that stand in the folders of January to a month."""
    months = (folder / str(month) for month in through.months_of_year())
    return [path for month in months if month.is_dir() for path in sorted(month.iterdir())]
