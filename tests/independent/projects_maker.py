"""The projects of a unit: plain records, deterministic by the given Random."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from annex_one import FIELDS, GROUP, LEAD, METHODS, NAME, SUBCATEGORIES, TARGET
from records import WAN, Project, period

HOME_FIELD = {lead: field for field, lead in reversed(LEAD.items())}
HOME_FIELD |= {"4304E1": "企业国有资产领域", "4304E2": "企业国有资产领域", "4304P2": "园区和能源资源领域"}
MEASURE_OF = {
    "矿产": ["吨", "立方米"],
    "林业": ["亩", "公顷"],
    "水利": ["立方米", "公里"],
    "能源": ["兆瓦", "万千瓦时"],
    "土地": ["亩", "宗"],
    "数据": ["条"],
    "文旅": ["处"],
    "实物": ["平方米", "台", "套", "辆", "间"],
    "特许经营权": ["项"],
}
METHOD_OF = {"资金": ["统筹"], "资源": ["用", "售", "租"], "资产": ["售", "租", "融"]}


def scale_of(unit: str) -> int:
    """A usual project's money for the whole year in 分: every unit stays well below half its target in a month."""
    target = TARGET[unit]
    return int((target if target is not None else 60_000) * WAN) // 6


def field_of(rng: Random, unit: str, number: int) -> str | None:
    if GROUP[unit] == "counties" or GROUP[unit] == "districts" or unit == "4304P1":
        return rng.choice([None, rng.choice(FIELDS)])
    if number == 1:
        return HOME_FIELD[unit]
    if unit == "4304B2" and number == 2:
        return "特许经营权领域"
    if unit == "4304B8" and number == 3:
        return "党政机关和参公单位国有资产领域"
    if unit == "4304B4":
        return rng.choice(["园区和能源资源领域", "特许经营权领域"])
    if unit == "4304E1" and number in {3, 4}:
        return "特许经营权领域"
    if unit == "4304E2" and number == 3:
        return "数据资源领域"
    if unit == "4304P2" and number == 3:
        return "自然资源领域"
    return HOME_FIELD[unit]


def project(rng: Random, unit: str, number: int, *, starts: int) -> Project:
    category = rng.choice(["资源", "资源", "资产", "资产", "资金"])
    prefix, subcategories = SUBCATEGORIES[category]
    subcategory = rng.choice(subcategories)
    method = rng.choice(METHOD_OF[category])
    detail = rng.choice(METHODS[method])
    made = 2023 if number == 1 and rng.random() < 0.3 else 2024
    code = f"{unit}-{prefix}{subcategories.index(subcategory) + 1:02}-{made}-{number:04}"
    measures = MEASURE_OF.get(subcategory)
    quantity = measure = None
    if measures and rng.random() < 0.85:
        measure = rng.choice(measures)
        quantity = Decimal(rng.randrange(1, 400_000)) / rng.choice([1, 10, 100, 1000])
    size = scale_of(unit)
    physical = subcategory == "实物"
    appraised = rng.randrange(size // 4, size) if physical or rng.random() < 0.5 else None
    book_value = rng.randrange(size // 4, size) if rng.random() < 0.6 else None
    done = rng.choice([8, 10, 12, 99])
    traded = method in {"售", "租"}
    plan = date(2024, 12, 31) - timedelta(rng.randrange(90))
    if rng.random() < 0.2:
        plan = date(2024, rng.randrange(7, 13), 1)
    counterparty = rng.choice(["民企", "央省企", "银行", "其他"]) if rng.random() < 0.6 else None
    if method == "售":
        # a sale is valued above all that it may bring (V23, V33), and whoever buys land is named (V24)
        appraised, counterparty = 4 * size, counterparty or "民企"
    return Project(
        code=code,
        unit=unit,
        name=f"{NAME[unit]}第{number}号{subcategory}{detail}项目",
        category=category,
        subcategory=subcategory,
        method=method,
        detail=detail,
        field=field_of(rng, unit, number),
        holder=f"{NAME[unit]}下属第{number % 3 + 1}单位",
        certificate=f"湘({made})证第{unit}{number:05}号",
        book_value=book_value,
        appraised=appraised,
        quantity=quantity,
        measure=measure,
        expected=size,
        plan=plan,
        starts=starts,
        done=max(done, starts + 1),
        idle=number == 6,
        counterparty=counterparty,
        platform="湘交易平台" + code if traded else None,
    )


def projects_of(rng: Random, unit: str) -> list[Project]:
    """Six projects: three from January, two that begin later, one that lies idle."""
    starts = [1, 1, 1, rng.randrange(2, 6), rng.randrange(4, 10), 1]
    return [project(rng, unit, number, starts=start) for number, start in enumerate(starts, 1)]


def done_on(rng_seed: int, item: Project) -> date:
    """A day in the period in which the project is done: the same one in every later return."""
    start, end = period(item.done)
    return start + timedelta(rng_seed % ((end - start).days + 1))
