"""What is open when a month is published: told, refused without a reason, and frozen (docs/核验规则.md 待核实).

``open.json`` lists what is open by unit, month, rule and 项目编号, so that a later month asks only for what is new.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from sanzi_lib.errors import RecordError
from sanzi_lib.json_text import build_json_text
from sanzi_lib.ledger.causes import say_line
from sanzi_lib.ledger.model import Accepted, Finding
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.model import OpenCount
from sanzi_lib.measures.open_findings import STANDING, OpenFinding
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.intake.still_open import pair_findings, tell_by_month

OPEN = "open.json"

OpenKey = tuple[str, int, str, str]
"""Unit, month, rule and 项目编号; month 0 for rules that come back every month."""


class PublishedOpen(BaseModel):
    """What was open, in publish.json.

    Attributes:
        findings: How many.
        amount: 万元 at stake, with all digits.
        reason: Why it was published all the same; None where nothing was open that had not been frozen before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    findings: int
    amount: str
    reason: str | None = None

    @property
    def said(self) -> str:
        """``待核实3项，涉及12.00万元，理由：…``."""
        reason = f"，理由：{self.reason}" if self.reason else ""
        return f"待核实{self.findings}项，涉及{self.amount}万元{reason}"


def compute_open(accepted: Accepted, programme: Programme, month: Month) -> tuple[tuple[OpenFinding, ...], OpenCount]:
    """Compute what is open in the city at the end of a month."""
    facts = build_facts(accepted, programme, month)
    return facts.open.findings, facts.row().open


def say_open(accepted: Accepted, programme: Programme, month: Month) -> str:
    """Say how much is open in the city and of which units; "" where nothing is."""
    found, count = compute_open(accepted.until(month), programme, month)
    if not found:
        return ""
    names = dict.fromkeys(programme.unit_by_code[one.unit].name for one in found)
    return f"{month}待核实{count.findings}项，涉及{to_wan(count.amount):,}万元（{'、'.join(names)}）。"


def build_open(found: Iterable[OpenFinding]) -> str:
    """Build open.json."""
    return build_json_text({"findings": [list(_key_of(one)) for one in found]}, indent=1)


def read_open(path: Path) -> frozenset[OpenKey]:
    """Read what a publication froze as open; nothing where an earlier release froze none.

    Raises:
        RecordError: It is damaged.
    """
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(
            (str(unit), int(month), str(rule), str(project)) for unit, month, rule, project in data["findings"]
        )
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise RecordError(f"定稿的待核实清单 {path} 已损坏，请从备份恢复后再运行。") from error


def list_news(found: Sequence[OpenFinding], known: Collection[OpenKey]) -> list[OpenFinding]:
    """List what is open and was not frozen as open before."""
    return [one for one in found if _key_of(one) not in known]


def list_changed(
    accepted: Accepted, month: Month, found: Sequence[OpenFinding], before: Iterable[Finding]
) -> list[OpenFinding]:
    """List what is open of a month that is published anew and was said otherwise then: another column or value.

    Args:
        accepted: January to the month.
        month: The month.
        found: What is open now.
        before: What was found when it was published before.
    """
    known = {_detail_of(finding) for finding in before}
    own = [one for one in found if one.month == month.month]
    paired = zip(own, pair_findings(accepted, own), strict=True)
    return [one for one, several in paired if not known.issuperset(map(_detail_of, several))]


def refuse_open(
    accepted: Accepted, programme: Programme, month: Month, news: Sequence[OpenFinding], count: OpenCount
) -> RecordError:
    """Say why a month is not published: what is open, and beside it what is sent back, missing and unread."""
    checks = next(checks for checks in accepted.months if checks.month == month)
    lines = [
        f"{month}有待核实事项{count.findings}项，涉及{to_wan(count.amount):,}万元，其中未经定稿说明的{len(news)}项，未定稿："
    ]
    months = sorted({one.month for one in news})
    lines += [f"　{at.month}月　{say_line(line)}" for at, line in tell_by_month(accepted, news)]
    for state, what in (("sent_back", "退回修改"), ("not_reported", "未报送")):
        if names := list(dict.fromkeys(item.unit for item in checks.returns if item.state == state)):
            lines.append(f"　{what}：{'、'.join(names)}")
    if checks.unread:
        lines.append(f"　未读取：{'、'.join(item.file for item in checks.unread)}")
    where = "、".join(str(Month(month.year, number)) for number in months)
    lines.append(
        f"请逐项问清，采纳的说明用 sanzi accept（月份写 {where}）写入 overrides.csv；确需先行定稿的，请运行 "
        f"sanzi publish {month} --open 理由，理由和待核实的数一并冻结。"
    )
    return RecordError("\n".join(lines))


def _detail_of(finding: Finding) -> tuple[str | None, ...]:
    """Tell what makes a finding the same in another return of the month, in whichever row it stands."""
    column = (finding.cell or "").rstrip("0123456789")
    return finding.unit, finding.rule, finding.project, finding.sheet, column, finding.value


def _key_of(one: OpenFinding) -> OpenKey:
    return one.unit, 0 if one.rule in STANDING else one.month, one.rule, one.project
