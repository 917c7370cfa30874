"""A programme (年度方案): one city and one year, its units, targets, enumerations and rules.

Everything here is data under ``params/<programme>/``; another city or year needs no code (domain §1, §2).
The models are frozen and refuse unknown keys; :mod:`sanzi_lib.params.load` reads them.
"""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sanzi_lib.money import to_fen
from sanzi_lib.months import Month, report_period

Metric = Literal[
    "attainment", "benefit_cumulative", "benefit", "treasury_cumulative", "available_cumulative", "weighted"
]
TieBreaker = Literal["attainment", "benefit_cumulative", "benefit", "treasury_cumulative", "available_cumulative"]
Share = Literal["attainment", "cash_share", "on_time_share"]


def _read_amount(value: object) -> object:
    """Read 万元 written as text; a bare YAML float has lost its exactness and is refused."""
    if isinstance(value, str):
        return to_fen(Decimal(value.strip().replace(",", "")))
    if isinstance(value, int) and not isinstance(value, bool):
        return to_fen(Decimal(value))
    raise ValueError('amounts are written in quotes, e.g. "7626.50"')


Fen = Annotated[int, BeforeValidator(_read_amount)]
"""An amount in 分, written in the file as text of 万元."""

ExactShare = Annotated[Decimal, Field(ge=0)]


def _read_month(value: object) -> object:
    if isinstance(value, str):
        year, _, number = value.partition("-")
        if len(year) == 4 and len(number) == 2 and (year + number).isdigit() and 1 <= int(number) <= 12:
            return Month(int(year), int(number))
    raise ValueError("write a month as 2024-06, in quotes")


MonthValue = Annotated[Month, BeforeValidator(_read_month)]


class Model(BaseModel):
    """Base of all parameter models: frozen, strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, ignored_types=(cached_property,))


def normalise_name(text: str) -> str:
    """NFKC without blanks, line breaks, zero-width and control characters (domain §2, §3)."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp")
    )


class RankRule(Model):
    """How a group is ranked (domain §5, Rank).

    Attributes:
        metric: None means the default: attainment where every unit of the group has a target, otherwise cumulative
            benefit.
        tie_breakers: Measures that part equal values, in order; none means that equal values share a rank.
        weights: Weights of shares, for the metric ``weighted`` only; nothing is invented.
    """

    metric: Metric | None = None
    tie_breakers: tuple[TieBreaker, ...] = ()
    weights: dict[Share, ExactShare] = {}

    @model_validator(mode="after")
    def _weights_belong_to_weighted(self) -> RankRule:
        if (self.metric == "weighted") != bool(self.weights):
            raise ValueError("weights belong to the metric weighted, and only to it")
        return self


class Group(Model):
    """One of the groups that get a board.

    Attributes:
        id: ``counties``; used in commands and JSON.
        name: 县市组; used in titles and folder names.
        name_header: Header of the name column on the official board (annex 3).
        suffixes: What may follow a unit's name in a return (人民政府, 管委会).
        rule: The ranking rule.
        region: True where the group's units are regions rather than departments or companies.
    """

    id: str
    name: str
    name_header: str
    suffixes: tuple[str, ...] = ()
    rule: RankRule = RankRule()
    region: bool = False


