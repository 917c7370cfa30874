"""The year as it was: what every unit did and sent, as plain records, with what must be accepted of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from annex_one import CODES
from asked_of_rows import note_rows
from funds_maker import make_funds
from moves_maker import Purse, background, cash_of, lost_again, opened, restate, take_back, tiny, unproven
from projects_maker import done_on, projects_of
from records import WAN, Case, Fund, Move, Project, Return, Standing, Year, cut_off, days_late
from year_plan import EVENTS


@dataclass
class Unit:
    code: str
    rng: Random
    projects: list[Project]
    purse: dict[str, Purse]
    fields: dict[str, str | None]
    was_new: set[str]
    backlog: list[Return]
    pending: Return | None = None
    replaces: Return | None = None


def make_truth(seed: int, through: int) -> Year:
    """The truth of January to `through`; same seed, same truth."""
    year = Year()
    for code in CODES:
        rng = Random(f"{seed}/{code}")
        projects = projects_of(rng, code)
        unit = Unit(code, rng, projects, {}, {item.code: item.field for item in projects}, set(), [])
        for month in range(1, through + 1):
            _month(year, unit, month)
        if unit.replaces is not None:  # its correction would come after the last month that is made
            unit.replaces.verdict = "accepted"
    for item in year.returns:
        late = days_late(item.sent, item.month) if item.cover_month is None else 0
        if late and item.verdict != "replaced":
            year.notes.add((item.month, item.unit, "V27", "提示", None))
    note_rows(year)
    return year


def _standings(unit: Unit, month: int, moved: set[str]) -> tuple[Standing, ...]:
    rows = []
    for number, item in enumerate(unit.projects):
        if item.starts > month:
            continue
        if item.idle:
            status, done = ("未启动", None) if month < 6 else ("暂缓", None)
        elif month >= item.done:
            status, done = "已盘活", done_on(number * 7 + len(unit.code), item)
        elif item.code in unit.purse or item.code in moved:
            status, done = "部分盘活", None
        else:
            status, done = "推进中", None
        rows.append(Standing(item, unit.fields[item.code], status, done))
    return tuple(rows)


def _sent(rng: Random, month: int, late: int = 0) -> datetime:
    last = cut_off(month)
    day = last + timedelta(late) if late else last - timedelta(rng.choice([0, 0, 1, 2, 5]))
    return datetime(day.year, day.month, day.day, rng.randrange(8, 24), rng.randrange(60), rng.choice([0, 0, 59]))


def _month(year: Year, unit: Unit, month: int) -> None:
    event, _, argument = EVENTS.get((unit.code, month), "plain").partition(":")
    rng = unit.rng
    lost = list(unit.backlog) if event != "wrong_before" else []
    if event == "zero":
        moves: list[Move] = []
    elif event == "wrong_before":
        purse = {code: Purse(item.benefit, item.treasury, item.available) for code, item in unit.purse.items()}
        for item in unit.backlog:
            for move in item.moves:
                purse.setdefault(move.project, Purse()).take(move)
        moves = background(rng, unit.projects, purse, unit.was_new, month, minimum=2, only=set(unit.purse))
    else:
        moves = background(rng, unit.projects, unit.purse, unit.was_new, month, minimum=2)
        if lost and event not in {"missing"}:
            moves = lost_again(year, unit, month, moves, lost)
    moves = _special(year, unit, month, event, moves)
    sheet = Return(unit.code, month, "月报", _sent(rng, month), (), tuple(moves))
    _dress(unit, sheet)
    if event == "gone":  # for this month alone the idle project is not listed
        sheet.standings = tuple(one for one in sheet.standings if not one.project.idle)
    if event == "unproven":
        year.notes.add((month, unit.code, "V34", "核实", moves[0].project))
        sheet.standings = tuple(
            replace(one, project=replace(one.project, evidence=None)) if one.project.code == moves[0].project else one
            for one in sheet.standings
        )
    if event == "missing":
        unit.backlog.append(sheet)
        return
    accepted = _post(year, unit, sheet, event, argument)
    if unit.pending is not None and accepted is not unit.pending and month > unit.pending.month:
        _settle(year, unit, accepted)
    if event in {"corrected_late", "supplement_after_next"}:
        return
    if accepted is None:
        unit.backlog.append(sheet)
        return
    unit.backlog = []
    _take(unit, accepted)


def _take(unit: Unit, accepted: Return) -> None:
    for move in accepted.moves:
        first = move.project not in unit.purse
        unit.purse.setdefault(move.project, Purse()).take(move, first=first)
        if move.new:
            unit.was_new.add(move.project)


def _settle(year: Year, unit: Unit, current: Return | None) -> None:
    """A return of the month before came in after this month's: what differs by exactly that is a 提示."""
    late, old = unit.pending, unit.replaces
    assert late is not None
    assert current is not None, "the month after a late correction must be an ordinary one"
    year.returns.append(late)
    before = {move.project: move for move in old.moves} if old else {}
    for move in late.moves:
        was = before.get(move.project)
        if was is not None:
            unit.purse[move.project].take(was, back=True)
        unit.purse.setdefault(move.project, Purse()).take(move)
        if move.new:
            unit.was_new.add(move.project)
        changed = was is None or (was.benefit, was.treasury, was.available) != (
            move.benefit,
            move.treasury,
            move.available,
        )
        after = next((item for item in current.moves if item.project == move.project), None)
        if changed and after is not None:
            year.notes.add((current.month, unit.code, "V07", "提示", move.project))
        if move.new and after is not None and after.new:
            year.notes.add((current.month, unit.code, "V19", "核实", move.project))
    unit.pending = unit.replaces = None


