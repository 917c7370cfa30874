"""The sample of returns that a notebook run by hand falls back on, made where it is missing.

See docs/文件与命令.md 命令.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

SAMPLE_MONTHS = 6
"""A sample made on the way reaches at least to June."""


def make_sample(
    folder: Path, programme: Programme, month: Month, tell: Callable[[str], None], *, jobs: int = 1
) -> None:
    """Write the sample returns of January to a month, or to June; months that are there are left alone.

    Args:
        folder: Gets a folder per month.
        programme: Whose units report.
        month: A month that is wanted.
        tell: Is told that this is done.
        jobs: Processes to write with.

    Raises:
        RecordError: A file cannot be written.
    """
    # The sample's stories are needed only where there is no sample yet.
    from sanzi_lib.sample import write_sample  # noqa: PLC0415

    through = Month(month.year, max(month.month, SAMPLE_MONTHS))
    tell(f"没有找到样例月报，正在生成 {month.year}-01 至 {through} 的样例：{folder}")
    folder.mkdir(parents=True, exist_ok=True)
    # Made aside and moved in month by month: another notebook may be doing the same.
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".sample-") as aside:
        write_sample(Path(aside), programme, through=through, jobs=jobs)
        for made in sorted(Path(aside).iterdir()):
            target = folder / made.name
            if not target.exists():
                try:
                    made.rename(target)
                except OSError:
                    if not target.is_dir():
                        raise
