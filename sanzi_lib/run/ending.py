"""How a process that works for another one ends: quietly, and never after the other."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from types import FrameType


def end_quietly() -> None:
    """Let this process end without a traceback when it is stopped, and at once when its parent is gone.

    A stop unwinds what runs, so that kernels and folders are cleaned up.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _stop(signum: int, frame: FrameType | None) -> None:
    # Unlike KeyboardInterrupt this ends an idle process without a traceback.
    raise SystemExit(128 + signum)
