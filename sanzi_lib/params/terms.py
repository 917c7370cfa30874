"""Words of the lists that single checks ask about (docs/核验规则.md V23–V25)."""

from __future__ import annotations

from sanzi_lib.params.values import Model, Name


class CheckTerms(Model):
    """Which entries of a programme's lists the checks V23, V24 and V25 mean; all are the programme's to change.

    Attributes:
        priced_methods: V23, 盘活方式 that need a valuation and an announcement.
        priced_subcategories: V23, the 小类 that they are asked of.
        land_subcategories: V24, the 小类 that are land.
        sale_methods: V24, 盘活方式 that are a sale.
        state_buyers: V24, 受让方性质 that are state-owned companies.
        financing_methods: V25, 盘活方式 that raise debt or equity.
        public_facilities: V25, words that name a school, a hospital or a park.
    """

    priced_methods: tuple[Name, ...] = ("售", "租")
    priced_subcategories: tuple[Name, ...] = ("实物",)
    land_subcategories: tuple[Name, ...] = ("土地",)
    sale_methods: tuple[Name, ...] = ("售",)
    state_buyers: tuple[Name, ...] = ("市属国企", "县属国企")
    financing_methods: tuple[Name, ...] = ("融",)
    public_facilities: tuple[Name, ...] = (
        "学校", "小学", "中学", "大学", "学院", "校区", "幼儿园", "医院", "卫生院", "公园",
    )  # fmt: skip
