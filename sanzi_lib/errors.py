"""The errors of the suite, one small tree.

::

    SanziError                     a sentence in Chinese: where, what, what to do
    ├── ParameterError             a command, a parameter or a folder is wrong; nothing was run
    │   └── ProgrammeError         a file under ``params/`` is wrong, with all its problems
    ├── UnreadableError            one returned workbook cannot be read at all
    ├── ReportError                one report could not be made; the others go on
    │   └── NotebookFailedError    a cell of the notebook failed, or was never executed
    ├── RecordError                a file of the record is missing, changed or cannot be written
    └── CannotMarkError            a unit's workbook cannot be marked safely (ledger.feedback); its findings go alone

Every message is shown to the analyst as it stands, so it is written in Chinese and never holds a
traceback.
"""

from __future__ import annotations

from collections.abc import Sequence


class SanziError(Exception):
    """Base of everything that this library raises on purpose."""


class ParameterError(SanziError):
    """A command line, a notebook parameter or a folder is wrong; nothing has been run."""


class ProgrammeError(ParameterError):
    """A programme's files do not hold together.

    Attributes:
        problems: One sentence per problem, each with its file and place.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class UnreadableError(SanziError):
    """One returned workbook cannot be read at all; it is listed under ``unread``."""


class ReportError(SanziError):
    """One report could not be made."""


class NotebookFailedError(ReportError):
    """A notebook has a failed or an unexecuted cell and must not become a document."""


class RecordError(SanziError):
    """A file of the record is missing, changed or cannot be written."""
