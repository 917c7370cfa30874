"""Words of the lists that single checks ask about (docs/核验规则.md V16, V23–V25)."""

from __future__ import annotations

from sanzi_lib.params.values import Model, Name


class CheckTerms(Model):
    """Which entries of a programme's lists the checks V16 and V23 to V25 mean; all are the programme's to change.

    Attributes:
        certificate_kinds: V16, words that name a kind of 权属证号; of two that overlap the longer one first.
        priced_methods: V23, 盘活方式 that need an announcement.
        priced_subcategories: V23, the 小类 that valuation and announcement are asked of.
        unannounced_details: V23, 具体方式 that need no announcement.
        land_subcategories: V24, the 小类 that are land.
        sale_methods: V16, V23, V24 and V33, 盘活方式 that are a sale.
        state_buyers: V24, 受让方性质 that are state-owned companies.
        private_buyers: V24, 受让方性质 that say that the buyer is none.
        state_names: V24, words in the name of a buyer that tell a state-owned company, whatever its 受让方性质 says.
        financing_methods: V16 and V25, 盘活方式 that raise debt or equity.
        public_facilities: V25, words that name a school, a hospital or a park.
    """

    certificate_kinds: tuple[Name, ...] = (
        "不动产权", "土地使用权", "房屋所有权", "国用", "集用", "房地产权", "房地证", "房权证", "房产证", "房权",
        "林权", "林证", "采矿", "取水", "海域使用",
    )  # fmt: skip
    priced_methods: tuple[Name, ...] = ("售", "租")
    priced_subcategories: tuple[Name, ...] = (
        "实物", "土地", "矿产", "林业", "水利", "股权", "债权", "特许经营权",
    )  # fmt: skip
    unannounced_details: tuple[Name, ...] = ("协议出让", "作价入股")
    land_subcategories: tuple[Name, ...] = ("土地",)
    sale_methods: tuple[Name, ...] = ("售",)
    state_buyers: tuple[Name, ...] = ("市属国企", "县属国企")
    private_buyers: tuple[Name, ...] = ("民企", "自然人", "银行", "其他")
    state_names: tuple[Name, ...] = ("城投", "城发", "国投", "建投", "建设投资")
    financing_methods: tuple[Name, ...] = ("融",)
    public_facilities: tuple[Name, ...] = (
        "学校", "小学", "中学", "大学", "学院", "校区", "幼儿园", "医院", "卫生院", "公园",
    )  # fmt: skip
