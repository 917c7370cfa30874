"""V18, V20, V23, V24, V33 to V36 and V38: what a project's row says, against its money and its past.

See docs/核验规则.md 规则. Amounts are 分.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from sanzi_lib.ledger.book import Listed, get_ceiling
from sanzi_lib.ledger.check.context import Checked, show_money, show_value
from sanzi_lib.ledger.check.size import list_slip_signs
from sanzi_lib.ledger.model import Finding, Row
from sanzi_lib.params.programme import normalise_name
from sanzi_lib.schema import KEPT


def check_status(checked: Checked) -> Iterator[Finding]:
    """V18: money in a project that has not begun or is put off; a status that went back; done without a day."""
    statuses = checked.programme.enumerations.statuses
    for row in checked.movements.rows:
        listed = checked.project_rows.get(row.text("project"))
        status = listed.text("status") if listed is not None else ""
        moved = checked.find_money(row)
        if status in statuses.idle and moved is not None:
            message = f"项目状态为“{status}”，本月却有资金发生，请核实项目状态或金额。"
            yield checked.find_row("V18", checked.movements, row, moved, message, level="核实")
    for row in checked.project_rows.values():
        if row.text("status") in statuses.done and "done_on" not in row.given and "done_on" not in row.bad:
            message = f"项目状态为“{row.text('status')}”，未填“盘活完成时间”，请补填或核实项目状态。"
            yield checked.find_missing("V18", checked.projects, row, "done_on", message, beside="status")
    if not checked.placed:
        return
    for project, row in checked.project_rows.items():
        before, now = checked.book.statuses.get(project, ""), row.text("status")
        if "status" not in row.bad and statuses.goes_back(before, now):
            message = f"项目状态由“{before}”退回“{now}”，请核实并在备注中说明原因。"
            yield checked.find_row("V18", checked.projects, row, "status", message, level="核实")


def check_treasury(checked: Checked) -> Iterator[Finding]:
    """V20: a project's cumulative 入库收益 above its cumulative benefit, or above what can pay into the treasury."""
    if not checked.placed:
        return
    for project, listed in checked.project_rows.items():
        row, account = checked.movement_rows.get(project), checked.book.accounts.get(project)
        if row is not None and not row.bad.isdisjoint(("benefit", "restated_benefit", "treasury", "restated_treasury")):
            continue
        benefit, treasury = checked.cumulative(project, "benefit"), checked.cumulative(project, "treasury")
        told, ceiling = get_ceiling(account, row, 0 if row is None else checked.opening(row, "benefit"))
        message = ""
        if treasury > max(benefit, 0):
            excess = treasury - max(benefit, 0)
            message = f"累计入库收益{show_money(treasury)}大于累计经济效益{show_money(benefit)}，请核实。"
        elif told and treasury > ceiling:
            excess = treasury - ceiling
            message = (
                f"累计入库收益{show_money(treasury)}大于能够入库的数{show_money(ceiling)}（现金收入、期初数、未分类的经济效益和"
                "调增数；融资、资产注入和节约支出不产生入库），请核实。"
            )
        if message and row is not None and (signs := [*list_slip_signs(checked, row, row.fen("treasury"))]):
            paid = f"本月入库收益{show_money(row.fen('treasury'))}，{'，'.join(signs)}，请核实是否把“元”填成了“万元”。"
            message = f"{message.removesuffix('请核实。')}{paid}"
        if message and row is not None and "treasury" in checked.movements.columns:
            yield checked.find_row(
                "V20", checked.movements, row, "treasury", message, level="核实", value=show_money(excess)
            )
        elif message:
            yield checked.find_row(
                "V20", checked.projects, listed, "project", message, level="核实", value=show_money(excess)
            )


def check_pricing(checked: Checked) -> Iterator[Finding]:
    """V23: a sale without 评估价值 (0 is none), a sale or lease without 交易平台及公告号, with money in the year."""
    terms = checked.programme.check_terms
    for row in checked.project_rows.values():
        method, kind = row.text("method"), row.text("subcategory")
        if kind not in terms.priced_subcategories or not checked.has_money(row.text("project")):
            continue
        missing = []
        if method in terms.sale_methods and not row.fen("appraised_value") and "appraised_value" not in row.bad:
            missing.append("appraised_value")
        announced = method in terms.priced_methods and row.text("method_detail") not in terms.unannounced_details
        if announced and "platform" not in row.given and "platform" not in row.bad:
            missing.append("platform")
        for key in missing:
            name = checked.spec_of(checked.projects).column(key).header
            message = f"{kind}以“{method}”方式盘活并有资金发生，未填“{name}”，请补填或说明原因。"
            yield checked.find_missing("V23", checked.projects, row, key, message, beside="method")


