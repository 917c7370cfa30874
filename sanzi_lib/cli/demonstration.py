"""``sanzi demo``: from nothing to the June boards, to see what comes out before a single return has arrived."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sanzi_lib.cli.console import Speaker
from sanzi_lib.params.load import find_programme
from sanzi_lib.run.conclusion import conclude_run
from sanzi_lib.run.options import Options, build_request
from sanzi_lib.run.places import CATALOGUE
from sanzi_lib.run.session import run_months
from sanzi_lib.sample import write_sample

MONTH = "2024-06"
SAMPLE_LEDGERS = Path("sample") / "ledgers"


def make_demo(
    *,
    output: Path | None,
    programme: str | None,
    params: Path | None,
    jobs: int | None,
    formats: str | None,
    as_of: str | None,
    force: bool,
) -> int:
    """Write sample returns into ``<output>/sample/ledgers`` and make the June boards of all groups and the overview.

    Returns:
        0 where all of them stand, 1 where something was not made.

    Raises:
        ParameterError: An option or the programme is wrong.
    """
    speaker = Speaker()
    options = Options(
        months=[MONTH],
        programme=programme,
        params=params,
        output=output,
        jobs=jobs,
        formats=formats,
        as_of=as_of,
        force=force,
    )
    request = build_request(options, Path.cwd())
    folders = request.folders
    # A demo is whole in its own folder, whatever the month's parameter file says about ledgers and record.
    folders = replace(folders, ledgers=folders.output / SAMPLE_LEDGERS, record=folders.output)
    request = replace(request, folders=folders)
    (month,) = request.months
    chosen = find_programme(folders.params, year=month.year, name=request.programme)
    speaker.say(f"生成样例月报（演示数据）：{folders.ledgers}")
    written = write_sample(folders.ledgers, chosen, through=month, jobs=request.jobs)
    speaker.say(f"样例月报共{len(written)}份。")
    outcome = run_months(request, speaker)
    status = 0 if conclude_run(outcome, request, speaker) else 1
    speaker.say("请打开：")
    speaker.say(f"  目录  {folders.output / CATALOGUE}")
    for folder in outcome.folders:
        for path in sorted(folder.glob("*.html")):
            speaker.say(f"  网页  {path}（同一文件夹内另有 PDF、XLSX、JSON）")
    return status