def _dress(unit: Unit, sheet: Return) -> None:
    """The sheets around the moves: 项目台账, 典型案例, 存量资金."""
    rng = unit.rng
    sheet.standings = _standings(unit, sheet.month, {move.project for move in sheet.moves})
    if sheet.moves and rng.random() < 0.4:
        code = rng.choice(sheet.moves).project
        sheet.cases = (Case(code, f"{code[-4:]}号项目{sheet.month}月盘活经验（{unit.code}）"),)
    if unit.code in {"4304B8", "430481"} and rng.random() < 0.7:
        kinds = ["政府性基金", "国有资本经营预算", "项目支出结转", "单位资金沉淀结余"]
        for number, kind in enumerate(kinds, 1):
            income, carried = rng.randrange(10**12), rng.randrange(10**12)
            fund = Fund(
                kind, f"{kind}第{number}项", income, carried, Decimal(number), number == 3, rng.randrange(10**9)
            )
            sheet.funds = (*sheet.funds, fund)
    sheet.funds = (*sheet.funds, *make_funds(unit.code, sheet.month))


def _special(year: Year, unit: Unit, month: int, event: str, moves: list[Move]) -> list[Move]:
    """Events inside an ordinary return."""
    if event == "negative":
        return take_back(unit.rng, unit.purse, moves)
    if event in {"restate_small", "restate_large", "restate_down", "restate_only"}:
        return restate(year, unit, month, event, moves)
    if event == "opening":
        return opened(year, unit, month, moves)
    if event == "new_again":
        at = next(number for number, move in enumerate(moves) if move.project in unit.was_new)
        year.notes.add((month, unit.code, "V19", "核实", moves[at].project))
        return [replace(move, new=True) if number == at else move for number, move in enumerate(moves)]
    if event == "other_field":
        code = moves[0].project
        unit.fields[code] = "文旅资源领域" if unit.fields[code] != "文旅资源领域" else "自然资源领域"
    if event == "unproven":
        return unproven(moves)
    if event == "tiny":
        return [*moves, tiny(year, unit, month)]
    if event in {"new_holder", "cheap", "put_off", "cut"}:
        _change_project(unit, event)
    return moves


