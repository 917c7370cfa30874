"""Cases by project, with what their projects brought (docs/指标口径.md 典型案例), worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hand_facts import gather

from sanzi_lib.measures.casebook import CaseText, EarlierCase, compute_casebook
from sanzi_lib.measures.model import Proceeds
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.schema import PROJECTS, assert_schema

LEIYANG, CHANGNING, WATER = "430481", "430482", "4304B2"
P, Q = f"{LEIYANG}-ZY05-2024-0001", f"{LEIYANG}-ZY05-2024-0002"
NOTHING = {"str": "", "int64": 0, "Int64": pd.NA, "boolean": pd.NA, "object": None}


def wan(text):
    return to_fen(Decimal(text))


@pytest.fixture
def projects():
    """Rows of 项目台账: a unit's project sold, unless the row says otherwise."""

    def build(*rows):
        full = []
        for row in rows:
            values = {
                "name": f"项目{row['project'][-1]}",
                "category": "资源",
                "subcategory": "土地",
                "method": "售",
            } | row
            full.append({"persons": (), "quantity": None} | values)
        columns = {
            column: pd.Series([row.get(column, NOTHING[dtype]) for row in full], dtype=dtype)
            for column, dtype in PROJECTS.items()
        }
        frame = pd.DataFrame(columns)
        assert_schema(frame, PROJECTS, "projects")
        return frame

    return build


def case(unit, month, project, title, **more):
    return {"unit": unit, "month": month, "project": project, "title": title, **more}


def book_of(programme, cases, projects, movements, returns, first=1, last=6):
    return compute_casebook(
        gather(movements, cases, returns, programme, Month(2024, last), projects), Month(2024, first)
    )


def test_a_project_of_several_months_is_one_case_with_the_latest_text(programme, cases, projects, movements, returns):
    found = cases(
        case(LEIYANG, 2, P, "二月写的", practice="旧"),
        case(LEIYANG, 4, P, "四月写的", practice="新", result="好"),
        case(LEIYANG, 4, Q, "另一个项目"),
    )
    book = book_of(programme, found, projects(), movements(), returns(6))
    assert [(entry.project, entry.month) for entry in book.entries] == [(P, 4), (Q, 4)]
    assert book.entries[0].texts == (CaseText("四月写的", "新", "好"),)
    assert book.entries[0].earlier == (EarlierCase(2, "二月写的"),)
    assert book.entries[1].earlier == ()
    # within February alone it is February's text
    (alone,) = book_of(programme, found, projects(), movements(), returns(6), 2, 2).entries
    assert (alone.texts[0].title, alone.earlier) == ("二月写的", ())


def test_several_texts_of_one_month_are_kept_as_parts(programme, cases, projects, movements, returns):
    found = cases(
        case(LEIYANG, 3, P, "三月"),
        case(LEIYANG, 6, P, "其一"),
        case(LEIYANG, 6, Q, "中间"),
        case(LEIYANG, 6, P, "其二"),
    )
    first, second = book_of(programme, found, projects(), movements(), returns(6)).entries
    assert [text.title for text in first.texts] == ["其一", "其二"]
    assert first.earlier == (EarlierCase(3, "三月"),)
    assert second.project == Q


def test_a_text_without_a_project_is_a_case_of_its_own(programme, cases, projects, movements, returns):
    found = cases(case(LEIYANG, 2, "", "甲"), case(LEIYANG, 6, "", "乙"), case(LEIYANG, 6, "", "丙"))
    book = book_of(programme, found, projects(), movements(), returns(6))
    assert [entry.texts[0].title for entry in book.entries] == ["甲", "乙", "丙"]
    assert {(entry.listed, entry.benefit, entry.cumulative) for entry in book.entries} == {(None, None, None)}


def test_one_units_project_is_not_anothers(programme, cases, projects, movements, returns):
    # Only an override lets a project id of another unit pass.
    found = cases(case(LEIYANG, 6, P, "自己的"), case(CHANGNING, 6, P, "别人的"))
    money = movements({"unit": LEIYANG, "month": 6, "project": P, "benefit": "5"})
    first, second = book_of(programme, found, projects(), money, returns(6)).entries
    assert (first.unit, first.benefit) == (LEIYANG, wan("5"))
    assert (second.unit, second.benefit) == (CHANGNING, None)


