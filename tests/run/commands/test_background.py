"""The console's process: it tells what happens, one click at a time, and ends whenever it should."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from sanzi_lib.run.ask.options import Options
from sanzi_lib.run.commands.background import Background, Begun, ClickFailed, Done, Over, Said, Stopped
from sanzi_lib.run.commands.click import Arrivals, Click

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 120


@pytest.fixture
def project(tmp_path):
    """A project in which nobody has reported for June yet."""
    shutil.copytree(ROOT / "params" / "hengyang-2024", tmp_path / "params" / "hengyang-2024")
    (tmp_path / "ledgers" / "2024-06").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    return tmp_path.resolve()


@pytest.fixture
def background():
    told = queue.Queue()
    made = Background(lambda click, event: told.put((click, event)))

    def hear_to_the_end():
        events = []
        while not events or not isinstance(events[-1], (Done, ClickFailed, Stopped)):
            _, event = told.get(timeout=SECONDS)
            events.append(event)
        return events

    made.hear_to_the_end = hear_to_the_end
    yield made
    made.close()


def errand_for(project, verb, **options):
    given = {"months": ["2024-06"], "ledgers": Path("ledgers"), "jobs": 1, **options}
    return Click(verb, Options(**given), project)


def write_sleeper(project, started):
    """A notebook that says that it runs and then takes for ever."""
    cells = [
        nbformat.v4.new_code_cell("month: str = ''", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(
            f"import os, time\nopen({str(started)!r} + '~', 'w').write(str(os.getpid()))\n"
            f"os.replace({str(started)!r} + '~', {str(started)!r})\ntime.sleep(600)"
        ),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), project / "notebooks" / "overview.ipynb")


def wait_until(holds):
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_look_tells_who_has_reported_and_the_next_errand_is_refused_until_then(project, background):
    (project / "ledgers" / "2024-06" / "说明.docx").write_bytes(b"x")
    look = errand_for(project, "look")
    assert background.start(look)
    assert background.click == look
    assert not background.start(errand_for(project, "run"))
    (*_, last) = background.hear_to_the_end()
    assert isinstance(last, Done)
    assert isinstance(last.result, Arrivals)
    assert last.result.sentence.startswith("25个单位：已报送0个，退回修改0个，未报送25个；未读取的文件1个，")
    states = [row.cells[1].text for row in last.result.table.rows]
    assert states == ["未报送"] * 25 + ["未读取"]
    assert not list((project / "output").glob("2024*")), "a look makes nothing"
    assert background.click is None

    # The same process does the next one, and an error is a sentence.
    pid = background._worker._process.pid
    assert background.start(errand_for(project, "look", ledgers=Path("别处")))
    (last,) = background.hear_to_the_end()
    assert isinstance(last, Done)
    assert last.result.table is None
    assert "没有文件夹" in last.result.sentence
    assert background.start(errand_for(project, "run", groups=("没有的组",)))
    (last,) = background.hear_to_the_end()
    assert isinstance(last, ClickFailed)
    assert "没有名为“没有的组”的组" in last.sentence
    assert background._worker._process.pid == pid


def test_a_run_is_stopped_with_everything_that_it_started(project, background, tmp_path):
    started = tmp_path / "started"
    write_sleeper(project, started)
    assert background.start(errand_for(project, "run", reports=("overview",)))
    wait_until(started.exists)
    kernel = int(started.read_text())
    background.stop()
    events = background.hear_to_the_end()
    assert events[-1] == Stopped(asked=True)
    assert Begun("生成报告", 1) in events
    assert Over() in events
    assert any(isinstance(event, Said) and event.warns and "未报送" in event.text for event in events)
    wait_until(lambda: not psutil.pid_exists(kernel))
    assert not (project / "output" / "2024-06" / "全市").exists()
    if sys.platform != "win32":  # there the process is ended as it is, and the next run cleans up
        assert not (project / "output" / ".staging").exists()

    # The next click finds a new process and a free output folder.
    assert background.start(errand_for(project, "look"))
    assert isinstance(background.hear_to_the_end()[-1], Done)


def test_a_process_that_dies_is_told(project, background):
    assert background.start(errand_for(project, "look"))
    psutil.Process(background._worker._process.pid).kill()
    assert background.hear_to_the_end() == [Stopped(asked=False)]
    assert background.start(errand_for(project, "look"))
    assert isinstance(background.hear_to_the_end()[-1], Done)


_CONSOLE = """
import os, sys, time
from pathlib import Path
import psutil
from sanzi_lib.run.commands.background import Background
from sanzi_lib.run.commands.click import Click
from sanzi_lib.run.ask.options import Options

background = Background(lambda *_: None)
options = Options(months=["2024-06"], ledgers=Path("ledgers"), jobs=1, reports=("overview",))
background.start(Click("run", options, Path(sys.argv[1])))
while not Path(sys.argv[2]).exists():
    time.sleep(0.05)
print(*[process.pid for process in psutil.Process().children(recursive=True)])
sys.stdout.flush()
os._exit(0)
"""


def test_nothing_outlives_the_kernel(project, tmp_path):
    started = tmp_path / "started"
    write_sleeper(project, started)
    result = subprocess.run(
        [sys.executable, "-c", _CONSOLE, str(project), str(started)], capture_output=True, text=True, check=True
    )
    pids = {int(word) for word in result.stdout.split()} | {int(started.read_text())}
    assert len(pids) >= 3  # the process, its worker, the worker's kernel
    assert os.getpid() not in pids
    wait_until(lambda: not any(map(psutil.pid_exists, pids)))
