"""Options that several commands share, declared once, and what outlives the parsing of a command line."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from sanzi_lib.render.formats import FORMATS
from sanzi_lib.run.ask.options import Options


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

_SHARED: dict[str, tuple[Any, Any]] = {
    "programme": (
        Annotated[
            str | None, typer.Option("--programme", metavar="NAME", help="年度方案，默认按月份所在年度。 Programme.")
        ],
        None,
    ),
    "params": (
        Annotated[Path | None, typer.Option("--params", metavar="DIR", help="参数文件夹，默认 params。 Parameters.")],
        None,
    ),
    "ledgers": (
        Annotated[Path | None, typer.Option("--ledgers", metavar="DIR", help="月报文件夹，默认 ledgers。 Returns.")],
        None,
    ),
    "output": (
        Annotated[
            Path | None, typer.Option("--output", metavar="DIR", help="输出文件夹，默认 output。 Output folder.")
        ],
        None,
    ),
    "record": (
        Annotated[
            Path | None, typer.Option("--record", metavar="DIR", help="记录文件夹，默认同输出文件夹。 Record folder.")
        ],
        None,
    ),
    "jobs": (
        Annotated[int | None, typer.Option("--jobs", metavar="N", help="并行进程数，默认处理器核数。 Processes.")],
        None,
    ),
    "force": (
        Annotated[
            bool,
            typer.Option("--force", help="月报全部重新读取，没有变化的报告也重新生成。 Read and make all again."),
        ],
        False,
    ),
    "formats": (
        Annotated[
            str | None,
            typer.Option("--format", metavar=",".join(FORMATS), help="文件格式，默认全部。 Documents to make."),
        ],
        None,
    ),
    "as_of": (
        Annotated[
            str | None,
            typer.Option("--as-of", metavar="DATE", help="制表时间，如 2024-06-30，默认当天。 Date of tabulation."),
        ],
        None,
    ),
}
"""Every option that several commands take, with its default; named as in :class:`Options`."""

FOLDERS = ("programme", "params", "ledgers", "output", "record", "jobs")
"""What nearly every command takes."""

MonthArgument = Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2024-06。 Month.")]
Groups = Annotated[list[str] | None, typer.Option("--group", metavar="G", help="组的代号或名称，可多次给出。 Group.")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON on standard output.")]


def takes(*shared: str) -> Callable[[Callable[..., int]], Callable[..., None]]:
    """Let a command take shared options, and ``--debug``, where its parameter ``options`` stands.

    The command is given one :class:`Options`; what it returns is its exit status.

    Args:
        shared: Names of the options, in the order of the help.
    """

    def wrap(command: Callable[..., int]) -> Callable[..., None]:
        def run(debug: bool, **values: Any) -> None:
            options = Options(**{name: values.pop(name) for name in shared})
            raise typer.Exit(command(options=options, **values))

        hints = get_type_hints(command, include_extras=True)
        parameters: list[inspect.Parameter] = []
        for name, parameter in inspect.signature(command).parameters.items():
            if name == "options":
                for one in shared:
                    kind, default = _SHARED[one]
                    parameters.append(_declare(one, kind, default))
            else:
                parameters.append(_declare(name, hints[name], parameter.default))
        parameters.append(_declare("debug", Debug, False))
        # typer reads what a command takes from its signature.
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        run.__name__, run.__doc__ = command.__name__, command.__doc__
        return run

    return wrap


def _declare(name: str, kind: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
