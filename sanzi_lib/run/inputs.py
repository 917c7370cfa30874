"""What a report is made of, by content: what its manifest records and what decides whether it is made again.

Touching a file changes nothing here; one changed character in a return changes the inputs of the reports that contain
its unit, and of no other (contracts: What a run leaves).
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.checks_file import build_checks
from sanzi_lib.ledger.model import Accepted, ReturnState
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.redact import collect_persons, find_held

PROJECT = "sanzi-lib"

_NO_TEXTS = frozenset({"unit", "project", "field", "category", "subcategory", "measure", "file", "sha256"})
"""Columns of codes and closed lists: no person's name stands there."""


@dataclass(frozen=True)
class ReturnedFile:
    """A workbook that arrived, by content: its name decides nothing, and a unit may have written a person into it."""

    sha256: str
    state: str


@dataclass(frozen=True)
class UnitMonth:
    """What arrived of one unit for one month.

    Attributes:
        month: ``2024-06``.
        unit: Name as in the register.
        state: Of the unit: accepted, sent_back or not_reported.
        days_late: Calendar days of its files, in the order of ``files``.
        files: By content.
    """

    month: str
    unit: str
    state: str
    days_late: tuple[int | None, ...] = ()
    files: tuple[ReturnedFile, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """Everything that a report is made of.

    Attributes:
        parameters: Of the notebook, without 制表时间 and without folders.
        returns: Of the units that the report contains, January to the month.
        overrides: SHA-256 of each line that accepts a finding of these units.
        persons: SHA-256 over the names that the report's texts hold and that must be masked in it; of any unit.
        programme: SHA-256 of the programme's files.
        notebook: SHA-256 of the notebook.
        library: SHA-256 over the library's files, templates included.
        versions: Python and every package that the project depends on.
        checks: SHA-256 of the month's checks.json where the report shows findings and file names, "" otherwise.
        previous: What was published before and this is held against: for a board ranks by unit code, for the overview
            ranks by group and the figures of city and units.
        published: Whether the month is published, for a report that says so; None for others.
    """

    parameters: Mapping[str, Any]
    returns: tuple[UnitMonth, ...]
    overrides: tuple[str, ...]
    persons: str
    programme: str
    notebook: str
    library: str
    versions: Mapping[str, str]
    checks: str = ""
    previous: Mapping[str, Any] | None = None
    published: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, for the manifest."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), ensure_ascii=False))
        return plain


def checks_digest(accepted: Accepted, month: Month) -> str:
    """SHA-256 over what checking a month gave, unknown senders and unread files included."""
    checks = next(checks for checks in accepted.months if checks.month == month)
    return hashlib.sha256(build_checks(checks).encode("utf-8")).hexdigest()


def returns_of(accepted: Accepted, programme: Programme, month: Month, units: Iterable[str]) -> tuple[UnitMonth, ...]:
    """What arrived of these units from January to the month."""
    found: list[UnitMonth] = []
    wanted = tuple(units)
    for checks in accepted.months:
        if checks.month > month:
            continue
        by_unit: dict[str, list[ReturnState]] = {}
        for state in checks.returns:
            if state.code is not None and state.sha256 is not None:
                by_unit.setdefault(state.code, []).append(state)
        for code in wanted:
            states = sorted(by_unit.get(code, []), key=lambda state: (state.sha256 or "", state.state))
            found.append(
                UnitMonth(
                    str(checks.month),
                    programme.unit_by_code[code].name,
                    _state_of(states),
                    tuple(state.days_late for state in states),
                    tuple(ReturnedFile(state.sha256 or "", state.state) for state in states),
                )
            )
    return tuple(found)


def _state_of(states: list[ReturnState]) -> str:
    for wanted in ("accepted", "sent_back"):
        if any(state.state == wanted for state in states):
            return wanted
    return "not_reported"


def overrides_of(
    lines: Iterable[OverrideLine], programme: Programme, month: Month, units: Iterable[str]
) -> tuple[str, ...]:
    """SHA-256 of each override that may bear on a report.

    A line may accept a 风险 finding, and a manifest stands beside what is circulated: its words stay out (domain §4).
    """
    wanted = set(units)
    chosen = []
    for line in lines:
        unit = programme.unit_by_code.get(line.unit) or programme.find_unit(line.unit)
        if line.month <= month and (unit is None or unit.code in wanted):
            content = line.model_dump(exclude={"line"})  # where it stands in the file decides nothing
            text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
            chosen.append(hashlib.sha256(text.encode()).hexdigest())
    return tuple(sorted(chosen))


def persons_of(accepted: Accepted, month: Month, units: Iterable[str]) -> str:
    """SHA-256 over the names, of whatever unit, that texts of these units hold and that are masked in a report.

    The names themselves stay out of the manifest. Names that no text holds decide nothing.
    """
    wanted = set(units)
    texts: dict[str, None] = {}
    for frame in (accepted.movements, accepted.cases, accepted.projects, accepted.funds):
        kept = frame[frame["unit"].isin(wanted) & (frame["month"] <= month.month)]
        for column in kept.columns:
            if str(kept[column].dtype) == "str" and column not in _NO_TEXTS:
                texts |= dict.fromkeys(kept[column].tolist())
    # Up to the month only, as the notebook reads it: what a later month brings decides nothing.
    named = (frame[frame["month"] <= month.month] for frame in (accepted.projects, accepted.returns))
    held = find_held(collect_persons(*named), texts)
    return hashlib.sha256("\n".join(held).encode()).hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def library_digest() -> str:
    """SHA-256 over every file of the library, templates and styles included."""
    folder = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
            digest.update(f"{path.relative_to(folder).as_posix()}\0{digest_of(path)}\n".encode())
    return digest.hexdigest()


@cache
def versions() -> Mapping[str, str]:
    """Versions of Python and of every package that the project names as a dependency.

    Raises:
        ParameterError: The project or one of its packages is not installed.
    """
    found = {"python": platform.python_version()}
    try:
        for line in metadata.requires(PROJECT) or ():
            requirement, _, marker = line.partition(";")
            if "extra" not in marker:
                name = re.split(r"[\s<>=!~\[(]", requirement.strip())[0]
                found[name] = metadata.version(name)
    except metadata.PackageNotFoundError as error:
        raise ParameterError(
            f"软件包 {error.name} 没有安装，无法生成报告。请在项目文件夹内运行 python -m pip install -e . 后再试。"
        ) from error
    return found
