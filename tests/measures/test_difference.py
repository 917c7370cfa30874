"""What changed between two readings of a board (docs/文件与命令.md 命令), by hand and for whatever was accepted."""

from decimal import Decimal
from fractions import Fraction

import pytest
from drawn_rows import GROUPS, ROW, STATES, as_row
from hand_facts import gather
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.diff import BoardReading, compute_group_diff, pair_parts
from sanzi_lib.measures.diff_model import CUMULATIVE
from sanzi_lib.measures.trace import build_ground
from sanzi_lib.measures.trace_model import TracePart
from sanzi_lib.money import MAX_FEN, to_fen
from sanzi_lib.months import Month

pytestmark = pytest.mark.slow

MAY, JUNE = Month(2024, 5), Month(2024, 6)
LETTERS = (
    "newly=B quantity=C benefit=E treasury=F available=G benefit_before=H restated_benefit=I treasury_to_date=K "
    "available_to_date=L restated_treasury=M restated_available=N"
)


@pytest.fixture
def read(returns, cases, programme):
    def build(frame, group, *, month=JUNE, exceptions=None, programme=programme):
        returned = returns(month.month, exceptions, programme).assign(sheet="盘活情况表", columns=LETTERS)
        facts = gather(frame, cases(), returned, programme, month)
        return BoardReading(build_ground(gather(frame, None, returned, programme, month)), compute_board(facts, group))

    return build


def wan(text):
    return to_fen(Decimal(text))


def line_of(change, unit):
    return next(line for line in change.lines if line.unit == unit)


def told(figure):
    return [(row.change, row.part.month.month, row.part.project, row.part.kind, row.difference) for row in figure.rows]


def test_a_correction_shows_the_cells_that_came_went_and_changed(read, movements):
    then = movements(
        {"unit": "430481", "month": 3, "project": "a", "benefit": "100", "opening_benefit": "20", "row": 7},
        {"unit": "430481", "month": 6, "project": "b", "benefit": "7.000001", "newly": True, "row": 8},
        {"unit": "430481", "month": 6, "project": "c", "benefit": "5", "treasury": "4", "row": 9},
    )
    now = movements(
        {"unit": "430481", "month": 3, "project": "a", "benefit": "100", "opening_benefit": "20", "row": 7},
        {"unit": "430481", "month": 6, "project": "c", "benefit": "4.5", "treasury": "4", "row": 5, "file": "更正"},
        {"unit": "430481", "month": 6, "project": "d", "benefit": "30", "restated_benefit": "-2", "row": 6},
    )
    change = compute_group_diff(read(then, "counties"), read(now, "counties"))
    line = line_of(change, "430481")
    figure = line.find("benefit_cumulative")
    # 132.000001 then, 152.5 now
    assert (figure.then, figure.now, figure.difference) == (wan("132.000001"), wan("152.5"), wan("20.499999"))
    assert told(figure) == [
        ("went", 6, "b", "本月", -wan("7.000001")),
        ("changed", 6, "c", "本月", -wan("0.5")),
        ("came", 6, "d", "本月", wan("30")),
        ("came", 6, "d", "追溯调整", -wan("2")),
    ]
    changed = figure.rows[1]
    assert (changed.then.cell, changed.now.cell, changed.now.file) == ("E9", "E5", "更正")
    assert figure.rows_total == figure.difference
    # A row that only moved to another file and place is no change.
    assert line.find("treasury_cumulative") is None
    # 7.000001 + 5 then; 4.5 + 30 now, the restatement is of no month's own
    month = line.find("benefit")
    assert month.difference == month.rows_total == wan("22.499999")
    assert told(line.find("projects")) == [("went", 6, "b", "新盘活", -1)]
    assert line.find("attainment").difference == Fraction(wan("20.499999"), wan("786469.66"))
    assert change.totals.find("benefit_cumulative").rows == figure.rows
    assert [one.unit for one in change.lines if one.figures] == ["430481"]


