"""What boards and overview say besides the keys of the boards, straight from the truth: kinds, parts, places, projects,
pace."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from annex_one import (
    CITY_LEVEL,
    CITY_TARGET,
    CODES,
    FIELDS,
    GROUP,
    LEAD,
    METHODS,
    ROWS,
    SUBCATEGORIES,
    counts_at_city_level,
)
from calculator import Calculator, Effect
from figures_match import rate_text
from records import WAN

KINDS = ("现金收入", "融资到位", "资产注入", "节约支出")
UNCLASSIFIED = "未分类"
ATTENTION = Fraction(1, 10)


class Growth:
    """Further figures of one year's truth."""

    def __init__(self, truth: Calculator) -> None:
        self.truth = truth

    def mine(self, code: str) -> Callable[[Effect], bool]:
        """What stands in a unit's row on its board."""
        if GROUP[code] != "municipal":
            return lambda effect: effect.unit == code
        fields = {field for field in FIELDS if LEAD[field] == code}
        return lambda effect: effect.field in fields and counts_at_city_level(effect.unit)

    def kinds(self, month: int, mine: Callable[[Effect], bool] = lambda effect: True) -> dict[str, Fraction]:
        """Cumulative benefit by kind: what the months' rows name, and the rest."""
        rows = [effect for effect in self.truth.effects if effect.month <= month and mine(effect)]
        named = [sum(effect.kinds[place] or 0 for effect in rows) for place in range(len(KINDS))]
        rest = sum(effect.year_benefit for effect in rows) - sum(named)
        return {name: Fraction(fen, WAN) for name, fen in zip((*KINDS, UNCLASSIFIED), (*named, rest), strict=True)}

    def unit_kinds(self, month: int, code: str) -> dict[str, Fraction]:
        return self.kinds(month, self.mine(code))

    def portion(self, month: int, mine: Callable[[Effect], bool], *, known: bool) -> dict[str, Any]:
        rows = [effect for effect in self.truth.effects if effect.month <= month and mine(effect)]
        now = [effect for effect in rows if effect.month == month]
        return {
            "projects": sum(effect.project for effect in rows),
            "benefit": Fraction(sum(effect.benefit for effect in now), WAN) if known else None,
            "benefit_cumulative": Fraction(sum(effect.year_benefit for effect in rows), WAN),
            "treasury_cumulative": Fraction(sum(effect.year_treasury for effect in rows), WAN),
            "available_cumulative": Fraction(sum(effect.year_available for effect in rows), WAN),
        }

    def categories(self, month: int) -> dict[tuple[str, ...], dict[str, Any]]:
        known = any((code, month) in self.truth.accepted for code in CODES)
        return {
            (major, minor): self.portion(
                month,
                lambda effect, major=major, minor=minor: (effect.category, effect.subcategory) == (major, minor),
                known=known,
            )
            for major, (_, minors) in SUBCATEGORIES.items()
            for minor in minors
        }

    def methods(self, month: int) -> dict[tuple[str, ...], dict[str, Any]]:
        known = any((code, month) in self.truth.accepted for code in CODES)
        return {
            (name,): self.portion(month, lambda effect, name=name: effect.method == name, known=known)
            for name in METHODS
        }

    def ranks(self, month: int, group: str) -> dict[str, list[int]]:
        """Places of a group's units at the end of January to the month."""
        boards = [self.truth.board(group, number)["units"] for number in range(1, month + 1)]
        return {
            code: [next(row["rank"] for row in board if row["code"] == code) for board in boards]
            for code in CODES
            if GROUP[code] == group
        }

    def outlook(self, month: int, members: Iterable[str], target: Fraction) -> dict[str, Any]:
        """Needed and present pace of what these units returned, and where the year ends."""
        units = set(members)
        rows = [effect for effect in self.truth.effects if effect.unit in units and effect.month <= month]
        done = Fraction(sum(effect.year_benefit for effect in rows), WAN)
        left = 12 - month
        span = 3 if month >= 4 else 1
        recent = Fraction(sum(effect.benefit for effect in rows if effect.month > month - span), WAN) / span
        ends = None
        heard = any((code, number) in self.truth.accepted for code in units for number in range(1, month + 1))
        if 2 <= month <= 11 and heard:
            ends = sorted(done + left * pace for pace in (done / month, recent))
        return {
            "needed_pace": None if not left else max(Fraction(0), target - done) / left,
            "mean_pace": done / month,
            "recent_pace": None if month == 1 else recent,
            "recent_months": span,
            "year_end": ends,
            "year_end_attainment": None if ends is None else [end / target for end in ends],
        }

    def outlooks(self, month: int) -> list[dict[str, Any]]:
        """The city's, then each row's of annex 1 table 1."""
        found = [self.outlook(month, CODES, CITY_TARGET)]
        for row in self.truth.overview(month)["rows"]:
            code = ROWS[len(found) - 1]
            units = [item for item in CODES if counts_at_city_level(item)] if code == CITY_LEVEL else [code]
            found.append(self.outlook(month, units, row["target"]))
        return found

    def attention(self, month: int) -> dict[str, list[str]]:
        """Reasons by unit."""
        found = {}
        for code in CODES:
            row = self.truth.row(code, month)
            reasons = {
                "lagging": self.truth.heard(code, month) and row["gap"] is not None and row["gap"] < -ATTENTION,
                "not_reported": row["state"] == "not_reported",
                "sent_back": row["state"] == "sent_back",
            }
            if any(reasons.values()):
                found[code] = [reason for reason, holds in reasons.items() if holds]
        return found