def check_land_buyer(checked: Checked) -> Iterator[Finding]:
    """V24: land sold to a state-owned company must not inflate land income; nor to nobody."""
    terms = checked.programme.check_terms
    for row in checked.project_rows.values():
        if row.text("method") not in terms.sale_methods or row.text("subcategory") not in terms.land_subcategories:
            continue
        land, kind = row.text("subcategory"), row.text("counterparty_kind")
        buyer = normalise_name(row.text("counterparty"))
        named = next((word for word in terms.state_names if normalise_name(word) in buyer), None)
        blank = [key for key in ("counterparty", "counterparty_kind") if key not in row.given and key not in row.bad]
        if kind in terms.state_buyers:
            message = f"{land}出让给{kind}，须核查是否以国企购地等方式虚增土地收入。"
            yield checked.find_row("V24", checked.projects, row, "counterparty_kind", message, level="风险")
        if blank and checked.has_money(row.text("project")):
            names = "、".join(f"“{checked.spec_of(checked.projects).column(key).header}”" for key in blank)
            told = f"（受让方名称含“{named}”）" if named is not None else ""
            message = f"{land}已出让并有资金发生，未填{names}{told}，须核查受让方是否为国企。"
            yield checked.find_missing("V24", checked.projects, row, blank[0], message, beside="method", level="风险")
        elif named is not None and kind in terms.private_buyers:
            message = f"{land}受让方名称含“{named}”，受让方性质填为“{kind}”，须核查是否为国企购地。"
            yield checked.find_row("V24", checked.projects, row, "counterparty_kind", message, level="风险")


def check_over_value(checked: Checked) -> Iterator[Finding]:
    """V33: a sale that brought more than a multiple of its 评估价值."""
    if not checked.placed:
        return
    terms, factor = checked.programme.check_terms, checked.programme.thresholds.benefit_over_value
    for project, row in checked.project_rows.items():
        value = 0 if "appraised_value" in row.bad else row.fen("appraised_value")
        moved = checked.movement_rows.get(project)
        if value <= 0 or row.text("method") not in terms.sale_methods or (moved and "benefit" in moved.bad):
            continue
        benefit = checked.cumulative(project, "benefit")
        excess = Fraction(benefit) - Fraction(factor) * value
        if excess > 0:
            message = f"累计经济效益{show_money(benefit)}，超过评估价值{show_money(value)}的{factor:f}倍，请核实。"
            yield checked.find_row(
                "V33", checked.projects, row, "appraised_value", message, level="核实", value=show_money(round(excess))
            )


def check_evidence(checked: Checked) -> Iterator[Finding]:
    """V34: large 节约支出 and 资产注入 without 佐证材料, of a row or of all such rows of the month together."""
    thresholds = checked.programme.thresholds
    unproven: list[tuple[Row, str, int]] = []
    for row in checked.movements.rows:
        listed = checked.project_rows.get(row.text("project"))
        given = {key: abs(row.fen(key)) for key in ("savings", "injection") if key not in row.bad}
        amount = sum(given.values())
        if listed is not None and amount and "evidence" not in listed.given:
            unproven.append((row, max(given, key=given.__getitem__), amount))
    whole = sum(amount for *_, amount in unproven)
    for row, key, amount in unproven:
        if amount >= thresholds.unproven_row:
            why = f"节约支出、资产注入{show_money(amount)}，未填“佐证材料”"
        elif whole >= thresholds.unproven_month:
            why = f"节约支出、资产注入{show_money(amount)}未填“佐证材料”，本月这类行合计{show_money(whole)}"
        else:
            continue
        yield checked.find_row("V34", checked.movements, row, key, f"{why}，请补填并备齐依据。", level="核实")


