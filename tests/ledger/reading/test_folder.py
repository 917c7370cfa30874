"""A month's folder: what is read, what is named, what is passed over; and readings kept by content."""

from __future__ import annotations

import gc
import gzip
import os
from dataclasses import replace

import pytest
from big_return import make_big_return, sum_of_benefit

from sanzi_lib.ledger.reading import folder as folder_module
from sanzi_lib.ledger.reading import readings as readings_module
from sanzi_lib.ledger.reading.folder import list_entries, read_month
from sanzi_lib.months import Month

JUNE = Month(2024, 6)


def test_no_folder(tmp_path, programme):
    files = read_month(tmp_path / "2024-06", programme, JUNE)
    assert (files.returns, files.unread, files.has_folder) == ((), (), False)


def test_an_empty_folder(tmp_path, programme):
    assert read_month(tmp_path, programme, JUNE).has_folder


def test_what_a_folder_may_hold(tmp_path, programme, book):
    data = book.data()
    (tmp_path / "b.XLSX").write_bytes(data)
    (tmp_path / "a.xls").write_bytes(data)  # the content decides
    (tmp_path / "坏.xlsx").write_bytes(data[:1000])
    (tmp_path / "~$b.xlsx").write_bytes(b"x")
    (tmp_path / ".hidden.xlsx").write_bytes(b"x")
    (tmp_path / "a.csv").write_text("1,2")
    (tmp_path / "说明.docx").write_bytes(b"PK")
    (tmp_path / "sub.xlsx").mkdir()
    files = read_month(tmp_path, programme, JUNE, jobs=2)
    assert [returned.file for returned in files.returns] == ["a.xls", "b.XLSX"]
    assert files.returns[0].sha256 == files.returns[1].sha256
    assert [item.file for item in files.unread] == ["a.csv", "sub.xlsx", "坏.xlsx", "说明.docx"]
    assert all("请" in item.message for item in files.unread)


def test_findings_name_their_own_file(tmp_path, programme, book):
    book.set(book.movements, "本月经济效益(万元)", "约300")
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / name).write_bytes(book.data())
    files = read_month(tmp_path, programme, JUNE)
    assert [{finding.file for finding in returned.findings} for returned in files.returns] == [{"a.xlsx"}, {"b.xlsx"}]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_links_and_pipes_are_not_opened(tmp_path, programme, book):
    (tmp_path / "real.xlsx").write_bytes(book.data())
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "real.xlsx")
    (tmp_path / "dead.xlsx").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.xlsx")
    files = read_month(tmp_path, programme, JUNE)
    assert [item.file for item in files.unread] == ["dead.xlsx", "link.xlsx", "pipe.xlsx"]


def test_a_name_that_is_no_text(tmp_path, programme, book):
    try:
        with open(os.fsencode(tmp_path) + b"/\xff\xfe.xlsx", "wb") as stream:  # noqa: PTH123
            stream.write(book.data())
    except OSError:
        pytest.skip("this file system takes only text")
    files = read_month(tmp_path, programme, JUNE)
    assert files.returns[0].file.encode() == "\ufffd\ufffd.xlsx".encode()


def test_names_in_gbk_are_told_apart(tmp_path, programme, book):
    folder = os.fsencode(tmp_path)
    names = ["衡南县.xlsx".encode("gbk"), "衡东县.xlsx".encode("gbk"), "衡东县.xlsx".encode()]
    try:
        for number, name in enumerate(names):
            with open(folder + b"/" + name, "wb") as stream:  # noqa: PTH123
                stream.write(bytes([number]))
    except OSError:
        pytest.skip("this file system takes only text")
    assert sorted(list_entries(tmp_path)) == ["衡东县.xlsx", "衡东县（2）.xlsx", "衡南县.xlsx"]
    files = read_month(tmp_path, programme, JUNE)
    assert {item.file for item in (*files.returns, *files.unread)} == set(list_entries(tmp_path))


def fill(book):
    """A return with every kind of value."""
    book.set(book.projects, "实物数量", "120.50")
    book.set(book.projects, "实物单位", "亩")
    book.set(book.movements, "追溯调整所属月份", "2024-05")
    book.set(book.movements, "本月是否新盘活", "?")
    book.movements.append(["小计", None, 3, None, 100])
    return book.data()


def test_readings_are_the_same_as_reading(tmp_path, programme, book, monkeypatch):
    month, kept = tmp_path / "2024-06", tmp_path / "readings"
    month.mkdir()
    (month / "a.xlsx").write_bytes(fill(book))
    fresh = read_month(month, programme, JUNE)
    assert read_month(month, programme, JUNE, readings=kept) == fresh
    (month / "a.xlsx").rename(month / "b.xlsx")  # the name is no part of the key
    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "Sandbox", None)  # nothing may be read again
        again = read_month(month, programme, JUNE, readings=kept)
    assert again.returns == tuple(folder_module.rename(returned, "b.xlsx") for returned in fresh.returns)
    for ours, theirs in zip(again.returns[0].projects.rows, fresh.returns[0].projects.rows, strict=True):
        assert [type(value) for value in ours.values.values()] == [type(value) for value in theirs.values.values()]
    assert str(again.returns[0].projects.rows[0].values["quantity"]) == "120.50"


