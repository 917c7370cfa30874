"""Sample documents: a counties' board as it will be, and hostile text in every kind of block."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

from sanzi_lib.render.document import Document
from sanzi_lib.reports.elements import blocks as el

HEAD = el.DocumentHead(
    report="leaderboard",
    title="衡阳市2024年06月国有“三资”盘活榜单（县市组）",
    file_stem="衡阳市2024年06月国有三资盘活榜单（县市组）",
    subtitle="报告期：2024年5月26日至6月25日　制表时间：2024年6月30日",
    tabulated_on="2024-06-30",
    marks=("演示数据",),
    subject="衡阳市2024年6月县市组国有“三资”盘活榜单。",
    author="衡阳市财政局",
)

OFFICIAL_HEADER = (
    (
        el.HeaderCell("序号", rowspan=2),
        el.HeaderCell("县市/城区/市级/园区/国有企业名称", rowspan=2),
        el.HeaderCell("本月盘活的项目总数", rowspan=2),
        el.HeaderCell("本月盘活项目实物总量", colspan=2),
        el.HeaderCell("本月形成盘活收益", colspan=2),
        el.HeaderCell("入库收益（万元）", rowspan=2),
        el.HeaderCell("其中：形成本级可用财力（万元）", rowspan=2),
        el.HeaderCell("典型案例说明", rowspan=2),
    ),
    (
        el.HeaderCell("实物数量"),
        el.HeaderCell("实物单位（公里、平方米等）"),
        el.HeaderCell("经济效益（万元）"),
        el.HeaderCell("社会效益"),
    ),
)

OFFICIAL_COLUMNS = (
    el.Column("no", "center"),
    el.Column("unit", "center"),
    el.Column("projects", "right"),
    el.Column("quantity", "right"),
    el.Column("measure", "center"),
    el.Column("benefit", "right"),
    el.Column("social", "left", 3),
    el.Column("treasury", "right"),
    el.Column("available", "right"),
    el.Column("cases", "left", 2),
)

# name, projects, quantities, benefit, social, treasury, available, case titles
COUNTIES = (
    (
        "耒阳市",
        "12",
        "120.50\n3,200",
        "亩\n平方米",
        "68,204.10",
        "带动就业120人；盘活闲置校舍3处，新增养老床位260张；年减少财政支出86万元等5项",
        "21,930.00",
        "15,210.55",
        "老旧校区变身康养中心；尾砂综合利用变废为宝",
    ),
    (
        "常宁市",
        "9",
        "18.00\n5,600.00",
        "公里\n平方米",
        "52,118.66",
        "新增就业85人；改造印山文旅步道18公里",
        "18,400.00",
        "9,800.00",
        "印山文旅项目整体委托运营",
    ),
    (
        "衡东县",
        "7",
        "41.20",
        "亩",
        "30,945.00",
        "洣水镇沿街商铺统一招租，方便群众生活",
        "6,120.00",
        "4,010.00",
        "洣水镇闲置粮站整体出租",
    ),
    ("衡南县", "6", "2", "宗", "28,310.45", "盘活工业用地2宗，引进企业3家", "12,030.00", "8,114.00", ""),
    (
        "衡阳县",
        "5",
        "1,250.00",
        "立方米",
        "19,870.00",
        "节约办公经费320万元",
        "3,300.00",
        "2,040.00",
        "公物仓调剂办公家具",
    ),
    ("衡山县", "4", "60", "套", "15,044.21", "改造公租房60套", "2,870.00", "1,930.00", ""),
    ("祁东县", "—", "—", "—", "—", "退回修改", "—", "—", ""),
)

# name, target, cumulative, rate text, exact rate, gap, treasury, rank, change, state
STANDING = (
    ("耒阳市", "786469.66", "401234.56", "51.02%", "0.5101716957", "超序时1.0个百分点", "183050.00", "1", "已报送"),
    ("常宁市", "658092.95", "329046.48", "50.00%", "0.5000000076", "持平（0.0）", "121000.00", "2", "已报送"),
    ("衡东县", "480372.40", "230110.00", "47.90%", "0.4790241904", "滞后序时2.1个百分点", "60210.00", "3", "迟报2天"),
    (
        "衡南县",
        "500228.24",
        "220100.42",
        "44.00%",
        "0.4399999887",
        "滞后序时6.0个百分点",
        "90120.00",
        "并列第4位",
        "已报送",
    ),
    (
        "衡阳县",
        "510568.23",
        "224650.02",
        "44.00%",
        "0.4399999977",
        "滞后序时6.0个百分点",
        "41190.00",
        "并列第4位",
        "已报送",
    ),
    ("衡山县", "453600.00", "158760.00", "35.00%", "0.3500000000", "滞后序时15.0个百分点", "32005.10", "6", "已报送"),
    ("祁东县", "422110.00", "122411.90", "29.00%", "0.2900000000", "滞后序时21.0个百分点", "20100.00", "7", "退回修改"),
)


def amount(text: str) -> el.Cell:
    return el.Cell(f"{float(text):,.2f}", number=text, kind="money")


def official_table(rows: tuple[el.TableRow, ...] | None = None) -> el.Table:
    made = rows or tuple(
        el.TableRow(
            (
                el.Cell(str(number), number=str(number), places=0, kind="count"),
                el.Cell(name, role="warn" if benefit == "—" else "plain"),
                el.Cell(projects, number=projects if projects != "—" else None, places=0, kind="count"),
                el.Cell(quantity),
                el.Cell(measure),
                el.Cell(benefit, number=benefit.replace(",", "") if benefit != "—" else None, kind="money"),
                el.Cell(social),
                el.Cell(treasury, number=treasury.replace(",", "") if treasury != "—" else None, kind="money"),
                el.Cell(available, number=available.replace(",", "") if available != "—" else None, kind="money"),
                el.Cell(cases),
            )
        )
        for number, (name, projects, quantity, measure, benefit, social, treasury, available, cases) in enumerate(
            COUNTIES, 1
        )
    )
    return el.Table(
        caption=HEAD.title,
        columns=OFFICIAL_COLUMNS,
        header=OFFICIAL_HEADER,
        rows=made,
        above_left="制表时间：2024年6月30日",
        above_right="单位：万元、公里、平方米、吨、亩、立方米等",
        landscape=True,
        official=True,
        sheet="榜单",
        row_header=1,
    )


def standing_table() -> el.Table:
    rows = []
    for name, target, total, rate, exact, gap, treasury, rank, state in STANDING:
        role = "warn" if "滞后" in gap and float(exact) < 0.4 else "good" if "超" in gap else "plain"
        rows.append(
            el.TableRow(
                (
                    el.Cell(rank, number=rank if rank.isdigit() else None, places=0, kind="count"),
                    el.Cell(name),
                    amount(target),
                    amount(total),
                    el.Cell(rate, number=exact, kind="rate"),
                    el.Cell(gap, role=role),
                    amount(treasury),
                    el.Cell("—"),
                    el.Cell(state, role="warn" if state == "退回修改" else "plain"),
                )
            )
        )
        if name == "常宁市":
            rows.append(
                el.TableRow(
                    (
                        el.Cell(""),
                        el.Cell("其中：水口山镇"),
                        el.Cell("—"),
                        amount("12000.00"),
                        el.Cell("—"),
                        el.Cell("—"),
                        amount("300"),
                        el.Cell(""),
                        el.Cell(""),
                    ),
                    "part",
                )
            )
    rows.append(
        el.TableRow(
            (
                el.Cell(""),
                el.Cell("合计"),
                amount("3811441.48"),
                amount("1686313.38"),
                el.Cell("44.24%", number="0.4424345"),
                el.Cell("滞后序时5.8个百分点"),
                amount("547675.10"),
                el.Cell(""),
                el.Cell(""),
            ),
            "total",
        )
    )
    return el.Table(
        caption="附表　县市组年度目标完成率与位次",
        columns=(
            el.Column("rank", "center"),
            el.Column("unit"),
            el.Column("target", "right"),
            el.Column("total", "right"),
            el.Column("rate", "right"),
            el.Column("gap", "left", 1),
            el.Column("treasury", "right"),
            el.Column("change", "center"),
            el.Column("state", "center"),
        ),
        header=(
            tuple(
                el.HeaderCell(text)
                for text in (
                    "位次",
                    "单位",
                    "年度目标",
                    "累计经济效益",
                    "完成率",
                    "与序时进度（50.00%）相比",
                    "累计入库收益",
                    "位次变化",
                    "报送情况",
                )
            ),
        ),
        rows=tuple(rows),
        above_left="截至2024年6月25日",
        above_right="单位：万元",
        notes=(
            "排名规则：按年度目标完成率由高到低排列，完成率相等的位次并列，并列单位按名册顺序排列。",
            "位次变化“—”表示没有可比的上期定稿榜单。祁东县本月报表已退回修改，累计数为上期已核定数。",
        ),
        sheet="完成率与位次",
        row_header=1,
    )


def tidy_table() -> el.Table:
    names = ("月份", "组", "代码", "单位", "指标", "数值")
    return el.Table(
        caption="数据",
        columns=tuple(el.Column(name) for name in names),
        header=(tuple(el.HeaderCell(name) for name in names),),
        rows=tuple(
            el.TableRow(
                (
                    el.Cell("2024-06"),
                    el.Cell("县市组"),
                    el.Cell("430481"),
                    el.Cell(name),
                    el.Cell("累计经济效益"),
                    amount(total),
                )
            )
            for name, _, total, *_ in STANDING
        ),
        sheet="数据",
        shown=False,
        row_header=3,
    )


def bar_svg() -> str:
    import matplotlib

    from sanzi_lib.render.fonts import SANS, find_font_folder

    matplotlib.use("svg")
    import matplotlib.pyplot as plt
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(find_font_folder() / "NotoSansCJKsc-Regular.otf"))
    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "sanzi", "font.family": SANS, "font.size": 9}):
        figure, axes = plt.subplots(figsize=(6.3, 2.9), layout="constrained")
        names = [row[0] for row in STANDING][::-1]
        rates = [float(row[4]) * 100 for row in STANDING][::-1]
        axes.barh(names, rates, color="#4a6b8a", height=0.62)
        axes.axvline(50, color="#1a1a1a", linewidth=1, linestyle="--")
        axes.text(50.4, 6.55, "序时进度50%", fontsize=8)
        for place, rate in enumerate(rates):
            axes.text(rate - 0.6, place, f"{rate:.2f}%", va="center", ha="right", fontsize=8, color="white")
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlim(0, 60)
        axes.set_xlabel("完成率（%）")
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
        plt.close(figure)
    return buffer.getvalue()


PIXEL = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
).decode()


def demonstration() -> Document:
    blocks: tuple[el.Block, ...] = (
        el.Findings(
            (
                "截至6月25日，县市组7个县市累计实现盘活经济效益168.63亿元，完成年度目标的44.24%，滞后序时进度5.8个百分点。",
                "耒阳市完成51.02%，超序时进度1.0个百分点，居第1位；常宁市与序时进度持平，居第2位。",
                "累计入库收益54.77亿元，入库率32.48%，其中形成本级可用财力31.20亿元。",
                "需关注单位：衡山县、祁东县滞后序时进度超过10个百分点；祁东县本月报表退回修改，未计入当月数。",
            )
        ),
        el.KeyFigures(
            (
                el.KeyFigure("累计经济效益", "168.63", "亿元", "完成年度目标的44.24%"),
                el.KeyFigure("本月经济效益", "21.45", "亿元", "已报送6个县市"),
                el.KeyFigure("累计入库收益", "54.77", "亿元", "入库率32.48%"),
                el.KeyFigure("与序时进度相比", "滞后5.8", "个百分点", "序时进度50.00%", role="warn"),
            )
        ),
        el.Heading("一、本月盘活榜单"),
        official_table(),
        el.Heading("二、年度目标完成情况"),
        el.Paragraph(
            "按年度目标完成率排名，7个县市中1个超序时、1个持平、5个滞后。耒阳市、常宁市居前两位；衡山县、祁东县须加快推进。"
        ),
        standing_table(),
        tidy_table(),
        el.Heading("三、图示"),
        el.Chart(
            bar_svg(),
            "各县市年度目标完成率与序时进度50%相比：耒阳市51.02%最高，祁东县29.00%最低。",
            "哪些县市跑在时间前面",
        ),
        el.Heading("四、典型案例"),
        el.Article(
            "老旧校区变身康养中心",
            "耒阳市　项目编号430481-ZC01-2024-0003　本月经济效益1,250.00万元",
            (
                (
                    "主要做法：",
                    "将闲置十二年的老校区整体评估，经市公共资源交易中心公开招租，由承租方投资改造为康养中心，租期20年。\n县财政、机关事务管理、教育三部门共同确认权属，一次性补办不动产登记。",
                ),
                ("取得成效：", "年租金收入96万元，新增养老床位260张，带动就业120人。"),
            ),
        ),
        el.Article(
            "洣水镇闲置粮站整体出租",
            "衡东县　项目编号430424-ZC01-2024-0011",
            (("主要做法：", "粮站仓房4,200㎡整体出租。"), ("取得成效：", "年租金38.5万元。")),
        ),
        el.Notes(
            (
                "榜单各项金额为本月数；累计数为年初至本月已核定数，含追溯调整。",
                "各项合计按未四舍五入的数据计算，分项之和与合计可能在末位上略有出入。",
                "经济效益包括现金收入、融资到位、资产注入、节约支出，不等于入库收益。",
            )
        ),
        el.FiguresData("leaderboard.json", '{"programme": "hengyang-2024", "units": []}\n'),
    )
    return Document(HEAD, blocks)


HOSTILE = (
    "<script>alert(1)</script>",
    "#set text(red) #panic()",
    "$x^2$ *粗* _斜_ `码` <label> @ref //注 /* */",
    "=cmd|'/c calc'!A0",
    "[点我](javascript:alert(1))",
    "</style><style>*{display:none}",
    "{{ 7*7 }} {% raw %}",
    "\\u{1F600} \\ ~ -- --- ... \"引号\" 'x'",
    "😀表情",
    "洣水镇 ㎡ ▼ 〇 𠀾",
    "自造字\ue123与覆写\u202e字\ud800\x00\x1b与制表\t符、零宽\u200b、软连字\u00ad、空\u00a0格",
)


def every_block(text: str) -> tuple[el.Block, ...]:
    """One block of every shown kind, each holding the text."""
    table = el.Table(
        caption=f"表题{text}",
        columns=(el.Column("a", "left", 1), el.Column("b", "right")),
        header=((el.HeaderCell(f"甲头{text}", rowspan=2), el.HeaderCell("乙头")), (el.HeaderCell(f"乙下{text}"),)),
        rows=(
            el.TableRow((el.Cell(f"甲格{text}"), el.Cell("1,234.50", number="1234.5"))),
            el.TableRow((el.Cell("合计"), el.Cell("—")), "total"),
        ),
        above_left=f"左上{text}",
        above_right="右上",
        notes=(f"表注{text}",),
        sheet="表",
    )
    return (
        el.Heading(f"标题{text}"),
        el.Paragraph(f"段落{text}", role="strong"),
        el.Findings((f"要点甲{text}", "要点乙")),
        el.KeyFigures(
            (el.KeyFigure(f"指标{text}", "1.00", "亿元", f"附注{text}", role="good"), el.KeyFigure("乙", "2"))
        ),
        table,
        replace(table, landscape=True, official=True, sheet="横表", caption=f"横表{text}"),
        el.Chart(
            "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='40'><text x='4' y='20'>图字</text></svg>",
            f"图意{text}",
            f"图题{text}",
        ),
        el.Picture(PIXEL, f"画意{text}", f"画题{text}"),
        el.Article(f"案例{text}", f"引语{text}", (("做法：", f"正文{text}\n第二段"), ("成效：", "好"))),
        el.Bullets((f"条目{text}", "又一条"), ordered=True),
        el.Bullets((f"点{text}",)),
        el.Preformatted(f"原样  {text}\n    第二行"),
        el.Notes((f"说明{text}", "又一则")),
    )
