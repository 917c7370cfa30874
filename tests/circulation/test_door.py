"""Every kind of report, made of a record that passed the door: no block and no figure of it names a person.

See docs/指标口径.md 印发.

The other module looks at whole documents; here the record is small, and every text of every frame holds the plants.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from accepted_samples import make_accepted, movement_row, project_row, return_row

from sanzi_lib.ledger.check_counts import count_checks
from sanzi_lib.ledger.masked import mask_accepted
from sanzi_lib.ledger.model import Finding, MonthChecks, ReturnState
from sanzi_lib.measures.assessment import compute_assessment
from sanzi_lib.measures.board import compute_board, compute_rank_history
from sanzi_lib.measures.casebook import compute_casebook
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.funds import compute_funds
from sanzi_lib.measures.month_projects import compute_month_projects
from sanzi_lib.measures.overview import compute_city
from sanzi_lib.measures.portions import compute_group_kinds
from sanzi_lib.measures.quarter import compute_quarter
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.reports import assessment, cases, funds, leaderboard, overview, quarterly, risk
from sanzi_lib.reports.elements.blocks import block_to_json
from sanzi_lib.reports.risk.tally import compute_risks

ROOT = Path(__file__).resolve().parents[2]
JUNE, DAY = Month(2024, 6), date(2024, 6, 30)
HOSTILE = "张三（13812345678）、李 四，430424199001011234"
CLEAN = "某某（×××）、某某，×××"
SECRETS = ("张三", "李四", "李 四", "刘建国", "13812345678", "430424199001011234")
EAST, FIRM = "430424", "4304E1"


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


def rows_of(unit, field, month, number):
    """A project whose every text holds the plants, its movement, its case and a fund."""
    project = f"{unit}-ZY05-2024-{number:04d}"
    words = {"field": field, "category": HOSTILE, "subcategory": HOSTILE, "method": HOSTILE, "measure": HOSTILE}
    shared = {"name": HOSTILE, "quantity": Decimal(3), "status": HOSTILE, "row": number, **words}
    texts = ("description", "certificate", "method_detail", "platform", "counterparty", "counterparty_kind", "approval",
             "responsible_unit", "evidence", "difficulties", "remark")  # fmt: skip
    listed = project_row(unit, month, project, **shared, **dict.fromkeys(texts, HOSTILE), holder=f"张三{number}")
    moved = movement_row(unit, month, project, **shared, newly=True, benefit=100_000_000, cash=100_000_000,
                         social_benefit=HOSTILE, restated_benefit=1_000_000, restated_month=month,
                         reason=HOSTILE)  # fmt: skip
    case = {"unit": unit, "month": month, "project": project, "field": field, "title": HOSTILE, "practice": HOSTILE,
            "result": HOSTILE, "row": number}  # fmt: skip
    fund = {"unit": unit, "month": month, "kind": "部门结转结余", "item": HOSTILE, "carryover": 5, "row": number}
    return listed, moved, case, fund


@pytest.fixture(scope="module")
def planted(programme):
    """May and June of a county and of a firm whose projects stand in a lead department's row."""
    field = programme.fields[0].name
    made = [rows_of(unit, own, month, 3) for unit, own in ((EAST, ""), (FIRM, field)) for month in (5, 6)]
    projects, movements, told, idle = (list(rows) for rows in zip(*made, strict=True))
    projects.append(project_row(EAST, 6, f"{EAST}-ZY05-2024-0009", holder="刘建国"))
    told.append({"unit": EAST, "month": 6, "project": f"{EAST}-ZY05-2024-0009", "title": "甲", "row": 9})
    found = Finding("V24", "风险", "衡东县", "a.xlsx", "项目台账", "Q7", f"{EAST}-ZY05-2024-0003", HOSTILE, "须核查。")
    state = ReturnState("衡东县", EAST, "a.xlsx", "0" * 64, "月报", None, 0, "accepted")
    checks = MonthChecks(JUNE, (state,), (found,), (), has_folder=True)
    returns = [return_row(unit, month) for unit in (EAST, FIRM) for month in (5, 6)]
    return make_accepted(6, returns, projects=projects, movements=movements, cases=told, funds=idle, checks={6: checks})


@pytest.fixture(scope="module")
def masked(planted, programme):
    return mask_accepted(planted, programme)


