"""A month's movements of one unit, in whole 分, and what brings lost months, openings and corrections in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any

from projects_maker import project, scale_of
from records import WAN, Move, Project, Return, Year


@dataclass
class Purse:
    """What was accepted of one project so far; `ceiling` is what of it can have paid into the treasury (V20)."""

    benefit: int = 0
    treasury: int = 0
    available: int = 0
    ceiling: int = 0

    def take(self, move: Move, *, first: bool = False, back: bool = False) -> None:
        sign = -1 if back else 1
        if first:
            self.benefit += move.before
            self.ceiling += move.before
            if move.total_treasury is not None:
                self.treasury += move.total_treasury - move.treasury - move.restated_treasury
            if move.total_available is not None:
                self.available += move.total_available - move.available - move.restated_available
        self.benefit += sign * (move.benefit + move.restated)
        self.ceiling += sign * (cash_of(move.kinds, move.benefit) + max(move.restated, 0))
        self.treasury += sign * (move.treasury + move.restated_treasury)
        self.available += sign * (move.available + move.restated_available)


def cash_of(kinds: tuple[Any, ...], benefit: int) -> int:
    """现金收入 of a row; all of its benefit where it tells no kinds."""
    return kinds[0] or 0 if any(kind is not None for kind in kinds) else benefit


def summed(move: Move, before: Purse, *, stated: bool = True) -> Move:
    """The move with its year-to-date columns."""
    return replace(
        move,
        before=before.benefit,
        total=before.benefit + move.benefit + move.restated,
        total_treasury=before.treasury + move.treasury + move.restated_treasury if stated else None,
        total_available=before.available + move.available + move.restated_available if stated else None,
    )


def amount(rng: Random, size: int) -> int:
    """分: now a whole 万元, now two decimals, now all six."""
    raw = rng.randrange(size // 20, size * 3 // 10)
    grain = rng.choice([WAN, WAN // 10, WAN // 100, WAN // 100, 100, 1])
    return max(raw - raw % grain, 1)


def kinds_of(rng: Random, benefit: int) -> tuple[Any, ...]:
    pick = rng.randrange(5)
    if pick == 0:
        return (None, None, None, None)
    if pick == 1:
        return (benefit, None, None, None)
    if pick == 2:
        return (0, 0, benefit, 0)
    cut = sorted(rng.randrange(benefit + 1) for _ in range(2))
    parts: list[Any] = [cut[0], cut[1] - cut[0], benefit - cut[1], None]
    rng.shuffle(parts)
    return tuple(parts)


def background(
    rng: Random,
    projects: list[Project],
    purse: dict[str, Purse],
    was_new: set[str],
    month: int,
    *,
    minimum: int,
    only: set[str] | None = None,
) -> list[Move]:
    """Ordinary movements: most projects that have begun move."""
    open_ones = [
        item for item in projects if item.starts <= month and not item.idle and (only is None or item.code in only)
    ]
    chosen = [item for item in open_ones if rng.random() < 0.6]
    for item in open_ones:
        if len(chosen) < minimum and item not in chosen:
            chosen.append(item)
    moves = []
    for item in chosen:
        benefit = amount(rng, scale_of(item.unit))
        treasury = rng.choice([0, benefit, benefit // 3, rng.randrange(benefit)])
        available = rng.choice([0, treasury, treasury // 2])
        counted = item.quantity is not None and rng.random() < 0.6
        social = f"{item.code[-4:]}号项目{month}月带动就业{benefit % 97 + 1}人" if rng.random() < 0.45 else None
        new = item.code not in was_new and rng.random() < 0.85
        kinds = kinds_of(rng, benefit)
        treasury = min(treasury, cash_of(kinds, benefit))
        move = Move(
            project=item.code,
            new=new,
            benefit=benefit,
            treasury=treasury,
            available=min(available, treasury),
            kinds=kinds,
            quantity=Decimal(rng.randrange(1, 90_000)) / rng.choice([1, 10, 100, 1000]) if counted else None,
            measure=item.measure if counted else None,
            social=social,
        )
        before = purse.get(item.code, Purse())
        first = item.code not in purse
        moves.append(summed(move, before, stated=(not first or before.treasury > 0) and rng.random() < 0.7))
    return moves


def lost_again(year: Year, unit: Any, month: int, moves: list[Move], lost: list[Return]) -> list[Move]:
    """After a month that was sent back or missing: an accepted project restates, another one opens with it."""
    gone: dict[str, Purse] = {}
    new: set[str] = set()
    for item in lost:
        for move in item.moves:
            gone.setdefault(move.project, Purse()).take(move)
            if move.new:
                new.add(move.project)
    by_code = {move.project: move for move in moves}
    for code, purse in gone.items():
        move = by_code.get(code) or Move(code, new=False, benefit=0, treasury=0, available=0)
        accepted = unit.purse.get(code)
        move = replace(move, new=move.new or code in new)
        if move.new and not move.benefit:
            # new, with money of a lost month alone: no rule says whether that is money (V19)
            year.may.add((month, unit.code, "V19", "核实", code))
        if accepted is None:
            by_code[code] = summed(move, purse)
            _told(year, unit, month, "V07", code, purse, lost)
            continue
        move = replace(
            move,
            restated=purse.benefit,
            restated_treasury=purse.treasury,
            restated_available=purse.available,
            restated_month=lost[-1].month,
            reason="补记此前月份未计入的数额",
        )
        by_code[code] = summed(move, accepted)
        _told(year, unit, month, "V30", code, purse, lost)
    return list(by_code.values())


def _told(year: Year, unit: Any, month: int, rule: str, code: str, purse: Purse, lost: list[Return]) -> None:
    """What the returns sent back say of a project is a note; where they say nothing sure, its level is left open."""
    if not (purse.benefit or purse.treasury or purse.available):
        return
    told = [item for item in lost if any(move.project == code for move in item.moves)]
    sure = all(item in year.returns and item.cover_month is None and item.spoil is None for item in told)
    if sure:
        year.notes.add((month, unit.code, rule, "提示", code))
    else:
        year.may |= {(month, unit.code, rule, level, code) for level in ("提示", "核实")}


def opened(year: Year, unit: Any, month: int, moves: list[Move]) -> list[Move]:
    """A project that comes in with a 期初数 of months before."""
    item = project(unit.rng, unit.code, len(unit.projects) + 1, starts=month)
    unit.projects.append(item)
    unit.fields[item.code] = item.field
    before = Purse(3_456_789_012, 1_200_000_001, 700_000_000)
    move = Move(
        item.code, new=True, benefit=5 * WAN, treasury=2 * WAN, available=WAN, kinds=(5 * WAN, None, None, None)
    )
    assert month <= 6, "later it is V32, and the return is sent back"
    year.notes.add((month, unit.code, "V07", "核实", item.code))
    return [*moves, summed(move, before)]


def tiny(year: Year, unit: Any, month: int) -> Move:
    """A project that is new with half a 万元 and nothing else."""
    item = project(unit.rng, unit.code, len(unit.projects) + 1, starts=month)
    unit.projects.append(item)
    unit.fields[item.code] = item.field
    year.notes.add((month, unit.code, "V31", "核实", item.code))
    return summed(Move(item.code, new=True, benefit=WAN // 2, treasury=0, available=0), Purse())


def unproven(moves: list[Move]) -> list[Move]:
    """The month's largest row comes first, and all of it is 节约支出."""
    first = max(moves, key=lambda move: move.benefit)
    assert first.benefit >= 1_000 * WAN
    saved = replace(
        first,
        kinds=(None, None, None, first.benefit),
        treasury=0,
        available=0,
        total_treasury=None if first.total_treasury is None else first.total_treasury - first.treasury,
        total_available=None if first.total_available is None else first.total_available - first.available,
    )
    return [saved, *(move for move in moves if move is not first)]


