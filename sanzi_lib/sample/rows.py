"""Renders a unit's month as the rows and the cover of its return, 存量资金 and what the sheets are called included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from random import Random

from sanzi_lib.ledger.layout import DEMO, MONEY_UNIT, NO, YES
from sanzi_lib.ledger.template.content import CellInput, RowInput
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.programme import FundKind, Programme, Thresholds, Unit
from sanzi_lib.sample.flows import KINDS, Project
from sanzi_lib.sample.lines import Line
from sanzi_lib.sample.projects import Draft
from sanzi_lib.sample.spelling import Habits
from sanzi_lib.sample.streams import CENT
from sanzi_lib.sample.turns import Turn, change_row
from sanzi_lib.sample.vocabulary import draw, read_vocabulary

_DEPARTMENTAL = ("full", "aged", None)
"""Rules of what departments have; the others are of whole budgets."""

_AGES = (Decimal("0.5"), Decimal(1), Decimal(1), Decimal("1.5"), Decimal(2), Decimal(3), Decimal(4))


@dataclass(frozen=True)
class Fund:
    """A carry-over with its year; amounts are 分, None where the unit gives none.

    Attributes:
        pace: Percent of what is due that comes back in a month.
        limit: Percent of what is due at which it ends; above 100 for one that gives more than it must.
        last: The last month in which the unit lists it.
    """

    kind: FundKind
    name: str
    income: int | None
    carried: int
    years: Decimal | None
    research: bool | None
    pace: int
    limit: int
    last: int = 12


def build_fund_rows(programme: Programme, unit: Unit, habits: Habits, seed: int, month: Month) -> tuple[RowInput, ...]:
    """Rows of 存量资金 of a unit's return; none for a unit without any.

    Args:
        programme: Names the kinds and says what is due.
        unit: The unit.
        habits: How it fills its sheets.
        seed: The sample's seed.
        month: Month of the return; what is taken back grows with it, nothing else changes.
    """
    funds = draw_funds(programme, unit, draw(seed, programme.id, unit.code, "funds"))
    return tuple(_row(fund, programme.thresholds, habits, month.month) for fund in funds if fund.last >= month.month)


def draw_funds(programme: Programme, unit: Unit, rng: Random) -> tuple[Fund, ...]:
    """Tell what a unit carries over.

    Regions have every kind; others mostly what departments have.

    Args:
        programme: Names the kinds.
        unit: The unit.
        rng: Source of chance.
    """
    kinds: Sequence[FundKind] = [kind for kind in programme.enumerations.fund_kinds if not kind.former]
    if not kinds or rng.random() < 0.3:
        return ()
    if not programme.group_by_id[unit.group].region and rng.random() < 0.75:
        kinds = [kind for kind in kinds if kind.rule in _DEPARTMENTAL] or kinds
    funds: list[Fund] = []
    used: set[str] = set()
    known = read_vocabulary().fund_names
    for kind in kinds:
        names = [name for name in known.get(kind.name) or known[kind.rule or "plain"] if name not in used]
        for name in rng.sample(names, min(len(names), rng.choice((0, 1, 1, 2)))):
            used.add(name)
            funds.append(_draw(kind, name, rng))
    if rng.random() < 0.15 and (twice := [fund for fund in funds if fund.years is not None]):
        funds.append(_draw(twice[0].kind, twice[0].name, rng))
    return tuple(funds)


def due_of(fund: Fund, thresholds: Thresholds) -> int:
    """About what a fund has to give back, 分, rounded down: enough to draw believable returns of it."""
    match fund.kind.rule:
        case "above_income":
            return max(0, int(fund.carried - thresholds.fund_share * (fund.income or 0)))
        case "share":
            return int(thresholds.capital_share * fund.carried)
        case "full":
            return 0 if fund.research else fund.carried
        case "aged":
            due = fund.years is not None and fund.years >= thresholds.fund_years and not fund.research
            return fund.carried if due else 0
        case None:
            return fund.carried // 2


def _draw(kind: FundKind, name: str, rng: Random) -> Fund:
    step = 1 if rng.random() < 0.15 else CENT
    income = rng.randrange(300_000, 6_000_000) * CENT // step * step + (rng.randrange(CENT) if step == 1 else 0)
    if kind.rule == "above_income":
        carried = income * rng.randint(4, 60) // 100 // step * step
    else:
        carried = rng.randrange(8_000, 900_000) * CENT + (rng.randrange(CENT) if step == 1 else 0)
    own = kind.rule in _DEPARTMENTAL
    gap = rng.random()
    research: bool | None = read_vocabulary().research in name
    return Fund(
        kind=kind,
        name=name,
        income=None if own or (kind.rule == "above_income" and gap < 0.06) else income,
        carried=carried,
        years=None if not own or gap < 0.06 else rng.choice(_AGES),
        research=None if not own or gap > 0.9 else research,
        pace=rng.randint(3, 14),
        limit=112 if rng.random() < 0.07 else 100,
        last=rng.choice((5, 8)) if rng.random() < 0.07 else 12,
    )


def _row(fund: Fund, thresholds: Thresholds, habits: Habits, month: int) -> RowInput:
    # One that gives more than it must has done so early; the others come slowly.
    percent = min(fund.limit, fund.pace * month * (3 if fund.limit > 100 else 1))
    recovered = due_of(fund, thresholds) * percent // 100 // CENT * CENT
    return {
        "fund_kind": fund.kind.name,
        "fund": fund.name,
        "income": habits.nothing if fund.income is None else habits.spell_amount(fund.income),
        "carried": habits.spell_amount(fund.carried),
        "years": habits.nothing if fund.years is None else fund.years,
        "research": "" if fund.research is None else YES if fund.research else NO,
        "recovered": habits.spell_optional(recovered),
    }


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


@dataclass(frozen=True)
class Scribe:
    """Writes one unit's rows.

    Attributes:
        seed: The sample's seed; what does not change from month to month is drawn from it and the project's id.
        turns: What does change.
    """

    programme: Programme
    unit: Unit
    habits: Habits
    seed: int
    turns: tuple[Turn, ...] = ()

    def project_row(self, project: Project, month: Month) -> RowInput:
        """Give a row of 项目台账 as it stands at the end of a month."""
        draft, words, habits = project.draft, self.programme.enumerations, self.habits
        rng, texts = self._rng(draft.id), read_vocabulary()
        amount = f"{draft.quantity}{draft.measure}" if draft.quantity is not None else "一批"
        appraised = int(project.expected * (0.92 + 0.2 * rng.random())) // 10_000 * 10_000
        book = int(appraised * (0.3 + 0.5 * rng.random())) // 10_000 * 10_000
        is_physical = draft.quantity is not None
        has_value = is_physical or rng.random() < 0.7 or self._is_sale(draft)
        is_region = self.programme.group_by_id[self.unit.group].region
        holders = texts.holders if is_region else texts.holders_elsewhere
        others = [name for name in words.counterparties if name != words.natural_person]
        buyer, kind = rng.choice(texts.buyers), rng.choice(others or [""])
        if rng.random() < 0.06 and project.expected < 10**10:
            buyer, kind = person(rng), words.natural_person
        number = rng.randrange(1000, 9999)
        field = draft.stream.field or self._named_field(draft.subcategory, number)
        labels = self._rng(f"{draft.id} labels")
        started = bool(project.flows) and min(project.flows) <= month.month
        done_on = self._done_on(project, month, rng)
        row: dict[str, CellInput] = {
            "project": draft.id,
            "name": draft.name,
            "field": field,
            "category": draft.category,
            "subcategory": draft.subcategory,
            "description": draft.asset.description.format(place=draft.place, amount=amount),
            "holder": rng.choice(holders).format(unit=self.unit.name),
            "certificate": f"不动产权第{self.unit.code}{draft.number:05d}号" if is_physical and number % 3 else "",
            "book_value": habits.spell_amount(book) if has_value else habits.nothing,
            "appraised_value": habits.spell_amount(appraised) if has_value else habits.nothing,
            "quantity": draft.quantity,
            "measure": habits.spell_measure(draft.measure),
            "method": draft.method,
            "method_detail": draft.detail,
            "platform": f"公共资源交易中心〔{month.year}〕{number}号" if started or is_physical else "",
            "counterparty": buyer if started and draft.method in ("售", "租") else "",
            "counterparty_kind": kind if started and draft.method in ("售", "租") else "",
            "approval": f"〔{month.year}〕{number % 97 + 1}号" if started else "",
            "expected": habits.spell_amount(project.expected),
            "due_on": self._due_on(project, month.year),
            "status": self._status(project, month.month),
            "done_on": habits.spell_date(done_on) if done_on else "",
            "responsible_unit": self.unit.name,
            "responsible_person": person(rng),
            "phone": phone(rng) if number % 2 else "",
            "guarantee": NO if draft.method == "融" else "",
            "task": choose_task(self.programme, field, draft, labels),
            "tags": choose_tags(self.programme, draft, labels),
            "evidence": "合同、缴款凭证" if started else "",
            "difficulties": rng.choice(texts.difficulties) if not started else "",
            "remark": "",
        }
        return change_row(row, month.month, self.turns)

    def line_row(self, line: Line, *, to_date: bool) -> RowInput:
        """Give a row of 盘活情况表."""
        habits, flow = self.habits, line.flow
        spell, optional = habits.spell_amount, habits.spell_optional
        row: dict[str, CellInput] = {
            "project": line.project.draft.id,
            "newly": YES if flow.newly else NO,
            "quantity": flow.quantity,
            "measure": habits.spell_measure(line.project.draft.measure) if flow.quantity is not None else "",
            "benefit": spell(flow.benefit),
            "social_benefit": flow.social,
            "treasury": optional(flow.treasury),
            "available": optional(flow.available),
            "benefit_before": spell(line.before.benefit),
            "restated_benefit": optional(line.restated.benefit),
            "reason": line.reason,
            "benefit_to_date": spell(line.to_date.benefit),
            "restated_treasury": optional(line.restated.treasury),
            "restated_available": optional(line.restated.available),
            "restated_month": self._restated_month(line),
        }
        for kind in KINDS:
            row[kind] = spell(flow.kinds[kind]) if kind in flow.kinds else habits.nothing
        if to_date or line.before.treasury or line.before.available:
            row["treasury_to_date"] = spell(line.to_date.treasury)
            row["available_to_date"] = spell(line.to_date.available)
        return row

    def cover(
        self, month: Month, kind: str, submitted_on: datetime, projects: int, lines: Sequence[Line]
    ) -> dict[str, CellInput]:
        """Give the cover's values by label key."""
        rng = self._rng("cover")
        return {
            "unit": self.habits.name,
            "month": self.habits.spell_month(month),
            "kind": kind,
            "submitted_on": self.habits.spell_time(submitted_on),
            "filled_by": person(rng),
            "phone": phone(rng),
            "reviewed_by": person(rng),
            "nature": DEMO,
            "money_unit": MONEY_UNIT,
            "zero_report": NO if lines else YES,
            "project_count": projects,
            "benefit_total": to_wan(sum(line.flow.benefit for line in lines)),
            "treasury_total": to_wan(sum(line.flow.treasury for line in lines)),
        }

    def totals(self, lines: Sequence[Line]) -> RowInput:
        """Give 合计 row of 盘活情况表, where the unit keeps one: the sums of the columns that it fills in every row."""
        sums = {
            "benefit": sum(line.flow.benefit for line in lines),
            "treasury": sum(line.flow.treasury for line in lines),
            "available": sum(line.flow.available for line in lines),
            "benefit_before": sum(line.before.benefit for line in lines),
            "restated_benefit": sum(line.restated.benefit for line in lines),
            "benefit_to_date": sum(line.to_date.benefit for line in lines),
            **{kind: sum(line.flow.kinds.get(kind, 0) for line in lines) for kind in KINDS},
        }
        return {key: to_wan(amount) for key, amount in sums.items()}

    def fund_rows(self, month: Month) -> tuple[RowInput, ...]:
        """Rows of 存量资金; what is recovered grows over the year."""
        return build_fund_rows(self.programme, self.unit, self.habits, self.seed, month)

    def case_rows(self, lines: Sequence[Line], month: int) -> tuple[RowInput, ...]:
        """Rows of 典型案例: now and then one, about the month's largest project that was newly put to use."""
        rng = self._rng(f"cases{month}")
        new = [line for line in lines if line.flow.newly and line.flow.benefit > 0]
        if not new or rng.random() < 0.45:
            return ()
        new.sort(key=lambda line: (-line.flow.benefit, line.project.draft.id))
        best = new[: 2 if rng.random() < 0.2 else 1]
        return tuple(self._case(line) for line in best)

    def _case(self, line: Line) -> RowInput:
        draft = line.project.draft
        amount = f"{draft.quantity}{draft.measure}" if draft.quantity is not None else "相关资产"
        result = f"当月实现经济效益{to_wan(line.flow.benefit)}万元"
        return {
            "project": draft.id,
            "title": f"{draft.place}{draft.asset.name}",
            "practice": read_vocabulary().practice.format(place=draft.place, amount=amount, method=draft.method),
            "result": f"{result}；{line.flow.social}。" if line.flow.social else f"{result}。",
        }

    def _is_sale(self, draft: Draft) -> bool:
        """Tell whether V23 asks for 评估价值; where none should be, :mod:`.questions` takes it away."""
        terms = self.programme.check_terms
        return draft.method in terms.sale_methods and draft.subcategory in terms.priced_subcategories

    def _named_field(self, subcategory: str, number: int) -> str:
        """Give the field that a project of a unit with its own row may name; it counts for nothing."""
        words = [word for word, names in read_vocabulary().field_words if subcategory in names]
        fitting = [field.name for field in self.programme.fields if any(word in field.name for word in words)]
        return fitting[0] if fitting and number % 3 == 0 else ""

    def _restated_month(self, line: Line) -> CellInput:
        if line.restated_month is None or not line.restated:
            return ""
        return self.habits.spell_month(Month(self.programme.year, line.restated_month))

    def _due_on(self, project: Project, year: int) -> CellInput:
        return self.habits.spell_due(project.draft.number, Month(year, max(project.flows, default=12)))

    def _done_on(self, project: Project, month: Month, rng: Random) -> date | None:
        finished = project.finished
        share = rng.random()
        if finished is None or finished > month.month:
            return None
        first, last = self.programme.period.period(Month(month.year, finished))
        return date.fromordinal(first.toordinal() + int((last - first).days * share))

    def _status(self, project: Project, month: int) -> str:
        statuses = self.programme.enumerations.statuses
        others = [name for name in statuses.names if name not in (*statuses.idle, *statuses.done)]
        going = (*statuses.open, *others, *statuses.names)[0]
        idle = (*statuses.idle, going)[0]

        def known(name: str) -> str:
            return name if name in statuses.names else going

        start = min(project.flows, default=None)
        if start is None:
            return (going, idle, known("暂缓"), known("退出"))[project.draft.number % 4]
        if start > month:
            return known("已成交未到账") if start - month == 1 else going if start - month <= 3 else idle
        if project.finished is not None and project.finished <= month:
            return (*statuses.done, going)[0]
        return known("部分盘活")

    def _rng(self, what: str) -> Random:
        return draw(self.seed, self.programme.id, self.unit.code, what)


def person(rng: Random) -> str:
    """Give an invented name."""
    return rng.choice(read_vocabulary().surnames) + rng.choice(read_vocabulary().given)


def phone(rng: Random) -> str:
    """Give a number that belongs to nobody."""
    return f"1380000{rng.randrange(10_000):04d}"
