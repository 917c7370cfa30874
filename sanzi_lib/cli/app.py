"""The command line: its commands, what it says of a wrong one, and how it ends (docs/文件与命令.md 命令).

A command is a module of its name. It declares what it takes and imports what does the work when it is called, so that
``--help`` answers at once and a machine on which pandas is broken can still run ``sanzi doctor``.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

import typer

from sanzi_lib.cli import accept, check, demo, diff, doctor, ledger, publish, run, sample, template, trace, verify
from sanzi_lib.cli.options import Debug, Invocation
from sanzi_lib.errors import ParameterError, SanziError
from sanzi_lib.run.progress import STOPPED as STOPPED_SENTENCE
from sanzi_lib.run.progress import clean

# The class that typer itself raises; it stands in click or in typer's own copy of it, depending on the version.
UsageError: type[Exception] = next(cls for cls in typer.BadParameter.__mro__ if cls.__name__ == "UsageError")

_KINDS = {"integer": "整数", "number": "数字", "float": "数字", "boolean": "是或否"}
"""What typer's sentences call a value, and what an analyst calls it."""


def describe_usage(error: Exception) -> str:
    """One sentence: what is wrong with the command and what to do."""
    kind = type(error).__name__
    context = getattr(error, "ctx", None)
    command = getattr(context, "command_path", "sanzi")
    hint = f"请运行 {command} --help 查看用法。"
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None) or ()
        meant = f"是否要写 {'、'.join(near)}？" if near else ""
        return f"没有选项 {getattr(error, 'option_name', '')}。{meant}{hint}"
    if kind == "MissingParameter":
        parameter = getattr(error, "param", None)
        name = getattr(parameter, "metavar", None) or getattr(parameter, "name", None) or "参数"
        if getattr(parameter, "param_type_name", "") == "option":
            name = "、".join(getattr(parameter, "opts", [name]))
        return f"缺少 {name}。{hint}"
    if kind == "BadParameter":
        parameter = getattr(error, "param", None)
        opts = getattr(parameter, "opts", None) or [getattr(parameter, "name", "")]
        return f"{'、'.join(opts)} 的值不正确{_wanted(str(getattr(error, 'message', error)))}。{hint}"
    if kind == "BadOptionUsage":
        return f"选项 {getattr(error, 'option_name', '')} 后面缺少值，或不应有值。{hint}"
    message = getattr(error, "message", str(error))
    if message.startswith("No such command"):
        return f"没有命令 {message.removeprefix('No such command').strip(' .')}。{hint}"
    if message.startswith("Got unexpected extra argument"):
        return f"多出了参数 {message.partition('(')[2].rstrip(')')}。{hint}"
    return f"命令写法有误（{message}）。{hint}"


def _wanted(message: str) -> str:
    wanted = next((chinese for english, chinese in _KINDS.items() if english in message), "")
    return f"，应当是{wanted}" if wanted else ""


def make_streams_safe() -> None:
    """Never fail on a character that the console's code page lacks: it prints as ``?``."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def complain(text: str) -> None:
    """Tell on the error stream why a command did not do its work."""
    sys.stderr.write(f"{clean(text)}\n")
    sys.stderr.flush()


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
def _root(debug: Debug = False) -> None:
    """Take ``--debug`` before a command as well as behind it."""


for _module in (demo, sample, template, check, accept, run, trace, publish, verify, diff, ledger, doctor):
    _name = _module.__name__.rpartition(".")[2]
    app.command(_name, help=_module.HELP)(getattr(_module, _name))


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
