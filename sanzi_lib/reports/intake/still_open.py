"""What is open of the year so far (待核实), with what checking said of it; for analysts only.

See docs/核验规则.md 待核实.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sanzi_lib.ledger.causes import Told, tell_causes
from sanzi_lib.ledger.model import Accepted, Finding
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.model import OpenCount
from sanzi_lib.measures.open_findings import STANDING, OpenFinding
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme


@dataclass(frozen=True)
class StillOpen:
    """What is open at the end of a month, January to it.

    Attributes:
        month: The month.
        count: In the city.
        own: How many of it are of the month itself.
        earlier: What is open of earlier months, a line per cause, each with its month.
    """

    month: Month
    count: OpenCount
    own: int
    earlier: tuple[tuple[Month, Told], ...]


def compute_still_open(accepted: Accepted, programme: Programme) -> StillOpen:
    """Compute what is open at the end of the record's last month.

    Args:
        accepted: January to the month.
        programme: The programme.
    """
    facts = build_facts(accepted, programme, accepted.through)
    found = facts.open.findings
    before = [one for one in found if one.month < accepted.through.month]
    return StillOpen(
        accepted.through, facts.row().open, len(found) - len(before), tuple(tell_by_month(accepted, before))
    )


def tell_by_month(accepted: Accepted, found: Iterable[OpenFinding]) -> Iterable[tuple[Month, Told]]:
    """Tell what is open, month by month and one cause a line."""
    ordered = sorted(found, key=lambda one: one.month)  # stable
    for number, own in groupby(ordered, key=lambda one: one.month):
        told = [finding for several in pair_findings(accepted, own) for finding in several]
        for line in tell_causes(told):
            yield Month(accepted.through.year, number), line


def pair_findings(accepted: Accepted, found: Iterable[OpenFinding]) -> list[tuple[Finding, ...]]:
    """Give what checking said of each that is open: all of it where it counts once, else its own finding."""
    said: dict[tuple[str, int, str, str], list[Finding]] = {}
    for checks in accepted.months:
        files = {state.file: state.code for state in checks.returns if state.state == "accepted"}
        for finding in checks.findings:
            if finding.level == "核实" and finding.override is None and (code := files.get(finding.file)):
                key = code, checks.month.month, finding.rule, finding.project or ""
                said.setdefault(key, []).append(finding)
    taken: Counter[tuple[str, int, str, str]] = Counter()
    paired = []
    for one in found:
        key = one.unit, one.month, one.rule, one.project
        own = said.get(key, [])
        paired.append(tuple(own if one.rule in STANDING else own[taken[key] : taken[key] + 1]))
        taken[key] += 1
    return paired
