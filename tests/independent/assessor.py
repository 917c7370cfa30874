"""Every figure of assessment.json and cases.json, straight from the truth records, in whole 分 and fractions.

Findings below 错误 are not all known by construction, so those that stand are counted from checks.json, which is held
against the truth by itself.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from annex_one import CODES, GROUP, GROUPS, METHODS, NAME, TARGET
from calculator import Calculator
from figures_match import rate_text, same_amount
from records import WAN, Standing

AMOUNTS = ("benefit", "treasury", "available")
POLICY_ORDER = ["municipal", "counties", "districts", "enterprises", "parks"]


class Assessor:
    """The annual assessment and the cases of one year's truth."""

    def __init__(self, truth: Calculator) -> None:
        self.truth = truth
        self._books: dict[tuple[int, int], dict[str, Any]] = {}

    def tally(self, code: str, month: int) -> dict[str, Any]:
        """How a unit reported, January to a month."""
        truth = self.truth
        begun = min((item.month for item in truth.year.returns), default=13)
        due = [number for number in range(1, month + 1) if number >= begun]
        sent = [number for number in range(1, month + 1) if truth.returned(code, number)]
        on_time = sum(truth.late(code, number) == 0 for number in due)
        # `spoil` is left on a return that was sent back and then replaced by its correction
        back = [
            number
            for number in sent
            if any(item.verdict == "sent_back" or item.spoil for item in truth.returned(code, number))
        ]
        return {
            "on_time": on_time,
            "due": len(due),
            "on_time_share": rate_text(Fraction(on_time, len(due)) if due else None),
            "sent": len(sent),
            "sent_back": len(back),
            "standing_back": sum(truth.state(code, number) == "sent_back" for number in sent),
            "cases": sum(entry["code"] == code for entry in self.cases(1, month)["cases"]),
        }

    def assessment(self, month: int, group: str) -> list[dict[str, Any]]:
        """A group's units by rank."""
        units = []
        for row in self.truth.board(group, month)["units"]:
            benefit, treasury = row["benefit_cumulative"], row["treasury_cumulative"]
            months = [self.truth.row(row["code"], number) for number in range(1, month + 1)]
            units.append(
                {
                    **{key: row[key] for key in ("code", "unit", "state", "days_late", "rank", "tied")},
                    **{key: row[key] for key in ("target", "benefit", *(f"{name}_cumulative" for name in AMOUNTS))},
                    "attainment": rate_text(row["attainment"]),
                    "gap": rate_text(row["gap"]),
                    "cash_share": rate_text(treasury / benefit if benefit > 0 else None),
                    "composite": None,
                    "points": {},
                    **self.tally(row["code"], month),
                    "case_titles": [e["titles"][0] for e in self.cases(1, month)["cases"] if e["code"] == row["code"]],
                    "months": [
                        {
                            "month": f"2024-{number:02}",
                            **{key: one[key] for key in ("state", "days_late", "benefit", "benefit_cumulative")},
                        }
                        for number, one in enumerate(months, start=1)
                    ],
                }
            )
        return units

    def cases(self, first: int, last: int) -> dict[str, Any]:
        """cases.json of a span."""
        if (first, last) not in self._books:
            self._books[first, last] = self._gather(first, last)
        return self._books[first, last]

    def _gather(self, first: int, last: int) -> dict[str, Any]:
        told: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for code in CODES:
            for month in range(first, last + 1):
                item = self.truth.accepted.get((code, month))
                for case in item.cases if item else ():
                    told.setdefault((code, case.project), []).append((month, case.title))
        entries = [self._entry(code, project, texts, first, last) for (code, project), texts in told.items()]
        entries.sort(key=lambda one: (POLICY_ORDER.index(one["group"]), list(METHODS).index(one["method"])))
        sums = {
            key: sum((one[key] for one in entries), Fraction(0))
            for key in ("benefit", *(f"{name}_cumulative" for name in AMOUNTS))
        }
        return {
            "first": f"2024-{first:02}",
            "month": f"2024-{last:02}",
            "cases": entries,
            "totals": {"cases": len(entries), "units": len({one["code"] for one in entries}), **sums},
        }

    def _entry(self, code: str, project: str, texts: list[tuple[int, str]], first: int, last: int) -> dict[str, Any]:
        latest = max(month for month, _ in texts)
        return {
            "code": code,
            "unit": NAME[code],
            "group": GROUP[code],
            "project": project,
            "month": f"2024-{latest:02}",
            "titles": [title for month, title in texts if month == latest],
            "earlier": [{"month": f"2024-{month:02}", "title": title} for month, title in texts if month < latest],
            **self._standing(code, project, last),
            **self._money(code, project, first, last),
        }

    def _standing(self, code: str, project: str, last: int) -> dict[str, Any]:
        found: Standing | None = None
        for month in range(1, last + 1):
            item = self.truth.accepted.get((code, month))
            for standing in item.standings if item else ():
                if standing.project.code == project:
                    found = standing
        assert found is not None
        one = found.project
        return {
            "name": one.name,
            "category": one.category,
            "subcategory": one.subcategory,
            "method": one.method,
            "method_detail": one.detail,
        }

    def _money(self, code: str, project: str, first: int, last: int) -> dict[str, Any]:
        span, whole, seen = 0, [0, 0, 0], False
        for month in range(1, last + 1):
            item = self.truth.accepted.get((code, month))
            for move in item.moves if item else ():
                if move.project != project:
                    continue
                if not seen:
                    whole[0] += move.before
                    if move.total_treasury is not None:
                        whole[1] += move.total_treasury - move.treasury - move.restated_treasury
                    if move.total_available is not None:
                        whole[2] += move.total_available - move.available - move.restated_available
                seen = True
                whole[0] += move.benefit + move.restated
                whole[1] += move.treasury + move.restated_treasury
                whole[2] += move.available + move.restated_available
                span += move.benefit if month >= first else 0
        assert seen, "every case of the made year is of a project that moved in that month"
        sums = {f"{name}_cumulative": Fraction(fen, WAN) for name, fen in zip(AMOUNTS, whole, strict=True)}
        return {"benefit": Fraction(span, WAN), **sums}


