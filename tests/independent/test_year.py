"""A year of messy returns, made from a truth; every figure of every month and group against the truth's own sums."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from annex_one import (
    CITY_LEVEL_TARGET,
    CITY_TARGET,
    CODES,
    FIELD_TARGET,
    GROUP,
    GROUPS,
    OWN_ROW,
    TARGET,
)
from assessor import Assessor, assessment_differences, board_repeats, case_differences
from calculator import Calculator
from checks_match import checks_differences
from figures_match import board_differences, overview_differences
from fund_calculator import FundCalculator, funds_differences
from growth import Growth, board_growth_differences, growth_differences
from library_doors import Doors, find_json, sanzi
from quarters import Quarters
from quarters_match import quarter_differences, read_quarter
from records import Year
from returns_maker import make_year

pytestmark = pytest.mark.slow

MONTHS = range(1, 13)
COMMAND_MONTH = 2


class Made:
    """The year on disk, read once, with its truth."""

    def __init__(self, folder: Path) -> None:
        self.ledgers = folder / "ledgers"
        self.year: Year = make_year(self.ledgers, seed=20240612, through=12)
        self.truth = Calculator(self.year)
        self.quarters = Quarters(self.year)
        self.growth = Growth(self.truth)
        self.doors = Doors(self.ledgers, 12)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("year"))


def test_annex_adds_up():
    assert sum(FIELD_TARGET.values()) == CITY_LEVEL_TARGET
    assert CITY_LEVEL_TARGET + sum(TARGET[code] for code in OWN_ROW) == CITY_TARGET
    assert sum(TARGET[code] for code in CODES if GROUP[code] == "municipal") == CITY_LEVEL_TARGET
    assert len(CODES) == 25


def test_same_seed_same_bytes(tmp_path: Path):
    for name in ("a", "b"):
        make_year(tmp_path / name, seed=3, through=1)
    one, two = (sorted((tmp_path / name).rglob("*.*")) for name in ("a", "b"))
    assert [path.name for path in one] == [path.name for path in two]
    assert all(
        first.read_bytes() == second.read_bytes() for first, second in zip(one, two, strict=True) if first.is_file()
    )


@pytest.mark.parametrize("month", MONTHS)
def test_checks_are_the_truths(made: Made, month: int):
    found_differences = checks_differences(made.doors.checks(month), made.year, month)
    assert not found_differences, "\n".join(found_differences[:30])


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("month", MONTHS)
def test_board_is_the_truths(made: Made, month: int, group: str):
    found_differences = board_differences(made.doors.board(month, group), made.truth.board(group, month))
    assert not found_differences, "\n".join(found_differences[:30])


@pytest.mark.parametrize("month", MONTHS)
def test_overview_is_the_truths(made: Made, month: int):
    found = made.doors.overview(month)
    found_differences = overview_differences(found, made.truth.overview(month), month)
    found_differences += growth_differences(found, made.growth, month)
    assert not found_differences, "\n".join(found_differences[:30])


@pytest.mark.parametrize("month", MONTHS)
def test_assessment_is_the_truths_and_the_boards(made: Made, month: int):
    """Indicators, ranks and months by the truth's own arithmetic; and what the JSON of board and overview says."""
    found = made.doors.assessment(month)
    checks = [made.doors.checks(number) for number in range(1, month + 1)]
    differences = assessment_differences(found, Assessor(made.truth), checks, month)
    for group in GROUPS:
        differences += board_repeats(found, made.doors.board(month, group))
    overview = made.doors.overview(month)
    for group in found["groups"]:
        totals = overview["groups"][group["group"]]
        differences += [
            f"{group['group']}.{key}"
            for key in totals
            if key in group["totals"] and totals[key] != group["totals"][key]
        ]
    assert not differences, "\n".join(differences[:30])


@pytest.mark.parametrize("span", [*((month, month) for month in MONTHS), (1, 12), (1, 6), (4, 9)], ids=str)
def test_cases_are_the_truths(made: Made, span: tuple[int, int]):
    assert not (found := case_differences(made.doors.cases(*span), Assessor(made.truth).cases(*span))), "\n".join(
        found[:30]
    )


def test_the_made_year_has_cases_to_merge(made: Made):
    assert sum(len(one["earlier"]) for one in Assessor(made.truth).cases(1, 12)["cases"]) >= 3


@pytest.mark.parametrize("month", MONTHS)
def test_idle_funds_are_the_truths(made: Made, month: int):
    found_differences = funds_differences(made.doors.funds(month), FundCalculator(made.year), month)
    assert not found_differences, "\n".join(found_differences[:30])


