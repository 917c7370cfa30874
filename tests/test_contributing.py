"""The recipes of CONTRIBUTING.md are followed on the spot, so that they stay true."""

from __future__ import annotations

import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sanzi_lib.errors import ProgrammeError
from sanzi_lib.ledger.check import table
from sanzi_lib.ledger.check.context import Checked
from sanzi_lib.ledger.model import Cover, ReadReturn, ReadSheet, Row
from sanzi_lib.months import Month
from sanzi_lib.params.load import FILES, find_programme, read_programme
from sanzi_lib.params.programme import CheckTerms
from sanzi_lib.params.rules import Thresholds
from sanzi_lib.run.ask.kinds import REPORTS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^\*\*An? (\w+)\.?\*\*(.+?)(?=^\*\*|\Z)", PAGE, flags=re.MULTILINE | re.DOTALL))


def test_there_are_the_five_recipes():
    assert list(RECIPES) == ["check", "metric", "report", "format", "programme"]


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_place_that_a_recipe_names_is_there(recipe):
    places = re.findall(r"`((?:sanzi_lib|tests|docs|params|notebooks)/[^`]+)`", RECIPES[recipe])
    assert places
    for place in places:
        for kind in REPORTS if "<kind>" in place else ("",):
            assert (ROOT / place.replace("<kind>", kind)).exists(), place


def test_the_page_is_one_page():
    assert len(PAGE.splitlines()) <= 70


def test_its_commands_are_those_of_the_whole_check():
    check = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = re.findall(r"`((?:ruff|mypy|lint-imports)[^`]*)`", PAGE.partition("## The way")[0])
    assert len(commands) == 4
    assert all(f".venv/bin/{command}\n" in check for command in commands)


def test_a_programme_is_a_copied_folder(tmp_path):
    copy = tmp_path / "lanting-2026"
    shutil.copytree(ROOT / "params" / "hengyang-2024", copy)
    assert set(FILES) == {path.name for path in copy.iterdir()}, "five files"
    path = copy / "programme.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("id: hengyang-2024", "id: lanting-2026"),
        ("city: 衡阳市", "city: 兰亭市"),
        ("year: 2024", "year: 2026"),
        ('first_board_month: "2024-06"', 'first_board_month: "2026-03"'),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    programme = find_programme(tmp_path, year=2026)
    assert (programme.id, programme.city, programme.year) == ("lanting-2026", "兰亭市", 2026)
    assert programme.is_trial(Month(2026, 2))
    assert not programme.is_trial(Month(2026, 3))
    assert programme.find_unit("兰亭市水利局") == programme.find_unit("市水利局")
    assert programme.find_unit("衡阳市水利局") is None


def test_every_problem_of_a_programme_is_told_at_once(tmp_path):
    copy = tmp_path / "other"
    shutil.copytree(ROOT / "params" / "hengyang-2024", copy)
    for name, old, new in (
        ("programme.yaml", "cutoff_day: 25", "cutoff_day: 42"),
        ("enumerations.yaml", "prefix: ZJ", "prefix: zj"),
    ):
        path = copy / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ProgrammeError) as caught:
        read_programme(copy)
    first, second = caught.value.problems
    assert "programme.yaml" in first
    assert "cutoff_day" in first
    assert "enumerations.yaml" in second
    assert "prefix" in second


def test_a_check_is_a_function_and_a_line_of_the_table(monkeypatch):
    def check_holder(checked):
        for row in checked.projects.rows:
            if len(row.text("holder")) < 2:
                yield checked.find_row("V99", checked.projects, row, "holder", "请写全称。", level="核实")

    rule = table.Rule("V99", "核实", "资产持有人写全称", check_holder)
    monkeypatch.setattr(table, "RULES", (*table.RULES, rule))
    rows = tuple(
        Row(number, {"holder": name}, frozenset({"holder"}), frozenset()) for number, name in ((2, "甲"), (3, "乙公司"))
    )
    sheets = [ReadSheet(name, {"holder": 7}, (), ()) for name in ("盘活情况表", "典型案例", "存量资金")]
    returned = ReadReturn("6月.xlsx", "0" * 64, Cover(), ReadSheet("项目台账", {"holder": 7}, rows, ()), *sheets, ())
    programme = read_programme(ROOT / "params" / "hengyang-2024")
    found = table.check_return(Checked(programme, Month(2024, 6), returned))
    assert [(f.rule, f.level, f.cell, f.value) for f in found if f.rule == "V99"] == [("V99", "核实", "G2", "甲")]


