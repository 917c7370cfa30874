"""``sanzi verify``."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sanzi_lib.cli.options import FOLDERS, MonthArgument, takes
from sanzi_lib.cli.publish import ONE_MONTH
from sanzi_lib.run.ask.options import Options

HELP = "验证定稿：校验冻结的文件并重算全部数字。 Hold a published month against itself."

_MOST_LINES = 200


@takes(*FOLDERS)
def verify(*, month: MonthArgument, options: Options) -> int:
    """Verify a published month; the shared options may stand here, though only what was frozen counts.

    Returns:
        0 where everything holds, otherwise 1.

    Raises:
        ParameterError: The month is not published.
        RecordError: publish.json is missing or damaged.
    """
    from sanzi_lib.cli.terminal import Terminal
    from sanzi_lib.run.ask.request import ask_of_one_month
    from sanzi_lib.run.published.verification import verify_month

    terminal = Terminal()
    request = ask_of_one_month(replace(options, months=[month]), Path.cwd(), ONE_MONTH)
    published, problems = verify_month(request, terminal)
    if published.about.open is not None and published.about.open.findings:
        terminal.say(f"{published.month}定稿时{published.about.open.said}。")
    for problem in problems[:_MOST_LINES]:
        terminal.warn(problem)
    if len(problems) > _MOST_LINES:
        terminal.warn(f"另有{len(problems) - _MOST_LINES}处。")
    if problems:
        terminal.warn(
            f"{published.month}定稿验证未通过，共{len(problems)}处。请从备份恢复 {published.folder} 后再验证；"
            "确属后来放入的多余文件，移出即可。"
        )
        return 1
    terminal.say(f"{published.month}定稿验证通过：文件与 SHA256SUMS 一致，重算的数字与定稿一致。")
    return 0
