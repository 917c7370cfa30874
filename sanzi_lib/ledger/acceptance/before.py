"""The year before as the checks of a year take it: made of its accepted record, handed to units and rules.

See docs/核验规则.md V36, V37. Amounts are 分.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sanzi_lib.ledger.book import Book
from sanzi_lib.ledger.check.assets import read_certificate_text
from sanzi_lib.ledger.check.index import Injection
from sanzi_lib.ledger.model import Accepted, MonthChecks
from sanzi_lib.ledger.year_before import FormerRisk, LastInjection, LeftOpen, YearBefore
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, normalise_name


def build_year_before(accepted: Accepted, former: Programme, programme: Programme) -> YearBefore:
    """Build what a year's checks take from the accepted record of the whole year before.

    Units are known by name, as for the blank returns of January; one that this year's programme does not have counts
    for V37 alone.

    Args:
        accepted: January to December of the year before.
        former: The programme of that year.
        programme: The programme of this year; says how far back V37 looks.
    """
    return YearBefore(_list_left_open(accepted, former, programme), _list_injections(accepted, former, programme))


def _list_left_open(accepted: Accepted, former: Programme, programme: Programme) -> tuple[LeftOpen, ...]:
    money, risks = _sum_up(accepted), list_risks(accepted.months)
    counting = accepted.returns[accepted.returns["state"] == "accepted"]
    last = counting.groupby("unit")["month"].max().to_dict()
    rows = accepted.projects
    statuses = former.enumerations.statuses
    over = (*statuses.done, *statuses.ended)
    names = (rows[name].tolist() for name in ("unit", "month", "project", "name", "status"))
    found: dict[tuple[str, str], LeftOpen] = {}
    for unit, month, project, name, status in zip(*names, strict=True):
        kept = programme.find_unit(former.unit_by_code[unit].name)
        if project and month == last.get(unit) and status not in over and kept is not None:
            benefit, treasury = money.get((unit, project), (0, 0))
            found.setdefault((kept.code, project), LeftOpen(
                kept.name, project, name, benefit, treasury,
                tuple(risks.get((former.unit_by_code[unit].name, project), {}).values()),
            ))  # fmt: skip
    return tuple(found[key] for key in sorted(found, key=lambda key: (programme.register_order[key[0]], key[1])))


def list_risks(months: Iterable[MonthChecks]) -> dict[tuple[str, str], dict[str, FormerRisk]]:
    """List the 风险 of a year's projects, by name of the unit and 项目编号; each rule as it was found last."""
    found: dict[tuple[str, str], dict[str, FormerRisk]] = {}
    for checks in months:
        for finding in checks.findings:
            if finding.level == "风险" and finding.project:
                risk = FormerRisk(checks.month, finding.rule, finding.message, finding.override is not None)
                found.setdefault((finding.unit or "", finding.project), {})[finding.rule] = risk
    return found


def _sum_up(accepted: Accepted) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Cumulative 经济效益 and 入库收益 by unit and project."""
    rows, money = accepted.movements, dict[tuple[str, str], tuple[int, int]]()
    parts = [f"{how}{figure}" for figure in ("benefit", "treasury") for how in ("", "restated_", "opening_")]
    columns = (rows[name].tolist() for name in ("unit", "project", *parts))
    for unit, project, *amounts in zip(*columns, strict=True):
        benefit, treasury = money.get((unit, project), (0, 0))
        money[unit, project] = (benefit + sum(amounts[:3]), treasury + sum(amounts[3:]))
    return money


def _list_injections(accepted: Accepted, former: Programme, programme: Programme) -> tuple[LastInjection, ...]:
    projects, rows = accepted.projects, accepted.movements
    keys = [projects[name].tolist() for name in ("unit", "month", "project")]
    texts = zip(projects["name"].tolist(), projects["certificate"].tolist(), strict=True)
    listed = dict(zip(zip(*keys, strict=True), texts, strict=True))
    year, first = accepted.through.year, 13 - programme.thresholds.pair_months
    recent = rows[(rows["month"] >= first) & (rows["injection"].fillna(0) > 0)]
    columns = (recent[name].tolist() for name in ("unit", "month", "project", "injection"))
    found = []
    for unit, month, project, amount in zip(*columns, strict=True):
        name, certificate = listed.get((unit, month, project), ("", ""))
        kept = former.unit_by_code[unit].name
        found.append(LastInjection(kept, Month(year, int(month)), name, certificate, int(amount)))
    return tuple(found)


def open_books(programme: Programme, before: YearBefore | None) -> dict[str, Book]:
    """Open the units' books of a year, each with what was open at the end of the year before."""
    books = {unit.code: Book() for unit in programme.units}
    for one in () if before is None else before.left_open:
        unit = programme.find_unit(one.unit)
        if unit is not None:
            books[unit.code].left_open[one.project] = one
    return books


def list_last_injections(programme: Programme, before: YearBefore | None) -> list[Injection]:
    """List 资产注入 of the year before as V37 compares them."""
    found = []
    for one in () if before is None else before.injections:
        unit = programme.find_unit(one.unit)
        code, name = (one.unit, one.unit) if unit is None else (unit.code, unit.name)
        certificates = read_certificate_text(programme, one.certificate)
        found.append(Injection(code, one.month, normalise_name(one.name), certificates, one.amount, name))
    return found
