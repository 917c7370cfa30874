"""V16 and V37: one asset in two places (docs/核验规则.md 规则、权属证号). Amounts are 分."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from sanzi_lib.ledger.check.certificates import Certificate, read_certificates
from sanzi_lib.ledger.check.context import Checked, join_names, show_money
from sanzi_lib.ledger.check.index import Claim, Injection, MonthIndex
from sanzi_lib.ledger.model import Finding, Level, ReadReturn, Row
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, normalise_name


def build_index(checks: Iterable[Checked], injections: tuple[Injection, ...] = ()) -> MonthIndex:
    """Tell what the known units' standing returns of a month have in common.

    Args:
        checks: Those that are not replaced, of known units and of this month.
        injections: Accepted 资产注入 of the months that may be a pair.
    """
    certificates: dict[tuple[bool, str, str], dict[tuple[Certificate, Claim], None]] = {}
    names: dict[tuple[str, str], set[Claim]] = {}
    for checked in checks:
        for row in checked.projects.rows:
            claim = _claim(checked, row)
            for one in _read(checked.programme, row):
                certificates.setdefault(one.key, {})[one, claim] = None
            if (asset := _asset(row)) is not None:
                names.setdefault(asset, set()).add(claim)
    return MonthIndex(
        {key: tuple(held) for key, held in certificates.items() if len({claim.unit for _, claim in held}) > 1},
        {key: frozenset(claims) for key, claims in names.items() if len({claim.unit for claim in claims}) > 1},
        injections,
    )


def _claim(checked: Checked, row: Row) -> Claim:
    project, programme = row.text("project"), checked.programme
    moved = checked.movement_rows.get(project)
    fen = 0 if moved is None else moved.fen("benefit") + moved.fen("restated_benefit")
    order = 0 if checked.unit is None else programme.register_order[checked.unit]
    since = checked.book.since.get(project, checked.month)
    return Claim(since, -abs(fen), order, project, checked.unit_name or "")


def check_same_asset(checked: Checked) -> Iterator[Finding]:
    """V16: one 权属证号, or the same 项目名称 and 资产持有人, in two units' returns."""
    index = checked.index
    if not checked.placed or not (index.certificates or index.names):
        return
    for row in checked.projects.rows:
        own = _claim(checked, row)
        shared = {
            claim: mine.is_sure_of(theirs)
            for mine in _read(checked.programme, row)
            for theirs, claim in index.certificates.get(mine.key, ())
            if claim.unit != own.unit and mine.is_one_with(theirs)
        }
        asset = _asset(row)
        named = index.names.get(asset, frozenset()) if asset is not None else frozenset()
        others = {claim for claim in named if claim.unit != own.unit}
        level: Level = "核实"
        if shared:
            sure = {claim for claim, is_sure in shared.items() if is_sure}
            key, level = "certificate", "核实" if sure else "提示"
            others = sure or set(shared)
            doubt = "" if sure else "（都没有写明年份和地区，也可能只是号码相同）"
            what = f"权属证号与{join_names({claim.unit for claim in others})}报送的项目相同{doubt}"
        elif others:
            key, what = "name", f"项目名称和资产持有人与{join_names({claim.unit for claim in others})}报送的项目相同"
        else:
            continue
        message = f"{what}，请核实是否为同一资产，避免重复报送。"
        finding = checked.find_row("V16", checked.projects, row, key, message, level=level)
        yield replace(finding, first=all(own < claim for claim in others))


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
            finding = checked.find_row("V16", checked.projects, row, "certificate", message, level=level)
            own = _claim(checked, row)
            yield replace(finding, first=all(own < _claim(checked, checked.project_rows[other]) for other in shared))


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
                message = (
                    f"资产注入{show_money(mine.fen)}，与{other.name}{other.month.label}报送的资产注入{show_money(other.fen)}"
                    "项目名称或权属证号相同、金额相近，请核实同一资产是否由两个单位重复计算。"
                )
                finding = checked.find_row("V37", checked.movements, row, "injection", message, level="核实")
                yield replace(finding, first=_comes_first(checked.programme, mine, other))
                break


def _comes_first(programme: Programme, one: Injection, other: Injection) -> bool:
    """Tell whether of a pair the one was accepted first, in one month whether it is the larger."""
    # One of a unit that is no more is of an earlier month.
    mine, theirs = ((item.month, -item.fen, programme.register_order.get(item.unit, 0)) for item in (one, other))
    return mine < theirs


def _inject(programme: Programme, unit: str, month: Month, row: Row, listed: Row) -> Injection:
    title = "" if "name" in listed.bad else normalise_name(listed.text("name"))
    name = programme.unit_by_code[unit].name
    return Injection(unit, month, title, _read(programme, listed), row.fen("injection"), name)


def _are_alike(one: Injection, other: Injection, share: Fraction) -> bool:
    if abs(one.fen - other.fen) > share * max(one.fen, other.fen):
        return False
    named = bool(one.title) and one.title == other.title
    return named or any(mine.is_one_with(theirs) for mine in one.certificates for theirs in other.certificates)


def _read(programme: Programme, row: Row) -> tuple[Certificate, ...]:
    text = row.text("certificate")
    return () if "certificate" in row.bad else read_certificate_text(programme, text)


def read_certificate_text(programme: Programme, text: str) -> tuple[Certificate, ...]:
    """Read the certificates of a cell of 权属证号."""
    return _read_text(text, programme.check_terms.certificate_kinds) if text else ()


_read_text = lru_cache(maxsize=100_000)(read_certificates)


def _asset(row: Row) -> tuple[str, str] | None:
    name, holder = normalise_name(row.text("name")), normalise_name(row.text("holder"))
    usable = name and holder and not row.bad.intersection(("name", "holder"))
    return (name, holder) if usable else None


def months_before(month: Month, number: int, injections: Sequence[Injection]) -> tuple[Injection, ...]:
    """Pick the 资产注入 that lie at most so many months before a month."""
    place = month.year * 12 + month.month
    return tuple(one for one in injections if 0 <= place - (one.month.year * 12 + one.month.month) <= number)
