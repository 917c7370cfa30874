"""The child process: crashes, hangs and bursts end as a sentence and harm no other file."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading import sandbox, worker
from sanzi_lib.ledger.reading.container import open_grid
from sanzi_lib.ledger.reading.read import choose_sheets
from sanzi_lib.ledger.reading.sandbox import Sandbox

ROOT = Path(__file__).parents[3]


@pytest.fixture
def box():
    with Sandbox() as opened:
        yield opened


def test_many_files_through_one_child(box, book):
    data = book.data()
    heads, sheets = box.read(data, choose_sheets)
    child = box._child
    assert [head.name for head in heads] == ["报送封面", "项目台账", "盘活情况表"]
    assert sheets[2].row(1)[1].text == "430424-ZY05-2024-0007"
    with pytest.raises(UnreadableError):
        box.read(data[:500], choose_sheets)
    assert box.read(data, choose_sheets)[1].keys() == sheets.keys()
    assert box._child is child


def test_a_damaged_sheet_does_not_upset_the_next_file(box, book, patch_part):
    bad = patch_part(book.data(), "xl/worksheets/sheet2.xml", lambda text: text.replace("</row>", "", 1))
    with pytest.raises(UnreadableError, match="损坏"):
        box.read(bad, choose_sheets)
    assert len(box.read(book.data(), choose_sheets)[1]) == 3


def spoil(monkeypatch, code):
    """Let the child run ``code`` at its first workbook."""
    start = (
        "import json, sys; sys.path[:] = json.loads(sys.argv[1]); import sanzi_lib.ledger.reading.worker as w\n"
        f"def burst(data):\n    {code}\n"
        "w.open_grid = burst; w.main(int(sys.argv[2]))"
    )
    monkeypatch.setattr(sandbox, "_START", start)


@pytest.mark.parametrize(
    "code", ["import os; os.abort()", "raise SystemExit", "raise RuntimeError", "print('x' * 10**6); 1/0"]
)
def test_a_crash_is_a_sentence(monkeypatch, book, box, code):
    with monkeypatch.context() as patch:
        spoil(patch, code)
        with pytest.raises(UnreadableError, match="读取时出错"):
            box.read(book.data(), choose_sheets)
    assert len(box.read(book.data(), choose_sheets)[1]) == 3


def test_a_hang_is_a_sentence(monkeypatch, book):
    with Sandbox(seconds=0.5) as box, monkeypatch.context() as patch:
        spoil(patch, "import time; time.sleep(60)")
        with pytest.raises(UnreadableError, match="秒仍未完成"):
            box.read(book.data(), choose_sheets)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a limit on address space")
def test_a_burst_is_a_sentence(book, patch_part):
    huge = patch_part(
        book.data(),
        "xl/worksheets/sheet2.xml",
        lambda text: text.replace(
            "</sheetData>",
            f'<row r="9"><c r="A9" t="inlineStr"><is><t>{"x" * 200_000_000}</t></is></c></row></sheetData>',
        ),
    )
    with Sandbox(memory=300 << 20) as box:
        with pytest.raises(UnreadableError, match="内存"):
            box.read(huge, choose_sheets)
        assert len(box.read(book.data(), choose_sheets)[1]) == 3


def test_an_answer_that_would_burst_the_one_who_asked_is_a_sentence(monkeypatch, book):
    monkeypatch.setattr(worker, "MOST_ANSWERED", 5_000)
    out = io.BytesIO()
    wanted = io.BytesIO()
    worker.write_frame(wanted, b"[0, 1]")
    wanted.seek(0)
    book.projects["B2"] = "甲" * 5_000
    worker._serve_sheets(open_grid(book.data()), wanted, out)
    out.seek(0)
    first, second = (json.loads(worker.read_frame(out)) for _ in range(2))
    assert worker.decode_sheet(first).row(0)[1].text == "报送单位"
    assert "内存" in second["unreadable"]


def test_the_child_stays_light_and_works_from_a_script_on_standard_input(book, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(book.data())
    # No guard of __main__: nothing of this script may run again in the child.
    script = (
        "print('once')\n"
        "from pathlib import Path\n"
        "from sanzi_lib.ledger.reading.read import choose_sheets\n"
        "from sanzi_lib.ledger.reading.sandbox import Sandbox\n"
        "box = Sandbox()\nprint(len(box.read(Path('a.xlsx').read_bytes(), choose_sheets)[1]))\nbox.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-"], input=script, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.split() == ["once", "3"], done.stderr
    code = (
        "import sys, sanzi_lib.ledger.reading.worker\n"
        "print([m for m in ('pandas', 'pydantic', 'numpy') if m in sys.modules])"
    )
    light = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert light.stdout.strip() == "[]"
