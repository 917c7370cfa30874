"""SHA256SUMS as sha256sum writes and reads it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys

import pytest

from sanzi_lib.errors import RecordError
from sanzi_lib.run.sums import check_sums, read_sums, write_sums

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


@pytest.mark.parametrize("text", ["nothing\n", f"{EMPTY} x\n{EMPTY}\n"])
def test_a_damaged_list_is_refused(folder, text):
    (folder / "SHA256SUMS").write_text(text)
    with pytest.raises(RecordError, match="SHA256SUMS"):
        check_sums(folder)


def test_files_still_to_come_are_listed(folder):
    write_sums(folder, {"v1/publish.json": EMPTY})
    assert check_sums(folder) == ("缺少 v1/publish.json",)
    assert check_sums(folder, without="v1/") == ()
