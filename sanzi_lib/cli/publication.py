"""``sanzi publish`` and ``sanzi verify``."""

from __future__ import annotations

from pathlib import Path

from sanzi_lib.cli.console import Speaker
from sanzi_lib.errors import ParameterError
from sanzi_lib.run.ask.options import Options, build_request
from sanzi_lib.run.ask.request import Request
from sanzi_lib.run.commands.publish import publish_month
from sanzi_lib.run.published.verification import verify_month

_MOST_LINES = 200


def publish(options: Options, reason: str | None) -> int:
    """Freeze a month, or freeze it anew for a reason.

    Returns:
        0; everything that stands in the way is raised.

    Raises:
        ParameterError: The month cannot be published now; nothing was written.
        RecordError: Reports are missing or stale, or a file cannot be written.
    """
    speaker = Speaker()
    published = publish_month(_request(options), speaker, reason=reason)
    about = published.about
    speaker.say(f"{published.label}：报告{len(about.reports)}份，已冻结在 {published.folder}")
    if about.earlier:
        speaker.say(f"原第{about.earlier[-1].number}版保留在其中的 v{about.earlier[-1].number} 文件夹。")
    speaker.say(
        f"此后 {published.month} 的月报文件再有变动，不影响任何报告。随时可用 sanzi verify {published.month} 验证。"
    )
    return 0


def verify(options: Options) -> int:
    """Verify a published month.

    Returns:
        0 where everything holds, otherwise 1.

    Raises:
        ParameterError: The month is not published.
        RecordError: publish.json is missing or damaged.
    """
    speaker = Speaker()
    published, problems = verify_month(_request(options), speaker)
    for problem in problems[:_MOST_LINES]:
        speaker.warn(problem)
    if len(problems) > _MOST_LINES:
        speaker.warn(f"另有{len(problems) - _MOST_LINES}处。")
    if problems:
        speaker.warn(
            f"{published.month}定稿验证未通过，共{len(problems)}处。请从备份恢复 {published.folder} 后再验证；"
            "确属后来放入的多余文件，移出即可。"
        )
        return 1
    speaker.say(f"{published.month}定稿验证通过：文件与 SHA256SUMS 一致，重算的数字与定稿一致。")
    return 0


def _request(options: Options) -> Request:
    request = build_request(options, Path.cwd())
    if len(request.months) != 1:
        raise ParameterError("参数 MONTH：一次只能处理一个月，请写成 2024-06 这样的形式。")
    return request
