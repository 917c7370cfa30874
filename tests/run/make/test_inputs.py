"""What decides whether a report is made again: the names that another unit's return brings."""

from pathlib import Path

import pytest
from accepted_samples import make_accepted, movement_row, project_row, return_row

from sanzi_lib.ledger.masked import list_masked, mask_accepted
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.run.make.inputs import persons_of

EAST, SOUTH = "430424", "430422"
PROJECT = f"{EAST}-ZY05-2024-0001"


@pytest.fixture(scope="module")
def programme():
    return read_programme(Path(__file__).resolve().parents[3] / "params" / "hengyang-2024")


@pytest.fixture
def digest(programme):
    """Of the report on EAST for a month; SOUTH's return of June names a person, July's another."""

    def of(june, july="", month=6, reason="由王五和赵六更正"):
        moved = movement_row(EAST, 5, PROJECT, reason=reason)
        projects = [
            project_row(SOUTH, number, PROJECT, persons=(name,)) for number, name in ((6, june), (7, july)) if name
        ]
        accepted = make_accepted(7, [return_row(EAST, 5)], projects=projects, movements=[moved]).until(
            Month(2024, month)
        )
        return persons_of(list_masked(accepted, mask_accepted(accepted, programme)), [EAST])

    return of


def test_a_name_in_another_units_return_makes_a_report_again(digest):
    assert digest("王五") != digest("")
    assert digest("王五", july="赵六", month=7) != digest("王五", july="赵六")


def test_what_masks_nothing_of_a_report_does_not(digest):
    assert digest("陈七") == digest("")
    assert digest("王五", july="赵六") == digest("王五")  # a later month decides nothing
    assert digest("王五", reason="更正") == digest("", reason="更正")


def test_until_a_month_is_the_record_of_that_month(programme):
    accepted = make_accepted(7, [return_row(EAST, 6), return_row(EAST, 7)], projects=[project_row(EAST, 7, PROJECT)])
    june = accepted.until(Month(2024, 6))
    assert (june.through, len(june.months), len(june.returns), len(june.projects)) == (Month(2024, 6), 6, 1, 0)
    assert accepted.until(Month(2024, 8)) is accepted
