"""Parameters of the console: where it finds and puts things. What is made is chosen in it, not here."""

from __future__ import annotations

from sanzi_lib.params.programme import Model
from sanzi_lib.params.runs import SAMPLE_LEDGERS


class ConsoleParams(Model):
    """Parameters of the console.

    Attributes:
        month: The month chosen at first, ``2024-06``.
        programme: The programme chosen at first, a folder name under ``params``; None for the one of the month's year.
        params: Folder of programmes, relative to the project root.
        ledgers: Folder of the returns chosen at first.
        output: Where reports go.
        record: Folder that holds ``ledger/`` and ``published/``; None for what a command uses without ``--record``.
    """

    month: str = "2024-06"
    programme: str | None = None
    params: str = "params"
    ledgers: str = SAMPLE_LEDGERS
    output: str = "output"
    record: str | None = None
