"""Every mistake in a programme's files is told in Chinese, with file and place, and all of them at once."""

import contextlib
import re
import shutil
from pathlib import Path

import pytest

from sanzi_lib.errors import ParameterError, ProgrammeError
from sanzi_lib.params.load import FILES, find_programme, read_programme

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "tests" / "programmes" / "yunxiu-2025"
P, E, T, F, U = FILES

# English that may stand in a message: names that stand in the files themselves
KNOWN = set(
    re.findall(
        r"\w+",
        """yaml csv YAML CSV UTF GBK true false id groups total_target metric weighted weights categories prefix
        measure_units names idle done open natural_person counterparties city month group first_board_month polcy policy
        attainment benefit_cumulative benefit treasury_cumulative available_cumulative enumerations programme targets
        fields units""",
    )
)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SOURCE, tmp_path / "params" / "yunxiu-2025"))


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems_of(folder):
    with pytest.raises(ProgrammeError) as raised:
        read_programme(folder)
    assert str(raised.value) == "\n".join(raised.value.problems)
    return raised.value.problems


CASES = [
    # programme.yaml
    (P, "policy:", "polcy:", "programme.yaml“policy”：缺少这一项。"),
    (P, "policy:", "polcy:", "programme.yaml“polcy”：没有这个名称，请检查拼写。"),
    (P, "year: 2025", "year: 二〇二五", "programme.yaml“year”：应当是整数，现为“二〇二五”。"),
    (P, "year: 2025", "year: 1925", "programme.yaml“year”：应当不小于2000，现为“1925”。"),
    (P, "city: 云岫县", "city: 12", "programme.yaml“city”：应当是文本，数字、日期和是否请加引号，现为“12”。"),
    (P, "city: 云岫县", "city:", "programme.yaml“city”：应当是文本，数字、日期和是否请加引号，现为空。"),
    (P, "city: 云岫县", 'city: " "', "programme.yaml“city”：不能为空，现为“ ”。"),
    (P, '"77351.00"', "77351.5", 'programme.yaml“total_target”：金额不加引号会失真，请写在引号里，如 "7626.50"'),
    (P, '"77351.00"', '"1e5"', "programme.yaml“total_target”：金额应当是不小于0的数"),
    (P, '"77351.00"', '"-3"', "programme.yaml“total_target”：金额应当是不小于0的数"),
    (P, '"77351.00"', '"1.0000001"', "最多六位小数"),
    (P, '"77351.00"', '"773,51.00"', "programme.yaml“total_target”：金额应当是"),
    (P, '"77351.00"', '"７７３５１"', "programme.yaml“total_target”：金额应当是"),
    (P, '"77351.00"', '"100000000000.01"', "金额超出1000亿万元"),
    (
        P,
        '"77351.00"',
        '"77350.99"',
        "与全县总计77350.99万元相差0.01万元，请核对 targets.csv 与 programme.yaml 的 total_target",
    ),
    (P, 'month: "2025-03"', "month: 2025-3", 'programme.yaml“first_board_month”：月份请写成 "2024-06" 这样的形式'),
    (P, 'month: "2025-03"', "month: 2025-03-01", "programme.yaml“first_board_month”：月份请写成"),
    (P, 'month: "2025-03"', 'month: "2024-03"', "programme.yaml“first_board_month”：2024-03不在方案年度2025年内。"),
    (P, "cutoff_day: 5", "cutoff_day: 32", "programme.yaml“period → cutoff_day”：应当不大于31，现为“32”。"),
    (P, "natural: true", "natural: 也许", "programme.yaml“period → natural”：应当是“是”或“否”（true 或 false）"),
    (P, '"0.05"', '"-0.05"', "programme.yaml“thresholds → attention_gap”：应当不小于0"),
    (P, '"0.05"', ".nan", "programme.yaml“thresholds → attention_gap”：应当是有限的数字"),
    (P, '"0.05"', "百分之五", "programme.yaml“thresholds → attention_gap”：应当是数字"),
    (P, "benefit}", "weighted}", "programme.yaml“groups → 第3项 → rule”：metric: weighted 须在 weights 中给出权重"),
    (P, "[人民政府, 办事处]", "人民政府", "programme.yaml“groups → 第1项 → suffixes”：应当是列表"),
    (P, "name: 镇街组", "name: 镇/街组", "programme.yaml“groups → 第1项 → name”：要用作文件夹名"),
    (P, "id: towns", "id: 镇街", "programme.yaml“groups → 第1项 → id”：应当是小写英文字母开头"),
    (P, "id: departments", "id: towns", "programme.yaml“groups”：“towns”出现了两次"),
    (P, "{group}）", "{gruop}）", "programme.yaml“titles → board”：花括号中只能写{city}、{month}、{group}"),
    (P, "（{group}）", "", "programme.yaml“titles → board”：缺少{group}，各期各组的题名会相同"),
    (P, "（{group}）", "（{group）", "programme.yaml“titles → board”：花括号没有成对"),
    (P, "{city}{month}存量资产盘活总览", "{city}总览{group}", "“titles → overview”：花括号中只能写{city}、{month}"),
    (P, "id: yunxiu-2025", "id: yunxiu-2024", "programme.yaml“id”：“yunxiu-2024”应与文件夹名“yunxiu-2025”一致。"),
    (P, "city: 云岫县", "city: 云岫县\ncity: 衡阳市", "programme.yaml第4行：YAML格式有误（“city”写了两次）。"),
    (P, "policy: 云", "policy: 甲: 云", "programme.yaml第5行：YAML格式有误（这里不应有冒号，含冒号的文字请加引号）。"),
    (P, "  natural", "\tnatural", "programme.yaml第16行：YAML格式有误（缩进请用空格，不要用制表符）。"),
    (
        P,
        '"{city}{month}存量资产盘活总览"',
        '"{city}',
        "programme.yaml第21行：YAML格式有误（这一行或上面的缩进、引号不对）。",
    ),
    (P, "city: 云岫县", "city: !py 云岫县", "programme.yaml第3行：YAML格式有误（请对照样例检查缩进、冒号和引号）。"),
    (P, "city: 云岫县", "? [甲]\n: 乙\ncity: 云岫县", "programme.yaml第3行：YAML格式有误（名称应当是文本）。"),
    (P, "city: 云岫县", "3: 乙\ncity: 云岫县", "programme.yaml"),
    (P, "city: 云岫县", "city: 云岫县\x07", "programme.yaml：YAML格式有误，请检查是否混入了不可见字符。"),
    (P, "city: 云岫县", "city: 云岫县\nunits: []", "programme.yaml“units”：没有这个名称，请检查拼写。"),
    (P, "city: 云岫县", "city: 云岫县\ndigest: abc", "programme.yaml“digest”：没有这个名称，请检查拼写。"),
    (
        P,
        "    专项结余: {",
        "    专项结馀: {",
        "programme.yaml“policy_texts → funds”：资金类别“专项结馀”不在 enumerations.yaml",
    ),
    (P, "source: 第七条", "sauce: 第七条", "programme.yaml“policy_texts → funds → 专项结余 → source”：缺少这一项。"),
    (
        P,
        "policy_texts:",
        "policy_texts:\n  risks: {V2: {source: 八, text: 不得。}}",
        "programme.yaml“policy_texts → risks → V2”：应写规则编号，如 V24，现为“V2”。",
    ),
    (P, 'fund_years: "2.5"', 'fund_years: "-1"', "programme.yaml“thresholds → fund_years”：应当不小于0"),
    # enumerations.yaml
    (
        E,
        "rule: aged",
        "rule: old",
        "enumerations.yaml“fund_kinds → 第1项 → rule”：只能是 above_income、share、full、aged",
    ),
    (E, "- 待清理往来款", "- 专项结余", "enumerations.yaml“资金类别”：“专项结余”出现了两次"),
    (E, "- 待清理往来款", "- “专项”结余", "enumerations.yaml“资金类别”：“专项结余”出现了两次"),
    (
        E,
        "- 待清理往来款",
        "- {name: 待清理往来款, replaced_by: [专项节余]}",
        "enumerations.yaml“fund_kinds”：“待清理往来款”的 replaced_by 中的“专项节余”不是现行的资金类别，请检查拼写。",
    ),
    (E, "- 待清理往来款", '- ""', "enumerations.yaml“fund_kinds → 第3项 → name”：不能为空"),
    (E, "- 待清理往来款", "- 3", "enumerations.yaml“fund_kinds → 第3项”：应当是“名称: 值”的形式，现为“3”。"),
    (
        E,
        "prefix: CD",
        "prefix: cd",
        "enumerations.yaml“categories → 第3项 → prefix”：应当是两个大写英文字母，现为“cd”。",
    ),
    (E, "prefix: CD", "prefix: CL", "enumerations.yaml“categories 的 prefix”：“CL”出现了两次"),
    (E, "[专户结余]}", "[]}", "enumerations.yaml“categories → 第3项 → subcategories”：至少要有1项。"),
    (E, "国有股份]", "水域]", "enumerations.yaml“三资小类”：“水域”出现了两次"),
    (E, "name: 变卖", "name: 招租", "enumerations.yaml“盘活方式”：“招租”出现了两次"),
    (E, "idle: [待办", "idle: [未办", "enumerations.yaml“statuses”：idle、done、open 中的“未办”不在 names 中。"),
    (E, "{name: 间}", "{name: 平米}", "enumerations.yaml“measure_units”：“平米”既指平方米又指平米"),
    (E, "natural_person: 个人", "natural_person: 自然人", "enumerations.yaml“natural_person”：“自然人”不在"),
    (E, "methods:", "method:", "enumerations.yaml“methods”：缺少这一项。"),
    (E, "  - {name: 亩}", "  - 亩", "enumerations.yaml“measure_units → 第1项”：应当是“名称: 值”的形式，现为“亩”。"),
    # CSV
    (T, "地区,", "区域,", "targets.csv第1行：表头应为“地区,预期盘活效益(万元),按工作领域分解”，现为“区域,"),
    (T, "5200.00", "五千", "targets.csv第2行“预期盘活效益(万元)”：金额应当是"),
    (T, "5200.00", "5200.00,3", "targets.csv第2行：有4格，应为3格"),
    (T, "白石镇,4100.25,否", "\n白石镇,四千,否", "targets.csv第4行“预期盘活效益(万元)”：金额应当是"),
    (T, "青禾镇,5200.00,否", "青禾镇,5200.00,不", "targets.csv第2行“按工作领域分解”：应当是“是”或“否”"),
    (T, "青禾镇,5200.00,否", "青禾镇,5200.00,是", "targets.csv“按工作领域分解”：只能有一行为“是”。"),
    (T, "44000.00,是", "44000.00,否", "targets.csv：有工作领域目标，但没有一行“按工作领域分解”为“是”。"),
    (T, "5200.00", "5200.01", "targets.csv：各行之和77351.01万元，与全县总计77351.00万元相差0.01万元"),
    (T, "白石镇", "青禾镇", "targets.csv“地区”：“青禾镇”出现了两次"),
    (T, "海湾产业园,15000.00,否", '海湾产业园,"15000.00,否', "targets.csv第7行：CSV格式有误，请检查引号是否成对。"),
    (F, "8600.00", "8600.000001", "fields.csv：各领域之和44000.000001万元，与县直部门44000.00万元相差0.000001万元"),
    (F, "3399D2", "3399D9", "fields.csv：公有房产的牵头单位“3399D9”不在 units.csv 中，请写单位代码。"),
    (F, "3399D2", "339900101", "fields.csv：公有房产的牵头单位“339900101”不计入按工作领域分解的一行。"),
    (F, "公有房产", "国有股份", "fields.csv“工作领域”：“国有股份”出现了两次"),
    (U, "339900102", "339900101", "units.csv“代码”：“339900101”出现了两次"),
    (U, "339900102", "3399-102", "units.csv第3行“代码”：应当只有数字和大写英文字母，现为“3399-102”。"),
    (U, "339900102,白石镇", "339900102,", "units.csv第3行“单位”：不能为空，现为空。"),
    (U, "339900102,白石镇", "339900102,青禾 镇", "units.csv“单位”：“青禾镇”出现了两次"),
    (U, ",溪口,", ",青禾镇,", "units.csv：“青禾镇”既指青禾镇又指溪口街道，请修改别名。"),
    (U, ",溪口,", ",3399D1,", "units.csv：“3399D1”既是单位名称又是代码"),
    (U, "towns,白石镇,", "town,白石镇,", "units.csv：白石镇的组“town”不在 programme.yaml 的 groups 中。"),
    (U, "towns,白石镇,", "towns,黑石镇,", "units.csv：白石镇计入“黑石镇”，targets.csv 中没有这一行。"),
    (U, "towns,白石镇,", "towns,黑石镇,", "units.csv：没有单位计入“白石镇”"),
    (U, "towns,白石镇,", "towns,青禾镇,", "units.csv：“青禾镇”一行有2个单位计入，只能有一个。"),
    (U, "县直部门,国有股份", "县直部门,国有股权", "units.csv：县财政局的建议领域“国有股权”不在 fields.csv 中。"),
    (U, "339900102", '33"99', "units.csv"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), CASES, ids=lambda value: str(value)[:24])
