"""Names, phone and identity-card numbers stay out of circulated reports (domain §6)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sanzi_lib.measures.model import Part
from sanzi_lib.reports import leaderboard, overview
from sanzi_lib.reports.elements.blocks import block_to_json
from sanzi_lib.reports.elements.redact import collect_persons, find_held, redact_board, redact_city, redact_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请致电13812345678联系", "请致电×××联系"),
        ("138 1234 5678", "×××"),
        ("138-1234-5678。", "×××。"),
        ("+86 13812345678", "×××"),
        ("１３８１２３４５６７８", "×××"),
        ("电话0734-8866123", "电话×××"),
        ("（0734）8866123", "×××"),
        ("07348866123", "×××"),
        ("身份证430424199001011234", "身份证×××"),
        ("43042419900101123X", "×××"),
        ("４３０４２４１９９００１０１１２３４", "×××"),
        ("1\u200b3812345678", "×××"),
        ("看不见的\u200b字符", "看不见的\u200b字符"),
        ("430424 19900101 123x", "×××"),
        ("盘活土地1381.23亩，形成收益12345678901.50元", "盘活土地1381.23亩，形成收益12345678901.50元"),
        ("2024年6月25日签约，面积20240625平方米", "2024年6月25日签约，面积20240625平方米"),
        ("项目430424-ZY05-2024-0007", "项目430424-ZY05-2024-0007"),
        ("公告号衡公资〔2024〕0138号", "公告号衡公资〔2024〕0138号"),
    ],
)
def test_numbers(text, masked):
    assert redact_text(text, ()) == masked


@pytest.mark.parametrize(
    ("text", "persons", "masked"),
    [
        ("由张三牵头", ["张三"], "由某某牵头"),
        ("由张 三牵头", ["张三"], "由某某牵头"),
        ("由张三牵头", ["张 三"], "由某某牵头"),
        ("欧阳小山、李四参加", ["欧阳小山", "李四"], "某某、某某参加"),
        ("李四和张三", ["张三、李四（副局长）"], "某某和某某"),
        ("张三丰参加", ["张三", "张三丰"], "某某参加"),
        ("ＴＯＭ来衡投资", ["Tom"], "某某来衡投资"),
        ("张\u200b三", ["张三"], "某某"),
        ("阿卜杜拉·买买提到会", ["阿卜杜拉买买提"], "某某到会"),
        ("a.*b", ["A.*B"], "某某"),
        ("县里统筹", ["县"], "县里统筹"),
        ("带动就业120人", [], "带动就业120人"),
    ],
)
def test_names(text, persons, masked):
    assert redact_text(text, persons) == masked


def test_persons_of_the_units_of_a_report():
    projects = pd.DataFrame(
        {"unit": ["430424", "430424", "430421"], "persons": [("张三", ""), ("李四",), ("王五",)]}
    ).astype({"persons": "object"})
    assert collect_persons(projects) == {"张三", "李四", "王五"}
    returns = pd.DataFrame({"unit": ["430424", "430421"], "persons": [None, ("赵六",)]}).astype({"persons": "object"})
    assert collect_persons(projects, returns) == {"张三", "李四", "王五", "赵六"}


def test_only_names_that_a_text_holds_are_held():
    persons = ("张三、李四", "王五：局长", "赵六 13800138000", "陈")
    assert find_held(persons, ["由张 三与王五负责"]) == ("张三", "王五")
    assert find_held(persons, ["陈述清楚"]) == ()


@pytest.mark.parametrize("cell", ["刘二：局长", "刘二13800138000", "刘二 0734-8866123", "刘二/王五", "刘二（副局长）"])
def test_a_name_is_found_in_a_cell_that_holds_more(cell):
    assert redact_text("由刘二负责", [cell]) == "由某某负责"


@pytest.mark.parametrize(
    "text", ["139_1234_5678", "139/1234/5678", "400-123-4567", "电话8222333", "联系电话：82223333"]
)
def test_numbers_in_other_spellings_are_masked(text):
    masked = redact_text(text, ())
    assert not any(letter.isdigit() for letter in masked), masked


@pytest.mark.parametrize("text", ["形成收益8222333元", "面积1234.5678亩", "2024年6月", "4001234567元的资产"])
def test_amounts_are_no_phone_numbers(text):
    assert redact_text(text, ()) == text


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


def test_names_that_no_text_holds_are_not_looked_for_one_by_one(board):
    # A year's thousands of names would make a pattern that no expression engine bears.
    many = {f"名{number}字" for number in range(50_000)}
    assert find_held(many, [text for row in board.rows for text in row.social_benefit]) == ()
    assert redact_board(board, many) == redact_board(board, ())


@pytest.mark.parametrize(
    ("value", "text", "masked"),
    [
        ("慕容秋水等3人", "由慕容秋水受让", "由某某受让"),
        ("李大为副局长", "李大为牵头", "某某牵头"),
        ("负责人钱七", "钱七牵头", "某某牵头"),
        ("马岱主任", "马岱牵头", "某某牵头"),
        ("办公室主任", "办公室牵头", "办公室牵头"),
        ("8223457", "咨询处8223457", "咨询处×××"),
        ("0734-8812347 转 802", "请拨8812347", "请拨×××"),
        ("139 1234 5678", "微信1391234 5678", "微信×××"),
        ("8223457", "合计18223457元，0.8223457", "合计18223457元，0.8223457"),
    ],
)
def test_titles_and_phones_of_the_columns_are_known_in_texts(value, text, masked):
    assert redact_text(text, [value]) == masked


@pytest.mark.parametrize("value", ["等" * 32_000, "1" * 32_000, "0734-" * 6_000, "局长" * 16_000, "甲、" * 16_000])
def test_a_hostile_cell_of_a_name_costs_nothing(value):
    assert redact_text("张三牵头", [value, "张三"]) == "某某牵头"
