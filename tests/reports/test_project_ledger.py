"""The sheets of the internal 台账: what stands in which column, what is nothing, and what a version tells."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from accepted_samples import LARGE, make_accepted, make_checks, movement_row, project_row, return_row

from sanzi_lib.ledger.journal.pending import Situation, Standing, build_pending
from sanzi_lib.ledger.journal.rows import JournalEntry
from sanzi_lib.ledger.layout import PROJECT_SHEET
from sanzi_lib.measures.model import Proceeds
from sanzi_lib.measures.project_ledger import compute_project_ledger
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.reports.elements.marks import DEMO_MARK, INTERNAL_MARK
from sanzi_lib.reports.ledger import build_control_table, build_ledger_head, build_lists

ROOT = Path(__file__).resolve().parents[2]
UNIT = "430422"
P, Q = f"{UNIT}-ZY05-2024-0001", f"{UNIT}-ZY05-2024-0002"
NOW = datetime(2024, 7, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


@pytest.fixture(scope="module")
def accepted():
    return make_accepted(
        3,
        [return_row(UNIT, 1), return_row(UNIT, 2, state="not_reported"), return_row(UNIT, 3)],
        projects=[
            project_row(UNIT, 3, P, book_value=0, quantity=Decimal("1200.50"), measure="亩", guarantee=False,
                        due_on="2024-12-31", difficulties="=HYPERLINK(1)"),
            project_row(UNIT, 3, Q, counterparty_kind="自然人", row=4),
        ],
        contacts=[
            {"unit": UNIT, "month": 3, "project": P, "responsible_person": "张三", "phone": "13800000000"},
            {"unit": UNIT, "month": 3, "project": Q, "natural_counterparty": "赵五"},
        ],
        movements=[
            movement_row(UNIT, 1, P, benefit=LARGE, treasury=1),
            movement_row(UNIT, 3, P, restated_benefit=-1, restated_month=1, reason="核减"),
        ],
        checks={3: make_checks(3, overrides=[(f"{UNIT}-3.xlsx", "V12", P)])},
    )  # fmt: skip


@pytest.fixture(scope="module")
def ledger(accepted, programme):
    return compute_project_ledger(accepted, programme, Month(2024, 3))


@pytest.fixture(scope="module")
def entries(accepted, programme):
    posted = build_pending(Situation(accepted, programme, accepted.through.months_of_year(), {}, NOW))
    first, last = (JournalEntry(one.head, one.rows) for one in posted)
    gone = make_accepted(
        3, [return_row(UNIT, 3, state="sent_back")], checks={3: make_checks(3, sent_back=[(UNIT, "x")])}
    )
    standing = {last.head.key: Standing(1, last.head)}
    (withdrawn,) = build_pending(Situation(gone, programme, [Month(2024, 3)], standing, NOW))
    return first, last, JournalEntry(withdrawn.head, ())


@pytest.fixture(scope="module")
def sheets(ledger, entries, programme):
    head = build_ledger_head(ledger, programme, date(2024, 3, 31), demo=True)
    return {table.sheet: table for table in build_lists(ledger, entries, programme, head)}


def lines(table):
    """Rows as mappings of header to text; headers of groups are ``group/name``."""
    names, below = [], iter(table.header[1])
    for cell in table.header[0]:
        names += [cell.text] if cell.rowspan == 2 else [f"{cell.text}/{next(below).text}" for _ in range(cell.colspan)]
    assert len(names) == len(table.columns)
    return [dict(zip(names, (cell.text for cell in row.cells), strict=True)) for row in table.rows]


def test_particulars_stand_in_the_order_of_the_return(sheets):
    names = [cell.text for cell in sheets["台账"].header[0]]
    particulars = [column.header for column in PROJECT_SHEET.columns]
    assert [name for name in names if name in particulars] == particulars
    first, second = lines(sheets["台账"])
    assert first["账面价值(万元)"] == "0.00"
    assert first["评估价值(万元)"] == ""
    assert (first["实物数量"], first["实物单位"]) == ("1,200.50", "亩")
    assert (first["是否涉及政府担保"], second["是否涉及政府担保"]) == ("否", "")
    assert (first["责任人"], first["联系电话"]) == ("张三", "13800000000")
    assert second["受让方"] == "赵五"
    assert first["问题与困难"] == "=HYPERLINK(1)"


def test_amounts_have_all_their_digits_and_nothing_is_no_zero(sheets):
    first, second = lines(sheets["台账"])
    assert first["年初至本月累计（万元）/经济效益"] == "90,071,992,547.409999"
    assert first["年初至本月累计（万元）/入库收益"] == "0.000001"
    assert first["尚余（万元）"] == "-90,071,992,447.409999"
    assert first["追溯调整（万元）/经济效益"] == "-0.000001"
    assert second["本月（万元）/经济效益"] == ""
    months = lines(sheets["各月数"])
    assert months[0]["1月（万元）/经济效益"] == "90,071,992,547.41"
    assert months[0]["2月（万元）/经济效益"] == "—"  # not reported is not zero
    assert months[0]["3月（万元）/经济效益"] == "0.00"
    assert months[1]["1月（万元）/经济效益"] == ""


def test_restatements_name_month_and_reason(sheets):
    (line,) = lines(sheets["追溯调整"])
    assert (line["报送月份"], line["所属月份"], line["调整原因"]) == ("2024-03", "2024-01", "核减")
    assert sheets["存量资金"].notes == ("没有认可的存量资金。",)


def test_versions_tell_what_stands_and_why_something_does_not(sheets):
    january, march, gone = lines(sheets["版本"])
    assert (january["状态"], march["状态"], gone["状态"]) == ("现行", "已被替代", "撤回")
    assert gone["说明"] == "退回修改"
    assert march["认可的核验结果"] == f"V12 {P} 属实（王五，2024-07-01）"
    assert january["本月（万元）/经济效益"] == "90,071,992,547.41"
    assert (march["项目数"], gone["项目数"]) == ("2", "")
    assert january["SHA-256"] == "a" * 64


def test_every_sheet_is_internal(ledger, programme):
    head = build_ledger_head(ledger, programme, date(2024, 3, 31), demo=True)
    assert head.marks[:2] == (INTERNAL_MARK, DEMO_MARK)
    assert head.file_stem == "衡阳市2024年03月国有三资盘活项目台账"
    assert "不得印发" in " ".join(build_control_table(ledger, date(2024, 3, 31)).notes)


def test_a_control_total_that_differs_is_said(ledger):
    wrong = replace(ledger.control[-1], boards=Proceeds(1, 1, 1))
    table = build_control_table(replace(ledger, control=(*ledger.control[:-1], wrong)), date(2024, 3, 31), ["另记"])
    assert [row.cells[-1].text for row in table.rows[-2:]] == ["一致", "不一致"]
    assert table.rows[-1].cells[-1].role == "warn"
    assert table.notes[-1].endswith("另记")