def test_ranks_move_up_as_a_gain(read, movements):
    def of(first, second):
        return movements(
            {"unit": "430408", "month": 6, "project": "a", "benefit": first},
            {"unit": "430406", "month": 6, "project": "b", "benefit": second},
        )

    # Attainment over 187831.38 and 223712.48; the other three districts have nothing and share the third place.
    change = compute_group_diff(read(of("200", "100"), "districts"), read(of("100", "200"), "districts"))
    moves = {line.unit: (line.rank_then.rank, line.rank_now.rank, line.places_gained) for line in change.lines}
    assert moves == {
        "430406": (2, 1, 1), "430408": (1, 2, -1), "430405": (3, 3, 0), "430407": (3, 3, 0), "430412": (3, 3, 0),
    }  # fmt: skip
    assert [line.unit for line in change.lines[:2]] == ["430406", "430408"]  # as the later board stands


def test_two_months_share_no_rows_of_their_own_figures(read, movements):
    frame = movements(
        {"unit": "430481", "month": 5, "project": "a", "benefit": "10"},
        {"unit": "430481", "month": 6, "project": "a", "benefit": "4", "social_benefit": "带动就业"},
    )
    change = compute_group_diff(read(frame, "counties", month=MAY), read(frame, "counties"))
    line = line_of(change, "430481")
    assert (line.find("benefit").difference, line.find("benefit").rows) == (-wan("6"), ())
    assert told(line.find("benefit_cumulative")) == [("came", 6, "a", "本月", wan("4"))]
    assert line.find("social_benefit") is None
    assert line.find("gap").difference == Fraction(wan("4"), wan("786469.66")) - Fraction(1, 12)


def test_what_was_not_reported_is_not_zero(read, movements):
    then = read(movements(), "counties", exceptions={("430481", 6): "sent_back"})
    now = read(movements({"unit": "430481", "month": 6, "project": "a", "benefit": "3"}), "counties")
    line = line_of(compute_group_diff(then, now), "430481")
    assert (line.find("state").then, line.find("state").now) == ("sent_back", "accepted")
    month = line.find("benefit")
    assert (month.then, month.now, month.difference) == (None, wan("3"), None)
    assert line.find("benefit_cumulative").difference == wan("3")


def test_a_part_that_is_new_has_brought_all_of_it(read, movements):
    rows = {"unit": "4304E1", "month": 6, "project": "e", "field": "企业国有资产领域", "benefit": "11",
            "quantity": "1.5", "measure": "亩"}  # fmt: skip
    change = compute_group_diff(read(movements(), "municipal"), read(movements(rows), "municipal"))
    line = line_of(change, "4304B9")
    (part,) = line.parts
    assert (part.unit, part.name) == ("4304E1", "市城发集团")
    figure = part.find("benefit_cumulative")
    assert (figure.then, figure.now, figure.difference, figure.rows_total) == (None, wan("11"), wan("11"), wan("11"))
    quantity = line.find("quantities")
    assert (quantity.label, quantity.then, quantity.difference, quantity.rows_total) == (
        "亩", None, None, Decimal("1.5"),
    )  # fmt: skip


def test_rows_that_cancel_each_other_are_shown_all_the_same(read, movements):
    def of(first, second):
        return movements(
            {"unit": "430481", "month": 6, "project": "a", "benefit": first},
            {"unit": "430481", "month": 6, "project": "b", "benefit": second},
        )

    figure = line_of(compute_group_diff(read(of("1", "2"), "counties"), read(of("2", "1"), "counties")), "430481").find(
        "benefit_cumulative"
    )
    assert (figure.differs, figure.difference, len(figure.rows), figure.rows_total) == (False, 0, 2, 0)


def test_a_unit_that_left_the_register_is_named_with_what_it_had(read, movements, changed, programme):
    frame = movements({"unit": "430481", "month": 6, "project": "a", "benefit": "3"})
    fewer = changed(units=tuple(unit for unit in programme.units if unit.code != "430481"))
    change = compute_group_diff(read(frame, "counties"), read(movements(), "counties", programme=fewer))
    line = change.lines[-1]
    assert (line.name, line.rank_now, line.places_gained) == ("耒阳市", None, None)
    assert line.find("benefit_cumulative").rows_total == -wan("3")
    whole = compute_group_diff(None, read(frame, "counties"))
    assert line_of(whole, "430481").find("benefit_cumulative").difference == wan("3")
    assert (whole.rule_then, whole.rule_now.metric) == (None, "attainment")


