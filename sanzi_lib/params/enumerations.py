"""The closed lists of the return: data of the programme, not code (docs/指标口径.md 用语范围)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sanzi_lib.params.values import Model, Name, matching, normalise_name, normalise_word

_BETWEEN_TAGS = re.compile("[、,，;；]")


def split_tags(text: str) -> list[str]:
    """Split the words of a 专项 cell, without blanks around them."""
    return [word.strip() for word in _BETWEEN_TAGS.split(text) if word.strip()]


class Subcategory(Model):
    """A 三资小类 and its code in project ids (ZY01)."""

    name: str
    code: str


class Category(Model):
    """A 三资大类 (资源, 资产, 资金) with its 小类 in order; their order numbers them."""

    name: Name
    prefix: Annotated[str, matching(r"[A-Z]{2}", "应当是两个大写英文字母")]
    subcategories: Annotated[tuple[Name, ...], Field(min_length=1, max_length=99)]

    @cached_property
    def members(self) -> tuple[Subcategory, ...]:
        """The 小类 with their codes."""
        return tuple(
            Subcategory(name=name, code=f"{self.prefix}{number:02d}")
            for number, name in enumerate(self.subcategories, start=1)
        )


class Method(Model):
    """A 盘活方式 with its finer 具体方式."""

    name: Name
    details: tuple[Name, ...]


class MeasureUnit(Model):
    """A 实物单位 with other spellings that are read as it."""

    name: Name
    synonyms: tuple[Name, ...] = ()


class Statuses(Model):
    """项目状态, and what the checks must know about them (docs/核验规则.md V18, V36, V38).

    Attributes:
        idle: Nothing happens yet, or for now.
        done: 已盘活.
        open: What a project that is under way is called.
        ended: Given up (退出).
    """

    names: Annotated[tuple[Name, ...], Field(min_length=1)]
    idle: tuple[str, ...]
    done: tuple[str, ...]
    open: tuple[str, ...]
    ended: tuple[str, ...] = ("退出",)

    def goes_back(self, before: str, now: str) -> bool:
        """Tell whether a status went back: from done to less, or to what is not begun (an idle one listed before it).

        To be put off (暂缓 stands behind the others) is no step back but for what was done.
        """
        if before not in self.names or now not in self.names or before in self.ended or now in self.ended:
            return False
        if before in self.done:
            return now not in self.done
        return before not in self.idle and now in self.idle and self.names.index(now) < self.names.index(before)

    @model_validator(mode="after")
    def _parts_are_names(self) -> Statuses:
        unknown = [name for name in (*self.idle, *self.done, *self.open) if name not in self.names]
        if unknown:
            raise ValueError(f"idle、done、open 中的“{'”“'.join(unknown)}”不在 names 中")
        return self


FundRule = Literal["above_income", "share", "full", "aged"]
"""How what is due of a carry-over is reckoned: see :class:`FundKind`."""


class FundKind(Model):
    """A 资金类别, and by which rule its carry-over is taken back or moved (docs/指标口径.md 存量资金).

    In the file a name alone stands for a kind without a rule.

    Attributes:
        rule: ``above_income``: what lies above a share of the year's income; ``share``: a share of the carry-over;
            ``full``: all of it at once; ``aged``: all of it once it is so many years old; of both research money is
            excepted. None: the programme says nothing, so nothing is reckoned. The shares and years are the
            programme's thresholds.
        replaced_by: The kinds that have taken its place; returns may still name it, templates offer it no more.
    """

    name: Name
    rule: FundRule | None = None
    replaced_by: tuple[Name, ...] = ()

    @property
    def former(self) -> bool:
        """True for a kind of earlier programmes that others have replaced (旧类别)."""
        return bool(self.replaced_by)

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value


class Enumerations(Model):
    """The closed lists of the return (docs/指标口径.md 用语范围)."""

    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    methods: Annotated[tuple[Method, ...], Field(min_length=1)]
    statuses: Statuses
    measure_units: Annotated[tuple[MeasureUnit, ...], Field(min_length=1)]
    counterparties: tuple[Name, ...]
    natural_person: str
    fund_kinds: tuple[FundKind, ...]
    tags: tuple[Name, ...] = ()

    def find_tag(self, word: str) -> str | None:
        """Find the 专项 of that name, whatever quotation marks it is written with."""
        return self._tags.get(normalise_word(word))

    def spell_tags(self, text: str) -> str:
        """Spell the 专项 of a cell as the programme does, each once, joined by 、; an unknown one stays as it is."""
        return "、".join(dict.fromkeys(self.find_tag(word) or word for word in split_tags(text)))

    @cached_property
    def _tags(self) -> dict[str, str]:
        return {normalise_word(tag): tag for tag in self.tags}

    @cached_property
    def category_of(self) -> dict[str, str]:
        """小类 to its 大类."""
        return {name: category.name for category in self.categories for name in category.subcategories}

    @cached_property
    def subcategory_code(self) -> dict[tuple[str, str], str]:
        """(大类, 小类) to ``ZY01``."""
        return {(c.name, s.name): s.code for c in self.categories for s in c.members}

    @cached_property
    def offered_fund_kinds(self) -> tuple[str, ...]:
        """资金类别 that a return should name, in the programme's order: the former ones left out."""
        return tuple(kind.name for kind in self.fund_kinds if not kind.former)

    def find_fund_kind(self, name: str) -> FundKind | None:
        """Find the 资金类别 of that name, whatever quotation marks it is written with."""
        return self._fund_kinds.get(normalise_word(name))

    @cached_property
    def _fund_kinds(self) -> dict[str, FundKind]:
        return {normalise_word(kind.name): kind for kind in self.fund_kinds}

    @cached_property
    def measure_spellings(self) -> dict[str, str]:
        """Every accepted spelling of a unit of measure, by :func:`normalise_word`, to its name."""
        return {
            normalise_word(spelling): unit.name
            for unit in self.measure_units
            for spelling in (unit.name, *unit.synonyms)
        }


