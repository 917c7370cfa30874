"""What is said at the end of a run or a check, by a command and by the console alike."""

from __future__ import annotations

from collections import Counter

from sanzi_lib.run.ask.request import Request
from sanzi_lib.run.commands.session import CheckedMonth
from sanzi_lib.run.make.batch import Outcome
from sanzi_lib.run.places import CATALOGUE, checks_path, feedback_folder
from sanzi_lib.run.progress import Narrator


def conclude_run(outcome: Outcome, request: Request, narrator: Narrator) -> bool:
    """Sum up a run.

    Args:
        outcome: What became of it.
        request: What was asked.
        narrator: Is told.

    Returns:
        True where everything stands.
    """
    counts = f"生成{len(outcome.made)}份，未变{len(outcome.unchanged)}份，未成{len(outcome.failed)}项"
    narrator.say(f"完成：{counts}。目录：{request.folders.output / CATALOGUE}")
    if outcome.failed:
        narrator.warn(f"未成：{'；'.join(outcome.failed)}。")
    return not outcome.failed


def conclude_check(done: CheckedMonth, request: Request, narrator: Narrator) -> bool:
    """Sum up a check: how many were accepted, and where the report and the workbooks stand.

    Args:
        done: What it gave.
        request: What was asked.
        narrator: Is told.

    Returns:
        True where nothing must be chased and everything stands.
    """
    checks, output = done.checks, request.folders.output
    month = str(checks.month)
    states = Counter(item.state for item in checks.returns)
    narrator.say(
        f"{month}：接收{states['accepted']}份，退回修改{states['sent_back']}份，未报送{states['not_reported']}家，"
        f"未读取{len(checks.unread)}个文件。结果已写入 {checks_path(output, month)}"
    )
    for folder in done.outcome.folders:
        for path in sorted(folder.glob("*.html")):
            narrator.say(f"报送核验报告：{path}（同一文件夹内另有 PDF、XLSX、JSON）")
    sent = done.sent_back
    if count := len(sent.made) + len(sent.unchanged):
        narrator.say(f"退回修改：{count}个工作簿，在 {feedback_folder(output, month)}，请逐个发回单位。")
    if sent.removed:
        narrator.say(f"已不需要退回，删除旧的：{'、'.join(sent.removed)}。")
    if done.outcome.failed:
        narrator.warn(f"未成：{'；'.join(done.outcome.failed)}。")
    chased = states["sent_back"] or states["not_reported"] or checks.unread
    return not (chased or done.outcome.failed)