def _part(amount, *, cell="E7", project="a"):
    return TracePart("u", "甲", JUNE, project, "", "f", "s", cell, amount, "0", "本月")


def test_equal_amounts_of_a_row_that_stands_twice_are_paired_first():
    pairs = pair_parts([_part(5), _part(7)], [_part(7, cell="E9"), _part(6, cell="E8")], {})
    assert [(row.then.amount, row.now.amount) for row in pairs] == [(5, 6)]
    assert [row.change for row in pair_parts([_part(5), _part(5)], [_part(5)], {})] == ["went"]


def plain(change):
    """A comparison as values, so that two can be held against each other."""
    found = {}
    for line in change.lines:
        for one in (line, *line.parts):
            lead = "" if one is line else line.unit
            found[lead, one.unit] = (one.rank_then, one.rank_now, one.figures)
    found["", "totals"] = (None, None, change.totals.figures)
    return found


def turned(figure):
    return figure.measure, figure.label, figure.now, figure.then, [(row.now, row.then) for row in figure.rows]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), group=st.sampled_from(GROUPS), months=st.sampled_from([(6, 6), (3, 6), (6, 1)]))
def test_rows_sum_to_every_difference_and_turning_round_negates(read, movements, data, group, months):
    common = data.draw(st.lists(ROW, max_size=6), label="common")
    sides = []
    for number in months:
        states = {(unit, number): state for (unit, _), state in data.draw(STATES).items()}
        rows = [as_row(one) for one in [*common, *data.draw(st.lists(ROW, max_size=6))]]
        rows = [row for row in rows if (row["unit"], row["month"]) not in states]
        month = Month(2024, number)
        sides.append(read(movements(*rows), group, month=month, exceptions=states))
    then, now = sides
    change = compute_group_diff(then, now)

    boards = {}
    for name, side in (("then", then), ("now", now)):
        boards[name] = {("", row.unit): row.amounts for row in side.board.rows}
        boards[name] |= {(row.unit, part.unit): part.amounts for row in side.board.rows for part in row.of_which}
        boards[name]["", "totals"] = side.board.totals
    for key, (_, _, figures) in plain(change).items():
        by_measure = {figure.measure: figure for figure in figures}
        for measure in CUMULATIVE:
            was, is_ = (getattr(boards[name].get(key), measure, 0) for name in ("then", "now"))
            figure = by_measure.get(measure)
            assert (figure.difference if figure else 0) == is_ - was
            assert (figure.rows_total if figure else 0) == is_ - was
        for figure in figures:
            if figure.rows and figure.difference is not None:
                assert figure.rows_total == figure.difference

    back = plain(compute_group_diff(now, then))
    forth = plain(change)
    assert set(back) == set(forth)
    for key, (rank_then, rank_now, figures) in forth.items():
        assert back[key][:2] == (rank_now, rank_then)
        assert [turned(figure) for figure in figures] == [
            (one.measure, one.label, one.then, one.now, [(row.then, row.now) for row in one.rows])
            for one in back[key][2]
        ]
        for one, other in zip(figures, back[key][2], strict=True):
            # a unary minus would round a Decimal to 28 digits
            assert one.rows_total + other.rows_total == 0
            assert one.difference is None or one.difference + other.difference == 0
    for side in sides:
        assert not compute_group_diff(side, side).differs


def test_amounts_beyond_a_floats_digits_keep_their_last_fen(read, movements):
    def of(fen):
        return movements({"unit": "430481", "month": 6, "project": "a", "benefit": str(Decimal(fen) / 1_000_000)})

    change = compute_group_diff(read(of(MAX_FEN), "counties"), read(of(MAX_FEN - 1), "counties"))
    assert line_of(change, "430481").find("benefit_cumulative").difference == -1