class Unit(Model):
    """A 报送单位.

    Attributes:
        code: GB/T 2260 code or a local one; the head of its project ids.
        counts_in: Name of the row of table 1 through which its projects join the city total.
        proposed_field: The field that the template proposes.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    group: str
    counts_in: str
    proposed_field: str | None = None


class WorkField(Model):
    """A 工作领域, a row of annex 1 table 2.

    Attributes:
        lead: Code of the lead unit.
        target: 分 for the year.
        tasks: 主要任务, in order.
    """

    name: str
    lead: str
    target: Fen
    tasks: tuple[str, ...] = ()


class TargetRow(Model):
    """A row of annex 1 table 1.

    Attributes:
        target: 分 for the year.
        by_field: True for the row whose target is the sum of the fields (市本级).
    """

    name: str
    target: Fen
    by_field: bool = False


class Subcategory(Model):
    """A 三资小类 and its code in project ids (ZY01)."""

    name: str
    code: str


class Category(Model):
    """A 三资大类 (资源, 资产, 资金) with its 小类 in order; their order numbers them."""

    name: str
    prefix: str
    subcategories: tuple[str, ...]

    @cached_property
    def members(self) -> tuple[Subcategory, ...]:
        """The 小类 with their codes."""
        return tuple(
            Subcategory(name=name, code=f"{self.prefix}{number:02d}")
            for number, name in enumerate(self.subcategories, start=1)
        )


class Method(Model):
    """A 盘活方式 with its finer 具体方式."""

    name: str
    details: tuple[str, ...]


class MeasureUnit(Model):
    """A 实物单位 with other spellings that are read as it."""

    name: str
    synonyms: tuple[str, ...] = ()


class Statuses(Model):
    """项目状态, and what the checks must know about them (domain §4, V18)."""

    names: tuple[str, ...]
    idle: tuple[str, ...]
    done: tuple[str, ...]
    open: tuple[str, ...]


class Enumerations(Model):
    """The closed lists of the return (domain §2, Enumerations)."""

    categories: tuple[Category, ...]
    methods: tuple[Method, ...]
    statuses: Statuses
    measure_units: tuple[MeasureUnit, ...]
    counterparties: tuple[str, ...]
    natural_person: str
    fund_kinds: tuple[str, ...]

    @cached_property
    def category_of(self) -> dict[str, str]:
        """小类 to its 大类."""
        return {name: category.name for category in self.categories for name in category.subcategories}

    @cached_property
    def subcategory_code(self) -> dict[tuple[str, str], str]:
        """(大类, 小类) to ``ZY01``."""
        return {(c.name, s.name): s.code for c in self.categories for s in c.members}

    @cached_property
    def measure_spellings(self) -> dict[str, str]:
        """Every accepted spelling of a unit of measure, normalised, to its name."""
        return {
            normalise_name(spelling): unit.name
            for unit in self.measure_units
            for spelling in (unit.name, *unit.synonyms)
        }


class PeriodRule(Model):
    """Report period and cut-off (domain §5, Month m).

    Attributes:
        last_day: Day on which a period ends.
        natural: True for calendar months.
        cutoff_day: A return is on time through 24:00 of this day.
        cutoff_day_december: The same for December.
    """

    last_day: int = Field(default=25, ge=1, le=31)
    natural: bool = False
    cutoff_day: int = Field(default=25, ge=1, le=31)
    cutoff_day_december: int = Field(default=31, ge=1, le=31)

    def period(self, month: Month) -> tuple[date, date]:
        """First and last day of the report period."""
        return report_period(month, last_day=self.last_day, natural=self.natural)

    def cutoff(self, month: Month) -> date:
        """The last day on which a return is on time."""
        return month.day(self.cutoff_day_december if month.month == 12 else self.cutoff_day)

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
        restatement_share: V30, a restatement above this share of the project's cumulative figure.
        fund_share: 政府性基金, what may be kept of the year's income.
        capital_share: 国有资本经营预算, what is due of the carry-over.
    """

    attention_gap: ExactShare = Decimal("0.10")
    social_benefits: int = Field(default=3, ge=0)
    slip_ratio: int = Field(default=1000, gt=0)
    slip_amount: Fen = 1_000_000 * 1_000_000
    month_share: ExactShare = Decimal("0.50")
    restatement_share: ExactShare = Decimal("0.05")
    fund_share: ExactShare = Decimal("0.20")
    capital_share: ExactShare = Decimal("0.50")


class Titles(Model):
    """Official wording that differs from city to city; ``{city}``, ``{month}`` and ``{group}`` are filled in.

    Attributes:
        board: Title of the official board (annex 3).
        overview: Title of the overview.
        subject: What is put to use, as texts call it (国有“三资”).
        unit_line: 单位 line of the official board.
        city_word: How texts call the whole (全市, 全县, 全省).
    """

    board: str
    overview: str
    subject: str
    unit_line: str
    city_word: str


