"""The job that a notebook's parameters describe: what is to be made, and the way to its data."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.measures.against_published import Before
from sanzi_lib.measures.rank import resolve_rule
from sanzi_lib.months import Month, parse_month, parse_quarter, parse_through
from sanzi_lib.params.load import find_programme
from sanzi_lib.params.programme import Programme, RankRule
from sanzi_lib.params.runs import SAMPLE_LEDGERS, LeaderboardParams, ReportParams
from sanzi_lib.reports.elements.marks import INTERNAL_MARK, UNPUBLISHED_MARK, build_marks
from sanzi_lib.reports.elements.redact import collect_persons
from sanzi_lib.run.places import readings_folder
from sanzi_lib.run.previous import find_previous
from sanzi_lib.run.published import find_base
from sanzi_lib.run.published_overview import find_before, find_previous_ranks
from sanzi_lib.run.record import month_folder, read_record
from sanzi_lib.run.reports import REPORTS, ReportKind
from sanzi_lib.run.request import read_day
from sanzi_lib.run.sample_ledgers import make_sample


@dataclass(frozen=True)
class Job:
    """One report to make: its checked parameters, and the way to its data.

    Attributes:
        kind: Its kind.
        programme: The programme.
        month: The report month; of several months the last.
        first: The first of several months, otherwise the report month.
        group: Id of the group, None for a report on the whole city.
        unit: Code of the unit, None for a report on a group or the whole city.
        rule: A ranking rule instead of the programme's, None for the programme's.
        social_benefits: Texts of 社会效益 on the board instead of the programme's number.
        as_of: 制表时间.
        trial: True where a rule or number other than the programme's is used (试算).
        params: Folder of programmes.
        ledgers: Folder of the returns.
        record: Folder that holds ``ledger/``.
        samples: True where the sample may be made if it is not there.
        reopened: True where the month is being reissued.
    """

    kind: ReportKind
    programme: Programme
    month: Month
    first: Month
    group: str | None
    unit: str | None
    rule: RankRule | None
    social_benefits: int | None
    as_of: date
    trial: bool
    params: Path
    ledgers: Path
    record: Path
    samples: bool
    reopened: bool

    @property
    def previous(self) -> Mapping[str, int] | None:
        """Ranks by unit code on the last published board of the same group, year and rule; None where there is none.

        Raises:
            RecordError: A published month is damaged.
        """
        if self.group is None:
            return None
        rule = resolve_rule(self.programme, self.group, self.rule)
        return find_previous(self.record, self.programme, self.month, self.group, rule)

    @property
    def previous_ranks(self) -> Mapping[str, Mapping[str, int]]:
        """By group, what :attr:`previous` is for the group's own board; groups without are left out.

        Raises:
            RecordError: A published month is damaged.
        """
        return find_previous_ranks(self.record, self.programme, self.month)

    @property
    def before(self) -> Before | None:
        """What the overview of the last published month said; None where there is none.

        Raises:
            RecordError: A published month is damaged.
        """
        return find_before(self.record, self.programme, self.month)

    def read_accepted(self) -> Accepted:
        """The accepted record from January to the month; closed months as they were published.

        The sample is made first where it is asked for and missing.

        Raises:
            ParameterError: overrides.csv is wrong.
            RecordError: A published month is damaged.
        """
        base = find_base(self.record, self.programme, before=self.month if self.reopened else None)
        folder = month_folder(self.ledgers, self.month, base)
        if self.samples and not folder.is_dir():
            make_sample(self.ledgers, self.programme, self.month, _tell)
        if not self.ledgers.is_dir():
            raise ParameterError(
                f"参数 ledgers：找不到月报文件夹 {self.ledgers}，请检查路径（相对路径从项目文件夹算起）。"
            )
        if not folder.is_dir():
            _tell(f"{self.ledgers} 下没有 {self.month} 文件夹，本月各单位均按未报送处理。")
        return read_record(
            self.programme,
            self.month,
            params=self.params,
            ledgers=self.ledgers,
            record=self.record,
            readings=readings_folder(self.record),
            reopened=self.reopened,
        ).accepted

    def build_marks(self, accepted: Accepted) -> tuple[str, ...]:
        """内部资料, 演示数据, 试编, 试算 and 未定稿, as far as they hold.

        Raises:
            RecordError: A published month is damaged.
        """
        group = self.programme.unit_by_code[self.unit].group if self.unit else self.group
        marks = build_marks(accepted.returns, self.programme, self.month, group, trial=self.trial)
        internal = (INTERNAL_MARK,) if self.kind.internal else ()
        unpublished = (UNPUBLISHED_MARK,) if self.kind.provisional and not self.is_published() else ()
        return (*internal, *marks, *unpublished)

    def is_published(self) -> bool:
        """True where the report month is closed.

        Raises:
            RecordError: A published month is damaged.
        """
        base = find_base(self.record, self.programme)
        return base is not None and self.month <= base.month

    def list_persons(self, accepted: Accepted) -> frozenset[str]:
        """The names that this report must not show: of every unit, since one may write another's (domain §6)."""
        return collect_persons(accepted.projects, accepted.returns)


