"""A version reads back as it was written, dtype for dtype, and a changed byte is found."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from accepted_samples import LARGE, make_accepted, make_checks, make_full, return_row

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.journal.model import FRAMES, JournalOverride
from sanzi_lib.ledger.journal.parquet import build_parquet, read_parquet
from sanzi_lib.ledger.journal.pending import Situation, build_pending
from sanzi_lib.ledger.model import Override
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.schema import assert_schema

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2024, 7, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


def post(accepted, programme, standing=None):
    months = accepted.through.months_of_year()
    return build_pending(Situation(accepted, programme, months, standing or {}, NOW))


def test_every_frame_reads_back_equal(programme):
    accepted = make_full()
    (one,) = post(accepted, programme)
    entry = read_parquet(build_parquet(one.head, one.rows)).open()
    assert entry.head == one.head
    for name, schema in FRAMES.items():
        assert_schema(entry.frames[name], schema, name)
        pd.testing.assert_frame_equal(entry.frames[name], getattr(accepted, name), check_exact=True)
    movements, projects = entry.frames["movements"], entry.frames["projects"]
    assert movements["benefit"].tolist() == [LARGE, 0]
    assert int(movements["opening_benefit"].iloc[0]) == LARGE
    assert movements["restated_benefit"].tolist() == [-3, 0]
    assert [str(value) for value in projects["quantity"]] == ["120.50", "1E+3"]
    assert projects["persons"].tolist() == [("张三、李四", "张三", "李四"), ()]
    assert entry.frames["funds"]["income"].isna().tolist() == [False, True]


def test_an_empty_task_makes_no_new_version_of_what_an_earlier_release_posted(programme):
    accepted = make_full()
    (one,) = post(accepted, programme)
    assert not [row for row in one.rows if row.keys() & {"task", "tags"}]
    told = accepted.projects.assign(task=["盘活矿产资源", ""])
    (other,) = post(replace(accepted, projects=told.astype(accepted.projects.dtypes.to_dict())), programme)
    assert other.head.content != one.head.content
    entry = read_parquet(build_parquet(other.head, other.rows)).open()
    assert entry.frames["projects"]["task"].tolist() == ["盘活矿产资源", ""]
    assert entry.frames["projects"]["tags"].tolist() == ["", ""]


def test_the_head_says_where_a_version_comes_from(programme):
    accepted = make_accepted(
        6,
        [return_row("430422", 6, sha="c" * 64)],
        checks={6: make_checks(6, overrides=[("430422-6.xlsx", "V12", "p"), ("430422-6.xlsx", "V12", "p"),
                                             ("别的.xlsx", "V18", "q")])},
    )  # fmt: skip
    (one,) = post(accepted, programme)
    head = read_parquet(build_parquet(one.head, one.rows)).head
    assert (head.unit, head.month, head.number, head.state) == ("430422", Month(2024, 6), 1, "accepted")
    assert (head.file, head.sha256, head.kind) == ("430422-6.xlsx", "c" * 64, "月报")
    assert head.submitted_on == "2024-06-24T16:30:00"
    assert head.posted_at == "2024-07-01T09:30:00+00:00"
    assert head.programme == "hengyang-2024"
    assert head.overrides == (JournalOverride("V12", "p", Override("属实", "王五", "2024-07-01")),)
    assert len(head.checks) == 64


def test_the_same_version_gives_the_same_bytes(programme):
    (one,) = post(make_full(), programme)
    (again,) = post(make_full(), programme)
    assert build_parquet(one.head, one.rows) == build_parquet(again.head, again.rows)


def test_a_changed_byte_is_found_wherever_it_is(programme):
    (one,) = post(make_full(), programme)
    content = build_parquet(one.head, one.rows)
    entry = read_parquet(content).open()
    places = range(0, len(content), 311)
    noticed = 0
    for place in places:
        broken = bytearray(content)
        broken[place] ^= 0x5A
        try:
            found = read_parquet(bytes(broken)).open()
        except RecordError:
            noticed += 1
            continue
        # Only a byte that says nothing of the return, of the format's own bookkeeping, passes unnoticed.
        assert found.head == entry.head
        for name in FRAMES:
            pd.testing.assert_frame_equal(found.frames[name], entry.frames[name], check_exact=True)
    assert noticed > len(places) / 2


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PK\x03\x04", b"PAR1" + bytes(200) + b"PAR1"])
def test_what_is_no_parquet_file_is_a_sentence(content):
    with pytest.raises(RecordError, match="损坏"):
        read_parquet(content)


def test_a_parquet_file_of_somebody_else_is_a_sentence(tmp_path):
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "x.parquet")
    with pytest.raises(RecordError, match="不是台账版本文件"):
        read_parquet((tmp_path / "x.parquet").read_bytes())
