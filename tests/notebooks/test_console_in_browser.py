"""The console as an analyst uses it: JupyterLab in a browser, June, 县市组, 生成, and the board opens."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import pytest

from sanzi_lib.schema import CORRECTION
from sanzi_lib.sample.write import plan_returns
from sanzi_lib.ledger.template.write import build_return
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120
TITLE = "衡阳市2024年06月国有“三资”盘活榜单（县市组）"
KERNEL_IS_READY = (
    "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
)
GROUPS = ("市级组", "城区组", "国有企业组", "园区组")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with the sample returns of one group, January to June."""
    root = tmp_path_factory.mktemp("三资 项目")
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    programme = read_programme(ROOT / "params" / "hengyang-2024")
    for year in plan_returns(programme):
        for submission in year.submissions if year.unit.group == "counties" else ():
            if submission.month <= Month(2024, 6):
                kind = "更正报" if submission.kind == CORRECTION else submission.kind
                folder = root / "output" / "sample" / "ledgers" / str(submission.month)
                folder.mkdir(parents=True, exist_ok=True)
                given = (programme, year.unit, submission.month, submission.content, year.habits.looks)
                file = folder / year.habits.file_name(year.unit, submission.month, kind)
                file.write_bytes(build_return(*given, stamp=submission.submitted_on))
    return root


@pytest.fixture(scope="module")
def lab(project, tmp_path_factory):
    """Address of a JupyterLab that serves the project."""
    own = tmp_path_factory.mktemp("jupyter")
    (own / "config" / "labconfig").mkdir(parents=True)
    # Its question whether one wants news lies over the page.
    quiet = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (own / "config" / "labconfig" / "page_config.json").write_text(json.dumps(quiet), encoding="utf-8")
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTER_PATH": str(find_share()),
        "JUPYTERLAB_DIR": str(find_share() / "lab"),
        "IPYTHONDIR": str(own / "ipython"),
    }
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--IdentityProvider.token=abc"]
    options += [f"--ServerApp.root_dir={project}", "--LabApp.expose_app_in_browser=True"]
    with (own / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], cwd=project, env=environment, stdout=log, stderr=log
        )
        try:
            yield find_address(own / "runtime", process)
        finally:
            process.terminate()
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def find_share():
    """Where JupyterLab's page stands: beside the library that is imported, also where that is not this environment's."""
    files = metadata.distribution("jupyterlab").files or []
    page = next((file for file in files if file.as_posix().endswith("share/jupyter/lab/static/index.html")), None)
    if page is None or not page.locate().resolve().is_file():
        pytest.skip("no JupyterLab found")
    return page.locate().resolve().parents[2]


def find_address(runtime, process):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "JupyterLab has ended"
        for file in runtime.glob("jpserver-*.json"):
            try:
                about = json.loads(file.read_text(encoding="utf-8"))
            except ValueError:
                continue
            return f"http://127.0.0.1:{about['port']}/lab/tree/notebooks/console.ipynb?token={about['token']}"
        time.sleep(0.1)
    raise AssertionError("JupyterLab has not started")


def test_june_of_one_group_is_chosen_made_and_opened(lab, project, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.set_default_timeout(SECONDS * 1000)
    page = context.new_page()
    page.goto(lab)
    page.wait_for_function(KERNEL_IS_READY)
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells'); }")
    console = page.locator(".sanzi-console")
    console.get_by_text("25个单位：").wait_for()
    assert console.evaluate("box => box.scrollWidth <= box.clientWidth"), "it fits the window"

    console.get_by_label("月份").select_option("2024年06月")
    for name in (*GROUPS, "全市总览"):
        console.get_by_label(name, exact=True).uncheck()
    command = "sanzi run 2024-06 --report leaderboard --group 县市组 --ledgers output/sample/ledgers"
    console.get_by_text(command, exact=True).wait_for()
    console.get_by_role("button", name="生成").click()
    console.get_by_role("button", name="生成").click()
    console.get_by_text("正在生成报告，请等它结束，或先点“停止”。").first.wait_for()
    console.get_by_text("生成完成，可以在下面打开。").first.wait_for()

    with context.expect_page() as opened:
        console.get_by_role("link", name="分组榜单（县市组），网页").click()
    opened.value.wait_for_load_state()
    assert opened.value.title() == TITLE
    for text, ending in (("PDF", "pdf"), ("表格", "xlsx")):
        with page.expect_download() as saved:
            console.get_by_role("link", name=f"分组榜单（县市组），{text}").click()
        made = next((project / "output" / "2024-06" / "县市组").glob(f"*.{ending}"))
        assert Path(saved.value.path()).read_bytes() == made.read_bytes()
    with context.expect_page() as opened:
        console.get_by_role("link", name="目录页").click()
    opened.value.wait_for_load_state()
    assert opened.value.title() == "报告目录"
    context.close()
