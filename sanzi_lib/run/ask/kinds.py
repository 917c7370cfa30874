"""The reports that a run can make: one small registry (docs/指标口径.md 报告)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sanzi_lib.months import Month
from sanzi_lib.params.runs import (
    AssessmentParams,
    CasesParams,
    FundsParams,
    IntakeParams,
    LeaderboardParams,
    OverviewParams,
    QuarterlyParams,
    ReportParams,
    RiskParams,
)
from sanzi_lib.render.formats import FORMATS, USUAL_FORMATS
from sanzi_lib.run.places import CHECKS_FOLDER

REOPENED = "reopened"
"""Parameter that a notebook of a month that is being reissued is given beside those of its parameters cell."""

RUN_OPTIONS = {
    "month": "月份（如 sanzi run 2024-06）",
    "group": "--group",
    "unit": "--unit",
    "quarter": "月份（如 sanzi run 2024-06）",
    "programme": "--programme",
    "params": "--params",
    "ledgers": "--ledgers",
    "record": "--record",
    "as_of": "--as-of",
    REOPENED: "sanzi publish --reissue",
}
"""Notebook parameters that a run fills in itself, and what says them on the command line."""

EVERY_MONTH = frozenset(range(1, 13))
QUARTER_ENDS = frozenset({3, 6, 9, 12})


@dataclass(frozen=True)
class ReportKind:
    """A kind of report.

    Attributes:
        id: ``leaderboard``; names the notebook, the JSON and ``--report``.
        name: Chinese name, for messages and the catalogue.
        notebook: File name under ``notebooks/``.
        params: Model of its parameters.
        per_group: True where there is one per group; otherwise one for the city.
        per_unit: True where a unit may have its own besides the city's (``--unit``).
        months: Report months for which there is one, 1..12.
        span: True where ``through`` makes one of several months.
        place: Folder of one that is neither a group's nor the city's; "" otherwise.
        shows_checks: True where it shows findings and file names, so that it also rests on the month's checks.
        internal: True where it never leaves the office; every page says 内部资料.
        names_persons: True where it is made of what units wrote, persons and phones included; internal ones only.
        provisional: True where its pages say 未定稿 until its month is published.
        compares: True where it says what changed in the city since the last published month.
        formats: Documents that there are of it.
    """

    id: str
    name: str
    notebook: str
    params: type[ReportParams]
    per_group: bool = False
    per_unit: bool = False
    months: frozenset[int] = EVERY_MONTH
    span: bool = False
    place: str = ""
    shows_checks: bool = False
    internal: bool = False
    names_persons: bool = False
    provisional: bool = False
    compares: bool = False
    formats: tuple[str, ...] = USUAL_FORMATS

    @property
    def settings(self) -> tuple[str, ...]:
        """Parameters of its own, which say what is made and how, in order."""
        return tuple(name for name in self.params.model_fields if name not in RUN_OPTIONS)

    def say_months(self) -> str:
        """Say the months for which there is one, in words."""
        return "、".join(f"{number}月" for number in sorted(self.months))

    def exists(self, month: Month) -> bool:
        """Tell whether there is such a report for this month."""
        return month.month in self.months


Registry = Mapping[str, ReportKind]

REPORTS: Registry = MappingProxyType(
    {
        kind.id: kind
        for kind in (
            ReportKind("leaderboard", "分组榜单", "leaderboard.ipynb", LeaderboardParams, per_group=True),
            ReportKind("overview", "全市总览", "overview.ipynb", OverviewParams, compares=True),
            ReportKind("cases", "典型案例", "cases.ipynb", CasesParams, span=True, place="典型案例"),
            ReportKind(
                "assessment", "年度考核", "assessment.ipynb", AssessmentParams, place="年度考核", provisional=True
            ),
            ReportKind(
                "quarterly",
                "季度报告",
                "quarterly.ipynb",
                QuarterlyParams,
                per_unit=True,
                months=QUARTER_ENDS,
                place="季度报告",
                provisional=True,
                formats=tuple(FORMATS),
            ),
            ReportKind(
                "intake",
                "报送核验",
                "intake.ipynb",
                IntakeParams,
                place=CHECKS_FOLDER,
                shows_checks=True,
                internal=True,
                names_persons=True,
            ),
            ReportKind("funds", "存量资金", "funds.ipynb", FundsParams, place="存量资金"),
            ReportKind(
                "risk",
                "风险提示",
                "risk.ipynb",
                RiskParams,
                place="风险提示",
                shows_checks=True,
                internal=True,
            ),
        )
    }
)
"""Every kind of report, in the catalogue's order."""

DEFAULT_REPORTS = ("leaderboard", "overview")
"""What ``sanzi run`` makes where no ``--report`` is given."""

ALL_REPORTS = "all"
"""``--report all``: every kind, each for the months for which there is one."""

INTAKE = "intake"
"""What ``sanzi check`` makes."""