def make_leaderboard(record, programme):
    facts = build_facts(record, programme, JUNE)
    for group in ("counties", programme.unit_by_code[programme.fields[0].lead].group):
        board, ranks = compute_board(facts, group), compute_rank_history(facts, group)
        histories = facts.compute_histories(group)
        projects = compute_month_projects(facts, group)
        yield leaderboard.build_head(board, programme, DAY)
        yield from leaderboard.build_opening(board, programme)
        yield from leaderboard.build_board(board, programme, DAY)
        yield from leaderboard.build_standing(board, programme)
        yield from leaderboard.build_charts(board, histories, ranks, programme)
        yield from leaderboard.build_structure(board, compute_group_kinds(facts, group))
        yield from leaderboard.build_cases(board, programme)
        yield from leaderboard.build_notes(board, programme)
        yield from leaderboard.build_appendix(board, projects, programme)
        yield from leaderboard.build_data(board, histories, ranks, DAY)


def make_overview(record, programme):
    city = compute_city(build_facts(record, programme, JUNE))
    yield overview.build_head(city, programme, DAY)
    yield from overview.build_opening(city, programme)
    yield from overview.build_portions(city)
    yield from overview.build_restated(city, programme)
    yield from overview.build_notes(city, programme)
    yield from overview.build_data(city, programme, DAY)


def make_quarterly(record, programme):
    for unit in (None, EAST):
        report = compute_quarter(build_facts(record, programme, JUNE), unit=unit)
        yield from quarterly.build_progress(report, programme)
        yield from quarterly.build_structure(report)
        yield from quarterly.build_projects(report)
        yield from quarterly.build_cases(report)
        yield from quarterly.build_outlook(report)
        yield from quarterly.build_table(report)
        yield from quarterly.build_notes(report, programme)
        yield from quarterly.build_data(report, programme, DAY)


def make_cases(record, programme):
    book = compute_casebook(build_facts(record, programme, JUNE), Month(2024, 5))
    yield cases.build_head(book, programme, DAY)
    yield from cases.build_opening(book, programme)
    yield from cases.build_cases(book, programme)
    yield from cases.build_notes(book, programme)
    yield from cases.build_data(book, programme, DAY)


def make_assessment(record, programme):
    found = compute_assessment(build_facts(record, programme, JUNE), count_checks(programme, record.months))
    yield from assessment.build_opening(found, programme)
    yield from assessment.build_groups(found, programme)
    yield from assessment.build_units(found)
    yield from assessment.build_data(found, DAY)


def make_funds(record, programme):
    idle = compute_funds(build_facts(record, programme, JUNE))
    yield from funds.build_opening(idle, programme)
    yield from funds.build_units(idle, programme)
    yield from funds.build_items(idle, programme)
    yield from funds.build_data(idle, programme, DAY)


def text_of(blocks):
    return json.dumps([block_to_json(block) for block in blocks], ensure_ascii=False)


@pytest.mark.parametrize(
    ("make", "fewest"),
    [
        (make_leaderboard, 40),
        (make_overview, 6),
        (make_quarterly, 40),
        (make_cases, 9),
        (make_assessment, 1),
        (make_funds, 4),
    ],
)
def test_no_block_and_no_figure_names_a_person(planted, masked, programme, make, fewest):
    text = text_of(make(masked, programme))
    assert not [secret for secret in SECRETS if secret in text]
    assert text.count(CLEAN) >= fewest
    assert "持有人：某某" not in text
    assert "张三" in text_of(make(planted, programme))  # the plants are where that report looks


def test_not_even_the_list_of_risks_names_a_person(planted, programme):
    def make(record):
        tally = compute_risks(record, programme)
        return text_of([*risk.build_rules(tally, programme), *risk.build_data(tally, DAY)])

    text = make(mask_accepted(planted, programme, circulated=False))
    assert not [secret for secret in SECRETS if secret in text and secret != "刘建国"]
    assert text.count(CLEAN) >= 8
    assert "张三" in make(planted)


def test_the_same_figures_as_without_masks(planted, masked, programme):
    bare, clean = (compute_board(build_facts(record, programme, JUNE), "counties") for record in (planted, masked))
    amounts, others = ([replace(row.amounts, quantities=()) for row in board.rows] for board in (bare, clean))
    assert amounts == others
    assert bare.totals.benefit_cumulative == clean.totals.benefit_cumulative == 202_000_000


def test_equal_difficulties_are_one_after_masking_too(programme):
    listed = [
        project_row(EAST, 6, f"{EAST}-ZY05-2024-000{row}", name=name, difficulties=text, row=row)
        for row, (name, text) in enumerate((("甲", "张三不配合"), ("乙", "李四不配合")), start=3)
    ]
    record = mask_accepted(make_accepted(6, [return_row(EAST, 6)], projects=listed), programme)
    report = compute_quarter(build_facts(record, programme, JUNE), unit=EAST)
    assert "某某不配合（“甲”、“乙”）。" in text_of(quarterly.build_outlook(report))
