"""The one catalogue of figures: what a row can say, what it is called, how it is got, shown, ranked and traced.

A figure has one key, one 名称, one kind and one origin, and they stand here. Boards, texts, JSON, ``sanzi trace``,
``sanzi diff`` and 试算 read them, so a new metric is an entry in :data:`FIGURES` and a line in the programme
(docs/指标口径.md 用语).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, get_args

from sanzi_lib.errors import ParameterError
from sanzi_lib.measures.model import Amounts, Quantity

FigureKind = Literal["money", "rate", "count", "quantities"]
"""What a figure is: int 分, an exact Fraction share, an int, or quantities of several units of measure."""

What = Literal["benefit", "treasury", "available", "projects"]
"""What the cells of an accepted row say."""

MONEY_NAMES: Mapping[What, str] = MappingProxyType(
    {"benefit": "经济效益", "treasury": "入库收益", "available": "本级可用财力"}
)
"""What amounts are called where neither month nor year is meant; never one for another (docs/指标口径.md 用语)."""

FigureValue = int | Decimal | Fraction | tuple[Quantity, ...] | None


@dataclass(frozen=True)
class Sum:
    """A figure that cells of accepted rows add up to: of the month, of its quarter, or of January to the month."""

    what: What
    span: Literal["month", "quarter", "year"]


@dataclass(frozen=True)
class Quotient:
    """A figure that is one figure of the row divided by another."""

    numerator: str
    denominator: str


@dataclass(frozen=True)
class Figure:
    """A figure of a row.

    Attributes:
        key: Its key, in leaderboard.json too where it stands there.
        name: 名称, the only one that it has in reports, messages and parameters.
        kind: What it is; money is shown in 万元 or 亿元, a rate in percent.
        value: How it is got from a row's amounts; None where a row alone does not tell it (a rank, a weighted score).
        origin: What it is made of, for a trace; None where :mod:`sanzi_lib.measures.trace` has a way of its own.
        rankable: True where a group may be ranked by it.
        weighable: True where it is a share that a weighted rule may weigh.
        formula: How it is reckoned, in brackets, where the name alone does not say it.
        lacking: What is said of a row that does not have it and is therefore not ranked by it; "" where such a row
            ranks below all others instead.
        former: Names that it had before; whoever still writes one is understood.
        stated: False for a figure of a row that leaderboard.json does not state.
    """

    key: str
    name: str
    kind: FigureKind
    value: Callable[[Amounts], FigureValue] | None = None
    origin: Sum | Quotient | None = None
    rankable: bool = False
    weighable: bool = False
    formula: str = ""
    lacking: str = ""
    former: tuple[str, ...] = ()
    stated: bool = True


_ENTRIES = (
    Figure("projects", "项目总数", "count", lambda row: row.projects, Sum("projects", "month")),
    Figure("quantities", "实物数量", "quantities", lambda row: row.quantities),
    Figure("benefit", "本月经济效益", "money", lambda row: row.benefit, Sum("benefit", "month"), rankable=True),
    Figure("treasury", "本月入库收益", "money", lambda row: row.treasury, Sum("treasury", "month")),
    Figure(
        "available",
        "本月本级可用财力",
        "money",
        lambda row: row.available,
        Sum("available", "month"),
        former=("本月可用财力",),
    ),
    Figure("target", "年度目标", "money", lambda row: row.target, former=("预期盘活效益",)),
    Figure(
        "benefit_cumulative",
        "累计经济效益",
        "money",
        lambda row: row.benefit_cumulative,
        Sum("benefit", "year"),
        rankable=True,
    ),
    Figure(
        "treasury_cumulative",
        "累计入库收益",
        "money",
        lambda row: row.treasury_cumulative,
        Sum("treasury", "year"),
        rankable=True,
    ),
    Figure(
        "available_cumulative",
        "累计本级可用财力",
        "money",
        lambda row: row.available_cumulative,
        Sum("available", "year"),
        rankable=True,
        former=("累计可用财力",),
    ),
    Figure(
        "attainment",
        "完成率",
        "rate",
        lambda row: row.attainment,
        rankable=True,
        weighable=True,
        formula="（年初以来累计经济效益÷年度预期盘活效益）",
    ),
    Figure("gap", "与序时进度差", "rate", lambda row: row.gap, former=("与序时进度之差",)),
    Figure(
        "cash_share",
        "入库率",
        "rate",
        lambda row: row.cash_share,
        Quotient("treasury_cumulative", "benefit_cumulative"),
        rankable=True,
        weighable=True,
        formula="（累计入库收益÷累计经济效益）",
        lacking="暂无入库率",
        stated=False,
    ),
    Figure("projects_quarter", "本季度项目总数", "count", origin=Sum("projects", "quarter"), stated=False),
    Figure("benefit_quarter", "本季度经济效益", "money", origin=Sum("benefit", "quarter"), stated=False),
    Figure("treasury_quarter", "本季度入库收益", "money", origin=Sum("treasury", "quarter"), stated=False),
    Figure("available_quarter", "本季度本级可用财力", "money", origin=Sum("available", "quarter"), stated=False),
    Figure("funds_due", "应收回或调出", "money"),
    Figure("funds_done", "已收回或调出", "money"),
    Figure("funds_open", "待收回或调出", "money"),
    Figure("funds_carryover", "年末结转", "money"),
    Figure("funds_income", "当年收入", "money"),
    Figure("open", "待核实", "money"),
    Figure("rank", "位次", "count"),
    Figure("weighted", "加权得分", "rate", rankable=True),
    Figure("on_time_share", "按时报送率", "rate", weighable=True),
    Figure("time_progress", "序时进度", "rate"),
)

FIGURES = MappingProxyType({figure.key: figure for figure in _ENTRIES})
"""By key; those of leaderboard.json in its order."""

METRICS = tuple(figure.key for figure in _ENTRIES if figure.rankable)
"""What a group may be ranked by."""

TIE_BREAKERS = tuple(figure.key for figure in _ENTRIES if figure.rankable and figure.value is not None)
"""What may part equal values."""

WEIGHABLE = tuple(figure.key for figure in _ENTRIES if figure.weighable)
"""Shares that a weighted rule may weigh."""

OF_ROW = tuple(figure.key for figure in _ENTRIES if figure.value is not None)
"""Figures that a row's amounts hold."""

