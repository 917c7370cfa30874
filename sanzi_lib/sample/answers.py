"""The workbook in which a unit answers what was asked about its return (docs/核验规则.md 答复).

It is the copy that goes back, marked and with 核验意见 behind its own sheets, opened and saved again by the unit with
回复栏 filled.
"""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from pathlib import PurePath

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sanzi_lib.ledger.book import FIGURES, Account, Book
from sanzi_lib.ledger.check.context import Checked
from sanzi_lib.ledger.check.projects import check_pricing, check_status
from sanzi_lib.ledger.feedback.build import build_feedback
from sanzi_lib.ledger.feedback.plan import Feedback
from sanzi_lib.ledger.layout import FEEDBACK_SHEET, REPLIED_BY, REPLIED_ON, REPLY
from sanzi_lib.ledger.model import Finding
from sanzi_lib.ledger.reading.read import choose_sheets, read_return
from sanzi_lib.ledger.reading.xlsx_scan import open_xlsx
from sanzi_lib.ledger.template.workbook_bytes import build_bytes
from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.sample.vocabulary import read_vocabulary
from sanzi_lib.sample.year import Submission


def answer_return(
    programme: Programme, unit: Unit, submission: Submission, original: bytes, file: str
) -> tuple[str, bytes] | None:
    """Build the copy of a return that comes back with answers.

    Args:
        programme: The programme.
        unit: Whose return it is.
        submission: The return; its plants say what is asked about it, and it says when that is answered.
        original: Its workbook.
        file: Base name of that.

    Returns:
        Base name and bytes, the same for the same arguments; None where the unit does not answer or need not.
    """
    on = submission.answered_on
    asked = _find_asked(programme, submission, original, file) if on is not None else ()
    if on is None or not asked:
        return None
    name, digest = f"{PurePath(file).stem}（答复）.xlsx", hashlib.sha256(original).hexdigest()
    marked = build_feedback(original, Feedback(name, submission.month, file, digest, unit.name, False, asked))
    book = load_workbook(io.BytesIO(marked))
    _fill_replies(book[FEEDBACK_SHEET], str(submission.content.cover["filled_by"]), on)
    return name, build_bytes(book, stamp=on)


def _find_asked(programme: Programme, submission: Submission, original: bytes, file: str) -> tuple[Finding, ...]:
    """Find what the rules of the planted questions ask, without the rest of the month's checks."""
    grid = open_xlsx(original)
    sheets = {index: grid.read(index) for index in choose_sheets(grid.heads)}
    digest = hashlib.sha256(original).hexdigest()
    returned = read_return(grid.heads, sheets, programme, file=file, sha256=digest)
    nothing = dict.fromkeys((figure.key for figure in FIGURES), 0)
    # A sale without 评估价值 is asked about in every month after its first money.
    paid = [plant.project for plant in submission.plants if plant.rule == "V23"]
    accounts = {one: Account(submission.month, nothing, nothing, nothing, nothing, moved=True) for one in paid}
    checked = Checked(programme, submission.month, returned, Book(accounts=accounts))
    return (*check_status(checked), *check_pricing(checked))


def _fill_replies(sheet: Worksheet, by: str, on: datetime) -> None:
    """Fill 回复栏 of every line, and who answers and when."""
    replies = read_vocabulary().replies
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value}
    for label, said in ((REPLIED_BY, by), (REPLIED_ON, on.date().isoformat())):
        place = cells[label]
        merged = (span.max_col for span in sheet.merged_cells.ranges if place.coordinate in span)
        sheet.cell(place.row, max(merged, default=place.column) + 1, said)
    header, rules = cells[REPLY], cells["规则"].column
    for row in range(header.row + 1, sheet.max_row + 1):
        sheet.cell(row, header.column, replies.get(str(sheet.cell(row, rules).value), replies["plain"]))
