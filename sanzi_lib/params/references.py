"""What must hold between the files of a programme: references, clashes and the sums of annex 1.

See docs/指标口径.md 单位与目标.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sanzi_lib.money import to_wan
from sanzi_lib.params.enumerations import find_clashes, find_repeated
from sanzi_lib.params.programme import Programme, normalise_name, spellings_of

PROGRAMME, ENUMERATIONS = "programme.yaml", "enumerations.yaml"
TARGETS, FIELDS, UNITS = "targets.csv", "fields.csv", "units.csv"


def check_programme(programme: Programme, folder: Path) -> list[str]:
    """Every problem between a programme's files, one sentence each with file and place.

    Args:
        programme: As read, each file sound in itself.
        folder: ``params/<programme>/``, to name the files.
    """
    problems = [
        *_check_head(programme, folder),
        *_check_repetitions(programme, folder),
        *(f"{folder / ENUMERATIONS}{clash}" for clash in find_clashes(programme.enumerations)),
        *_check_units(programme, folder),
        *_check_fields(programme, folder),
        *_check_quotes(programme, folder),
    ]
    if problems:
        return problems  # aliases and sums would only repeat them
    return [*_check_aliases(programme, folder), *_check_sums(programme, folder)]


def _check_head(programme: Programme, folder: Path) -> Iterator[str]:
    path = folder / PROGRAMME
    if programme.id != folder.name:
        yield f"{path}“id”：“{programme.id}”应与文件夹名“{folder.name}”一致。"
    if programme.first_board_month.year != programme.year:
        yield f"{path}“first_board_month”：{programme.first_board_month}不在方案年度{programme.year}年内。"


def _check_repetitions(programme: Programme, folder: Path) -> Iterator[str]:
    for name, what, names in (
        (UNITS, "代码", [unit.code for unit in programme.units]),
        (UNITS, "单位", [unit.name for unit in programme.units]),
        (FIELDS, "工作领域", [field.name for field in programme.fields]),
        (TARGETS, "地区", [row.name for row in programme.targets]),
        (PROGRAMME, "groups", [spelling for group in programme.groups for spelling in {group.id, group.name}]),
    ):
        for repeated in find_repeated(names):
            yield f"{folder / name}“{what}”：“{repeated}”出现了两次，请修改其中一个。"
    if sum(row.by_field for row in programme.targets) > 1:
        yield f"{folder / TARGETS}“按工作领域分解”：只能有一行为“是”。"


def _check_units(programme: Programme, folder: Path) -> Iterator[str]:
    path = folder / UNITS
    rows = {row.name for row in programme.targets}
    for unit in programme.units:
        if unit.group not in programme.group_by_id:
            yield f"{path}：{unit.name}的组“{unit.group}”不在 {PROGRAMME} 的 groups 中。"
        if unit.counts_in not in rows:
            yield f"{path}：{unit.name}计入“{unit.counts_in}”，{TARGETS} 中没有这一行。"
        if unit.proposed_field is not None and unit.proposed_field not in programme.field_by_name:
            yield f"{path}：{unit.name}的建议领域“{unit.proposed_field}”不在 {FIELDS} 中。"
    counted = Counter(unit.counts_in for unit in programme.units)
    for row in programme.targets:
        if not counted[row.name]:
            yield f"{path}：没有单位计入“{row.name}”，{TARGETS} 的这一行将永远为0。"
        elif counted[row.name] > 1 and not row.by_field:
            yield f"{path}：“{row.name}”一行有{counted[row.name]}个单位计入，只能有一个。"
    for group in programme.groups:
        if not programme.units_of(group.id):
            yield f"{path}：{group.name}（{group.id}）没有一个单位。"


def _check_fields(programme: Programme, folder: Path) -> Iterator[str]:
    path = folder / FIELDS
    if programme.fields and programme.own_row is None:
        yield f"{folder / TARGETS}：有工作领域目标，但没有一行“按工作领域分解”为“是”。"
        return
    for field in programme.fields:
        if field.lead not in programme.unit_by_code:
            yield f"{path}：{field.name}的牵头单位“{field.lead}”不在 {UNITS} 中，请写单位代码。"
        elif not programme.counts_by_field(field.lead):
            yield f"{path}：{field.name}的牵头单位“{field.lead}”不计入按工作领域分解的一行。"


def _check_quotes(programme: Programme, folder: Path) -> Iterator[str]:
    for name in programme.policy_texts.funds:
        if programme.enumerations.find_fund_kind(name) is None:
            yield (
                f"{folder / PROGRAMME}“policy_texts → funds”：资金类别“{name}”不在 {ENUMERATIONS} 的 fund_kinds 中，"
                "请检查拼写。"
            )


def _check_aliases(programme: Programme, folder: Path) -> Iterator[str]:
    owners: dict[str, str] = {}
    for unit in programme.units:
        for spelling in spellings_of(programme, unit):
            if owners.setdefault(spelling, unit.name) != unit.name:
                yield f"{folder / UNITS}：“{spelling}”既指{owners[spelling]}又指{unit.name}，请修改别名。"
    codes = {normalise_name(unit.code) for unit in programme.units}
    for spelling in owners:
        if spelling in codes:
            yield f"{folder / UNITS}：“{spelling}”既是单位名称又是代码，请修改。"


def _check_sums(programme: Programme, folder: Path) -> Iterator[str]:
    total = sum(row.target for row in programme.targets)
    if total != programme.total_target:
        yield (
            f"{folder / TARGETS}：各行之和{to_wan(total)}万元，与{programme.total_name}{to_wan(programme.total_target)}"
            f"万元相差{to_wan(total - programme.total_target)}万元，请核对 {TARGETS} 与 {PROGRAMME} 的 total_target。"
        )
    own = next((row for row in programme.targets if row.by_field), None)
    parts = sum(field.target for field in programme.fields)
    if own is not None and parts != own.target:
        yield (
            f"{folder / FIELDS}：各领域之和{to_wan(parts)}万元，与{own.name}{to_wan(own.target)}万元"
            f"相差{to_wan(parts - own.target)}万元，请核对 {FIELDS} 与 {TARGETS}。"
        )
