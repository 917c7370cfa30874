"""What returns state as standing before, held against the record (docs/核验规则.md V07).

Each project is compared once; V07 and the rules about cumulative figures (V04, V05, V20, V30) all go by
it, so that one wrong opening figure is one finding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sanzi_lib.ledger.book import FIGURES, Account, Book, LedgerFigure, group_rows
from sanzi_lib.ledger.model import ReadReturn, Row
from sanzi_lib.months import Month

Agreement = Literal["equal", "unstated", "opening", "january", "negative", "later_change", "withdrawn", "differs"]

ERRORS: frozenset[Agreement] = frozenset({"january", "negative", "differs"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a row states about one figure before the month, against the record; all in 分.

    Attributes:
        stated: None where the row says nothing of it.
        expected: What the record makes of it.
        before: What the row's cumulative figure starts from: the accepted one, or the stated one where they disagree.
        relation: How the two stand to each other.
    """

    row: Row
    figure: LedgerFigure
    stated: int | None
    expected: int
    before: int
    relation: Agreement

    @property
    def opening(self) -> int:
        """期初数 that the row brings where it is accepted, 分; 0 where it brings none."""
        return (self.stated or 0) if self.relation == "opening" else 0

    @property
    def after(self) -> int:
        """The cumulative figure with this row, 分."""
        return self.before + self.figure.change(self.row)


BookAt = Callable[[datetime], Book]
"""The unit's accepted record as it stood at a time of sending."""


def compare_return(
    returned: ReadReturn, month: Month, book: Book, book_at: BookAt | None = None
) -> tuple[Comparison, ...]:
    """Hold every readable figure of a return against the unit's record before the month.

    Rows whose needed cells are bad are left out. Of a project that stands twice (V15 says so) only one row is taken:
    the one that agrees with the record, or else the first.
    """
    comparer = _Comparer(returned.cover.submitted_on, month, book, book_at)
    return tuple(
        comparer.compare(row, figure)
        for rows in group_rows(returned).values()
        for row in (comparer.choose(rows),)
        for figure in FIGURES
        if row.bad.isdisjoint(figure.needed)
    )


@dataclass(frozen=True)
class _Comparer:
    sent: datetime | None
    month: Month
    book: Book
    book_at: BookAt | None

    def choose(self, rows: list[Row]) -> Row:
        if len(rows) == 1:
            return rows[0]
        agreeing = (row for row in rows if self.compare(row, FIGURES[0]).relation not in ERRORS)
        return next(agreeing, rows[0])

    def compare(self, row: Row, figure: LedgerFigure) -> Comparison:
        stated = figure.stated_before(row)
        account = self.book.accounts.get(row.text("project"))
        if account is None:
            return self._compare_first(row, figure, stated)
        computed, expected = account.cumulative[figure.key], account.expected(figure.key)
        if stated is None:
            return Comparison(row, figure, None, expected, computed, "unstated")
        if stated in (expected, computed):
            return Comparison(row, figure, stated, expected, computed, "equal")
        if stated in self._expected_when_sent(row, figure, account):
            return Comparison(row, figure, stated, expected, computed, "later_change")
        return Comparison(row, figure, stated, expected, stated, "differs")

    def _compare_first(self, row: Row, figure: LedgerFigure, stated: int | None) -> Comparison:
        if not stated:
            return Comparison(row, figure, stated, 0, 0, "unstated" if stated is None else "equal")
        if stated in self._expected_when_sent(row, figure, None):
            return Comparison(row, figure, stated, 0, 0, "withdrawn")
        if self.month.month == 1:
            return Comparison(row, figure, stated, 0, stated, "january")
        return Comparison(row, figure, stated, 0, stated, "negative" if stated < 0 else "opening")

    def _expected_when_sent(self, row: Row, figure: LedgerFigure, now: Account | None) -> tuple[int, ...]:
        if self.sent is None or self.book_at is None:
            return ()
        then = self.book_at(self.sent).accounts.get(row.text("project"))
        if then is not None:
            return (then.expected(figure.key), then.cumulative[figure.key])
        # All that stands of the project was accepted later: the return knew nothing of it, or only its 期初数.
        return () if now is None else (0, now.opening[figure.key])
