"""A ready kernel is as fresh as one that was started, answers sooner, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import nbformat
import pytest

from sanzi_lib.run.documents import build_notebook, write_notebook
from sanzi_lib.run.make import fork_server
from sanzi_lib.run.make.execute import ExecutionFailedError, OwnKernelManager, build_config, execute_notebook
from sanzi_lib.run.make.provisioner import ReadyProvisioner
from sanzi_lib.run.make.ready_kernels import OWN_ENVIRONMENT, differs, start_server

ROOT = Path(__file__).resolve().parents[3]
linux = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
slow = pytest.mark.slow


@contextmanager
def _as_outside_pytest():
    """Leave out of the environment what pytest changes from test to test."""
    told = os.environ.pop("PYTEST_CURRENT_TEST", None)
    try:
        yield
    finally:
        if told is not None:
            os.environ["PYTEST_CURRENT_TEST"] = told


@contextmanager
def _server():
    with ExitStack() as stack:
        with _as_outside_pytest():
            given = stack.enter_context(start_server())
        yield given


@pytest.fixture(scope="module")
def address():
    with _server() as given:
        yield given


def _run(coroutine):
    """Run it in a thread of its own: another test's browser may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@asynccontextmanager
async def _kernel(address: str, folder: Path):
    """A kernel's manager and client."""
    manager = OwnKernelManager(config=build_config(folder, address), kernel_name="python3")
    with _as_outside_pytest():
        await manager.start_kernel(cwd=str(folder), extra_arguments=[])
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    try:
        yield manager, client
    finally:
        await manager.shutdown_kernel(now=True)
        client.stop_channels()


async def _ask(client, source: str):
    """What a dict display of these expressions gives, by way of JSON."""
    asked = client.execute(f"import json; print(json.dumps({source}))")
    said = ""
    while True:
        message = await client.get_iopub_msg(timeout=30)
        if message["parent_header"].get("msg_id") != asked:
            continue
        if message["msg_type"] == "stream":
            said += message["content"]["text"]
        if message["msg_type"] == "error":
            raise AssertionError(message["content"]["evalue"])
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return json.loads(said)


def _ask_new(address: str, folder: Path, source: str, *, before: str = ""):
    """Ask a kernel of its own."""

    async def ask():
        async with _kernel(address, folder) as (_, client):
            if before:
                client.execute(before)
            return await _ask(client, source)

    folder.mkdir(exist_ok=True)
    return _run(ask())


STATE = """{
    "names": sorted(set(globals()) - {"In", "Out", "get_ipython", "json", "exit", "quit", "open"}),
    "environment": dict(__import__("os").environ),
    "folder": __import__("os").getcwd(),
    "precision": __import__("decimal").getcontext().prec,
    "rounding": __import__("decimal").getcontext().rounding,
    "size": __import__("matplotlib").rcParams["font.size"],
    "backend": __import__("matplotlib").rcParams["backend"],
    "temporary": __import__("tempfile").gettempdir(),
    "arguments": __import__("sys").argv[1:2],
    "path": __import__("sys").path,
    "threads": __import__("threading").active_count(),
    "session": __import__("os").getsid(0) == __import__("os").getpid(),
    "input": __import__("os").read(0, 1).decode(),
    "signals": [str(__import__("signal").getsignal(n)) for n in (15, 17)],
    "collects": __import__("gc").isenabled(),
}"""
SPOIL = """
import decimal, gc, matplotlib, os, random, sys, tempfile
spoilt = 1
decimal.getcontext().prec = 3
decimal.DefaultContext.prec = 4
matplotlib.rcParams["font.size"] = 99
os.environ["SPOILT"] = "1"
os.chdir("/")
tempfile.tempdir = "/"
sys.path.append("/spoilt")
gc.disable()
"""