def test_a_mistake_is_told_with_file_and_place_in_chinese(folder, name, old, new, message):
    change(folder / name, old, new)
    problems = problems_of(folder)
    assert any(message in problem for problem in problems), problems
    for problem in problems:
        assert problem.startswith(str(folder)), problem
        assert problem.endswith("。")
        told = problem.removeprefix(str(folder))
        quoted = re.sub("现为“[^”]*”", "", told)
        english = set(re.findall("[a-z]+(?:_[a-z]+)*", quoted)) - KNOWN
        own_words = set(re.findall("[a-z]+(?:_[a-z]+)*", "".join(p.read_text("utf-8") for p in SOURCE.iterdir()) + new))
        assert not english - own_words, problem


def test_all_problems_are_told_at_once(folder):
    change(folder / P, "year: 2025", "year: x")
    change(folder / E, "prefix: CD", "prefix: c")
    change(folder / T, "5200.00", "-")
    change(folder / U, "339900102", "a")
    assert len(problems_of(folder)) == 4


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    assert problems_of(folder) == (f"{folder / name}：文件不存在或无法打开，年度方案缺少这个文件。",)


def test_a_folder_in_place_of_a_file(folder):
    (folder / U).unlink()
    (folder / U).mkdir()
    assert problems_of(folder)[0].startswith(f"{folder / U}：文件不存在或无法打开")