def amount(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def growth_differences(found: dict[str, Any], want: Growth, month: int) -> list[str]:
    """overview.json's further keys against the truth."""
    out: list[str] = []

    def compare(what: str, one: object, other: object) -> None:
        if one != other:
            out.append(f"{month}/{what}: found {one!r}, expected {other!r}")

    compare("kinds", {item["name"]: amount(item["benefit_cumulative"]) for item in found["kinds"]}, want.kinds(month))
    for key, names, expected in (
        ("categories", ("category", "subcategory"), want.categories(month)),
        ("methods", ("name",), want.methods(month)),
    ):
        parts = {
            tuple(item[name] for name in names): {
                figure: item[figure] if figure == "projects" else amount(item[figure])
                for figure in next(iter(expected.values()))
            }
            for item in found[key]
        }
        compare(key, parts, expected)
        compare(f"{key} order", list(parts), list(expected))
    outlooks = [found["outlook"], *found["outlook"]["rows"]]
    for one, other in zip(outlooks, want.outlooks(month), strict=True):
        for figure in ("needed_pace", "mean_pace", "recent_pace"):
            compare(figure, one[figure], rate_text(other[figure]))
        compare("recent_months", one["recent_months"], other["recent_months"])
        for figure in ("year_end", "year_end_attainment"):
            compare(figure, one[figure], None if other[figure] is None else [rate_text(end) for end in other[figure]])
    compare("attention", {item["code"]: item["reasons"] for item in found["attention"]}, want.attention(month))
    compare("units", len(found["units"]), len(CODES))
    for unit in found["units"]:
        row = next(item for item in want.truth.board(unit["group"], month)["units"] if item["code"] == unit["code"])
        compare(
            f"{unit['unit']} rank",
            (unit["rank"], unit["tied"], unit["state"]),
            (row["rank"], row["tied"], row["state"]),
        )
        compare(f"{unit['unit']} benefit", amount(unit["benefit_cumulative"]), row["benefit_cumulative"])
    return out


def board_growth_differences(
    ranks: dict[str, list[int]],
    kinds: dict[str, dict[str, str]],
    projects: dict[str, list[dict[str, Any]]],
    want: Growth,
    month: int,
    group: str,
) -> list[str]:
    """Places, kinds and projects of a board against the truth."""
    out: list[str] = []
    if ranks != want.ranks(month, group):
        out.append(f"{month}/{group} ranks: found {ranks}, expected {want.ranks(month, group)}")
    for code, parts in kinds.items():
        expected = want.unit_kinds(month, code)
        if {name: Fraction(text) for name, text in parts.items()} != expected:
            out.append(f"{month}/{code} kinds: found {parts}, expected {expected}")
    for code, listed in projects.items():
        mine = want.mine(code)
        rows = [effect for effect in want.truth.effects if effect.month == month and mine(effect)]
        expected_rows = sorted(
            (effect.unit, bool(effect.project), effect.benefit, effect.treasury, effect.available, effect.method)
            for effect in rows
        )
        found_rows = sorted(
            (item["unit"], item["newly"], item["benefit"], item["treasury"], item["available"], item["method"])
            for item in listed
        )
        if found_rows != expected_rows:
            out.append(f"{month}/{code} projects: found {found_rows}, expected {expected_rows}")
    return out