def test_figures_are_the_projects_own(programme, cases, projects, movements, returns):
    money = movements(
        {"unit": LEIYANG, "month": 1, "project": P, "benefit": "10", "treasury": "4", "available": "1"},
        {
            "unit": LEIYANG,
            "month": 3,
            "project": P,
            "benefit": "7",
            "treasury": "2",
            "opening_benefit": "100",
            "restated_benefit": "-3",
            "restated_treasury": "0.5",
        },
        {"unit": LEIYANG, "month": 6, "project": P, "benefit": "90071992547.41"},
        {"unit": LEIYANG, "month": 7, "project": P, "benefit": "1000"},
        {"unit": LEIYANG, "month": 6, "project": Q, "benefit": "55"},
    )
    found = cases(case(LEIYANG, 6, P, "甲"), case(LEIYANG, 6, f"{LEIYANG}-ZY05-2024-0009", "乙"))
    moved, still = book_of(programme, found, projects(), money, returns(7), 6, 6).entries
    # year to June: 10 + (7 + 100 - 3) + 90071992547.41; July and the other project do not count
    assert moved.benefit == wan("90071992547.41")
    assert moved.cumulative == Proceeds(wan("90071992661.41"), wan("6.5"), wan("1"))
    assert (still.benefit, still.cumulative) == (None, None)
    # the span's benefit: months 3 to 6, without what was restated or opened
    (spanned, _) = book_of(programme, found, projects(), money, returns(7), 3, 6).entries
    assert spanned.benefit == wan("90071992554.41")
    assert spanned.cumulative == moved.cumulative


def test_a_project_is_as_its_latest_accepted_row_says(programme, cases, projects, movements, returns):
    listed = projects(
        {"unit": LEIYANG, "month": 2, "project": P, "method": "租", "method_detail": "承包", "holder": "甲公司"},
        {"unit": LEIYANG, "month": 5, "project": P, "method": "用", "holder": "乙公司", "name": "新名"},
        {"unit": LEIYANG, "month": 8, "project": P, "method": "融"},
    )
    (entry,) = book_of(programme, cases(case(LEIYANG, 3, P, "甲")), listed, movements(), returns(8)).entries
    assert entry.listed is not None
    assert (entry.method, entry.listed.holder, entry.listed.name, entry.listed.method_detail) == (
        "用",
        "乙公司",
        "新名",
        "",
    )


def test_order_is_group_method_register(programme, cases, projects, movements, returns):
    rows = [(CHANGNING, "1", "用"), (LEIYANG, "1", "租"), (LEIYANG, "2", "用"), (LEIYANG, "3", ""), (WATER, "1", "融")]
    rows = [(unit, f"{unit}-ZY05-2024-000{number}", method) for unit, number, method in rows]
    listed = projects(*({"unit": unit, "month": 6, "project": project, "method": how} for unit, project, how in rows))
    found = cases(*(case(unit, 6, project, project) for unit, project, _ in rows))
    book = book_of(programme, found, listed, movements(), returns(6))
    assert [(entry.unit, entry.method) for entry in book.entries] == [
        (WATER, "融"),
        (LEIYANG, "用"),
        (CHANGNING, "用"),
        (LEIYANG, "租"),
        (LEIYANG, ""),
    ]


def test_units_heard_and_period(programme, cases, projects, movements, returns):
    states = {(unit.code, month): "sent_back" for unit in programme.units for month in (4, 5)}
    del states[LEIYANG, 5]
    book = book_of(programme, cases(), projects(), movements(), returns(6, states), 4, 5)
    assert (book.entries, book.units) == ((), (LEIYANG,))
    assert [day.isoformat() for day in book.period.days] == ["2024-03-26", "2024-05-25"]


def test_the_years_book_begins_with_january(programme, cases, projects, movements, returns):
    found = cases(case(LEIYANG, 1, P, "一月"), case(LEIYANG, 7, Q, "七月"))
    book = compute_casebook(gather(movements(), found, returns(7), programme, Month(2024, 6), projects()))
    assert [entry.texts[0].title for entry in book.entries] == ["一月"]
    assert book.first == Month(2024, 1)
