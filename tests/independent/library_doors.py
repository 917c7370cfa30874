"""The doors of the library that the tests use instead of notebooks, and the command line as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PARAMS = ROOT / "params"
TABULATED = date(2024, 12, 31)


class Doors:
    """One reading of a ledgers folder."""

    def __init__(self, ledgers: Path, through: int, *, readings: Path | None = None) -> None:
        from sanzi_lib.ledger.accept import read_year
        from sanzi_lib.months import Month
        from sanzi_lib.params.load import find_programme

        self.programme = find_programme(PARAMS, year=2024)
        self.through = Month(2024, through)
        self.accepted = read_year(self.programme, ledgers, self.through, jobs=2, readings=readings)

    def checks(self, month: int) -> dict[str, Any]:
        from sanzi_lib.ledger.checks_file import build_checks

        item = next(item for item in self.accepted.months if item.month.month == month)
        return json.loads(build_checks(item))

    def board(self, month: int, group: str) -> dict[str, Any]:
        from sanzi_lib.measures.board import compute_board
        from sanzi_lib.measures.facts import build_facts
        from sanzi_lib.months import Month
        from sanzi_lib.reports.elements.board_json import build_leaderboard_figures

        taken = self.accepted
        board = compute_board(build_facts(taken, self.programme, Month(2024, month)), group)
        return json.loads(build_leaderboard_figures(board, TABULATED).text)

    def overview(self, month: int) -> dict[str, Any]:
        from sanzi_lib.measures.facts import build_facts
        from sanzi_lib.measures.overview import compute_city
        from sanzi_lib.months import Month
        from sanzi_lib.reports.overview.json import build_city_figures

        taken = self.accepted
        made = compute_city(build_facts(taken, self.programme, Month(2024, month)))
        return json.loads(build_city_figures(made, self.programme, TABULATED).text)

    def ranks(self, month: int, group: str) -> dict[str, list[int | None]]:
        from sanzi_lib.measures.board import compute_rank_history
        from sanzi_lib.measures.facts import build_facts
        from sanzi_lib.months import Month

        taken = self.accepted
        facts = build_facts(taken, self.programme, Month(2024, month))
        return {
            item.unit: [None if place is None else place.rank for place in item.places]
            for item in compute_rank_history(facts, group)
        }

    def kinds(self, month: int, group: str) -> dict[str, dict[str, str]]:
        from sanzi_lib.measures.facts import build_facts
        from sanzi_lib.measures.portions import compute_group_kinds
        from sanzi_lib.money import to_wan
        from sanzi_lib.months import Month

        kinds = compute_group_kinds(build_facts(self.accepted, self.programme, Month(2024, month)), group)
        return {unit.unit: {name: str(to_wan(fen)) for name, fen in unit.parts} for unit in kinds.units}

    def projects(self, month: int, group: str) -> dict[str, list[dict[str, Any]]]:
        from sanzi_lib.measures.facts import build_facts
        from sanzi_lib.measures.month_projects import compute_month_projects
        from sanzi_lib.months import Month

        listed = compute_month_projects(build_facts(self.accepted, self.programme, Month(2024, month)), group)
        return {unit: [_flat(project) for project in projects] for unit, projects in listed.items()}

    def cases(self, first: int, last: int) -> dict[str, Any]:
        from sanzi_lib.measures.casebook import compute_casebook
        from sanzi_lib.measures.facts import build_facts
        from sanzi_lib.months import Month
        from sanzi_lib.reports.cases import build_cases_figures

        taken = self.accepted
        book = compute_casebook(build_facts(taken, self.programme, Month(2024, last)), Month(2024, first))
        return json.loads(build_cases_figures(book, self.programme, TABULATED).text)

    def assessment(self, month: int) -> dict[str, Any]:
        from sanzi_lib.ledger.check_counts import count_checks
        from sanzi_lib.measures.assessment import compute_assessment
        from sanzi_lib.measures.facts import build_facts
        from sanzi_lib.months import Month
        from sanzi_lib.reports.assessment import build_assessment_figures

        taken, last = self.accepted, Month(2024, month)
        facts = build_facts(taken, self.programme, last)
        made = compute_assessment(facts, count_checks(self.programme, taken.months))
        return json.loads(build_assessment_figures(made, TABULATED).text)

    def funds(self, month: int) -> dict[str, Any]:
        from sanzi_lib.measures.facts import build_facts
        from sanzi_lib.measures.funds import compute_funds
        from sanzi_lib.months import Month
        from sanzi_lib.reports.funds import build_funds_figures

        taken = self.accepted
        made = compute_funds(build_facts(taken, self.programme, Month(2024, month)))
        return json.loads(build_funds_figures(made, self.programme, TABULATED).text)


def _flat(project: Any) -> dict[str, Any]:
    """A project's values by name, its amounts one by one."""
    values = vars(project)
    own = vars(values["proceeds"]) | {f"restated_{name}": fen for name, fen in vars(values["restated"]).items()}
    return {name: value for name, value in values.items() if name not in ("proceeds", "restated")} | own


def sanzi(*words: str, ledgers: Path, output: Path) -> subprocess.CompletedProcess[str]:
    """`python -m sanzi_lib …` in a folder that is not the project's."""
    command = [sys.executable, "-m", "sanzi_lib", *words]
    command += ["--params", str(PARAMS), "--ledgers", str(ledgers), "--output", str(output)]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        command,
        cwd=output.parent,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )


def find_json(folder: Path, name: str, **keys: str) -> dict[str, Any]:
    """The one figures file below a folder that has these keys."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob(name))]
    hits = [item for item in found if all(item.get(key) == value for key, value in keys.items())]
    assert len(hits) == 1, f"{len(hits)} × {name} {keys} below {folder}"
    return hits[0]
