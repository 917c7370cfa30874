"""Worker processes for reports: spawned everywhere alike, gone with their parent, and one crash costs one report."""

from __future__ import annotations

import logging
import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sanzi_lib.run.child_process import end_when_stopped, end_with_parent
from sanzi_lib.run.make.ready_kernels import start_server

MOST_WORKERS = 61
"""Windows cannot wait for more processes at once."""

_SLOW_GRAMMAR = "rfc3987_syntax"

_CRASHED = "生成报告的进程意外退出，可能是内存不足。请关闭其他程序，或用 --jobs 1 再试。"


def make_report(work: Work) -> Result:
    """Make one report; runs in a worker."""
    # papermill and the renderers take seconds to import; only workers need them, and a run that makes nothing has none.
    from sanzi_lib.run.make import worker  # noqa: PLC0415

    return worker.make_report(work)


def make_reports(
    works: Sequence[Work], jobs: int, make: Callable[[Work], Result], kernels: str = ""
) -> Iterator[tuple[Work, Result]]:
    """Make reports in parallel and yield each as it is done.

    Args:
        works: What to make.
        jobs: Processes, at least one.
        make: What a worker does; it must be importable by name.
        kernels: Address of a server of ready kernels; "" to start one.
    """
    left = list(works)
    if not left:
        return
    done: set[Path] = set()  # a work's staging folder is its own
    with nullcontext(kernels) if kernels else start_server() as address:
        left = [replace(work, kernels=address) for work in left]
        for work, result in _in_pool(left, jobs, make):
            done.add(work.staging)
            yield work, result
        # A worker that dies (out of memory, a crash in a compiled library) breaks its whole pool. Those left are made
        # again, each in a pool of its own, so that only the guilty one fails.
        for work in left:
            if work.staging not in done:
                yield from _in_pool([work], 1, make)


def _in_pool(works: Sequence[Work], jobs: int, make: Callable[[Work], Result]) -> Iterator[tuple[Work, Result]]:
    """Yield what a pool of processes gives; works whose worker died are not yielded, unless there is only one."""
    workers = max(1, min(jobs, MOST_WORKERS, len(works)))
    others = set(multiprocessing.active_children())
    # Spawned, not forked: the parent may have threads (a console, a progress bar), and all systems then behave alike.
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare_worker)
    waiting = deque(works)
    running: dict[Future[Result], Work] = {}
    try:
        while waiting or running:
            # No more than the workers can take at once: what a pool has queued for a worker cannot be called back.
            while waiting and len(running) < workers:
                work = waiting.popleft()
                running[pool.submit(make, work)] = work
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future.result()
    except BrokenProcessPool as error:
        if len(works) == 1:
            yield works[0], Failed(_CRASHED, (), str(error))
    except BaseException:
        # Stopped by the analyst: the workers clean up after themselves and end.
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _prepare_worker() -> None:
    """Let a worker end quietly: when stopped, with its kernel and folders cleaned up, and when its parent is killed."""
    end_when_stopped()
    end_with_parent()
    # papermill warns of parameters whose annotations it cannot read; names are checked long before.
    logging.getLogger("papermill").setLevel(logging.ERROR)
    # jsonschema, which papermill brings with nbformat, builds a grammar of web addresses at import where this package
    # is installed: two of a worker's three seconds. It does without where it is not, and no notebook asks for it.
    sys.modules.setdefault(_SLOW_GRAMMAR, None)  # type: ignore[arg-type]  # None makes an import fail, as documented


@dataclass(frozen=True)
class Work:
    """A report to make.

    Attributes:
        report: Id of its kind; names the executed notebook.
        notebook: The notebook; only read.
        parameters: For papermill.
        root: Working folder of the kernel.
        staging: Empty folder for everything that is made.
        formats: Documents to make.
        kernels: Address of a server of ready kernels, "" where there is none.
    """

    report: str
    notebook: Path
    parameters: Mapping[str, Any]
    root: Path
    staging: Path
    formats: tuple[str, ...]
    kernels: str = ""


@dataclass(frozen=True)
class Made:
    """A report that stands in its staging folder.

    Attributes:
        files: Their names.
        title: The document's title.
        marks: Words printed on every page.
        seconds: How long it took.
    """

    files: tuple[str, ...]
    title: str
    marks: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Failed:
    """A report that could not be made.

    Attributes:
        message: A sentence in Chinese.
        files: What stands in the staging folder about it.
        detail: Traceback, for ``--debug``.
    """

    message: str
    files: tuple[str, ...]
    detail: str


Result = Made | Failed
