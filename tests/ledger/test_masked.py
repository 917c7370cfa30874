"""The door: every text of a unit is masked, and no figure, key or order moves (docs/指标口径.md 印发)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from accepted_samples import make_accepted, make_full, movement_row, project_row, return_row

from sanzi_lib import schema
from sanzi_lib.ledger.masked import list_masked, mask_accepted
from sanzi_lib.ledger.model import Finding
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.funds import compute_funds
from sanzi_lib.measures.portions import compute_categories
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.schema import TEXTS, assert_schema

ROOT = Path(__file__).resolve().parents[2]
_NAMES = ("movements", "cases", "projects", "funds", "returns", "findings")
FRAMES = {name: getattr(schema, name.upper()) for name in _NAMES}
CODES = {
    "unit",
    "rule",
    "state",
    "submitted_on",
    "file",
    "sha256",
    "sheet",
    "columns",
    "fund_columns",
    "due_on",
    "done_on",
}
"""Text columns in which the programme, the reader or the file system speaks."""
JUNE = Month(2024, 6)
EAST, SOUTH = "430424", "430422"
FIRST, SECOND = f"{EAST}-ZY05-2024-0001", f"{EAST}-ZY05-2024-0002"
HOSTILE = "张三（13812345678）、李 四，430424199001011234"
CLEAN = "某某（×××）、某某，×××"


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


def of(frame, column):
    return frame[column].tolist()


def test_every_text_column_is_declared_or_holds_no_text():
    for name, columns in FRAMES.items():
        texts = TEXTS.get(name, schema.Texts())
        declared = (*texts.shown, *texts.keys, *texts.holders)
        assert len(declared) == len(set(declared)), name
        written = {column for column, kind in columns.items() if kind == "str"} - CODES
        assert set(declared) == written - ({"kind"} if name == "returns" else set()), name
    assert set(TEXTS) <= set(FRAMES)


def test_every_declared_column_is_masked(programme):
    planted = {
        name: [
            {
                **dict.fromkeys((*texts.shown, *texts.keys, *texts.holders), HOSTILE),
                "unit": EAST,
                "month": 6,
                **({"persons": ("张三、李四",)} if name == "projects" else {}),
            }
        ]
        for name, texts in TEXTS.items()
    }
    accepted = make_accepted(6, [return_row(EAST, 6)], **planted)
    masked = mask_accepted(accepted, programme, circulated=False)
    for name, texts in TEXTS.items():
        frame = getattr(masked, name)
        assert_schema(frame, FRAMES[name], name)
        for column in (*texts.shown, *texts.keys, *texts.holders):
            assert of(frame, column) == [CLEAN], (name, column)
    assert of(mask_accepted(accepted, programme).projects, "holder") == [""]


def test_what_names_nobody_is_the_same_record(programme):
    accepted = make_full()
    masked = mask_accepted(accepted, programme)
    for name in ("movements", "cases", "funds"):
        assert getattr(masked, name).equals(getattr(accepted, name)), name
    assert masked.projects.drop(columns="persons").equals(accepted.projects.drop(columns="persons"))
    assert masked.months == accepted.months
    assert of(accepted.projects, "persons")[0] == ("张三、李四", "张三", "李四")
    assert set(of(masked.projects, "persons")) == set(of(masked.returns, "persons")) == {()}
    assert masked.contacts.empty
    assert not accepted.contacts.empty
    assert list_masked(accepted, masked) == {}


def test_names_come_from_every_return_also_one_that_was_sent_back(programme):
    cases = [{"unit": EAST, "month": 6, "project": FIRST, "title": "张三与赵六", "row": 3}]
    returns = [return_row(EAST, 6), return_row(SOUTH, 6, state="sent_back", persons=("赵六",))]
    accepted = make_accepted(6, returns, projects=[project_row(EAST, 6, FIRST)], cases=cases)
    assert of(mask_accepted(accepted, programme).cases, "title") == ["某某与某某"]


def test_words_of_the_lists_and_codes_stay_whatever_a_persons_cell_says(programme):
    """Else money would leave its field because somebody wrote 土地 where a name belongs, or 20240001 for a phone."""
    moved = movement_row(EAST, 6, FIRST, field="自然资源领域", measure="平方米", reason="土地的经办平方米")
    cells = ("土地", "自然资源领域", "平方米", "20240001", "推进中")
    accepted = make_accepted(
        6, [return_row(EAST, 6)], projects=[project_row(EAST, 6, FIRST, persons=cells)], movements=[moved]
    )
    row = mask_accepted(accepted, programme).movements.iloc[0]
    assert (row["project"], row["field"], row["subcategory"]) == (FIRST, "自然资源领域", "土地")
    assert (row["measure"], row["status"]) == ("平方米", "推进中")
    assert row["reason"] == "某某的经办某某"


def test_keys_that_differ_stay_different(programme):
    """Two funds, two odd projects named after persons are two still; one spelled twice is one still."""
    funds = [
        {"unit": EAST, "month": 5, "kind": "部门结转结余", "item": "张三借款", "row": 3},
        {"unit": EAST, "month": 6, "kind": "部门结转结余", "item": "张 三借款", "row": 3},
        {"unit": EAST, "month": 6, "kind": "部门结转结余", "item": "李四借款", "row": 4},
        {"unit": EAST, "month": 6, "kind": "部门结转结余", "item": "某某借款", "row": 5},
    ]
    cases = [
        {"unit": EAST, "month": 6, "project": name, "title": name, "row": row}
        for row, name in enumerate(("李四", "张三", SECOND), start=3)
    ]
    movements = [movement_row(EAST, 6, name, row=row) for row, name in enumerate(("张三", "李四"), start=3)]
    accepted = make_accepted(
        6,
        [return_row(EAST, 6)],
        projects=[project_row(EAST, 6, FIRST)],
        funds=funds,
        cases=cases,
        movements=movements,
    )
    masked = mask_accepted(accepted, programme)
    assert of(masked.funds, "item") == ["某某借款（2）", "某某借款（2）", "某某借款（3）", "某某借款"]
    assert of(masked.cases, "project") == ["某某（2）", "某某", SECOND]
    assert of(masked.movements, "project") == ["某某", "某某（2）"]
    assert of(masked.cases, "title") == ["某某", "某某", SECOND]


def test_findings_follow_their_projects(programme):
    finding = Finding("V24", "风险", "衡东县", "a.xlsx", "项目台账", "Q7", "李四", "卖给张三", "须核查。")
    accepted = make_accepted(6, [return_row(EAST, 6)], projects=[project_row(EAST, 6, FIRST)],
                             movements=[movement_row(EAST, 6, name) for name in ("张三", "李四")])  # fmt: skip
    june = replace(accepted.months[-1], findings=(finding,))
    masked = mask_accepted(replace(accepted, months=(*accepted.months[:-1], june)), programme)
    (found,) = masked.months[-1].findings
    assert found == replace(finding, project="某某（2）", value="卖给某某")
    assert of(masked.movements, "project") == ["某某", "某某（2）"]


@pytest.mark.parametrize(
    ("holder", "left", "inside"),
    [
        ("刘建国", "", "刘建国"),
        ("张三的公司", "", "某某的公司"),
        ("自然人（退休职工）", "", "自然人（退休职工）"),
        ("县教育局，电话13812345678", "县教育局，电话×××", "县教育局，电话×××"),
    ],
)
def test_nothing_is_left_of_a_holder_that_is_a_person(programme, holder, left, inside):
    accepted = make_accepted(6, [return_row(EAST, 6)], projects=[project_row(EAST, 6, FIRST, holder=holder)])
    assert of(mask_accepted(accepted, programme).projects, "holder") == [left]
    assert of(mask_accepted(accepted, programme, circulated=False).projects, "holder") == [inside]


def test_what_was_masked_is_listed_by_unit(programme):
    rows = [movement_row(EAST, 6, FIRST, reason="由张三更正"), movement_row(SOUTH, 6, SECOND, reason="更正")]
    accepted = make_accepted(6, [return_row(EAST, 6)], projects=[project_row(EAST, 6, FIRST)], movements=rows)
    assert list_masked(accepted, mask_accepted(accepted, programme)) == {EAST: ("reason 由某某更正",)}


def test_no_figure_moves(programme):
    """An item named after a person in May and June is one item, and another person's is another; so are projects."""
    kind = "部门结转结余"
    funds = [
        {"unit": EAST, "month": month, "kind": kind, "item": item, "carryover": fen, "years": Decimal(2), "row": row}
        for row, (month, item, fen) in enumerate(
            [(5, "张三课题结余", 100), (6, "张 三课题结余", 70), (6, "李四课题结余", 5)], start=3
        )
    ]
    movements = [
        movement_row(EAST, month, name, benefit=fen, newly=True, category=name, row=row)
        for row, (month, name, fen) in enumerate([(5, "张三", 7), (6, "张三", 11), (6, "李四", 13)], start=3)
    ]
    returns = [return_row(EAST, 5), return_row(EAST, 6)]
    accepted = make_accepted(6, returns, projects=[project_row(EAST, 6, FIRST)], funds=funds, movements=movements)
    masked = mask_accepted(accepted, programme)
    idle, before = (compute_funds(build_facts(one, programme, JUNE)) for one in (masked, accepted))
    assert (idle.city, len(idle.items), idle.city.carryover) == (before.city, 2, 75)
    board, other = (compute_board(build_facts(one, programme, JUNE), "counties") for one in (masked, accepted))
    assert (board, board.totals.projects, board.totals.benefit_cumulative) == (other, 1, 31)
    parts, others = (compute_categories(build_facts(one, programme, JUNE)) for one in (masked, accepted))
    assert (
        [part.cumulative.benefit for part in parts if part.cumulative.benefit]
        == [part.cumulative.benefit for part in others if part.cumulative.benefit]
        == [18, 13]
    )
