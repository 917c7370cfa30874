"""Annex 1 of the policy as the policy prints it, typed by hand: units, groups, fields, targets."""

from __future__ import annotations

from fractions import Fraction

# code, name, aliases, group
UNITS: list[tuple[str, str, list[str], str]] = [
    ("4304B1", "市自然资源和规划局", ["市自规局"], "municipal"),
    ("4304B2", "市水利局", [], "municipal"),
    ("4304B3", "市林业局", [], "municipal"),
    ("4304B4", "市发展和改革委员会", ["市发改委"], "municipal"),
    ("4304B5", "市数据局", [], "municipal"),
    ("4304B6", "市文旅广体局", ["市文化旅游广电体育局"], "municipal"),
    ("4304B7", "市机关事务管理局", [], "municipal"),
    ("4304B8", "市财政局", [], "municipal"),
    ("4304B9", "市国资委", ["市政府国有资产监督管理委员会", "市人民政府国有资产监督管理委员会"], "municipal"),
    ("430408", "蒸湘区", [], "districts"),
    ("430406", "雁峰区", [], "districts"),
    ("430405", "珠晖区", [], "districts"),
    ("430407", "石鼓区", [], "districts"),
    ("430412", "南岳区", [], "districts"),
    ("4304P1", "高新区", ["衡阳高新区", "衡阳高新技术产业开发区"], "parks"),
    ("4304P2", "松木经开区", ["衡阳松木经济开发区"], "parks"),
    ("430481", "耒阳市", [], "counties"),
    ("430482", "常宁市", [], "counties"),
    ("430426", "祁东县", [], "counties"),
    ("430422", "衡南县", [], "counties"),
    ("430424", "衡东县", [], "counties"),
    ("430421", "衡阳县", [], "counties"),
    ("430423", "衡山县", [], "counties"),
    ("4304E1", "市城发集团", [], "enterprises"),
    ("4304E2", "市国投集团", [], "enterprises"),
]
CODES = [unit[0] for unit in UNITS]
NAME = {unit[0]: unit[1] for unit in UNITS}
GROUP = {unit[0]: unit[3] for unit in UNITS}
GROUPS = {
    "municipal": "市级组",
    "counties": "县市组",
    "districts": "城区组",
    "enterprises": "国有企业组",
    "parks": "园区组",
}
CITY_LEVEL = "市本级"
OWN_ROW = {code for code in CODES if GROUP[code] in {"counties", "districts"}} | {"4304P1"}

# field, lead, target in 万元
_FIELDS = [
    ("自然资源领域", "4304B1", "1413000.00"),
    ("水利资源领域", "4304B2", "13600.00"),
    ("林业资源领域", "4304B3", "12088.43"),
    ("园区和能源资源领域", "4304B4", "364055.58"),
    ("数据资源领域", "4304B5", "100000.00"),
    ("文旅资源领域", "4304B6", "201777.00"),
    ("党政机关和参公单位国有资产领域", "4304B7", "3207.90"),
    ("其他行政事业性国有资产领域", "4304B8", "64756.95"),
    ("企业国有资产领域", "4304B9", "1807664.76"),
    ("特许经营权领域", "4304B4", "158000.00"),
]
FIELDS = [field for field, _, _ in _FIELDS]
LEAD = {field: lead for field, lead, _ in _FIELDS}
FIELD_TARGET = {field: Fraction(target) for field, _, target in _FIELDS}
TARGET: dict[str, Fraction | None] = dict.fromkeys(CODES)
for _code, _target in {
    "430408": "187831.38",
    "430406": "223712.48",
    "430405": "252011.33",
    "430407": "161008.42",
    "430412": "352251.33",
    "4304P1": "101400.00",
    "430481": "786469.66",
    "430482": "658092.95",
    "430426": "422110.00",
    "430422": "500228.24",
    "430424": "480372.40",
    "430421": "510568.23",
    "430423": "453600.00",
}.items():
    TARGET[_code] = Fraction(_target)
for _field, _lead, _ in _FIELDS:
    TARGET[_lead] = (TARGET[_lead] or 0) + FIELD_TARGET[_field]
CITY_LEVEL_TARGET = Fraction("4138150.62")
CITY_TARGET = Fraction("9227807.04")
ROWS = [CITY_LEVEL, *[code for code in CODES if code in OWN_ROW]]

SUBCATEGORIES = {
    "资源": ("ZY", ["矿产", "林业", "水利", "能源", "土地", "数据", "文旅"]),
    "资产": ("ZC", ["实物", "债权", "股权", "特许经营权", "未来收益权"]),
    "资金": ("ZJ", ["闲置资金", "低效资金"]),
}
METHODS = {
    "用": ["自用", "共享", "调剂", "公物仓", "划转", "置换"],
    "售": ["出让", "协议出让", "转让", "拍卖", "作价入股", "混改", "处置"],
    "租": ["出租", "承包", "委托运营", "特许经营"],
    "融": ["抵押融资", "REITs", "资产证券化", "股权融资", "上市", "基金", "债转股"],
    "统筹": ["收回", "调入", "转杠杆"],
}
MEASURES = [
    "公里",
    "平方米",
    "吨",
    "亩",
    "立方米",
    "公顷",
    "宗",
    "处",
    "套",
    "间",
    "辆",
    "台",
    "件",
    "个",
    "兆瓦",
    "万千瓦时",
    "条",
    "户",
    "项",
]
SYNONYMS = {
    "平方米": ["㎡", "m2", "m²", "平米", "平方"],
    "立方米": ["立方", "m3", "m³"],
    "台": ["台套"],
}


def counts_at_city_level(code: str) -> bool:
    """Whether the unit's projects count in 市本级, each in the field that it states."""
    return code not in OWN_ROW


def names_of(code: str) -> list[str]:
    """Every legal spelling of a unit's name (docs/指标口径.md 单位与目标)."""
    _, name, aliases, group = next(unit for unit in UNITS if unit[0] == code)
    names = []
    for base in [name, *aliases]:
        spelled = [base, "衡阳市" + base]
        if base.startswith("市"):
            spelled.append("衡阳市" + base[1:])
        if group in {"counties", "districts", "parks"}:
            spelled += [word + tail for word in list(spelled) for tail in ("人民政府", "管委会", "管理委员会")]
        names += spelled
    return names
