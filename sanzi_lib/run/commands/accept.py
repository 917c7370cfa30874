"""``sanzi accept``, from request to lines of overrides.csv; the console uses the same function.

See docs/核验规则.md 认可.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.acceptance.accepting import LEVELS, Asked, Chosen, choose_lines
from sanzi_lib.ledger.acceptance.overriding import NEVER, is_acceptable
from sanzi_lib.ledger.causes import say_answer, say_line, tell_causes
from sanzi_lib.ledger.check.table import RULES
from sanzi_lib.ledger.model import Finding, Level, MonthChecks, ReadReturn
from sanzi_lib.ledger.reading.folder import read_month
from sanzi_lib.months import Month, parse_through
from sanzi_lib.params.overrides import LASTING, OVERRIDES, append_lines, read_overrides
from sanzi_lib.params.programme import Programme, normalise_name
from sanzi_lib.run.archive.city import claim_folders
from sanzi_lib.run.archive.returns import Recorded, read_returns
from sanzi_lib.run.ask.request import Request
from sanzi_lib.run.commands.run import say_no_folder
from sanzi_lib.run.places import readings_folder, write_whole
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.month import find_base, has_folder, month_folder

_ORDER: tuple[Level, ...] = ("核实", "错误", "风险", "提示")


@dataclass(frozen=True)
class Words:
    """What the command line says beside the month, as written.

    Attributes:
        reason: None where the units' answers are the reasons.
    """

    unit: str
    rule: str
    project: str | None
    through: str | None
    reason: str | None
    by: str


@dataclass(frozen=True)
class AcceptedFindings:
    """What ``sanzi accept`` is about to write, or wrote.

    Attributes:
        path: overrides.csv.
        closed: True where the month is published: its figures stay as they are.
    """

    path: Path
    chosen: Chosen
    closed: bool


@dataclass(frozen=True)
class Acceptable:
    """Findings that one line of overrides.csv accepts together.

    Attributes:
        project: 项目编号; "" where they name none.
        lines: Where and what, a line per cause.
        answers: What the unit answered, each with who and when.
        reason: The reason that the answers give; "" where there is none.
        lasts: True where a line may be for several months.
    """

    unit: str
    rule: str
    level: Level
    project: str
    reason: str
    lines: tuple[str, ...]
    lasts: bool
    answers: tuple[str, ...]


def accept_findings(request: Request, words: Words, progress: Progress) -> AcceptedFindings:
    """Choose the findings that stand and the lines for them; nothing is written yet.

    Raises:
        ParameterError: Unit, rule, month or another word is wrong, or the month has no folder.
        ProgrammeError: overrides.csv is wrong as it stands.
        RecordError: A published month is damaged.
    """
    (month,) = request.months
    folders = request.folders
    programme = request.read_programme(month.year)
    asked = _ask(programme, month, words)
    if not has_folder(folders.ledgers, month, find_base(folders.record, programme)):
        raise ParameterError(say_no_folder([month], folders))
    claim_folders(folders, [programme])
    year = read_returns(programme, month, folders, progress, jobs=request.jobs, anew=request.force)
    checks = next(checks for checks in year.accepted.months if checks.month == month)
    closed = _is_closed(year, month)
    chosen = choose_lines(
        asked,
        checks,
        read_overrides(folders.params / programme.id),
        can_accept=_judge(programme, request, year, checks),
        find_reason=_find_reason(words.reason),
        is_accepted=_tell_accepted(programme, year, month),
    )
    return AcceptedFindings(folders.params / programme.id / OVERRIDES, chosen, closed)


def accept_and_tell(request: Request, words: Words, progress: Progress) -> bool:
    """Accept the findings asked for: say which, write their lines, and name what is not matched.

    Returns:
        True where every finding asked for is accepted now.

    Raises:
        ParameterError, ProgrammeError, RecordError: As :func:`accept_findings` and :func:`write_lines`; nothing was
            written.
    """
    accepted = accept_findings(request, words, progress)
    (month,), chosen = request.months, accepted.chosen
    for line in tell_causes(chosen.findings):
        progress.say(f"认可：{say_line(line)}")
    if chosen.lines:
        write_lines(accepted)
        progress.say(f"已写入 {accepted.path}：{len(chosen.lines)}行。请重新运行 sanzi check {month}。")
        if accepted.closed:
            progress.say(f"{month}已定稿，数字和报告不变。")
    for sentence in chosen.unmatched:
        progress.warn(sentence)
    return not chosen.unmatched


def list_acceptable(programme: Programme, request: Request, year: Recorded) -> tuple[Acceptable, ...]:
    """List what may be accepted in the last month of a record: 核实 before 错误 before 风险.

    Args:
        programme: The programme.
        request: Where things stand.
        year: January to the month.
    """
    checks = year.accepted.months[-1]
    can_accept = _judge(programme, request, year, checks)
    is_accepted = _tell_accepted(programme, year, checks.month)
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in checks.findings:
        unit = programme.find_unit(finding.unit or "")
        if unit is None or finding.file is None or is_accepted(finding) or finding.level not in LEVELS:
            continue
        key = finding.rule, finding.project or ""
        if finding.rule not in NEVER and can_accept(finding):
            groups.setdefault((unit.name, *key), []).append(finding)
    answer_of = _find_reason(None)
    listed = [
        Acceptable(
            unit=unit, rule=rule, project=project, level=findings[0].level,
            lines=tuple(f"{line.place}：{line.message}" for line in tell_causes(findings)),
            answers=tuple(say_answer(answer) for line in tell_causes(findings) for answer in line.answers),
            reason=answer_of(findings),
            lasts=rule in LASTING,
        )
        for (unit, rule, project), findings in groups.items()
    ]  # fmt: skip
    return tuple(sorted(listed, key=lambda one: _ORDER.index(one.level)))


def write_lines(accepted: AcceptedFindings) -> None:
    """Write the lines behind those that stand in overrides.csv, whole or not at all.

    Raises:
        RecordError: The file cannot be written.
    """
    path = accepted.path
    try:
        content = path.read_bytes() if path.exists() else None
        write_whole(path, append_lines(content, accepted.chosen.lines))
    except OSError as error:
        raise RecordError(
            f"无法写入 {path}（{error.strerror}），一行也没有写。请关闭正在使用它的程序（如Excel）或检查权限后再运行。"
        ) from error


def _tell_accepted(programme: Programme, year: Recorded, month: Month) -> Callable[[Finding], bool]:
    """Tell what a line accepts already, also one that came late for a closed month, whose findings do not say it."""
    frame = year.accepted.findings
    known = frame[(frame["month"] == month.month) & frame["explained"]]
    late = set(zip(known["unit"].tolist(), known["rule"].tolist(), known["project"].tolist(), strict=True))

    def is_accepted(finding: Finding) -> bool:
        unit = programme.find_unit(finding.unit or "")
        key = ("" if unit is None else unit.code, finding.rule, finding.project or "")
        return finding.override is not None or (finding.level == "核实" and key in late)

    return is_accepted


def _is_closed(year: Recorded, month: Month) -> bool:
    return year.base is not None and month <= year.base.month


def _judge(programme: Programme, request: Request, year: Recorded, checks: MonthChecks) -> Callable[[Finding], bool]:
    """Tell what may be accepted of a month; its workbooks are only read for an 错误."""
    closed = _is_closed(year, checks.month)
    read = cache(lambda: _read_files(programme, request, year, checks.month))
    strange = {state.file for state in checks.returns if state.wrong_cover}

    def can_accept(finding: Finding) -> bool:
        if finding.file in strange:
            return False
        if finding.level != "错误":
            return True
        returned = read().get(finding.file or "")
        return not closed and returned is not None and is_acceptable(finding, returned)

    return can_accept


def _find_reason(reason: str | None) -> Callable[[Sequence[Finding]], str]:
    """Tell why findings are accepted: the analyst's reason, or else what the unit answered to them."""
    if reason is not None:
        return lambda _: reason

    def find_answers(findings: Sequence[Finding]) -> str:
        return "；".join(dict.fromkeys(finding.answer.text for finding in findings if finding.answer is not None))

    return find_answers


