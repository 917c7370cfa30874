"""How near the main job is to the work itself, as ratios measured side by side in one run.

Run by hand: ``python tests/benchmarks/bench_main_job.py [--units K] [--rows N]``. Nothing here asserts; machines
differ, so quote ratios. Each pair is timed in turn, A B A B …, and the median of the pairwise ratios is printed.

- *read*: reading and interpreting a month's workbooks in the child process, against openpyxl opening the same sheets.
- *rows*: the same of one return with N projects, all columns filled, with the most memory that each process took.
- *cached*: the same month from the cache of readings, against reading it.
- *board*: one board from accepted frames, against one plain groupby over the same rows.
- *documents*: HTML, PDF and XLSX of a finished document, against the PDF alone.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl

from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.reading.folder import read_month
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.months import Month
from sanzi_lib.params.load import find_programme
from sanzi_lib.render.document import Document
from sanzi_lib.render.html import render_html
from sanzi_lib.render.pdf import render_pdf
from sanzi_lib.render.xlsx.workbook import render_xlsx
from sanzi_lib.reports import leaderboard
from sanzi_lib.sample import write_sample

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 5

sys.path.insert(0, str(ROOT / "tests" / "ledger" / "reading"))
from big_return import make_big_return  # noqa: E402  # a module of the tests

_MEMORY = """
import resource, sys
from pathlib import Path
from sanzi_lib.ledger.reading.folder import read_month
from sanzi_lib.months import Month
from sanzi_lib.params.load import find_programme
read_month(Path(sys.argv[2]), find_programme(Path(sys.argv[1], "params"), year=2024), Month(2024, 6))
ours, child = (resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(f"most memory: {ours} MB in the process that interprets, {child} MB in the one that reads")
"""


def compare(name: str, ours: Callable[[], object], floor: Callable[[], object], per: str) -> None:
    """Time two callables in turn and print both medians and the median of the ratios."""
    ours()
    floor()
    pairs = []
    for _ in range(ROUNDS):
        pairs.append((_seconds(ours), _seconds(floor)))
    ratio = statistics.median(a / b for a, b in pairs)
    a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
    sys.stdout.write(f"{name:10} {a:8.3f} s  floor {b:8.3f} s  ratio {ratio:6.2f}  ({per})\n")


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def measure_rows(rows: int) -> None:
    """Measure one return of many rows."""
    programme = find_programme(ROOT / "params", year=2024)
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary, "a.xlsx")
        file.write_bytes(make_big_return(rows, full=True))
        compare(
            "rows",
            lambda: read_month(file.parent, programme, Month(2024, 6)),
            partial(open_sheets, file),
            f"{rows} rows, {file.stat().st_size >> 20} MB",
        )
        # In a process of its own: what the floor took would count here, and a child begins with what its parent had.
        done = subprocess.run(
            [sys.executable, "-c", _MEMORY, str(ROOT), str(file.parent)], capture_output=True, text=True, check=False
        )
        sys.stdout.write(f"{'':10} {done.stdout.strip() or 'no memory measured on this system'}\n")


def open_sheets(file: Path) -> None:
    """Open a workbook in openpyxl and take every cell."""
    workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
    for sheet in workbook.worksheets:
        for _ in sheet.values:
            pass
    workbook.close()


def main() -> None:
    """Measure on a sample of the first programme under ``params``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=1, help="multiply the units of the sample")
    parser.add_argument("--rows", type=int, default=10_000, help="projects of the one big return")
    arguments = parser.parse_args()
    scale = arguments.units
    measure_rows(arguments.rows)
    month = Month(2024, 2)
    with tempfile.TemporaryDirectory() as temporary:
        ledgers, readings = Path(temporary, "ledgers"), Path(temporary, "readings")
        programme = find_programme(ROOT / "params", year=month.year)
        write_sample(ledgers, programme, through=month, scale=scale)
        if scale > 1:
            programme = find_programme(ledgers / "params", year=month.year)
        folder = ledgers / str(month)
        files = sorted(folder.glob("*.xlsx"))

        def open_all() -> None:
            for file in files:
                open_sheets(file)

        per = f"{len(files)} workbooks"
        compare("read", lambda: read_month(folder, programme, month), open_all, per)
        read_month(folder, programme, month, readings=readings)
        compare(
            "cached",
            lambda: read_month(folder, programme, month, readings=readings),
            lambda: read_month(folder, programme, month),
            per,
        )
        accepted = read_year(programme, ledgers, month, readings=readings)
        group = programme.groups[0].id
        compare(
            "board",
            lambda: compute_board(build_facts(accepted, programme, month), group),
            accepted.movements.groupby(["unit", "field", "month"])[["benefit", "treasury"]].sum,
            f"{len(accepted.movements)} rows",
        )
        board = compute_board(build_facts(accepted, programme, month), group)
        on = month.last_day
        head = leaderboard.build_head(board, programme, on, ())
        blocks = (
            *leaderboard.build_opening(board, programme),
            *leaderboard.build_board(board, programme, on),
            *leaderboard.build_standing(board, programme),
            *leaderboard.build_data(board, on),
        )
        document = Document(head, blocks)

        def render_all() -> None:
            render_html(document)
            render_pdf(document)
            render_xlsx(document)

        compare("documents", render_all, lambda: render_pdf(document), f"{len(board.rows)} units")


if __name__ == "__main__":
    main()
