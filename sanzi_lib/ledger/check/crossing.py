"""V16: the same asset in two units' returns of a month (domain §4, V16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanzi_lib.ledger.check.context import Checked, MonthIndex, join_names, name_of
from sanzi_lib.ledger.model import Finding, ReadReturn, Row
from sanzi_lib.params.programme import Programme, normalise_name


def build_index(programme: Programme, returns: Iterable[ReadReturn]) -> MonthIndex:
    """What the known units' standing returns of a month have in common."""
    certificates: dict[str, set[str]] = {}
    names: dict[tuple[str, str], set[str]] = {}
    for returned in returns:
        unit = name_of(programme, returned)
        if unit is None or returned.cover.unit is None:
            continue
        for row in returned.projects.rows:
            if certificate := _certificate(row):
                certificates.setdefault(certificate, set()).add(unit)
            if (asset := _asset(row)) is not None:
                names.setdefault(asset, set()).add(unit)
    return MonthIndex(
        {key: frozenset(units) for key, units in certificates.items() if len(units) > 1},
        {key: frozenset(units) for key, units in names.items() if len(units) > 1},
    )


def check_same_asset(checked: Checked) -> Iterator[Finding]:
    """V16: the same 权属证号, or the same 项目名称 and 资产持有人, in two units' returns (domain §4, V16)."""
    if not checked.placed or not (checked.index.certificates or checked.index.names):
        return
    for row in checked.projects.rows:
        asset = _asset(row)
        for key, what, units in (
            ("certificate", "权属证号", checked.index.certificates.get(_certificate(row))),
            ("name", "项目名称和资产持有人", checked.index.names.get(asset) if asset is not None else None),
        ):
            if units is not None:
                others = join_names(units - {checked.unit_name or ""})
                message = f"{what}与{others}报送的项目相同，请核实是否为同一资产，避免重复报送。"
                yield checked.find_row("V16", checked.projects, row, key, message, level="核实")
                break


def _certificate(row: Row) -> str:
    return "" if "certificate" in row.bad else normalise_name(row.text("certificate"))


def _asset(row: Row) -> tuple[str, str] | None:
    name, holder = normalise_name(row.text("name")), normalise_name(row.text("holder"))
    usable = name and holder and not row.bad.intersection(("name", "holder"))
    return (name, holder) if usable else None
