"""What an overview is held against: the last published one, unchanged, and the same ranks as the groups' boards."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from sanzi_lib.errors import RecordError
from sanzi_lib.measures.against_published import PublishedFigures, PublishedOverview
from sanzi_lib.measures.model import Proceeds
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.run.published.baseline import (
    BEFORE_NAME,
    describe_against_published,
    find_previous_ranks,
    find_published_overview,
    read_published_baseline,
    read_published_overview,
)
from sanzi_lib.run.published.checksums import write_sums
from sanzi_lib.run.published.month import About, PublishedReport

ROOT = Path(__file__).resolve().parents[3]
MAY, JUNE, JULY, AUGUST = (Month(2024, number) for number in (5, 6, 7, 8))


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


def figures(benefit, target="90071992547.41", **more):
    return {
        "benefit_cumulative": benefit,
        "treasury_cumulative": "20.000001",
        "available_cumulative": "0.00",
        "target": target,
        **more,
    }


def publish(record, month, benefit, *, units=True, ranks=None):
    """A published month with an overview and, where ranks are given, the counties' board."""
    place = record / "published" / str(month)
    city = place / "reports" / "全市"
    city.mkdir(parents=True)
    data = {"month": str(month), "city": figures(benefit)}
    if units:
        data["units"] = [figures("7.00", None, code="430481"), figures("-1.50", "3.00", code="430482")]
    (city / "overview.json").write_text(json.dumps(data), encoding="utf-8")
    reports = [PublishedReport(report="overview", group=None, folder="全市")]
    if ranks is not None:
        board = place / "reports" / "县市组"
        board.mkdir()
        rows = [{"code": code, "rank": rank} for code, rank in ranks.items()]
        rule = {"metric": "attainment", "tie_breakers": []}
        (board / "leaderboard.json").write_text(json.dumps({"rule": rule, "units": rows}), encoding="utf-8")
        reports.append(PublishedReport(report="leaderboard", group="counties", folder="县市组"))
    about = About(
        month=str(month),
        programme="hengyang-2024",
        city="某市",
        number=1,
        published_at="2024-07-02T09:00:00+08:00",
        reason=None,
        earlier=(),
        months=(),
        reports=tuple(reports),
        library="l",
        versions={},
    )
    (place / "publish.json").write_text(about.to_text(), encoding="utf-8")
    write_sums(place)
    return place


def test_the_last_published_month_counts_and_no_draft(tmp_path, programme):
    publish(tmp_path, MAY, "1.00")
    assert find_published_overview(tmp_path, programme, JUNE) is None  # 试编
    publish(tmp_path, JUNE, "100.00")
    publish(tmp_path, JULY, "90071992547.410001")
    assert find_published_overview(tmp_path, programme, JUNE) is None
    assert find_published_overview(tmp_path, programme, JULY).city.cumulative.benefit == 100_000_000
    before = find_published_overview(tmp_path, programme, AUGUST)
    assert before == PublishedOverview(
        JULY,
        Fraction(7, 12),
        PublishedFigures(Proceeds(90_071_992_547_410_001, 20_000_001, 0), 90_071_992_547_410_000),
        {
            "430481": PublishedFigures(Proceeds(7_000_000, 20_000_001, 0), None),
            "430482": PublishedFigures(Proceeds(-1_500_000, 20_000_001, 0), 3_000_000),
        },
    )


def test_an_overview_that_does_not_name_the_units(tmp_path, programme):
    publish(tmp_path, JUNE, "100.00", units=False)
    assert find_published_overview(tmp_path, programme, JULY).units == {}


def test_a_changed_or_damaged_one_is_refused(tmp_path, programme):
    place = publish(tmp_path, JUNE, "100.00")
    path = place / "reports" / "全市" / "overview.json"
    path.write_text(path.read_text(encoding="utf-8").replace("100.00", "100.01"), encoding="utf-8")
    with pytest.raises(RecordError, match="已被改动"):
        find_published_overview(tmp_path, programme, JULY)
    for text in ("[]", "{}", '{"month": "2024-06", "city": {}}', '{"month": "6", "city": {}}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(RecordError, match="已损坏"):
            read_published_overview(path)
    data = {"month": "2024-06", "city": figures("0.0000001")}
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(RecordError, match="已损坏"):
        read_published_overview(path)


def test_ranks_are_those_of_the_groups_boards(tmp_path, programme):
    publish(tmp_path, JUNE, "100.00", ranks={"430481": 2})
    publish(tmp_path, JULY, "100.00")
    assert find_previous_ranks(tmp_path, programme, AUGUST) == {"counties": {"430481": 2}}
    assert find_previous_ranks(tmp_path, programme, JUNE) == {}


def test_what_it_is_made_of_changes_with_what_was_published(tmp_path, programme):
    assert describe_against_published({}, None) is None
    publish(tmp_path, JUNE, "100.00", ranks={"430481": 2})
    ranks, before = find_previous_ranks(tmp_path, programme, JULY), find_published_overview(tmp_path, programme, JULY)
    described = describe_against_published(ranks, before)
    assert json.loads(json.dumps(described)) == described
    assert described["city"]["month"] == "2024-06"
    assert described["city"]["benefit_cumulative"] == 100_000_000
    assert described["units"]["430482"]["target"] == 3_000_000
    assert described["ranks"] == {"counties": {"430481": 2}}
    assert describe_against_published({}, before) != described


def test_a_frozen_comparison_is_read_as_it_was_found(tmp_path, programme):
    place = publish(tmp_path, JUNE, "100.00", ranks={"430481": 2})
    frozen = tmp_path / "previous"
    frozen.mkdir()
    assert read_published_baseline(frozen, programme) == ({}, None)
    for source, name in (("全市/overview.json", BEFORE_NAME), ("县市组/leaderboard.json", "counties.json")):
        (frozen / name).write_bytes((place / "reports" / source).read_bytes())
    assert read_published_baseline(frozen, programme) == (
        find_previous_ranks(tmp_path, programme, JULY),
        find_published_overview(tmp_path, programme, JULY),
    )