def check_kept(checked: Checked) -> Iterator[Finding]:
    """V35: what a project is and whose it is does not change from one accepted month to the next."""
    if not checked.placed:
        return
    for project, row in checked.project_rows.items():
        last = checked.book.last_listed.get(project)
        for key in KEPT if last is not None else ():
            assert last is not None
            before = last.row
            then, now = normalise_name(before.text(key)), normalise_name(row.text(key))
            if then and then != now and key not in row.bad and key not in before.bad:
                name = checked.spec_of(checked.projects).column(key).header
                changed = (
                    f"由“{before.text(key)}”改为“{row.text(key)}”" if now else f"原填“{before.text(key)}”，本月为空"
                )
                message = f"“{name}”{changed}，请核实；确有变动的，请在备注中说明原因。"
                yield checked.find_missing("V35", checked.projects, row, key, message, beside="project")


def check_gone(checked: Checked) -> Iterator[Finding]:
    """V36: a project of the last accepted 项目台账 is not in this one.

    Before the unit's first accepted month of the year that is what was open at the end of the year before.
    """
    sheet = checked.projects
    if not checked.placed or checked.lacks(sheet, "project") or any("project" in row.bad for row in sheet.rows):
        return
    ended = checked.programme.enumerations.statuses.ended
    for project, row in checked.book.listed.items():
        account = checked.book.accounts.get(project)
        moved = account is not None and account.moved
        if not project or project in checked.project_rows or (row.text("status") in ended and not moved):
            continue
        benefit, treasury = checked.cumulative(project, "benefit"), checked.cumulative(project, "treasury")
        message = (
            f"此前项目台账所列项目“{row.text('name')}”（累计经济效益{show_money(benefit)}、入库收益{show_money(treasury)}）"
            "不在本月台账中，请补回；已退出的，请保留该行并将项目状态改为“退出”。"
        )
        yield checked.find_sheet("V36", sheet, project, message, value=row.text("name"))
    for project, left in ({} if checked.book.months else checked.book.left_open).items():
        if project not in checked.project_rows:
            message = (
                f"上年末尚未完成的项目“{left.name}”（上年累计经济效益{show_money(left.benefit)}、"
                f"入库收益{show_money(left.treasury)}）不在本月台账中，请补回；已完成或退出的，请保留该行并改填项目状态。"
            )
            yield checked.find_sheet("V36", sheet, project, message, value=left.name)


def check_schedule(checked: Checked) -> Iterator[Finding]:
    """V38: overdue, put off or cut, told in the month in which it comes true or changes again."""
    if not checked.placed:
        return
    for project, row in checked.project_rows.items():
        told, first = checked.book.last_listed.get(project), checked.book.first_listed.get(project)
        if due := _find_overdue(checked, row, told):
            message = f"计划完成时间{due}已过，项目尚未完成，请抓紧推进，或说明原因、调整计划。"
            yield checked.find_row("V38", checked.projects, row, "due_on", message, level="提示")
        if first is None or told is None:
            continue
        last = told.row
        was, now = first.day("due_on"), row.day("due_on")
        if was and now and "due_on" not in row.bad and now > was and last.day("due_on") != now:
            message = f"计划完成时间由本年首次所报的{was.isoformat()}推迟到{now.isoformat()}，请说明原因。"
            yield checked.find_row("V38", checked.projects, row, "due_on", message, level="提示")
        planned, kept = first.fen("expected"), 1 - Fraction(checked.programme.thresholds.expected_cut)
        cut = "expected" not in row.bad and row.fen("expected") < kept * planned
        if cut and last.fen("expected") != row.fen("expected"):
            planned_now = show_money(row.fen("expected"))
            message = f"预期盘活效益由本年首次所报的{show_money(planned)}调减为{planned_now}，请说明原因。"
            yield checked.find_row("V38", checked.projects, row, "expected", message, level="提示")


def _find_overdue(checked: Checked, row: Row, last: Listed | None) -> str:
    """Give the day that has passed, where that is news; "" otherwise."""
    statuses, period = checked.programme.enumerations.statuses, checked.programme.period
    over = (*statuses.done, *statuses.ended)

    def is_overdue(one: Row, end: date) -> bool:
        due = one.day("due_on")
        return due is not None and "due_on" not in one.bad and due < end and one.text("status") not in over

    if not is_overdue(row, checked.last_day):
        return ""
    if last is None or last.row.day("due_on") != row.day("due_on"):
        return show_value(row, "due_on") or ""
    if is_overdue(last.row, period.period(last.month)[1]):
        return ""
    return show_value(row, "due_on") or ""
