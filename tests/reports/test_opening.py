"""The sentences of the first page, in every odd case, as an official would say them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sanzi_lib.measures.model import Proceeds
from sanzi_lib.months import Month
from sanzi_lib.params.programme import RankRule
from sanzi_lib.reports.elements.ranking import say_moves
from sanzi_lib.reports.leaderboard import build_findings, build_key_figures

JUNE = Month(2024, 6)


@pytest.fixture
def make(amounts_of, row_of, board_of, programme):
    """Sentences for a group given as (name, share in percent, more); every target is 1000 万元."""

    def build(*units, month=JUNE, totals=None, **more):
        progress = Fraction(month.month, 12)
        month_total = more.pop("month_total", ("300.00", "30.00", "10.00"))
        rows = [
            row_of(
                f"4304{number:02d}",
                name,
                extra.pop("rank", number),
                amounts_of(
                    extra.pop("month", ("100.00", "0.00", "0.00")),
                    (f"{share * 10}.00", "0.00", "0.00"),
                    target="1000.00",
                    progress=progress,
                ),
                **extra,
            )
            for number, (name, share, extra) in enumerate(units, start=1)
        ]
        whole = totals or amounts_of(
            month_total,
            (f"{sum(share for _, share, _ in units) * 10}.00", "30.00", "10.00"),
            target=f"{1000 * len(units)}.00",
            progress=progress,
        )
        return list(build_findings(board_of(rows, whole, month=month, **more), programme).sentences)

    return build


def test_seven_counties(board, programme):
    assert build_findings(board, programme).sentences == (
        "截至6月25日，县市组7个单位累计实现经济效益165.29亿元（其中本月3.27亿元），完成年度目标的43.37%，滞后序时进度6.6个百分点。",
        "按完成率排名，衡山县列第1位（60.00%），耒阳市列第2位（55.00%），祁东县、衡南县并列第3位（均为50.00%）。",
        "衡阳县、衡东县滞后序时进度超过10个百分点，列为需关注单位，其中衡阳县滞后最多，为40.0个百分点；另有1个单位滞后于序时进度。",
        "衡阳县未报送本月月报，衡东县的本月月报退回修改，本月数暂缺，累计数沿用此前通过核验的数据；耒阳市迟报2天。",
        "本月对以前月份数据追溯调整2笔，累计经济效益净调减9.50万元，详见文后说明。",
    )


def test_all_is_well(make):
    said = make(("甲县", 60, {}), ("乙县", 55, {}), ("丙县", 50, {}))
    assert said == [
        "截至6月25日，县市组3个单位累计实现经济效益1,650.00万元（其中本月300.00万元），完成年度目标的55.00%，超序时进度5.0个百分点。",
        "同期累计入库收益30.00万元，其中形成本级可用财力10.00万元，入库率为1.82%。",
        "按完成率排名，甲县列第1位（60.00%），乙县列第2位（55.00%），丙县列第3位（50.00%）。",
        "3个单位均达到或超过序时进度。",
        "3个单位均已按时报送本月月报并通过核验。",
    ]


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ((60, 55, 48), "丙县滞后序时进度2.0个百分点，其余2个单位达到或超过序时进度。"),
        ((60, 45, 44), "丙县、乙县滞后于序时进度，其中丙县滞后最多，为6.0个百分点。"),
        ((60, 45, 45), "乙县、丙县均滞后序时进度5.0个百分点。"),
        ((60, 55, 30), "丙县滞后序时进度20.0个百分点，列为需关注单位。"),
        ((49, 48, 47), "3个单位均滞后于序时进度，其中丙县滞后最多，为3.0个百分点。"),
        ((60, 48, 30), "丙县滞后序时进度20.0个百分点，列为需关注单位；另有1个单位滞后于序时进度。"),
        ((60, 30, 30), "乙县、丙县均滞后序时进度20.0个百分点，列为需关注单位。"),
        ((60, 55, 40), "丙县滞后序时进度10.0个百分点，其余2个单位达到或超过序时进度。"),
    ],
)
def test_who_lags(make, shares, sentence):
    said = make(*((name, share, {}) for name, share in zip(("甲县", "乙县", "丙县"), shares, strict=True)))
    assert said[3] == sentence


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("not_reported", "3个单位均未报送本月月报，本月数暂缺，累计数沿用此前通过核验的数据。"),
        ("sent_back", "3个单位的本月月报均退回修改，本月数暂缺，累计数沿用此前通过核验的数据。"),
    ],
)
def test_nobody_reported(make, state, sentence):
    units = [(name, 0, {"rank": 1, "tied": True, "state": state, "month": None}) for name in ("甲县", "乙县", "丙县")]
    said = make(*units, month_total=None)
    assert said[0] == "截至6月25日，县市组3个单位尚未实现经济效益，年度目标完成率为0.00%，滞后序时进度50.0个百分点。"
    assert said[2] == "按完成率排名，3个单位均为0.00%，位次并列。"
    assert said[3] == "甲县、乙县、丙县均滞后序时进度50.0个百分点，列为需关注单位。"
    assert said[4] == sentence


def test_one_unit(make):
    said = make(("甲县", 30, {}))
    assert said[0].startswith(
        "截至6月25日，县市组甲县累计实现经济效益300.00万元（其中本月300.00万元），完成年度目标的30.00%"
    )
    assert said[2:] == ["甲县列为需关注单位。", "甲县已按时报送本月月报并通过核验。"]


def test_one_unit_late(make):
    assert make(("甲县", 60, {"late": 4}))[-1] == "甲县已报送本月月报并通过核验，迟报4天。"


def test_many_late(make):
    units = [(name, 60 - number, {"late": 1}) for number, name in enumerate(("甲县", "乙县", "丙县", "丁县"))]
    assert make(*units)[-1] == "4个单位均已报送本月月报并通过核验，其中甲县、乙县、丙县等4个单位迟报。"


def test_negative_month_and_total(make):
    said = make(("甲县", 60, {}), ("乙县", 55, {}), month_total=("-5.00", "0.00", "0.00"))
    assert "1,150.00万元（本月净减少5.00万元），" in said[0]
    said = make(("甲县", 1, {}), ("乙县", -55, {}), month_total=("-5.00", "0.00", "0.00"))
    assert said[0] == (
        "截至6月25日，县市组2个单位累计经济效益为-540.00万元（本月净减少5.00万元），年度目标完成率为-27.00%，滞后序时进度77.0个百分点。"
    )


def test_a_month_without_anything_new(make):
    said = make(("甲县", 60, {}), ("乙县", 55, {}), month_total=("0.00", "0.00", "0.00"))
    assert "1,150.00万元（本月无新增），" in said[0]


def test_january_has_no_month_of_its_own(make):
    said = make(("甲县", 10, {}), ("乙县", 5, {}), month=Month(2024, 1), month_total=("150.00", "0.00", "0.00"))
    assert (
        said[0]
        == "截至1月25日，县市组2个单位累计实现经济效益150.00万元，完成年度目标的7.50%，滞后序时进度0.8个百分点。"
    )


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ((110, 100), "2个单位均完成年度目标。"),
        ((110, 95), "甲县完成年度目标，乙县未完成，完成率为95.00%。"),
        ((110, 95, 92), "甲县完成年度目标，其余2个单位未完成，其中丙县完成率为92.00%，为最低。"),
        ((99, 98), "2个单位均未完成年度目标，其中乙县完成率为98.00%，为最低。"),
        ((98, 98), "2个单位均未完成年度目标。"),
        ((110, 80), "甲县完成年度目标，乙县未完成，完成率为80.00%；乙县滞后序时进度20.0个百分点，列为需关注单位。"),
    ],
)
def test_december(make, shares, sentence):
    units = [(name, share, {}) for name, share in zip(("甲县", "乙县", "丙县"), shares, strict=False)]
    said = make(*units, month=Month(2024, 12))
    assert said[0].startswith("截至12月31日，")
    assert said[3] == sentence


def test_five_tied_first(make):
    units = [(f"{name}县", 50, {"rank": 1, "tied": True}) for name in "甲乙丙丁戊"]
    said = make(*units, ("己县", 40, {}))
    assert said[2] == "按完成率排名，甲县、乙县、丙县、丁县等5个单位并列第1位（均为50.00%）。"


def test_no_target(enterprises, programme):
    assert build_findings(enterprises, programme).sentences == (
        "截至6月25日，国有企业组2个单位累计实现经济效益20.00亿元（其中本月600.00万元）；各单位未单列年度目标，不计算完成率。",
        "同期尚无入库收益。",
        "按累计经济效益排名，市城发集团列第1位（12.00亿元），市国投集团列第2位（8.00亿元）。",
        "2个单位均已按时报送本月月报并通过核验。",
    )


def test_one_of_two_has_a_target(parks, programme):
    assert build_findings(parks, programme).sentences[0] == (
        "截至6月25日，园区组2个单位累计实现经济效益7.00亿元（其中本月100.00万元）；"
        "其中单列年度目标的高新区完成年度目标的60.00%，超序时进度10.0个百分点。"
    )


def test_one_unit_without_target_that_did_not_report(amounts_of, row_of, board_of, programme):
    figures = amounts_of(None, ("5.00", "0.00", "0.00"))
    one = board_of(
        [row_of("4304E1", "甲集团", 1, figures, state="not_reported")],
        figures,
        name="国有企业组",
        metric="benefit_cumulative",
    )
    assert build_findings(one, programme).sentences == (
        "截至6月25日，国有企业组甲集团累计实现经济效益5.00万元；该单位未单列年度目标，不计算完成率。",
        "同期尚无入库收益。",
        "甲集团未报送本月月报，本月数暂缺，累计数沿用此前通过核验的数据。",
    )


def test_a_lead_that_lacks_another_units_month(make):
    said = make(("甲局", 60, {"missing": ("乙集团",)}), ("丙局", 55, {}))
    assert said[-1] == "2个单位均已按时报送本月月报并通过核验；甲局一行暂缺乙集团的本月数。"


def test_a_lead_that_was_sent_back_has_other_units_figures(make):
    said = make(("甲局", 60, {"state": "sent_back"}), ("丙局", 55, {}))
    assert said[-1] == (
        "甲局的本月月报退回修改，本月数仅含其他单位在其牵头领域报送的数据，累计数沿用此前通过核验的数据。"
    )


def test_a_weighted_rule_names_no_figure(make):
    rule = RankRule.model_validate({"metric": "weighted", "weights": {"attainment": "0.6", "cash_share": "0.4"}})
    assert make(("甲县", 60, {}), ("乙县", 55, {}), rule=rule)[2] == "按加权得分排名，甲县列第1位，乙县列第2位。"


def test_restatements_that_cancel_out(board, programme):
    both = tuple(
        replace(item, proceeds=Proceeds(sign * 5_000_000, 0, 0))
        for item, sign in zip(board.restatements, (1, -1), strict=True)
    )
    said = build_findings(replace(board, restatements=both), programme).sentences
    assert said[-1] == "本月对以前月份数据追溯调整2笔，累计经济效益增减相抵，详见文后说明。"
    other = (replace(board.restatements[0], proceeds=Proceeds(0, 1_000_000, 0)),)
    said = build_findings(replace(board, restatements=other), programme).sentences
    assert said[-1] == "本月对以前月份数据追溯调整1笔，涉及入库收益或可用财力，不影响累计经济效益，详见文后说明。"


def test_no_unit_at_all(amounts_of, board_of, programme):
    assert build_findings(board_of([], amounts_of()), programme).sentences == ("县市组没有报送单位。",)


def test_three_to_five_sentences_that_end_properly(board, enterprises, parks, programme):
    for item in (board, enterprises, parks):
        sentences = build_findings(item, programme).sentences
        assert 3 <= len(sentences) <= 5
        assert all(
            sentence.endswith("。") and "。。" not in sentence and "，，" not in sentence for sentence in sentences
        )


def test_who_moved_stands_beside_the_places(board, programme):
    def places(*before):
        rows = [replace(row, previous_rank=rank) for row, rank in zip(board.rows, before, strict=True)]
        return say_moves(rows)

    ranks = [row.rank for row in board.rows]
    assert places(*[None] * 7) == ""
    assert places(*ranks) == "与上期定稿榜单相比位次均无变化"
    up, down = ranks[0] + 2, ranks[1] - 1
    names = [row.name for row in board.rows]
    said = places(up, down, *ranks[2:])
    assert said == f"与上期定稿榜单相比，{names[0]}前进2位，{names[1]}后退1位"
    # The four that moved furthest are named; two that moved alike stand together.
    many = [rank + step for rank, step in zip(ranks, (3, 3, -2, 1, 1, 1, -4), strict=True)]
    assert places(*many) == (
        f"与上期定稿榜单相比，{names[0]}、{names[1]}前进3位，{names[2]}后退2位，{names[6]}后退4位，另有3个单位位次有变化"
    )
    moved = replace(board, rows=(replace(board.rows[0], previous_rank=up), *board.rows[1:]))
    sentences = build_findings(moved, programme).sentences
    assert [sentence for sentence in sentences if "前进2位" in sentence and "列第1位" in sentence]
    assert len(sentences) <= 5


def test_key_figures(board):
    shown = {
        figure.label: (figure.value, figure.unit, figure.note, figure.role)
        for figure in build_key_figures(board).figures
    }
    assert shown == {
        "累计经济效益": ("165.29", "亿元", "年度目标381.14亿元", "plain"),
        "完成率": ("43.37%", "", "滞后序时进度6.6个百分点", "warn"),
        "本月经济效益": ("3.27", "亿元", "新盘活项目20个", "plain"),
        "累计入库收益": ("43.00", "亿元", "入库率26.01%", "plain"),
        "累计本级可用财力": ("23.00", "亿元", "", "plain"),
        "通过核验的单位": ("5/7", "个", "2个未报送或退回修改", "warn"),
    }


def test_key_figures_without_a_month(board, amounts_of):
    empty = replace(board, totals=replace(board.totals, benefit=None, projects=None))
    shown = {figure.label: (figure.value, figure.note) for figure in build_key_figures(empty).figures}
    assert shown["本月经济效益"] == ("—", "本月尚无通过核验的月报")
