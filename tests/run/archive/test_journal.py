"""The journal only ever grows: new versions where something changed, nothing touched, damage named."""

import stat
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from accepted_samples import make_accepted, make_checks, make_full, movement_row, return_row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.journal.model import FRAMES
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.run.archive.journal import post_accepted, read_journal
from sanzi_lib.run.archive.returns import Recorded

ROOT = Path(__file__).resolve().parents[3]
A, B = "430422", "430481"
JUNE = Month(2024, 6)
YEAR = JUNE.months_of_year()


class Base:
    """Stands for the publication of a closed month."""

    def __init__(self, month):
        self.month = month


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


@pytest.fixture
def post(programme, tmp_path, listener):
    def run(accepted, *, closed=None, record=tmp_path):
        recorded = Recorded(accepted, (), Base(Month(2024, closed)) if closed else None)
        return post_accepted(recorded, programme, record, listener)

    return run


def june(state="accepted", benefit=5, *, name=None, sha="a" * 64, checks=None):
    rows = [return_row(A, 6, state=state, name=name, sha=sha)]
    moved = [movement_row(A, 6, f"{A}-ZY05-2024-0001", benefit=benefit)] if state == "accepted" else []
    return make_accepted(6, rows, movements=moved, checks=checks and {6: checks})


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def test_each_unit_and_month_has_its_own_file_and_reads_back(post, tmp_path):
    posted = post(make_full())
    assert [(head.unit, head.month, head.number) for head in posted.heads] == [(A, JUNE, 1)]
    assert list(content(tmp_path)) == [f"ledger/2024-06/{A}/0001.parquet"]
    assert not (tmp_path / f"ledger/2024-06/{A}/0001.parquet").stat().st_mode & stat.S_IWUSR
    journal = read_journal(tmp_path, YEAR)
    assert journal.problems == ()
    (entry,) = journal.entries
    for name in FRAMES:
        pd.testing.assert_frame_equal(entry.frames[name], getattr(make_full(), name), check_exact=True)


def test_a_rerun_posts_nothing_and_a_renamed_workbook_is_the_same_return(post, tmp_path, listener):
    post(june())
    before = content(tmp_path)
    assert listener.said == ["台账记录：新增1个版本。"]
    assert post(june()).heads == ()
    assert post(june(name="改了名字.xlsx")).heads == ()
    assert content(tmp_path) == before
    assert len(listener.said) == 1


def test_a_correction_is_a_new_version_and_the_older_stays(post, tmp_path):
    post(june())
    before = content(tmp_path)
    (head,) = post(june(benefit=6, sha="b" * 64)).heads
    assert (head.number, head.sha256) == (2, "b" * 64)
    assert {name: now for name, now in content(tmp_path).items() if name in before} == before
    first, second = read_journal(tmp_path, YEAR).entries
    assert first.frames["movements"]["benefit"].tolist() == [5]
    assert second.frames["movements"]["benefit"].tolist() == [6]


def test_an_override_that_was_applied_is_part_of_a_version(post):
    post(june())
    (head,) = post(june(checks=make_checks(6, overrides=[(f"{A}-6.xlsx", "V12", "p")]))).heads
    assert [one.rule for one in head.overrides] == ["V12"]


@pytest.mark.parametrize("state", ["sent_back", "not_reported"])
def test_what_no_longer_stands_is_withdrawn_once_and_comes_back_as_a_new_version(post, tmp_path, listener, state):
    post(june())
    checks = make_checks(6, sent_back=[(A, "更正.xlsx")] if state == "sent_back" else [])
    (head,) = post(june(state, checks=checks)).heads
    assert (head.number, head.state, head.reason) == (2, "withdrawn", state)
    assert head.file == ("更正.xlsx" if state == "sent_back" else "")
    assert listener.said[-1] == "台账记录：新增1个版本，其中撤回1个。"
    assert post(june(state, checks=checks)).heads == ()
    (head,) = post(june()).heads
    assert (head.number, head.state) == (3, "accepted")
    assert [entry.frames["movements"]["benefit"].tolist() for entry in read_journal(tmp_path, YEAR).entries] == [
        [5],
        [],
        [5],
    ]


def test_a_unit_that_the_register_has_no_more_is_withdrawn(post):
    post(june())
    (head,) = post(make_accepted(6, [return_row(B, 6)])).heads[-1:]
    assert (head.unit, head.state, head.reason) == (A, "withdrawn", "not_registered")


def test_what_never_was_accepted_has_no_file(post, tmp_path):
    assert post(june("sent_back", checks=make_checks(6, sent_back=[(A, "x.xlsx")]))).heads == ()
    assert content(tmp_path) == {}


