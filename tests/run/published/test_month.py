"""Which months are closed, by whose folder, and what a board is compared with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.params.programme import RankRule
from sanzi_lib.run.archive.returns import join_overrides
from sanzi_lib.run.published.baseline import find_previous
from sanzi_lib.run.published.checksums import write_sums
from sanzi_lib.run.published.edition import settle
from sanzi_lib.run.published.month import (
    About,
    Earlier,
    PublishedReport,
    closed_months,
    compare_states,
    find_base,
    month_folder,
    read_publications,
    read_version,
    standing_folder,
    waiting_folder,
)
from sanzi_lib.run.published.verification import compare_values

ROOT = Path(__file__).resolve().parents[3]
MAY, JUNE, JULY, AUGUST = (Month(2024, number) for number in (5, 6, 7, 8))
ATTAINMENT = RankRule.model_validate({"metric": "attainment"})


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


def _about(month, number=1, **other):
    values = {
        "month": str(month),
        "programme": "hengyang-2024",
        "city": "某市",
        "number": number,
        "published_at": "2024-07-02T09:00:00+08:00",
        "reason": None,
        "earlier": (),
        "months": (),
        "reports": (PublishedReport(report="leaderboard", group="counties", folder="县市组"),),
        "library": "l",
        "versions": {},
    }
    return About(**{**values, **other})


def _publish(record, month, ranks, *, metric="attainment", folder=None, **other):
    place = folder or record / "published" / str(month)
    board = place / "reports" / "县市组"
    board.mkdir(parents=True)
    rule = {"metric": metric, "tie_breakers": []}
    units = [{"code": code, "rank": rank} for code, rank in ranks.items()]
    (board / "leaderboard.json").write_text(json.dumps({"rule": rule, "units": units}), encoding="utf-8")
    (place / "publish.json").write_text(_about(month, **other).to_text(), encoding="utf-8")
    write_sums(place)
    return place


def test_nothing_is_closed_where_nothing_was_published(tmp_path, programme):
    assert read_publications(tmp_path) == ()
    assert find_base(tmp_path, programme) is None
    assert closed_months(None, JULY) == {}
    assert find_previous(tmp_path, programme, JULY, "counties", ATTAINMENT) is None


def test_the_last_published_month_closes_those_before_it(tmp_path, programme):
    _publish(tmp_path, JUNE, {"a": 1})
    base = find_base(tmp_path, programme)
    assert base is not None
    assert [str(month) for month in closed_months(base, JULY)] == [f"2024-0{number}" for number in range(1, 7)]
    assert list(closed_months(base, MAY))[-1] == MAY
    assert month_folder(tmp_path / "l", JUNE, base) == tmp_path / "published" / "2024-06" / "returns" / "2024-06"
    assert month_folder(tmp_path / "l", JULY, base) == tmp_path / "l" / "2024-07"
    assert find_base(tmp_path, programme, before=JUNE) is None  # June itself is open while it is reissued


def test_ranks_are_compared_with_the_last_board_of_the_same_rule(tmp_path, programme):
    _publish(tmp_path, MAY, {"a": 3})  # 试编: before the first board month
    assert find_previous(tmp_path, programme, JUNE, "counties", ATTAINMENT) is None
    _publish(tmp_path, JUNE, {"a": 1, "b": 2})
    _publish(tmp_path, JULY, {"a": 2, "b": 1}, metric="benefit")
    assert find_previous(tmp_path, programme, JUNE, "counties", ATTAINMENT) is None
    assert find_previous(tmp_path, programme, AUGUST, "counties", ATTAINMENT) == {"a": 1, "b": 2}
    benefit = RankRule.model_validate({"metric": "benefit"})
    assert find_previous(tmp_path, programme, AUGUST, "counties", benefit) == {"a": 2, "b": 1}
    assert find_previous(tmp_path, programme, AUGUST, "parks", ATTAINMENT) is None


def test_a_published_board_that_was_changed_is_no_base(tmp_path, programme):
    folder = _publish(tmp_path, JUNE, {"a": 1, "b": 2})
    path = folder / "reports" / "县市组" / "leaderboard.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"rank": 2', '"rank": 7'), encoding="utf-8")
    with pytest.raises(RecordError, match="已被改动"):
        find_previous(tmp_path, programme, JULY, "counties", ATTAINMENT)


@pytest.mark.parametrize("text", [None, "{}", "[", '{"format": 2}'])
def test_a_damaged_publication_never_passes_for_none(tmp_path, text):
    folder = _publish(tmp_path, JUNE, {"a": 1})
    if text is None:
        (folder / "publish.json").unlink()
    else:
        (folder / "publish.json").write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match="从备份恢复"):
        read_publications(tmp_path)


def test_a_rule_that_was_changed_does_not_pass_for_another_rules_board(tmp_path, programme):
    folder = _publish(tmp_path, JUNE, {"a": 1, "b": 2})
    path = folder / "reports" / "县市组" / "leaderboard.json"
    path.write_text(path.read_text(encoding="utf-8").replace("attainment", "benefit"), encoding="utf-8")
    with pytest.raises(RecordError, match="已被改动"):
        find_previous(tmp_path, programme, JULY, "counties", ATTAINMENT)
    path.write_text("{}", encoding="utf-8")
    write_sums(folder)
    with pytest.raises(RecordError, match="已损坏"):
        find_previous(tmp_path, programme, JULY, "counties", ATTAINMENT)


def test_an_edited_about_does_not_open_the_month_again(tmp_path, programme):
    folder = _publish(tmp_path, JUNE, {"a": 1})
    path = folder / "publish.json"
    path.write_text(path.read_text(encoding="utf-8").replace("hengyang-2024", "hengyang-2023"), encoding="utf-8")
    with pytest.raises(RecordError, match=r"publish\.json 已被改动"):
        find_base(tmp_path, programme)


def test_a_copy_of_june_does_not_close_july(tmp_path, programme):
    folder = _publish(tmp_path, JUNE, {"a": 1})
    shutil.copytree(folder, folder.with_name("2024-06 - 副本"))
    assert find_base(tmp_path, programme).month == JUNE  # beside the month itself it harms nobody
    shutil.copytree(folder, folder.with_name("2024-07"))
    with pytest.raises(RecordError, match="2024-07 里是2024-06的定稿"):
        find_base(tmp_path, programme)


def test_a_published_month_under_another_name_is_found(tmp_path, programme):
    folder = _publish(tmp_path, JUNE, {"a": 1})
    folder.rename(folder.with_name("2024-06（印发）"))
    with pytest.raises(RecordError, match="文件夹名应为 2024-06"):
        find_base(tmp_path, programme)


def test_another_programme_of_the_year_does_not_open_what_was_published(tmp_path, programme):
    _publish(tmp_path, JUNE, {"a": 1}, programme="hengyang-2024-old-name")
    with pytest.raises(ParameterError, match="hengyang-2024-old-name，不是 hengyang-2024"):
        find_base(tmp_path, programme)


def test_another_years_programme_is_nobodys_business(tmp_path, programme):
    _publish(tmp_path, Month(2023, 12), {"a": 1}, programme="hengyang-2023")
    assert find_base(tmp_path, programme) is None


def test_what_stands_in_a_months_place_is_not_passed_over(tmp_path, programme):
    place = tmp_path / "published" / "2024-06"
    place.parent.mkdir()
    place.write_text("不是文件夹")
    with pytest.raises(RecordError, match="从备份恢复"):
        find_base(tmp_path, programme)


def test_earlier_versions_are_found_along_the_chain(tmp_path):
    first = _publish(tmp_path, JUNE, {"a": 1}, folder=tmp_path / "published" / "2024-06" / "v2" / "v1")
    one = Earlier(number=1, published_at="2024-07-02T09:00:00+08:00", reason=None)
    two = Earlier(number=2, published_at="2024-07-03T09:00:00+08:00", reason="更正")
    _publish(tmp_path, JUNE, {"a": 2}, folder=first.parent, number=2, earlier=(one,))
    _publish(tmp_path, JUNE, {"a": 3}, number=3, earlier=(one, two))
    (standing,) = read_publications(tmp_path)
    assert [read_version(standing, number).about.number for number in (1, 2, 3)] == [1, 2, 3]
    assert read_version(standing, 1).folder == first
    assert read_version(standing, 4) is None


def test_a_reissue_cut_off_between_its_moves_still_counts_and_is_finished(tmp_path):
    old = _publish(tmp_path, JUNE, {"a": 1})
    waiting = waiting_folder(tmp_path, JUNE)
    _publish(tmp_path, JUNE, {"a": 2}, folder=waiting, number=2)
    assert standing_folder(tmp_path, JUNE) == old  # not yet moved: the old one stands
    old.rename(waiting / "v1")
    assert standing_folder(tmp_path, JUNE) == waiting
    assert [publication.about.number for publication in read_publications(tmp_path)] == [2]
    settle(tmp_path, waiting, JUNE)
    assert standing_folder(tmp_path, JUNE) == old
    assert (old / "v1" / "publish.json").is_file()


def test_what_was_only_made_aside_is_not_published(tmp_path):
    _publish(tmp_path, JUNE, {"a": 1}, folder=waiting_folder(tmp_path, JUNE))
    assert read_publications(tmp_path) == ()


def test_overrides_of_closed_months_are_the_frozen_ones():
    def line(month, reason):
        return OverrideLine(month=month, unit="甲县", rule="V07", reason=reason, by="某", date="2024-07-01")

    frozen = (line("2024-05", "then"), line("2024-07", "of no account"))
    present = (line("2024-05", "rewritten"), line("2024-06", "late"), line("2024-07", "now"))
    # A line that came late explains what is open; one that was rewritten counts as it was.
    assert [one.reason for one in join_overrides(frozen, present, JUNE)] == ["then", "late", "now"]


def test_states_that_changed_are_named():
    class Checks:
        returns = ()

    frozen = {"returns": [{"unit": "甲县", "sha256": "a", "state": "accepted"}, {"unit": "乙县", "sha256": None}]}
    assert compare_states(frozen, Checks()) == ("甲县",)


def test_values_that_differ_are_named_by_their_place():
    frozen = {"units": [{"unit": "甲县", "benefit": "1.00"}], "month": "2024-06", "tied": True}
    computed = {"units": [{"unit": "甲县", "benefit": "2.00"}], "month": "2024-06", "tied": 1}
    assert list(compare_values(frozen, frozen)) == []
    assert list(compare_values(frozen, computed)) == [
        'units[甲县].benefit 定稿为 "1.00"，重算为 "2.00"',
        "tied 定稿为 true，重算为 1",
    ]


def test_items_are_held_against_those_of_their_name():
    frozen = {"units": [{"unit": "甲县", "rank": 1}, {"unit": "乙县", "rank": 2}]}
    moved = {"units": [{"unit": "乙县", "rank": 2}, {"unit": "甲县", "rank": 3}]}
    assert list(compare_values(frozen, moved)) == ["units[甲县].rank 定稿为 1，重算为 3"]
    turned = {"units": list(reversed(frozen["units"]))}
    assert list(compare_values(frozen, turned)) == ['units 定稿为 ["甲县", "乙县"]，重算为 ["乙县", "甲县"]']
    assert list(compare_values(frozen, {"units": frozen["units"][:1]})) == [
        'units[乙县] 定稿为 {"unit": "乙县", "rank": 2}，重算为 null'
    ]
    unnamed = ([{"name": "甲", "n": 1}, {"name": "甲", "n": 2}], [{"name": "甲", "n": 1}, {"name": "甲", "n": 3}])
    assert list(compare_values(*unnamed)) == ["[1].n 定稿为 2，重算为 3"]
    assert list(compare_values({"cases": ["a"]}, {"cases": ["a", "b"]})) == ['cases 定稿为 ["a"]，重算为 ["a", "b"]']