def take_back(rng: Random, purse: dict[str, Purse], moves: list[Move]) -> list[Move]:
    """The month's benefit of one project is negative, with its reason; what was paid in stays covered (V20)."""
    room = {code: have.benefit - have.treasury for code, have in purse.items()}
    old = next(move for move in moves if room.get(move.project, 0) > 100)
    have = purse[old.project]
    back = -rng.randrange(1, room[old.project])
    kinds: tuple[Any, ...] = (back, None, None, None) if rng.random() < 0.5 else (back - 5, None, 5, None)
    if have.ceiling + kinds[0] < have.treasury:
        kinds = (None, None, back, None)
    reason = "合同解除，退回已收款项"
    negative = replace(old, benefit=back, treasury=0, available=0, kinds=kinds, reason=reason, new=False)
    return [summed(negative, have) if move is old else move for move in moves]


def restate(year: Year, unit: Any, month: int, event: str, moves: list[Move]) -> list[Move]:
    """追溯调整 of one project that was accepted before."""
    code, have = max(unit.purse.items(), key=lambda item: item[1].benefit - item[1].treasury)
    share = {"restate_small": (1, 100), "restate_large": (1, 4), "restate_down": (-1, 200), "restate_only": (1, 100)}[
        event
    ]
    old = next((move for move in moves if move.project == code), None)
    blank = Move(code, new=False, benefit=0, treasury=0, available=0)
    move = blank if old is None or event == "restate_only" else old
    move = replace(
        move,
        restated=have.benefit * share[0] // share[1],
        restated_treasury=have.treasury * share[0] // share[1],
        restated_available=have.available * share[0] // share[1],
        restated_month=month - 1 if event != "restate_down" else None,
        reason="审计确认后调整",
    )
    if event == "restate_large":
        year.notes.add((month, unit.code, "V30", "核实", code))
    done = summed(move, have)
    if old is None:
        return [*moves, done]
    return [done if item.project == code else item for item in moves]