def _change_project(unit: Unit, event: str) -> None:
    """From now on the unit says something else of a project; :mod:`asked_of_rows` works out what is asked about it."""

    def sold(item: Project) -> int:
        return unit.purse[item.code].benefit if item.method == "售" and item.code in unit.purse else 0

    at = {"cheap": max(unit.projects, key=sold), "new_holder": unit.projects[0]}
    old = at.get(event) or next(item for item in unit.projects if item.idle)
    new = {
        "new_holder": lambda: replace(old, holder="市国有资产经营公司"),
        "cheap": lambda: replace(old, appraised=sold(old) // 3),
        "put_off": lambda: replace(old, plan=date(2025, 6, 30)),
        "cut": lambda: replace(old, expected=old.expected * 7 // 10),
    }[event]()
    assert new.appraised != 0, "nothing was sold"
    unit.projects[unit.projects.index(old)] = new


def _changed(rng: Random, moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """The same rows with other money: what a correction corrects."""
    out = []
    for number, move in enumerate(moves):
        more = rng.randrange(1, 5 * WAN) if number < 2 else 0
        kinds = tuple(None if kind is None else kind for kind in move.kinds)
        if more and any(kind is not None for kind in kinds):
            first = next(place for place, kind in enumerate(kinds) if kind is not None)
            kinds = tuple((kind or 0) + more if place == first else kind for place, kind in enumerate(kinds))
        paid = (cash_of(kinds, move.benefit + more) - cash_of(move.kinds, move.benefit)) // 2
        out.append(
            replace(
                move,
                benefit=move.benefit + more,
                kinds=kinds,
                treasury=move.treasury + paid,
                available=move.available + paid // 2,
                quantity=move.quantity + Decimal("1.5") if move.quantity and more else move.quantity,
                total=move.total + more,
                total_treasury=None if move.total_treasury is None else move.total_treasury + paid,
                total_available=None if move.total_available is None else move.total_available + paid // 2,
            )
        )
    return tuple(out)


def _again(sheet: Return, kind: str, hours: float, moves: tuple[Move, ...] | None = None) -> Return:
    return replace(
        sheet,
        kind=kind,
        sent=sheet.sent + timedelta(hours=hours),
        moves=sheet.moves if moves is None else moves,
        errors=set(),
        verdict="accepted",
        spoil=None,
    )


def _post(year: Year, unit: Unit, sheet: Return, event: str, argument: str) -> Return | None:
    """Puts the month's workbooks into the post; the accepted one comes back."""
    rng, returns = unit.rng, year.returns
    if event in {"late", "supplement"}:
        sheet.sent = _sent(rng, sheet.month, int(argument))
        sheet.kind = "补报" if event == "supplement" else "月报"
    if event == "supplement_after_next":
        sheet.kind = "补报"
        sheet.sent = _sent(rng, sheet.month, 36)
        unit.pending = sheet
        return sheet
    if event == "correction_only":
        sheet.kind = "更正"
    returns.append(sheet)
    if event == "spoiled":
        victim = sheet.standings[0].project.code if argument == "holder" else None
        _send_back(sheet, argument, ("V03", victim) if argument == "holder" else ("V09", None))
        return None
    if event == "wrong_before":
        # prior figures hold the month that was sent back: V07 for each project moved in both
        lost = {move.project for item in unit.backlog for move in item.moves if move.benefit}
        sheet.verdict = "sent_back"
        sheet.errors = {("V07", move.project) for move in sheet.moves if move.project in lost}
        assert sheet.errors
        # whether its wrong prior figures also lie above what the record can have paid in (V20) is left open
        year.may |= {(sheet.month, unit.code, "V20", "核实", project) for _, project in sheet.errors}
        moved = {move.project for move in sheet.moves}
        year.notes |= {
            (sheet.month, unit.code, "V30", "提示", move.project)
            for item in unit.backlog
            for move in item.moves
            if move.benefit and move.project not in moved
        }
        return None
    if event == "wrong_month":
        sheet.cover_month = sheet.month - 1
        _send_back(sheet, None, ("V01", None))
        return None
    if event == "two_reports":
        second = _again(sheet, "月报", 1.5)
        returns.append(second)
        for item in (sheet, second):
            _send_back(item, None, ("V01", None))
        return None
    if event == "same_bytes":
        year.copies.append((sheet.month, sheet.unit, ""))
    if event == "bad_then_corrected":
        _send_back(sheet, "total", None)
        good = _again(sheet, "更正", 2)
        returns.append(good)
        sheet.verdict = "replaced"
        return good
    if event == "good_then_bad_correction":
        bad = _again(sheet, "更正", 2)
        _send_back(bad, "total", ("V09", None))
        returns.append(bad)
    if event in {"corrected", "corrected_twice"}:
        for step in range(1 if event == "corrected" else 2):
            sheet.verdict = "replaced"
            sheet = _again(sheet, "更正", 26 + step, _changed(rng, sheet.moves))
            returns.append(sheet)
        return sheet
    if event == "corrected_late":
        # accepted now as it stands; replaced once the next month's return has been sent
        _take(unit, sheet)
        late = _again(sheet, "更正", 24 * 40, _changed(rng, sheet.moves))
        unit.pending, unit.replaces = late, sheet
        sheet.verdict = "replaced"
    return sheet


def _send_back(item: Return, spoil: str | None, error: tuple[str, str | None] | None) -> None:
    item.verdict, item.spoil = "sent_back", spoil
    item.errors = {error} if error else set()
