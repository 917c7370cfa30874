"""What a month leaves behind that does not count for a unit (docs/核验规则.md 补计)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime

from sanzi_lib.ledger.acceptance.judge import Judged, UnitRecord, build_version
from sanzi_lib.ledger.book import post_version
from sanzi_lib.ledger.check.context import Checked, EarlierReturn, Gap
from sanzi_lib.ledger.check.table import check_return
from sanzi_lib.ledger.model import Finding
from sanzi_lib.months import Month


def enter_gap(record: UnitRecord, month: Month, judged: Sequence[Judged]) -> None:
    """Enter a month without an accepted return into a unit's record, with what its returns are worth later.

    They are judged once more as if those sent back since the unit's last accepted month had been accepted: a year to
    date that holds a month sent back is no 错误 of the row for that alone.
    """
    if record.assumed is None:
        record.assumed = UnitRecord(deepcopy(record.book), gaps=list(record.gaps))
    assumed, gaps = record.assumed, tuple(record.assumed.gaps)
    own = [
        (one, replace(one.checked, book=assumed.book, book_at=None, gaps=gaps))
        for one in judged
        if one.checked is not None and one.returned.cover.month in (None, month)
    ]
    record.gaps.append(Gap(month, tuple(_judge_back(one, again) for one, again in own), bool(judged)))
    if own:
        _, newest = max(own, key=lambda pair: pair[0].returned.cover.submitted_on or datetime.min)
        post_version(assumed.book, build_version(newest, ()))
    else:
        assumed.gaps.append(Gap(month, ()))


def _judge_back(one: Judged, again: Checked) -> EarlierReturn:
    found = (*one.returned.findings, *check_return(again))
    accepted = {_key(finding) for finding in one.findings if finding.override is not None}
    errors = {_key(finding) for finding in one.findings if finding.level == "错误"} - accepted
    doubted = frozenset(
        finding.project
        for finding in found
        if finding.project is not None
        and finding.sheet == one.returned.movements.name
        and (
            (finding.level == "错误" and _key(finding) in errors)
            or (finding.rule == "V12" and _key(finding) not in accepted)
        )
    )
    heavy = any(finding.rule == "V21" and _key(finding) not in accepted for finding in found)
    return EarlierReturn(one.returned, doubted, heavy)


def _key(finding: Finding) -> tuple[str, str | None]:
    return finding.rule, finding.project
