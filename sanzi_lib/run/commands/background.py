"""One process beside a console that does what is clicked, so that the console stays alive and a run can be stopped.

A process rather than a thread: it takes no time from the kernel, a crash in it is told as a sentence, and ending it is
safe, because a run makes every report aside and moves it in whole (:mod:`sanzi_lib.run.staging`). It is kept from one
click to the next, and started anew after a stop.
"""

from __future__ import annotations

import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from sanzi_lib.errors import SanziError
from sanzi_lib.run.child_process import end_when_stopped
from sanzi_lib.run.commands.click import Arrivals, Click, Ended, do_click

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from sanzi_lib.run.commands.background import serve; serve()"
)

_NO_WINDOW = 0x0800_0000
"""Windows: no console window for the process."""

GRACE_SECONDS = 10.0
"""How long a process that was told to stop may clean up; then it is ended as it is."""


@dataclass(frozen=True)
class Said:
    """A sentence of a :class:`~sanzi_lib.run.progress.Progress`."""

    text: str
    warns: bool


@dataclass(frozen=True)
class Begun:
    """A piece of work has begun.

    Attributes:
        what: What it is, in words for the analyst.
        steps: How many steps it has.
    """

    what: str
    steps: int


@dataclass(frozen=True)
class Stepped:
    """One step of it is done."""


@dataclass(frozen=True)
class Over:
    """The piece of work is over."""


@dataclass(frozen=True)
class Done:
    """The click is done."""

    result: Arrivals | Ended


@dataclass(frozen=True)
class ClickFailed:
    """The click could not be done, in a sentence."""

    sentence: str


@dataclass(frozen=True)
class Stopped:
    """The process has ended before the click was done.

    Attributes:
        asked: True where it was told to stop.
    """

    asked: bool


Event = Said | Begun | Stepped | Over | Done | ClickFailed | Stopped

_LAST = (Done, ClickFailed, Stopped)


class Background:
    """Does one click at a time and tells of it, from a thread of its own."""

    def __init__(self, hear: Callable[[Click, Event], None]) -> None:
        """Start nothing yet.

        Args:
            hear: Is told each event of a click, in order; exactly one of Done, ClickFailed and Stopped is the last.
        """
        self._hear = hear
        self._lock = threading.RLock()
        self._worker: _Worker | None = None
        self._click: Click | None = None

    @property
    def click(self) -> Click | None:
        """What is being done, None where nothing is."""
        return self._click

    def start(self, click: Click) -> bool:
        """Begin a click.

        Returns:
            False where another one is being done; then nothing happens.
        """
        with self._lock:
            if self._click is not None:
                return False
            self._click = click
            if self._worker is None or not self._worker.give(click):
                # An idle process may have been ended with the kernel's interrupt.
                self._worker = _Worker(self._tell)
                self._worker.give(click)
            return True

    def stop(self) -> None:
        """End what is being done; Stopped is told when it has ended."""
        with self._lock:
            if self._worker is not None and self._click is not None:
                self._worker.end()

    def close(self) -> None:
        """End the process, whatever it does; nothing more is told."""
        with self._lock:
            worker, self._worker, self._click = self._worker, None, None
        if worker is not None:
            worker.end()

    def _tell(self, worker: _Worker, event: Event) -> None:
        with self._lock:
            click = self._click
            if worker is not self._worker:
                return
            if isinstance(event, Stopped):
                self._worker = None
            if isinstance(event, _LAST):
                self._click = None
        if click is not None:
            self._hear(click, event)


class _Worker:
    """The process, and the thread that hears it."""

    def __init__(self, tell: Callable[[_Worker, Event], None]) -> None:
        # By command, not by multiprocessing: nothing of the kernel is in it or waits for it, and in a session of its
        # own the kernel's interrupt, which is meant for the notebook, does not reach it.
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and code, no shell
            [sys.executable, "-c", _START, json.dumps([path for path in sys.path if isinstance(path, str)])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
        self._tell = tell
        self._asked = False
        threading.Thread(target=self._listen, daemon=True).start()

    def give(self, click: Click) -> bool:
        assert self._process.stdin is not None
        try:
            _send(click, self._process.stdin)
        except (OSError, ValueError):  # it has gone
            return False
        return True

    def end(self) -> None:
        self._asked = True
        self._process.terminate()
        timer = threading.Timer(GRACE_SECONDS, self._process.kill)
        timer.daemon = True
        timer.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while (event := _receive(self._process.stdout)) is not None:
            self._tell(self, event)
        self._process.communicate()
        self._tell(self, Stopped(self._asked))


class _Relay:
    """A progress that hands on what it is told."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def send(self, event: Event) -> None:
        try:
            _send(event, self._stream)
        except OSError:
            return  # nobody listens any more; this process is about to end

    def say(self, text: str) -> None:
        """Tell a plain fact."""
        self.send(Said(text, warns=False))

    def warn(self, text: str) -> None:
        """Tell what the analyst must look at."""
        self.send(Said(text, warns=True))

    def begin(self, what: str, steps: int) -> None:
        """Start a piece of work of so many steps."""
        self.send(Begun(what, steps))

    def step(self) -> None:
        """One step of it is done."""
        self.send(Stepped())

    def end(self) -> None:
        """Give the piece of work is over."""
        self.send(Over())


def serve() -> None:
    """Do clicks from standard input, tell of them on standard output, until the input ends; runs in the process."""
    end_when_stopped()
    # Nothing that a library or a process of this one's reads or prints may come between the clicks and the events.
    stream, relay = os.fdopen(os.dup(0), "rb"), _Relay(os.fdopen(os.dup(1), "wb"))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    clicks: queue.SimpleQueue[Click] = queue.SimpleQueue()
    threading.Thread(target=_take, args=(stream, clicks), daemon=True).start()
    while True:
        relay.send(_do(clicks.get(), relay))


def _take(stream: IO[bytes], clicks: queue.SimpleQueue[Click]) -> None:
    """Hand on what is asked; where nobody is left to ask, end this process with what it does."""
    while (click := _receive(stream)) is not None:
        clicks.put(click)
    if sys.platform == "win32":
        os._exit(1)  # no signal would interrupt what waits there; workers and kernels end with their parent
    os.kill(os.getpid(), signal.SIGTERM)


def _send(item: Click | Event, stream: IO[bytes]) -> None:
    stream.write(pickle.dumps(item))
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    """Give the next item, None at the end, also where the other process ended in the middle of one."""
    try:
        return pickle.load(stream)  # noqa: S301  from our own process
    except (EOFError, OSError, pickle.UnpicklingError):
        return None


def _do(click: Click, relay: _Relay) -> Done | ClickFailed:
    try:
        return Done(do_click(click, relay))
    except SanziError as error:
        return ClickFailed(str(error))
    except Exception as error:  # noqa: BLE001  a defect is told as a sentence too, and stops no later click
        return ClickFailed(
            f"程序内部出错（{type(error).__name__}: {error}）。"
            "请在终端运行按钮旁的命令并加 --debug，把结果交给维护人员。"
        )
