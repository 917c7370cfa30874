"""主要任务 and 专项 of a project, where its unit states them (docs/核验规则.md 月报).

Both are the programme's own words, so the ones that fit are those that share words with what the project is.
"""

from __future__ import annotations

from random import Random

from sanzi_lib.params.programme import Programme
from sanzi_lib.sample.projects import Draft

_STATED = 0.65
"""Part of the projects for which a unit fills columns that it need not."""


def choose_task(programme: Programme, field: str, draft: Draft, rng: Random) -> str:
    """Choose the 主要任务 of a field that says most of what the project is about; "" where none is stated.

    Args:
        programme: Lists the tasks of its fields.
        field: 工作领域 as the project states it, "" for none.
        draft: The project.
        rng: Source of chance.
    """
    tasks = programme.field_by_name[field].tasks if field in programme.field_by_name else ()
    if not tasks or rng.random() > _STATED:
        return ""
    about = _pairs(_describe(draft))
    return max(tasks, key=lambda task: len(_pairs(task) & about))


def choose_tags(programme: Programme, draft: Draft, rng: Random) -> str:
    """Choose the 专项 whose last word, such as 厂房 in 闲置厂房, the project names; "" where none is stated."""
    if rng.random() > _STATED:
        return ""
    about = _describe(draft)
    return "、".join(tag for tag in programme.enumerations.tags if tag[-2:] in about)


def _describe(draft: Draft) -> str:
    return f"{draft.subcategory} {draft.name} {draft.detail} {draft.asset.description}"


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