def _ask(programme: Programme, month: Month, words: Words) -> Asked:
    unit = programme.find_unit_or_code(words.unit)
    if unit is None:
        raise ParameterError(f"--unit “{words.unit}”不在{programme.year}年度报送单位名单中，请写单位全称、别名或代码。")
    rule = normalise_name(words.rule).upper()
    if rule not in {row.id for row in RULES}:
        raise ParameterError(f"--rule “{words.rule}”不是核验规则，请写 V18 这样的编号。")
    if rule in NEVER:
        raise ParameterError(f"--rule {rule}：{'、'.join(sorted(NEVER))}的问题不能认可，请单位改正后重新报送。")
    through = None if words.through is None else parse_through(month, words.through, where="--through ")
    if through is not None and rule not in LASTING:
        raise ParameterError(f"--through：{rule}的问题只能按月认可；可以认可几个月的只有{'、'.join(LASTING)}。")
    if words.reason is not None and not words.reason.strip():
        raise ParameterError("--reason 不能为空，请写明认可的理由。")
    if not words.by.strip():
        raise ParameterError("--by 不能为空，请写明谁认可的。")
    project = None if words.project is None else normalise_name(words.project)
    today = date.today().isoformat()
    return Asked(month, unit.name, rule, project, None if through == month else through, words.by.strip(), today)


def _read_files(programme: Programme, request: Request, year: Recorded, month: Month) -> dict[str, ReadReturn]:
    folders = request.folders
    folder = month_folder(folders.ledgers, month, year.base)
    files = read_month(folder, programme, month, jobs=request.jobs, readings=readings_folder(folders.record))
    return {returned.file: returned for returned in files.returns}
