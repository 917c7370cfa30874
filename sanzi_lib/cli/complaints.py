"""Why a command did not do its work, in Chinese, on streams that never fail, whatever the console and the text."""

from __future__ import annotations

import sys

import typer

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
