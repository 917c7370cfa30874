"""Names, phone and identity-card numbers stay out of circulated reports (domain §6)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from sanzi_lib.measures.model import Part
from sanzi_lib.report import leaderboard, overview
from sanzi_lib.report.blocks import block_to_json
from sanzi_lib.report.redact import redact_board, redact_city


def test_no_block_and_no_figure_of_a_board_names_a_person(board, programme, histories, ranks):
    secrets = ("张三", "李四")
    hostile = "张三（13812345678）、李 四，430424199001011234"
    rows = tuple(
        replace(
            item,
            social_benefit=(hostile,),
            social_benefit_count=1,
            cases=(hostile,),
            of_which=(Part("4304E1", "市城发集团", "accepted", 0, item.amounts, (hostile,), (hostile,)),),
        )
        for item in board.rows
    )
    planted = replace(
        board,
        rows=rows,
        cases=tuple(replace(case, title=hostile, practice=hostile, result=hostile) for case in board.cases),
        restatements=tuple(replace(item, reason=hostile) for item in board.restatements),
    )
    clean = redact_board(planted, secrets)
    day = date(2024, 6, 30)
    blocks = [
        leaderboard.build_head(clean, programme, day),
        *leaderboard.build_opening(clean, programme),
        *leaderboard.build_board(clean, programme, day),
        *leaderboard.build_standing(clean, programme),
        *leaderboard.build_charts(clean, histories, ranks),
        *leaderboard.build_cases(clean, programme),
        *leaderboard.build_notes(clean, programme),
        *leaderboard.build_data(clean, histories, ranks, day),
    ]
    text = json.dumps([block_to_json(block) for block in blocks], ensure_ascii=False)
    for secret in (*secrets, "李 四", "13812345678", "430424199001011234"):
        assert secret not in text
    assert text.count("某某（×××）、某某，×××") >= 7 * 4


def test_no_block_and_no_figure_of_the_city_names_a_person(city, programme):
    hostile = "张三（13812345678）"
    groups = tuple(
        replace(group, restatements=tuple(replace(item, reason=hostile) for item in group.restatements))
        for group in city.overview.groups
    )
    planted = replace(city, overview=replace(city.overview, groups=groups))
    clean = redact_city(planted, ("张三",))
    blocks = [*overview.build_restated(clean, programme), *overview.build_data(clean, programme, date(2024, 6, 30))]
    text = json.dumps([block_to_json(block) for block in blocks], ensure_ascii=False)
    assert "张三" not in text
    assert "13812345678" not in text
    assert text.count("某某（×××") == 4
