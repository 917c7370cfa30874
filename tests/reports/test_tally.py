"""The intake of a month, counted by hand."""

from __future__ import annotations

from datetime import date

from sanzi_lib.ledger.tally import compute_tally, describe_rule


def test_units_stand_by_their_best_return(tally):
    # 衡南县 has an accepted return and a correction that was sent back: its month counts.
    assert tally.names_in("sent_back") == ["耒阳市", "衡东县"]
    assert "衡南县" in tally.names_in("accepted")
    assert "祁东县" in tally.names_in("not_reported")
    assert sum(len(tally.names_in(state)) for state in ("accepted", "sent_back", "not_reported")) == 25


def test_period_and_cutoff_are_the_programmes(tally):
    assert tally.period == (date(2024, 5, 26), date(2024, 6, 25))
    assert tally.cutoff == date(2024, 6, 25)


def test_files_stand_with_the_most_urgent_first(tally):
    order = [(item.state.unit, item.state.state) for item in tally.files]
    missing = [name for name, state in order if state == "not_reported"]
    assert order[: len(missing)] == [(name, "not_reported") for name in missing]
    # Sent back: two days late, then on time in the register's order, the stranger last.
    assert order[len(missing) :] == [
        ("衡东县", "sent_back"),
        ("耒阳市", "sent_back"),
        ("衡南县", "sent_back"),
        ("衡西县", "sent_back"),
        ("衡阳县", "accepted"),
        ("衡南县", "accepted"),
        ("衡阳县", "replaced"),
    ]


def test_open_findings_leave_out_what_was_accepted_and_unused_lines(tally):
    by_file = {item.state.file: dict(item.counts) for item in tally.files if item.state.file}
    assert by_file["耒阳市.xlsx"] == {"错误": 13, "核实": 1, "风险": 1}
    assert by_file["衡阳县.xlsx"] == {"核实": 2, "提示": 1}
    assert len(tally.findings) == len(tally.open) + 2 + 1


def test_what_goes_back(tally):
    assert [item.name for item in tally.back] == ["耒阳市.xlsx", "衡南县.xlsx", "衡东县.xlsx", "衡西县.xlsx"]
    assert [item.name for item in tally.asked] == ["衡阳县.xlsx"]
    assert [item.file for item in tally.unread] == ["坏的.xlsx"]


def test_rules_stand_with_the_heaviest_level_first(tally):
    assert [(item.rule, item.level, item.count) for item in tally.rules] == [
        ("V04", "错误", 12),
        ("V01", "错误", 3),
        ("V05", "错误", 1),
        ("V18", "核实", 3),
        ("V24", "风险", 1),
        ("V27", "提示", 1),
    ]
    v18 = tally.rules[3]
    assert v18.units == (("耒阳市", 1), ("衡阳县", 2))


def test_overrides_are_grouped_and_unused_lines_named(tally):
    (applied,) = tally.applied
    assert (applied.unit, applied.rule, applied.project, applied.count) == ("衡阳县", "V23", "430421-ZC01-2024-0001", 2)
    assert applied.override.by == "李四"
    (unused,) = tally.unused
    assert (unused.unit, unused.rule) == ("衡山县", "V07")


def test_a_rule_says_only_what_gives_findings_of_that_level():
    assert describe_rule("V15", "提示") == "典型案例的项目在项目台账中"
    assert describe_rule("V15", "错误") == "一个项目每表一行，盘活情况表的项目在项目台账中"
    assert describe_rule("V02", "提示") == "规定的工作表、列和封面项目齐全且不重复"


def test_a_month_in_which_nobody_reported(accepted_of, programme):
    tally = compute_tally(accepted_of((), (), ()), programme)
    assert len(tally.names_in("not_reported")) == 25
    assert (tally.back, tally.asked, tally.unread, tally.rules, tally.demo) == ((), (), (), (), False)
