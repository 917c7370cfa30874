"""How a process that works for another one ends: quietly when it is stopped, and never long after the other."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from types import FrameType


def end_when_stopped() -> None:
    """Let a stop unwind what runs, so that kernels and folders are cleaned up, and leave no traceback."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def end_with_parent() -> None:
    """End this process at once when the one that started it by multiprocessing is gone."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _stop(signum: int, frame: FrameType | None) -> None:
    # Unlike KeyboardInterrupt this ends an idle process without a traceback.
    raise SystemExit(128 + signum)
