"""Accepted records made by hand, for what keeps and shows them."""

from decimal import Decimal

from sanzi_lib.ledger.acceptance.frames import build_frame
from sanzi_lib.ledger.model import Accepted, Finding, MonthChecks, Override, ReturnState
from sanzi_lib.months import Month
from sanzi_lib.schema import CASES, CONTACTS, FINDINGS, FUNDS, MOVEMENTS, PROJECTS, RETURNS

BLANK = {"str": "", "int64": 0, "Int64": None, "bool": False, "boolean": None, "object": None}
LARGE = 90_071_992_547_410_000  # 90071992547.41 万元, above 2^53 分


def rows(schema, given):
    return [{**{key: BLANK[kind] for key, kind in schema.items()}, **row} for row in given]


def return_row(unit, month, *, state="accepted", name=None, sha="a" * 64, **values):
    accepted = state == "accepted"
    return {
        "unit": unit,
        "month": month,
        "state": state,
        "days_late": 0 if accepted else None,
        "submitted_on": f"2024-{month:02d}-24T16:30:00" if accepted else "",
        "kind": "月报" if accepted else "",
        "file": (name or f"{unit}-{month}.xlsx") if accepted else "",
        "sha256": sha if accepted else "",
        "sheet": "盘活情况表" if accepted else "",
        "columns": "benefit=E" if accepted else "",
        "persons": (),
        **values,
    }


def _listed(unit, month, project):
    """What 项目台账 says of it, in its own frame and beside its money."""
    return {
        "unit": unit,
        "month": month,
        "project": project,
        "name": f"项目{project[-4:]}",
        "category": "资源",
        "subcategory": "土地",
        "method": "售",
        "status": "推进中",
    }


def project_row(unit, month, project, **values):
    return {
        **_listed(unit, month, project),
        "holder": "某局",
        "expected": 100_000_000,
        "persons": ("张三、李四", "张三", "李四"),
        "file": f"{unit}-{month}.xlsx",
        "sheet": "项目台账",
        "row": 3,
        **values,
    }


def movement_row(unit, month, project, **values):
    return {
        **_listed(unit, month, project),
        "file": f"{unit}-{month}.xlsx",
        "sha256": "a" * 64,
        "row": 3,
        **values,
    }


def make_accepted(
    through, returns, *, projects=(), contacts=(), movements=(), cases=(), funds=(), findings=(), checks=None
):
    """An accepted record; ``checks`` are by month number and made where they are missing."""
    last = Month(2024, through)
    given = checks or {}
    return Accepted(
        through=last,
        movements=build_frame(rows(MOVEMENTS, movements), MOVEMENTS, "movements"),
        cases=build_frame(rows(CASES, cases), CASES, "cases"),
        projects=build_frame(rows(PROJECTS, projects), PROJECTS, "projects"),
        contacts=build_frame(rows(CONTACTS, contacts), CONTACTS, "contacts"),
        funds=build_frame(rows(FUNDS, funds), FUNDS, "funds"),
        returns=build_frame(rows(RETURNS, returns), RETURNS, "returns"),
        findings=build_frame(rows(FINDINGS, findings), FINDINGS, "findings"),
        months=tuple(
            given.get(month.month, MonthChecks(month, (), (), (), has_folder=True)) for month in last.months_of_year()
        ),
    )


def make_full(unit="430422", month=6, *, benefit=LARGE):
    """A month of one unit in which every kind of value occurs, missing ones too."""
    first, second = f"{unit}-ZY05-2024-0001", f"{unit}-ZY05-2024-0002"
    return make_accepted(
        month,
        [return_row(unit, month, days_late=2, demo=True)],
        projects=[
            project_row(unit, month, first, expected=LARGE, book_value=1, quantity=Decimal("120.50"), measure="亩",
                        guarantee=True, due_on="2024-12-31"),
            project_row(unit, month, second, book_value=0, guarantee=False, persons=(), quantity=Decimal("1E+3"),
                        measure="吨", row=4),
        ],
        contacts=[
            {"unit": unit, "month": month, "project": first, "responsible_person": "张三、李四", "phone": "138"},
            {"unit": unit, "month": month, "project": second, "natural_counterparty": "赵五"},
        ],
        movements=[
            movement_row(unit, month, first, benefit=benefit, cash=benefit, newly=True, treasury=7,
                         opening_benefit=LARGE, restated_benefit=-3, restated_month=3, reason="=1+1\n更正"),
            movement_row(unit, month, second, quantity=Decimal("0.10"), measure="亩", row=4),
        ],
        cases=[{"unit": unit, "month": month, "project": first, "title": "案例", "file": f"{unit}-{month}.xlsx",
                "row": 3}],
        funds=[
            {"unit": unit, "month": month, "kind": "政府性基金", "item": "土地出让", "income": LARGE, "carryover": None,
             "years": Decimal("1.5"), "research": True, "file": f"{unit}-{month}.xlsx", "sheet": "存量资金", "row": 3},
            {"unit": unit, "month": month, "kind": "部门结转结余", "item": "专项", "recovered": 0, "row": 4},
        ],
    )  # fmt: skip


def make_checks(month, *, sent_back=(), overrides=()):
    """Checks of a month: returns sent back as (unit code, file), overridden findings as (file, rule, project)."""
    at = Month(2024, month)
    states = [ReturnState(code, code, file, "b" * 64, "更正", None, 0, "sent_back") for code, file in sent_back]
    findings = [
        Finding(
            rule, "核实", "单位", file, "表", "E7", project, "1", "请说明。", Override("属实", "王五", "2024-07-01")
        )
        for file, rule, project in overrides
    ]
    return MonthChecks(at, tuple(states), tuple(findings), (), has_folder=True)