def test_a_closed_month_gets_no_new_version(post, tmp_path):
    rows = [return_row(A, 5), return_row(A, 6)]
    post(make_accepted(6, rows))
    changed = [return_row(A, 5, days_late=9), return_row(A, 6, days_late=9)]
    assert [head.month for head in post(make_accepted(6, changed), closed=5).heads] == [JUNE]
    assert len(content(tmp_path)) == 3
    assert post(make_accepted(6, []), closed=6).heads == ()


def test_a_damaged_newest_version_is_named_and_never_overwritten(post, tmp_path):
    post(june())
    path = tmp_path / "ledger" / "2024-06" / A / "0001.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-40])
    broken = path.read_bytes()
    posted = post(june())
    assert [head.number for head in posted.heads] == [2]
    assert len(posted.problems) == 1
    assert "0001.parquet" in posted.problems[0]
    assert "备份" in posted.problems[0]
    assert path.read_bytes() == broken
    journal = read_journal(tmp_path, YEAR)
    assert [entry.head.number for entry in journal.entries] == [2]
    assert journal.problems == posted.problems


def test_damaged_rows_are_named_where_versions_are_read(post, tmp_path):
    post(make_full())
    path = tmp_path / "ledger" / "2024-06" / A / "0001.parquet"
    path.chmod(0o644)
    broken = bytearray(path.read_bytes())
    broken[600] ^= 0xFF  # in the first pages, far from the metadata
    path.write_bytes(broken)
    journal = read_journal(tmp_path, YEAR)
    assert journal.entries == ()
    assert "明细" in journal.problems[0]


def test_what_does_not_belong_there_is_named(post, tmp_path):
    post(june())
    folder = tmp_path / "ledger"
    other = folder / "2024-06" / A
    (folder / "笔记.txt").write_text("x", encoding="utf-8")
    (folder / "readings").mkdir()
    (folder / "2024-06" / "衡南县").mkdir()
    (other / "0001 (副本).parquet").write_bytes(b"x")
    (other / "0004.parquet").write_bytes((other / "0001.parquet").read_bytes())
    (other / ".DS_Store").write_bytes(b"x")
    problems = read_journal(tmp_path, YEAR).problems
    for words in ("笔记.txt", "衡南县", "副本", "缺少第2至3版", "与所在位置不符"):
        assert sum(words in problem for problem in problems) == 1, words
    assert len(problems) == 5
    assert [head.number for head in post(june()).heads] == [5]  # what stands at 4 says nothing, so it is posted anew


def test_a_journal_that_cannot_be_written_is_a_sentence(post, tmp_path):
    (tmp_path / "ledger").write_text("a file", encoding="utf-8")
    with pytest.raises(RecordError, match="ledger"):
        post(june())


def test_two_runs_at_once_do_not_collide(programme, tmp_path, listener):
    start = threading.Barrier(4)
    posted = []

    def run(benefit):
        start.wait()
        recorded = Recorded(june(benefit=benefit), (), None)
        posted.append(post_accepted(recorded, programme, tmp_path, listener))

    threads = [threading.Thread(target=run, args=(benefit,)) for benefit in (1, 1, 2, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal = read_journal(tmp_path, YEAR)
    assert journal.problems == ()
    numbers = [entry.head.number for entry in journal.entries]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == sum(len(one.heads) for one in posted)


STEP = st.dictionaries(
    st.tuples(st.sampled_from([A, B]), st.sampled_from([5, 6])),
    st.sampled_from(["sent_back", "not_reported", 1, 2]),
    min_size=4,
    max_size=4,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=2, max_size=4))
def test_whatever_happens_versions_are_only_added_and_the_newest_says_what_stands(
    steps, programme, tmp_path_factory, listener
):
    record = tmp_path_factory.mktemp("record")
    before = {}
    for step in steps:
        rows = [
            return_row(unit, month, state=what if isinstance(what, str) else "accepted")
            for (unit, month), what in step.items()
        ]
        moved = [
            movement_row(unit, month, f"{unit}-ZY05-2024-0001", benefit=what)
            for (unit, month), what in step.items()
            if isinstance(what, int)
        ]
        recorded = Recorded(make_accepted(6, rows, movements=moved), (), None)
        post_accepted(recorded, programme, record, listener)
        now = content(record)
        assert {name: now[name] for name in before} == before
        assert post_accepted(replace(recorded), programme, record, listener).heads == ()
        assert content(record) == now
        before = now
        newest = {entry.head.key: entry for entry in read_journal(record, YEAR).entries}
        for (unit, month), what in step.items():
            entry = newest.get((Month(2024, month), unit))
            if isinstance(what, int):
                assert entry.head.state == "accepted"
                assert [row["benefit"] for row in entry.rows if row["frame"] == "movements"] == [what]
            else:
                assert entry is None or entry.head.state == "withdrawn"
