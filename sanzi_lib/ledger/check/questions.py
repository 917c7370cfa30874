"""What sends no return back: 核实, 提示 and 风险 (docs/核验规则.md). Amounts are 分.

- V19 asks the unit to explain or correct.
- V03 of former kinds and V27–V29 are for information.
- V25, 风险, is for the internal list only and never on a circulated report.
"""

from __future__ import annotations

from collections.abc import Iterator

from sanzi_lib.ledger.book import FIGURES
from sanzi_lib.ledger.check.context import Checked, show_money
from sanzi_lib.ledger.model import Finding
from sanzi_lib.masking import find_number
from sanzi_lib.params.enumerations import split_tags
from sanzi_lib.params.values import normalise_name, normalise_word


def check_newly(checked: Checked) -> Iterator[Finding]:
    """V19: 新盘活 with nothing to show for it, or for the second time in the year."""
    for row in checked.movements.rows:
        if not row.flag("newly"):
            continue
        shown = ("quantity", "social_benefit", *(key for figure in FIGURES for key in (figure.key, figure.restated)))
        empty = not row.decimal("quantity") and not row.text("social_benefit") and checked.find_money(row) is None
        if empty and not row.bad.intersection(shown):
            message = "填报为新盘活，却没有实物数量、金额和社会效益，请补填或改为“否”。"
            yield checked.find_row("V19", checked.movements, row, "newly", message, level="核实")
        first = checked.book.newly.get(row.text("project"))
        if first is not None and checked.placed:
            message = f"该项目已在{first.label}填报为新盘活，本年只计一次，请核实后改为“否”。"
            yield checked.find_row("V19", checked.movements, row, "newly", message, level="核实")


def check_lateness(checked: Checked) -> Iterator[Finding]:
    """V27: sent after the cut-off, in calendar days (docs/指标口径.md 报告期)."""
    sent = checked.returned.cover.submitted_on
    if sent is None or not checked.placed or checked.to_year_end:
        return
    days = checked.programme.period.days_late(checked.month, sent.date())
    if days:
        cutoff = checked.programme.period.cutoff(checked.month)
        message = f"晚于截止日{cutoff.isoformat()}报送，迟报{days}天，请以后按时报送。"
        yield checked.find_cover("V27", "submitted_on", message, level="提示")


def check_former_kinds(checked: Checked) -> Iterator[Finding]:
    """V03: a 资金类别 that others have replaced; it is read and reckoned all the same."""
    funds, lists = checked.returned.funds, checked.programme.enumerations
    for row in funds.rows:
        kind = lists.find_fund_kind(row.text("fund_kind"))
        if kind is not None and kind.former:
            message = f"“{kind.name}”是旧类别，目前仍按旧类别测算，请改选新的资金类别：{'、'.join(kind.replaced_by)}。"
            yield checked.find_row("V03", funds, row, "fund_kind", message, level="提示")


def check_task_and_tags(checked: Checked) -> Iterator[Finding]:
    """V03: 主要任务 is one of the stated field's, any where none is stated; 专项 are the programme's tags."""
    programme, sheet = checked.programme, checked.projects
    for row in sheet.rows:
        if task := row.text("task"):
            fields = [field for field in programme.fields if not row.text("field") or field.name == row.text("field")]
            known = [one for field in fields for one in field.tasks]
            if normalise_word(task) not in map(normalise_word, known):
                of = f"工作领域“{row.text('field')}”的" if row.text("field") else "方案的"
                message = f"“{task}”不在{of}主要任务中，请从模板的下拉列表中选择，或留空：{'；'.join(known)}。"
                yield checked.find_row("V03", sheet, row, "task", message, level="提示")
        words = split_tags(row.text("tags"))
        if unknown := [word for word in words if programme.enumerations.find_tag(word) is None]:
            listed = "、".join(programme.enumerations.tags) or "（方案没有列出专项）"
            message = f"“{'、'.join(unknown)}”不在方案的专项中，请改填或留空，多项用“、”隔开：{listed}。"
            yield checked.find_row("V03", sheet, row, "tags", message, level="提示")


def check_personal_numbers(checked: Checked) -> Iterator[Finding]:
    """V28: a case or 社会效益 that holds a phone or an identity-card number; the value itself is not repeated."""
    returned = checked.returned
    for sheet, keys in ((checked.movements, ("social_benefit",)), (returned.cases, ("title", "practice", "result"))):
        for row in sheet.rows:
            for key in keys:
                kind = find_number(row.text(key))
                if kind is not None:
                    message = f"文字中含有{kind}，公开的报告将予遮盖，请在报送前删去。"
                    yield checked.find_row("V28", sheet, row, key, message, level="提示", value=kind)


def check_expected(checked: Checked) -> Iterator[Finding]:
    """V29: the unit's expected benefits sum below its annual target, 分."""
    target = checked.programme.target_of(checked.unit) if checked.unit is not None else None
    sheet = checked.projects
    if not target or checked.lacks(sheet, "expected") or any("expected" in row.bad for row in sheet.rows):
        return
    total = sum(row.fen("expected") for row in sheet.rows)
    if total < target:
        message = f"项目台账预期盘活效益合计{show_money(total)}，低于年度目标{show_money(target)}，请继续充实项目。"
        yield checked.find_cover("V29", "project_count", message, level="提示")


def check_hidden_debt(checked: Checked) -> Iterator[Finding]:
    """V25: financing with a government guarantee, or on a school, a hospital or a park."""
    terms = checked.programme.check_terms
    for row in checked.projects.rows:
        if row.text("method") not in terms.financing_methods:
            continue
        if row.flag("guarantee"):
            message = "融资涉及政府担保，须核查是否形成政府隐性债务。"
            yield checked.find_row("V25", checked.projects, row, "guarantee", message, level="风险")
        for key in ("name", "description"):
            text = normalise_name(row.text(key))
            word = next((word for word in terms.public_facilities if normalise_name(word) in text), None)
            if word is not None:
                message = f"以名称含“{word}”的公益性资产融资，须核查是否违规抵押、形成政府隐性债务。"
                yield checked.find_row("V25", checked.projects, row, key, message, level="风险")
                break
