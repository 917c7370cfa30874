"""V24 and V25: 风险, for the internal list only and never on a circulated report (domain §4)."""

from __future__ import annotations

from collections.abc import Iterator

from sanzi_lib.ledger.check.context import Checked
from sanzi_lib.ledger.model import Finding


def check_land_buyer(checked: Checked) -> Iterator[Finding]:
    """V24: land sold to a state-owned company must not inflate land income."""
    terms = checked.programme.check_terms
    for row in checked.projects.rows:
        buyer = row.text("counterparty_kind")
        sold = row.text("method") in terms.sale_methods and row.text("subcategory") in terms.land_subcategories
        if sold and buyer in terms.state_buyers:
            message = f"{row.text('subcategory')}出让给{buyer}，须核查是否以国企购地等方式虚增土地收入。"
            yield checked.find_row("V24", checked.projects, row, "counterparty_kind", message, level="风险")


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
            word = next((word for word in terms.public_facilities if word in row.text(key)), None)
            if word is not None:
                message = f"以名称含“{word}”的公益性资产融资，须核查是否违规抵押、形成政府隐性债务。"
                yield checked.find_row("V25", checked.projects, row, key, message, level="风险")
                break
