"""V01, V03 and V15: whose return it is, whose projects, each project once.

See docs/核验规则.md 规则.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from sanzi_lib.ledger.check.context import Checked, find_on_cover, name_of
from sanzi_lib.ledger.model import Finding, ReadReturn, ReadSheet, Row
from sanzi_lib.params.programme import Programme

_FEWEST_IDS = 5
"""项目编号 from which on they tell whose return it is; of them four in five must carry one code."""


def find_owner(programme: Programme, returned: ReadReturn) -> str | None:
    """Give the code of the unit whose return it likely is where the cover names another (docs/核验规则.md V01)."""
    own = returned.cover.unit
    if own is None:
        return None
    sheets = (returned.projects, returned.movements)
    ids = {row.text("project") for sheet in sheets for row in _rows_with_project(sheet)}
    codes = Counter(code for project in ids if (code := project.partition("-")[0]))
    if len(ids) < _FEWEST_IDS or own in codes:
        return None
    ((likely, count),) = codes.most_common(1)
    return likely if likely in programme.unit_by_code and 5 * count >= 4 * len(ids) else None


def find_wrong_cover(programme: Programme, returned: ReadReturn, owner: str) -> Finding:
    """Find the one V01 of a return whose cover names a unit that is not its likely owner."""
    named, likely = name_of(programme, returned), programme.unit_by_code[owner].name
    message = (
        f"封面报送单位是{named}，项目编号却是{likely}的，疑为{likely}的月报写错了封面，数据未计入任何单位。"
        f"请核对是谁的月报，改正封面“报送单位”后重新报送。"
    )
    return replace(find_on_cover("V01", returned, "unit", message), unit=likely)


def check_unit_and_month(checked: Checked) -> Iterator[Finding]:
    """V01: the unit is known and the month is the one asked for (docs/核验规则.md V01)."""
    cover = checked.returned.cover
    if cover.unit is None and cover.unit_name:
        yield checked.find_cover(
            "V01",
            "unit",
            f"报送单位“{cover.unit_name}”不在{checked.programme.year}年度报送单位名单中，请写名单上的单位全称。",
            value=cover.unit_name,
        )
    if cover.month is not None and cover.month != checked.month:
        yield checked.find_cover(
            "V01",
            "month",
            f"封面报送月份为{cover.month.label}，文件却在{checked.month.label}的文件夹中，请核对报送月份后重新报送。",
        )


def check_unit_code(checked: Checked) -> Iterator[Finding]:
    """V03: the unit code in a 项目编号 is the unit's own (docs/指标口径.md 用语范围; docs/核验规则.md V03)."""
    if checked.unit is None:
        return
    for sheet in (checked.projects, checked.movements, checked.returned.cases):
        for row in sheet.rows:
            if _is_foreign(checked, row):
                yield checked.find_row(
                    "V03",
                    sheet,
                    row,
                    "project",
                    f"项目编号的单位代码不是本单位的，请改为以“{checked.unit}-”开头的本单位项目编号。",
                )


def check_once(checked: Checked) -> Iterator[Finding]:
    """V15: a project stands once in each sheet, and one in 盘活情况表 also in 项目台账 (docs/核验规则.md V15)."""
    for sheet in (checked.projects, checked.movements):
        first: dict[str, int] = {}
        for row in sheet.rows:
            project = row.text("project")
            if not project or "project" in row.bad:
                continue
            if project in first:
                message = (
                    f"该项目在“{sheet.name}”第{first[project]}行已有一行，一个项目只填一行，请合并或删除重复的行。"
                )
                yield checked.find_row("V15", sheet, row, "project", message)
            first.setdefault(project, row.number)
    yield from _check_listed(checked)


def _check_listed(checked: Checked) -> Iterator[Finding]:
    if checked.lacks(checked.projects, "project"):
        return
    moved = {row.text("project") for row in checked.movements.rows}
    # A mistyped number in 项目台账 has its own V03; the row of 盘活情况表 that misses it is not a second error.
    mistyped = sum(
        1
        for row in checked.projects.rows
        if ("project" in row.bad or _is_foreign(checked, row)) and row.text("project") not in moved
    )
    orphans = [row for row in _rows_with_project(checked.movements) if row.text("project") not in checked.project_rows]
    own = [row for row in orphans if not _is_foreign(checked, row)]
    if len({row.text("project") for row in own}) <= mistyped:
        return
    for row in own:
        message = "该项目不在本期“项目台账”中，请在项目台账补填该项目，或改正项目编号。"
        yield checked.find_row("V15", checked.movements, row, "project", message)


def check_case_listed(checked: Checked) -> Iterator[Finding]:
    """V15 as 提示: the project of a case stands in 项目台账, where its field is looked up."""
    if checked.lacks(checked.projects, "project"):
        return
    for row in _rows_with_project(checked.returned.cases):
        if row.text("project") not in checked.project_rows:
            message = "典型案例的项目不在本期“项目台账”中，请核对项目编号。"
            yield checked.find_row("V15", checked.returned.cases, row, "project", message, level="提示")


def _rows_with_project(sheet: ReadSheet) -> Iterator[Row]:
    return (row for row in sheet.rows if row.text("project") and "project" not in row.bad)


def _is_foreign(checked: Checked, row: Row) -> bool:
    project = row.text("project")
    return bool(checked.unit and project and "project" not in row.bad and not project.startswith(f"{checked.unit}-"))