STATED = tuple(key for key in OF_ROW if FIGURES[key].stated)
"""Figures of a row in leaderboard.json, in its order; the texts stand between the counts and the amounts."""

OF_QUARTER = tuple(f"{what}_quarter" for what in get_args(What))
"""What a row's quarter brought, as the quarterly report has it."""

OF_FUNDS = ("funds_due", "funds_done", "funds_open", "funds_carryover")
"""What the report on 存量资金 says of a unit and of the city."""

TRACEABLE = (*OF_ROW, *OF_QUARTER, "open", "rank")
"""Figures that can be taken back to cells (:mod:`sanzi_lib.measures.trace`)."""


def month_only(figure: Figure) -> Figure:
    """Give what the month alone brought of a figure: of a cumulative one its month's, of a month's itself.

    Raises:
        ParameterError: The figure has no such part.
    """
    match figure.origin:
        case Sum(what, _):
            return FIGURES[what]
    if figure.kind == "quantities":
        return figure
    raise ParameterError(f"参数 --month-only：“{figure.name}”没有单独的当月数，请去掉这个选项，或改查累计数和当月数。")


def name_figure(key: str) -> str:
    """名称 of a figure."""
    return FIGURES[key].name


def name_part(key: str) -> str:
    """Name a money figure as part of the one before it, which says month or year: ``其中：本级可用财力``."""
    origin = FIGURES[key].origin
    assert isinstance(origin, Sum), key
    return f"其中：{MONEY_NAMES[origin.what]}"


def find_figure(text: str, among: tuple[str, ...], where: str) -> Figure:
    """Find the figure of this key or 名称.

    Args:
        text: Key or name, normalised.
        among: Keys that may be meant.
        where: What holds the text, for the message.

    Raises:
        ParameterError: None of them is called so.
    """
    for key in among:
        if text in (key, FIGURES[key].name, *FIGURES[key].former):
            return FIGURES[key]
    known = "、".join(f"{key}（{FIGURES[key].name}）" for key in among)
    raise ParameterError(f"{where}：“{text}”不是可用的指标，可用的有：{known}。")
