"""Make what ``words/`` holds: the words and figures of every report of two sample months, and what the commands say.

``python tests/frozen/freeze.py --write`` writes the texts anew, after a change of words or figures that was meant; look
at ``git diff tests/frozen/words`` before you commit it. Without ``--write`` it only says which texts differ.

Only the command line of the project (and its version) is used here, so these texts stand through every move of modules.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import io
import os
import re
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from document_words import is_readable, json_lines, read_words

from sanzi_lib import __version__
from sanzi_lib.cli.app import run_command

ROOT = Path(__file__).resolve().parents[2]
WORDS = Path(__file__).resolve().parent / "words"
WRITE = "python tests/frozen/freeze.py --write"

JUNE, JULY = "2024-06", "2024-07"
UNIT = "耒阳市"
ON_30_JUNE = ["--as-of", "2024-06-30"]
ON_31_JULY = ["--as-of", "2024-07-31"]
RETURNS = ["sample", "ledgers", "--through", JULY]
COMMANDS = {
    "check-06": ["check", JUNE, *ON_30_JUNE],
    "run-06": ["run", JUNE, "--report", "all", *ON_30_JUNE],
    "run-06-unit": ["run", JUNE, "--report", "quarterly", "--unit", UNIT, *ON_30_JUNE],
    "publish-06": ["publish", JUNE, "--open", "已逐项问过，先行定稿"],
    "run-07": ["run", JULY, "--report", "all", "--format", "html,xlsx,docx", *ON_31_JULY],
    "verify-06": ["verify", JUNE],
    "diff-07": ["diff", JULY, *ON_31_JULY],
    "ledger-07": ["ledger", JULY, "--unit", UNIT, *ON_31_JULY],
    "trace-07": ["trace", JULY, "县市组", UNIT],
    "trace-07-json": ["trace", JULY, "市级组", "合计", "available_cumulative", "--json"],
    "trace-06-rate": ["trace", JUNE, "市级组", "市国资委", "attainment"],
}
"""June is published before July is made, so July is held against a published month and restates it. Only published
documents need a PDF, whose words are held against its HTML elsewhere."""

STATUS = {"check-06": 1}
"""Exit statuses other than 0: returns of June are missing or sent back."""

_UNREPEATABLE = (
    (re.compile(r"<today>[ T]\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d)?"), "<now>"),
    (re.compile(r"用时[\d.]+秒"), "用时…秒"),
    # Of workbooks, which go with the version of openpyxl, and of the library; whole or the first twelve digits.
    (re.compile(r"(?<![.\w-])([0-9a-f]{64}|[0-9a-f]{12})(?![.\w-])"), "<sha256>"),
    (re.compile(rf"\| {re.escape(__version__)} \|"), "| <version> |"),
)
_MADE = re.compile(r"20\d\d-\d\d .+：(已生成|没有变化|未变)")


def make_texts(work: Path) -> dict[str, str]:
    """Run the commands in a project of their own and give every text by its file name.

    Args:
        work: An empty folder.
    """
    work = work.resolve()
    begun = date.today()
    shutil.copytree(ROOT / "params", work / "params")
    said = {}
    with contextlib.chdir(work):
        assert _run(RETURNS)[0] == 0
        for name, words in COMMANDS.items():
            said[f"命令-{name}"] = _tell(words, STATUS.get(name, 0))
    texts = {**said, **_read_output(work / "output")}
    days = sorted({*_days(begun), *_days(date.today())})
    return {f"{name}.txt": _normalise(lines, work, days) for name, lines in sorted(texts.items())}


def compare(kept: str, made: str, name: str, most: int = 40) -> str:
    """Give the first lines of a unified diff, empty where the texts agree."""
    if kept == made:
        return ""
    lines = list(
        difflib.unified_diff(kept.splitlines(), made.splitlines(), f"kept/{name}", f"made/{name}", "", "", 1, "")
    )
    more = [f"… and {len(lines) - most} lines more"] if len(lines) > most else []
    return "\n".join([*(line[:400] for line in lines[:most]), *more])


def read_kept() -> dict[str, str]:
    """Give the texts of the repository by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(WORDS.glob("*.txt"))}


def _run(words: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run_command(words)
    return status, out.getvalue(), err.getvalue()


def _tell(words: list[str], expected: int) -> list[str]:
    status, out, err = _run(words)
    assert status == expected, f"sanzi {' '.join(words)} ended with {status}, not {expected}:\n{out}{err}"
    spoken = json_lines(out) if "--json" in words else _in_order(out.splitlines())
    lines = [f"$ sanzi {' '.join(words)}", *spoken]
    if err:
        lines += ["stderr:", *err.splitlines()]
    return [*lines, f"exit status {status}"]


def _in_order(lines: list[str]) -> list[str]:
    """Sort the lines on reports that were made: they come as the processes end."""
    made = iter(sorted(line for line in lines if _MADE.match(line)))
    return [next(made) if _MADE.match(line) else line for line in lines]


def _read_output(output: Path) -> dict[str, list[str]]:
    """Give the lines of every document of the months, a text per folder, and of the catalogue."""
    texts: dict[str, list[str]] = {"目录": read_words(output / "index.html")}
    for month in sorted(output.glob("20??-??")):
        for path in sorted(month.rglob("*")):
            if path.is_file() and is_readable(path) and path.name not in {"manifest.json", ".made.json"}:
                name = "-".join(path.parent.relative_to(output).parts)
                texts.setdefault(name, []).extend([f"===== {path.name}", *read_words(path), ""])
    return texts


def _days(today: date) -> list[str]:
    return [today.isoformat(), f"{today.year}年{today.month}月{today.day}日", f"{today.year}年{today:%m}月{today:%d}日"]


def _normalise(lines: list[str], work: Path, days: list[str]) -> str:
    text = "\n".join(lines).rstrip("\n") + "\n"
    text = text.replace(str(work), "<work>").replace(os.sep, "/")
    for day in days:
        text = text.replace(day, "<today>")
    for pattern, word in _UNREPEATABLE:
        text = pattern.sub(word, text)
    return text


def main() -> int:
    """Write the texts anew, or say which differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write words/ anew")
    parser.add_argument("--lines", type=int, default=40, help="lines of each difference that are shown")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="frozen-") as folder:
        made = make_texts(Path(folder))
    kept = read_kept()
    differ = [name for name in sorted({*kept, *made}) if kept.get(name) != made.get(name)]
    for name in differ:
        sys.stdout.write(compare(kept.get(name, ""), made.get(name, ""), name, arguments.lines) + "\n")
    sys.stdout.write(f"{len(made)} texts, {len(differ)} differ\n")
    if arguments.write:
        WORDS.mkdir(exist_ok=True)
        for path in WORDS.glob("*.txt"):
            path.unlink()
        for name, text in made.items():
            (WORDS / name).write_text(text, encoding="utf-8", newline="\n")
    return 0 if arguments.write or not differ else 1


if __name__ == "__main__":
    raise SystemExit(main())
