"""What the sample's units say otherwise from month to month, as it stands in the rows of their returns."""

from collections import Counter
from decimal import Decimal

import pytest

from sanzi_lib.params.values import normalise_word
from sanzi_lib.sample.write import plan_returns

from .test_plan import number

KEPT = ("field", "category", "subcategory", "method", "holder", "certificate")


@pytest.fixture(scope="module", params=[1, 7])
def years(request, hengyang):
    return plan_returns(hengyang, request.param)


def rows_of(year):
    """Rows of 项目台账 by month and project; of a month's returns the last."""
    return {sent.month.month: {row["project"]: row for row in sent.content.projects} for sent in year.submissions}


def planted(years, rule):
    for year in years:
        rows = rows_of(year)
        for plant in year.plants:
            if plant.rule == rule:
                yield plant, rows[plant.month][plant.project], rows


def first_row(rows, project):
    return next(rows[month][project] for month in sorted(rows) if project in rows[month])


def test_projects_are_overdue_put_off_and_cut(years):
    kinds = Counter()
    for plant, row, rows in planted(years, "V38"):
        before = rows[plant.month - 1][plant.project]
        if before["expected"] != row["expected"]:
            kinds["cut"] += 1
            assert 0 < number(row["expected"]) < Decimal("0.8") * number(first_row(rows, plant.project)["expected"])
        elif before["due_on"] != row["due_on"]:
            kinds["put off"] += 1
        else:
            kinds["overdue"] += 1
            assert row["status"] not in ("已盘活", "退出")
    assert set(kinds) == {"overdue", "put off", "cut"}
    assert all(count >= 5 for count in kinds.values())
    listed = sum(len(year.submissions[-1].content.projects) for year in years)
    assert sum(kinds.values()) < listed * 0.15  # most plans are kept


def test_a_changed_class_is_one_cell_and_no_money_moved_before(years):
    changed = Counter()
    for plant, row, rows in planted(years, "V35"):
        before = rows[plant.month - 1][plant.project]
        others = [key for key in KEPT if before[key] != row[key]]
        assert others in (["method"], ["holder"])
        changed.update(others)
    assert changed["method"] >= 3
    assert changed["holder"] >= 3


def test_nothing_else_changes_what_a_project_is(years):
    for year in years:
        rows, told = rows_of(year), {(plant.month, plant.project) for plant in year.plants if plant.rule == "V35"}
        for earlier, later in zip(sorted(rows), sorted(rows)[1:], strict=False):
            for project, row in rows[later].items():
                if project in rows[earlier] and (later, project) not in told:
                    assert [key for key in KEPT if rows[earlier][project][key] != row[key]] == []


def test_a_buyer_of_land_is_named_late(years, hengyang):
    found = list(planted(years, "V24"))
    assert found
    for plant, row, rows in found:
        assert (row["subcategory"], row["method"], row["counterparty_kind"]) == ("土地", "售", "")
        assert all(
            later[plant.project]["counterparty_kind"] for month, later in rows.items() if month > plant.month + 2
        )


def test_tasks_are_the_field_s_and_tags_the_programme_s(years, hengyang):
    tags, tasks, count = Counter(), Counter(), 0
    for year in years:
        for row in year.submissions[-1].content.projects:
            count += 1
            if row["task"]:
                tasks[row["task"]] += 1
                assert row["task"] in hengyang.field_by_name[row["field"]].tasks
            tags.update(filter(None, row["tags"].split("、")))
    assert set(tags) <= set(hengyang.enumerations.tags)
    assert {normalise_word(task) for task in tasks} >= {"盘活存量土地资源", "盘活矿产资源"}
    assert len(tags) >= 8
    assert count / 5 < sum(tasks.values()) < count / 2
