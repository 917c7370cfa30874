"""Read one workbook in a child process with a time and a memory limit (docs/核验规则.md 文件).

A workbook that hangs, bursts or crashes its reader ends as a sentence and harms no other. The child is started by
command, not by multiprocessing, so nothing of the caller's main script is run again in it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.grid import RawSheet, SheetHead
from sanzi_lib.ledger.reading.worker import decode_sheet, read_frame, write_frame

SECONDS = 50.0
"""Time for one workbook."""

MEMORY = 1_600 << 20
"""Address space of the child, bytes."""

MAX_FILE = 200 << 20
"""Largest file that is read at all, bytes."""

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from sanzi_lib.ledger.reading.worker import main; main(int(sys.argv[2]))"
)

_NO_WINDOW = 0x0800_0000
"""Windows: no console window for the child."""

Choose = Callable[[Sequence[SheetHead]], Sequence[int]]
"""Given the sheets of a workbook, the numbers of those whose cells are wanted."""


class Sandbox:
    """One reader process, started when it is first needed and again after it had to be ended.

    Not to be shared between threads.
    """

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # unsent bytes to a child that has gone
                    continue
        child.wait()

    def read(self, data: bytes, choose: Choose) -> tuple[tuple[SheetHead, ...], dict[int, RawSheet]]:
        """Read a workbook.

        Args:
            data: The file's bytes.
            choose: Picks the sheets to read.

        Returns:
            All sheets of the workbook, and the cells of the chosen ones by number.

        Raises:
            UnreadableError: The file cannot be read, in a sentence that says what to do.
        """
        child = self._start()
        late = threading.Event()

        def end() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._seconds, end)
        timer.daemon = True
        timer.start()
        try:
            return self._exchange(child, data, choose)
        except (OSError, EOFError):
            self.close()
            if late.is_set():
                raise UnreadableError(
                    f"读取超过{self._seconds:.0f}秒仍未完成。请删除多余的行、列和工作表后另存为 .xlsx 再放回。"
                ) from None
            raise UnreadableError(
                "文件内容异常，读取时出错。请在 Excel 或 WPS 中打开检查，删除多余内容后另存为 .xlsx 再放回。"
            ) from None
        except UnreadableError:  # the child said so itself, and is ready for the next
            raise
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()
            if late.is_set():
                self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            command = [
                sys.executable,
                "-X",
                "utf8",
                "-c",
                _START,
                json.dumps([p for p in sys.path if isinstance(p, str)]),
                str(self._memory),
            ]
            self._child = subprocess.Popen(  # noqa: S603  # our own interpreter and code, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
            )
        return self._child

    def _exchange(
        self, child: subprocess.Popen[bytes], data: bytes, choose: Choose
    ) -> tuple[tuple[SheetHead, ...], dict[int, RawSheet]]:
        assert child.stdin is not None
        assert child.stdout is not None
        write_frame(child.stdin, data)
        answer = self._receive(child)
        heads = tuple(SheetHead(name) for name in answer["heads"])
        wanted = list(choose(heads))
        write_frame(child.stdin, json.dumps(wanted).encode())
        sheets = {}
        problem: UnreadableError | None = None
        for index in wanted:
            try:
                sheets[index] = decode_sheet(self._receive(child))
            except UnreadableError as error:
                problem = problem or error  # the child goes on with the next sheet; so must we
        if problem is not None:
            raise problem
        return heads, sheets

    def _receive(self, child: subprocess.Popen[bytes]) -> Any:
        assert child.stdout is not None
        body = read_frame(child.stdout)
        if body is None:
            raise EOFError
        answer = json.loads(body)
        if "unreadable" in answer:
            raise UnreadableError(answer["unreadable"])
        return answer