def test_idle_funds_hold_every_case(made: Made):
    """The year would prove little without items of each kind: due, over, unsettled, listed twice, kept from before."""
    data = made.doors.funds(11)
    assert all(kind["items"] > 5 and float(kind["open"]) > 0 for kind in data["kinds"])
    assert any(float(item["over"] or 0) > 0 for item in data["items"])
    assert {doubt for item in data["items"] for doubt in item["doubts"]} >= {
        *("no_income", "no_carryover", "no_years", "no_research", "several", "other_kind", "former_kind"),
    }
    assert any(item["month"] < 11 for item in data["items"])
    assert any(len(item["due"].partition(".")[2]) == 7 for item in data["items"] if item["due"])
    assert any(unit["due"] is None for unit in data["units"])


@pytest.mark.parametrize("month", [1, 7, 12])
def test_what_boards_say_besides_is_the_truths(made: Made, month: int):
    differences: list[str] = []
    for group in GROUPS:
        ranks, kinds = made.doors.ranks(month, group), made.doors.kinds(month, group)
        projects = made.doors.projects(month, group)
        differences += board_growth_differences(ranks, kinds, projects, made.growth, month, group)
    assert not differences, "\n".join(differences[:30])


@pytest.mark.parametrize("units", [("4304B2", "4304E1"), ("430424", "4304P2"), ("4304B5", "4304E2", "430412"), ()])
def test_few_units_report(tmp_path: Path, units: tuple[str, ...]):
    """Nothing reported is null, not 0; units never heard of are not ranked."""
    year = make_year(tmp_path, seed=5, through=4, units=units)
    truth, doors = Calculator(year), Doors(tmp_path, 4)
    differences: list[str] = []
    for month in range(1, 5):
        differences += checks_differences(doors.checks(month), year, month)
        for group in GROUPS:
            differences += board_differences(doors.board(month, group), truth.board(group, month))
        checked = [doors.checks(number) for number in range(1, month + 1)]
        differences += assessment_differences(doors.assessment(month), Assessor(truth), checked, month)
        differences += case_differences(doors.cases(1, month), Assessor(truth).cases(1, month))
        differences += funds_differences(doors.funds(month), FundCalculator(year), month)
        overview = doors.overview(month)
        differences += overview_differences(overview, truth.overview(month), month)
        differences += growth_differences(overview, Growth(truth), month)
    assert not differences, "\n".join(differences[:30])


def test_command_line_is_the_truths(made: Made, tmp_path: Path):
    """`check` and `run` as a user types them; two notebooks are enough, the figures are the same library's."""
    output = tmp_path / "output"
    month, key = COMMAND_MONTH, f"2024-{COMMAND_MONTH:02}"
    checked = sanzi("check", key, ledgers=made.ledgers, output=output)
    assert checked.returncode == 1, checked.stdout + checked.stderr  # returns are missing, sent back and unread
    assert "Traceback" not in checked.stdout + checked.stderr
    found = checks_differences(find_json(output, "checks.json", month=key), made.year, month)
    assert not found, "\n".join(found[:30])

    words = [f"{key}..{key}", "--report", "leaderboard", "--report", "overview", "--group", "市级组"]
    ran = sanzi("run", *words, ledgers=made.ledgers, output=output)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    board = find_json(output, "leaderboard.json", month=key, group="municipal")
    differences = board_differences(board, made.truth.board("municipal", month))
    overview = find_json(output, "overview.json")
    differences += overview_differences(overview, made.truth.overview(month), month)
    differences += growth_differences(overview, made.growth, month)
    for earlier in range(1, month + 1):
        found = find_json(output, "checks.json", month=f"2024-{earlier:02}")
        differences += checks_differences(found, made.year, earlier)
    assert not differences, "\n".join(differences[:30])


@pytest.mark.parametrize("unit", [None, *CODES])
def test_quarters_are_the_truths(made: Made, unit: str | None):
    """Every quarter of the city and of each unit; they add up to the year, and agree with the boards of the month."""
    found_differences: list[str] = []
    for number in range(1, 5):
        found = read_quarter(made.doors, 3 * number, unit)
        found_differences += quarter_differences(found, made.quarters.report(number, unit), f"Q{number}/{unit}")
    assert not found_differences, "\n".join(found_differences[:30])
    last = found["figures"]
    for key in ("benefit", "treasury", "available"):
        assert sum(Fraction(quarter[key] or 0) for quarter in found["quarters"]) == Fraction(last[f"{key}_cumulative"])
    if unit is None:
        same = made.doors.overview(12)["city"]
    else:
        same = next(row for row in made.doors.board(12, GROUP[unit])["units"] if row["code"] == unit)
        assert (found["unit"]["rank"], found["unit"]["tied"]) == (same["rank"], same["tied"])
    shared = set(last) & set(same)
    assert shared == {
        "target",
        "attainment",
        "gap",
        *(f"{key}_cumulative" for key in ("benefit", "treasury", "available")),
    }
    assert {key: last[key] for key in shared} == {key: same[key] for key in shared}
