"""``sanzi demo``: from nothing to the June boards, to see what comes out before a single return has arrived."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sanzi_lib.cli.options import takes
from sanzi_lib.run.ask.options import Options

HELP = "生成样例月报与6月全部榜单，看看成果。 Sample returns and the June boards."

MONTH = "2024-06"
SAMPLE_LEDGERS = Path("sample") / "ledgers"


@takes("output", "programme", "params", "jobs", "formats", "as_of", "force")
def demo(*, options: Options) -> int:
    """Write sample returns into ``<output>/sample/ledgers`` and make the June boards of all groups and the overview.

    Returns:
        0 where all of them stand, 1 where something was not made.

    Raises:
        ParameterError: An option or the programme is wrong.
    """
    from sanzi_lib.cli.terminal import Terminal
    from sanzi_lib.render.formats import BESIDE_PAGE
    from sanzi_lib.run.ask.request import build_request
    from sanzi_lib.run.commands.run import run_months, sum_up_run
    from sanzi_lib.run.places import CATALOGUE
    from sanzi_lib.sample import write_sample

    terminal = Terminal()
    request = build_request(replace(options, months=[MONTH]), Path.cwd())
    folders = request.folders
    # A demo is whole in its own folder, whatever the month's parameter file says about ledgers and record.
    folders = replace(folders, ledgers=folders.output / SAMPLE_LEDGERS, record=folders.output)
    request = replace(request, folders=folders)
    (month,) = request.months
    chosen = request.read_programme(month.year)
    terminal.say(f"生成样例月报（演示数据）：{folders.ledgers}")
    written = write_sample(folders.ledgers, chosen, through=month, jobs=request.jobs)
    terminal.say(f"样例月报共{len(written)}份。")
    outcome = run_months(request, terminal)
    status = 0 if sum_up_run(outcome, request, terminal) else 1
    terminal.say("请打开：")
    terminal.say(f"  目录  {folders.output / CATALOGUE}")
    for folder in outcome.folders:
        for path in sorted(folder.glob("*.html")):
            terminal.say(f"  网页  {path}（同一文件夹内另有 {BESIDE_PAGE}）")
    return status
