"""A programme (年度方案): one city and one year, its units, targets, enumerations and rules.

Everything here is data under ``params/<programme>/``; another city or year needs no code
(docs/指标口径.md 用语、单位与目标). The models are frozen and refuse unknown keys; :mod:`sanzi_lib.params.load` reads
them.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field

from sanzi_lib.months import Month
from sanzi_lib.params.assessment import AssessmentRule
from sanzi_lib.params.enumerations import (
    Category,
    Enumerations,
    FundKind,
    FundRule,
    MeasureUnit,
    Method,
    Statuses,
    Subcategory,
)
from sanzi_lib.params.rules import PeriodRule, RankRule, Thresholds, Titles
from sanzi_lib.params.values import (
    ExactShare,
    Fen,
    FileName,
    Model,
    MonthValue,
    Name,
    matching,
    normalise_name,
    normalise_word,
)


class CheckTerms(Model):
    """Which entries of a programme's lists the checks V16 and V23 to V25 mean; all are the programme's to change.

    Attributes:
        certificate_kinds: V16, words that name a kind of 权属证号; of two that overlap the longer one first.
        priced_methods: V23, 盘活方式 that need an announcement.
        priced_subcategories: V23, the 小类 that valuation and announcement are asked of.
        unannounced_details: V23, 具体方式 that need no announcement.
        land_subcategories: V24, the 小类 that are land.
        sale_methods: V16, V23, V24 and V33, 盘活方式 that are a sale.
        state_buyers: V24, 受让方性质 that are state-owned companies.
        private_buyers: V24, 受让方性质 that say that the buyer is none.
        state_names: V24, words in the name of a buyer that tell a state-owned company, whatever its 受让方性质 says.
        financing_methods: V16 and V25, 盘活方式 that raise debt or equity.
        public_facilities: V25, words that name a school, a hospital or a park.
    """

    certificate_kinds: tuple[Name, ...] = (
        "不动产权", "土地使用权", "房屋所有权", "国用", "集用", "房地产权", "房地证", "房权证", "房产证", "房权",
        "林权", "林证", "采矿", "取水", "海域使用",
    )  # fmt: skip
    priced_methods: tuple[Name, ...] = ("售", "租")
    priced_subcategories: tuple[Name, ...] = (
        "实物", "土地", "矿产", "林业", "水利", "股权", "债权", "特许经营权",
    )  # fmt: skip
    unannounced_details: tuple[Name, ...] = ("协议出让", "作价入股")
    land_subcategories: tuple[Name, ...] = ("土地",)
    sale_methods: tuple[Name, ...] = ("售",)
    state_buyers: tuple[Name, ...] = ("市属国企", "县属国企")
    private_buyers: tuple[Name, ...] = ("民企", "自然人", "银行", "其他")
    state_names: tuple[Name, ...] = ("城投", "城发", "国投", "建投", "建设投资")
    financing_methods: tuple[Name, ...] = ("融",)
    public_facilities: tuple[Name, ...] = (
        "学校", "小学", "中学", "大学", "学院", "校区", "幼儿园", "医院", "卫生院", "公园",
    )  # fmt: skip


RuleId = Annotated[str, matching(r"V\d{2}", "应写规则编号，如 V24")]


class PolicyText(Model):
    """A passage of the policy, to the letter.

    Attributes:
        source: Where it stands: ``四（七）``.
        text: The passage, on one line.
    """

    source: Name
    text: Name


class PolicyTexts(Model):
    """What reports quote beneath a rule; where nothing is given they print the rule alone.

    Attributes:
        funds: By 资金类别, on what its carry-over rule rests.
        risks: By rule id, on what a check of level 风险 rests.
    """

    funds: dict[str, PolicyText] = Field(default_factory=dict)
    risks: dict[RuleId, PolicyText] = Field(default_factory=dict)

    def find_fund(self, kind: str) -> PolicyText | None:
        """On what a 资金类别 rests, whatever quotation marks either is written with."""
        wanted = normalise_word(kind)
        return next((text for name, text in self.funds.items() if normalise_word(name) == wanted), None)


__all__ = [
    "AssessmentRule",
    "Category",
    "CheckTerms",
    "Enumerations",
    "ExactShare",
    "Fen",
    "FundKind",
    "FundRule",
    "Group",
    "MeasureUnit",
    "Method",
    "Model",
    "MonthValue",
    "PeriodRule",
    "PolicyText",
    "PolicyTexts",
    "Programme",
    "RankRule",
    "Statuses",
    "Subcategory",
    "TargetRow",
    "Thresholds",
    "Titles",
    "Unit",
    "WorkField",
    "normalise_name",
    "spellings_of",
]


class Group(Model):
    """One of the groups that get a board.

    Attributes:
        id: ``counties``; used in commands and JSON.
        name: 县市组; used in titles and folder names.
        name_header: Header of the name column on the official board (annex 3).
        suffixes: What may follow a unit's name in a return (人民政府, 管委会).
        rule: The ranking rule.
        region: True where the group's units are regions rather than departments or companies.
        assessment: Weights of its annual assessment instead of the programme's.
    """

    id: Annotated[str, matching(r"[a-z][a-z0-9_-]*", "应当是小写英文字母开头的字母、数字、- 或 _")]
    name: FileName
    name_header: Name
    suffixes: tuple[str, ...] = ()
    rule: RankRule = RankRule()
    region: bool = False
    assessment: AssessmentRule | None = None


class Unit(Model):
    """A 报送单位.

    Attributes:
        code: GB/T 2260 code or a local one; the head of its project ids.
        counts_in: Name of the row of table 1 through which its projects join the city total.
        proposed_field: The field that the template proposes.
    """

    code: Annotated[str, matching(r"[0-9A-Z]+", "应当只有数字和大写英文字母")]
    name: FileName
    aliases: tuple[Name, ...] = ()
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

    name: Name
    lead: str
    target: Fen
    tasks: tuple[str, ...] = ()


class TargetRow(Model):
    """A row of annex 1 table 1.

    Attributes:
        target: 分 for the year; 0 for none.
        by_field: True for the row whose target is the sum of the fields (市本级).
    """

    name: Name
    target: Fen
    by_field: bool = False


class Programme(Model):
    """One city, one year: all that is data rather than code.

    Attributes:
        id: Folder name under ``params/``.
        first_board_month: Boards before it are marked 试编.
        total_name: Name of the total row of table 1 (全市合计).
        total_target: 分; must equal the sum of the rows.
        assessment: Weights of the annual assessment, for groups without their own; None for no composite.
        digest: SHA-256 over the programme's files, filled in by the loader.
    """

    id: FileName
    city: FileName
    year: int = Field(ge=2000, le=2099)
    policy: Name
    leading: str = ""
    titles: Titles
    period: PeriodRule
    first_board_month: MonthValue
    total_name: Name
    total_target: Fen
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    fields: tuple[WorkField, ...]
    targets: Annotated[tuple[TargetRow, ...], Field(min_length=1)]
    enumerations: Enumerations
    thresholds: Thresholds = Thresholds()
    check_terms: CheckTerms = CheckTerms()
    assessment: AssessmentRule | None = None
    policy_texts: PolicyTexts = PolicyTexts()
    digest: str = ""

    @cached_property
    def unit_by_code(self) -> dict[str, Unit]:
        """Units by code."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def unit_by_name(self) -> dict[str, Unit]:
        """Units by their name in the register."""
        return {unit.name: unit for unit in self.units}

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
        """Tell whether a unit's projects count in the field that they state (市本级)."""
        return self.unit_by_code[code].counts_in == self.own_row

    def fields_led_by(self, code: str) -> tuple[WorkField, ...]:
        """Fields that a unit leads, in the order of table 2."""
        return tuple(field for field in self.fields if field.lead == code)

    def target_of(self, code: str) -> int | None:
        """Give a unit's annual target, 分; None where the programme sets none, or 0 (未单列年度目标)."""
        if not self.counts_by_field(code):
            row = self.unit_by_code[code].counts_in
            return next((target.target for target in self.targets if target.name == row), None) or None
        return sum(field.target for field in self.fields_led_by(code)) or None

    def assessment_of(self, group: str) -> AssessmentRule | None:
        """Give the weights of a group's annual assessment; None where none are given (docs/指标口径.md 年度考核)."""
        return self.group_by_id[group].assessment or self.assessment

    def is_trial(self, month: Month) -> bool:
        """Tell whether a month lies before the first board month; its boards are marked 试编.

        See docs/指标口径.md 报告.
        """
        return month < self.first_board_month

    @cached_property
    def _spellings(self) -> dict[str, str]:
        spellings: dict[str, str] = {}
        for unit in self.units:
            for spelling in spellings_of(self, unit):
                spellings.setdefault(spelling, unit.code)
        return spellings

    def find_unit(self, name: str) -> Unit | None:
        """Find the unit of that name or alias, by exact table and never fuzzily (docs/指标口径.md 单位与目标)."""
        code = self._spellings.get(normalise_name(name))
        return self.unit_by_code[code] if code else None

    def find_unit_or_code(self, text: str) -> Unit | None:
        """Find the unit of that name, alias or code, as an analyst may write it."""
        return self.find_unit(text) or self.unit_by_code.get(normalise_name(text))

    def find_task(self, text: str) -> str | None:
        """Find the 主要任务 of that name in any field, whatever quotation marks it is written with."""
        return self._tasks.get(normalise_word(text)) if text else None

    @cached_property
    def _tasks(self) -> dict[str, str]:
        """Each 主要任务 by its spelling without quotation marks; of two alike the first."""
        return {normalise_word(task): task for field in reversed(self.fields) for task in reversed(field.tasks)}

    def find_group(self, name: str) -> Group | None:
        """Find the group with that id or Chinese name."""
        wanted = normalise_name(name)
        return next((group for group in self.groups if wanted in (group.id, normalise_name(group.name))), None)


def spellings_of(programme: Programme, unit: Unit) -> tuple[str, ...]:
    """Every normalised spelling under which a unit may sign a return (docs/指标口径.md 单位与目标)."""
    plain = [normalise_name(name) for name in (unit.name, *unit.aliases)]
    city = normalise_name(programme.city)
    prefixed = [city + name for name in plain]
    if programme.leading:
        prefixed += [
            city + name.removeprefix(programme.leading) for name in plain if name.startswith(programme.leading)
        ]
    suffixes = programme.group_by_id[unit.group].suffixes if unit.group in programme.group_by_id else ()
    bases = [*plain, *prefixed]
    return tuple(dict.fromkeys([*bases, *(base + suffix for base in bases for suffix in suffixes)]))
