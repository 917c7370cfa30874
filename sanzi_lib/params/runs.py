"""Parameters of reports: one frozen model per notebook (docs/文件与命令.md 命令).

A notebook's ``parameters`` cell declares exactly the fields of its model with the same defaults; a test holds the two
together. ``sanzi run`` checks values here before a kernel starts, the notebook's first cell checks them again.
"""

from __future__ import annotations

from pydantic import Field

from sanzi_lib.months import Month, parse_month, parse_quarter, parse_through
from sanzi_lib.params.programme import Model

SAMPLE_LEDGERS = "output/sample/ledgers"
"""Ledgers of a notebook run by hand: the sample, made where it is not there yet."""


class ReportParams(Model):
    """Parameters of every report.

    Attributes:
        month: ``2024-06``.
        programme: Folder name under ``params``; None for the one whose year holds the month.
        params: Folder of programmes, relative to the project root.
        ledgers: Folder of the returns, relative to the project root.
        record: Folder that holds ``ledger/`` and ``published/``.
        as_of: 制表时间, ISO date; None for today.
    """

    month: str = "2024-06"
    programme: str | None = None
    params: str = "params"
    ledgers: str = SAMPLE_LEDGERS
    record: str = "output"
    as_of: str | None = None

    @property
    def of_group(self) -> str | None:
        """Id or name of the group that the report is about; None for the whole city."""
        return None

    @property
    def of_unit(self) -> str | None:
        """Code, name or alias of the unit whose own report it is; None for others."""
        return None

    def read_months(self) -> tuple[Month, Month]:
        """Read the first and the last month of the report.

        Raises:
            ParameterError: One is not a month, or they make no span.
        """
        month = parse_month(self.month, where="参数 month：")
        return month, month


class LeaderboardParams(ReportParams):
    """Parameters of the leaderboard.

    Attributes:
        group: Id or Chinese name of the group.
        metric: Ranking metric instead of the programme's (试算); None for the programme's rule.
        social_benefits: Texts of 社会效益 on the board instead of the programme's number; None for the programme's.
    """

    group: str = "counties"
    metric: str | None = None
    social_benefits: int | None = Field(default=None, ge=0, le=50)

    @property
    def of_group(self) -> str | None:
        """The group."""
        return self.group


class OverviewParams(ReportParams):
    """Parameters of the overview."""


class QuarterlyParams(ReportParams):
    """Parameters of the quarterly report.

    Attributes:
        quarter: ``2024-Q2``; None for the quarter that ends with ``month``.
        unit: Code, name or alias of the unit whose own report it is; None for the whole city.
    """

    quarter: str | None = None
    unit: str | None = None

    @property
    def of_unit(self) -> str | None:
        """The unit."""
        return self.unit

    def read_months(self) -> tuple[Month, Month]:
        """Read the quarter's last month, twice: the quarter itself follows from it.

        Raises:
            ParameterError: The month or the quarter is wrong.
        """
        _, month = super().read_months()
        last = month if self.quarter is None else parse_quarter(self.quarter, where="参数 quarter：")
        return last, last


class IntakeParams(ReportParams):
    """Parameters of the intake report."""


class CasesParams(ReportParams):
    """Parameters of the compendium of cases.

    Attributes:
        through: Last month of several, of the same year; None for the month alone.
    """

    through: str | None = None

    def read_months(self) -> tuple[Month, Month]:
        """Read the first and the last month.

        Raises:
            ParameterError: One is not a month, or the last one is of another year or before the first.
        """
        first, last = super().read_months()
        return first, last if self.through is None else parse_through(first, self.through, where="参数 through：")


class AssessmentParams(ReportParams):
    """Parameters of the annual assessment, which is of January to the month."""


class FundsParams(ReportParams):
    """Parameters of the report on idle funds."""


class RiskParams(ReportParams):
    """Parameters of the list of risks."""