@linux
@slow
def test_its_state_is_that_of_a_kernel_that_was_started(address, tmp_path):
    folder = tmp_path / "work"
    _ask_new(address, folder, "1", before=SPOIL)
    ready, ordinary = (_ask_new(one, folder, STATE) for one in (address, ""))
    for state in (ready, ordinary):
        for name in ("IPYTHONDIR", "JPY_PARENT_PID", "PYDEVD_USE_FRAME_EVAL"):
            state["environment"].pop(name, None)
    assert ready == ordinary
    assert ready["folder"] == str(folder)
    assert (ready["precision"], ready["names"].count("spoilt")) == (28, 0)


@linux
@slow
def test_its_random_states_are_its_own(address, tmp_path):
    source = "[__import__('random').random(), __import__('numpy').random.random(), __import__('uuid').uuid4().hex]"
    first, second = (_ask_new(address, tmp_path / "work", source) for _ in range(2))
    assert all(one != other for one, other in zip(first, second, strict=True))


@linux
@slow
def test_it_holds_no_descriptor_of_the_server(address, tmp_path):
    source = "[os.getppid(), [os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') if int(n) > 2"
    source += " and os.path.exists(f'/proc/self/fd/{n}')]]"
    parent, own = _ask_new(address, tmp_path / "work", source, before="import os")
    assert parent != os.getpid()
    servers = set()
    for one in Path(f"/proc/{parent}/fd").iterdir():
        if int(one.name) > 2:
            servers.add(str(one.readlink()))
    assert servers
    assert not servers & {name for name in own if name.startswith(("socket:", "pipe:"))}


@linux
@slow
def test_another_environment_than_the_servers_gets_an_ordinary_kernel(address, tmp_path, monkeypatch):
    parent = _ask_new(address, tmp_path / "work", "__import__('os').getppid()")
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    assert parent != _ask_new(address, tmp_path / "work", "__import__('os').getppid()") == os.getpid()


def test_what_nothing_imported_reads_may_differ():
    server = {"HOME": "/h", "IPYTHONDIR": "/a", **OWN_ENVIRONMENT}
    assert not differs({"HOME": "/h", "IPYTHONDIR": "/b", "JPY_PARENT_PID": "1", "COLUMNS": "80"}, server)
    assert differs({"HOME": "/other"}, server)
    assert differs({}, server)
    # Who asks for another backend, or for more threads, gets a kernel that reads so itself.
    assert differs({"HOME": "/h", "MPLBACKEND": "agg"}, server)
    assert differs({"HOME": "/h", "OMP_NUM_THREADS": "2"}, server)


@linux
@slow
def test_two_hundred_kernels_leave_no_descriptor_and_no_process(tmp_path):
    async def start_and_end(count):
        for _ in range(count):
            async with _kernel(address, tmp_path) as (_, client):
                await _ask(client, "1")

    def held(pid):
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))

    with _server() as address:
        server = _ask_new(address, tmp_path, "__import__('os').getppid()")
        assert server != os.getpid()
        _run(start_and_end(2))
        before = held("self"), held(server)
        _run(start_and_end(200))
        assert (held("self"), held(server)) == before
        assert not Path(f"/proc/{server}/task/{server}/children").read_text()
    assert not Path(f"/proc/{server}").exists()


@linux
@slow
def test_kernels_end_with_the_server_and_with_whoever_asked(tmp_path):
    async def stay(address, *, until):
        manager = OwnKernelManager(config=build_config(tmp_path, address), kernel_name="python3")
        with _as_outside_pytest():
            await manager.start_kernel(cwd=str(tmp_path), extra_arguments=[])
        pid = manager.provisioner.pid
        until(manager)
        for _ in range(400):
            if not _lives(pid):
                break
            await asyncio.sleep(0.01)
        assert not _lives(pid)
        assert await manager.provisioner.poll() is not None
        manager.cleanup_connection_file()

    with _server() as address:
        _run(stay(address, until=lambda manager: manager.provisioner.process._connection.shutdown(2)))
        server = _ask_new(address, tmp_path, "__import__('os').getppid()")
        _run(stay(address, until=lambda _: os.kill(server, 9)))
        # The address is still handed out; a kernel comes all the same.
        assert _ask_new(address, tmp_path, "__import__('os').getppid()") == os.getpid()


