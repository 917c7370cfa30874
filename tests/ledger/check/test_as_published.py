"""Closed months stand as they were published, whatever the rules of today make of their returns."""

from __future__ import annotations

import json

from sanzi_lib.ledger.checks_file import build_checks, read_checks
from sanzi_lib.ledger.model import AsPublished, Finding, Override

PROJECT = "430422-ZY05-2024-0001"
OLD = Finding(
    "V07",
    "核实",
    "衡南县",
    "a.xlsx",
    "盘活情况表",
    "M3",
    PROJECT,
    "5",
    "请核对。",
    Override("据实", "甲", "2024-06-30"),
)


def _back(build):
    """A return that the rules of today send back: its kinds do not sum to the benefit (V08)."""
    return build.make(({"project": PROJECT, "benefit": 7, "cash": 6},), month="2024-05")


def _next(build, before):
    row = {"project": PROJECT, "benefit": 3, "benefit_before": before}
    return build.make((row,), month="2024-06")


def _published(returned, state, **more):
    return {"2024-05": AsPublished({(returned.sha256, returned.file): state}, (OLD,), **more)}


def test_what_was_accepted_counts_although_it_would_be_sent_back_today(build, errors):
    may = _back(build)
    accepted = build.accept(may, _next(build, 7), published=_published(may, "accepted"))
    assert accepted.movements[["month", "benefit"]].values.tolist() == [[5, 7_000_000], [6, 3_000_000]]
    assert errors(accepted) == []  # June goes on from what was published
    assert accepted.months[4].findings == (OLD,)
    assert accepted.months[4].otherwise == ("衡南县",)
    assert [state.state for state in accepted.months[4].returns if state.file] == ["accepted"]
    # Open, it is sent back.
    assert build.accept(may).months[4].otherwise == ()
    assert build.accept(may).movements.empty


def test_what_was_sent_back_stays_so_although_it_would_count_today(build):
    may = build.make(({"project": PROJECT, "benefit": 7},), month="2024-05")
    accepted = build.accept(may, _next(build, 0), published=_published(may, "sent_back"))
    assert accepted.movements[["month", "benefit", "opening_benefit"]].values.tolist() == [[6, 3_000_000, 0]]
    assert accepted.months[4].otherwise == ("衡南县",)
    assert [state.was_back for state in accepted.months[4].returns if state.file] == [True]


def test_opening_figures_of_closed_months_are_the_published_ones(build):
    may = build.make(({"project": PROJECT, "benefit": 7, "benefit_before": 5},), month="2024-05")
    kept = build.accept(may, published=_published(may, "accepted", openings={PROJECT: {"benefit": 4_000_000}}))
    assert kept.movements["opening_benefit"].tolist() == [4_000_000]
    none = build.accept(may, published=_published(may, "accepted", openings={}))
    assert none.movements["opening_benefit"].tolist() == [0]
    # A release that kept none: they follow from the rows.
    assert build.accept(may, published=_published(may, "accepted")).movements["opening_benefit"].tolist() == [5_000_000]


def test_checks_are_read_as_they_were_written(build):
    accepted = build.accept(_back(build))
    checks = accepted.months[4]
    states, findings = read_checks(json.loads(build_checks(checks)))
    assert findings == checks.findings
    assert states == {(state.sha256, state.file): state.state for state in checks.returns if state.file}