def test_a_damaged_reading_is_made_again(tmp_path, programme, book):
    month, kept = tmp_path / "2024-06", tmp_path / "readings"
    month.mkdir()
    (month / "a.xlsx").write_bytes(fill(book))
    fresh = read_month(month, programme, JUNE, readings=kept)
    (path,) = kept.rglob("*.json.gz")
    good = path.read_bytes()
    for spoilt in (b"", good[:-10], gzip.compress(b"[]"), gzip.compress(b'{"cover": {}}'), gzip.compress(b"null")):
        path.write_bytes(spoilt)
        assert read_month(month, programme, JUNE, readings=kept) == fresh
        assert path.read_bytes() == good


def test_a_reading_that_was_changed_or_is_anothers_is_made_again(tmp_path, programme, book):
    """10 000万元 written into a kept reading came out on the board."""
    month, kept = tmp_path / "2024-06", tmp_path / "readings"
    month.mkdir()
    (month / "a.xlsx").write_bytes(fill(book))
    fresh = read_month(month, programme, JUNE, readings=kept)
    (path,) = kept.rglob("*.json.gz")
    good = path.read_bytes()
    (row, *_) = (row for row in fresh.returns[0].movements.rows if row.fen("benefit"))
    text = gzip.decompress(good).decode()
    changed = text.replace(str(row.fen("benefit")), str(row.fen("benefit") + 1_000_000_000_000))
    assert changed != text
    path.write_bytes(gzip.compress(changed.encode()))
    assert read_month(month, programme, JUNE, readings=kept) == fresh
    assert path.read_bytes() == good

    book.set(book.movements, "本月经济效益(万元)", 999)
    (month / "a.xlsx").write_bytes(book.data())
    other = read_month(month, programme, JUNE, readings=kept)
    assert other != fresh
    (second,) = (found for found in kept.rglob("*.json.gz") if found != path)
    second.write_bytes(good)  # a sound entry, of another workbook
    assert read_month(month, programme, JUNE, readings=kept) == other


def test_reading_anew_believes_nothing_that_is_kept(tmp_path, programme, book):
    """A kept reading may be wrong and sound: written by somebody who knows how its checksum is made."""
    month, kept = tmp_path / "2024-06", tmp_path / "readings"
    month.mkdir()
    (month / "a.xlsx").write_bytes(book.data())
    true = read_month(month, programme, JUNE)
    (returned,) = true.returns
    wrong = replace(returned, cover=replace(returned.cover, benefit_total=1))
    readings_module.Readings(kept, programme).write(wrong)
    assert read_month(month, programme, JUNE, readings=kept).returns == (wrong,)
    assert read_month(month, programme, JUNE, readings=kept, anew=True) == true
    assert read_month(month, programme, JUNE, readings=kept) == true  # whoever looks later finds what was read


def test_another_programme_reads_anew(tmp_path, programme, book):
    month, kept = tmp_path / "2024-06", tmp_path / "readings"
    month.mkdir()
    (month / "a.xlsx").write_bytes(book.data())
    read_month(month, programme, JUNE, readings=kept)
    read_month(month, programme.model_copy(update={"digest": "f" * 64}), JUNE, readings=kept)
    assert len(list(kept.rglob("*.json.gz"))) == 2


def test_readings_that_cannot_be_kept_stop_nothing(tmp_path, programme, book):
    month, kept = tmp_path / "2024-06", tmp_path / "readings"
    month.mkdir()
    kept.write_text("a file in the way")
    (month / "a.xlsx").write_bytes(book.data())
    assert len(read_month(month, programme, JUNE, readings=kept).returns) == 1


def test_a_reading_renamed_is_equal_but_for_the_name(read, book):
    returned = read(book)
    assert folder_module.rename(returned, "x.xlsx") == replace(returned, file="x.xlsx")


@pytest.mark.slow
def test_a_hundred_thousand_rows(tmp_path, programme):
    (tmp_path / "a.xlsx").write_bytes(make_big_return(100_000))
    assert gc.isenabled()
    (returned,) = read_month(tmp_path, programme, JUNE).returns
    assert gc.isenabled()
    assert returned.findings == ()
    assert len(returned.projects.rows) == len(returned.movements.rows) == returned.cover.project_count == 100_000
    last = returned.movements.rows[-1]
    assert (last.number, last.text("project"), last.fen("benefit")) == (
        100_001,
        "430424-ZY05-2010-0000",
        100_000_010_000,
    )
    assert sum(row.fen("benefit") for row in returned.movements.rows) == sum_of_benefit(100_000)
    assert returned.cover.benefit_total == sum_of_benefit(100_000)


def test_a_file_that_changes_while_it_is_read_is_unread(tmp_path, programme, book, monkeypatch):
    (tmp_path / "a.xlsx").write_bytes(book.data())
    contents = iter((book.data(), book.data() + b"x"))
    monkeypatch.setattr(folder_module, "_read_bytes", lambda path: next(contents))
    files = read_month(tmp_path, programme, JUNE)
    assert [(item.file, "被改动" in item.message) for item in files.unread] == [("a.xlsx", True)]


def test_another_version_of_a_library_reads_anew(tmp_path, programme, book, monkeypatch):
    month, kept = tmp_path / "2024-06", tmp_path / "readings"
    month.mkdir()
    (month / "a.xlsx").write_bytes(book.data())
    read_month(month, programme, JUNE, readings=kept)
    real = readings_module.version
    monkeypatch.setattr(readings_module, "version", lambda name: "99" if name == "xlrd" else real(name))
    readings_module._source_digest.cache_clear()
    try:
        read_month(month, programme, JUNE, readings=kept)
    finally:
        readings_module._source_digest.cache_clear()
    assert len(list(kept.rglob("*.json.gz"))) == 2
