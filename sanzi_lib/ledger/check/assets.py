"""V16 and V37: one asset in two places (docs/核验规则.md 规则、权属证号). Amounts are 分."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from sanzi_lib.ledger.check.certificates import Certificate, read_certificates
from sanzi_lib.ledger.check.context import Checked, join_names, name_of, show_money
from sanzi_lib.ledger.check.index import Injection, MonthIndex
from sanzi_lib.ledger.model import Finding, Level, ReadReturn, Row
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, normalise_name


def build_index(
    programme: Programme, returns: Iterable[ReadReturn], injections: tuple[Injection, ...] = ()
) -> MonthIndex:
    """Tell what the known units' standing returns of a month have in common.

    Args:
        programme: Names the units and the kinds of certificates.
        returns: Those that are not replaced.
        injections: Accepted 资产注入 of the months that may be a pair.
    """
    certificates: dict[tuple[bool, str, str], dict[tuple[Certificate, str], None]] = {}
    names: dict[tuple[str, str], set[str]] = {}
    for returned in returns:
        unit = name_of(programme, returned)
        if unit is None or returned.cover.unit is None:
            continue
        for row in returned.projects.rows:
            for one in _read(programme, row):
                certificates.setdefault(one.key, {})[one, unit] = None
            if (asset := _asset(row)) is not None:
                names.setdefault(asset, set()).add(unit)
    return MonthIndex(
        {key: tuple(held) for key, held in certificates.items() if len({unit for _, unit in held}) > 1},
        {key: frozenset(units) for key, units in names.items() if len(units) > 1},
        injections,
    )


def check_same_asset(checked: Checked) -> Iterator[Finding]:
    """V16: one 权属证号, or the same 项目名称 and 资产持有人, in two units' returns."""
    index = checked.index
    if not checked.placed or not (index.certificates or index.names):
        return
    own = checked.unit_name or ""
    for row in checked.projects.rows:
        shared = [
            (unit, mine.is_sure_of(theirs))
            for mine in _read(checked.programme, row)
            for theirs, unit in index.certificates.get(mine.key, ())
            if unit != own and mine.is_one_with(theirs)
        ]
        asset = _asset(row)
        others = index.names.get(asset, frozenset()) if asset is not None else frozenset()
        if shared:
            sure = {unit for unit, is_sure in shared if is_sure}
            who = join_names(sure or {unit for unit, _ in shared})
            doubt = "" if sure else "（都没有写明年份和地区，也可能只是号码相同）"
            message = f"权属证号与{who}报送的项目相同{doubt}，请核实是否为同一资产，避免重复报送。"
            level: Level = "核实" if sure else "提示"
            yield checked.find_row("V16", checked.projects, row, "certificate", message, level=level)
        elif others - {own}:
            who = join_names(others - {own})
            message = f"项目名称和资产持有人与{who}报送的项目相同，请核实是否为同一资产，避免重复报送。"
            yield checked.find_row("V16", checked.projects, row, "name", message, level="核实")


def check_sold_twice(checked: Checked) -> Iterator[Finding]:
    """V16: one 权属证号 of two projects of the unit that are both sold, financed or injected, with money.

    Floors of one building may be let apart.
    """
    held: dict[tuple[bool, str, str], list[tuple[Certificate, str]]] = {}
    rows = [row for row in checked.project_rows.values() if _gives_up(checked, row)]
    for row in rows:
        for one in _read(checked.programme, row):
            held.setdefault(one.key, []).append((one, row.text("project")))
    for row in rows:
        project = row.text("project")
        shared = {
            other: mine.is_sure_of(theirs)
            for mine in _read(checked.programme, row)
            for theirs, other in held[mine.key]
            if other != project and mine.is_one_with(theirs)
        }
        if shared:
            sure = any(shared.values())
            message = (
                f"与本单位项目{join_names(shared)}的权属证号相同，且都已出售、融资或注入，请核实同一资产是否重复计算。"
            )
            level: Level = "核实" if sure else "提示"
            yield checked.find_row("V16", checked.projects, row, "certificate", message, level=level)


def _gives_up(checked: Checked, row: Row) -> bool:
    terms, project = checked.programme.check_terms, row.text("project")
    account, moved = checked.book.accounts.get(project), checked.movement_rows.get(project)
    injected = (account is not None and account.injected) or (moved is not None and moved.fen("injection") > 0)
    given_up = row.text("method") in (*terms.sale_methods, *terms.financing_methods) or injected
    return given_up and checked.has_money(project)


def list_injections(programme: Programme, unit: str, month: Month, returned: ReadReturn) -> tuple[Injection, ...]:
    """List the rows with 资产注入 of an accepted return."""
    listed: dict[str, Row] = {}
    for row in returned.projects.rows:
        listed.setdefault(row.text("project"), row)
    return tuple(
        _inject(programme, unit, month, row, listed[row.text("project")])
        for row in returned.movements.rows
        if row.fen("injection") > 0 and row.text("project") in listed
    )


def check_pairs(checked: Checked) -> Iterator[Finding]:
    """V37: 资产注入 of one asset, of about the same amount, in two units within a few months."""
    if not checked.placed or checked.unit is None or not checked.index.injections:
        return
    thresholds = checked.programme.thresholds
    for row in checked.movements.rows:
        listed = checked.project_rows.get(row.text("project"))
        if listed is None or row.fen("injection") <= 0 or "injection" in row.bad:
            continue
        mine = _inject(checked.programme, checked.unit, checked.month, row, listed)
        for other in checked.index.injections:
            if other.unit != mine.unit and _are_alike(mine, other, Fraction(thresholds.pair_share)):
                name = checked.programme.unit_by_code[other.unit].name
                message = (
                    f"资产注入{show_money(mine.fen)}，与{name}{other.month.label}报送的资产注入{show_money(other.fen)}"
                    "项目名称或权属证号相同、金额相近，请核实同一资产是否由两个单位重复计算。"
                )
                yield checked.find_row("V37", checked.movements, row, "injection", message, level="核实")
                break


def _inject(programme: Programme, unit: str, month: Month, row: Row, listed: Row) -> Injection:
    title = "" if "name" in listed.bad else normalise_name(listed.text("name"))
    return Injection(unit, month, title, _read(programme, listed), row.fen("injection"))


def _are_alike(one: Injection, other: Injection, share: Fraction) -> bool:
    if abs(one.fen - other.fen) > share * max(one.fen, other.fen):
        return False
    named = bool(one.title) and one.title == other.title
    return named or any(mine.is_one_with(theirs) for mine in one.certificates for theirs in other.certificates)


def _read(programme: Programme, row: Row) -> tuple[Certificate, ...]:
    text = row.text("certificate")
    if not text or "certificate" in row.bad:
        return ()
    return _read_text(text, programme.check_terms.certificate_kinds)


_read_text = lru_cache(maxsize=100_000)(read_certificates)


def _asset(row: Row) -> tuple[str, str] | None:
    name, holder = normalise_name(row.text("name")), normalise_name(row.text("holder"))
    usable = name and holder and not row.bad.intersection(("name", "holder"))
    return (name, holder) if usable else None


def months_before(month: Month, number: int, injections: Sequence[Injection]) -> tuple[Injection, ...]:
    """Pick the 资产注入 that lie at most so many months before a month."""
    place = month.year * 12 + month.month
    return tuple(one for one in injections if 0 <= place - (one.month.year * 12 + one.month.month) <= number)
