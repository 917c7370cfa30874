"""How near ``sanzi run`` is to what its reports cost, and how far from the stock route: one table, one run.

Run by hand: ``python tests/benchmarks/bench_routes.py [--rounds N] [--year]``. Nothing here asserts; machines differ,
so quote the ratios with date and machine. The five boards and the overview of the sample's June, HTML and PDF each, by
four routes, taken in turn in every round; of each the median of its rounds is shown, in seconds a report:

- *stock*: per report the ``papermill`` command, ``jupyter nbconvert --to html``, and a browser's print to PDF.
- *in process*: papermill and nbconvert's exporters in one warm process, an ordinary kernel per report.
- *run --jobs N*: the command ``sanzi run``, where no report stands yet.
- *floor*: the code of the same notebooks in one warm process, without kernels, and the same documents set from it.

Readings and whatever else the record keeps are there before anything is timed: every route finds the same state.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MONTH, AS_OF, YEAR = "2024-06", "2024-06-30", "2024-01..2024-12"
GROUPS = ("municipal", "counties", "districts", "enterprises", "parks")
REPORTS: tuple[tuple[str, dict[str, str]], ...] = (
    *(("leaderboard", {"group": group}) for group in GROUPS),
    ("overview", {}),
)
FORMATS = ("html", "pdf")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")


class Phases:
    """Seconds by what they were spent on."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Count the time of a block as this phase's."""
        start = time.perf_counter()
        yield
        self.seconds[name] += time.perf_counter() - start


