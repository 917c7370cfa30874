"""The command line: its commands, and how it ends (docs/文件与命令.md 命令).

A command is a module of its name. It declares what it takes and imports what does the work when it is called, so that
``--help`` answers at once and a machine on which pandas is broken can still run ``sanzi doctor``.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

import typer

from sanzi_lib.cli import accept, check, demo, diff, doctor, ledger, publish, run, sample, template, trace, verify
from sanzi_lib.cli.complaints import UsageError, complain, describe_usage, make_streams_safe
from sanzi_lib.cli.options import Debug, Invocation
from sanzi_lib.errors import ParameterError, SanziError
from sanzi_lib.run.progress import STOPPED as STOPPED_SENTENCE
from sanzi_lib.run.progress import clean

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