def find_clashes(enumerations: Enumerations) -> list[str]:
    """Find what stands twice in the lists, one sentence each, without the file's name."""
    lists: dict[str, Iterable[str]] = {
        "三资大类": [category.name for category in enumerations.categories],
        "categories 的 prefix": [category.prefix for category in enumerations.categories],
        "三资小类": [name for category in enumerations.categories for name in category.subcategories],
        "盘活方式": [method.name for method in enumerations.methods],
        "项目状态": enumerations.statuses.names,
        "受让方性质": enumerations.counterparties,
        "资金类别": [kind.name for kind in enumerations.fund_kinds],
        **{f"{method.name}的具体方式": method.details for method in enumerations.methods},
    }
    problems = [
        f"“{what}”：“{name}”出现了两次，请删去一个。"
        for what, names in lists.items()
        for name in find_repeated(names, normalise_word)
    ]
    owners: dict[str, str] = {}
    for unit in enumerations.measure_units:
        for spelling in dict.fromkeys(normalise_word(text) for text in (unit.name, *unit.synonyms)):
            if spelling in owners:
                problems.append(f"“measure_units”：“{spelling}”既指{owners[spelling]}又指{unit.name}，请删去一个。")
            owners.setdefault(spelling, unit.name)
    problems += [
        f"“fund_kinds”：“{kind.name}”的 replaced_by 中的“{name}”不是现行的资金类别，请检查拼写。"
        for kind in enumerations.fund_kinds
        for name in kind.replaced_by
        if (other := enumerations.find_fund_kind(name)) is None or other.former
    ]
    if enumerations.natural_person not in enumerations.counterparties:
        problems.append(f"“natural_person”：“{enumerations.natural_person}”不在 counterparties 中。")
    return problems


def find_repeated(names: Iterable[str], normalise: Callable[[str], str] = normalise_name) -> list[str]:
    """Names that stand more than once, compared as returns are; as first written."""
    spelt = list(names)
    count = Counter(map(normalise, spelt))
    return list({normalise(name): name for name in reversed(spelt) if count[normalise(name)] > 1}.values())