def build_job(params: ReportParams, root: Path) -> Job:
    """The job that the parameters describe.

    Args:
        params: Checked by type; values are checked here.
        root: Project root, where relative paths start.

    Raises:
        ParameterError: A value is wrong, with what would be right.
    """
    kind = next(kind for kind in REPORTS.values() if kind.params is type(params))
    first, month = _find_months(params)
    if not kind.exists(month):
        months = "、".join(f"{number}月" for number in sorted(kind.months))
        raise ParameterError(f"参数 month：{kind.name}只有{months}的，“{params.month}”没有，请改写月份。")
    ledgers, samples = root / params.ledgers, params.ledgers == SAMPLE_LEDGERS
    if not samples and not ledgers.is_dir():
        raise ParameterError(f"参数 ledgers：找不到月报文件夹 {ledgers}，请检查路径（相对路径从项目文件夹算起）。")
    programme = find_programme(root / params.params, year=month.year, name=params.programme)
    group, rule, social_benefits = None, None, None
    if isinstance(params, LeaderboardParams):
        group = _find_group(programme, params.group)
        rule = _build_rule(programme, group, params.metric)
        social_benefits = params.social_benefits
    unit = _find_unit(programme, getattr(params, "unit", None))
    changed = rule is not None and rule != resolve_rule(programme, group or "")
    more = social_benefits is not None and social_benefits != programme.thresholds.social_benefits
    return Job(
        kind=kind,
        programme=programme,
        month=month,
        first=first,
        group=group,
        unit=unit,
        rule=rule,
        social_benefits=social_benefits,
        as_of=read_day(params.as_of, "参数 as_of") or date.today(),
        trial=changed or more,
        params=root / params.params,
        ledgers=ledgers,
        record=root / params.record,
        samples=samples,
        reopened=getattr(params, "reopened", False),
    )


def _find_group(programme: Programme, name: str) -> str:
    group = programme.find_group(name)
    if group is None:
        known = "、".join(f"{group.id}（{group.name}）" for group in programme.groups)
        raise ParameterError(f"参数 group：没有名为“{name}”的组，现有：{known}。")
    return group.id


def _find_months(params: ReportParams) -> tuple[Month, Month]:
    """The first and the last month of a report."""
    month = parse_month(params.month, where="参数 month：")
    if hasattr(params, "quarter"):
        last = month if params.quarter is None else parse_quarter(params.quarter, where="参数 quarter：")
        return Month(last.year, 3 * last.quarter - 2), last
    through = getattr(params, "through", None)
    return month, month if through is None else parse_through(month, through, where="参数 through：")


def _find_unit(programme: Programme, name: str | None) -> str | None:
    if name is None:
        return None
    unit = programme.unit_by_code.get(name) or programme.find_unit(name)
    if unit is None:
        known = "、".join(unit.name for unit in programme.units)
        raise ParameterError(f"参数 unit：没有名为“{name}”的单位，现有：{known}。")
    return unit.code


def _build_rule(programme: Programme, group: str, metric: str | None) -> RankRule | None:
    if metric is None:
        return None
    own = resolve_rule(programme, group)
    if metric == own.metric:
        return own
    if metric == "weighted":
        raise ParameterError("参数 metric：weighted 须先在年度方案中为该组写明 weights（各项权重），不能临时设定。")
    return RankRule.model_validate({"metric": metric, "tie_breakers": own.tie_breakers})


def _tell(sentence: str) -> None:
    # Outputs on stderr stay in the notebook and never reach a document.
    sys.stderr.write(f"{sentence}\n")
