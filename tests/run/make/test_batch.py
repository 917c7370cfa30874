"""The main job of the runner with real kernels: made, left alone, made again, failed, crashed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from sanzi_lib.run.make.batch import run_reports
from sanzi_lib.run.make.pool import Failed, Work, make_report, make_reports

pytestmark = pytest.mark.slow

FORMATS = ("html", "pdf", "xlsx")


def _bytes(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def run(tmp_path, listener):
    def go(*tasks, **options):
        return run_reports(tasks, tmp_path / "输出", listener, **{"formats": FORMATS, **options})

    return go


def test_a_report_is_made_left_alone_forced_and_remade(tmp_path, run, probe, inputs_of, task_of, listener):
    root = tmp_path / "项目 {甲}"  # blanks and braces are legal in folder names; papermill would fill the braces
    root.mkdir()
    notebook = probe(root / "overview.ipynb")
    source = notebook.read_bytes()
    task = task_of(root, notebook, inputs_of())
    folder = tmp_path / "输出" / "2024-06" / "全市"

    first = run(task)
    assert (first.made, first.unchanged, first.failed) == ([task.job.label], [], [])
    made = _bytes(folder)
    assert set(made) == {"试验报告.html", "试验报告.pdf", "overview.ipynb", "overview.json", "manifest.json"}
    manifest = json.loads(made["manifest.json"])
    for output in manifest["outputs"]:
        assert output["sha256"] == hashlib.sha256(made[output["file"]]).hexdigest()
    assert manifest["reasons"] == ["首次生成"]
    assert manifest["marks"] == ["演示数据"]
    assert manifest["inputs"]["versions"]["python"]
    assert json.loads(made["overview.json"])["as_of"] == manifest["as_of"]
    assert notebook.read_bytes() == source
    assert (tmp_path / "输出" / "index.html").is_file()

    second = run(task)
    assert second.unchanged == [task.job.label]
    assert _bytes(folder) == made
    assert any("没有变化" in line for line in listener.said)

    forced = run(task, force=True)
    assert forced.made == [task.job.label]
    again = _bytes(folder)
    assert {name: content for name, content in again.items() if name != "manifest.json"} == {
        name: content for name, content in made.items() if name != "manifest.json"
    }

    (folder / "试验报告.pdf").write_bytes(b"%PDF-cut")
    repaired = run(task)
    assert repaired.made == [task.job.label]
    assert (folder / "试验报告.pdf").read_bytes() == made["试验报告.pdf"]
    assert any("试验报告.pdf 已被改动" in line for line in listener.said)


def test_a_failed_report_keeps_the_last_good_one_and_stops_no_other(tmp_path, run, probe, inputs_of, task_of, listener):
    good = probe(tmp_path / "overview.ipynb")
    task = task_of(tmp_path, good, inputs_of())
    folder = tmp_path / "输出" / "2024-06" / "全市"
    run(task, formats=("html",))
    before = _bytes(folder)
    broken = probe(tmp_path / "broken.ipynb", extra="raise ValueError('第3行有误')")
    changed = task_of(tmp_path, broken, inputs_of("b" * 64))
    other = task_of(tmp_path, good, inputs_of(), folder="2024-05/全市")
    outcome = run(changed, other, formats=("html",), jobs=2)
    assert outcome.failed == [task.job.label]
    assert outcome.made == [other.job.label]
    after = _bytes(folder)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"overview.failed.ipynb", "overview.failed.txt"}
    told = after["overview.failed.txt"].decode("utf-8")
    assert "第3行有误" in told
    assert "ValueError" in told
    assert "Traceback" not in "".join(listener.warned)
    assert any("原有报告保持不变" in line for line in listener.warned)

    cured = run(task_of(tmp_path, good, inputs_of("b" * 64)), formats=("html",))
    assert cured.made == [task.job.label]
    assert not list(folder.glob("*.failed.*"))


def _crash_or_make(work):
    if work.report == "crash":
        os._exit(9)
    return make_report(work)


def test_a_worker_that_dies_costs_one_report(tmp_path, probe):
    notebook = probe(tmp_path / "overview.ipynb")
    works = []
    for name in ("crash", "overview", "overview"):
        staging = tmp_path / str(len(works))
        staging.mkdir()
        parameters = {"month": "2024-06", "as_of": "2024-06-30", "ledgers": "x"}
        works.append(Work(name, notebook, parameters, tmp_path, staging, ("html",)))
    results = {work.staging.name: result for work, result in make_reports(works, 1, _crash_or_make)}
    assert sorted(results) == ["0", "1", "2"]
    assert isinstance(results["0"], Failed)
    assert "意外退出" in results["0"].message
    assert not isinstance(results["1"], Failed)
    assert not isinstance(results["2"], Failed)


_STOPPED_RUN = """
import sys
from pathlib import Path
sys.path.insert(0, {folder!r})
from sanzi_lib.run.make.pool import Work
from sanzi_lib.run.make.pool import make_report, make_reports

if __name__ == "__main__":
    root = Path({root!r})
    staging = root / "staging"
    staging.mkdir()
    parameters = {{"month": "2024-06", "as_of": "2024-06-30", "ledgers": "x"}}
    work = Work("overview", root / "overview.ipynb", parameters, root, staging, ("html",))
    list(make_reports([work], 1, make_report))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_a_run_that_is_stopped_ends_its_kernels_and_leaves_no_folder(tmp_path, probe):
    started = tmp_path / "started"
    probe(
        tmp_path / "overview.ipynb",
        extra=f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid()))\ntime.sleep(300)",
    )
    script = tmp_path / "stopped.py"
    script.write_text(_STOPPED_RUN.format(folder=str(tmp_path), root=str(tmp_path)))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A suite that was started in the background is deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  this process has one thread
    )
    try:
        _wait_for(lambda: started.exists() and started.read_text(), 120)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    finally:
        process.kill()
    _wait_for(lambda: not _is_alive(int(started.read_text())), 30)
    assert not list(temporary.glob("sanzi-*"))


def _wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
