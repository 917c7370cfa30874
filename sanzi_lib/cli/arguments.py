"""Options that several commands share, and what outlives the parsing of a command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer


@dataclass
class Invocation:
    """What outlives the parsing of a command line."""

    debug: bool = False


def _remember_debug(context: typer.Context, value: bool) -> bool:
    invocation = context.find_root().obj
    if value and isinstance(invocation, Invocation):
        invocation.debug = True
    return value


Debug = Annotated[bool, typer.Option("--debug", callback=_remember_debug, help="出错时显示技术细节。 Show tracebacks.")]
Programme = Annotated[
    str | None, typer.Option("--programme", metavar="NAME", help="年度方案，默认按月份所在年度。 Programme.")
]
Params = Annotated[Path | None, typer.Option("--params", metavar="DIR", help="参数文件夹，默认 params。 Parameters.")]
Ledgers = Annotated[Path | None, typer.Option("--ledgers", metavar="DIR", help="月报文件夹，默认 ledgers。 Returns.")]
Output = Annotated[
    Path | None, typer.Option("--output", metavar="DIR", help="输出文件夹，默认 output。 Output folder.")
]
Record = Annotated[
    Path | None, typer.Option("--record", metavar="DIR", help="记录文件夹，默认同输出文件夹。 Record folder.")
]
Jobs = Annotated[int | None, typer.Option("--jobs", metavar="N", help="并行进程数，默认处理器核数。 Processes.")]
Force = Annotated[
    bool, typer.Option("--force", help="月报全部重新读取，没有变化的报告也重新生成。 Read and make all again.")
]
Format = Annotated[
    str | None, typer.Option("--format", metavar="html,pdf,xlsx,docx", help="文件格式，默认全部。 Documents to make.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="制表时间，如 2024-06-30，默认当天。 Date of tabulation.")
]
