"""The order of findings and returns: by register and rule, not by file, sheet or row order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from sanzi_lib.ledger.layout import COVER, SHEETS
from sanzi_lib.ledger.model import Finding, ReturnState
from sanzi_lib.params.programme import Programme, normalise_name

_SHEET_ORDER = {name: number for number, name in enumerate((COVER, *(sheet.name for sheet in SHEETS)))}
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def sort_findings(programme: Programme, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By unit in register order (unknown ones last), rule, sheet in the layout's order, project, then place."""
    order = {unit.name: number for number, unit in enumerate(programme.units)}

    def key(finding: Finding) -> tuple[object, ...]:
        match = _ADDRESS.fullmatch(finding.cell or "")
        place = (int(match[2]), len(match[1]), match[1]) if match else (0, 0, "")
        return (
            order.get(finding.unit or "", len(order)),
            finding.unit or "",
            finding.rule,
            _SHEET_ORDER.get(normalise_name(finding.sheet or ""), len(_SHEET_ORDER)),
            finding.sheet or "",
            finding.project or "",
            *place,
            finding.value or "",
            finding.message,
            finding.file or "",
        )

    return tuple(sorted(findings, key=key))


def sort_states(programme: Programme, states: Iterable[ReturnState]) -> tuple[ReturnState, ...]:
    """By unit in register order (unknown ones last), then time of sending, then file name."""

    def key(state: ReturnState) -> tuple[object, ...]:
        place = programme.register_order[state.code] if state.code is not None else len(programme.units)
        return (place, state.unit, state.submitted_on or datetime.max, state.file or "")

    return tuple(sorted(states, key=key))