@pytest.fixture
def copied(tmp_path):
    """A copy of the library and the programmes, to be changed; gives a function that runs a script on it."""
    for room in ("sanzi_lib", "params"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))

    def change(place, old, new):
        path = tmp_path / place
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(script):
        lines = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{script}"
        command = [sys.executable, "-X", "utf8", "-B", "-c", lines]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return change, run


METRIC = """
from fractions import Fraction
from pathlib import Path
from sanzi_lib.measures.model import Amounts
from sanzi_lib.measures.rank import rank_values, resolve_rule, values_of
from sanzi_lib.params.load import read_programme
from sanzi_lib.reports.elements.rule import describe_rule, metric_text
programme = read_programme(Path("params/hengyang-2024"))
rule = resolve_rule(programme, "counties")
rows = {name: Amounts(None, (), None, None, None, brought, 0, of_it, None, None, None)
        for name, brought, of_it in (("a", 100, 50), ("b", 100, 75), ("c", 200, 100))}
places = rank_values({name: values_of(rule, row, None) for name, row in rows.items()})
print(*(f"{name}{place.rank}{place.tied}" for name, place in places.items()))
print(metric_text(rule, rows["b"]))
print(describe_rule(rule))
"""


def test_a_metric_is_one_entry_and_the_programmes_line(copied):
    change, run = copied
    change(
        "sanzi_lib/measures/figures.py",
        '    Figure("rank", "位次", "count"),\n',
        '    Figure("available_share", "财力占比", "rate", lambda row: Fraction(row.available_cumulative, '
        'row.benefit_cumulative), rankable=True),\n    Figure("rank", "位次", "count"),\n',
    )
    change(
        "params/hengyang-2024/programme.yaml",
        "{id: counties, name: 县市组,",
        "{id: counties, rule: {metric: available_share}, name: 县市组,",
    )
    assert run(METRIC) == [
        "a2True b1False c2True",
        "75.00%",
        "排名规则：按财力占比由高到低排列，以未舍入的数值比较，数值相等的位次并列，按名册顺序列示。",
    ]


FORMAT = """
from sanzi_lib.render.document import Document
from sanzi_lib.render.formats import FORMATS
from sanzi_lib.run.ask.kinds import REPORTS
from sanzi_lib.run.ask.request import read_formats
print(read_formats("md"), FORMATS["md"].suffix)
print(*(kind.id for kind in REPORTS.values() if "md" in kind.formats))
"""


def test_a_format_is_a_module_and_an_entry_of_the_registry(copied):
    change, run = copied
    change(
        "sanzi_lib/render/formats.py",
        '            Format("docx",',
        '            Format("md", ".md", "文稿", lambda document: b"", usual=False),\n            Format("docx",',
    )
    assert run(FORMAT) == ["('md',) .md", "quarterly"]


@pytest.mark.parametrize("model", [Thresholds, CheckTerms])
def test_what_a_check_needs_has_a_default_and_a_description(model):
    described = re.findall(r"^ {4}(\w+):", inspect.getdoc(model) or "", flags=re.MULTILINE)  # 3.13 strips the margin
    assert described == list(model.model_fields)
    model()


def test_a_report_has_its_notebook_its_parameters_and_its_line_in_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z]+)` \|", readme, flags=re.MULTILINE)) == set(REPORTS)
    for kind in REPORTS.values():
        assert (ROOT / "notebooks" / kind.notebook).is_file()
        assert kind.params.__module__ == "sanzi_lib.params.runs"
        assert re.search(rf"^\| `{kind.id}` \| {kind.name} \|", readme, flags=re.MULTILINE)
