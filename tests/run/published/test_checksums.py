"""SHA256SUMS as sha256sum writes and reads it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys

import pytest

from sanzi_lib.errors import RecordError
from sanzi_lib.run.published.checksums import check_stated, check_sums, read_sums, write_sums

EMPTY = hashlib.sha256(b"").hexdigest()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "returns" / "2024-06").mkdir(parents=True)
    (tmp_path / "returns" / "2024-06" / "6月 报.xlsx").write_bytes(b"")
    (tmp_path / "publish.json").write_text("{}")
    write_sums(tmp_path)
    return tmp_path


def test_written_as_sha256sum_writes(folder):
    assert f"{EMPTY}  returns/2024-06/6月 报.xlsx\n" in (folder / "SHA256SUMS").read_text(encoding="utf-8")
    assert set(read_sums(folder)) == {"publish.json", "returns/2024-06/6月 报.xlsx"}
    assert check_sums(folder) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not take")
def test_names_with_line_feeds_and_backslashes(folder):
    for name in ("a\nb.xlsx", "c\\d.xlsx", "e\\nf.xlsx", "g\rh.xlsx"):
        (folder / name).write_bytes(b"")
    write_sums(folder)
    assert check_sums(folder) == ()
    assert {"a\nb.xlsx", "c\\d.xlsx", "e\\nf.xlsx", "g\rh.xlsx"} < set(read_sums(folder))
    if tool := shutil.which("sha256sum"):
        assert subprocess.run([tool, "--quiet", "--check", "SHA256SUMS"], cwd=folder, check=False).returncode == 0


def test_missing_changed_extra_and_linked_files_are_named(folder):
    (folder / "publish.json").write_text("{ }")
    (folder / "returns" / "2024-06" / "6月 报.xlsx").unlink()
    (folder / "新.txt").write_text("")
    assert check_sums(folder) == ("publish.json 已被改动", "缺少 returns/2024-06/6月 报.xlsx", "多出 新.txt")
    assert check_sums(folder, under="returns/") == ("缺少 returns/2024-06/6月 报.xlsx",)
    assert check_sums(folder, without="returns/") == ("publish.json 已被改动", "多出 新.txt")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_is_not_the_file(folder, tmp_path):
    target = folder / "publish.json"
    shutil.move(target, tmp_path.parent / "elsewhere.json")
    target.symlink_to(tmp_path.parent / "elsewhere.json")
    assert check_sums(folder) == ("publish.json 已被改动",)


@pytest.mark.parametrize(
    "text",
    [
        "nothing\n",
        f"{EMPTY} x\n{EMPTY}\n",
        "",
        f"{EMPTY}  publish.json",  # cut off
        f"{EMPTY}  publish.json\r\n",  # saved by an editor
        f"{EMPTY}  publish.json\n{'0' * 64}  publish.json\n",  # said twice, and not the same
        f"{EMPTY.upper()}  publish.json\n",
    ],
)
def test_a_damaged_list_is_refused(folder, text):
    (folder / "SHA256SUMS").write_bytes(text.encode())
    with pytest.raises(RecordError, match="SHA256SUMS"):
        check_sums(folder)


def test_the_order_of_the_lines_says_nothing(folder):
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "SHA256SUMS").write_text("".join([*reversed(lines), lines[0]]), encoding="utf-8")
    assert check_sums(folder) == ()


def test_a_line_that_was_taken_out_leaves_a_file_that_nobody_vouches_for(folder):
    (folder / "SHA256SUMS").write_text(f"{EMPTY}  returns/2024-06/6月 报.xlsx\n", encoding="utf-8")
    assert check_sums(folder) == ("多出 publish.json",)


def test_files_that_reading_passes_over_may_be_let_pass(folder):
    for name in (".DS_Store", "~$6月 报.xlsx", "x~$.xlsx"):
        (folder / "returns" / "2024-06" / name).write_text("")
    assert check_sums(folder, may_add=(".", "~$")) == ("多出 returns/2024-06/x~$.xlsx",)
    assert len(check_sums(folder)) == 3


def test_digests_stated_elsewhere_are_held_in_the_same_words(folder):
    assert check_stated(folder, {"publish.json": EMPTY, "x": EMPTY}) == ("publish.json 已被改动", "缺少 x")


def test_files_still_to_come_are_listed(folder):
    write_sums(folder, {"v1/publish.json": EMPTY})
    assert check_sums(folder) == ("缺少 v1/publish.json",)
    assert check_sums(folder, without="v1/") == ()