class Programme(Model):
    """One city, one year: all that is data rather than code.

    Attributes:
        id: Folder name under ``params/``.
        first_board_month: Boards before it are marked 试编.
        total_name: Name of the total row of table 1 (全市合计).
        total_target: 分; must equal the sum of the rows.
        digest: SHA-256 over the programme's files, filled in by the loader.
    """

    id: str
    city: str
    year: int = Field(ge=2000, le=2099)
    policy: str
    leading: str = ""
    titles: Titles
    period: PeriodRule
    first_board_month: MonthValue
    total_name: str
    total_target: Fen
    groups: tuple[Group, ...]
    units: tuple[Unit, ...]
    fields: tuple[WorkField, ...]
    targets: tuple[TargetRow, ...]
    enumerations: Enumerations
    thresholds: Thresholds = Thresholds()
    digest: str = ""

    @cached_property
    def unit_by_code(self) -> dict[str, Unit]:
        """Units by code."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def group_by_id(self) -> dict[str, Group]:
        """Groups by id."""
        return {group.id: group for group in self.groups}

    @cached_property
    def field_by_name(self) -> dict[str, WorkField]:
        """Fields by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def own_row(self) -> str | None:
        """Name of the row of table 1 that is counted by field (市本级), None where there is none."""
        return next((row.name for row in self.targets if row.by_field), None)

    @cached_property
    def register_order(self) -> dict[str, int]:
        """Unit code to its place in the register."""
        return {unit.code: number for number, unit in enumerate(self.units)}

    def units_of(self, group: str) -> tuple[Unit, ...]:
        """Units of a group, in register order."""
        return tuple(unit for unit in self.units if unit.group == group)

    def counts_by_field(self, code: str) -> bool:
        """True for a unit whose projects count in the field that they state (市本级)."""
        return self.unit_by_code[code].counts_in == self.own_row

    def fields_led_by(self, code: str) -> tuple[WorkField, ...]:
        """Fields that a unit leads, in the order of table 2."""
        return tuple(field for field in self.fields if field.lead == code)

    def target_of(self, code: str) -> int | None:
        """A unit's annual target, 分; None where the programme sets none (未单列年度目标)."""
        if not self.counts_by_field(code):
            row = self.unit_by_code[code].counts_in
            return next((target.target for target in self.targets if target.name == row), None)
        led = self.fields_led_by(code)
        return sum(field.target for field in led) if led else None

    @cached_property
    def _spellings(self) -> dict[str, str]:
        spellings: dict[str, str] = {}
        for unit in self.units:
            for spelling in spellings_of(self, unit):
                spellings.setdefault(spelling, unit.code)
        return spellings

    def find_unit(self, name: str) -> Unit | None:
        """The unit of that name or alias, by exact table and never fuzzily (domain §2, Aliases)."""
        code = self._spellings.get(normalise_name(name))
        return self.unit_by_code[code] if code else None

    def find_group(self, name: str) -> Group | None:
        """The group with that id or Chinese name."""
        wanted = normalise_name(name)
        return next((group for group in self.groups if wanted in (group.id, normalise_name(group.name))), None)


def spellings_of(programme: Programme, unit: Unit) -> tuple[str, ...]:
    """Every normalised spelling under which a unit may sign a return (domain §2, Aliases)."""
    plain = [normalise_name(name) for name in (unit.name, *unit.aliases)]
    city = normalise_name(programme.city)
    prefixed = [city + name for name in plain]
    if programme.leading:
        prefixed += [city + name.removeprefix(programme.leading) for name in plain if name.startswith(programme.leading)]
    suffixes = programme.group_by_id[unit.group].suffixes if unit.group in programme.group_by_id else ()
    bases = [*plain, *prefixed]
    return tuple(dict.fromkeys([*bases, *(base + suffix for base in bases for suffix in suffixes)]))