def _lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@linux
@slow
def test_a_notebook_is_the_same_by_either_kernel(address, tmp_path):
    write_notebook(build_notebook("value = None", "print(value)\nvalue"), tmp_path / "n.ipynb")
    for name, kernels in (("a.ipynb", address), ("b.ipynb", "")):
        execute_notebook(tmp_path / "n.ipynb", {"value": "县"}, tmp_path / name, cwd=tmp_path, kernels=kernels)
    assert (tmp_path / "a.ipynb").read_bytes() == (tmp_path / "b.ipynb").read_bytes()
    assert nbformat.read(tmp_path / "a.ipynb", 4).cells[-1].outputs[0]["text"] == "县\n"


@linux
@slow
@pytest.mark.parametrize("end", ["os._exit(1)", "os.kill(os.getpid(), 9)", "os.kill(os.getpid(), 11)"])
def test_a_ready_kernel_that_dies_is_a_sentence(address, tmp_path, end):
    write_notebook(build_notebook("value = None", f"import os; {end}"), tmp_path / "n.ipynb")
    with pytest.raises(ExecutionFailedError, match="内核中途退出"):
        execute_notebook(tmp_path / "n.ipynb", {}, tmp_path / "out.ipynb", cwd=tmp_path, kernels=address)
    assert (tmp_path / "out.ipynb").is_file()


@linux
@slow
def test_an_address_that_nobody_serves_costs_nothing(tmp_path):
    assert _ask_new(str(tmp_path / "nowhere"), tmp_path / "work", "__import__('os').getppid()") == os.getpid()


@linux
@slow
def test_a_server_whose_owner_is_killed_ends(tmp_path):
    script = (
        "import sys, time\nfrom sanzi_lib.run.make.ready_kernels import start_server\n"
        "with start_server() as address:\n    print(address, flush=True)\n    time.sleep(60)"
    )
    with _as_outside_pytest():
        owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    address = owner.stdout.readline().strip()
    server = _ask_new(address, tmp_path / "work", "__import__('os').getppid()")
    assert server != os.getpid()
    owner.kill()
    owner.wait()
    owner.stdout.close()
    deadline = time.monotonic() + 10
    while _lives(server) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _lives(server)


def test_where_modules_are_looked_for_by_the_kernels_folder_there_is_no_server(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f"lib{os.pathsep}{ROOT}")
    with start_server() as address:
        assert address == ""


@pytest.mark.skipif(sys.platform == "linux", reason="there kernels are forked")
def test_elsewhere_there_is_no_server():
    with start_server() as address:
        assert address == ""


def test_a_folder_too_deep_for_a_socket_gets_no_server(tmp_path, monkeypatch):
    deep = tmp_path / ("深" * 30)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with start_server() as address:
        assert address == ""


def test_jupyter_finds_the_provisioner_and_the_kernel():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (entry,) = project["project"]["entry-points"]["jupyter_client.kernel_provisioners"].items()
    assert entry == ("sanzi-ready", f"{ReadyProvisioner.__module__}:{ReadyProvisioner.__name__}")
    (spec,) = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    kernel = json.loads((ROOT / spec).read_text(encoding="utf-8"))
    assert kernel["metadata"]["kernel_provisioner"]["provisioner_name"] == entry[0]
    assert kernel["argv"][1:] == ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


@linux
@slow
def test_no_thread_runs_in_the_process_that_forks():
    done = subprocess.run(
        [sys.executable, "-c", f"import importlib, os\nfor n in {fork_server.PRELOADED}: importlib.import_module(n)\n"
         "print(len(os.listdir('/proc/self/task')))"],
        env={**os.environ, **OWN_ENVIRONMENT}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "1"
