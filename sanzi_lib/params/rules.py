"""The rules of a programme: ranking, report period, thresholds, official wording (docs/指标口径.md 排名、榜单)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from sanzi_lib.months import Month, report_period
from sanzi_lib.params.values import ExactShare, Fen, Model, Name


class RankRule(Model):
    """How a group is ranked (docs/指标口径.md 排名).

    Figures are named by their keys; which there are stands in :mod:`sanzi_lib.measures.figures`, and
    :func:`sanzi_lib.measures.rank.resolve_rule` refuses a rule that names another.

    Attributes:
        metric: None means the default: attainment where every unit of the group has a target, otherwise cumulative
            benefit.
        tie_breakers: Measures that part equal values, in order; none means that equal values share a rank.
        weights: Weights of shares, for the metric ``weighted`` only; nothing is invented.
    """

    metric: Name | None = None
    tie_breakers: tuple[Name, ...] = ()
    weights: dict[Name, ExactShare] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _weights_belong_to_weighted(self) -> RankRule:
        if self.metric != "weighted" and self.weights:
            raise ValueError("weights 只用于 metric: weighted，请删去 weights 或改 metric")
        if self.metric == "weighted" and not sum(self.weights.values()):
            raise ValueError("metric: weighted 须在 weights 中给出权重，且不能全为0")
        return self


class December(Model):
    """How a city settles December (docs/年度方案.md 报告期).

    Attributes:
        ends_on: Day on which its period ends.
        due_on: A return is on time through 24:00 of this day.
    """

    ends_on: int = Field(ge=1, le=31)
    due_on: int = Field(ge=1, le=31)


class PeriodRule(Model):
    """Report period and cut-off (docs/指标口径.md 报告期).

    Attributes:
        last_day: Day on which a period ends.
        natural: True for calendar months.
        cutoff_day: A return is on time through 24:00 of this day.
        december: December's own; None where it is as every other month, as the policy has it. An earlier release's
            ``cutoff_day_december`` is read as both its days, with ``cutoff_next_month`` as the second.
        cutoff_next_month: True where the cut-off days are days of the month after the report month.
        time_progress: 序时进度 by months, m ÷ 12, or by days, from 1 January to the period's end ÷ days of the year.
    """

    last_day: int = Field(default=25, ge=1, le=31)
    natural: bool = False
    cutoff_day: int = Field(default=25, ge=1, le=31)
    december: December | None = None
    cutoff_next_month: bool = False
    time_progress: Literal["month", "day"] = "month"

    @model_validator(mode="before")
    @classmethod
    def _read_former_key(cls, value: object) -> object:
        if not isinstance(value, dict) or "cutoff_day_december" not in value:
            return value
        day = value["cutoff_day_december"]
        kept = {key: item for key, item in value.items() if key != "cutoff_day_december"}
        if "december" in value:
            raise ValueError("december 和 cutoff_day_december 只写一个，请用 december")
        ends_on = 31 if kept.get("cutoff_next_month") else day
        return {**kept, "december": {"ends_on": ends_on, "due_on": day}}

    def period(self, month: Month) -> tuple[date, date]:
        """First and last day of the report period."""
        december = None if self.december is None else self.december.ends_on
        return report_period(month, last_day=self.last_day, natural=self.natural, december=december)

    def progress(self, month: Month, last: date | None = None) -> Fraction:
        """Give 序时进度 at the end of a month, a share (docs/指标口径.md 完成率与序时进度).

        Args:
            month: The month.
            last: Last day that its figures cover; None for the period's.
        """
        return self.days_gone(month, last) if self.time_progress == "day" else Fraction(month.month, 12)

    def days_gone(self, month: Month, last: date | None = None) -> Fraction:
        """Give the days of the year to the end of a month's period, as a share of all."""
        start, end = date(month.year, 1, 1), last or self.period(month)[1]
        return Fraction((end - start).days + 1, (date(month.year + 1, 1, 1) - start).days)

    def is_year_end(self, month: Month, sent_on: date, *, correction: bool) -> bool:
        """Tell whether a return is a 年终更新, which states what came up to 31 December (docs/指标口径.md 报告期).

        Args:
            month: Of the return.
            sent_on: 报送时间.
            correction: It is a 更正.
        """
        closes_early = month.month == 12 and self.period(month)[1] < month.last_day
        return correction and closes_early and sent_on > month.last_day

    def cutoff(self, month: Month) -> date:
        """Give the last day on which a return is on time."""
        day = self.december.due_on if self.december is not None and month.month == 12 else self.cutoff_day
        if self.cutoff_next_month:
            month = Month(month.year + month.month // 12, month.month % 12 + 1)
        return month.day(day)

    def find_early_cutoff(self, months: Iterable[Month]) -> Month | None:
        """Find the first of these months that is due before its period ends; None where none is."""
        return next((month for month in months if self.cutoff(month) < self.period(month)[1]), None)

    def days_late(self, month: Month, submitted_on: date) -> int:
        """Calendar days after the cut-off, 0 where on time."""
        return max(timedelta(0), submitted_on - self.cutoff(month)).days


class Thresholds(Model):
    """Numbers that checks and texts use; all are the programme's to change.

    Attributes:
        attention_gap: Behind time progress by more than this share, a unit is a 需关注单位.
        social_benefits: Texts of 社会效益 shown on the board, the rest as 等N项.
        slip_ratio: V12, benefit against 评估价值 or 账面价值.
        slip_amount: V12, an integer amount of this many 万元 or more, 分.
        month_share: V21, a month's benefit above this share of the annual target.
        month_share_lighter: V21, the same with ``month_factor`` times what earlier months brought.
        month_factor: V21, times the mean of the unit's earlier accepted months.
        month_floor: V21, a unit without a target is asked from so many 万元 a month on, 分.
        months_compared: V21 and V31, earlier accepted months that a comparison with them needs.
        restatement_share: V30, a restatement above this share of the project's cumulative figure.
        restatements_share: V30, the year's restatements of a project above this share of it.
        newly_benefit: V31, 新盘活 with less benefit than so many 万元 and nothing else, 分.
        newly_count: V31, a unit's 新盘活 of a month from this number on.
        newly_factor: V31, times the median of the unit's earlier accepted months.
        benefit_over_value: V33, a sale's cumulative benefit above so many times the 评估价值.
        unproven_row: V34, 节约支出 and 资产注入 of a row without 佐证材料, from so many 万元 on, 分.
        unproven_month: V34, of all such rows of a unit's month together, 分.
        pair_share: V37, 资产注入 of two units within this share of the larger are alike.
        pair_months: V37, months that may lie between them.
        expected_cut: V38, 预期盘活效益 cut by more than this share.
        fund_share: Kinds of funds with the rule ``above_income`` (政府性基金), what may be kept of the year's income.
        capital_share: Those with the rule ``share`` (国有资本经营预算), what is due of the carry-over.
        fund_years: Those with the rule ``aged`` (项目支出结转), due when carried over for so many years or more.
    """

    attention_gap: ExactShare = Decimal("0.10")
    social_benefits: int = Field(default=3, ge=0)
    slip_ratio: int = Field(default=1000, gt=0)
    slip_amount: Fen = 1_000_000 * 1_000_000
    month_share: ExactShare = Decimal("0.50")
    month_share_lighter: ExactShare = Decimal("0.10")
    month_factor: ExactShare = Decimal(5)
    month_floor: Fen = 1_000 * 1_000_000
    months_compared: int = Field(default=3, ge=1)
    restatement_share: ExactShare = Decimal("0.05")
    restatements_share: ExactShare = Decimal("0.10")
    newly_benefit: Fen = 1_000_000
    newly_count: int = Field(default=10, ge=1)
    newly_factor: ExactShare = Decimal(3)
    benefit_over_value: ExactShare = Decimal(2)
    unproven_row: Fen = 1_000 * 1_000_000
    unproven_month: Fen = 5_000 * 1_000_000
    pair_share: ExactShare = Decimal("0.01")
    pair_months: int = Field(default=3, ge=0)
    expected_cut: ExactShare = Decimal("0.20")
    fund_share: ExactShare = Decimal("0.20")
    capital_share: ExactShare = Decimal("0.50")
    fund_years: ExactShare = Decimal(1)


def _check_board_title(text: str) -> str:
    return _check_title(text, known=("city", "month", "group"), needed=("month", "group"))


def _check_overview_title(text: str) -> str:
    return _check_title(text, known=("city", "month"), needed=("month",))


def _check_title(text: str, *, known: tuple[str, ...], needed: tuple[str, ...]) -> str:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError("花括号没有成对") from None
    names = [name for _, name, _, _ in parts if name is not None]
    if any(name not in known or form or conversion for _, name, form, conversion in parts if name is not None):
        raise ValueError(f"花括号中只能写{'、'.join(f'{{{name}}}' for name in known)}")
    missing = [name for name in needed if name not in names]
    if missing:
        raise ValueError(f"缺少{'、'.join(f'{{{name}}}' for name in missing)}，各期各组的题名会相同")
    return text


class Titles(Model):
    """Official wording that differs from city to city; ``{city}``, ``{month}`` and ``{group}`` are filled in.

    Attributes:
        board: Title of the official board (annex 3).
        overview: Title of the overview; without ``{group}``.
        subject: What is put to use, as texts call it (国有“三资”).
        unit_line: 单位 line of the official board.
        city_word: How texts call the whole (全市, 全县, 全省).
    """

    board: Annotated[Name, AfterValidator(_check_board_title)]
    overview: Annotated[Name, AfterValidator(_check_overview_title)]
    subject: Name
    unit_line: Name
    city_word: Name