def standing_findings(checks: list[dict[str, Any]], code: str) -> dict[str, int]:
    """错误 and 核实 of a unit that no override accepts, over the months' checks.json."""
    mine = [
        finding["level"]
        for month in checks
        for finding in month["findings"]
        if finding["unit"] == NAME[code] and finding["override"] is None
    ]
    return {"errors": mine.count("错误"), "queries": mine.count("核实")}


def assessment_differences(
    found: dict[str, Any], assessor: Assessor, checks: list[dict[str, Any]], month: int
) -> list[str]:
    """Names every difference of assessment.json from the truth."""
    out: list[str] = []
    if [group["group"] for group in found["groups"]] != POLICY_ORDER:
        out.append(f"{month}: groups {[group['group'] for group in found['groups']]}")
    for group in found["groups"]:
        wanted = assessor.assessment(month, group["group"])
        if [unit["code"] for unit in group["units"]] != [unit["code"] for unit in wanted]:
            out.append(f"{month}/{group['group']}: order {[unit['unit'] for unit in group['units']]}")
        units = {unit["code"]: unit for unit in group["units"]}
        for want in wanted:
            complete = want | standing_findings(checks, want["code"])
            out += _differences(f"{month}/{want['unit']}", units[want["code"]], complete)
        sums = {key: sum(unit[key] for unit in wanted) for key in ("on_time", "due", "sent", "sent_back", "cases")}
        out += _differences(f"{month}/{group['group_name']}", {k: group["totals"][k] for k in sums}, sums)
        if group["group_name"] != GROUPS[group["group"]] or (group["weights"], group["rule"] is None) != (None, False):
            out.append(f"{month}/{group['group']}: name, rule or weights")
    return out


def case_differences(found: dict[str, Any], want: dict[str, Any]) -> list[str]:
    """Names every difference of cases.json from the truth."""
    where = f"{want['first']}..{want['month']}"
    out = _differences(where, {key: found[key] for key in ("first", "month")}, {k: want[k] for k in ("first", "month")})
    out += _differences(f"{where}/totals", found["totals"], want["totals"])
    titles, wanted = ([one["titles"] for one in book["cases"]] for book in (found, want))
    if titles != wanted:
        return [*out, f"{where}: cases {titles}, expected {wanted}"]
    for mine, one in zip(found["cases"], want["cases"], strict=True):
        out += _differences(f"{where}/{one['titles'][0]}", mine, one)
    return out


def _differences(where: str, found: dict[str, Any], want: dict[str, Any]) -> list[str]:
    out = [f"{where}: keys {sorted(set(found) ^ set(want))}"] if set(found) != set(want) else []
    for key, value in want.items():
        mine = found.get(key, "absent")
        if isinstance(value, Fraction) or key in ("benefit", "target"):
            same = same_amount(mine, value)
        elif key == "months":
            same = len(mine) == len(value) and not [
                text
                for one, other in zip(mine, value, strict=True)
                for text in _differences(f"{where}/{other['month']}", one, other)
            ]
        else:
            same = mine == value
        if not same:
            out.append(f"{where}.{key}: found {mine!r}, expected {value!r}")
    return out


def board_repeats(assessment: dict[str, Any], board: dict[str, Any]) -> list[str]:
    """Where assessment.json and leaderboard.json of one month and group say different things."""
    group = next(group for group in assessment["groups"] if group["group"] == board["group"])
    out: list[str] = []
    if group["rule"] != board["rule"]:
        out.append(f"{board['month']}/{board['group']}: rule {group['rule']}, board {board['rule']}")
    if [unit["code"] for unit in group["units"]] != [unit["code"] for unit in board["units"]]:
        out.append(f"{board['month']}/{board['group']}: another order than the board's")
    rows = {unit["code"]: unit for unit in board["units"]}
    shared = set(rows[group["units"][0]["code"]]) & set(group["units"][0]) - {"cases"}
    assert len(shared) == 13, sorted(shared)
    pairs = [(unit["unit"], unit, rows[unit["code"]], shared) for unit in group["units"]]
    pairs.append(("合计", group["totals"], board["totals"], set(board["totals"]) & set(group["totals"])))
    for name, mine, theirs, keys in pairs:
        out += [
            f"{board['month']}/{name}.{key}: {mine[key]!r}, board {theirs[key]!r}"
            for key in sorted(keys)
            if mine[key] != theirs[key]
        ]
    assert all(TARGET[unit["code"]] is None for unit in group["units"] if unit["target"] is None)
    return out
