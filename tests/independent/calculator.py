"""Every figure of leaderboard.json and overview.json, straight from the truth records, in whole 分 and fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from annex_one import (
    CITY_LEVEL,
    CITY_LEVEL_TARGET,
    CITY_TARGET,
    CODES,
    FIELD_TARGET,
    FIELDS,
    GROUP,
    GROUPS,
    LEAD,
    NAME,
    OWN_ROW,
    ROWS,
    TARGET,
    counts_at_city_level,
)
from records import WAN, Return, Year, days_late, period

SOCIAL_LIMIT = 3


@dataclass(frozen=True)
class Effect:
    """What one accepted row adds: to its month, and to the year."""

    unit: str
    field: str | None
    month: int
    project: int
    quantity: Fraction | None
    measure: str | None
    social: str | None
    benefit: int
    treasury: int
    available: int
    year_benefit: int
    year_treasury: int
    year_available: int
    amounts: bool
    code: str
    kinds: tuple[int | None, int | None, int | None, int | None]
    category: str
    subcategory: str
    method: str


class Calculator:
    """The figures of one year's truth."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.accepted = {(item.unit, item.month): item for item in year.returns if item.verdict == "accepted"}
        self.effects = list(self._effects())
        self.boards: dict[tuple[str, int], dict[str, Any]] = {}

    def _effects(self) -> Iterable[Effect]:
        seen: set[str] = set()
        counted: set[str] = set()
        for month in range(1, 13):
            for code in CODES:
                item = self.accepted.get((code, month))
                if item is None:
                    continue
                field = {standing.project.code: standing.field for standing in item.standings}
                known = {standing.project.code: standing.project for standing in item.standings}
                for move in item.moves:
                    opening = (0, 0, 0)
                    if move.project not in seen:
                        opening = (
                            move.before,
                            0
                            if move.total_treasury is None
                            else move.total_treasury - move.treasury - move.restated_treasury,
                            0
                            if move.total_available is None
                            else move.total_available - move.available - move.restated_available,
                        )
                        seen.add(move.project)
                    first_new = move.new and move.project not in counted
                    if first_new:
                        counted.add(move.project)
                    year = (
                        move.benefit + move.restated + opening[0],
                        move.treasury + move.restated_treasury + opening[1],
                        move.available + move.restated_available + opening[2],
                    )
                    month_amounts = (move.benefit, move.treasury, move.available)
                    yield Effect(
                        code,
                        field[move.project],
                        month,
                        int(first_new),
                        None if move.quantity is None else Fraction(move.quantity),
                        move.measure,
                        move.social,
                        *month_amounts,
                        *year,
                        any(month_amounts) or any(year),
                        move.project,
                        move.kinds,
                        known[move.project].category,
                        known[move.project].subcategory,
                        known[move.project].method,
                    )

    def returned(self, code: str, month: int) -> list[Return]:
        return [item for item in self.year.returns if item.unit == code and item.month == month]

    def state(self, code: str, month: int) -> str:
        if (code, month) in self.accepted:
            return "accepted"
        return "sent_back" if self.returned(code, month) else "not_reported"

    def late(self, code: str, month: int) -> int | None:
        sent = [item.sent for item in self.returned(code, month)]
        return days_late(min(sent), month) if sent else None

    def _amounts(self, month: int, mine: Callable[[Effect], bool], *, any_accepted: bool) -> dict[str, Any]:
        now = [effect for effect in self.effects if effect.month == month and mine(effect)]
        so_far = [effect for effect in self.effects if effect.month <= month and mine(effect)]
        out: dict[str, Any] = {"projects": sum(effect.project for effect in now) if any_accepted else None}
        for key in ("benefit", "treasury", "available"):
            out[key] = Fraction(sum(getattr(effect, key) for effect in now), WAN) if any_accepted else None
        for key in ("benefit", "treasury", "available"):
            out[f"{key}_cumulative"] = Fraction(sum(getattr(effect, f"year_{key}") for effect in so_far), WAN)
        return out

    def _rates(self, out: dict[str, Any], month: int, target: Fraction | None, over: Fraction | None = None) -> None:
        out["target"] = target
        if target is None:
            out["attainment"] = out["gap"] = None
        else:
            out["attainment"] = (out["benefit_cumulative"] if over is None else over) / target
            out["gap"] = out["attainment"] - Fraction(month, 12)

    def _texts(self, month: int, mine: Callable[[Effect], bool], cases: list[str]) -> dict[str, Any]:
        now = [effect for effect in self.effects if effect.month == month and mine(effect)]
        quantities: dict[str, Fraction] = {}
        for effect in now:
            if effect.measure is not None and effect.quantity is not None:
                quantities[effect.measure] = quantities.get(effect.measure, Fraction(0)) + effect.quantity
        texts = sorted((effect for effect in now if effect.social), key=lambda effect: -effect.benefit)
        return {
            "quantities": quantities,
            "social_benefit": [effect.social for effect in texts][:SOCIAL_LIMIT],
            "cases": cases,
        }

    def _cases(self, month: int, mine: Callable[[str, str | None], bool]) -> list[str]:
        titles = []
        for code in CODES:
            item = self.accepted.get((code, month))
            if item is not None:
                field = {standing.project.code: standing.field for standing in item.standings}
                titles += [case.title for case in item.cases if mine(code, field[case.project])]
        return titles

    def _part(self, code: str, month: int, fields: set[str] | None) -> dict[str, Any]:
        """One unit's own part: of everything, or of some fields."""

        def mine(effect: Effect) -> bool:
            return effect.unit == code and (fields is None or effect.field in fields)

        out = {"code": code, "unit": NAME[code], "state": self.state(code, month), "days_late": self.late(code, month)}
        out |= self._amounts(month, mine, any_accepted=out["state"] == "accepted")
        cases = self._cases(month, lambda unit, field: unit == code and (fields is None or field in fields))
        return out | self._texts(month, mine, cases)

    def _helpers(self, lead: str, month: int, fields: set[str]) -> list[str]:
        """Units other than the lead with any amount in the year in these fields."""
        return [
            code
            for code in CODES
            if code != lead
            and counts_at_city_level(code)
            and any(
                effect.unit == code and effect.field in fields and effect.month <= month and effect.amounts
                for effect in self.effects
            )
        ]

    def row(self, code: str, month: int) -> dict[str, Any]:
        """A unit's row on its board."""
        if GROUP[code] != "municipal":
            out = self._part(code, month, None)
            self._rates(out, month, TARGET[code])
            return out | {"of_which": []}
        fields = {field for field in FIELDS if LEAD[field] == code}
        helpers = self._helpers(code, month, fields)

        def mine(effect: Effect) -> bool:
            return effect.field in fields and counts_at_city_level(effect.unit)

        any_accepted = any(self.state(unit, month) == "accepted" for unit in [code, *helpers])
        out = {"code": code, "unit": NAME[code], "state": self.state(code, month), "days_late": self.late(code, month)}
        out |= self._amounts(month, mine, any_accepted=any_accepted)
        cases = self._cases(month, lambda unit, field: counts_at_city_level(unit) and field in fields)
        out |= self._texts(month, mine, cases)
        self._rates(out, month, TARGET[code])
        out["of_which"] = [self._part(helper, month, fields) | {"target": None} for helper in helpers]
        return out

    def heard(self, code: str, month: int) -> bool:
        """Whether anything of the row was accepted in the year so far; otherwise it is not ranked."""
        fields = {field for field in FIELDS if LEAD[field] == code} if GROUP[code] == "municipal" else set()
        units = [code, *(self._helpers(code, month, fields) if fields else [])]
        return any(self.state(unit, number) == "accepted" for unit in units for number in range(1, month + 1))

    def board(self, group: str, month: int) -> dict[str, Any]:
        """leaderboard.json of a group and month; amounts as fractions of 万元."""
        if (group, month) not in self.boards:
            self.boards[group, month] = self._board(group, month)
        return self.boards[group, month]

    def _board(self, group: str, month: int) -> dict[str, Any]:
        codes = [code for code in CODES if GROUP[code] == group]
        metric = "attainment" if all(TARGET[code] is not None for code in codes) else "benefit_cumulative"
        rows = [self.row(code, month) for code in codes]
        heard = {code for code in codes if self.heard(code, month)}
        rows.sort(key=lambda row: (row["code"] not in heard, -row[metric]))
        ranked = [row for row in rows if row["code"] in heard]
        for row in rows:
            among = ranked if row["code"] in heard else []
            row["rank"] = 1 + sum(other[metric] > row[metric] for other in among) if among else None
            row["tied"] = sum(other[metric] == row[metric] for other in among) > 1
            row["previous_rank"] = row["rank_change"] = None
        start, end = period(month)
        return {
            "programme": "hengyang-2024",
            "month": f"2024-{month:02}",
            "group": group,
            "group_name": GROUPS[group],
            "period": [start.isoformat(), end.isoformat()],
            "time_progress": Fraction(month, 12),
            "rule": {"metric": metric, "tie_breakers": []},
            "units": rows,
            "totals": self.group_totals(group, month),
        }

    def group_totals(self, group: str, month: int) -> dict[str, Any]:
        codes = [code for code in CODES if GROUP[code] == group]
        if group == "municipal":
            members = [code for code in CODES if counts_at_city_level(code)]
            accepted = any(self.row(code, month)["benefit"] is not None for code in codes)
        else:
            members = codes
            accepted = any((code, month) in self.accepted for code in codes)
        out = self._amounts(month, lambda effect: effect.unit in members, any_accepted=accepted)
        aimed = [self.row(code, month) for code in codes if TARGET[code] is not None]
        target = sum((TARGET[row["code"]] for row in aimed), Fraction(0)) if aimed else None
        over = sum((row["benefit_cumulative"] for row in aimed), Fraction(0))
        self._rates(out, month, target, over)
        return out

    def overview(self, month: int) -> dict[str, Any]:
        """overview.json; every project once."""
        city_level = [code for code in CODES if counts_at_city_level(code)]
        rows = []
        for name in ROWS:
            members = city_level if name == CITY_LEVEL else [name]
            row = self._amounts(
                month,
                lambda effect, members=members: effect.unit in members,
                any_accepted=any((code, month) in self.accepted for code in members),
            )
            self._rates(row, month, CITY_LEVEL_TARGET if name == CITY_LEVEL else TARGET[name])
            row["name"] = name if name == CITY_LEVEL else NAME[name]
            if name == CITY_LEVEL:
                row["fields"] = [self._field(field, month) for field in FIELDS]
            rows.append(row)
        city = self._amounts(
            month, lambda effect: True, any_accepted=any((code, month) in self.accepted for code in CODES)
        )
        self._rates(city, month, CITY_TARGET)
        assert set(city_level) | OWN_ROW == set(CODES)
        return {"rows": rows, "groups": {group: self.group_totals(group, month) for group in GROUPS}, "city": city}

    def _field(self, field: str, month: int) -> dict[str, Any]:
        units = [LEAD[field], *self._helpers(LEAD[field], month, {field})]
        out = self._amounts(
            month,
            lambda effect: effect.field == field and counts_at_city_level(effect.unit),
            any_accepted=any((code, month) in self.accepted for code in units),
        )
        self._rates(out, month, FIELD_TARGET[field])
        return out | {"name": field}