def sanzi(*words: str) -> None:
    """Run the command as an analyst does, in the project at hand."""
    done = subprocess.run([sys.executable, "-m", "sanzi_lib", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"sanzi {' '.join(words)}\n{done.stdout}\n{done.stderr}")


def parameters_of(report: str, own: dict[str, str]) -> dict[str, Any]:
    """Parameters of a report's notebook in the project at hand."""
    return {"month": MONTH, "as_of": AS_OF, "ledgers": "ledgers", "record": "output", **own}


def run_stock(browser: str | None) -> None:
    """Make every report by the commands that come with Jupyter; without a browser there is no PDF."""
    for number, (report, own) in enumerate(REPORTS):
        made = Path("stock", str(number))
        made.mkdir(parents=True, exist_ok=True)
        given = [word for item in parameters_of(report, own).items() for word in ("-p", *map(str, item))]
        notebook = str(made / "out.ipynb")
        commands = [
            [sys.executable, "-m", "papermill", f"notebooks/{report}.ipynb", notebook, *given],
            [sys.executable, "-m", "nbconvert", "--to", "html", notebook],
        ]
        if browser is not None:
            page, profile = (made / "out.html").resolve().as_uri(), Path("stock", "profile").resolve()
            commands.append([browser, *FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={made}/out.pdf", page])
        for command in commands:
            subprocess.run(command, capture_output=True, check=True)


def run_in_process() -> None:
    """Make every report by papermill and nbconvert in this process, with an ordinary kernel for each."""
    import nbformat
    import papermill
    from nbconvert.exporters import get_exporter

    for number, (report, own) in enumerate(REPORTS):
        made = Path("process", str(number))
        made.mkdir(parents=True, exist_ok=True)
        executed = str(made / "out.ipynb")
        papermill.execute_notebook(
            f"notebooks/{report}.ipynb", executed, parameters_of(report, own), kernel_name="python3", progress_bar=False
        )
        notebook = nbformat.read(executed, as_version=4)
        for name in FORMATS:
            content, _ = get_exporter(f"sanzi_{name}")().from_notebook_node(notebook)
            data = content if isinstance(content, bytes) else content.encode()
            (made / f"out.{name}").write_bytes(data)


def run_floor(phases: Phases) -> None:
    """Run the code of every notebook in this process and set the same documents."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    from sanzi_lib.run.documents import read_notebook, write_documents

    shell = InteractiveShell.instance()
    for number, (report, own) in enumerate(REPORTS):
        shell.reset(new_session=True)
        made = Path("floor", str(number))
        made.mkdir(parents=True, exist_ok=True)
        notebook = read_notebook(Path("notebooks", f"{report}.ipynb"))
        for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
            source = cell.source
            if "parameters" in cell.metadata.get("tags", []):
                source += "".join(f"\n{name} = {value!r}" for name, value in parameters_of(report, own).items())
            with phases.of(name_phase(source)), capture_output() as captured:
                result = shell.run_cell(source, store_history=True)
            if not result.success:
                sys.exit(f"{report}: {result.error_before_exec or result.error_in_exec}")
            cell.execution_count = shell.execution_count - 1
            cell.outputs = [
                nbformat.v4.new_output("display_data", shown.data, metadata=shown.metadata or {})
                for shown in captured.outputs
            ]
        for name in FORMATS:
            with phases.of(name):
                write_documents(notebook, made, (name,))


def name_phase(source: str) -> str:
    """What a cell is for, by what it calls."""
    told = (
        ("read_accepted", "the accepted year"),
        ("build_charts", "charts"),
        ("show(", "blocks"),
        ("build_frame", "tables for the eye"),
        ("compute", "measures"),
    )
    return next((phase for word, phase in told if word in source), "parameters and imports")


def time_routes(routes: dict[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """Time the routes in turn; give the median seconds a report of each."""
    taken: dict[str, list[float]] = {name: [] for name in routes}
    for _ in range(rounds):
        for name, route in routes.items():
            start = time.perf_counter()
            route()
            taken[name].append((time.perf_counter() - start) / len(REPORTS))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def main() -> None:
    """Measure and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--year", action="store_true", help="also the year: 60 boards and 12 overviews, four formats")
    given = options.parse_args()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name in ("notebooks", "params"):
            shutil.copytree(ROOT / name, name)
        sanzi("sample", "ledgers", "--through", "2024-12" if given.year else MONTH)
        run_command()  # from here on the record is there
        phases = Phases()
        run_floor(Phases())  # imports, caches of fonts and templates
        seconds = time_routes(
            {
                "stock": lambda: run_stock(browser),
                "in process": run_in_process,
                "run --jobs 1": lambda: run_command("--jobs", "1"),
                "run --jobs 2": lambda: run_command("--jobs", "2"),
                "floor": lambda: run_floor(phases),
            },
            given.rounds,
        )
        say_table(seconds, phases, given.rounds, browser)
        if given.year:
            say_year(seconds["stock"])
        os.chdir(ROOT)


def run_command(*options: str) -> None:
    """Make the month's reports by the command; what stood is taken away, for a report that stands is not made again."""
    shutil.rmtree(Path("output", MONTH), ignore_errors=True)
    sanzi("run", MONTH, "--format", ",".join(FORMATS), "--as-of", AS_OF, *options)


def say_table(seconds: dict[str, float], phases: Phases, rounds: int, browser: str | None) -> None:
    """Print seconds and ratios of the routes, and what the floor is spent on."""
    stock, floor = seconds["stock"], seconds["floor"]
    lines = [f"{date.today()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}, {rounds} rounds"]
    lines += [] if browser else ["no browser found: the stock route makes no PDF"]
    lines += [f"{'route':14}{'s a report':>12}{'stock / it':>12}{'it / floor':>12}"]
    lines += [f"{name:14}{it:12.2f}{stock / it:12.1f}{it / floor:12.1f}" for name, it in seconds.items()]
    lines += [f"in process / run --jobs 1: {seconds['in process'] / seconds['run --jobs 1']:.1f}"]
    lines += ["floor, by phase:"]
    per = rounds * len(REPORTS)
    spent = sorted(phases.seconds.items(), key=lambda item: -item[1])
    lines += [f"  {name:20}{taken / per:8.3f} s a report" for name, taken in spent]
    sys.stdout.write("\n".join(lines) + "\n")


def say_year(stock: float) -> None:
    """Print what a year takes, and then the same year unchanged, against one report of the stock route."""
    for name in ("year", "year, unchanged"):
        start = time.perf_counter()
        sanzi("run", YEAR, "--as-of", "2024-12-31")
        taken = time.perf_counter() - start
        sys.stdout.write(f"{name:18}{taken:8.1f} s, {taken / stock:.1f} reports of the stock route\n")


if __name__ == "__main__":
    main()
