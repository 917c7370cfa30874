"""Persons and numbers as units write them; every name and number is invented."""

import pandas as pd
import pytest

from sanzi_lib.masking import Mask, collect_persons, find_number, looks_like_person, mask_numbers

IDENTITIES = [
    "证件No.430401199001011242",
    "ID.430401199001011242",
    "1.430401199001011242",
    "430401-19900101-1250",
    "430401 1990 0101 1299",
    "４３０４０１１９９００１０１１２４Ｘ",
    "430401900101124",
]
PHONES = [
    "Tel.0734-8812346",
    "0734 - 8812346",
    "（0734）8812348",
    "0734-881-2348",
    "+86 734 8223456",
    "13912345678",
    "139.1234.5671",
    "139 - 1234 - 5670",
    "13912 345673",
    "139 123 45674",
    "400-881-2345",
    "联系电话8223457",
    "电话（8223457）",
    "电话号码8223457",
    "座机：8812345",
    "传真8812345",
    "电话：881-2345",
]
NO_NUMBERS = [
    "投资8223457元",
    "0.430401199001011",
    "12.0734881234",
    "2024年6月25日",
    "盘活1,234,567.89万元",
    "面积28421平方米",
]


@pytest.mark.parametrize("text", IDENTITIES)
def test_identity_numbers(text):
    assert find_number(text) == "身份证号"
    assert not any(letter.isdigit() for letter in mask_numbers(text).removeprefix("1."))


@pytest.mark.parametrize("text", PHONES)
def test_phone_numbers(text):
    assert find_number(text) == "电话号码"
    assert not any(letter.isdigit() for letter in mask_numbers(text))


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_figures_stay(text):
    assert find_number(text) is None
    assert mask_numbers(text) == text


def test_words_before_a_number_stay():
    assert mask_numbers("咨询电话：8223457、8223458，欢迎来电") == "咨询电话：×××，欢迎来电"


def mask(text, persons):
    return Mask(persons, [text])(text)


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
    assert mask(text, ()) == masked


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
    assert mask(text, persons) == masked


def test_persons_of_the_units_of_a_report():
    projects = pd.DataFrame(
        {"unit": ["430424", "430424", "430421"], "persons": [("张三", ""), ("李四",), ("王五",)]}
    ).astype({"persons": "object"})
    assert collect_persons(projects) == {"张三", "李四", "王五"}
    returns = pd.DataFrame({"unit": ["430424", "430421"], "persons": [None, ("赵六",)]}).astype({"persons": "object"})
    assert collect_persons(projects, returns) == {"张三", "李四", "王五", "赵六"}


def test_only_what_a_text_holds_is_masked_in_it():
    persons = ("张三、李四", "王五：局长", "赵六 13800138000", "陈")
    told, other = "由张 三与王五负责", "陈述清楚"
    mask = Mask(persons, (told, other))
    assert (mask(told), mask.names_person(told)) == ("由某某与某某负责", True)
    assert (mask(other), mask.names_person(other)) == (other, False)
    assert Mask(persons, (other,)).names_person("由张三负责") is False  # it was not made for that text


@pytest.mark.parametrize("cell", ["刘二：局长", "刘二13800138000", "刘二 0734-8866123", "刘二/王五", "刘二（副局长）"])
def test_a_name_is_found_in_a_cell_that_holds_more(cell):
    assert mask("由刘二负责", [cell]) == "由某某负责"


@pytest.mark.parametrize(
    "text", ["139_1234_5678", "139/1234/5678", "400-123-4567", "电话8222333", "联系电话：82223333"]
)
def test_numbers_in_other_spellings_are_masked(text):
    masked = mask(text, ())
    assert not any(letter.isdigit() for letter in masked), masked


@pytest.mark.parametrize("text", ["形成收益8222333元", "面积1234.5678亩", "2024年6月", "4001234567元的资产"])
def test_amounts_are_no_phone_numbers(text):
    assert mask(text, ()) == text


def test_names_that_no_text_holds_are_not_looked_for_one_by_one():
    # A year's thousands of names would make a pattern that no expression engine bears.
    many = {f"名{number}字" for number in range(50_000)}
    texts = ("带动就业120人。", "新增停车位300个", "名气小，取字号")
    mask = Mask(many, texts)
    assert tuple(map(mask, texts)) == texts
    assert not any(map(mask.names_person, texts))


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
    assert mask(text, [value]) == masked


@pytest.mark.parametrize("value", ["等" * 32_000, "1" * 32_000, "0734-" * 6_000, "局长" * 16_000, "甲、" * 16_000])
def test_a_hostile_cell_of_a_name_costs_nothing(value):
    assert mask("张三牵头", [value, "张三"]) == "某某牵头"


@pytest.mark.parametrize(
    ("holder", "person"),
    [
        ("耒阳市教育局", False),
        ("衡东县", False),
        ("城投公司", False),
        ("洣水村", False),
        ("某某资产管理有限责任公司", False),
        ("", False),
        ("刘建国", True),
        ("欧阳 小山", True),
        ("自然人（退休职工）", True),
    ],
)
def test_a_holder_that_is_a_person(holder, person):
    assert looks_like_person(holder, "自然人") == person
    assert not looks_like_person("自然人资管中心", "")


def test_keys_are_numbered_where_their_masks_would_be_one():
    texts = ("张三", "李四", "张 三", "某某", "土地", "张三地")
    mask = Mask(["张三", "李四", "土地"], texts)
    apart = mask.tell_apart(texts, listed={"土地"}, identity=lambda text: text.replace(" ", ""))
    assert apart == {
        "张三": "某某（2）",
        "李四": "某某（3）",
        "张 三": "某某（2）",
        "某某": "某某",
        "土地": "土地",
        "张三地": "某某地",
    }
