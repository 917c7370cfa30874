"""One process beside a console that does its errands, so that the console stays alive and a run can be stopped.

A process rather than a thread: it takes no time from the kernel, a crash in it is told as a sentence, and ending it is
safe, because a run makes every report aside and moves it in whole (:mod:`sanzi_lib.run.staging`). It is kept from one
errand to the next, and started anew after a stop.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from sanzi_lib.errors import SanziError
from sanzi_lib.run.ending import end_quietly
from sanzi_lib.run.errand import Concluded, Errand, Standing, run_errand

GRACE_SECONDS = 10.0
"""How long a process that was told to stop may clean up; then it is ended as it is."""


@dataclass(frozen=True)
class Said:
    """A sentence of a :class:`~sanzi_lib.run.narration.Narrator`."""

    text: str
    warns: bool


@dataclass(frozen=True)
class Begun:
    """A piece of work of so many steps has begun."""

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
    """The errand is done."""

    result: Standing | Concluded


@dataclass(frozen=True)
class Failed:
    """The errand could not be done, in a sentence."""

    sentence: str


@dataclass(frozen=True)
class Stopped:
    """The process has ended before the errand was done.

    Attributes:
        asked: True where it was told to stop.
    """

    asked: bool


Event = Said | Begun | Stepped | Over | Done | Failed | Stopped

_LAST = (Done, Failed, Stopped)


class Background:
    """Does one errand at a time and tells of it, from a thread of its own."""

    def __init__(self, hear: Callable[[Errand, Event], None]) -> None:
        """Start nothing yet.

        Args:
            hear: Is told each event of an errand, in order; exactly one of Done, Failed and Stopped is the last.
        """
        self._hear = hear
        self._lock = threading.RLock()
        self._worker: _Worker | None = None
        self._errand: Errand | None = None

    @property
    def errand(self) -> Errand | None:
        """What is being done, None where nothing is."""
        return self._errand

    def start(self, errand: Errand) -> bool:
        """Begin an errand.

        Returns:
            False where another one is being done; then nothing happens.
        """
        with self._lock:
            if self._errand is not None:
                return False
            self._errand = errand
            if self._worker is None or not self._worker.give(errand):
                # An idle process may have been ended with the kernel's interrupt.
                self._worker = _Worker(self._tell)
                self._worker.give(errand)
            return True

    def stop(self) -> None:
        """End what is being done; Stopped is told when it has ended."""
        with self._lock:
            if self._worker is not None and self._errand is not None:
                self._worker.end()

    def close(self) -> None:
        """End the process, whatever it does; nothing more is told."""
        with self._lock:
            worker, self._worker, self._errand = self._worker, None, None
        if worker is not None:
            worker.end()

    def _tell(self, worker: _Worker, event: Event) -> None:
        with self._lock:
            errand = self._errand
            if worker is not self._worker:
                return
            if isinstance(event, Stopped):
                self._worker = None
            if isinstance(event, _LAST):
                self._errand = None
        if errand is not None:
            self._hear(errand, event)


class _Worker:
    """The process, and the thread that hears it."""

    def __init__(self, tell: Callable[[_Worker, Event], None]) -> None:
        # Spawned, not forked: the kernel has threads and sockets that a copy of it must not have.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="sanzi-console")
        self._process.start()
        theirs.close()
        self._tell = tell
        self._asked = False
        threading.Thread(target=self._listen, daemon=True).start()

    def give(self, errand: Errand) -> bool:
        try:
            self._connection.send(errand)
        except OSError:
            return False
        return True

    def end(self) -> None:
        self._asked = True
        self._process.terminate()
        timer = threading.Timer(GRACE_SECONDS, self._process.kill)
        timer.daemon = True
        timer.start()

    def _listen(self) -> None:
        while True:
            try:
                event = self._connection.recv()
            except (EOFError, OSError):
                break
            self._tell(self, event)
        self._process.join()
        self._connection.close()
        self._tell(self, Stopped(self._asked))


class _Relay:
    """A narrator that hands on what it is told."""

    def __init__(self, connection: Connection[Any, Any]) -> None:
        self._connection = connection

    def send(self, event: Event) -> None:
        try:
            self._connection.send(event)
        except OSError:
            return  # nobody listens any more; this process ends with the other one

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
        """The piece of work is over."""
        self.send(Over())


def _serve(connection: Connection[Any, Any]) -> None:
    """Do errands until the other end is closed; runs in the process."""
    end_quietly()
    relay = _Relay(connection)
    with connection:
        while True:
            try:
                errand = connection.recv()
            except (EOFError, OSError):
                return
            relay.send(_do(errand, relay))


def _do(errand: Errand, relay: _Relay) -> Done | Failed:
    try:
        return Done(run_errand(errand, relay))
    except SanziError as error:
        return Failed(str(error))
    except Exception as error:  # noqa: BLE001  a defect is told as a sentence too, and stops no later errand
        return Failed(
            f"程序内部出错（{type(error).__name__}: {error}）。"
            "请在终端运行按钮旁的命令并加 --debug，把结果交给维护人员。"
        )
