"""The accepted record without persons, as every report gets it that may not name them (docs/指标口径.md 印发).

This is the one door: measures and reports are made of masked frames and need not know what a person is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from sanzi_lib.ledger.model import Accepted, Finding, MonthChecks
from sanzi_lib.ledger.reading.row_rules import IdShape
from sanzi_lib.masking import Mask, collect_persons, looks_like_person
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.values import normalise_name
from sanzi_lib.schema import TEXTS

_Way = Callable[[str], str]
"""What makes of a text the one that is shown."""


def mask_accepted(accepted: Accepted, programme: Programme, *, circulated: bool = True) -> Accepted:
    """Mask every text of a unit in the record, and leave out the names that were masked.

    Figures, identity and order of rows stay: columns by which rows are found and added up keep different values
    different. Messages of findings are the checks' own words and stay as well; no circulated report reads them.

    Args:
        accepted: As accepted.
        programme: Gives the closed lists, the units and the word for a 自然人.
        circulated: False for an internal report that has no use for names: a 资产持有人 that is a person is then masked
            as any text is; otherwise nothing of it is left.
    """
    columns = {
        (name, column): getattr(accepted, name)[column].unique().tolist()
        for name, texts in TEXTS.items()
        for column in (*texts.shown, *texts.keys, *texts.holders)
    }
    findings = [finding for checks in accepted.months for finding in checks.findings]
    every = {text for texts in columns.values() for text in texts}
    every |= {text for finding in findings for text in (finding.value, finding.project) if text}
    listed = _find_listed(every, programme)
    mask = Mask(collect_persons(accepted.projects, accepted.returns), every - listed)

    def mask_keys(column: str) -> Mapping[str, str]:
        own = [text for (_, name), texts in columns.items() if name == column for text in texts]
        if column == "project":
            own += [finding.project for finding in findings if finding.project]
        return mask.tell_apart(own, listed=listed, identity=normalise_name)

    def mask_holder(text: str) -> str:
        person = mask.names_person(text) or looks_like_person(text, programme.enumerations.natural_person)
        return "" if circulated and person else mask(text)

    keys = {column: mask_keys(column) for column in {column for texts in TEXTS.values() for column in texts.keys}}
    masked = {}
    for name, texts in TEXTS.items():
        ways: dict[str, _Way] = {
            **dict.fromkeys(texts.shown, mask),
            **{column: keys[column].__getitem__ for column in texts.keys},
            **dict.fromkeys(texts.holders, mask_holder),
        }
        own = {column: (columns[name, column], way) for column, way in ways.items()}
        masked[name] = _mask_frame(getattr(accepted, name), own)
    return replace(
        accepted,
        movements=masked["movements"],
        cases=masked["cases"],
        projects=_without_persons(masked["projects"]),
        contacts=accepted.contacts.iloc[:0],
        funds=masked["funds"],
        findings=masked["findings"],
        returns=_without_persons(accepted.returns),
        months=tuple(_mask_checks(checks, mask, keys["project"]) for checks in accepted.months),
    )


def list_masked(accepted: Accepted, masked: Accepted) -> Mapping[str, tuple[str, ...]]:
    """Tell what stands in the place of texts that were masked, by code of the unit that wrote them.

    Args:
        accepted: The record.
        masked: What :func:`mask_accepted` made of it.
    """
    found: dict[str, set[str]] = {}
    for name, texts in TEXTS.items():
        before, after = getattr(accepted, name), getattr(masked, name)
        for column in (*texts.shown, *texts.keys, *texts.holders):
            changed = before[column] != after[column]
            for unit, text in zip(after["unit"][changed].tolist(), after[column][changed].tolist(), strict=True):
                found.setdefault(unit, set()).add(f"{column} {text}")
    return {unit: tuple(sorted(own)) for unit, own in found.items()}


def _find_listed(texts: Iterable[str], programme: Programme) -> set[str]:
    """Those that name nobody: words of the programme's lists, and well-formed 项目编号 of its units."""
    lists, shape = programme.enumerations, IdShape.of(programme)
    words = {
        "",
        *(name for field in programme.fields for name in (field.name, *field.tasks)),
        *(name for category in lists.categories for name in (category.name, *category.subcategories)),
        *(name for method in lists.methods for name in (method.name, *method.details)),
        *(measure.name for measure in lists.measure_units),
        *lists.statuses.names,
        *lists.counterparties,
        *(kind.name for kind in lists.fund_kinds),
    }
    return {
        text
        for text in texts
        if text in words
        or all(part in lists.tags for part in text.split("、"))
        or (shape.match(text) in shape.codes and text.rsplit("-", 3)[0] in programme.unit_by_code)
    }


def _mask_frame(frame: pd.DataFrame, columns: Mapping[str, tuple[Iterable[str], _Way]]) -> pd.DataFrame:
    changed: dict[str, pd.Series[str]] = {}
    for column, (texts, way) in columns.items():
        masks = {text: shown for text in texts if (shown := way(text)) != text}
        if masks:
            values = [masks.get(text, text) for text in frame[column].tolist()]
            changed[column] = pd.Series(values, index=frame.index, dtype=frame[column].dtype)
    return frame.assign(**changed) if changed else frame


def _without_persons(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(persons=pd.Series([()] * len(frame), index=frame.index, dtype="object"))


def _mask_checks(checks: MonthChecks, mask: Mask, projects: Mapping[str, str]) -> MonthChecks:
    def mask_all() -> Iterator[Finding]:
        for finding in checks.findings:
            value = finding.value and mask(finding.value)
            project = finding.project and projects[finding.project]
            same = (value, project) == (finding.value, finding.project)
            yield finding if same else replace(finding, value=value, project=project)

    return replace(checks, findings=tuple(mask_all()))