def test_bytes_that_are_no_text(folder):
    (folder / U).write_bytes(b"\xff\xff\xff")
    assert problems_of(folder) == (f"{folder / U}：不是UTF-8或GBK编码的文本，请另存为UTF-8。",)


def test_an_empty_file(folder):
    (folder / E).write_text("", encoding="utf-8")
    assert problems_of(folder) == (f"{folder / E}：应当是“名称: 值”的形式。",)
    (folder / T).write_text("", encoding="utf-8")
    assert problems_of(folder)[1].startswith(f"{folder / T}第1行：表头应为")


def test_csv_as_excel_saves_it(folder):
    """GBK, CR LF, blank rows at the end, columns in another order: read all the same."""
    plain = read_programme(folder)
    text = (folder / T).read_text(encoding="utf-8")
    (folder / T).write_bytes((text.replace("\n", "\r\n") + ",,\r\n\r\n").encode("gb18030"))
    rows = [line.split(",") for line in (folder / F).read_text(encoding="utf-8").splitlines()]
    (folder / F).write_bytes(b"\xef\xbb\xbf" + "\n".join(",".join(reversed(row)) for row in rows).encode())
    read = read_programme(folder)
    assert (read.targets, read.fields, read.units) == (plain.targets, plain.fields, plain.units)
    assert read.digest != plain.digest


