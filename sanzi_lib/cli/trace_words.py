"""Which line of which report ``sanzi trace`` is asked for (docs/文件与命令.md 命令)."""

from __future__ import annotations

from dataclasses import dataclass

from sanzi_lib.errors import ParameterError
from sanzi_lib.measures.figures import OF_FUNDS, TRACEABLE, Figure, find_figure
from sanzi_lib.measures.figures import month_only as restrict_to_month
from sanzi_lib.measures.rank import resolve_rule
from sanzi_lib.measures.trace import TOTAL_NAME
from sanzi_lib.params.programme import Group, Programme, TargetRow, Unit, WorkField, normalise_name
from sanzi_lib.reports.elements.rule import describe_rule
from sanzi_lib.run.ask.request import choose_unit

CITY_NAME = "全市"
OVERVIEW_NAME = "全市总览"
FUNDS_NAME = "存量资金"
_PART_SIGN = "/"


@dataclass(frozen=True)
class TracedLine:
    """The line that is asked for: one of a group's board, or (without a group) of the overview or of 存量资金.

    Attributes:
        measure: As written; None where nothing is.
        group: The group.
        unit: Code of the row's unit; None for 合计, and of 存量资金 for the city.
        part: Code of the unit whose part it is; None for the whole row.
        row: Of the overview: a field or a row of table 1; None for the city.
        funds: Of 存量资金.
    """

    measure: str | None
    group: Group | None = None
    unit: str | None = None
    part: str | None = None
    row: WorkField | TargetRow | None = None
    funds: bool = False

    @property
    def heading(self) -> str:
        """Name of the board's group, or of the report."""
        if self.funds:
            return FUNDS_NAME
        return OVERVIEW_NAME if self.group is None else self.group.name

    def find_figure(self, default: str, *, month_only: bool) -> Figure:
        """Find the figure that is asked for, ``default`` where none is named.

        Raises:
            ParameterError: The line has no such figure, or the figure no part of the month alone.
        """
        text, among = normalise_name(self.measure or default), TRACEABLE
        if self.funds:
            # The keys of funds.json are short.
            text, among = (f"funds_{text}" if f"funds_{text}" in OF_FUNDS else text), OF_FUNDS
        figure = find_figure(text, among, "参数 MEASURE")
        return restrict_to_month(figure) if month_only else figure

    def describe_rule(self, programme: Programme) -> str:
        """Tell by what rule the board ranks; "" for the overview, which does not."""
        return "" if self.group is None else describe_rule(resolve_rule(programme, self.group.id))


def read_line(programme: Programme, first: str, second: str | None, third: str | None) -> TracedLine:
    """Read what stands behind the month.

    ``GROUP UNIT [MEASURE]``, or a row of the overview and ``[MEASURE]``, or 存量资金 and ``[UNIT] [MEASURE]``. A first
    word that names a group and a row is the group where a second one names a unit or 合计, otherwise the row.

    Raises:
        ParameterError: The group, the row or the unit is unknown.
    """
    if normalise_name(first) == FUNDS_NAME:
        return _read_funds_line(programme, second, third)
    group, rows = programme.find_group(first), find_rows(programme, first)
    names_line = second is not None and (_is_unit(programme, second) or normalise_name(second) == TOTAL_NAME)
    if rows and not (group is not None and names_line):
        if third is not None or names_line:
            raise ParameterError(
                f"参数 GROUP：“{first}”是全市总览的一行，后面只写指标，不再写单位；要查榜单上的一行，请先写组。"
            )
        return TracedLine(second, row=rows[0])
    if group is None:
        raise ParameterError(_explain_unknown(programme, first))
    if second is None:
        raise ParameterError(f"参数 UNIT：请写{group.name}的一个单位，或“{TOTAL_NAME}”。")
    lead, part = _read_unit(programme, group, second)
    return TracedLine(third, group, lead.code if lead else None, part.code if part else None)


def _read_funds_line(programme: Programme, second: str | None, third: str | None) -> TracedLine:
    if second is None or normalise_name(second) in (CITY_NAME, normalise_name(programme.total_name)):
        return TracedLine(third, funds=True)
    if third is None and programme.find_unit_or_code(second) is None:
        return TracedLine(second, funds=True)
    return TracedLine(third, unit=choose_unit(programme, second, "参数 UNIT").code, funds=True)


def _is_unit(programme: Programme, text: str) -> bool:
    return any(programme.find_unit_or_code(name) for name in (text, text.partition(_PART_SIGN)[0]))


def _explain_unknown(programme: Programme, text: str) -> str:
    groups = "、".join(f"{group.id}（{group.name}）" for group in programme.groups)
    names = [row.name for row in programme.targets] + [field.name for field in programme.fields]
    rows = "、".join((CITY_NAME, *names))
    if unit := programme.find_unit_or_code(text):
        return (
            f"参数 GROUP：“{unit.name}”计入{unit.counts_in}，在全市总览中没有自己的一行，"
            f"请写“{programme.group_by_id[unit.group].name} {unit.name}”。"
        )
    return f"参数 GROUP：没有名为“{text}”的组，现有：{groups}；也可写全市总览的一行：{rows}，或{FUNDS_NAME}。"


def _read_unit(programme: Programme, group: Group, text: str) -> tuple[Unit | None, Unit | None]:
    """Read the row's unit (None for 合计) and the part's (None for the whole row).

    Raises:
        ParameterError: A unit is unknown, or not of the group.
    """
    if normalise_name(text) == TOTAL_NAME:
        return None, None
    lead_name, sign, part_name = (text, "", "") if programme.find_unit(text) else text.partition(_PART_SIGN)
    lead = choose_unit(programme, lead_name, "参数 UNIT")
    if lead.group != group.id:
        members = "、".join(unit.name for unit in programme.units_of(group.id))
        hint = ""
        if programme.counts_by_field(lead.code):
            hint = f"；要查它在某牵头单位一行中的其中项，请写成“牵头单位{_PART_SIGN}{lead.name}”"
        raise ParameterError(f"参数 UNIT：“{lead.name}”不在{group.name}，该组有：{members}、{TOTAL_NAME}{hint}。")
    return lead, choose_unit(programme, part_name, "参数 UNIT") if sign else None


def find_rows(programme: Programme, text: str) -> list[WorkField | TargetRow | None]:
    """Find the rows of the overview of that name, None for the city; a row that is one unit's, by its aliases too."""
    name, unit = normalise_name(text), programme.find_unit_or_code(text)
    found: list[WorkField | TargetRow | None] = []
    if name in (CITY_NAME, normalise_name(programme.total_name)):
        found.append(None)
    found += [row for row in programme.targets if normalise_name(row.name) == name]
    found += [field for field in programme.fields if normalise_name(field.name) == name]
    if unit is not None and not found:
        found += [row for row in programme.targets if row.name == unit.counts_in and not row.by_field]
    return found