def test_the_digest_is_of_the_content_and_not_of_line_ends(folder):
    plain = read_programme(folder).digest
    text = (folder / P).read_text(encoding="utf-8")
    (folder / P).write_bytes(text.replace("\n", "\r\n").encode())
    assert read_programme(folder).digest == plain
    change(folder / P, "#", "##")
    assert read_programme(folder).digest != plain


def test_finding_a_programme(folder):
    params = folder.parent
    assert find_programme(params, year=2025).id == find_programme(params, name="yunxiu-2025").id == "yunxiu-2025"
    with pytest.raises(ParameterError, match="没有2024年的年度方案，现有：yunxiu-2025"):
        find_programme(params, year=2024)
    with pytest.raises(ParameterError, match="找不到年度方案“yunxiu”"):
        find_programme(params, year=2025, name="yunxiu")
    with pytest.raises(ParameterError, match="是2025年的，与月份（2024年）不符"):
        find_programme(params, year=2024, name="yunxiu-2025")
    with pytest.raises(ParameterError, match="找不到参数文件夹"):
        find_programme(params / "none", year=2025)
    shutil.copytree(folder, params / "other")
    with pytest.raises(ParameterError, match="2025年有不止一个年度方案：other、yunxiu-2025"):
        find_programme(params, year=2025)
    (params / "runs").mkdir()
    with pytest.raises(ParameterError, match="找不到年度方案“runs”"):
        find_programme(params, name="runs")


def test_a_broken_programme_is_named_rather_than_said_not_to_be_there(folder):
    change(folder / P, "year: 2025", "year: 2025: 1")
    with pytest.raises(ProgrammeError, match="第4行"):
        find_programme(folder.parent, year=2025)
    (folder / P).unlink()
    with pytest.raises(ProgrammeError, match=r"programme\.yaml：文件不存在"):
        find_programme(folder.parent, year=2025)


def test_no_problem_is_raised_as_anything_but_a_programme_error(folder):
    """A blind cut through each file, at every 40th character."""
    for name in FILES:
        text = (folder / name).read_text(encoding="utf-8")
        for end in range(0, len(text) - 1, 40):
            (folder / name).write_text(text[:end], encoding="utf-8")
            with contextlib.suppress(ProgrammeError):  # anything else that it raised would fail the test
                read_programme(folder)
        (folder / name).write_text(text, encoding="utf-8")
